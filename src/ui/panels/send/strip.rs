//! The uploads below the Send page: those that need attention first, then the newest; it scrolls from three rows on.

use super::Send;
use crate::app::{Action, Page, State};
use crate::engine::{JobView, Outcome, Phase};
use crate::t;
use crate::ui::cut::{Cut, inside};
use crate::ui::panels::uploads::{Row, fitted, row};
use crate::ui::text::{self, span};
use crate::ui::theme::{self, space, tokens};
use crate::ui::widgets::button::{Button, IconButton, Kind};
use crate::ui::widgets::hairline;
use crate::ui::widgets::upload_row::{self, Columns};
use crate::ui::{Actions, icons, say};
use egui::{Align, Rect, Role, ScrollArea, Ui, pos2, vec2};

/// Height of the heading, which stays when the strip is hidden.
const HEAD: f32 = 45.0;
/// Maximum number of rows in view.
const ROWS: usize = 3;

/// Returns the height of the strip.
pub(super) fn height(state: &State) -> f32 {
    if !state.strip_open {
        return HEAD;
    }
    HEAD + upload_row::STRIP * state.jobs.len().min(ROWS) as f32 + 9.0
}

/// Returns all uploads: first those that failed or wait for their device, then the others; in each part the newest first.
fn in_order(state: &State) -> Vec<&JobView> {
    let mut jobs: Vec<&JobView> = state.jobs.iter().rev().collect();
    jobs.sort_by_key(|job| {
        let is_failed = matches!(job.outcome, Some(Outcome::Failed(_)));
        !(is_failed || (job.outcome.is_none() && job.phase == Phase::Absent))
    });
    jobs
}

impl Send {
    pub(super) fn strip(&mut self, ui: &mut Ui, rect: Rect, state: &State, actions: &mut Actions) {
        let t = tokens(ui);
        ui.painter().rect_filled(rect, 0, t.panel);
        ui.painter()
            .rect_filled(rect.with_max_y(rect.top() + 1.0), 0, t.stroke);
        let mut cut = Cut(rect.shrink2(vec2(space::PAGE, 0.0)));
        let head = cut.top(HEAD);
        heading(ui, head, state, actions);
        if state.strip_open {
            cut.bottom(6.0);
            self.rows(ui, cut.0.expand2(vec2(4.0, 0.0)), state, actions);
        }
    }

    /// Shows the rows alone.
    pub(super) fn rows(&mut self, ui: &mut Ui, rect: Rect, state: &State, actions: &mut Actions) {
        let columns = if rect.width() < 900.0 {
            Columns {
                pattern: 150.0,
                phase: 150.0,
                detail: 300.0,
                bar: 90.0,
            }
        } else if rect.width() < 1080.0 {
            Columns {
                bar: 150.0,
                ..Columns::STRIP
            }
        } else {
            Columns::STRIP
        };
        let columns = fitted(ui, columns);
        inside(ui, rect, "rows", |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            let area = ScrollArea::vertical().auto_shrink(false);
            area.show_rows(ui, upload_row::STRIP, state.jobs.len(), |ui, range| {
                let jobs = in_order(state).into_iter();
                for job in jobs.skip(range.start).take(range.len()) {
                    let (_, at) = ui.allocate_space(vec2(rect.width() - 8.0, upload_row::STRIP));
                    row(
                        ui,
                        at,
                        Row {
                            job,
                            columns,
                            narrow: rect.width() < 900.0,
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

fn heading(ui: &Ui, rect: Rect, state: &State, actions: &mut Actions) {
    let t = tokens(ui);
    let y = rect.center().y + 1.0;
    let id = ui.scope_id();
    let fold = if state.strip_open {
        (icons::CHEVRON_DOWN, t!("send-uploads-hide"))
    } else {
        (icons::CHEVRON_UP, t!("send-uploads-show"))
    };
    let at = Rect::from_min_size(pos2(rect.right() - 28.0, y - 14.0), vec2(28.0, 28.0));
    let folded = IconButton::new(fold.0, fold.1)
        .small()
        .show_at(ui, at, id.with("fold"))
        .clicked();
    let mut right = at.left() - 4.0;
    let mut button = |icon, label: &str| {
        let button = Button::new(Kind::Ghost, label).icon(icon);
        let size = button.measure(ui);
        let at = Rect::from_min_size(pos2(right - size.x, y - size.y / 2.0), size);
        right -= size.x + 4.0;
        button.show_at(ui, at, id.with(label)).clicked()
    };
    if button(icons::LIST_CHECKS, t!("send-uploads-all")) {
        actions.push(Action::ShowPage(Page::Uploads));
    }
    if state.active_jobs() > 1 && button(icons::BAN, t!("pages-cancel-all")) {
        actions.push(Action::CancelAll);
    }
    if state.failed_jobs().next().is_some() && button(icons::ROTATE_CW, t!("pages-retry-failed")) {
        actions.push(Action::RetryFailed);
    }
    if folded {
        actions.push(Action::ToggleStrip);
    }
    let summary = say::selection::jobs(state);
    let spans = [
        span(t!("page-uploads"), theme::heading, t.text),
        span("   ", theme::sentence, t.text2),
        span(&summary, theme::sentence, t.text2),
    ];
    let line = text::draw(
        ui,
        pos2(rect.left(), y),
        Align::Min,
        &spans,
        right - rect.left(),
    );
    text::announce(
        ui,
        line,
        Role::Status,
        &t!("send-uploads-status", summary = summary.as_str()),
    );
}
