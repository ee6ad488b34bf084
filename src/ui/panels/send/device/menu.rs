//! The context menu of a device's card.

use crate::app::{Action, DeviceAction, Dialog, FitAction, LiveAction, State};
use crate::engine::{DeviceView, Presence};
use crate::t;
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
            vec![(t!("send-menu-forget"), forget)],
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
        t!("send-menu-open"),
        Action::Device(DeviceAction::Open(id.clone())),
    )];
    if let Some(stream) = state.stream_to(id) {
        items.push((
            t!("card-stop-live"),
            Action::Live(LiveAction::Stop(stream.id)),
        ));
    } else if state.can_play_live(view) {
        items.push((
            t!("send-menu-play-live"),
            Action::Live(LiveAction::Play(id.clone())),
        ));
    }
    items.push((t!("pages-layout"), Action::EditLayout(id.clone())));
    if view.locked {
        let unlock = Action::Device(DeviceAction::AskUnlock(id.clone()));
        items.push((t!("button-unlock-more"), unlock));
    }
    if view.is_set_aside() {
        items.push((t!("card-try-now"), Action::AskAgain(id.clone())));
    } else {
        items.push((t!("pages-check-again"), Action::AskAgain(id.clone())));
        items.push((t!("send-menu-set-aside"), Action::SetAside(id.clone())));
    }
    items.push((
        t!("pages-test-connection"),
        Action::TestConnection(view.device.address.to_string()),
    ));
    items
}

/// Lists what belongs to the device in this app, and its web page.
fn settings(view: &DeviceView) -> Vec<Item> {
    let id = &view.device.id;
    let mut items = vec![
        (
            if view.pinned {
                t!("send-menu-unpin")
            } else {
                t!("send-menu-pin")
            },
            Action::Pin(id.clone(), !view.pinned),
        ),
        (
            t!("send-menu-power"),
            Action::Fit(FitAction::EditPower(id.clone())),
        ),
        (t!("send-menu-groups"), Action::EditGroups(id.clone())),
        (t!("send-menu-wiring"), Action::WiredOn(id.clone())),
        (
            t!("send-menu-web-page"),
            Action::OpenWebPage(format!("http://{}/", view.device.address.socket())),
        ),
    ];
    if view.presence == Presence::Offline {
        items.push((
            t!("send-menu-add"),
            Action::SetDialog(Some(Dialog::AddDevice(Default::default()))),
        ));
    }
    items
}
