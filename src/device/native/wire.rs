//! The wire format of a pattern (native API, section 1): `u16 LE LEDs, u16 LE frames, frames x [u16 LE ms, LEDs x R,G,B]`.

use crate::device::{DeviceError, Payload, PayloadSource, ReadPayload, StoredName};
use crate::pattern::format::wire::{counts, encode_frames, parts_of};
use crate::pattern::{FrameReader, Frames, PatternError, Reel};
use std::sync::Arc;

/// Size of the counts in front, in bytes.
const HEADER: usize = 4;
/// Size of a frame's duration, in bytes.
const DELAY: usize = 2;

/// Makes the payload of these frames. A frame that shows longer than 65.5 s is stored several times, so that the timing stays exact.
pub(super) fn encode(frames: &Reel, name: StoredName) -> Result<Payload, DeviceError> {
    match frames.held() {
        Some(frames) => held(frames, name),
        None => streamed(frames, name),
    }
}

/// Computes the size of the payload without making it.
pub(super) fn size(frames: &Reel) -> Option<u64> {
    let (leds, stored) = counts(frames.leds(), frames.durations()).ok()?;
    Some(HEADER as u64 + u64::from(stored) * (DELAY as u64 + 3 * u64::from(leds)))
}

fn held(frames: &Frames, name: StoredName) -> Result<Payload, DeviceError> {
    let bytes = encode_frames(frames)?;
    let stored = (bytes.len() - HEADER) / (DELAY + 3 * frames.leds());
    Ok(Payload::new(name, bytes.into(), frames.leds(), stored))
}

fn streamed(frames: &Reel, name: StoredName) -> Result<Payload, DeviceError> {
    let (leds, stored) = counts(frames.leds(), frames.durations())?;
    let parts = frames.durations().iter().enumerate();
    let parts = parts
        .flat_map(|(frame, shows)| parts_of(shows).map(move |ms| (frame, ms)))
        .collect();
    let len = HEADER as u64 + u64::from(stored) * (DELAY as u64 + 3 * u64::from(leds));
    let source = Wire {
        frames: frames.clone(),
        head: [leds, stored],
        parts,
    };
    Ok(Payload::streamed(
        name,
        Arc::new(source),
        len,
        frames.leds(),
        stored.into(),
    )?)
}

/// A pattern that is put into the wire format as its bytes are asked for.
#[derive(Clone, Debug)]
struct Wire {
    frames: Reel,
    /// LEDs and stored frames.
    head: [u16; 2],
    /// Frame and duration of each stored frame.
    parts: Arc<[(usize, u16)]>,
}

impl PayloadSource for Wire {
    fn open(&self) -> Result<Box<dyn ReadPayload>, PatternError> {
        Ok(Box::new(Open {
            reader: self.frames.reader()?,
            wire: self.clone(),
        }))
    }
}

struct Open {
    reader: FrameReader,
    wire: Wire,
}

impl ReadPayload for Open {
    fn read_at(&mut self, at: u64, into: &mut [u8]) -> Result<(), PatternError> {
        let head: Vec<u8> = self
            .wire
            .head
            .iter()
            .flat_map(|count| count.to_le_bytes())
            .collect();
        let size = (DELAY + 3 * self.wire.frames.leds()) as u64;
        let mut filled = 0;
        while filled < into.len() {
            let rest = into.get_mut(filled..).unwrap_or_default();
            let at = at + filled as u64;
            filled += match at.checked_sub(HEADER as u64) {
                None => copy(&head, usize::try_from(at).unwrap_or(0), rest),
                Some(at) => {
                    let index = usize::try_from(at / size).unwrap_or(usize::MAX);
                    let &(frame, ms) = self.wire.parts.get(index).ok_or(PatternError::Changed)?;
                    let within = usize::try_from(at % size).unwrap_or(0);
                    match within.checked_sub(DELAY) {
                        None => copy(&ms.to_le_bytes(), within, rest),
                        Some(within) => copy(self.reader.frame(frame)?.rgb, within, rest),
                    }
                }
            };
        }
        Ok(())
    }
}

