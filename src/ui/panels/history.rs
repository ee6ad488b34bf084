//! The History page: the results of all uploads by day, newest first, with filters, search and export. Only the rows in view
//! are drawn, and filters run only after a change: there may be a million entries.

mod change;
mod entry;
mod lines;

use super::line::line;
use super::{Info, Panel, Rail, filters};
use crate::app::{Action, Page, State};
use crate::engine::UploadHistory;
use crate::t;
use crate::ui::cut::{Cut, inside};
use crate::ui::say::when::Calendar;
use crate::ui::shortcuts::ctrl;
use crate::ui::text::{self, span};
use crate::ui::theme::{self, space, tokens};
use crate::ui::widgets::button::{Button, Kind};
use crate::ui::widgets::hairline;
use crate::ui::widgets::input::TextInput;
use crate::ui::{Actions, icons};
use egui::{Align, Key, Rect, Role, ScrollArea, Ui, UiBuilder, pos2, vec2};
use lines::Line;
use std::sync::Arc;

/// Height of a row in points.
const ROW: f32 = 44.0;
/// Room for the heading of the page.
const TITLE: f32 = 200.0;
/// Width of the search field.
const SEARCH: f32 = 190.0;
/// The filter that lists changes instead of uploads.
const CHANGES: &str = "changes";
/// Filters: the word of the outcome, as in `--json`; empty: all uploads.
const FILTERS: [&str; 7] = [
    "",
    "verified",
    "skipped",
    "unverified",
    "failed",
    "cancelled",
    CHANGES,
];

/// Names a filter on its chip.
fn label(filter: &str) -> &str {
    match filter {
        "" => t!("filter-all"),
        "unverified" => t!("history-unverified"),
        CHANGES => t!("history-changes"),
        other => entry::outcome(other).1,
    }
}

/// The head of the page.
pub(super) const INFO: Info = Info {
    page: Page::History,
    icon: icons::HISTORY,
    shortcut: ctrl(Key::Num3),
    rail: Rail::Top,
};

/// Keeps the state of the page between frames.
#[derive(Default)]
pub(super) struct History {
    filter: &'static str,
    search: String,
    /// Inputs that the lines were made from.
    made_from: Option<(Arc<UploadHistory>, &'static str, String)>,
    lines: Vec<Line>,
    counts: [usize; FILTERS.len()],
}

impl Panel for History {
    fn show(&mut self, ui: &mut Ui, state: &State, actions: &mut Actions) {
        let page = ui.max_rect();
        let margin = if page.width() < 800.0 {
            space::PAGE
        } else {
            space::LIST_PAGE
        };
        let mut cut = Cut(page.shrink2(vec2(margin, 0.0)));
        let head = cut.top(70.0);
        let Some(past) = &state.history else {
            heading(ui, head);
            return say_at(ui, cut.0, t!("history-loading"));
        };
        let calendar = Calendar::here();
        self.refresh(past, state, &calendar);
        heading(ui, head);
        if past.entries.is_empty() && past.changes.is_empty() {
            return say_at(ui, cut.0, t!("history-none"));
        }
        self.tools(ui, head, past, actions);
        self.filters(ui, &mut cut);
        self.list(ui, cut.0, past, (state, &calendar), actions);
    }
}

impl History {
    /// Rebuilds the lines if the entries, the filter or the search changed.
    fn refresh(&mut self, past: &Arc<UploadHistory>, state: &State, calendar: &Calendar) {
        let same = |(of, filter, search): &(Arc<UploadHistory>, &str, String)| {
            Arc::ptr_eq(of, past) && *filter == self.filter && *search == self.search
        };
        if self.made_from.as_ref().is_some_and(same) {
            return;
        }
        let wanted = self.search.trim().to_lowercase();
        let found = |text: String| wanted.is_empty() || text.to_lowercase().contains(&wanted);
        let uploads = || {
            let uploads = past.entries.iter().enumerate();
            uploads
                .filter(|(_, entry)| found(format!("{}\n{}", entry.file, state.past_label(entry))))
        };
        let changes = || {
            let changes = past.changes.iter().enumerate();
            changes.filter(|(_, change)| {
                found(format!("{}\n{}", change.subject, change.detail.text()))
            })
        };
        self.counts = [0; FILTERS.len()];
        for (_, entry) in uploads() {
            for (count, outcome) in self.counts.iter_mut().zip(FILTERS) {
                *count += usize::from(outcome.is_empty() || outcome == entry.outcome);
            }
        }
        if let Some(count) = self.counts.last_mut() {
            *count = changes().count();
        }
        self.lines = if self.filter == CHANGES {
            lines::by_day(changes().map(|(index, change)| {
                let date = calendar.day(change.at);
                (date, Line::Change(index), false)
            }))
        } else {
            let listed = uploads()
                .filter(|(_, entry)| self.filter.is_empty() || self.filter == entry.outcome);
            lines::by_day(listed.map(|(index, entry)| {
                let date = calendar.day(entry.ended_at);
                (date, Line::Upload(index), entry.outcome == "failed")
            }))
        };
        self.made_from = Some((past.clone(), self.filter, self.search.clone()));
    }

