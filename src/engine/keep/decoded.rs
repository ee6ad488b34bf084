//! Pattern files that were decoded, by their content: a file that is opened again is read again, but not decoded again, and
//! two files with the same frames share them.

use super::counters::Counters;
use crate::cache::Cache;
use crate::pattern::{Contents, Opened, PatternError, ReadOptions, Reel, open_unless_known};
use parking_lot::Mutex;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Maximum bytes of patterns that no part of the app holds.
const MAX_BYTES: u64 = 48 << 20;
/// Maximum number of them.
const MAX_ENTRIES: usize = 64;

/// What decides what comes out of a file.
#[derive(Clone, Debug, PartialEq)]
struct Key {
    /// Key of its bytes.
    contents: String,
    options: ReadOptions,
    /// Its path, where names of files and folders were hints; `None`: the file says all itself.
    path: Option<PathBuf>,
}

/// The decoded patterns of one engine.
pub(in crate::engine) struct DecodedPatterns {
    cache: Mutex<Cache<Key, Arc<Opened>>>,
    counters: Arc<Counters>,
}

impl DecodedPatterns {
    pub(super) fn new(counters: Arc<Counters>) -> Self {
        let cache = Cache::new(MAX_BYTES, MAX_ENTRIES);
        counters.patterns.note(cache.count());
        Self {
            cache: Mutex::new(cache),
            counters,
        }
    }

    /// Opens a pattern file; decodes it unless the same bytes were decoded with the same options. Blocks.
    ///
    /// # Errors
    /// As [`crate::pattern::open`].
    pub(in crate::engine) fn open(
        &self,
        path: &Path,
        options: &ReadOptions,
    ) -> Result<Opened, PatternError> {
        let known = |contents: &Contents| self.find(contents, path, options);
        let opened = open_unless_known(path, options, known)?;
        let is_held = opened.pattern.frames.held().is_some();
        Ok(if is_held && opened.certain {
            self.keep(opened, path, options)
        } else {
            opened // a guess is made again, as devices may have become known; and what is streamed was not decoded
        })
    }

    fn find(&self, contents: &Contents, path: &Path, options: &ReadOptions) -> Option<Opened> {
        let mut cache = self.cache.lock();
        let found = cache.get(|key| {
            let is_named_so = key.path.as_deref().is_none_or(|known| known == path);
            is_named_so
                && key.contents == contents.key()
                && is_same(&key.options, options, &key.path)
        });
        let found = found.map(|opened| opened.at(path, options));
        self.counters.patterns.note(cache.count());
        found
    }

    /// Keeps what was decoded. Where the frames are those of another file, it gets those.
    fn keep(&self, mut opened: Opened, path: &Path, options: &ReadOptions) -> Opened {
        let content = opened.content().clone(); // hashes all frames, outside the lock
        let key = Key {
            contents: opened.contents.key().to_owned(),
            options: options.clone(),
            path: (!opened.says_all_itself()).then(|| path.to_owned()),
        };
        let mut cache = self.cache.lock();
        let same = |_: &Key, other: &Arc<Opened>| *other.content() == content;
        if let Some(other) = cache.peek(same)
            && let Reel::Held(frames) = &other.pattern.frames
        {
            opened.pattern.frames = Reel::Held(frames.clone());
        }
        let is_there = |k: &Key, _: &Arc<Opened>| *k == key;
        if cache.peek(is_there).is_none() {
            let bytes = opened.pattern.frames.bytes() + opened.contents.sample().len() as u64;
            cache.put(key, Arc::new(opened.clone()), bytes);
        }
        cache.trim(|_, opened| is_in_use(opened));
        self.counters.patterns.note(cache.count());
        opened
    }

    /// Drops what is beyond the bounds and not in use any more.
    pub(in crate::engine) fn trim(&self) {
        let mut cache = self.cache.lock();
        cache.trim(|_, opened| is_in_use(opened));
        self.counters.patterns.note(cache.count());
    }
}

