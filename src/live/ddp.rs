//! DDP: one packet of a frame. Used by `packets.rs`.
//!
//! Layout (3waylabs' specification; what WLED reads of it: `e131.cpp`, `handleDDPPacket`): flags, sequence, data type,
//! destination, offset (u32 BE), length (u16 BE), then R,G,B bytes.

/// LEDs of one packet: 1440 bytes of colours, so that a datagram of an Ethernet frame is never cut in two.
pub(super) const LEDS: usize = 480;

/// Version 1 of the protocol.
const VERSION_1: u8 = 0x40;
/// The frame is complete: show it.
const PUSH: u8 = 0x01;
/// Three channels of eight bits.
const RGB_8: u8 = 0x0B;
/// The device's own LEDs.
const DISPLAY: u8 = 1;
/// Sequence numbers go from 1 to this; 0 would be "not counted".
pub(super) const LAST_SEQUENCE: u8 = 15;

/// Appends packet `index` of the frame `rgb` to `out`; nothing where the frame has no such packet. `sequence`: 1 to 15.
///
/// All packets of a frame bear one number: WLED compares each with the last frame that was pushed and, where it is set to
/// drop late packets, takes up to four numbers behind that (modulo 15) for late; packets counted one by one would, in a
/// frame of more than ten, come to that range.
pub(super) fn packet(rgb: &[u8], index: usize, sequence: u8, out: &mut Vec<u8>) {
    let start = index * LEDS * 3;
    let Some(rest) = rgb.get(start..).filter(|rest| !rest.is_empty()) else {
        return;
    };
    let colours = rest.get(..LEDS * 3).unwrap_or(rest);
    let push = if colours.len() == rest.len() { PUSH } else { 0 };
    out.extend([VERSION_1 | push, sequence & 0x0F, RGB_8, DISPLAY]);
    out.extend(u32::try_from(start).unwrap_or(u32::MAX).to_be_bytes());
    out.extend(
        u16::try_from(colours.len())
            .unwrap_or(u16::MAX)
            .to_be_bytes(),
    );
    out.extend_from_slice(colours);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(rgb: &[u8], index: usize, sequence: u8) -> Vec<u8> {
        let mut out = Vec::new();
        packet(rgb, index, sequence, &mut out);
        out
    }

    #[test]
    fn a_short_frame_is_one_packet_that_is_shown_at_once() {
        assert_eq!(
            made(&[1, 2, 3, 4, 5, 6], 0, 7),
            [0x41, 7, 0x0B, 1, 0, 0, 0, 0, 0, 6, 1, 2, 3, 4, 5, 6]
        );
        assert_eq!(made(&[1, 2, 3], 1, 7), [0_u8; 0]);
    }

    #[test]
    fn only_the_last_packet_of_a_long_frame_is_pushed() {
        let rgb: Vec<u8> = (0..481 * 3).map(|n| (n % 251) as u8).collect();
        let first = made(&rgb, 0, 15);
        let last = made(&rgb, 1, 15);
        assert_eq!(first.len(), 1450);
        assert_eq!(first[..10], [0x40, 15, 0x0B, 1, 0, 0, 0, 0, 0x05, 0xA0]);
        assert_eq!(first[10..], rgb[..1440]);
        assert_eq!(last[..10], [0x41, 15, 0x0B, 1, 0, 0, 0x05, 0xA0, 0, 3]);
        assert_eq!(last[10..], rgb[1440..]);
    }

    #[test]
    fn a_frame_that_fills_its_packets_pushes_the_last_full_one() {
        let rgb = vec![9; 960 * 3];
        assert_eq!(
            (
                made(&rgb, 0, 1)[0],
                made(&rgb, 1, 1)[0],
                made(&rgb, 2, 1).len()
            ),
            (0x40, 0x41, 0)
        );
    }

    #[test]
    fn offsets_beyond_sixteen_bits_are_told() {
        let rgb = vec![0; 100_000 * 3];
        assert_eq!(made(&rgb, 208, 1)[4..8], (208_u32 * 1440).to_be_bytes());
    }
}
