//! What the cells of a project are. Called by `project`.

use crate::message::Message;
use crate::msg;
use crate::pattern::Rgb;

/// What a cell is: the same in all frames of a project.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// On or off.
    Mono,
    /// Off, red, green, or both: the default colours of LED Matrix Studio.
    TwoColour,
    /// BBGGRR.
    Rgb,
    /// A bit each: 1 blue, 2 green, 4 red.
    ThreeBit,
}

impl Kind {
    /// By what follows the word in the line that opens a frame, as in `{anim4` and `{frame4`.
    pub(super) fn of(number: &str) -> Option<Self> {
        match number {
            "" => Some(Self::Mono),
            // One after the other or in bit planes: that is about exports, the cells are the same.
            "2" | "3" => Some(Self::TwoColour),
            "4" => Some(Self::Rgb),
            "5" => Some(Self::ThreeBit),
            _ => None,
        }
    }

    /// The number of a cell as it is written, and its colour.
    pub(super) fn cell(self, text: &str) -> Option<(u32, Rgb)> {
        let cell = (text.len() <= 6)
            .then(|| u32::from_str_radix(text, 16).ok())
            .flatten()?;
        let light = |bit: u32| if cell & bit == 0 { 0 } else { u8::MAX };
        let [_, b, g, r] = cell.to_be_bytes();
        let colour = match self {
            Self::Mono => [if cell == 0 { 0 } else { u8::MAX }; 3],
            Self::TwoColour if cell < 4 => [light(1), light(2), 0],
            Self::ThreeBit if cell < 8 => [light(4), light(2), light(1)],
            Self::Rgb => [r, g, b],
            Self::TwoColour | Self::ThreeBit => return None,
        };
        Some((cell, colour))
    }

    /// Whether the layers below show through a cell of this number. Projects of colours have a number for that.
    pub(super) fn is_clear(self, cell: u32, background: u32) -> bool {
        match self {
            Self::Mono | Self::TwoColour => cell == 0,
            Self::Rgb | Self::ThreeBit => cell == background,
        }
    }

    /// What a person should know of the colours.
    pub(super) fn warning(self) -> Option<Message> {
        match self {
            Self::Mono => Some(msg!("pattern-lms-mono")),
            Self::TwoColour => Some(msg!("pattern-lms-two-colours")),
            Self::ThreeBit => Some(msg!("pattern-lms-eight-colours")),
            Self::Rgb => None,
        }
    }
}
