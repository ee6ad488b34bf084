//! A device of the Health page as a row: name and standing, score with its reason, answer times, results, last answer, uptime.

use super::list;
use crate::app::{Action, DeviceAction, State};
use crate::monitor::{DeviceHealth, Health};
use crate::t;
use crate::ui::Actions;
use crate::ui::say::health::{self as words, Standing};
use crate::ui::text::{self, span};
use crate::ui::theme::{self, radius, tokens};
use crate::ui::widgets::glyphs::{self, Pip};
use crate::ui::widgets::{Look, focus_ring, score, spark};
use egui::{Align, CursorIcon, Id, Rect, Role, Sense, Ui, WidgetInfo, pos2, vec2};

/// Height of a row in points.
pub(super) const HEIGHT: f32 = 56.0;
/// From this width on, a row has columns for the last answer and the uptime.
const WIDE: f32 = 980.0;
/// Seconds of answer times that are shown.
const SHOWN: f64 = 24.0 * 3_600.0;
/// Answers further apart than this many seconds are not joined: one is missing between them.
pub(in crate::ui::panels) const JOINED: f64 = 1_000.0;
/// Number of results that a row shows.
const SLOTS: usize = 20;

/// Where the columns begin, in points from the left edge; the last one ends there.
pub(super) struct Columns {
    pub(super) score: f32,
    pub(super) answers: f32,
    pub(super) uploads: f32,
    pub(super) seen: Option<f32>,
    pub(super) uptime: Option<f32>,
    /// Width of a sparkline.
    spark: f32,
}

impl Columns {
    pub(super) fn of(width: f32) -> Self {
        if width < WIDE {
            let part = |share: f32| (width * share).round();
            return Self {
                score: part(0.29),
                answers: part(0.57),
                uploads: part(0.79),
                seen: None,
                uptime: None,
                spark: part(0.12).min(96.0),
            };
        }
        let right = width - 12.0;
        let seen = right - 178.0;
        let uploads = seen - 186.0;
        let answers = uploads - 232.0;
        Self {
            score: answers - 232.0,
            answers,
            uploads,
            seen: Some(seen),
            uptime: Some(right),
            spark: 112.0,
        }
    }
}

/// Shows a row; a click opens the page of the device.
pub(super) fn show(
    ui: &mut Ui,
    rect: Rect,
    device: &DeviceHealth,
    columns: &Columns,
    (report, state): (&Health, &State),
    actions: &mut Actions,
) {
    let t = tokens(ui);
    let id = ui.scope_id().with(("health", &device.id));
    let view = state.device_of(&device.id);
    let name = list::name(view, device, state);
    let standing = Standing::of(view, device);
    let seen = words::ago(device.last_seen, report.at);
    let sense = if view.is_some() {
        Sense::click()
    } else {
        Sense::hover() // nothing answered at this address: it has no page
    };
    let response = ui.interact(rect, id, sense);
    response.widget_info(|| {
        WidgetInfo::labeled(Role::Row, true, aloud(&name, standing, device, &seen))
    });
    let look = Look::of(ui, &response, true);
    let fill = look.blend(egui::Color32::TRANSPARENT, t.hover, t.hover);
    ui.painter().rect_filled(rect, radius::CARD, fill);
    let about = match standing {
        _ if columns.seen.is_some() => standing.word().to_owned(),
        Standing::Offline | Standing::NotAsked | Standing::NotAnswering => {
            t!(
                "health-seen",
                standing = standing.word(),
                ago = seen.as_str()
            )
        }
        _ => standing.word().to_owned(),
    };
    let room = columns.score - 24.0 - 20.0;
    who(ui, rect, (&name, standing), (&about, &device.address), room);
    grade(ui, rect, device, columns);
    answers(ui, rect, id, device, columns, report.at);
    uploads(ui, rect, id, device, columns);
    times(ui, rect, device, columns, &seen);
    if look.focus {
        focus_ring(ui, rect.shrink(3.0), radius::BUTTON);
    }
    let Some(view) = view else { return };
    if response.on_hover_cursor(CursorIcon::PointingHand).clicked() {
        let id = view.device.id.clone();
        actions.push(Action::Device(DeviceAction::Open(id)));
    }
}

