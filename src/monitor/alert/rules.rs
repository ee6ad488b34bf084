//! The rules: which conditions are true. Each is a function of what was measured; none remembers anything.

mod silent;

use super::super::metrics::{Collector, Record, Window, is_absence};
use super::condition::{AlertKind, Condition, Severity, Subject};
use crate::engine::Ended;
use crate::message::Message;
use crate::msg;
use crate::problem::{Code, Problem, Remedy};
use std::collections::BTreeMap;

/// Failed uploads in a row that are worth a look, and that are critical.
const IN_A_ROW: u32 = 3;
const MANY_IN_A_ROW: u32 = 10;
/// Uploads of an hour of which more than half failed.
const MIN_OF_HOUR: u32 = 6;
/// Uploads of a day of which a tenth failed.
const MIN_OF_DAY: u32 = 50;
/// Free bytes of a device below which it has no room for a pattern of use.
const DEVICE_RESERVE: u64 = 16 << 10;
/// Free bytes of this computer's disk below which logs and store are in danger: 1 GiB.
const DISK_RESERVE: u64 = 1 << 30;
/// How long a failed upload without an answer counts if none follows, in seconds.
const TIMEOUT_COUNTS: i64 = 24 * 3600;
/// How long a restart is shown, in seconds.
const RESTART_COUNTS: i64 = 600;

/// What is wrong with this computer.
#[derive(Clone, Debug, Default)]
pub(in crate::monitor) struct Computer {
    /// Free bytes of the disk with the home folder; `None`: not known.
    pub(in crate::monitor) free_bytes: Option<u64>,
    /// Why the store cannot be written.
    pub(in crate::monitor) store: Option<Problem>,
    /// What is missing, by name; `None`: not checked yet.
    pub(in crate::monitor) missing: Option<BTreeMap<&'static str, (Message, Remedy)>>,
}

/// Lists everything that is wrong at `now`.
pub(in crate::monitor) fn conditions(
    collector: &Collector,
    computer: &Computer,
    now: i64,
) -> Vec<Condition> {
    let mut found = Vec::new();
    let mut explained_by: BTreeMap<&str, String> = BTreeMap::new();
    for (network, dropped) in collector.dropped() {
        let condition = network_dropped(network, dropped.devices.len());
        for device in &dropped.devices {
            explained_by.insert(device, condition.key.clone());
        }
        found.push(condition);
    }
    for (network, devices) in silent::networks(collector, now) {
        if collector.dropped().contains_key(&network) {
            continue; // noticed while uploads ran
        }
        let condition = network_dropped(&network, devices.len());
        for device in devices {
            explained_by
                .entry(device)
                .or_insert_with(|| condition.key.clone());
        }
        found.push(condition);
    }
    for (id, record) in collector.records() {
        if record.is_set_aside {
            continue; // a person knows, and nothing is sent to it
        }
        let device = Device { id, record, now };
        let muted_by = explained_by.get(id.as_str());
        found.extend(device.conditions().into_iter().map(|condition| Condition {
            muted_by: muted_by.filter(|_| condition.is_of_absence()).cloned(),
            ..condition
        }));
    }
    found.extend(of_computer(computer));
    found
}

impl Condition {
    /// Whether a network that is gone explains it.
    fn is_of_absence(&self) -> bool {
        self.kind == AlertKind::Timeout || self.code.is_some_and(is_absence)
    }

    fn new(
        kind: AlertKind,
        severity: Severity,
        subject: Subject,
        code: Option<Code>,
        message: Message,
        remedy: Remedy,
    ) -> Self {
        let place = match &subject {
            Subject::Device { id, .. } => id.as_str(),
            Subject::Network(network) => network.as_str(),
            Subject::Computer => "computer",
        };
        let code_word = code.map_or("", Code::as_str);
        Self {
            key: format!("{} {place} {code_word}", kind.word())
                .trim_end()
                .to_owned(),
            kind,
            severity,
            subject,
            code,
            message,
            remedy,
            count: 1,
            muted_by: None,
        }
    }

    fn counting(mut self, count: u32) -> Self {
        self.count = count;
        self
    }

    /// Tells two conditions of one kind, subject and code apart.
    fn named(mut self, name: &str) -> Self {
        self.key = format!("{} {name}", self.key);
        self
    }
}

/// A device, and what the rules look at.
struct Device<'a> {
    id: &'a str,
    record: &'a Record,
    now: i64,
}

