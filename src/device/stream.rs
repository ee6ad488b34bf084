//! Playing frames live on a device: the [`Protocol`]s, and the [`StreamWay`]s that [`Streams::ways`] names. `live`
//! makes the packets, the engine chooses.

use super::{Device, DeviceError, Session};
use crate::msg;
use bytes::Bytes;
use futures_util::future::{BoxFuture, FutureExt};
use std::fmt;
use std::str::FromStr;
use std::time::Duration;
use tokio::time::Instant;

/// What frames are sent by, as UDP datagrams.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Protocol {
    /// Distributed Display Protocol: a frame of several packets is shown when the last one is there.
    Ddp,
    /// WLED's own realtime protocol with a start index: each packet is shown as it comes.
    Dnrgb,
}

/// Text that names no protocol.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseProtocolError {
    /// What was given.
    pub text: String,
}

impl std::error::Error for ParseProtocolError {}

impl fmt::Display for ParseProtocolError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        msg!("protocol-invalid", text = &self.text).fmt(f)
    }
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

/// An ability of families whose devices show frames as they come.
pub trait Streams: Send + Sync {
    /// How this device receives live frames, best first, by its own report. Empty where it receives none.
    fn ways(&self, device: &Device) -> Vec<StreamWay>;

    /// Whether the device reports that it shows the frames which come that way; `None` where it cannot say. Asked while
    /// frames are sent.
    fn shows<'a>(
        &'a self,
        session: &'a Session,
        way: StreamWay,
    ) -> BoxFuture<'a, Result<Option<bool>, DeviceError>> {
        let _ = (session, way);
        std::future::ready(Ok(None)).boxed()
    }

    /// What the device shows, asked before frames come live; `None` where it cannot be restored.
    fn before<'a>(
        &'a self,
        session: &'a Session,
    ) -> BoxFuture<'a, Result<Option<BeforeLive>, DeviceError>> {
        let _ = session;
        std::future::ready(Ok(None)).boxed()
    }

    /// Ends a stream after its last frame, where the device needs a request for that. A device that has restarted meanwhile
    /// gets back what it showed before.
    fn leave<'a>(
        &'a self,
        session: &'a Session,
        way: StreamWay,
        before: Option<&'a BeforeLive>,
    ) -> BoxFuture<'a, Result<(), DeviceError>> {
        let _ = (session, way, before);
        std::future::ready(Ok(())).boxed()
    }
}

/// One way in which a device takes live frames.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct StreamWay {
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

/// What a device showed before frames came live, and how long it had been running then. A device only loses what it showed
/// where it starts again in between.
#[derive(Clone, Debug)]
pub struct BeforeLive {
    /// When it was asked.
    pub at: Instant,
    /// Time since it had started, where it says.
    pub uptime: Option<Duration>,
    /// What it showed, in the words of [`super::Controls::snapshot`].
    pub snapshot: Bytes,
}

impl BeforeLive {
    /// Devices count whole seconds; and clocks may differ by a thousandth of the time that passes.
    const SLACK: Duration = Duration::from_secs(2);

    /// Whether the device had started again by the time that it was asked again, when it said that it had been running for
    /// `uptime`.
    #[must_use]
    pub fn is_lost(&self, asked: Instant, uptime: Option<Duration>) -> bool {
        let elapsed = asked.saturating_duration_since(self.at);
        let slack = Self::SLACK + elapsed / 1000;
        match (self.uptime, uptime) {
            (Some(before), Some(now)) => now + slack < before + elapsed,
            _ => false,
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

    #[tokio::test(start_paused = true)]
    async fn a_device_that_runs_for_less_time_than_has_passed_has_started_again() {
        let seconds = Duration::from_secs;
        let before = BeforeLive {
            at: Instant::now(),
            uptime: Some(seconds(10)),
            snapshot: Bytes::new(),
        };
        tokio::time::advance(seconds(60)).await;
        for (uptime, is_lost) in [
            (72, false),
            (70, false),
            (68, false),
            (67, true),
            (50, true),
            (1, true),
        ] {
            let now = Instant::now();
            assert_eq!(
                before.is_lost(now, Some(seconds(uptime))),
                is_lost,
                "{uptime}"
            );
        }
        assert!(!before.is_lost(Instant::now(), None), "it does not say");
    }
}