/// Draws when it answered last, and for how long it has been running.
fn times(ui: &Ui, rect: Rect, device: &DeviceHealth, columns: &Columns, seen: &str) {
    let t = tokens(ui);
    if let Some(x) = columns.seen {
        let at = pos2(rect.left() + x, rect.center().y);
        let spans = [span(seen, theme::sentence, t.text2)];
        text::draw(ui, at, Align::Min, &spans, 100.0);
    }
    if let Some(x) = columns.uptime {
        let (words, ink) = match device.uptime {
            Some(uptime) => (words::uptime(uptime), t.text2),
            None => ("–".to_owned(), t.text3),
        };
        let at = pos2(rect.left() + x, rect.center().y);
        text::draw(
            ui,
            at,
            Align::Max,
            &[span(&words, theme::sentence, ink)],
            76.0,
        );
    }
}

/// Draws the name, and below it how the device stands and where it is.
fn who(
    ui: &Ui,
    rect: Rect,
    (name, standing): (&str, Standing),
    (about, address): (&str, &str),
    room: f32,
) {
    let t = tokens(ui);
    let y = rect.center().y;
    let left = rect.left() + 24.0;
    let pip = match standing {
        Standing::Online => Pip::Online,
        Standing::NotAnswering | Standing::Locked => Pip::Resting,
        Standing::Offline | Standing::SetAside | Standing::NotAsked => Pip::Offline,
    };
    glyphs::pip(ui.painter(), pos2(rect.left() + 10.0, y - 9.0), pip, t);
    let font = (theme::name as text::Font, t.text);
    text::draw_label(ui, pos2(left, y - 9.0), name, font, room);
    let gap = if address.is_empty() { "" } else { " · " };
    let spans = [
        span(about, theme::caption, t.text2),
        span(gap, theme::caption, t.text3),
        span(address, theme::mono_small, t.text3),
    ];
    text::draw(ui, pos2(left, y + 11.0), Align::Min, &spans, room);
}

/// Draws the score and its reason.
fn grade(ui: &Ui, rect: Rect, device: &DeviceHealth, columns: &Columns) {
    let t = tokens(ui);
    let y = rect.center().y;
    let x = rect.left() + columns.score;
    let value = device.score.as_ref().map(|score| score.value);
    score::score_at(ui, pos2(x, y), value);
    let left = x + score::WIDTH + 14.0;
    let room = rect.left() + columns.answers - 16.0 - left;
    let (words, ink) = match &device.score {
        Some(score) => (words::reason(score.reason), t.text2),
        None => (t!("health-no-data").to_owned(), t.text3),
    };
    let galley = text::rows(ui, span(&words, theme::sentence, ink), room, 17.0, 2);
    let top = y - galley.size().y / 2.0;
    text::draw_paragraph(ui.painter(), pos2(left, top), galley);
}

/// Draws the answer times of the last day.
fn answers(ui: &mut Ui, rect: Rect, id: Id, device: &DeviceHealth, columns: &Columns, now: i64) {
    let place = Rect::from_min_size(
        pos2(rect.left() + columns.answers, rect.center().y - 15.0),
        vec2(columns.spark, 30.0),
    );
    let (points, x) = points(device, now);
    spark::answers(ui, place, id.with("answers"), &points, x, JOINED);
    let times = words::answer_times(&device.day);
    let about = pos2(place.right() + 10.0, rect.center().y);
    let room = rect.left() + columns.uploads - 10.0 - about.x;
    figures(ui, about, room, times.as_ref().map(|(p50, p95)| (p50, p95)));
    let hover = rect.with_min_x(place.left()).with_max_x(about.x + room);
    let said = match times {
        Some((p50, p95)) => t!("health-answers-about", p50 = p50, p95 = p95),
        None => t!("health-answers-none").to_owned(),
    };
    tip(ui, hover, id.with("answers-tip"), &said);
}

