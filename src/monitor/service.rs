//! [`Monitor`]: the task that counts facts, keeps them in the store, raises alerts and publishes [`Health`].
//!
//! One process of a home folder, the keeper, does so. Others leave their facts in the store for it, and publish what it has
//! stored.

use super::alert::{Alerts, Change, Computer, Silence, conditions};
use super::alert_log::AlertLog;
use super::health::{self, Health};
use super::metrics::{Collector, StoredFact};
use super::process;
use crate::computer::{Check, CheckId};
use crate::engine::{Fact, Facts};
use crate::message::Message;
use crate::problem::{Problem, Remedy};
use crate::store::{Keeper, MINUTE, Store, StoreError};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::sync::watch;
use tokio::time::{Instant, MissedTickBehavior};

/// How often alerts are looked at and a new snapshot is published.
const TICK: Duration = Duration::from_secs(1);
/// Ticks between two looks at the store: facts of other processes, silences, and for a guest what the keeper stored.
const LOOK_EVERY: u32 = 2;
/// Ticks between two looks at the disk and this process.
const PROCESS_EVERY: u32 = 10;
/// Facts of other processes that are counted at a time.
const FACTS_AT_ONCE: usize = 500;
/// Alerts that are read from the store.
const ALERTS_READ: usize = 300;

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
/// Ticks between two tries to become the keeper.
const KEEP_EVERY: u32 = 5;

/// What is asked of a monitor.
#[derive(Debug)]
enum Request {
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

/// The monitor at work.
struct Service {
    options: MonitorOptions,
    publish: watch::Sender<Arc<Health>>,
    collector: Collector,
    alerts: Alerts,
    computer: Computer,
    process: health::ProcessHealth,
    queue: (usize, usize),
    log: AlertLog,
    began: Instant,
    /// Up to when time was counted.
    passed_to: i64,
    /// The minute whose rows were stored last.
    saved: i64,
    ticks: u32,
    /// Whether something was counted since the last snapshot.
    is_new: bool,
}

fn now() -> i64 {
    jiff::Timestamp::now().as_second()
}

impl Service {
    fn new(options: MonitorOptions, publish: watch::Sender<Arc<Health>>) -> Self {
        let computer = Computer {
            store: options.store_problem.clone(),
            missing: BTreeMap::new(),
            free_bytes: None,
        };
        Self {
            log: AlertLog::new(options.log_folder.clone()),
            options,
            publish,
            collector: Collector::default(),
            alerts: Alerts::default(),
            computer,
            process: health::ProcessHealth::default(),
            queue: (0, 0),
            began: Instant::now(),
            passed_to: now(),
            saved: now() / MINUTE,
            ticks: 0,
            is_new: true,
        }
    }

    async fn run(
        mut self,
        mut facts: UnboundedReceiver<Fact>,
        mut asked: UnboundedReceiver<Request>,
    ) {
        self.read().await;
        let mut tick = tokio::time::interval(TICK);
        tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut waiting = Vec::new();
        loop {
            tokio::select! {
                n = facts.recv_many(&mut waiting, FACTS_AT_ONCE) => {
                    if n == 0 {
                        break; // the engine has ended
                    }
                    self.take(waiting.drain(..).collect()).await;
                }
                Some(request) = asked.recv() => self.answer(request).await,
                _ = tick.tick() => self.tick().await,
            }
        }
        self.tick().await;
        self.save().await;
    }

    fn is_keeper(&self) -> bool {
        matches!(self.options.role, Role::Keeper | Role::Candidate(Some(_)))
    }

    /// Becomes the keeper, if it wants to be and there is none.
    async fn try_keep(&mut self) {
        if !matches!(self.options.role, Role::Candidate(None)) {
            return;
        }
        let kept = self.store(|store| Ok(store.try_keep())).await.flatten();
        if kept.is_some() {
            self.options.role = Role::Candidate(kept);
            self.read().await;
        }
    }

    /// Counts facts; a guest leaves them to the keeper as well.
    async fn take(&mut self, facts: Vec<Fact>) {
        let now = now();
        self.is_new = true;
        for fact in &facts {
            match fact {
                Fact::Queue { waiting, running } => self.queue = (*waiting, *running),
                fact => self.collector.fold(fact, now),
            }
        }
        if self.is_keeper() {
            return;
        }
        let left: Vec<String> = facts
            .iter()
            .filter_map(StoredFact::of)
            .filter_map(|fact| serde_json::to_string(&fact).ok())
            .collect();
        if !left.is_empty() {
            self.store(move |store| {
                store.commit(|changes| left.iter().try_for_each(|fact| changes.leave_fact(fact)))?
            })
            .await;
        }
    }

    async fn answer(&mut self, request: Request) {
        match request {
            Request::Silence(key, silence) => {
                let until = silence.until(now());
                self.store(move |store| store.silence(&key, until)).await;
                self.look().await;
                self.is_new = true;
            }
            Request::Keep => {
                self.options.role = Role::Keeper;
                self.read().await;
            }
            Request::Missing(missing) => self.computer.missing = missing,
        }
    }

    /// Reads what was measured before.
    async fn read(&mut self) {
        let mut collector = std::mem::take(&mut self.collector);
        let at = now();
        let read = self
            .store(move |store| {
                let loaded = collector.load(store, at);
                let alerts = (store.alerts(ALERTS_READ)?, store.silences()?);
                Ok((collector, loaded.map(|()| alerts)))
            })
            .await;
        if let Some((collector, read)) = read {
            self.collector = collector;
            if let Ok((rows, silences)) = read {
                self.alerts = Alerts::default();
                self.alerts.load(rows, silences);
            }
        }
    }

