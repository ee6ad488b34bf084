//! `convert`: converts any readable format to any writable one. The new file is read back before it is kept, and the report
//! describes what was read back.

use super::args::Convert;
use super::layout::GivenLayout;
use super::{Context, Exit};
use crate::device::DeviceError;
use crate::msg;
use crate::pattern::format::{self, Format};
use crate::pattern::{
    Opened, Pattern, PatternError, PixelOrder, ReadOptions, hex, open, read_bytes,
};
use crate::problem::{Code, Problem, Remedy};
use crate::text::{self, path_text};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use std::path::Path;

mod fitting;
mod map;
mod new_file;
mod streamed;

/// Patterns up to this size are made in memory, however large their source is: 16 MiB of frames.
const SMALL: u64 = 16 << 20;

pub(super) fn run(context: &Context, convert: &Convert) -> Result<Exit, Problem> {
    if let Some((from, format)) = convert.map() {
        return Ok(map::run(context, convert, from, format));
    }
    let file = convert.file.display().to_string();
    let out = convert.out().display().to_string();
    let mut notes = Vec::new();
    let Some(format) = target(convert, &mut notes) else {
        context.out.problem(Some(&out), &no_format());
        return Ok(Exit::Usage);
    };
    let failed = |about: &str, problem: &Problem| {
        context.out.problem(Some(about), problem);
        Ok(Exit::Failed)
    };
    if let Err(problem) = new_file::check(&convert.file, convert.out(), convert.force) {
        return failed(&out, &problem);
    }
    let Some(given) = context.given(&convert.layout) else {
        return Ok(Exit::Failed);
    };
    let pattern = match prepared(context, (convert, &given), format, &mut notes) {
        Ok(pattern) => pattern,
        Err(error) => return failed(&file, &Problem::from(&DeviceError::Pattern(error))),
    };
    let converted = if pattern.frames.bytes() <= SMALL || pattern.frames.held().is_some() {
        whole(convert, format, &pattern, notes)
    } else {
        streamed::make(convert, format, &pattern, notes)
    };
    match converted {
        Ok(converted) => converted.report(context, convert),
        Err(Failure::Source(error)) => {
            return failed(&file, &Problem::from(&DeviceError::Pattern(error)));
        }
        Err(Failure::Output(problem)) => return failed(&out, &problem),
    }
    Ok(Exit::Done)
}

/// Why there is no new file: because of the source, or because of the output.
enum Failure {
    Source(PatternError),
    Output(Problem),
}

impl From<PatternError> for Failure {
    fn from(error: PatternError) -> Self {
        Self::Source(error)
    }
}

/// Returns the format to write: the one of `--to`, else the one of the new file's extension.
fn target(convert: &Convert, notes: &mut Vec<String>) -> Option<&'static dyn Format> {
    if let Some(name) = convert.to {
        return format::by_name(name);
    }
    let extension = convert.out().extension()?.to_str()?;
    let mut formats = format::by_extension(extension);
    let usual = formats.next()?;
    for other in formats {
        let is = usual.info().name;
        let may = other.info().name;
        notes.push(format!(
            "a .{extension} file is written as {is}; use --to {may} for the other format"
        ));
    }
    Some(usual)
}

fn no_format() -> Problem {
    let known = format::FORMATS
        .iter()
        .filter_map(|f| Some(format!(".{} ({})", f.info().writes.first()?, f.info().name)));
    let formats = known.collect::<Vec<_>>().join(", ");
    Problem::new(
        Code::PatternOptions,
        msg!("cli-format-not-given"),
        Remedy::GiveFormat { formats },
    )
}

/// A new file.
struct Converted {
    bytes: u64,
    sha256: String,
    /// The pattern as it was read back.
    back: Pattern,
    content: String,
    notes: Vec<String>,
}

/// Reads the source, and fits it to the target.
fn prepared(
    context: &Context,
    (convert, given): (&Convert, &GivenLayout),
    format: &'static dyn Format,
    notes: &mut Vec<String>,
) -> Result<Pattern, PatternError> {
    let opened = read(context, &convert.file, &convert.source.read())?;
    let source = opened.settled()?;
    notes.extend(source.warnings.iter().map(ToString::to_string));
    let has_grid =
        format::by_name(source.format).is_some_and(|f| f.info().order == PixelOrder::Grid);
    if convert.source.from_wiring.is_some() && has_grid {
        notes.push("the file is a picture already: --from-wiring changed nothing".into());
    }
    let fitted = fitting::fitted(source, convert, given, format.info().order, notes)?;
    if format.info().read_as == "fseq" {
        notes.extend(fitting::other_channels(&source.frames, &fitted.frames));
    }
    Ok(fitted)
}

/// Returns the options for reading the new file back.
fn reading(format: &dyn Format, pattern: &Pattern) -> ReadOptions {
    let leds = Some(pattern.frames.leds());
    ReadOptions {
        format: Some(format.info().read_as.into()),
        leds,
        ..ReadOptions::default()
    }
}

/// Makes the file in memory, reads it back from there, and writes it.
fn whole(
    convert: &Convert,
    format: &'static dyn Format,
    pattern: &Pattern,
    mut notes: Vec<String>,
) -> Result<Converted, Failure> {
    let held = Pattern::from(pattern.hold()?);
    let bytes = format::encode(format, &held)?;
    notes.extend(format.losses(&held)?.iter().map(ToString::to_string));
    let name = format.info().read_as;
    if format::surest(&bytes).0.info().name != name {
        notes.push(format!(
            "by chance, the new file looks like another format: use --as {name} to read it"
        ));
    }
    let back = read_bytes(
        convert.out(),
        bytes.as_slice().into(),
        &reading(format, pattern),
    )?
    .pattern;
    let len = bytes.len() as u64;
    let sha256 = hex(&Sha256::digest(&bytes));
    let content = back.frames.content_hash()?;
    new_file::write(convert.out(), &bytes, convert.force).map_err(Failure::Output)?;
    Ok(Converted {
        bytes: len,
        sha256,
        back,
        content,
        notes,
    })
}

/// Reads the source. A file without a header is read as the user chose for the same contents before.
fn read(context: &Context, file: &Path, options: &ReadOptions) -> Result<Opened, PatternError> {
    let _watched = context
        .out
        .reading(&file.display().to_string(), &options.progress);
    let opened = open(file, options)?;
    if opened.certain {
        return Ok(opened);
    }
    // the remembered choice helps, but the file can be reported as ambiguous without it
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

impl Converted {
    /// Prints what was written.
    fn report(&self, context: &Context, convert: &Convert) {
        let file = convert.file.display().to_string();
        let out = convert.out().display().to_string();
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
        print(context, convert, &object, line, &self.notes);
    }
}

/// Prints what was written, with its notes; on stderr if stdout is the new file.
fn print(context: &Context, convert: &Convert, object: &Value, line: String, notes: &[String]) {
    let line = notes.iter().fold(line, |line, note| {
        format!("{line}\n  note: {}", text::line(note))
    });
    match (new_file::is_stdout(convert.out()), context.json) {
        (false, _) => context.out.event(object, &line),
        (true, true) => context.out.message_object(object),
        (true, false) => context.out.message(&line),
    }
}
