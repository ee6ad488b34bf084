//! [`Bucket`]: what was measured of one device in a minute or an hour, and [`Window`]: the sum of the buckets of a longer time.

use crate::engine::{Ended, ProbeFact, UploadFact};
use crate::problem::Code;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::time::Duration;

/// Time within which an answer satisfies (Apdex T); up to four times that is tolerated.
pub(super) const SATISFIED: Duration = Duration::from_secs(1);
/// Longest answer that is tolerated: four times [`SATISFIED`].
pub(super) const TOLERATED: Duration = Duration::from_secs(4);

/// How an upload ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::monitor) struct Ending {
    #[serde(rename = "t")]
    pub(in crate::monitor) at: i64,
    #[serde(rename = "o")]
    pub(in crate::monitor) outcome: Ended,
    #[serde(rename = "c", default, skip_serializing_if = "Option::is_none")]
    code: Option<String>,
    /// Whether a dropped network explains it.
    #[serde(rename = "x", default)]
    pub(in crate::monitor) is_excused: bool,
}

impl Ending {
    pub(super) fn of(fact: &UploadFact, is_excused: bool) -> Self {
        Self {
            at: fact.at,
            outcome: fact.outcome,
            code: fact.code.map(|code| code.as_str().to_owned()),
            is_excused,
        }
    }

    /// Code of the failure; `None` of a code that this version does not know, too.
    pub(in crate::monitor) fn code(&self) -> Option<Code> {
        self.code.as_deref()?.parse().ok()
    }
}

/// What was measured of one device in one span of time. Numbers only add up, so buckets can be summed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Bucket {
    /// Uploads by how they ended, in the order of [`Ended::ALL`].
    #[serde(skip_serializing_if = "are_zero")]
    pub ended: [u32; 5],
    /// The same one by one, oldest first; only of minutes.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) endings: Vec<Ending>,
    /// Failed uploads that a dropped network explains.
    #[serde(skip_serializing_if = "is_zero")]
    pub excused: u32,
    /// Failed uploads by code.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub errors: BTreeMap<String, u32>,
    /// Bytes that the device acknowledged, and the time for that in milliseconds.
    #[serde(skip_serializing_if = "is_none")]
    pub bytes: u64,
    #[serde(skip_serializing_if = "is_none")]
    pub sending_ms: u64,
    /// Uploads that were read back, and the time for that in milliseconds.
    #[serde(skip_serializing_if = "is_zero")]
    pub verifies: u32,
    #[serde(skip_serializing_if = "is_none")]
    pub verifying_ms: u64,
    #[serde(skip_serializing_if = "is_zero")]
    pub attempts: u32,
    /// Answer times in milliseconds.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub answers: Vec<u32>,
    /// Questions that no answer came to.
    #[serde(skip_serializing_if = "is_zero")]
    pub silent: u32,
    /// Questions to firmware that answers while it plays, by Apdex: satisfied, tolerated, frustrated.
    #[serde(skip_serializing_if = "are_zero")]
    pub apdex: [u32; 3],
    /// Seconds in which it was known whether the device is there, and in which it was.
    #[serde(skip_serializing_if = "is_zero")]
    pub watched_s: u32,
    #[serde(skip_serializing_if = "is_zero")]
    pub online_s: u32,
}

#[allow(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde passes a reference"
)]
fn is_zero(n: &u32) -> bool {
    *n == 0
}

#[allow(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde passes a reference"
)]
fn is_none(n: &u64) -> bool {
    *n == 0
}

fn are_zero(counts: &[u32]) -> bool {
    counts.iter().all(|n| *n == 0)
}

fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

impl Bucket {
    /// Counts an upload that has ended.
    pub(super) fn count(&mut self, fact: &UploadFact, is_excused: bool) {
        self.add_ended(fact.outcome, 1);
        self.endings.push(Ending::of(fact, is_excused));
        self.excused += u32::from(is_excused);
        if let Some(code) = fact.code {
            *self.errors.entry(code.as_str().to_owned()).or_default() += 1;
        }
        let measured = &fact.measured;
        self.bytes += measured.sent;
        self.sending_ms += millis(measured.sending);
        if !measured.verifying.is_zero() {
            self.verifies += 1;
            self.verifying_ms += millis(measured.verifying);
        }
        if fact.outcome != Ended::Cancelled {
            self.attempts += fact.attempts;
        }
    }

    fn add_ended(&mut self, outcome: Ended, n: u32) {
        let counts = self.ended.iter_mut().zip(Ended::ALL);
        for (count, _) in counts.filter(|(_, ended)| *ended == outcome) {
            *count += n;
        }
    }

    /// Uploads that ended so.
    #[must_use]
    pub fn count_of(&self, outcome: Ended) -> u32 {
        let counts = self.ended.iter().zip(Ended::ALL);
        counts
            .filter(|(_, ended)| *ended == outcome)
            .map(|(count, _)| count)
            .sum()
    }

