//! Streams of pixels over UDP, which hide the effects for a while (udp.cpp, e131.cpp; devices/wled.md section 4.2): DDP on
//! one port, WARLS to DNRGBW on another. Real devices have 4048 and 21324; several on one address cannot share them.

use super::super::UdpPorts;
use super::Wled;
use super::segment::Rgb;
use super::state::State;
use crate::net::{Datagrams, Gate};
use serde_json::{Value, json};
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;
use tokio::time::Instant;

/// Where DDP goes to on every device.
const DDP_PORT: u16 = 4048;
/// Where the others go to on a real device (`udpPort`).
const REALTIME_PORT: u16 = 21_324;
/// How long the last picture of a stream stays (`if.live.timeout`, 25 tenths of a second).
const STAYS: Duration = Duration::from_millis(2500);
/// Longest datagram there is.
const MAX_DATAGRAM: usize = 65_535;
/// Bytes before the pixels of DDP, and of a time code that may follow.
const DDP_HEADER: usize = 10;
const TIME_CODE: usize = 4;

/// A stream that hides the effects.
#[derive(Clone, Debug)]
pub(super) struct Stream {
    /// What it is called in `lm`.
    mode: &'static str,
    from: Option<IpAddr>,
    /// Until when it holds the LEDs; nothing = until it lets go.
    until: Option<Instant>,
    /// What came so far, and what shows: the same, where nothing says that a picture is complete.
    pixels: Vec<Rgb>,
    shown: Vec<Rgb>,
    /// It says when a picture is complete.
    pushes: bool,
}

/// The sockets of one device, and their ports.
pub(super) struct Ports {
    ddp: Datagrams,
    realtime: Datagrams,
    numbers: UdpPorts,
}

impl Ports {
    /// Opens both: DDP's own port where it is free.
    pub(super) fn open(gate: Gate, ip: IpAddr) -> io::Result<Self> {
        let on = |port| gate.datagrams_alone(SocketAddr::new(ip, port));
        let ddp = on(DDP_PORT).or_else(|_| on(0))?;
        let realtime = on(0)?;
        let numbers = UdpPorts {
            ddp: ddp.local_addr()?.port(),
            realtime: realtime.local_addr()?.port(),
        };
        Ok(Self {
            ddp,
            realtime,
            numbers,
        })
    }

    /// Their numbers.
    pub(super) fn numbers(&self) -> UdpPorts {
        self.numbers
    }
}

impl State {
    /// The stream that holds the LEDs now. One that ended takes the override of its time with it.
    pub(super) fn stream(&mut self, now: Instant) -> Option<&mut Stream> {
        if self
            .stream
            .as_ref()
            .is_some_and(|stream| stream.until.is_some_and(|until| until <= now))
        {
            self.stream = None;
            self.lor = if self.lor == 1 { 0 } else { self.lor };
        }
        self.stream.as_mut()
    }

    /// What a stream shows instead of the effects, if it is not overridden.
    pub(super) fn streamed(&mut self, now: Instant) -> Option<Vec<Rgb>> {
        let overridden = self.lor > 0;
        self.stream(now)
            .filter(|_| !overridden)
            .map(|stream| stream.shown.clone())
    }

    /// A client switches the streaming: on without pixels for 65 s, or off.
    pub(super) fn switch_stream(&mut self, on: bool, now: Instant) {
        if on {
            self.hold("", None, Some(Duration::from_secs(65)), now);
        } else {
            self.stream = None;
        }
    }

    fn hold(
        &mut self,
        mode: &'static str,
        from: Option<IpAddr>,
        stays: Option<Duration>,
        now: Instant,
    ) -> &mut Stream {
        let leds = self.canvas.w * self.canvas.h;
        let until = stays.map(|stays| now + stays);
        let black = || Stream {
            mode,
            from,
            until,
            pixels: vec![[0; 3]; leds],
            shown: vec![[0; 3]; leds],
            pushes: false,
        };
        let kept = self
            .stream
            .take()
            .filter(|stream| stream.until.is_none_or(|until| until > now));
        let stream = self.stream.insert(kept.unwrap_or_else(black));
        stream.mode = mode;
        stream.from = from;
        stream.until = until;
        stream
    }

