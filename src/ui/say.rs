//! Words numbers and states: the one place where the window's units and phases get their wording.

pub(super) mod computer;
pub(super) mod health;
mod job;
pub(super) mod label;
pub(super) mod live;
pub(super) mod scan;
pub(super) mod selection;
pub(super) mod toast;
pub(super) mod when;

pub(super) use job::job;

use crate::cache::CacheCount;
use crate::device::Device;
use crate::engine::DeviceView;
use crate::message::Message;
use crate::pattern::{Arrangement, Fit, FitMode, Layout, amperes};
pub(super) use crate::pattern::{byte_parts as bytes_parts, byte_text as bytes};
use crate::problem::{Problem, Remedy};
use crate::t;
use std::time::Duration;

/// Formats a number with one decimal at most.
pub(super) fn decimal(n: f64) -> String {
    let text = format!("{n:.1}");
    text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
}

/// Formats a number with separated thousands: `10,000`.
pub(super) fn grouped(count: u32) -> String {
    let digits = count.to_string();
    let mut out = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// Formats a duration: `4.2 s`, `2 min 5 s`.
pub(super) fn time(duration: Duration) -> String {
    let s = duration.as_secs_f64();
    match s {
        s if s < 1.0 => t!("time-ms", ms = duration.as_millis().to_string()),
        s if s < 60.0 => t!("time-s", s = format!("{s:.1}")),
        s => t!("time-min-s", min = s as u64 / 60, s = s as u64 % 60),
    }
}

/// Formats the firmware as it follows the kind: ` 2.1`; after a kind that is a phrase, `, 0.13.3`.
pub(super) fn firmware(device: &Device) -> String {
    let kind = device.kind.text();
    let stop = if kind.contains(',') { "," } else { "" };
    device
        .firmware
        .as_deref()
        .map(|version| format!("{stop} {version}"))
        .unwrap_or_default()
}

/// Formats an estimated duration: `40 s`, `4 min`.
pub(super) fn roughly(duration: Duration) -> String {
    match duration.as_secs() {
        s @ 0..90 => t!("time-s", s = s.max(1)),
        s => t!("time-min", min = (s + 30) / 60),
    }
}

/// Formats a position in a pattern: `1.24`; from a minute on, `2:05.1`.
pub(super) fn clock(ms: f64) -> String {
    let s = ms / 1000.0;
    if s < 60.0 {
        format!("{s:.2}")
    } else {
        format!("{}:{:04.1}", s as u64 / 60, s % 60.0)
    }
}

/// Formats a layout: `16 × 16`; for strips and maps, `150 LEDs`.
pub(super) fn layout(layout: &Layout) -> String {
    match layout
        .matrix()
        .filter(|_| !matches!(layout.arrangement(), Arrangement::Map(_)))
    {
        Some(matrix) => t!("size-matrix", w = matrix.w(), h = matrix.h()),
        None => t!("size-leds", n = layout.leds()),
    }
}

/// Joins names or facts into one list.
pub(super) fn list<T: AsRef<str>>(items: &[T]) -> String {
    let items: Vec<&str> = items.iter().map(AsRef::as_ref).collect();
    items.join(t!("list-separator"))
}

/// Words a message as a sentence.
pub(super) fn message(message: &(impl Words + ?Sized)) -> String {
    sentence(&message.words())
}

/// Something that has words in the window's language.
pub(super) trait Words {
    fn words(&self) -> String;
}

impl Words for Message {
    fn words(&self) -> String {
        self.text()
    }
}

impl Words for String {
    fn words(&self) -> String {
        self.clone()
    }
}

/// Words what is wrong with a field, to stand below it.
pub(super) fn fault(fault: Option<&Message>) -> Option<String> {
    fault.map(Message::text)
}

/// Words what to do about a problem, as a sentence.
pub(super) fn remedy(remedy: &Remedy) -> String {
    sentence(&remedy.text())
}

/// Words a problem: what failed, and what to do.
pub(super) fn problem(problem: &Problem) -> String {
    let words = format!("{} {}", message(&problem.message), remedy(&problem.remedy));
    words.trim_end().to_owned()
}

/// Words how a cache is used.
pub(super) fn cache(count: &CacheCount) -> String {
    let Some(rate) = count.hit_rate() else {
        return t!("help-cache-unused").to_owned();
    };
    t!(
        "help-cache-about",
        percent = (rate * 100.0).round(),
        asked = count.hits + count.misses,
        entries = count.entries,
        size = bytes(count.bytes),
        capacity = bytes(count.capacity)
    )
}

/// Gives words a capital letter and a full stop.
pub(super) fn sentence(text: &str) -> String {
    let mut chars = text.trim().chars();
    let Some(first) = chars.next() else {
        return String::new();
    };
    let end = if text.trim_end().ends_with(['.', '!', '?', '…']) {
        ""
    } else {
        "."
    };
    format!("{}{}{end}", first.to_uppercase(), chars.as_str())
}

/// Words what was changed of a pattern so that it fits: "Cropped, 20 frames/s."
pub(super) fn adjusted(fit: &Fit) -> String {
    let rate = |fps: f32| t!("adjusted-rate", fps = decimal(f64::from(fps)));
    let all = [
        fit.mode.map(|mode| {
            let word = match mode {
                FitMode::None => t!("adjusted-cropped"),
                FitMode::Contain => t!("adjusted-contain"),
                FitMode::Cover => t!("adjusted-filled"),
                FitMode::Stretch => t!("adjusted-stretched"),
            };
            word.to_owned()
        }),
        fit.max_fps.map(rate),
        fit.first_frames
            .map(|frames| t!("adjusted-first-frames", n = frames)),
        fit.merge_equal.then(|| t!("adjusted-merged").to_owned()),
        fit.cap
            .map(|cap| t!("adjusted-dimmed", amperes = amperes(cap.max_ma))),
    ];
    sentence(&list(&all.into_iter().flatten().collect::<Vec<_>>()))
}

/// Words how long ago a device answered.
pub(super) fn last_seen(view: &DeviceView) -> String {
    let now = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .map_or(0, |d| d.as_secs());
    let ago = now.saturating_sub(u64::try_from(view.last_seen).unwrap_or(0));
    match ago {
        _ if view.last_seen <= 0 => t!("seen-never").into(),
        0..60 => t!("seen-now").into(),
        60..3_600 => t!("seen-minutes", n = ago / 60),
        3_600..86_400 => t!("seen-hours", n = ago / 3_600),
        _ => t!("seen-days", n = ago / 86_400),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_count_by_thousands_with_one_decimal_at_most() {
        assert_eq!(bytes(999), "999 B");
        assert_eq!(bytes(79_300), "79.3 KB");
        assert_eq!(bytes(62_000), "62 KB");
        assert_eq!(bytes(1_200_000), "1.2 MB");
    }

    #[test]
    fn thousands_stand_apart() {
        assert_eq!(
            [7, 100, 1_000, 1_000_000].map(grouped),
            ["7", "100", "1,000", "1,000,000"]
        );
    }

    #[test]
    fn problems_become_sentences() {
        assert_eq!(sentence("the device is locked"), "The device is locked.");
        assert_eq!(sentence("Really?"), "Really?");
        assert_eq!(sentence(""), "");
    }

    #[test]
    fn times_are_told_in_their_own_unit() {
        assert_eq!(time(Duration::from_millis(4200)), "4.2 s");
        assert_eq!(time(Duration::from_secs(125)), "2 min 5 s");
        assert_eq!(clock(1240.0), "1.24");
        assert_eq!(clock(125_100.0), "2:05.1");
    }
}
