//! Counters of caches, readable at any time from any thread.

use crate::cache::CacheCount;
use crate::engine::api::CacheCounters;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// The counters of one engine.
#[derive(Debug, Default)]
pub(in crate::engine) struct Counters {
    pub(in crate::engine) patterns: Counter,
    pub(in crate::engine) encodings: Counter,
    /// Of the window, which keeps its thumbnails itself.
    pub(in crate::engine) thumbnails: Counter,
}

impl Counters {
    /// Returns all of them as plain values.
    pub(in crate::engine) fn read(&self) -> CacheCounters {
        CacheCounters {
            patterns: self.patterns.read(),
            encodings: self.encodings.read(),
            thumbnails: self.thumbnails.read(),
        }
    }
}

/// The counters of one cache.
#[derive(Debug, Default)]
pub(in crate::engine) struct Counter {
    hits: AtomicU64,
    misses: AtomicU64,
    bytes: AtomicU64,
    entries: AtomicU64,
    capacity: AtomicU64,
}

impl Counter {
    /// Notes how the cache is used now.
    pub(in crate::engine) fn note(&self, count: CacheCount) {
        self.hits.store(count.hits, Relaxed);
        self.misses.store(count.misses, Relaxed);
        self.bytes.store(count.bytes, Relaxed);
        self.entries.store(count.entries, Relaxed);
        self.capacity.store(count.capacity, Relaxed);
    }

    fn read(&self) -> CacheCount {
        CacheCount {
            hits: self.hits.load(Relaxed),
            misses: self.misses.load(Relaxed),
            bytes: self.bytes.load(Relaxed),
            entries: self.entries.load(Relaxed),
            capacity: self.capacity.load(Relaxed),
        }
    }
}
