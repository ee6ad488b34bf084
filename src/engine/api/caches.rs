//! How the caches of a process are used.

use crate::cache::CacheCount;

/// The counters of all caches.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CacheCounters {
    /// Pattern files that were decoded.
    pub patterns: CacheCount,
    /// Patterns fitted and encoded for devices.
    pub encodings: CacheCount,
    /// Small pictures in the window.
    pub thumbnails: CacheCount,
}
