//! A device in the words of its card: what it is, how it stands, and what helps.

use crate::app::{CardAction, State, Suitability};
use crate::engine::{Circuit, DeviceView, Presence};
use crate::ui::widgets::card::Standing;
use crate::ui::{say, text, theme};
use egui::Ui;

/// Points of a card that are not for its second line, besides what stands to the right of that.
const NAMES: f32 = 98.0 + 12.0 + 10.0;

/// A device in the words of its card.
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
    /// What of the pattern it does not get: "51 of 103 frames: at most 33 a second".
    fewer: Option<String>,
    /// "Ask again", where that is the thing to do.
    pub(super) ask: Option<&'static str>,
    /// What helps where it is unsuitable.
    pub(super) remedies: Vec<CardAction>,
    pub(super) links: Vec<String>,
}

impl<'a> CardWords<'a> {
    /// Words for a card of `width` points.
    pub(super) fn of(ui: &Ui, state: &'a State, view: &DeviceView, width: f32) -> Self {
        let suitability = state.suitability(view);
        let resting =
            matches!(view.circuit, Circuit::Open { .. }) && view.presence != Presence::Offline;
        let offline = view.presence == Presence::Offline;
        let device = &view.device;
        let kind = device.kind.text();
        let kind = match &device.chip {
            Some(chip) => format!("{kind} · {chip}"),
            None => kind,
        };
        let free = device
            .limits
            .free_bytes
            .map(|bytes| format!("{} free", say::bytes(bytes)))
            .unwrap_or_default();
        let room = width - NAMES - text::width(ui, &free, theme::caption);
        let quiet = matches!(view.circuit, Circuit::Closed | Circuit::Isolated) || offline;
        let leds = view
            .layout()
            .map(|layout| say::layout(&layout))
            .unwrap_or_default();
        let ask = ask_label(view, resting);
        let state_word = state_word(view, &suitability, resting);
        let remedies = state.card_actions(view);
        let fewer = state.frames_sent(view).map(|count| {
            format!(
                "{} of {} frames: {}",
                count.kept(),
                count.of,
                count
                    .reason()
                    .map(|reason| reason.text())
                    .unwrap_or_default()
            )
        });
        let said = fewer.iter().map(|fewer| format!(", {fewer}"));
        let state_word = said.fold(state_word, |word, fewer| word + &fewer);
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
            aloud: format!("{}, {kind}, {leds}, {state_word}", state.label(view)),
            address: if quiet {
                device.address.to_string()
            } else {
                String::new()
            },
            note: if ask.is_some() { String::new() } else { free },
            about: status(ui, state, view, room),
            leds,
            suitability,
            resting,
            fewer,
            ask,
        }
    }

    /// What can be done with the device, for its card; `links` are the words of its remedies.
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

/// Says how a device stands where that matters more than its kind; `room` is the width for the kind.
fn status(ui: &Ui, state: &State, view: &DeviceView, room: f32) -> String {
    match &view.circuit {
        _ if view.presence == Presence::Asking => "Asking what it is · ".to_owned(),
        Circuit::Isolated => "Set aside · ".into(),
        _ if view.presence == Presence::Offline => format!("{} · ", say::last_seen(view)),
        _ if view.presence == Presence::NotAsked => "Not asked yet · ".to_owned(),
        _ if view.presence == Presence::Retrying => "Not answering, trying again · ".to_owned(),
        _ if view.locked => "Locked · ".to_owned(),
        Circuit::Open { retry_in } if retry_in.is_zero() => {
            "Resting after failures, next try now".into()
        }
        Circuit::Open { retry_in } => {
            format!(
                "Resting after failures, next try in {} s",
                retry_in.as_secs_f64().ceil()
            )
        }
        Circuit::HalfOpen => "Trying again with one request at a time".into(),
        Circuit::Closed if state.stream_to(&view.device.id).is_some() => {
            "Plays live from this computer · ".into()
        }
        Circuit::Closed => kind(ui, view, room),
    }
}

/// Kind and chip, as far as there is room beside the address: that tells devices apart, the kind only what they are.
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

/// Names the link that asks the device again, where that is the thing to do.
fn ask_label(view: &DeviceView, resting: bool) -> Option<&'static str> {
    match view.presence {
        _ if resting => Some("Ask now"),
        _ if view.is_set_aside() => None,
        Presence::Offline => Some("Ask again"),
        Presence::NotAsked => Some("Ask"),
        Presence::Online | Presence::Retrying | Presence::Asking => None,
    }
}

/// Says for a screen reader how a device stands.
fn state_word(view: &DeviceView, suitability: &Suitability<'_>, resting: bool) -> String {
    match suitability {
        Suitability::Offline => "offline".to_owned(),
        Suitability::Unsuitable { reason, .. } => format!("not suitable: {}", reason.text()),
        Suitability::Fine if resting => "resting".into(),
        Suitability::Fine if view.presence == Presence::NotAsked => "not asked yet".into(),
        Suitability::Fine if view.presence == Presence::Retrying => {
            "not answering, trying again".into()
        }
        Suitability::Fine => "online".into(),
    }
}
