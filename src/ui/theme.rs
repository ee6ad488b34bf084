//! Colours, type sizes and spacing: the only place where a colour has a number.
//! Every widget and panel asks [`tokens`]; [`super::visuals`] hands the same colours to egui.

use egui::{Color32, FontFamily, FontId, Shadow, Ui};

mod level;
mod phase;

pub use level::{Level, is_low, level_style, score_color};
pub use phase::{PhaseLook, PhaseStyle, phase_style};

/// The colours of one theme. All are opaque; any text colour may stand on any surface.
#[derive(Clone, Copy, Debug)]
pub struct Tokens {
    /// Behind everything.
    pub bg: Color32,
    /// Rail, and the top bar of a narrow window.
    pub rail: Color32,
    /// Device column, uploads strip, side panel.
    pub panel: Color32,
    /// A card at rest, and hovered.
    pub card: Color32,
    /// Fill of a hovered card.
    pub hover: Color32,
    /// Chip, active rail item in dark, disabled button.
    pub raised: Color32,
    /// Fill of a floating toast or menu.
    pub float: Color32,
    /// Secondary button and select at rest, hovered and pressed.
    pub button: Color32,
    /// Secondary button under the pointer.
    pub button_hover: Color32,
    /// Secondary button held down.
    pub button_pressed: Color32,
    /// Inset border of the secondary button; transparent in dark.
    pub button_stroke: Color32,
    /// Fill of a hovered ghost button.
    pub ghost_hover: Color32,
    /// Hairline without meaning.
    pub stroke: Color32,
    /// Border of a control: input, checkbox, drop zone.
    pub stroke2: Color32,
    /// Track of progress bar and slider.
    pub bar: Color32,
    /// Names and values.
    pub text: Color32,
    /// Sentences.
    pub text2: Color32,
    /// Captions and units; never on a selected card.
    pub text3: Color32,
    /// The next step, what is chosen, what is under way.
    pub accent: Color32,
    /// Accent under the pointer.
    pub accent_hover: Color32,
    /// Accent held down.
    pub accent_pressed: Color32,
    /// Text on accent.
    pub on_accent: Color32,
    /// Fill of what is selected.
    pub accent_bg: Color32,
    /// Border of what is selected.
    pub accent_line: Color32,
    /// Verified, playing, healthy.
    pub ok: Color32,
    /// Tint behind `ok`.
    pub ok_bg: Color32,
    /// Warning, paused, resting.
    pub warn: Color32,
    /// Tint behind `warn`.
    pub warn_bg: Color32,
    /// Failed, blocks sending, delete.
    pub bad: Color32,
    /// Tint behind `bad`.
    pub bad_bg: Color32,
    /// Border of the LED face; transparent in light.
    pub face_stroke: Color32,
    /// Shadow of what floats; nothing else has one.
    pub shadow: Shadow,
    /// Whether this is the dark theme.
    pub dark: bool,
}

const fn rgb(hex: u32) -> Color32 {
    Color32::from_rgb((hex >> 16) as u8, (hex >> 8) as u8, hex as u8)
}

/// The dark theme.
pub const DARK: Tokens = Tokens {
    bg: rgb(0x11_13_15),
    rail: rgb(0x0B_0D_0E),
    panel: rgb(0x16_19_1B),
    card: rgb(0x1D_20_23),
    hover: rgb(0x23_27_2A),
    raised: rgb(0x27_2B_2F),
    float: rgb(0x27_2B_2F),
    button: rgb(0x27_2B_2F),
    button_hover: rgb(0x32_37_3C),
    button_pressed: rgb(0x1D_20_23),
    button_stroke: Color32::TRANSPARENT,
    ghost_hover: rgb(0x27_2B_2F),
    stroke: rgb(0x2B_2F_33),
    stroke2: rgb(0x73_7B_84),
    bar: rgb(0x33_38_3D),
    text: rgb(0xEC_EE_EF),
    text2: rgb(0xAE_B5_BB),
    text3: rgb(0x8B_93_9A),
    accent: rgb(0x52_B4_FF),
    accent_hover: rgb(0x7C_C7_FF),
    accent_pressed: rgb(0x3A_9B_E4),
    on_accent: rgb(0x04_12_1F),
    accent_bg: rgb(0x13_28_3A),
    accent_line: rgb(0x3A_7B_B0),
    ok: rgb(0x52_C9_8E),
    ok_bg: rgb(0x12_29_1F),
    warn: rgb(0xF0_B6_4A),
    warn_bg: rgb(0x2B_23_13),
    bad: rgb(0xFF_81_78),
    bad_bg: rgb(0x33_1B_1A),
    face_stroke: rgb(0x25_29_2C),
    shadow: Shadow {
        offset: [0, 8],
        blur: 24,
        spread: 0,
        color: Color32::from_black_alpha(115),
    },
    dark: true,
};

