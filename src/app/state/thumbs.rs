//! [`Thumbs`]: a frame of each pattern that was sent or played, for the rows of its uploads and streams. The same frame of
//! the same content is one picture, whichever file it came from.

use crate::app::preview::{LedImage, still_of};
use crate::cache::{Cache, CacheCount};
use crate::engine::PatternId;
use crate::pattern::{Matrix, Opened};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Maximum bytes of pictures beyond those of running uploads and streams: some hundred of the largest.
const MAX_BYTES: u64 = 16 << 20;
/// Maximum number of pictures.
const MAX_ENTRIES: usize = 512;

/// What decides how a picture looks.
#[derive(Clone, Debug, PartialEq)]
struct Key {
    content: Arc<str>,
    matrix: Option<Matrix>,
    frame: usize,
    /// Of a pattern that is too large to be held: its content says too little of its first frame.
    streamed: Option<PatternId>,
}

/// The pictures in the rows of uploads and streams.
#[derive(Clone, Debug)]
pub struct Thumbs {
    shown: BTreeMap<PatternId, Key>,
    cache: Cache<Key, Arc<LedImage>>,
}

impl Default for Thumbs {
    fn default() -> Self {
        Self {
            shown: BTreeMap::new(),
            cache: Cache::new(MAX_BYTES, MAX_ENTRIES),
        }
    }
}

impl Thumbs {
    /// Makes the rows of a pattern show a frame of it. The pictures of patterns that are `running` stay.
    pub fn show(
        &mut self,
        id: PatternId,
        opened: &Opened,
        frame: usize,
        running: &BTreeSet<PatternId>,
    ) {
        let pattern = &opened.pattern;
        let key = Key {
            content: opened.content().clone(),
            matrix: pattern.matrix,
            frame,
            streamed: pattern.frames.held().is_none().then_some(id),
        };
        if self.cache.get(|known| *known == key).is_none() {
            let picture = still_of(opened, frame);
            let bytes = picture.rgb.len() as u64;
            self.cache.put(key.clone(), Arc::new(picture), bytes);
        }
        self.shown.insert(id, key);
        let needed: Vec<&Key> = self
            .shown
            .iter()
            .filter(|(shown, _)| **shown == id || running.contains(shown))
            .map(|(_, key)| key)
            .collect();
        self.cache.trim(|key, _| needed.contains(&key));
    }

    /// The picture of a pattern.
    #[must_use]
    pub fn get(&self, id: &PatternId) -> Option<&Arc<LedImage>> {
        let key = self.shown.get(id)?;
        self.cache.peek(|known, _| known == key)
    }

    /// Forgets which pictures patterns show that are not listed any more.
    pub fn keep(&mut self, is_listed: impl Fn(PatternId) -> bool) {
        self.shown.retain(|id, _| is_listed(*id));
    }

    /// How many patterns show a picture.
    #[must_use]
    #[allow(
        clippy::len_without_is_empty,
        reason = "only the number is of interest"
    )]
    pub fn len(&self) -> usize {
        self.shown.len()
    }

    /// Returns how the pictures are used.
    #[must_use]
    pub fn count(&self) -> CacheCount {
        self.cache.count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pattern::{ReadOptions, read_bytes};
    use std::path::Path;

    fn opened(name: &str, leds: usize, first: u8) -> Opened {
        let options = ReadOptions {
            format: Some("raw".into()),
            leds: Some(leds),
            ..ReadOptions::default()
        };
        let mut rgb = vec![first; leds * 3 * 2];
        rgb.reverse();
        read_bytes(Path::new(name), rgb.into(), &options).unwrap()
    }

    #[test]
    fn one_picture_serves_all_files_with_the_same_frames() {
        let mut thumbs = Thumbs::default();
        let none = BTreeSet::new();
        let [a, b] = ["a.bin", "b.bin"].map(|name| opened(name, 8, 7));
        thumbs.show(PatternId(1), &a, 0, &none);
        thumbs.show(PatternId(2), &b, 0, &none);
        let [first, second] = [1, 2].map(|n| thumbs.get(&PatternId(n)).unwrap());
        assert!(Arc::ptr_eq(first, second));
        assert_eq!(**first, still_of(&b, 0));
        let count = thumbs.count();
        assert_eq!((count.hits, count.misses, count.entries), (1, 1, 1));
        thumbs.keep(|id| id == PatternId(2));
        assert!(thumbs.get(&PatternId(1)).is_none() && thumbs.get(&PatternId(2)).is_some());
    }

    #[test]
    fn the_pictures_of_running_uploads_outlast_the_bounds() {
        let mut thumbs = Thumbs::default();
        let running = BTreeSet::from([PatternId(0)]);
        for n in 0..200 {
            let large = opened("large.bin", 60_000, n);
            thumbs.show(PatternId(n.into()), &large, 0, &running);
            let count = thumbs.count();
            assert!(count.bytes <= MAX_BYTES && count.entries <= MAX_ENTRIES as u64);
        }
        let there: Vec<u64> = (0..200)
            .filter(|n| thumbs.get(&PatternId(*n)).is_some())
            .collect();
        assert_eq!((there.first(), there.last()), (Some(&0), Some(&199)));
        assert!(there.len() < 100 && !there.contains(&1));
    }
}
