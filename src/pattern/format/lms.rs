//! LED Matrix Studio projects (`.leds`): text blocks `{name ... }`, a frame in each `{anim...` block, rows from the top,
//! cells in hexadecimal. The files store no durations. (Layout verified on real files and their exports.) A single frame
//! that was saved alone begins with `{frame...`; its rows are in that block, or in one without a name for each layer.

mod kind;
mod project;

use super::{
    Confidence, Decoded, Format, Info, Sink, Source, grid, put, readable, text, text_limits,
    without_durations,
};
use crate::message::Message;
use crate::msg;
use crate::pattern::{
    FrameDuration, Frames, Matrix, Pattern, PatternError, PixelOrder, ReadOptions,
};
use std::fmt::Write as _;

/// Maximum number of comments and blank lines before the first block of a project.
const MAX_COMMENTS: usize = 50;
/// Bytes that are looked at of the name of a block.
const LONGEST_NAME: usize = 16;
/// Largest side LED Matrix Studio or any LED matrix has; a bound for damaged files.
const MAX_SIDE: u16 = 1024;

/// See the module.
pub(super) struct Lms;

static INFO: Info = Info {
    name: "lms",
    read_as: "lms",
    title: msg!("format-lms"),
    extensions: &["leds"],
    order: PixelOrder::Grid,
    writes: &["leds"],
    writes_streams: false,
};

impl Format for Lms {
    fn info(&self) -> &'static Info {
        &INFO
    }

    fn sniff(&self, bytes: &[u8]) -> Confidence {
        let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let is_comment = |line: &&[u8]| matches!(line.first(), None | Some(b'#' | b'/'));
        let mut lines = text.split(|&byte| byte == b'\n').map(<[u8]>::trim_ascii);
        let first = lines
            .by_ref()
            .take(MAX_COMMENTS)
            .find(|line| !is_comment(line));
        let name = first
            .and_then(|line| line.strip_prefix(b"{"))
            .and_then(|name| name.get(..name.len().min(LONGEST_NAME)))
            .map(|name| String::from_utf8_lossy(name).trim().to_ascii_lowercase());
        match name {
            Some(name) if name.starts_with("header") || kept(&name).is_some() => Confidence::Exact,
            _ => Confidence::No,
        }
    }

    fn decode(&self, source: Source<'_>, options: &ReadOptions) -> Result<Decoded, PatternError> {
        let text = text(source.bytes)?;
        project::Project::parse(
            text.strip_prefix('\u{feff}').unwrap_or(&text),
            &options.cancel,
        )?
        .decoded()
    }

    fn write(&self, pattern: &Pattern, to: &mut dyn Sink) -> Result<(), PatternError> {
        let matrix = grid::of(pattern, MAX_SIDE)?;
        let frames = pattern.frames.hold()?;
        text_limits((frames.rgb().len() / 3).saturating_mul(7))?; // before it is written
        put(&readable(write(&frames, matrix).into_bytes())?, to)
    }

    fn losses(&self, pattern: &Pattern) -> Result<Vec<Message>, PatternError> {
        let durations = without_durations(pattern.frames.durations(), FrameDuration::DEFAULT);
        Ok(durations.into_iter().chain(grid::losses(pattern)).collect())
    }
}

/// What LED Matrix Studio keeps in blocks of a name.
enum Kept<'a> {
    /// A frame, and the number behind its name, which is the kind of its cells.
    Frame(&'a str),
    /// Something that is no pattern.
    Other(Message),
}

/// What is in a block of this name, in lower case.
fn kept(name: &str) -> Option<Kept<'_>> {
    let numbered = |word: &str| {
        name.strip_prefix(word)
            .filter(|rest| matches!(rest.as_bytes(), [] | [b'0'..=b'9']))
    };
    if let Some(kind) = name.strip_prefix("anim").or_else(|| numbered("frame")) {
        return Some(Kept::Frame(kind));
    }
    if numbered("font").is_some() || matches!(name, "fontheader" | "fontrgb") {
        return Some(Kept::Other(msg!("pattern-lms-font")));
    }
    numbered("brush").map(|_| Kept::Other(msg!("pattern-lms-brush")))
}

/// A project with one layer and nothing but the frames; LED Matrix Studio fills in its own settings.
fn write(frames: &Frames, matrix: Matrix) -> String {
    let w = matrix.w();
    let h = matrix.h();
    let last = frames.len() - 1;
    let mut out = format!(
        "{{header\n-:()\nw:\nx:\nz:0\n?:0,{last}\n%:1\n}}\n[layer\nn:Bottom layer\nw:{w}\nh:{h}\nl:0\n]\n"
    );
    for (rgb, _) in frames.iter() {
        let _ = writeln!(out, "{{anim4\nw:{w}\nh:{h}");
        for row in rgb.chunks_exact(w * 3) {
            out.push_str("r:");
            for cell in row.chunks_exact(3) {
                if let &[r, g, b] = cell {
                    let _ = write!(out, "{b:02X}{g:02X}{r:02X} ");
                }
            }
            out.push('\n');
        }
        out.push_str("p:0\n}\n");
    }
    out
}

#[cfg(test)]
mod tests;
