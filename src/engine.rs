//! The async side, and the sole owner of devices and jobs: [`Command`]s go in, [`Event`]s come out. The window and the
//! command line both speak to it this way, and in no other.

mod command;
mod control;
mod diagnose;
mod encoding;
mod event;
mod fleet;
mod job;
mod new_file;
mod patience;
mod queue;
mod remedy;
mod report;
mod run;
mod scan;
mod secrets;
pub mod settings;
mod shared;
mod stream;
mod writer;

pub use crate::device::discovery::{ScanNote, ScanStage, Tried, Via, advice};
pub use crate::link::Circuit;
pub use crate::live::Wish;
pub use crate::store::HistoryEntry;
pub use command::{
    Command, ConnectOptions, JobId, PatternId, ScanOptions, SendRequest, Source, Target,
};
pub use control::{Abilities, Answer, Ask, Unlocked};
pub use event::{
    DeviceView, Diagnosis, Event, JobDevice, JobView, Network, Networks, Outcome, Past, Phase,
    Presence, Preview, ScanProgress, Stage, StageReport,
};
pub(crate) use new_file::{NewFile, put as write_file};
pub use queue::Events;
pub use stream::{StreamId, StreamRequest, StreamState, StreamView};

use crate::device::Problem;
use crate::net::Gate;
use crate::store::Store;
use std::sync::Arc;
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};

/// What an engine is started with.
#[derive(Clone, Debug)]
pub struct EngineOptions {
    /// Which addresses may be reached.
    pub gate: Gate,
    /// What is remembered.
    pub store: Store,
    /// Most jobs at once; `None`: as many as the network bears.
    pub concurrency: Option<usize>,
}

/// Asks things of the engine; clones speak to the same one. The engine ends when all are gone, or on [`Command::Shutdown`].
#[derive(Clone, Debug)]
pub struct Handle {
    commands: UnboundedSender<Command>,
}

impl Handle {
    /// Asks for something. Nothing happens when the engine has ended.
    pub fn send(&self, command: Command) {
        let _ = self.commands.send(command);
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
    let (commands, inbox) = unbounded_channel();
    let (outbox, events) = queue::queue(wake);
    let engine = run::Engine::new(options, outbox)?;
    tokio::spawn(engine.run(inbox));
    Ok((Handle { commands }, events))
}
