//! Answers about a [`State`]: whose wiring is shown, which devices can take the pattern, how the uploads stand.

use super::{Loaded, Page, Slot, State, Suitability};
use crate::device::DeviceId;
use crate::engine::settings::Settings;
use crate::engine::{DeviceView, JobView, Limited, Outcome, Phase, Presence, Preview};
use crate::message::Message;
use crate::msg;
use crate::pattern::{Finding, Severity};
use crate::problem::Code;
use std::path::PathBuf;

/// Why a picture cannot go to a device of unknown size.
static LEDS_UNKNOWN: Message = Message::new("app-leds-unknown");
static SET_ASIDE: Message = Message::new("app-set-aside");
static LOCKED: Message = Message::new("app-locked");

impl State {
    /// Returns the limit that lets the next upload pass, where uploads wait for one.
    #[must_use]
    pub fn limited(&self) -> Option<Limited> {
        let open = self.jobs.iter().filter(|job| job.outcome.is_none());
        open.filter_map(|job| job.limited)
            .min_by_key(|limited| limited.until)
    }

    /// Makes the state of a new window.
    #[must_use]
    pub fn new() -> Self {
        Self::with_settings(Settings::default(), None)
    }

    /// Makes the state of a new window with the settings of the folder `home`; without a folder, nothing is saved.
    #[must_use]
    pub fn with_settings(settings: Settings, home: Option<PathBuf>) -> Self {
        let mut state = Self {
            strip_open: true,
            page: Page::Send,
            settings,
            home,
            ..Self::default()
        };
        state.fit.brightness_pct = state.settings.sending.brightness_pct;
        state.previewed_pct = state.fit.brightness_pct;
        state
    }

    /// The open pattern, once its reading is certain.
    #[must_use]
    pub fn loaded(&self) -> Option<&Loaded> {
        match &self.slot {
            Slot::Loaded(loaded) => Some(loaded),
            Slot::Reading { before, .. } => before.as_deref(),
            Slot::Empty | Slot::Choosing(_) => None,
        }
    }

    /// The device with that id.
    #[must_use]
    pub fn device(&self, id: &DeviceId) -> Option<&DeviceView> {
        self.devices.iter().find(|view| view.device.id == *id)
    }

    /// The device whose wiring the preview shows.
    #[must_use]
    pub fn wired_on(&self) -> Option<&DeviceView> {
        let chosen = self.wired_on.as_ref().and_then(|id| self.device(id));
        chosen
            .or_else(|| self.targeted().next())
            .or_else(|| self.selected_devices().next())
    }

    /// The open pattern as that device would get it.
    #[must_use]
    pub fn preview(&self, id: &DeviceId) -> Option<&Preview> {
        self.previews.get(id)?.as_ref().ok()
    }

