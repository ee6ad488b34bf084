//! Reads the blocks of a project, line by line. Called by `lms`.
//!
//! Layers are merged as the program shows them: of each frame, the cells of a later layer cover those of the earlier ones,
//! except where they are see-through. Cells and rows beyond the size are left out, as its own loader does.

use super::kind::Kind;
use super::{Kept, MAX_SIDE, kept};
use crate::message::Message;
use crate::msg;
use crate::pattern::format::{Decoded, default_durations};
use crate::pattern::words::excerpt;
use crate::pattern::{Cancel, Frames, Matrix, PatternError, PixelOrder};
use std::collections::BTreeSet;
use std::ops::RangeInclusive;

/// Widths and heights that are read.
const SIDES: RangeInclusive<u16> = 1..=MAX_SIDE;

/// What a project says, as far as it was read.
#[derive(Default)]
pub(super) struct Project {
    /// Width and height as a block said them last: blocks without their own take these.
    side: (Option<u16>, Option<u16>),
    matrix: Option<Matrix>,
    /// The merged frames.
    rgb: Vec<u8>,
    /// All frames of all layers.
    frames: usize,
    /// Frames of the layer that is being read.
    in_layer: usize,
    layers: usize,
    /// How many layers had opened before the first frame, and the line of that frame.
    first: Option<(usize, usize)>,
    declared: Option<usize>,
    kind: Option<Kind>,
    /// The number of see-through cells.
    background: u32,
    /// Cells of the longest row and rows of the highest frame, where there are too many.
    beyond: Option<(usize, usize)>,
    /// Column and row of each pixel that LED Matrix Studio ignores.
    dead: BTreeSet<(usize, usize)>,
}

/// The block that the parser is in.
enum Block {
    Outside,
    /// One whose lines do not matter here.
    Other,
    Header,
    Layer,
    /// The pixels that are ignored, and how many rows of them came.
    Dead(usize),
    Frame(FrameBlock),
}

