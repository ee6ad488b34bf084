//! The head of the device page: back, name, state, kind and address, and the buttons that are used most.

use crate::app::{Action, DeviceAction, State};
use crate::device::Control;
use crate::engine::{Ask, Circuit, DeviceView, Presence};
use crate::t;
use crate::ui::text::{self, span};
use crate::ui::theme::{self, Tokens, tokens};
use crate::ui::widgets::button::{Button, IconButton, Kind};
use crate::ui::{Actions, icons, say};
use egui::{Align, Color32, Rect, Role, Ui, pos2, vec2};

/// Height where the buttons stand beside the name.
pub(super) const HEIGHT: f32 = 92.0;
/// Below this width (points) the buttons stand under the name.
const TIGHT: f32 = 760.0;
/// Height of the line of buttons under the name.
const LINE: f32 = 44.0;

pub(super) fn height(width: f32) -> f32 {
    if width < TIGHT { HEIGHT + LINE } else { HEIGHT }
}

pub(super) fn without_device(ui: &Ui, rect: Rect, actions: &mut Actions) {
    back(ui, rect, actions);
    name(ui, rect, t!("page-device"), rect.width() - 60.0, tokens(ui));
}

pub(super) fn show(ui: &Ui, rect: Rect, view: &DeviceView, state: &State, actions: &mut Actions) {
    let t = tokens(ui);
    back(ui, rect, actions);
    let tight = rect.width() < TIGHT;
    let line = if tight {
        rect.top() + HEIGHT + 10.0
    } else {
        rect.top() + 46.0
    };
    let used = buttons(ui, rect, line, tight, view, state, actions);
    let room = if tight {
        rect.width() - 44.0
    } else {
        used - rect.left() - 44.0 - 16.0
    };
    name(ui, rect, &state.label(view), room, t);
    let (word, color) = standing(view, t);
    let y = rect.top() + 60.0;
    ui.painter()
        .circle_filled(pos2(rect.left() + 49.0, y), 4.0, color);
    let (about, place) = described(ui, view, &word, room - 16.0);
    let spans = [
        span(&about, theme::sentence, t.text2),
        span(&place, theme::mono, t.text2),
    ];
    let drawn = text::draw(
        ui,
        pos2(rect.left() + 60.0, y),
        Align::Min,
        &spans,
        room - 16.0,
    );
    text::announce(ui, drawn, Role::Label, &format!("{about}{place}"));
}

/// Describes the device as far as there is room: state, kind and address always, then LEDs, firmware, chip and id.
fn described(ui: &Ui, view: &DeviceView, word: &str, room: f32) -> (String, String) {
    let device = &view.device;
    let firmware = say::firmware(device);
    let chip = device
        .chip
        .as_deref()
        .map(|text| format!(" · {text}"))
        .unwrap_or_default();
    let leds = view
        .layout()
        .map(|layout| format!(" · {}", say::layout(&layout)))
        .unwrap_or_default();
    let id = if device.id.is_address() {
        String::new()
    } else {
        format!(" · {}", device.id)
    };
    // longest first
    let parts: [[&str; 4]; 5] = [
        [&firmware, &chip, &leds, &id],
        [&firmware, &chip, &leds, ""],
        [&firmware, "", &leds, ""],
        ["", "", &leds, ""],
        [""; 4],
    ];
    let mut ways = parts.into_iter().map(|[firmware, chip, leds, id]| {
        (
            format!("{word} · {}{firmware}{chip}{leds} · ", device.kind.text()),
            format!("{}{id}", device.address),
        )
    });
    let fits = |(about, place): &(String, String)| {
        text::width(ui, about, theme::sentence) + text::width(ui, place, theme::mono) <= room
    };
    let shortest = ways.next_back().unwrap_or_default();
    ways.find(fits).unwrap_or(shortest)
}

