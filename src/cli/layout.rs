//! Options for the layout of a target's LEDs: strip, matrix, panels, a map from a file, or a usual layout by its name. The
//! same for every command with a target.

mod size;

use crate::device::DeviceSettings;
use crate::msg;
use crate::pattern::{
    Arrangement, ColorOrder, MapFile, MapOptions, Panels, ParseLayoutError, PatternError, Preset,
    View, Wiring, open_map, preset,
};
use clap::Args;
use size::Size;
use std::path::PathBuf;

/// Options for the layout of a target's LEDs. They are remembered for the device.
#[derive(Clone, Debug, Default, Args)]
pub struct LayoutOptions {
    /// LEDs of the target: a number, or width x height of a matrix. With --map: width x height of the map.
    #[arg(long, value_name = "N|WxH", conflicts_with_all = ["panels", "preset"])]
    pub size: Option<Size>,
    /// Grid of panels: panels across x down, the size of one panel, how the panels are chained, and whether every other panel
    /// is upside down (turned) or every other row or column of them (turned-runs). Like 2x2:16x16:rows-serpentine-tl:turned.
    #[arg(long, value_name = "GRID:PANEL", conflicts_with_all = ["map", "preset"])]
    pub panels: Option<Panels>,
    /// File with the position of each LED: a ledmap.json of WLED (or its 2d-gaps.json, with --wiring), a table of x,y or
    /// x,y,z (CSV), points as Pixelblaze, FastLED, Open Pixel Control and camera mappers write them, or a custom model of
    /// xLights.
    #[arg(long, value_name = "FILE", conflicts_with = "preset")]
    pub map: Option<PathBuf>,
    /// The side from which the positions of a map are seen: front, side or top (default: front).
    #[arg(long, value_name = "VIEW", requires = "map")]
    pub view: Option<View>,
    /// The model of a map file that has several, like an xlights_rgbeffects.xml. An unknown name lists some of them.
    #[arg(long, value_name = "NAME", requires = "map")]
    pub model: Option<String>,
    /// A usual layout by its name, like panel-16x16 or ring-24. An unknown name lists all layouts.
    #[arg(long, value_name = "NAME", value_parser = named)]
    pub preset: Option<&'static Preset>,
    /// How the strip runs through the matrix, or through each panel, like rows-serpentine-tl or columns-br.
    #[arg(long, value_name = "W")]
    pub wiring: Option<Wiring>,
}

/// The layout that the options give, with the map read from its file.
#[derive(Debug, Default)]
pub(super) struct GivenLayout {
    pub(super) arrangement: Option<Arrangement>,
    pub(super) wiring: Option<Wiring>,
    /// Notes on the map for the user, one sentence each.
    pub(super) notes: Vec<String>,
}

fn named(text: &str) -> Result<&'static Preset, ParseLayoutError> {
    preset(text)
}

impl LayoutOptions {
    /// Returns how to read the map.
    ///
    /// # Errors
    /// `pattern.options` if the size is that of a strip.
    pub(super) fn map_options(&self) -> Result<MapOptions, PatternError> {
        let size = match self.size {
            Some(Size::Strip(_)) => {
                let detail = msg!("cli-map-size");
                return Err(PatternError::Options { detail });
            }
            Some(Size::Matrix(matrix)) => Some(matrix),
            None => None,
        };
        Ok(MapOptions {
            size,
            view: self.view,
            model: self.model.clone(),
            wiring: self.wiring,
            ..MapOptions::default()
        })
    }

    /// Returns the layout that the options give.
    ///
    /// # Errors
    /// The file of a map cannot be read; `pattern.options` if its size is that of a strip.
    pub(super) fn given(&self) -> Result<GivenLayout, PatternError> {
        let wiring = self.wiring;
        let notes = Vec::new();
        if let Some(file) = &self.map {
            let MapFile { map, notes, .. } = open_map(file, &self.map_options()?)?;
            let notes = notes
                .into_iter()
                .map(|note| format!("{}: {note}", file.display()))
                .collect();
            return Ok(GivenLayout {
                arrangement: Some(Arrangement::Map(map)),
                wiring,
                notes,
            });
        }
        if let Some(preset) = self.preset {
            let wiring = wiring.unwrap_or_else(|| preset.wiring());
            return Ok(GivenLayout {
                arrangement: Some(preset.arrangement()),
                wiring: Some(wiring),
                notes,
            });
        }
        let panels = self.panels.map(Arrangement::Panels);
        Ok(GivenLayout {
            arrangement: panels.or(self.size.map(Arrangement::from)),
            wiring,
            notes,
        })
    }
}

