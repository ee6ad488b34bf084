//! A card that summarises all devices: their score, how many stand how, how uploads ended, and the queue.

use crate::app::State;
use crate::monitor::Health;
use crate::t;
use crate::ui::say;
use crate::ui::say::health::Standing;
use crate::ui::text::{self, span};
use crate::ui::theme::{self, Tokens, radius, tokens};
use crate::ui::widgets::{progress, score};
use egui::{Align, Color32, Rect, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2};

/// Height of the card, with the figures beside the score.
const HEIGHT: f32 = 166.0;
/// Height of a line of figures below the score, in a narrow window.
const LINE: f32 = 58.0;
/// Below this width the figures stand below the score.
const NARROW: f32 = 820.0;
/// Width of the ring.
const RING: f32 = 76.0;
/// Width of a figure.
const FIGURE: f32 = 128.0;

/// Shows the card.
pub(super) fn show(ui: &mut Ui, report: &Health, state: &State) {
    let t = tokens(ui);
    let width = ui.available_width();
    let is_narrow = width < NARROW;
    let more = if is_narrow { LINE } else { 0.0 };
    let (id, rect) = ui.allocate_space(vec2(width, HEIGHT + more));
    let border = if t.dark {
        Stroke::NONE
    } else {
        Stroke::new(1.0, t.stroke)
    };
    ui.painter()
        .rect(rect, radius::FACE, t.card, border, StrokeKind::Inside);
    let inner = rect.shrink(20.0);
    let fleet = &report.fleet;
    let about = score_words(fleet.score, report.devices.len(), fleet.without_score);
    let ring = Rect::from_min_size(inner.min - vec2(2.0, 4.0), vec2(RING, RING));
    score::ring_at(ui, ring, id.with("score"), fleet.score, &about)
        .on_hover_text(t!("health-score-about"));
    let standings = count(report, state);
    let left = ring.right() + 18.0;
    let (figures_at, room) = if is_narrow {
        let at = Rect::from_min_size(
            pos2(inner.left(), inner.top() + RING),
            vec2(inner.width(), LINE),
        );
        (at, inner.right() - left)
    } else {
        let at = Rect::from_min_max(pos2(inner.right() - 4.0 * FIGURE, inner.top()), inner.max);
        (at, at.left() - 16.0 - left)
    };
    title(ui, pos2(left, inner.top() + 22.0), &standings, &about, room);
    figures(ui, figures_at, report, is_narrow);
    let bar = Rect::from_min_size(
        pos2(inner.left(), inner.top() + 86.0 + more),
        vec2(inner.width(), 10.0),
    );
    let parts: Vec<(f32, Color32)> = standings
        .iter()
        .map(|(standing, n)| (*n as f32, color(*standing, t)))
        .collect();
    let aloud: Vec<String> = standings
        .iter()
        .filter(|(_, n)| *n > 0)
        .map(|(standing, n)| format!("{n} {}", standing.word()))
        .collect();
    progress::stacked_at(ui, bar, id.with("standings"), &parts, &say::list(&aloud));
    legend(ui, bar.translate(vec2(0.0, 31.0)), &standings, t);
}

/// Draws how many devices are online, and what the score is.
fn title(ui: &Ui, at: egui::Pos2, standings: &[(Standing, usize)], about: &str, room: f32) {
    let t = tokens(ui);
    let all: usize = standings.iter().map(|(_, n)| n).sum();
    let online = standings.first().map_or(0, |(_, n)| *n);
    let words = t!("health-online-of", online = online, n = all);
    let look = (theme::title as text::Font, t.text);
    super::line(ui, at, Align::Min, &words, look, room, Role::Label);
    let look = (theme::sentence as text::Font, t.text2);
    let at = at + vec2(0.0, 25.0);
    super::line(ui, at, Align::Min, about, look, room, Role::Label);
}