impl Device<'_> {
    fn conditions(&self) -> Vec<Condition> {
        let windows = self.record.windows(self.now);
        [
            self.in_a_row(),
            self.refused_secret(),
            self.error_rate(&windows.hour, &windows.day),
            self.timed_out(),
            self.full(),
            self.restarted(),
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    fn subject(&self) -> Subject {
        Subject::Device {
            id: self.id.to_owned(),
            name: self.record.name.clone(),
        }
    }

    /// Code of the newest failure.
    fn last_code(&self) -> Option<Code> {
        let endings = self.record.endings.iter().rev();
        endings
            .filter(|ending| ending.outcome == Ended::Failed)
            .find_map(|ending| ending.code())
    }

    fn in_a_row(&self) -> Option<Condition> {
        let failed = self.record.failures_in_a_row;
        let severity = match failed {
            MANY_IN_A_ROW.. => Severity::Critical,
            IN_A_ROW.. => Severity::Warning,
            _ => return None,
        };
        let reason = self
            .last_code()
            .map_or(Message::verbatim(""), Code::meaning);
        let message = msg!("monitor-failed-in-a-row", failed = failed, reason = reason);
        let condition = Condition::new(
            AlertKind::RepeatedFailure,
            severity,
            self.subject(),
            None,
            message,
            Remedy::TestConnectionOfDevice,
        );
        Some(
            Condition {
                code: self.last_code(),
                ..condition
            }
            .counting(failed),
        )
    }

    fn refused_secret(&self) -> Option<Condition> {
        self.record.refused_at?;
        Some(Condition::new(
            AlertKind::RepeatedFailure,
            Severity::Warning,
            self.subject(),
            Some(Code::DeviceLocked),
            msg!("monitor-secret-refused"),
            Remedy::EnterSecretAgain,
        ))
    }

    fn error_rate(&self, hour: &Window, day: &Window) -> Option<Condition> {
        let counted = |window: &Window| {
            let failed = window.failed - window.excused.min(window.failed);
            (failed, window.ended() - window.excused.min(window.failed))
        };
        let (failed, ended) = counted(hour);
        let (severity, failed, ended, key) = if ended >= MIN_OF_HOUR && failed * 2 > ended {
            (Severity::Critical, failed, ended, "monitor-rate-hour")
        } else {
            let (failed, ended) = counted(day);
            if ended < MIN_OF_DAY || failed * 10 < ended {
                return None;
            }
            (Severity::Warning, failed, ended, "monitor-rate-day")
        };
        let message = if key == "monitor-rate-hour" {
            msg!("monitor-rate-hour", failed = failed, ended = ended)
        } else {
            msg!("monitor-rate-day", failed = failed, ended = ended)
        };
        let kind = AlertKind::HighErrorRate;
        let condition = Condition::new(
            kind,
            severity,
            self.subject(),
            None,
            message,
            Remedy::TestConnectionOfDevice,
        );
        Some(condition.counting(failed))
    }

    fn timed_out(&self) -> Option<Condition> {
        let last = self
            .record
            .endings
            .iter()
            .rev()
            .find(|ending| ending.outcome != Ended::Cancelled)?;
        let code = last.code().filter(|&code| is_absence(code))?;
        if last.is_excused || self.now - last.at > TIMEOUT_COUNTS {
            return None;
        }
        Some(Condition::new(
            AlertKind::Timeout,
            Severity::Warning,
            self.subject(),
            Some(code),
            msg!("monitor-timed-out"),
            Remedy::CheckPowerAndWifi,
        ))
    }

    fn full(&self) -> Option<Condition> {
        let last = self.record.endings.back();
        let was_full = last.is_some_and(|ending| ending.code() == Some(Code::DeviceFull));
        let free = self.record.free_bytes;
        if !was_full && free.is_none_or(|free| free >= DEVICE_RESERVE) {
            return None;
        }
        Some(Condition::new(
            AlertKind::Resource,
            Severity::Warning,
            self.subject(),
            Some(Code::DeviceFull),
            msg!("monitor-device-full"),
            Remedy::DeleteStoredPatterns,
        ))
    }

    fn restarted(&self) -> Option<Condition> {
        let at = self.record.restarted_at?;
        if self.now - at > RESTART_COUNTS {
            return None;
        }
        let condition = Condition::new(
            AlertKind::Timeout,
            Severity::Info,
            self.subject(),
            None,
            msg!("monitor-restarted"),
            Remedy::CheckSupply,
        );
        Some(condition.named("restarted"))
    }
}

fn network_dropped(network: &str, devices: usize) -> Condition {
    Condition::new(
        AlertKind::Timeout,
        Severity::Critical,
        Subject::Network(network.to_owned()),
        None,
        msg!("monitor-network-dropped", devices = devices),
        Remedy::CheckAccessPoint,
    )
    .counting(u32::try_from(devices).unwrap_or(u32::MAX))
}

fn of_computer(computer: &Computer) -> Vec<Condition> {
    let mut found = Vec::new();
    if let Some(free) = computer.free_bytes.filter(|&free| free < DISK_RESERVE) {
        let condition = Condition::new(
            AlertKind::Resource,
            Severity::Critical,
            Subject::Computer,
            None,
            msg!("monitor-disk-low", free = free >> 20),
            Remedy::FreeDiskSpace,
        );
        found.push(condition.named("disk"));
    }
    if let Some(problem) = &computer.store {
        found.push(Condition::new(
            AlertKind::Resource,
            Severity::Critical,
            Subject::Computer,
            Some(problem.code),
            problem.message.clone(),
            problem.remedy.clone(),
        ));
    }
    for (name, (message, remedy)) in computer.missing.iter().flatten() {
        let condition = Condition::new(
            AlertKind::Dependency,
            Severity::Info,
            Subject::Computer,
            None,
            message.clone(),
            remedy.clone(),
        );
        found.push(condition.named(name));
    }
    found
}
