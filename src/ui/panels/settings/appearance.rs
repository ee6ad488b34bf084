//! The look of the window: the theme as three pictures, and the switch for animations.

use super::row::Row;
use crate::app::Theme;
use crate::engine::settings::WindowSettings;
use crate::t;
use crate::ui::icons;
use crate::ui::text::{self, span};
use crate::ui::theme::{self, DARK, LIGHT, Tokens, radius, tokens};
use crate::ui::widgets::{Look, focus_ring, toggle};
use egui::{Align, Color32, Rect, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2};

/// Width and height of a picture.
const PICTURE: egui::Vec2 = vec2(134.0, 78.0);

/// Shows the section.
pub(super) fn show(ui: &mut Ui, window: &mut WindowSettings) {
    let (_, rect) = ui.allocate_space(vec2(ui.available_width(), 122.0));
    let choices = [
        (
            Theme::System,
            icons::MONITOR,
            t!("settings-theme-system"),
            &DARK,
            &LIGHT,
        ),
        (
            Theme::Dark,
            icons::MOON,
            t!("settings-theme-dark"),
            &DARK,
            &DARK,
        ),
        (
            Theme::Light,
            icons::SUN,
            t!("settings-theme-light"),
            &LIGHT,
            &LIGHT,
        ),
    ];
    for (index, (theme, icon, word, left, right)) in choices.into_iter().enumerate() {
        let x = rect.left() + index as f32 * (PICTURE.x + 18.0);
        let at = Rect::from_min_size(pos2(x, rect.top() + 6.0), PICTURE);
        if choice(ui, at, (icon, word), (left, right), window.theme == theme) {
            window.theme = theme;
        }
    }
    crate::ui::widgets::hairline(ui, rect, tokens(ui));
    let row = Row {
        name: t!("settings-motion"),
        about: t!("settings-motion-about"),
        control: 36.0,
        changed: false,
    };
    row.show(ui, |ui| {
        _ = toggle::toggle(ui, &mut window.reduce_motion, row.name, true);
    });
}

/// Draws a theme as a picture of the window; returns whether it was clicked.
fn choice(
    ui: &Ui,
    at: Rect,
    (icon, word): (char, &str),
    (left, right): (&Tokens, &Tokens),
    on: bool,
) -> bool {
    let t = tokens(ui);
    let target = at.with_max_y(at.bottom() + 30.0);
    let response = ui.interact(target, ui.scope_id().with(("theme", word)), Sense::click());
    response.widget_info(|| {
        WidgetInfo::selected(
            Role::RadioButton,
            true,
            on,
            t!("settings-theme", theme = word),
        )
    });
    let look = Look::of(ui, &response, true);
    picture(ui, at, left, right);
    let border = if on {
        (2.0, t.accent)
    } else {
        (1.0, look.blend(t.stroke2, t.text2, t.text2))
    };
    ui.painter().rect_stroke(
        at,
        radius::CARD,
        Stroke::new(border.0, border.1),
        StrokeKind::Inside,
    );
    caption(ui, at, icon, word, on);
    if look.focus {
        focus_ring(ui, at, radius::CARD);
    }
    response.clicked()
}

/// Draws the window in the theme `left`, and its right half in `right` where that is another.
fn picture(ui: &Ui, at: Rect, left: &Tokens, right: &Tokens) {
    let half = at.with_max_x(at.center().x);
    window(
        ui,
        at,
        right,
        (at.left() + 10.0)..=(at.right() - 9.0),
        radius::CARD.into(),
    );
    if !std::ptr::eq(left, right) {
        let corner = egui::CornerRadius {
            ne: 0,
            se: 0,
            ..radius::CARD.into()
        };
        window(
            ui,
            half,
            left,
            (half.left() + 10.0)..=(half.right() - 9.0),
            corner,
        );
        window(
            ui,
            at.with_min_x(half.right()),
            right,
            (half.right() + 8.0)..=(at.right() - 9.0),
            egui::CornerRadius {
                nw: 0,
                sw: 0,
                ..radius::CARD.into()
            },
        );
    }
}

/// Draws icon and name of a theme below its picture.
fn caption(ui: &Ui, at: Rect, icon: char, word: &str, on: bool) {
    let t = tokens(ui);
    let (ink, font): (Color32, text::Font) = if on {
        (t.text, theme::control_strong)
    } else {
        (t.text2, theme::control)
    };
    let y = at.bottom() + 17.0;
    let width = text::width(ui, word, font);
    let x = at.center().x - width / 2.0;
    text::icon(ui.painter(), pos2(x - 3.0, y), icon, 15.0, ink);
    text::draw(
        ui,
        pos2(x + 12.0, y),
        Align::Min,
        &[span(word, font, ink)],
        at.width(),
    );
}

/// Draws a small window: rail, face with three LEDs, a line, a button.
fn window(
    ui: &Ui,
    at: Rect,
    t: &Tokens,
    x: std::ops::RangeInclusive<f32>,
    corner: egui::CornerRadius,
) {
    let painter = ui.painter();
    painter.rect_filled(at, corner, t.bg);
    let left = *x.start() + if at.width() > 100.0 { 14.0 } else { 12.0 };
    let bar = |x: f32, y: f32, right: f32, height: f32, radius: u8, color: Color32| {
        let rect = Rect::from_min_max(pos2(x, at.top() + y), pos2(right, at.top() + y + height));
        painter.rect_filled(rect, radius, color);
    };
    bar(*x.start(), 10.0, *x.start() + 8.0, 58.0, 2, t.rail);
    bar(left, 10.0, *x.end(), 28.0, 4, Color32::BLACK);
    let middle = (left + x.end()) / 2.0;
    for (dx, light) in [
        (-9.0, crate::ui::theme::DARK.bad),
        (0.0, DARK.warn),
        (9.0, DARK.warn),
    ] {
        painter.circle_filled(pos2(middle + dx, at.top() + 24.0), 2.6, light);
    }
    bar(left, 44.0, *x.end(), 6.0, 3, t.bar);
    bar(left, 55.0, left + (x.end() - left) * 0.6, 6.0, 3, t.accent);
}
