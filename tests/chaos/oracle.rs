//! The oracle: judges a run from plain values. What was sent, what the job said, what the proxy saw, and what the devices
//! hold in the end, read from their own folders or asked of them directly. Knows nothing of the app.

mod held;
mod preset;
#[cfg(test)]
mod tests;

pub(crate) use held::{Held, plays};

use crate::record::Record;
use crate::schedule::{Dialect, Kind, NAME, Schedule};
use sha2::{Digest as _, Sha256};
use std::time::Duration;

/// Most attempts of a job: the first, 25 repeats and 3 full resends.
const MAX_ATTEMPTS: u32 = 29;
/// Most requests that a job of this size can be in need of.
const MAX_REQUESTS: usize = 400;
/// Longest that a job may go on after the device's last byte.
const LONGEST: Duration = Duration::from_secs(120);

/// How a job ended, as it reported.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Report {
    /// `verified`, `skipped`, `unverified`, `failed` or `cancelled`; empty where it never ended.
    pub(crate) outcome: String,
    /// Of a failure.
    pub(crate) code: String,
    /// What it failed at, in words.
    pub(crate) message: String,
    pub(crate) notes: Vec<String>,
    /// The device's identity, as far as it was known.
    pub(crate) device: Option<String>,
    pub(crate) sha256: String,
    pub(crate) attempts: u32,
    pub(crate) playing: Option<bool>,
}

impl Report {
    /// Whether it says that the device holds the bytes.
    pub(crate) fn is_proof(&self) -> bool {
        matches!(self.outcome.as_str(), "verified" | "skipped")
    }

    /// Whether the job did what it was for, as far as such a device lets it.
    pub(crate) fn is_success(&self, dialect: Dialect) -> bool {
        self.is_proof() || dialect == Dialect::Native1 && self.outcome == "unverified"
    }

    /// Whether a note has one of these words.
    fn names(&self, words: &[&str]) -> bool {
        let says = |text: &String| words.iter().any(|word| text.contains(word));
        self.notes.iter().any(says)
    }
}

/// Everything that is known of a run. Devices: the one that was meant, then the one that the address passed to.
pub(crate) struct Facts<'a> {
    pub(crate) schedule: &'a Schedule,
    pub(crate) report: &'a Report,
    pub(crate) records: &'a [Record],
    pub(crate) began: Duration,
    /// When the job ended; where it never did, when that was given up.
    pub(crate) ended: Duration,
    pub(crate) last_byte: Option<Duration>,
    pub(crate) before: &'a [Held],
    pub(crate) after: &'a [Held],
    /// Whether the device that the job names plays the pattern, where it was asked.
    pub(crate) plays: Option<bool>,
}

/// A rule that was broken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Violation {
    /// One word for the kind.
    pub(crate) rule: &'static str,
    pub(crate) detail: String,
    /// Whether it counts, or is only worth a look.
    pub(crate) counts: bool,
}

fn broken(rule: &'static str, detail: impl Into<String>) -> Violation {
    Violation {
        rule,
        detail: detail.into(),
        counts: true,
    }
}

fn noted(rule: &'static str, detail: impl Into<String>) -> Violation {
    Violation {
        counts: false,
        ..broken(rule, detail)
    }
}

/// Every rule that a run broke.
pub(crate) fn judge(facts: &Facts<'_>) -> Vec<Violation> {
    let mut found = Vec::new();
    found.extend(ends(facts));
    found.extend(proof(facts));
    found.extend(strays(facts));
    for (device, (before, after)) in facts.before.iter().zip(facts.after).enumerate() {
        found.extend(leftovers(facts, device, before, after));
    }
    found
}

/// How long after the last byte of the device the job went on.
pub(crate) fn overtime(facts: &Facts<'_>) -> Duration {
    let last = facts.last_byte.unwrap_or(facts.began).max(facts.began);
    facts.ended.saturating_sub(last)
}

