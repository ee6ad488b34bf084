//! Projects of Piskel (`.piskel`): JSON whose layers hold their frames as PNG sheets in base64. The layers are laid over each
//! other with their opacity; frames that are hidden in the program are left out, as it does when it exports.
//! (Layout: <https://github.com/piskelapp/piskel>, Serializer.js, Deserializer.js and FrameUtils.js)

mod read;

use super::animation::Region;
use super::drawing::Drawing;
use super::{Confidence, Decoded, Format, Info, Source, chunks, image, json, too_many_pixels};
use crate::message::Message;
use crate::msg;
use crate::pattern::{
    FrameDuration, Matrix, PatternError, PixelOrder, ReadOptions, words::foreign,
};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use read::{Chunk, Layer, Project};

/// Longest side that Piskel draws.
const MAX_SIDE: u16 = 1024;
/// Most frames that are read: as many as a device counts.
const MAX_FRAMES: usize = 65_535;

/// See the module.
pub(super) struct Piskel;

static INFO: Info = Info {
    name: "piskel",
    read_as: "piskel",
    title: msg!("format-piskel"),
    extensions: &["piskel"],
    order: PixelOrder::Grid,
    writes: &[],
    writes_streams: false,
};

impl Format for Piskel {
    fn info(&self) -> &'static Info {
        &INFO
    }

    fn sniff(&self, bytes: &[u8]) -> Confidence {
        let names: [&[u8]; 2] = [b"\"piskel\"", b"\"layers\""];
        let text = json::object(bytes);
        Confidence::exact_if(
            text.is_some_and(|text| names.iter().all(|name| json::has(text, name))),
        )
    }

    fn decode(&self, source: Source<'_>, options: &ReadOptions) -> Result<Decoded, PatternError> {
        let project: Project = json::read(source.bytes, options)?;
        let piskel = project.piskel;
        let side = |n: u32| u16::try_from(n).ok().filter(|&n| n <= MAX_SIDE);
        let matrix = side(piskel.width)
            .zip(side(piskel.height))
            .and_then(|(w, h)| Matrix::new(w, h))
            .ok_or_else(|| wrong(msg!("pattern-project-size", max = MAX_SIDE)))?;
        let layers = piskel.layers.iter().map(|text| text.read(options));
        let layers: Vec<Layer> = layers.collect::<Result<_, _>>()?;
        let count = layers.iter().map(Layer::frames).max().unwrap_or(0);
        if count == 0 || count > MAX_FRAMES {
            return Err(PatternError::Empty {
                what: msg!("pattern-piskel-frames", count = count, max = MAX_FRAMES),
            });
        }
        let shown = Shown::of(count, &piskel.hidden_frames());
        let mut drawing = Drawing::new(matrix, shown.count)?;
        let mut decoded = 0;
        for layer in &layers {
            for chunk in layer.chunks() {
                let sheet = Sheet::of(&chunk, matrix)?;
                decoded += sheet.pixels();
                too_many_pixels(KIND, decoded, (matrix.leds() * count) as u64)?;
                sheet.draw(layer.opacity(), &shown, &mut drawing, options)?;
            }
        }
        let each = match piskel.fps {
            fps if fps > 0.0 => FrameDuration::from_ms((1000.0 / fps).round() as u32),
            _ => FrameDuration::STILL,
        };
        let mut read = drawing.decoded(vec![each; shown.count])?;
        let hidden = count - shown.count;
        if hidden > 0 {
            read.warnings
                .push(msg!("pattern-piskel-hidden", count = hidden));
        }
        Ok(read)
    }
}

/// What such a file is called in sentences.
const KIND: &str = "picture";

fn wrong(detail: Message) -> PatternError {
    PatternError::Corrupt { offset: 0, detail }
}

/// The frames that are shown: all, unless some and not all of them are hidden.
struct Shown {
    /// The place of each frame among those that are shown.
    places: Vec<Option<usize>>,
    count: usize,
}

impl Shown {
    fn of(count: usize, hidden: &[usize]) -> Self {
        let mut hides = vec![false; count];
        for &index in hidden {
            if let Some(hides) = hides.get_mut(index) {
                *hides = true;
            }
        }
        let all = hides.iter().all(|&hides| hides);
        let mut next = 0;
        let places = hides
            .iter()
            .map(|&hides| {
                (all || !hides).then(|| {
                    next += 1;
                    next - 1
                })
            })
            .collect();
        Self {
            places,
            count: next,
        }
    }

    fn place(&self, frame: usize) -> Option<usize> {
        self.places.get(frame).copied().flatten()
    }
}

/// A PNG with the pictures of several frames of a layer, in columns and rows.
struct Sheet<'a> {
    png: Vec<u8>,
    layout: &'a [Vec<usize>],
    matrix: Matrix,
    rows: usize,
}

impl<'a> Sheet<'a> {
    fn of(chunk: &'a Chunk<'_>, matrix: Matrix) -> Result<Self, PatternError> {
        let text = chunk.png.rsplit(',').next().unwrap_or_default().trim();
        let png = STANDARD
            .decode(text)
            .map_err(|error| wrong(msg!("pattern-project-base64", error = foreign(&error))))?;
        let layout = &*chunk.layout;
        let rows = layout.iter().map(Vec::len).max().unwrap_or(0);
        let sheet = Self {
            png,
            layout,
            matrix,
            rows,
        };
        let size = chunks::of(&sheet.png).next().map(|head| head.data);
        let side = |at: usize| size.and_then(|size| chunks::long(size, at)).unwrap_or(0) as usize;
        if (side(0), side(4)) != (sheet.columns() * matrix.w(), rows * matrix.h()) || rows == 0 {
            return Err(wrong(msg!(
                "pattern-piskel-sheet",
                w = side(0),
                h = side(4),
                columns = sheet.columns(),
                rows = rows,
                size = matrix
            )));
        }
        Ok(sheet)
    }

    fn columns(&self) -> usize {
        self.layout.len()
    }

    fn pixels(&self) -> u64 {
        (self.columns() * self.rows) as u64 * self.matrix.leds() as u64
    }

    fn draw(
        &self,
        opacity: u8,
        shown: &Shown,
        drawing: &mut Drawing,
        options: &ReadOptions,
    ) -> Result<(), PatternError> {
        let pixels = image::rgba(&self.png, options)?;
        let (pixels, _) = pixels.as_chunks::<4>();
        let (w, h) = (self.matrix.w(), self.matrix.h());
        let across = w * self.columns();
        let place = Region { x: 0, y: 0, w, h };
        for (column, frames) in self.layout.iter().enumerate() {
            for (row, &frame) in frames.iter().enumerate() {
                options.cancel.check()?;
                let Some(frame) = shown.place(frame) else {
                    continue;
                };
                drawing.lay(frame, place, opacity, |y| {
                    let start = (row * h + y) * across + column * w;
                    let line = pixels.get(start..start + w).unwrap_or_default();
                    line.iter().copied()
                });
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
