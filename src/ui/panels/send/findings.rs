//! What is worth knowing before sending: warnings of the file, findings for the selected devices, files that wait.

use crate::app::{Action, FitAction, Loaded, State};
use crate::engine::DeviceView;
use crate::pattern::{self, Fix};
use crate::ui::cut::Cut;
use crate::ui::widgets::button::{Button, Kind, Size};
use crate::ui::widgets::finding::{self, Finding, Severity};
use crate::ui::{Actions, icons, say};
use egui::{Rect, Ui, pos2};

/// Rows that are shown unless the person asks for all.
const FEW: usize = 2;
/// Buttons of one row.
const BUTTONS: usize = 2;
/// Devices that are named; more are counted.
const NAMES: usize = 3;
/// Height of a row with its gap.
const PITCH: f32 = finding::HEIGHT + 6.0;
/// Height of the link that shows the others.
const MORE: f32 = 32.0;

/// One row.
pub(super) struct Row {
    severity: Severity,
    icon: char,
    fact: String,
    consequence: String,
    remedies: Vec<(String, Action)>,
}

/// All rows, what waits first, then worst first.
pub(super) fn rows(state: &State, loaded: &Loaded) -> Vec<Row> {
    let mut rows = Vec::new();
    rows.extend(waiting_files(state));
    rows.extend(loaded.pattern().warnings.iter().map(|warning| Row {
        severity: Severity::Warning,
        icon: icons::CIRCLE_ALERT,
        fact: say::sentence(&warning.text()),
        consequence: String::new(),
        remedies: Vec::new(),
    }));
    rows.extend(device_findings(state));
    // the controls say it themselves while they are unfolded
    if state.adjust.is_none() && Fix::undone(&state.fit) != state.fit {
        rows.push(Row {
            severity: Severity::Note,
            icon: icons::INFO,
            fact: "Not as it is in the file.".into(),
            consequence: say::adjusted(&state.fit),
            remedies: vec![("Undo the changes".into(), Action::Fit(FitAction::UndoFixes))],
        });
    }
    rows
}

/// Says how many more files wait, and which one is next.
fn waiting_files(state: &State) -> Option<Row> {
    let next = state.next_files.front()?;
    let name = next
        .file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default();
    Some(Row {
        severity: Severity::Note,
        icon: icons::LAYERS,
        fact: format!(
            "{}.",
            say::count(state.next_files.len(), "more file waits", "more files wait")
        ),
        consequence: format!("Next: {name}"),
        remedies: vec![("Open next".into(), Action::OpenNext)],
    })
}

/// Findings for the selected devices, the same one of several devices in one row.
fn device_findings(state: &State) -> Vec<Row> {
    let mut seen: Vec<(Vec<&DeviceView>, &pattern::Finding)> = Vec::new();
    for (view, finding) in state.findings() {
        match seen.iter_mut().find(|(_, other)| *other == finding) {
            Some((views, _)) => views.push(view),
            None => seen.push((vec![view], finding)),
        }
    }
    let row = |(views, finding): (Vec<&DeviceView>, &pattern::Finding)| Row {
        severity: match finding.severity {
            pattern::Severity::Note => Severity::Note,
            pattern::Severity::Warning => Severity::Warning,
            pattern::Severity::Blocks => Severity::Blocks,
        },
        icon: icon(finding),
        fact: format!(
            "{}: {}",
            whose(state, &views),
            say::sentence(&finding.fact.text())
        ),
        consequence: say::sentence(&finding.remedy.text()),
        remedies: finding
            .fixes
            .iter()
            .take(BUTTONS)
            .map(|fix| fixing(*fix, &views))
            .collect(),
    };
    seen.into_iter().map(row).collect()
}

/// The devices by their names; more than a few by their number.
fn whose(state: &State, views: &[&DeviceView]) -> String {
    let names: Vec<_> = views.iter().map(|view| state.label(view)).collect();
    if names.len() > NAMES {
        say::count(names.len(), "device", "devices")
    } else {
        names.join(", ")
    }
}

/// The button that makes a finding of these devices go away.
fn fixing(fix: Fix, views: &[&DeviceView]) -> (String, Action) {
    let devices = views.iter().map(|view| view.device.id.clone()).collect();
    (
        fix.label().text(),
        Action::Fit(FitAction::Fix { fix, devices }),
    )
}

fn icon(finding: &pattern::Finding) -> char {
    let is_current = finding
        .fixes
        .iter()
        .any(|fix| matches!(fix, Fix::CapCurrent(_)));
    match finding.severity {
        _ if is_current => icons::ZAP,
        pattern::Severity::Note => icons::INFO,
        pattern::Severity::Warning | pattern::Severity::Blocks => icons::CIRCLE_ALERT,
    }
}

/// Height that the rows take.
pub(super) fn height(rows: &[Row], all: bool) -> f32 {
    let shown = if all { rows.len() } else { rows.len().min(FEW) };
    let more = if rows.len() > FEW { MORE } else { 0.0 };
    shown as f32 * PITCH + more
}

/// Shows them.
pub(super) fn show(ui: &Ui, rect: Rect, rows: &[Row], all: &mut bool, actions: &mut Actions) {
    let mut cut = Cut(rect);
    let shown = if *all {
        rows.len()
    } else {
        rows.len().min(FEW)
    };
    for (index, row) in rows.iter().enumerate().take(shown) {
        let at = cut.top(PITCH);
        let remedies: Vec<&str> = row
            .remedies
            .iter()
            .map(|(label, _)| label.as_str())
            .collect();
        let finding = Finding {
            severity: row.severity,
            icon: row.icon,
            fact: &row.fact,
            consequence: &row.consequence,
            remedies: &remedies,
        };
        let clicked = finding.show_at(
            ui,
            at.with_max_y(at.bottom() - 6.0),
            ui.scope_id().with(("finding", index)),
        );
        if let Some((_, action)) = clicked.and_then(|index| row.remedies.get(index)) {
            actions.push(action.clone());
        }
    }
    if rows.len() > FEW {
        let label = if *all {
            "Show fewer".to_owned()
        } else {
            format!("{} more", rows.len() - shown)
        };
        let link = Button::new(Kind::Link, &label).size(Size::Small);
        let at = Rect::from_min_size(pos2(rect.left() + 4.0, cut.0.top()), link.measure(ui));
        if link.show_at(ui, at, ui.scope_id().with("more")).clicked() {
            *all = !*all;
        }
    }
}
