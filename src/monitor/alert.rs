//! Alerts: conditions that are true now (`rules`), each followed from when it is noticed until it is resolved. A condition
//! fires after it has been true for a while, once, and resolves by itself; when it is true again, that is a new alert.

mod condition;
mod rules;

pub use condition::{AlertKind, Condition, Severity, Subject};
pub(super) use rules::{Computer, conditions};

use crate::message::Message;
use crate::problem::{Code, Remedy};
use crate::store::AlertRow;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How long a condition must be true before it fires, in seconds. A critical one fires at once.
const PENDING: i64 = 30;
/// How long an alert that still fires is not reported again, in seconds.
const REPEAT: i64 = 4 * 3600;
/// Resolved alerts that are kept in memory.
const KEEP_RESOLVED: usize = 200;

/// Where an alert stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AlertState {
    /// Its condition is true, and may pass.
    Pending,
    Firing,
    /// Its condition is true no more.
    Resolved,
}

/// For how long a person does not want to hear of an alert.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Silence {
    Hour,
    Day,
    UntilResolved,
    /// Ends a silence.
    Off,
}

impl Silence {
    /// Until when, in seconds since 1970, as [`crate::store::Store::silence`] takes it.
    #[must_use]
    pub fn until(self, now: i64) -> Option<i64> {
        match self {
            Self::Hour => Some(now + 3600),
            Self::Day => Some(now + 24 * 3600),
            Self::UntilResolved => None,
            Self::Off => Some(0),
        }
    }
}

/// One alert, from when its condition was noticed until it was resolved.
#[derive(Clone, Debug, PartialEq)]
pub struct Alert {
    /// Number of the alert; a new one for each time that it fires.
    pub id: i64,
    /// What it is about: type, device or network, code. The same each time.
    pub key: String,
    pub kind: AlertKind,
    pub severity: Severity,
    pub subject: Subject,
    pub code: Option<Code>,
    /// What is wrong.
    pub message: Message,
    /// What to do about it.
    pub remedy: Remedy,
    /// When it was noticed, in seconds since 1970.
    pub first_at: i64,
    /// When it was last true.
    pub last_at: i64,
    /// How many events it stands for: failed uploads, devices.
    pub count: u32,
    pub state: AlertState,
    pub resolved_at: Option<i64>,
    /// Whether a person has silenced it, and until when; `Some(None)`: until it is resolved.
    pub silenced: Option<Option<i64>>,
    /// Key of the alert that explains it and mutes it.
    pub muted_by: Option<String>,
    /// When it was last reported.
    reported_at: Option<i64>,
}

impl Alert {
    /// Whether it asks for attention: it fires, and is neither silenced nor explained by another one.
    #[must_use]
    pub fn is_active(&self) -> bool {
        self.state == AlertState::Firing && self.silenced.is_none() && self.muted_by.is_none()
    }
}

/// A change that people hear of.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    Fired(Alert),
    /// It still fires, hours later.
    Repeated(Alert),
    Resolved(Alert),
}

impl Change {
    #[must_use]
    pub fn alert(&self) -> &Alert {
        match self {
            Self::Fired(alert) | Self::Repeated(alert) | Self::Resolved(alert) => alert,
        }
    }

    /// Returns the word used in `alerts.jsonl`.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Fired(_) => "fired",
            Self::Repeated(_) => "repeated",
            Self::Resolved(_) => "resolved",
        }
    }
}

/// All alerts.
#[derive(Debug, Default)]
pub(super) struct Alerts {
    /// Those whose condition is true, by key.
    open: BTreeMap<String, Alert>,
    /// Resolved ones, oldest first.
    resolved: Vec<Alert>,
    silences: BTreeMap<String, Option<i64>>,
    last_id: i64,
    /// Whether what is missing on this computer is not known yet: alerts of earlier runs about that stay as they are.
    awaits_checks: bool,
    /// Alerts to be stored.
    unsaved: Vec<AlertRow>,
}

impl Alerts {
    /// Takes over what was stored. Open alerts go on, as if they had been reported.
    pub(super) fn load(&mut self, rows: Vec<AlertRow>, silences: Vec<(String, Option<i64>)>) {
        self.silences = silences.into_iter().collect();
        for row in rows.into_iter().rev() {
            self.last_id = self.last_id.max(row.id);
            let Some(mut alert) = condition::alert_of(&row) else {
                continue;
            };
            alert.silenced = self.silences.get(&alert.key).copied();
            match alert.state {
                AlertState::Resolved => self.resolved.push(alert),
                _ => _ = self.open.insert(alert.key.clone(), alert),
            }
        }
        self.trim();
    }

    /// Devices that refused their PIN or token, by their open alerts, and when.
    pub(super) fn refused_secrets(&self) -> impl Iterator<Item = (&str, i64)> {
        self.open.values().filter_map(|alert| {
            let is_one = alert.code == Some(Code::DeviceLocked);
            let device = alert.subject.device().filter(|_| is_one)?;
            Some((device, alert.first_at))
        })
    }

    /// Replaces which alerts are silenced.
    pub(super) fn set_silences(&mut self, silences: Vec<(String, Option<i64>)>) {
        self.silences = silences.into_iter().collect();
        for alert in self.open.values_mut() {
            alert.silenced = self.silences.get(&alert.key).copied();
        }
    }

