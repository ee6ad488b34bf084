//! FSEQ sequences (.fseq), as xLights and Falcon Player keep shows: reads versions 1.0 and 2.0 to 2.2 (none, zstd, zlib,
//! sparse ranges), writes 2.0 with zstd blocks or uncompressed.
//!
//! Layout: Falcon Player's `docs/FSEQ_Sequence_File_Format.txt` and what its library really does with it; little-endian
//! everywhere. A file has channels, not LEDs: three channels are taken as one LED, the last one is filled up with 0.

mod ahead;
mod blocks;
mod header;
mod pack;
mod stream;
mod write;

use super::{Confidence, Decoded, Format, Large, Sink, Source};
use crate::pattern::{
    Cancel, Durations, FrameDuration, Frames, HeldPattern, MAX_FRAME_BYTES, Pattern, PatternError,
    PixelOrder, ReadOptions, Stream,
};
use header::{Compression, Header};
use write::Packing;

/// See the module. Written with zstd blocks, as Falcon Player and xLights do.
pub(super) struct Fseq;

/// The same, written uncompressed: ESPixelStick, Tesla and older controllers read nothing else.
pub(super) struct PlainFseq;

impl Format for Fseq {
    fn name(&self) -> &'static str {
        "fseq"
    }

    fn title(&self) -> &'static str {
        "FSEQ sequence (.fseq)"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["fseq"]
    }

    fn sniff(&self, bytes: &[u8]) -> Confidence {
        if header::is_sequence(bytes) {
            Confidence::Exact
        } else {
            Confidence::No
        }
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

    fn order(&self) -> PixelOrder {
        PixelOrder::Strip
    }

    fn writes(&self) -> &'static [&'static str] {
        &["fseq"]
    }

    fn encode(&self, pattern: &HeldPattern) -> Option<Result<Vec<u8>, PatternError>> {
        Some(held(pattern, Packing::Zstd))
    }

    fn losses(&self, pattern: &HeldPattern) -> Vec<String> {
        write::losses(Durations::Each(pattern.frames.durations()))
    }

    fn write(&self, pattern: &Pattern, to: &mut dyn Sink) -> Option<Result<(), PatternError>> {
        Some(write::sequence(
            &pattern.frames,
            Packing::Zstd,
            u64::MAX,
            to,
        ))
    }

    fn losses_of_stream(&self, pattern: &Pattern) -> Vec<String> {
        write::losses(pattern.frames.durations())
    }
}

impl Format for PlainFseq {
    fn name(&self) -> &'static str {
        "fseq-none"
    }

    fn read_as(&self) -> &'static str {
        Fseq.name()
    }

    fn title(&self) -> &'static str {
        "uncompressed FSEQ sequence (.fseq)"
    }

    fn extensions(&self) -> &'static [&'static str] {
        Fseq.extensions()
    }

    fn sniff(&self, bytes: &[u8]) -> Confidence {
        Fseq.sniff(bytes)
    }

    fn decode(&self, source: Source<'_>, options: &ReadOptions) -> Result<Decoded, PatternError> {
        Fseq.decode(source, options)
    }

    fn order(&self) -> PixelOrder {
        Fseq.order()
    }

    fn writes(&self) -> &'static [&'static str] {
        Fseq.writes()
    }

    fn encode(&self, pattern: &HeldPattern) -> Option<Result<Vec<u8>, PatternError>> {
        Some(held(pattern, Packing::None))
    }

    fn losses(&self, pattern: &HeldPattern) -> Vec<String> {
        Fseq.losses(pattern)
    }

    fn write(&self, pattern: &Pattern, to: &mut dyn Sink) -> Option<Result<(), PatternError>> {
        Some(write::sequence(
            &pattern.frames,
            Packing::None,
            u64::MAX,
            to,
        ))
    }

    fn losses_of_stream(&self, pattern: &Pattern) -> Vec<String> {
        Fseq.losses_of_stream(pattern)
    }
}

/// The file of a pattern that is in memory, as the file then is.
fn held(pattern: &HeldPattern, packing: Packing) -> Result<Vec<u8>, PatternError> {
    let mut out = std::io::Cursor::new(Vec::new());
    write::sequence(
        &pattern.frames.clone().into(),
        packing,
        MAX_FRAME_BYTES as u64,
        &mut out,
    )?;
    Ok(out.into_inner())
}

fn read(bytes: &[u8], cancel: &Cancel) -> Result<Decoded, PatternError> {
    let header = Header::parse(bytes, bytes.len() as u64)?;
    let leds = header.channels.div_ceil(3);
    Frames::budget(leds as u64, header.frames as u64)?;
    let data = blocks::channel_data(bytes, &header, cancel)?;
    let rgb = if header.channels.is_multiple_of(3) {
        data
    } else {
        padded(&data, header.channels, leds * 3)
    };
    let durations = vec![FrameDuration::from_ms(header.step_ms()); header.frames];
    let mut decoded = Decoded::exact(Frames::new(leds, rgb, durations)?, None, PixelOrder::Strip);
    decoded.warnings = warnings(&header, bytes, bytes.len() as u64);
    Ok(decoded)
}

/// Frames of `channels` bytes as frames of `size` bytes, the rest 0.
fn padded(data: &[u8], channels: usize, size: usize) -> Vec<u8> {
    let mut rgb = Vec::with_capacity(data.len() / channels * size);
    for frame in data.chunks_exact(channels) {
        rgb.extend_from_slice(frame);
        rgb.resize(rgb.len() + size - channels, 0);
    }
    rgb
}

/// What to know of a file of `len` bytes that begins with these.
fn warnings(header: &Header, bytes: &[u8], len: u64) -> Vec<String> {
    let mut warnings = Vec::new();
    if !header.ranges.is_empty() {
        let name =
            |range: &header::Range| format!("{}-{}", range.start + 1, range.start + range.count);
        let named: Vec<String> = header.ranges.iter().take(8).map(name).collect();
        let more = header.ranges.len() - named.len();
        let more = if more > 0 {
            format!(" and {more} more")
        } else {
            String::new()
        };
        warnings.push(format!(
            "the file holds only channels {}{more}; they are taken as LEDs 1 to {} side by side",
            named.join(", "),
            header.channels.div_ceil(3)
        ));
    }
    if !header.channels.is_multiple_of(3) {
        warnings.push(format!(
            "{} channels are no whole number of LEDs of three: the last one is filled up with 0",
            header.channels
        ));
    }
    if let Some(media) = header.media(bytes) {
        warnings.push(format!("it was made to go with {media}, which is not read"));
    }
    let beyond = header
        .end_of_data
        .filter(|&end| header.compression == Compression::None && header.minor < 2 && len > end);
    if let Some(end) = beyond {
        warnings.push(format!(
            "{} bytes behind the last frame are not read",
            len - end
        ));
    }
    warnings
}

#[cfg(test)]
mod tests;
