//! What may be set of the devices on the list.

use super::row::Row;
use crate::engine::settings::DeviceListSettings;
use crate::ui::widgets::toggle;
use egui::Ui;

/// Shows the section.
pub(super) fn show(ui: &mut Ui, devices: &mut DeviceListSettings) {
    let usual = DeviceListSettings::default();
    super::section(ui, "Devices");
    let row = Row {
        name: "Check devices on the screen",
        about: "Asks each whether it is still there, about once a minute, and only in the network where it answered before.",
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
