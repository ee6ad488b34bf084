//! DNRGB: one packet of a frame, and the one that ends the stream. Used by `packets.rs`.
//!
//! Layout (WLED, `udp.cpp`, `handleNotifications`): 4, timeout in seconds, index of the first LED (u16 BE), R,G,B bytes.

/// LEDs of one packet: WLED reads 1472 bytes of a datagram.
pub(super) const LEDS: usize = 489;

/// Most LEDs of a frame: the index of the first has 16 bits.
pub(super) const MAX_LEDS: usize = u16::MAX as usize + 1;

/// "DNRGB follows".
const KIND: u8 = 4;

/// Seconds after which the device shows its own again when nothing comes: frames are sent at least once a second, and two
/// of them may be lost.
const TIMEOUT_S: u8 = 3;

/// "Show your own again, now": a timeout of 0. WLED looks no further than that byte.
pub(super) const LEAVE: [u8; 4] = [KIND, 0, 0, 0];

/// Appends packet `index` of the frame `rgb` to `out`; nothing where the frame has no such packet.
pub(super) fn packet(rgb: &[u8], index: usize, out: &mut Vec<u8>) {
    let first = index * LEDS;
    let Some(rest) = rgb.get(first * 3..).filter(|rest| !rest.is_empty()) else {
        return;
    };
    let Ok(first) = u16::try_from(first) else {
        return;
    };
    out.extend([KIND, TIMEOUT_S]);
    out.extend(first.to_be_bytes());
    out.extend_from_slice(rest.get(..LEDS * 3).unwrap_or(rest));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(rgb: &[u8], index: usize) -> Vec<u8> {
        let mut out = Vec::new();
        packet(rgb, index, &mut out);
        out
    }

    #[test]
    fn packets_say_where_their_colours_begin() {
        let rgb: Vec<u8> = (0..490 * 3).map(|n| (n % 251) as u8).collect();
        let first = made(&rgb, 0);
        let last = made(&rgb, 1);
        assert_eq!((first.len(), &first[..4]), (1471, &[4, 3, 0, 0][..]));
        assert_eq!(first[4..], rgb[..489 * 3]);
        assert_eq!(last, [&[4, 3, 0x01, 0xE9][..], &rgb[489 * 3..]].concat());
        assert_eq!(made(&rgb, 2), [0_u8; 0]);
    }

    #[test]
    fn leds_beyond_the_index_are_not_sent_to_a_wrong_place() {
        let rgb = vec![0; 70_000 * 3];
        assert_eq!(made(&rgb, 134)[2..4], (134_u16 * 489).to_be_bytes());
        assert_eq!(made(&rgb, 135), [0_u8; 0]);
    }

    #[test]
    fn the_last_word_is_a_timeout_of_zero() {
        assert_eq!(LEAVE, [4, 0, 0, 0]);
    }
}
