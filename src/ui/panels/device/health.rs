//! The health card of a device: its alerts, its score, answer times of the last day, and what was measured in an hour and a day.

use super::parts::{heading, paragraph};
use crate::app::State;
use crate::engine::DeviceView;
use crate::monitor::{Alert, DeviceHealth, Window};
use crate::t;
use crate::ui::Actions;
use crate::ui::panels::health;
use crate::ui::say::{self, health as words, when::Calendar};
use crate::ui::text::{self, span};
use crate::ui::theme::{self, space, tokens};
use crate::ui::widgets::{hairline, score, spark};
use egui::{Align, Layout, Rect, Role, Ui, pos2, vec2};

/// Height of a line of the table.
const LINE: f32 = 26.0;
/// Width of a column of the table.
const COLUMN: f32 = 92.0;
/// From this width on, the table stands beside the answer times.
const SIDE_BY_SIDE: f32 = 720.0;
/// Width of the table beside the answer times.
const TABLE: f32 = 400.0;

/// Shows the alerts of the device above everything else of its page.
pub(super) fn alerts(ui: &mut Ui, view: &DeviceView, state: &State, actions: &mut Actions) {
    let Some(report) = &state.health.report else {
        return;
    };
    let calendar = Calendar::here();
    let id = view.device.id.as_str();
    let about = |alert: &&Alert| alert.subject.device() == Some(id);
    let mut any = false;
    for alert in report.active_alerts().filter(about) {
        let width = ui.available_width();
        let laid = health::lay_alert(ui, width, alert, 0, (state, &calendar));
        let (_, rect) = ui.allocate_space(vec2(width, laid.height));
        health::alert(ui, rect, alert, laid, state, actions);
        ui.add_space(space::LIST_GAP);
        any = true;
    }
    if any {
        ui.add_space(space::COLUMN - space::LIST_GAP);
    }
}

/// Shows the card's contents.
pub(super) fn show(ui: &mut Ui, view: &DeviceView, state: &State) {
    let line = heading(ui, t!("health-device"));
    ui.add_space(8.0);
    let t = tokens(ui);
    let health = state.health.of(view);
    let now = state.health.report.as_ref().map_or(0, |report| report.at);
    let Some(health) = health else {
        return paragraph(ui, t!("health-device-none"), theme::sentence, t.text3);
    };
    grade(ui, line, health);
    let width = ui.available_width();
    if width < SIDE_BY_SIDE {
        answers(ui, 64.0, health, now);
        ui.add_space(14.0);
        table(ui, health);
        return errors(ui, health);
    }
    ui.horizontal_top(|ui| {
        column(ui, width - TABLE - 32.0, |ui| {
            answers(ui, 128.0, health, now);
            errors(ui, health);
        });
        ui.add_space(32.0);
        column(ui, TABLE, |ui| table(ui, health));
    });
}

fn column(ui: &mut Ui, width: f32, add: impl FnOnce(&mut Ui)) {
    let layout = Layout::top_down(Align::Min);
    ui.allocate_ui_with_layout(vec2(width, 0.0), layout, |ui| {
        ui.set_width(width);
        add(ui);
    });
}

/// Shows score and reason at the right of the heading.
fn grade(ui: &Ui, line: Rect, health: &DeviceHealth) {
    let t = tokens(ui);
    let value = health.score.as_ref().map(|score| score.value);
    let at = pos2(line.right() - score::WIDTH, line.center().y + 4.0);
    score::score_at(ui, at, value);
    let (words, aloud) = match &health.score {
        Some(score) => {
            let reason = words::reason(score.reason);
            let aloud = t!(
                "health-row-score",
                score = score.value,
                reason = reason.as_str()
            );
            (reason, aloud)
        }
        None => (t!("health-no-data").to_owned(), t!("health-no-data").into()),
    };
    let spans = [span(&words, theme::sentence, t.text2)];
    let at = pos2(at.x - 14.0, line.center().y);
    let room = line.width() - score::WIDTH - 14.0 - 90.0;
    let drawn = text::draw(ui, at, Align::Max, &spans, room);
    text::announce(ui, drawn, Role::Label, &aloud);
}

