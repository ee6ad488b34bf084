//! Sparklines: small diagrams without axes beside a name. Answer times as a line, results of uploads as bars up and down, and a
//! hatched place where nothing was measured.

use egui::{Align, Color32, Id, Pos2, Rect, Stroke, Ui, UiBuilder, Vec2b, pos2, vec2};
use egui_plot::{
    Bar, BarChart, Line, MarkerShape, Plot, PlotBounds, PlotPoint, PlotPoints, PlotUi, Points,
};
use std::ops::RangeInclusive;

use crate::ui::text::{self, span};
use crate::ui::theme::{self, Tokens};

/// Milliseconds up to which the scale always reaches: a device that always answers in 12 ms has a flat, low line.
const MIN_SCALE_MS: f64 = 100.0;
/// Distance of hatch lines in points.
const HATCH: f32 = 6.0;

/// An answer time: where on the x axis, and milliseconds; `None`: the device was asked and did not answer.
pub type Answer = (f64, Option<f64>);

/// A result of an upload, as a bar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// Full height, up.
    Verified,
    /// Less high, up: it reached the device, or was there.
    Reached,
    /// Full height, down.
    Failed,
    /// A mark on the line.
    Cancelled,
}

impl Ending {
    fn height(self) -> f64 {
        match self {
            Self::Verified => 1.0,
            Self::Reached => 0.6,
            Self::Failed => -1.0,
            Self::Cancelled => 0.12,
        }
    }

    fn color(self, t: &Tokens) -> Color32 {
        match self {
            Self::Verified => t.ok,
            Self::Reached => t.text2,
            Self::Failed => t.bad,
            Self::Cancelled => t.text3,
        }
    }
}

/// Draws answer times over `x` into `rect`. Points further apart than `gap` are not joined: nobody asked in between.
pub fn answers(
    ui: &mut Ui,
    rect: Rect,
    id: Id,
    points: &[Answer],
    x: RangeInclusive<f64>,
    gap: f64,
) {
    if points.is_empty() {
        return no_data(ui, rect);
    }
    let t = theme::tokens(ui);
    let top = points
        .iter()
        .filter_map(|(_, ms)| *ms)
        .fold(MIN_SCALE_MS, f64::max);
    let bounds = [[*x.start(), -0.12 * top], [*x.end(), 1.08 * top]];
    let lines = joined(points, gap);
    let missed: Vec<PlotPoint> = points
        .iter()
        .filter(|(_, ms)| ms.is_none())
        .map(|(x, _)| PlotPoint::new(*x, 0.0))
        .collect();
    plot(ui, rect, id, bounds, move |plot| {
        for points in lines {
            if points.len() == 1 {
                let dot = Points::new("", PlotPoints::Owned(points));
                plot.points(dot.radius(1.5).color(t.accent).allow_hover(false));
                continue;
            }
            let line = Line::new("", PlotPoints::Owned(points));
            plot.line(
                line.stroke(Stroke::new(1.5, t.accent))
                    .fill(0.0)
                    .fill_alpha(0.14)
                    .allow_hover(false),
            );
        }
        if !missed.is_empty() {
            let crosses = Points::new("", PlotPoints::Owned(missed));
            plot.points(
                crosses
                    .shape(MarkerShape::Cross)
                    .radius(2.5)
                    .color(t.bad)
                    .allow_hover(false),
            );
        }
    });
}

/// Splits points into runs to be joined by a line.
fn joined(points: &[Answer], gap: f64) -> Vec<Vec<PlotPoint>> {
    let mut lines: Vec<Vec<PlotPoint>> = Vec::new();
    let mut last: Option<f64> = None;
    for (x, ms) in points {
        let Some(ms) = ms else {
            last = None;
            continue;
        };
        let point = PlotPoint::new(*x, *ms);
        match lines.last_mut() {
            Some(line) if last.is_some_and(|last| x - last <= gap) => line.push(point),
            _ => lines.push(vec![point]),
        }
        last = Some(*x);
    }
    lines
}

