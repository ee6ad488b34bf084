//! The Uploads page: what became of this run in one picture, filters, and every upload with what can be done about it.

mod row;
mod summary;

pub(super) use row::{Row, row};

use super::{Panel, live};
use crate::app::{Action, Filter, HISTORY_PAGE, SEND_PAGE, State, UPLOADS_PAGE};
use crate::engine::JobView;
use crate::ui::cut::{Cut, inside};
use crate::ui::screen::Screens;
use crate::ui::text::{self, span};
use crate::ui::theme::{self, space, tokens};
use crate::ui::widgets::button::{Button, Kind};
use crate::ui::widgets::upload_row::{self, Columns};
use crate::ui::widgets::{chip, hairline};
use crate::ui::{Actions, icons, say, shortcuts};
use egui::{Align, Key, KeyboardShortcut, Rect, Role, ScrollArea, Ui, pos2, vec2};

/// Where the columns of a row begin on a narrow page, which has only icons for what can be done.
const NARROW: Columns = Columns {
    pattern: 150.0,
    phase: 150.0,
    detail: 300.0,
    bar: 90.0,
};
/// Where they begin on a wide one.
const WIDE: Columns = Columns {
    pattern: 186.0,
    phase: 272.0,
    detail: 422.0,
    bar: 150.0,
};

/// What the page keeps between frames.
#[derive(Default)]
pub(super) struct Uploads {
    screens: Screens,
}

impl Panel for Uploads {
    fn title(&self) -> &'static str {
        UPLOADS_PAGE
    }

    fn icon(&self) -> char {
        icons::LIST_CHECKS
    }

    fn shortcut(&self) -> KeyboardShortcut {
        shortcuts::ctrl(Key::Num2)
    }

    fn badge(&self, state: &State) -> usize {
        state.active_jobs() + state.failed_jobs().count()
    }

    fn show(&mut self, ui: &mut Ui, state: &State, actions: &mut Actions) {
        self.screens.begin(ui.ctx());
        let page = ui.max_rect();
        let margin = if page.width() < 800.0 {
            space::PAGE
        } else {
            space::LIST_PAGE
        };
        let mut cut = Cut(page.shrink2(vec2(margin, 0.0)));
        let head = cut.top(70.0);
        heading(ui, head, state, actions);
        if !state.streams.is_empty() {
            let rect = cut.top(live::height(state));
            inside(ui, rect, "live", |ui| {
                live::band(ui, rect, state, &mut self.screens, actions);
            });
            cut.top(16.0);
        }
        if state.jobs.is_empty() {
            return nothing(ui, cut.0, actions);
        }
        let card = cut.top(summary::HEIGHT);
        summary::show(ui, card, state);
        let filters = cut.top(62.0);
        filter_chips(ui, filters, state, actions);
        cut.bottom(8.0);
        self.list(ui, cut.0, state, actions);
    }
}

impl Uploads {
    fn list(&mut self, ui: &mut Ui, rect: Rect, state: &State, actions: &mut Actions) {
        let jobs: Vec<&JobView> = state
            .jobs
            .iter()
            .rev()
            .filter(|job| state.filter.lists(job))
            .collect();
        let t = tokens(ui);
        ui.painter()
            .rect_filled(rect.with_max_y(rect.top() + 1.0), 0, t.stroke);
        if jobs.is_empty() {
            let words = format!("No upload is in \"{}\".", say::label::filter(state.filter));
            let at = pos2(rect.left(), rect.top() + 28.0);
            text::draw(
                ui,
                at,
                Align::Min,
                &[span(&words, theme::sentence, t.text3)],
                rect.width(),
            );
            return;
        }
        let narrow = rect.width() < 900.0;
        let columns = if narrow { NARROW } else { WIDE };
        inside(ui, rect, "uploads", |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            ScrollArea::vertical().auto_shrink(false).show_rows(
                ui,
                upload_row::PAGE,
                jobs.len(),
                |ui, range| {
                    for job in jobs.get(range).unwrap_or_default() {
                        let (_, at) = ui.allocate_space(vec2(rect.width() - 8.0, upload_row::PAGE));
                        row(
                            ui,
                            at,
                            Row {
                                job,
                                columns,
                                narrow,
                            },
                            state,
                            &mut self.screens,
                            actions,
                        );
                        hairline(ui, at, tokens(ui));
                    }
                },
            );
        });
    }
}