/// Copies what there is of `from`, from byte `at` on; how many bytes that were.
fn copy(from: &[u8], at: usize, into: &mut [u8]) -> usize {
    let from = from.get(at..).unwrap_or_default();
    let count = from.len().min(into.len());
    for (place, byte) in into.iter_mut().zip(from) {
        *place = *byte;
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pattern::{FrameBuffer, FrameDuration, FrameSource, ReadFrames, Stream};
    use crate::problem::Code;

    fn frames(leds: usize, ms: &[u32]) -> Frames {
        let durations: Vec<_> = ms.iter().map(|&m| FrameDuration::from_ms(m)).collect();
        Frames::new(
            leds,
            (0..leds * 3 * ms.len()).map(|i| i as u8).collect(),
            durations,
        )
        .unwrap()
    }

    #[test]
    fn bytes_stand_as_the_protocol_says() {
        let payload = held(&frames(2, &[20, 300]), StoredName::from_text("x")).unwrap();
        assert_eq!(
            payload.held().unwrap()[..],
            [
                2, 0, 2, 0, 20, 0, 0, 1, 2, 3, 4, 5, 44, 1, 6, 7, 8, 9, 10, 11
            ]
        );
    }

    #[test]
    fn a_very_long_frame_is_stored_in_parts_that_add_up() {
        let payload = held(&frames(1, &[70_000]), StoredName::from_text("x")).unwrap();
        assert_eq!(payload.frames(), 2);
        let ms = |at: usize| {
            u32::from(u16::from_le_bytes([
                payload.held().unwrap()[at],
                payload.held().unwrap()[at + 1],
            ]))
        };
        assert_eq!(ms(4) + ms(9), 70_000);
    }

    #[test]
    fn more_than_sixteen_bits_of_leds_or_frames_are_refused() {
        let code = |f: &Frames| held(f, StoredName::from_text("x")).unwrap_err().code();
        assert_eq!(code(&frames(70_000, &[1])), Code::PatternTooManyLeds);
        assert_eq!(
            code(&frames(1, &vec![1; 70_000])),
            Code::PatternTooManyFrames
        );
    }

    #[derive(Debug)]
    struct Same(Frames);

    impl FrameSource for Same {
        fn open(&self) -> Result<Box<dyn ReadFrames>, PatternError> {
            Ok(Box::new(Self(self.0.clone())))
        }
    }

    impl ReadFrames for Same {
        fn read(&mut self, index: usize, into: &mut FrameBuffer) -> Result<(), PatternError> {
            into.rgb.copy_from_slice(self.0.frame(index).unwrap());
            Ok(())
        }
    }

    #[tokio::test]
    async fn a_streamed_pattern_has_the_bytes_of_the_held_one_wherever_they_are_cut() {
        let frames = frames(3, &[20, 140_000, 300, 7]);
        let name = StoredName::from_text("x");
        let whole = held(&frames, name.clone()).unwrap();
        let stream = Stream::timed(3, frames.durations().to_vec(), Arc::new(Same(frames))).unwrap();
        let reel = Reel::from(stream);
        let payload = encode(&reel, name).unwrap();
        assert_eq!(
            (payload.digest(), payload.len(), payload.frames()),
            (whole.digest(), whole.len(), whole.frames())
        );
        assert_eq!(size(&reel), Some(whole.len()));
        assert_eq!(payload.held().unwrap_err().code(), Code::PatternTooLarge);
        let bytes = whole.held().unwrap();
        let pieces = payload.pieces().unwrap();
        for (from, to) in [
            (0, 3),
            (3, 5),
            (5, 40),
            (0, whole.len()),
            (13, 14),
            (30, 60),
            (7, 7),
        ] {
            assert_eq!(
                pieces.get(from, to).await.unwrap(),
                bytes[from as usize..to as usize],
                "{from} to {to}"
            );
        }
        assert!(pieces.get(0, whole.len() + 1).await.is_err());
    }
}
