//! The Log page: the newest log lines, with filters, search and copy, and the folder of older ones. It reads lines only when
//! there are new ones, and requests no repaint: whatever logs a line wakes the window.

use super::line::line;
use super::{Info, Panel, Rail, filters};
use crate::app::{Action, Page, State};
use crate::logs::{self, Line};
use crate::monitor::utc;
use crate::t;
use crate::ui::cut::{Cut, inside};
use crate::ui::say::when::Calendar;
use crate::ui::shortcuts::ctrl;
use crate::ui::text::{self, span};
use crate::ui::theme::{self, space, tokens};
use crate::ui::widgets::button::{Button, Kind};
use crate::ui::widgets::input::TextInput;
use crate::ui::{Actions, icons};
use egui::{Align, Key, Rect, Role, ScrollArea, Sense, Ui, UiBuilder, WidgetInfo, pos2, vec2};
use std::sync::Arc;
use std::time::UNIX_EPOCH;
use tracing::Level;

/// Height of a line in points.
const ROW: f32 = 26.0;
/// Room for the heading of the page.
const TITLE: f32 = 200.0;
/// Width of the search field.
const SEARCH: f32 = 220.0;

/// Selects which lines are listed.
#[derive(Clone, Copy, Default, PartialEq)]
enum Show {
    #[default]
    All,
    Warnings,
    Errors,
}

impl Show {
    const ALL: [Self; 3] = [Self::All, Self::Warnings, Self::Errors];

    fn label(self) -> &'static str {
        match self {
            Self::All => t!("filter-all"),
            Self::Warnings => t!("log-warnings"),
            Self::Errors => t!("log-errors"),
        }
    }

    fn lists(self, line: &Line) -> bool {
        match self {
            Self::All => true,
            Self::Warnings => line.level == Level::WARN,
            Self::Errors => line.level == Level::ERROR,
        }
    }
}

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
    lines: Vec<Arc<Line>>,
    revision: Option<u64>,
    show: Show,
    search: String,
}

impl Panel for Log {
    fn show(&mut self, ui: &mut Ui, state: &State, actions: &mut Actions) {
        self.refresh();
        let page = ui.max_rect();
        let margin = if page.width() < 800.0 {
            space::PAGE
        } else {
            space::LIST_PAGE
        };
        let mut cut = Cut(page.shrink2(vec2(margin, 0.0)));
        let head = cut.top(70.0);
        self.filters(ui, &mut cut);
        let foot = cut.bottom(40.0);
        let listed: Vec<usize> = self.listed();
        self.heading(ui, head, &listed, actions);
        folder(ui, foot, state, actions);
        self.list(ui, cut.0, &listed);
    }
}

impl Log {
    fn refresh(&mut self) {
        let revision = logs::revision();
        if self.revision != Some(revision) {
            self.revision = Some(revision);
            self.lines = logs::recent_after(0);
        }
    }

    /// Returns the indices of the lines that pass the filter and the search.
    fn listed(&self) -> Vec<usize> {
        let wanted = self.search.trim().to_lowercase();
        let fits = |line: &Line| wanted.is_empty() || line.text().to_lowercase().contains(&wanted);
        let all = self.lines.iter().enumerate();
        all.filter(|(_, line)| self.show.lists(line) && fits(line))
            .map(|(index, _)| index)
            .collect()
    }

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
                .map(|line| as_text(line))
                .collect();
            actions.push(Action::Copy(lines.join("\n")));
        }
    }

    fn filters(&mut self, ui: &mut Ui, cut: &mut Cut) {
        let filters = Show::ALL.map(|show| {
            let count = self.lines.iter().filter(|line| show.lists(line)).count();
            (show, show.label(), count)
        });
        if let Some(show) = filters::show(ui, cut, &filters, self.show) {
            self.show = show;
        }
    }

    fn list(&self, ui: &mut Ui, rect: Rect, listed: &[usize]) {
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
                for line in shown.iter().filter_map(|index| self.lines.get(*index)) {
                    let (_, at) = ui.allocate_space(vec2(rect.width() - 8.0, ROW));
                    row(ui, at, line, &calendar);
                }
            });
        });
    }
}

fn row(ui: &Ui, rect: Rect, entry: &Line, calendar: &Calendar) {
    let t = tokens(ui);
    let time = calendar.clock_or_day(seconds(entry));
    let (icon, color) = match entry.level {
        Level::ERROR => (icons::CIRCLE_X, t.bad),
        Level::WARN => (icons::CIRCLE_ALERT, t.warn),
        _ => (icons::INFO, t.text3),
    };
    let y = rect.center().y;
    text::draw(
        ui,
        pos2(rect.left(), y),
        Align::Min,
        &[span(&time, theme::mono_small, t.text3)],
        90.0,
    );
    text::icon(ui.painter(), pos2(rect.left() + 98.0, y), icon, 14.0, color);
    let left = rect.left() + 116.0;
    let room = rect.right() - left;
    text::draw(
        ui,
        pos2(left, y),
        Align::Min,
        &[span(&entry.text(), theme::sentence, t.text)],
        room,
    );
    let response = ui.interact(
        rect,
        ui.scope_id().with(("line", rect.top() as i32)),
        Sense::hover(),
    );
    response.widget_info(|| {
        let aloud = format!("{time} {} {}", entry.level, entry.text());
        WidgetInfo::labeled(Role::Label, true, aloud)
    });
    if text::width(ui, &entry.text(), theme::sentence) > room {
        response.on_hover_text(entry.text());
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
fn as_text(line: &Line) -> String {
    format!("{} {} {}", utc(seconds(line)), line.level, line.text())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::logs::LineWords;
    use std::time::Duration;

    fn line(level: Level, text: &str) -> Line {
        Line {
            at: UNIX_EPOCH + Duration::from_secs(86_400 + 3_723),
            level,
            number: 1,
            words: LineWords::Text(text.into()),
            job: None,
            device: None,
        }
    }

    #[test]
    fn filter_and_search_both_have_to_agree() {
        let lines = vec![
            line(Level::INFO, "Sent").into(),
            line(Level::WARN, "sent late").into(),
            line(Level::ERROR, "lost").into(),
        ];
        let mut log = Log {
            lines,
            ..Log::default()
        };
        assert_eq!(log.listed(), [0, 1, 2]);
        log.search = " SENT ".into();
        assert_eq!(log.listed(), [0, 1]);
        log.show = Show::Warnings;
        assert_eq!(log.listed(), [1]);
        log.show = Show::Errors;
        assert!(log.listed().is_empty());
    }

    #[test]
    fn a_line_is_copied_with_time_and_level() {
        assert_eq!(
            as_text(&line(Level::WARN, "late")),
            "1970-01-02T01:02:03Z WARN late"
        );
    }
}
