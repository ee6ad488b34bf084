//! Below the devices: the selection and which devices of it cannot take the pattern, the progress of sending, the play switch,
//! and the Send button, with the reason while it is disabled.

use crate::app::{Action, Press, Selection, Sending, Slot, State};
use crate::t;
use crate::ui::text::{self, span};
use crate::ui::theme::{self, space, tokens};
use crate::ui::widgets::button::{Button, Kind, Size};
use crate::ui::widgets::toggle;
use crate::ui::{Actions, icons, say};
use egui::{Align, Context, Id, Rect, Role, Sense, Ui, pos2, vec2};

/// Height of one row of words.
const ROW: f32 = 22.0;
/// Height without words: the button with its margins, and the margin above.
const BARE: f32 = 85.0;
/// A press within so many seconds of one that sent counts as part of that one: a double click, a key held down.
const ECHO: f64 = 1.0;

/// A row above the button.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Row {
    /// How many are selected, suitable and hidden.
    Counts,
    /// Which of them are not suitable, and why.
    Unable,
    /// The progress or the result of sending.
    Round,
    /// Why Send is disabled.
    Why,
    /// The size in total, and the play switch.
    Play,
}

/// The rows and the Send button below the devices.
pub(super) struct Footer {
    selection: Selection,
    sending: Sending,
    rows: Vec<Row>,
}

impl Footer {
    /// Makes the footer of a wide window.
    pub(super) fn wide(state: &State) -> Self {
        // a row of its own says why no selected device can take the pattern
        let has_reasons =
            matches!(state.slot, Slot::Loaded(_)) && state.selected_devices().next().is_some();
        match state.why_not_send() {
            Some(_) if has_reasons => Self::new(state, None),
            Some(_) => Self::new(state, Some(Row::Why)),
            None => Self::new(state, Some(Row::Play)),
        }
    }

    /// Makes the footer of a narrow window, which says beside the button why it is disabled.
    pub(super) fn narrow(state: &State) -> Self {
        Self::new(state, None)
    }

    fn new(state: &State, last: Option<Row>) -> Self {
        let selection = state.selection();
        let sending = state.sending();
        let counts = selection.unable() > 0 || selection.hidden > 0 || is_reason(last);
        let round =
            sending.press != Press::Nothing && sending.running.all() + sending.ended.all() > 0;
        let rows = [
            (counts && selection.selected > 0).then_some(Row::Counts),
            (selection.unable() > 0).then_some(Row::Unable),
            round.then_some(Row::Round),
            last,
        ];
        Self {
            selection,
            sending,
            rows: rows.into_iter().flatten().collect(),
        }
    }

    /// Returns the height in points, with the button.
    pub(super) fn height(&self) -> f32 {
        BARE + ROW * self.rows.len() as f32
    }

    /// Returns the height of the rows alone.
    pub(super) fn rows_height(&self) -> f32 {
        ROW * self.rows.len() as f32
    }

    /// Shows rows and button.
    pub(super) fn show(&self, ui: &Ui, rect: Rect, state: &State, actions: &mut Actions) {
        ui.painter()
            .rect_filled(rect.with_max_y(rect.top() + 1.0), 0, tokens(ui).stroke);
        let column = rect.shrink2(vec2(space::COLUMN, 0.0));
        let words = column.with_min_y(rect.top() + 12.0);
        self.rows(ui, words, state, actions);
        let at = Rect::from_min_max(
            pos2(column.left(), rect.bottom() - 64.0),
            pos2(column.right(), rect.bottom() - 16.0),
        );
        self.button(ui, at, state, actions);
    }

    /// Shows the rows, from the top of `rect` on.
    pub(super) fn rows(&self, ui: &Ui, rect: Rect, state: &State, actions: &mut Actions) {
        for (n, row) in self.rows.iter().enumerate() {
            let top = rect.top() + ROW * n as f32;
            let at = Rect::from_min_size(pos2(rect.left(), top), vec2(rect.width(), ROW));
            match row {
                Row::Counts => self.counts(ui, at, actions),
                Row::Unable => unable(ui, at, state),
                Row::Round => self.round(ui, at),
                Row::Why => {
                    let why = state.why_not_send().map(|why| why.text());
                    reason(ui, at, &why.unwrap_or_default());
                }
                Row::Play => self.play(ui, at, state, actions),
            }
        }
    }

