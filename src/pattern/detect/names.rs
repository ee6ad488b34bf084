//! What names say: the file's, its folder's, and those of LED Matrix Studio projects beside it.

use super::Trial;
use crate::msg;
use crate::pattern::Matrix;
use crate::pattern::words::printable;
use std::io::Read as _;
use std::path::Path;

/// Where a hint was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NamedBy {
    File,
    Folder,
}

impl NamedBy {
    /// For the catalogue.
    fn word(self) -> &'static str {
        match self {
            Self::File => "file",
            Self::Folder => "folder",
        }
    }
}

/// One thing that a name or a neighbour says.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Hint {
    /// "12x6": strong; "12.6", "6 15": weak, either side first.
    Size {
        matrix: Matrix,
        strong: bool,
        named_by: NamedBy,
    },
    /// "72 leds".
    Leds(usize),
    /// "33 frames", "33f".
    Frames { frames: usize, named_by: NamedBy },
    /// A project beside the file.
    Sister {
        matrix: Matrix,
        frames: usize,
        name: String,
    },
}

impl Hint {
    pub(super) fn leds(&self) -> Option<usize> {
        match self {
            Self::Size { matrix, .. } | Self::Sister { matrix, .. } => Some(matrix.leds()),
            Self::Leds(leds) => Some(*leds),
            Self::Frames { .. } => None,
        }
    }

    pub(super) fn frames(&self) -> Option<usize> {
        match self {
            Self::Frames { frames, .. } | Self::Sister { frames, .. } => Some(*frames),
            _ => None,
        }
    }

    pub(super) fn is_strong_size(&self) -> bool {
        matches!(self, Self::Size { strong: true, .. })
    }

    pub(super) fn in_file_name(&self) -> bool {
        matches!(
            self,
            Self::Frames {
                named_by: NamedBy::File,
                ..
            }
        )
    }

    /// Adds what this hint says about a reading.
    pub(super) fn weigh(&self, trial: &mut Trial) {
        match self {
            Self::Size {
                matrix,
                strong,
                named_by,
            } if matrix.leds() == trial.leds => {
                let weight = match (strong, named_by) {
                    (true, NamedBy::File) => 1.2,
                    (true, NamedBy::Folder) => 1.0,
                    (false, NamedBy::File) => 0.6,
                    (false, NamedBy::Folder) => 0.5,
                };
                trial.matrix = trial.matrix.or(Some(*matrix));
                trial.add(
                    weight,
                    msg!(
                        "pattern-reason-named-size",
                        place = named_by.word(),
                        matrix = *matrix
                    ),
                );
            }
            Self::Leds(leds) if *leds == trial.leds => {
                trial.add(1.0, msg!("pattern-reason-named-leds", leds = *leds));
            }
            Self::Frames { frames, named_by } if *frames == trial.frames => {
                trial.add(
                    0.7,
                    msg!(
                        "pattern-reason-named-frames",
                        place = named_by.word(),
                        frames = *frames
                    ),
                );
            }
            Self::Sister {
                matrix,
                frames,
                name,
            } if matrix.leds() == trial.leds && *frames == trial.frames => {
                trial.matrix = trial.matrix.or(Some(*matrix));
                trial.add(
                    1.2,
                    msg!(
                        "pattern-reason-sister",
                        name = name,
                        frames = *frames,
                        matrix = *matrix
                    ),
                );
            }
            _ => {}
        }
    }
}

/// Everything that the name, the folder and the neighbours of `path` say.
pub(super) fn hints(path: &Path) -> Vec<Hint> {
    let mut found = of_file(path);
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty());
    if let Some(name) = folder.and_then(Path::file_name).and_then(|s| s.to_str()) {
        from_name(name, NamedBy::Folder, &mut found);
    }
    if let Some(folder) = folder.filter(|_| path.is_file()) {
        sisters(folder, &mut found);
    }
    found
}

/// What the name of the file alone says.
pub(super) fn of_file(path: &Path) -> Vec<Hint> {
    let mut found = Vec::new();
    if let Some(stem) = path.file_stem().and_then(|s| s.to_str()) {
        from_name(stem, NamedBy::File, &mut found);
    }
    found
}

/// A number in a name, and what stands between it and the next one.
struct Number {
    value: usize,
    after: String,
    /// Whether a `v` stands right before it, as in "v2".
    is_version: bool,
}

fn numbers(name: &str) -> Vec<Number> {
    let mut all: Vec<Number> = Vec::new();
    let mut digits = String::new();
    // The last two characters before the digits.
    let mut before = [' ', ' '];
    for c in name.to_lowercase().chars().chain(std::iter::once(' ')) {
        if c.is_ascii_digit() {
            digits.push(c);
            continue;
        }
        if let Ok(value) = std::mem::take(&mut digits).parse() {
            let is_version = matches!(before, [c, 'v'] if !c.is_alphabetic());
            all.push(Number {
                value,
                after: String::new(),
                is_version,
            });
        }
        if let Some(last) = all.last_mut() {
            last.after.push(c);
        }
        before = [before[1], c];
    }
    all
}

