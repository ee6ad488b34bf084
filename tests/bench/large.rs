//! Patterns that are larger than memory allows for: a sequence of 100,000 channels and 2400 frames (goal P11) against the
//! `zstd` program, and bare frames of 1 GB (goal P9) against copying them. Run by `tests/bench/run.sh`.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout
)]

use std::fs::File;
use std::hint::black_box;
use std::io::{BufWriter, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use tokio::time::Instant;
use upload_bridge::pattern::format::by_name;
use upload_bridge::pattern::{Fit, Layout, Limits, Pattern, ReadOptions, check, fit, open};

const ROUNDS: usize = 7;
/// 33,333 LEDs are 99,999 channels: FSEQ counts channels, patterns LEDs.
const LEDS: usize = 33_333;
const FRAMES: usize = 2400;
/// 256 LEDs, so many frames of them that they take 1 GB.
const SMALL: usize = 256;
const GIGABYTE: usize = 1_000_000_000;

fn main() -> ExitCode {
    let folder = std::env::temp_dir().join(format!("upload-bridge-bench-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let reached = [sequence(&folder), bare(&folder)];
    std::fs::remove_dir_all(&folder).unwrap();
    if reached == [true, true] {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// Two waves that run against each other, and sparks: no frame is a copy of another, and none is noise. The same each time.
fn show(path: &Path, leds: usize, bytes: usize) {
    let wave: Vec<u8> = (0..4096)
        .map(|x| (64.0 + 63.0 * (f64::from(x) / 4096.0 * std::f64::consts::TAU).sin()) as u8)
        .collect();
    let at = |x: usize| wave[x % wave.len()];
    let mut random = fastrand::Rng::with_seed(11);
    let mut file = BufWriter::new(File::create(path).unwrap());
    let mut line = vec![0; leds * 3];
    for frame in 0..bytes / line.len() {
        for (led, pixel) in line.as_chunks_mut::<3>().0.iter_mut().enumerate() {
            for (channel, level) in pixel.iter_mut().enumerate() {
                *level = at(led * 11 + frame * 37 + channel * 900)
                    + at(led * 5 + (1 << 20) - frame * 23 + channel * 400);
            }
        }
        for _ in 0..leds / 100 {
            line.as_chunks_mut::<3>().0[random.usize(..leds)] = [255; 3];
        }
        file.write_all(&line).unwrap();
    }
    file.flush().unwrap();
}

fn raw(path: &Path, leds: usize) -> Pattern {
    let options = ReadOptions {
        format: Some("raw".into()),
        leds: Some(leds),
        ..ReadOptions::default()
    };
    open(path, &options).unwrap().pattern
}

fn seconds(work: impl FnOnce()) -> f64 {
    let start = Instant::now();
    work();
    start.elapsed().as_secs_f64()
}

fn median(mut seconds: Vec<f64>) -> f64 {
    seconds.sort_by(f64::total_cmp);
    seconds[seconds.len() / 2]
}

/// The most memory this process has had, in MB; grows only.
fn peak() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))
        .unwrap_or_default();
    line.trim()
        .trim_end_matches(" kB")
        .parse::<f64>()
        .unwrap_or(f64::NAN)
        / 1000.0
}

fn zstd(arguments: &[&str], input: &Path) -> Option<()> {
    let done = Command::new("zstd")
        .args(arguments)
        .arg(input)
        .stderr(Stdio::null())
        .stdout(Stdio::null())
        .status();
    done.ok().filter(|status| status.success()).map(|_| ())
}

/// What a program pays that has `zstd -d` unpack and takes the frames from its pipe.
fn piped(input: &Path) -> Option<()> {
    let mut command = Command::new("zstd");
    command
        .args(["-d", "-q", "-c"])
        .arg(input)
        .stderr(Stdio::null())
        .stdout(Stdio::piped());
    let mut child = command.spawn().ok()?;
    let mut pipe = child.stdout.take()?;
    let mut frame = vec![0; LEDS * 3];
    while pipe.read_exact(&mut frame).is_ok() {
        black_box(&frame);
    }
    child
        .wait()
        .ok()
        .filter(|status| status.success())
        .map(|_| ())
}

fn says(
    what: &str,
    peer: Option<f64>,
    own: f64,
    goal: &str,
    reached: impl Fn(f64) -> bool,
) -> bool {
    let Some(peer) = peer else {
        println!(
            "{what}  the peer is missing: zstd (Debian: zstd)  ours {:.0} ms",
            own * 1000.0
        );
        return false;
    };
    let ratio = own / peer;
    println!(
        "{what}  peer {:.0} ms  ours {:.0} ms  ratio {ratio:.2}  (goal {goal})",
        peer * 1000.0,
        own * 1000.0
    );
    reached(ratio)
}

fn sequence(folder: &Path) -> bool {
    let names = ["show.rgb", "ours.fseq", "peer.zst"];
    let [source, ours, theirs]: [PathBuf; 3] = names.map(|name| folder.join(name));
    show(&source, LEDS, LEDS * 3 * FRAMES);
    let pattern = raw(&source, LEDS);
    let before = peak();
    let mut write = vec![];
    let mut read = vec![];
    let mut peer_write = vec![];
    let mut peer_read = vec![];
    let mut pipe = vec![];
    let to = theirs.to_str().unwrap();
    for _ in 0..ROUNDS {
        let mut there = false;
        let took =
            seconds(|| there = zstd(&["-2", "-T2", "-q", "-f", "-o", to], &source).is_some());
        peer_write.extend(there.then_some(took));
        write.push(seconds(|| {
            let mut file = BufWriter::new(File::create(&ours).unwrap());
            by_name("fseq").unwrap().write(&pattern, &mut file).unwrap();
            file.flush().unwrap();
        }));
        if there {
            peer_read.push(seconds(|| zstd(&["-d", "-q", "-c"], &theirs).unwrap()));
            pipe.push(seconds(|| piped(&theirs).unwrap()));
        }
        read.push(seconds(|| {
            let back = open(&ours, &ReadOptions::default()).unwrap().pattern.frames;
            back.for_each(|_, frame, _| {
                black_box(frame.rgb);
                Ok(())
            })
            .unwrap();
        }));
    }
    let peak = peak() - before;
    let back = open(&ours, &ReadOptions::default()).unwrap().pattern.frames;
    let same = back
        .with_duration(pattern.frames.durations().first().unwrap())
        .content_hash()
        .unwrap();
    assert_eq!(
        same,
        pattern.frames.content_hash().unwrap(),
        "what was written is read"
    );
    let one = seconds(|| {
        black_box(
            back.reader()
                .unwrap()
                .frame(FRAMES / 2 + 3)
                .unwrap()
                .rgb
                .len(),
        );
    });
    let median_of = |times: Vec<f64>| (!times.is_empty()).then(|| median(times));
    let write = says(
        "fseq write",
        median_of(peer_write),
        median(write),
        "at most 1.3",
        |ratio| ratio <= 1.3,
    );
    // the peer's frames go nowhere, which is the least it can cost; who wants them pays for its pipe as well
    let read = median(read);
    let pipe = median_of(pipe).unwrap_or(f64::NAN);
    let reached = says(
        "fseq read",
        median_of(peer_read),
        read,
        "at most 0.5",
        |ratio| ratio <= 0.5,
    );
    println!(
        "fseq read  from its pipe {:.0} ms, ratio {:.2}",
        pipe * 1000.0,
        read / pipe
    );
    let size = |path: &Path| std::fs::metadata(path).map_or(f64::NAN, |meta| meta.len() as f64);
    let ratio = size(&ours) / size(&theirs);
    println!(
        "fseq size  peer {:.1} MB  ours {:.1} MB  ratio {ratio:.2}  (goal at most 1.2)",
        size(&theirs) / 1e6,
        size(&ours) / 1e6
    );
    println!(
        "fseq memory  {peak:.0} MB more  (goal 64)   one frame from the middle  {:.1} ms",
        one * 1000.0
    );
    write && reached && ratio <= 1.2 && peak <= 64.0
}

/// Copies through memory as much as the file has: no program that looks at every byte is faster.
fn copied(bytes: usize) -> f64 {
    let from = vec![7_u8; 64 << 20];
    let mut to = vec![0_u8; 64 << 20];
    seconds(|| {
        for _ in 0..bytes / from.len() {
            to.copy_from_slice(black_box(&from));
            black_box(&to);
        }
    })
}

fn bare(folder: &Path) -> bool {
    let source = folder.join("bare.rgb");
    show(&source, SMALL, GIGABYTE);
    let peer = median((0..ROUNDS).map(|_| copied(GIGABYTE)).collect());
    let before = peak();
    let mut checked = vec![];
    let mut counted = vec![];
    for _ in 0..ROUNDS {
        checked.push(seconds(|| {
            let pattern = raw(&source, SMALL);
            let fitted = fit(&pattern, &Layout::strip(SMALL).unwrap(), &Fit::default()).unwrap();
            let limits = Limits {
                max_frames: Some(65_535),
                ..Limits::default()
            };
            assert!(
                check(&fitted, pattern.frames.bytes(), &limits)
                    .blocker()
                    .is_some()
            );
        }));
        counted.push(seconds(|| {
            let mut lit = 0_u64;
            let pattern = raw(&source, SMALL);
            pattern
                .frames
                .for_each(|_, frame, _| {
                    lit += u64::from(frame.rgb[0] > 0);
                    Ok(())
                })
                .unwrap();
            black_box(lit);
        }));
    }
    let memory = peak() - before;
    println!(
        "bare check  {:.1} ms to open, fit and check 1 GB",
        median(checked) * 1000.0
    );
    let reached = says(
        "bare read, every frame",
        Some(peer),
        median(counted),
        "at most 2",
        |ratio| ratio <= 2.0,
    );
    println!("bare memory  {memory:.0} MB more  (goal 32)");
    reached && memory <= 32.0
}
