//! The context menu of a device's card.

use crate::app::{Action, DeviceAction, Dialog, FitAction, LiveAction, State};
use crate::engine::{DeviceView, Presence};
use crate::ui::Actions;
use egui::Response;

/// A line of the menu: its label and what it does.
type Item = (&'static str, Action);

/// Shows the menu when the secondary button is pressed on the card.
pub(super) fn show(card: &Response, view: &DeviceView, state: &State, actions: &mut Actions) {
    card.context_menu(|ui| {
        let forget = Action::SetDialog(Some(Dialog::Forget(view.device.id.clone())));
        let groups = [
            requests(view, state),
            settings(view),
            vec![("Forget…", forget)],
        ];
        for (index, items) in groups.into_iter().enumerate() {
            if index > 0 {
                ui.separator();
            }
            for (label, action) in items {
                if ui.button(label).clicked() {
                    actions.push(action);
                    ui.close();
                }
            }
        }
    });
}

/// Lists what opens or reaches the device.
fn requests(view: &DeviceView, state: &State) -> Vec<Item> {
    let id = &view.device.id;
    let mut items = vec![(
        "Open device",
        Action::Device(DeviceAction::Open(id.clone())),
    )];
    if let Some(stream) = state.stream_to(id) {
        items.push((
            "Stop playing live",
            Action::Live(LiveAction::Stop(stream.id)),
        ));
    } else if state.can_play_live(view) {
        items.push((
            "Play live from this computer",
            Action::Live(LiveAction::Play(id.clone())),
        ));
    }
    items.push(("Layout…", Action::EditLayout(id.clone())));
    if view.locked {
        let unlock = Action::Device(DeviceAction::AskUnlock(id.clone()));
        items.push(("Unlock…", unlock));
    }
    if view.is_set_aside() {
        items.push(("Try now", Action::AskAgain(id.clone())));
    } else {
        items.push(("Ask again", Action::AskAgain(id.clone())));
        items.push(("Set aside", Action::SetAside(id.clone())));
    }
    items.push((
        "Test connection…",
        Action::TestConnection(view.device.address.to_string()),
    ));
    items
}

/// Lists what belongs to the device in this app, and its web page.
fn settings(view: &DeviceView) -> Vec<Item> {
    let id = &view.device.id;
    let mut items = vec![
        (
            if view.pinned { "Unpin" } else { "Pin" },
            Action::Pin(id.clone(), !view.pinned),
        ),
        (
            "Power supply…",
            Action::Fit(FitAction::EditPower(id.clone())),
        ),
        ("Groups…", Action::EditGroups(id.clone())),
        ("Show its wiring", Action::WiredOn(id.clone())),
        (
            "Open its web page",
            Action::OpenWebPage(format!("http://{}/", view.device.address.socket())),
        ),
    ];
    if view.presence == Presence::Offline {
        items.push((
            "Add by another address…",
            Action::SetDialog(Some(Dialog::AddDevice(Default::default()))),
        ));
    }
    items
}