fn back(ui: &Ui, rect: Rect, actions: &mut Actions) {
    let at = Rect::from_min_size(pos2(rect.left(), rect.top() + 30.0), vec2(32.0, 32.0));
    if IconButton::new(icons::CHEVRON_LEFT, t!("pages-back"))
        .kind(Kind::Secondary)
        .show_at(ui, at, ui.scope_id().with("back"))
        .clicked()
    {
        actions.push(Action::Device(DeviceAction::Close));
    }
}

fn name(ui: &Ui, rect: Rect, words: &str, room: f32, t: &Tokens) {
    let at = pos2(rect.left() + 44.0, rect.top() + 36.0);
    let drawn = text::draw(
        ui,
        at,
        Align::Min,
        &[span(words, theme::title, t.text)],
        room,
    );
    text::announce(ui, drawn, Role::Heading, words);
}

fn standing(view: &DeviceView, t: &Tokens) -> (String, Color32) {
    let (words, color) = match (view.presence, &view.circuit) {
        (Presence::Asking, _) => (t!("device-page-connecting-now"), t.accent),
        (_, Circuit::Isolated) => (t!("send-device-set-aside"), t.text3),
        (Presence::Offline, _) => return (say::last_seen(view), t.text3),
        (Presence::NotAsked, _) => (t!("send-device-unchecked"), t.text3),
        (Presence::Retrying, _) => (t!("send-device-retrying"), t.warn),
        (Presence::Online, _) if view.locked => (t!("send-device-locked"), t.warn),
        (_, Circuit::Open { .. }) => (t!("device-page-failing"), t.warn),
        (_, Circuit::HalfOpen) => (t!("device-page-half-open"), t.warn),
        (_, Circuit::Closed) => (t!("device-page-online"), t.ok),
    };
    (words.to_owned(), color)
}

/// Shows the buttons at the right, or under the name; returns their left edge.
fn buttons(
    ui: &Ui,
    rect: Rect,
    y: f32,
    tight: bool,
    view: &DeviceView,
    state: &State,
    actions: &mut Actions,
) -> f32 {
    let page = &state.device_page;
    let blinks = page.is_asked(|ask| *ask == Ask::Blink);
    let mut shown: Vec<(Button<'_>, Action)> = Vec::new();
    let abilities = page.abilities.as_ref();
    if abilities.is_some_and(|abilities| abilities.can.contains(&Control::Blink)) {
        let blink = Button::new(Kind::Secondary, t!("device-page-blink"))
            .icon(icons::LIGHTBULB)
            .busy(blinks.then_some(t!("device-page-blinking")));
        shown.push((blink, Action::Device(DeviceAction::Ask(Ask::Blink))));
    }
    if let Some(url) = abilities.and_then(|abilities| abilities.web_page.clone()) {
        let open =
            Button::new(Kind::Secondary, t!("device-page-web-page")).icon(icons::EXTERNAL_LINK);
        shown.push((open, Action::OpenWebPage(url)));
    }
    let layout = Button::new(Kind::Secondary, t!("pages-layout")).icon(icons::PENCIL);
    shown.push((layout, Action::EditLayout(view.device.id.clone())));
    let asking = page.is_asked(|ask| *ask == Ask::Abilities);
    let again = Button::new(Kind::Ghost, t!("pages-check-again"))
        .icon(icons::REFRESH_CW)
        .busy(asking.then_some(t!("device-page-checking")));
    shown.push((again, Action::Device(DeviceAction::Refresh)));
    let sizes: Vec<_> = shown.iter().map(|(button, _)| button.measure(ui)).collect();
    let all: f32 = sizes.iter().map(|size| size.x + 8.0).sum::<f32>() - 8.0;
    let begin = if tight {
        rect.left()
    } else {
        rect.right() - all
    };
    let mut x = begin;
    for (n, ((button, action), size)) in shown.into_iter().zip(sizes).enumerate() {
        let at = Rect::from_min_size(pos2(x, y - size.y / 2.0), size);
        if button
            .show_at(ui, at, ui.scope_id().with(("head", n)))
            .clicked()
        {
            actions.push(action);
        }
        x += size.x + 8.0;
    }
    begin
}
