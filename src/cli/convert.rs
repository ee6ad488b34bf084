//! `convert`: any readable format to any writable one. What it writes was read back first, and what reading gives is what
//! it reports.

use super::args::Convert;
use super::layout::Given;
use super::{Context, Exit};
use crate::device::{DeviceError, Problem};
use crate::pattern::format::{self, Format};
use crate::pattern::{Opened, Pattern, PatternError, PixelOrder, ReadOptions, hex, open, read_bytes};
use serde_json::json;
use sha2::{Digest as _, Sha256};
use std::path::Path;

mod fitting;
mod new_file;

pub(super) fn run(context: &Context, convert: &Convert) -> Result<Exit, Problem> {
    let file = convert.file.display().to_string();
    let out = convert.out.display().to_string();
    let mut notes = Vec::new();
    let Some(format) = target(convert, &mut notes) else {
        context.out.problem(Some(&out), &no_format());
        return Ok(Exit::Usage);
    };
    let failed = |about: &str, problem: &Problem| {
        context.out.problem(Some(about), problem);
        Ok(Exit::Failed)
    };
    if let Err(problem) = new_file::check(&convert.file, &convert.out, convert.force) {
        return failed(&out, &problem);
    }
    let Some(given) = context.given(&convert.layout) else { return Ok(Exit::Failed) };
    let made = match make(context, (convert, &given), format, notes) {
        Ok(made) => made,
        Err(error) => return failed(&file, &Problem::from(&DeviceError::Pattern(error))),
    };
    if let Err(problem) = new_file::write(&convert.out, &made.bytes, convert.force) {
        return failed(&out, &problem);
    }
    made.tell(context, convert);
    Ok(Exit::Done)
}

/// The format to write: the one asked for, else by the extension of the new file.
fn target(convert: &Convert, notes: &mut Vec<String>) -> Option<&'static dyn Format> {
    if let Some(name) = convert.to {
        return format::by_name(name);
    }
    let extension = convert.out.extension()?.to_str()?;
    let mut formats = format::by_extension(extension);
    let usual = formats.next()?;
    for other in formats {
        let (is, may) = (usual.name(), other.name());
        notes.push(format!("a .{extension} file is written as {is} unless told otherwise (--to {may})"));
    }
    Some(usual)
}

fn no_format() -> Problem {
    let known = format::FORMATS.iter().filter_map(|f| Some(format!(".{} ({})", f.writes().first()?, f.name())));
    Problem::new(
        "pattern.options",
        "the name of the new file does not say in which format it is to be written",
        format!("give --to FORMAT, or one of these extensions: {}", known.collect::<Vec<_>>().join(", ")),
    )
}

/// A new file before it is anywhere.
struct Made {
    bytes: Vec<u8>,
    /// What reading the bytes gives.
    back: Pattern,
    notes: Vec<String>,
}

fn make(
    context: &Context,
    (convert, given): (&Convert, &Given),
    format: &'static dyn Format,
    mut notes: Vec<String>,
) -> Result<Made, PatternError> {
    let opened = read(context, &convert.file, &convert.source.read())?;
    let source = opened.settled()?;
    notes.extend(source.warnings.iter().cloned());
    let has_grid = format::by_name(source.format).is_some_and(|f| f.order() == PixelOrder::Grid);
    if convert.source.from_wiring.is_some() && has_grid {
        notes.push("the file holds a picture already: --from-wiring changed nothing".into());
    }
    let pattern = fitting::fitted(source, convert, given, format.order(), &mut notes)?;
    let read_only = || PatternError::Options { detail: format!("{} files are read, but not written", format.name()) };
    let bytes = format.encode(&pattern).ok_or_else(read_only)??;
    notes.extend(format.losses(&pattern));
    let name = format.read_as();
    if format::surest(&bytes).0.name() != name {
        notes.push(format!("the new file looks like another format by chance: read it with --as {name}"));
    }
    let leds = Some(pattern.frames.leds());
    let options = ReadOptions { format: Some(name.into()), leds, ..ReadOptions::default() };
    let back = read_bytes(&convert.out, bytes.as_slice().into(), &options)?.pattern;
    Ok(Made { bytes, back, notes })
}

/// Reads the source; a reading that was chosen for its content before settles a headerless one.
fn read(context: &Context, file: &Path, options: &ReadOptions) -> Result<Opened, PatternError> {
    let opened = open(file, options)?;
    if opened.certain {
        return Ok(opened);
    }
    // what was remembered helps, but is not needed to say that the file is ambiguous
    match context.store().ok().and_then(|store| store.reading(&opened.sha256).ok().flatten()) {
        Some(remembered) => opened.reread(&ReadOptions { remembered: Some(remembered), ..options.clone() }),
        None => Ok(opened),
    }
}

impl Made {
    /// Says what was written; on stderr where stdout is the new file.
    fn tell(&self, context: &Context, convert: &Convert) {
        let (file, out) = (convert.file.display().to_string(), convert.out.display().to_string());
        let Pattern { format, matrix, ref frames, .. } = self.back;
        let object = json!({
            "event": "converted",
            "file": file,
            "out": out,
            "format": format,
            "leds": frames.leds(),
            "frames": frames.len(),
            "bytes": self.bytes.len(),
            "sha256": hex(&Sha256::digest(&self.bytes)),
            "content": frames.content_hash(),
            "notes": self.notes,
        });
        let size = matrix.map(|m| format!(" ({m})")).unwrap_or_default();
        let (leds, count, bytes) = (frames.leds(), frames.len(), self.bytes.len());
        let line = format!("{file} -> {out}: {format}, {leds} LEDs{size} x {count} frames, {bytes} bytes");
        let line = self.notes.iter().fold(line, |line, note| format!("{line}\n  note: {note}"));
        match (new_file::is_stdout(&convert.out), context.json) {
            (false, _) => context.out.event(&object, &line),
            (true, true) => context.out.talk(&object.to_string()),
            (true, false) => context.out.talk(&line),
        }
    }
}
