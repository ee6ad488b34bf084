//! The layout form of a device: typed, chosen, or read from a file. [`LayoutForm::settings`] reads it, for the drawing as well
//! as for saving.

use crate::device::{DeviceId, DeviceSettings, Part, nickname};
use crate::engine::DeviceView;
use crate::message::Message;
use crate::msg;
use crate::pattern::{
    Arrangement, ColorOrder, LedMap, MAX_LEDS, MapFile, MapOptions, Matrix, Panels, Power, Preset,
    Turned, View, Wiring,
};
use crate::problem::Problem;
use std::path::PathBuf;

/// The layout form of a device.
#[derive(Clone, Debug, PartialEq)]
pub struct LayoutForm {
    pub device: DeviceId,
    /// The field that has the focus when the dialog opens.
    pub first: FirstField,
    /// Size that the device reports, for the empty field.
    pub reported: String,
    pub nickname: String,
    /// Which of the next three applies.
    pub kind: LayoutKind,
    /// `16x16` or `300`; empty: as the device reports.
    pub size: String,
    /// A grid of panels.
    pub panels: PanelsForm,
    /// An irregular layout.
    pub map: MapForm,
    /// Wiring, as in `--wiring`.
    pub wiring: Wiring,
    /// Colour order.
    pub color_order: ColorOrder,
    /// The LEDs that show patterns; unchanged.
    pub part: Option<Part>,
    /// The power supply; unchanged.
    pub power: Option<Power>,
    /// Why the typed values are not valid.
    pub problem: Option<Message>,
}

/// Fields of a [`LayoutForm`] that can have the focus first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FirstField {
    /// The nickname.
    #[default]
    Nickname,
    Size,
}

/// Arrangement of LEDs, as the form offers it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LayoutKind {
    /// In a row or a grid.
    #[default]
    Plain,
    /// In a grid of panels.
    Panels,
    /// Irregular: a map has the positions.
    Map,
}

impl LayoutKind {
    /// All, in the order of the buttons.
    pub const ALL: [Self; 3] = [Self::Plain, Self::Panels, Self::Map];
}

/// A grid of panels, as typed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PanelsForm {
    /// Number of panels, across x down.
    pub grid: String,
    /// LEDs of each.
    pub panel: String,
    /// How they are chained.
    pub chain: Wiring,
    /// Which of them are upside down.
    pub turned: Turned,
}

/// A map of LEDs, read from a file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MapForm {
    /// Path of the file, as typed.
    pub path: String,
    /// Its grid, as typed; empty: from the file.
    pub size: String,
    /// The file that is being read.
    pub reading: Option<PathBuf>,
    /// The map that was read, or set before.
    pub map: Option<LedMap>,
    /// Notes about the map.
    pub notes: Vec<Message>,
    /// The file that the map was read from: its kind, models and views.
    pub file: Option<MapFile>,
    /// Where that file is.
    pub source: Option<PathBuf>,
    /// The model to read, where the file has several.
    pub model: Option<String>,
    /// Why it cannot be read.
    pub problem: Option<Problem>,
}

impl MapForm {
    /// Takes a map as it was read, or as it is seen from another side.
    fn show(&mut self, file: MapFile) {
        self.map = Some(file.map.clone());
        self.notes.clone_from(&file.notes);
        self.file = Some(file);
    }

    /// Shows the LEDs from another side.
    pub fn see_from(&mut self, view: View) {
        if let Some(file) = self.file.take() {
            self.show(file.seen_from(view));
        }
    }
}

impl LayoutForm {
    /// Fills the form from a device.
    #[must_use]
    pub fn of(view: &DeviceView) -> Self {
        let settings = &view.settings;
        let device = &view.device;
        let reported = device
            .matrix
            .map(|m| m.to_string())
            .or(device.leds.map(|n| n.to_string()));
        let mut form = Self {
            device: device.id.clone(),
            first: FirstField::default(),
            reported: reported.unwrap_or_default(),
            nickname: settings.nickname.clone().unwrap_or_default(),
            kind: LayoutKind::Plain,
            size: String::new(),
            panels: PanelsForm::default(),
            map: MapForm::default(),
            wiring: settings.wiring.unwrap_or_default(),
            color_order: settings.color_order.unwrap_or_default(),
            power: settings.power,
            part: settings.part,
            problem: None,
        };
        if let Some(arrangement) = &settings.arrangement {
            form.arrange(arrangement);
        }
        form
    }

