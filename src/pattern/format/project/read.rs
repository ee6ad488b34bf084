//! Reads the JSON. Its width is bounded by the lists here: they stop at what a pattern may have, so
//! that a small file cannot become a large one in memory.

use super::pixels::{self, Stored};
use super::{MAX_FRAMES, MAX_SIDE};
use crate::message::Message;
use crate::msg;
use crate::pattern::format::{Decoded, json};
use crate::pattern::words::excerpt;
use crate::pattern::{
    Cancel, FrameDuration, Frames, MAX_LEDS, Matrix, PatternError, PixelOrder, ReadOptions,
};
use serde::de::{Deserialize, Deserializer, IgnoredAny, SeqAccess, Visitor};
use std::fmt;
use std::marker::PhantomData;

/// A pattern; or a project around one, whose own fields are about the project.
#[derive(serde::Deserialize)]
struct File {
    pattern: Option<Box<Pattern>>,
    matrix: Option<Shape>,
    metadata: Option<Shape>,
    frames: Option<Capped<Frame, MAX_FRAMES>>,
}

#[derive(serde::Deserialize)]
struct Pattern {
    matrix: Option<Shape>,
    /// Where the older form has its matrix.
    metadata: Option<Shape>,
    frames: Option<Capped<Frame, MAX_FRAMES>>,
}

/// What both forms say of the matrix.
#[derive(Default, serde::Deserialize)]
#[serde(default)]
struct Shape {
    width: Option<u32>,
    height: Option<u32>,
    /// Newer and older name.
    #[serde(alias = "color_order")]
    default_color_order: Option<String>,
    layout_type: Option<String>,
    circular_mapping_table: Option<Capped<[u16; 2], MAX_LEDS>>,
    /// `row_major` and `linear` in the newer form, `Row-major` and such in the older.
    layout: Option<String>,
    wiring: Option<String>,
    wiring_mode: Option<String>,
}

#[derive(serde::Deserialize)]
struct Frame {
    duration_ms: Option<u32>,
    pixels: Option<Stored>,
    layers: Option<FirstOf<Layer>>,
}

#[derive(serde::Deserialize)]
struct Layer {
    pixels: Stored,
    #[serde(default)]
    encoding: String,
}

/// A list of at most `MAX`.
struct Capped<T, const MAX: usize>(Vec<T>);

impl<'de, T: Deserialize<'de>, const MAX: usize> Deserialize<'de> for Capped<T, MAX> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct List<T, const MAX: usize>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>, const MAX: usize> Visitor<'de> for List<T, MAX> {
            type Value = Capped<T, MAX>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "a list of at most {MAX}")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
                let mut list = Vec::new();
                while let Some(item) = seq.next_element()? {
                    if list.len() == MAX {
                        return Err(serde::de::Error::invalid_length(MAX + 1, &self));
                    }
                    list.push(item);
                }
                Ok(Capped(list))
            }
        }
        deserializer.deserialize_seq(List(PhantomData))
    }
}

/// The first of a list, and how many there are.
struct FirstOf<T> {
    first: Option<T>,
    count: usize,
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for FirstOf<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct List<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for List<T> {
            type Value = FirstOf<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
                let first = seq.next_element()?;
                let mut count = usize::from(first.is_some());
                while seq.next_element::<IgnoredAny>()?.is_some() {
                    count += 1;
                }
                Ok(FirstOf { first, count })
            }
        }
        deserializer.deserialize_seq(List(PhantomData))
    }
}

/// Reads a whole file.
pub(super) fn decode(bytes: &[u8], options: &ReadOptions) -> Result<Decoded, PatternError> {
    let cancel = &options.cancel;
    let file: File = json::read(bytes, options)?;
    let bare = Pattern {
        matrix: file.matrix,
        metadata: file.metadata,
        frames: file.frames,
    };
    let pattern = file.pattern.map_or(bare, |pattern| *pattern);
    let shape = pattern.matrix.or(pattern.metadata).unwrap_or_default();
    let stored = pattern.frames.map(|list| list.0).unwrap_or_default();
    let side = |n: Option<u32>| {
        n.and_then(|n| u16::try_from(n).ok())
            .filter(|n| (1..=MAX_SIDE).contains(n))
    };
    let matrix = match (
        side(shape.width),
        side(shape.height),
        shape.width.or(shape.height),
    ) {
        (Some(w), Some(h), _) => Matrix::new(w, h),
        (_, _, Some(_)) => {
            let detail = msg!("pattern-project-size", max = MAX_SIDE);
            return Err(PatternError::Corrupt { offset: 0, detail });
        }
        _ => None,
    };
    let matrix = matrix.ok_or_else(|| PatternError::UnknownFormat {
        what: msg!("pattern-project-no-size"),
    })?;
    if stored.is_empty() {
        return Err(PatternError::Empty {
            what: msg!("pattern-project-empty"),
        });
    }
    let cells = read_frames(&stored, matrix, cancel)?;
    let mut decoded = match lights(&shape, matrix)? {
        Some(cell_of) => Decoded::exact(picked(&cells, &cell_of)?, None, PixelOrder::Strip),
        None => Decoded::exact(cells, Some(matrix), PixelOrder::Grid),
    };
    decoded.warnings = warnings(&shape, &stored, decoded.order);
    Ok(decoded)
}

