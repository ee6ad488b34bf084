//! Projects of the program before this one (`.ledproj`, `.json`): JSON with a matrix and frames in layers, or in its older
//! form with the pixels right in the frames. Pixels stand row by row from the top left, whatever the wiring. Round layouts
//! map each LED to a cell of that grid. (Layout: that program's pattern schema 1.0, and files of its own tests.)

mod pixels;
mod read;

use super::{Confidence, Decoded, Format, Info, Sink, Source, grid, json, put, readable};
use crate::message::Message;
use crate::msg;
use crate::pattern::{HeldPattern, Matrix, Pattern, PatternError, PixelOrder, ReadOptions};
use serde_json::json;

/// Longest side of a matrix that is written or read: a bound for damaged files.
const MAX_SIDE: u16 = 4096;
/// Most frames that are read: as many as a device counts.
const MAX_FRAMES: usize = 65_535;

/// See the module.
pub(super) struct Project;

static INFO: Info = Info {
    name: "project",
    read_as: "project",
    title: msg!("format-project"),
    extensions: &["ledproj", "json"],
    order: PixelOrder::Grid,
    writes: &["ledproj", "json"],
    writes_streams: false,
};

impl Format for Project {
    fn info(&self) -> &'static Info {
        &INFO
    }

    fn sniff(&self, bytes: &[u8]) -> Confidence {
        let names: [&[u8]; 2] = [b"\"frames\"", b"\"pixels\""];
        let text = json::object(bytes);
        Confidence::exact_if(
            text.is_some_and(|text| names.iter().all(|name| json::has(text, name))),
        )
    }

    fn decode(&self, source: Source<'_>, options: &ReadOptions) -> Result<Decoded, PatternError> {
        read::decode(source.bytes, options)
    }

    fn write(&self, pattern: &Pattern, to: &mut dyn Sink) -> Result<(), PatternError> {
        let matrix = grid::of(pattern, MAX_SIDE)?;
        put(&readable(write(&pattern.hold()?, matrix))?, to)
    }

    fn losses(&self, pattern: &Pattern) -> Result<Vec<Message>, PatternError> {
        let transparency = grid::transparency(&*pattern.frames.hold()?);
        Ok(transparency
            .into_iter()
            .chain(grid::losses(pattern))
            .collect())
    }
}

/// What the program before this one saves and opens: one layer a frame, its pixels in runs.
fn write(pattern: &HeldPattern, matrix: Matrix) -> Vec<u8> {
    let hash = pattern.frames.content_hash();
    let frames: Vec<_> = (0..)
        .zip(pattern.frames.iter())
        .map(|(index, (rgb, duration))| {
            json!({
                "index": index,
                "duration_ms": duration.ms(),
                "layers": [{
                    "id": uuid(&hash, index + 1), "name": "base", "opacity": 1.0, "blend_mode": "normal", "visible": true,
                    "pixels": pixels::encode(rgb), "encoding": "rle+rgba8",
                }],
            })
        })
        .collect();
    let project = json!({
        "project_version": "1.1",
        "schema_version": "1.0",
        "metadata": { "name": pattern.name },
        "pattern": {
            "schema_version": "1.0",
            "id": uuid(&hash, 0),
            "name": pattern.name,
            "matrix": {
                "width": matrix.w(), "height": matrix.h(), "layout": "row_major", "wiring": "linear",
                "default_color_order": "RGB", "layout_type": "rectangular",
            },
            "frames": frames,
        },
    });
    project.to_string().into_bytes()
}

/// An identifier of the shape that the schema asks for, version 4; the same content gives the same ones.
fn uuid(hash: &str, number: u32) -> String {
    let digits = |from: usize, to: usize| hash.get(from..to).unwrap_or_default();
    format!(
        "{}-{}-4{}-8{}-{}{number:08x}",
        digits(0, 8),
        digits(8, 12),
        digits(12, 15),
        digits(15, 18),
        digits(18, 22)
    )
}

#[cfg(test)]
mod tests;
