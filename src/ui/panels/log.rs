//! The Log page: the newest log lines as sentences, with filters, search and copy, ways to their uploads and devices, and the
//! folder of older ones. It reads lines only when there are new ones, and requests no repaint: whatever logs a line wakes the
//! window.

mod lines;
mod row;

use super::line::line;
use super::{Info, Panel, Rail, filters};
use crate::app::{Action, LogFilter, Page, State};
use crate::logs::{self, Line};
use crate::monitor::utc;
use crate::t;
use crate::ui::cut::{Cut, inside};
use crate::ui::say::when::Calendar;
use crate::ui::shortcuts::ctrl;
use crate::ui::text;
use crate::ui::theme::{self, space, tokens};
use crate::ui::widgets::button::{Button, Kind};
use crate::ui::widgets::input::TextInput;
use crate::ui::widgets::{hairline, select};
use crate::ui::{Actions, icons};
use egui::{Align, Key, Pos2, Rect, Role, ScrollArea, Ui, UiBuilder, pos2, vec2};
use lines::{Lines, Show, Wanted};
use row::{ROW, row};
use std::time::UNIX_EPOCH;

/// Room for the heading of the page.
const TITLE: f32 = 200.0;
/// Width of the search field.
const SEARCH: f32 = 220.0;
/// Width of a select.
const SELECT: f32 = 190.0;
/// From this width of the page on, the selects stand beside the filters.
const WIDE: f32 = 900.0;
/// Room for the button that takes them back.
const CLEAR: f32 = 100.0;
/// Height of the row of selects.
const SELECTS: f32 = 42.0;

/// The head of the page.
pub(super) const INFO: Info = Info {
    page: Page::Log,
    icon: icons::LAYERS,
    shortcut: ctrl(Key::L),
    rail: Rail::Foot,
};

/// Keeps the state of the page between frames.
#[derive(Default)]
pub(super) struct Log {
    lines: Lines,
    show: Show,
    search: String,
}

impl Panel for Log {
    fn show(&mut self, ui: &mut Ui, state: &State, actions: &mut Actions) {
        self.lines.refresh();
        let page = ui.max_rect();
        let margin = if page.width() < 800.0 {
            space::PAGE
        } else {
            space::LIST_PAGE
        };
        let mut cut = Cut(page.shrink2(vec2(margin, 0.0)));
        let head = cut.top(70.0);
        let wanted = Wanted {
            show: self.show,
            search: self.search.clone(),
            filter: state.log.clone(),
        };
        let listed = self.lines.listed(&wanted).to_vec();
        let top = cut.0.top();
        self.filters(ui, &mut cut);
        let is_beside = page.width() >= WIDE;
        let selects = if is_beside {
            let width = 2.0 * (SELECT + 8.0) + CLEAR;
            Rect::from_min_size(pos2(cut.0.right() - width, top - 1.0), vec2(width, 32.0))
        } else {
            cut.top(SELECTS)
        };
        inside(ui, selects, "selects", |ui| {
            self.selects(ui, (selects, is_beside), state, actions);
        });
        let foot = cut.bottom(40.0);
        self.heading(ui, head, &listed, actions);
        folder(ui, foot, state, actions);
        self.list(ui, cut.0, &listed, state, actions);
    }
}

impl Log {
    fn heading(&mut self, ui: &mut Ui, rect: Rect, listed: &[usize], actions: &mut Actions) {
        let t = tokens(ui);
        let y = rect.top() + 38.0;
        let at = pos2(rect.left(), y);
        let look = (theme::title as text::Font, t.text);
        let words = t!("page-log");
        line(ui, at, Align::Min, words, look, TITLE, Role::Heading);
        let copy = Button::new(Kind::Secondary, t!("log-copy"))
            .icon(icons::COPY)
            .enabled(!listed.is_empty());
        let size = copy.measure(ui);
        let at = Rect::from_min_size(pos2(rect.right() - size.x, y - size.y / 2.0), size);
        let field =
            Rect::from_min_size(pos2(at.left() - 8.0 - SEARCH, y - 16.0), vec2(SEARCH, 32.0));
        ui.scope_builder(UiBuilder::new().max_rect(field).id_salt("search"), |ui| {
            TextInput::new(t!("log-search"), SEARCH)
                .hint(t!("log-search-hint"))
                .show(ui, &mut self.search);
        });
        if copy.show_at(ui, at, ui.scope_id().with("copy")).clicked() {
            let lines: Vec<String> = listed
                .iter()
                .filter_map(|index| self.lines.get(*index))
                .map(|entry| as_text(&entry.line, &entry.text))
                .collect();
            actions.push(Action::Copy(lines.join("\n")));
        }
    }

