//! Frames as packets of one [`Protocol`], written into one buffer. Used by the player.

use super::{ddp, dnrgb};
use crate::device::Protocol;

/// Makes the packets of one frame after another.
#[derive(Debug)]
pub(super) struct Packets {
    protocol: Protocol,
    sequence: u8,
    buffer: Vec<u8>,
}

impl Packets {
    /// Before the first frame.
    pub(super) fn new(protocol: Protocol) -> Self {
        Self {
            protocol,
            sequence: 0,
            buffer: Vec::with_capacity(1472),
        }
    }

    /// Begins the next frame.
    pub(super) fn next_frame(&mut self) {
        self.sequence = self.sequence % ddp::LAST_SEQUENCE + 1;
    }

    /// Packet `index` of the frame `rgb`.
    pub(super) fn packet(&mut self, rgb: &[u8], index: usize) -> &[u8] {
        self.buffer.clear();
        match self.protocol {
            Protocol::Ddp => ddp::packet(rgb, index, self.sequence, &mut self.buffer),
            Protocol::Dnrgb => dnrgb::packet(rgb, index, &mut self.buffer),
        }
        &self.buffer
    }
}

/// The number of packets that a frame of `leds` LEDs takes.
#[must_use]
pub fn packets_of(protocol: Protocol, leds: usize) -> usize {
    match protocol {
        Protocol::Ddp => leds.div_ceil(ddp::LEDS),
        Protocol::Dnrgb => leds.div_ceil(dnrgb::LEDS),
    }
}

/// Maximum LEDs of a frame; `None`: more than any device has.
#[must_use]
pub(super) fn max_leds(protocol: Protocol) -> Option<usize> {
    match protocol {
        Protocol::Ddp => None,
        Protocol::Dnrgb => Some(dnrgb::MAX_LEDS),
    }
}

/// The packet that ends a stream, where the protocol has one: DDP streams end by silence.
pub(super) fn leave(protocol: Protocol) -> Option<&'static [u8]> {
    match protocol {
        Protocol::Ddp => None,
        Protocol::Dnrgb => Some(&dnrgb::LEAVE),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packets_are_counted_as_they_are_made() {
        for (protocol, leds, count) in [
            (Protocol::Ddp, 480, 1),
            (Protocol::Ddp, 481, 2),
            (Protocol::Dnrgb, 489, 1),
            (Protocol::Dnrgb, 490, 2),
        ] {
            assert_eq!(packets_of(protocol, leds), count);
            let rgb = vec![0; leds * 3];
            let mut packets = Packets::new(protocol);
            assert!(
                !packets.packet(&rgb, count - 1).is_empty()
                    && packets.packet(&rgb, count).is_empty()
            );
        }
    }

    #[test]
    fn frames_are_numbered_from_1_to_15_and_all_packets_of_one_alike() {
        let rgb = vec![0; 481 * 3];
        let mut packets = Packets::new(Protocol::Ddp);
        let mut seen = Vec::new();
        for _ in 0..17 {
            packets.next_frame();
            let numbers = [packets.packet(&rgb, 0)[1], packets.packet(&rgb, 1)[1]];
            assert_eq!(numbers[0], numbers[1]);
            seen.push(numbers[0]);
        }
        assert_eq!(seen, (1..=15).chain(1..=2).collect::<Vec<u8>>());
    }
}
