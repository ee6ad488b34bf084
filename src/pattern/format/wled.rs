//! Pictures that WLED takes as JSON (`.json`): a state or a preset whose segments set their LEDs one by one (`seg.i`), or a
//! `presets.json` with such presets. Several states behind each other are drawn one over the other, as if they were sent
//! so: programs cut large pictures into several.
//! (Rules: https://kno.wled.ge/interfaces/json-api, and what WLED's json.cpp does)

mod paint;
mod read;
mod segment;

use super::{Confidence, Decoded, Format, Info, Source, json};
use crate::message::Message;
use crate::msg;
use crate::pattern::words::excerpt;
use crate::pattern::{FrameDuration, Frames, Matrix, PatternError, PixelOrder, ReadOptions};
use paint::Painting;

/// How many presets that are left out are named.
const NAMED: usize = 8;

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
        let mut pictures = read::pictures(source.bytes, options)?.into_iter();
        let first = pictures.next().ok_or_else(|| PatternError::Empty {
            what: msg!("pattern-wled-empty"),
        })?;
        let mut decoded = first.painting.decoded()?;
        let more: Vec<Message> = pictures.map(|picture| picture.name()).collect();
        if !more.is_empty() {
            let names: Vec<String> = more.iter().take(NAMED).map(ToString::to_string).collect();
            decoded.warnings.push(msg!(
                "pattern-wled-presets",
                count = more.len(),
                names = names
            ));
        }
        Ok(decoded)
    }
}

/// What a state or a preset shows.
struct Picture {
    /// Number of the preset; `None` for a state.
    number: Option<u16>,
    name: Option<String>,
    painting: Painting,
}

impl Picture {
    fn name(&self) -> Message {
        match &self.name {
            Some(name) => Message::verbatim(excerpt(name)),
            None => msg!(
                "pattern-wled-preset",
                number = usize::from(self.number.unwrap_or(0))
            ),
        }
    }
}

impl Painting {
    fn decoded(self) -> Result<Decoded, PatternError> {
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
