//! The current of each frame below the timeline, where the supply of the device is known: grey up to its limit, amber above.

use crate::app::State;
use crate::engine::Preview;
use crate::pattern::{FittedPattern, LedPower, Power, amperes};
use crate::t;
use crate::ui::text::{self, span};
use crate::ui::theme::{self, tokens};
use egui::{Align, Mesh, Rect, Role, Shape, Stroke, Ui, pos2};
use std::sync::{Arc, Weak};

/// Height of the bars in points.
const BARS: f32 = 32.0;
/// Height with the room above, where the limit is named.
const HEIGHT: f32 = BARS + 14.0;
/// Minimum width of the bar of a frame, with its gap; narrower ones share a column.
const PITCH: f32 = 4.0;

/// Returns what is shown: the fitted pattern, its LEDs, and the limit in milliamperes.
fn shown(state: &State) -> Option<(&Preview, LedPower, u32)> {
    let view = state.wired_on()?;
    let limit = view.settings.power.and_then(Power::supply)?.max_ma;
    let preview = state.preview(&view.device.id)?;
    preview.fitted.draw(LedPower::default())?;
    Some((preview, state.led_of(view), limit))
}

/// Returns the height of the graph; 0 where the supply is unknown.
pub(super) fn height(state: &State) -> f32 {
    if shown(state).is_some() { HEIGHT } else { 0.0 }
}

/// Keeps the bars, and what they were computed from.
#[derive(Default)]
pub(super) struct Graph {
    of: Option<(Weak<FittedPattern>, LedPower, usize)>,
    /// Begin and end, from 0 to 1, and milliamperes.
    bars: Vec<(f32, f32, u32)>,
}

impl Graph {
    pub(super) fn show(&mut self, ui: &Ui, rect: Rect, state: &State) {
        let Some((preview, led, limit)) = shown(state) else {
            return;
        };
        let t = tokens(ui);
        let fitted = &preview.fitted;
        self.make(fitted, led, (rect.width() / PITCH) as usize);
        let rect = rect.with_min_y(rect.bottom() - BARS);
        let peak = self.bars.iter().map(|(_, _, ma)| *ma).max().unwrap_or(0);
        let full = peak.max(limit).max(1) as f32 * 1.04;
        let y = |ma: u32| rect.bottom() - rect.height() * ma as f32 / full;
        let grey = t.bar.lerp_to_gamma(t.stroke2, 0.5);
        let mut mesh = Mesh::default();
        for &(from, to, ma) in &self.bars {
            let right = rect.left() + rect.width() * to;
            let left = rect.left() + rect.width() * from;
            let right = if right - left > 2.5 {
                right - 1.0
            } else {
                right
            };
            let bar =
                |top: f32, bottom: f32| Rect::from_min_max(pos2(left, top), pos2(right, bottom));
            mesh.add_colored_rect(bar(y(ma.min(limit)), rect.bottom()), grey);
            if ma > limit {
                mesh.add_colored_rect(bar(y(ma), y(limit)), t.warn);
            }
        }
        ui.painter().add(Shape::mesh(mesh));
        let line = [pos2(rect.left(), y(limit)), pos2(rect.right(), y(limit))];
        ui.painter().extend(Shape::dashed_line(
            &line,
            Stroke::new(1.0, t.warn),
            3.0,
            3.0,
        ));
        let words = t!("send-current-limit", supply = amperes(limit));
        let label = pos2(rect.right(), rect.top() - 6.0);
        text::draw(
            ui,
            label,
            Align::Max,
            &[span(&words, theme::micro, t.warn)],
            160.0,
        );
        let aloud = t!(
            "send-current",
            peak = amperes(peak),
            supply = amperes(limit)
        );
        text::announce(ui, rect, Role::Image, &aloud);
    }

    /// Recomputes the bars when the pattern or the width changed.
    fn make(&mut self, fitted: &Arc<FittedPattern>, led: LedPower, columns: usize) {
        let same = |(of, with, room): &(Weak<FittedPattern>, LedPower, usize)| {
            of.as_ptr() == Arc::as_ptr(fitted) && (*with, *room) == (led, columns)
        };
        if self.of.as_ref().is_some_and(same) {
            return;
        }
        self.of = Some((Arc::downgrade(fitted), led, columns));
        self.bars = bars(fitted, led, columns.max(1));
    }
}

/// Returns one bar per frame, or one per column with the peak of its frames where bars would be too narrow.
fn bars(fitted: &FittedPattern, led: LedPower, columns: usize) -> Vec<(f32, f32, u32)> {
    let total = fitted.frames().total_ms().max(1) as f64;
    let mut at = 0_u64;
    let frames = fitted
        .currents(led)
        .zip(fitted.frames().durations().iter())
        .map(|(ma, shows)| {
            let from = at as f64 / total;
            at += u64::from(shows.ms());
            ((from, at as f64 / total), ma)
        });
    if fitted.frames().len() <= columns {
        return frames
            .map(|((from, to), ma)| (from as f32, to as f32, ma))
            .collect();
    }
    let mut worst = vec![0; columns];
    for ((from, to), ma) in frames {
        let first = (from * columns as f64) as usize;
        let last = ((to * columns as f64).ceil() as usize).max(first + 1);
        for column in worst.iter_mut().take(last).skip(first) {
            *column = ma.max(*column);
        }
    }
    let part = |column: usize| column as f32 / columns as f32;
    worst
        .into_iter()
        .enumerate()
        .map(|(column, ma)| (part(column), part(column + 1), ma))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pattern::{Fit, FrameDuration, Frames, Layout, Pattern, PixelOrder, fit};

    fn fitted(levels: &[u8], ms: &[u32]) -> FittedPattern {
        let durations = ms.iter().map(|ms| FrameDuration::from_ms(*ms)).collect();
        let frames = Frames::new(1, levels.iter().flat_map(|v| [*v; 3]).collect(), durations)
            .unwrap()
            .into();
        let name = "p".into();
        let matrix = None;
        let warnings = vec![];
        let pattern = Pattern {
            name,
            format: "raw",
            frames,
            matrix,
            order: PixelOrder::Strip,
            warnings,
        };
        fit(&pattern, &Layout::strip(1).unwrap(), &Fit::default()).unwrap()
    }

    #[test]
    fn bars_stand_where_their_frames_show_and_columns_hide_no_peak() {
        let led = LedPower {
            channel_ua: 20_000,
            idle_ua: 0,
            millivolts: 5000,
        };
        let few = bars(&fitted(&[255, 0], &[30, 10]), led, 10);
        assert_eq!(few, [(0.0, 0.75, 60), (0.75, 1.0, 0)]);
        let mut levels = vec![0; 100];
        levels[57] = 255;
        let many = bars(&fitted(&levels, &[10; 100]), led, 10);
        assert_eq!(
            many.iter().map(|bar| bar.2).collect::<Vec<_>>(),
            [0, 0, 0, 0, 0, 60, 0, 0, 0, 0]
        );
    }
}
