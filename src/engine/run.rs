//! What the loop does with each command and each note: plain decisions on devices and jobs, which this alone holds. Nothing in
//! here waits; what waits is a task.

mod controls;
mod device_list;
mod devices;
mod entry;
mod finished;
mod groups;
mod jobs;
mod known;
mod limited;
mod network;
mod patterns;
mod presence;
mod probes;
mod repeats;
mod resume;
mod scans;
mod starting;
mod streams;

use super::fleet::{Faults, Fleet};
mod selftests;

use super::api::{Command, ConnectOptions, Event, JobId, PatternId, StreamId, Target};
use super::keep::{Shared, Writer};
use super::note::{LoadedPattern, Note};
use super::outbox::Outbox;
use super::task::{self, Context, Visit};
use crate::device::{AddrSpec, DeviceId};
use crate::pattern::Cancel;
use crate::store::Run;
use device_list::DeviceList;
use entry::Entry;
use limited::Limiter;
use patterns::Previews;
pub(super) use presence::GONE_AFTER;
use probes::Probes;
use resume::Resumption;
use scans::ScanRun;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;
use streams::ActiveStream;
use tokio_util::sync::CancellationToken;

/// Everything the loop holds.
pub(super) struct Engine {
    context: Context,
    writer: Writer<Note>,
    out: Outbox,
    patterns: HashMap<PatternId, LoadedPattern>,
    /// Patterns that are being read, and what stops that.
    loading: HashMap<PatternId, Cancel>,
    /// Stops the map that is being read.
    reading_map: Cancel,
    previews: Previews,
    devices: DeviceList,
    probes: Probes,
    /// Devices that were taken off the list in this run: what the store had of them counts no more.
    forgotten: HashSet<DeviceId>,
    jobs: BTreeMap<JobId, Entry>,
    fleet: Fleet,
    limiter: Limiter,
    faults: Faults,
    next_job: u64,
    /// This run, as others see it; `None` where that cannot be marked: then no job is journalled, or taken over.
    journal: Option<Arc<Run>>,
    resumption: Resumption,
    /// Scans that have not reported their end: the one that runs, and those that were stopped for it.
    scans: Vec<ScanRun>,
    next_scan: u64,
    /// Streams that have not reported their end.
    streams: BTreeMap<StreamId, ActiveStream>,
    next_stream: u64,
    /// Tests of devices that have not reported their end, and what stops each.
    tests: Vec<(Target, CancellationToken)>,
    /// Whether no more commands are taken.
    ending: bool,
    /// Whether the uploads of the journal are left to the next run.
    suspended: bool,
}

impl Engine {
    pub(super) fn new(
        context: Context,
        writer: Writer<Note>,
        out: Outbox,
        journal: Option<Arc<Run>>,
        concurrency: Option<usize>,
    ) -> Self {
        Self {
            context,
            writer,
            out,
            patterns: HashMap::new(),
            loading: HashMap::new(),
            reading_map: Cancel::default(),
            previews: Previews::default(),
            devices: DeviceList::default(),
            probes: Probes::default(),
            forgotten: HashSet::new(),
            jobs: BTreeMap::new(),
            fleet: Fleet::new(concurrency),
            limiter: Limiter::default(),
            faults: Faults::default(),
            next_job: 1,
            journal,
            resumption: Resumption::default(),
            scans: Vec::new(),
            next_scan: 0,
            streams: BTreeMap::new(),
            next_stream: 0,
            tests: Vec::new(),
            ending: false,
            suspended: false,
        }
    }

    fn keep(&self) -> &Shared {
        &self.context.keep
    }

    /// A way to that address, for a task.
    fn visit(
        &self,
        address: AddrSpec,
        expected: Option<DeviceId>,
        connect: ConnectOptions,
    ) -> Visit {
        Visit {
            context: self.context.clone(),
            address,
            expected,
            connect,
        }
    }

    /// Takes no more commands, and stops everything that runs.
    pub(super) fn begin_end(&mut self) {
        self.ending = true;
        self.cancel_scan();
        self.stop_streams();
        self.stop_self_tests();
        self.loading.values().for_each(Cancel::cancel);
        self.cancel_all();
    }

    /// Takes no more commands, and stops everything but the uploads of the journal, which the next run continues.
    fn suspend(&mut self) {
        self.suspended = true;
        self.keep().suspended.cancel();
        self.ending = true;
        self.cancel_scan();
        self.stop_streams();
        self.loading.values().for_each(Cancel::cancel);
        self.cancel_unjournalled();
    }

    /// Returns whether the loop accepts commands.
    pub(super) fn takes_commands(&self) -> bool {
        !self.ending
    }

    /// Whether the end has begun, and nothing is left that runs.
    pub(super) fn has_ended(&self) -> bool {
        let is_idle = self.is_idle() || (self.suspended && self.are_all_journalled());
        self.ending && is_idle && self.streams.is_empty() && self.tests.is_empty()
    }

