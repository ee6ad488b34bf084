//! How far a file has been read: a share, and the first picture as soon as there is one. Readers report; the window and the
//! command line look at it whenever they draw, so a slow one never holds a reader up.

use super::Thumbnail;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, OnceLock};

/// The progress of one read. All clones are the same one.
#[derive(Clone, Debug, Default)]
pub struct Progress(Arc<ReadState>);

#[derive(Debug, Default)]
struct ReadState {
    /// Percent and one; 0 as long as nothing is known.
    percent: AtomicU32,
    first: OnceLock<Thumbnail>,
}

impl Progress {
    /// Reports that `done` of `total` are read, whatever they count. Says nothing where there is nothing to count.
    pub fn set(&self, done: u64, total: u64) {
        let percent = done.min(total).saturating_mul(100).checked_div(total);
        if let Some(percent) = percent {
            let percent = u32::try_from(percent).unwrap_or(100);
            self.0.percent.store(percent + 1, Ordering::Relaxed);
        }
    }

    /// How much is read, 0 to 100; `None` where that is not known, or not yet.
    #[must_use]
    pub fn percent(&self) -> Option<u32> {
        self.0.percent.load(Ordering::Relaxed).checked_sub(1)
    }

    /// Shows the first picture; later ones are ignored.
    pub(in crate::pattern) fn show(&self, picture: impl FnOnce() -> Thumbnail) {
        self.0.first.get_or_init(picture);
    }

    /// The first picture, while the others are still being read.
    #[must_use]
    pub fn first(&self) -> Option<&Thumbnail> {
        self.0.first.get()
    }
}

/// Who watches a read is no part of how a file is read: options with different watchers are equal.
impl PartialEq for Progress {
    fn eq(&self, _other: &Self) -> bool {
        true
    }
}

impl Eq for Progress {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_known_once_it_was_set_and_never_above_all() {
        let progress = Progress::default();
        progress.set(0, 0);
        assert_eq!(progress.percent(), None);
        let reader = progress.clone();
        reader.set(2, 5);
        assert_eq!((progress.percent(), reader.percent()), (Some(40), Some(40)));
        progress.set(9, 5);
        assert_eq!(progress.percent(), Some(100));
        progress.set(u64::MAX, u64::MAX);
        assert!(progress.percent().is_some_and(|percent| percent <= 100));
        assert_eq!(progress, Progress::default(), "no part of options");
    }
}
