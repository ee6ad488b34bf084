//! Projects of Aseprite (`.aseprite`, `.ase`): frames of layers with their opacity, in true colour, grey or indexed. Hidden
//! and reference layers are left out, as the program does when it exports.
//! (Layout: <https://github.com/aseprite/aseprite>, docs/ase-file-specs.md)

mod outline;
mod palette;

use super::animation::Region;
use super::drawing::Drawing;
use super::{
    Confidence, Decoded, Format, Info, Source, ends_early, picture_limits, share, too_many_pixels,
};
use crate::message::Message;
use crate::msg;
use crate::pattern::words::foreign;
use crate::pattern::{PatternError, PixelOrder, ReadOptions};
use flate2::read::ZlibDecoder;
use outline::{Cel, Depth, Image, Sprite};
use palette::Palette;
use std::io::Read as _;

/// What such a file is called in sentences.
const KIND: &str = "picture";
/// Bytes a pixel of a layer, unpacked and as R,G,B,A.
const EACH: u64 = 4 + 4;

/// See the module.
pub(super) struct Aseprite;

static INFO: Info = Info {
    name: "aseprite",
    read_as: "aseprite",
    title: msg!("format-aseprite"),
    extensions: &["aseprite", "ase"],
    order: PixelOrder::Grid,
    writes: &[],
    writes_streams: false,
};

impl Format for Aseprite {
    fn info(&self) -> &'static Info {
        &INFO
    }

    fn sniff(&self, bytes: &[u8]) -> Confidence {
        Confidence::exact_if(outline::begins(bytes))
    }

    fn decode(&self, source: Source<'_>, options: &ReadOptions) -> Result<Decoded, PatternError> {
        let sprite = Sprite::parse(source.bytes, &options.cancel)?;
        let mut drawing = Drawing::new(sprite.matrix, sprite.frames.len())?;
        let mut palette = Palette::default();
        let seen = sprite.matrix.leds() as u64 * sprite.frames.len() as u64;
        let mut decoded = 0;
        let mut left_out = LeftOut::default();
        for (index, frame) in sprite.frames.iter().enumerate() {
            palette.change(&frame.palettes, sprite.has_new_palette);
            for cel in sprite.cels(index) {
                options.cancel.check()?;
                let Some(cel) = sprite.shown(cel, &mut left_out) else {
                    continue;
                };
                decoded += u64::from(cel.cel.w) * u64::from(cel.cel.h);
                too_many_pixels(KIND, decoded, seen)?;
                let pixels = cel.pixels(&sprite, &palette)?;
                cel.draw(&pixels, index, &mut drawing);
            }
        }
        let durations = sprite.frames.iter().map(|frame| frame.duration).collect();
        let mut read = drawing.decoded(durations)?;
        read.warnings = left_out.warnings();
        Ok(read)
    }
}

/// What is not drawn as the program draws it.
#[derive(Default)]
struct LeftOut {
    blended: usize,
    tiles: usize,
}

impl LeftOut {
    fn warnings(&self) -> Vec<Message> {
        let mut warnings = Vec::new();
        if self.blended > 0 {
            warnings.push(msg!("pattern-aseprite-blend", count = self.blended));
        }
        if self.tiles > 0 {
            warnings.push(msg!("pattern-aseprite-tiles", count = self.tiles));
        }
        warnings
    }
}

/// A picture of a layer that is to be seen.
struct Shown<'a> {
    /// Of a linked one, the one that it shows.
    cel: &'a Cel<'a>,
    opacity: u8,
    is_background: bool,
}

impl Sprite<'_> {
    fn shown<'a>(&'a self, cel: &'a Cel<'a>, left_out: &mut LeftOut) -> Option<Shown<'a>> {
        let layer = self.layers.get(cel.layer)?;
        let cel = match cel.image {
            Image::Link(frame) => {
                let cels = &self.frames.get(frame)?.cels;
                cels.iter().find(|other| other.layer == cel.layer)?
            }
            _ => cel,
        };
        if !layer.is_visible {
            return None;
        }
        match cel.image {
            Image::Tiles => left_out.tiles += 1,
            _ => left_out.blended += usize::from(layer.is_blended),
        }
        matches!(cel.image, Image::Plain(_) | Image::Packed(_)).then_some(Shown {
            cel,
            opacity: share(cel.opacity, layer.opacity),
            is_background: layer.is_background,
        })
    }
}

impl Shown<'_> {
    /// R,G,B,A of each pixel.
    fn pixels(&self, sprite: &Sprite<'_>, palette: &Palette) -> Result<Vec<[u8; 4]>, PatternError> {
        let Cel { w, h, at, .. } = *self.cel;
        let count = picture_limits(&[], w.into(), h.into(), EACH)?.leds();
        let needs = count * sprite.depth.bytes();
        let mut unpacked = Vec::new();
        let data = match self.cel.image {
            Image::Packed(data) => {
                let mut decoder = ZlibDecoder::new(data).take(needs as u64);
                let read = decoder.read_to_end(&mut unpacked);
                // what is missing is said below
                if let Err(error) = read.as_ref()
                    && !ends_early(error)
                {
                    let detail = foreign(error);
                    return Err(PatternError::Corrupt { offset: at, detail });
                }
                &unpacked
            }
            Image::Plain(data) => data,
            _ => &[],
        };
        let data = data.get(..needs).ok_or_else(|| {
            let has = data.len() / sprite.depth.bytes();
            let detail = msg!("pattern-project-pixels", has = has, count = count);
            PatternError::Corrupt { offset: at, detail }
        })?;
        let clear = sprite.transparent.filter(|_| !self.is_background);
        Ok(match sprite.depth {
            Depth::Rgba => data.as_chunks::<4>().0.to_vec(),
            Depth::Grey => {
                let (pairs, _) = data.as_chunks::<2>();
                pairs.iter().map(|&[v, a]| [v, v, v, a]).collect()
            }
            Depth::Indexed => {
                let colour = |&index: &u8| match clear {
                    Some(clear) if clear == index => [0; 4],
                    _ => palette.colour(index),
                };
                data.iter().map(colour).collect()
            }
        })
    }

    /// Draws what is on the canvas: a picture may begin left of it or above.
    fn draw(&self, pixels: &[[u8; 4]], frame: usize, drawing: &mut Drawing) {
        let Cel { x, y, w, h, .. } = *self.cel;
        let beyond = |at: i16, side: u16| usize::from(at.min(0).unsigned_abs().min(side));
        let (left, top) = (beyond(x, w), beyond(y, h));
        let (w, h) = (usize::from(w), usize::from(h));
        let place = Region {
            x: usize::try_from(x).unwrap_or(0),
            y: usize::try_from(y).unwrap_or(0),
            w: w - left,
            h: h - top,
        };
        drawing.lay(frame, place, self.opacity, |row| {
            let start = (row + top) * w;
            let line = pixels.get(start + left..start + w).unwrap_or_default();
            line.iter().copied()
        });
    }
}

#[cfg(test)]
mod tests;
