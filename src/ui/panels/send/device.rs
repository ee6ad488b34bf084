//! One device of the list as a card: who it is, whether it can take the pattern, and the one thing to do where it cannot.

use super::Send;
use crate::app::{Action, DeviceAction, Dialog, FitAction, LiveAction, Remedy, State, Suitability};
use crate::device::DeviceId;
use crate::engine::{Circuit, DeviceView, Presence};
use crate::pattern::Arrangement;
use crate::ui::screen::{Scene, frame_at};
use crate::ui::widgets::button::{Button, Kind, Size};
use crate::ui::widgets::card::{self, DeviceCard, Standing, Wire};
use crate::ui::{Actions, say, text, theme};
use egui::{Id, Rect, Response, Ui, pos2};

/// Mini faces show a new frame so many milliseconds apart at the least: more would only distract.
const MINI_STEP_MS: f64 = 100.0;
/// Points of a card that are not for its second line, besides what stands to the right of that.
const NAMES: f32 = 98.0 + 12.0 + 10.0;
/// LEDs of a mini face where nobody said how many there are.
const UNKNOWN: usize = 8;

/// A device in the words of its card.
pub(super) struct Words<'a> {
    about: String,
    address: String,
    leds: String,
    note: String,
    aloud: String,
    suitability: Suitability<'a>,
    resting: bool,
    /// "Ask again", where that is the thing to do.
    ask: Option<&'static str>,
    /// What helps where it is unsuitable.
    remedies: Vec<Remedy>,
    links: Vec<String>,
}

impl<'a> Words<'a> {
    pub(super) fn of(ui: &Ui, state: &'a State, view: &DeviceView, width: f32) -> Self {
        let suitability = state.suitability(view);
        let resting =
            matches!(view.circuit, Circuit::Open { .. }) && view.presence != Presence::Offline;
        let offline = view.presence == Presence::Offline;
        let device = &view.device;
        let kind = device.chip.as_ref().map_or(device.kind.to_owned(), |chip| {
            format!("{} · {chip}", device.kind)
        });
        let free = device
            .limits
            .free_bytes
            .map(|bytes| format!("{} free", say::bytes(bytes)))
            .unwrap_or_default();
        let about = match &view.circuit {
            _ if view.presence == Presence::Asking => "Asking what it is · ".to_owned(),
            _ if offline => format!("{} · ", say::last_seen(view)),
            _ if view.presence == Presence::NotAsked => "Not asked yet · ".to_owned(),
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
            Circuit::Isolated => "Set apart by hand".into(),
            Circuit::Closed if state.stream_to(&device.id).is_some() => {
                "Plays live from this computer · ".into()
            }
            Circuit::Closed => about(
                ui,
                view,
                width - NAMES - text::width(ui, &free, theme::caption),
            ),
        };
        let quiet = matches!(view.circuit, Circuit::Closed) || offline;
        let ask = match view.presence {
            _ if resting => Some("Ask now"),
            Presence::Offline => Some("Ask again"),
            Presence::NotAsked => Some("Ask"),
            Presence::Online | Presence::Asking => None,
        };
        let leds = view
            .layout()
            .map(|layout| say::layout(&layout))
            .unwrap_or_default();
        let state_word = match &suitability {
            Suitability::Offline => "offline".to_owned(),
            Suitability::Unsuitable { reason, .. } => format!("not suitable: {reason}"),
            Suitability::Fine if resting => "resting".into(),
            Suitability::Fine if view.presence == Presence::NotAsked => "not asked yet".into(),
            Suitability::Fine => "online".into(),
        };
        let remedies = state.remedies(view);
        Self {
            links: remedies.iter().map(|remedy| remedy.label()).collect(),
            remedies,
            aloud: format!("{}, {kind}, {leds}, {state_word}", view.name()),
            address: if quiet {
                device.address.to_string()
            } else {
                String::new()
            },
            note: if ask.is_some() { String::new() } else { free },
            about,
            leds,
            suitability,
            resting,
            ask,
        }
    }

    fn standing<'s>(&'s self, view: &DeviceView, links: &'s [&'s str]) -> Standing<'s> {
        match self.suitability {
            _ if view.presence == Presence::Asking => Standing::Asking,
            Suitability::Offline => Standing::Offline,
            Suitability::Unsuitable { reason, .. } => Standing::Unsuitable {
                asked: view.presence != Presence::NotAsked,
                reason,
                remedies: links,
            },
            Suitability::Fine if view.presence == Presence::NotAsked => Standing::Unasked,
            Suitability::Fine if self.resting => Standing::Resting,
            Suitability::Fine => Standing::Ready,
        }
    }
}

/// Height of a device's card: an unsuitable one says why.
pub(super) fn height(state: &State, view: &DeviceView) -> f32 {
    let asking = view.presence == Presence::Asking;
    match state.suitability(view) {
        Suitability::Unsuitable { .. } if !asking => {
            card::HEIGHT + card::foot(state.remedies(view).len())
        }
        _ => card::HEIGHT,
    }
}