fn ends(facts: &Facts<'_>) -> Vec<Violation> {
    let over = overtime(facts);
    let mut found = Vec::new();
    let (attempts, requests) = (facts.report.attempts, facts.records.len());
    if attempts > MAX_ATTEMPTS || requests > MAX_REQUESTS {
        found.push(broken(
            "too-many",
            format!("{attempts} attempts, {requests} requests"),
        ));
    }
    if facts.report.outcome.is_empty() {
        let detail = format!("still running after {over:.1?}");
        found.push(broken("never-ended", detail));
    } else if over > LONGEST {
        let detail = format!("{over:.1?} after the last byte");
        found.push(broken("too-long", detail));
    }
    found
}

/// Index of the device that the job means.
fn meant(facts: &Facts<'_>) -> usize {
    let id = facts.report.device.as_deref();
    let named = facts
        .after
        .iter()
        .position(|held| Some(held.id.as_str()) == id);
    named.unwrap_or(0)
}

/// Whether a device holds what was sent.
pub(crate) fn holds(schedule: &Schedule, report: &Report, held: &Held) -> bool {
    match schedule.dialect {
        Dialect::Native => held.files.get(NAME) == Some(&schedule.wire(0)),
        Dialect::Native1 => held.files.get("pattern.bin") == Some(&schedule.wire(0)),
        Dialect::Wled => ours(held).any(|(_, bytes)| sha256(bytes) == report.sha256),
        Dialect::Wled15 => preset::is_stored(held, &schedule.wire(0)),
    }
}

/// Files of ours on a WLED, of the pattern.
fn ours(held: &Held) -> impl Iterator<Item = (&String, &Vec<u8>)> {
    let start = format!("ub_{NAME}_");
    held.files
        .iter()
        .filter(move |(name, _)| name.starts_with(&start))
}

pub(crate) fn sha256(bytes: &[u8]) -> String {
    let hash = Sha256::digest(bytes);
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn proof(facts: &Facts<'_>) -> Vec<Violation> {
    let Facts {
        schedule, report, ..
    } = facts;
    let mut found = Vec::new();
    let device = meant(facts);
    let holds = facts
        .after
        .get(device)
        .is_some_and(|held| holds(schedule, report, held));
    let detail = || format!("{} of device {device}", report.outcome);
    if report.is_proof() && !holds {
        let rule = if report.outcome == "skipped" {
            "false-skipped"
        } else {
            "false-verified"
        };
        found.push(broken(rule, detail()));
    }
    if report.outcome == "unverified" && schedule.dialect != Dialect::Native1 {
        found.push(broken("unproven", detail()));
    }
    if report.outcome == "unverified" && !holds {
        found.push(noted("unverified-and-not-there", detail()));
    }
    if report.playing == Some(true) && facts.plays == Some(false) {
        found.push(noted("false-playing", detail()));
    }
    found
}

/// Requests that changed another device than the one that the job means.
fn strays(facts: &Facts<'_>) -> Vec<Violation> {
    let mut found = Vec::new();
    if facts.schedule.dialect == Dialect::Native1 {
        return found; // it has no identity
    }
    let device = meant(facts);
    let is_stray = |record: &&Record| {
        let took = record.status.is_none_or(|status| status < 300);
        record.device != device && record.delivered && record.kind.is_write() && took
    };
    let strays: Vec<&Record> = facts.records.iter().filter(is_stray).collect();
    for stray in &strays {
        let detail = format!("#{} {}", stray.number, stray.kind.word());
        if facts.schedule.dialect == Dialect::Native {
            let rule = if stray.kind == Kind::Create {
                "stray-create"
            } else {
                "stray-write"
            };
            found.push(broken(rule, detail));
        } else if !follows_an_answer(facts.records, stray, device) {
            found.push(broken("stray-write", detail));
        }
    }
    if let (Some(first), Dialect::Wled | Dialect::Wled15) = (strays.first(), facts.schedule.dialect)
    {
        let detail = format!(
            "#{} {}, then {}",
            first.number,
            first.kind.word(),
            facts.report.outcome
        );
        if strays.len() > 1 {
            found.push(broken("stray-writes", format!("{} of them", strays.len())));
        }
        if facts.report.outcome != "failed" {
            found.push(broken("stray-not-failed", detail));
        } else if facts.report.notes.is_empty() {
            found.push(broken("stray-not-noted", detail));
        }
    }
    found
}

/// Whether the request right before was answered by the device that is meant, with who it is.
fn follows_an_answer(records: &[Record], stray: &Record, device: usize) -> bool {
    let before = stray
        .number
        .checked_sub(2)
        .and_then(|at| records.get(at as usize));
    before.is_some_and(|record| {
        record.kind == Kind::Info
            && record.device == device
            && record.answered
            && record.status == Some(200)
    })
}

/// What the job left behind and did not say.
fn leftovers(facts: &Facts<'_>, device: usize, before: &Held, after: &Held) -> Vec<Violation> {
    let report = facts.report;
    let mut found = Vec::new();
    if let Some(open) = after.open.as_ref().filter(|_| before.open.is_none())
        && !report.names(&["upload", "part"])
    {
        found.push(broken("left-open", format!("{open} on device {device}")));
    }
    let is_meant = device == meant(facts);
    let is_done = is_meant && report.is_success(facts.schedule.dialect);
    match facts.schedule.dialect {
        Dialect::Native => found.extend(left_native(facts, is_done, before, after)),
        Dialect::Wled => found.extend(left_wled(facts, is_done, before, after)),
        Dialect::Wled15 => found.extend(left_preset(facts, is_done, before, after)),
        Dialect::Native1 => {}
    }
    found
        .into_iter()
        .map(|violation| Violation {
            detail: format!("{} (device {device})", violation.detail),
            ..violation
        })
        .collect()
}

/// Files that are new or other than before.
fn changed<'a>(
    before: &'a Held,
    after: &'a Held,
) -> impl Iterator<Item = (&'a String, &'a Vec<u8>)> {
    let is_new = |(name, bytes): &(&String, &Vec<u8>)| before.files.get(*name) != Some(*bytes);
    after.files.iter().filter(is_new)
}

