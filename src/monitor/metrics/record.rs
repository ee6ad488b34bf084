//! [`Record`]: what is known and measured of one device.

use super::super::score::{Score, score};
use super::bucket::{Bucket, Ending, Window, percentile};
use super::{DAY, is_absence, minute};
use crate::engine::{DeviceView, Ended, Presence, UploadFact};
use crate::problem::Code;
use crate::store::{HOUR, KnownDevice};
use std::cell::RefCell;
use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;

/// Ends of uploads that are kept one by one.
const RECENT: usize = 30;

/// A start of the device: its uptime, and when it said so.
#[derive(Clone, Copy, Debug)]
pub(in crate::monitor) struct Uptime {
    pub(in crate::monitor) time: Duration,
    pub(in crate::monitor) at: i64,
}

/// What is known and measured of one device.
#[derive(Debug, Default)]
pub(in crate::monitor) struct Record {
    pub(in crate::monitor) name: String,
    pub(in crate::monitor) family: String,
    pub(in crate::monitor) address: String,
    pub(in crate::monitor) presence: Option<Presence>,
    pub(in crate::monitor) is_locked: bool,
    pub(in crate::monitor) is_set_aside: bool,
    pub(in crate::monitor) last_seen: Option<i64>,
    pub(in crate::monitor) uptime: Option<Uptime>,
    /// When it was seen to have started again.
    pub(in crate::monitor) restarted_at: Option<i64>,
    /// When it refused its PIN or token; `None` once it is unlocked.
    pub(in crate::monitor) refused_at: Option<i64>,
    pub(in crate::monitor) free_bytes: Option<u64>,
    pub(in crate::monitor) forgettable: bool,
    /// The newest ends of uploads, oldest first.
    pub(in crate::monitor) endings: VecDeque<Ending>,
    /// Uploads that failed since one did not.
    pub(in crate::monitor) failures_in_a_row: u32,
    minutes: BTreeMap<i64, Bucket>,
    /// Windows of the minute they were summed up in.
    windows: RefCell<Option<(i64, Arc<Windows>)>>,
}

/// The windows of a device.
#[derive(Clone, Debug, Default)]
pub(in crate::monitor) struct Windows {
    pub(in crate::monitor) hour: Window,
    pub(in crate::monitor) day: Window,
    pub(in crate::monitor) score: Option<Score>,
    /// Median answer time of each part of the day that has answers: when it began, and the time.
    pub(in crate::monitor) answers: Vec<(i64, Option<Duration>)>,
}

/// Length of a part of the day in a sparkline, in seconds.
const PART: i64 = 15 * 60;

impl Record {
    /// The bucket of that time.
    pub(super) fn minute(&mut self, at: i64) -> &mut Bucket {
        self.windows.replace(None);
        self.minutes.entry(minute(at)).or_default()
    }

    /// Puts a bucket that was stored in the place of what is known of that minute.
    pub(super) fn put(&mut self, start: i64, bucket: Bucket) {
        self.windows.replace(None);
        self.minutes.insert(start, bucket);
    }

    /// Notes what an upload says of the device.
    pub(super) fn describe(&mut self, fact: &UploadFact) {
        if self.name.is_empty() {
            self.name = fact.device.label().to_owned();
        }
        if let Some(family) = fact.device.family {
            self.family = family.to_owned();
        }
        self.address.clone_from(&fact.device.address);
    }

    /// Notes how an upload ended.
    pub(super) fn ended(&mut self, fact: &UploadFact, is_excused: bool) {
        match fact.outcome {
            Ended::Verified | Ended::Unverified | Ended::Skipped => {
                self.refused_at = None; // it took the secret
                self.free_bytes = None; // it had room, and says how much when it is asked next
            }
            Ended::Failed | Ended::Cancelled => {}
        }
        self.take_in(Ending::of(fact, is_excused));
    }

    fn take_in(&mut self, ending: Ending) {
        match ending.outcome {
            // a device that asks for its PIN is not a broken one: a refused PIN is an alert of its own
            Ended::Failed
                if ending.is_excused
                    || matches!(ending.code(), Some(Code::JobLimited | Code::DeviceLocked)) => {}
            Ended::Failed => self.failures_in_a_row += 1,
            Ended::Cancelled => {}
            Ended::Verified | Ended::Unverified | Ended::Skipped => self.failures_in_a_row = 0,
        }
        self.endings.push_back(ending);
        if self.endings.len() > RECENT {
            self.endings.pop_front();
        }
    }

    /// Recalls how uploads ended, from the minutes that were stored.
    pub(super) fn recall_endings(&mut self) {
        self.endings.clear();
        self.failures_in_a_row = 0;
        let buckets = self.minutes.values();
        let endings: Vec<Ending> = buckets.flat_map(|bucket| bucket.endings.clone()).collect();
        let extra = endings.len().saturating_sub(RECENT);
        endings
            .into_iter()
            .skip(extra)
            .for_each(|ending| self.take_in(ending));
    }

    /// A device answers where none did: its failures raise no alert any more.
    pub(super) fn is_answered(&mut self) {
        self.endings.clear();
        self.failures_in_a_row = 0;
    }

    /// Forgets what was counted.
    pub(super) fn restart(&mut self) {
        self.minutes.clear();
        self.endings.clear();
        self.failures_in_a_row = 0;
        self.windows.replace(None);
    }

