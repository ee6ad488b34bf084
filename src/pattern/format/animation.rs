//! Animations: what GIF, APNG and WebP have in common. Each of them lists its frames without decoding a pixel ([`Animation`])
//! and then draws one picture after another onto a [`Canvas`] ([`Pictures`]); here they become frames, within the budget.

use super::{Decoded, too_many_pixels};
use crate::pattern::{
    Cancel, FrameDuration, Frames, MAX_FRAME_BYTES, Matrix, PatternError, PixelOrder,
};

mod canvas;
mod clock;
mod stream;

pub(super) use canvas::{Blend, Canvas, Disposal, Part, Place};
pub(super) use clock::Clock;
pub(super) use stream::stream;

/// What a duration of 0 means, in milliseconds: what every browser shows.
pub(super) const ZERO_DELAY_MS: u32 = 100;

/// Bytes a pixel of a canvas, of what it keeps of itself for later, and of the colours of each frame.
const CANVAS: u64 = 4 + 4;
const RGB: u64 = 3;

/// Bytes that decoding a picture may take: so many for each pixel that is seen of it, or 32 MiB where few are.
const MAX_WORKING_EACH: u64 = 12;
const MAX_WORKING: u64 = 32 << 20;

/// Draws the pictures of an animation, in their order.
pub(super) trait Pictures {
    /// Draws the next picture onto `canvas`, which holds the one before. Asked once for each duration of the
    /// [`Animation`].
    ///
    /// # Errors
    /// As [`super::Format::decode`].
    fn draw(&mut self, canvas: &mut Canvas) -> Result<(), PatternError>;
}

/// An animation of which nothing but the outline was read.
pub(super) struct Animation<'a> {
    /// What it is called, as in "the GIF".
    pub(super) kind: &'static str,
    /// Width and height of every frame.
    pub(super) matrix: Matrix,
    /// How long each of its frames shows; at least one.
    pub(super) durations: Vec<FrameDuration>,
    /// Pixels of all its pictures together.
    pub(super) decoded: u64,
    /// Most bytes that are in use while a picture is decoded, which may be larger than what is seen of it.
    pub(super) working: u64,
    /// Whether more pictures were announced than there are.
    pub(super) cut: bool,
    /// Draws them.
    pub(super) pictures: Box<dyn Pictures + Send + 'a>,
}

impl Animation<'_> {
    /// All frames.
    ///
    /// # Errors
    /// `pattern.too_large` before anything is allocated; `pattern.cancelled`; what the first picture says where not even that can be drawn.
    pub(super) fn decode(mut self, cancel: &Cancel) -> Result<Decoded, PatternError> {
        let leds = self.matrix.leds();
        let count = self.durations.len();
        let mut rgb = Vec::with_capacity(self.affordable(false)?);
        let mut canvas = Canvas::new(self.matrix);
        let mut alpha = None::<Vec<u8>>;
        let mut whole = count;
        for index in 0..count {
            cancel.check()?;
            match self.pictures.draw(&mut canvas) {
                Ok(()) => {}
                Err(error) if index == 0 => return Err(error),
                Err(_) => {
                    whole = index;
                    self.cut = true;
                    break;
                }
            }
            rgb.extend_from_slice(canvas.rgb());
            match (&mut alpha, canvas.alpha()) {
                (Some(all), now) => match now {
                    Some(now) => all.extend_from_slice(now),
                    None => all.resize(all.len() + leds, u8::MAX),
                },
                (None, None) => {}
                (None, Some(now)) => {
                    self.affordable(true)?;
                    let all = alpha.insert(Vec::with_capacity(leds * count));
                    all.resize(leds * index, u8::MAX);
                    all.extend_from_slice(now);
                }
            }
        }
        self.durations.truncate(whole);
        let frames = Frames::new(leds, rgb, self.durations)?;
        let frames = match alpha {
            Some(alpha) => frames.with_alpha(alpha),
            None => frames,
        };
        let kind = self.kind;
        let warnings = self
            .cut
            .then(|| format!("the {kind} is damaged after frame {whole}; the rest was left out"));
        let warnings = warnings.into_iter().collect();
        Ok(Decoded {
            warnings,
            ..Decoded::exact(frames, Some(self.matrix), PixelOrder::Grid)
        })
    }

    /// Bytes of colour that the frames take, if they, perhaps their opacity, and what decoding needs are within the budget.
    fn affordable(&self, alpha: bool) -> Result<usize, PatternError> {
        let leds = self.matrix.leds() as u64;
        let frames = self.durations.len() as u64;
        let kind = self.kind;
        let each = frames
            .saturating_mul(RGB + u64::from(alpha))
            .saturating_add(CANVAS);
        let takes = leds.saturating_mul(each).saturating_add(self.working);
        if takes > MAX_FRAME_BYTES as u64 {
            let takes = takes >> 20;
            let most = MAX_FRAME_BYTES >> 20;
            let what = format!(
                "the {kind} takes {takes} MiB to decode, {frames} frames in all; {most} MiB are the most"
            );
            return Err(PatternError::TooLarge { what });
        }
        self.decodable()?;
        Ok(Frames::budget(leds, frames)?)
    }

    /// Refuses pictures that are much larger than what is seen of them.
    fn decodable(&self) -> Result<(), PatternError> {
        let leds = self.matrix.leds() as u64;
        let kind = self.kind;
        let most = MAX_WORKING.max(leds.saturating_mul(MAX_WORKING_EACH));
        if self.working > most {
            let takes = self.working >> 20;
            let most = most >> 20;
            let what = format!(
                "a picture of the {kind} is far larger than what is seen of it: decoding it takes {takes} MiB; {most} MiB are the most"
            );
            return Err(PatternError::TooLarge { what });
        }
        too_many_pixels(
            kind,
            self.decoded,
            leds.saturating_mul(self.durations.len() as u64),
        )
    }
}
