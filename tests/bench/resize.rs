//! P7: a GIF of 512 x 410 pixels and 103 frames becomes one of 16 x 16, by `upload-bridge convert` and by `gifsicle --resize`,
//! by turns, both as programs from start to end. The GIF is `flame.gif` of the fixtures (UPLOAD_BRIDGE_FIXTURES), or one
//! like it that is made here. Prints medians, ratio, peak memory and how far the colours are from an area average, and
//! exits 1 when a goal is missed or the peer is not there. `tests/bench/run.sh resize` runs it.

#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a benchmark"
)]

use image::AnimationDecoder as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitCode, Stdio};
use tokio::time::Instant;
use upload_bridge::pattern::{Fit, FitMode, Layout, Matrix, ReadOptions, Wiring, fit, open};

const WIDTH: usize = 512;
const HEIGHT: usize = 410;
const FRAMES: usize = 103;
const SIDE: usize = 16;
const ROUNDS: usize = 11;
/// Most memory, in MB.
const MEMORY: f64 = 16.0;

fn main() -> ExitCode {
    let folder = tempfile::tempdir().unwrap();
    let source = source(folder.path());
    let [ours, theirs] = ["ours.gif", "theirs.gif"].map(|name| folder.path().join(name));
    let mut own = Vec::new();
    let mut peer = Vec::new();
    for _ in 0..ROUNDS {
        peer.extend(gifsicle(&source, &theirs).map(seconds));
        own.push(seconds(convert(&source, &ours)));
    }
    let own = median(own);
    let dot = folder.path().join("dot.gif");
    flame(&dot, (2, 2), 1);
    let least = peak(convert(&dot, &ours));
    let most = peak(convert(&source, &ours));
    let off = furthest(&source);
    println!("ours      {:.1} ms", own * 1e3);
    let fast = match gifsicle(&source, &theirs) {
        Some(child) => {
            let peer = median(peer);
            let memory = peak(child);
            println!("gifsicle  {:.1} ms, {memory:.1} MB at the most", peer * 1e3);
            println!("ratio     {:.2} (goal: at most 1.0)", own / peer);
            own <= peer
        }
        None => {
            println!("gifsicle is missing (Debian: gifsicle): nothing to compare with");
            false
        }
    };
    let grows = most - least;
    println!(
        "memory    {most:.1} MB at the most, {grows:.1} more than for a GIF of 2 x 2 (goal: at most {MEMORY})"
    );
    println!("colours   {off:.2} from an area average at the most (goal: 1)");
    if fast && grows <= MEMORY && off <= 1.0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// The fixture, or a flame of our own.
fn source(folder: &Path) -> PathBuf {
    let fixture = std::env::var_os("UPLOAD_BRIDGE_FIXTURES")
        .map(|root| Path::new(&root).join("patterns/flame.gif"));
    if let Some(fixture) = fixture.filter(|path| path.is_file()) {
        println!("input     flame.gif of the fixtures");
        return fixture;
    }
    println!("input     made here (UPLOAD_BRIDGE_FIXTURES is not set)");
    let path = folder.join("flame.gif");
    flame(&path, (WIDTH, HEIGHT), FRAMES);
    path
}

/// Waves of 64 colours in the middle of a transparent canvas, moving, their pictures cleared each time.
fn flame(path: &Path, (width, height): (usize, usize), frames: usize) {
    let palette: Vec<u8> = (0..64_u8)
        .flat_map(|v| [v * 4, v.saturating_mul(v) / 2, v / 2])
        .collect();
    let file = std::fs::File::create(path).unwrap();
    let mut encoder = gif::Encoder::new(file, width as u16, height as u16, &palette).unwrap();
    let w = (width / 3).max(1);
    let h = (height * 3 / 7).max(1);
    for frame in 0..frames {
        let pixel = |x: usize, y: usize| {
            let x = x as f64 / 20.0;
            let y = y as f64 / 30.0;
            let t = frame as f64 / 8.0;
            let wave = (x + (y + t).sin() * 2.0).sin()
                + (y * 2.0 + t * 3.0).sin()
                + (x * y / 3.0 - t).cos();
            ((wave + 3.0) * 10.5) as u8
        };
        let pixels: Vec<u8> = (0..w * h).map(|at| pixel(at % w, at / w)).collect();
        let mut part = gif::Frame::from_indexed_pixels(w as u16, h as u16, pixels, Some(0));
        part.left = (width / 3) as u16;
        part.top = (height * 2 / 7) as u16;
        part.delay = 2;
        part.dispose = gif::DisposalMethod::Background;
        encoder.write_frame(&part).unwrap();
    }
}

fn convert(from: &Path, to: &Path) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_upload-bridge"));
    command.arg("convert").args([from, to]).args([
        "--size",
        "16x16",
        "--fit",
        "stretch",
        "--force",
        "--loopback-only",
    ]);
    command
        .env("UPLOAD_BRIDGE_HOME", to.parent().unwrap().join("home"))
        .stdout(Stdio::null())
        .spawn()
        .unwrap()
}

