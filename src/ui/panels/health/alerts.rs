//! The list of alerts: those that need attention, worst first; silenced and solved ones are folded below.

use super::alert;
use crate::app::State;
use crate::monitor::{Alert, AlertState, Health};
use crate::t;
use crate::ui::Actions;
use crate::ui::icons;
use crate::ui::say::health::level;
use crate::ui::say::{self, when::Calendar};
use crate::ui::text;
use crate::ui::theme::{self, Level, radius, space, tokens};
use crate::ui::widgets::button::{Button, Kind, Size};
use egui::{Align, Rect, Role, Stroke, StrokeKind, Ui, pos2, vec2};

/// Number of alerts that are listed until the user asks for all.
const FIRST: usize = 5;

/// Keeps what is unfolded.
#[derive(Default)]
pub(super) struct Alerts {
    all: bool,
    quiet: bool,
}

impl Alerts {
    pub(super) fn show(
        &mut self,
        ui: &mut Ui,
        report: &Health,
        state: &State,
        actions: &mut Actions,
    ) {
        let calendar = Calendar::here();
        let loud: Vec<&Alert> = report.active_alerts().collect();
        super::section(ui, t!("health-alerts"), &summary(&loud));
        if loud.is_empty() {
            calm(ui, report);
        }
        let limit = if self.all { usize::MAX } else { FIRST };
        for (index, one) in loud.iter().take(limit).enumerate() {
            if index > 0 {
                ui.add_space(space::LIST_GAP);
            }
            show_one(ui, one, report, (state, &calendar), actions);
        }
        if loud.len() > FIRST {
            let words = if self.all {
                t!("health-alerts-fewer").to_owned()
            } else {
                t!("health-alerts-more", n = loud.len() - FIRST)
            };
            fold(ui, &words, &mut self.all);
        }
        self.quiet_ones(ui, report, (state, &calendar), actions);
    }

    /// Shows silenced and solved alerts, folded until the user wants to see them.
    fn quiet_ones(
        &mut self,
        ui: &mut Ui,
        report: &Health,
        (state, calendar): (&State, &Calendar),
        actions: &mut Actions,
    ) {
        let is_solved = |alert: &&Alert| alert.state == AlertState::Resolved;
        let silenced: Vec<&Alert> = report
            .alerts
            .iter()
            .filter(|alert| alert.state == AlertState::Firing && alert.silenced.is_some())
            .collect();
        let solved: Vec<&Alert> = report.alerts.iter().filter(is_solved).collect();
        if silenced.is_empty() && solved.is_empty() {
            return;
        }
        let words = [
            (silenced.len(), t!("health-silenced", n = silenced.len())),
            (solved.len(), t!("health-solved", n = solved.len())),
        ];
        let words: Vec<&str> = words
            .iter()
            .filter(|(n, _)| *n > 0)
            .map(|(_, words)| words.as_str())
            .collect();
        fold(ui, &say::list(&words), &mut self.quiet);
        if !self.quiet {
            return;
        }
        for one in silenced.into_iter().chain(solved) {
            ui.add_space(space::LIST_GAP);
            show_one(ui, one, report, (state, calendar), actions);
        }
    }
}

fn show_one(
    ui: &mut Ui,
    one: &Alert,
    report: &Health,
    context: (&State, &Calendar),
    actions: &mut Actions,
) {
    let mutes = report
        .alerts
        .iter()
        .filter(|other| other.muted_by.as_ref() == Some(&one.key))
        .count();
    let width = ui.available_width();
    let laid = alert::lay(ui, width, one, mutes, context);
    let (_, rect) = ui.allocate_space(vec2(width, laid.height));
    if ui.is_rect_visible(rect) {
        alert::alert(ui, rect, one, laid, context.0, actions);
    }
}

/// Words how many alerts there are of each level: `2 critical, 1 warning`.
fn summary(alerts: &[&Alert]) -> String {
    let levels = [Level::Critical, Level::Warning, Level::Info];
    let words: Vec<String> = levels
        .into_iter()
        .map(|one| {
            let n = alerts
                .iter()
                .filter(|alert| level(alert.severity) == one)
                .count();
            (n, one)
        })
        .filter(|(n, _)| *n > 0)
        .map(|(n, level)| match level {
            Level::Critical => t!("health-n-critical", n = n),
            Level::Warning => t!("health-n-warnings", n = n),
            Level::Info => t!("health-n-infos", n = n),
        })
        .collect();
    say::list(&words)
}

/// Says that nothing needs attention.
fn calm(ui: &mut Ui, report: &Health) {
    let t = tokens(ui);
    let is_silenced = |alert: &Alert| alert.state == AlertState::Firing && alert.silenced.is_some();
    let title = if report.alerts.iter().any(is_silenced) {
        t!("health-only-silenced")
    } else {
        t!("health-no-alerts")
    };
    let (_, rect) = ui.allocate_space(vec2(ui.available_width(), 60.0));
    let border = if t.dark {
        Stroke::NONE
    } else {
        Stroke::new(1.0, t.stroke)
    };
    ui.painter()
        .rect(rect, radius::CARD, t.card, border, StrokeKind::Inside);
    let plate = Rect::from_min_size(rect.min + vec2(14.0, 14.0), vec2(32.0, 32.0));
    ui.painter().rect_filled(plate, radius::BUTTON, t.ok_bg);
    text::icon(ui.painter(), plate.center(), icons::CHECK, 18.0, t.ok);
    let left = plate.right() + 14.0;
    let room = rect.right() - 14.0 - left;
    for (y, words, look) in [
        (20.0, title, (theme::control_strong as text::Font, t.text)),
        (
            40.0,
            t!("health-no-alerts-about"),
            (theme::sentence, t.text2),
        ),
    ] {
        let at = pos2(left, rect.top() + y);
        super::line(ui, at, Align::Min, words, look, room, Role::Label);
    }
}

/// Shows a line that folds and unfolds what is below it.
fn fold(ui: &mut Ui, words: &str, open: &mut bool) {
    ui.add_space(space::LIST_GAP);
    let (id, rect) = ui.allocate_space(vec2(ui.available_width(), 30.0));
    let icon = if *open {
        icons::CHEVRON_UP
    } else {
        icons::CHEVRON_DOWN
    };
    let button = Button::new(Kind::Ghost, words).size(Size::Small).icon(icon);
    let width = button.measure(ui).x.min(rect.width());
    let at = Rect::from_min_size(pos2(rect.left(), rect.top() + 1.0), vec2(width, 28.0));
    if button.show_at(ui, at, id).clicked() {
        *open = !*open;
    }
}
