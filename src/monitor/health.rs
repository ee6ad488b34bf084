//! [`Health`]: everything that surfaces show of devices, alerts and this process, as one snapshot of plain values.

use super::alert::{Alert, Alerts, Severity};
use super::metrics::{Collector, Record, StoredFact, Window};
use super::score::{Score, median};
use super::service::ALERTS_READ;
use crate::engine::{Ended, Presence};
use crate::store::{Store, StoreError};
use std::time::Duration;

/// A snapshot of what is measured.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Health {
    /// When it was made, in seconds since 1970.
    pub at: i64,
    pub fleet: FleetHealth,
    /// Devices, in the order of their ids.
    pub devices: Vec<DeviceHealth>,
    /// Open alerts, worst first, then resolved ones, newest first.
    pub alerts: Vec<Alert>,
    pub process: ProcessHealth,
}

impl Health {
    /// Alerts that ask for attention: they fire, and are neither silenced nor muted.
    pub fn active_alerts(&self) -> impl Iterator<Item = &Alert> {
        self.alerts.iter().filter(|alert| alert.is_active())
    }

    /// The worst severity of these.
    #[must_use]
    pub fn worst(&self) -> Option<Severity> {
        self.active_alerts().map(|alert| alert.severity).max()
    }

    /// What is known of one device.
    #[must_use]
    pub fn device(&self, id: &str) -> Option<&DeviceHealth> {
        self.devices.iter().find(|device| device.id == id)
    }
}

/// All devices together.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FleetHealth {
    pub online: usize,
    /// A request failed; it is tried again.
    pub retrying: usize,
    pub offline: usize,
    /// They were not asked in this run.
    pub not_asked: usize,
    pub locked: usize,
    pub set_aside: usize,
    /// Median score of the devices that have one.
    pub score: Option<u8>,
    /// Devices without a score.
    pub without_score: usize,
    pub hour: Window,
    pub day: Window,
    /// Jobs that wait, and that run, in this process.
    pub waiting: usize,
    pub running: usize,
}

/// One device.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DeviceHealth {
    /// Its id; the address where no device answered.
    pub id: String,
    pub name: String,
    pub family: String,
    pub address: String,
    /// `None`: it was not asked in this run.
    pub presence: Option<Presence>,
    pub is_locked: bool,
    pub is_set_aside: bool,
    /// `None`: too little was measured.
    pub score: Option<Score>,
    pub hour: Window,
    pub day: Window,
    /// Median answer time of each quarter of an hour of the last day in which it was asked: when it began, in seconds since
    /// 1970, and the time; `None`: no answer came.
    pub answers: Vec<(i64, Option<Duration>)>,
    /// How its last uploads ended, oldest first.
    pub outcomes: Vec<(i64, Ended)>,
    /// When it answered last, in seconds since 1970.
    pub last_seen: Option<i64>,
    /// Time since its last start, when it answered last; `None`: it does not say.
    pub uptime: Option<Duration>,
    pub free_bytes: Option<u64>,
    /// Whether nothing of it is kept after this run.
    pub forgettable: bool,
}

/// This process.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ProcessHealth {
    /// Whether this process is the keeper: the one of its home folder that measures.
    pub is_keeper: bool,
    /// Time since its start.
    pub uptime: Duration,
    /// Memory that it holds; `None`: this system does not say.
    pub memory: Option<u64>,
    /// Tasks of its runtime.
    pub tasks: usize,
    /// Open sockets; `None`: this system does not say.
    pub sockets: Option<usize>,
    /// Free bytes of the disk with the home folder.
    pub disk_free: Option<u64>,
    /// Whether the store can be written.
    pub stores: bool,
}

