//! One device of the list as a card: its state, whether it can take the pattern, and the remedy where it cannot.

mod menu;
mod words;

use super::Send;
use crate::app::{
    Action, CardAction, DeviceAction, Dialog, FitAction, LiveAction, State, Suitability,
};
use crate::device::DeviceId;
use crate::engine::{DeviceView, Presence};
use crate::pattern::Arrangement;
use crate::t;
use crate::ui::screen::{Scene, frame_at};
use crate::ui::widgets::button::{Button, Kind, Size};
use crate::ui::widgets::card::{self, CardResponse, Connection, DeviceCard};
use crate::ui::{Actions, say};
use egui::{Id, Rect, Response, Ui, pos2};
use words::CardWords;

/// Minimum time between frames of a mini face, in milliseconds: faster ones only distract.
const MINI_STEP_MS: f64 = 100.0;
/// Rows and columns of a mini face where the LED count is unknown.
const UNKNOWN: usize = 8;

/// Returns the height of a device's card; a card with a reason or a note is higher.
pub(super) fn height(state: &State, view: &DeviceView) -> f32 {
    let asking = view.presence == Presence::Asking;
    match state.suitability(view) {
        Suitability::Unsuitable { .. } if !asking => {
            card::HEIGHT + card::foot(state.card_actions(view).len())
        }
        Suitability::Fine if state.frames_sent(view).is_some() => card::HEIGHT + card::FOOT,
        _ => card::HEIGHT,
    }
}

impl Send {
    /// Draws a device; returns the response of its card.
    pub(super) fn device(
        &mut self,
        ui: &Ui,
        rect: Rect,
        view: &DeviceView,
        state: &State,
        actions: &mut Actions,
    ) -> Response {
        let device = &view.device;
        let words = CardWords::new(ui, state, view, rect.width());
        let pin = if view.pinned {
            t!("send-device-unpin", device = &*state.label(view))
        } else {
            t!("send-device-pin", device = &*state.label(view))
        };
        let links: Vec<&str> = words.links.iter().map(String::as_str).collect();
        let card = DeviceCard {
            name: view.name(),
            about: &words.about,
            address: &words.address,
            leds: &words.leds,
            note: &words.note,
            pinned: view.pinned,
            pin: &pin,
            wire: Connection::Unknown,
            standing: words.standing(view, &links),
            selected: state.selected.contains(&device.id),
            aloud: &words.aloud,
        };
        let (scene, frame) = mini(state, view);
        let (face, frame) = self
            .screens
            .of(("card", &device.id))
            .ready(ui.ctx(), scene, frame);
        let id = card_id(ui, &device.id);
        let answer = card.show_at(ui, rect, id, face, frame.as_ref());
        perform(&answer, view, &words.remedies, actions);
        if let Some(ask) = words.ask {
            ask_link(ui, rect, view, ask, actions);
        }
        menu::show(&answer.response, view, state, actions);
        answer.response.on_hover_ui(|ui| {
            if let Suitability::Unsuitable { reason, .. } = words.suitability {
                ui.label(say::sentence(&reason.text()));
            }
            ui.label(hover_text(view));
        })
    }
}

/// Reports what was clicked on a card.
fn perform(
    answer: &CardResponse,
    view: &DeviceView,
    remedies: &[CardAction],
    actions: &mut Actions,
) {
    let device = &view.device.id;
    if answer.opened {
        actions.push(Action::Device(DeviceAction::Open(device.clone())));
    }
    if answer.toggled {
        actions.push(Action::ToggleDevice(device.clone()));
    }
    if let Some(remedy) = answer.remedied.and_then(|index| remedies.get(index)) {
        actions.push(action_of(*remedy, device));
    }
    if answer.repinned {
        actions.push(Action::Pin(device.clone(), !view.pinned));
    }
}

/// Draws the link `label` at the lower right of a card, which checks the device.
fn ask_link(ui: &Ui, rect: Rect, view: &DeviceView, label: &str, actions: &mut Actions) {
    let device = &view.device.id;
    let link = Button::new(Kind::Link, label).size(Size::Small);
    let size = link.measure(ui);
    let y = rect.top() + card::HEIGHT / 2.0 + 9.5;
    let at = Rect::from_min_size(pos2(rect.right() - 12.0 - size.x, y - size.y / 2.0), size);
    let id = card_id(ui, device).with("ask");
    if link.show_at(ui, at, id).clicked() {
        actions.push(Action::AskAgain(device.clone()));
    }
}

/// Returns what a remedy does.
fn action_of(remedy: CardAction, device: &DeviceId) -> Action {
    match remedy {
        CardAction::SetSize => Action::EditSize(device.clone()),
        CardAction::PlayLive => Action::Live(LiveAction::Play(device.clone())),
        CardAction::StopLive(stream) => Action::Live(LiveAction::Stop(stream)),
        CardAction::Unlock => Action::Device(DeviceAction::AskUnlock(device.clone())),
        CardAction::TryNow => Action::AskAgain(device.clone()),
        CardAction::SendStill => Action::SendStill(device.clone()),
        CardAction::DeleteFirst => Action::SetDialog(Some(Dialog::DeleteFirst(device.clone()))),
        CardAction::Fix(fix) => Action::Fit(FitAction::Fix {
            fix,
            devices: vec![device.clone()],
        }),
    }
}

/// Returns the id of a device's card in the list that `ui` draws.
pub(super) fn card_id(ui: &Ui, device: &DeviceId) -> Id {
    ui.scope_id().with(("device", device))
}

/// Describes what a card has no room for: identity, how the device was found, when it answered, groups.
fn hover_text(view: &DeviceView) -> String {
    let device = &view.device;
    let firmware = say::firmware(device);
    let seen = match view.presence {
        Presence::Online | Presence::Retrying | Presence::Asking => String::new(),
        Presence::Offline | Presence::NotAsked => {
            "\n".to_owned() + &t!("send-device-seen", seen = say::last_seen(view))
        }
    };
    let found = say::scan::via(&view.via);
    let groups: Vec<String> = view.groups.iter().map(ToString::to_string).collect();
    let groups = match say::list(&groups) {
        groups if groups.is_empty() => groups,
        groups => format!("\n{groups}"),
    };
    format!(
        "{} · {}{firmware}\n{} · {}\n{found}{seen}{groups}",
        view.name(),
        device.kind.text(),
        device.address,
        device.id
    )
}

/// Returns the scene of a mini face: the fitted pattern where the device is selected, else LEDs that are off.
pub(super) fn mini<'a>(state: &'a State, view: &'a DeviceView) -> (Scene<'a>, usize) {
    let selected = state.selected.contains(&view.device.id);
    if let Some(preview) = state.preview(&view.device.id).filter(|_| selected) {
        let frame = frame_at(preview.fitted.frames(), state.player.at_ms, MINI_STEP_MS);
        return (Scene::Fitted(&preview.fitted), frame);
    }
    if let Some(Arrangement::Map(map)) = view
        .settings
        .arrangement
        .as_ref()
        .filter(|_| view.device.matrix.is_none())
    {
        return (Scene::Bare(map), 0);
    }
    let off = match view.layout() {
        Some(layout) => layout
            .matrix()
            .map_or((layout.leds(), 1), |matrix| (matrix.w(), matrix.h())),
        None => (UNKNOWN, UNKNOWN),
    };
    (Scene::Off(off.0, off.1), 0)
}
