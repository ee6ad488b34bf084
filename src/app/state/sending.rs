//! How sending the open pattern stands: what is under way, how it ended, and what Send would do now.

use super::{Slot, State, Suitability};
use crate::device::{DeviceId, DeviceSettings};
use crate::engine::{
    ConnectOptions, DeviceView, JobView, Outcome, Phase, SendRequest, Target, UploadKey,
};
use crate::pattern::Fit;
use std::collections::HashMap;
use std::sync::Arc;

/// An upload that was asked for, and that the engine has not listed yet.
#[derive(Clone, Debug, PartialEq)]
pub struct PendingUpload {
    /// To which device.
    pub device: DeviceId,
    /// What it does there.
    pub key: Arc<UploadKey>,
}

/// How many uploads stand how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Read back and compared.
    pub verified: usize,
    /// Was there already.
    pub there: usize,
    /// Sent, and the device cannot give it back.
    pub unverified: usize,
    pub failed: usize,
    pub cancelled: usize,
    /// Waits for its device, which is gone.
    pub paused: usize,
    /// In the queue, or at work.
    pub under_way: usize,
}

impl Tally {
    /// All of them.
    #[must_use]
    pub fn all(&self) -> usize {
        self.delivered() + self.failed + self.cancelled + self.paused + self.under_way
    }

    /// Those that have reached their device.
    #[must_use]
    pub fn delivered(&self) -> usize {
        self.verified + self.there + self.unverified
    }

    fn count(&mut self, job: Option<&JobView>) {
        let place = match job.map(|job| (&job.outcome, job.phase)) {
            Some((Some(Outcome::Verified), _)) => &mut self.verified,
            Some((Some(Outcome::Skipped), _)) => &mut self.there,
            Some((Some(Outcome::SentUnverified), _)) => &mut self.unverified,
            Some((Some(Outcome::Failed(_)), _)) => &mut self.failed,
            Some((Some(Outcome::Cancelled), _)) => &mut self.cancelled,
            Some((None, Phase::Absent)) => &mut self.paused,
            Some((None, _)) | None => &mut self.under_way,
        };
        *place += 1;
    }
}

/// What Send does when it is pressed now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Press {
    /// Sends to devices that the pattern was not sent to as it is now.
    First,
    /// Sends to further devices, beside those that have it or are getting it.
    More,
    /// Sends again: to those where it failed, or else to all.
    Again,
    /// Nothing: every selected device is getting it, or has it from this round.
    Nothing,
}

/// How sending the open pattern stands, as it is fitted now.
#[derive(Clone, Debug, PartialEq)]
pub struct Sending {
    /// What Send does when it is pressed now.
    pub press: Press,
    /// Which devices it would send to.
    pub due: Vec<DeviceId>,
    /// The round that runs, to selected devices and others; empty when nothing is under way.
    pub running: Tally,
    /// How it ended on the selected devices; empty while something is under way.
    pub ended: Tally,
}

/// How the open pattern stands on one device.
#[derive(Clone, Copy)]
enum Standing<'a> {
    /// It was not sent as it is now, or something else was sent since.
    Due,
    /// It is on its way; its job, once the engine has listed that.
    UnderWay(Option<&'a JobView>),
    /// Its job has ended.
    Ended(&'a JobView),
}

/// The jobs of this run by device.
struct Jobs<'a> {
    /// What Send would do, on no device in particular.
    request: UploadKey,
    pending: &'a [PendingUpload],
    newest: HashMap<&'a str, &'a JobView>,
    open: HashMap<&'a str, Vec<&'a JobView>>,
}

impl<'a> Jobs<'a> {
    fn standing(&self, view: &DeviceView) -> Standing<'a> {
        let is_it = |key: &UploadKey| key.is(&self.request, &view.settings);
        let address = view.device.address.to_string();
        let places = [view.device.id.as_str(), address.as_str()];
        let open = places.iter().filter_map(|place| self.open.get(place));
        if let Some(job) = open.flatten().find(|job| is_it(&job.key)) {
            return Standing::UnderWay(Some(job));
        }
        let mut pending = self.pending.iter();
        if pending.any(|upload| upload.device == view.device.id && is_it(&upload.key)) {
            return Standing::UnderWay(None);
        }
        let newest = places.iter().find_map(|place| self.newest.get(place));
        match newest.filter(|job| job.outcome.is_some() && is_it(&job.key)) {
            Some(job) => Standing::Ended(job),
            None => Standing::Due,
        }
    }
}

