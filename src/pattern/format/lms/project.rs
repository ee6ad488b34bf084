//! Reads the blocks of a project, line by line. Called by `lms`.

use super::MAX_SIDE;
use crate::message::Message;
use crate::msg;
use crate::pattern::format::{Decoded, default_durations};
use crate::pattern::words::excerpt;
use crate::pattern::{Cancel, Frames, Matrix, PatternError, PixelOrder};
use std::collections::BTreeSet;

/// What a project says, as far as it was read.
#[derive(Default)]
pub(super) struct Project {
    matrix: Option<Matrix>,
    rgb: Vec<u8>,
    frames: usize,
    layers: usize,
    /// How many layers had opened before the first frame, and the line of that frame.
    first: Option<(usize, usize)>,
    declared: Option<usize>,
    /// What the cells mean: the same in all frames.
    kind: Option<Kind>,
    /// Column and row of each pixel that LED Matrix Studio ignores.
    dead: BTreeSet<(usize, usize)>,
}

/// What a cell is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// On or off.
    Mono,
    /// Off, red, green, or both: the default colours of LED Matrix Studio.
    TwoColour,
    /// BBGGRR.
    Rgb,
    /// A bit each: 1 blue, 2 green, 4 red.
    ThreeBit,
}

impl Kind {
    /// By the line that opens a frame.
    fn of(line: &str) -> Option<Self> {
        match line {
            "{anim" => Some(Self::Mono),
            // One after the other or in bit planes: that is about exports, the cells are the same.
            "{anim2" | "{anim3" => Some(Self::TwoColour),
            "{anim4" => Some(Self::Rgb),
            "{anim5" => Some(Self::ThreeBit),
            _ => None,
        }
    }

    /// The colour of a cell, as it is written.
    fn colour(self, cell: &str) -> Option<[u8; 3]> {
        let cell = (cell.len() <= 6)
            .then(|| u32::from_str_radix(cell, 16).ok())
            .flatten()?;
        let light = |bit: u32| if cell & bit == 0 { 0 } else { u8::MAX };
        let [_, b, g, r] = cell.to_be_bytes();
        match self {
            Self::Mono => Some([if cell == 0 { 0 } else { u8::MAX }; 3]),
            Self::TwoColour => (cell < 4).then(|| [light(1), light(2), 0]),
            Self::Rgb => Some([r, g, b]),
            Self::ThreeBit => (cell < 8).then(|| [light(4), light(2), light(1)]),
        }
    }

    /// What a person should know of the colours.
    fn warning(self) -> Option<Message> {
        match self {
            Self::Mono => Some(msg!("pattern-lms-mono")),
            Self::TwoColour => Some(msg!("pattern-lms-two-colours")),
            Self::ThreeBit => Some(msg!("pattern-lms-eight-colours")),
            Self::Rgb => None,
        }
    }
}

/// The block that the parser is in.
enum Block {
    Outside,
    /// One whose lines do not matter here.
    Other,
    Header,
    /// The pixels that are ignored, and how many rows of them came.
    Dead(usize),
    Frame(FrameBlock),
}

/// A frame as its lines come.
struct FrameBlock {
    opened: usize,
    w: Option<u16>,
    h: Option<u16>,
    rows: usize,
    keep: bool,
}

