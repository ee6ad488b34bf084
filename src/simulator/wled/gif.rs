//! [`Gif`]: reads a GIF file as the decoder in WLED does, mistakes included. Written from its behaviour and from the format
//! (GIF89a); `image.rs` puts the result on a segment.

mod lzw;
#[cfg(test)]
mod tests;

use super::values::Rgb;
use lzw::Supply;

/// Maximum width of a canvas.
const MAX_WIDTH: usize = 320;
/// Bytes of signature and screen descriptor.
const HEADER: usize = 13;
/// If so few bytes follow the last frame, any of them count as the end.
const FEW: usize = 32;
/// Delay of a frame with delay 0, in ms.
const SUBSTITUTE: u64 = 100;

/// Why a file is not played, or not to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Broken {
    /// The file is not a GIF, or too wide.
    Unopenable,
    /// The bytes are not valid there, or end too early.
    Corrupt,
    /// Four rows have more compressed bytes than the decoder's buffer holds.
    RanDry,
}

/// An open file.
#[derive(Clone, Debug)]
pub(super) struct Gif {
    bytes: Vec<u8>,
    at: usize,
    w: usize,
    h: usize,
    background: u8,
    palette: Vec<Rgb>,
    /// Packed fields and transparent index of the last graphic control extension: a frame without one inherits them.
    packed: u8,
    transparent: u8,
}

/// Position and encoding of a frame.
struct Frame {
    x: usize,
    y: usize,
    w: usize,
    h: usize,
    interlaced: bool,
    local: Option<Vec<Rgb>>,
    code_size: u8,
    delay: u64,
}

impl Gif {
    /// Opens a file; reads its size only.
    pub(super) fn open(bytes: Vec<u8>) -> Result<Self, Broken> {
        let mut gif = Self {
            bytes,
            at: 0,
            w: 0,
            h: 0,
            background: 0,
            palette: Vec::new(),
            packed: 0,
            transparent: 0,
        };
        gif.rewind()?;
        Ok(gif)
    }

    /// Returns width and height of the canvas.
    pub(super) fn size(&self) -> (usize, usize) {
        (self.w, self.h)
    }

    fn rewind(&mut self) -> Result<(), Broken> {
        let head = self
            .bytes
            .first_chunk::<HEADER>()
            .ok_or(Broken::Unopenable)?;
        let [
            b'G',
            b'I',
            b'F',
            b'8',
            b'7' | b'9',
            _,
            w0,
            w1,
            h0,
            h1,
            packed,
            background,
            _,
        ] = *head
        else {
            return Err(Broken::Unopenable);
        };
        let w = usize::from(u16::from_le_bytes([w0, w1]));
        let h = usize::from(u16::from_le_bytes([h0, h1]));
        if w == 0 || h == 0 || w > MAX_WIDTH {
            return Err(Broken::Unopenable);
        }
        self.w = w;
        self.h = h;
        self.background = background;
        self.packed = 0;
        self.at = HEADER;
        if packed & 0x80 != 0 {
            self.palette = self.take_palette(packed).ok_or(Broken::Unopenable)?;
        }
        Ok(())
    }

    fn take_palette(&mut self, packed: u8) -> Option<Vec<Rgb>> {
        let len = 3 * (2 << (packed & 7));
        let colors = self.bytes.get(self.at..self.at + len)?;
        self.at += len;
        Some(colors.as_chunks::<3>().0.to_vec())
    }

    /// Draws the next frame, pixel by pixel, and returns its delay in ms. The first frame follows the last, and nothing is
    /// cleared between them. Pixels drawn before an error stay.
    pub(super) fn next(&mut self, draw: &mut dyn FnMut(usize, usize, Rgb)) -> Result<u64, Broken> {
        let frame = match self.frame_ahead()? {
            Some(frame) => frame,
            None => {
                self.rewind()?;
                self.frame_ahead()?.ok_or(Broken::Corrupt)?
            }
        };
        self.draw(&frame, draw)?;
        Ok(frame.delay)
    }

    /// Returns the byte at the position; the last byte of the file is never read.
    fn byte(&self, at: usize) -> Option<u8> {
        self.bytes
            .get(at)
            .copied()
            .filter(|_| at + 1 < self.bytes.len())
    }