    /// Puts failures without an answer down to the network that has dropped since then.
    pub(super) fn excuse_since(&mut self, since: i64) {
        for bucket in self.minutes.range_mut(minute(since)..).map(|(_, b)| b) {
            for ending in &mut bucket.endings {
                let is_one = ending.at >= since && ending.code().is_some_and(is_absence);
                if is_one && !ending.is_excused {
                    ending.is_excused = true;
                    bucket.excused += 1;
                }
            }
        }
        self.windows.replace(None);
        self.recall_endings();
    }

    /// Notes what is shown of the device.
    pub(super) fn show(&mut self, view: &DeviceView, now: i64) {
        view.name().clone_into(&mut self.name);
        view.device.family.clone_into(&mut self.family);
        self.address = view.device.address.to_string();
        // only a device that was seen locked can be seen unlocked: the list of known devices does not say
        if self.is_locked && !view.locked && view.presence == Presence::Online {
            self.refused_at = None;
        }
        self.is_locked = view.locked;
        self.is_set_aside = view.is_set_aside();
        self.last_seen = Some(view.last_seen);
        self.forgettable = view.forgettable;
        self.presence = Some(view.presence);
        if view.device.limits.free_bytes.is_some() {
            self.free_bytes = view.device.limits.free_bytes;
        }
        if let Some(time) = view.device.uptime {
            self.started(time, view.last_seen.min(now));
        }
    }

    /// Notes an uptime. One that has grown by less than the time that passed, by more than clocks differ, is a restart: it may
    /// have been long ago.
    fn started(&mut self, time: Duration, at: i64) {
        const SLACK: Duration = Duration::from_secs(10);
        if let Some(before) = self.uptime {
            let passed = Duration::from_secs(u64::try_from(at - before.at).unwrap_or(0));
            if time + SLACK + passed / 50 < before.time + passed {
                self.restarted_at = Some(at);
            }
        }
        if self.uptime.is_none_or(|before| at >= before.at) {
            self.uptime = Some(Uptime { time, at });
        }
    }

    /// Notes what the store knows of a device that this run has not met.
    pub(super) fn recall(&mut self, known: &KnownDevice) {
        if self.presence.is_some() {
            return;
        }
        self.name = known
            .settings
            .nickname
            .clone()
            .unwrap_or_else(|| known.name.clone());
        self.family.clone_from(&known.family);
        self.address.clone_from(&known.last_address);
        self.is_set_aside = known.is_set_aside;
        self.last_seen = Some(known.last_seen);
    }

    /// Counts time that passed; in which bucket. A part of the day has one bucket for that: it would be many otherwise.
    pub(super) fn pass(&mut self, now: i64, seconds: u32) -> Option<i64> {
        let is_there = match self.presence {
            Some(Presence::Online | Presence::Retrying) => true,
            Some(Presence::Offline) => false,
            _ => return None,
        };
        if self.is_set_aside {
            return None;
        }
        let start = now - now.rem_euclid(PART);
        let bucket = self.minutes.entry(start).or_default();
        bucket.watched_s += seconds;
        bucket.online_s += if is_there { seconds } else { 0 };
        Some(start)
    }

    pub(super) fn prune(&mut self, before: i64) {
        if self
            .minutes
            .first_key_value()
            .is_some_and(|(start, _)| *start < before)
        {
            self.minutes = self.minutes.split_off(&before);
            self.windows.replace(None);
        }
    }

    /// Sums up the minutes of a span.
    pub(super) fn sum(&self, from: i64, to: i64) -> Bucket {
        let mut sum = Bucket::default();
        for (_, bucket) in self.minutes.range(from..to) {
            sum.add(bucket);
        }
        sum
    }

    /// Sums up the last hour and the last day; once a minute, or when something was counted.
    pub(in crate::monitor) fn windows(&self, now: i64) -> Arc<Windows> {
        let this = minute(now);
        if let Some((at, windows)) = &*self.windows.borrow()
            && *at == this
        {
            return windows.clone();
        }
        let end = this + super::MINUTE;
        let day = Window::of(&self.sum(end - DAY, end));
        let windows = Arc::new(Windows {
            hour: Window::of(&self.sum(end - HOUR, end)),
            score: score(&day),
            day,
            answers: self.answers(end),
        });
        self.windows.replace(Some((this, windows.clone())));
        windows
    }

    /// The median answer of each part of the day in which the device was asked; `None` where no answer came.
    fn answers(&self, end: i64) -> Vec<(i64, Option<Duration>)> {
        let first = end - DAY;
        let mut parts: Vec<(i64, Vec<u32>)> = Vec::new();
        for (start, bucket) in self.minutes.range(first..end) {
            if bucket.answers.is_empty() && bucket.silent == 0 {
                continue;
            }
            let part = start - (start - first).rem_euclid(PART);
            match parts.last_mut() {
                Some((last, answers)) if *last == part => answers.extend(&bucket.answers),
                _ => parts.push((part, bucket.answers.clone())),
            }
        }
        let median = |mut answers: Vec<u32>| {
            answers.sort_unstable();
            percentile(&answers, 50)
        };
        let parts = parts.into_iter();
        parts
            .map(|(start, answers)| (start, median(answers)))
            .collect()
    }
}
