//! Small files that ask for a lot: read within budgets of memory and time, or refused in a sentence that says what is too
//! large and what to do; and a read that nobody waits for any more ends at once.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod common {
    pub(crate) mod bombs;
}

use common::bombs;
use serde_json::Value;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::time::Duration;
use tokio::time::Instant;
use upload_bridge::pattern::{
    Fit, Layout, Matrix, Opened, PatternError, ReadOptions, Wiring, fit, open,
};
use upload_bridge::problem::Code;

/// One at a time: each measures its process.
static ALONE: Mutex<()> = Mutex::new(());

/// Without optimisation pixels take that many times as long.
const SLOWER: u32 = if cfg!(debug_assertions) { 12 } else { 1 };

/// First picture, or a refusal.
const FIRST: Duration = Duration::from_secs(2 * SLOWER as u64);
/// From the wish to stop to the end.
const STOP: Duration = Duration::from_millis(200 * SLOWER as u64);
/// Bytes that a read may take at the most, with all that a window adds to it.
const MEMORY: u64 = 300_000_000;

struct Bomb {
    name: &'static str,
    bytes: Vec<u8>,
    /// Frames, and width and height that they are read at; `None`: refused.
    read: Option<(usize, (usize, usize))>,
}

fn bomb(name: &'static str, bytes: Vec<u8>, read: Option<(usize, (usize, usize))>) -> Bomb {
    Bomb { name, bytes, read }
}

fn all() -> Vec<Bomb> {
    vec![
        bomb(
            "huge.gif",
            bombs::gif(4700, 4700, 1, 0),
            Some((1, (1175, 1175))),
        ),
        bomb(
            "dots.gif",
            bombs::gif(4700, 4700, 1, 300),
            Some((301, (188, 188))),
        ),
        bomb(
            "whole.gif",
            bombs::gif(4700, 4700, 2, 0),
            Some((2, (1175, 1175))),
        ),
        bomb("many.gif", bombs::gif(4700, 4700, 1, 2000), None),
        bomb("long.gif", bombs::gif(1900, 1080, 1, 100_000), None),
        bomb("side.gif", bombs::gif(9000, 10, 1, 0), None),
        bomb(
            "tiny.gif",
            bombs::gif(1, 1, 60_000, 0),
            Some((60_000, (1, 1))),
        ),
        bomb(
            "huge.apng",
            bombs::apng(4000, 4000, 50),
            Some((51, (445, 445))),
        ),
        bomb("larger.apng", bombs::apng(6000, 6000, 0), None),
        bomb(
            "huge.webp",
            bombs::webp(3000, 3000, 2),
            Some((2, (1000, 1000))),
        ),
        bomb("larger.webp", bombs::webp(5000, 5000, 1), None),
        bomb(
            "huge.png",
            bombs::png(8192, 4000, false),
            Some((1, (2048, 1000))),
        ),
        bomb(
            "clear.png",
            bombs::png(8000, 4000, true),
            Some((1, (2000, 1000))),
        ),
        bomb("larger.png", bombs::png(8192, 8192, false), None),
        bomb("huge.bmp", bombs::bmp(8192, 4000), Some((1, (2048, 1000)))),
        bomb("larger.bmp", bombs::bmp(8192, 8192), None),
    ]
}

fn status(field: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix(field))
        .unwrap();
    line.trim().trim_end_matches(" kB").parse::<u64>().unwrap() * 1024
}

/// Most memory that is in use while `work` runs, beyond what was in use before.
fn taken<T>(work: impl FnOnce() -> T) -> (T, u64) {
    std::fs::write("/proc/self/clear_refs", "5").unwrap();
    let before = status("VmRSS:");
    let done = work();
    (done, status("VmHWM:").saturating_sub(before))
}

#[test]
#[cfg(target_os = "linux")]
fn bombs_are_read_within_budgets_or_refused_in_a_sentence() {
    let _alone = ALONE.lock().unwrap_or_else(|e| e.into_inner());
    let folder = tempfile::tempdir().unwrap();
    for Bomb { name, bytes, read } in all() {
        let path = folder.path().join(name);
        std::fs::write(&path, &bytes).unwrap();
        let size = bytes.len();
        drop(bytes);
        let start = Instant::now();
        let (opened, most) = taken(|| open(&path, &ReadOptions::default()));
        let took = start.elapsed();
        println!(
            "{name:12} {size:9} bytes {:4} MB {:6} ms {}",
            most / 1_000_000,
            took.as_millis(),
            opened.as_ref().map_or_else(ToString::to_string, shape)
        );
        assert!(most < MEMORY, "{name} took {most} bytes");
        assert!(took < FIRST, "{name} took {took:?}");
        match (read, opened) {
            (Some(wanted), Ok(opened)) => {
                let matrix = opened.pattern.matrix.unwrap();
                let frames = opened.pattern.frames.len();
                assert_eq!((frames, (matrix.w(), matrix.h())), wanted, "{name}");
                let smaller = size_of(&opened) != (1, 1);
                assert_eq!(
                    opened.pattern.warnings.len(),
                    usize::from(smaller),
                    "{name}"
                );
            }
            (None, Err(error)) => refused(name, &error),
            (_, other) => panic!("{name}: {:?}", other.map(|opened| shape(&opened))),
        }
    }
}