/// Shows the answer times of the last day.
fn answers(ui: &mut Ui, height: f32, health: &DeviceHealth, now: i64) {
    let t = tokens(ui);
    let width = ui.available_width();
    let (id, rect) = ui.allocate_space(vec2(width, height));
    let (points, x) = health::points(health, now);
    spark::answers(ui, rect, id, &points, x, health::JOINED);
    let (_, below) = ui.allocate_space(vec2(width, 20.0));
    let slowest = points
        .iter()
        .filter_map(|(_, ms)| *ms)
        .fold(None, |most: Option<f64>, ms| {
            Some(most.map_or(ms, |most| most.max(ms)))
        });
    let middle = match slowest {
        Some(ms) => t!(
            "health-slowest",
            time = say::time(std::time::Duration::from_secs_f64(ms / 1000.0))
        ),
        None => t!("health-no-answers-yet").to_owned(),
    };
    let y = below.center().y;
    for (x, align, words) in [
        (below.left(), Align::Min, t!("health-day-ago")),
        (below.center().x, Align::Center, middle.as_str()),
        (below.right(), Align::Max, t!("health-now")),
    ] {
        let spans = [span(words, theme::caption, t.text3)];
        text::draw(ui, pos2(x, y), align, &spans, width / 2.0);
    }
    text::announce(ui, below, Role::Label, &middle);
}

/// A row of the table: its name, and its value in a window.
type Measure = (&'static str, fn(&Window) -> Option<String>);

/// Shows what was measured in the last hour and the last day.
fn table(ui: &mut Ui, health: &DeviceHealth) {
    let measures: [Measure; 8] = [
        (t!("health-measure-uploads"), uploads),
        (t!("health-measure-success"), words::success),
        (t!("health-measure-attempts"), |window| {
            Some(say::decimal(window.attempts?))
        }),
        (t!("health-measure-speed"), |window| {
            window.speed.map(words::speed)
        }),
        (t!("health-measure-verify"), |window| {
            window.verify.map(say::time)
        }),
        (t!("health-measure-p50"), |window| window.p50.map(say::time)),
        (t!("health-measure-p95"), |window| window.p95.map(say::time)),
        (t!("health-measure-online"), |window| {
            window.online.map(words::share)
        }),
    ];
    let heads = [t!("health-last-hour"), t!("health-last-day")];
    row(ui, "", &heads.map(|head| Some(head.to_owned())), true);
    for (name, value) in measures {
        row(ui, name, &[value(&health.hour), value(&health.day)], false);
    }
    if let Some(uptime) = health.uptime {
        let value = Some(words::uptime(uptime));
        let no_window = Some(String::new());
        row(ui, t!("health-measure-uptime"), &[no_window, value], false);
    }
}

/// Counts the uploads of a window; `None` without any.
fn uploads(window: &Window) -> Option<String> {
    let all =
        window.verified + window.skipped + window.unverified + window.failed + window.cancelled;
    (all > 0).then(|| say::grouped(all))
}

fn row(ui: &mut Ui, name: &str, values: &[Option<String>; 2], is_head: bool) {
    let t = tokens(ui);
    let width = ui.available_width();
    let (id, rect) = ui.allocate_space(vec2(width, LINE));
    let y = rect.center().y;
    let spans = [span(name, theme::sentence, t.text2)];
    let room = width - 2.0 * COLUMN;
    text::draw(ui, pos2(rect.left(), y), Align::Min, &spans, room);
    let mut aloud = name.to_owned();
    for (index, value) in values.iter().enumerate() {
        let right = rect.right() - COLUMN * (1 - index) as f32;
        let words = value.as_deref().unwrap_or("–");
        let (font, ink): (text::Font, _) = match (is_head, value) {
            (true, _) => (theme::column_head, t.text3),
            (false, Some(_)) => (theme::control, t.text),
            (false, None) => (theme::sentence, t.text3),
        };
        let spans = [span(words, font, ink)];
        text::draw(ui, pos2(right, y), Align::Max, &spans, COLUMN - 8.0);
        let said = value.as_deref().unwrap_or(t!("health-no-data"));
        if !said.is_empty() {
            aloud = say::list(&[aloud.as_str(), said]);
        }
    }
    hairline(ui, rect, t);
    let response = ui.interact(rect, id, egui::Sense::hover());
    response.widget_info(|| egui::WidgetInfo::labeled(Role::Row, true, &aloud));
}

/// Lists the errors of the last day by their meaning.
fn errors(ui: &mut Ui, health: &DeviceHealth) {
    let t = tokens(ui);
    if health.day.errors.is_empty() {
        return;
    }
    ui.add_space(12.0);
    paragraph(ui, t!("health-measure-errors"), theme::column_head, t.text3);
    for (code, n) in &health.day.errors {
        let meaning = code.meaning().text();
        let words = t!("health-error", n = *n, meaning = meaning);
        paragraph(ui, &words, theme::sentence, t.text2);
    }
}
