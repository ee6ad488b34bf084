//! The report of a scan: what it tried, the results, and what to do. The list of devices and the dialog share it.

use super::icons;
use super::say::scan::{tried, what_to_do};
use super::text::{self, span};
use super::theme::{self, tokens};
use crate::app::ScanEnd;
use crate::t;
use egui::{Align, Role, Sense, Ui, WidgetInfo, pos2, vec2};

/// Attempts that the short report lists.
const FEW_TRIED: usize = 3;
/// Pieces of advice that the short report lists.
const FEW_ADVICE: usize = 2;

/// Shows the report at the full width of `ui`; unless `all`, only its first lines.
/// Whether that is all.
pub(super) fn show(ui: &mut Ui, end: &ScanEnd, loopback_only: bool, all: bool) -> bool {
    let t = tokens(ui);
    ui.spacing_mut().item_spacing.y = 4.0;
    if loopback_only {
        text::show(ui, t!("scan-report-only-here"), theme::sentence, t.text2);
        ui.add_space(4.0);
    }
    heading(ui, t!("scan-report-tried"));
    let advice = what_to_do(&end.tried, loopback_only);
    let tried = tried(&end.tried);
    let few = |len: usize, few: usize| if all { len } else { len.min(few) };
    for line in tried.iter().take(few(tried.len(), FEW_TRIED)) {
        text::show(ui, line, theme::sentence, t.text2);
    }
    ui.add_space(6.0);
    heading(ui, t!("scan-report-advice"));
    for words in advice.iter().take(few(advice.len(), FEW_ADVICE)) {
        bullet(ui, words);
    }
    all || (tried.len() <= FEW_TRIED && advice.len() <= FEW_ADVICE)
}

fn heading(ui: &mut Ui, words: &str) {
    let t = tokens(ui);
    let (id, rect) = ui.allocate_space(vec2(ui.available_width(), 20.0));
    let response = ui.interact(rect, id, Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Heading, true, words));
    text::draw(
        ui,
        rect.left_center(),
        Align::Min,
        &[span(words, theme::control_strong, t.text)],
        rect.width(),
    );
}

fn bullet(ui: &mut Ui, words: &str) {
    let t = tokens(ui);
    let width = ui.available_width();
    let paragraph = text::paragraph(
        ui,
        span(words, theme::sentence, t.text2),
        width - 20.0,
        19.0,
        Align::Min,
    );
    let (id, rect) = ui.allocate_space(vec2(width, paragraph.size().y));
    let response = ui.interact(rect, id, Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, words));
    text::icon(
        ui.painter(),
        pos2(rect.left() + 7.0, rect.top() + 10.0),
        icons::CHEVRON_RIGHT,
        14.0,
        t.text3,
    );
    text::draw_paragraph(
        ui.painter(),
        pos2(rect.left() + 20.0, rect.top()),
        paragraph,
    );
}