    /// Fills in an arrangement.
    pub fn arrange(&mut self, arrangement: &Arrangement) {
        self.kind = match arrangement {
            Arrangement::Strip(_) | Arrangement::Matrix(_) => {
                self.size = arrangement.to_string();
                LayoutKind::Plain
            }
            Arrangement::Panels(panels) => {
                self.panels = PanelsForm {
                    grid: panels.grid().to_string(),
                    panel: panels.panel().to_string(),
                    chain: panels.chain,
                    turned: panels.turned,
                };
                LayoutKind::Panels
            }
            Arrangement::Map(map) => {
                self.map = MapForm {
                    map: Some(map.clone()),
                    ..MapForm::default()
                };
                LayoutKind::Map
            }
        };
    }

    /// Fills in one of the common layouts.
    pub fn use_preset(&mut self, preset: &Preset) {
        self.arrange(&preset.arrangement());
        self.wiring = preset.wiring();
    }

    /// Takes the map of the file that is being read, or why it cannot be read. Ignores other files.
    pub fn take_map(&mut self, path: &std::path::Path, result: Result<MapFile, Problem>) {
        let map = &mut self.map;
        if map.reading.as_deref() != Some(path) {
            return;
        }
        map.reading = None;
        match result {
            Ok(file) => {
                map.show(file);
                map.source = Some(path.to_owned());
                map.problem = None;
                map.path.clear();
            }
            Err(problem) => map.problem = Some(problem),
        }
    }

    /// How to read a map: on the typed grid, if there is one; of a file that was read before, the same model from the same
    /// side.
    ///
    /// # Errors
    /// Why the grid is not valid.
    pub fn map_options(&self, path: &std::path::Path) -> Result<MapOptions, Message> {
        let is_known = self.map.source.as_deref() == Some(path);
        let file = self
            .map
            .file
            .as_ref()
            .filter(|file| is_known && !file.views.is_empty());
        let size = match self.map.size.trim() {
            "" => None,
            size => match size.parse::<Matrix>() {
                Ok(size) if size.leds() <= MAX_LEDS => Some(size),
                _ => return Err(msg!("form-map-grid")),
            },
        };
        Ok(MapOptions {
            size,
            view: file.map(|file| file.view),
            model: self.map.model.clone().filter(|_| is_known),
            any_model: true,
            wiring: Some(self.wiring),
            ..MapOptions::default()
        })
    }

    /// Reads the arrangement; `None`: as the device reports.
    ///
    /// # Errors
    /// What is wrong with the typed values.
    pub fn arrangement(&self) -> Result<Option<Arrangement>, Message> {
        match self.kind {
            LayoutKind::Plain => self.plain(),
            LayoutKind::Panels => self
                .panels()
                .map(|panels| Some(Arrangement::Panels(panels))),
            LayoutKind::Map => match &self.map.map {
                Some(map) => Ok(Some(Arrangement::Map(map.clone()))),
                None => Err(msg!("form-no-map")),
            },
        }
    }

    fn plain(&self) -> Result<Option<Arrangement>, Message> {
        let size = self.size.trim();
        if size.is_empty() {
            return Ok(None);
        }
        let matrix = size.parse().ok().map(Arrangement::Matrix);
        let found = matrix.or_else(|| size.parse().ok().map(Arrangement::Strip));
        let found = found.filter(|arrangement| (1..=MAX_LEDS).contains(&arrangement.leds()));
        found.map(Some).ok_or_else(|| msg!("form-size"))
    }

    fn panels(&self) -> Result<Panels, Message> {
        let PanelsForm {
            grid,
            panel,
            chain,
            turned,
        } = &self.panels;
        let size = |text: &str| text.trim().parse::<Matrix>().ok();
        let (Some(grid), Some(panel)) = (size(grid), size(panel)) else {
            return Err(msg!("form-panels"));
        };
        let panels = Panels::new(grid, panel);
        let mut panels = panels.ok_or_else(|| msg!("form-panels-too-many", max = MAX_LEDS))?;
        panels.chain = *chain;
        panels.turned = *turned;
        Ok(panels)
    }

    /// Reads the whole form.
    ///
    /// # Errors
    /// As [`LayoutForm::arrangement`], and where the name cannot be a nickname.
    pub fn settings(&self) -> Result<DeviceSettings, Message> {
        let nickname = nickname(&self.nickname).map_err(|error| error.message())?;
        Ok(DeviceSettings {
            nickname,
            ..self.shape()?
        })
    }

    /// Reads the form without the name.
    ///
    /// # Errors
    /// As [`LayoutForm::arrangement`].
    pub fn shape(&self) -> Result<DeviceSettings, Message> {
        Ok(DeviceSettings {
            nickname: None,
            arrangement: self.arrangement()?,
            wiring: (self.wiring != Wiring::default()).then_some(self.wiring),
            color_order: (self.color_order != ColorOrder::default()).then_some(self.color_order),
            power: self.power,
            part: self.part,
        })
    }
}
