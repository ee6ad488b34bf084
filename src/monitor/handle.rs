//! [`Monitor`]: what asks things of the monitor's task, and sees what it publishes.

use super::alert::Silence;
use super::health::Health;
use super::service::Service;
use crate::computer::{Check, CheckId};
use crate::engine::Facts;
use crate::message::Message;
use crate::problem::{Problem, Remedy};
use crate::store::{Keeper, Store};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};
use tokio::sync::watch;

/// Options of a monitor.
#[derive(Debug)]
pub struct MonitorOptions {
    pub store: Store,
    /// The home folder, whose disk is watched; `None`: nothing is kept.
    pub home: Option<PathBuf>,
    /// The folder of `alerts.jsonl`.
    pub log_folder: Option<PathBuf>,
    /// Why the store cannot be written, as far as that is known from the start.
    pub store_problem: Option<Problem>,
    /// Whether this process is the keeper, and whether it becomes the keeper when there is none.
    pub role: Role,
}

/// What a process is to the home folder.
#[derive(Debug)]
pub enum Role {
    /// Another process keeps, or none.
    Guest,
    /// It is the keeper, or becomes it as soon as there is none.
    Candidate(Option<Keeper>),
    /// It is the keeper, as its caller says; see [`Monitor::keep`].
    Keeper,
}

/// Checks of this computer whose failure is an alert.
const WATCHED: [CheckId; 3] = [CheckId::Ffmpeg, CheckId::Keyring, CheckId::Mdns];

/// What is asked of a monitor.
#[derive(Debug)]
pub(super) enum Request {
    Silence(String, Silence),
    /// This process is the keeper now.
    Keep,
    /// What is missing on this computer.
    Missing(BTreeMap<&'static str, (Message, Remedy)>),
}

/// Asks things of a monitor, and sees what it publishes. The monitor ends when the engine's facts end.
#[derive(Clone, Debug)]
pub struct Monitor {
    requests: UnboundedSender<Request>,
    health: watch::Receiver<Arc<Health>>,
}

impl Monitor {
    /// Starts a monitor on the current tokio runtime: what the engine's facts go to, and the monitor.
    #[must_use]
    pub fn start(options: MonitorOptions) -> (Facts, Self) {
        let (to, facts) = unbounded_channel();
        let (requests, asked) = unbounded_channel();
        let (publish, health) = watch::channel(Arc::new(Health::default()));
        tokio::spawn(Service::new(options, publish).run(facts, asked));
        (Facts::to(to), Self { requests, health })
    }

    /// Starts a monitor that leaves the engine's facts to the keeper of the home folder: for commands.
    #[must_use]
    pub fn guest(store: Store) -> (Facts, Self) {
        Self::start(MonitorOptions {
            store,
            home: None,
            log_folder: None,
            store_problem: None,
            role: Role::Guest,
        })
    }

    /// Waits until the monitor has stored what it knows, after the engine has ended.
    pub async fn finished(mut self) {
        drop(self.requests);
        while self.health.changed().await.is_ok() {}
    }

    /// Takes in the results of the checks of this computer: what is missing is an alert.
    pub fn checked(&self, checks: &[Check]) {
        let missing = checks.iter().filter(|check| check.is_degraded());
        let missing = missing.filter(|check| WATCHED.contains(&check.id));
        let missing = missing.map(|check| {
            let finding = check.finding.clone();
            (check.id.word(), (finding, check.remedy.clone()))
        });
        let _ = self.requests.send(Request::Missing(missing.collect()));
    }

    /// Sees what is published.
    #[must_use]
    pub fn health(&self) -> watch::Receiver<Arc<Health>> {
        self.health.clone()
    }

    /// Silences alerts of that key, for every process of the home folder.
    pub fn silence(&self, key: String, silence: Silence) {
        let _ = self.requests.send(Request::Silence(key, silence));
    }

    /// Makes this process the keeper.
    pub fn keep(&self) {
        let _ = self.requests.send(Request::Keep);
    }
}
