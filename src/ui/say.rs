//! Numbers and states in words: the one place where the window's units and phases get their wording.

pub(super) mod live;
pub(super) mod scan;
pub(super) mod selection;
pub(super) mod when;

use super::theme::PhaseLook;
use crate::app::State;
use crate::device::{Device, Playing};
use crate::engine::{DeviceView, JobView, Outcome, Phase};
use crate::pattern::{Arrangement, Fit, FitMode, Layout, amperes};
pub(super) use crate::pattern::{byte_parts as bytes_parts, byte_text as bytes};
use std::time::Duration;

fn decimal(n: f64) -> String {
    let text = format!("{n:.1}");
    text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
}

/// A number with its thousands apart: `10,000`.
pub(super) fn grouped(count: u32) -> String {
    let digits = count.to_string();
    let mut out = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A length of time: `4.2 s`, `2 min 5 s`.
pub(super) fn time(duration: Duration) -> String {
    let s = duration.as_secs_f64();
    match s {
        s if s < 1.0 => format!("{} ms", duration.as_millis()),
        s if s < 60.0 => format!("{s:.1} s"),
        s => format!("{} min {} s", s as u64 / 60, s as u64 % 60),
    }
}

/// The firmware as it follows the kind: ` 2.1`; behind a kind that is a phrase `, 0.13.3`.
pub(super) fn firmware(device: &Device) -> String {
    let stop = if device.kind.contains(',') { "," } else { "" };
    device
        .firmware
        .as_deref()
        .map(|version| format!("{stop} {version}"))
        .unwrap_or_default()
}

/// About how long something takes: `40 s`, `4 min`.
pub(super) fn roughly(duration: Duration) -> String {
    match duration.as_secs() {
        s @ 0..90 => format!("{} s", s.max(1)),
        s => format!("{} min", (s + 30) / 60),
    }
}

/// A moment of a pattern: `1.24`, from a minute on `2:05.1`.
pub(super) fn clock(ms: f64) -> String {
    let s = ms / 1000.0;
    if s < 60.0 {
        format!("{s:.2}")
    } else {
        format!("{}:{:04.1}", s as u64 / 60, s % 60.0)
    }
}

/// `16 × 16`, or `150 LEDs`, also where they stand irregularly.
pub(super) fn layout(layout: &Layout) -> String {
    match layout
        .matrix()
        .filter(|_| !matches!(layout.arrangement(), Arrangement::Map(_)))
    {
        Some(matrix) => format!("{} × {}", matrix.w(), matrix.h()),
        None => format!("{} LEDs", layout.leds()),
    }
}

/// One, or many.
pub(super) fn count(n: usize, one: &str, many: &str) -> String {
    if n == 1 {
        format!("1 {one}")
    } else {
        format!("{n} {many}")
    }
}

/// The words of a problem as a sentence: with a capital, and an end.
pub(super) fn sentence(text: &str) -> String {
    let mut chars = text.trim().chars();
    let Some(first) = chars.next() else {
        return String::new();
    };
    let end = if text.trim_end().ends_with(['.', '!', '?', '…']) {
        ""
    } else {
        "."
    };
    format!("{}{}{end}", first.to_uppercase(), chars.as_str())
}

/// What was changed of a pattern so that it fits: "Cropped, 20 frames/s."
pub(super) fn adjusted(fit: &Fit) -> String {
    let rate = |fps: f32| {
        if fps.fract() < 0.05 {
            format!("{fps:.0} frames/s")
        } else {
            format!("{fps:.1} frames/s")
        }
    };
    let all = [
        fit.mode.map(|mode| {
            let word = match mode {
                FitMode::None => "cropped",
                FitMode::Contain => "whole picture",
                FitMode::Cover => "filled",
                FitMode::Stretch => "stretched",
            };
            word.to_owned()
        }),
        fit.max_fps.map(rate),
        fit.first_frames
            .map(|frames| format!("the first {}", count(frames, "frame", "frames"))),
        fit.merge_equal.then(|| "equal frames merged".to_owned()),
        fit.cap
            .map(|cap| format!("dimmed to {}", amperes(cap.max_ma))),
    ];
    sentence(&all.into_iter().flatten().collect::<Vec<_>>().join(", "))
}

/// How long ago a device answered, from seconds since 1970.
pub(super) fn last_seen(view: &DeviceView) -> String {
    let now = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .map_or(0, |d| d.as_secs());
    let ago = now.saturating_sub(u64::try_from(view.last_seen).unwrap_or(0));
    match ago {
        _ if view.last_seen <= 0 => "Never seen".into(),
        0..60 => "Last seen just now".into(),
        60..3_600 => format!("Last seen {} min ago", ago / 60),
        3_600..86_400 => format!("Last seen {} h ago", ago / 3_600),
        _ => format!(
            "Last seen {}",
            count((ago / 86_400) as usize, "day ago", "days ago")
        ),
    }
}

/// A job in words: chip, bar, and the sentence beside it.
pub(super) struct JobWords {
    /// Look of its chip.
    pub(super) look: PhaseLook,
    /// Word of its chip.
    pub(super) word: String,
    /// Part done, while bytes move.
    pub(super) part: Option<f32>,
    /// Cause of a failure.
    pub(super) lead: String,
    /// The rest.
    pub(super) detail: String,
}

/// What is to be said of a job.
pub(super) fn job(state: &State, job: &JobView) -> JobWords {
    let words = |look, word: &str, detail: String| JobWords {
        look,
        word: word.into(),
        part: None,
        lead: String::new(),
        detail,
    };
    match &job.outcome {
        Some(outcome) => ended(job, outcome),
        None => match job.phase {
            Phase::Waiting => words(
                PhaseLook::Waiting,
                "Waiting",
                "Starts when it is its turn.".into(),
            ),
            Phase::Connecting => words(
                PhaseLook::Sending,
                "Connecting",
                format!("Asking who answers at {}.", job.device.address),
            ),
            Phase::Preparing => words(
                PhaseLook::Sending,
                "Preparing",
                "Fits the pattern, asks whether it is there already.".into(),
            ),
            Phase::Sending => moving(state, job, PhaseLook::Sending, "Sending", "acknowledged"),
            Phase::Answer => words(
                PhaseLook::Sending,
                "Storing",
                "All bytes are sent, the device stores them.".into(),
            ),
            Phase::Absent => words(
                PhaseLook::Paused,
                "Paused",
                match job.waiting {
                    Some(waiting) => format!(
                        "Waiting for the device: it goes on when it is back, and gives up in {} s.",
                        waiting.left.as_secs()
                    ),
                    None => "Waiting for the device. It goes on when it is back.".into(),
                },
            ),
            Phase::Verifying => moving(state, job, PhaseLook::Verifying, "Verifying", "read back"),
            Phase::Starting | Phase::Done => words(
                PhaseLook::Verifying,
                "Starting",
                "Read back and compared. Telling it to play.".into(),
            ),
        },
    }
}

/// Bytes move: part, bytes, speed, what is left; only what was measured.
fn moving(state: &State, job: &JobView, look: PhaseLook, verb: &str, done: &str) -> JobWords {
    if job.total == 0 {
        return JobWords {
            look,
            word: verb.into(),
            part: None,
            lead: String::new(),
            detail: again(job),
        };
    }
    let part = (job.done as f32 / job.total as f32).min(1.0);
    let (total, unit) = bytes_parts(job.total);
    let scale = job.total as f64 / total.parse::<f64>().unwrap_or(1.0).max(f64::MIN_POSITIVE);
    let now = if unit == "B" {
        job.done.to_string()
    } else {
        decimal(job.done as f64 / scale)
    };
    let mut detail = format!("{}{now} of {total} {unit} {done}", again(job));
    if let Some(pace) = state.paces.get(&job.id) {
        if let Some(speed) = pace.bytes_per_second() {
            detail += &format!(" · {}/s", bytes(speed as u64));
        }
        if let Some(left) = pace.seconds_left() {
            detail += &format!(" · {} s left", left.ceil());
        }
    }
    let word = format!("{verb} {} %", (part * 100.0) as u32);
    JobWords {
        look,
        word,
        part: Some(part),
        lead: String::new(),
        detail,
    }
}

fn again(job: &JobView) -> String {
    if job.attempts > 1 {
        format!("Attempt {} · ", job.attempts)
    } else {
        String::new()
    }
}

fn ended(job: &JobView, outcome: &Outcome) -> JobWords {
    let playing = match job.playing {
        Playing::Seen => " Playing, seen on its LEDs.",
        Playing::Said => " Playing.",
        Playing::No | Playing::Unknown => "",
    };
    let note = job
        .notes
        .first()
        .map(|note| format!(" {}", sentence(note)))
        .unwrap_or_default();
    let (look, word, lead, detail) = match outcome {
        Outcome::Verified => {
            let text = format!(
                "Read back and compared in {}.{playing}{note}",
                time(job.elapsed)
            );
            (PhaseLook::Verified, "Verified", String::new(), text)
        }
        Outcome::Skipped => {
            let text = format!("The same bytes are stored already.{playing}{note}");
            (
                PhaseLook::AlreadyThere,
                "Already there",
                String::new(),
                text,
            )
        }
        Outcome::SentUnverified => {
            let text = format!("The device cannot give back what it stores.{playing}{note}");
            (
                PhaseLook::NotVerifiable,
                "Sent, not verifiable",
                String::new(),
                text,
            )
        }
        Outcome::Failed(problem) => (
            PhaseLook::Failed,
            "Failed",
            sentence(&problem.message.text()),
            sentence(&problem.remedy.text()),
        ),
        Outcome::Cancelled => (
            PhaseLook::Cancelled,
            "Cancelled",
            String::new(),
            format!("Nothing of it was started.{note}"),
        ),
    };
    JobWords {
        look,
        word: word.into(),
        part: None,
        lead,
        detail,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_count_by_thousands_with_one_decimal_at_most() {
        assert_eq!(bytes(999), "999 B");
        assert_eq!(bytes(79_300), "79.3 KB");
        assert_eq!(bytes(62_000), "62 KB");
        assert_eq!(bytes(1_200_000), "1.2 MB");
    }

    #[test]
    fn thousands_stand_apart() {
        assert_eq!(
            [7, 100, 1_000, 1_000_000].map(grouped),
            ["7", "100", "1,000", "1,000,000"]
        );
    }

    #[test]
    fn problems_become_sentences() {
        assert_eq!(sentence("the device is locked"), "The device is locked.");
        assert_eq!(sentence("Really?"), "Really?");
        assert_eq!(sentence(""), "");
    }

    #[test]
    fn times_are_told_in_their_own_unit() {
        assert_eq!(time(Duration::from_millis(4200)), "4.2 s");
        assert_eq!(time(Duration::from_secs(125)), "2 min 5 s");
        assert_eq!(clock(1240.0), "1.24");
        assert_eq!(clock(125_100.0), "2:05.1");
    }
}
