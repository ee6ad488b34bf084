//! The loop: commands and notes of tasks come in one at a time, and `run` carries them out.

use super::api::{CacheCounters, Command, Event, Facts};
use super::keep::{Counters, OnHealth, Shared, Writer};
use super::note::Note;
use super::outbox::{Events, Outbox, queue};
use super::run::{Engine, GONE_AFTER};
use super::task::Context;
use crate::cache::CacheCount;
use crate::link::Http;
use crate::message::Message;
use crate::msg;
use crate::net::Gate;
use crate::problem::{Code, Problem, Remedy};
use crate::store::{Run, Store};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::time::Instant;

/// How often what is not used any more is pruned.
const PRUNE_EVERY: Duration = Duration::from_secs(60);

/// Options of a new engine.
#[derive(Clone, Debug)]
pub struct EngineOptions {
    /// The gate that decides which addresses may be reached.
    pub gate: Gate,
    pub store: Store,
    /// Most jobs at once; `None`: as many as the network bears.
    pub concurrency: Option<usize>,
    /// Where facts go that `monitor` counts.
    pub facts: Facts,
}

/// Asks things of the engine; clones speak to the same one. The engine ends when all are gone, or on [`Command::Shutdown`].
#[derive(Clone, Debug)]
pub struct Handle {
    commands: UnboundedSender<Command>,
    counters: Arc<Counters>,
}

impl Handle {
    /// Asks for something. Nothing happens when the engine has ended.
    pub fn send(&self, command: Command) {
        let _ = self.commands.send(command);
    }

    /// Returns how the caches of this process are used.
    #[must_use]
    pub fn caches(&self) -> CacheCounters {
        self.counters.read()
    }

    /// Notes how the window's thumbnails are used, for [`Handle::caches`].
    pub fn note_thumbnails(&self, count: CacheCount) {
        self.counters.thumbnails.note(count);
    }
}

/// Starts an engine on the current tokio runtime. `wake` is called (from any thread, often) when there are events.
///
/// # Errors
/// Where no HTTP client can be made.
pub fn spawn(
    options: EngineOptions,
    wake: Arc<dyn Fn() + Send + Sync>,
) -> Result<(Handle, Events), Problem> {
    let EngineOptions {
        gate,
        store,
        concurrency,
        facts,
    } = options;
    let (commands, asked) = unbounded_channel();
    let (out, events) = queue(wake, facts.clone());
    let http = Http::new(gate).map_err(|e| {
        Problem::new(
            Code::DeviceUnreachable,
            msg!(
                "engine-no-client",
                reason = Message::verbatim(e.to_string())
            ),
            Remedy::RestartApp,
        )
    })?;
    let (notes, told) = unbounded_channel();
    let journal = begin_run(&store, &out);
    let writer = Writer::new(store.clone(), notes.clone(), Note::unwritten);
    let health = health(notes.clone());
    let keep = Shared::new(gate, store, http, health, facts);
    let counters = keep.counters.clone();
    let context = Context::new(Arc::new(keep), notes);
    let engine = Engine::new(context, writer, out, journal, concurrency);
    tokio::spawn(run(engine, asked, told));
    Ok((Handle { commands, counters }, events))
}

/// Tells the loop how calls to an address go, as far as it decides by that.
fn health(notes: UnboundedSender<Note>) -> OnHealth {
    Arc::new(move |address, failures| {
        if failures <= GONE_AFTER {
            let _ = notes.send(Note::Health { address, failures });
        }
    })
}

/// Runs until all handles are gone or a shutdown has been carried out.
async fn run(
    mut engine: Engine,
    mut commands: UnboundedReceiver<Command>,
    mut notes: UnboundedReceiver<Note>,
) {
    let mut prune = tokio::time::interval(PRUNE_EVERY);
    loop {
        tokio::select! {
            biased; // what was asked before is in hand before anything can be called all done
            command = commands.recv(), if engine.takes_commands() => match command {
                Some(command) => engine.handle(command),
                None => engine.begin_end(),
            },
            Some(note) = notes.recv() => engine.note(note),
            () = at(engine.next_probe()) => engine.probe(),
            () = at(engine.next_limited()) => engine.limits_due(),
            _ = prune.tick() => engine.prune(),
        }
        if engine.has_ended() {
            break;
        }
    }
    let (writer, out) = engine.into_writer();
    writer.finish().await;
    while let Ok(note) = notes.try_recv() {
        if let Note::Pass(trouble @ Event::Trouble(_)) = note {
            out.put(trouble); // what could not be written at the very end
        }
    }
    drop(out); // the events end when all is on the disk
}

/// Resolves then; never where there is no such time.
async fn at(due: Option<Instant>) {
    match due {
        Some(due) => tokio::time::sleep_until(due).await,
        None => std::future::pending().await,
    }
}

/// Marks this run as alive; without that, uploads work, but a crash loses them.
fn begin_run(store: &Store, out: &Outbox) -> Option<Arc<Run>> {
    match store.begin_run() {
        Ok(run) => Some(Arc::new(run)),
        Err(error) => {
            tracing::warn!(%error, "no journal");
            if error.is_full() {
                return None; // the writer says so, with whatever it has to write first
            }
            let mut problem = error.problem();
            problem.remedy = Remedy::NotResumed.then(problem.remedy);
            out.put(Event::Trouble(problem));
            None
        }
    }
}
