//! Phase chips (icon and word, colour comes third), filter chips with a count, and chips of groups of devices.

use egui::{
    Align, Color32, CornerRadius, Id, Rect, Response, Role, Sense, Stroke, StrokeKind, Ui,
    WidgetInfo, pos2, vec2,
};

use super::{Look, focus_ring};
use crate::ui::icons;
use crate::ui::text::{self, span};
use crate::ui::theme::{self, PhaseLook, phase_style};

/// Seconds in which a chip turns from accent to green when it reaches Verified: the one celebration.
const CELEBRATION: f32 = 0.24;

/// Width of a phase chip with this word, in points.
#[must_use]
pub fn phase_chip_width(ui: &Ui, word: &str) -> f32 {
    (9.0 + 14.0 + 5.0 + text::width(ui, word, theme::control_small) + 11.0).ceil()
}

/// Shows a phase chip where the layout of `ui` puts it; `word` is what is read aloud.
pub fn phase_chip(ui: &mut Ui, phase: PhaseLook, word: &str) -> Response {
    let (id, rect) = ui.allocate_space(vec2(phase_chip_width(ui, word), 24.0));
    phase_chip_at(ui, rect.left_center(), id, phase, word)
}

/// Shows a phase chip of 24 points height with its left edge centred on `at`. Keep `id` the same while the phase goes on.
pub fn phase_chip_at(ui: &Ui, at: egui::Pos2, id: Id, phase: PhaseLook, word: &str) -> Response {
    let rect = Rect::from_min_size(at - vec2(0.0, 12.0), vec2(phase_chip_width(ui, word), 24.0));
    let response = ui.interact(rect, id, Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, word));
    let t = theme::tokens(ui);
    let now = phase_style(phase, t);
    let done = matches!(phase, PhaseLook::Verified | PhaseLook::Playing);
    let time = if ui.style().animation_time == 0.0 {
        0.0
    } else {
        CELEBRATION
    };
    let k = ui
        .ctx()
        .animate_bool_with_time(id.with("celebration"), done, time);
    let before = phase_style(PhaseLook::Verifying, t);
    let fade = |from: Color32, to: Color32| if done { from.lerp_to_gamma(to, k) } else { to };
    let ink = fade(before.fg, now.fg);
    ui.painter()
        .rect_filled(rect, CornerRadius::same(12), fade(before.bg, now.bg));
    text::icon(
        ui.painter(),
        pos2(rect.left() + 16.0, rect.center().y),
        now.icon,
        14.0,
        ink,
    );
    let at = pos2(rect.left() + 28.0, rect.center().y);
    text::draw(
        ui,
        at,
        Align::Min,
        &[span(word, theme::control_small, ink)],
        f32::INFINITY,
    );
    response
}

/// Height of a filter chip in points.
pub const FILTER_HEIGHT: f32 = 30.0;

/// Width of a filter chip in points.
#[must_use]
pub fn filter_width(ui: &Ui, label: &str, count: usize) -> f32 {
    let label = text::width(ui, label, theme::control);
    let number = text::width(ui, &count.to_string(), theme::sentence);
    (12.0 + label + 7.0 + number + 12.0).ceil()
}

/// A filter with its count; `on` is the one in force. The response is a click.
pub fn filter_chip(ui: &mut Ui, on: bool, label: &str, count: usize) -> Response {
    let number = count.to_string();
    let (id, rect) = ui.allocate_space(vec2(filter_width(ui, label, count), FILTER_HEIGHT));
    let response = ui.interact(rect, id, Sense::click());
    response.widget_info(|| {
        WidgetInfo::selected(Role::RadioButton, true, on, format!("{label} {number}"))
    });
    let t = theme::tokens(ui);
    let look = Look::of(ui, &response, true);
    let corner = CornerRadius::same(15);
    let (ink, quiet) = if on {
        ui.painter().rect_filled(rect, corner, t.text);
        (t.bg, t.bg.lerp_to_gamma(t.text, 0.25))
    } else {
        let fill = look.blend(Color32::TRANSPARENT, t.ghost_hover, t.ghost_hover);
        ui.painter().rect(
            rect,
            corner,
            fill,
            Stroke::new(1.0, t.stroke),
            StrokeKind::Inside,
        );
        (t.text2, t.text3)
    };
    let spans = [span(label, theme::control, ink)];
    let end = text::draw(
        ui,
        pos2(rect.left() + 12.0, rect.center().y),
        Align::Min,
        &spans,
        f32::INFINITY,
    );
    let at = pos2(end.right() + 7.0, rect.center().y);
    text::draw(
        ui,
        at,
        Align::Min,
        &[span(&number, theme::sentence, quiet)],
        f32::INFINITY,
    );
    if look.focus {
        focus_ring(ui, rect, 15);
    }
    response
}