/// Draws the last `slots` results into `rect`, the newest at the right.
pub fn endings(ui: &mut Ui, rect: Rect, id: Id, all: &[Ending], slots: usize) {
    if all.is_empty() {
        return no_data(ui, rect);
    }
    let t = theme::tokens(ui);
    let first = all.len().saturating_sub(slots);
    let shown = all.get(first..).unwrap_or_default();
    let begin = slots - shown.len();
    let bars = shown
        .iter()
        .enumerate()
        .map(|(index, ending)| {
            Bar::new((begin + index) as f64, ending.height())
                .width(0.62)
                .fill(ending.color(t))
                .stroke(Stroke::NONE)
        })
        .collect();
    let bounds = [[-0.5, -1.1], [slots as f64 - 0.5, 1.1]];
    let middle = Rect::from_center_size(rect.center(), vec2(rect.width(), 1.0));
    ui.painter().rect_filled(middle, 0, t.bar);
    plot(ui, rect, id, bounds, move |plot| {
        plot.bar_chart(BarChart::new("", bars).allow_hover(false));
    });
}

/// Draws a bare plot: no axes, no grid, nothing to drag.
fn plot<'a>(
    ui: &mut Ui,
    rect: Rect,
    id: Id,
    [min, max]: [[f64; 2]; 2],
    add: impl FnOnce(&mut PlotUi<'a>) + 'a,
) {
    let mut ui = ui.new_child(UiBuilder::new().max_rect(rect).id_salt(id));
    Plot::new("spark")
        .id(id)
        .width(rect.width())
        .height(rect.height())
        .show_axes(false)
        .show_grid(false)
        .show_background(false)
        .show_x(false)
        .show_y(false)
        .show_crosshair(false)
        .allow_drag(false)
        .allow_zoom(false)
        .allow_scroll(false)
        .allow_boxed_zoom(false)
        .allow_axis_zoom_drag(false)
        .allow_double_click_reset(false)
        .auto_bounds(Vec2b::FALSE)
        .sense(egui::Sense::hover())
        .show(&mut ui, move |plot| {
            plot.set_plot_bounds(PlotBounds::from_min_max(min, max));
            add(plot);
        });
}

/// Draws a place where nothing was measured: hatched, with a dash in the middle.
pub fn no_data(ui: &Ui, rect: Rect) {
    let t = theme::tokens(ui);
    let middle = rect.center().x;
    hatch(ui, rect.with_max_x(middle - 11.0), t);
    hatch(ui, rect.with_min_x(middle + 11.0), t);
    text::draw(
        ui,
        rect.center(),
        Align::Center,
        &[span("–", theme::sentence, t.text3)],
        rect.width(),
    );
}

/// Hatches a rectangle.
pub fn hatch(ui: &Ui, rect: Rect, t: &Tokens) {
    let painter = ui.painter().with_clip_rect(rect.intersect(ui.clip_rect()));
    let stroke = Stroke::new(1.0, t.stroke);
    let mut x = rect.left() - rect.height();
    while x < rect.right() {
        let foot: Pos2 = pos2(x, rect.bottom());
        painter.line_segment([foot, foot + vec2(rect.height(), -rect.height())], stroke);
        x += HATCH;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_has_a_gap_where_nothing_was_measured() {
        let points = [
            (0.0, Some(10.0)),
            (1.0, Some(12.0)),
            (2.0, None),
            (3.0, Some(11.0)),
            (9.0, Some(13.0)),
            (10.0, Some(13.0)),
        ];
        let lengths: Vec<usize> = joined(&points, 1.5).iter().map(Vec::len).collect();
        assert_eq!(lengths, [2, 1, 2]);
    }

    #[test]
    fn endings_differ_without_their_colours() {
        let all = [
            Ending::Verified,
            Ending::Reached,
            Ending::Failed,
            Ending::Cancelled,
        ];
        for (n, one) in all.iter().enumerate() {
            let others = all.iter().skip(n + 1);
            assert!(others.clone().all(|other| other.height() != one.height()));
        }
        assert!(Ending::Failed.height() < 0.0);
    }
}
