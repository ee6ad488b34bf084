//! Pixels of a frame as the projects store them: lists of numbers, or base64 of runs `[length, r, g, b]` (which the files
//! call `rle+rgba8` although there is no alpha), or base64 of plain bytes.

use crate::message::Message;
use crate::msg;
use crate::pattern::words::excerpt;
use crate::pattern::words::foreign;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::de::{Deserialize, Deserializer, Error, IgnoredAny, SeqAccess, Visitor};
use std::fmt;

/// Pixels as they stand in the file. Read without a copy in between: a list of numbers would take many times its size.
pub(super) enum Stored {
    /// Base64.
    Text(String),
    /// What was a list for each pixel: red, green, blue, and perhaps alpha, which that program ignores.
    Rgb(Vec<[u8; 3]>),
}

impl<'de> Deserialize<'de> for Stored {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Either;
        impl<'de> Visitor<'de> for Either {
            type Value = Stored;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("base64, or a list of pixels")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Stored, E> {
                Ok(Stored::Text(text.into()))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Stored, A::Error> {
                let mut pixels = Vec::new();
                while let Some(Pixel(rgb)) = seq.next_element()? {
                    pixels.push(rgb);
                }
                Ok(Stored::Rgb(pixels))
            }
        }
        deserializer.deserialize_any(Either)
    }
}

/// Red, green, blue; what follows them is ignored.
struct Pixel([u8; 3]);

impl<'de> Deserialize<'de> for Pixel {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct List;
        impl<'de> Visitor<'de> for List {
            type Value = Pixel;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("red, green and blue, 0 to 255 each")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Pixel, A::Error> {
                let mut rgb = [0; 3];
                for (place, channel) in rgb.iter_mut().enumerate() {
                    *channel = seq
                        .next_element()?
                        .ok_or_else(|| A::Error::invalid_length(place, &self))?;
                }
                while seq.next_element::<IgnoredAny>()?.is_some() {}
                Ok(Pixel(rgb))
            }
        }
        deserializer.deserialize_seq(List)
    }
}

/// Appends exactly `count` pixels to `rgb`, or says what is wrong. `encoding` is what the layer says; runs if nothing.
pub(super) fn decode(
    stored: &Stored,
    encoding: &str,
    count: usize,
    rgb: &mut Vec<u8>,
) -> Result<(), Message> {
    let start = rgb.len();
    match stored {
        Stored::Rgb(pixels) if pixels.len() == count => {
            rgb.extend_from_slice(pixels.as_flattened());
        }
        Stored::Rgb(pixels) => {
            return Err(msg!(
                "pattern-project-pixels",
                has = pixels.len(),
                count = count
            ));
        }
        // So that program writes a frame without pixels.
        Stored::Text(text) if text.is_empty() => rgb.resize(start + count * 3, 0),
        Stored::Text(text) => {
            let bytes = STANDARD
                .decode(text)
                .map_err(|error| msg!("pattern-project-base64", error = foreign(&error)))?;
            match encoding {
                "" | "rle+rgba8" => runs(&bytes, count, rgb)?,
                "raw+rgb8" => rgb.extend(bytes.iter().take(count * 3 + 3)),
                "raw+rgba8" => rgb.extend(
                    bytes
                        .chunks(4)
                        .take(count + 1)
                        .flat_map(|pixel| pixel.iter().take(3)),
                ),
                other => {
                    return Err(msg!("pattern-project-encoding", encoding = excerpt(other)));
                }
            }
        }
    }
    let has = (rgb.len() - start) / 3;
    if rgb.len() - start == count * 3 {
        Ok(())
    } else {
        Err(msg!("pattern-project-pixels", has = has, count = count))
    }
}

fn runs(bytes: &[u8], count: usize, rgb: &mut Vec<u8>) -> Result<(), Message> {
    let (runs, rest) = bytes.as_chunks::<4>();
    if !rest.is_empty() {
        return Err(msg!("pattern-project-run"));
    }
    let mut left = count;
    for &[length, r, g, b] in runs {
        // Checked before they are written out: a run is 255 times as long as it looks.
        left = left
            .checked_sub(length.into())
            .ok_or_else(|| msg!("pattern-project-extra-pixels", count = count))?;
        rgb.extend(std::iter::repeat_n([r, g, b], length.into()).flatten());
    }
    Ok(())
}

/// Base64 of the runs of `rgb`.
pub(super) fn encode(rgb: &[u8]) -> String {
    let mut bytes = Vec::new();
    for run in rgb.as_chunks::<3>().0.chunk_by(|a, b| a == b) {
        let Some(&[r, g, b]) = run.first() else {
            continue;
        };
        bytes.extend(
            run.chunks(u8::MAX.into())
                .flat_map(|part| [part.len() as u8, r, g, b]),
        );
    }
    STANDARD.encode(bytes)
}
