//! Frames of a pattern that a device does not get one by one, and why.

/// Why frames of a pattern are not on a device one by one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum WhyFewer {
    /// One frame alone is sent, as a still picture.
    Still,
    /// A person set so many tenths of a frame a second at most; the speed stays.
    Rate {
        /// Ten times the rate.
        tenths: u32,
    },
    /// A person keeps only the first ones.
    Cut,
    /// They equal the frame before, which shows as long instead.
    Equal,
    /// The device shows no picture for a shorter time than that; the speed stays.
    TooShort {
        /// Milliseconds.
        min_ms: u32,
    },
}

/// Frames that are not on a device one by one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// How many.
    pub frames: usize,
    pub why: WhyFewer,
}

impl LeftOut {
    /// Nothing where there are none.
    #[must_use]
    pub fn of(frames: usize, why: WhyFewer) -> Option<Self> {
        (frames > 0).then_some(Self { frames, why })
    }
}