impl Project {
    /// Reads the lines, front to back.
    pub(super) fn parse(text: &str, cancel: &Cancel) -> Result<Self, PatternError> {
        let mut project = Self::default();
        let mut block = Block::Outside;
        let mut last = 0;
        for (number, line) in text
            .lines()
            .enumerate()
            .map(|(i, line)| (i + 1, line.trim()))
        {
            cancel.check()?;
            last = number;
            block = match (block, line) {
                (Block::Frame(frame), "}" | "]") => project.close(&frame, number)?,
                (_, "}" | "]") => Block::Outside,
                (Block::Frame(_), _) if line.starts_with(['{', '[']) => {
                    return Err(corrupt(number, msg!("pattern-lms-open-frame")));
                }
                (_, "{header") => Block::Header,
                (_, "{deadpixel") => Block::Dead(0),
                (_, _) if line.starts_with("{anim") => project.open_frame(line, number)?,
                (_, _) if line.starts_with("[layer") => {
                    project.layers += 1;
                    Block::Other
                }
                (_, _) if line.starts_with(['{', '[']) => Block::Other,
                (Block::Frame(mut frame), _) => {
                    project.frame_line(&mut frame, line, number)?;
                    Block::Frame(frame)
                }
                (Block::Dead(row), _) => Block::Dead(row + project.dead_line(row, line)),
                (Block::Header, _) => {
                    project.header_line(line);
                    Block::Header
                }
                (same, _) => same,
            };
        }
        match block {
            Block::Frame(frame) => Err(corrupt(
                last,
                msg!("pattern-lms-frame-end", line = frame.opened),
            )),
            _ => Ok(project),
        }
    }

    /// `?:first,last` counts the frames.
    fn header_line(&mut self, line: &str) {
        if let Some((first, last)) = line
            .strip_prefix("?:")
            .and_then(|range| range.split_once(','))
            && let (Ok(first), Ok(last)) =
                (first.trim().parse::<usize>(), last.trim().parse::<usize>())
        {
            self.declared = last.checked_sub(first).and_then(|n| n.checked_add(1));
        }
    }

    fn open_frame(&mut self, line: &str, number: usize) -> Result<Block, PatternError> {
        let kind = Kind::of(line).ok_or_else(|| corrupt(number, msg!("pattern-lms-frame-kind")))?;
        if *self.kind.get_or_insert(kind) != kind {
            return Err(corrupt(number, msg!("pattern-lms-frame-kinds")));
        }
        // Each layer is followed by its frames: those behind a further layer are that layer's. Where all layers
        // come first, the frames of the first one do too, and the header has their number.
        let (layers, _) = *self.first.get_or_insert((self.layers, number));
        let keep = self.layers == layers
            && (layers <= 1 || self.declared.is_some_and(|n| self.frames < n));
        Ok(Block::Frame(FrameBlock {
            opened: number,
            w: None,
            h: None,
            rows: 0,
            keep,
        }))
    }

    /// A row of ignored pixels, `p:0 1 0`; how many rows the line is.
    fn dead_line(&mut self, row: usize, line: &str) -> usize {
        let Some(cells) = line.strip_prefix("p:") else {
            return 0;
        };
        // No matrix is larger, so that a damaged file cannot fill the memory with them.
        let max = usize::from(MAX_SIDE);
        let cells = cells
            .split_ascii_whitespace()
            .take(max)
            .enumerate()
            .filter(|(_, cell)| row < max && *cell != "0");
        self.dead.extend(cells.map(|(column, _)| (column, row)));
        1
    }

    fn frame_line(
        &mut self,
        frame: &mut FrameBlock,
        line: &str,
        number: usize,
    ) -> Result<(), PatternError> {
        let side = |text: &str| match text.trim().parse::<u16>() {
            Ok(n) if (1..=MAX_SIDE).contains(&n) => Ok(Some(n)),
            _ => Err(corrupt(
                number,
                msg!("pattern-not-a-side", text = excerpt(text), max = MAX_SIDE),
            )),
        };
        match line.split_once(':') {
            Some(("w", text)) => frame.w = side(text)?,
            Some(("h", text)) => frame.h = side(text)?,
            Some(("r", text)) => self.row(frame, text, number)?,
            _ => {}
        }
        Ok(())
    }