    /// Shows search and export at the right of the heading.
    fn tools(&mut self, ui: &mut Ui, rect: Rect, past: &UploadHistory, actions: &mut Actions) {
        let y = rect.top() + 38.0;
        let export = Button::new(Kind::Secondary, t!("history-export"))
            .icon(icons::FILE_DOWN)
            .enabled(!self.lines.is_empty());
        let size = export.measure(ui);
        let at = Rect::from_min_size(pos2(rect.right() - size.x, y - size.y / 2.0), size);
        let field =
            Rect::from_min_size(pos2(at.left() - 8.0 - SEARCH, y - 16.0), vec2(SEARCH, 32.0));
        ui.scope_builder(UiBuilder::new().max_rect(field).id_salt("search"), |ui| {
            TextInput::new(t!("history-search"), SEARCH)
                .hint(t!("history-search-hint"))
                .show(ui, &mut self.search);
        });
        if export
            .show_at(ui, at, ui.scope_id().with("export"))
            .clicked()
        {
            actions.push(self.exported(past));
        }
    }

    /// Exports what is listed.
    fn exported(&self, past: &UploadHistory) -> Action {
        if self.filter == CHANGES {
            let change = |line: &Line| match line {
                Line::Change(index) => past.changes.get(*index).cloned(),
                Line::Upload(_) | Line::Day(..) => None,
            };
            return Action::ExportChanges(self.lines.iter().filter_map(change).collect());
        }
        let entry = |line: &Line| match line {
            Line::Upload(index) => past.entries.get(*index).cloned(),
            Line::Change(_) | Line::Day(..) => None,
        };
        Action::ExportHistory(self.lines.iter().filter_map(entry).collect())
    }

    fn filters(&mut self, ui: &mut Ui, cut: &mut Cut) {
        let counts = FILTERS.into_iter().zip(self.counts);
        let filters: Vec<filters::Filter<'_, &str>> = counts
            .map(|(outcome, count)| (outcome, label(outcome), count))
            .collect();
        if let Some(filter) = filters::show(ui, cut, &filters, self.filter) {
            self.filter = filter;
        }
    }

    /// Says how much a day has.
    fn count(&self, all: usize, failed: usize) -> String {
        if self.filter == CHANGES {
            t!("history-day-changes", n = all)
        } else if failed > 0 {
            t!("history-day-failed", n = all, failed = failed)
        } else {
            t!("history-day", n = all)
        }
    }

    fn list(
        &self,
        ui: &mut Ui,
        rect: Rect,
        past: &UploadHistory,
        (state, calendar): (&State, &Calendar),
        actions: &mut Actions,
    ) {
        if self.lines.is_empty() {
            return say_at(ui, rect, t!("history-none-match"));
        }
        inside(ui, rect, "entries", |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            ScrollArea::vertical().auto_shrink(false).show_rows(
                ui,
                ROW,
                self.lines.len(),
                |ui, range| {
                    for line in self.lines.get(range).unwrap_or_default() {
                        let (_, at) = ui.allocate_space(vec2(rect.width() - 8.0, ROW));
                        match line {
                            Line::Day(date, all, failed) => {
                                let words = self.count(*all, *failed);
                                day(ui, at, &calendar.name(*date), &words);
                            }
                            Line::Change(index) => {
                                if let Some(change) = past.changes.get(*index) {
                                    change::row(ui, at, *index, change, calendar);
                                }
                            }
                            Line::Upload(index) => {
                                if let Some(entry) = past.entries.get(*index) {
                                    entry::row(
                                        ui,
                                        at,
                                        *index,
                                        (entry, &state.past_label(entry)),
                                        past.files.contains(&entry.file),
                                        calendar,
                                        actions,
                                    );
                                }
                            }
                        }
                        hairline(ui, at, tokens(ui));
                    }
                },
            );
        });
    }
}

