//! A help document as the Help page shows it: headings, paragraphs, lists, tables and code, from plain Markdown.

use super::{FIRST_COLUMN, MAX_WIDTH};
use crate::ui::text::Font;
use crate::ui::theme::{self, radius, tokens};
use egui::text::{LayoutJob, TextFormat};
use egui::{Color32, Galley, Role, Sense, Ui, WidgetInfo, pos2, vec2};
use std::sync::{Arc, LazyLock};

/// How to build a device that this app can send to.
const NATIVE_API: &str = include_str!("../../../../assets/help/native-api.md");

/// What the local port serves to Prometheus.
const METRICS: &str = include_str!("../../../../assets/help/metrics.md");

static BLOCKS: LazyLock<Vec<Block<'static>>> = LazyLock::new(|| blocks(NATIVE_API));
static METRICS_BLOCKS: LazyLock<Vec<Block<'static>>> = LazyLock::new(|| blocks(METRICS));

/// Height of a line of text.
const LINE: f32 = 18.0;
/// Space inside a plate of code.
const PAD: f32 = 10.0;
/// Indent of a list.
const INDENT: f32 = 18.0;

/// A part of a document.
#[derive(Debug, PartialEq)]
enum Block<'a> {
    /// A heading; 1 is the title.
    Heading(usize, String),
    Paragraph(String),
    /// An item of a list, with its mark.
    Item(&'a str, String),
    /// A row of a table.
    Row(Vec<&'a str>),
    /// Lines of code.
    Code(String),
}

/// A piece of a line, in one style.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Inline<'a> {
    Plain(&'a str),
    Strong(&'a str),
    Code(&'a str),
}

/// Shows the documents.
pub(super) fn show(ui: &mut Ui) {
    let t = tokens(ui);
    for block in BLOCKS.iter().chain(METRICS_BLOCKS.iter()) {
        match block {
            Block::Heading(level, words) => {
                let (font, above): (Font, f32) = match level {
                    1 => (theme::title, 18.0),
                    2 => (theme::heading, 18.0),
                    _ => (theme::strong, 10.0),
                };
                ui.add_space(above);
                let galley = layout(ui, words, (font, t.text), MAX_WIDTH);
                place(ui, galley, 0.0, Role::Heading, words);
                ui.add_space(6.0);
            }
            Block::Paragraph(words) => {
                let galley = layout(ui, words, (theme::sentence, t.text2), MAX_WIDTH);
                place(ui, galley, 0.0, Role::Paragraph, words);
                ui.add_space(8.0);
            }
            Block::Item(mark, words) => item(ui, mark, words),
            Block::Row(cells) => row(ui, cells),
            Block::Code(lines) => code(ui, lines),
        }
    }
}

/// Shows an item of a list beside its mark.
fn item(ui: &mut Ui, mark: &str, words: &str) {
    let t = tokens(ui);
    let look = (theme::sentence as Font, t.text2);
    let mark = layout(ui, mark, look, INDENT);
    let at = ui.cursor().min;
    ui.painter().galley(at, mark, Color32::PLACEHOLDER);
    let galley = layout(ui, words, look, MAX_WIDTH - INDENT);
    place(ui, galley, INDENT, Role::ListItem, words);
    ui.add_space(6.0);
}

/// Shows a row of a table: a narrow first column, the others share the rest.
fn row(ui: &mut Ui, cells: &[&str]) {
    let t = tokens(ui);
    let width = ui.available_width().min(MAX_WIDTH);
    let rest = (width - FIRST_COLUMN) / cells.len().saturating_sub(1).max(1) as f32;
    let galleys: Vec<Arc<Galley>> = cells
        .iter()
        .enumerate()
        .map(|(column, words)| {
            let (color, room) = if column == 0 {
                (t.text, FIRST_COLUMN)
            } else {
                (t.text2, rest)
            };
            layout(ui, words, (theme::sentence, color), room - 12.0)
        })
        .collect();
    let tallest = galleys
        .iter()
        .map(|galley| galley.size().y)
        .fold(0.0, f32::max);
    let (id, rect) = ui.allocate_space(vec2(width, tallest + 8.0));
    let response = ui.interact(rect, id, Sense::hover());
    response.widget_info(|| {
        let words: Vec<String> = cells.iter().map(|cell| plain(cell)).collect();
        WidgetInfo::labeled(Role::Row, true, words.join(": "))
    });
    let mut x = rect.left();
    for (column, galley) in galleys.into_iter().enumerate() {
        ui.painter()
            .galley(pos2(x, rect.top() + 4.0), galley, Color32::PLACEHOLDER);
        x += if column == 0 { FIRST_COLUMN } else { rest };
    }
}

/// Shows lines of code on a plate.
fn code(ui: &mut Ui, lines: &str) {
    let t = tokens(ui);
    let width = ui.available_width().min(MAX_WIDTH);
    let mut job = LayoutJob::default();
    job.append(lines, 0.0, format(theme::mono_small, t.text));
    job.wrap.max_width = width - 2.0 * PAD;
    let galley = ui.painter().layout_job(job);
    let (id, rect) = ui.allocate_space(vec2(width, galley.size().y + 2.0 * PAD));
    let response = ui.interact(rect, id, Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Code, true, lines));
    ui.painter().rect_filled(rect, radius::CARD, t.card);
    let at = rect.min + vec2(PAD, PAD);
    ui.painter().galley(at, galley, Color32::PLACEHOLDER);
    ui.add_space(10.0);
}

/// Puts laid out text where the layout of `ui` has room.
fn place(ui: &mut Ui, galley: Arc<Galley>, indent: f32, role: Role, words: &str) {
    let size = vec2(ui.available_width().min(MAX_WIDTH), galley.size().y);
    let (id, rect) = ui.allocate_space(size);
    let response = ui.interact(rect, id, Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(role, true, plain(words)));
    let at = rect.min + vec2(indent, 0.0);
    ui.painter().galley(at, galley, Color32::PLACEHOLDER);
}

/// Lays out wrapped words with their inline styles.
fn layout(ui: &Ui, words: &str, (font, color): (Font, Color32), width: f32) -> Arc<Galley> {
    let t = tokens(ui);
    let mut job = LayoutJob::default();
    for inline in inlines(words) {
        match inline {
            Inline::Plain(words) => job.append(words, 0.0, format(font, color)),
            Inline::Strong(words) => job.append(words, 0.0, format(theme::strong, t.text)),
            Inline::Code(words) => job.append(words, 0.0, format(theme::mono_small, t.text)),
        }
    }
    job.wrap.max_width = width.min(ui.available_width());
    ui.painter().layout_job(job)
}

fn format(font: Font, color: Color32) -> TextFormat {
    TextFormat {
        font_id: font(),
        color,
        line_height: Some(LINE),
        ..TextFormat::default()
    }
}

/// Reads a document.
fn blocks(text: &str) -> Vec<Block<'_>> {
    let mut blocks: Vec<Block<'_>> = Vec::new();
    let mut is_open = false;
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        let trimmed = line.trim();
        let mark = trimmed.split(' ').next().unwrap_or_default();
        let rest = trimmed.get(mark.len()..).unwrap_or_default().trim();
        let goes_on = is_open && !trimmed.is_empty();
        is_open = false;
        if trimmed.is_empty() || is_ruler(trimmed) {
            continue;
        }
        if trimmed.starts_with("```") {
            let code: Vec<&str> = lines
                .by_ref()
                .take_while(|line| !line.trim().starts_with("```"))
                .collect();
            blocks.push(Block::Code(code.join("\n")));
        } else if !mark.is_empty() && mark.bytes().all(|b| b == b'#') {
            blocks.push(Block::Heading(mark.len(), rest.to_owned()));
        } else if trimmed.starts_with('|') {
            blocks.push(Block::Row(cells(trimmed)));
        } else if let Some(mark) = list_mark(mark) {
            blocks.push(Block::Item(mark, rest.to_owned()));
            is_open = true;
        } else {
            is_open = true;
            match blocks.last_mut() {
                Some(Block::Paragraph(words) | Block::Item(_, words)) if goes_on => {
                    words.push(' ');
                    words.push_str(trimmed);
                }
                _ => blocks.push(Block::Paragraph(trimmed.to_owned())),
            }
        }
    }
    blocks
}

