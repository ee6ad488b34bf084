//! Settings of the local port for metrics.

use super::row::{self, Numbers, Row, ends};
use crate::engine::settings::{METRICS_PORT, MetricsSettings};
use crate::t;
use crate::ui::widgets::toggle;
use egui::Ui;

/// Shows the section.
pub(super) fn show(ui: &mut Ui, numbers: &mut Numbers, metrics: &mut MetricsSettings) {
    let usual = MetricsSettings::default();
    super::section(ui, t!("settings-metrics"));
    let row = Row {
        name: t!("settings-metrics-serve"),
        about: t!("settings-metrics-serve-about"),
        control: 36.0,
        changed: metrics.serve != usual.serve,
    };
    let reset = row.show(ui, |ui| {
        toggle::toggle(ui, &mut metrics.serve, row.name, true);
    });
    if reset {
        metrics.serve = usual.serve;
    }
    if !metrics.serve {
        return;
    }
    let (min, max) = ends(&METRICS_PORT);
    let about = t!("settings-metrics-port-about", min = min, max = max);
    let row = Row {
        name: t!("settings-metrics-port"),
        about: &about,
        control: row::NUMBER,
        changed: metrics.port != usual.port,
    };
    let reset = row.show(ui, |ui| {
        numbers.show(ui, row.name, &mut metrics.port, METRICS_PORT, None);
    });
    if reset {
        metrics.port = usual.port;
    }
}
