//! What several formats share: errors in our words, opacity, durations of files that store none.

use super::Sink;
use crate::message::Message;
use crate::msg;
use crate::pattern::words::foreign;
use crate::pattern::{Durations, FrameDuration, PatternError};

/// What the system says when a file cannot be written, in our words.
pub(super) fn unwritten(error: &std::io::Error) -> PatternError {
    PatternError::Unwritten {
        detail: foreign(error),
    }
}

/// What the picture decoders say, in our words.
pub(super) fn picture_error(error: &image::ImageError, bytes: &[u8]) -> PatternError {
    match error {
        image::ImageError::Limits(_) => PatternError::TooLarge {
            what: msg!("pattern-decoder-memory", kind = "picture"),
        },
        image::ImageError::Unsupported(what) => PatternError::UnknownFormat {
            what: foreign(what),
        },
        // What lies beneath this one does not say so itself.
        image::ImageError::IoError(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => {
            cut_off(bytes)
        }
        other if ends_early(other) => cut_off(bytes),
        other => PatternError::Corrupt {
            offset: 0,
            detail: foreign(other),
        },
    }
}

/// The file ends before its time, and does not say how much is missing.
pub(super) fn cut_off(bytes: &[u8]) -> PatternError {
    let has = bytes.len() as u64;
    PatternError::Truncated {
        needs: has + 1,
        has,
    }
}

/// Whether an error, or what lies beneath it, is an end of the file before its time.
pub(super) fn ends_early(error: &(dyn std::error::Error + 'static)) -> bool {
    let early = |e: &std::io::Error| e.kind() == std::io::ErrorKind::UnexpectedEof;
    std::iter::successors(Some(error), |e| e.source()).any(|e| e.downcast_ref().is_some_and(early))
}

/// `value` of 255 parts of `share`, to the nearest.
pub(super) fn share(value: u8, share: u8) -> u8 {
    ((u16::from(value) * u16::from(share) + 127) / 255) as u8
}

/// Splits R,G,B,A pixels: colours as they look on black, and how opaque each is, from the first one on that is not opaque.
pub(super) fn flatten(rgba: &[u8], rgb: &mut Vec<u8>, alpha: &mut Option<Vec<u8>>) {
    for pixel in rgba.chunks_exact(4) {
        let &[r, g, b, a] = pixel else { continue };
        if a < u8::MAX && alpha.is_none() {
            // As much as the colours will need, so that it never grows beyond what was counted.
            let mut plane = Vec::with_capacity(rgb.capacity() / 3);
            plane.resize(rgb.len() / 3, u8::MAX);
            *alpha = Some(plane);
        }
        rgb.extend_from_slice(&[r, g, b].map(|c| share(c, a)));
        if let Some(alpha) = alpha {
            alpha.push(a);
        }
    }
}

/// Reports that every frame will be read as lasting `kept`, unless it does already.
pub(super) fn without_durations(durations: Durations<'_>, kept: FrameDuration) -> Option<Message> {
    let lost = durations.bounds() != (kept, kept);
    lost.then(|| msg!("pattern-loss-durations", ms = kept.ms()))
}

/// `count` times the duration of files that store none.
pub(super) fn default_durations(count: usize) -> Vec<FrameDuration> {
    vec![FrameDuration::DEFAULT; count]
}

/// Writes `bytes` to a new file.
pub(super) fn put(bytes: &[u8], to: &mut dyn Sink) -> Result<(), PatternError> {
    to.write_all(bytes).map_err(|error| unwritten(&error))
}

/// Frames of `channels` bytes each as frames of whole LEDs, the rest of the last one 0.
pub(super) fn whole_leds(data: Vec<u8>, channels: usize) -> Vec<u8> {
    let missing = channels.next_multiple_of(3) - channels;
    if missing == 0 {
        return data;
    }
    let mut rgb = Vec::with_capacity(data.len() / channels * (channels + missing));
    for frame in data.chunks_exact(channels) {
        rgb.extend_from_slice(frame);
        rgb.resize(rgb.len() + missing, 0);
    }
    rgb
}

/// Reports that the last LED is filled up.
pub(super) fn odd_channels(channels: usize) -> Option<Message> {
    (!channels.is_multiple_of(3)).then(|| msg!("pattern-odd-channels", channels = channels))
}