/// The light theme.
pub const LIGHT: Tokens = Tokens {
    bg: rgb(0xF1_F2_F3),
    rail: rgb(0xE6_E8_EA),
    panel: rgb(0xF8_F9_F9),
    card: rgb(0xFF_FF_FF),
    hover: rgb(0xF3_F5_F6),
    raised: rgb(0xE9_EC_EE),
    float: rgb(0xFF_FF_FF),
    button: rgb(0xFF_FF_FF),
    button_hover: rgb(0xEE_F1_F3),
    button_pressed: rgb(0xE3_E7_EA),
    button_stroke: rgb(0xC3_C9_CF),
    ghost_hover: rgb(0xE3_E7_EA),
    stroke: rgb(0xDA_DE_E2),
    stroke2: rgb(0x7A_83_8B),
    bar: rgb(0xDC_E0_E4),
    text: rgb(0x14_18_1B),
    text2: rgb(0x45_4D_54),
    text3: rgb(0x5C_65_6D),
    accent: rgb(0x0A_66_B8),
    accent_hover: rgb(0x08_56_9C),
    accent_pressed: rgb(0x06_49_82),
    on_accent: rgb(0xFF_FF_FF),
    accent_bg: rgb(0xE3_EF_FA),
    accent_line: rgb(0x3F_88_C8),
    ok: rgb(0x12_70_3F),
    ok_bg: rgb(0xE1_F3_E8),
    warn: rgb(0x85_56_00),
    warn_bg: rgb(0xFB_F0_D9),
    bad: rgb(0xB3_26_1E),
    bad_bg: rgb(0xFB_E7_E5),
    face_stroke: Color32::TRANSPARENT,
    // rgb(20, 28, 36) at 14 %, premultiplied
    shadow: Shadow {
        offset: [0, 6],
        blur: 18,
        spread: 0,
        color: Color32::from_rgba_premultiplied(3, 4, 5, 36),
    },
    dark: false,
};

/// Caption text on the LED face, the same in both themes.
pub const FACE_TEXT: Color32 = rgb(0x9A_A1_A8);
/// Values on the LED face, the same in both themes.
pub const FACE_VALUE: Color32 = rgb(0xE6_E9_EB);

/// The colours of the theme that `ui` is drawn in.
#[must_use]
pub fn tokens(ui: &Ui) -> &'static Tokens {
    if ui.visuals().dark_mode {
        &DARK
    } else {
        &LIGHT
    }
}

/// Corner radii in points.
pub mod radius {
    /// Checkbox, timeline thumb.
    pub const CHECK: u8 = 5;
    /// Mini face, small button.
    pub const MINI: u8 = 7;
    /// Button, input.
    pub const BUTTON: u8 = 8;
    /// Card, finding, rail item.
    pub const CARD: u8 = 10;
    /// Big button, toast.
    pub const BIG: u8 = 12;
    /// LED face, summary card, banner.
    pub const FACE: u8 = 14;
    /// Drop zone.
    pub const ZONE: u8 = 18;
}

/// Distances in points.
pub mod space {
    /// Page margin of the Send page; list pages use [`LIST_PAGE`].
    pub const PAGE: f32 = 24.0;
    /// Page margin of list pages.
    pub const LIST_PAGE: f32 = 28.0;
    /// Padding of a column and of a card.
    pub const COLUMN: f32 = 16.0;
    /// Gap between cards of a list.
    pub const LIST_GAP: f32 = 6.0;
    /// Width of the rail.
    pub const RAIL: f32 = 76.0;
    /// Below this width of the window, its places become steps.
    pub const NARROW: f32 = 900.0;
}