    fn filters(&mut self, ui: &mut Ui, cut: &mut Cut) {
        let filters = Show::ALL.map(|show| (show, show.label(), self.lines.count(show)));
        if let Some(show) = filters::show(ui, cut, &filters, self.show) {
            self.show = show;
        }
    }

    /// Shows the selects of a device and of an upload, and what takes both back.
    fn selects(
        &self,
        ui: &Ui,
        (rect, is_beside): (Rect, bool),
        state: &State,
        actions: &mut Actions,
    ) {
        let LogFilter { device, job } = &state.log;
        let place = |column: f32| {
            let left = if is_beside {
                rect.right() + 8.0 - (2.0 - column) * (SELECT + 8.0)
            } else {
                rect.left() + column * (SELECT + 8.0)
            };
            Rect::from_min_size(pos2(left, rect.top()), vec2(SELECT, 32.0))
        };
        let devices = with_chosen(device.clone(), self.lines.devices());
        let words = devices.iter().map(|id| device_words(state, id));
        let id = ui.scope_id().with("device");
        let name = t!("log-filter-device");
        if let Some(picked) = pick(
            ui,
            place(0.0),
            id,
            (name, t!("log-all-devices")),
            words,
            device.is_some(),
        ) {
            let device = devices.get(picked.wrapping_sub(1)).cloned();
            actions.push(Action::SetLogFilter(LogFilter { device, job: *job }));
        }
        let jobs = with_chosen(*job, self.lines.jobs());
        let words = jobs.iter().map(|number| upload_words(state, *number));
        let id = ui.scope_id().with("upload");
        let name = t!("log-filter-upload");
        if let Some(picked) = pick(
            ui,
            place(1.0),
            id,
            (name, t!("log-all-uploads")),
            words,
            job.is_some(),
        ) {
            let job = jobs.get(picked.wrapping_sub(1)).copied();
            let device = device.clone();
            actions.push(Action::SetLogFilter(LogFilter { device, job }));
        }
        if state.log != LogFilter::default() {
            let at = if is_beside {
                place(0.0).left_top()
            } else {
                place(2.0).left_top()
            };
            clear(ui, at, is_beside, actions);
        }
    }

    fn list(
        &self,
        ui: &mut Ui,
        rect: Rect,
        listed: &[usize],
        state: &State,
        actions: &mut Actions,
    ) {
        let t = tokens(ui);
        let calendar = Calendar::here();
        ui.painter()
            .rect_filled(rect.with_max_y(rect.top() + 1.0), 0, t.stroke);
        if listed.is_empty() {
            let words = if self.lines.is_empty() {
                t!("log-none")
            } else {
                t!("log-none-match")
            };
            let at = pos2(rect.left(), rect.top() + 28.0);
            let look = (theme::sentence as text::Font, t.text3);
            line(ui, at, Align::Min, words, look, rect.width(), Role::Label);
            return;
        }
        inside(ui, rect.with_min_y(rect.top() + 1.0), "lines", |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            let area = ScrollArea::vertical()
                .auto_shrink(false)
                .stick_to_bottom(true);
            area.show_rows(ui, ROW, listed.len(), |ui, range| {
                let shown = listed.get(range).unwrap_or_default();
                for entry in shown.iter().filter_map(|index| self.lines.get(*index)) {
                    let (_, at) = ui.allocate_space(vec2(rect.width() - 8.0, ROW));
                    row(ui, at, entry, &calendar, state, actions);
                    hairline(ui, at, tokens(ui));
                }
            });
        });
    }
}