    /// Takes a datagram of DDP.
    fn take_ddp(&mut self, datagram: &[u8], from: IpAddr, now: Instant) -> Option<()> {
        let [flags, _, kind, _, o0, o1, o2, o3, l0, l1] = *datagram.first_chunk::<DDP_HEADER>()?;
        if flags & 0xc0 != 0x40 {
            return None;
        }
        let channels = if kind & 0x38 == 0x18 { 4 } else { 3 };
        let begin = DDP_HEADER + if flags & 0x10 != 0 { TIME_CODE } else { 0 };
        let data = datagram.get(begin..)?;
        let data = data.get(..usize::from(u16::from_be_bytes([l0, l1])).min(data.len()))?;
        let first = u32::from_be_bytes([o0, o1, o2, o3]) as usize / channels;
        let push = flags & 0x01 != 0;
        let stream = self.hold("DDP", Some(from), Some(STAYS), now);
        stream.pushes |= push;
        stream.put(first, data, channels);
        if push || !stream.pushes {
            stream.show();
        }
        Some(())
    }

    /// Takes a datagram of the older protocols: a number, a timeout in seconds, and pixels.
    fn take_realtime(&mut self, datagram: &[u8], from: IpAddr, now: Instant) -> Option<()> {
        let [protocol @ 1..=5, timeout, rest @ ..] = datagram else {
            return None;
        };
        let stays = match timeout {
            0 => {
                self.stream = None;
                return Some(());
            }
            255 => None,
            seconds => Some(Duration::from_secs(u64::from(*seconds))),
        };
        let stream = self.hold("UDP", Some(from), stays, now);
        match (protocol, rest) {
            (1, each) => {
                for [at, rgb @ ..] in each.as_chunks::<4>().0 {
                    stream.put(usize::from(*at), rgb, 3);
                }
            }
            (2, rgb) => stream.put(0, rgb, 3),
            (3, rgbw) => stream.put(0, rgbw, 4),
            (number, [high, low, data @ ..]) => {
                let channels = if *number == 4 { 3 } else { 4 };
                stream.put(
                    usize::from(u16::from_be_bytes([*high, *low])),
                    data,
                    channels,
                );
            }
            _ => return None,
        }
        stream.show();
        Some(())
    }
}

impl Stream {
    /// Puts pixels from `first` on; of more than three channels, the last is white and has no LED here.
    fn put(&mut self, first: usize, data: &[u8], channels: usize) {
        for (pixel, data) in self
            .pixels
            .iter_mut()
            .skip(first)
            .zip(data.chunks_exact(channels))
        {
            *pixel = data.first_chunk().copied().unwrap_or(*pixel);
        }
    }

    fn show(&mut self) {
        self.shown.clone_from(&self.pixels);
    }
}

impl Wled {
    /// Takes what comes over UDP, for ever.
    pub(super) async fn listen(&self) {
        let Some(ports) = &self.ports else {
            return std::future::pending().await;
        };
        let mut ddp = vec![0; MAX_DATAGRAM];
        let mut realtime = vec![0; MAX_DATAGRAM];
        loop {
            let taken = tokio::select! {
                came = ports.ddp.recv_from(&mut ddp) => came.map(|(len, from)| self.with(|state, now| {
                    Ok(state.take_ddp(ddp.get(..len).unwrap_or_default(), from.ip(), now))
                })),
                came = ports.realtime.recv_from(&mut realtime) => came.map(|(len, from)| self.with(|state, now| {
                    Ok(state.take_realtime(realtime.get(..len).unwrap_or_default(), from.ip(), now))
                })),
            };
            if let Err(error) = taken {
                // an earlier sender's port is closed, which is no harm
                tracing::debug!(%error, "a simulated device could not receive a datagram");
            }
        }
    }

    /// Where streams go to.
    pub(super) fn realtime_port(&self) -> u16 {
        self.ports
            .as_ref()
            .map_or(REALTIME_PORT, |ports| ports.numbers.realtime)
    }

