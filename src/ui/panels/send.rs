//! The Send page: open a pattern, see it as the device shows it, choose devices, send. `pattern` and its parts are the left column,
//! `devices` the right one, `strip` the uploads below; a narrow window shows them as `steps`.

mod adjust;
mod candidates;
mod controls;
mod device;
mod devices;
mod empty;
mod face;
mod facts;
mod findings;
mod footer;
mod graph;
mod groups;
mod list;
mod no_devices;
mod pattern;
mod reading;
mod samples;
mod steps;
mod strip;
mod transport;
mod unopened;

use super::{Info, Panel, Rail, live};
use crate::app::{Action, Page, Place, Slot, State};
use crate::device::DeviceId;
use crate::t;
use crate::ui::cut::{Cut, inside};
use crate::ui::screen::Screens;
use crate::ui::shortcuts::ctrl;
use crate::ui::theme::{space, tokens};
use crate::ui::widgets::finding;
use crate::ui::widgets::timeline::Timeline;
use crate::ui::{Actions, icons};
use egui::{Key, Rect, Ui, Vec2, vec2};
pub(in crate::ui) use footer::press_send;
use std::collections::BTreeSet;

/// Width of the devices column in points; up to [`DEVICES_MAX`] where there is room.
const DEVICES: f32 = 424.0;
/// Widest devices column.
const DEVICES_MAX: f32 = 480.0;
/// Narrowest devices column, below [`FACTS_BESIDE`].
const DEVICES_MIN: f32 = 360.0;
/// From this window width on (points) facts stand beside the face.
const FACTS_BESIDE: f32 = 1100.0;

/// Returns the width at the right and the height at the foot that toasts must not cover, in a window of that size in points:
/// devices, Send, uploads and live streams.
pub(in crate::ui) fn covers(window: Vec2, state: &State) -> Vec2 {
    let width = window.x;
    let streams = live::height(state);
    match &state.slot {
        Slot::Choosing(_) => vec2(0.0, 84.0),
        _ if width < space::NARROW => vec2(0.0, steps::below(window.y, state) + streams),
        _ if state.jobs.is_empty() => vec2(devices_width(width), streams),
        _ => vec2(devices_width(width), streams + strip::height(state)),
    }
}

/// Returns the width of the devices column in a window of `width` points.
fn devices_width(width: f32) -> f32 {
    match width {
        w if w < FACTS_BESIDE => (w * 0.4).clamp(DEVICES_MIN, DEVICES),
        w => (DEVICES + (w - 1280.0).max(0.0) * 0.2).min(DEVICES_MAX),
    }
}

/// The head of the page.
pub(super) const INFO: Info = Info {
    page: Page::Send,
    icon: icons::SEND,
    shortcut: ctrl(Key::Num1),
    rail: Rail::Top,
};

/// Keeps the state of the page between frames.
#[derive(Default)]
pub(super) struct Send {
    screens: Screens,
    timeline: Timeline,
    samples: samples::Samples,
    breath: empty::Breath,
    reading: reading::Reading,
    all_findings: bool,
    adjust: adjust::Adjust,
    graph: graph::Graph,
    thumbs: transport::Thumbs,
    /// The device whose card has the focus: it is drawn even where it is out of sight.
    focused: Option<DeviceId>,
    /// Devices whose cards were drawn in this frame, as far as they are in sight.
    in_sight: BTreeSet<DeviceId>,
}

impl Panel for Send {
    /// Counts live streams, so that they are noticed on every page.
    fn badge(&self, state: &State) -> usize {
        state.streams.len()
    }

    fn devices_in_sight(&mut self) -> BTreeSet<DeviceId> {
        std::mem::take(&mut self.in_sight)
    }

    fn show(&mut self, ui: &mut Ui, state: &State, actions: &mut Actions) {
        self.screens.begin(ui.ctx());
        let page = unfinished(ui, ui.max_rect(), state, actions);
        if matches!(state.slot, Slot::Choosing(_)) {
            return self.candidates(ui, page, state, actions);
        }
        if ui.ctx().content_rect().width() < space::NARROW {
            return self.steps(ui, page, state, actions);
        }
        self.places(ui, page, state, actions);
    }
}

/// Offers to resume uploads that earlier runs left unfinished; returns the rest of the page.
fn unfinished(ui: &Ui, page: Rect, state: &State, actions: &mut Actions) -> Rect {
    if state.unfinished == 0 {
        return page;
    }
    let mut cut = Cut(page);
    let rect = cut
        .top(finding::HEIGHT + 16.0)
        .shrink2(egui::vec2(space::PAGE, 8.0));
    let offer = finding::Finding {
        severity: finding::Severity::Warning,
        icon: icons::HISTORY,
        fact: &t!("send-unfinished", n = state.unfinished),
        consequence: t!("send-unfinished-about"),
        remedies: &[t!("send-discard"), t!("send-resume")],
    };
    match offer.show_at(ui, rect, ui.scope_id().with("unfinished")) {
        Some(0) => actions.push(Action::DiscardUnfinished),
        Some(_) => actions.push(Action::ResumeUnfinished),
        None => {}
    }
    cut.0
}

impl Send {
    /// Shows the three places side by side.
    fn places(&mut self, ui: &mut Ui, page: Rect, state: &State, actions: &mut Actions) {
        let t = tokens(ui);
        let mut cut = Cut(page);
        let strip = (!state.jobs.is_empty()).then(|| cut.bottom(strip::height(state)));
        let streams = (!state.streams.is_empty()).then(|| cut.bottom(live::height(state)));
        let window = ui.ctx().content_rect().width();
        let devices = cut.right(devices_width(window));
        let pattern = cut.0;
        ui.painter().rect_filled(devices, 0, t.panel);
        ui.painter()
            .rect_filled(devices.with_max_x(devices.left() + 1.0), 0, t.stroke);
        inside(ui, pattern, "pattern", |ui| {
            self.pattern(
                ui,
                pattern.shrink2(egui::vec2(space::PAGE, 0.0)),
                window >= FACTS_BESIDE,
                state,
                actions,
            );
        });
        inside(ui, devices, "devices", |ui| {
            self.devices(ui, devices, state, actions);
        });
        if let Some(streams) = streams {
            inside(ui, streams, "live", |ui| {
                live::band(ui, streams, state, &mut self.screens, actions);
            });
        }
        if let Some(strip) = strip {
            inside(ui, strip, "strip", |ui| {
                self.strip(ui, strip, state, actions);
            });
        }
    }

    /// Shows the pattern, or the ways to open one.
    fn pattern(
        &mut self,
        ui: &mut Ui,
        rect: Rect,
        facts_beside: bool,
        state: &State,
        actions: &mut Actions,
    ) {
        let rect = unopened::note(ui, rect, state, actions);
        match (&state.slot, state.loaded()) {
            (_, Some(loaded)) => self.loaded(ui, rect, facts_beside, loaded, state, actions),
            (Slot::Reading { file, progress, .. }, None) => {
                self.reading.page(ui, rect, file, progress, actions);
            }
            _ => self.empty(ui, rect, actions),
        }
    }

    /// Returns which step of a narrow window is open.
    fn step(state: &State) -> Place {
        match state.place {
            Place::Uploads if state.jobs.is_empty() => Place::Devices,
            place => place,
        }
    }
}
