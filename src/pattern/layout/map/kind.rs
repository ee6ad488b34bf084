//! [`MapKind`]: what kind of file a map was read from.

use crate::message::Message;
use crate::msg;

/// What kind of file a map was read from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MapKind {
    /// `ledmap.json` of WLED.
    Ledmap,
    /// `2d-gaps.json` of WLED.
    Gaps,
    /// A list of points, as Pixelblaze has it.
    Points,
    /// A list on each line, as camera mappers of Christmas trees write it.
    Lines,
    /// Points by the number of the LED, or objects with `x`, `y` and `z`.
    Objects,
    /// Layout of Open Pixel Control.
    Opc,
    /// ScreenMap of FastLED.
    ScreenMap,
    /// CSV and its like.
    Table,
    /// Custom model of xLights.
    XLights,
}

impl MapKind {
    /// Name for programs.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Ledmap => "ledmap",
            Self::Gaps => "2d-gaps",
            Self::Points => "points",
            Self::Lines => "lines",
            Self::Objects => "objects",
            Self::Opc => "opc",
            Self::ScreenMap => "screenmap",
            Self::Table => "table",
            Self::XLights => "xlights",
        }
    }

    /// Name for people.
    #[must_use]
    pub fn message(self) -> Message {
        match self {
            Self::Ledmap => msg!("map-kind-ledmap"),
            Self::Gaps => msg!("map-kind-gaps"),
            Self::Points => msg!("map-kind-points"),
            Self::Lines => msg!("map-kind-lines"),
            Self::Objects => msg!("map-kind-objects"),
            Self::Opc => msg!("map-kind-opc"),
            Self::ScreenMap => msg!("map-kind-screenmap"),
            Self::Table => msg!("map-kind-table"),
            Self::XLights => msg!("map-kind-xlights"),
        }
    }
}