fn gifsicle(from: &Path, to: &Path) -> Option<Child> {
    let mut command = Command::new("gifsicle");
    command
        .args(["--resize", "16x16"])
        .arg(from)
        .arg("-o")
        .arg(to)
        .stderr(Stdio::null())
        .spawn()
        .ok()
}

/// Until the program ends.
fn seconds(mut child: Child) -> f64 {
    let start = Instant::now();
    assert!(child.wait().unwrap().success());
    start.elapsed().as_secs_f64()
}

fn median(mut seconds: Vec<f64>) -> f64 {
    seconds.sort_by(f64::total_cmp);
    seconds[seconds.len() / 2]
}

/// The most memory that the program has, in MB: the system counts, we look until it ends.
fn peak(mut child: Child) -> f64 {
    let status = PathBuf::from(format!("/proc/{}/status", child.id()));
    let mut most = f64::NAN;
    while child.try_wait().unwrap().is_none() {
        let text = std::fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kb = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<f64>().ok());
        most = kb.map_or(most, |kb| kb / 1000.0);
    }
    most
}

/// How far any value that we make is from the mean light of its area, by another decoder and without cleverness.
fn furthest(source: &Path) -> f64 {
    let layout = Layout::matrix_wired(
        Matrix::new(SIDE as u16, SIDE as u16).unwrap(),
        Wiring::default(),
    )
    .unwrap();
    let pattern = open(source, &ReadOptions::default()).unwrap().pattern;
    let how = Fit {
        mode: Some(FitMode::Stretch),
        ..Fit::default()
    };
    let fitted = fit(&pattern, &layout, &how).unwrap();
    let mut reader = fitted.frames().reader().unwrap();
    let file = std::io::BufReader::new(std::fs::File::open(source).unwrap());
    let pictures = image::codecs::gif::GifDecoder::new(file)
        .unwrap()
        .into_frames();
    let mut off = 0.0_f64;
    for (index, picture) in pictures.enumerate() {
        let picture = picture.unwrap().into_buffer();
        let w = picture.width() as usize;
        let h = picture.height() as usize;
        let mut sums = vec![[0.0_f64; 3]; SIDE * SIDE];
        let across = shares(w);
        let down = shares(h);
        for (at, pixel) in picture.pixels().enumerate() {
            let [r, g, b, a] = pixel.0;
            if a == 0 || [r, g, b] == [0; 3] {
                continue;
            }
            let light = [r, g, b].map(light);
            for &(row, high) in &down[at / w] {
                for &(column, wide) in &across[at % w] {
                    let sum = &mut sums[row * SIDE + column];
                    (0..3).for_each(|i| sum[i] += light[i] * high * wide);
                }
            }
        }
        let got = reader.frame(index).unwrap().rgb;
        let area = (w * h) as f64 / (SIDE * SIDE) as f64;
        for (value, sum) in got.iter().zip(sums.as_flattened()) {
            off = off.max((f64::from(*value) - level(sum / area)).abs());
        }
    }
    off
}

/// Into which cells each of `count` pixels falls, and how much of it.
fn shares(count: usize) -> Vec<Vec<(usize, f64)>> {
    let size = count as f64 / SIDE as f64;
    let inside = |pixel: usize, cell: usize| {
        let from = cell as f64 * size;
        let to = (cell + 1) as f64 * size;
        (to.min((pixel + 1) as f64) - from.max(pixel as f64)).max(0.0)
    };
    let cells = |pixel| {
        (0..SIDE)
            .map(|cell| (cell, inside(pixel, cell)))
            .filter(|(_, share)| *share > 0.0)
            .collect()
    };
    (0..count).map(cells).collect()
}

fn light(value: u8) -> f64 {
    match f64::from(value) / 255.0 {
        v if v <= 0.04045 => v / 12.92,
        v => ((v + 0.055) / 1.055).powf(2.4),
    }
}

fn level(light: f64) -> f64 {
    let v = if light <= 0.003_130_8 {
        light * 12.92
    } else {
        1.055 * light.powf(1.0 / 2.4) - 0.055
    };
    v * 255.0
}