fn heading(ui: &Ui, rect: Rect, state: &State, actions: &mut Actions) {
    let t = tokens(ui);
    let y = rect.top() + 38.0;
    let mut right = rect.right();
    let mut button = |kind, icon: Option<char>, label: &str| {
        let mut button = Button::new(kind, label);
        if let Some(icon) = icon {
            button = button.icon(icon);
        }
        let size = button.measure(ui);
        let at = Rect::from_min_size(pos2(right - size.x, y - size.y / 2.0), size);
        right -= size.x + 8.0;
        button.show_at(ui, at, ui.scope_id().with(label)).clicked()
    };
    if state.active_jobs() > 0 && button(Kind::Secondary, Some(icons::BAN), "Cancel all") {
        actions.push(Action::CancelAll);
    }
    if state.failed_jobs().next().is_some()
        && button(Kind::Secondary, Some(icons::ROTATE_CW), "Retry failed")
    {
        actions.push(Action::RetryFailed);
    }
    if state.active_jobs() < state.jobs.len() && button(Kind::Ghost, None, "Clear finished") {
        actions.push(Action::ClearFinished);
    }
    let title = [span("Uploads", theme::title, t.text)];
    let title = text::draw(
        ui,
        pos2(rect.left(), y),
        Align::Min,
        &title,
        right - rect.left(),
    );
    text::announce(ui, title, Role::Heading, "Uploads");
}

fn nothing(ui: &Ui, rect: Rect, actions: &mut Actions) {
    let t = tokens(ui);
    let center = rect.center() - vec2(0.0, 60.0);
    text::icon(ui.painter(), center, icons::LIST_CHECKS, 40.0, t.text3);
    let line = |y: f32, words: &str, font, color| {
        let at = text::draw(
            ui,
            center + vec2(0.0, y),
            Align::Center,
            &[span(words, font, color)],
            rect.width(),
        );
        text::announce(ui, at, Role::Label, words);
    };
    line(46.0, "Nothing sent in this session", theme::title, t.text);
    line(
        74.0,
        "Uploads of this session appear here. Earlier ones are in the history.",
        theme::body,
        t.text2,
    );
    let open = Button::new(Kind::Primary, "Open a pattern").icon(icons::SEND);
    let history = Button::new(Kind::Secondary, "Show the history").icon(icons::HISTORY);
    let width = open.measure(ui).x + 8.0 + history.measure(ui).x;
    let mut x = center.x - width / 2.0;
    for (button, page) in [(open, SEND_PAGE), (history, HISTORY_PAGE)] {
        let size = button.measure(ui);
        let at = Rect::from_min_size(pos2(x, center.y + 118.0 - size.y / 2.0), size);
        x += size.x + 8.0;
        if button.show_at(ui, at, ui.scope_id().with(page)).clicked() {
            actions.push(Action::ShowPage(page));
        }
    }
}

fn filter_chips(ui: &mut Ui, rect: Rect, state: &State, actions: &mut Actions) {
    let at = rect.with_min_y(rect.top() + 15.0);
    inside(ui, at, "filters", |ui| {
        ui.horizontal(|ui| {
            for filter in Filter::ALL {
                let count = state.jobs.iter().filter(|job| filter.lists(job)).count();
                if chip::filter_chip(
                    ui,
                    filter == state.filter,
                    say::label::filter(filter),
                    count,
                )
                .clicked()
                {
                    actions.push(Action::SetFilter(filter));
                }
            }
        });
    });
}
