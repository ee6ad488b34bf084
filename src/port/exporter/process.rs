//! Families of this process: its resources, its caches, what it has done, and which of its parts work.

use super::{Labels, label, labelled, seconds};
use crate::cache::CacheCount;
use crate::engine::CacheCounters;
use crate::monitor::Health;
use crate::port::PartState;
use crate::port::family::{Family, Page};
use crate::port::tally::Counts;
use std::time::Duration;

pub(super) fn put(page: &mut Page, health: &Health, uptime: Duration) {
    let process = &health.process;
    let is_known = health.at > 0;
    page.put(
        Family::gauge(
            "upload_bridge_build_info",
            "Version of the app; the value is always 1",
        ),
        [(labelled("version", env!("CARGO_PKG_VERSION")), 1.0)],
    );
    page.one(
        Family::gauge(
            "upload_bridge_process_uptime",
            "Time since the start of this process",
        )
        .seconds(),
        Some(seconds(uptime)),
    );
    put_resources(page, health);
    page.one(
        Family::gauge(
            "upload_bridge_keeper",
            "1 if this process measures for its home folder, 0 if another process does",
        ),
        is_known.then_some(f64::from(u8::from(process.is_keeper))),
    );
    page.one(
        Family::gauge(
            "upload_bridge_snapshot_timestamp",
            "When these numbers were last summed up",
        )
        .seconds(),
        is_known.then_some(health.at as f64),
    );
}

/// What the process holds, as far as the system says.
fn put_resources(page: &mut Page, health: &Health) {
    let process = &health.process;
    let is_known = health.at > 0;
    page.one(
        Family::gauge(
            "upload_bridge_process_resident_memory",
            "Memory that this process holds",
        )
        .bytes(),
        process.memory.map(|bytes| bytes as f64),
    );
    page.one(
        Family::gauge(
            "upload_bridge_process_tasks",
            "Tasks of the runtime of this process",
        ),
        is_known.then_some(process.tasks as f64),
    );
    page.one(
        Family::gauge(
            "upload_bridge_process_sockets",
            "Open sockets of this process",
        ),
        process.sockets.map(|sockets| sockets as f64),
    );
    page.one(
        Family::gauge(
            "upload_bridge_disk_free",
            "Free space of the disk with the home folder",
        )
        .bytes(),
        process.disk_free.map(|bytes| bytes as f64),
    );
}

pub(super) fn put_caches(page: &mut Page, caches: &CacheCounters) {
    let all = [
        ("patterns", caches.patterns),
        ("encodings", caches.encodings),
        ("thumbnails", caches.thumbnails),
    ];
    let each = |of: fn(CacheCount) -> u64| {
        all.map(|(name, count)| (labelled("cache", name), of(count) as f64))
    };
    page.put(
        Family::counter("upload_bridge_cache_hits", "Requests that a cache answered"),
        each(|count| count.hits),
    );
    page.put(
        Family::counter(
            "upload_bridge_cache_misses",
            "Requests that a cache could not answer",
        ),
        each(|count| count.misses),
    );
    page.put(
        Family::gauge("upload_bridge_cache_entries", "Entries of a cache"),
        each(|count| count.entries),
    );
    page.put(
        Family::gauge("upload_bridge_cache_size", "Size of the entries of a cache").bytes(),
        each(|count| count.bytes),
    );
    page.put(
        Family::gauge("upload_bridge_cache_capacity", "Maximum size of a cache").bytes(),
        each(|count| count.capacity),
    );
}

pub(super) fn put_tally(page: &mut Page, counts: &Counts) {
    page.put(
        Family::counter(
            "upload_bridge_uploads_ended",
            "Uploads of this process that ended, by outcome",
        ),
        counts
            .ended
            .iter()
            .map(|(word, n)| (labelled("outcome", word), *n as f64)),
    );
    page.one(
        Family::counter(
            "upload_bridge_upload_acknowledged",
            "Bytes that devices acknowledged to this process",
        )
        .bytes(),
        Some(counts.bytes as f64),
    );
    page.one(
        Family::counter(
            "upload_bridge_upload_attempts",
            "Attempts of the uploads of this process",
        ),
        Some(counts.attempts as f64),
    );
    page.put(
        Family::counter(
            "upload_bridge_probes",
            "Times that this process asked whether a device is there",
        ),
        [
            (labelled("result", "answered"), counts.answered as f64),
            (labelled("result", "silent"), counts.silent as f64),
        ],
    );
    page.one(
        Family::counter(
            "upload_bridge_secrets_refused",
            "Times that a device refused its PIN or token",
        ),
        Some(counts.refused as f64),
    );
}

pub(super) fn put_parts(page: &mut Page, parts: &[(&'static str, PartState)]) {
    let is_ok = |state: &PartState| f64::from(u8::from(*state == PartState::Ok));
    page.put(
        Family::gauge(
            "upload_bridge_part_ok",
            "1 if a part of the program works as it should, else 0",
        ),
        parts.iter().map(|(name, state)| {
            let labels: Labels = vec![("part", label(name))];
            (labels, is_ok(state))
        }),
    );
}