    /// Compares what is true at `now` with what was, and returns what people hear of.
    pub(super) fn tick(&mut self, now: i64, conditions: Vec<Condition>) -> Vec<Change> {
        let mut changes = Vec::new();
        let mut before = std::mem::take(&mut self.open);
        for condition in conditions {
            let silenced = self.silenced(&condition.key, now);
            let known = before.remove(&condition.key);
            let was_reported = known
                .as_ref()
                .is_some_and(|alert| alert.reported_at.is_some());
            let before_that = known.as_ref().map(Alert::stored_part);
            let mut alert = match known {
                Some(alert) => alert.still(condition, now),
                None => Alert::noticed(condition, now),
            };
            alert.silenced = silenced;
            if alert.fires(now) {
                if alert.state == AlertState::Pending {
                    self.last_id += 1;
                    alert.id = self.last_id;
                }
                let is_new = alert.state == AlertState::Pending;
                let is_due = alert.is_due(now);
                alert.state = AlertState::Firing;
                if is_due {
                    alert.reported_at = Some(now);
                    changes.push(if was_reported {
                        Change::Repeated(alert.clone())
                    } else {
                        Change::Fired(alert.clone())
                    });
                }
                // others read it from the store: with the count and the severity that it has now
                let has_changed = before_that != Some(alert.stored_part());
                if is_new || is_due || has_changed {
                    self.unsaved.extend(condition::row_of(&alert));
                }
            }
            self.open.insert(alert.key.clone(), alert);
        }
        for (key, gone) in before {
            if self.awaits_checks && gone.kind == AlertKind::Dependency {
                self.open.insert(key, gone);
            } else {
                changes.extend(self.resolve(gone, now));
            }
        }
        changes
    }

    /// Notes whether what is missing on this computer is not known yet.
    pub(super) fn await_checks(&mut self, awaits_checks: bool) {
        self.awaits_checks = awaits_checks;
    }

    fn silenced(&self, key: &str, now: i64) -> Option<Option<i64>> {
        let until = *self.silences.get(key)?;
        until.is_none_or(|at| at > now).then_some(until)
    }

    /// Ends an alert whose condition is true no more. One that never fired leaves nothing.
    fn resolve(&mut self, mut alert: Alert, now: i64) -> Option<Change> {
        if self.silences.get(&alert.key) == Some(&None) {
            self.silences.remove(&alert.key);
        }
        if alert.state != AlertState::Firing {
            return None;
        }
        alert.state = AlertState::Resolved;
        alert.resolved_at = Some(now);
        self.unsaved.extend(condition::row_of(&alert));
        self.resolved.push(alert.clone());
        self.trim();
        alert.reported_at.map(|_| Change::Resolved(alert))
    }

    fn trim(&mut self) {
        let extra = self.resolved.len().saturating_sub(KEEP_RESOLVED);
        self.resolved.drain(..extra);
    }

    /// Takes the rows that are to be stored.
    pub(super) fn take_unsaved(&mut self) -> Vec<AlertRow> {
        std::mem::take(&mut self.unsaved)
    }

    /// Keeps rows that could not be stored, before those that have come since.
    pub(super) fn keep_unsaved(&mut self, mut rows: Vec<AlertRow>) {
        rows.append(&mut self.unsaved);
        self.unsaved = rows;
    }

    /// Keys of silences that ended with their alert.
    #[must_use]
    pub(super) fn silences(&self) -> &BTreeMap<String, Option<i64>> {
        &self.silences
    }

    /// All alerts: those that are open, worst first, then resolved ones, newest first.
    #[must_use]
    pub(super) fn all(&self) -> Vec<Alert> {
        let mut open: Vec<Alert> = self.open.values().cloned().collect();
        open.sort_by_key(|alert| (std::cmp::Reverse(alert.severity), alert.first_at));
        open.extend(self.resolved.iter().rev().cloned());
        open
    }
}

impl Alert {
    /// Makes the alert of a condition that was noticed at `now`.
    #[must_use]
    pub fn noticed(condition: Condition, now: i64) -> Self {
        let Condition {
            key,
            kind,
            severity,
            subject,
            code,
            message,
            remedy,
            count,
            muted_by,
        } = condition;
        Self {
            id: 0,
            key,
            kind,
            severity,
            subject,
            code,
            message,
            remedy,
            first_at: now,
            last_at: now,
            count,
            state: AlertState::Pending,
            resolved_at: None,
            silenced: None,
            muted_by,
            reported_at: None,
        }
    }

    /// What the store has of it, and may change while it fires.
    fn stored_part(&self) -> (u32, Severity, Option<String>) {
        (self.count, self.severity, self.muted_by.clone())
    }

    /// The alert as its condition now is.
    fn still(self, condition: Condition, now: i64) -> Self {
        let is_worse = condition.severity > self.severity;
        Self {
            id: self.id,
            first_at: self.first_at,
            state: self.state,
            // one that has become critical is news
            reported_at: self.reported_at.filter(|_| !is_worse),
            ..Self::noticed(condition, now)
        }
    }

    /// Whether the condition has been true for long enough.
    fn fires(&self, now: i64) -> bool {
        let pending =
            if self.severity == Severity::Critical || self.code == Some(Code::DeviceLocked) {
                0
            } else {
                PENDING
            };
        self.state == AlertState::Firing || now - self.first_at >= pending
    }

    /// Whether people hear of it now.
    fn is_due(&self, now: i64) -> bool {
        let is_wanted = self.silenced.is_none() && self.muted_by.is_none();
        is_wanted && self.reported_at.is_none_or(|at| now - at >= REPEAT)
    }
}

#[cfg(test)]
mod tests;
