//! Converts patterns that are too large for memory: frame by frame into a file beside its place, read back there, then moved.

use super::{Converted, Failure, new_file, reading};
use crate::cli::args::Convert;
use crate::engine::NewFile;
use crate::msg;
use crate::pattern::format::Format;
use crate::pattern::{DiskFile, MAX_FRAME_BYTES, Pattern, PatternError, open};
use crate::problem::{Code, Problem, Remedy};
use std::io::{BufWriter, Write as _};

pub(super) fn make(
    convert: &Convert,
    format: &'static dyn Format,
    pattern: &Pattern,
    mut notes: Vec<String>,
) -> Result<Converted, Failure> {
    let whole = pattern.frames.bytes() <= MAX_FRAME_BYTES as u64;
    let info = format.info();
    let to_stdout = new_file::is_stdout(convert.out());
    if whole && (to_stdout || !info.writes_streams) {
        return super::whole(convert, format, pattern, notes);
    }
    if to_stdout {
        return Err(Failure::Output(Problem::new(
            Code::OutputUnwritable,
            msg!("cli-too-large-for-stdout"),
            Remedy::NameNewFile,
        )));
    }
    if !info.writes_streams && !info.writes.is_empty() {
        return Err(only_whole(format, pattern).into());
    }
    let cannot = |error: std::io::Error| Failure::Output(new_file::unwritten(&error));
    let (part, file) = NewFile::beside(convert.out()).map_err(cannot)?;
    let mut out = BufWriter::with_capacity(1 << 20, file);
    match format.write(pattern, &mut out) {
        Err(PatternError::Unwritten { detail }) => {
            return Err(cannot(std::io::Error::other(detail.to_string())));
        }
        done => done?,
    }
    out.flush().map_err(cannot)?;
    notes.extend(format.losses(pattern)?.iter().map(ToString::to_string));
    let back = open(part.path(), &reading(format, pattern))?.pattern;
    let content = back.frames.content_hash()?;
    let written = DiskFile::look(part.path())?;
    let bytes = written.len();
    let sha256 = written.sha256()?;
    part.settle(out.get_ref(), convert.force).map_err(cannot)?;
    Ok(Converted {
        bytes,
        sha256,
        back,
        content,
        notes,
    })
}

fn only_whole(format: &dyn Format, pattern: &Pattern) -> PatternError {
    let mib = pattern.frames.bytes() >> 20;
    let name = format.info().name;
    PatternError::TooLarge {
        what: msg!("cli-too-large-for-format", mib = mib, format = name),
    }
}
