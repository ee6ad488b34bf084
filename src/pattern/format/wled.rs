//! Pictures that WLED takes as JSON (`.json`): a state or a preset whose segments set their LEDs one by one (`seg.i`), or a
//! `presets.json` with such presets. Several states behind each other are drawn one over the other, as if they were sent
//! so: programs cut large pictures into several.
//! (Rules: <https://kno.wled.ge/interfaces/json-api>, and what WLED's json.cpp does)

mod paint;
mod read;
mod segment;

use super::{Confidence, Decoded, Format, Info, Source, json};
use crate::msg;
use crate::pattern::words::excerpt;
use crate::pattern::{
    Candidate, FrameDuration, Frames, Matrix, PatternError, PixelOrder, ReadOptions, Reason,
    Selection,
};
use paint::Painting;

/// How many presets are named, and how many are offered.
const NAMED: usize = 8;
const OFFERED: usize = 5;
/// Longest name that selects a preset, in bytes: WLED's have 32.
const MAX_NAME: usize = 64;
/// What selects the state of a file that has presets as well.
const STATE: &str = "state";

/// See the module.
pub(super) struct Wled;

static INFO: Info = Info {
    name: "wled",
    read_as: "wled",
    title: msg!("format-wled"),
    extensions: &["json"],
    order: PixelOrder::Grid,
    writes: &[],
    writes_streams: false,
};

impl Format for Wled {
    fn info(&self) -> &'static Info {
        &INFO
    }

    fn sniff(&self, bytes: &[u8]) -> Confidence {
        let Some(text) = json::object(bytes).filter(|text| json::has(text, b"\"seg\"")) else {
            return Confidence::No;
        };
        let names: [&[u8]; 3] = [b"\"bri\"", b"\"on\"", b"\"fx\""];
        if json::has(text, b"\"i\"") {
            Confidence::Exact
        } else if names.iter().any(|name| json::has(text, name)) {
            Confidence::Likely
        } else {
            Confidence::No
        }
    }

    fn decode(&self, source: Source<'_>, options: &ReadOptions) -> Result<Decoded, PatternError> {
        let pictures = read::pictures(source.bytes, options)?;
        let wanted = wanted(&pictures, options);
        let index = wanted.as_ref().map_or(0, |found| found.unwrap_or(0));
        let picture = pictures.get(index).ok_or_else(|| PatternError::Empty {
            what: msg!("pattern-wled-empty"),
        })?;
        let wanted = wanted?;
        let mut decoded = picture.painting.decoded()?;
        let others = || pictures.iter().enumerate().filter(|(at, _)| *at != index);
        if pictures.len() > 1 && wanted.is_none() {
            let names = others().take(NAMED).map(|(_, other)| other.label());
            decoded.warnings.push(msg!(
                "pattern-wled-presets",
                count = pictures.len() - 1,
                names = names.collect::<Vec<String>>()
            ));
            decoded.certain = false;
            let all = pictures.iter().take(OFFERED);
            let alone = |name: &Option<String>| {
                let same = pictures.iter().filter(|other| other.name == *name);
                same.count() == 1
            };
            decoded.candidates = all
                .map(|picture| picture.candidate(alone(&picture.name)))
                .collect();
        }
        Ok(decoded)
    }
}

/// The picture that was asked for by the name or the number of its preset, or was chosen before.
fn wanted(pictures: &[Picture], options: &ReadOptions) -> Result<Option<usize>, PatternError> {
    let find = |name: &str| {
        let by_key = pictures.iter().position(|picture| picture.key() == name);
        by_key.or_else(|| {
            let mut names = pictures.iter().map(|picture| picture.name.as_deref());
            names.position(|own| own == Some(name))
        })
    };
    let Some(name) = &options.array else {
        let remembered = options.remembered.as_ref();
        let name = remembered.and_then(|remembered| remembered.selection.array.as_deref());
        return Ok(name.and_then(find));
    };
    let found = find(name).ok_or_else(|| {
        let names = pictures.iter().take(NAMED).map(Picture::label);
        PatternError::Options {
            detail: msg!(
                "pattern-wled-no-preset",
                name = excerpt(name),
                names = names.collect::<Vec<String>>()
            ),
        }
    });
    found.map(Some)
}

/// What a state or a preset shows.
struct Picture {
    /// Number of the preset; `None` for a state.
    number: Option<u16>,
    name: Option<String>,
    painting: Painting,
}

impl Picture {
    /// What selects it: its number, which is there once, or a word for the state.
    fn key(&self) -> String {
        self.number
            .map_or(STATE.into(), |number| number.to_string())
    }

    /// Its name for people, behind its number.
    fn label(&self) -> String {
        match &self.name {
            Some(name) => format!("{} ({})", self.key(), excerpt(name)),
            None => self.key(),
        }
    }

    /// As a reading; selected by its name where that is its `own`.
    fn candidate(&self, own: bool) -> Candidate {
        let key = |name: &str| name == STATE || name.parse::<u16>().is_ok();
        let fits = |name: &String| own && name.len() <= MAX_NAME && !key(name);
        let name = self.name.clone().filter(fits);
        Candidate {
            leds: self.painting.leds(),
            frames: 1,
            matrix: self.painting.matrix(),
            score: 1.0,
            reasons: vec![Reason {
                supports: true,
                text: msg!("pattern-reason-preset", preset = self.label()),
            }],
            selection: Selection {
                array: Some(name.unwrap_or_else(|| self.key())),
                ..Selection::default()
            },
            pixels: Some(self.painting.rgb().into()),
        }
    }
}

impl Painting {
    fn decoded(&self) -> Result<Decoded, PatternError> {
        let warnings = self.warnings();
        let (leds, matrix): (_, Option<Matrix>) = (self.leds(), self.matrix());
        let frames = Frames::new(leds, self.rgb(), vec![FrameDuration::STILL])?;
        let order = match matrix {
            Some(_) => PixelOrder::Grid,
            None => PixelOrder::Strip,
        };
        let exact = Decoded::exact(frames, matrix, order);
        Ok(Decoded { warnings, ..exact })
    }
}

#[cfg(test)]
mod tests;
