//! Draws the pictures of an animated PNG; the `png` crate undoes packing and filters.

use super::super::animation::{Blend, Canvas, Disposal, Part, Pictures, Place};
use super::super::ends_early;
use crate::pattern::PatternError;
use png::{
    BitDepth, BlendOp, Decoder, DecodingError, DisposeOp, FrameControl, Limits, Reader,
    Transformations,
};
use std::io::Cursor;

/// Bytes a pixel while a picture is decoded: up to four channels of 16 bits.
pub(super) const WORKING: u64 = 8;

/// A reader at some picture of an animated PNG.
pub(super) struct PngPictures<B: AsRef<[u8]>> {
    reader: Reader<Cursor<B>>,
    /// Of the last picture, row by row.
    pixels: Vec<u8>,
    /// The picture that comes first is not part of the animation.
    skip: bool,
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
        let skip = reader.info().frame_control.is_none();
        Ok(Self {
            reader,
            pixels: Vec::new(),
            skip,
            size,
        })
    }

    /// Unpacks the next picture: what it changes, and how many bytes a pixel and a row have.
    fn unpack(&mut self) -> Result<(FrameControl, usize, usize), DecodingError> {
        if std::mem::take(&mut self.skip) {
            self.reader.next_frame_info()?;
        }
        self.pixels.resize(
            self.reader
                .output_buffer_size()
                .ok_or(DecodingError::LimitsExceeded)?,
            0,
        );
        let unpacked = self.reader.next_frame(&mut self.pixels)?;
        let info = self.reader.info();
        let whole = FrameControl {
            width: info.width,
            height: info.height,
            ..FrameControl::default()
        };
        let control = info.frame_control.unwrap_or(whole);
        let wide = unpacked.bit_depth == BitDepth::Sixteen;
        let pixel = unpacked.color_type.samples() * if wide { 2 } else { 1 };
        // Rows of interlaced pictures are as far apart as if they were as wide as the canvas.
        let row = if info.interlaced {
            pixel * info.width as usize
        } else {
            unpacked.line_size
        };
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
    fn draw(&mut self, canvas: &mut Canvas) -> Result<(), PatternError> {
        let (control, pixel, row) = self.unpack().map_err(|error| wrong(&error, self.size))?;
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
                place: Place { x, y, w, h },
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

/// What the decoder says, in our words.
fn wrong(error: &DecodingError, has: u64) -> PatternError {
    match error {
        DecodingError::IoError(_) => PatternError::Truncated {
            needs: has + 1,
            has,
        },
        DecodingError::LimitsExceeded => PatternError::TooLarge {
            what: "a picture of the APNG takes more memory than the budget allows".into(),
        },
        other if ends_early(other) => PatternError::Truncated {
            needs: has + 1,
            has,
        },
        other => PatternError::Corrupt {
            offset: 0,
            detail: other.to_string().trim().into(),
        },
    }
}