    /// Counts a question to the device.
    pub(super) fn probe(&mut self, fact: &ProbeFact) {
        let class = match fact.answer {
            Some(time) => {
                self.answers
                    .push(u32::try_from(time.as_millis()).unwrap_or(u32::MAX));
                match time {
                    time if time <= SATISFIED => 0,
                    time if time <= TOLERATED => 1,
                    _ => 2,
                }
            }
            None => {
                self.silent += 1;
                2
            }
        };
        if fact.answers_while_playing
            && let Some(count) = self.apdex.get_mut(class)
        {
            *count += 1;
        }
    }

    /// Adds what was measured in another span.
    pub fn add(&mut self, other: &Self) {
        for (mine, theirs) in self.ended.iter_mut().zip(other.ended) {
            *mine += theirs;
        }
        for (mine, theirs) in self.apdex.iter_mut().zip(other.apdex) {
            *mine += theirs;
        }
        for (code, n) in &other.errors {
            *self.errors.entry(code.clone()).or_default() += n;
        }
        self.endings.extend(other.endings.iter().cloned());
        self.excused += other.excused;
        self.bytes += other.bytes;
        self.sending_ms += other.sending_ms;
        self.verifies += other.verifies;
        self.verifying_ms += other.verifying_ms;
        self.attempts += other.attempts;
        self.answers.extend(&other.answers);
        self.silent += other.silent;
        self.watched_s += other.watched_s;
        self.online_s += other.online_s;
    }
}

/// Summed up over a window. What was not measured is `None`, never 0.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Window {
    pub verified: u32,
    pub unverified: u32,
    pub skipped: u32,
    pub failed: u32,
    pub cancelled: u32,
    /// Failed uploads that a dropped network explains; they are among the failed ones.
    pub excused: u32,
    /// Failed uploads by code, most frequent first.
    pub errors: Vec<(Code, u32)>,
    /// Bytes that the device acknowledged.
    pub bytes: u64,
    /// Acknowledged bytes per second while sending.
    pub speed: Option<f64>,
    /// Time spent on sending, in seconds.
    pub sending: f64,
    /// Mean time to read an upload back.
    pub verify: Option<Duration>,
    /// Mean attempts per upload.
    pub attempts: Option<f64>,
    /// Questions whether it is there, and how many of these no answer came to.
    pub probes: u32,
    pub silent: u32,
    /// Half of the answers took this time at most.
    pub p50: Option<Duration>,
    /// 95 of 100 answers took this time at most.
    pub p95: Option<Duration>,
    /// Part of the watched time in which it was there: 0 to 1.
    pub online: Option<f64>,
    /// Questions that count for the score, by Apdex: satisfied, tolerated, frustrated.
    pub apdex: [u32; 3],
}

impl Window {
    /// Sums up.
    #[must_use]
    pub fn of(bucket: &Bucket) -> Self {
        let mut answers = bucket.answers.clone();
        answers.sort_unstable();
        let mut errors: Vec<(Code, u32)> = bucket
            .errors
            .iter()
            .filter_map(|(code, n)| Some((code.parse().ok()?, *n)))
            .collect();
        errors.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
        let done = bucket.ended.iter().sum::<u32>() - bucket.count_of(Ended::Cancelled);
        let ratio = |a: f64, b: f64| (b > 0.0).then(|| a / b);
        Self {
            verified: bucket.count_of(Ended::Verified),
            unverified: bucket.count_of(Ended::Unverified),
            skipped: bucket.count_of(Ended::Skipped),
            failed: bucket.count_of(Ended::Failed),
            cancelled: bucket.count_of(Ended::Cancelled),
            excused: bucket.excused,
            errors,
            bytes: bucket.bytes,
            speed: (bucket.bytes > 0)
                .then(|| ratio(bucket.bytes as f64, bucket.sending_ms as f64 / 1000.0))
                .flatten(),
            sending: bucket.sending_ms as f64 / 1000.0,
            verify: (bucket.verifies > 0).then(|| {
                Duration::from_millis(bucket.verifying_ms / u64::from(bucket.verifies.max(1)))
            }),
            attempts: ratio(f64::from(bucket.attempts), f64::from(done)),
            probes: answers.len() as u32 + bucket.silent,
            silent: bucket.silent,
            p50: percentile(&answers, 50),
            p95: percentile(&answers, 95),
            online: ratio(f64::from(bucket.online_s), f64::from(bucket.watched_s)),
            apdex: bucket.apdex,
        }
    }

    /// Uploads that ended, without those that a person cancelled.
    #[must_use]
    pub fn ended(&self) -> u32 {
        self.verified + self.unverified + self.skipped + self.failed
    }

    /// Part of these that did not fail: 0 to 1.
    #[must_use]
    pub fn success(&self) -> Option<f64> {
        let ended = self.ended();
        (ended > 0).then(|| f64::from(ended - self.failed) / f64::from(ended))
    }
}

/// The nearest-rank percentile of sorted times.
pub(super) fn percentile(sorted: &[u32], percent: usize) -> Option<Duration> {
    let rank = (sorted.len() * percent).div_ceil(100).max(1);
    let ms = sorted.get(rank - 1)?;
    Some(Duration::from_millis(u64::from(*ms)))
}