fn heading(ui: &Ui, rect: Rect) {
    let t = tokens(ui);
    let at = pos2(rect.left(), rect.top() + 38.0);
    let look = (theme::title as text::Font, t.text);
    let words = t!("page-history");
    line(ui, at, Align::Min, words, look, TITLE, Role::Heading);
}

fn say_at(ui: &Ui, rect: Rect, words: &str) {
    let at = pos2(rect.left(), rect.top() + 28.0);
    let look = (theme::sentence as text::Font, tokens(ui).text3);
    line(ui, at, Align::Min, words, look, rect.width(), Role::Label);
}

fn day(ui: &Ui, rect: Rect, date: &str, count: &str) {
    let t = tokens(ui);
    let y = rect.center().y + 4.0;
    let look = (theme::heading as text::Font, t.text);
    let at = pos2(rect.left() + 12.0, y);
    line(ui, at, Align::Min, date, look, 300.0, Role::Heading);
    text::draw(
        ui,
        pos2(rect.right() - 12.0, y),
        Align::Max,
        &[span(count, theme::caption, t.text3)],
        300.0,
    );
}

#[cfg(test)]
mod tests {
    use super::entry::outcome;
    use super::*;
    use crate::engine::HistoryEntry;

    #[test]
    fn days_count_only_what_filter_and_search_leave() {
        let state = crate::app::example("history").unwrap();
        let past = state.history.clone().unwrap();
        let mut page = History::default();
        let calendar = Calendar::here();
        page.refresh(&past, &state, &calendar);
        assert_eq!(page.counts[0], past.entries.len());
        assert_eq!(
            page.lines
                .iter()
                .filter(|line| matches!(line, Line::Upload(_)))
                .count(),
            past.entries.len()
        );
        page.filter = "failed";
        page.search = "porch".into();
        page.refresh(&past, &state, &calendar);
        let fits =
            |entry: &&HistoryEntry| entry.outcome == "failed" && state.past_label(entry) == "Porch";
        let failed = past.entries.iter().filter(fits).count();
        assert!(failed > 0);
        let days = page.lines.iter().filter_map(|line| match line {
            Line::Day(_, all, bad) => Some((*all, *bad)),
            Line::Upload(_) | Line::Change(_) => None,
        });
        assert_eq!(
            days.fold((0, 0), |sum, (all, bad)| (sum.0 + all, sum.1 + bad)),
            (failed, failed)
        );
    }

    #[test]
    fn changes_are_listed_instead_of_uploads_and_found_by_what_they_say() {
        let state = crate::app::example("history").unwrap();
        let past = state.history.clone().unwrap();
        let mut page = History {
            filter: CHANGES,
            ..History::default()
        };
        let calendar = Calendar::here();
        page.refresh(&past, &state, &calendar);
        let listed = |page: &History| {
            let changes = page.lines.iter();
            changes
                .filter(|line| matches!(line, Line::Change(_)))
                .count()
        };
        assert_eq!(listed(&page), past.changes.len());
        assert!(
            matches!(page.exported(&past), Action::ExportChanges(all) if all.len() == past.changes.len())
        );
        page.search = "SNOWFALL".into();
        page.refresh(&past, &state, &calendar);
        assert_eq!((listed(&page), page.counts[FILTERS.len() - 1]), (1, 1));
    }

    #[test]
    fn every_outcome_of_the_engine_has_a_look_of_its_own() {
        use crate::engine::Outcome;
        for end in [
            Outcome::Verified,
            Outcome::Skipped,
            Outcome::SentUnverified,
            Outcome::Cancelled,
        ] {
            assert!(FILTERS.contains(&end.word()));
            assert_ne!(outcome(end.word()).1, end.word());
        }
    }
}
