//! FSEQ sequences (.fseq), as xLights and Falcon Player keep shows: reads versions 1.0 and 2.0 to 2.2 (none, zstd, zlib,
//! sparse ranges), writes 2.0 with zstd blocks or uncompressed. What a sequence says besides colours and durations is kept
//! with its frames ([`Channels`](crate::pattern::Channels)) and written again.
//!
//! Layout: Falcon Player's `docs/FSEQ_Sequence_File_Format.txt` and what its library really does with it; little-endian
//! everywhere. A file has channels, not LEDs: three channels are taken as one LED, the last one is filled up with 0.

mod ahead;
mod blocks;
mod header;
mod kept;
mod pack;
mod steps;
mod stream;
mod tesla;
mod variants;
mod write;

use super::{Confidence, Decoded, Format, Info, Large, Sink, Source, odd_channels, whole_leds};
use crate::message::Message;
use crate::msg;
use crate::pattern::{
    Cancel, FrameDuration, Frames, MAX_FRAME_BYTES, Pattern, PatternError, PixelOrder, ReadOptions,
    Reel, Stream,
};
use header::{Compression, Header};
use write::Plan;

pub(super) use variants::{PACKED, PLAIN, TESLA};

/// See the module. Written with zstd blocks, as Falcon Player and xLights do, or uncompressed where the pattern was so.
pub(super) struct Fseq;

static INFO: Info = Info {
    name: "fseq",
    read_as: "fseq",
    title: msg!("format-fseq"),
    extensions: &["fseq"],
    order: PixelOrder::Strip,
    writes: &["fseq"],
    writes_streams: true,
};

impl Format for Fseq {
    fn info(&self) -> &'static Info {
        &INFO
    }

    fn sniff(&self, bytes: &[u8]) -> Confidence {
        Confidence::exact_if(header::is_sequence(bytes))
    }

    fn decode(&self, source: Source<'_>, options: &ReadOptions) -> Result<Decoded, PatternError> {
        read(source.bytes, &options.cancel)
    }

    fn sniff_large(&self, large: Large<'_>) -> Confidence {
        self.sniff(large.head)
    }

    fn stream(
        &self,
        large: Large<'_>,
        _options: &ReadOptions,
    ) -> Result<Option<Decoded<Stream>>, PatternError> {
        stream::open(large)
    }

    fn write(&self, pattern: &Pattern, to: &mut dyn Sink) -> Result<(), PatternError> {
        Plan::of(&pattern.frames, None).write(&pattern.frames, max(pattern), to)
    }

    fn losses(&self, pattern: &Pattern) -> Result<Vec<Message>, PatternError> {
        Ok(Plan::of(&pattern.frames, None).losses(pattern.frames.durations()))
    }
}

/// Most bytes of the file: a pattern that fits memory must not become a file that does not.
fn max(pattern: &Pattern) -> u64 {
    match pattern.frames {
        Reel::Held(_) => MAX_FRAME_BYTES as u64,
        Reel::Streamed(_) => u64::MAX,
    }
}

fn read(bytes: &[u8], cancel: &Cancel) -> Result<Decoded, PatternError> {
    let header = Header::parse(bytes, bytes.len() as u64)?;
    let leds = header.channels.div_ceil(3);
    Frames::budget(leds as u64, header.frames as u64)?;
    let data = blocks::channel_data(bytes, &header, cancel)?;
    let rgb = whole_leds(data, header.channels);
    let durations = vec![FrameDuration::from_ms(header.step_ms()); header.frames];
    let frames =
        Frames::new(leds, rgb, durations)?.with_channels(Some(kept::channels(&header, bytes)));
    let mut decoded = Decoded::exact(frames, None, PixelOrder::Strip);
    decoded.warnings = warnings(&header, bytes, bytes.len() as u64);
    Ok(decoded)
}

/// What to know of a file of `len` bytes that begins with these.
fn warnings(header: &Header, bytes: &[u8], len: u64) -> Vec<Message> {
    let mut warnings = Vec::new();
    if !header.ranges.is_empty() {
        let name =
            |range: &header::Range| format!("{}-{}", range.start + 1, range.start + range.count);
        let named: Vec<String> = header.ranges.iter().take(8).map(name).collect();
        let more = header.ranges.len() - named.len();
        let channels = match more {
            0 => msg!("pattern-fseq-ranges-all", ranges = named),
            more => msg!("pattern-fseq-ranges-some", ranges = named, more = more),
        };
        warnings.push(msg!(
            "pattern-fseq-sparse",
            channels = channels,
            leds = header.channels.div_ceil(3)
        ));
    }
    warnings.extend(odd_channels(header.channels));
    if let Some(media) = kept::media(header, bytes) {
        warnings.push(msg!("pattern-fseq-media", media = media));
    }
    let beyond = header
        .end_of_data
        .filter(|&end| header.compression == Compression::None && header.minor < 2 && len > end);
    if let Some(end) = beyond {
        warnings.push(msg!("pattern-fseq-extra", bytes = len - end));
    }
    warnings
}

#[cfg(test)]
mod tests;
