//! Plays frames to one socket on a thread of its own, in absolute time, until it is stopped or its time is over.

use super::clock::{Clock, ThreadClock};
use super::pace::{Spread, Timeline};
use super::packets::{Packets, leave, packets_of};
use crate::device::Protocol;
use crate::pattern::{PatternError, Reel};
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed, Ordering::Release};
use std::time::Duration;
use tokio::sync::oneshot;

/// A frame that begins later than this after it was due is late: a quarter of the shortest frame's time, eyes see it.
const LATE: Duration = Duration::from_millis(5);

/// How long the system may refuse to send before the stream ends: a device that restarts is back by then.
const GIVE_UP: Duration = Duration::from_secs(15);

/// What a stream plays, and how.
#[derive(Clone, Debug)]
pub struct StreamPlan {
    /// The frames, in the device's order; they loop.
    pub frames: Reel,
    pub protocol: Protocol,
    /// Maximum frames per second; usually [`super::MAX_FPS`].
    pub max_fps: f32,
    /// How long it plays; `None`: until it is stopped.
    pub time: Option<Duration>,
}

impl StreamPlan {
    fn timeline(&self) -> Timeline {
        Timeline::new(self.frames.durations(), self.max_fps)
    }

    /// Frames that are sent in a second, on average.
    #[must_use]
    pub fn fps(&self) -> f32 {
        self.timeline().fps()
    }
}

/// How a stream ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ending {
    /// Its time is over.
    Over,
    /// It was stopped.
    Stopped,
    /// The system refused to send all the time.
    Refused(io::ErrorKind),
    /// The frames cannot be read any more.
    Unread(PatternError),
}

/// The numbers of a stream so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Stats {
    /// Frames that were sent.
    pub frames: u64,
    /// Packets that the system took.
    pub packets: u64,
    /// Bytes in them.
    pub bytes: u64,
    /// Frames that began too late, or were left out because it was too late for them.
    pub late: u64,
    /// Packets that the system refused.
    pub refused: u64,
}

#[derive(Debug, Default)]
struct Counters {
    frames: AtomicU64,
    packets: AtomicU64,
    bytes: AtomicU64,
    late: AtomicU64,
    refused: AtomicU64,
}

/// A stream that plays. It stops when this is dropped.
#[derive(Debug)]
pub struct Player {
    counters: Arc<Counters>,
    stop: Arc<AtomicBool>,
    thread: std::thread::Thread,
}

impl Player {
    /// Starts to play: `send` takes one packet after another, on the player's thread. How it ended comes at the end.
    ///
    /// # Errors
    /// Where the system has no thread.
    pub fn start<S>(plan: StreamPlan, mut send: S) -> io::Result<(Self, oneshot::Receiver<Ending>)>
    where
        S: FnMut(&[u8]) -> io::Result<usize> + Send + 'static,
    {
        let counters = Arc::<Counters>::default();
        let stop = Arc::<AtomicBool>::default();
        let (told, ending) = oneshot::channel();
        let tally = counters.clone();
        let stopped = stop.clone();
        let work = move || {
            let mut clock = ThreadClock::new(stopped);
            let _ = told.send(
                Run {
                    plan: &plan,
                    tally: &tally,
                    send: &mut send,
                }
                .play(&mut clock),
            );
        };
        let thread = std::thread::Builder::new()
            .name("live".into())
            .spawn(work)?;
        Ok((
            Self {
                counters,
                stop,
                thread: thread.thread().clone(),
            },
            ending,
        ))
    }

    /// The numbers of the stream so far.
    #[must_use]
    pub fn stats(&self) -> Stats {
        let Counters {
            frames,
            packets,
            bytes,
            late,
            refused,
        } = &*self.counters;
        let [frames, packets, bytes, late, refused] =
            [frames, packets, bytes, late, refused].map(|counter| counter.load(Relaxed));
        Stats {
            frames,
            packets,
            bytes,
            late,
            refused,
        }
    }

    /// Whether it was asked to end.
    #[must_use]
    pub fn is_stopped(&self) -> bool {
        self.stop.load(Relaxed)
    }