impl GivenLayout {
    /// Returns the layout as settings of a device.
    pub(super) fn settings(self, color_order: Option<ColorOrder>) -> DeviceSettings {
        DeviceSettings {
            arrangement: self.arrangement,
            wiring: self.wiring,
            color_order,
            ..DeviceSettings::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::Code;
    use clap::Parser;

    #[derive(Debug, Parser)]
    struct Line {
        #[command(flatten)]
        layout: LayoutOptions,
    }

    fn given(words: &[&str]) -> GivenLayout {
        Line::try_parse_from([&["x"], words].concat())
            .unwrap()
            .layout
            .given()
            .unwrap()
    }

    #[test]
    fn each_way_to_tell_a_layout_is_understood() {
        assert_eq!(given(&[]).settings(None), DeviceSettings::default());
        assert_eq!(
            given(&["--size", "300"]).arrangement,
            Some(Arrangement::Strip(300))
        );
        let panels = given(&[
            "--panels",
            "2x2:16x16:rows-serpentine-bl:turned",
            "--wiring",
            "columns-tl",
        ]);
        assert_eq!(
            panels.arrangement.unwrap().to_string(),
            "2x2:16x16:rows-serpentine-bl:turned"
        );
        assert_eq!(panels.wiring.unwrap().to_string(), "columns-tl");
        let lying = given(&["--preset", "panel-32x8"]);
        assert_eq!(lying.arrangement.unwrap().to_string(), "32x8");
        assert_eq!(lying.wiring.unwrap().to_string(), "columns-serpentine-tl");
        let mirrored = given(&[
            "--preset",
            "panel-32x8",
            "--wiring",
            "columns-serpentine-tr",
        ]);
        assert_eq!(
            mirrored.wiring.unwrap().to_string(),
            "columns-serpentine-tr"
        );
    }

    #[test]
    fn a_map_is_read_with_its_name_and_what_is_to_be_known_of_it() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("ledmap.json");
        std::fs::write(&file, "{\"map\":[0,1,3,2]}").unwrap();
        let file = file.to_str().unwrap();
        let alone = given(&["--map", file]);
        assert_eq!(
            alone.arrangement.unwrap().to_string(),
            "ledmap.json (4 LEDs on 4x1)"
        );
        assert!(
            alone.notes[0].contains("ledmap.json: The file specifies no width"),
            "{:?}",
            alone.notes
        );
        assert_eq!(
            given(&["--map", file, "--size", "2x2"])
                .arrangement
                .unwrap()
                .to_string(),
            "ledmap.json (4 LEDs on 2x2)"
        );
        let strip = Line::try_parse_from(["x", "--map", file, "--size", "4"])
            .unwrap()
            .layout
            .given();
        assert_eq!(strip.unwrap_err().code(), Code::PatternOptions);
    }

    #[test]
    fn ways_that_exclude_each_other_are_wrong_usage() {
        for words in [
            &["--size", "16x16", "--panels", "2x2:8x8"][..],
            &["--size", "16x16", "--preset", "ring-12"],
            &["--panels", "2x2:8x8", "--map", "x.csv"],
            &["--map", "x.csv", "--preset", "ring-12"],
            &["--preset", "moebius"],
            &["--panels", "2x2"],
        ] {
            let error = Line::try_parse_from([&["x"], words].concat())
                .unwrap_err()
                .to_string();
            assert!(
                error.contains("cannot be used with")
                    || error.contains("use panels across")
                    || error.contains("ring-12"),
                "{error}"
            );
        }
    }
}
