//! DNRGB: one packet of a frame, and the one that ends the stream. Used by `packets.rs`.
//!
//! Layout (WLED, `udp.cpp`, `handleNotifications`): 4, timeout in seconds, index of the first LED (u16 BE), R,G,B bytes.

/// LEDs of one packet: WLED reads 1472 bytes of a datagram.
pub(super) const LEDS: usize = 489;

/// Maximum LEDs of a frame: the index of the first has 16 bits.
pub(super) const MAX_LEDS: usize = u16::MAX as usize + 1;

/// "DNRGB follows".
const KIND: u8 = 4;

/// Fewest LEDs of a packet: WLED takes no colours from a datagram of 7 bytes or less, which a single LED would make.
const MIN_LEDS: usize = 2;

/// Seconds after which the device shows its own again when nothing comes: frames are sent at least once a second, and two
/// of them may be lost.
const TIMEOUT_S: u8 = 3;

/// "Show your own again, now": a timeout of 0. WLED looks no further than that byte.
pub(super) const LEAVE: [u8; 4] = [KIND, 0, 0, 0];

/// Appends packet `index` of the frame `rgb` to `out`; nothing where the frame has no such packet.
///
/// A last LED that would be alone in its packet takes the one before it along, which is sent twice then; the only LED of a
/// frame gets a dark one behind it, which WLED leaves out as it has no such LED.
pub(super) fn packet(rgb: &[u8], index: usize, out: &mut Vec<u8>) {
    let leds = rgb.len() / 3;
    let first = index * LEDS;
    if first >= leds {
        return;
    }
    let first = first.min(leds.saturating_sub(MIN_LEDS));
    let rest = rgb.get(first * 3..).unwrap_or_default();
    let Ok(first) = u16::try_from(first) else {
        return;
    };
    out.extend([KIND, TIMEOUT_S]);
    out.extend(first.to_be_bytes());
    out.extend_from_slice(rest.get(..LEDS * 3).unwrap_or(rest));
    let missing = MIN_LEDS.saturating_sub(leds);
    out.extend(std::iter::repeat_n(0, missing * 3));
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
        let rgb: Vec<u8> = (0..491 * 3).map(|n| (n % 251) as u8).collect();
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
    fn no_packet_is_so_short_that_wled_takes_no_colours_from_it() {
        for leds in (1..=3).chain(488..=491).chain(977..=980) {
            let rgb: Vec<u8> = (0..leds * 3).map(|n| (n % 251) as u8).collect();
            let mut shown = vec![0; leds * 3];
            let mut index = 0;
            loop {
                let packet = made(&rgb, index);
                if packet.is_empty() {
                    break;
                }
                // as `udp.cpp` reads it: colours from byte 4, for LEDs that the strip has
                assert!(packet.len() > 7 && packet.len() <= 1472, "{leds}");
                let first = usize::from(u16::from_be_bytes([packet[2], packet[3]]));
                for (at, byte) in packet[4..].iter().enumerate() {
                    if let Some(shown) = shown.get_mut(first * 3 + at) {
                        *shown = *byte;
                    }
                }
                index += 1;
            }
            assert_eq!((shown, index), (rgb, leds.div_ceil(LEDS)), "{leds}");
        }
    }

    #[test]
    fn the_last_word_is_a_timeout_of_zero() {
        assert_eq!(LEAVE, [4, 0, 0, 0]);
    }
}
