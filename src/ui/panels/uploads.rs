//! The Uploads page: a summary of this session, filters, and every upload with its buttons.

mod dropped;
mod row;
mod summary;

pub(super) use row::{Row, fitted, row};

use super::line::line;
use super::{Info, Panel, Rail, filters, live, nothing};
use crate::app::{Action, Filter, Page, State};
use crate::engine::{JobId, JobView};
use crate::t;
use crate::ui::cut::{Cut, inside};
use crate::ui::screen::Screens;
use crate::ui::shortcuts::ctrl;
use crate::ui::text;
use crate::ui::theme::{self, radius, space, tokens};
use crate::ui::widgets::button::{Button, Kind};
use crate::ui::widgets::hairline;
use crate::ui::widgets::upload_row::{self, Columns};
use crate::ui::{Actions, icons, say};
use egui::{Align, Key, Rect, Role, ScrollArea, Ui, pos2, vec2};

/// Where the columns of a row begin on a narrow page, whose buttons are icons.
const NARROW: Columns = Columns {
    pattern: 150.0,
    phase: 150.0,
    detail: 300.0,
    bar: 90.0,
};
/// Where the columns of a row begin on a wide page.
const WIDE: Columns = Columns {
    pattern: 186.0,
    phase: 272.0,
    detail: 422.0,
    bar: 150.0,
};

/// The head of the page.
pub(super) const INFO: Info = Info {
    page: Page::Uploads,
    icon: icons::LIST_CHECKS,
    shortcut: ctrl(Key::Num2),
    rail: Rail::Top,
};

/// Keeps the state of the page between frames.
#[derive(Default)]
pub(super) struct Uploads {
    screens: Screens,
    /// The upload that was scrolled to last, as a link asked for it.
    scrolled_to: Option<JobId>,
}

impl Panel for Uploads {
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
        dropped::show(ui, &mut cut, state);
        if state.jobs.is_empty() {
            return nothing(ui, cut.0, actions);
        }
        let card = cut.top(summary::HEIGHT);
        summary::show(ui, card, state);
        cut.top(15.0);
        filter_chips(ui, &mut cut, state, actions);
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
            let at = pos2(rect.left(), rect.top() + 28.0);
            let words = t!("uploads-none-match");
            let look = (theme::sentence as text::Font, t.text3);
            line(ui, at, Align::Min, words, look, rect.width(), Role::Label);
            return;
        }
        let above = self.jump(state, &jobs, rect.height());
        let narrow = rect.width() < 900.0;
        let columns = row::fitted(ui, if narrow { NARROW } else { WIDE });
        inside(ui, rect, "uploads", |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            let mut area = ScrollArea::vertical().auto_shrink(false);
            if let Some(above) = above {
                area = area.vertical_scroll_offset(above);
            }
            area.show_rows(ui, upload_row::PAGE, jobs.len(), |ui, range| {
                for job in jobs.get(range).unwrap_or_default() {
                    let (_, at) = ui.allocate_space(vec2(rect.width() - 8.0, upload_row::PAGE));
                    if state.shown_upload == Some(job.id) {
                        let fill = tokens(ui).accent_bg;
                        ui.painter().rect_filled(at, radius::CARD, fill);
                    }
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
            });
        });
    }
}

impl Uploads {
    /// Returns how far to scroll for the upload that a link led to, once.
    fn jump(&mut self, state: &State, jobs: &[&JobView], height: f32) -> Option<f32> {
        let is_new = self.scrolled_to != state.shown_upload;
        self.scrolled_to = state.shown_upload;
        let shown = state.shown_upload.filter(|_| is_new)?;
        let at = jobs.iter().position(|job| job.id == shown)?;
        let top = at as f32 * upload_row::PAGE;
        Some((top - (height - upload_row::PAGE) / 2.0).max(0.0))
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
    if state.active_jobs() > 0 && button(Kind::Secondary, Some(icons::BAN), t!("pages-cancel-all"))
    {
        actions.push(Action::CancelAll);
    }
    if state.failed_jobs().next().is_some()
        && button(
            Kind::Secondary,
            Some(icons::ROTATE_CW),
            t!("pages-retry-failed"),
        )
    {
        actions.push(Action::RetryFailed);
    }
    if state.active_jobs() < state.jobs.len() && button(Kind::Ghost, None, t!("uploads-clear")) {
        actions.push(Action::ClearFinished);
    }
    let at = pos2(rect.left(), y);
    let look = (theme::title as text::Font, t.text);
    let room = right - rect.left();
    let words = t!("page-uploads");
    line(ui, at, Align::Min, words, look, room, Role::Heading);
}

fn nothing(ui: &Ui, rect: Rect, actions: &mut Actions) {
    let title = t!("uploads-none");
    let center = nothing::nothing(
        ui,
        rect,
        icons::LIST_CHECKS,
        title,
        t!("uploads-none-about"),
    );
    let open = Button::new(Kind::Primary, t!("uploads-open-pattern")).icon(icons::SEND);
    let history = Button::new(Kind::Secondary, t!("uploads-show-history")).icon(icons::HISTORY);
    let width = open.measure(ui).x + 8.0 + history.measure(ui).x;
    let mut x = center.x - width / 2.0;
    for (button, page) in [(open, Page::Send), (history, Page::History)] {
        let size = button.measure(ui);
        let at = Rect::from_min_size(pos2(x, center.y + 118.0 - size.y / 2.0), size);
        x += size.x + 8.0;
        if button.show_at(ui, at, ui.scope_id().with(page)).clicked() {
            actions.push(Action::ShowPage(page));
        }
    }
}

fn filter_chips(ui: &mut Ui, cut: &mut Cut, state: &State, actions: &mut Actions) {
    let filters = Filter::ALL.map(|filter| {
        let count = state.jobs.iter().filter(|job| filter.lists(job)).count();
        (filter, say::label::filter(filter), count)
    });
    if let Some(filter) = filters::show(ui, cut, &filters, state.filter) {
        actions.push(Action::SetFilter(filter));
    }
}