/// Returns the answer times of the last day as points, and their range.
pub(in crate::ui::panels) fn points(
    device: &DeviceHealth,
    now: i64,
) -> (Vec<spark::Answer>, std::ops::RangeInclusive<f64>) {
    let points: Vec<spark::Answer> = device
        .answers
        .iter()
        .map(|(at, time)| {
            (
                (at - now) as f64,
                time.map(|time| time.as_secs_f64() * 1000.0),
            )
        })
        .collect();
    (points, -SHOWN..=0.0)
}

/// Draws the results of the last uploads.
fn uploads(ui: &mut Ui, rect: Rect, id: Id, device: &DeviceHealth, columns: &Columns) {
    let place = Rect::from_min_size(
        pos2(rect.left() + columns.uploads, rect.center().y - 13.0),
        vec2(columns.spark, 26.0),
    );
    let endings: Vec<spark::Ending> = device
        .outcomes
        .iter()
        .map(|(_, ended)| words::ending(*ended))
        .collect();
    spark::endings(ui, place, id.with("endings"), &endings, SLOTS);
    let share = words::success(&device.day);
    let right = columns.seen.map_or(rect.right(), |x| rect.left() + x);
    let about = pos2(place.right() + 10.0, rect.center().y);
    let room = right - 10.0 - about.x;
    let t = tokens(ui);
    if let Some(share) = &share {
        let spans = [span(share, theme::sentence, t.text2)];
        text::draw(ui, about, Align::Min, &spans, room);
    }
    let hover = rect.with_min_x(place.left()).with_max_x(about.x + room);
    tip(ui, hover, id.with("endings-tip"), &results(device));
}

/// Words the results of a day.
fn results(device: &DeviceHealth) -> String {
    let day = &device.day;
    if words::success(day).is_none() && day.cancelled == 0 {
        return t!("health-uploads-none").to_owned();
    }
    t!(
        "health-uploads-about",
        verified = day.verified,
        skipped = day.skipped,
        unverified = day.unverified,
        failed = day.failed,
        cancelled = day.cancelled
    )
}

/// Draws the usual and the slow answer time below each other.
fn figures(ui: &Ui, at: egui::Pos2, room: f32, times: Option<(&String, &String)>) {
    let t = tokens(ui);
    let Some((p50, p95)) = times else { return };
    for (y, words, font, ink) in [
        (-9.0, p50, theme::sentence as text::Font, t.text),
        (9.0, p95, theme::caption, t.text3),
    ] {
        let at = at + vec2(0.0, y);
        text::draw(ui, at, Align::Min, &[span(words, font, ink)], room);
    }
}

fn tip(ui: &Ui, rect: Rect, id: Id, words: &str) {
    ui.interact(rect.shrink2(vec2(0.0, 6.0)), id, Sense::hover())
        .on_hover_text(words);
}

/// Words a row for screen readers.
fn aloud(name: &str, standing: Standing, device: &DeviceHealth, seen: &str) -> String {
    let score = match &device.score {
        Some(score) => t!(
            "health-row-score",
            score = score.value,
            reason = words::reason(score.reason)
        ),
        None => t!("health-no-data").to_owned(),
    };
    let times = words::answer_times(&device.day);
    let answers = match times {
        Some((p50, p95)) => t!("health-answers-about", p50 = p50, p95 = p95),
        None => t!("health-answers-none").to_owned(),
    };
    let uptime = device
        .uptime
        .map(|uptime| t!("health-row-uptime", uptime = words::uptime(uptime)))
        .unwrap_or_default();
    t!(
        "health-row",
        name = name,
        standing = standing.word(),
        seen = seen,
        score = score,
        answers = answers,
        uploads = results(device),
        uptime = uptime
    )
}
