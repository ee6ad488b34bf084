//! P8: 1000 frames become a GIF, by us and by Pillow, by turns. Prints medians, ratio, bytes and mean error of both, and
//! exits 1 when a goal is missed or the peer is not there. `tests/bench/run.sh gif` runs it.

#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a benchmark"
)]

use image::AnimationDecoder as _;
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use tokio::time::Instant;
use upload_bridge::device::wled::GIF_PROFILE;
use upload_bridge::pattern::{FrameDuration, Frames, GifFile, Matrix, encode_gif};

const FRAMES: usize = 1000;
const DELAY_MS: u32 = 40;
const ROUNDS: usize = 7;

/// What is encoded, and what is promised for it.
struct Case {
    name: &'static str,
    side: usize,
    pixel: fn(usize, usize, usize) -> [u8; 3],
    /// How many times as fast as the peer.
    ratio: f64,
    /// Every pixel comes back; else the mean error and the bytes are at most the peer's.
    exact: bool,
}

const CASES: &[Case] = &[
    Case {
        name: "plasma",
        side: 16,
        pixel: plasma,
        ratio: 50.0,
        exact: true,
    },
    Case {
        name: "plasma",
        side: 64,
        pixel: plasma,
        ratio: 10.0,
        exact: false,
    },
    Case {
        name: "slow fade",
        side: 64,
        pixel: fade,
        ratio: 10.0,
        exact: false,
    },
    Case {
        name: "grainy pan",
        side: 64,
        pixel: pan,
        ratio: 10.0,
        exact: false,
    },
];

/// Waves of all hues.
fn plasma(x: usize, y: usize, t: usize) -> [u8; 3] {
    let x = x as f64;
    let y = y as f64;
    let t = t as f64;
    let a =
        (x / 9.0 + t / 7.0).sin() + (y / 7.0 - t / 11.0).sin() + ((x + y) / 13.0 + t / 5.0).sin();
    let level = |v: f64| (127.5 + 127.5 * v).clamp(0.0, 255.0) as u8;
    [
        level(a / 3.0),
        level((a + t / 30.0).sin()),
        level((a * 1.7 - t / 23.0).cos()),
    ]
}

/// A gradient whose hues change once in a thousand frames.
fn fade(x: usize, y: usize, t: usize) -> [u8; 3] {
    let turn = t as f64 / FRAMES as f64 * std::f64::consts::TAU;
    let x = x as f64 / 63.0;
    let y = y as f64 / 63.0;
    [
        (255.0 * x) as u8,
        (255.0 * y) as u8,
        (127.5 * (1.0 + turn.sin() * (1.0 - x * y))) as u8,
    ]
}

/// A camera over a landscape of soft shapes with some grain.
fn pan(x: usize, y: usize, t: usize) -> [u8; 3] {
    let at = (x + t) as f64;
    let row = y as f64;
    let hill = 32.0 + 12.0 * (at / 17.0).sin() + 7.0 * (at / 5.3).sin();
    let grain = ((x + t).wrapping_mul(2_654_435_761) ^ y.wrapping_mul(40_503))
        .wrapping_mul(2_246_822_519)
        >> 13
        & 7;
    let grain = grain as f64;
    let [r, g, b] = if row < hill {
        [90.0 + row, 140.0 + row, 235.0 - row]
    } else {
        [40.0 + at % 90.0, 150.0 - row, 30.0 + row / 2.0]
    };
    [r + grain, g + grain, b + grain].map(|v| v as u8)
}

/// Pillow, waiting for its turns.
struct Peer {
    child: Child,
    turns: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl Peer {
    fn start(case: &Case, frames: &str, gif: &str) -> Option<Self> {
        let python = std::env::var("PYTHON").unwrap_or_else(|_| "python3".into());
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/bench/gif.py");
        let numbers = [
            case.side.to_string(),
            case.side.to_string(),
            DELAY_MS.to_string(),
        ];
        let mut command = Command::new(python);
        command
            .arg(script)
            .args(numbers)
            .args([frames, gif])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped());
        let mut child = command.spawn().ok()?;
        let turns = child.stdin.take()?;
        let answers = BufReader::new(child.stdout.take()?);
        let mut peer = Self {
            child,
            turns,
            answers,
        };
        (peer.answer() == "ready").then_some(peer)
    }