/// Durations in seconds. Scaled to zero when motion is reduced, see [`super::visuals::apply`].
pub mod motion {
    /// Hover and press.
    pub const HOVER: f32 = 0.08;
    /// Panels and toasts.
    pub const PANEL: f32 = 0.16;
    /// A bar on its way to the newest value.
    pub const BAR: f32 = 0.2;
}

/// Weight of the text face; egui chooses weights as font families.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    /// 400.
    Regular,
    /// 500.
    Medium,
    /// 600.
    SemiBold,
}

/// A text size in a weight. Prefer the named styles below.
#[must_use]
pub fn sans(weight: Weight, size: f32) -> FontId {
    let family = match weight {
        Weight::Regular => FontFamily::Proportional,
        Weight::Medium => FontFamily::Name("sans500".into()),
        Weight::SemiBold => FontFamily::Name("sans600".into()),
    };
    FontId::new(size, family)
}

macro_rules! styles {
    ($($(#[$doc:meta])* $name:ident = $weight:ident $size:expr;)*) => {$(
        $(#[$doc])*
        #[must_use]
        pub fn $name() -> FontId {
            sans(Weight::$weight, $size)
        }
    )*};
}

styles! {
    /// 28/600: headline of an empty state.
    display = SemiBold 28.0;
    /// 20/600: page, pattern and device title.
    title = SemiBold 20.0;
    /// 22/500: facts beside the face.
    readout = Medium 22.0;
    /// 18/500: figures of a summary.
    figure = Medium 18.0;
    /// 15/600: headings of places and cards.
    heading = SemiBold 15.0;
    /// 14/400: everything.
    body = Regular 14.0;
    /// 14/500: emphasis in body text.
    strong = Medium 14.0;
    /// 14/600: name of a device.
    name = SemiBold 14.0;
    /// 13/500: buttons and rows.
    control = Medium 13.0;
    /// 13/600: primary button, fact of a finding.
    control_strong = SemiBold 13.0;
    /// 13/400: sentences in rows and findings.
    sentence = Regular 13.0;
    /// 12.5/500: chips and small buttons.
    control_small = Medium 12.5;
    /// 16/600: label of the big Send button.
    control_big = SemiBold 16.0;
    /// 12/400: below names.
    caption = Regular 12.0;
    /// 12/500: column heads.
    column_head = Medium 12.0;
    /// 11/500: rail labels, badges, key hints.
    micro = Medium 11.0;
}

/// 12.5: addresses, hashes, times, typed values.
#[must_use]
pub fn mono() -> FontId {
    FontId::monospace(12.5)
}

/// 11.5: addresses in cards.
#[must_use]
pub fn mono_small() -> FontId {
    FontId::monospace(11.5)
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// WCAG relative luminance.
    fn luminance(c: Color32) -> f32 {
        let linear = |v: u8| {
            let v = f32::from(v) / 255.0;
            if v <= 0.040_45 {
                v / 12.92
            } else {
                ((v + 0.055) / 1.055).powf(2.4)
            }
        };
        0.2126 * linear(c.r()) + 0.7152 * linear(c.g()) + 0.0722 * linear(c.b())
    }

    pub(crate) fn contrast(a: Color32, b: Color32) -> f32 {
        let a = luminance(a);
        let b = luminance(b);
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    #[test]
    fn every_text_colour_is_readable_on_every_surface() {
        for t in [&DARK, &LIGHT] {
            for surface in [
                t.bg, t.rail, t.panel, t.card, t.hover, t.raised, t.ok_bg, t.warn_bg, t.bad_bg,
            ] {
                for text in [t.text, t.text2, t.text3] {
                    assert!(
                        contrast(text, surface) >= 4.5,
                        "{text:?} on {surface:?} in dark={}",
                        t.dark
                    );
                }
            }
            assert!(contrast(t.text2, t.accent_bg) >= 4.5);
            assert!(contrast(t.on_accent, t.accent) >= 4.5);
        }
    }
}
