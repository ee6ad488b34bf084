//! The words on the card of a device: kind, state and remedies.

use crate::app::{CardAction, State, Suitability};
use crate::engine::{Circuit, DeviceView, Presence};
use crate::t;
use crate::ui::widgets::card::Standing;
use crate::ui::{say, text, theme};
use egui::Ui;

/// Width (points) of a card that is not for its second line, apart from the note at the right of the line.
const NAMES: f32 = 98.0 + 12.0 + 10.0;

/// The words on the card of a device.
pub(super) struct CardWords<'a> {
    pub(super) about: String,
    pub(super) address: String,
    pub(super) leds: String,
    pub(super) note: String,
    pub(super) aloud: String,
    pub(super) suitability: Suitability<'a>,
    resting: bool,
    /// Why it is unsuitable.
    reason: String,
    /// Says how many frames it gets where that is not all: `51 of 103 frames: at most 33 a second`.
    fewer: Option<String>,
    /// Names the link that checks the device, where that is the thing to do.
    pub(super) ask: Option<&'static str>,
    /// Remedies where the device is unsuitable.
    pub(super) remedies: Vec<CardAction>,
    pub(super) links: Vec<String>,
}

impl<'a> CardWords<'a> {
    /// Makes the words for a card of `width` points.
    pub(super) fn new(ui: &Ui, state: &'a State, view: &DeviceView, width: f32) -> Self {
        let suitability = state.suitability(view);
        let resting =
            matches!(view.circuit, Circuit::Open { .. }) && view.presence != Presence::Offline;
        let free = view
            .device
            .limits
            .free_bytes
            .map(|bytes| t!("pages-free", size = say::bytes(bytes)))
            .unwrap_or_default();
        let leds = view
            .layout()
            .map(|layout| say::layout(&layout))
            .unwrap_or_default();
        let ask = ask_label(view, resting);
        let aside = match ask {
            Some(link) => text::width(ui, link, theme::control_small),
            None => text::width(ui, &free, theme::caption),
        };
        let (about, address) = second_line(ui, state, view, width - NAMES - aside);
        let state_word = state_word(view, &suitability, resting);
        let remedies = state.card_actions(view);
        let fewer = frames_sent(state, view);
        let reason = match suitability {
            Suitability::Unsuitable { reason, .. } => reason.text(),
            _ => String::new(),
        };
        Self {
            reason,
            links: remedies
                .iter()
                .map(|action| say::label::card_action(*action))
                .collect(),
            remedies,
            aloud: spoken(&[
                &state.label(view),
                &kind_and_chip(view),
                &leds,
                &state_word,
                fewer.as_deref().unwrap_or_default(),
            ]),
            about,
            address,
            note: if ask.is_some() { String::new() } else { free },
            leds,
            suitability,
            resting,
            fewer,
            ask,
        }
    }

    /// Returns the state that the card shows; `links` are the words of the remedies.
    pub(super) fn standing<'s>(&'s self, view: &DeviceView, links: &'s [&'s str]) -> Standing<'s> {
        match self.suitability {
            _ if view.presence == Presence::Asking => Standing::Asking,
            Suitability::Offline => Standing::Offline,
            Suitability::Unsuitable { .. } => Standing::Unsuitable {
                asked: view.presence != Presence::NotAsked && !view.is_set_aside(),
                reason: &self.reason,
                remedies: links,
            },
            Suitability::Fine if view.presence == Presence::NotAsked => Standing::Unasked,
            Suitability::Fine if self.resting || view.presence == Presence::Retrying => {
                Standing::Resting
            }
            Suitability::Fine => match &self.fewer {
                Some(note) => Standing::Fewer { note },
                None => Standing::Ready,
            },
        }
    }
}

/// Joins what a screen reader says, without the parts that are empty.
fn spoken(parts: &[&str]) -> String {
    let parts: Vec<&str> = parts
        .iter()
        .copied()
        .filter(|part| !part.is_empty())
        .collect();
    say::list(&parts)
}