    async fn tick(&mut self) {
        let now = now();
        let seconds = u32::try_from(now - self.passed_to).unwrap_or(0).min(60);
        self.passed_to = now;
        if self.ticks.is_multiple_of(PROCESS_EVERY) {
            self.process = process::read(self.options.home.as_deref(), self.began);
            self.computer.free_bytes = self.process.disk_free;
            self.is_new = true;
        }
        if self.ticks.is_multiple_of(KEEP_EVERY) {
            self.try_keep().await;
        }
        if self.is_keeper() {
            self.collector.pass(now, seconds);
            if self.ticks.is_multiple_of(LOOK_EVERY) {
                self.look().await;
            }
            if now / MINUTE != self.saved {
                self.saved = now / MINUTE;
                self.collector.prune(now);
                self.save().await;
            }
            let found = conditions(&self.collector, &self.computer, now);
            let changes = self.alerts.tick(now, found);
            self.report(&changes, now).await;
        } else if self.publish.receiver_count() > 1 && self.ticks.is_multiple_of(PROCESS_EVERY) {
            self.read().await;
            self.is_new = true;
        }
        self.ticks = self.ticks.wrapping_add(1);
        self.show(now);
    }

    /// Reads what other processes have left.
    async fn look(&mut self) {
        let read = self
            .store(|store| {
                let facts = store.waiting_facts(FACTS_AT_ONCE)?;
                if let Some(last) = facts.last().map(|fact| fact.id) {
                    store.commit(|changes| changes.delete_facts(last))??;
                }
                Ok((facts, store.silences()?))
            })
            .await;
        let Some((facts, silences)) = read else {
            return;
        };
        self.alerts.set_silences(silences);
        let now = now();
        for fact in facts {
            if let Ok(fact) = serde_json::from_str::<StoredFact>(&fact.data) {
                self.collector.fold_stored(&fact, now);
                self.is_new = true;
            }
        }
    }

    /// Stores what was measured since the last time; only the keeper does.
    async fn save(&mut self) {
        if !self.is_keeper() {
            return;
        }
        let rows = self.collector.take_unsaved();
        let at = now();
        let written = rows.clone();
        let saved = self
            .store(move |store| {
                store.commit(|changes| {
                    written
                        .iter()
                        .try_for_each(|row| changes.save_measured(row))?;
                    changes.prune_measured(at)
                })?
            })
            .await;
        if saved.is_none() {
            self.collector.keep_unsaved(&rows);
        }
    }

    /// Stores alerts that have changed, and writes them into the log.
    async fn report(&mut self, changes: &[Change], now: i64) {
        let rows = self.alerts.take_unsaved();
        if rows.is_empty() && changes.is_empty() {
            return;
        }
        self.is_new = true;
        let silences = self.alerts.silences().clone();
        self.store(move |store| {
            store.commit(|all| {
                rows.iter().try_for_each(|row| all.save_alert(row))?;
                let stored = store_silences(&rows, &silences);
                stored.iter().try_for_each(|key| all.silence(key, Some(0)))
            })?
        })
        .await;
        self.log.write(changes, now);
    }

    /// Publishes a snapshot, if something has changed.
    fn show(&mut self, now: i64) {
        if !std::mem::take(&mut self.is_new) || self.publish.receiver_count() == 0 {
            return;
        }
        let (mut fleet, devices) = health::devices(&self.collector, now);
        (fleet.waiting, fleet.running) = self.queue;
        let mut process = self.process.clone();
        process.is_keeper = self.is_keeper();
        process.stores = self.computer.store.is_none();
        self.publish.send_replace(Arc::new(Health {
            at: now,
            fleet,
            devices,
            alerts: self.alerts.all(),
            process,
        }));
    }

    /// Does blocking work on the store. A failure is an alert until the store can be written again.
    async fn store<T: Send + 'static>(
        &mut self,
        work: impl FnOnce(&Store) -> Result<T, StoreError> + Send + 'static,
    ) -> Option<T> {
        let store = self.options.store.clone();
        let done = tokio::task::spawn_blocking(move || work(&store)).await;
        let done = done.unwrap_or_else(|panicked| Err(StoreError::stopped(&panicked)));
        match done {
            Ok(done) => {
                self.computer.store = self.options.store_problem.clone();
                Some(done)
            }
            Err(error) => {
                tracing::debug!(%error, "what was measured is not stored");
                self.computer.store = Some(error.problem());
                None
            }
        }
    }
}

/// Reads what the keeper of a home folder has stored, and what waits for it.
///
/// # Errors
/// [`StoreError`].
pub fn read(store: &Store) -> Result<Health, StoreError> {
    let now = now();
    let mut collector = Collector::default();
    collector.load(store, now)?;
    for fact in store.waiting_facts(usize::MAX >> 1)? {
        if let Ok(fact) = serde_json::from_str::<StoredFact>(&fact.data) {
            collector.fold_stored(&fact, now);
        }
    }
    let mut alerts = Alerts::default();
    alerts.load(store.alerts(ALERTS_READ)?, store.silences()?);
    let (fleet, devices) = health::devices(&collector, now);
    Ok(Health {
        at: now,
        fleet,
        devices,
        alerts: alerts.all(),
        process: health::ProcessHealth::default(),
    })
}

/// Keys of alerts that were resolved, whose silence ends with that.
fn store_silences(
    rows: &[crate::store::AlertRow],
    silences: &BTreeMap<String, Option<i64>>,
) -> Vec<String> {
    let resolved = rows.iter().filter(|row| row.resolved_at.is_some());
    resolved
        .map(|row| row.key.clone())
        .filter(|key| !silences.contains_key(key))
        .collect()
}
