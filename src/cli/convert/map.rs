//! `convert --map`: writes a map of LEDs in another format, without a pattern.

use super::{new_file, print};
use crate::cli::args::Convert;
use crate::cli::{Context, Exit};
use crate::device::DeviceError;
use crate::pattern::{MapFile, MapFormat, MapOptions, PatternError, hex, open_map, read_map};
use crate::problem::Problem;
use crate::text::path_text;
use serde_json::json;
use sha2::{Digest as _, Sha256};
use std::path::Path;

pub(super) fn run(context: &Context, convert: &Convert, from: &Path, format: MapFormat) -> Exit {
    let out = convert.out();
    let failed = |about: &Path, problem: &Problem| {
        context
            .out
            .problem(Some(&about.display().to_string()), problem);
        Exit::Failed
    };
    if let Err(problem) = new_file::check(from, out, convert.force) {
        return failed(out, &problem);
    }
    let made = match make(convert, from, format) {
        Ok(made) => made,
        Err(error) => return failed(from, &Problem::from(&DeviceError::Pattern(error))),
    };
    if let Err(problem) = new_file::write(out, made.text.as_bytes(), convert.force) {
        return failed(out, &problem);
    }
    made.report(context, convert, from, format);
    Exit::Done
}

/// A new map.
struct Made {
    text: String,
    source: MapFile,
    /// The map as it was read back.
    back: MapFile,
    notes: Vec<String>,
}

/// Reads the map, writes it in memory, and reads it back from there.
fn make(convert: &Convert, from: &Path, format: MapFormat) -> Result<Made, PatternError> {
    let options = convert.layout.map_options()?;
    let source = open_map(from, &options)?;
    let (text, losses) = source.write(format, options.view.is_some());
    let notes = source
        .notes
        .iter()
        .chain(&losses)
        .map(ToString::to_string)
        .collect();
    let back = read_map(text.as_bytes(), &MapOptions::default())?;
    Ok(Made {
        text,
        source,
        back,
        notes,
    })
}

impl Made {
    fn report(&self, context: &Context, convert: &Convert, from: &Path, format: MapFormat) {
        let file = from.display().to_string();
        let out = convert.out().display().to_string();
        let map = &self.back.map;
        let matrix = self.source.map.matrix();
        let leds = map.leds();
        let bytes = self.text.len();
        let object = json!({
            "event": "converted",
            "file": file,
            "out": out,
            "format": format.name(),
            "read_as": self.source.kind.name(),
            "leds": leds,
            "placed": map.cells().flatten().count(),
            "matrix": {"w": matrix.w(), "h": matrix.h()},
            "bytes": bytes,
            "sha256": hex(&Sha256::digest(&self.text)),
            "notes": self.notes,
        });
        let line = format!(
            "{} -> {}: {}, {leds} LEDs on {matrix}, {bytes} bytes",
            path_text(&file),
            path_text(&out),
            format.name()
        );
        print(context, convert, &object, line, &self.notes);
    }
}
