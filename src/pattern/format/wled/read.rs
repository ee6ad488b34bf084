//! Reads the JSON: only what paints is kept, and of that no more than a strip has.

use super::Picture;
use super::paint::Painting;
use super::segment::{Lenient, Loose, Segments};
use crate::msg;
use crate::pattern::cancel::Watched;
use crate::pattern::format::json;
use crate::pattern::{PatternError, ReadOptions};
use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, Visitor};
use std::fmt;
use std::io::BufReader;

/// Files are refused above this, which is more than a WLED can store: a few bytes paint a whole strip.
const MAX_BYTES: usize = 4 << 20;
/// Presets that WLED has.
const MAX_PRESETS: u16 = 250;

/// What the file shows: its state, or the presets that paint, by number. Several states are one picture.
pub(super) fn pictures(bytes: &[u8], options: &ReadOptions) -> Result<Vec<Picture>, PatternError> {
    if bytes.len() > MAX_BYTES {
        let what = msg!("pattern-file-too-large", max = MAX_BYTES >> 20);
        return Err(PatternError::TooLarge { what });
    }
    let text = json::without_mark(bytes);
    let watched = Watched::new(text, &options.cancel).telling(&options.progress);
    let reader = serde_json::Deserializer::from_reader(BufReader::new(watched));
    let mut state = Object::default();
    for object in reader.into_iter::<Object>() {
        let object = object.map_err(|error| json::wrong(&error, options))?;
        state.painting.draw(&object.painting);
        state.name = state.name.or(object.name);
        state.presets.extend(object.presets);
        state.presets.truncate(MAX_PRESETS.into());
    }
    let mut pictures = state.presets;
    pictures.sort_by_key(|picture| picture.number);
    if !state.painting.is_empty() {
        let picture = Picture {
            number: None,
            name: state.name,
            painting: state.painting,
        };
        pictures.insert(0, picture);
    }
    Ok(pictures)
}

/// A state, a preset, or the presets of a device under their numbers; empty where something else stands, as it does on
/// real devices.
#[derive(Default)]
struct Object {
    painting: Painting,
    name: Option<String>,
    presets: Vec<Picture>,
}

impl<'de> Deserialize<'de> for Object {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Fields;
        impl<'de> Visitor<'de> for Fields {
            type Value = Object;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("{…}")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Object, A::Error> {
                let mut object = Object::default();
                while let Some(key) = map.next_key::<String>()? {
                    match (key.as_str(), key.parse::<u16>()) {
                        ("seg", _) => object.painting = map.next_value::<Segments>()?.0,
                        ("n", _) => object.name = map.next_value::<Loose>()?.text(),
                        ("state", _) => {
                            let state: Lenient<Object> = map.next_value()?;
                            object.painting = state.0.unwrap_or_default().painting;
                        }
                        (_, Ok(number)) if number <= MAX_PRESETS => {
                            object.add(number, map.next_value()?);
                        }
                        _ => drop(map.next_value::<IgnoredAny>()?),
                    }
                }
                Ok(object)
            }
        }
        deserializer.deserialize_map(Fields)
    }
}

impl Object {
    fn add(&mut self, number: u16, preset: Lenient<Self>) {
        let Some(preset) = preset.0.filter(|preset| !preset.painting.is_empty()) else {
            return;
        };
        if self.presets.len() < MAX_PRESETS.into() {
            self.presets.push(Picture {
                number: Some(number),
                name: preset.name,
                painting: preset.painting,
            });
        }
    }
}