/// The mark of a list's item as it is shown: a bullet, or the number.
fn list_mark(mark: &str) -> Option<&str> {
    let number = mark.strip_suffix('.').unwrap_or_default();
    let is_number = !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit());
    match mark {
        "*" | "-" => Some("•"),
        _ => is_number.then_some(mark),
    }
}

/// Whether a line only separates the head of a table from its body.
fn is_ruler(line: &str) -> bool {
    line.starts_with('|') && line.bytes().all(|b| matches!(b, b'|' | b'-' | b':' | b' '))
}

fn cells(line: &str) -> Vec<&str> {
    let inner = line.trim_matches('|');
    let mut cells = Vec::new();
    let mut is_code = false;
    let mut begin = 0;
    for (at, c) in inner.char_indices() {
        match c {
            '`' => is_code = !is_code,
            '|' if !is_code => {
                cells.push(inner.get(begin..at).unwrap_or_default().trim());
                begin = at + 1;
            }
            _ => {}
        }
    }
    cells.push(inner.get(begin..).unwrap_or_default().trim());
    cells
}

/// Splits words by their inline styles; of a link only its words remain.
fn inlines(words: &str) -> Vec<Inline<'_>> {
    let mut parts = Vec::new();
    let mut rest = words;
    while let Some(at) = rest.find(['`', '*', '[']) {
        let (before, marked) = rest.split_at(at);
        if !before.is_empty() {
            parts.push(Inline::Plain(before));
        }
        let (part, after) = marked_part(marked);
        parts.push(part);
        rest = after;
    }
    if !rest.is_empty() {
        parts.push(Inline::Plain(rest));
    }
    parts
}