    fn row(
        &mut self,
        frame: &mut FrameBlock,
        text: &str,
        number: usize,
    ) -> Result<(), PatternError> {
        let (Some(w), Some(h)) = (frame.w, frame.h) else {
            return Err(corrupt(number, msg!("pattern-lms-early-row")));
        };
        let matrix =
            Matrix::new(w, h).ok_or_else(|| corrupt(number, msg!("pattern-lms-no-cells")))?;
        match self.matrix {
            Some(first) if first != matrix => {
                return Err(corrupt(
                    number,
                    msg!("pattern-lms-frame-size", matrix = matrix, first = first),
                ));
            }
            _ => self.matrix = Some(matrix),
        }
        frame.rows += 1;
        let cells = text.split_ascii_whitespace().count();
        if cells != matrix.w() {
            return Err(corrupt(
                number,
                msg!("pattern-row-differs", cells = cells, width = matrix.w()),
            ));
        }
        if !frame.keep {
            return Ok(());
        }
        Frames::budget(matrix.leds() as u64, self.frames as u64 + 1)?;
        let kind = self.kind.unwrap_or(Kind::Rgb);
        for cell in text.split_ascii_whitespace() {
            let colour = kind.colour(cell).ok_or_else(|| {
                corrupt(number, msg!("pattern-not-a-colour", text = excerpt(cell)))
            })?;
            self.rgb.extend_from_slice(&colour);
        }
        Ok(())
    }

    fn close(&mut self, frame: &FrameBlock, number: usize) -> Result<Block, PatternError> {
        let rows = frame.h.map_or(0, usize::from);
        if rows == 0 || frame.rows != rows {
            return Err(corrupt(
                number,
                msg!("pattern-lms-rows", has = frame.rows, rows = rows),
            ));
        }
        // Frames of hidden layers are counted, though not kept, for the warning.
        self.frames += 1;
        Ok(Block::Outside)
    }

    /// What the frames of the first layer are.
    pub(super) fn decoded(mut self) -> Result<Decoded, PatternError> {
        let none = || PatternError::Empty {
            what: msg!("pattern-lms-empty"),
        };
        let matrix = self.matrix.ok_or_else(none)?;
        let kept = self.rgb.len() / (matrix.leds() * 3);
        let mut warnings = Vec::new();
        if let Some((layers @ 2.., line)) = self.first
            && self.declared.and_then(|n| n.checked_mul(layers)) != Some(self.frames)
        {
            let detail = msg!(
                "pattern-lms-layers-unclear",
                frames = self.frames,
                layers = layers
            );
            return Err(corrupt(line, detail));
        }
        if self.layers > 1 {
            warnings.push(msg!("pattern-layers", layers = self.layers));
        }
        match self.declared {
            Some(declared) if declared != kept => {
                warnings.push(msg!(
                    "pattern-frames-differ",
                    declared = declared,
                    count = kept
                ));
            }
            _ => {}
        }
        warnings.extend(self.kind.and_then(Kind::warning));
        warnings.extend(self.darken(matrix));
        let frames = Frames::new(matrix.leds(), self.rgb, default_durations(kept))?;
        Ok(Decoded {
            warnings,
            ..Decoded::exact(frames, Some(matrix), PixelOrder::Grid)
        })
    }

    /// Makes ignored pixels dark in all frames, and says so.
    fn darken(&mut self, matrix: Matrix) -> Option<Message> {
        let inside = |&&(x, y): &&(usize, usize)| x < matrix.w() && y < matrix.h();
        let cells: Vec<usize> = self
            .dead
            .iter()
            .filter(inside)
            .map(|&(x, y)| y * matrix.w() + x)
            .collect();
        for frame in self.rgb.chunks_exact_mut(matrix.leds() * 3) {
            for pixel in cells.iter().map(|cell| cell * 3..cell * 3 + 3) {
                frame.get_mut(pixel).unwrap_or_default().fill(0);
            }
        }
        let count = cells.len();
        (count > 0).then(|| msg!("pattern-lms-dead-pixels", count = count))
    }
}

fn corrupt(line: usize, detail: Message) -> PatternError {
    PatternError::CorruptLine { line, detail }
}
