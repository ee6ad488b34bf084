//! What the log says about uploads, devices, streams and scans: each change of their snapshots becomes one record. Retries are
//! logged by the tasks that make them.

use super::api::{DeviceView, Event, JobId, JobView, Outcome, Phase, Presence};
use super::api::{StreamId, StreamState, StreamView};
use crate::device::DeviceId;
use crate::logs::Record;
use crate::msg;
use crate::pattern::byte_text;
use std::collections::HashMap;
use std::time::Duration;
use tokio::time::Instant;

/// Difference of two start times of a device from which on it has restarted: its clock, and the time of an answer, are not
/// exact.
const RESTART: Duration = Duration::from_secs(10);

/// The state of everything as the log last mentioned it.
#[derive(Debug, Default)]
pub(super) struct Diary {
    devices: HashMap<DeviceId, Seen>,
    jobs: HashMap<JobId, JobSeen>,
    streams: HashMap<StreamId, StreamState>,
}

/// A job as the log last mentioned it.
#[derive(Debug, PartialEq)]
struct JobSeen {
    phase: Phase,
    is_limited: bool,
}

/// A device as the log last mentioned it.
#[derive(Debug)]
struct Seen {
    presence: Presence,
    is_locked: bool,
    /// How long it was up, and when it said so.
    up: Option<(Duration, Instant)>,
}

impl Diary {
    /// Logs what is new in an event.
    pub(super) fn note(&mut self, event: &Event) {
        match event {
            Event::Device(view) => self.device(view),
            Event::DeviceForgotten(id) => _ = self.devices.remove(id),
            Event::Job(view) => self.job(view),
            Event::JobDismissed(id) => _ = self.jobs.remove(id),
            Event::Stream(view) => self.stream(view),
            Event::ScanDone { found, .. } => {
                Record::info(msg!("log-scan-done", count = *found)).put();
            }
            Event::NetworkDropped { network, devices } => {
                let message = msg!("log-network-dropped", network = network, count = *devices);
                Record::warn(message).put();
            }
            Event::NetworkBack { network } => {
                Record::info(msg!("log-network-back", network = network)).put();
            }
            _ => {}
        }
    }

    /// Logs what is new about a device.
    pub(super) fn device(&mut self, view: &DeviceView) {
        let id = &view.device.id;
        let now = Seen {
            presence: view.presence,
            is_locked: view.locked,
            up: view.device.uptime.map(|up| (up, Instant::now())),
        };
        let name = view.name();
        let put = |record: Record| record.device(Some(id.as_str())).put();
        match self.devices.get(id) {
            None if view.presence == Presence::Online => {
                let address = view.device.address.to_string();
                put(Record::info(msg!(
                    "log-device-found",
                    device = name,
                    address = address
                )));
            }
            None => {}
            Some(before) => {
                let (was, is) = (before.presence, now.presence);
                if is == Presence::Offline && was != is {
                    put(Record::warn(msg!("log-device-offline", device = name)));
                } else if is == Presence::Online && was == Presence::Offline {
                    put(Record::info(msg!("log-device-online", device = name)));
                }
                if has_restarted(before, &now) {
                    put(Record::info(msg!("log-device-restarted", device = name)));
                }
                if now.is_locked && !before.is_locked {
                    put(Record::warn(msg!("log-device-locked", device = name)));
                } else if before.is_locked && !now.is_locked {
                    put(Record::info(msg!("log-device-unlocked", device = name)));
                }
            }
        }
        let up = now.up.or(self.devices.get(id).and_then(|before| before.up));
        self.devices.insert(id.clone(), Seen { up, ..now });
    }

