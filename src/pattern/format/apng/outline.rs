//! What the chunks of an animated PNG say without a pixel being decoded.

use super::super::animation::{Clock, ZERO_DELAY_MS};
use super::super::chunks;
use crate::pattern::FrameDuration;

/// What a denominator of 0 means: durations in hundredths of a second.
const USUAL_DENOMINATOR: u16 = 100;

/// What the chunks say.
#[derive(Debug)]
pub(super) struct Outline {
    /// Width and height of the canvas.
    pub(super) w: u32,
    pub(super) h: u32,
    /// Frames that the file says it has; `None` where it is not animated.
    pub(super) announced: Option<usize>,
    /// How long each frame shows that is there as a whole, no more of them than announced.
    pub(super) durations: Vec<FrameDuration>,
    /// Pixels of all pictures together, those of a still picture beside the animation as well.
    pub(super) pixels: u64,
    /// Whether the last chunk is there.
    pub(super) ends: bool,
}

/// A frame of which the pixels may come yet.
struct Begun {
    pixels: u64,
    /// Numerator and denominator of its duration in seconds.
    shows: (u64, u64),
    has_pixels: bool,
}

/// How many frames a file says that it has, if it says so before its pixels: else it is no animation.
pub(super) fn announced(bytes: &[u8]) -> Option<usize> {
    // Numbers that the format does not allow make a still picture of it.
    let actl = chunks::before_pixels(bytes).find(|chunk| chunk.kind == b"acTL")?;
    chunks::long(actl.data, 0)
        .filter(|frames| (1..=i32::MAX as u32).contains(frames))
        .map(|frames| frames as usize)
}

impl Outline {
    /// Walks the chunks; `None` where the file ends before it says how large the picture is.
    pub(super) fn of(bytes: &[u8]) -> Option<Self> {
        let ihdr = chunks::of(bytes)
            .next()
            .filter(|chunk| chunk.kind == b"IHDR")?;
        let w = chunks::long(ihdr.data, 0)?;
        let h = chunks::long(ihdr.data, 4)?;
        let announced = announced(bytes);
        let mut outline = Self {
            w,
            h,
            announced,
            durations: Vec::new(),
            pixels: 0,
            ends: false,
        };
        let mut begun = None::<Begun>;
        let mut clock = Clock::default();
        for chunk in chunks::of(bytes) {
            match chunk.kind {
                b"IDAT" | b"fdAT" => match &mut begun {
                    Some(frame) => frame.has_pixels = true,
                    // A still picture for those who know no animations.
                    None => outline.pixels = u64::from(w) * u64::from(h),
                },
                b"fcTL" => {
                    outline.finish(begun.take(), &mut clock);
                    begun = control(chunk.data);
                }
                b"IEND" => {
                    outline.finish(begun.take(), &mut clock);
                    outline.ends = true;
                    break;
                }
                _ => {}
            }
        }
        Some(outline)
    }

    /// Counts a frame whose pixels are all there: something else follows them.
    fn finish(&mut self, begun: Option<Begun>, clock: &mut Clock) {
        let wanted = self.announced.unwrap_or(0);
        if let Some(frame) = begun.filter(|frame| frame.has_pixels && self.durations.len() < wanted)
        {
            self.pixels = self.pixels.saturating_add(frame.pixels);
            self.durations
                .push(clock.show(frame.shows.0, frame.shows.1));
        }
    }
}

/// What a frame's control chunk says.
fn control(data: &[u8]) -> Option<Begun> {
    let pixels = u64::from(chunks::long(data, 4)?) * u64::from(chunks::long(data, 8)?);
    let shows = match (chunks::short(data, 20)?, chunks::short(data, 22)?) {
        (0, _) => (ZERO_DELAY_MS.into(), 1000),
        (numerator, 0) => (numerator.into(), USUAL_DENOMINATOR.into()),
        (numerator, denominator) => (numerator.into(), denominator.into()),
    };
    Some(Begun {
        pixels,
        shows,
        has_pixels: false,
    })
}
