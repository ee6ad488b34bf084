//! [`Stream`]: streams of pixels over UDP, which hide the effects for a while (udp.cpp, e131.cpp): DDP on
//! one port, WARLS to DNRGBW on another. `realtime.rs` receives them.

use super::super::values::Rgb;
use super::State;
use std::net::IpAddr;
use std::time::Duration;
use tokio::time::Instant;

/// How long the last picture of a stream shows (`if.live.timeout`, 25 tenths of a second).
const STAYS: Duration = Duration::from_millis(2500);
/// Maximum datagram of the older protocols (`UDP_IN_MAXSIZE`).
const MAX_REALTIME: usize = 1472;
/// Bytes of the DDP header, and of an optional time code.
const DDP_HEADER: usize = 10;
const TIME_CODE: usize = 4;

/// ChangeSource protocol, the length up to which a datagram of the older protocols changes no LED (udp.cpp `handleNotifications`).
const TOO_SHORT: [usize; 6] = [0, 5, 4, 6, 7, 8];

/// The parts of the DDP header that WLED reads (e131.cpp `handleDDPPacket`).
mod ddp {
    /// Mask of the version, and the only version.
    pub(super) const VERSION: u8 = 0xc0;
    pub(super) const VERSION_1: u8 = 0x40;
    /// A time code follows the header.
    pub(super) const TIME_CODE: u8 = 0x10;
    /// Recalls stored data.
    pub(super) const STORAGE: u8 = 0x08;
    pub(super) const REPLY: u8 = 0x04;
    pub(super) const QUERY: u8 = 0x02;
    /// The picture is complete.
    pub(super) const PUSH: u8 = 0x01;
    /// Destinations without LEDs: control, configuration, status.
    pub(super) const NOT_PIXELS: [u8; 3] = [246, 250, 251];
}

/// A stream that hides the effects.
#[derive(Clone, Debug)]
pub(in super::super) struct Stream {
    /// Its name in `lm`.
    mode: &'static str,
    from: Option<IpAddr>,
    /// Until when it holds the LEDs; `None` = until it is switched off.
    until: Option<Instant>,
    /// Received pixels, and shown pixels: the same if the stream does not mark complete pictures.
    pixels: Vec<Rgb>,
    shown: Vec<Rgb>,
    /// Whether the stream marks complete pictures.
    pushes: bool,
}

impl State {
    /// Returns the stream that holds the LEDs now. The end of a stream resets its override.
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

    /// Gives the LEDs back to the effects (udp.cpp `exitRealtime`).
    fn end_stream(&mut self) {
        let Some(stream) = self.stream.take() else {
            return;
        };
        if self.lor == 1 {
            self.lor = 0;
        }
        // up to 0.15 a segment has no pixels of its own: a frozen segment is not redrawn and keeps the streamed pixels
        if !self.build.is_16() {
            let canvas = self.canvas;
            let frozen = self.segments.iter_mut().filter(|segment| segment.frozen);
            frozen.for_each(|segment| segment.keep(canvas, &stream.shown));
        }
    }

    /// Returns the name and the sender of the stream that holds the LEDs.
    pub(in super::super) fn stream_source(
        &mut self,
        now: Instant,
    ) -> Option<(&'static str, Option<IpAddr>)> {
        self.stream(now).map(|stream| (stream.mode, stream.from))
    }

    /// Returns what a stream shows instead of the effects, if it is not overridden.
    pub(in super::super) fn streamed(&mut self, now: Instant) -> Option<Vec<Rgb>> {
        let overridden = self.lor > 0;
        self.stream(now)
            .filter(|_| !overridden)
            .map(|stream| stream.shown.clone())
    }

    /// Switches streaming on, without pixels and without a time limit, or off.
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
        // a stream without a time limit is not shortened by later datagrams
        stream.until = stream.until.and(until);
        stream
    }

    /// Takes a DDP datagram with pixels. Ignores queries, replies, configuration and recalls, and datagrams shorter than their
    /// header says.
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

    /// Takes a datagram of the older protocols: a number, a timeout in seconds, and pixels. A datagram that is too short for its
    /// protocol still holds the LEDs, and changes none.
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
    /// Sets pixels from `first`; with more than three channels, the last one is white and ignored.
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
