//! [`Stream`]: streams of pixels over UDP, which hide the effects for a while (udp.cpp, e131.cpp; devices/wled.md section 4.2): DDP on
//! one port, WARLS to DNRGBW on another. `realtime.rs` receives them.

use super::super::values::Rgb;
use super::State;
use std::net::IpAddr;
use std::time::Duration;
use tokio::time::Instant;

/// How long the last picture of a stream stays (`if.live.timeout`, 25 tenths of a second).
const STAYS: Duration = Duration::from_millis(2500);
/// Longest datagram of the older protocols that is read (`UDP_IN_MAXSIZE`).
const MAX_REALTIME: usize = 1472;
/// Bytes before the pixels of DDP, and of a time code that may follow.
const DDP_HEADER: usize = 10;
const TIME_CODE: usize = 4;

/// Lengths, by protocol, up to which a datagram of the older protocols changes no LED (udp.cpp `handleNotifications`).
const TOO_SHORT: [usize; 6] = [0, 5, 4, 6, 7, 8];

/// DDP's header, as far as WLED looks at it (e131.cpp `handleDDPPacket`).
mod ddp {
    /// The version, and the only one there is.
    pub(super) const VERSION: u8 = 0xc0;
    pub(super) const VERSION_1: u8 = 0x40;
    /// A time code follows the header.
    pub(super) const TIME_CODE: u8 = 0x10;
    /// Recalls what the device has stored.
    pub(super) const STORAGE: u8 = 0x08;
    /// An answer.
    pub(super) const REPLY: u8 = 0x04;
    /// A question.
    pub(super) const QUERY: u8 = 0x02;
    /// The picture is complete.
    pub(super) const PUSH: u8 = 0x01;
    /// Destinations that are no LEDs: control, configuration, status.
    pub(super) const NOT_PIXELS: [u8; 3] = [246, 250, 251];
}

/// A stream that hides the effects.
#[derive(Clone, Debug)]
pub(in super::super) struct Stream {
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

impl State {
    /// The stream that holds the LEDs now. One that ended takes the override of its time with it.
    pub(in super::super) fn stream(&mut self, now: Instant) -> Option<&mut Stream> {
        if self
            .stream
            .as_ref()
            .is_some_and(|stream| stream.until.is_some_and(|until| until <= now))
        {
            self.end_stream();
        }
        self.stream.as_mut()
    }

    /// The effects have the LEDs again (udp.cpp `exitRealtime`).
    fn end_stream(&mut self) {
        let Some(stream) = self.stream.take() else {
            return;
        };
        if self.lor == 1 {
            self.lor = 0;
        }
        // up to 0.15 a segment has no pixels of its own: one that is frozen, and so not drawn anew, keeps what was streamed
        if !self.build.is_16() {
            let canvas = self.canvas;
            let frozen = self.segments.iter_mut().filter(|segment| segment.frozen);
            frozen.for_each(|segment| segment.keep(canvas, &stream.shown));
        }
    }

    /// What the stream that holds the LEDs is called, and who sends it.
    pub(in super::super) fn stream_source(
        &mut self,
        now: Instant,
    ) -> Option<(&'static str, Option<IpAddr>)> {
        self.stream(now).map(|stream| (stream.mode, stream.from))
    }

    /// What a stream shows instead of the effects, if it is not overridden.
    pub(in super::super) fn streamed(&mut self, now: Instant) -> Option<Vec<Rgb>> {
        let overridden = self.lor > 0;
        self.stream(now)
            .filter(|_| !overridden)
            .map(|stream| stream.shown.clone())
    }

    /// A client switches the streaming: on without pixels until it is switched off, or off.
    pub(in super::super) fn switch_stream(&mut self, on: bool, now: Instant) {
        if on {
            self.hold("", None, None, now);
        } else {
            self.end_stream();
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
        // what holds the LEDs until it lets go is not shortened by what comes next
        stream.until = stream.until.and(until);
        stream
    }

    /// Takes a datagram of DDP: pixels only. What asks, answers, configures or recalls what is stored is left out, and what
    /// is shorter than its header says.
    pub(in super::super) fn take_ddp(
        &mut self,
        datagram: &[u8],
        from: IpAddr,
        now: Instant,
    ) -> Option<()> {
        let [flags, _, kind, to, o0, o1, o2, o3, l0, l1] = *datagram.first_chunk::<DDP_HEADER>()?;
        let push = flags & ddp::PUSH != 0;
        if flags & ddp::VERSION != ddp::VERSION_1
            || ddp::NOT_PIXELS.contains(&to)
            || flags & (ddp::QUERY | ddp::REPLY) != 0
            || (flags & ddp::STORAGE != 0 && !push)
        {
            return None;
        }
        let channels = if kind & 0x38 == 0x18 { 4 } else { 3 };
        let has_time = flags & ddp::TIME_CODE != 0;
        let begin = DDP_HEADER + if has_time { TIME_CODE } else { 0 };
        let data = datagram.get(begin..)?;
        let data = data.get(..usize::from(u16::from_be_bytes([l0, l1])))?;
        let first = u32::from_be_bytes([o0, o1, o2, o3]) as usize / channels;
        let stream = self.hold("DDP", Some(from), Some(STAYS), now);
        stream.pushes |= push;
        stream.put(first, data, channels);
        if push || !stream.pushes {
            stream.show();
        }
        Some(())
    }

    /// Takes a datagram of the older protocols: a number, a timeout in seconds, and pixels. One that is too short for its
    /// protocol holds the LEDs all the same, and changes none.
    pub(in super::super) fn take_realtime(
        &mut self,
        datagram: &[u8],
        from: IpAddr,
        now: Instant,
    ) -> Option<()> {
        if datagram.len() > MAX_REALTIME {
            return None;
        }
        let [protocol @ 1..=5, timeout, rest @ ..] = datagram else {
            return None;
        };
        let stays = match timeout {
            0 => {
                self.end_stream();
                return Some(());
            }
            255 => None,
            seconds => Some(Duration::from_secs(u64::from(*seconds))),
        };
        let stream = self.hold("UDP", Some(from), stays, now);
        let shortest = TOO_SHORT.get(usize::from(*protocol)).copied();
        if shortest.is_some_and(|shortest| datagram.len() <= shortest) {
            stream.show();
            return Some(());
        }
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

#[cfg(test)]
mod tests;
