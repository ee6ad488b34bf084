//! The devices of the Health page: search, filter and order, and the rows in view. The order changes only while the pointer is
//! elsewhere, so that no row moves under it.

use super::{part, row};
use crate::app::{State, is_found};
use crate::device::DeviceId;
use crate::engine::DeviceView;
use crate::monitor::{DeviceHealth, Health};
use crate::t;
use crate::ui::Actions;
use crate::ui::cut::Cut;
use crate::ui::panels::filters;
use crate::ui::say::health::Standing;
use crate::ui::text::{self, span};
use crate::ui::theme::{self, is_low, tokens};
use crate::ui::widgets::input::TextInput;
use crate::ui::widgets::{hairline, select};
use egui::{Align, Rect, Role, Ui, pos2, vec2};
use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

/// Width of the search field.
const SEARCH: f32 = 190.0;
/// Width of the choice of the order.
const ORDER: f32 = 150.0;

/// Keeps the order of the rows, and what they were chosen by.
#[derive(Default)]
pub(super) struct List {
    choice: Choice,
    made_from: Option<(Arc<Health>, Choice)>,
    /// Devices that are listed, in their order.
    lines: Vec<String>,
    /// Where each device is in the report.
    at: HashMap<String, usize>,
    /// How many devices match the search, and how many of them need attention.
    counts: [usize; 2],
    /// Whether the pointer was over the rows in the last frame.
    is_pointed_at: bool,
    /// Devices whose rows were drawn: the engine asks them whether they are still there.
    in_sight: BTreeSet<DeviceId>,
}

/// What the user chose.
#[derive(Clone, Debug, Default, PartialEq)]
struct Choice {
    by_name: bool,
    only_problems: bool,
    search: String,
}

/// A device with what decides its place.
struct Listed<'a> {
    device: &'a DeviceHealth,
    name: String,
    standing: Standing,
    needs_attention: bool,
}

impl List {
    /// Takes the devices whose rows were drawn since the last call.
    pub(super) fn take_in_sight(&mut self) -> BTreeSet<DeviceId> {
        std::mem::take(&mut self.in_sight)
    }

    pub(super) fn show(
        &mut self,
        ui: &mut Ui,
        report: &Arc<Health>,
        state: &State,
        actions: &mut Actions,
    ) {
        self.refresh(report, state);
        let head = super::section(ui, t!("health-devices"), "");
        self.tools(ui, head);
        self.chips(ui);
        if self.lines.is_empty() {
            let words = if self.choice.search.trim().is_empty() {
                t!("health-no-problems")
            } else {
                t!("health-none-match")
            };
            let (_, rect) = ui.allocate_space(vec2(ui.available_width(), 40.0));
            let look = (theme::sentence as text::Font, tokens(ui).text3);
            let at = rect.left_center();
            super::line(ui, at, Align::Min, words, look, rect.width(), Role::Label);
            self.is_pointed_at = false;
            return;
        }
        self.rows(ui, report, state, actions);
    }

    /// Rebuilds the lines if the user chose otherwise, or a report came while the pointer is elsewhere.
    fn refresh(&mut self, report: &Arc<Health>, state: &State) {
        let (is_same, chosen) = match &self.made_from {
            Some((made, choice)) => (Arc::ptr_eq(made, report), *choice == self.choice),
            None => (false, false),
        };
        if is_same && chosen {
            return;
        }
        let places = report.devices.iter().enumerate();
        self.at = places
            .map(|(index, device)| (device.id.clone(), index))
            .collect();
        if !chosen || !self.is_pointed_at {
            self.choose(report, state);
        }
        self.made_from = Some((report.clone(), self.choice.clone()));
    }

