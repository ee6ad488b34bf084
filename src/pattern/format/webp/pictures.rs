//! Draws the pictures of a WebP: each of them is given to the decoder as a file of its own.

use super::super::animation::{Canvas, Pictures};
use super::outline::{Colours, Frame};
use crate::message::Message;
use crate::msg;
use crate::pattern::cancel::Watched;
use crate::pattern::words::foreign;
use crate::pattern::{Cancel, PatternError};
use image_webp::{DecodingError, WebPDecoder};

/// Bytes a pixel while a picture is decoded: colours, opacity, and what the decoder makes them of.
pub(super) const WORKING: u64 = 12;
/// In the flags of the extended header: there is opacity.
const OPACITY: u8 = 0x10;

/// A reader at some picture of a WebP.
pub(super) struct WebpPictures<B> {
    bytes: B,
    frames: std::vec::IntoIter<Frame>,
    /// Of the last picture, row by row.
    pixels: Vec<u8>,
}

impl<B: AsRef<[u8]>> WebpPictures<B> {
    /// A reader at the first picture.
    pub(super) fn new(bytes: B, frames: Vec<Frame>) -> Self {
        Self {
            bytes,
            frames: frames.into_iter(),
            pixels: Vec::new(),
        }
    }

    /// Decodes a picture, and says how many bytes a pixel has: three, or four with opacity.
    fn unpack(&mut self, file: &[u8], cancel: &Cancel) -> Result<usize, DecodingError> {
        let mut decoder = WebPDecoder::new(Watched::new(file, cancel))?;
        self.pixels.resize(
            decoder
                .output_buffer_size()
                .ok_or(DecodingError::ImageTooLarge)?,
            0,
        );
        decoder.read_image(&mut self.pixels)?;
        Ok(if decoder.has_alpha() { 4 } else { 3 })
    }
}

impl<B: AsRef<[u8]>> Pictures for WebpPictures<B> {
    fn draw(&mut self, canvas: &mut Canvas, cancel: &Cancel) -> Result<(), PatternError> {
        let damaged = |detail: Message| PatternError::Corrupt { offset: 0, detail };
        let frame = self
            .frames
            .next()
            .ok_or_else(|| damaged(msg!("pattern-webp-no-more")))?;
        let file = alone(self.bytes.as_ref(), &frame)
            .ok_or_else(|| damaged(msg!("pattern-webp-short-picture")))?;
        let pixel = self
            .unpack(&file, cancel)
            .map_err(|error| damaged(foreign(&error)))?;
        let pixels = &self.pixels;
        let width = frame.part.place.w;
        canvas.draw(frame.part, |y| {
            let row = pixels
                .get(y * width * pixel..)
                .unwrap_or_default()
                .chunks_exact(pixel)
                .take(width);
            row.map(|channels| match *channels {
                [r, g, b] => [r, g, b, u8::MAX],
                [r, g, b, a] => [r, g, b, a],
                _ => [0; 4],
            })
        });
        Ok(())
    }
}

/// A file that holds one picture of another file, and nothing else.
fn alone(bytes: &[u8], frame: &Frame) -> Option<Vec<u8>> {
    let Colours { kind, at } = frame.colours.as_ref()?;
    let mut file = b"RIFF\0\0\0\0WEBP".to_vec();
    if let Some(alpha) = frame.alpha.clone().filter(|_| kind == b"VP8 ") {
        let side = |n: usize| u32::try_from(n - 1).unwrap_or(u32::MAX).to_le_bytes();
        let [w0, w1, w2, _] = side(frame.part.place.w);
        let [h0, h1, h2, _] = side(frame.part.place.h);
        chunk(
            &mut file,
            b"VP8X",
            &[OPACITY, 0, 0, 0, w0, w1, w2, h0, h1, h2],
        );
        chunk(&mut file, b"ALPH", bytes.get(alpha)?);
    }
    chunk(&mut file, kind, bytes.get(at.clone())?);
    let size = u32::try_from(file.len() - 8).ok()?;
    file.get_mut(4..8)?.copy_from_slice(&size.to_le_bytes());
    Some(file)
}

/// Appends a chunk; the next one begins at an even place.
fn chunk(file: &mut Vec<u8>, kind: &[u8; 4], data: &[u8]) {
    file.extend(kind);
    file.extend(u32::try_from(data.len()).unwrap_or(u32::MAX).to_le_bytes());
    file.extend(data);
    file.resize(file.len().next_multiple_of(2), 0);
}
