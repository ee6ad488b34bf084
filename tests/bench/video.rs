//! P12: a film of a minute becomes frames of 64 x 32, by us (probed, streamed from ffmpeg, fitted in linear light) and by
//! `ffmpeg -f rawvideo` alone with the same rate and size, by turns; how soon the first frame is there; and how much more
//! memory a minute takes than ten seconds, here and in the ffmpeg that we run. Prints medians and ratio, and exits 1 when a
//! goal is missed or the peer is not there. The film is ffmpeg's own test picture. `tests/bench/run.sh video` runs it.

#![allow(
    clippy::disallowed_methods,
    reason = "a thread of its own looks at the memory"
)]
#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a benchmark"
)]

use std::hint::black_box;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::time::Instant;
use upload_bridge::pattern::{Fit, FitMode, Layout, Matrix, ReadOptions, Wiring, fit, open};

const ROUNDS: usize = 7;
const W: u16 = 64;
const H: u16 = 32;
const FPS: usize = 30;
/// Seconds of the film, and of the one that memory is compared with.
const LONG: usize = 60;
const SHORT: usize = 10;
/// At most so many times as long as the peer.
const GOAL: f64 = 1.05;
/// Seconds until the first frame.
const FIRST: f64 = 0.25;
/// MB that the long film may take more than the short one: what is noise in ffmpeg's own buffers.
const FLAT: f64 = 8.0;

/// 1280 x 720, by whichever encoder there is; `None` without ffmpeg.
fn film(folder: &Path, seconds: usize) -> Option<PathBuf> {
    let path = folder.join(format!("{seconds}.mp4"));
    let picture = format!("testsrc2=size=1280x720:rate={FPS}:duration={seconds}");
    ["libx264", "mpeg4"].iter().find_map(|codec| {
        let mut command = Command::new("ffmpeg");
        command.args([
            "-v", "quiet", "-nostdin", "-y", "-f", "lavfi", "-i", &picture, "-c:v", codec,
        ]);
        if *codec == "libx264" {
            command.args(["-preset", "superfast"]);
        }
        let done = command.args(["-pix_fmt", "yuv420p"]).arg(&path).status();
        done.is_ok_and(|status| status.success())
            .then(|| path.clone())
    })
}

/// What one would type: frames of that size from a pipe, scaled as ffmpeg does unless told. (Told to take the mean of areas,
/// which is what we do, it needs about a tenth less.)
fn peer(path: &Path) -> usize {
    let filter = format!("fps={FPS},scale={W}:{H}");
    let mut command = Command::new("ffmpeg");
    command.args(["-v", "error", "-nostdin", "-i"]).arg(path);
    command.args([
        "-an", "-vf", &filter, "-f", "rawvideo", "-pix_fmt", "rgb24", "pipe:1",
    ]);
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut pipe = child.stdout.take().unwrap();
    let mut frame = vec![0; usize::from(W) * usize::from(H) * 3];
    let mut frames = 0;
    while pipe.read_exact(&mut frame).is_ok() {
        black_box(&frame);
        frames += 1;
    }
    assert!(child.wait().unwrap().success());
    frames
}

/// The way of a file through this program, from its path to what a controller gets; at most so many frames.
fn ours(path: &Path, most: usize) -> usize {
    let layout = Layout::matrix_wired(Matrix::new(W, H).unwrap(), Wiring::default()).unwrap();
    let pattern = open(path, &ReadOptions::default()).unwrap().pattern;
    // as the peer does: the whole picture, whatever its shape
    let how = Fit {
        mode: Some(FitMode::Stretch),
        ..Fit::default()
    };
    let fitted = fit(&pattern, &layout, &how).unwrap();
    let mut reader = fitted.frames().reader().unwrap();
    let frames = fitted.frames().len().min(most);
    for index in 0..frames {
        black_box(reader.frame(index).unwrap().rgb);
    }
    frames
}

/// Seconds on the clock, and on the processor for this process and those that it has waited for.
fn timed(work: impl FnOnce()) -> (f64, f64) {
    let start = Instant::now();
    let before = cpu();
    work();
    (start.elapsed().as_secs_f64(), cpu() - before)
}