/// Whether the options decide the same. LED counts of devices count only where a file leaves its own open.
fn is_same(known: &ReadOptions, options: &ReadOptions, path: &Option<PathBuf>) -> bool {
    if path.is_some() {
        return known == options;
    }
    let without_devices = |options: &ReadOptions| ReadOptions {
        device_leds: Vec::new(),
        ..options.clone()
    };
    without_devices(known) == without_devices(options)
}

/// Whether the window or a job holds the frames.
fn is_in_use(opened: &Opened) -> bool {
    let frames = opened.pattern.frames.held();
    frames.is_some_and(|frames| Arc::strong_count(frames) > 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded() -> (DecodedPatterns, Arc<Counters>) {
        let counters = Arc::<Counters>::default();
        (DecodedPatterns::new(counters.clone()), counters)
    }

    fn frames(opened: &Opened) -> &Arc<crate::pattern::Frames> {
        opened.pattern.frames.held().unwrap()
    }

    #[test]
    fn the_same_bytes_are_decoded_once_whatever_the_file_is_called() {
        let home = tempfile::tempdir().unwrap();
        let sample = crate::pattern::samples()[0].bytes;
        let [fire, copy] = ["fire.gif", "copy.gif"].map(|name| home.path().join(name));
        for path in [&fire, &copy] {
            std::fs::write(path, sample).unwrap();
        }
        let (all, counters) = decoded();
        let options = ReadOptions::default();
        let first = all.open(&fire, &options).unwrap();
        let again = all.open(&fire, &options).unwrap();
        let other = all.open(&copy, &options).unwrap();
        assert!(Arc::ptr_eq(frames(&first), frames(&again)));
        assert!(Arc::ptr_eq(frames(&first), frames(&other)));
        assert_eq!(
            (other.path.as_path(), other.pattern.name.as_str()),
            (copy.as_path(), "copy")
        );
        let fresh = crate::pattern::open(&copy, &options).unwrap();
        assert_eq!(
            (&fresh.pattern, &fresh.first),
            (&other.pattern, &other.first)
        );
        assert_eq!(fresh.candidates, other.candidates);
        let count = counters.read().patterns;
        assert_eq!((count.hits, count.misses, count.entries), (2, 1, 1));
        // other options, and another content, are something else
        let slow = ReadOptions {
            delay: Some(crate::pattern::FrameDuration::from_ms(500)),
            ..ReadOptions::default()
        };
        let slow = all.open(&fire, &slow).unwrap();
        assert_ne!(slow.content(), first.content());
        std::fs::write(&fire, crate::pattern::samples()[1].bytes).unwrap();
        assert_ne!(
            all.open(&fire, &options).unwrap().content(),
            first.content()
        );
    }

    #[test]
    fn names_are_hints_for_files_that_do_not_say_all_themselves() {
        let home = tempfile::tempdir().unwrap();
        let [grid, strip] = ["a-4x2.bin", "b.bin"].map(|name| home.path().join(name));
        for path in [&grid, &strip] {
            std::fs::write(path, [7; 8 * 3 * 5]).unwrap();
        }
        let (all, counters) = decoded();
        let options = ReadOptions {
            leds: Some(8),
            format: Some("raw".into()),
            ..ReadOptions::default()
        };
        for path in [&grid, &strip, &grid] {
            let kept = all.open(path, &options).unwrap();
            let fresh = crate::pattern::open(path, &options).unwrap();
            assert_eq!(kept.pattern, fresh.pattern);
            assert_eq!(kept.candidates, fresh.candidates);
        }
        assert_eq!(counters.read().patterns.hits, 1);
        let both = [&grid, &strip].map(|path| all.open(path, &options).unwrap());
        let [grid, strip] = both.each_ref().map(frames);
        assert!(
            Arc::ptr_eq(grid, strip),
            "the same frames are in memory once"
        );
    }
}
