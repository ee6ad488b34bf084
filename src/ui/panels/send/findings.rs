//! Rows above Send: warnings about the file, findings for the selected devices, files that wait.

use crate::app::{Action, FitAction, Loaded, State};
use crate::engine::DeviceView;
use crate::pattern::{self, Fix};
use crate::t;
use crate::ui::cut::Cut;
use crate::ui::widgets::button::{Button, Kind, Size};
use crate::ui::widgets::finding::{self, Finding, Severity};
use crate::ui::{Actions, icons, say};
use egui::{Rect, Ui, pos2};

/// Rows that are shown unless the user asks for all.
const FEW: usize = 2;
/// Maximum number of buttons of a row.
const BUTTONS: usize = 2;
/// Maximum number of devices that are named; more are counted.
const NAMES: usize = 3;
/// Height of a row with its gap.
const PITCH: f32 = finding::HEIGHT + 6.0;
/// Height of the link that shows the others.
const MORE: f32 = 32.0;

pub(super) struct Row {
    severity: Severity,
    icon: char,
    fact: String,
    consequence: String,
    remedies: Vec<(String, Action)>,
}

/// Returns all rows: waiting files first, then the worst first.
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
            fact: t!("send-changed").to_owned(),
            consequence: say::adjusted(&state.fit),
            remedies: vec![(
                t!("send-changed-undo").to_owned(),
                Action::Fit(FitAction::UndoFixes),
            )],
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
        fact: t!("send-waiting-files", n = state.next_files.len()),
        consequence: t!("send-waiting-next", file = name),
        remedies: vec![(t!("send-waiting-open").to_owned(), Action::OpenNext)],
    })
}

/// Returns the findings for the selected devices; the same finding of several devices is one row.
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
        fact: t!(
            "send-finding",
            devices = device_names(state, &views),
            fact = say::sentence(&finding.fact.text())
        ),
        consequence: say::sentence(&finding.remedy.text()),
        remedies: finding
            .fixes
            .iter()
            .take(BUTTONS)
            .map(|fix| fix_button(*fix, &views))
            .collect(),
    };
    seen.into_iter().map(row).collect()
}

/// Names the devices; counts them where they are many.
fn device_names(state: &State, views: &[&DeviceView]) -> String {
    let names: Vec<_> = views.iter().map(|view| state.label(view)).collect();
    if names.len() > NAMES {
        t!("send-finding-devices", n = names.len())
    } else {
        say::list(&names)
    }
}

/// Returns the button that resolves a finding of these devices.
fn fix_button(fix: Fix, views: &[&DeviceView]) -> (String, Action) {
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

/// Returns the height of the rows.
pub(super) fn height(rows: &[Row], all: bool) -> f32 {
    let shown = if all { rows.len() } else { rows.len().min(FEW) };
    let more = if rows.len() > FEW { MORE } else { 0.0 };
    shown as f32 * PITCH + more
}

/// Shows the rows.
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
            t!("send-findings-fewer").to_owned()
        } else {
            t!("send-findings-more", n = rows.len() - shown)
        };
        let link = Button::new(Kind::Link, &label).size(Size::Small);
        let at = Rect::from_min_size(pos2(rect.left() + 4.0, cut.0.top()), link.measure(ui));
        if link.show_at(ui, at, ui.scope_id().with("more")).clicked() {
            *all = !*all;
        }
    }
}
