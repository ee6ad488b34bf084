//! Filter chips above a list, in as many rows as they need.

use crate::ui::cut::{Cut, inside};
use crate::ui::widgets::chip;
use egui::{Ui, vec2};

/// Height of a row of chips with the gap below it.
const PITCH: f32 = 38.0;
/// Room below the last row, apart from its gap.
const BELOW: f32 = 8.0;

/// A filter, its label, and how many entries it lists.
pub(super) type Filter<'a, T> = (T, &'a str, usize);

/// Shows the chips at the top of `cut`; returns the filter that was clicked.
pub(super) fn show<T: PartialEq + Copy>(
    ui: &mut Ui,
    cut: &mut Cut,
    filters: &[Filter<'_, T>],
    chosen: T,
) -> Option<T> {
    let gap = ui.spacing().item_spacing.x;
    let widths = filters
        .iter()
        .map(|(_, label, count)| chip::filter_width(ui, label, *count));
    let rows = rows(widths, cut.0.width(), gap);
    let rect = cut.top(PITCH * rows as f32 + BELOW);
    inside(ui, rect, "filters", |ui| {
        ui.spacing_mut().item_spacing = vec2(gap, PITCH - chip::FILTER_HEIGHT);
        let mut clicked = None;
        ui.horizontal_wrapped(|ui| {
            for &(filter, label, count) in filters {
                if chip::filter_chip(ui, filter == chosen, label, count).clicked() {
                    clicked = Some(filter);
                }
            }
        });
        clicked
    })
}

/// Counts the rows of chips of these widths in `room` points.
fn rows(widths: impl Iterator<Item = f32>, room: f32, gap: f32) -> usize {
    let mut rows = 1;
    let mut x = 0.0;
    for width in widths {
        if x > 0.0 && x + width > room {
            rows += 1;
            x = 0.0;
        }
        x += width + gap;
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::rows;

    #[test]
    fn chips_that_find_no_room_begin_another_row() {
        assert_eq!(rows([100.0, 100.0].into_iter(), 208.0, 8.0), 1);
        assert_eq!(rows([100.0, 100.0].into_iter(), 207.0, 8.0), 2);
        assert_eq!(rows([300.0, 100.0].into_iter(), 207.0, 8.0), 2);
        assert_eq!(rows([].into_iter(), 207.0, 8.0), 1);
    }
}
