//! The loop: the only place that holds devices and jobs. Commands and notes of tasks come in one at a time; nothing in here waits.

mod controls;
mod devices;
mod entry;
mod jobs;
mod known;
mod past;
mod patterns;
mod resume;
mod scan;
mod stream;
mod streaming;

use super::EngineOptions;
use super::command::{Command, JobId, PatternId};
use super::event::{DeviceView, Event};
use super::fleet::Fleet;
use super::queue::Outbox;
use super::report::{Held, Note};
use super::scan::ScanRun;
use super::shared::Shared;
use super::stream::StreamId;
use super::writer::Writer;
use crate::device::{DeviceId, Problem};
use crate::link::Http;
use crate::pattern::Cancel;
use crate::store::{Run, Store};
use entry::Entry;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::Duration;
use stream::OnAir;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

/// A device on the list, and whether it is to be remembered.
struct Known {
    view: DeviceView,
    forgettable: bool,
}

/// How often the list is looked through for jobs that ended long ago.
const SWEEP: Duration = Duration::from_secs(60);

/// Everything the engine holds.
pub(super) struct Engine {
    shared: Arc<Shared>,
    writer: Writer,
    out: Outbox,
    notes: UnboundedSender<Note>,
    inbox: UnboundedReceiver<Note>,
    patterns: HashMap<PatternId, Held>,
    /// Patterns that are being read, and what stops that.
    loading: HashMap<PatternId, Cancel>,
    devices: BTreeMap<DeviceId, Known>,
    jobs: BTreeMap<JobId, Entry>,
    fleet: Fleet,
    next_job: u64,
    /// This run, as others see it; `None` where that cannot be marked: then no job is journalled, or taken over.
    journal: Option<Arc<Run>>,
    /// How many take-overs are being read.
    reviving: usize,
    /// Whether what comes of them was cancelled before it came.
    revived_in_vain: bool,
    /// Number of the next pattern of an earlier run.
    next_revived: Arc<AtomicU64>,
    /// Scans that have not reported their end: the one that runs, and those that were stopped for it.
    scans: Vec<ScanRun>,
    next_scan: u64,
    /// Streams that have not reported their end.
    streams: BTreeMap<StreamId, OnAir>,
    next_stream: u64,
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
        let journal = begin_run(&options.store, &out);
        Ok(Self {
            writer: Writer::new(options.store.clone(), notes.clone()),
            shared: Arc::new(Shared::new(options.gate, options.store, http)),
            out,
            notes,
            inbox,
            patterns: HashMap::new(),
            loading: HashMap::new(),
            devices: BTreeMap::new(),
            jobs: BTreeMap::new(),
            fleet: Fleet::new(options.concurrency),
            next_job: 1,
            journal,
            reviving: 0,
            revived_in_vain: false,
            next_revived: Arc::new(resume::FIRST_PATTERN.into()),
            scans: Vec::new(),
            next_scan: 0,
            streams: BTreeMap::new(),
            next_stream: 0,
            ending: false,
        })
    }

    /// Runs until all handles are gone or a shutdown has been carried out.
    pub(super) async fn run(mut self, mut commands: UnboundedReceiver<Command>) {
        let mut sweep = tokio::time::interval(SWEEP);
        loop {
            tokio::select! {
                biased; // what was asked before is in hand before anything can be called all done
                command = commands.recv(), if !self.ending => match command {
                    Some(Command::Shutdown) | None => self.begin_end(),
                    Some(command) => self.obey(command),
                },
                Some(note) = self.inbox.recv() => self.note(note),
                _ = sweep.tick() => self.prune(),
            }
            if self.ending && self.is_idle() && self.streams.is_empty() {
                break;
            }
        }
        self.writer.finish().await;
    }

    fn begin_end(&mut self) {
        self.ending = true;
        self.cancel_scan();
        self.stop_streams();
        self.loading.values().for_each(Cancel::cancel);
        self.cancel_all();
    }

    fn obey(&mut self, command: Command) {
        match command {
            Command::Load {
                id,
                source,
                options,
                remember,
            } => self.load(id, source, options, remember),
            Command::Preview {
                pattern,
                device,
                fit,
            } => self.preview(pattern, device, fit),
            Command::ReadMap { path, size } => self.read_map(path, size),
            Command::Unload(id) => self.unload(id),
            Command::Connect { address, options } => self.connect(address, &options),
            Command::KnownDevices => self.read_known(),
            Command::Networks => self.networks(),
            Command::Scan(options) => self.scan(options),
            Command::CancelScan => self.cancel_scan(),
            Command::Diagnose(address) => self.diagnose(address),
            Command::Tell { device, told } => self.tell(device, told),
            Command::Pin { device, pinned } => self.pin(device, pinned),
            Command::Forget(device) => self.forget(device),
            Command::Control {
                target,
                ask,
                options,
            } => self.control(target, ask, options),
            Command::Unlock {
                target,
                secret,
                keep,
                options,
            } => self.unlock(target, secret, keep, options),
            Command::Send(request) => self.send(request),
            Command::Cancel(job) => self.cancel(job),
            Command::CancelAll => self.cancel_all(),
            Command::Retry(job) => self.retry(job),
            Command::Resume => self.resume(),
            Command::History => self.history(),
            Command::CountUnfinished => self.unfinished(false),
            Command::DiscardUnfinished => self.unfinished(true),
            Command::Dismiss(job) => self.dismiss(job),
            Command::Stream(request) => self.stream(request),
            Command::StopStream(stream) => self.stop_stream(stream),
            Command::StopStreams => self.stop_streams(),
            Command::ResetCircuit(device) => self.reset_circuit(&device),
            Command::Shutdown => self.begin_end(),
        }
    }

    fn note(&mut self, note: Note) {
        match note {
            Note::Job(id, change) => self.job_changed(id, change),
            Note::Queued(id) => self.job_queued(id),
            Note::Ended(id, end) => self.job_ended(id, end),
            Note::Settled(id) => self.job_settled(id),
            Note::Revived(found) => self.revived(found),
            Note::Answered {
                device,
                forgettable,
            } => self.answered(*device, forgettable),
            Note::Offline { address } => self.offline(&address),
            Note::ConnectFailed { address, problem } => {
                self.offline(&address);
                self.out.put(Event::ConnectFailed { address, problem });
            }
            Note::Loaded {
                id,
                source,
                cancel,
                result,
            } => self.loaded(id, &source, &cancel, result),
            Note::Diagnosed { address, diagnosis } => self.diagnosed(address, diagnosis),
            Note::Moment { device, moment } => self.moment(device, moment),
            Note::Known(devices) => self.known(devices),
            Note::Scan(number, report) => self.scan_reported(number, report),
            Note::Stream(view) => self.stream_changed(*view),
            Note::Pass(event) => self.out.put(event),
        }
    }
}

/// Marks this run as alive; without that, uploads work, but a crash loses them.
fn begin_run(store: &Store, out: &Outbox) -> Option<Arc<Run>> {
    match store.begin_run() {
        Ok(run) => Some(Arc::new(run)),
        Err(error) => {
            tracing::warn!(%error, "no journal");
            let hint = "Uploads work, but will not be taken up again after a crash. Choose another folder with --home.";
            out.put(Event::Trouble(Problem::new(
                "store.unavailable",
                error.to_string(),
                hint,
            )));
            None
        }
    }
}