    fn job(&mut self, view: &JobView) {
        if let Some(outcome) = &view.outcome {
            let end = JobSeen {
                phase: Phase::Done,
                is_limited: false,
            };
            if self.jobs.get(&view.id) != Some(&end) {
                self.jobs.insert(view.id, end);
                about_job(view, ended(view, outcome)).put();
            }
            return;
        }
        let now = JobSeen {
            phase: view.phase,
            is_limited: view.limited.is_some(),
        };
        let before = self.jobs.insert(view.id, now);
        let was_limited = before.as_ref().is_some_and(|before| before.is_limited);
        let before = before.map(|before| before.phase);
        let (pattern, device) = (&view.pattern_name, view.device.label());
        let message = match (before, view.phase) {
            _ if view.limited.is_some() && !was_limited => {
                let until = view.limited.map(|limited| limited.clock());
                msg!(
                    "log-upload-limited",
                    pattern = pattern,
                    device = device,
                    until = until.unwrap_or_default()
                )
            }
            (None, Phase::Waiting) => {
                msg!("log-upload-queued", pattern = pattern, device = device)
            }
            (None | Some(Phase::Waiting), Phase::Connecting) => {
                msg!("log-upload-started", pattern = pattern, device = device)
            }
            (Some(Phase::Connecting), Phase::Waiting) => {
                msg!("log-upload-turn", pattern = pattern, device = device)
            }
            _ => return,
        };
        about_job(view, Record::info(message)).put();
    }

    fn stream(&mut self, view: &StreamView) {
        let before = self.streams.insert(view.id, view.state.clone());
        if before.as_ref() == Some(&view.state) {
            return;
        }
        let (pattern, device) = (&view.pattern_name, view.device.label());
        let record = match &view.state {
            StreamState::Starting => return,
            StreamState::Streaming => Record::info(msg!(
                "log-stream-started",
                pattern = pattern,
                device = device
            )),
            StreamState::Ended => {
                Record::info(msg!("log-stream-ended", pattern = pattern, device = device))
            }
            StreamState::Failed(problem) => Record::error(msg!(
                "log-stream-failed",
                pattern = pattern,
                device = device,
                reason = &problem.message
            ))
            .code(problem.code.as_str()),
        };
        if matches!(view.state, StreamState::Ended | StreamState::Failed(_)) {
            self.streams.remove(&view.id);
        }
        let id = view.device.id.as_ref().map(DeviceId::as_str);
        record.device(id).pattern(pattern).put();
    }
}

/// Returns whether the device was started after it was last seen.
fn has_restarted(before: &Seen, now: &Seen) -> bool {
    let (Some((was, then)), Some((is, at))) = (before.up, now.up) else {
        return false;
    };
    is + RESTART < was + at.duration_since(then)
}

fn about_job(view: &JobView, record: Record) -> Record {
    record
        .job(view.id.number())
        .device(view.device.id.as_ref().map(DeviceId::as_str))
        .pattern(&view.pattern_name)
}

fn ended(view: &JobView, outcome: &Outcome) -> Record {
    let (pattern, device) = (&view.pattern_name, view.device.label());
    let seconds = (view.elapsed.as_secs_f64() * 10.0).round() / 10.0;
    match outcome {
        Outcome::Verified => Record::info(msg!(
            "log-upload-verified",
            pattern = pattern,
            device = device,
            size = byte_text(view.bytes),
            seconds = seconds,
            attempts = view.attempts
        )),
        Outcome::SentUnverified => Record::info(msg!(
            "log-upload-unverified",
            pattern = pattern,
            device = device,
            size = byte_text(view.bytes)
        )),
        Outcome::Skipped => Record::info(msg!(
            "log-upload-skipped",
            pattern = pattern,
            device = device
        )),
        Outcome::Cancelled => Record::info(msg!(
            "log-upload-cancelled",
            pattern = pattern,
            device = device
        )),
        Outcome::Failed(problem) => Record::error(msg!(
            "log-upload-failed",
            pattern = pattern,
            device = device,
            reason = &problem.message
        ))
        .code(problem.code.as_str()),
    }
}

/// Returns thousands of bytes, with one decimal below ten.
pub(super) fn kilobytes(bytes: u64) -> f64 {
    let kilobytes = bytes as f64 / 1000.0;
    if kilobytes < 10.0 {
        (kilobytes * 10.0).round() / 10.0
    } else {
        kilobytes.round()
    }
}

#[cfg(test)]
mod tests;
