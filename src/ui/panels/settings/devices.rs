//! Settings for the devices on the list.

use super::row::Row;
use crate::engine::settings::DeviceListSettings;
use crate::t;
use crate::ui::widgets::toggle;
use egui::Ui;

/// Shows the section.
pub(super) fn show(ui: &mut Ui, devices: &mut DeviceListSettings) {
    let usual = DeviceListSettings::default();
    super::section(ui, t!("send-devices"));
    let row = Row {
        name: t!("settings-check"),
        about: t!("settings-check-about"),
        control: 36.0,
        changed: *devices != usual,
    };
    let reset = row.show(ui, |ui| {
        toggle::toggle(ui, &mut devices.ask_by_itself, row.name, true);
    });
    if reset {
        *devices = usual;
    }
}
