//! The left column with a pattern in it: title, face, facts, timeline, transport, findings; the face takes what is left.

use super::{Send, adjust, findings, graph, reading, transport};
use crate::app::{Action, Loaded, Slot, State};
use crate::pattern::format;
use crate::t;
use crate::ui::cut::{Cut, inside};
use crate::ui::text::{self, span};
use crate::ui::theme::{self, tokens};
use crate::ui::widgets::button::{Button, IconButton, Kind};
use crate::ui::widgets::readout;
use crate::ui::{Actions, icons, say};
use egui::{Align, Rect, Role, ScrollArea, Ui, pos2, vec2};

/// Height of the title row.
const TITLE: f32 = 60.0;
/// Height of the transport row.
const TRANSPORT: f32 = 52.0;
/// Width of the facts beside the face, with the gap before them.
const FACTS: f32 = 192.0;
/// Minimum height of the face; with less room the column scrolls.
const MIN_FACE: f32 = 130.0;

impl Send {
    /// Shows a pattern with its title.
    pub(super) fn loaded(
        &mut self,
        ui: &mut Ui,
        rect: Rect,
        facts_beside: bool,
        loaded: &Loaded,
        state: &State,
        actions: &mut Actions,
    ) {
        let mut cut = Cut(rect);
        let title = cut.top(TITLE);
        title_row(
            ui,
            title.with_max_y(title.bottom() + 4.0),
            loaded,
            state,
            actions,
        );
        self.body(ui, cut.0, facts_beside, loaded, state, actions);
    }

    /// Shows everything below the title; scrolls where the window is too low.
    pub(super) fn body(
        &mut self,
        ui: &mut Ui,
        rect: Rect,
        facts_beside: bool,
        loaded: &Loaded,
        state: &State,
        actions: &mut Actions,
    ) {
        let rows = findings::rows(state, loaded);
        let facts = if facts_beside {
            0.0
        } else {
            readout::HEIGHT + 18.0
        };
        let adjusting = adjust::height(state, rect.width());
        let fixed = transport::timeline_height(loaded)
            + graph::height(state)
            + TRANSPORT
            + facts
            + adjusting
            + findings::height(&rows, self.all_findings)
            + 12.0;
        if rect.height() >= fixed + MIN_FACE {
            return self.parts(ui, rect, facts_beside, fixed, loaded, &rows, state, actions);
        }
        inside(ui, rect, "body", |ui| {
            ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
                let (_, all) = ui.allocate_space(vec2(rect.width() - 4.0, fixed + MIN_FACE));
                self.parts(ui, all, facts_beside, fixed, loaded, &rows, state, actions);
            });
        });
    }

    #[allow(
        clippy::too_many_arguments,
        reason = "a page's parts need the page's whole context"
    )]
    fn parts(
        &mut self,
        ui: &mut Ui,
        rect: Rect,
        facts_beside: bool,
        fixed: f32,
        loaded: &Loaded,
        rows: &[findings::Row],
        state: &State,
        actions: &mut Actions,
    ) {
        let mut cut = Cut(rect);
        let mut top = Cut(cut.top(rect.height() - fixed));
        if facts_beside {
            let facts = top.right(FACTS);
            self.face(ui, top.0, loaded, state, actions);
            super::facts::column(ui, facts.with_min_x(facts.left() + 20.0), loaded, state);
        } else {
            self.face(ui, top.0, loaded, state, actions);
        }
        let timeline = cut.top(transport::timeline_height(loaded) + graph::height(state));
        self.timeline(ui, timeline, loaded, state, actions);
        let row = cut.top(TRANSPORT);
        Self::transport(ui, row, loaded, state, actions);
        if !facts_beside {
            let facts = cut.top(readout::HEIGHT + 18.0);
            super::facts::row(ui, facts.with_min_y(facts.top() + 8.0), loaded, state);
        }
        let adjusting = cut.top(adjust::height(state, rect.width()));
        self.adjust.show(ui, adjusting, state, actions);
        findings::show(
            ui,
            cut.0.with_min_y(cut.0.top() + 6.0),
            rows,
            &mut self.all_findings,
            actions,
        );
    }
}

fn title_row(ui: &Ui, rect: Rect, loaded: &Loaded, state: &State, actions: &mut Actions) {
    let t = tokens(ui);
    let y = rect.center().y;
    let buttons = title_buttons(ui, rect, loaded, state, actions);
    let right = aside(ui, rect.with_max_x(buttons), loaded, state, actions);
    let about = about(loaded);
    let spans = [
        span(&loaded.pattern().name, theme::title, t.text),
        span("   ", theme::caption, t.text3),
        span(&about, theme::sentence, t.text3),
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
        Role::Heading,
        &say::list(&[loaded.pattern().name.as_str(), &about]),
    );
}

/// Draws the buttons at the right of the title; returns their left edge.
fn title_buttons(
    ui: &Ui,
    rect: Rect,
    loaded: &Loaded,
    state: &State,
    actions: &mut Actions,
) -> f32 {
    let y = rect.center().y;
    let id = ui.scope_id();
    let open = Button::new(Kind::Secondary, t!("send-open")).icon(icons::FOLDER_OPEN);
    let mut right = rect.right() - 32.0;
    let at = Rect::from_min_size(pos2(right, y - 16.0), vec2(32.0, 32.0));
    let close =
        IconButton::new(icons::CLOSE, t!("send-close-pattern")).show_at(ui, at, id.with("close"));
    right -= open.measure(ui).x + 8.0;
    let at = Rect::from_min_size(pos2(right, y - 16.0), open.measure(ui));
    let open = open.show_at(ui, at, id.with("open"));
    if close.clicked() {
        actions.push(Action::ClosePattern);
    }
    if open.clicked() {
        actions.push(Action::ChooseFile);
    }
    let (button, action) = adjust::button(state, loaded);
    right -= button.measure(ui).x + 8.0;
    let at = Rect::from_min_size(pos2(right, y - 16.0), button.measure(ui));
    if button.show_at(ui, at, id.with("adjust")).clicked() {
        actions.push(action);
    }
    right - 16.0
}

/// Draws the progress of reading a file, or the link that changes the reading; returns its left edge.
fn aside(ui: &Ui, rect: Rect, loaded: &Loaded, state: &State, actions: &mut Actions) -> f32 {
    let y = rect.center().y;
    let right = rect.right();
    if let Slot::Reading { file, progress, .. } = &state.slot {
        return reading::row(ui, rect, file, progress, actions);
    }
    if loaded.opened.candidates.len() > 1 {
        let link = Button::new(Kind::Link, t!("send-reread"));
        let size = link.measure(ui);
        if right - rect.left() > size.x + 200.0 {
            let at = Rect::from_min_size(pos2(right - size.x, y - 16.0), size);
            let id = ui.scope_id().with("differently");
            if link.show_at(ui, at, id).clicked() {
                actions.push(Action::ReconsiderReading);
            }
            return at.left() - 16.0;
        }
    }
    right
}

/// Names file and format: `flame.leds · LED Matrix Studio`.
pub(super) fn about(loaded: &Loaded) -> String {
    let path = &loaded.opened.path;
    let file = path
        .file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default();
    let format = loaded.pattern().format;
    let title = format::by_name(format)
        .map_or_else(|| format.to_owned(), |format| format.info().title.text());
    format!("{file} · {title}")
}
