//! `serve`: the engine without a window, for a service manager. Continues what earlier runs left unfinished, asks the known
//! devices, and prints what happens, until a signal ends it.
//!
//! One process of a home folder is the keeper, which asks devices. Beside it, `serve` is a guest until the keeper has ended.

mod alerts;
mod presence;

use super::args::Serve;
use super::interrupt::Interrupt;
use super::running::Running;
use super::{Context, Exit, store_failed};
use crate::computer::{self, Surroundings};
use crate::engine::settings::Settings;
use crate::engine::{Command, EngineOptions, Event, Facts, Handle, JobId, JobView};
use crate::logs;
use crate::monitor::{Health, Monitor, MonitorOptions, Role, rfc3339};
use crate::port::{BoundPort, ServedPort};
use crate::problem::Problem;
use crate::store::{Keeper, KeeperProcess, Store};
use alerts::PrintedAlerts;
use presence::Presences;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::{MissedTickBehavior, interval};

/// How often a guest looks whether the keeper has ended.
const LOOK_EVERY: Duration = Duration::from_secs(5);
/// How often devices are read that other processes have met.
const READ_EVERY: Duration = Duration::from_secs(60);
/// How often this computer is checked.
const CHECK_EVERY: Duration = Duration::from_secs(600);

pub(super) async fn run(context: &Context, serve: &Serve) -> Result<Exit, Problem> {
    let mut interrupt = Interrupt::listen();
    let port = serve
        .metrics
        .map(|address| BoundPort::bind(context.gate, address));
    let port = port.transpose()?;
    let (home, _) = context.home_and_history();
    let settings = home
        .as_deref()
        .map(|home| Settings::load(home).0)
        .unwrap_or_default();
    let store = context.store()?;
    // a run that cannot be marked cannot take over either: here that is a failure, and not only a warning
    drop(store.begin_run().map_err(store_failed)?);
    let known = store.devices().map_err(store_failed)?;
    context.out.note_names(&known);
    let at_once = usize::try_from(settings.sending.devices_at_once).ok();
    let options = EngineOptions {
        concurrency: at_once.filter(|&n| n > 0),
        ..context.engine_over(store.clone(), None)
    };
    let keeper = store.try_keep();
    let (facts, watcher) = start_monitor(&store, home.clone(), keeper.is_some());
    let facts = match &port {
        Some(port) => port.counting(facts),
        None => facts,
    };
    let engine = Running::measured(context, options, (facts, watcher.clone()))?;
    engine.send(Command::SetLimits(settings.limits.limits()));
    let port = port.and_then(|port| port.serve(engine.handle(), watcher.health()));
    let surroundings = Surroundings {
        local_port: port.as_ref().map(|port| port.address),
        ..Surroundings::new(context.gate, home.clone())
    };
    let mut service = Service {
        context,
        handle: engine.handle(),
        monitor: watcher.clone(),
        health: watcher.health(),
        alerts: PrintedAlerts::default(),
        surroundings,
        port,
        store,
        home: home.map(absolute).unwrap_or_default(),
        asks_devices: settings.devices.ask_by_itself,
        keeper,
        presences: Presences::default(),
        open: BTreeSet::new(),
    };
    service.begin(known.len());
    service.follow(&engine, &mut interrupt).await;
    service.end(&engine, &mut interrupt).await;
    drop(watcher);
    engine.finish().await;
    Ok(Exit::Done)
}

/// Starts the monitor of this process: what facts go to, and the monitor.
fn start_monitor(store: &Store, home: Option<PathBuf>, is_keeper: bool) -> (Facts, Monitor) {
    Monitor::start(MonitorOptions {
        store: store.clone(),
        log_folder: home.as_deref().map(|home| home.join(logs::FOLDER)),
        home,
        store_problem: None,
        role: if is_keeper { Role::Keeper } else { Role::Guest },
    })
}

fn absolute(path: PathBuf) -> PathBuf {
    std::path::absolute(&path).unwrap_or(path)
}

/// A `serve` at work.
struct Service<'a> {
    context: &'a Context,
    handle: Handle,
    monitor: Monitor,
    health: watch::Receiver<Arc<Health>>,
    /// Alerts as they were printed.
    alerts: PrintedAlerts,
    /// What the checks of this computer have to know.
    surroundings: Surroundings,
    /// Serves metrics to programs on this computer.
    port: Option<ServedPort>,
    store: Store,
    home: PathBuf,
    /// Whether devices may be asked without a person who looks at them.
    asks_devices: bool,
    /// Held while this process is the keeper.
    keeper: Option<Keeper>,
    presences: Presences,
    /// Jobs that have not ended.
    open: BTreeSet<JobId>,
}

