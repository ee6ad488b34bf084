//! P10: 8 MiB of a controller pattern as Intel HEX, read by us (records, checks, frames) and by the `ihex` crate (records and
//! checks alone), by turns. Prints medians and ratio, and exits 1 when the goal is missed. `tests/bench/run.sh hex` runs it.

#![allow(clippy::print_stdout, clippy::unwrap_used, reason = "a benchmark")]

use std::path::Path;
use std::process::ExitCode;
use tokio::time::Instant;
use upload_bridge::pattern::format::{Source, by_name, encode};
use upload_bridge::pattern::{
    FrameDuration, Frames, Matrix, Pattern, PatternError, PixelOrder, ReadOptions,
};

const LEDS: usize = 1024;
const FRAMES: usize = 2730;
const ROUNDS: usize = 9;
/// How many times as fast as the peer.
const GOAL: f64 = 5.0;

/// Noise, the same each time: no byte may be easier than another.
fn pattern() -> Pattern {
    let mut random = fastrand::Rng::with_seed(10);
    let rgb = (0..LEDS * FRAMES * 3).map(|_| random.u8(..)).collect();
    let frames = Frames::new(LEDS, rgb, vec![FrameDuration::from_ms(40); FRAMES])
        .unwrap()
        .into();
    let matrix = Matrix::new(32, 32);
    let order = PixelOrder::Strip;
    Pattern {
        name: "noise".into(),
        format: "wire",
        frames,
        matrix,
        order,
        warnings: Vec::new(),
    }
}

/// Reads with the peer and puts the data together.
fn peer(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    for record in ihex::Reader::new(text) {
        if let ihex::Record::Data { value, .. } = record.unwrap() {
            bytes.extend(value);
        }
    }
    bytes
}

fn ours(text: &str) -> Result<Frames, PatternError> {
    let source = Source {
        path: Path::new("a.hex"),
        bytes: text.as_bytes(),
    };
    Ok(by_name("hex")
        .unwrap()
        .decode(source, &ReadOptions::default())?
        .frames)
}

fn median(times: &mut [f64]) -> f64 {
    times.sort_by(f64::total_cmp);
    times.get(times.len() / 2).copied().unwrap_or(f64::NAN)
}

fn main() -> ExitCode {
    let pattern = pattern();
    let written = |name: &str| encode(by_name(name).unwrap(), &pattern).unwrap();
    let wire = written("wire");
    let text = String::from_utf8(written("hex")).unwrap();
    let mut theirs = Vec::new();
    let mut own = Vec::new();
    for _ in 0..ROUNDS {
        let start = Instant::now();
        let bytes = peer(&text);
        theirs.push(start.elapsed().as_secs_f64() * 1000.0);
        assert_eq!(bytes, wire, "the peer reads the same");
        let start = Instant::now();
        let frames = ours(&text).unwrap();
        own.push(start.elapsed().as_secs_f64() * 1000.0);
        assert_eq!(
            &frames,
            pattern.frames.held().unwrap().as_ref(),
            "we read what was written"
        );
    }
    let mut broken = text.clone().into_bytes();
    let half = broken.iter_mut().enumerate().skip(text.len() / 2);
    let (at, _) = half
        .filter(|(_, byte)| byte.is_ascii_digit())
        .map(|(at, byte)| (at, *byte ^= 1))
        .next()
        .unwrap();
    let line = text.bytes().take(at).filter(|&byte| byte == b'\n').count() + 1;
    let error = ours(&String::from_utf8(broken).unwrap()).unwrap_err();
    assert!(
        matches!(error, PatternError::CorruptLine { line: l, .. } if l == line),
        "{error}"
    );
    let theirs = median(&mut theirs);
    let own = median(&mut own);
    let ratio = theirs / own;
    println!(
        "hex  {} kB  ihex {theirs:.1} ms  ours {own:.1} ms  ratio {ratio:.1}  (goal {GOAL})",
        text.len() / 1000
    );
    if ratio >= GOAL {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
