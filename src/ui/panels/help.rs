//! The Help page: keys, the formats that can be read, results, error codes, what this is, and the API of native devices.

mod computer;
mod document;

use super::{Info, Panel, Rail};
use crate::app::{Page, State};
use crate::pattern::format::FORMATS;
use crate::problem::Code;
use crate::t;
use crate::ui::cut::inside;
use crate::ui::text::{self, Font, span};
use crate::ui::theme::{self, space, tokens};
use crate::ui::{Actions, icons, say, shortcuts};
use egui::{
    Align, Color32, Key, KeyboardShortcut, Modifiers, Role, ScrollArea, Sense, Ui, WidgetInfo,
    pos2, vec2,
};

/// Widest text.
const MAX_WIDTH: f32 = 860.0;
/// Width of the first column.
const FIRST_COLUMN: f32 = 210.0;
/// Height of a row.
const ROW: f32 = 28.0;
/// Space between the columns.
const GAP: f32 = 12.0;

/// The head of the page.
pub(super) const INFO: Info = Info {
    page: Page::Help,
    icon: icons::CIRCLE_QUESTION_MARK,
    shortcut: KeyboardShortcut::new(Modifiers::NONE, Key::F1),
    rail: Rail::Foot,
};

/// Keeps nothing between frames.
#[derive(Default)]
pub(super) struct Help;

impl Panel for Help {
    fn show(&mut self, ui: &mut Ui, state: &State, actions: &mut Actions) {
        let page = ui.max_rect().shrink2(vec2(space::LIST_PAGE, 0.0));
        inside(ui, page, "help", |ui| {
            ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
                ui.spacing_mut().item_spacing = vec2(0.0, 0.0);
                ui.add_space(22.0);
                heading(ui, t!("page-help"), theme::title, 32.0);
                section(ui, t!("help-keys"));
                for (keys, meaning) in shortcuts::list() {
                    pair(ui, keys, meaning, theme::control);
                }
                section(ui, t!("help-formats"));
                for format in FORMATS {
                    let info = format.info();
                    let endings: Vec<String> = info
                        .extensions
                        .iter()
                        .map(|e| format!(".{}", e.trim_start_matches('.')))
                        .collect();
                    let endings = say::list(&endings);
                    pair(ui, &info.title.text(), &endings, theme::control);
                }
                results(ui);
                computer::show(ui, state, actions);
                section(ui, t!("help-codes"));
                for code in Code::ALL {
                    pair(ui, code.as_str(), &code.meaning().text(), theme::mono);
                }
                about(ui, state);
                ui.add_space(18.0);
                document::show(ui);
                ui.add_space(28.0);
            });
        });
    }
}

/// Says what the results of an upload mean.
fn results(ui: &mut Ui) {
    section(ui, t!("help-results"));
    for (result, meaning) in [
        (t!("job-verified"), t!("help-result-verified-about")),
        (t!("job-already-there"), t!("help-result-there-about")),
        (t!("job-unverified"), t!("help-result-unverified-about")),
        (t!("help-result-other"), t!("help-result-other-about")),
    ] {
        pair(ui, result, meaning, theme::control);
    }
}

fn about(ui: &mut Ui, state: &State) {
    section(ui, t!("help-about"));
    let version = t!("help-app-about", version = env!("CARGO_PKG_VERSION"));
    pair(ui, t!("app-name"), &version, theme::control);
    pair(ui, t!("help-fonts"), t!("help-fonts-about"), theme::control);
    let caches = &state.caches;
    for (cache, count) in [
        (t!("help-cache-patterns"), &caches.patterns),
        (t!("help-cache-encodings"), &caches.encodings),
        (t!("help-cache-thumbnails"), &caches.thumbnails),
    ] {
        pair(ui, cache, &say::cache(count), theme::control);
    }
}

fn section(ui: &mut Ui, title: &str) {
    ui.add_space(18.0);
    heading(ui, title, theme::heading, 30.0);
}

fn heading(ui: &mut Ui, words: &str, font: Font, height: f32) {
    let width = ui.available_width().min(MAX_WIDTH);
    let (id, rect) = ui.allocate_space(vec2(width, height));
    let response = ui.interact(rect, id, Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Heading, true, words));
    let spans = [span(words, font, tokens(ui).text)];
    text::draw(ui, rect.left_center(), Align::Min, &spans, width);
}

/// Shows two columns; both wrap where they are narrow.
fn pair(ui: &mut Ui, first: &str, second: &str, font: Font) {
    let t = tokens(ui);
    let width = ui.available_width().min(MAX_WIDTH);
    let column = |words, font, color: Color32, width| {
        text::paragraph(ui, span(words, font, color), width, 18.0, Align::Min)
    };
    let name = column(first, font, t.text, FIRST_COLUMN - GAP);
    let about = column(second, theme::sentence, t.text2, width - FIRST_COLUMN);
    let height = ROW.max(name.size().y.max(about.size().y) + 10.0);
    let (id, rect) = ui.allocate_space(vec2(width, height));
    let response = ui.interact(rect, id, Sense::hover());
    response.widget_info(|| {
        let words = t!("help-row", name = first, about = second);
        WidgetInfo::labeled(Role::Label, true, words)
    });
    let top = rect.top() + 5.0;
    text::draw_paragraph(ui.painter(), pos2(rect.left(), top), name);
    text::draw_paragraph(ui.painter(), pos2(rect.left() + FIRST_COLUMN, top), about);
}