    fn choose(&mut self, report: &Health, state: &State) {
        let sought = self.choice.search.trim().to_lowercase();
        let views = views(state);
        let alerted: HashSet<&str> = state
            .health
            .active()
            .filter_map(|alert| alert.subject.device())
            .collect();
        let mut found: Vec<Listed<'_>> = report
            .devices
            .iter()
            .map(|device| {
                let view = views.get(device.id.as_str()).copied();
                let standing = Standing::of(view, device);
                let is_low = device.score.as_ref().is_some_and(|s| is_low(s.value));
                Listed {
                    device,
                    name: name(view, device, state).to_lowercase(),
                    standing,
                    needs_attention: alerted.contains(device.id.as_str())
                        || standing.is_problem()
                        || (is_low && standing != Standing::SetAside),
                }
            })
            .filter(|listed| sought.is_empty() || fits(listed, &sought, &views))
            .collect();
        let problems = found.iter().filter(|listed| listed.needs_attention).count();
        self.counts = [found.len(), problems];
        if self.choice.only_problems {
            found.retain(|listed| listed.needs_attention);
        }
        if self.choice.by_name {
            found.sort_by(|a, b| (&a.name, &a.device.id).cmp(&(&b.name, &b.device.id)));
        } else {
            found.sort_by(|a, b| {
                (rank(a), &a.name, &a.device.id).cmp(&(rank(b), &b.name, &b.device.id))
            });
        }
        self.lines = found
            .into_iter()
            .map(|listed| listed.device.id.clone())
            .collect();
    }

    /// Shows the order and the search at the right of the heading.
    fn tools(&mut self, ui: &mut Ui, rect: Rect) {
        let y = rect.center().y;
        let field = Rect::from_min_size(pos2(rect.right() - SEARCH, y - 16.0), vec2(SEARCH, 32.0));
        TextInput::new(t!("health-search"), SEARCH)
            .hint(t!("health-search-hint"))
            .show(&mut part(ui, field, "search"), &mut self.choice.search);
        let at = Rect::from_min_size(
            pos2(field.left() - 8.0 - ORDER, y - 16.0),
            vec2(ORDER, 32.0),
        );
        let options = [t!("health-worst-first"), t!("health-by-name")];
        let id = ui.scope_id().with("order");
        let chosen = usize::from(self.choice.by_name);
        if let Some(index) = select::select_at(ui, at, id, chosen, &options, t!("health-order")) {
            self.choice.by_name = index == 1;
        }
    }

    fn chips(&mut self, ui: &mut Ui) {
        ui.add_space(6.0);
        let [all, problems] = self.counts;
        let filters = [
            (false, t!("filter-all"), all),
            (true, t!("health-with-problems"), problems),
        ];
        let rect = ui.available_rect_before_wrap();
        let rect = rect.with_max_y(rect.top() + 200.0);
        let mut cut = Cut(rect);
        let mut child = part(ui, rect, "chips");
        child.spacing_mut().item_spacing.x = 8.0;
        let clicked = filters::show(&mut child, &mut cut, &filters, self.choice.only_problems);
        if let Some(only_problems) = clicked {
            self.choice.only_problems = only_problems;
        }
        ui.add_space(cut.0.top() - rect.top() - 4.0);
    }

    fn rows(&mut self, ui: &mut Ui, report: &Health, state: &State, actions: &mut Actions) {
        let width = ui.available_width();
        let columns = row::Columns::of(width);
        let (_, head) = ui.allocate_space(vec2(width, 28.0));
        heads(ui, head, &columns);
        let height = row::HEIGHT * self.lines.len() as f32;
        let (_, all) = ui.allocate_space(vec2(width, height));
        let visible = all.intersect(ui.clip_rect());
        self.is_pointed_at = ui.rect_contains_pointer(visible);
        if !visible.is_positive() {
            return;
        }
        let first = ((visible.top() - all.top()) / row::HEIGHT).floor().max(0.0) as usize;
        let last = ((visible.bottom() - all.top()) / row::HEIGHT)
            .ceil()
            .max(0.0) as usize;
        let last = last.min(self.lines.len());
        for index in first..last {
            let Some(id) = self.lines.get(index) else {
                break;
            };
            let top = all.top() + row::HEIGHT * index as f32;
            let rect = Rect::from_min_size(pos2(all.left(), top), vec2(width, row::HEIGHT));
            let device = self.at.get(id).and_then(|at| report.devices.get(*at));
            if let Some(view) = state.device_of(id) {
                self.in_sight.insert(view.device.id.clone());
            }
            if let Some(device) = device {
                row::show(ui, rect, device, &columns, (report, state), actions);
            }
            hairline(ui, rect, tokens(ui));
        }
    }
}

/// The devices of the list by the ids that the monitor has for them.
pub(super) fn views(state: &State) -> HashMap<&str, &DeviceView> {
    state
        .devices
        .iter()
        .map(|view| (view.device.id.as_str(), view))
        .collect()
}

