//! Networks that dropped during uploads, at the top of the Uploads page.

use crate::app::State;
use crate::t;
use crate::ui::cut::Cut;
use crate::ui::icons;
use crate::ui::widgets::finding::{self, Finding, Severity};
use egui::Ui;

/// Shows a line for each.
pub(super) fn show(ui: &Ui, cut: &mut Cut, state: &State) {
    for (network, devices) in &state.dropped {
        let rect = cut.top(finding::HEIGHT);
        let fact = t!("network-dropped", network = network.as_str());
        let consequence = t!("network-dropped-about", n = *devices);
        let note = Finding {
            severity: Severity::Warning,
            icon: icons::WIFI_OFF,
            fact: &fact,
            consequence: &consequence,
            remedies: &[],
        };
        note.show_at(ui, rect, ui.scope_id().with(("dropped", network)));
        cut.top(12.0);
    }
}