    /// Who streams, as `/json/info` tells.
    pub(super) fn live_info(state: &mut State, now: Instant, tell: &mut impl FnMut(&str, Value)) {
        let stream = state.stream(now);
        tell("live", json!(stream.is_some()));
        tell("liveseg", json!(-1));
        tell(
            "lm",
            json!(stream.as_ref().map_or("", |stream| stream.mode)),
        );
        let from = stream.and_then(|stream| stream.from);
        tell(
            "lip",
            json!(from.map_or_else(String::new, |from| from.to_string())),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::super::builds::V16;
    use super::super::flash::Flash;
    use super::super::segment::Canvas;
    use super::*;
    use crate::simulator::disk::Disk;

    const FROM: IpAddr = IpAddr::V4(std::net::Ipv4Addr::LOCALHOST);

    fn state() -> State {
        let flash = Flash::on(Disk::open(None, "a", 100_000).unwrap(), &V16, false).unwrap();
        State::boot(
            &V16,
            Canvas {
                w: 3,
                h: 1,
                is_2d: false,
            },
            flash,
        )
        .unwrap()
    }

    fn shown(state: &mut State, now: Instant) -> Option<Vec<u8>> {
        state
            .streamed(now)
            .map(|shown| shown.iter().map(|rgb| rgb[0]).collect())
    }

    #[test]
    fn every_protocol_puts_its_pixels_where_it_says() {
        let now = Instant::now();
        for (datagram, expected) in [
            (&[1, 2, 2, 9, 0, 0, 0, 8, 0, 0][..], [8, 0, 9]),
            (&[2, 2, 1, 0, 0, 2, 0, 0], [1, 2, 0]),
            (&[3, 2, 1, 0, 0, 0, 2, 0, 0, 0], [1, 2, 0]),
            (&[4, 2, 0, 1, 5, 0, 0, 6, 0, 0], [0, 5, 6]),
            (&[5, 2, 0, 2, 5, 0, 0, 0], [0, 0, 5]),
        ] {
            let mut state = state();
            state.take_realtime(datagram, FROM, now).unwrap();
            assert_eq!(shown(&mut state, now).unwrap(), expected, "{datagram:?}");
        }
    }

    #[test]
    fn a_stream_ends_when_it_says_so_or_says_nothing() {
        let mut state = state();
        let now = Instant::now();
        let at = |ms| now + Duration::from_millis(ms);
        state.take_realtime(&[2, 2, 1, 1, 1], FROM, now).unwrap();
        assert!(shown(&mut state, at(1999)).is_some() && shown(&mut state, at(2000)).is_none());
        state.take_realtime(&[2, 255, 1, 1, 1], FROM, now).unwrap();
        assert!(shown(&mut state, at(9_000_000)).is_some(), "held");
        state.lor = 1;
        assert!(shown(&mut state, now).is_none(), "overridden");
        state.lor = 0;
        state.take_realtime(&[2, 0], FROM, now).unwrap();
        assert!(shown(&mut state, now).is_none());
    }

    #[test]
    fn ddp_shows_a_picture_when_it_is_pushed() {
        let mut state = state();
        let now = Instant::now();
        let part = |flags, offset, red| [flags, 1, 0x0b, 1, 0, 0, 0, offset, 0, 3, red, 0, 0];
        state.take_ddp(&part(0x40, 0, 7), FROM, now).unwrap();
        assert_eq!(
            shown(&mut state, now).unwrap(),
            [7, 0, 0],
            "who never pushes shows at once"
        );
        state.take_ddp(&part(0x41, 3, 8), FROM, now).unwrap();
        state.take_ddp(&part(0x40, 6, 9), FROM, now).unwrap();
        assert_eq!(shown(&mut state, now).unwrap(), [7, 8, 0]);
        state.take_ddp(&part(0x41, 0, 1), FROM, now).unwrap();
        assert_eq!(shown(&mut state, now).unwrap(), [1, 8, 9]);
        assert_eq!(
            state.take_ddp(&part(0x80, 0, 1), FROM, now),
            None,
            "another version"
        );
        assert!(shown(&mut state, now + STAYS).is_none());
    }
}