fn from_name(name: &str, named_by: NamedBy, found: &mut Vec<Hint>) {
    let numbers = numbers(name);
    // The surest way to write a size that occurs; "12 6" counts only in a name without "12x6" or "12.6".
    let ways: [&[&str]; 3] = [&["x", "×", "*", "by"], &["."], &["", "-", "_"]];
    let sizes = ways
        .iter()
        .enumerate()
        .map(|(way, joints)| sizes(&numbers, joints, way == 0, named_by));
    found.extend(
        sizes
            .into_iter()
            .find(|sizes| !sizes.is_empty())
            .unwrap_or_default(),
    );
    for number in &numbers {
        let word: String = number
            .after
            .trim_start_matches([' ', '_', '-'])
            .chars()
            .take_while(|c| c.is_alphabetic())
            .collect();
        match word.as_str() {
            "frames" | "frame" | "f" | "fr" => {
                found.push(Hint::Frames {
                    frames: number.value,
                    named_by,
                });
            }
            "leds" | "led" | "px" | "pixels" | "pixel"
                if named_by == NamedBy::File && number.value > 1 =>
            {
                found.push(Hint::Leds(number.value));
            }
            _ => {}
        }
    }
}

/// Pairs of numbers with one of `joints` between them. Three or more in a row are a date or a time, and what follows a `v`
/// is a version: only an "x" is sure to join width and height.
fn sizes(numbers: &[Number], joints: &[&str], strong: bool, named_by: NamedBy) -> Vec<Hint> {
    let joined = |at: Option<&Number>| at.is_some_and(|n| joints.contains(&n.after.trim()));
    let pairs = numbers
        .iter()
        .enumerate()
        .zip(numbers.iter().skip(1))
        .filter_map(|((at, a), b)| {
            let before = joined(at.checked_sub(1).and_then(|before| numbers.get(before)));
            let behind = at + 2 < numbers.len() && joined(Some(b));
            let alone = !(before || behind);
            (joints.contains(&a.after.trim()) && (strong || alone && !a.is_version))
                .then_some((a, b))
        });
    let hint = |(a, b): (&Number, &Number)| {
        let side = |n: usize| u16::try_from(n).ok();
        // "6.15" is a height first: matrices are wider than high.
        let (w, h) = if strong {
            (a.value, b.value)
        } else {
            (a.value.max(b.value), a.value.min(b.value))
        };
        let matrix = Matrix::new(side(w)?, side(h)?)?;
        // One row is a strip, which is never written "30.1".
        (matrix.leds() > 1 && (strong || matrix.h() > 1)).then_some(Hint::Size {
            matrix,
            strong,
            named_by,
        })
    };
    pairs.filter_map(hint).collect()
}

/// How many neighbours are read, and how large one may be: a folder of thousands must not delay the read.
const MAX_ENTRIES: usize = 512;
const MAX_SISTERS: usize = 16;
const MAX_SISTER_BYTES: u64 = 4 << 20;

/// LED Matrix Studio projects beside the file, of which it may be an export.
fn sisters(folder: &Path, found: &mut Vec<Hint>) {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return;
    };
    let projects = entries
        .take(MAX_ENTRIES)
        .filter_map(Result::ok)
        .map(|entry| entry.path())
        .filter(|path| {
            path.extension()
                .is_some_and(|e| e.eq_ignore_ascii_case("leds"))
        });
    found.extend(projects.take(MAX_SISTERS).filter_map(|path| sister(&path)));
}

/// Size and number of frames of a project, counted rather than decoded.
fn sister(path: &Path) -> Option<Hint> {
    // asked before it is opened: a pipe opens only once it is written to
    if !std::fs::metadata(path).ok()?.is_file() {
        return None;
    }
    let mut text = Vec::new();
    std::fs::File::open(path)
        .ok()?
        .take(MAX_SISTER_BYTES)
        .read_to_end(&mut text)
        .ok()?;
    let text = String::from_utf8_lossy(&text);
    let frames = |layer: &str| {
        layer
            .lines()
            .filter(|line| line.starts_with("{anim"))
            .count()
    };
    // layers are merged: there are as many frames as the longest has
    let frames = text.split("[layer").map(frames).max().unwrap_or(0);
    let (_, first) = text.split_once("{anim")?;
    let side = |key: &str| {
        first
            .lines()
            .take(4)
            .find_map(|line| line.trim().strip_prefix(key)?.parse::<u16>().ok())
    };
    let matrix = Matrix::new(side("w:")?, side("h:")?)?;
    let name = printable(&path.file_name()?.to_string_lossy());
    (frames > 0).then_some(Hint::Sister {
        matrix,
        frames,
        name,
    })
}

#[cfg(test)]
mod tests;
