//! Draws the pictures of a GIF; the `gif` crate undoes the packing.

use super::super::animation::{Blend, Canvas, Disposal, Part, Pictures, Region};
use super::super::ends_early;
use crate::message::Message;
use crate::msg;
use crate::pattern::{Cancel, MAX_FRAME_BYTES, PatternError};
use gif::{Decoder, DecodingError, DisposalMethod};
use std::io::Cursor;

/// Bytes a pixel while a picture is decoded: its index in the palette.
pub(super) const WORKING: u64 = 1;

/// Pixels that are unpacked between two checks of the cancel switch: a few milliseconds.
const AT_ONCE: usize = 1 << 20;

/// A reader at some picture of a GIF.
pub(super) struct GifPictures<B: AsRef<[u8]>> {
    decoder: Decoder<Cursor<B>>,
    /// Of the last picture: an index in its palette for each pixel.
    pixels: Vec<u8>,
    /// Bytes of the file.
    size: u64,
}

impl<B: AsRef<[u8]>> GifPictures<B> {
    /// A reader at the first picture.
    pub(super) fn new(bytes: B) -> Result<Self, PatternError> {
        let size = bytes.as_ref().len() as u64;
        let decoder = Decoder::new(Cursor::new(bytes)).map_err(|error| wrong(&error, size))?;
        Ok(Self {
            decoder,
            pixels: Vec::new(),
            size,
        })
    }

    /// Unpacks the next picture: what it changes, and the colours of its palette.
    fn unpack(&mut self, cancel: &Cancel) -> Result<(Part, [[u8; 4]; 256]), PatternError> {
        let size = self.size;
        let failed = |error| wrong(&error, size);
        let Some(frame) = self.decoder.next_frame_info().map_err(failed)? else {
            return Err(failed(DecodingError::UnexpectedEof));
        };
        let [x, y, w, h] = [frame.left, frame.top, frame.width, frame.height].map(usize::from);
        let disposal = match frame.dispose {
            DisposalMethod::Any | DisposalMethod::Keep => Disposal::Keep,
            DisposalMethod::Background => Disposal::Clear,
            DisposalMethod::Previous => Disposal::Restore,
        };
        let part = Part {
            place: Region { x, y, w, h },
            blend: Blend::Over,
            disposal,
        };
        let transparent = frame.transparent;
        let interlaced = frame.interlaced;
        // Pictures may be larger than the canvas.
        if w * h > MAX_FRAME_BYTES {
            return Err(failed(DecodingError::MemoryLimit));
        }
        self.pixels.resize(w * h, 0);
        if interlaced && !self.pixels.is_empty() {
            self.decoder
                .read_into_buffer(&mut self.pixels)
                .map_err(failed)?;
        } else {
            self.fill(cancel)?;
        }
        let mut colours = [[0; 4]; 256];
        let palette = self.decoder.palette().map_err(failed)?;
        for (colour, &[r, g, b]) in colours.iter_mut().zip(palette.as_chunks().0) {
            *colour = [r, g, b, u8::MAX];
        }
        if let Some(colour) = transparent.and_then(|index| colours.get_mut(usize::from(index))) {
            *colour = [0; 4];
        }
        Ok((part, colours))
    }

    /// Unpacks the pixels of a picture, piece by piece.
    fn fill(&mut self, cancel: &Cancel) -> Result<(), PatternError> {
        for piece in self.pixels.chunks_mut(AT_ONCE) {
            cancel.check()?;
            let filled = self
                .decoder
                .fill_buffer(piece)
                .map_err(|error| wrong(&error, self.size))?;
            if !filled {
                let detail = msg!("pattern-gif-short-picture");
                return Err(PatternError::Corrupt { offset: 0, detail });
            }
        }
        Ok(())
    }
}

impl<B: AsRef<[u8]>> Pictures for GifPictures<B> {
    fn draw(&mut self, canvas: &mut Canvas, cancel: &Cancel) -> Result<(), PatternError> {
        let (part, colours) = self.unpack(cancel)?;
        let pixels = &self.pixels;
        let width = part.place.w;
        canvas.draw(part, |y| {
            let row = pixels
                .get(y * width..)
                .unwrap_or_default()
                .iter()
                .take(width);
            row.map(|&index| colours.get(usize::from(index)).copied().unwrap_or_default())
        });
        Ok(())
    }
}

/// What the decoder says, in our words.
fn wrong(error: &DecodingError, has: u64) -> PatternError {
    match error {
        DecodingError::UnexpectedEof => PatternError::Truncated {
            needs: has + 1,
            has,
        },
        DecodingError::MemoryLimit | DecodingError::OutOfMemory => PatternError::TooLarge {
            what: msg!("pattern-decoder-memory", kind = "GIF"),
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
