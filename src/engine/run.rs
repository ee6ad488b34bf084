//! The loop: the only place that holds devices and jobs. Commands and notes of tasks come in one at a time; nothing in here waits.

mod devices;
mod jobs;
mod patterns;
mod scan;

use super::EngineOptions;
use super::command::{Command, JobId, PatternId};
use super::event::{DeviceView, Event};
use super::fleet::Fleet;
use super::queue::Outbox;
use super::report::Note;
use super::scan::ScanRun;
use super::shared::Shared;
use super::writer::Writer;
use crate::device::{DeviceId, Problem};
use crate::link::Http;
use crate::pattern::Opened;
use jobs::Entry;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

/// A device on the list, and whether it is to be remembered.
struct Known {
    view: DeviceView,
    forgettable: bool,
}

/// Everything the engine holds.
pub(super) struct Engine {
    shared: Arc<Shared>,
    writer: Writer,
    out: Outbox,
    notes: UnboundedSender<Note>,
    inbox: UnboundedReceiver<Note>,
    patterns: HashMap<PatternId, Arc<Opened>>,
    devices: BTreeMap<DeviceId, Known>,
    jobs: BTreeMap<JobId, Entry>,
    fleet: Fleet,
    next_job: u64,
    /// Scans that have not reported their end: the one that runs, and those that were stopped for it.
    scans: Vec<ScanRun>,
    next_scan: u64,
    /// Whether no more commands are taken.
    ending: bool,
}

impl Engine {
    pub(super) fn new(options: EngineOptions, out: Outbox) -> Result<Self, Problem> {
        let http = Http::new(options.gate).map_err(|e| {
            Problem::new(
                "device.unreachable",
                format!("No network client can be made: {e}"),
                "Restart the app; if it stays so, restart the computer.",
            )
        })?;
        let (notes, inbox) = unbounded_channel();
        Ok(Self {
            writer: Writer::new(options.store.clone(), notes.clone()),
            shared: Arc::new(Shared::new(options.gate, options.store, http)),
            out,
            notes,
            inbox,
            patterns: HashMap::new(),
            devices: BTreeMap::new(),
            jobs: BTreeMap::new(),
            fleet: Fleet::new(options.concurrency),
            next_job: 1,
            scans: Vec::new(),
            next_scan: 0,
            ending: false,
        })
    }

    /// Runs until all handles are gone or a shutdown has been carried out.
    pub(super) async fn run(mut self, mut commands: UnboundedReceiver<Command>) {
        loop {
            tokio::select! {
                command = commands.recv(), if !self.ending => match command {
                    Some(Command::Shutdown) | None => self.begin_end(),
                    Some(command) => self.obey(command),
                },
                Some(note) = self.inbox.recv() => self.note(note),
            }
            if self.ending && self.is_idle() {
                break;
            }
        }
        self.writer.finish().await;
    }

    fn begin_end(&mut self) {
        self.ending = true;
        self.cancel_scan();
        self.cancel_all();
    }

    fn obey(&mut self, command: Command) {
        match command {
            Command::Load { id, source, options, remember } => self.load(id, source, options, remember),
            Command::Preview { pattern, device, fit } => self.preview(pattern, device, fit),
            Command::Unload(id) => {
                self.patterns.remove(&id);
            }
            Command::Connect { address, options } => self.connect(address, &options),
            Command::Scan(options) => self.scan(options),
            Command::CancelScan => self.cancel_scan(),
            Command::Diagnose(address) => self.diagnose(address),
            Command::Tell { device, told } => self.tell(device, told),
            Command::Forget(device) => self.forget(device),
            Command::Send(request) => self.send(request),
            Command::Cancel(job) => self.cancel(job),
            Command::CancelAll => self.cancel_all(),
            Command::Retry(job) => self.retry(job),
            Command::Dismiss(job) => self.dismiss(job),
            Command::ResetCircuit(device) => self.reset_circuit(&device),
            Command::Shutdown => self.begin_end(),
        }
    }

    fn note(&mut self, note: Note) {
        match note {
            Note::Job(id, change) => self.job_changed(id, change),
            Note::Ended(id, end) => self.job_ended(id, end),
            Note::Answered { device, forgettable } => self.answered(*device, forgettable),
            Note::ConnectFailed { address, problem } => {
                self.offline(&address);
                self.out.put(Event::ConnectFailed { address, problem });
            }
            Note::Loaded { id, source, result } => self.loaded(id, &source, result),
            Note::Diagnosed { address, diagnosis } => self.diagnosed(address, diagnosis),
            Note::Scan(number, report) => self.scan_reported(number, report),
            Note::Pass(event) => self.out.put(event),
        }
    }
}
