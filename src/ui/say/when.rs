//! Words dates and times: in the computer's own time zone, today and yesterday by name.

use crate::t;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};

/// Converts seconds since 1970 to local dates and times.
#[derive(Clone, Debug)]
pub(in crate::ui) struct Calendar {
    zone: TimeZone,
    today: Date,
}

impl Calendar {
    /// Returns the calendar of this computer, now.
    pub(in crate::ui) fn here() -> Self {
        Self::of(&Zoned::now())
    }

    fn of(now: &Zoned) -> Self {
        Self {
            zone: now.time_zone().clone(),
            today: now.date(),
        }
    }

    /// Returns the local day of a time.
    pub(in crate::ui) fn day(&self, seconds: i64) -> Date {
        self.local(seconds).date()
    }

    /// `14:03`.
    pub(in crate::ui) fn clock(&self, seconds: i64) -> String {
        self.local(seconds).strftime("%H:%M").to_string()
    }

    /// `14:03`, or `29 Nov 14:03` on another day than today.
    pub(in crate::ui) fn clock_of_day(&self, seconds: i64) -> String {
        if self.day(seconds) == self.today {
            self.clock(seconds)
        } else {
            self.clock_or_day(seconds)
        }
    }

    /// `14:03:59`, or `29 Nov 14:03` on another day than today.
    pub(in crate::ui) fn clock_or_day(&self, seconds: i64) -> String {
        let local = self.local(seconds);
        if local.date() == self.today {
            return local.strftime("%H:%M:%S").to_string();
        }
        t!(
            "date-short",
            day = i32::from(local.day()),
            month = i32::from(local.month()),
            time = local.strftime("%H:%M").to_string()
        )
    }

    /// `Today`, `Yesterday`, else `Saturday 21 November 2026`.
    pub(in crate::ui) fn name(&self, day: Date) -> String {
        if day == self.today {
            t!("date-today").into()
        } else if self.today.yesterday().ok() == Some(day) {
            t!("date-yesterday").into()
        } else {
            t!(
                "date-long",
                weekday = i32::from(day.weekday().to_monday_one_offset()),
                day = i32::from(day.day()),
                month = i32::from(day.month()),
                year = i32::from(day.year())
            )
        }
    }

    /// Converts to local time; times beyond the calendar become its last second.
    fn local(&self, seconds: i64) -> Zoned {
        Timestamp::from_second(seconds)
            .unwrap_or(Timestamp::MAX)
            .to_zoned(self.zone.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The calendar of a person in Berlin on the night after the clocks went back, and seconds since 1970.
    fn berlin(now: &str) -> Calendar {
        let now: Timestamp = now.parse().unwrap();
        let zone = TimeZone::get("Europe/Berlin").expect("the zones come with the program");
        Calendar::of(&now.to_zoned(zone))
    }

    fn at(utc: &str) -> i64 {
        utc.parse::<Timestamp>().unwrap().as_second()
    }

    #[test]
    fn times_are_those_of_the_place_on_both_sides_of_a_change_of_the_clocks() {
        let calendar = berlin("2026-10-25T12:00:00Z");
        assert_eq!(calendar.clock(at("2026-10-24T22:30:00Z")), "00:30");
        assert_eq!(calendar.clock(at("2026-10-25T00:30:00Z")), "02:30");
        assert_eq!(calendar.clock(at("2026-10-25T01:30:00Z")), "02:30");
        assert_eq!(calendar.clock(at("2026-10-25T02:30:00Z")), "03:30");
    }

    #[test]
    fn the_last_two_days_have_names_by_the_local_calendar() {
        // 00:30 on the 30th in Berlin
        let calendar = berlin("2026-11-29T23:30:00Z");
        for (utc, name) in [
            ("2026-11-29T23:10:00Z", "Today"),
            ("2026-11-29T22:59:59Z", "Yesterday"),
            ("2026-11-28T23:00:00Z", "Yesterday"),
            ("2026-11-28T22:59:59Z", "Saturday 28 November 2026"),
            ("2025-12-31T23:00:00Z", "Thursday 1 January 2026"),
        ] {
            assert_eq!(calendar.name(calendar.day(at(utc))), name, "{utc}");
        }
    }

    #[test]
    fn a_line_of_another_day_says_which() {
        let calendar = berlin("2026-11-30T11:00:00Z");
        assert_eq!(
            calendar.clock_or_day(at("2026-11-30T09:03:59Z")),
            "10:03:59"
        );
        assert_eq!(
            calendar.clock_or_day(at("2026-11-29T22:03:59Z")),
            "29 Nov 23:03"
        );
    }

    #[test]
    fn no_number_of_seconds_is_too_large() {
        let calendar = berlin("2026-11-30T11:00:00Z");
        assert_eq!(calendar.day(i64::MAX).year(), 9999);
        assert_eq!(calendar.clock(0), "01:00");
    }
}
