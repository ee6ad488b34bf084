//! Settings of alerts.

use super::row::Row;
use crate::engine::settings::AlertSettings;
use crate::t;
use crate::ui::widgets::toggle;
use egui::Ui;

/// Shows the section.
pub(super) fn show(ui: &mut Ui, alerts: &mut AlertSettings) {
    let usual = AlertSettings::default();
    super::section(ui, t!("health-alerts"));
    let row = Row {
        name: t!("health-setting-notify"),
        about: t!("health-setting-notify-about"),
        control: 36.0,
        changed: *alerts != usual,
    };
    let reset = row.show(ui, |ui| {
        toggle::toggle(ui, &mut alerts.notify, row.name, true);
    });
    if reset {
        *alerts = usual;
    }
}