/// Says the state of a device where that matters more than its kind; `room` is the width for the kind.
fn status(ui: &Ui, state: &State, view: &DeviceView, room: f32) -> String {
    let seen;
    let words = match &view.circuit {
        _ if view.presence == Presence::Asking => t!("send-device-identifying"),
        Circuit::Isolated => t!("send-device-set-aside"),
        _ if view.presence == Presence::Offline => {
            seen = say::last_seen(view);
            &seen
        }
        _ if view.presence == Presence::NotAsked => t!("send-device-unchecked"),
        _ if view.presence == Presence::Retrying => t!("send-device-retrying"),
        _ if view.locked => t!("send-device-locked"),
        // the address gives way to these
        Circuit::Open { retry_in } if retry_in.is_zero() => {
            return t!("send-device-failing-now").to_owned();
        }
        Circuit::Open { retry_in } => {
            let seconds = retry_in.as_secs_f64().ceil();
            return t!("send-device-failing", seconds = seconds);
        }
        Circuit::HalfOpen => return t!("send-device-half-open").to_owned(),
        Circuit::Closed if state.stream_to(&view.device.id).is_some() => t!("send-device-live"),
        Circuit::Closed => return kind(ui, view, room),
    };
    format!("{words} · ")
}

/// Returns the second line of a card, and the address where that has room behind the line: on hover it is always there.
fn second_line(ui: &Ui, state: &State, view: &DeviceView, room: f32) -> (String, String) {
    let about = status(ui, state, view, room);
    let address = view.device.address.to_string();
    let is_quiet = matches!(view.circuit, Circuit::Closed | Circuit::Isolated)
        || view.presence == Presence::Offline;
    let width = text::width(ui, &about, theme::caption);
    let has_room = width + text::width(ui, &address, theme::mono_small) <= room;
    // a link at the right would cover it, the free space only cuts it
    let has_link = matches!(view.presence, Presence::Offline | Presence::NotAsked);
    if is_quiet && (has_room || !has_link) {
        return (about, address);
    }
    let alone = about.strip_suffix(" · ").unwrap_or(&about);
    (alone.to_owned(), String::new())
}

/// Says how many frames the device gets, where that is not all of them.
fn frames_sent(state: &State, view: &DeviceView) -> Option<String> {
    let count = state.frames_sent(view)?;
    let reason = count.reason().map(|reason| reason.text());
    Some(t!(
        "send-device-frames",
        kept = count.kept(),
        n = count.of,
        reason = reason.unwrap_or_default()
    ))
}

/// Names kind and chip.
fn kind_and_chip(view: &DeviceView) -> String {
    let kind = view.device.kind.text();
    match &view.device.chip {
        Some(chip) => format!("{kind} · {chip}"),
        None => kind,
    }
}

/// Names kind and chip as far as there is room beside the address, which matters more: it tells devices apart.
fn kind(ui: &Ui, view: &DeviceView, room: f32) -> String {
    let device = &view.device;
    let address = text::width(ui, &device.address.to_string(), theme::mono_small);
    let kind = device.kind.text();
    let with_chip = device
        .chip
        .as_ref()
        .map(|chip| format!("{kind} · {chip} · "));
    let short = kind.split(',').next().unwrap_or(&kind);
    let mut all = with_chip
        .into_iter()
        .chain([format!("{kind} · "), format!("{short} · ")]);
    all.find(|words| text::width(ui, words, theme::caption) + address <= room)
        .unwrap_or_default()
}

/// Names the link that checks the device, where that is the next step.
fn ask_label(view: &DeviceView, resting: bool) -> Option<&'static str> {
    match view.presence {
        _ if resting => Some(t!("send-device-check-now")),
        _ if view.is_set_aside() => None,
        Presence::Offline => Some(t!("pages-check-again")),
        Presence::NotAsked => Some(t!("send-device-check")),
        Presence::Online | Presence::Retrying | Presence::Asking => None,
    }
}

/// Says the state of a device for screen readers.
fn state_word(view: &DeviceView, suitability: &Suitability<'_>, resting: bool) -> String {
    match suitability {
        Suitability::Offline => t!("send-device-offline").to_owned(),
        Suitability::Unsuitable { reason, .. } => t!("send-device-unsuitable", reason = *reason),
        Suitability::Fine if resting => t!("send-device-failing-now").to_owned(),
        Suitability::Fine if view.presence == Presence::NotAsked => {
            t!("send-device-unchecked").to_owned()
        }
        Suitability::Fine if view.presence == Presence::Retrying => {
            t!("send-device-retrying").to_owned()
        }
        Suitability::Fine => t!("send-device-online").to_owned(),
    }
}
