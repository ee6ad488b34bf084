//! Draws the pictures of an animated PNG; the `png` crate undoes packing and filters.

use super::super::animation::{Blend, Canvas, Disposal, Part, Pictures, Region};
use super::super::ends_early;
use crate::message::Message;
use crate::msg;
use crate::pattern::{Cancel, PatternError};
use png::{
    BitDepth, BlendOp, Decoder, DecodingError, DisposeOp, FrameControl, Limits, Reader,
    Transformations,
};
use std::io::Cursor;

/// Rows that are unpacked between two checks of the cancel switch.
const AT_ONCE: usize = 64;

/// A reader at some picture of an animated PNG.
pub(super) struct PngPictures<B: AsRef<[u8]>> {
    reader: Reader<Cursor<B>>,
    /// Of the last picture, row by row.
    pixels: Vec<u8>,
    /// Pictures to go on to before the next one is unpacked: none before the first, one later, and one more where the picture
    /// that comes first is not part of the animation.
    ahead: usize,
    /// Bytes of the file.
    size: u64,
}

impl<B: AsRef<[u8]>> PngPictures<B> {
    /// A reader at the first picture.
    pub(super) fn new(bytes: B) -> Result<Self, PatternError> {
        let size = bytes.as_ref().len() as u64;
        // It counts a row for every frame and never forgets; sides and frames were limited before.
        let mut decoder =
            Decoder::new_with_limits(Cursor::new(bytes), Limits { bytes: usize::MAX });
        // Both may be packed, and say nothing about pixels.
        decoder.set_ignore_text_chunk(true);
        decoder.set_ignore_iccp_chunk(true);
        decoder.set_transformations(Transformations::EXPAND);
        let reader = decoder.read_info().map_err(|error| wrong(&error, size))?;
        let ahead = usize::from(reader.info().frame_control.is_none());
        Ok(Self {
            reader,
            pixels: Vec::new(),
            ahead,
            size,
        })
    }

    /// Most bytes that a picture takes while it is decoded.
    pub(super) fn working(&self) -> u64 {
        self.reader
            .output_buffer_size()
            .map_or(u64::MAX, |bytes| bytes as u64)
    }

    /// Unpacks the next picture: what it changes, and how many bytes a pixel and a row have.
    fn unpack(&mut self, cancel: &Cancel) -> Result<(FrameControl, usize, usize), DecodingError> {
        for _ in 0..std::mem::replace(&mut self.ahead, 1) {
            self.reader.next_frame_info()?;
        }
        let info = self.reader.info();
        let whole = FrameControl {
            width: info.width,
            height: info.height,
            ..FrameControl::default()
        };
        let control = info.frame_control.unwrap_or(whole);
        let interlaced = info.interlaced;
        // Rows of interlaced pictures are as far apart as if they were as wide as the canvas.
        let across = if interlaced {
            info.width
        } else {
            control.width
        };
        let (color, depth) = self.reader.output_color_type();
        let wide = depth == BitDepth::Sixteen;
        let pixel = color.samples() * if wide { 2 } else { 1 };
        let row = pixel * across as usize;
        let all = if interlaced {
            self.reader.output_buffer_size()
        } else {
            row.checked_mul(control.height as usize)
        };
        self.pixels
            .resize(all.ok_or(DecodingError::LimitsExceeded)?, 0);
        if interlaced {
            self.reader.next_frame(&mut self.pixels)?;
        } else {
            for (index, line) in self.pixels.chunks_exact_mut(row.max(1)).enumerate() {
                if index % AT_ONCE == 0 {
                    cancel.check().map_err(stopped)?;
                }
                self.reader.read_row(line)?;
            }
            self.reader.read_row(&mut [])?; // there is no further one: what follows the pixels is looked at
        }
        if wide {
            narrow(&mut self.pixels);
            return Ok((control, pixel / 2, row / 2));
        }
        Ok((control, pixel, row))
    }
}

/// Brings channels of 16 bits to 8, to the nearest; the second half of the bytes means nothing then.
fn narrow(pixels: &mut [u8]) {
    for index in 0..pixels.len() / 2 {
        let wide = pixels
            .get(index * 2..)
            .and_then(|pair| pair.first_chunk())
            .map(|pair| u16::from_be_bytes(*pair));
        if let (Some(wide), Some(narrow)) = (wide, pixels.get_mut(index)) {
            *narrow = ((u32::from(wide) + 128) / 257) as u8;
        }
    }
}

impl<B: AsRef<[u8]>> Pictures for PngPictures<B> {
    fn draw(&mut self, canvas: &mut Canvas, cancel: &Cancel) -> Result<(), PatternError> {
        let (control, pixel, row) = self
            .unpack(cancel)
            .map_err(|error| wrong(&error, self.size))?;
        let [x, y, w, h] = [
            control.x_offset,
            control.y_offset,
            control.width,
            control.height,
        ]
        .map(|n| n as usize);
        let blend = if control.blend_op == BlendOp::Over {
            Blend::Over
        } else {
            Blend::Source
        };
        let disposal = match control.dispose_op {
            DisposeOp::None => Disposal::Keep,
            DisposeOp::Background => Disposal::Clear,
            DisposeOp::Previous => Disposal::Restore,
        };
        let pixels = &self.pixels;
        canvas.draw(
            Part {
                place: Region { x, y, w, h },
                blend,
                disposal,
            },
            |y| {
                pixels
                    .get(y * row..)
                    .unwrap_or_default()
                    .chunks_exact(pixel)
                    .take(w)
                    .map(rgba)
            },
        );
        Ok(())
    }
}

/// R,G,B,A of a pixel of one to four channels.
fn rgba(channels: &[u8]) -> [u8; 4] {
    match *channels {
        [grey] => [grey, grey, grey, u8::MAX],
        [grey, alpha] => [grey, grey, grey, alpha],
        [r, g, b] => [r, g, b, u8::MAX],
        [r, g, b, a] => [r, g, b, a],
        _ => [0; 4],
    }
}

fn stopped(error: PatternError) -> DecodingError {
    DecodingError::IoError(std::io::Error::other(error))
}

/// What the decoder says, in our words.
fn wrong(error: &DecodingError, has: u64) -> PatternError {
    match error {
        DecodingError::IoError(_) => PatternError::Truncated {
            needs: has + 1,
            has,
        },
        DecodingError::LimitsExceeded => PatternError::TooLarge {
            what: msg!("pattern-decoder-memory", kind = "APNG"),
        },
        other if ends_early(other) => PatternError::Truncated {
            needs: has + 1,
            has,
        },
        other => PatternError::Corrupt {
            offset: 0,
            detail: Message::verbatim(other.to_string().trim()),
        },
    }
}
