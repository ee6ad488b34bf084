//! The first files of each corpus, all of our own making: what our encoders write, the program's own test files, and files
//! put together here of everything that a reader knows and no encoder of ours writes.

mod hand;
mod maps;
mod pictures;
mod streams;

use crate::pattern::format::{self, ALSO, Confidence, FORMATS};
use crate::pattern::{FrameDuration, Frames, HeldPattern, Matrix, PixelOrder};
use crate::target::Target;
use std::path::Path;
use std::sync::Arc;

/// Files above this are no good start: mutations of them are slow, and reach little.
const MAX_SEED: usize = 20_000;

/// Writes the seeds of `target` into `folder`, which must exist, and says how many these are.
pub(crate) fn write(target: &Target, folder: &Path) -> std::io::Result<usize> {
    let of_all = match target {
        Target::Map => maps::files(),
        Target::Streamed => all()?.into_iter().chain(streams::files()).collect(),
        Target::Any | Target::Reader(_) => all()?,
    };
    let files: Vec<Vec<u8>> = of_all
        .into_iter()
        .filter(|bytes| bytes.len() <= MAX_SEED && wanted(target, bytes))
        .collect();
    for (number, bytes) in files.iter().enumerate() {
        std::fs::write(folder.join(format!("seed-{number:03}")), bytes)?;
    }
    Ok(files.len())
}

/// Whether the reader of `target` would take `bytes`; bare pixels are whatever nobody else wants.
fn wanted(target: &Target, bytes: &[u8]) -> bool {
    match target {
        Target::Any | Target::Map => true,
        Target::Streamed => ["gif", "apng", "webp", "fseq", "wire", "raw"]
            .contains(&format::surest(bytes).0.info().name),
        Target::Reader(format) => format.sniff(bytes) > Confidence::No,
    }
}

fn all() -> std::io::Result<Vec<Vec<u8>>> {
    let mut files = Vec::new();
    for folder in ["data", "programs/files", "sketches/in"] {
        let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        read_all(&tests.join(folder), &mut files)?;
    }
    files.sort();
    for pattern in patterns() {
        files.extend(
            FORMATS
                .iter()
                .chain(ALSO)
                .filter_map(|format| format::encode(*format, &pattern.clone().into()).ok()),
        );
    }
    files.extend(hand::files());
    files.extend(pictures::files());
    files.dedup();
    Ok(files)
}

/// Reads the files of a folder, and of those in it.
fn read_all(folder: &Path, files: &mut Vec<Vec<u8>>) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            read_all(&path, files)?;
        } else {
            files.push(std::fs::read(path)?);
        }
    }
    Ok(())
}

/// Patterns of few and many colours, LEDs and frames, even and uneven durations.
pub(super) fn patterns() -> Vec<HeldPattern> {
    let mut random = fastrand::Rng::with_seed(5);
    let shapes: [(u16, u16, &[u32]); 7] = [
        (1, 1, &[20]),
        (4, 3, &[40; 5]),
        (12, 6, &[20, 500, 30]),
        (7, 1, &[25; 40]),
        (16, 16, &[100]),
        (3, 2, &[70_000]),
        (2, 2, &[1, 2, 10]),
    ];
    let mut made = Vec::new();
    for (w, h, ms) in shapes {
        for (colours, order) in [(2, PixelOrder::Grid), (255, PixelOrder::Strip)] {
            let Some(matrix) = Matrix::new(w, h) else {
                continue;
            };
            let rgb: Vec<u8> = (0..matrix.leds() * ms.len() * 3)
                .map(|_| random.u8(..colours))
                .collect();
            let durations = ms.iter().map(|&ms| FrameDuration::from_ms(ms)).collect();
            let Ok(frames) = Frames::new(matrix.leds(), rgb, durations) else {
                continue;
            };
            made.push(HeldPattern {
                name: "seed".into(),
                format: format::FORMATS.first().map_or("", |f| f.info().name),
                frames: Arc::new(frames),
                matrix: Some(matrix),
                order,
                warnings: Vec::new(),
            });
        }
    }
    made
}
