//! Draws one line of text at an exact place: elided, in one or more colours, centred by its capitals. Every widget draws its
//! text through here, so that texts of different sizes share an optical centre, and names of devices and files lose deceptive
//! characters.

use std::sync::Arc;

use super::theme;
use crate::text as clean;
use egui::text::{LayoutJob, TextFormat, TextWrapping};
use egui::{
    Align, Align2, Color32, FontFamily, FontId, Galley, Painter, Pos2, Rect, Role, Sense, Ui,
    WidgetInfo, pos2, vec2,
};

/// Half the height of a capital, in font sizes: the text face has a cap height of 698 / 1000.
const HALF_CAP: f32 = 0.349;
/// Maximum share of a label's room for the address behind the name.
const TAIL: f32 = 0.72;

/// A piece of text with its own font and colour.
#[derive(Clone, Copy, Debug)]
pub struct Span<'a> {
    text: &'a str,
    weight: Font,
    color: Color32,
}

/// Which named style of [`super::theme`] a span uses.
pub type Font = fn() -> FontId;

/// A piece of a line in the style `font` (for example [`super::theme::body`]).
#[must_use]
pub fn span(text: &str, font: Font, color: Color32) -> Span<'_> {
    Span {
        text,
        weight: font,
        color,
    }
}

/// Lays out one line that is cut with "…" at `max_width` points.
#[must_use]
pub fn line(ui: &Ui, spans: &[Span<'_>], max_width: f32) -> Arc<Galley> {
    let mut job = LayoutJob {
        wrap: TextWrapping {
            max_width: max_width.max(0.0),
            max_rows: 1,
            break_anywhere: true,
            overflow_character: Some('…'),
        },
        break_on_newline: false,
        ..LayoutJob::default()
    };
    for span in spans {
        let format = TextFormat {
            font_id: (span.weight)(),
            color: span.color,
            ..TextFormat::default()
        };
        job.append(&clean::line(span.text), 0.0, format);
    }
    ui.painter().layout_job(job)
}

/// Lays out wrapped text of `max_width` points; `line_height` in points.
#[must_use]
pub fn paragraph(
    ui: &Ui,
    span: Span<'_>,
    max_width: f32,
    line_height: f32,
    align: Align,
) -> Arc<Galley> {
    let format = TextFormat {
        font_id: (span.weight)(),
        color: span.color,
        line_height: Some(line_height),
        ..TextFormat::default()
    };
    let mut job = LayoutJob::default();
    job.append(&clean::printable(span.text), 0.0, format);
    job.wrap.max_width = max_width;
    job.halign = align;
    ui.painter().layout_job(job)
}

/// Lays out wrapped text in at most `rows` rows; the last one is cut with "…".
#[must_use]
pub fn rows(ui: &Ui, span: Span<'_>, max_width: f32, line_height: f32, rows: usize) -> Arc<Galley> {
    rows_of(ui, &[span], max_width, line_height, rows)
}

/// As [`rows`], in more than one font or colour.
#[must_use]
pub fn rows_of(
    ui: &Ui,
    spans: &[Span<'_>],
    max_width: f32,
    line_height: f32,
    rows: usize,
) -> Arc<Galley> {
    let mut job = LayoutJob::default();
    for span in spans {
        let format = TextFormat {
            font_id: (span.weight)(),
            color: span.color,
            line_height: Some(line_height),
            ..TextFormat::default()
        };
        job.append(&clean::printable(span.text), 0.0, format);
    }
    job.wrap = TextWrapping {
        max_width: max_width.max(0.0),
        max_rows: rows,
        ..TextWrapping::default()
    };
    ui.painter().layout_job(job)
}

/// Width of one unbounded line in points.
#[must_use]
pub fn width(ui: &Ui, text: &str, font: Font) -> f32 {
    line(ui, &[span(text, font, Color32::PLACEHOLDER)], f32::INFINITY)
        .size()
        .x
}

/// Draws a laid out line so that its capitals are centred on `at.y`; `align` says what `at.x` is.
/// Returns the rectangle of the line.
pub fn place(painter: &Painter, at: Pos2, align: Align, galley: Arc<Galley>) -> Rect {
    let x = match align {
        Align::Min => at.x,
        Align::Center => at.x - galley.size().x / 2.0,
        Align::Max => at.x - galley.size().x,
    };
    let top = at.y + HALF_CAP * size_of_first(&galley) - baseline(&galley);
    let rect = Rect::from_min_size(pos2(x, top), galley.size());
    painter.galley(rect.min, galley, Color32::PLACEHOLDER);
    rect
}

/// Lays out and places one line in one call; `max_width` in points.
pub fn draw(ui: &Ui, at: Pos2, align: Align, spans: &[Span<'_>], max_width: f32) -> Rect {
    place(ui.painter(), at, align, line(ui, spans, max_width))
}

/// Draws the label of a device with its left edge at `at`. Without enough room, the name is cut, and the address in parentheses
/// stays: it distinguishes devices of the same name. Of a long address, the end stays.
pub fn draw_label(ui: &Ui, at: Pos2, label: &str, (font, color): (Font, Color32), max_width: f32) {
    let behind = label.rfind(" (").filter(|_| label.ends_with(')'));
    let behind = behind.filter(|_| width(ui, label, font) > max_width);
    let Some((name, tail)) = behind.and_then(|at| label.split_at_checked(at)) else {
        draw(ui, at, Align::Min, &[span(label, font, color)], max_width);
        return;
    };
    let mut tail = tail.to_owned();
    let mut rest = tail.trim_start_matches([' ', '(']).to_owned();
    while width(ui, &tail, theme::caption) > max_width * TAIL && rest.chars().count() > 4 {
        rest.remove(0);
        tail = format!(" (…{}", rest.trim_start_matches('.'));
    }
    let room = max_width - width(ui, &tail, theme::caption);
    let name = draw(ui, at, Align::Min, &[span(name, font, color)], room);
    let tail = [span(&tail, theme::caption, color)];
    draw(ui, pos2(name.right(), at.y), Align::Min, &tail, max_width);
}

/// Lets screen readers read words that were drawn into `rect`.
pub fn announce(ui: &Ui, rect: Rect, role: Role, words: &str) {
    let response = ui.interact(rect, ui.scope_id().with(("words", words)), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(role, true, clean::line(words)));
}

/// Draws an icon centred on `at`, `size` points high.
pub fn icon(painter: &Painter, at: Pos2, icon: char, size: f32, color: Color32) -> Rect {
    let font = FontId::new(size, FontFamily::Name("icons".into()));
    painter.text(at, Align2::CENTER_CENTER, icon, font, color)
}

/// Draws a wrapped paragraph below `top`; `x` is its left, centre or right edge by the galley's own alignment.
pub fn draw_paragraph(painter: &Painter, top: Pos2, galley: Arc<Galley>) -> Rect {
    let rect = galley.rect.translate(vec2(top.x, top.y));
    painter.galley(top, galley, Color32::PLACEHOLDER);
    rect
}

/// Shows wrapped text where the layout of `ui` puts it, as wide as there is room.
pub fn show(ui: &mut Ui, words: &str, font: Font, color: Color32) -> Rect {
    let width = ui.available_width();
    let paragraph = paragraph(ui, span(words, font, color), width, 19.0, Align::Min);
    let (id, rect) = ui.allocate_space(vec2(width, paragraph.size().y));
    let response = ui.interact(rect, id, Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, clean::printable(words)));
    draw_paragraph(ui.painter(), rect.min, paragraph)
}

fn size_of_first(galley: &Galley) -> f32 {
    galley
        .job
        .sections
        .first()
        .map_or(0.0, |section| section.format.font_id.size)
}

/// Distance from the top of the galley to its first baseline, in points.
fn baseline(galley: &Galley) -> f32 {
    let Some(row) = galley.rows.first() else {
        return 0.0;
    };
    row.pos.y + row.row.glyphs.first().map_or(0.0, |glyph| glyph.pos.y)
}