    /// Shows how many are selected; a click on the hidden ones clears the search.
    fn counts(&self, ui: &Ui, rect: Rect, actions: &mut Actions) {
        let t = tokens(ui);
        let selected = say::selection::selected(self.selection);
        let hidden = say::selection::hidden(self.selection);
        let at = rect.left_center();
        let line = [span(&selected, theme::control_strong, t.text)];
        let line = text::draw(ui, at, Align::Min, &line, rect.width());
        let aloud = say::selection::counts(self.selection);
        text::announce(ui, line, Role::Status, &aloud);
        if let Some(hidden) = hidden {
            let link = Button::new(Kind::Link, &hidden).size(Size::Small);
            let size = vec2(link.measure(ui).x, ROW);
            let at = Rect::from_min_size(pos2(line.right() + 8.0, rect.top()), size);
            let shown = link.show_at(ui, at, ui.scope_id().with("hidden"));
            if shown.on_hover_text(t!("send-clear-search")).clicked() {
                actions.push(Action::Search(String::new()));
            }
        }
    }

    fn round(&self, ui: &Ui, rect: Rect) {
        let t = tokens(ui);
        let (tally, words) = match self.sending.press {
            Press::More if self.sending.running.all() > 0 => (
                &self.sending.running,
                say::selection::running(&self.sending.running),
            ),
            _ => (
                &self.sending.ended,
                say::selection::ended(&self.sending.ended),
            ),
        };
        let (icon, ink) = match tally {
            tally if tally.failed > 0 => (icons::CIRCLE_X, t.bad),
            tally if tally.under_way + tally.paused > 0 => (icons::UPLOAD, t.accent),
            tally if tally.cancelled > 0 => (icons::BAN, t.text2),
            tally if tally.unverified > 0 => (icons::CIRCLE_DASHED, t.text2),
            _ => (icons::SHIELD_CHECK, t.ok),
        };
        let center = pos2(rect.left() + 8.0, rect.center().y);
        text::icon(ui.painter(), center, icon, 15.0, ink);
        let line = [span(&words, theme::sentence, t.text2)];
        let room = rect.width() - 22.0;
        let at = pos2(rect.left() + 22.0, rect.center().y);
        let line = text::draw(ui, at, Align::Min, &line, room);
        text::announce(ui, line, Role::Status, &words);
    }

    /// Shows the size in total (and the selection, where it has no row of its own), and the play switch.
    fn play(&self, ui: &Ui, rect: Rect, state: &State, actions: &mut Actions) {
        let t = tokens(ui);
        let y = rect.center().y;
        let words = t!("pages-play-when-verified");
        let play = Rect::from_min_size(pos2(rect.right() - 36.0, y - 14.0), vec2(36.0, 28.0));
        let label = text::draw(
            ui,
            pos2(rect.right() - 44.0, y),
            Align::Max,
            &[span(words, theme::sentence, t.text2)],
            200.0,
        );
        let mut on = state.settings.sending.play_when_verified;
        let id = ui.scope_id().with("play");
        if toggle::toggle_at(ui, play, id, &mut on, words, true).changed() {
            actions.push(Action::SetPlayWhenVerified(on));
        }
        let room = label.left() - 12.0 - rect.left();
        let selected = if self.rows.contains(&Row::Counts) {
            String::new()
        } else {
            say::selection::selected(self.selection) + "  "
        };
        let bytes = match state.bytes_in_all() {
            0 => String::new(),
            bytes => t!("send-total", size = say::bytes(bytes)),
        };
        let both = text::width(ui, &selected, theme::control_strong)
            + text::width(ui, &bytes, theme::sentence);
        // without room for both, the size is what can be left out
        let bytes = if both > room { "" } else { &bytes };
        let spans = [
            span(&selected, theme::control_strong, t.text),
            span(bytes, theme::sentence, t.text3),
        ];
        let galley = text::line(ui, &spans, room);
        let is_cut = galley.elided;
        let line = text::place(ui.painter(), rect.left_center(), Align::Min, galley);
        if is_cut {
            let id = ui.scope_id().with("total");
            ui.interact(line, id, Sense::hover()).on_hover_text(bytes);
        }
        if !selected.is_empty() {
            text::announce(ui, line, Role::Status, selected.trim());
        }
    }