fn cpu() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = stat.rsplit_once(')').map_or("", |(_, fields)| fields);
    // state, then 10 fields, then ticks of 10 ms: user, system, and both of children
    fields
        .split_whitespace()
        .skip(11)
        .take(4)
        .filter_map(|ticks| ticks.parse::<f64>().ok())
        .sum::<f64>()
        / 100.0
}

fn median(mut seconds: Vec<f64>) -> f64 {
    seconds.sort_by(f64::total_cmp);
    seconds[seconds.len() / 2]
}

/// The most memory that a process has had, in MB.
fn peak(process: &str) -> Option<f64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim()
        .trim_end_matches(" kB")
        .parse::<f64>()
        .ok()
        .map(|kb| kb / 1000.0)
}

/// The most that this process has had so far, and any process that it runs meanwhile, in MB.
fn peaks(work: impl FnOnce()) -> (f64, f64) {
    let done = Arc::new(AtomicBool::new(false));
    let ends = done.clone();
    let watch = std::thread::spawn(move || {
        let mut most = 0.0_f64;
        while !ends.load(Ordering::Relaxed) {
            let threads = std::fs::read_dir("/proc/self/task")
                .into_iter()
                .flatten()
                .flatten();
            let children = threads
                .filter_map(|thread| std::fs::read_to_string(thread.path().join("children")).ok());
            for child in children.flat_map(|list| {
                list.split_whitespace()
                    .map(str::to_owned)
                    .collect::<Vec<_>>()
            }) {
                most = most.max(peak(&child).unwrap_or(0.0));
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        most
    });
    work();
    done.store(true, Ordering::Relaxed);
    (peak("self").unwrap_or(f64::NAN), watch.join().unwrap())
}

fn main() -> ExitCode {
    let folder = tempfile::tempdir().unwrap();
    let films = [SHORT, LONG].map(|seconds| film(folder.path(), seconds));
    let [Some(short), Some(long)] = films else {
        println!("video  the peer is missing: ffmpeg (Debian: ffmpeg), with libx264 or mpeg4");
        return ExitCode::FAILURE;
    };
    let all = |path: &Path| ours(path, usize::MAX);
    let (here, there) = peaks(|| assert_eq!(all(&short), SHORT * FPS));
    let (here_long, there_long) = peaks(|| assert_eq!(all(&long), LONG * FPS));
    let mut theirs = Vec::new();
    let mut own = Vec::new();
    let mut first = Vec::new();
    for _ in 0..ROUNDS {
        theirs.push(timed(|| assert_eq!(peer(&long), LONG * FPS)));
        own.push(timed(|| assert_eq!(all(&long), LONG * FPS)));
        first.push(timed(|| assert_eq!(ours(&long, 1), 1)));
    }
    let halves = |times: Vec<(f64, f64)>| -> (Vec<f64>, Vec<f64>) { times.into_iter().unzip() };
    let [(theirs, their_cpu), (own, own_cpu), (first, first_cpu)] =
        [theirs, own, first].map(halves);
    let theirs = median(theirs);
    let own = median(own);
    let first = median(first);
    let ratio = own / theirs;
    println!(
        "video  ffmpeg {theirs:.2} s  ours {own:.2} s  ratio {ratio:.2}  (goal at most {GOAL})"
    );
    println!(
        "video processor  ffmpeg {:.2} s  ours with its ffmpeg {:.2} s",
        median(their_cpu),
        median(own_cpu)
    );
    println!(
        "video first frame  {first:.2} s, {:.2} s on the processor  (goal {FIRST})",
        median(first_cpu)
    );
    let more = here_long - here;
    let more_there = there_long - there;
    println!(
        "video memory  {here_long:.0} MB here, {there_long:.0} MB in ffmpeg; a minute takes {more:.1} and {more_there:.1} MB more than {SHORT} s  (goal {FLAT})"
    );
    let reached = ratio <= GOAL && first <= FIRST && more <= FLAT && more_there <= FLAT;
    if reached {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
