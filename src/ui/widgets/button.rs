//! Buttons with a label, and square ones with only an icon. One primary button per view.

use egui::{
    Align, Color32, CornerRadius, CursorIcon, Id, Rect, Response, Role, Stroke, StrokeKind, Ui,
    Vec2, WidgetInfo, pos2, vec2,
};

use super::{Look, click_sense, focus_ring, glyphs};
use crate::ui::text::{self, Font, span};
use crate::ui::theme::{self, Tokens, radius};

/// What a button means, which decides its colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The next step.
    Primary,
    /// Another possible step.
    Secondary,
    /// A quiet step, without a fill at rest.
    Ghost,
    /// Deletes; only in a confirmation or for many things at once.
    Danger,
    /// A step inside a sentence.
    Link,
}

/// How big a button is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Size {
    /// 28 points: in rows and findings.
    Small,
    /// 32 points.
    Normal,
    /// 40 points: in an empty state.
    Large,
    /// 48 points: the Send button.
    Big,
}

impl Size {
    fn height(self) -> f32 {
        [28.0, 32.0, 40.0, 48.0]
            .get(self as usize)
            .copied()
            .unwrap_or(32.0)
    }

    fn padding(self) -> f32 {
        [10.0, 12.0, 16.0, 20.0]
            .get(self as usize)
            .copied()
            .unwrap_or(12.0)
    }

    fn radius(self) -> u8 {
        match self {
            Self::Small => radius::MINI,
            Self::Normal => radius::BUTTON,
            Self::Large => radius::CARD,
            Self::Big => radius::BIG,
        }
    }

    fn icon(self) -> f32 {
        if self == Self::Big { 19.0 } else { 16.0 }
    }

    fn font(self, kind: Kind) -> Font {
        match (self, kind) {
            (Self::Big, _) => theme::control_big,
            (Self::Large, Kind::Primary) => theme::name,
            (Self::Large, _) => theme::strong,
            (_, Kind::Primary) => theme::control_strong,
            (Self::Small, _) => theme::control_small,
            (Self::Normal, _) => theme::control,
        }
    }
}

/// A button with a label. Build, refine, show.
#[derive(Clone, Copy, Debug)]
pub struct Button<'a> {
    label: &'a str,
    kind: Kind,
    size: Size,
    icon: Option<char>,
    key_hint: Option<&'a str>,
    busy: Option<&'a str>,
    enabled: bool,
}

impl<'a> Button<'a> {
    /// A button of this kind; its label is also its accessible name.
    #[must_use]
    pub fn new(kind: Kind, label: &'a str) -> Self {
        Self {
            label,
            kind,
            size: Size::Normal,
            icon: None,
            key_hint: None,
            busy: None,
            enabled: true,
        }
    }

    /// Another size than 32 points.
    #[must_use]
    pub fn size(mut self, size: Size) -> Self {
        self.size = size;
        self
    }

    /// An icon before the label.
    #[must_use]
    pub fn icon(mut self, icon: char) -> Self {
        self.icon = Some(icon);
        self
    }

    /// The shortcut, shown on a plate after the label.
    #[must_use]
    pub fn key_hint(mut self, hint: &'a str) -> Self {
        self.key_hint = Some(hint);
        self
    }

    /// While busy the label is replaced by this one, the icon by a spinner, and nothing happens on a click.
    #[must_use]
    pub fn busy(mut self, label: Option<&'a str>) -> Self {
        self.busy = label;
        self
    }

    /// Greyed if false; the reason must stand next to it in words.
    #[must_use]
    pub fn enabled(mut self, enabled: bool) -> Self {
        self.enabled = enabled;
        self
    }

    /// Natural width and height in points. The busy label never makes a button narrower or wider than the longer of both.
    #[must_use]
    pub fn measure(&self, ui: &Ui) -> Vec2 {
        let wider = |label| text::width(ui, label, self.size.font(self.kind));
        let label = self.busy.map_or(0.0, wider).max(wider(self.label));
        let padding = if self.kind == Kind::Link {
            0.0
        } else {
            2.0 * self.size.padding()
        };
        vec2(
            (padding + label + self.icon_width() + self.hint_width(ui)).ceil(),
            self.size.height(),
        )
    }

    /// Shows the button where the layout of `ui` puts it.
    pub fn show(self, ui: &mut Ui) -> Response {
        let size = self.measure(ui);
        let (id, rect) = ui.allocate_space(size);
        self.show_at(ui, rect, id)
    }

    /// Shows the button in `rect`.
    pub fn show_at(self, ui: &Ui, rect: Rect, id: Id) -> Response {
        let usable = self.enabled && self.busy.is_none() && ui.is_enabled();
        let response = ui.interact(rect, id, click_sense(usable));
        let role = if self.kind == Kind::Link {
            Role::Link
        } else {
            Role::Button
        };
        response.widget_info(|| WidgetInfo::labeled(role, usable, self.busy.unwrap_or(self.label)));
        self.paint(
            ui,
            rect,
            &Look {
                enabled: self.enabled,
                ..Look::of(ui, &response, usable)
            },
        );
        if usable {
            response.on_hover_cursor(CursorIcon::PointingHand)
        } else {
            response
        }
    }

