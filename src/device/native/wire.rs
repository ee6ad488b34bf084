//! The wire format of a pattern (native API, section 1): `u16 LE LEDs, u16 LE frames, frames x [u16 LE ms, LEDs x R,G,B]`.

use crate::device::{DeviceError, Payload, StoredName};
use crate::pattern::Frames;
use crate::pattern::format::wire::encode_frames;

/// Bytes of the counts in front.
const HEADER: usize = 4;
/// Bytes of a frame's duration.
const DELAY: usize = 2;

/// The payload of these frames. A frame that shows longer than 65.5 s is stored several times, so that the timing stays exact.
pub(super) fn encode(frames: &Frames, name: StoredName) -> Result<Payload, DeviceError> {
    let bytes = encode_frames(frames)?;
    let stored = (bytes.len() - HEADER) / (DELAY + 3 * frames.leds());
    Ok(Payload::new(name, bytes.into(), frames.leds(), stored))
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
