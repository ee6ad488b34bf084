//! [`Service`]: the task that counts facts, keeps them in the store, raises alerts and publishes [`Health`].
//!
//! One process of a home folder, the keeper, does so. Others leave their facts in the store for it, and publish what it has
//! stored.

use super::alert::{Alerts, Change, Computer, conditions};
use super::alert_log::AlertLog;
use super::handle::{MonitorOptions, Request, Role};
use super::health::{self, Health};
use super::metrics::{Collector, StoredFact};
use super::process;
use crate::engine::Fact;
use crate::store::{MINUTE, Store, StoreError};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc::UnboundedReceiver;
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
pub(super) const ALERTS_READ: usize = 300;

/// How long no write may fail until the store counts as well again.
const STORE_IS_WELL: Duration = Duration::from_secs(60);
/// Ticks between two tries to become the keeper.
const KEEP_EVERY: u32 = 5;

/// The monitor at work.
pub(super) struct Service {
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
    /// When the store failed last.
    store_failed: Option<Instant>,
    /// Number of the last fact of another process that was counted and is not deleted yet; 0: none.
    counted_to: i64,
    ticks: u32,
    /// Whether something was counted since the last snapshot.
    is_new: bool,
}

fn now() -> i64 {
    jiff::Timestamp::now().as_second()
}

impl Service {
    pub(super) fn new(options: MonitorOptions, publish: watch::Sender<Arc<Health>>) -> Self {
        let computer = Computer {
            store: options.store_problem.clone(),
            missing: None,
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
            counted_to: 0,
            store_failed: None,
            ticks: 0,
            is_new: true,
        }
    }