impl Service<'_> {
    /// Prints that it has started, lists the known devices and continues what earlier runs left unfinished.
    fn begin(&self, known: usize) {
        let is_keeper = self.keeper.is_some();
        let keeper = self.store.keeper();
        let pid = std::process::id();
        let home = self.home.display().to_string();
        let metrics = self.port.as_ref().map(|port| port.address.to_string());
        let about_port = metrics
            .as_ref()
            .map(|at| format!("\nMetrics are at http://{at}/metrics."));
        self.event(
            json!({
                "event": "started", "pid": pid, "home": home, "devices": known,
                "keeper": is_keeper, "keeper_pid": keeper.and_then(|keeper| keeper.pid),
                "metrics": metrics,
            }),
            &format!(
                "Serving {home} as process {pid}.\n{}{}",
                self.role(is_keeper, keeper),
                about_port.unwrap_or_default()
            ),
        );
        self.handle.send(Command::KnownDevices);
        self.handle.send(Command::Resume);
        if is_keeper {
            self.keep();
        }
    }

    /// Says what the process does, and what another one does.
    fn role(&self, is_keeper: bool, keeper: Option<KeeperProcess>) -> String {
        let asks = if self.asks_devices {
            "It asks known devices every 5 minutes whether they are online."
        } else {
            "It asks no devices: that is turned off in the settings."
        };
        match (is_keeper, keeper) {
            (true, _) => asks.to_owned(),
            (false, Some(KeeperProcess { pid: Some(pid), .. })) => format!(
                "Process {pid} watches the devices of this folder; this process takes over when it ends."
            ),
            (false, Some(_)) => {
                "Another process watches the devices of this folder; this process takes over when it ends.".to_owned()
            }
            (false, None) => {
                "It watches no devices: the folder is on a file system without locks.".to_owned()
            }
        }
    }

    /// Begins what only the keeper does.
    fn keep(&self) {
        if self.asks_devices {
            self.handle.send(Command::WatchAll(true));
        }
    }

    /// Becomes the keeper if there is none.
    fn try_keep(&mut self) {
        if self.keeper.is_some() {
            return;
        }
        self.keeper = self.store.try_keep();
        if self.keeper.is_some() {
            let line = format!(
                "This process is the keeper now. {}",
                self.role(true, self.store.keeper())
            );
            self.event(json!({"event": "keeper", "keeper": true}), &line);
            self.monitor.keep();
            self.keep();
        }
    }

    /// Prints what happens until a signal comes, or the engine ends.
    async fn follow(&mut self, engine: &Running<'_>, interrupt: &mut Interrupt) {
        let every = |period| {
            let mut ticks = interval(period);
            ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
            ticks
        };
        let mut look = every(LOOK_EVERY);
        let mut read = every(READ_EVERY);
        let mut check = every(CHECK_EVERY);
        loop {
            tokio::select! {
                biased;
                signal = interrupt.raised() => {
                    tracing::info!(?signal, "stops");
                    return;
                }
                event = engine.next() => match event {
                    Some(event) => self.take_in(event),
                    None => return,
                },
                Ok(()) = self.health.changed() => self.print_alerts(),
                _ = check.tick() => self.check(),
                _ = look.tick() => self.try_keep(),
                _ = read.tick() => self.handle.send(Command::KnownDevices),
            }
        }
    }

    /// Checks this computer: what is missing is an alert.
    fn check(&self) {
        let monitor = self.monitor.clone();
        let surroundings = self.surroundings.clone();
        let port = self.port.as_ref().map(|port| port.checks.clone());
        tokio::spawn(async move {
            let checks = computer::check(&surroundings).await;
            monitor.checked(&checks);
            if let Some(port) = port {
                port.send_replace(checks);
            }
        });
    }

    /// Prints alerts that fire or are resolved. Only the keeper raises any.
    fn print_alerts(&mut self) {
        let health = self.health.borrow_and_update().clone();
        for (object, line) in self.alerts.news(&health) {
            self.event(object, &line);
        }
    }

    fn take_in(&mut self, event: Event) {
        let out = &self.context.out;
        match event {
            Event::Trouble(problem) => out.warn(&problem),
            Event::Job(job) => self.job(&job),
            Event::Device(view) => {
                if let Some(change) = self.presences.note(&view) {
                    let (object, line) = change.printed(out);
                    self.event(object, &line);
                }
            }
            Event::NetworkDropped { network, devices } => out.network(&network, Some(devices)),
            Event::NetworkBack { network } => out.network(&network, None),
            Event::DeviceForgotten(id) => self.presences.forget(&id),
            _ => {}
        }
    }

    fn job(&mut self, job: &JobView) {
        let out = &self.context.out;
        if job.outcome.is_some() {
            self.open.remove(&job.id);
            out.job(job);
        } else {
            self.open.insert(job.id);
            out.progress(job);
        }
    }

    /// Leaves what is unfinished to the next run, and prints that it has stopped.
    async fn end(mut self, engine: &Running<'_>, interrupt: &mut Interrupt) {
        self.handle.send(Command::Suspend);
        let rest = async {
            while let Some(event) = engine.next().await {
                self.take_in(event);
            }
        };
        let _ = interrupt.unless_raised(rest).await; // a second signal does not wait for the disk
        let left = self.open.len();
        let line = match left {
            0 => "Stopped.".to_owned(),
            1 => "Stopped. 1 upload is unfinished and continues at the next start.".to_owned(),
            n => format!("Stopped. {n} uploads are unfinished and continue at the next start."),
        };
        self.event(json!({"event": "stopped", "unfinished": left}), &line);
    }

    /// Prints an event with its time.
    fn event(&self, mut object: Value, line: &str) {
        if let Some(map) = object.as_object_mut() {
            let now = jiff::Timestamp::now().as_second();
            map.insert("at".into(), rfc3339(now).into());
        }
        self.context.out.event(&object, line);
    }
}