    fn answer(&mut self) -> String {
        let mut line = String::new();
        self.answers.read_line(&mut line).unwrap();
        line.trim().into()
    }

    fn turn(&mut self) -> f64 {
        self.turns.write_all(b"go\n").unwrap();
        self.answer().parse().unwrap()
    }

    fn end(mut self) {
        drop(self.turns);
        self.child.wait().unwrap();
    }
}

fn median(mut seconds: Vec<f64>) -> f64 {
    seconds.sort_by(f64::total_cmp);
    seconds[seconds.len() / 2]
}

/// Mean difference of a level, over the pictures that show in the middle of each frame.
fn mean_error(bytes: &[u8], frames: &Frames) -> f64 {
    let decoder = image::codecs::gif::GifDecoder::new(std::io::Cursor::new(bytes)).unwrap();
    let mut now = 0;
    let mut sum = 0_u64;
    let mut compared = 0;
    for picture in decoder.into_frames().map(Result::unwrap) {
        let (ms, per) = picture.delay().numer_denom_ms();
        now += ms / per;
        while compared < frames.len() && (compared as u32 * DELAY_MS + DELAY_MS / 2) < now {
            let pixels = picture
                .buffer()
                .pixels()
                .zip(frames.frame(compared).unwrap().as_chunks::<3>().0);
            sum += pixels
                .flat_map(|(a, b)| (0..3).map(|i| u64::from(a.0[i].abs_diff(b[i]))))
                .sum::<u64>();
            compared += 1;
        }
    }
    assert_eq!(compared, frames.len(), "the GIF is as long as the frames");
    sum as f64 / frames.rgb().len() as f64
}

/// Runs one case; whether its goal is reached.
fn run(case: &Case, folder: &std::path::Path) -> bool {
    let leds = case.side * case.side;
    let side = case.side;
    let rgb = (0..FRAMES)
        .flat_map(|t| (0..leds).flat_map(move |i| (case.pixel)(i % side, i / side, t)))
        .collect();
    let frames = Frames::new(leds, rgb, vec![FrameDuration::from_ms(DELAY_MS); FRAMES]).unwrap();
    let canvas = Matrix::new(side as u16, side as u16).unwrap();
    let [source, target] =
        ["frames.rgb", "peer.gif"].map(|name| folder.join(name).to_str().unwrap().to_owned());
    std::fs::write(&source, frames.rgb()).unwrap();
    let mut peer = Peer::start(case, &source, &target);
    let mut ours = Vec::new();
    let mut theirs = Vec::new();
    let mut file = None::<GifFile>;
    for _ in 0..ROUNDS {
        theirs.extend(peer.as_mut().map(Peer::turn));
        let start = Instant::now();
        file = Some(encode_gif(&frames, canvas, GIF_PROFILE).unwrap());
        ours.push(start.elapsed().as_secs_f64());
    }
    let file = file.unwrap();
    let ours = median(ours);
    let error = mean_error(&file.bytes, &frames);
    println!(
        "{} {side}x{side}, {FRAMES} frames, median of {ROUNDS}:",
        case.name
    );
    println!(
        "  ours    {:9.1} ms  {:8} bytes  mean error {error:.3}",
        ours * 1e3,
        file.bytes.len()
    );
    let Some(peer) = peer.take() else {
        println!(
            "  Pillow is missing (pip install pillow; PYTHON=... says where): nothing to compare with"
        );
        return false;
    };
    peer.end();
    let theirs = median(theirs);
    let gif = std::fs::read(target).unwrap();
    let their_error = mean_error(&gif, &frames);
    println!(
        "  Pillow  {:9.1} ms  {:8} bytes  mean error {their_error:.3}",
        theirs * 1e3,
        gif.len()
    );
    let ratio = theirs / ours;
    let alike = if case.exact {
        error == 0.0
    } else {
        error <= their_error && file.bytes.len() <= gif.len()
    };
    let reached = ratio >= case.ratio && alike;
    let verdict = if reached { "reached" } else { "MISSED" };
    println!("  ratio   {ratio:.1} (goal {}), {verdict}", case.ratio);
    reached
}

fn main() {
    let folder = tempfile::tempdir().unwrap();
    let missed = CASES
        .iter()
        .filter(|case| !run(case, folder.path()))
        .count();
    std::process::exit(i32::from(missed > 0));
}