    /// Shows the Send button alone.
    pub(super) fn button(&self, ui: &Ui, rect: Rect, state: &State, actions: &mut Actions) {
        let able = state.why_not_send().is_none();
        let label = if able {
            say::selection::button(&self.sending, self.selection)
        } else {
            t!("send-button").to_owned()
        };
        let press = self.sending.press;
        let kind = if press == Press::Again && self.sending.ended.failed == 0 {
            Kind::Secondary
        } else {
            Kind::Primary
        };
        let waits = able && press == Press::Nothing;
        // only uploads that are all paused stand still
        let moves = waits && self.sending.running.under_way > 0;
        let mut send = Button::new(kind, &label)
            .size(Size::Big)
            .icon(if waits {
                icons::CIRCLE_PAUSE
            } else {
                icons::SEND
            })
            .busy(moves.then_some(label.as_str()))
            .enabled(able && (moves || !waits));
        if able && !waits {
            send = send.key_hint(t!("shortcut-send-keys"));
        }
        if send.show_at(ui, rect, ui.scope_id().with("send")).clicked() {
            press_send(ui.ctx(), state, actions);
        }
    }
}

fn is_reason(row: Option<Row>) -> bool {
    matches!(row, Some(Row::Why))
}

fn reason(ui: &Ui, rect: Rect, words: &str) {
    let line = [span(words, theme::sentence, tokens(ui).text3)];
    let line = text::draw(ui, rect.left_center(), Align::Min, &line, rect.width());
    text::announce(ui, line, Role::Label, words);
}

/// Shows which selected devices cannot take the pattern; on hover all of them by name.
fn unable(ui: &Ui, rect: Rect, state: &State) {
    let Some(short) = say::selection::unable(state) else {
        return;
    };
    let t = tokens(ui);
    let center = pos2(rect.left() + 8.0, rect.center().y);
    text::icon(ui.painter(), center, icons::CIRCLE_ALERT, 15.0, t.warn);
    let line = [span(&short, theme::sentence, t.text2)];
    let at = pos2(rect.left() + 22.0, rect.center().y);
    let line = text::draw(ui, at, Align::Min, &line, rect.width() - 22.0);
    text::announce(ui, line, Role::Label, &short);
    let id = ui.scope_id().with("unable");
    let all = ui.interact(rect.expand2(vec2(0.0, -1.0)), id, Sense::hover());
    all.on_hover_ui(|ui| {
        for sentence in say::selection::unable_in_full(state) {
            ui.label(sentence);
        }
    });
}

/// Presses Send for the button or the keyboard; ignores the second click of a double click.
pub(in crate::ui) fn press_send(ctx: &Context, state: &State, actions: &mut Actions) {
    let id = Id::unique("send-was-pressed");
    let now = ctx.input(|input| input.time);
    let before: Option<f64> = ctx.data(|data| data.get_temp(id));
    ctx.data_mut(|data| data.insert_temp(id, now));
    let is_echo = before.is_some_and(|at| now - at < ECHO);
    match state.sending().press {
        // until this is carried out sending may have ended, and Send would mean to send again
        Press::Nothing => return,
        Press::Again if is_echo => return,
        Press::First | Press::More | Press::Again => {}
    }
    actions.push(Action::Send);
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui::RawInput;

    #[test]
    fn the_second_click_of_a_double_click_does_not_send_again() {
        let state = crate::app::example("round-verified").unwrap();
        let ctx = Context::default();
        let mut sent = Vec::new();
        // seconds; the uploads of the first press have ended before the second
        for at in [10.0, 10.2, 10.9, 11.8, 13.0] {
            let input = RawInput {
                time: Some(at),
                ..RawInput::default()
            };
            ctx.run_ui(input, |ui| {
                let mut actions = Actions::default();
                press_send(ui.ctx(), &state, &mut actions);
                sent.push(actions.take().len());
            })
            .drop_without_applying_deltas();
        }
        assert_eq!(sent, [1, 0, 0, 0, 1]);
    }
}