    /// Whether the open pattern can go to a device: the device answers, and takes the pattern as it would be fitted.
    #[must_use]
    pub fn suitability(&self, view: &DeviceView) -> Suitability<'_> {
        by_presence(view).unwrap_or_else(|| self.by_preview(view))
    }

    /// Decides by the layout of the device and the pattern as fitted to it.
    fn by_preview(&self, view: &DeviceView) -> Suitability<'_> {
        let unsuitable = |reason, needs_layout| Suitability::Unsuitable {
            reason,
            needs_layout,
        };
        match self.previews.get(&view.device.id) {
            Some(Err(problem)) if problem.code == Code::DeviceLayoutUnknown => {
                unsuitable(&LEDS_UNKNOWN, true)
            }
            Some(Err(problem)) => unsuitable(&problem.message, false),
            Some(Ok(preview)) => match preview.report.blocker() {
                Some(finding) => unsuitable(&finding.fact, false),
                None => Suitability::Fine,
            },
            None if !self.has_target(view) => unsuitable(&LEDS_UNKNOWN, true),
            None => Suitability::Fine,
        }
    }

    /// Whether the open pattern can be fitted: strip data needs no layout of the device.
    fn has_target(&self, view: &DeviceView) -> bool {
        let strip = self.loaded().is_some_and(|open| open.pattern().is_strip());
        strip || view.layout().is_some()
    }

    /// Why Send cannot be pressed; `None` when it can.
    #[must_use]
    pub fn why_not_send(&self) -> Option<Message> {
        Some(match &self.slot {
            Slot::Empty if self.selected_devices().next().is_some() => {
                msg!("send-blocked-no-pattern")
            }
            Slot::Empty => msg!("send-blocked-nothing"),
            Slot::Reading { .. } => msg!("send-blocked-reading"),
            Slot::Choosing(_) => msg!("send-blocked-choosing"),
            Slot::Loaded(_) if self.devices.is_empty() => msg!("send-blocked-no-devices"),
            Slot::Loaded(_) if self.selected_devices().next().is_none() => {
                msg!("send-blocked-none-selected")
            }
            Slot::Loaded(_) if self.targeted().next().is_none() => msg!("send-blocked-none-can"),
            Slot::Loaded(_) => return None,
        })
    }

    /// Number of bytes that Send would put on the devices.
    #[must_use]
    pub fn bytes_in_all(&self) -> u64 {
        self.targeted()
            .filter_map(|view| self.preview(&view.device.id))
            .filter_map(|p| p.bytes)
            .sum()
    }

    /// Findings about the selected devices, worst first, without those that block.
    #[must_use]
    pub fn findings(&self) -> Vec<(&DeviceView, &Finding)> {
        let mut all: Vec<_> = self
            .targeted()
            .filter_map(|view| Some((view, self.previews.get(&view.device.id)?.as_ref().ok()?)))
            .flat_map(|(view, preview)| {
                preview
                    .report
                    .findings
                    .iter()
                    .map(move |finding| (view, finding))
            })
            .collect();
        all.sort_by_key(|(_, finding)| std::cmp::Reverse(finding.severity));
        all.retain(|(_, finding)| finding.severity != Severity::Blocks);
        all
    }

    /// Number of jobs that have not ended, including those that the engine has not listed yet.
    #[must_use]
    pub fn active_jobs(&self) -> usize {
        let open = self.jobs.iter().filter(|job| job.outcome.is_none());
        open.count() + self.pending.len()
    }

    /// Jobs that failed.
    pub fn failed_jobs(&self) -> impl Iterator<Item = &JobView> {
        self.jobs
            .iter()
            .filter(|job| matches!(job.outcome, Some(Outcome::Failed(_))))
    }

    /// How many jobs are in each group; groups without jobs are left out.
    #[must_use]
    pub fn job_groups(&self) -> Vec<(JobGroup, usize)> {
        let groups: Vec<JobGroup> = self.jobs.iter().map(JobGroup::of).collect();
        let count = |group: JobGroup| groups.iter().filter(|known| **known == group).count();
        JobGroup::ALL
            .into_iter()
            .map(|group| (group, count(group)))
            .filter(|(_, count)| *count > 0)
            .collect()
    }
}

/// Groups of jobs, as the summary of a round counts them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the catalogue words each")]
pub enum JobGroup {
    Verified,
    AlreadyThere,
    Unverified,
    Sending,
    Verifying,
    Paused,
    Waiting,
    Failed,
    Cancelled,
}

impl JobGroup {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Self; 9] = [
        Self::Verified,
        Self::AlreadyThere,
        Self::Unverified,
        Self::Sending,
        Self::Verifying,
        Self::Paused,
        Self::Waiting,
        Self::Failed,
        Self::Cancelled,
    ];

    fn of(job: &JobView) -> Self {
        match (&job.outcome, job.phase) {
            (Some(Outcome::Verified), _) => Self::Verified,
            (Some(Outcome::Skipped), _) => Self::AlreadyThere,
            (Some(Outcome::SentUnverified), _) => Self::Unverified,
            (Some(Outcome::Failed(_)), _) => Self::Failed,
            (Some(Outcome::Cancelled), _) => Self::Cancelled,
            (None, Phase::Waiting) => Self::Waiting,
            (None, Phase::Verifying) => Self::Verifying,
            (None, Phase::Absent) => Self::Paused,
            (None, _) => Self::Sending,
        }
    }
}

/// Decides by whether the device answers, before any pattern; `None` where that leaves it open.
fn by_presence<'a>(view: &DeviceView) -> Option<Suitability<'a>> {
    let unsuitable = |reason| {
        Some(Suitability::Unsuitable {
            reason,
            needs_layout: false,
        })
    };
    match view.presence {
        _ if view.is_set_aside() => unsuitable(&SET_ASIDE),
        Presence::Offline => Some(Suitability::Offline),
        _ if view.locked => unsuitable(&LOCKED),
        // it may say how many LEDs it has when it is asked
        Presence::NotAsked if view.layout().is_none() => Some(Suitability::Fine),
        _ => None,
    }
}
