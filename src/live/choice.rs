//! Chooses the protocol by which frames go to a device, and says why.

use super::packets::{max_leds, packets_of};
use crate::device::{Protocol, StreamWay};
use crate::message::Message;
use crate::msg;
use std::fmt;

/// The protocol and port that a person prefers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct StreamPreference {
    /// Use this protocol.
    pub protocol: Option<Protocol>,
    /// Use this UDP port.
    pub port: Option<u16>,
}

/// The chosen way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// The protocol and port.
    pub way: StreamWay,
    /// The reason: "DDP, because ...".
    pub why: Message,
}

/// Why there is no way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoWay {
    /// The device does not receive live frames.
    Never,
    /// It receives live frames, but not by that protocol.
    NotBy(Protocol),
    /// More LEDs than the protocol can number.
    TooManyLeds {
        protocol: Protocol,
        /// LEDs that it can number.
        max: usize,
        /// LEDs of a frame.
        leds: usize,
    },
}

impl NoWay {
    /// Why, as a sentence.
    #[must_use]
    pub fn message(self) -> Message {
        match self {
            Self::Never => msg!("stream-never"),
            Self::NotBy(protocol) => msg!("stream-not-by", protocol = protocol.title()),
            Self::TooManyLeds {
                protocol,
                max,
                leds,
            } => msg!(
                "stream-too-many-leds",
                protocol = protocol.title(),
                max = max,
                leds = leds
            ),
        }
    }
}

impl std::error::Error for NoWay {}

impl fmt::Display for NoWay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.message().fmt(f)
    }
}

/// Chooses among the `ways` of a device, best first, for frames of `leds` LEDs.
///
/// DDP shows a frame when all of it is there, DNRGB each packet as it comes, so DDP is taken where there is a choice.
/// A protocol and a port that are both given are used as they are, whatever the device reports.
///
/// # Errors
/// See [`NoWay`].
pub fn choose(ways: &[StreamWay], leds: usize, wish: StreamPreference) -> Result<Choice, NoWay> {
    let fits = |protocol| max_leds(protocol).is_none_or(|max| leds <= max);
    let way = match wish {
        StreamPreference {
            protocol: Some(protocol),
            port: Some(port),
        } => StreamWay { protocol, port },
        StreamPreference {
            protocol: Some(protocol),
            port: None,
        } => {
            let way = ways.iter().find(|way| way.protocol == protocol).copied();
            way.ok_or(if ways.is_empty() {
                NoWay::Never
            } else {
                NoWay::NotBy(protocol)
            })?
        }
        StreamPreference {
            protocol: None,
            port,
        } => {
            let best = ways
                .iter()
                .filter(|way| fits(way.protocol))
                .min_by_key(|way| way.protocol != Protocol::Ddp);
            let way = best.or(ways.first()).copied().ok_or(NoWay::Never)?;
            StreamWay {
                port: port.unwrap_or(way.port),
                ..way
            }
        }
    };
    if let Some(max) = max_leds(way.protocol).filter(|_| !fits(way.protocol)) {
        return Err(NoWay::TooManyLeds {
            protocol: way.protocol,
            max,
            leds,
        });
    }
    Ok(Choice {
        way,
        why: why(ways, leds, wish, way.protocol),
    })
}

fn why(ways: &[StreamWay], leds: usize, wish: StreamPreference, protocol: Protocol) -> Message {
    let packets = packets_of(protocol, leds);
    let title = protocol.title();
    match (wish.protocol, protocol) {
        (Some(_), _) => msg!("stream-because-asked", protocol = title),
        (None, Protocol::Dnrgb) => msg!("stream-because-no-ddp", protocol = title),
        (None, Protocol::Ddp) if packets > 1 => {
            msg!("stream-because-whole", protocol = title, packets = packets)
        }
        (None, Protocol::Ddp) if ways.len() > 1 => {
            msg!("stream-because-always", protocol = title)
        }
        (None, Protocol::Ddp) => msg!("stream-because-only", protocol = title),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DDP: StreamWay = StreamWay {
        protocol: Protocol::Ddp,
        port: 4048,
    };
    const DNRGB: StreamWay = StreamWay {
        protocol: Protocol::Dnrgb,
        port: 21325,
    };

    fn chosen(
        ways: &[StreamWay],
        leds: usize,
        protocol: Option<Protocol>,
        port: Option<u16>,
    ) -> Result<Choice, NoWay> {
        choose(ways, leds, StreamPreference { protocol, port })
    }

    #[test]
    fn ddp_is_taken_where_there_is_a_choice_and_the_reason_is_told() {
        let choice = chosen(&[DNRGB, DDP], 1000, None, None).unwrap();
        assert_eq!(choice.way, DDP);
        assert_eq!(
            choice.why.to_string(),
            "DDP, because a frame takes 3 packets, and DDP shows them together"
        );
        assert!(
            chosen(&[DNRGB, DDP], 100, None, None)
                .unwrap()
                .why
                .to_string()
                .contains("settings")
        );
        assert!(
            chosen(&[DDP], 100, None, None)
                .unwrap()
                .why
                .to_string()
                .contains("the device receives it")
        );
    }

    #[test]
    fn what_a_person_asks_for_is_done_where_the_device_takes_it() {
        assert_eq!(
            chosen(&[DDP, DNRGB], 9, Some(Protocol::Dnrgb), None)
                .unwrap()
                .way,
            DNRGB
        );
        assert_eq!(
            chosen(&[DDP], 9, Some(Protocol::Dnrgb), None),
            Err(NoWay::NotBy(Protocol::Dnrgb))
        );
        assert_eq!(
            chosen(&[DDP], 9, None, Some(9000)).unwrap().way,
            StreamWay { port: 9000, ..DDP }
        );
    }

    #[test]
    fn a_device_that_takes_nothing_is_believed_unless_both_are_named() {
        assert_eq!(chosen(&[], 9, None, None), Err(NoWay::Never));
        assert_eq!(chosen(&[], 9, Some(Protocol::Ddp), None), Err(NoWay::Never));
        assert_eq!(chosen(&[], 9, None, Some(4048)), Err(NoWay::Never));
        assert_eq!(
            chosen(&[], 9, Some(Protocol::Ddp), Some(4048)).unwrap().way,
            DDP
        );
    }

    #[test]
    fn more_leds_than_a_protocol_can_number_go_by_another_or_not_at_all() {
        assert_eq!(chosen(&[DNRGB, DDP], 65_537, None, None).unwrap().way, DDP);
        assert!(matches!(
            chosen(&[DNRGB], 65_537, None, None),
            Err(NoWay::TooManyLeds { max: 65_536, .. })
        ));
    }
}