    /// Only paints, for example into a gallery.
    pub fn paint(&self, ui: &Ui, rect: Rect, look: &Look) {
        let t = theme::tokens(ui);
        let Paint { fill, border, ink } = paint_of(self.kind, look, t);
        let corner = CornerRadius::same(self.size.radius());
        ui.painter().rect(
            rect,
            corner,
            fill,
            Stroke::new(1.0, border),
            StrokeKind::Inside,
        );
        let font = self.size.font(self.kind);
        let label = self.busy.unwrap_or(self.label);
        let room = rect.width() - self.icon_width() - self.hint_width(ui);
        let line = text::line(ui, &[span(label, font, ink)], room);
        let content = self.icon_width() + line.size().x + self.hint_width(ui);
        let mut x = rect.center().x - content / 2.0;
        if self.icon_width() > 0.0 {
            let at = pos2(x + self.size.icon() / 2.0, rect.center().y);
            match (self.busy, self.icon) {
                (None, Some(icon)) => _ = text::icon(ui.painter(), at, icon, self.size.icon(), ink),
                _ => glyphs::spinner(ui, at, self.size.icon(), ink),
            }
            x += self.icon_width();
        }
        let end = text::place(ui.painter(), pos2(x, rect.center().y), Align::Min, line);
        if let Some(hint) = self.key_hint {
            glyphs::key_hint(
                ui,
                pos2(end.right() + self.hint_width(ui), rect.center().y),
                hint,
                ink,
            );
        }
        if self.kind == Kind::Link && look.hover > 0.5 {
            let y = end.center().y + 8.0;
            ui.painter().hline(end.x_range(), y, Stroke::new(1.0, ink));
        }
        if look.focus {
            focus_ring(ui, rect, self.size.radius());
        }
    }

    fn icon_width(&self) -> f32 {
        if self.icon.is_some() || self.busy.is_some() {
            self.size.icon() + if self.size == Size::Big { 9.0 } else { 7.0 }
        } else {
            0.0
        }
    }

    fn hint_width(&self, ui: &Ui) -> f32 {
        self.key_hint
            .map_or(0.0, |hint| text::width(ui, hint, theme::micro) + 14.0 + 8.0)
    }
}

/// A square button with only an icon. Its name is its tooltip and its accessible name.
#[derive(Clone, Copy, Debug)]
pub struct IconButton<'a> {
    icon: char,
    name: &'a str,
    kind: Kind,
    small: bool,
    enabled: bool,
}

impl<'a> IconButton<'a> {
    /// A ghost button of 32 points.
    #[must_use]
    pub fn new(icon: char, name: &'a str) -> Self {
        Self {
            icon,
            name,
            kind: Kind::Ghost,
            small: false,
            enabled: true,
        }
    }

    /// Ghost or secondary colours.
    #[must_use]
    pub fn kind(mut self, kind: Kind) -> Self {
        self.kind = kind;
        self
    }

    /// 28 points, for rows.
    #[must_use]
    pub fn small(mut self) -> Self {
        self.small = true;
        self
    }

    /// Greyed if false.
    #[must_use]
    pub fn enabled(mut self, enabled: bool) -> Self {
        self.enabled = enabled;
        self
    }

    /// Shows the button where the layout of `ui` puts it.
    pub fn show(self, ui: &mut Ui) -> Response {
        let (id, rect) = ui.allocate_space(Vec2::splat(if self.small { 28.0 } else { 32.0 }));
        self.show_at(ui, rect, id)
    }

    /// Shows the button in `rect`.
    pub fn show_at(self, ui: &Ui, rect: Rect, id: Id) -> Response {
        let usable = self.enabled && ui.is_enabled();
        let response = ui.interact(rect, id, click_sense(usable));
        response.widget_info(|| WidgetInfo::labeled(Role::Button, usable, self.name));
        self.paint(ui, rect, &Look::of(ui, &response, usable));
        glyphs::tooltip(response, self.name)
    }

    /// Only paints, for example into a gallery.
    pub fn paint(&self, ui: &Ui, rect: Rect, look: &Look) {
        let Paint { fill, border, ink } = paint_of(self.kind, look, theme::tokens(ui));
        let corner = if self.small {
            radius::MINI
        } else {
            radius::BUTTON
        };
        ui.painter().rect(
            rect,
            CornerRadius::same(corner),
            fill,
            Stroke::new(1.0, border),
            StrokeKind::Inside,
        );
        text::icon(
            ui.painter(),
            rect.center(),
            self.icon,
            if self.small { 16.0 } else { 17.0 },
            ink,
        );
        if look.focus {
            focus_ring(ui, rect, corner);
        }
    }
}

struct Paint {
    fill: Color32,
    border: Color32,
    ink: Color32,
}

fn paint_of(kind: Kind, look: &Look, t: &Tokens) -> Paint {
    let clear = Color32::TRANSPARENT;
    if !look.enabled {
        let fill = if matches!(kind, Kind::Ghost | Kind::Link) {
            clear
        } else {
            t.raised
        };
        return Paint {
            fill,
            border: clear,
            ink: t.text3,
        };
    }
    let (fill, border, ink) = match kind {
        Kind::Primary => (
            look.blend(t.accent, t.accent_hover, t.accent_pressed),
            clear,
            t.on_accent,
        ),
        Kind::Secondary => (
            look.blend(t.button, t.button_hover, t.button_pressed),
            t.button_stroke,
            t.text,
        ),
        Kind::Ghost => (
            look.blend(clear, t.ghost_hover, clear),
            clear,
            look.blend(t.text2, t.text, t.text),
        ),
        Kind::Danger => (
            look.blend(t.bad_bg, t.bad_bg.lerp_to_gamma(t.bad, 0.14), t.bad_bg),
            clear,
            t.bad,
        ),
        Kind::Link => (
            clear,
            clear,
            look.blend(t.accent, t.accent_hover, t.accent_pressed),
        ),
    };
    Paint { fill, border, ink }
}