/// A frame as its lines come.
struct FrameBlock {
    opened: usize,
    /// Whether it begins a file of a single frame, whose rows may be in the next block.
    is_head: bool,
    w: Option<u16>,
    h: Option<u16>,
    rows: usize,
    /// Which frame of its layer it is.
    index: usize,
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
            block = project.line(block, line, number)?;
        }
        match block {
            // old versions did not close it
            Block::Frame(frame) if frame.is_head => {
                project.close(&frame, last)?;
            }
            Block::Frame(frame) => {
                let detail = msg!("pattern-lms-frame-end", line = frame.opened);
                return Err(corrupt(last, detail));
            }
            _ => {}
        }
        Ok(project)
    }

    /// The block that follows one line.
    fn line(&mut self, block: Block, line: &str, number: usize) -> Result<Block, PatternError> {
        match (block, line.chars().next()) {
            (block, None | Some('#' | '/')) => Ok(block),
            (Block::Frame(frame), Some('}' | ']')) => self.close(&frame, number),
            (_, Some('}' | ']')) => Ok(Block::Outside),
            (Block::Frame(_), Some('{' | '[')) => {
                Err(corrupt(number, msg!("pattern-lms-open-frame")))
            }
            (_, Some('{')) => self.open(line, number),
            (_, Some('[')) => {
                self.layers += 1;
                self.in_layer = 0;
                Ok(Block::Layer)
            }
            (Block::Frame(mut frame), _) => {
                self.frame_line(&mut frame, line, number)?;
                Ok(Block::Frame(frame))
            }
            (Block::Dead(row), _) => Ok(Block::Dead(row + self.dead_line(row, line))),
            (Block::Header, _) => {
                self.header_line(line);
                Ok(Block::Header)
            }
            (Block::Layer, _) => {
                self.layer_line(line);
                Ok(Block::Layer)
            }
            (same, _) => Ok(same),
        }
    }

    /// By the line that opens a block.
    fn open(&mut self, line: &str, number: usize) -> Result<Block, PatternError> {
        let name = line.trim_start_matches('{').trim().to_ascii_lowercase();
        match kept(&name) {
            Some(Kept::Frame(kind)) => {
                let kind = Kind::of(kind)
                    .ok_or_else(|| corrupt(number, msg!("pattern-lms-frame-kind")))?;
                self.open_frame(kind, name.starts_with("frame"), number)
            }
            Some(Kept::Other(what)) => Err(PatternError::UnknownFormat { what }),
            None => match (name.as_str(), self.kind) {
                ("header", _) => Ok(Block::Header),
                ("deadpixel", _) => Ok(Block::Dead(0)),
                // the frame of a file that holds a single one, of the kind that its head says
                ("", Some(kind)) => self.open_frame(kind, false, number),
                _ => Ok(Block::Other),
            },
        }
    }

    /// `?:first,last` counts the frames, `z:` is the background.
    fn header_line(&mut self, line: &str) {
        self.background_line(line);
        if let Some((first, last)) = line
            .strip_prefix("?:")
            .and_then(|range| range.split_once(','))
            && let (Ok(first), Ok(last)) =
                (first.trim().parse::<usize>(), last.trim().parse::<usize>())
        {
            self.declared = last.checked_sub(first).and_then(|n| n.checked_add(1));
        }
    }

    /// `z:` in decimal: the colour as cells have it. Colours of the system, below 0, are none that a cell has.
    fn background_line(&mut self, line: &str) {
        if let Some(Ok(colour)) = line.strip_prefix("z:").map(|z| z.trim().parse()) {
            self.background = colour;
        }
    }

    fn layer_line(&mut self, line: &str) {
        let side = |text: &str| text.trim().parse().ok().filter(|n| SIDES.contains(n));
        match line.split_once(':') {
            Some(("w", text)) => self.side.0 = side(text).or(self.side.0),
            Some(("h", text)) => self.side.1 = side(text).or(self.side.1),
            _ => {}
        }
    }

    fn open_frame(
        &mut self,
        kind: Kind,
        is_head: bool,
        number: usize,
    ) -> Result<Block, PatternError> {
        if *self.kind.get_or_insert(kind) != kind {
            return Err(corrupt(number, msg!("pattern-lms-frame-kinds")));
        }
        let (w, h) = self.side;
        let index = match (
            self.first.map_or(self.layers, |(layers, _)| layers),
            self.declared,
        ) {
            // Each layer is followed by its frames. Where all layers come first, the header has the number of theirs.
            (2.., Some(declared @ 1..)) => self.in_layer % declared,
            _ => self.in_layer,
        };
        Ok(Block::Frame(FrameBlock {
            opened: number,
            is_head,
            w,
            h,
            rows: 0,
            index,
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
            Ok(n) if SIDES.contains(&n) => Ok(Some(n)),
            _ => Err(corrupt(
                number,
                msg!("pattern-not-a-side", text = excerpt(text), max = MAX_SIDE),
            )),
        };
        match line.split_once(':') {
            Some(("w", text)) => frame.w = side(text)?,
            Some(("h", text)) => frame.h = side(text)?,
            Some(("r", text)) => self.row(frame, text, number)?,
            Some(("z", _)) if frame.is_head => self.background_line(line),
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
        let matrix = frame
            .w
            .zip(frame.h)
            .and_then(|(w, h)| Matrix::new(w, h))
            .ok_or_else(|| corrupt(number, msg!("pattern-lms-early-row")))?;
        let first = *self.matrix.get_or_insert(matrix);
        if first != matrix {
            let detail = msg!("pattern-lms-frame-size", matrix = matrix, first = first);
            return Err(corrupt(number, detail));
        }
        let cells = text.split_ascii_whitespace().count();
        if cells < matrix.w() {
            return Err(corrupt(
                number,
                msg!("pattern-row-differs", cells = cells, width = matrix.w()),
            ));
        }
        frame.rows += 1;
        if cells > matrix.w() || frame.rows > matrix.h() {
            let (most, rows) = self.beyond.unwrap_or((matrix.w(), matrix.h()));
            self.beyond = Some((most.max(cells), rows.max(frame.rows)));
        }
        if frame.rows > matrix.h() {
            return Ok(());
        }
        Frames::budget(matrix.leds() as u64, frame.index as u64 + 1)?;
        let kind = self.kind.unwrap_or(Kind::Rgb);
        let start = frame.index * matrix.leds() + (frame.rows - 1) * matrix.w();
        for (at, text) in (start..).zip(text.split_ascii_whitespace().take(matrix.w())) {
            let (cell, colour) = kind.cell(text).ok_or_else(|| {
                corrupt(number, msg!("pattern-not-a-colour", text = excerpt(text)))
            })?;
            match self.rgb.get_mut(at * 3..at * 3 + 3) {
                Some(_) if kind.is_clear(cell, self.background) => {}
                Some(below) => below.copy_from_slice(&colour),
                None => self.rgb.extend_from_slice(&colour),
            }
        }
        Ok(())
    }

    fn close(&mut self, frame: &FrameBlock, number: usize) -> Result<Block, PatternError> {
        self.side = (frame.w, frame.h);
        if frame.is_head && frame.rows == 0 {
            return Ok(Block::Outside);
        }
        let rows = frame.h.map_or(0, usize::from);
        if rows == 0 || frame.rows < rows {
            return Err(corrupt(
                number,
                msg!("pattern-lms-rows", has = frame.rows, rows = rows),
            ));
        }
        self.first.get_or_insert((self.layers, frame.opened));
        self.frames += 1;
        self.in_layer += 1;
        Ok(Block::Outside)
    }

    /// What the merged frames are.
    pub(super) fn decoded(mut self) -> Result<Decoded, PatternError> {
        let none = || PatternError::Empty {
            what: msg!("pattern-lms-empty"),
        };
        let matrix = self.matrix.ok_or_else(none)?;
        let count = self.rgb.len() / (matrix.leds() * 3);
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
        let warnings = self.warnings(matrix, count);
        let frames = Frames::new(matrix.leds(), self.rgb, default_durations(count))?;
        Ok(Decoded {
            warnings,
            ..Decoded::exact(frames, Some(matrix), PixelOrder::Grid)
        })
    }

    /// What to know of the project. Makes ignored pixels dark.
    fn warnings(&mut self, matrix: Matrix, count: usize) -> Vec<Message> {
        let mut warnings = Vec::new();
        if self.layers > 1 {
            warnings.push(msg!("pattern-lms-layers", layers = self.layers));
        }
        if let Some((cells, rows)) = self.beyond {
            warnings.push(msg!(
                "pattern-lms-cropped",
                cells = cells,
                rows = rows,
                matrix = matrix
            ));
        }
        match self.declared {
            Some(declared) if declared != count => {
                warnings.push(msg!(
                    "pattern-frames-differ",
                    declared = declared,
                    count = count
                ));
            }
            _ => {}
        }
        warnings.extend(self.kind.and_then(Kind::warning));
        warnings.extend(self.darken(matrix));
        warnings
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