/// Shows the button that takes the selects back: behind the place, or in front of it.
fn clear(ui: &Ui, at: Pos2, is_in_front: bool, actions: &mut Actions) {
    let button = Button::new(Kind::Ghost, t!("log-clear-filter")).icon(icons::CLOSE);
    let size = button.measure(ui);
    let left = if is_in_front {
        at.x - 8.0 - size.x
    } else {
        at.x
    };
    let rect = Rect::from_min_size(pos2(left, at.y), size);
    if button
        .show_at(ui, rect, ui.scope_id().with("clear"))
        .clicked()
    {
        actions.push(Action::SetLogFilter(LogFilter::default()));
    }
}

/// Shows a select whose first option is all; returns the option that was picked.
fn pick(
    ui: &Ui,
    rect: Rect,
    id: egui::Id,
    (name, all): (&str, &str),
    options: impl Iterator<Item = String>,
    is_chosen: bool,
) -> Option<usize> {
    let words: Vec<String> = std::iter::once(all.to_owned()).chain(options).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    select::select_at(ui, rect, id, usize::from(is_chosen), &words, name)
}

/// Puts what is chosen in front.
fn with_chosen<T: PartialEq>(chosen: Option<T>, mut offered: Vec<T>) -> Vec<T> {
    if let Some(chosen) = chosen {
        offered.retain(|other| *other != chosen);
        offered.insert(0, chosen);
    }
    offered
}

fn device_words(state: &State, id: &str) -> String {
    let mut devices = state.devices.iter();
    let view = devices.find(|view| view.device.id.as_str() == id);
    let mut jobs = state.jobs.iter();
    let mut job = || jobs.find(|job| job.device.id.as_ref().is_some_and(|d| d.as_str() == id));
    match view {
        Some(view) => state.label(view).into_owned(),
        None => job().map_or_else(
            || id.to_owned(),
            |job| state.job_label(&job.device).into_owned(),
        ),
    }
}

fn upload_words(state: &State, number: u64) -> String {
    match state.jobs.iter().find(|job| job.id.number() == number) {
        Some(job) => t!(
            "log-upload-name",
            pattern = &job.pattern_name,
            device = state.job_label(&job.device).into_owned()
        ),
        None => t!("log-upload-number", number = number),
    }
}

/// Shows where the log files are.
fn folder(ui: &Ui, rect: Rect, state: &State, actions: &mut Actions) {
    let t = tokens(ui);
    ui.painter()
        .rect_filled(rect.with_max_y(rect.top() + 1.0), 0, t.stroke);
    let y = rect.center().y;
    let mut right = rect.right();
    let words = match &state.home {
        Some(home) => {
            let folder = home.join(logs::FOLDER);
            let open = Button::new(Kind::Link, t!("pages-open-folder"));
            let size = open.measure(ui);
            let at = Rect::from_min_size(pos2(right - size.x, y - size.y / 2.0), size);
            right = at.left() - 12.0;
            let words = t!("log-folder", folder = folder.display().to_string());
            if open.show_at(ui, at, ui.scope_id().with("folder")).clicked() {
                actions.push(Action::OpenFolder(folder));
            }
            words
        }
        None => t!("log-no-file").to_owned(),
    };
    let at = pos2(rect.left(), y);
    let look = (theme::caption as text::Font, t.text3);
    let room = right - rect.left();
    line(ui, at, Align::Min, &words, look, room, Role::Label);
}

/// Returns when the line was written, in seconds since 1970.
fn seconds(line: &Line) -> i64 {
    line.at.duration_since(UNIX_EPOCH).map_or(0, |since| {
        i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
    })
}

/// Formats a line for the clipboard, with the time in UTC as in the log files.
fn as_text(line: &Line, text: &str) -> String {
    format!("{} {} {text}", utc(seconds(line)), line.level)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::logs::LineWords;
    use std::time::Duration;
    use tracing::Level;

    #[test]
    fn a_line_is_copied_with_time_and_level() {
        let line = Line {
            number: 1,
            at: UNIX_EPOCH + Duration::from_secs(86_400 + 3_723),
            level: Level::WARN,
            words: LineWords::Text("late".into()),
            job: None,
            device: None,
        };
        assert_eq!(as_text(&line, "late"), "1970-01-02T01:02:03Z WARN late");
    }
}
