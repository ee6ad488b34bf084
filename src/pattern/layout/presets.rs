//! Layouts that are sold ready-made, by name: strips, panels, rings.

use super::super::matrix::{Axis, Corner, Matrix, ParseLayoutError, Wiring};
use super::map::ring;
use super::{Arrangement, LedMap};

/// A layout with a name.
#[derive(Debug)]
pub struct Preset {
    /// As in `--preset`: `panel-16x16`.
    pub name: &'static str,
    /// For people: "16 × 16 panel".
    pub title: &'static str,
    kind: Kind,
}

#[derive(Debug)]
enum Kind {
    Strip(usize),
    Panel(u16, u16, Axis),
    Ring(usize),
}

impl Preset {
    const fn new(name: &'static str, title: &'static str, kind: Kind) -> Self {
        Self { name, title, kind }
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
    Preset::new("strip-30", "Strip, 30 LEDs", Kind::Strip(30)),
    Preset::new("strip-60", "Strip, 60 LEDs", Kind::Strip(60)),
    Preset::new("strip-144", "Strip, 144 LEDs", Kind::Strip(144)),
    Preset::new("strip-300", "Strip, 300 LEDs", Kind::Strip(300)),
    Preset::new("panel-8x8", "Panel 8 × 8", Kind::Panel(8, 8, Axis::Rows)),
    Preset::new(
        "panel-16x16",
        "Panel 16 × 16",
        Kind::Panel(16, 16, Axis::Rows),
    ),
    Preset::new(
        "panel-32x8",
        "Panel 32 × 8, lying",
        Kind::Panel(32, 8, Axis::Columns),
    ),
    Preset::new(
        "panel-8x32",
        "Panel 8 × 32, standing",
        Kind::Panel(8, 32, Axis::Rows),
    ),
    Preset::new("ring-12", "Ring, 12 LEDs", Kind::Ring(12)),
    Preset::new("ring-16", "Ring, 16 LEDs", Kind::Ring(16)),
    Preset::new("ring-24", "Ring, 24 LEDs", Kind::Ring(24)),
    Preset::new("ring-60", "Ring, 60 LEDs", Kind::Ring(60)),
];

/// The preset of that name.
///
/// # Errors
/// Where there is none; the hint names them all.
pub fn preset(name: &str) -> Result<&'static Preset, ParseLayoutError> {
    PRESETS.iter().find(|preset| preset.name.eq_ignore_ascii_case(name.trim())).ok_or_else(|| ParseLayoutError {
        text: name.into(),
        what: "layout by name",
        hint: "there are strip-30, strip-60, strip-144, strip-300, panel-8x8, panel-16x16, panel-32x8, panel-8x32, \
               ring-12, ring-16, ring-24, ring-60",
    })
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
