//! How frames can be played live on a device: the [`Protocol`]s, and the [`StreamWay`]s that a family names in
//! [`super::Family::streams`]. `live` makes the packets, the engine chooses.

use std::fmt;
use std::str::FromStr;

/// What frames are sent by, as UDP datagrams.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Protocol {
    /// Distributed Display Protocol: a frame of several packets is shown when the last one is there.
    Ddp,
    /// WLED's own realtime protocol with a start index: each packet is shown as it comes.
    Dnrgb,
}

/// Text that names no protocol.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("'{text}' is no protocol for live frames; give ddp or dnrgb")]
pub struct ParseProtocolError {
    /// What was given.
    pub text: String,
}

impl Protocol {
    /// Every protocol.
    pub const ALL: [Self; 2] = [Self::Ddp, Self::Dnrgb];

    /// As in `--json` and `--protocol`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Ddp => "ddp",
            Self::Dnrgb => "dnrgb",
        }
    }

    /// For people.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Ddp => "DDP",
            Self::Dnrgb => "DNRGB",
        }
    }

    /// Where devices listen unless they say otherwise: DDP's registered port, and WLED's default one for realtime data.
    #[must_use]
    pub fn usual_port(self) -> u16 {
        match self {
            Self::Ddp => 4048,
            Self::Dnrgb => 21324,
        }
    }
}

impl fmt::Display for Protocol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.title())
    }
}

impl FromStr for Protocol {
    type Err = ParseProtocolError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let found = Self::ALL
            .into_iter()
            .find(|protocol| protocol.word().eq_ignore_ascii_case(text));
        found.ok_or_else(|| ParseProtocolError {
            text: text.to_owned(),
        })
    }
}

/// One way in which a device takes live frames.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct StreamWay {
    /// By what.
    pub protocol: Protocol,
    /// At which UDP port.
    pub port: u16,
}

impl StreamWay {
    /// That protocol at its usual port.
    #[must_use]
    pub fn usual(protocol: Protocol) -> Self {
        Self {
            protocol,
            port: protocol.usual_port(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn protocols_are_read_by_the_word_they_are_written_with() {
        for protocol in Protocol::ALL {
            assert_eq!(protocol.word().parse(), Ok(protocol));
            assert_eq!(protocol.title().parse(), Ok(protocol));
        }
        assert!(
            "artnet"
                .parse::<Protocol>()
                .unwrap_err()
                .to_string()
                .contains("ddp or dnrgb")
        );
    }
}