fn read_frames(stored: &[Frame], matrix: Matrix, cancel: &Cancel) -> Result<Frames, PatternError> {
    let mut rgb = Vec::new();
    // Asked before the runs are written out; the bytes come as they are read.
    Frames::budget(matrix.leds() as u64, stored.len() as u64)?;
    let mut durations = Vec::with_capacity(stored.len());
    for (number, frame) in (1..).zip(stored) {
        cancel.check()?;
        let layer = frame
            .layers
            .as_ref()
            .and_then(|layers| layers.first.as_ref());
        let wrong = |detail: Message| PatternError::Corrupt {
            offset: 0,
            detail: msg!("pattern-frame-detail", number = number, detail = detail),
        };
        let read = match (layer, &frame.pixels) {
            (Some(layer), _) => {
                pixels::decode(&layer.pixels, &layer.encoding, matrix.leds(), &mut rgb)
            }
            (None, Some(list)) => pixels::decode(list, "", matrix.leds(), &mut rgb),
            (None, None) => Err(msg!("pattern-project-no-pixels")),
        };
        read.map_err(wrong)?;
        durations.push(
            frame
                .duration_ms
                .map_or(FrameDuration::DEFAULT, FrameDuration::from_ms),
        );
    }
    Ok(Frames::new(matrix.leds(), rgb, durations)?)
}

/// For round layouts: the cell of each LED.
fn lights(shape: &Shape, matrix: Matrix) -> Result<Option<Vec<usize>>, PatternError> {
    let round = !matches!(
        shape.layout_type.as_deref(),
        None | Some("rectangular" | "irregular")
    );
    let Some(table) = shape
        .circular_mapping_table
        .as_ref()
        .filter(|table| round && !table.0.is_empty())
    else {
        return Ok(None);
    };
    let cell = |&[x, y]: &[u16; 2]| {
        let inside = usize::from(x) < matrix.w() && usize::from(y) < matrix.h();
        inside.then(|| usize::from(y) * matrix.w() + usize::from(x))
    };
    let cells = table.0.iter().map(cell).collect::<Option<Vec<_>>>();
    cells.map(Some).ok_or_else(|| PatternError::Corrupt {
        offset: 0,
        detail: msg!("pattern-project-table", matrix = matrix),
    })
}

/// The cells of the LEDs, in their order; a cell may be there for several.
fn picked(cells: &Frames, cell_of: &[usize]) -> Result<Frames, PatternError> {
    let mut rgb = Vec::with_capacity(Frames::budget(cell_of.len() as u64, cells.len() as u64)?);
    for (frame, _) in cells.iter() {
        let (pixels, _) = frame.as_chunks::<3>();
        rgb.extend(
            cell_of
                .iter()
                .flat_map(|&cell| pixels.get(cell).copied().unwrap_or_default()),
        );
    }
    Ok(Frames::new(cell_of.len(), rgb, cells.durations().to_vec())?)
}

/// What the file says that is not used, or not as it may be meant.
fn warnings(shape: &Shape, stored: &[Frame], order: PixelOrder) -> Vec<Message> {
    let mut all = Vec::new();
    let layers = stored
        .iter()
        .filter_map(|f| f.layers.as_ref())
        .map(|l| l.count)
        .max()
        .unwrap_or(0);
    if layers > 1 {
        all.push(msg!("pattern-layers", layers = layers));
    }
    if let Some(other) = shape
        .default_color_order
        .as_deref()
        .filter(|order| !order.eq_ignore_ascii_case("RGB"))
    {
        all.push(msg!("pattern-project-order", order = excerpt(other)));
    }
    let plain = |text: &Option<String>, plain: &str| {
        text.as_deref()
            .is_none_or(|t| t.eq_ignore_ascii_case(plain))
    };
    let rows = plain(&shape.layout, "row_major") && plain(&shape.wiring, "linear");
    if order == PixelOrder::Grid && !(rows && plain(&shape.wiring_mode, "Row-major")) {
        let named = [&shape.wiring_mode, &shape.layout, &shape.wiring];
        let named: Vec<_> = named
            .into_iter()
            .filter_map(|text| text.as_deref())
            .map(excerpt)
            .collect();
        let named = named.join(", ");
        all.push(msg!("pattern-project-wiring", named = named));
    }
    let kind = shape.layout_type.as_deref().unwrap_or("rectangular");
    if order == PixelOrder::Grid && kind != "rectangular" {
        all.push(msg!("pattern-project-layout", layout = excerpt(kind)));
    }
    all
}
