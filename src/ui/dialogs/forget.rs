//! Asks before a device is forgotten.

use super::{buttons, focus_first, title, words};
use crate::app::{Action, State};
use crate::device::DeviceId;
use crate::engine::JobView;
use crate::t;
use crate::ui::widgets::button::{Button, Kind};
use crate::ui::{Actions, theme};
use egui::Ui;

pub(super) fn show(ui: &mut Ui, device: &DeviceId, state: &State, actions: &mut Actions) {
    let t = theme::tokens(ui);
    let name = state
        .device(device)
        .map_or(t!("device-missing").into(), |view| state.label(view));
    title(ui, &t!("forget-title", device = &*name));
    words(ui, t!("forget-about"), theme::body, t.text2);
    let is_its = |job: &JobView| job.device.id.as_ref() == Some(device) && job.outcome.is_none();
    if state.jobs.iter().any(is_its) {
        words(ui, t!("forget-upload"), theme::body, t.text2);
    }
    let (forget, keep) = buttons(ui, |ui| {
        let forget = Button::new(Kind::Danger, t!("button-forget")).show(ui);
        (
            forget,
            Button::new(Kind::Ghost, t!("button-cancel")).show(ui),
        )
    });
    // Enter alone forgets nothing
    focus_first(ui, &keep);
    if keep.clicked() {
        actions.push(Action::SetDialog(None));
    } else if forget.clicked() {
        actions.push(Action::Forget(device.clone()));
    }
}
