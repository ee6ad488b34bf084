//! The Help page: keys, the formats that can be read, what the error codes mean, and what this is.

use super::Panel;
use crate::app::{HELP_PAGE, State};
use crate::pattern::format::FORMATS;
use crate::problem::Code;
use crate::ui::cut::inside;
use crate::ui::shortcuts;
use crate::ui::text::{self, Font, span};
use crate::ui::theme::{self, space, tokens};
use crate::ui::{Actions, icons};
use egui::{
    Align, Key, KeyboardShortcut, Modifiers, Response, Role, ScrollArea, Sense, Ui, WidgetInfo,
    pos2, vec2,
};

/// Widest text.
const WIDEST: f32 = 860.0;
/// Width of the first column.
const FIRST: f32 = 210.0;
/// Height of a row.
const ROW: f32 = 28.0;

/// What the outcomes of an upload mean.
const OUTCOMES: [(&str, &str); 4] = [
    (
        "Verified",
        "The device gave back what it stores, and that is what was sent: byte by byte, or LED by LED where a picture is stored as a preset. Which device answers was asked before the first \
         write, before the reading and after it.",
    ),
    (
        "Already there",
        "The same, of what it had before: nothing was sent.",
    ),
    (
        "Sent, not verifiable",
        "Upload Bridge players of level 1 give nothing back and have no identity of their own: what arrived cannot be proven.",
    ),
    (
        "Another device",
        "A WLED says who it is only when it is asked. Where an address passes to another one, what was sent in that moment may lie there: \
         a note names it.",
    ),
];

/// Nothing is kept.
#[derive(Default)]
pub(super) struct Help;

impl Panel for Help {
    fn title(&self) -> &'static str {
        HELP_PAGE
    }

    fn icon(&self) -> char {
        icons::CIRCLE_QUESTION_MARK
    }

    fn shortcut(&self) -> KeyboardShortcut {
        KeyboardShortcut::new(Modifiers::NONE, Key::F1)
    }

    fn at_foot(&self) -> bool {
        true
    }

    fn show(&mut self, ui: &mut Ui, _state: &State, _actions: &mut Actions) {
        let page = ui.max_rect().shrink2(vec2(space::LIST_PAGE, 0.0));
        inside(ui, page, "help", |ui| {
            ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
                ui.spacing_mut().item_spacing = vec2(0.0, 0.0);
                let t = tokens(ui);
                ui.add_space(22.0);
                line(ui, "Help", theme::title, t.text, 32.0);
                section(ui, "Keys");
                for (keys, meaning) in shortcuts::list() {
                    pair(ui, keys, meaning, theme::control);
                }
                section(ui, "Pattern files");
                for format in FORMATS {
                    let info = format.info();
                    let endings: Vec<String> = info
                        .extensions
                        .iter()
                        .map(|e| format!(".{}", e.trim_start_matches('.')))
                        .collect();
                    pair(ui, &info.title.text(), &endings.join(", "), theme::control);
                }
                section(ui, "How uploads end");
                for (outcome, meaning) in OUTCOMES {
                    pair(ui, outcome, meaning, theme::control);
                }
                section(ui, "What error codes mean");
                for code in Code::ALL {
                    pair(ui, code.as_str(), &code.meaning().text(), theme::mono);
                }
                about(ui);
                ui.add_space(28.0);
            });
        });
    }
}

fn about(ui: &mut Ui) {
    section(ui, "About");
    pair(
        ui,
        "Upload Bridge",
        concat!("version ", env!("CARGO_PKG_VERSION"), ", MIT licence"),
        theme::control,
    );
    pair(
        ui,
        "Fonts",
        "a subset of IBM Plex (OFL 1.1), icons from Lucide (ISC)",
        theme::control,
    );
}

fn section(ui: &mut Ui, title: &str) {
    ui.add_space(18.0);
    line(ui, title, theme::heading, tokens(ui).text, 30.0);
}

fn line(ui: &mut Ui, words: &str, font: Font, color: egui::Color32, height: f32) {
    let width = ui.available_width().min(WIDEST);
    let (id, rect) = ui.allocate_space(vec2(width, height));
    let response = ui.interact(rect, id, Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Heading, true, words));
    text::draw(
        ui,
        rect.left_center(),
        Align::Min,
        &[span(words, font, color)],
        width,
    );
}

/// Two columns; the second wraps where the window is narrow.
fn pair(ui: &mut Ui, first: &str, second: &str, font: Font) -> Response {
    let t = tokens(ui);
    let width = ui.available_width().min(WIDEST);
    let paragraph = text::paragraph(
        ui,
        span(second, theme::sentence, t.text2),
        width - FIRST,
        18.0,
        Align::Min,
    );
    let height = ROW.max(paragraph.size().y + 10.0);
    let (id, rect) = ui.allocate_space(vec2(width, height));
    let response = ui.interact(rect, id, Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, format!("{first}: {second}")));
    text::draw(
        ui,
        pos2(rect.left(), rect.top() + ROW / 2.0),
        Align::Min,
        &[span(first, font, t.text)],
        FIRST - 12.0,
    );
    text::draw_paragraph(
        ui.painter(),
        pos2(rect.left() + FIRST, rect.top() + 5.0),
        paragraph,
    );
    response
}