fn left_native(facts: &Facts<'_>, is_done: bool, before: &Held, after: &Held) -> Vec<Violation> {
    let sent = facts.schedule.wire(0);
    let mut found = Vec::new();
    for (name, bytes) in changed(before, after) {
        let is_whole = *bytes == sent;
        if is_done && name == NAME && is_whole || facts.report.names(&[name]) {
            continue;
        }
        let rule = if is_whole {
            "left-whole"
        } else {
            "left-damaged"
        };
        found.push(broken(rule, format!("'{name}', {} bytes", bytes.len())));
    }
    let lost = before
        .files
        .keys()
        .filter(|name| !after.files.contains_key(*name));
    for name in lost {
        if !facts.report.names(&[name]) {
            found.push(broken("lost", format!("'{name}'")));
        }
    }
    found
}

fn left_wled(facts: &Facts<'_>, is_done: bool, before: &Held, after: &Held) -> Vec<Violation> {
    let mut found = Vec::new();
    let mut has_one = false;
    for (name, bytes) in changed(before, after) {
        let is_whole = sha256(bytes) == facts.report.sha256;
        if is_done && is_whole && !has_one && name.starts_with("ub_") {
            has_one = true;
            continue;
        }
        let stem = name.strip_suffix(".gif").unwrap_or(name);
        if facts.report.names(&[stem]) {
            continue;
        }
        let rule = if is_whole {
            "left-whole"
        } else {
            "left-damaged"
        };
        found.push(broken(rule, format!("'{name}', {} bytes", bytes.len())));
    }
    found
}

fn left_preset(facts: &Facts<'_>, is_done: bool, before: &Held, after: &Held) -> Vec<Violation> {
    let sent = facts.schedule.wire(0);
    let mut found = Vec::new();
    let Some(now) = preset::parse(after) else {
        if !facts.report.names(&["preset"]) {
            found.push(broken("left-damaged", "presets.json is no JSON"));
        }
        return found;
    };
    let then = preset::parse(before).unwrap_or_default();
    for (number, preset) in &now {
        if then.get(number) == Some(preset) {
            continue;
        }
        let is_whole = preset::is_ours(preset, &sent);
        if is_done && is_whole || facts.report.names(&["preset"]) {
            continue;
        }
        let rule = if is_whole {
            "left-whole"
        } else {
            "left-damaged"
        };
        found.push(broken(rule, format!("preset {number}")));
    }
    if then.keys().any(|number| !now.contains_key(number)) && !facts.report.names(&["preset"]) {
        found.push(broken("lost", "a preset"));
    }
    found
}
