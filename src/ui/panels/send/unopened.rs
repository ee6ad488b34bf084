//! A note above the preview about files that could not be opened: which, why, and what is shown instead.

use crate::app::{Action, State, ToastItem, Unopened};
use crate::t;
use crate::ui::cut::Cut;
use crate::ui::text::{self, span};
use crate::ui::theme::{self, radius, tokens};
use crate::ui::widgets::button::IconButton;
use crate::ui::{Actions, icons, say};
use egui::{Align, Rect, Role, Sense, Ui, WidgetInfo, pos2, vec2};

/// Height of the note, and of the space below it.
const HEIGHT: f32 = 58.0;
const BELOW: f32 = 4.0;
/// Maximum number of characters of a file's name.
const NAME: usize = 36;

/// Draws the note, if there is one; returns the rest of `rect`.
pub(super) fn note(ui: &Ui, rect: Rect, state: &State, actions: &mut Actions) -> Rect {
    let Some((fact, why)) = words(&state.unopened, shown(state)) else {
        return rect;
    };
    let t = tokens(ui);
    let mut cut = Cut(rect);
    let at = cut.top(8.0 + HEIGHT + BELOW);
    let at = Rect::from_min_size(pos2(at.left(), at.top() + 8.0), vec2(at.width(), HEIGHT));
    let id = ui.scope_id().with("unopened");
    let response = ui.interact(at, id, Sense::hover());
    response
        .widget_info(|| WidgetInfo::labeled(Role::Alert, true, [fact.as_str(), &why].join(" ")));
    ui.painter().rect_filled(at, radius::CARD, t.warn_bg);
    let icon = pos2(at.left() + 21.0, at.top() + 20.0);
    text::icon(ui.painter(), icon, icons::CIRCLE_ALERT, 17.0, t.warn);
    let cross = Rect::from_min_size(pos2(at.right() - 34.0, at.top() + 6.0), vec2(28.0, 28.0));
    let close = IconButton::new(icons::CLOSE, t!("send-unopened-close")).small();
    if close.show_at(ui, cross, id.with("close")).clicked() {
        actions.push(Action::CloseUnopened);
    }
    let left = at.left() + 39.0;
    let room = cross.left() - 8.0 - left;
    let line = |y: f32, words, font, color| {
        let words = [span(words, font, color)];
        text::draw(ui, pos2(left, at.top() + y), Align::Min, &words, room);
    };
    line(
        20.0,
        fact.as_str(),
        theme::control_strong as text::Font,
        t.text,
    );
    line(40.0, why.as_str(), theme::sentence, t.text2);
    response.on_hover_text(details(&state.unopened.files));
    cut.0
}

/// Returns the name of the pattern that stayed open.
fn shown(state: &State) -> Option<&str> {
    let loaded = state.loaded()?;
    (state.unopened.still_shown == Some(loaded.id)).then_some(loaded.pattern().name.as_str())
}

/// Says what could not be opened, and why, or which files.
fn words(unopened: &Unopened, shown: Option<&str>) -> Option<(String, String)> {
    let shown = shown.map(short);
    match unopened.files.as_slice() {
        [] => None,
        [only] => {
            let file = short(&only.name);
            let fact = match shown {
                Some(shown) => t!("send-unopened-still", file = file, shown = shown),
                None => t!("send-unopened", file = file),
            };
            Some((fact, say::problem(&only.problem)))
        }
        all => {
            let names: Vec<&str> = all.iter().map(|item| item.name.as_str()).collect();
            let n = all.len();
            let fact = match shown {
                Some(shown) => t!("send-unopened-files-still", n = n, shown = shown),
                None => t!("send-unopened-files", n = n),
            };
            Some((fact, say::list(&names)))
        }
    }
}

fn details(files: &[ToastItem]) -> String {
    let lines = files
        .iter()
        .map(|item| format!("{}: {}", item.name, say::problem(&item.problem)));
    lines.collect::<Vec<_>>().join("\n")
}

/// Shortens a long name in its middle: beginning and ending tell files apart.
fn short(name: &str) -> String {
    let count = name.chars().count();
    if count <= NAME {
        return name.to_owned();
    }
    let head: String = name.chars().take(NAME * 2 / 3).collect();
    let tail: String = name.chars().skip(count - NAME / 3).collect();
    format!("{head}…{tail}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::{Code, Problem, Remedy};

    fn unopened(names: &[&str]) -> Unopened {
        let item = |name: &&str| ToastItem {
            name: (*name).to_owned(),
            problem: Problem::new(Code::PatternEmpty, "It is cut off.", Remedy::None),
        };
        Unopened {
            files: names.iter().map(item).collect(),
            still_shown: None,
        }
    }

    #[test]
    fn one_file_is_named_and_several_are_counted() {
        assert_eq!(words(&unopened(&[]), Some("heart")), None);
        assert_eq!(
            words(&unopened(&["x.bin"]), Some("heart")).unwrap(),
            (
                "x.bin could not be opened; heart stays open.".into(),
                "It is cut off.".into()
            )
        );
        assert_eq!(
            words(&unopened(&["x.bin", "y.gif"]), None).unwrap(),
            ("2 files could not be opened.".into(), "x.bin, y.gif".into())
        );
    }

    #[test]
    fn a_long_name_keeps_its_ending() {
        let name = format!("{}.gif", "玄関".repeat(40));
        let short = short(&name);
        assert!(
            short.ends_with(".gif") && short.chars().count() <= NAME + 1,
            "{short}"
        );
    }
}
