//! Hands fonts and colours to egui: once at start ([`apply`]), and what depends on the frame ([`begin_frame`]).
//! Called by the window's `logic()`; the window's stock parts (text input, scroll bar, popup, tooltip) follow from here.

use std::sync::Arc;

use egui::epaint::FontColorTransferFunction;
use egui::{
    Color32, Context, CornerRadius, FontData, FontDefinitions, FontFamily, Margin, Stroke, Style,
    TextStyle, Theme, Visuals, style::WidgetVisuals, vec2,
};

use super::theme::{self, DARK, LIGHT, Tokens, motion, radius};
use super::widgets;

/// Hinting helps at low density and only distorts from here on (pixels per point).
const HINTING_BELOW: f32 = 1.5;

/// Sets fonts and the styles of both themes. Call once, and again when "Reduce motion" changes.
pub fn apply(ctx: &Context, reduce_motion: bool) {
    ctx.set_fonts(fonts());
    ctx.set_style_of(Theme::Dark, style(&DARK, reduce_motion));
    ctx.set_style_of(Theme::Light, style(&LIGHT, reduce_motion));
}

/// Call first in every frame: follows the scale of the screen and learns whether the keyboard leads.
pub fn begin_frame(ctx: &Context) {
    let hinting = ctx.pixels_per_point() < HINTING_BELOW;
    if ctx.global_style().visuals.text_options.font_hinting != hinting {
        ctx.all_styles_mut(|style| style.visuals.text_options.font_hinting = hinting);
    }
    widgets::observe_keyboard(ctx);
}

/// The embedded fonts: three weights of the text face, the monospaced face, the icons.
#[must_use]
pub fn fonts() -> FontDefinitions {
    let mut fonts = FontDefinitions::empty();
    let mut add = |name: &str, bytes: &'static [u8]| {
        fonts
            .font_data
            .insert(name.to_owned(), Arc::new(FontData::from_static(bytes)));
    };
    add(
        "sans400",
        include_bytes!("../../assets/fonts/ub-sans-regular.ttf"),
    );
    add(
        "sans500",
        include_bytes!("../../assets/fonts/ub-sans-medium.ttf"),
    );
    add(
        "sans600",
        include_bytes!("../../assets/fonts/ub-sans-semibold.ttf"),
    );
    add(
        "mono",
        include_bytes!("../../assets/fonts/ub-mono-regular.ttf"),
    );
    add(
        "icons",
        include_bytes!("../../assets/fonts/lucide-subset.ttf"),
    );
    let mut family = |family: FontFamily, names: &[&str]| {
        fonts.families.insert(
            family,
            names.iter().map(|name| (*name).to_owned()).collect(),
        );
    };
    family(FontFamily::Proportional, &["sans400"]);
    family(FontFamily::Monospace, &["mono", "sans400"]);
    family(FontFamily::Name("sans500".into()), &["sans500"]);
    family(FontFamily::Name("sans600".into()), &["sans600"]);
    family(FontFamily::Name("icons".into()), &["icons"]);
    fonts
}

fn style(t: &Tokens, reduce_motion: bool) -> Style {
    let mut style = Style {
        visuals: visuals(t),
        ..Style::default()
    };
    style.animation_time = if reduce_motion { 0.0 } else { motion::HOVER };
    style.interaction.selectable_labels = false;
    style.text_styles = [
        (TextStyle::Heading, theme::heading()),
        (TextStyle::Body, theme::body()),
        (TextStyle::Button, theme::control()),
        (TextStyle::Small, theme::caption()),
        (TextStyle::Monospace, theme::mono()),
    ]
    .into();
    style.spacing.item_spacing = vec2(8.0, 8.0);
    style.spacing.button_padding = vec2(12.0, 7.0);
    style.spacing.interact_size.y = 32.0;
    style.spacing.menu_margin = Margin::same(6);
    style.spacing.tooltip_width = 320.0;
    style
}

fn visuals(t: &Tokens) -> Visuals {
    let mut v = if t.dark {
        Visuals::dark()
    } else {
        Visuals::light()
    };
    // the dark default thickens text by a quarter
    v.text_options.color_transfer_function = FontColorTransferFunction::Off;
    let widget = |fill: Color32, text: Color32, border: Color32| WidgetVisuals {
        bg_fill: fill,
        weak_bg_fill: fill,
        bg_stroke: Stroke::new(
            if border == Color32::TRANSPARENT {
                0.0
            } else {
                1.0
            },
            border,
        ),
        corner_radius: CornerRadius::same(radius::BUTTON),
        fg_stroke: Stroke::new(1.0, text),
        expansion: 0.0,
    };
    v.widgets.noninteractive = widget(t.panel, t.text2, t.stroke);
    v.widgets.inactive = widget(t.button, t.text, t.button_stroke);
    v.widgets.hovered = widget(t.button_hover, t.text, t.button_stroke);
    v.widgets.active = widget(t.button_pressed, t.text, t.button_stroke);
    v.widgets.open = widget(t.button_hover, t.text, t.button_stroke);
    v.selection.bg_fill = t.accent_bg;
    v.selection.stroke = Stroke::new(1.0, t.text);
    v.hyperlink_color = t.accent;
    v.weak_text_color = Some(t.text3);
    v.disabled_alpha = 1.0;
    v.panel_fill = t.bg;
    v.faint_bg_color = t.panel;
    v.extreme_bg_color = if t.dark { t.bg } else { t.card };
    v.text_edit_bg_color = Some(v.extreme_bg_color);
    v.code_bg_color = t.raised;
    v.warn_fg_color = t.warn;
    v.error_fg_color = t.bad;
    v.window_fill = t.float;
    v.window_stroke = Stroke::new(1.0, t.stroke);
    v.window_shadow = t.shadow;
    v.popup_shadow = t.shadow;
    v.window_corner_radius = CornerRadius::same(radius::BIG);
    v.menu_corner_radius = CornerRadius::same(radius::CARD);
    v.text_cursor.stroke = Stroke::new(1.5, t.accent);
    v.striped = false;
    v
}

#[cfg(test)]
mod tests {
    use egui::FontId;

    use super::*;
    use crate::ui::icons;

    fn context() -> Context {
        let ctx = Context::default();
        apply(&ctx, false);
        ctx.run_ui(egui::RawInput::default(), |_| {})
            .drop_without_applying_deltas();
        ctx
    }

    #[test]
    fn every_icon_is_in_the_icon_font() {
        let ctx = context();
        let font = FontId::new(16.0, FontFamily::Name("icons".into()));
        ctx.fonts_mut(|fonts| {
            for &icon in icons::ALL {
                assert!(fonts.has_glyph(&font, icon), "U+{:X}", u32::from(icon));
            }
        });
    }

    #[test]
    fn the_text_face_has_the_signs_that_readouts_use() {
        let ctx = context();
        ctx.fonts_mut(|fonts| {
            for sign in "×·→…−≈°ΩäőžΔЖ".chars() {
                assert!(fonts.has_glyph(&theme::body(), sign), "{sign}");
            }
        });
    }

    #[test]
    fn all_digits_are_equally_wide_so_counters_do_not_jitter() {
        let ctx = context();
        ctx.fonts_mut(|fonts| {
            for font in [
                theme::readout(),
                theme::control(),
                theme::caption(),
                theme::mono(),
            ] {
                let zero = fonts.glyph_width(&font, '0');
                assert!(
                    ('1'..='9').all(|digit| (fonts.glyph_width(&font, digit) - zero).abs() < 0.01)
                );
            }
        });
    }
}
