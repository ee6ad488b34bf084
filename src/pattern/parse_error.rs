//! Words of layouts and fits that cannot be read: what was given, and what such a word looks like.

use crate::message::Message;
use crate::msg;
use std::fmt;

/// Text that is not a size, wiring, colour order or another such word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseLayoutError {
    /// What was given.
    pub text: String,
    /// What it should have been.
    pub expected: Expected,
}

/// What a word of a layout or a fit should have been.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the catalogue says what each one looks like")]
pub enum Expected {
    Matrix,
    Wiring,
    ColorOrder,
    Map,
    View,
    Panels,
    PanelLeds,
    Preset,
    Power,
    Rotation,
    Mirror,
    Dithering,
    WhiteBalance,
}

impl ParseLayoutError {
    pub(super) fn new(text: &str, expected: Expected) -> Self {
        Self {
            text: text.chars().take(MAX_QUOTED).collect(),
            expected,
        }
    }

    /// What is wrong with the word, and what such a word looks like.
    #[must_use]
    pub fn message(&self) -> Message {
        let text = &self.text;
        match self.expected {
            Expected::Matrix => msg!("layout-not-a-matrix", text = text),
            Expected::Wiring => msg!("layout-not-a-wiring", text = text),
            Expected::ColorOrder => msg!("layout-not-a-colour-order", text = text),
            Expected::Map => msg!("layout-not-a-map", text = text),
            Expected::View => msg!("layout-not-a-view", text = text),
            Expected::Panels => msg!("layout-not-panels", text = text),
            Expected::PanelLeds => {
                msg!("layout-too-many-panels", text = text)
            }
            Expected::Preset => msg!("layout-not-a-preset", text = text),
            Expected::Power => msg!("layout-not-a-power", text = text),
            Expected::Rotation => msg!("layout-not-a-rotation", text = text),
            Expected::Mirror => msg!("layout-not-a-mirror", text = text),
            Expected::Dithering => msg!("layout-not-a-dithering", text = text),
            Expected::WhiteBalance => msg!("layout-not-a-white-balance", text = text),
        }
    }
}

impl fmt::Display for ParseLayoutError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.message().fmt(f)
    }
}

impl std::error::Error for ParseLayoutError {}

/// Characters of a word that an error quotes.
const MAX_QUOTED: usize = 60;
