//! The wire format of a pattern (native API, section 1): `u16 LE LEDs, u16 LE frames, frames x [u16 LE ms, LEDs x R,G,B]`.

use crate::device::{DeviceError, Payload, StoredName};
use crate::pattern::{Frames, PatternError};

/// Longest duration one stored frame can have, in ms: 16 bits.
const MAX_MS: u32 = 65_535;

/// The payload of these frames. A frame that shows longer than 65.5 s is stored several times, so that the timing stays exact.
pub(super) fn encode(frames: &Frames, name: StoredName) -> Result<Payload, DeviceError> {
    let stored: u64 = frames.durations().iter().map(|d| u64::from(d.ms().div_ceil(MAX_MS))).sum();
    let leds = u16::try_from(frames.leds())
        .map_err(|_| PatternError::TooManyLeds { leds: frames.leds(), most: usize::from(u16::MAX) })?;
    let count =
        u16::try_from(stored).map_err(|_| PatternError::TooManyFrames { frames: stored, most: u64::from(u16::MAX) })?;
    let size = 4 + usize::from(count) * (2 + 3 * usize::from(leds));
    let mut bytes = Vec::with_capacity(size);
    bytes.extend(leds.to_le_bytes());
    bytes.extend(count.to_le_bytes());
    for (rgb, duration) in frames.iter() {
        let mut left = duration.ms();
        while left > 0 {
            let ms = left.min(MAX_MS);
            left -= ms;
            bytes.extend(u16::try_from(ms).unwrap_or(u16::MAX).to_le_bytes());
            bytes.extend(rgb);
        }
    }
    Ok(Payload::new(name, bytes.into(), usize::from(leds), usize::from(count)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pattern::FrameDuration;

    fn frames(leds: usize, ms: &[u32]) -> Frames {
        let durations: Vec<_> = ms.iter().map(|&m| FrameDuration::from_ms(m)).collect();
        Frames::new(leds, (0..leds * 3 * ms.len()).map(|i| i as u8).collect(), durations).unwrap()
    }

    #[test]
    fn bytes_stand_as_the_protocol_says() {
        let payload = encode(&frames(2, &[20, 300]), StoredName::from_text("x")).unwrap();
        assert_eq!(payload.bytes()[..], [2, 0, 2, 0, 20, 0, 0, 1, 2, 3, 4, 5, 44, 1, 6, 7, 8, 9, 10, 11]);
    }

    #[test]
    fn a_very_long_frame_is_stored_in_parts_that_add_up() {
        let payload = encode(&frames(1, &[70_000]), StoredName::from_text("x")).unwrap();
        assert_eq!(payload.frames(), 2);
        let ms = |at: usize| u32::from(u16::from_le_bytes([payload.bytes()[at], payload.bytes()[at + 1]]));
        assert_eq!(ms(4) + ms(9), 70_000);
    }

    #[test]
    fn more_than_sixteen_bits_of_leds_or_frames_are_refused() {
        let code = |f: &Frames| encode(f, StoredName::from_text("x")).unwrap_err().code();
        assert_eq!(code(&frames(70_000, &[1])), "pattern.too_many_leds");
        assert_eq!(code(&frames(1, &vec![1; 70_000])), "pattern.too_many_frames");
    }
}
