//! [`Exporter`]: what the local port says of this program, from the newest snapshot of the monitor.

mod devices;
mod process;

use super::family::{Labels, Page};
use super::tally::Tally;
use super::{Content, PartState, Readiness};
use crate::computer::{Check, CheckId, CheckState};
use crate::engine::CacheCounters;
use crate::monitor::Health;
use crate::text::line;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::Instant;

/// Maximum characters of a label: names come from devices.
const MAX_LABEL: usize = 100;
/// A snapshot this old means that nothing is measured any more; a healthy monitor makes one every 10 s.
const STALE: i64 = 60;
/// Below this much free space the disk counts as nearly full, as for alerts.
const LOW_DISK: u64 = 1 << 30;

/// Where the numbers come from.
pub struct Sources {
    pub health: watch::Receiver<Arc<Health>>,
    /// Reads how the caches of this process are used.
    pub caches: Box<dyn Fn() -> CacheCounters + Send + Sync>,
    /// What this process has done since its start.
    pub tally: Tally,
    /// The newest checks of this computer; empty until they have ended.
    pub computer: watch::Receiver<Vec<Check>>,
}

/// Says what the sources say.
pub struct Exporter {
    sources: Sources,
    began: Instant,
}

impl Exporter {
    /// Makes an exporter; its process is said to have started now.
    #[must_use]
    pub fn new(sources: Sources) -> Self {
        Self {
            sources,
            began: Instant::now(),
        }
    }

    fn page(&self) -> Page {
        let health = self.sources.health.borrow().clone();
        let mut page = Page::default();
        process::put(&mut page, &health, self.began.elapsed());
        process::put_caches(&mut page, &(self.sources.caches)());
        process::put_tally(&mut page, &self.sources.tally.read());
        let parts = self.parts(&health);
        process::put_parts(&mut page, &parts);
        devices::put_fleet(&mut page, &health);
        devices::put(&mut page, &health);
        page
    }

    /// The parts of the program, as `/readyz` names them. What was not checked yet is left out.
    fn parts(&self, health: &Health) -> Vec<(&'static str, PartState)> {
        let computer = self.sources.computer.borrow();
        let checked = |id| {
            let check = computer.iter().find(|check| check.id == id)?;
            Some(match check.state {
                CheckState::Ok => PartState::Ok,
                CheckState::Degraded => PartState::Degraded,
                CheckState::Off | CheckState::Failed => PartState::Off,
            })
        };
        let is_known = health.at > 0;
        let store = is_known.then_some(if health.process.stores {
            PartState::Ok
        } else {
            PartState::Degraded
        });
        let disk = health.process.disk_free.map(|free| match free {
            LOW_DISK.. => PartState::Ok,
            _ => PartState::Degraded,
        });
        let engine = Some(self.engine(health));
        let parts = [
            ("store", store),
            ("engine", engine),
            ("discovery", checked(CheckId::Mdns)),
            ("keyring", checked(CheckId::Keyring)),
            ("ffmpeg", checked(CheckId::Ffmpeg)),
            ("disk", disk),
        ];
        parts
            .into_iter()
            .filter_map(|(name, state)| Some((name, state?)))
            .collect()
    }

    /// Whether the engine runs: the monitor ends with it, and makes a new snapshot several times a minute until then.
    fn engine(&self, health: &Health) -> PartState {
        if self.sources.health.has_changed().is_err() {
            return PartState::Off;
        }
        let now = jiff::Timestamp::now().as_second();
        let since = if health.at > 0 {
            now - health.at
        } else {
            i64::try_from(self.began.elapsed().as_secs()).unwrap_or(i64::MAX)
        };
        if since > STALE {
            PartState::Degraded
        } else {
            PartState::Ok
        }
    }
}

impl Content for Exporter {
    fn metrics(&self) -> String {
        self.page().text()
    }

    fn readiness(&self) -> Readiness {
        let health = self.sources.health.borrow().clone();
        let parts = self.parts(&health);
        let is_ready = !parts.contains(&("engine", PartState::Off));
        Readiness {
            is_ready,
            uptime: self.began.elapsed(),
            parts,
        }
    }
}

/// A label's text: on one line, and not longer than a label may be.
fn label(text: &str) -> String {
    line(text).chars().take(MAX_LABEL).collect()
}

fn labelled(name: &'static str, value: &str) -> Labels {
    vec![(name, value.to_owned())]
}

fn seconds(time: Duration) -> f64 {
    time.as_secs_f64()
}

#[cfg(test)]
mod tests;