    pub(super) async fn run(
        mut self,
        mut facts: UnboundedReceiver<Fact>,
        mut asked: UnboundedReceiver<Request>,
    ) {
        if self.is_keeper() {
            self.read().await;
        }
        let mut tick = tokio::time::interval(TICK);
        tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut waiting = Vec::new();
        loop {
            tokio::select! {
                n = facts.recv_many(&mut waiting, FACTS_AT_ONCE) => {
                    if n == 0 {
                        break; // the engine has ended
                    }
                    self.take(std::mem::take(&mut waiting)).await;
                }
                Some(request) = asked.recv() => self.answer(request).await,
                _ = tick.tick() => self.tick().await,
            }
        }
        self.tick().await;
        self.save(None).await;
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
            self.collector.restart();
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
            self.write(move |store| {
                store.commit(|changes| left.iter().try_for_each(|fact| changes.leave_fact(fact)))?
            })
            .await;
        }
    }

    async fn answer(&mut self, request: Request) {
        match request {
            Request::Silence(key, silence) => {
                let until = silence.until(now());
                self.write(move |store| store.silence(&key, until)).await;
                if self.is_keeper() {
                    self.look().await;
                } else {
                    self.read().await; // what waits is the keeper's
                }
                self.is_new = true;
            }
            Request::Keep => {
                self.options.role = Role::Keeper;
                self.collector.restart();
                self.read().await;
            }
            Request::Missing(missing) => self.computer.missing = Some(missing),
        }
    }

    /// Reads what was measured before.
    async fn read(&mut self) {
        let mut collector = std::mem::take(&mut self.collector);
        let at = now();
        let read = self
            .store(move |store| {
                let loaded = collector
                    .load(store, at)
                    .and_then(|()| Ok((store.alerts(ALERTS_READ)?, store.silences()?)));
                Ok((collector, loaded))
            })
            .await;
        if let Some((collector, read)) = read {
            self.collector = collector;
            if let Ok((rows, silences)) = read {
                self.alerts = Alerts::default();
                self.alerts.load(rows, silences);
                for (device, at) in self.alerts.refused_secrets() {
                    self.collector.recall_refusal(device, at);
                }
            }
        }
    }

    async fn tick(&mut self) {
        let now = now();
        if self.ticks.is_multiple_of(PROCESS_EVERY) {
            let seconds = u32::try_from(now - self.passed_to).unwrap_or(0);
            self.passed_to = now;
            self.collector.pass(now, seconds.min(2 * PROCESS_EVERY));
            self.process = process::read(self.options.home.as_deref(), self.began);
            self.computer.free_bytes = self.process.disk_free;
            self.is_new = true;
        }
        if self.ticks.is_multiple_of(KEEP_EVERY) {
            self.try_keep().await;
        }
        if self.is_keeper() {
            if self.ticks.is_multiple_of(LOOK_EVERY) {
                self.look().await;
            }
            // a store that failed is written again as soon as that can end its alert
            if now / MINUTE != self.saved || self.may_be_well() {
                self.saved = now / MINUTE;
                self.collector.prune(now);
                self.save(None).await;
            }
            let found = conditions(&self.collector, &self.computer, now);
            self.alerts.await_checks(self.computer.missing.is_none());
            let changes = self.alerts.tick(now, found);
            self.report(&changes, now).await;
        } else if self.publish.receiver_count() > 1 && self.ticks.is_multiple_of(PROCESS_EVERY) {
            self.read().await;
            self.is_new = true;
        }
        self.ticks = self.ticks.wrapping_add(1);
        self.show(now);
    }

    /// Counts what other processes have left. It is deleted as it is stored: whatever ends this process, it is counted once.
    async fn look(&mut self) {
        let read = self
            .store(|store| Ok((store.waiting_facts(FACTS_AT_ONCE)?, store.silences()?)))
            .await;
        let Some((facts, silences)) = read else {
            return;
        };
        self.alerts.set_silences(silences);
        let now = now();
        for fact in facts.iter().filter(|fact| fact.id > self.counted_to) {
            if let Ok(fact) = serde_json::from_str::<StoredFact>(&fact.data) {
                self.collector.fold_stored(&fact, now);
                self.is_new = true;
            }
        }
        if let Some(last) = facts.last().map(|fact| fact.id) {
            self.counted_to = last;
            self.save(Some(last)).await;
        }
    }

    /// Stores what was measured since the last time; only the keeper does. `counted`: the last fact that is a part of it now.
    async fn save(&mut self, counted: Option<i64>) {
        if !self.is_keeper() {
            return;
        }
        let rows = self.collector.take_unsaved();
        let at = now();
        let written = rows.clone();
        let saved = self
            .write(move |store| {
                store.commit(|changes| {
                    written
                        .iter()
                        .try_for_each(|row| changes.save_measured(row))?;
                    changes.prune_measured(at)?;
                    counted.map_or(Ok(()), |last| changes.delete_facts(last))
                })?
            })
            .await;
        match saved {
            None => self.collector.keep_unsaved(&rows),
            Some(()) if counted.is_some() => self.counted_to = 0, // numbers of deleted facts are given again
            Some(()) => {}
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
        let written = rows.clone();
        let stored = self
            .write(move |store| {
                store.commit(|all| {
                    written.iter().try_for_each(|row| all.save_alert(row))?;
                    let ended = store_silences(&written, &silences);
                    ended.iter().try_for_each(|key| all.silence(key, Some(0)))
                })?
            })
            .await;
        if stored.is_none() {
            self.alerts.keep_unsaved(rows); // tried again with the next tick
        }
        self.log.write(changes, now);
    }

    /// Publishes a snapshot, if something has changed.
    fn show(&mut self, now: i64) {
        let is_watched = self.is_keeper() || self.publish.receiver_count() > 1;
        if !is_watched || !std::mem::take(&mut self.is_new) {
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

    /// Writes into the store. A failure is an alert until the store has been written again: that it can be read says nothing.
    async fn write<T: Send + 'static>(
        &mut self,
        work: impl FnOnce(&Store) -> Result<T, StoreError> + Send + 'static,
    ) -> Option<T> {
        let done = self.store(work).await;
        // on a full disk some writes succeed: it is well again when none has failed for a while
        if done.is_some() && self.may_be_well() {
            self.store_failed = None;
            self.computer.store = self.options.store_problem.clone();
        }
        done
    }

    /// Whether the store has failed, and no write has failed since for long enough.
    fn may_be_well(&self) -> bool {
        self.store_failed
            .is_some_and(|at| at.elapsed() >= STORE_IS_WELL)
    }

    /// Does blocking work on the store. A failure is an alert.
    async fn store<T: Send + 'static>(
        &mut self,
        work: impl FnOnce(&Store) -> Result<T, StoreError> + Send + 'static,
    ) -> Option<T> {
        let store = self.options.store.clone();
        let done = tokio::task::spawn_blocking(move || work(&store)).await;
        let done = done.unwrap_or_else(|panicked| Err(StoreError::stopped(&panicked)));
        match done {
            Ok(done) => Some(done),
            Err(error) => {
                tracing::debug!(%error, "what was measured is not stored");
                self.computer.store = Some(error.problem());
                self.store_failed = Some(Instant::now());
                None
            }
        }
    }
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