fn size_of(opened: &Opened) -> (usize, usize) {
    let matrix = opened.pattern.matrix.unwrap();
    (matrix.w(), matrix.h())
}

fn shape(opened: &Opened) -> String {
    let matrix = opened.pattern.matrix.unwrap();
    format!("{} frames of {matrix}", opened.pattern.frames.len())
}

/// Says how large it is, how large it may be, and what to do.
fn refused(name: &str, error: &PatternError) {
    assert_eq!(error.code(), Code::PatternTooLarge, "{name}: {error}");
    let text = error.to_string();
    assert!(
        text.contains("maximum") || text.contains("at most"),
        "{name}: {text}"
    );
    assert!(
        error.remedy().to_string().contains("smaller"),
        "{name}: {}",
        error.remedy()
    );
}

/// Frames of few pixels become many on a large matrix: they are drawn when they are asked for, not all at once.
#[test]
#[cfg(target_os = "linux")]
fn a_long_pattern_is_fitted_to_a_large_matrix_without_holding_it() {
    let _alone = ALONE.lock().unwrap_or_else(|e| e.into_inner());
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tiny.gif");
    std::fs::write(&path, bombs::gif(1, 1, 60_000, 0)).unwrap();
    let opened = open(&path, &ReadOptions::default()).unwrap();
    let layout = Layout::matrix_wired(Matrix::new(64, 64).unwrap(), Wiring::default()).unwrap();
    let (fitted, most) = taken(|| fit(&opened.pattern, &layout, &Fit::default()).unwrap());
    assert!(most < 20_000_000, "{most}");
    assert_eq!(fitted.frames().len(), 60_000);
    let mut reader = fitted.frames().reader().unwrap();
    assert_eq!(reader.frame(59_999).unwrap().rgb[..3], [255, 120, 20]);
}

#[test]
fn a_read_that_is_stopped_ends_at_once() {
    let _alone = ALONE.lock().unwrap_or_else(|e| e.into_inner());
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in [
        ("whole.gif", bombs::gif(4700, 4700, 60, 0)),
        ("huge.png", bombs::png(8192, 4000, false)),
    ] {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        let options = ReadOptions::default();
        let (error, took) = std::thread::scope(|scope| {
            let read = scope.spawn(|| open(&path, &options));
            while options.progress.percent().is_none() {
                assert!(!read.is_finished(), "{name} was read, or refused, at once");
                std::thread::park_timeout(Duration::from_millis(1));
            }
            let start = Instant::now();
            options.cancel.cancel();
            let error = read.join().unwrap().unwrap_err();
            (error, start.elapsed())
        });
        println!("{name}: {} ms", took.as_millis());
        assert_eq!(error.code(), Code::PatternCancelled, "{name}");
        assert!(took < STOP, "{name} took {took:?}");
    }
}

/// The program itself, on loopback and in a home folder of its own.
fn program(home: &Path, arguments: &[&str], file: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_upload-bridge"));
    command
        .env("UPLOAD_BRIDGE_LOOPBACK", "1")
        .env("UPLOAD_BRIDGE_HOME", home)
        .args(arguments)
        .arg(file)
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    command
}

fn slow_file(folder: &Path) -> PathBuf {
    let path = folder.join("slow.gif");
    let pictures = if cfg!(debug_assertions) { 20 } else { 90 };
    std::fs::write(&path, bombs::gif(4700, 4700, pictures, 0)).unwrap();
    path
}

#[test]
#[cfg(unix)]
fn a_slow_read_says_how_far_it_is_and_an_interrupt_ends_it() {
    let _alone = ALONE.lock().unwrap_or_else(|e| e.into_inner());
    let folder = tempfile::tempdir().unwrap();
    let path = slow_file(folder.path());
    for arguments in [
        &["inspect", "--json"][..],
        &["upload", "--json", "--to", "127.0.0.1:9"],
    ] {
        let mut child = program(folder.path(), arguments, &path).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let first: Value = serde_json::from_str(&lines.next().unwrap().unwrap()).unwrap();
        assert_eq!(first["event"], "reading", "{first}");
        assert_eq!(first["file"], path.display().to_string());
        assert!(first["percent"].as_u64().unwrap() <= 100);
        let start = Instant::now();
        let id = child.id().to_string();
        let sent = Command::new("kill").args(["-INT", &id]).status().unwrap();
        assert!(sent.success());
        let ended = child.wait().unwrap();
        let took = start.elapsed();
        println!("{arguments:?}: {} ms", took.as_millis());
        assert_eq!(ended.code(), Some(130), "{arguments:?}");
        assert!(took < STOP, "{arguments:?} took {took:?}");
    }
}
