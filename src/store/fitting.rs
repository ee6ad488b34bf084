//! How a journalled job is to be fitted, as JSON. Used by `how.rs` alone.

use super::StoreError;
use super::words::{parsed, text};
use crate::pattern::{Cap, Fit, FitMode, LedPower, Line, Rgb, Scale};
use serde::{Deserialize, Serialize};

/// A [`Fit`]. Fields since `still` came later than the rest: older rows lack them.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Fitting {
    mode: Option<String>,
    scale: String,
    background: Rgb,
    brightness_pct: u8,
    gamma: f32,
    max_fps: Option<f32>,
    #[serde(default)]
    still: Option<usize>,
    #[serde(default)]
    turn: Option<String>,
    #[serde(default)]
    mirror: Option<String>,
    /// Whether it is a row, and which; `None`: the middle one.
    #[serde(default)]
    line: Option<(bool, Option<usize>)>,
    #[serde(default)]
    reverse: bool,
    #[serde(default)]
    offset: i32,
    #[serde(default)]
    cutoff: u8,
    #[serde(default)]
    saturation_pct: Option<u16>,
    #[serde(default)]
    white: Option<String>,
    #[serde(default)]
    dither: Option<String>,
    #[serde(default)]
    merge_equal: bool,
    #[serde(default)]
    first_frames: Option<usize>,
    #[serde(default)]
    cap: Option<Supply>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Supply {
    channel_ua: u32,
    idle_ua: u32,
    millivolts: u32,
    max_ma: u32,
}

const MODES: [(&str, FitMode); 4] = [
    ("contain", FitMode::Contain),
    ("cover", FitMode::Cover),
    ("stretch", FitMode::Stretch),
    ("none", FitMode::None),
];
const SCALES: [(&str, Scale); 3] = [
    ("area", Scale::Area),
    ("nearest", Scale::Nearest),
    ("lanczos", Scale::Lanczos),
];

fn word<T: PartialEq + Copy>(table: &[(&'static str, T)], value: T) -> String {
    table
        .iter()
        .find(|(_, v)| *v == value)
        .map_or_else(String::new, |(word, _)| (*word).to_owned())
}

fn meaning<T: Copy>(table: &[(&'static str, T)], word: &str) -> Result<T, StoreError> {
    let found = table.iter().find(|(w, _)| *w == word);
    found
        .map(|(_, value)| *value)
        .ok_or_else(|| StoreError::value(word))
}

impl Fitting {
    pub(super) fn of(fit: &Fit) -> Self {
        let supply = |cap: Cap| {
            let LedPower {
                channel_ua,
                idle_ua,
                millivolts,
            } = cap.led;
            Supply {
                channel_ua,
                idle_ua,
                millivolts,
                max_ma: cap.max_ma,
            }
        };
        Self {
            mode: fit.mode.map(|mode| word(&MODES, mode)),
            scale: word(&SCALES, fit.scale),
            background: fit.background,
            brightness_pct: fit.brightness_pct,
            gamma: fit.gamma,
            max_fps: fit.max_fps,
            still: fit.still,
            turn: text(Some(fit.turn)),
            mirror: text(fit.mirror),
            line: fit.line.map(|line| match line {
                Line::Row(at) => (true, at),
                Line::Column(at) => (false, at),
            }),
            reverse: fit.reverse,
            offset: fit.offset,
            cutoff: fit.cutoff,
            saturation_pct: Some(fit.saturation_pct),
            white: text(fit.white),
            dither: text(fit.dither),
            merge_equal: fit.merge_equal,
            first_frames: fit.first_frames,
            cap: fit.cap.map(supply),
        }
    }

    pub(super) fn fit(&self) -> Result<Fit, StoreError> {
        let usual = Fit::default();
        let cap = |supply: &Supply| {
            let Supply {
                channel_ua,
                idle_ua,
                millivolts,
                max_ma,
            } = *supply;
            Cap {
                led: LedPower {
                    channel_ua,
                    idle_ua,
                    millivolts,
                },
                max_ma,
            }
        };
        Ok(Fit {
            mode: self
                .mode
                .as_deref()
                .map(|mode| meaning(&MODES, mode))
                .transpose()?,
            scale: meaning(&SCALES, &self.scale)?,
            background: self.background,
            brightness_pct: self.brightness_pct,
            gamma: self.gamma,
            max_fps: self.max_fps,
            still: self.still,
            turn: parsed(self.turn.as_ref())?.unwrap_or(usual.turn),
            mirror: parsed(self.mirror.as_ref())?,
            line: self
                .line
                .map(|(row, at)| if row { Line::Row(at) } else { Line::Column(at) }),
            reverse: self.reverse,
            offset: self.offset,
            cutoff: self.cutoff,
            saturation_pct: self.saturation_pct.unwrap_or(usual.saturation_pct),
            white: parsed(self.white.as_ref())?,
            dither: parsed(self.dither.as_ref())?,
            merge_equal: self.merge_equal,
            first_frames: self.first_frames,
            cap: self.cap.as_ref().map(cap),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_an_older_version_wrote_a_fit_is_still_read() {
        let older = r#"{"mode":"cover","scale":"nearest","background":[1,2,3],"brightness_pct":70,"gamma":1.0,"max_fps":25.0}"#;
        let fit = serde_json::from_str::<Fitting>(older)
            .unwrap()
            .fit()
            .unwrap();
        let mode = Some(FitMode::Cover);
        let scale = Scale::Nearest;
        let background = [1, 2, 3];
        let max_fps = Some(25.0);
        assert_eq!(
            fit,
            Fit {
                mode,
                scale,
                background,
                brightness_pct: 70,
                max_fps,
                ..Fit::default()
            }
        );
    }
}
