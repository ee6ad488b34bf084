//! The two counts in front of a wire file: read, checked against the size of the file, and distinguished from bare pixels.

use crate::msg;
use crate::pattern::PatternError;

/// Bytes of the counts in front.
pub(super) const HEADER: usize = 4;
/// Bytes of a frame's duration.
pub(super) const DELAY: usize = 2;

/// Shortest and longest duration that frames usually have, in milliseconds.
const MIN_USUAL_MS: u16 = 5;
const MAX_USUAL_MS: u16 = 10_000;
/// Most different durations of a pattern that is recognised by them: most have one, or repeat a handful.
const MAX_DISTINCT: usize = 8;
/// What is likelier than this may as well be chance.
const MAX_CHANCE: f64 = 0.01;

/// The two counts of a header, neither of them 0.
#[derive(Clone, Copy)]
pub(super) struct Header {
    pub(super) leds: usize,
    pub(super) frames: usize,
}

impl Header {
    pub(super) fn parse(bytes: &[u8]) -> Option<Self> {
        let (leds, rest) = split_u16(bytes)?;
        let (frames, _) = split_u16(rest)?;
        (leds > 0 && frames > 0).then_some(Self {
            leds: leds.into(),
            frames: frames.into(),
        })
    }

    /// The header of a file of `has` bytes, which are exactly those that it needs.
    pub(super) fn exact(bytes: &[u8], has: u64) -> Result<Self, PatternError> {
        let header = Self::parse(bytes).ok_or_else(|| match bytes.len() {
            0..HEADER => PatternError::Truncated {
                needs: HEADER as u64,
                has,
            },
            _ => PatternError::Empty {
                what: msg!("pattern-wire-empty"),
            },
        })?;
        let needs = header.size();
        if has < needs {
            return Err(PatternError::Truncated { needs, has });
        }
        if has > needs {
            let leds = header.leds;
            let frames = header.frames;
            let detail = msg!(
                "pattern-extra-bytes",
                leds = leds,
                frames = frames,
                extra = has - needs
            );
            return Err(PatternError::Corrupt {
                offset: needs,
                detail,
            });
        }
        Ok(header)
    }

    pub(super) fn frame_size(self) -> usize {
        DELAY + self.leds * 3
    }

    pub(super) fn size(self) -> u64 {
        HEADER as u64 + self.frames as u64 * self.frame_size() as u64
    }

    /// Whether bytes of another size still look like this format, cut off or with something behind them: then "cut off"
    /// is the right error, and not some guess at headerless data.
    ///
    /// `bytes` are the first of `has`.
    pub(super) fn is_plausible(self, bytes: &[u8], has: u64) -> bool {
        // What the program that made most such files allows.
        if self.leds > 10_000 {
            return false;
        }
        let body = bytes.get(HEADER..).unwrap_or_default();
        let delays: Vec<u16> = body
            .chunks(self.frame_size())
            .take(self.frames)
            .filter_map(|f| Some(split_u16(f)?.0))
            .collect();
        // Frames rarely last less than 5 ms or, hundreds of them, more than 10 s.
        if delays.is_empty()
            || !delays
                .iter()
                .all(|ms| (MIN_USUAL_MS..=MAX_USUAL_MS).contains(ms))
        {
            return false;
        }
        let needs = self.size();
        if !has.is_multiple_of(3) {
            // No bare pixels; so a header must only not call for absurdly more.
            return needs / 400 <= has;
        }
        // These may be bare pixels after all: then they look like header after header only by chance.
        let mut distinct = delays.clone();
        distinct.sort_unstable();
        distinct.dedup();
        let few = distinct.len() <= MAX_DISTINCT && body.len() / self.frame_size() >= 2;
        let all_there = needs / 10 * 9 <= has && has <= needs + needs / 10;
        few && (all_there
            || needs / 4 <= has && has < needs && chance(body, delays.len()) < MAX_CHANCE)
    }
}

/// How likely it is that all of `delays` places in bare pixels hold a usual duration: their high bytes must be low, which
/// nearly all bytes of dim pixels are.
fn chance(body: &[u8], delays: usize) -> f64 {
    let [_, max] = MAX_USUAL_MS.to_le_bytes();
    let low = body.iter().filter(|&&byte| byte <= max).count();
    (low as f64 / body.len().max(1) as f64).powi(i32::try_from(delays).unwrap_or(i32::MAX))
}

pub(in crate::pattern::format) fn split_u16(bytes: &[u8]) -> Option<(u16, &[u8])> {
    let (head, rest) = bytes.split_first_chunk::<2>()?;
    Some((u16::from_le_bytes(*head), rest))
}
