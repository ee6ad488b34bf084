//! Layouts that are sold ready-made, by name: strips, panels, rings.

use super::super::matrix::{Axis, Corner, Matrix, Wiring};
use super::map::ring;
use super::{Arrangement, LedMap};
use crate::message::Message;
use crate::msg;
use crate::pattern::{Expected, ParseLayoutError};

/// A layout with a name.
#[derive(Debug)]
pub struct Preset {
    /// As in `--preset`: `panel-16x16`.
    pub name: &'static str,
    kind: Kind,
}

#[derive(Debug)]
enum Kind {
    Strip(usize),
    Panel(u16, u16, Axis),
    Ring(usize),
}

impl Preset {
    const fn new(name: &'static str, kind: Kind) -> Self {
        Self { name, kind }
    }

    /// Name for people: "Panel 16 × 16".
    #[must_use]
    pub fn title(&self) -> Message {
        match self.kind {
            Kind::Strip(leds) => msg!("preset-strip", leds = leds),
            Kind::Panel(w, h, _) if w > h => msg!("preset-panel-lying", w = w, h = h),
            Kind::Panel(w, h, _) if w < h => msg!("preset-panel-standing", w = w, h = h),
            Kind::Panel(w, h, _) => msg!("preset-panel", w = w, h = h),
            Kind::Ring(leds) => msg!("preset-ring", leds = leds),
        }
    }

    /// How many LEDs, and how they stand.
    #[must_use]
    pub fn arrangement(&self) -> Arrangement {
        match self.kind {
            Kind::Strip(leds) => Arrangement::Strip(leds),
            Kind::Panel(w, h, _) => Arrangement::Matrix(Matrix::new(w, h).unwrap_or(Matrix::ONE)),
            Kind::Ring(leds) => {
                let map: Option<LedMap> = ring(leds);
                map.map_or(Arrangement::Strip(leds), |map| {
                    Arrangement::Map(map.named(self.name))
                })
            }
        }
    }

    /// How the strip runs through it: panels are wired back and forth, from the corner that is held to the top left.
    #[must_use]
    pub fn wiring(&self) -> Wiring {
        match self.kind {
            Kind::Panel(_, _, axis) => Wiring {
                axis,
                serpentine: true,
                corner: Corner::TopLeft,
            },
            Kind::Strip(_) | Kind::Ring(_) => Wiring::default(),
        }
    }
}

/// All of them, in the order in which they are offered. The flexible panels of 8 LEDs a run are wired along their short
/// side, and so are columns when they lie and rows when they stand.
pub const PRESETS: &[Preset] = &[
    Preset::new("strip-30", Kind::Strip(30)),
    Preset::new("strip-60", Kind::Strip(60)),
    Preset::new("strip-144", Kind::Strip(144)),
    Preset::new("strip-300", Kind::Strip(300)),
    Preset::new("panel-8x8", Kind::Panel(8, 8, Axis::Rows)),
    Preset::new("panel-16x16", Kind::Panel(16, 16, Axis::Rows)),
    Preset::new("panel-32x8", Kind::Panel(32, 8, Axis::Columns)),
    Preset::new("panel-8x32", Kind::Panel(8, 32, Axis::Rows)),
    Preset::new("ring-12", Kind::Ring(12)),
    Preset::new("ring-16", Kind::Ring(16)),
    Preset::new("ring-24", Kind::Ring(24)),
    Preset::new("ring-60", Kind::Ring(60)),
];

/// The preset of that name.
///
/// # Errors
/// Where there is none; the hint names them all.
pub fn preset(name: &str) -> Result<&'static Preset, ParseLayoutError> {
    PRESETS
        .iter()
        .find(|preset| preset.name.eq_ignore_ascii_case(name.trim()))
        .ok_or_else(|| ParseLayoutError::new(name, Expected::Preset))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pattern::Layout;

    #[test]
    fn every_preset_is_found_by_its_name_and_named_in_the_hint() {
        let hint = preset("moebius").unwrap_err().to_string();
        for known in PRESETS {
            assert_eq!(preset(&known.name.to_uppercase()).unwrap().name, known.name);
            assert!(hint.contains(known.name), "{}", known.name);
            assert!(Layout::new(known.arrangement(), known.wiring()).is_some());
        }
    }

    #[test]
    fn a_preset_is_what_its_name_says() {
        let layout = |name: &str| {
            let preset = preset(name).unwrap();
            Layout::new(preset.arrangement(), preset.wiring()).unwrap()
        };
        assert_eq!(
            (layout("strip-144").leds(), layout("strip-144").matrix()),
            (144, None)
        );
        assert_eq!(
            layout("panel-32x8").cells().get(8),
            Some(&Some(7 * 32 + 1)),
            "column by column, back and forth"
        );
        assert_eq!(layout("panel-8x32").cells().get(8), Some(&Some(15)));
        for leds in [12, 16, 24, 60] {
            assert_eq!(layout(&format!("ring-{leds}")).leds(), leds);
        }
    }

    #[test]
    fn a_ring_begins_at_the_top_and_goes_clockwise() {
        let Arrangement::Map(map) = preset("ring-12").unwrap().arrangement() else {
            panic!("a ring is a map")
        };
        let w = map.matrix().w();
        let cells = map.cells().flatten().collect::<Vec<_>>();
        let at = |led: usize| (cells[led] % w, cells[led] / w);
        assert_eq!(
            (
                map.matrix().to_string().as_str(),
                at(0),
                at(3),
                at(6),
                at(9)
            ),
            ("9x9", (4, 0), (8, 4), (4, 8), (0, 4))
        );
        assert_eq!(map.name(), "ring-12");
    }
}