/// The part that a mark begins, and what follows it; the mark itself where nothing closes it.
fn marked_part(text: &str) -> (Inline<'_>, &str) {
    let between = |open: &str, close: &str| text.strip_prefix(open)?.split_once(close);
    if let Some((words, after)) = between("**", "**") {
        return (Inline::Strong(words), after);
    }
    if let Some((words, after)) = between("*", "*") {
        return (Inline::Strong(words), after);
    }
    if let Some((words, after)) = between("`", "`") {
        return (Inline::Code(words), after);
    }
    if let Some((words, after)) = between("[", "](").and_then(|(words, after)| {
        let (_, after) = after.split_once(')')?;
        Some((words, after))
    }) {
        return (Inline::Plain(words), after);
    }
    let (mark, after) = text.split_at_checked(1).unwrap_or((text, ""));
    (Inline::Plain(mark), after)
}

/// The words without their styles, for screen readers.
fn plain(words: &str) -> String {
    let parts = inlines(words).into_iter().map(|part| match part {
        Inline::Plain(words) | Inline::Strong(words) | Inline::Code(words) => words,
    });
    parts.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_becomes_blocks_and_paragraphs_are_joined() {
        let text = "# Title\n\nOne\ntwo.\n\n* first\n  goes on\n* second\n\n1. number\n\n| a | b |\n|---|---|\n| `x|y` | z |\n\n```sh\nrun  it\n\nagain\n```\nend";
        let owned = |words: &str| words.to_owned();
        assert_eq!(
            blocks(text),
            [
                Block::Heading(1, owned("Title")),
                Block::Paragraph(owned("One two.")),
                Block::Item("•", owned("first goes on")),
                Block::Item("•", owned("second")),
                Block::Item("1.", owned("number")),
                Block::Row(vec!["a", "b"]),
                Block::Row(vec!["`x|y`", "z"]),
                Block::Code(owned("run  it\n\nagain")),
                Block::Paragraph(owned("end")),
            ]
        );
    }

    #[test]
    fn styles_within_a_line_are_told_apart_and_lone_marks_stay() {
        assert_eq!(
            inlines("a **b** `c*d` [e](f) 2 * 3"),
            [
                Inline::Plain("a "),
                Inline::Strong("b"),
                Inline::Plain(" "),
                Inline::Code("c*d"),
                Inline::Plain(" "),
                Inline::Plain("e"),
                Inline::Plain(" 2 "),
                Inline::Plain("*"),
                Inline::Plain(" 3"),
            ]
        );
        assert_eq!(plain("**Level 1** `x`"), "Level 1 x");
    }

    #[test]
    fn the_document_of_the_device_api_is_read_whole() {
        let code: Vec<_> = BLOCKS
            .iter()
            .filter(|block| matches!(block, Block::Code(_)))
            .collect();
        let fences = NATIVE_API.lines().filter(|line| line.starts_with("```"));
        assert_eq!(2 * code.len(), fences.count());
        assert!(!code.is_empty());
        for block in BLOCKS.iter() {
            if let Block::Heading(_, words) | Block::Paragraph(words) | Block::Item(_, words) =
                block
            {
                let plain = plain(words);
                assert!(!plain.contains("**") && !plain.contains("]("), "{plain}");
            }
        }
    }
}
