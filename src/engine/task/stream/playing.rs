//! A stream that plays: reported every second, and the device is asked whether it shows the frames.

use super::Streaming;
use crate::device::{BeforeLive, DeviceError, Session, StreamWay, Streams};
use crate::live::{Ending, Player, Stats};
use futures_util::future::{BoxFuture, FutureExt as _};
use std::net::SocketAddr;
use std::time::Duration;
use tokio::sync::oneshot;
use tokio::time::{Instant, MissedTickBehavior, interval_at, sleep};

/// How often a stream is reported.
const TELL_EVERY: Duration = Duration::from_secs(1);

/// When a device is first asked whether it shows the frames: by then the first of them have long come.
const LOOK_FIRST: Duration = Duration::from_secs(2);

/// And how often from then on: as often as a device that idles, since answering costs it frames.
const LOOK_EVERY: Duration = Duration::from_secs(15);

/// A player at work, and the device it plays to.
pub(super) struct Playing {
    pub(super) player: Player,
    pub(super) ending: oneshot::Receiver<Ending>,
    pub(super) session: Session,
    /// What the device showed before.
    pub(super) before: Option<BeforeLive>,
    pub(super) streams: Option<&'static dyn Streams>,
    pub(super) way: StreamWay,
    pub(super) to: SocketAddr,
}

impl Streaming {
    /// Reports while it plays, and asks the device whether it shows that; until the player has ended.
    pub(super) async fn follow(&mut self, playing: &mut Playing) -> Ending {
        let Playing {
            player,
            ending,
            session,
            streams,
            way,
            ..
        } = playing;
        let start = Instant::now();
        let mut tick = interval_at(start + TELL_EVERY, TELL_EVERY);
        tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut before = (start, 0);
        let mut look = look(LOOK_FIRST, *streams, session, *way);
        let stop = self.stop.clone();
        loop {
            tokio::select! {
                ended = &mut *ending => {
                    self.count(player.stats(), start.elapsed());
                    self.view.fps_sent = rate(self.view.frames, self.view.elapsed);
                    return ended.unwrap_or(Ending::Refused(std::io::ErrorKind::Other));
                }
                () = stop.cancelled(), if !player.is_stopped() => player.stop(),
                at = tick.tick() => {
                    self.count(player.stats(), start.elapsed());
                    self.view.fps_sent = rate(self.view.frames.saturating_sub(before.1), at.duration_since(before.0));
                    before = (at, self.view.frames);
                    self.report();
                }
                seen = &mut look => {
                    look = match seen {
                        Ok(None) => std::future::pending().boxed(), // nor will it ever
                        Ok(seen) => {
                            self.view.seen = seen;
                            look_again(*streams, session, *way)
                        }
                        // a device that is busy with frames may well not answer: that proves nothing
                        Err(error) => {
                            tracing::debug!(stream = self.view.id.0, %error, "not asked");
                            look_again(*streams, session, *way)
                        }
                    };
                }
            }
        }
    }

    fn count(&mut self, stats: Stats, elapsed: Duration) {
        let view = &mut self.view;
        view.frames = stats.frames;
        view.packets = stats.packets;
        view.bytes = stats.bytes;
        view.late = stats.late;
        view.elapsed = elapsed;
    }
}

type Look<'a> = BoxFuture<'a, Result<Option<bool>, DeviceError>>;

/// Asks the device after a while whether it shows the frames.
fn look<'a>(
    after: Duration,
    streams: Option<&'static dyn Streams>,
    session: &'a Session,
    way: StreamWay,
) -> Look<'a> {
    async move {
        sleep(after).await;
        session.attempts.progressed(); // each question has its own
        match streams {
            Some(streams) => streams.shows(session, way).await,
            None => Ok(None),
        }
    }
    .boxed()
}

fn look_again<'a>(
    streams: Option<&'static dyn Streams>,
    session: &'a Session,
    way: StreamWay,
) -> Look<'a> {
    look(LOOK_EVERY, streams, session, way)
}

/// So many in that time, for each second.
fn rate(count: u64, time: Duration) -> f32 {
    if time.is_zero() {
        0.0
    } else {
        (count as f64 / time.as_secs_f64()) as f32
    }
}