impl Send {
    /// Draws a device; gives its card, for the focus.
    pub(super) fn device(
        &mut self,
        ui: &Ui,
        rect: Rect,
        view: &DeviceView,
        state: &State,
        actions: &mut Actions,
    ) -> Response {
        let device = &view.device;
        let words = Words::of(ui, state, view, rect.width());
        let pin = format!(
            "{} {}",
            if view.pinned { "Unpin" } else { "Pin" },
            view.name()
        );
        let links: Vec<&str> = words.links.iter().map(String::as_str).collect();
        let card = DeviceCard {
            name: view.name(),
            about: &words.about,
            address: &words.address,
            leds: &words.leds,
            note: &words.note,
            pinned: view.pinned,
            pin: &pin,
            wire: Wire::Unknown,
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
        if answer.opened {
            actions.push(Action::Device(DeviceAction::Open(device.id.clone())));
        }
        if answer.toggled {
            actions.push(Action::ToggleDevice(device.id.clone()));
        }
        if let Some(remedy) = answer.remedied.and_then(|index| words.remedies.get(index)) {
            actions.push(helping(*remedy, &device.id));
        }
        if answer.repinned {
            actions.push(Action::Pin(device.id.clone(), !view.pinned));
        }
        if let Some(ask) = words.ask {
            let link = Button::new(Kind::Link, ask).size(Size::Small);
            let size = link.measure(ui);
            let y = rect.top() + card::HEIGHT / 2.0 + 9.5;
            let at =
                Rect::from_min_size(pos2(rect.right() - 12.0 - size.x, y - size.y / 2.0), size);
            if link.show_at(ui, at, id.with("ask")).clicked() {
                actions.push(Action::AskAgain(device.id.clone()));
            }
        }
        menu(&answer.response, view, state, actions);
        answer.response.on_hover_ui(|ui| {
            if let Suitability::Unsuitable { reason, .. } = words.suitability {
                ui.label(say::sentence(reason));
            }
            ui.label(about_it(view));
        })
    }
}

/// What a remedy does.
fn helping(remedy: Remedy, device: &DeviceId) -> Action {
    match remedy {
        Remedy::SetSize => Action::EditLayout(device.clone()),
        Remedy::PlayLive => Action::Live(LiveAction::Play(device.clone())),
        Remedy::StopLive(stream) => Action::Live(LiveAction::Stop(stream)),
        Remedy::SendStill => Action::SendStill(device.clone()),
        Remedy::Fix(fix) => Action::Fit(FitAction::Fix {
            fix,
            devices: vec![device.clone()],
        }),
    }
}

/// The id of a device's card in the list that `ui` draws.
pub(super) fn card_id(ui: &Ui, device: &DeviceId) -> Id {
    ui.scope_id().with(("device", device))
}

/// What a card has no room for: who it is, how it was found, when it answered.
fn about_it(view: &DeviceView) -> String {
    let device = &view.device;
    let firmware = say::firmware(device);
    let seen = match view.presence {
        Presence::Online | Presence::Asking => String::new(),
        Presence::Offline | Presence::NotAsked => format!("\n{}.", say::last_seen(view)),
    };
    let found = say::scan::via(&view.via);
    format!(
        "{} · {}{firmware}\n{} · {}\n{found}{seen}",
        view.name(),
        device.kind,
        device.address,
        device.id
    )
}

/// Kind and chip, as far as there is room beside the address: that tells devices apart, the kind only what they are.
fn about(ui: &Ui, view: &DeviceView, room: f32) -> String {
    let device = &view.device;
    let address = text::width(ui, &device.address.to_string(), theme::mono_small);
    let with_chip = device
        .chip
        .as_ref()
        .map(|chip| format!("{} · {chip} · ", device.kind));
    let short = device.kind.split(',').next().unwrap_or(device.kind);
    let mut all = with_chip
        .into_iter()
        .chain([format!("{} · ", device.kind), format!("{short} · ")]);
    all.find(|words| text::width(ui, words, theme::caption) + address <= room)
        .unwrap_or_default()
}

/// What else can be done with a device, by the other mouse button.
fn menu(response: &egui::Response, view: &DeviceView, state: &State, actions: &mut Actions) {
    response.context_menu(|ui| {
        let id = &view.device.id;
        let mut item = |ui: &mut Ui, label: &str, action: Action| {
            if ui.button(label).clicked() {
                actions.push(action);
                ui.close();
            }
        };
        item(
            ui,
            "Open device",
            Action::Device(DeviceAction::Open(id.clone())),
        );
        if let Some(stream) = state.stream_to(id) {
            item(
                ui,
                "Stop playing live",
                Action::Live(LiveAction::Stop(stream.id)),
            );
        } else if state.can_play_live(view) {
            item(
                ui,
                "Play live from this computer",
                Action::Live(LiveAction::Play(id.clone())),
            );
        }
        item(ui, "Layout…", Action::EditLayout(id.clone()));
        item(ui, "Ask again", Action::AskAgain(id.clone()));
        item(
            ui,
            "Test connection…",
            Action::TestConnection(view.device.address.to_string()),
        );
        ui.separator();
        item(
            ui,
            if view.pinned { "Unpin" } else { "Pin" },
            Action::Pin(id.clone(), !view.pinned),
        );
        item(
            ui,
            "Power supply…",
            Action::Fit(FitAction::EditPower(id.clone())),
        );
        item(ui, "Show its wiring", Action::WiredOn(id.clone()));
        item(
            ui,
            "Open its web page",
            Action::OpenWebPage(format!("http://{}/", view.device.address.socket())),
        );
        if view.presence == Presence::Offline {
            item(
                ui,
                "Add by another address…",
                Action::SetDialog(Some(Dialog::AddDevice(Default::default()))),
            );
        }
        ui.separator();
        item(
            ui,
            "Forget…",
            Action::SetDialog(Some(Dialog::Forget(id.clone()))),
        );
    });
}

/// What the mini face shows: the pattern as fitted to the device when it is selected, else LEDs that are off.
pub(super) fn mini<'a>(state: &'a State, view: &'a DeviceView) -> (Scene<'a>, usize) {
    let selected = state.selected.contains(&view.device.id);
    if let Some(preview) = state.preview(&view.device.id).filter(|_| selected) {
        let frame = frame_at(preview.fitted.frames(), state.player.at_ms, MINI_STEP_MS);
        return (Scene::Fitted(&preview.fitted), frame);
    }
    if let Some(Arrangement::Map(map)) = view
        .told
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
