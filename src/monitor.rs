//! Measures: counts the engine's facts, scores devices, raises alerts, and publishes all of it as one snapshot that the window,
//! the command line and the local port show. Also writes the upload history and reports of device tests as
//! documents, and times as text.
//!
//! * `metrics`: counts by device and minute, summed up by hour and day. `score`: the health of a device.
//! * `alert`: the rules, and each alert from when it is noticed until it is resolved.
//! * `service`: the task that does all this; `health`: the snapshot that it publishes.

mod alert;
mod alert_log;
pub mod audit;
mod handle;
mod health;
pub mod history;
mod metrics;
mod process;
mod score;
pub mod selftest;
mod service;

pub use alert::{Alert, AlertKind, AlertState, Change, Condition, Severity, Silence, Subject};
pub use alert_log::object as alert_object;
pub use handle::{Monitor, MonitorOptions, Role};
pub use health::{DeviceHealth, FleetHealth, Health, ProcessHealth, read};
pub use metrics::{Bucket, Collector, StoredFact, Window, leave_forgotten};
pub use score::{MIN_EVENTS, Reason, Score, median, score};

use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};

/// Writes a time, in seconds since 1970, as RFC 3339 in UTC, as the log files do.
#[must_use]
pub fn utc(seconds: i64) -> String {
    at(seconds, TimeZone::UTC)
        .strftime("%Y-%m-%dT%H:%M:%SZ")
        .to_string()
}

/// Writes a time, in seconds since 1970, as RFC 3339 in the computer's time zone: `2026-11-30T16:03:59+01:00`.
#[must_use]
pub fn rfc3339(seconds: i64) -> String {
    rfc3339_in(seconds, TimeZone::system())
}

/// Writes a time, in seconds since 1970, for people, in the computer's time zone: `2026-11-30 16:03:59`.
#[must_use]
pub fn local(seconds: i64) -> String {
    at(seconds, TimeZone::system())
        .strftime("%Y-%m-%d %H:%M:%S")
        .to_string()
}

fn rfc3339_in(seconds: i64, zone: TimeZone) -> String {
    at(seconds, zone)
        .strftime("%Y-%m-%dT%H:%M:%S%:z")
        .to_string()
}

/// A time that no calendar holds counts as the last one that a calendar does.
fn at(seconds: i64, zone: TimeZone) -> Zoned {
    Timestamp::from_second(seconds)
        .unwrap_or(Timestamp::MAX)
        .to_zoned(zone)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_written_as_a_calendar_has_them() {
        for (seconds, text) in [
            (0, "1970-01-01T00:00:00Z"),
            (951_782_399, "2000-02-28T23:59:59Z"),
            (951_782_400, "2000-02-29T00:00:00Z"),
            (1_709_251_199, "2024-02-29T23:59:59Z"),
            (1_709_251_200, "2024-03-01T00:00:00Z"),
            (4_107_542_399, "2100-02-28T23:59:59Z"),
            (4_107_542_400, "2100-03-01T00:00:00Z"),
            (-1, "1969-12-31T23:59:59Z"),
        ] {
            assert_eq!(utc(seconds), text);
        }
        assert!(utc(i64::MAX).starts_with("9999-12-30"));
    }

    #[test]
    fn exported_times_carry_the_offset_of_their_own_season() {
        let berlin = TimeZone::get("Europe/Berlin").unwrap();
        for (seconds, text) in [
            (1_796_050_800, "2026-11-30T16:00:00+01:00"),
            (1_782_828_000, "2026-06-30T16:00:00+02:00"),
            (951_782_399, "2000-02-29T00:59:59+01:00"),
        ] {
            assert_eq!(rfc3339_in(seconds, berlin.clone()), text);
            let read: Timestamp = text.parse().unwrap();
            assert_eq!(read.as_second(), seconds);
        }
        let west = TimeZone::fixed(jiff::tz::offset(-3));
        assert_eq!(rfc3339_in(0, west), "1969-12-31T21:00:00-03:00");
        assert_eq!(rfc3339_in(0, TimeZone::UTC), "1970-01-01T00:00:00+00:00");
        let here: Timestamp = rfc3339(1_796_050_800).parse().unwrap();
        assert_eq!(here.as_second(), 1_796_050_800);
    }
}
