//! P9, the second half: frames laid along a serpentine in another colour order, 1 GB of them, against copying them as they
//! are, by turns. Prints medians, gigabytes a second and the ratio, and exits 1 when the goal is missed. Counts the time on
//! the processor where the system tells it (Linux), so that other programs do not count. `tests/bench/run.sh wiring` runs it.

#![allow(clippy::print_stdout, clippy::unwrap_used, reason = "a benchmark")]

use std::hint::black_box;
use std::process::ExitCode;
use tokio::time::Instant;
use upload_bridge::pattern::{
    Fit, Fitter, Frame, FrameDuration, Layout, Matrix, PixelOrder, Shape, VisibleFrame,
};

/// Bytes of frames that are held; they are gone through until it is [`BYTES`].
const HELD: usize = 32 << 20;
const BYTES: usize = 1 << 30;
const ROUNDS: usize = 7;
/// Gigabytes of frames a second.
const GOAL: f64 = 1.0;

/// Calls `each` with every frame and where it goes; gives the seconds.
fn timed(frames: &[u8], size: usize, mut each: impl FnMut(usize, &[u8], &mut [u8])) -> f64 {
    let mut out = vec![0; size];
    let clock = Clock::start();
    for (index, rgb) in frames
        .chunks_exact(size)
        .cycle()
        .take(BYTES / size)
        .enumerate()
    {
        each(index, rgb, &mut out);
        black_box(&mut out);
    }
    clock.seconds()
}

/// Seconds on the processor, else on the wall.
struct Clock {
    wall: Instant,
    on_cpu: Option<u64>,
}

impl Clock {
    fn start() -> Self {
        Self {
            wall: Instant::now(),
            on_cpu: Self::nanoseconds(),
        }
    }

    fn seconds(&self) -> f64 {
        match (self.on_cpu, Self::nanoseconds()) {
            (Some(before), Some(now)) => (now - before) as f64 / 1e9,
            _ => self.wall.elapsed().as_secs_f64(),
        }
    }

    fn nanoseconds() -> Option<u64> {
        let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
        text.split_whitespace().next()?.parse().ok()
    }
}

fn median(times: &mut [f64]) -> f64 {
    times.sort_by(f64::total_cmp);
    times.get(times.len() / 2).copied().unwrap_or(f64::NAN)
}

/// Whether `how` is fast enough on a matrix of that side.
fn case(name: &str, side: u16, how: &Fit, goal: Option<f64>) -> bool {
    let matrix = Matrix::new(side, side).unwrap();
    let mut layout =
        Layout::matrix_wired(matrix, "columns-serpentine-br".parse().unwrap()).unwrap();
    layout.color_order = "GRB".parse().unwrap();
    let shape = Shape {
        leds: matrix.leds(),
        matrix: Some(matrix),
        order: PixelOrder::Grid,
    };
    let mut fitter = Fitter::new(shape, &layout, how).unwrap();
    let mut random = fastrand::Rng::with_seed(9);
    let frames: Vec<u8> = (0..HELD).map(|_| random.u8(..)).collect();
    let size = matrix.leds() * 3;
    let shows = FrameDuration::DEFAULT;
    let mut copied = Vec::new();
    let mut laid = Vec::new();
    for _ in 0..ROUNDS {
        copied.push(timed(&frames, size, |_, rgb, out| out.copy_from_slice(rgb)));
        laid.push(timed(&frames, size, |index, rgb, out| {
            fitter.draw(
                Frame { rgb, alpha: None },
                VisibleFrame { index, shows },
                out,
            );
        }));
    }
    let rate = |times: &mut [f64]| (BYTES / size * size) as f64 / 1e9 / median(times);
    let copied = rate(&mut copied);
    let laid = rate(&mut laid);
    let goal_text = goal.map_or(String::new(), |goal| format!("  (goal {goal} GB/s)"));
    println!(
        "{name:10} {side:3} x {side:3}  copy {copied:.1} GB/s  ours {laid:.2} GB/s  ratio {:.2}{goal_text}",
        laid / copied
    );
    goal.is_none_or(|goal| laid >= goal)
}

fn main() -> ExitCode {
    let plain = Fit::default();
    let toned = Fit {
        brightness_pct: 60,
        gamma: 2.2,
        ..Fit::default()
    };
    let ok = [16, 64, 240].map(|side| case("wiring", side, &plain, Some(GOAL)));
    case("with gamma", 64, &toned, None);
    if ok.iter().all(|ok| *ok) {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
