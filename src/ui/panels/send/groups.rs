//! A chip for each group of devices, between the search and the list: a click selects exactly its devices.

use crate::app::{Action, GroupCount, State};
use crate::device::GroupName;
use crate::ui::Actions;
use crate::ui::cut::{Cut, inside};
use crate::ui::theme::space;
use crate::ui::widgets::chip::{self, GroupChip};
use crate::{msg, t};
use egui::{Rect, ScrollArea, Ui, pos2, vec2};

/// From the top of a row of chips to that of the next.
const PITCH: f32 = chip::GROUP_HEIGHT + 6.0;
/// Maximum number of rows in view; more scroll.
const MAX_ROWS: usize = 3;
/// Room below the chips.
const BELOW: f32 = 6.0;

/// Draws the chips at the top of `cut`; takes no room without groups.
pub(super) fn show(ui: &mut Ui, cut: &mut Cut, state: &State, actions: &mut Actions) {
    let groups = state.groups();
    if groups.is_empty() {
        return;
    }
    let width = cut.0.width() - 2.0 * space::COLUMN;
    let chips: Vec<(&GroupName, GroupCount, f32)> = groups
        .into_iter()
        .map(|(group, count)| (group, count, chip_of(group, count, "").width(ui).min(width)))
        .collect();
    let places = places(chips.iter().map(|(.., width)| *width), width);
    let rows = places.last().map_or(0, |place| place.0 + 1);
    let shown = if rows > MAX_ROWS {
        MAX_ROWS as f32 + 0.4 // a part of the next row says that there is more
    } else {
        rows as f32
    };
    let area = cut
        .top(shown * PITCH + BELOW)
        .shrink2(vec2(space::COLUMN, 0.0));
    let area = area.with_max_y(area.bottom() - BELOW);
    inside(ui, area, "groups", |ui| {
        ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
            let (_, whole) = ui.allocate_space(vec2(width, rows as f32 * PITCH - 6.0));
            for ((group, count, width), (row, x)) in chips.iter().zip(&places) {
                let at = pos2(whole.left() + x, whole.top() + *row as f32 * PITCH);
                let rect = Rect::from_min_size(at, vec2(*width, chip::GROUP_HEIGHT));
                show_one(ui, rect, group, *count, actions);
            }
        });
    });
}

/// Returns the row and the left edge of each chip.
fn places(widths: impl Iterator<Item = f32>, room: f32) -> Vec<(usize, f32)> {
    let mut row = 0;
    let mut x = 0.0;
    let place = |width: f32| {
        if x > 0.0 && x + width > room {
            row += 1;
            x = 0.0;
        }
        let at = (row, x);
        x += width + 6.0;
        at
    };
    widths.map(place).collect()
}

fn chip_of<'a>(group: &'a GroupName, count: GroupCount, aloud: &'a str) -> GroupChip<'a> {
    GroupChip {
        label: group.as_str(),
        count: count.devices,
        selected: count.is_selected(),
        part: count.is_part(),
        enabled: count.able > 0,
        aloud,
    }
}

fn show_one(ui: &Ui, rect: Rect, group: &GroupName, count: GroupCount, actions: &mut Actions) {
    let standing = match count {
        GroupCount { able: 0, .. } => msg!("send-group-unable"),
        _ if count.is_selected() => msg!("send-group-selected"),
        _ if count.is_part() => msg!("send-group-part", n = count.selected),
        _ => msg!("send-group-unselected"),
    };
    let aloud = t!(
        "send-group",
        group = group.as_str(),
        n = count.devices,
        standing = standing
    );
    let id = ui.scope_id().with(("group", group));
    let response = chip_of(group, count, &aloud).show_at(ui, rect, id);
    if response.gained_focus() {
        ui.scroll_to_rect(rect, None);
    }
    if response.clicked() {
        let add = ui.input(|input| input.modifiers.command || input.modifiers.shift);
        let group = group.clone();
        actions.push(Action::ToggleGroup { group, add });
    }
    response.on_hover_ui(|ui| {
        let group = group.as_str();
        let n = count.devices;
        ui.label(if count.able == n {
            t!("send-group-hint", group = group, n = n)
        } else {
            t!(
                "send-group-hint-able",
                group = group,
                n = n,
                able = count.able
            )
        });
        ui.label(t!("send-group-add"));
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chips_wrap_and_one_that_is_too_wide_has_a_row_of_its_own() {
        let widths = [100.0, 100.0, 100.0, 300.0, 50.0];
        let places = places(widths.into_iter(), 250.0);
        assert_eq!(places, [(0, 0.0), (0, 106.0), (1, 0.0), (2, 0.0), (3, 0.0)]);
    }
}
