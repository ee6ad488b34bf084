//! Pictures and animations of PixelIt (`.json`): RGB565 numbers row by row, as its interface takes them (`bitmap`,
//! `bitmapAnimation`) and as its gallery stores them (`rgB565Array`, the same lists as text).
//! (Layout: <https://github.com/pixelit-project/PixelIt.Docs>, api.md)

use super::dat::rgb565;
use super::{Confidence, Decoded, Format, Info, Source, json};
use crate::message::Message;
use crate::msg;
use crate::pattern::{FrameDuration, Frames, Matrix, PatternError, PixelOrder, ReadOptions};

/// Rows of the matrix that PixelIt is made for.
const ROWS: usize = 8;
/// Longest side that is read: a bound for damaged files.
const MAX_SIDE: u16 = 1024;
/// Names of fields, one of which every such file has.
const NAMES: [&[u8]; 3] = [b"\"bitmapAnimation\"", b"\"bitmap\"", b"\"bitmaps\""];
/// The field of what they all hold, and of the gallery.
const DATA: &[u8] = b"\"data\"";
const GALLERY: &[u8] = b"\"rgB565Array\"";

/// See the module.
pub(super) struct PixelIt;

static INFO: Info = Info {
    name: "pixelit",
    read_as: "pixelit",
    title: msg!("format-pixelit"),
    extensions: &["json"],
    order: PixelOrder::Grid,
    writes: &[],
    writes_streams: false,
};

impl Format for PixelIt {
    fn info(&self) -> &'static Info {
        &INFO
    }

    fn sniff(&self, bytes: &[u8]) -> Confidence {
        let text = json::object(bytes);
        let named = |text: &[u8]| {
            let has = |name: &[u8]| json::has(text, name);
            has(GALLERY) || has(DATA) && NAMES.into_iter().any(has)
        };
        Confidence::exact_if(text.is_some_and(named))
    }

    fn decode(&self, source: Source<'_>, options: &ReadOptions) -> Result<Decoded, PatternError> {
        let screen: Screen = json::read(source.bytes, options)?;
        let stills = screen.bitmap.iter().chain(&screen.bitmaps);
        let count = stills.clone().count();
        let mut warnings = Vec::new();
        let (frames, duration, size) = match (screen.animation, screen.gallery) {
            (Some(animation), _) => {
                let duration = animation.delay.map(FrameDuration::from_ms);
                let duration = duration.unwrap_or(FrameDuration::DEFAULT);
                let frames = there_and_back(animation.data, animation.rubberbanding);
                (frames, duration, animation.size)
            }
            (None, Some(text)) => {
                let duration = screen.delay.map(FrameDuration::from_ms);
                let frames = gallery(&text, options)?;
                let default = match frames.len() {
                    1 => FrameDuration::STILL,
                    _ => FrameDuration::DEFAULT,
                };
                let size = screen.width.zip(screen.height);
                let size = size.map(|(width, height)| Size { width, height });
                (frames, duration.unwrap_or(default), size)
            }
            (None, None) => {
                if count > 1 {
                    warnings.push(msg!("pattern-pixelit-more", count = count));
                }
                let first = stills.into_iter().next().ok_or_else(empty)?;
                (vec![first.data.clone()], FrameDuration::STILL, first.size)
            }
        };
        let mut decoded = picture(&frames, duration, size.and_then(Size::matrix))?;
        decoded.warnings = warnings;
        Ok(decoded)
    }
}

/// What is sent to the interface, or stored in the gallery.
#[derive(serde::Deserialize)]
struct Screen {
    bitmap: Option<Bitmap>,
    #[serde(default)]
    bitmaps: Vec<Bitmap>,
    #[serde(rename = "bitmapAnimation")]
    animation: Option<Animation>,
    #[serde(rename = "rgB565Array")]
    gallery: Option<String>,
    #[serde(rename = "sizeX")]
    width: Option<u16>,
    #[serde(rename = "sizeY")]
    height: Option<u16>,
    #[serde(rename = "animationDelay")]
    delay: Option<u32>,
}

#[derive(serde::Deserialize)]
struct Bitmap {
    data: Vec<u16>,
    size: Option<Size>,
}

#[derive(serde::Deserialize)]
struct Animation {
    data: Vec<Vec<u16>>,
    #[serde(rename = "animationDelay")]
    delay: Option<u32>,
    #[serde(default)]
    rubberbanding: bool,
    size: Option<Size>,
}

#[derive(Clone, Copy, serde::Deserialize)]
struct Size {
    width: u16,
    height: u16,
}

impl Size {
    fn matrix(self) -> Option<Matrix> {
        let fits = self.width.max(self.height) <= MAX_SIDE;
        Matrix::new(self.width, self.height).filter(|_| fits)
    }
}

fn empty() -> PatternError {
    PatternError::Empty {
        what: msg!("pattern-pixelit-empty"),
    }
}

/// Frames that play forwards and then backwards, where the file says so.
fn there_and_back(mut frames: Vec<Vec<u16>>, back: bool) -> Vec<Vec<u16>> {
    if back && frames.len() > 2 {
        let between = frames.len() - 2;
        let returning: Vec<_> = frames.iter().rev().skip(1).take(between).cloned().collect();
        frames.extend(returning);
    }
    frames
}

/// The lists in the text of a gallery entry: one, several behind each other, or a list of lists.
fn gallery(text: &str, options: &ReadOptions) -> Result<Vec<Vec<u16>>, PatternError> {
    options.cancel.check()?;
    let text = text.trim();
    let lists = if text.starts_with("[[") {
        text.to_owned()
    } else if text.starts_with('[') {
        format!("[{text}]")
    } else {
        format!("[[{text}]]")
    };
    serde_json::from_str(&lists).map_err(|error| json::wrong(&error, options))
}

fn picture(
    stored: &[Vec<u16>],
    duration: FrameDuration,
    size: Option<Matrix>,
) -> Result<Decoded, PatternError> {
    let pixels = stored.first().map_or(0, Vec::len);
    if pixels == 0 {
        return Err(empty());
    }
    let matrix = size.or_else(|| usual(pixels));
    let count = matrix.map_or(pixels, Matrix::leds);
    let mut rgb = Vec::with_capacity(Frames::budget(count as u64, stored.len() as u64)?);
    for (number, frame) in (1..).zip(stored) {
        if frame.len() != count {
            let detail: Message = msg!("pattern-project-pixels", has = frame.len(), count = count);
            return Err(PatternError::Corrupt {
                offset: 0,
                detail: msg!("pattern-frame-detail", number = number, detail = detail),
            });
        }
        rgb.extend(frame.iter().flat_map(|&value| rgb565(value)));
    }
    let frames = Frames::new(count, rgb, vec![duration; stored.len()])?;
    let order = match matrix {
        Some(_) => PixelOrder::Grid,
        None => PixelOrder::Strip,
    };
    Ok(Decoded::exact(frames, matrix, order))
}

/// The size of a picture that does not say it: as high as the matrix, where that divides it.
fn usual(pixels: usize) -> Option<Matrix> {
    let width = u16::try_from(pixels / ROWS).ok()?;
    Matrix::new(width, ROWS as u16).filter(|matrix| matrix.leds() == pixels)
}

#[cfg(test)]
mod tests;
