//! Animations: what GIF, APNG and WebP have in common. Each of them lists its frames without decoding a pixel ([`Animation`])
//! and then draws one picture after another onto a [`Canvas`] ([`Pictures`]); here they become frames, within the budget.

use super::reduce::Reducer;
use super::{Decoded, MAX_DECODING, too_many_pixels};
use crate::msg;
use crate::pattern::frames::MAX_HELD;
use crate::pattern::{
    Cancel, FrameDuration, MAX_FRAME_BYTES, Matrix, PatternError, PixelOrder, ReadOptions,
};
use collect::Collector;

mod canvas;
mod clock;
mod collect;
mod stream;

pub(super) use canvas::{Blend, Canvas, Disposal, Part, Region};
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
    /// [`Animation`]. Checks `cancel` often enough for large pictures, too.
    ///
    /// # Errors
    /// As [`super::Format::decode`]; anything once it was cancelled.
    fn draw(&mut self, canvas: &mut Canvas, cancel: &Cancel) -> Result<(), PatternError>;
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
    /// All frames, in memory. Those of pictures far larger than any matrix of LEDs are made smaller as they are drawn.
    ///
    /// # Errors
    /// `pattern.too_large` before anything is allocated; `pattern.cancelled`; what the first picture says where not even that can be drawn.
    pub(super) fn decode(mut self, options: &ReadOptions) -> Result<Decoded, PatternError> {
        let ReadOptions {
            cancel, progress, ..
        } = options;
        let count = self.durations.len();
        let mut film = self.collector(count)?;
        let mut canvas = Canvas::new(self.matrix);
        let mut whole = count;
        for index in 0..count {
            cancel.check()?;
            let drawn = self.pictures.draw(&mut canvas, cancel);
            cancel.check()?; // a reader that was stopped says that the file is damaged
            match drawn {
                Ok(()) => {}
                Err(error) if index == 0 => return Err(error),
                Err(_) => {
                    whole = index;
                    self.cut = true;
                    break;
                }
            }
            film.add(&mut canvas);
            progress.show(|| film.first());
            progress.set(index as u64 + 1, count as u64);
        }
        self.durations.truncate(whole);
        let kind = self.kind;
        let reducer = film.reducer();
        let frames = film.frames(self.durations)?;
        let cut = self
            .cut
            .then(|| msg!("pattern-animation-cut", kind = kind, whole = whole));
        Ok(Decoded {
            warnings: reducer.warning(kind).into_iter().chain(cut).collect(),
            ..Decoded::exact(frames, Some(reducer.target()), PixelOrder::Grid)
        })
    }

    /// What takes the frames, if they and what decoding needs are within the budget. Opacity may add a third of the frames.
    fn collector(&self, count: usize) -> Result<Collector, PatternError> {
        let kind = self.kind;
        let reducer = Reducer::new(self.matrix, count, kind)?;
        let held = (reducer.target().leds() as u64).saturating_mul(count as u64);
        let takes = self.drawing().saturating_add(held.saturating_mul(RGB));
        let max = if reducer.is_needless() {
            MAX_FRAME_BYTES as u64
        } else {
            MAX_DECODING + MAX_HELD
        };
        if takes > max {
            let takes = takes >> 20;
            let max = max >> 20;
            let what = msg!(
                "pattern-animation-too-large",
                kind = kind,
                takes = takes,
                count = count,
                size = self.matrix,
                max = max
            );
            return Err(PatternError::TooLarge { what });
        }
        self.decodable()?;
        Collector::new(reducer, count)
    }

    /// Bytes that are in use while pictures are drawn.
    fn drawing(&self) -> u64 {
        (self.matrix.leds() as u64)
            .saturating_mul(CANVAS)
            .saturating_add(self.working)
    }

    /// Refuses pictures that are much larger than what is seen of them.
    fn decodable(&self) -> Result<(), PatternError> {
        let leds = self.matrix.leds() as u64;
        let kind = self.kind;
        let max = MAX_WORKING.max(leds.saturating_mul(MAX_WORKING_EACH));
        if self.working > max {
            let takes = self.working >> 20;
            let max = max >> 20;
            let what = msg!(
                "pattern-animation-part-too-large",
                kind = kind,
                takes = takes,
                max = max
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