/// Height of a group's chip in points.
pub const GROUP_HEIGHT: f32 = 28.0;
/// Widest label of a group's chip; longer ones are cut.
const GROUP_LABEL: f32 = 170.0;

/// A group of devices with their number: none, some or all of them selected.
#[derive(Clone, Copy, Debug)]
pub struct GroupChip<'a> {
    /// Name of the group.
    pub label: &'a str,
    /// Devices in it.
    pub count: usize,
    /// All that can be selected are.
    pub selected: bool,
    /// Some are.
    pub part: bool,
    /// Some can be selected.
    pub enabled: bool,
    /// What is read aloud.
    pub aloud: &'a str,
}

impl GroupChip<'_> {
    /// Width in points.
    #[must_use]
    pub fn width(&self, ui: &Ui) -> f32 {
        let label = text::width(ui, self.label, theme::control_small).min(GROUP_LABEL);
        let number = text::width(ui, &self.count.to_string(), theme::caption);
        (8.0 + 14.0 + 5.0 + label + 6.0 + number + 11.0).ceil()
    }

    /// Shows the chip in `rect`; the response is a click.
    pub fn show_at(&self, ui: &Ui, rect: Rect, id: Id) -> Response {
        let sense = if self.enabled {
            Sense::click()
        } else {
            Sense::hover()
        };
        let response = ui.interact(rect, id, sense);
        response.widget_info(|| {
            WidgetInfo::selected(Role::CheckBox, self.enabled, self.selected, self.aloud)
        });
        let look = Look::of(ui, &response, self.enabled);
        let (ink, quiet) = self.plate(ui, rect, &look);
        let y = rect.center().y;
        let icon = match (self.selected, self.part) {
            (true, _) => icons::CHECK,
            (false, true) => icons::MINUS,
            (false, false) => icons::LAYERS,
        };
        text::icon(ui.painter(), pos2(rect.left() + 15.0, y), icon, 14.0, ink);
        let number = self.count.to_string();
        let wide = text::width(ui, &number, theme::caption);
        let left = rect.left() + 27.0;
        let room = rect.right() - 11.0 - wide - 6.0 - left;
        let label = [span(self.label, theme::control_small, ink)];
        text::draw(ui, pos2(left, y), Align::Min, &label, room);
        let right = pos2(rect.right() - 11.0, y);
        let number = [span(&number, theme::caption, quiet)];
        text::draw(ui, right, Align::Max, &number, f32::INFINITY);
        if look.focus {
            focus_ring(ui, rect, 14);
        }
        response
    }

    /// Paints the plate; returns the colours of the label and of the number on it.
    fn plate(&self, ui: &Ui, rect: Rect, look: &Look) -> (Color32, Color32) {
        let t = theme::tokens(ui);
        let corner = CornerRadius::same(14);
        if self.selected {
            ui.painter().rect_filled(rect, corner, t.text);
            return (t.bg, t.bg.lerp_to_gamma(t.text, 0.25));
        }
        let fill = look.blend(Color32::TRANSPARENT, t.ghost_hover, t.ghost_hover);
        let border = if self.part { t.text2 } else { t.stroke };
        let stroke = Stroke::new(1.0, border);
        ui.painter()
            .rect(rect, corner, fill, stroke, StrokeKind::Inside);
        match (self.enabled, self.part) {
            (false, _) => (t.text3, t.text3),
            (true, true) => (t.text, t.text2),
            (true, false) => (t.text2, t.text3),
        }
    }
}