/// What a job's device is known by: its identity, or as long as that is not known its address.
fn place_of(job: &JobView) -> &str {
    match &job.device.id {
        Some(id) => id.as_str(),
        None => &job.device.address,
    }
}

impl State {
    /// The request that sends the open pattern, fitted so, to these devices; `None` where none is open for sure.
    #[must_use]
    pub fn request(&self, fit: &Fit, targets: Vec<Target>) -> Option<SendRequest> {
        let Slot::Loaded(loaded) = &self.slot else {
            return None;
        };
        Some(SendRequest {
            pattern: loaded.id,
            targets,
            fit: fit.clone(),
            name: None,
            play: self.settings.sending.play_when_verified,
            force: false,
            delete_first: crate::device::DeleteFirst::Never,
            settings: DeviceSettings::default(),
            connect: ConnectOptions::default(),
        })
    }

    /// The jobs of this run, to be asked for that of the open pattern, fitted so.
    fn jobs_of(&self, fit: &Fit) -> Option<Jobs<'_>> {
        let Slot::Loaded(loaded) = &self.slot else {
            return None;
        };
        let request = self.request(fit, Vec::new())?;
        let mut jobs = Jobs {
            request: UploadKey::new(&request, &loaded.opened, &DeviceSettings::default()),
            pending: &self.pending,
            newest: HashMap::new(),
            open: HashMap::new(),
        };
        for job in &self.jobs {
            let device = place_of(job);
            jobs.newest.insert(device, job);
            if job.outcome.is_none() {
                jobs.open.entry(device).or_default().push(job);
            }
        }
        Some(jobs)
    }

    /// Whether the open pattern, fitted so, is on its way to a device already.
    #[must_use]
    pub fn is_sending(&self, fit: &Fit, view: &DeviceView) -> bool {
        let standing = self.jobs_of(fit).map(|jobs| jobs.standing(view));
        matches!(standing, Some(Standing::UnderWay(_)))
    }

    /// How sending the open pattern stands, as it is fitted now.
    #[must_use]
    pub fn sending(&self) -> Sending {
        let mut sorted = Sorted::default();
        if let Some(jobs) = self.jobs_of(&self.fit) {
            for view in &self.devices {
                let is_target = self.selected.contains(&view.device.id)
                    && self.suitability(view) == Suitability::Fine;
                sorted.add(self, view, is_target, jobs.standing(view));
            }
        }
        sorted.decide()
    }
}

/// Devices, sorted by how the open pattern stands on them.
#[derive(Default)]
struct Sorted {
    due: Vec<DeviceId>,
    failed: Vec<DeviceId>,
    done: Vec<DeviceId>,
    running: Tally,
    ended: Tally,
}

impl Sorted {
    fn add(&mut self, state: &State, view: &DeviceView, is_target: bool, standing: Standing<'_>) {
        let id = || view.device.id.clone();
        match standing {
            Standing::Due if is_target => self.due.push(id()),
            Standing::Due => {}
            Standing::UnderWay(job) => self.running.count(job),
            Standing::Ended(job) => {
                if state.round.contains(&job.id) {
                    self.running.count(Some(job));
                }
                if is_target {
                    self.ended.count(Some(job));
                    match job.outcome {
                        Some(Outcome::Failed(_) | Outcome::Cancelled) => self.failed.push(id()),
                        _ => self.done.push(id()),
                    }
                }
            }
        }
    }

    fn decide(self) -> Sending {
        let Self {
            due,
            failed,
            done,
            running,
            ended,
        } = self;
        if running.under_way + running.paused > 0 {
            // what failed in a round that runs waits for its end, or for Retry
            let press = if due.is_empty() {
                Press::Nothing
            } else {
                Press::More
            };
            return Sending {
                press,
                due,
                running,
                ended: Tally::default(),
            };
        }
        let (press, due) = match (due.is_empty(), failed.is_empty()) {
            (true, true) => (Press::Again, done),
            (true, false) => (Press::Again, failed),
            (false, _) if ended.all() == 0 => (Press::First, due),
            (false, _) => (Press::More, due.into_iter().chain(failed).collect()),
        };
        Sending {
            press,
            due,
            running: Tally::default(),
            ended,
        }
    }
}