/// The name of a device: its label in the list, else what the monitor calls it.
pub(super) fn name(view: Option<&DeviceView>, device: &DeviceHealth, state: &State) -> String {
    view.map_or_else(
        || device.name.clone(),
        |view| state.label(view).into_owned(),
    )
}

/// Whether a device matches these lower-case words, as on the Send page; a device that is not listed there, by its name.
fn fits(listed: &Listed<'_>, sought: &str, views: &HashMap<&str, &DeviceView>) -> bool {
    listed.name.contains(sought)
        || listed.standing.word().to_lowercase().contains(sought)
        || views
            .get(listed.device.id.as_str())
            .is_some_and(|view| is_found(view, sought))
}

/// Where "worst first" puts a device: those that need attention, by score; the others by score; those without data; those set
/// aside.
fn rank(listed: &Listed<'_>) -> (u8, u8) {
    let score = listed.device.score.as_ref().map(|score| score.value);
    let group = match (listed.needs_attention, score, listed.standing) {
        (true, ..) => 0,
        (false, _, Standing::SetAside) => 3,
        (false, Some(_), _) => 1,
        (false, None, _) => 2,
    };
    (group, score.unwrap_or(u8::MAX))
}

fn heads(ui: &Ui, rect: Rect, columns: &row::Columns) {
    let t = tokens(ui);
    let y = rect.center().y;
    let heads = [
        (Some(0.0), t!("health-column-device"), Align::Min),
        (Some(columns.score), t!("health-column-score"), Align::Min),
        (
            Some(columns.answers),
            t!("health-column-answers"),
            Align::Min,
        ),
        (
            Some(columns.uploads),
            t!("health-column-uploads"),
            Align::Min,
        ),
        (columns.seen, t!("health-column-seen"), Align::Min),
        (columns.uptime, t!("health-column-uptime"), Align::Max),
    ];
    for (x, words, align) in heads {
        let Some(x) = x else { continue };
        let spans = [span(words, theme::column_head, t.text3)];
        text::draw(ui, pos2(rect.left() + x, y), align, &spans, 150.0);
    }
    hairline(ui, rect, t);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(list: &List, report: &Health) -> Vec<String> {
        list.lines
            .iter()
            .filter_map(|id| report.devices.get(*list.at.get(id)?))
            .map(|device| device.name.clone())
            .collect()
    }

    #[test]
    fn the_worst_are_first_and_those_without_data_never_before_them() {
        let state = crate::app::example("health").unwrap();
        let report = state.health.report.clone().unwrap();
        let mut list = List::default();
        list.refresh(&report, &state);
        assert_eq!(list.counts[0], report.devices.len());
        let scores: Vec<Option<u8>> = list
            .lines
            .iter()
            .filter_map(|id| report.devices.get(*list.at.get(id)?))
            .map(|device| device.score.as_ref().map(|score| score.value))
            .collect();
        let known: Vec<u8> = scores.iter().flatten().copied().collect();
        assert!(known.is_sorted(), "{scores:?}");
        let problems = list.counts[1];
        assert!(problems > 0 && problems < report.devices.len());
        list.choice.only_problems = true;
        list.refresh(&report, &state);
        assert_eq!(list.lines.len(), problems);
        list.choice = Choice {
            by_name: true,
            ..Choice::default()
        };
        list.refresh(&report, &state);
        assert!(names(&list, &report).is_sorted());
        list.choice.search = "PORCH".into();
        list.refresh(&report, &state);
        assert_eq!(names(&list, &report), ["Porch"]);
    }

    #[test]
    fn a_report_moves_no_row_under_the_pointer() {
        let state = crate::app::example("health").unwrap();
        let report = state.health.report.clone().unwrap();
        let mut list = List::default();
        list.refresh(&report, &state);
        let before = (list.lines.clone(), names(&list, &report));
        let mut next = Health::clone(&report);
        for device in &mut next.devices {
            device.score = None;
        }
        next.devices.reverse();
        let next = Arc::new(next);
        list.is_pointed_at = true;
        list.refresh(&next, &state);
        assert_eq!((list.lines.clone(), names(&list, &next)), before);
        list.made_from = None;
        list.is_pointed_at = false;
        list.refresh(&next, &state);
        assert_ne!(list.lines, before.0);
    }
}
