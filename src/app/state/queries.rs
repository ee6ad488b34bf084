//! What can be read from a [`State`]: whose wiring is shown, who can be sent to, how the uploads stand.

use super::{Loaded, SEND_PAGE, Slot, State, Suitability};
use crate::device::DeviceId;
use crate::engine::settings::Settings;
use crate::engine::{DeviceView, JobView, Outcome, Phase, Presence, Preview};
use crate::message::Message;
use crate::pattern::{Finding, Severity};
use crate::problem::Code;
use std::path::PathBuf;

/// Why a picture cannot go to a device of unknown size.
static LEDS_UNKNOWN: Message = Message::new("app-leds-unknown");
static SET_ASIDE: Message = Message::new("app-set-aside");
static LOCKED: Message = Message::new("app-locked");

impl State {
    /// The state at the start.
    #[must_use]
    pub fn new() -> Self {
        Self::with_settings(Settings::default(), None)
    }

    /// The state at the start, with the settings of that folder; without one nothing is saved.
    #[must_use]
    pub fn with_settings(settings: Settings, home: Option<PathBuf>) -> Self {
        let mut state = Self {
            strip_open: true,
            page: SEND_PAGE,
            settings,
            home,
            ..Self::default()
        };
        state.fit.brightness_pct = state.settings.sending.brightness_pct;
        state.previewed_pct = state.fit.brightness_pct;
        state
    }

    /// The open pattern, once it is read for sure.
    #[must_use]
    pub fn loaded(&self) -> Option<&Loaded> {
        match &self.slot {
            Slot::Loaded(loaded) => Some(loaded),
            Slot::Reading { before, .. } => before.as_deref(),
            Slot::Empty | Slot::Choosing(_) => None,
        }
    }

    /// The device of that identity.
    #[must_use]
    pub fn device(&self, id: &DeviceId) -> Option<&DeviceView> {
        self.devices.iter().find(|view| view.device.id == *id)
    }

    /// Whose wiring the preview shows.
    #[must_use]
    pub fn wired_on(&self) -> Option<&DeviceView> {
        let chosen = self.wired_on.as_ref().and_then(|id| self.device(id));
        chosen
            .or_else(|| self.targeted().next())
            .or_else(|| self.selected_devices().next())
    }

    /// What the open pattern is on that device.
    #[must_use]
    pub fn preview(&self, id: &DeviceId) -> Option<&Preview> {
        self.previews.get(id)?.as_ref().ok()
    }

    /// Whether the open pattern can go to a device: it is there, and takes it as it would be fitted.
    #[must_use]
    pub fn suitability(&self, view: &DeviceView) -> Suitability<'_> {
        by_presence(view).unwrap_or_else(|| self.by_preview(view))
    }

    /// The same by what is known of its layout, and of the pattern as fitted to it.
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

    /// Whether there is a layout that the open pattern can be fitted to: strip data has one on every device.
    fn has_target(&self, view: &DeviceView) -> bool {
        let strip = self.loaded().is_some_and(|open| open.pattern().is_strip());
        strip || view.layout().is_some()
    }

    /// Why Send cannot be pressed; `None` when it can.
    #[must_use]
    pub fn why_not_send(&self) -> Option<&'static str> {
        match &self.slot {
            Slot::Empty if self.selected_devices().next().is_some() => {
                Some("Open a pattern first.")
            }
            Slot::Empty => Some("Open a pattern first, then select devices."),
            Slot::Reading { .. } => Some("The pattern is still being read."),
            Slot::Choosing(_) => Some("Say first how the file is to be read."),
            Slot::Loaded(_) if self.devices.is_empty() => {
                Some("Scan for devices, or add one by its address.")
            }
            Slot::Loaded(_) if self.selected_devices().next().is_none() => {
                Some("Select at least one device.")
            }
            Slot::Loaded(_) if self.targeted().next().is_none() => {
                Some("None of the selected devices can take it.")
            }
            Slot::Loaded(_) => None,
        }
    }

    /// Bytes that Send would put on the devices.
    #[must_use]
    pub fn bytes_in_all(&self) -> u64 {
        self.targeted()
            .filter_map(|view| self.preview(&view.device.id))
            .filter_map(|p| p.bytes)
            .sum()
    }

    /// Worst finding for the selected devices that is worth a row: note, warning or worse.
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

    /// Jobs that have not ended, also those that were asked for a moment ago and are not listed yet.
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

    /// "1 verified, 1 verifying, 1 failed"; empty without jobs.
    #[must_use]
    pub fn jobs_summary(&self) -> String {
        let word = |job: &JobView| match (&job.outcome, job.phase) {
            (Some(Outcome::Verified), _) => "verified",
            (Some(Outcome::Skipped), _) => "already there",
            (Some(Outcome::SentUnverified), _) => "sent, not verifiable",
            (Some(Outcome::Failed(_)), _) => "failed",
            (Some(Outcome::Cancelled), _) => "cancelled",
            (None, Phase::Waiting) => "waiting",
            (None, Phase::Verifying) => "verifying",
            (None, Phase::Absent) => "paused",
            (None, _) => "sending",
        };
        const ORDER: [&str; 9] = [
            "verified",
            "already there",
            "sent, not verifiable",
            "sending",
            "verifying",
            "paused",
            "waiting",
            "failed",
            "cancelled",
        ];
        let count = |which: &str| self.jobs.iter().filter(|job| word(job) == which).count();
        let parts: Vec<String> = ORDER
            .iter()
            .map(|w| (count(w), w))
            .filter(|(n, _)| *n > 0)
            .map(|(n, w)| format!("{n} {w}"))
            .collect();
        parts.join(", ")
    }
}

/// What is decided by whether a device is there, before any pattern is looked at; every other presence leaves it open.
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
