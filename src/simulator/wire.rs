//! Reads the pattern file of native devices: `u16 LE leds, u16 LE frames, frames x [u16 LE delay_ms, leds x RGB]`
//! (assets/help/native-api.md section 1).

use sha2::{Digest, Sha256};
use std::time::Duration;

/// Bytes before the first frame.
const HEADER: usize = 4;

/// Why bytes are not a pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Flaw {
    #[error("File too small")]
    Short,
    #[error("Invalid LED count")]
    Leds,
    #[error("Invalid frame count")]
    Frames,
    #[error("Size mismatch: expected {expected}, got {got}")]
    Size { expected: usize, got: usize },
}

/// Returns LED and frame count from the first four bytes.
pub(super) fn header(bytes: &[u8]) -> Option<(u16, u16)> {
    let [a, b, c, d, ..] = *bytes else {
        return None;
    };
    Some((u16::from_le_bytes([a, b]), u16::from_le_bytes([c, d])))
}

/// Checks a complete upload as the firmware does.
pub(super) fn check(bytes: &[u8], max_leds: usize) -> Result<(), Flaw> {
    let (leds, frames) = header(bytes).ok_or(Flaw::Short)?;
    let leds = usize::from(leds);
    let frames = usize::from(frames);
    if leds == 0 || leds > max_leds {
        return Err(Flaw::Leds);
    }
    if frames == 0 {
        return Err(Flaw::Frames);
    }
    let expected = HEADER + frames * (2 + 3 * leds);
    if bytes.len() == expected {
        Ok(())
    } else {
        Err(Flaw::Size {
            expected,
            got: bytes.len(),
        })
    }
}

/// Returns how long one pass takes: the sum of the delays of the frames that exist.
pub(super) fn pass(bytes: &[u8]) -> Duration {
    let Some((leds, frames)) = header(bytes) else {
        return Duration::ZERO;
    };
    let frame = 2 + 3 * usize::from(leds);
    let delays = bytes
        .get(HEADER..)
        .unwrap_or_default()
        .chunks_exact(frame)
        .take(usize::from(frames));
    let millis = delays.map(|f| match *f {
        [low, high, ..] => u64::from(u16::from_le_bytes([low, high]).max(1)),
        _ => 0,
    });
    Duration::from_millis(millis.sum())
}

/// Returns the SHA-256 in lower-case hex.
pub(super) fn sha256(bytes: &[u8]) -> String {
    crate::pattern::hex(&Sha256::digest(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_of_one_led_and_two_frames_passes_and_each_flaw_has_its_name() {
        let good = [1, 0, 2, 0, 10, 0, 1, 2, 3, 0, 0, 4, 5, 6];
        assert_eq!(check(&good, 512), Ok(()));
        assert_eq!(
            pass(&good),
            Duration::from_millis(11),
            "a delay of 0 plays as 1"
        );
        assert_eq!(check(&good[..3], 512), Err(Flaw::Short));
        assert_eq!(
            check(&good[..13], 512),
            Err(Flaw::Size {
                expected: 14,
                got: 13
            })
        );
        assert_eq!(check(&[0, 0, 1, 0], 512), Err(Flaw::Leds));
        assert_eq!(check(&[1, 2, 1, 0], 512), Err(Flaw::Leds));
        assert_eq!(check(&[1, 0, 0, 0], 512), Err(Flaw::Frames));
        assert_eq!(
            pass(&good[..10]),
            Duration::from_millis(10),
            "only whole frames play"
        );
    }
}