    /// Reads up to the pixels of the next frame; `None` at the end of the file.
    fn frame_ahead(&mut self) -> Result<Option<Frame>, Broken> {
        let start = self.at;
        let mut delay = 0;
        loop {
            match self.byte(self.at) {
                None | Some(b';') => return Ok(None),
                Some(b'!') => {
                    if let Some(of_frame) = self.extension()? {
                        delay = of_frame;
                    }
                }
                Some(b',') => return self.descriptor(delay).ok_or(Broken::Corrupt).map(Some),
                Some(_) if self.bytes.len() - start < FEW => return Ok(None),
                Some(_) => return Err(Broken::Corrupt),
            }
        }
    }

    /// Skips an extension. Returns the delay of its frame, if it has one.
    fn extension(&mut self) -> Result<Option<u64>, Broken> {
        let label = self.byte(self.at + 1).ok_or(Broken::Corrupt)?;
        self.at += 2;
        let mut delay = None;
        match label {
            0xf9 => {
                let fields = self
                    .bytes
                    .get(self.at..self.at + 6)
                    .and_then(|f| f.first_chunk::<6>());
                let [4, packed, low, high, transparent, _] = *fields.ok_or(Broken::Corrupt)? else {
                    return Err(Broken::Corrupt);
                };
                self.packed = packed;
                if packed & 1 != 0 {
                    self.transparent = transparent;
                }
                let hundredths = u64::from(u16::from_le_bytes([low, high]));
                delay = Some(if hundredths == 0 {
                    SUBSTITUTE
                } else {
                    hundredths * 10
                });
                self.at += 6;
            }
            // application, plain text, comment
            0xff | 0x01 | 0xfe => self.skip_blocks()?,
            _ => return Err(Broken::Corrupt),
        }
        Ok(delay)
    }

    fn skip_blocks(&mut self) -> Result<(), Broken> {
        loop {
            let len = *self.bytes.get(self.at).ok_or(Broken::Corrupt)?;
            self.at += 1 + usize::from(len);
            if len == 0 {
                return Ok(());
            }
        }
    }

    fn descriptor(&mut self, delay: u64) -> Option<Frame> {
        let [_, x0, x1, y0, y1, w0, w1, h0, h1, packed] =
            *self.bytes.get(self.at..)?.first_chunk::<10>()?;
        self.at += 10;
        let local = if packed & 0x80 != 0 {
            Some(self.take_palette(packed)?)
        } else {
            None
        };
        let code_size = *self.bytes.get(self.at)?;
        self.at += 1;
        let number = |low, high| usize::from(u16::from_le_bytes([low, high]));
        (1..=8).contains(&code_size).then(|| Frame {
            x: number(x0, x1),
            y: number(y0, y1),
            w: number(w0, w1),
            h: number(h0, h1),
            interlaced: packed & 0x40 != 0,
            local,
            code_size,
            delay,
        })
    }

    fn draw(
        &mut self,
        frame: &Frame,
        draw: &mut dyn FnMut(usize, usize, Rgb),
    ) -> Result<(), Broken> {
        let palette = frame.local.as_ref().unwrap_or(&self.palette);
        let w = self.w;
        let h = self.h;
        let background = self.background;
        let transparent = self.transparent;
        let disposal = self.packed >> 2 & 7;
        let has_transparent = self.packed & 1 != 0;
        let mut row = |number: usize, indices: &[u8]| {
            let y = frame.y
                + if frame.interlaced {
                    interlaced(number, frame.h)
                } else {
                    number
                };
            for (x, index) in indices
                .iter()
                .enumerate()
                .map(|(x, index)| (frame.x + x, *index))
            {
                let index = match (has_transparent && index == transparent, disposal) {
                    // the decoder misreads "restore to background": it paints the background instead of nothing
                    (true, 2) => background,
                    (true, _) => continue,
                    (false, _) => index,
                };
                if x < w && y < h {
                    draw(
                        x,
                        y,
                        palette.get(usize::from(index)).copied().unwrap_or_default(),
                    );
                }
            }
        };
        let mut supply = Supply::new(&self.bytes, self.at);
        let done = lzw::decode(&mut supply, frame.code_size, frame.w, frame.h, &mut row);
        self.at = supply.end();
        done
    }
}

/// Returns which row of an interlaced frame comes at that place.
fn interlaced(number: usize, height: usize) -> usize {
    let passes = [(0, 8), (4, 8), (2, 4), (1, 2)];
    let rows = passes
        .into_iter()
        .flat_map(|(first, step)| (first..height).step_by(step));
    rows.into_iter().nth(number).unwrap_or(number)
}