/// Reads what the keeper of a home folder has stored, and what waits for it.
///
/// # Errors
/// [`StoreError`].
pub fn read(store: &Store) -> Result<Health, StoreError> {
    let now = jiff::Timestamp::now().as_second();
    let mut collector = Collector::default();
    collector.load(store, now)?;
    for fact in store.waiting_facts(usize::MAX >> 1)? {
        if let Ok(fact) = serde_json::from_str::<StoredFact>(&fact.data) {
            collector.fold_stored(&fact, now);
        }
    }
    let mut silences = store.silences()?;
    silences.retain(|(_, until)| until.is_none_or(|at| at > now));
    let mut alerts = Alerts::default();
    alerts.load(store.alerts(ALERTS_READ)?, silences);
    let (fleet, all) = devices(&collector, now);
    Ok(Health {
        at: now,
        fleet,
        devices: all,
        alerts: alerts.all(),
        process: ProcessHealth::default(),
    })
}

/// Makes the part of a snapshot that the collector knows.
pub(super) fn devices(collector: &Collector, now: i64) -> (FleetHealth, Vec<DeviceHealth>) {
    let mut fleet = FleetHealth::default();
    let mut devices = Vec::new();
    for (id, record) in collector.records() {
        let device = device(id, record, now);
        fleet.count(&device);
        devices.push(device);
    }
    let scores = devices.iter().filter_map(|device| device.score);
    fleet.score = median(scores.map(|score| score.value));
    fleet.without_score = devices.iter().filter(|d| d.score.is_none()).count();
    fleet.hour.finish(&devices, |device| &device.hour);
    fleet.day.finish(&devices, |device| &device.day);
    (fleet, devices)
}

fn device(id: &str, record: &Record, now: i64) -> DeviceHealth {
    let windows = record.windows(now);
    let asked = record.presence.filter(|&p| p != Presence::NotAsked);
    DeviceHealth {
        id: id.to_owned(),
        name: if record.name.is_empty() {
            id.to_owned()
        } else {
            record.name.clone()
        },
        family: record.family.clone(),
        address: record.address.clone(),
        presence: asked,
        is_locked: record.is_locked,
        is_set_aside: record.is_set_aside,
        score: windows.score,
        hour: windows.hour.clone(),
        day: windows.day.clone(),
        answers: windows.answers.clone(),
        outcomes: record
            .endings
            .iter()
            .map(|ending| (ending.at, ending.outcome))
            .collect(),
        last_seen: record.last_seen,
        uptime: record.uptime.map(|uptime| uptime.time),
        free_bytes: record.free_bytes,
        forgettable: record.forgettable,
    }
}

impl FleetHealth {
    fn count(&mut self, device: &DeviceHealth) {
        let count = match device.presence {
            _ if device.is_set_aside => &mut self.set_aside,
            _ if device.is_locked => &mut self.locked,
            Some(Presence::Online) => &mut self.online,
            Some(Presence::Retrying | Presence::Asking) => &mut self.retrying,
            Some(Presence::Offline) => &mut self.offline,
            Some(Presence::NotAsked) | None => &mut self.not_asked,
        };
        *count += 1;
    }
}

impl Window {
    /// Sums up the windows of devices. Times of answers are not summed: there is no fleet that answers.
    fn finish(&mut self, devices: &[DeviceHealth], of: impl Fn(&DeviceHealth) -> &Self) {
        let mut attempts = 0.0;
        let mut verifying = Duration::ZERO;
        let mut verified = 0;
        for device in devices {
            let window = of(device);
            self.verified += window.verified;
            self.unverified += window.unverified;
            self.skipped += window.skipped;
            self.failed += window.failed;
            self.cancelled += window.cancelled;
            self.excused += window.excused;
            self.bytes += window.bytes;
            self.sending += window.sending;
            self.probes += window.probes;
            self.silent += window.silent;
            attempts += window.attempts.unwrap_or_default() * f64::from(window.ended());
            if let Some(time) = window.verify {
                verifying += time;
                verified += 1;
            }
            for (code, n) in &window.errors {
                match self.errors.iter_mut().find(|(known, _)| known == code) {
                    Some((_, sum)) => *sum += n,
                    None => self.errors.push((*code, *n)),
                }
            }
        }
        self.errors.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
        self.speed =
            (self.bytes > 0 && self.sending > 0.0).then(|| self.bytes as f64 / self.sending);
        self.attempts = (self.ended() > 0).then(|| attempts / f64::from(self.ended()));
        self.verify = (verified > 0).then(|| verifying / verified);
    }
}
