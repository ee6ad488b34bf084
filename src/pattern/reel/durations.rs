//! How long frames show: each its own time, or all the same. A stream of a million equal frames needs no list.

use crate::pattern::FrameDuration;

/// The durations of all frames; at least one.
#[derive(Clone, Copy, Debug)]
pub enum Durations<'a> {
    /// One for each frame.
    Each(&'a [FrameDuration]),
    /// The same for so many frames.
    Even(FrameDuration, usize),
}

impl<'a> Durations<'a> {
    /// How many frames.
    #[must_use]
    pub fn len(self) -> usize {
        match self {
            Self::Each(list) => list.len(),
            Self::Even(_, count) => count,
        }
    }

    /// Whether there is none: never of a pattern.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// Of frame `index`.
    #[must_use]
    pub fn get(self, index: usize) -> Option<FrameDuration> {
        match self {
            Self::Each(list) => list.get(index).copied(),
            Self::Even(each, count) => (index < count).then_some(each),
        }
    }

    /// Of the first frame.
    #[must_use]
    pub fn first(self) -> Option<FrameDuration> {
        self.get(0)
    }

    /// One after the other.
    pub fn iter(self) -> impl ExactSizeIterator<Item = FrameDuration> + 'a {
        let (list, each, count) = match self {
            Self::Each(list) => (list, FrameDuration::DEFAULT, list.len()),
            Self::Even(each, count) => (&[][..], each, count),
        };
        (0..count).map(move |index| list.get(index).copied().unwrap_or(each))
    }

    /// The shortest and the longest.
    #[must_use]
    pub fn bounds(self) -> (FrameDuration, FrameDuration) {
        let one = FrameDuration::from_ms(1);
        match self {
            Self::Each(list) => (
                list.iter().copied().min().unwrap_or(one),
                list.iter().copied().max().unwrap_or(one),
            ),
            Self::Even(each, _) => (each, each),
        }
    }

    /// How many show longer than `ms`.
    #[must_use]
    pub fn longer_than(self, ms: u32) -> usize {
        match self {
            Self::Each(list) => list.iter().filter(|duration| duration.ms() > ms).count(),
            Self::Even(each, count) => {
                if each.ms() > ms {
                    count
                } else {
                    0
                }
            }
        }
    }

    /// How long all of them take, in ms.
    #[must_use]
    pub fn total_ms(self) -> u64 {
        match self {
            Self::Each(list) => list.iter().map(|d| u64::from(d.ms())).sum(),
            Self::Even(each, count) => u64::from(each.ms()).saturating_mul(count as u64),
        }
    }

    /// Which frame shows `ms` milliseconds after the start, looping.
    #[must_use]
    pub fn index_at(self, ms: u64) -> usize {
        let mut left = ms % self.total_ms().max(1);
        match self {
            Self::Even(each, _) => usize::try_from(left / u64::from(each.ms())).unwrap_or(0),
            Self::Each(list) => {
                for (i, d) in list.iter().enumerate() {
                    match left.checked_sub(u64::from(d.ms())) {
                        Some(rest) => left = rest,
                        None => return i,
                    }
                }
                0
            }
        }
    }

    /// When frame `index` starts, in ms from the beginning.
    #[must_use]
    pub fn start_ms(self, index: usize) -> u64 {
        match self {
            Self::Each(list) => list.iter().take(index).map(|d| u64::from(d.ms())).sum(),
            Self::Even(each, count) => u64::from(each.ms()) * index.min(count) as u64,
        }
    }
}
