//! Which `ffmpeg` this computer has, and what it decodes. For the checks of this computer, which run before a video is opened.

use super::probe::{answer_within, unstarted};
use crate::msg;
use crate::pattern::PatternError;
use std::process::{Command, Stdio};
use std::time::Duration;

/// Each of the three calls only prints a list; a busy computer may take seconds to start a program.
const PATIENCE: Duration = Duration::from_secs(5);

/// Codecs of common videos, each with the names of its decoders. Some builds of ffmpeg leave out those with patents.
const CODECS: [(&str, &[&str]); 7] = [
    ("H.264", &["h264", "libopenh264"]),
    ("HEVC", &["hevc"]),
    ("VP8", &["vp8", "libvpx"]),
    ("VP9", &["vp9", "libvpx-vp9"]),
    ("AV1", &["libdav1d", "libaom-av1", "av1"]),
    ("MPEG-4", &["mpeg4"]),
    ("MPEG-2", &["mpeg2video"]),
];

/// The ffmpeg on the `PATH`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ffmpeg {
    /// Its version, as it prints it.
    pub version: String,
    /// Codecs of common videos that it decodes.
    pub decodes: Vec<&'static str>,
    /// Codecs of common videos that it does not decode.
    pub lacks: Vec<&'static str>,
}

/// Asks `ffmpeg` and `ffprobe` on the `PATH` for their version and their decoders; takes at most 15 s. Blocks.
///
/// # Errors
/// [`PatternError::NoFfmpeg`] if one of them is missing; [`PatternError::Unreadable`] if one does not start or answer.
pub fn find_ffmpeg() -> Result<Ffmpeg, PatternError> {
    said(Command::new("ffprobe").arg("-version"))?;
    let version = version(&said(Command::new("ffmpeg").arg("-version"))?);
    let decoders = said(Command::new("ffmpeg").args(["-hide_banner", "-decoders"]))?;
    let (decodes, lacks) = codecs(&decoders);
    Ok(Ffmpeg {
        version,
        decodes,
        lacks,
    })
}

/// Returns what a program prints.
fn said(command: &mut Command) -> Result<String, PatternError> {
    let command = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    let child = command.spawn().map_err(|error| unstarted(&error))?;
    let answer = answer_within(child, PATIENCE)?.filter(|answer| !answer.is_empty());
    let answer = answer.ok_or_else(|| PatternError::Unreadable {
        detail: msg!("pattern-ffmpeg-silent"),
    })?;
    Ok(String::from_utf8_lossy(&answer).into_owned())
}

/// The version in `ffmpeg version 5.1.9-0+deb12u1 Copyright ...`.
fn version(text: &str) -> String {
    let mut words = text.split_whitespace();
    let found = words.find(|word| *word == "version").and(words.next());
    found.unwrap_or("?").chars().take(40).collect()
}

/// Splits the common codecs into those with a decoder in the list, and the others.
fn codecs(list: &str) -> (Vec<&'static str>, Vec<&'static str>) {
    // " V....D h264                 H.264 / AVC / MPEG-4 AVC / MPEG-4 part 10"
    let names: Vec<&str> = list
        .lines()
        .filter_map(|line| {
            let mut columns = line.split_whitespace();
            let flags = columns.next()?;
            flags.starts_with('V').then(|| columns.next())?
        })
        .collect();
    let (decodes, lacks): (Vec<_>, Vec<_>) = CODECS
        .iter()
        .partition(|(_, decoders)| decoders.iter().any(|decoder| names.contains(decoder)));
    let titles = |codecs: Vec<&(&'static str, _)>| codecs.iter().map(|(title, _)| *title).collect();
    (titles(decodes), titles(lacks))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codecs_are_found_in_the_list_of_decoders() {
        let list = "Decoders:\n V..... = Video\n ------\n V....D h264       H.264 / AVC\n VFS..D mpeg4   MPEG-4 part 2\n \
            V....D libdav1d   dav1d AV1 (codec av1)\n A....D vp8        not a video here\n";
        let (decodes, lacks) = codecs(list);
        assert_eq!(decodes, ["H.264", "AV1", "MPEG-4"]);
        assert_eq!(lacks, ["HEVC", "VP8", "VP9", "MPEG-2"]);
    }

    #[test]
    fn the_version_is_the_word_behind_version() {
        let line = "ffmpeg version 5.1.9-0+deb12u1 Copyright (c) 2000-2026 the FFmpeg developers";
        assert_eq!(version(line), "5.1.9-0+deb12u1");
        assert_eq!(version("something else"), "?");
    }
}