/// Words what the score of the fleet is made of.
fn score_words(score: Option<u8>, devices: usize, without: usize) -> String {
    match score {
        None => t!("health-score-none").to_owned(),
        Some(_) if without == 0 => t!("health-score-of-all", n = devices),
        Some(_) => t!(
            "health-score-of",
            n = devices.saturating_sub(without),
            without = without
        ),
    }
}

/// Counts the devices of each standing.
pub(super) fn count(report: &Health, state: &State) -> [(Standing, usize); 6] {
    let views = super::list::views(state);
    let mut counts = Standing::ALL.map(|standing| (standing, 0));
    for device in &report.devices {
        let standing = Standing::of(views.get(device.id.as_str()).copied(), device);
        for (_, n) in counts.iter_mut().filter(|(known, _)| *known == standing) {
            *n += 1;
        }
    }
    counts
}

/// The colour of a standing in the bar. The legend has its word.
fn color(standing: Standing, t: &Tokens) -> Color32 {
    match standing {
        Standing::Online => t.ok,
        Standing::NotAnswering => t.bad,
        Standing::Locked => t.warn,
        Standing::Offline => t.text2,
        Standing::SetAside => t.card.lerp_to_gamma(t.stroke2, 0.5),
        Standing::NotAsked => t.bar,
    }
}

fn legend(ui: &Ui, rect: Rect, standings: &[(Standing, usize)], t: &Tokens) {
    let mut x = rect.left();
    let y = rect.top();
    for (standing, n) in standings.iter().filter(|(_, n)| *n > 0) {
        let number = n.to_string();
        ui.painter().rect_filled(
            Rect::from_center_size(pos2(x + 5.0, y), vec2(9.0, 9.0)),
            3,
            color(*standing, t),
        );
        let spans = [
            span(&number, theme::control_strong, t.text),
            span("  ", theme::sentence, t.text2),
            span(standing.word(), theme::sentence, t.text2),
        ];
        let room = (rect.right() - x - 16.0).max(0.0);
        let end = text::draw(ui, pos2(x + 16.0, y), Align::Min, &spans, room);
        x = end.right() + 18.0;
    }
}

/// Draws how uploads ended, how fast they went, and how many wait.
fn figures(ui: &Ui, rect: Rect, report: &Health, is_narrow: bool) {
    let t = tokens(ui);
    let fleet = &report.fleet;
    let none = || "–".to_owned();
    let figures = [
        (
            say::health::success(&fleet.day).unwrap_or_else(none),
            t!("health-success-day"),
        ),
        (
            say::health::success(&fleet.hour).unwrap_or_else(none),
            t!("health-success-hour"),
        ),
        (
            fleet.hour.speed.map_or_else(none, say::health::speed),
            t!("health-speed-hour"),
        ),
        (fleet.waiting.to_string(), t!("health-waiting")),
    ];
    let step = rect.width() / 4.0;
    for (index, (value, caption)) in figures.iter().enumerate() {
        let (align, x) = if is_narrow {
            (Align::Min, rect.left() + step * index as f32)
        } else {
            (Align::Max, rect.left() + step * (index + 1) as f32)
        };
        let y = rect.top() + 18.0;
        let ink = if value == "–" { t.text3 } else { t.text };
        let room = step - 12.0;
        let value_at = text::draw(
            ui,
            pos2(x, y),
            align,
            &[span(value, theme::figure, ink)],
            room,
        );
        let caption_at = text::draw(
            ui,
            pos2(x, y + 24.0),
            align,
            &[span(caption, theme::caption, t.text3)],
            room,
        );
        let place = value_at.union(caption_at);
        let id = ui.scope_id().with(("figure", index));
        let response = ui.interact(place, id, Sense::hover());
        let said = if value == "–" {
            t!("health-no-data")
        } else {
            value
        };
        let words = format!("{caption}: {said}");
        response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &words));
        response.on_hover_text(words);
    }
}