    /// Takes off what ended long ago, and lets go of what no task uses any more.
    pub(super) fn prune(&mut self) {
        self.prune_jobs();
        let listed = self.devices.iter();
        let listed = listed.map(|known| known.view.device.address.socket());
        self.keep().prune(&listed.collect());
    }

    /// What writes the store, to be waited for at the end. The events end when it is taken out.
    pub(super) fn into_writer(self) -> (Writer<Note>, Outbox) {
        (self.writer, self.out)
    }

    /// Carries out a command.
    pub(super) fn handle(&mut self, command: Command) {
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
            Command::ReadMap { path, options } => self.read_map(path, options),
            Command::Unload(id) => self.unload(id),
            Command::Connect { address, options } => self.connect(address, options),
            read @ (Command::KnownDevices | Command::Networks | Command::History) => {
                self.read(&read);
            }
            Command::Scan(options) => self.scan(options),
            Command::CancelScan => self.cancel_scan(),
            Command::Diagnose(address) => self.diagnose(address),
            Command::SelfTest(request) => self.self_test(request),
            Command::StopSelfTest(target) => self.stop_self_test(&target),
            Command::SaveDeviceSettings { device, settings } => self.configure(device, settings),
            Command::Pin { device, pinned } => self.pin(device, pinned),
            Command::Regroup { device, change } => self.regroup(device, change),
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
            Command::Audit(entry) => self.audit(*entry),
            Command::SetLimits(limits) => self.set_limits(limits),
            Command::Cancel(job) => self.cancel(job),
            Command::CancelAll => self.cancel_all(),
            Command::Retry(job) => self.retry(job),
            Command::Resume => self.resume(),
            Command::CountUnfinished => self.unfinished(false),
            Command::DiscardUnfinished => self.unfinished(true),
            Command::Dismiss(job) => self.dismiss(job),
            Command::Stream(request) => self.stream(request),
            Command::StopStream(stream) => self.stop_stream(stream),
            Command::StopStreams => self.stop_streams(),
            Command::ResetCircuit(device) => self.reset_circuit(&device),
            Command::SetAside(device) => self.set_aside(&device),
            Command::Watch(devices) => self.watch(devices),
            Command::WatchAll(all) => self.watch_all(all),
            Command::Suspend => self.suspend(),
            Command::Shutdown => self.begin_end(),
        }
    }

    /// Starts a task that reads what is known.
    fn read(&self, command: &Command) {
        let context = self.context.clone();
        match command {
            Command::KnownDevices => drop(tokio::spawn(task::known_devices(context))),
            Command::Networks => drop(tokio::spawn(task::networks(context))),
            _ => drop(tokio::spawn(task::history(context))),
        }
    }

    /// Handles a note of a task.
    pub(super) fn note(&mut self, note: Note) {
        match note {
            Note::Job(id, change) => self.job_changed(id, change),
            Note::Queued(id) => self.job_queued(id),
            Note::MayISend(id, asked) => self.may_i_send(id, asked),
            Note::PutBack(id) => self.put_back(id),
            Note::Ended(id, end) => self.job_ended(id, end),
            Note::Settled(id) => self.job_settled(id),
            Note::Resumed(found) => self.resumed(found),
            Note::Answered(answered) => self.answered(*answered),
            Note::Failed { address, problem } => self.failed_at(&address, &problem),
            Note::NoLongerSetAside(device) => self.reset_circuit(&device),
            Note::SetAsideElsewhere(device) => self.set_aside_elsewhere(&device),
            Note::ForgottenElsewhere(device) => self.forgotten_elsewhere(&device),
            Note::SecretRefused(device, secret) => self.secret_refused(device, secret),
            Note::Unlocked(device) => self.secret_taken(&device),
            Note::Confirmed { device, uptime } => self.confirmed(&device, uptime),
            Note::Unreached { address, problem } => self.unreached(&address, &problem),
            Note::Health { address, failures } => {
                self.health(address, failures);
                self.watch_network(address, failures);
            }
            Note::NetworkAnswers(network) => self.network_answers(network),
            Note::PauseOver(network) => self.end_pause(network),
            Note::Probed { device, result } => self.probed(&device, result),
            Note::ConnectFailed { address, problem } => {
                self.unreached(&address, &problem);
                self.out.put(Event::ConnectFailed { address, problem });
            }
            Note::Loaded {
                id,
                source,
                cancel,
                result,
            } => self.loaded(id, &source, &cancel, result),
            Note::Diagnosed { address, diagnosis } => self.diagnosed(address, diagnosis),
            Note::PreviewEnded(pattern, device) => self.preview_ended(pattern, device),
            Note::Snapshot { device, snapshot } => self.snapshot(device, snapshot),
            Note::Known(devices) => self.known(devices),
            Note::Scan(number, report) => self.scan_reported(number, report),
            Note::SelfTest(view) => self.self_test_changed(*view),
            Note::Stream(view) => self.stream_changed(*view),
            Note::Audit(entry) => self.audit(entry),
            Note::Pass(event) => self.out.put(event),
        }
    }
}

#[cfg(test)]
mod tests;