    /// Ends it, after the packet that is being sent.
    pub fn stop(&self) {
        self.stop.store(true, Release);
        self.thread.unpark();
    }
}

impl Drop for Player {
    fn drop(&mut self) {
        self.stop();
    }
}

/// One run of a plan.
struct Run<'a, S> {
    plan: &'a StreamPlan,
    tally: &'a Counters,
    send: &'a mut S,
}

impl<S: FnMut(&[u8]) -> io::Result<usize>> Run<'_, S> {
    fn play(mut self, clock: &mut impl Clock) -> Ending {
        let ending = self.frames(clock);
        if let Some(last) = leave(self.plan.protocol) {
            let _ = self.packet(last); // the device's own timeout does the same, later
        }
        ending
    }

    fn frames(&mut self, clock: &mut impl Clock) -> Ending {
        let timeline = self.plan.timeline();
        let count = packets_of(self.plan.protocol, self.plan.frames.leds());
        let mut packets = Packets::new(self.plan.protocol);
        let mut reader = match self.plan.frames.reader() {
            Ok(reader) => reader,
            Err(error) => return Ending::Unread(error),
        };
        let mut due = timeline.at(Duration::ZERO);
        let mut went_well = Duration::ZERO;
        loop {
            if let Some(end) = self.plan.time.filter(|end| due.at >= *end) {
                return if clock.rest_until(end) {
                    Ending::Over
                } else {
                    Ending::Stopped
                };
            }
            if !clock.rest_until(due.at) {
                return Ending::Stopped;
            }
            let now = clock.now();
            let mut next = timeline.after(due);
            while next.at <= now {
                // no burst of what was missed: the pattern goes on where it is by now, in step
                self.tally.late.fetch_add(1, Relaxed);
                due = next;
                next = timeline.after(due);
            }
            if now.saturating_sub(due.at) > LATE {
                self.tally.late.fetch_add(1, Relaxed);
            }
            let spread = Spread::over(count, next.at.saturating_sub(due.at));
            let rgb = match reader.frame(due.frame) {
                Ok(frame) => frame.rgb,
                Err(error) => return Ending::Unread(error),
            };
            packets.next_frame();
            match self.frame(
                rgb,
                &mut packets,
                count,
                |group| clock.rest_until(due.at + spread.gap * group),
                spread,
            ) {
                Sent::Stopped => return Ending::Stopped,
                Sent::Whole => went_well = now,
                Sent::Refused(kind) if now.saturating_sub(went_well) > GIVE_UP => {
                    return Ending::Refused(kind);
                }
                Sent::Refused(_) => {}
            }
            self.tally.frames.fetch_add(1, Relaxed);
            due = next;
        }
    }

    /// Sends one frame, its packets spread; `rest` waits for a group's time.
    fn frame(
        &mut self,
        rgb: &[u8],
        packets: &mut Packets,
        count: usize,
        mut rest: impl FnMut(u32) -> bool,
        spread: Spread,
    ) -> Sent {
        let mut sent = Sent::Whole;
        for index in 0..count {
            let group = u32::try_from(index / spread.group.max(1)).unwrap_or(u32::MAX);
            if index > 0 && index.is_multiple_of(spread.group.max(1)) && !rest(group) {
                return Sent::Stopped;
            }
            if let Err(error) = self.packet(packets.packet(rgb, index)) {
                sent = Sent::Refused(error.kind());
            }
        }
        sent
    }

    /// Sends one packet. An error may concern the packet before (the system reports a closed port late): it is tried again.
    fn packet(&mut self, packet: &[u8]) -> io::Result<()> {
        let first = (self.send)(packet);
        if first.is_err() {
            self.tally.refused.fetch_add(1, Relaxed);
        }
        if first.is_ok() || (self.send)(packet).is_ok() {
            self.tally.packets.fetch_add(1, Relaxed);
            self.tally.bytes.fetch_add(packet.len() as u64, Relaxed);
        }
        first.map(|_| ())
    }
}

/// The result of sending a frame.
enum Sent {
    /// The system took all of it.
    Whole,
    /// Some of it was refused.
    Refused(io::ErrorKind),
    /// The stream is to stop.
    Stopped,
}

#[cfg(test)]
mod tests;
