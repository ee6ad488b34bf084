//! `inspect`: shows what a file contains.

use super::args::Inspect;
use super::{Context, Exit};
use crate::device::DeviceError;
use crate::pattern::{
    Candidate, Draw, LedPower, MAX_LEDS, Matrix, Opened, PatternError, PixelOrder, ReadOptions,
    amperes, open,
};
use crate::problem::Problem;
use crate::text::{line, path_text};
use serde_json::{Value, json};
use std::path::Path;

/// Maximum number of durations that are listed.
const DELAYS: usize = 16;

pub(super) fn run(context: &Context, inspect: &Inspect) -> Result<Exit, Problem> {
    let mut failed = 0;
    for file in &inspect.files {
        let options = inspect.source.read();
        let watched = context
            .out
            .reading(&file.display().to_string(), &options.progress);
        let read = read(context, file, &options);
        let known = read.and_then(|opened| {
            let draw = draw(&opened, inspect.led.led(LedPower::default()))?;
            Ok((object(file, &opened, draw)?, describe(file, &opened, draw)))
        });
        drop(watched);
        match known {
            Ok((object, words)) => context.out.event(&object, &words),
            Err(error) => {
                failed += 1;
                context.out.problem(
                    Some(&file.display().to_string()),
                    &Problem::from(&DeviceError::Pattern(error)),
                );
            }
        }
    }
    Ok(if failed == 0 {
        Exit::Done
    } else {
        Exit::Failed
    })
}

/// Reads a file. A file without a header is read as the user chose for the same contents before.
fn read(context: &Context, file: &Path, options: &ReadOptions) -> Result<Opened, PatternError> {
    let opened = open(file, options)?;
    if opened.certain {
        return Ok(opened);
    }
    // the remembered choice helps, but a file can be inspected without it
    let remembered = context
        .store()
        .ok()
        .and_then(|store| store.reading(opened.contents.key()).ok().flatten());
    match remembered {
        Some(remembered) => opened.reread(&ReadOptions {
            remembered: Some(remembered),
            ..options.clone()
        }),
        None => Ok(opened),
    }
}

fn matrix(matrix: Option<Matrix>) -> Value {
    matrix.map_or(Value::Null, |m| json!({"w": m.w(), "h": m.h()}))
}

fn reasons(candidate: &Candidate) -> String {
    let words = candidate
        .reasons
        .iter()
        .filter(|r| r.supports)
        .map(|r| r.text.to_string());
    words.collect::<Vec<_>>().join("; ")
}

/// The options that choose a reading among those of its size.
fn chooses(candidate: &Candidate) -> String {
    let chosen = &candidate.selection;
    let format = chosen.format.iter().map(|way| format!("--as {way}"));
    let array = chosen.array.iter().map(|name| format!("--array {name}"));
    let options: Vec<String> = format.chain(array).collect();
    if options.is_empty() {
        return String::new();
    }
    format!(" ({})", options.join(" "))
}

/// Maximum pixels of a picture whose current is computed: a larger picture will be scaled down, and then draw less.
const PICTURE: usize = 128 * 128;

/// Computes the current of the frames as they are; `None` for pictures larger than any device.
fn draw(opened: &Opened, led: LedPower) -> Result<Option<Draw>, PatternError> {
    let frames = &opened.pattern.frames;
    let most = if opened.pattern.order == PixelOrder::Grid {
        PICTURE
    } else {
        MAX_LEDS
    };
    (frames.leds() <= most)
        .then(|| Draw::of_frames(led, frames))
        .transpose()
}

fn current(draw: Draw) -> Value {
    let LedPower {
        channel_ua,
        idle_ua,
        millivolts,
    } = draw.led;
    json!({
        "worst_ma": draw.worst_ma,
        "worst_frame": draw.worst_frame + 1,
        "average_ma": draw.average_ma,
        "led_ma": f64::from(channel_ua) / 1000.0,
        "idle_ma": f64::from(idle_ua) / 1000.0,
        "volts": f64::from(millivolts) / 1000.0,
    })
}

fn object(file: &Path, opened: &Opened, draw: Option<Draw>) -> Result<Value, PatternError> {
    let pattern = &opened.pattern;
    let frames = &pattern.frames;
    let candidates: Vec<Value> = opened
        .candidates
        .iter()
        .map(|c| {
            json!({
                "leds": c.leds, "frames": c.frames, "matrix": matrix(c.matrix),
                "score": (f64::from(c.score) * 1000.0).round() / 1000.0, "reason": reasons(c),
                "as": c.selection.format, "array": c.selection.array,
            })
        })
        .collect();
    Ok(json!({
        "event": "pattern",
        "file": file.display().to_string(),
        "format": pattern.format,
        "leds": frames.leds(),
        "frames": frames.len(),
        "matrix": matrix(pattern.matrix),
        "duration_ms": frames.total_ms(),
        "delays_ms": frames.durations().iter().take(DELAYS).map(|d| d.ms()).collect::<Vec<_>>(),
        "first_led": opened.first.first_chunk::<3>(),
        "sha256": opened.contents.sha256()?,
        "content": frames.content_hash_with_progress(&opened.options.progress)?,
        "certain": opened.certain,
        "candidates": candidates,
        "warnings": pattern.warnings.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "current": draw.map(current),
    }))
}

fn describe(file: &Path, opened: &Opened, draw: Option<Draw>) -> String {
    let pattern = &opened.pattern;
    let frames = &pattern.frames;
    let size = pattern
        .matrix
        .map(|m| format!(" ({m})"))
        .unwrap_or_default();
    let seconds = frames.total_ms() as f64 / 1000.0;
    let mut text = format!(
        "{}: {}, {} LEDs{size} x {} frames, {seconds} s",
        path_text(&file.display().to_string()),
        pattern.format,
        frames.leds(),
        frames.len()
    );
    if let Some(draw) = draw {
        let worst = amperes(draw.worst_ma);
        let average = amperes(draw.average_ma);
        let volts = f64::from(draw.led.millivolts) / 1000.0;
        let watts = draw.worst_watts();
        let frame = draw.worst_frame + 1;
        let all = if frames.len() > 1 {
            format!(", frame {frame}; {average} on average")
        } else {
            String::new()
        };
        text.push_str(&format!(
            "\n  draws up to {worst} at {volts} V ({watts:.1} W){all}"
        ));
    }
    if !opened.certain {
        text.push_str("\n  Not certain. Possible readings:");
        for candidate in &opened.candidates {
            let size = candidate
                .matrix
                .map(|m| format!(" ({m})"))
                .unwrap_or_default();
            text.push_str(&format!(
                "\n    {} LEDs{size} x {} frames: {}{}",
                candidate.leds,
                candidate.frames,
                line(&reasons(candidate)),
                line(&chooses(candidate))
            ));
        }
    } else if let Some(candidate) = opened.candidates.first()
        && !chooses(candidate).is_empty()
    {
        text.push_str(&format!("\n  {}", line(&reasons(candidate))));
    }
    for warning in &pattern.warnings {
        text.push_str(&format!("\n  note: {}", line(&warning.to_string())));
    }
    text
}
