//! `convert`: any readable format to any writable one. What it writes was read back first, and what reading gives is what
//! it reports.

use super::args::Convert;
use super::layout::Given;
use super::{Context, Exit};
use crate::device::DeviceError;
use crate::pattern::format::{self, Format};
use crate::pattern::{
    Opened, Pattern, PatternError, PixelOrder, ReadOptions, hex, open, read_bytes,
};
use crate::problem::{Code, Problem};
use crate::text::{self, path_text};
use serde_json::json;
use sha2::{Digest as _, Sha256};
use std::path::Path;

mod fitting;
mod new_file;
mod streamed;

/// What was fitted to so little is made in memory, however large its source is: 16 MiB of frames.
const SMALL: u64 = 16 << 20;

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
    let Some(given) = context.given(&convert.layout) else {
        return Ok(Exit::Failed);
    };
    let pattern = match prepared(context, (convert, &given), format, &mut notes) {
        Ok(pattern) => pattern,
        Err(error) => return failed(&file, &Problem::from(&DeviceError::Pattern(error))),
    };
    let made = if pattern.frames.bytes() <= SMALL || pattern.frames.held().is_some() {
        whole(convert, format, &pattern, notes)
    } else {
        streamed::make(convert, format, &pattern, notes)
    };
    match made {
        Ok(made) => made.tell(context, convert),
        Err(Failure::Source(error)) => {
            return failed(&file, &Problem::from(&DeviceError::Pattern(error)));
        }
        Err(Failure::Output(problem)) => return failed(&out, &problem),
    }
    Ok(Exit::Done)
}

/// Whose fault it is that there is no new file.
enum Failure {
    Source(PatternError),
    Output(Problem),
}

impl From<PatternError> for Failure {
    fn from(error: PatternError) -> Self {
        Self::Source(error)
    }
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
        let is = usual.info().name;
        let may = other.info().name;
        notes.push(format!(
            "a .{extension} file is written as {is} unless told otherwise (--to {may})"
        ));
    }
    Some(usual)
}

fn no_format() -> Problem {
    let known = format::FORMATS
        .iter()
        .filter_map(|f| Some(format!(".{} ({})", f.info().writes.first()?, f.info().name)));
    Problem::new(
        Code::PatternOptions,
        "the name of the new file does not say in which format it is to be written",
        format!(
            "give --to FORMAT, or one of these extensions: {}",
            known.collect::<Vec<_>>().join(", ")
        ),
    )
}

/// A new file.
struct Made {
    bytes: u64,
    sha256: String,
    /// What reading it gives.
    back: Pattern,
    content: String,
    notes: Vec<String>,
}

/// The pattern as it is to be written.
fn prepared(
    context: &Context,
    (convert, given): (&Convert, &Given),
    format: &'static dyn Format,
    notes: &mut Vec<String>,
) -> Result<Pattern, PatternError> {
    let opened = read(context, &convert.file, &convert.source.read())?;
    let source = opened.settled()?;
    notes.extend(source.warnings.iter().cloned());
    let has_grid =
        format::by_name(source.format).is_some_and(|f| f.info().order == PixelOrder::Grid);
    if convert.source.from_wiring.is_some() && has_grid {
        notes.push("the file holds a picture already: --from-wiring changed nothing".into());
    }
    fitting::fitted(source, convert, given, format.info().order, notes)
}

/// How the new file is read back.
fn reading(format: &dyn Format, pattern: &Pattern) -> ReadOptions {
    let leds = Some(pattern.frames.leds());
    ReadOptions {
        format: Some(format.info().read_as.into()),
        leds,
        ..ReadOptions::default()
    }
}

/// Makes the file in memory, reads it back there, and writes it.
fn whole(
    convert: &Convert,
    format: &'static dyn Format,
    pattern: &Pattern,
    mut notes: Vec<String>,
) -> Result<Made, Failure> {
    let held = Pattern::from(pattern.hold()?);
    let bytes = format::encode(format, &held)?;
    notes.extend(format.losses(&held)?);
    let name = format.info().read_as;
    if format::surest(&bytes).0.info().name != name {
        notes.push(format!(
            "the new file looks like another format by chance: read it with --as {name}"
        ));
    }
    let back = read_bytes(
        &convert.out,
        bytes.as_slice().into(),
        &reading(format, pattern),
    )?
    .pattern;
    let len = bytes.len() as u64;
    let sha256 = hex(&Sha256::digest(&bytes));
    let content = back.frames.content_hash()?;
    new_file::write(&convert.out, &bytes, convert.force).map_err(Failure::Output)?;
    Ok(Made {
        bytes: len,
        sha256,
        back,
        content,
        notes,
    })
}

/// Reads the source; a reading that was chosen for its content before settles a headerless one.
fn read(context: &Context, file: &Path, options: &ReadOptions) -> Result<Opened, PatternError> {
    let _watched = context
        .out
        .reading(&file.display().to_string(), &options.progress);
    let opened = open(file, options)?;
    if opened.certain {
        return Ok(opened);
    }
    // what was remembered helps, but is not needed to say that the file is ambiguous
    match context
        .store()
        .ok()
        .and_then(|store| store.reading(opened.contents.key()).ok().flatten())
    {
        Some(remembered) => opened.reread(&ReadOptions {
            remembered: Some(remembered),
            ..options.clone()
        }),
        None => Ok(opened),
    }
}

impl Made {
    /// Says what was written; on stderr where stdout is the new file.
    fn tell(&self, context: &Context, convert: &Convert) {
        let file = convert.file.display().to_string();
        let out = convert.out.display().to_string();
        let Pattern {
            format,
            matrix,
            ref frames,
            ..
        } = self.back;
        let object = json!({
            "event": "converted",
            "file": file,
            "out": out,
            "format": format,
            "leds": frames.leds(),
            "frames": frames.len(),
            "bytes": self.bytes,
            "sha256": self.sha256,
            "content": self.content,
            "notes": self.notes,
        });
        let size = matrix.map(|m| format!(" ({m})")).unwrap_or_default();
        let leds = frames.leds();
        let count = frames.len();
        let bytes = self.bytes;
        let from = path_text(&file);
        let to = path_text(&out);
        let line =
            format!("{from} -> {to}: {format}, {leds} LEDs{size} x {count} frames, {bytes} bytes");
        let line = self.notes.iter().fold(line, |line, note| {
            format!("{line}\n  note: {}", text::line(note))
        });
        match (new_file::is_stdout(&convert.out), context.json) {
            (false, _) => context.out.event(&object, &line),
            (true, true) => context.out.talk_object(&object),
            (true, false) => context.out.talk(&line),
        }
    }
}
