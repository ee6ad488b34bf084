//! One stream to one device: who are you, by what, fit, play until it ends, tell the device. Ends in exactly one state.

use super::devices::now;
use crate::device::{
    AddrSpec, Device, DeviceError, DeviceId, Family, Problem, Session, StreamWay, Told,
};
use crate::engine::event::JobDevice;
use crate::engine::report::Note;
use crate::engine::shared::Shared;
use crate::engine::stream::{StreamRequest, StreamState, StreamView};
use crate::link::{Attempts, DeviceLink};
use crate::live::{Choice, Ending, MAX_FPS, NoWay, Player, Score, Stats, choose};
use crate::pattern::{Layout, Limits, Opened, Reel, check, fit};
use futures_util::future::{BoxFuture, FutureExt as _};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc::UnboundedSender;
use tokio::sync::oneshot;
use tokio::time::{Instant, MissedTickBehavior, interval_at, sleep, timeout};
use tokio_util::sync::CancellationToken;

/// How often a stream is reported.
const TELL_EVERY: Duration = Duration::from_secs(1);

/// When a device is first asked whether it shows the frames: by then the first of them have long come.
const LOOK_FIRST: Duration = Duration::from_secs(2);

/// And how often from then on: as often as a device that idles, since answering costs it frames.
const LOOK_EVERY: Duration = Duration::from_secs(15);

/// How long a device is told that the stream has ended; it finds out by itself after some 2.5 s.
const LEAVE_WITHIN: Duration = Duration::from_secs(5);

/// Everything one stream needs.
pub(super) struct Streaming {
    pub(super) view: StreamView,
    pub(super) address: AddrSpec,
    /// Who must answer there, where that is known.
    pub(super) expected: Option<DeviceId>,
    pub(super) request: Arc<StreamRequest>,
    pub(super) pattern: Arc<Opened>,
    pub(super) shared: Arc<Shared>,
    pub(super) notes: UnboundedSender<Note>,
    pub(super) stop: CancellationToken,
}

/// A device that answered, with the path to it.
struct Reached {
    link: Arc<DeviceLink>,
    device: Device,
    family: &'static dyn Family,
    told: Told,
}

/// A stream that plays.
struct Playing {
    player: Player,
    ending: oneshot::Receiver<Ending>,
    session: Session,
    family: &'static dyn Family,
    way: StreamWay,
    to: SocketAddr,
}

impl Streaming {
    /// Runs to its end.
    pub(super) async fn run(mut self) {
        let stop = self.stop.clone();
        let reached = tokio::select! {
            biased;
            () = stop.cancelled() => None,
            reached = self.reach() => Some(reached),
        };
        self.view.state = match reached {
            None => StreamState::Ended,
            Some(Err(error)) => failed(Problem::from(&error)),
            Some(Ok(reached)) => self.hold_stage(reached).await,
        };
        self.tell();
    }

    fn tell(&self) {
        let _ = self.notes.send(Note::Stream(Box::new(self.view.clone())));
    }

    /// Looks the address up, asks who is there, and checks that it is who is meant.
    async fn reach(&mut self) -> Result<Reached, DeviceError> {
        let connect = &self.request.connect;
        let address = self
            .address
            .resolve(self.shared.gate, connect.allow_public)
            .await?;
        let link = self.shared.link(&address);
        let (device, family) = self
            .shared
            .identify(&address, &link, &Attempts::new())
            .await?;
        let known = self
            .shared
            .known(
                &address,
                &device,
                self.expected.as_ref(),
                connect.accept_new,
            )
            .await?;
        self.view.device = JobDevice {
            id: Some(device.id.clone()),
            name: Some(
                known
                    .nickname
                    .clone()
                    .unwrap_or_else(|| device.name.clone()),
            ),
            family: Some(device.family),
            address: self.address.to_string(),
        };
        let forgettable = connect.forgettable;
        let _ = self.notes.send(Note::Answered {
            device: Box::new(device.clone()),
            forgettable,
        });
        Ok(Reached {
            link,
            device,
            family,
            told: known.merged(&self.request.told),
        })
    }

    /// The device is this stream's alone: another stream there ends, an upload that runs is waited for.
    async fn hold_stage(&mut self, reached: Reached) -> StreamState {
        let device = reached.device.id.clone();
        let stop = self.stop.clone();
        self.shared.stages.claim(&device, self.view.id, &stop);
        self.tell();
        let turn = self.shared.turn(&device);
        let state = match turn.clone().try_lock_owned() {
            Ok(_turn) => self.perform(reached).await,
            Err(_) => {
                let turn = tokio::select! {
                    biased;
                    () = stop.cancelled() => None,
                    turn = turn.lock_owned() => Some(turn),
                };
                match turn {
                    None => StreamState::Ended,
                    // whoever had the turn may have changed the device, and it may be another by now
                    Some(_turn) => match self.reach().await {
                        Ok(again) if again.device.id == device => self.perform(again).await,
                        Ok(other) => failed(Problem::from(&DeviceError::IdentityChanged {
                            expected: device.clone(),
                            found: other.device.id,
                        })),
                        Err(error) => failed(Problem::from(&error)),
                    },
                }
            }
        };
        self.shared.stages.release(&device, self.view.id);
        state
    }

    async fn perform(&mut self, reached: Reached) -> StreamState {
        match self.begin(reached).await {
            Ok(mut playing) => {
                let ending = self.follow(&mut playing).await;
                self.end(&playing, ending).await
            }
            Err(problem) => failed(problem),
        }
    }

    /// Chooses the way, fits, opens the socket, starts the player.
    async fn begin(&mut self, reached: Reached) -> Result<Playing, Problem> {
        let Reached {
            link,
            device,
            family,
            told,
        } = reached;
        let layout = device
            .layout(&told)
            .ok_or_else(|| Problem::from(&DeviceError::LayoutUnknown))?;
        let Choice { way, why } =
            choose(&family.streams(&device), layout.leds(), self.request.wish).map_err(no_way)?;
        let frames = self
            .fit(layout, &device, &told)
            .await
            .map_err(|error| Problem::from(&error))?;
        let mut to = device.address.socket();
        to.set_port(way.port);
        let cannot = |error: std::io::Error| unsent(way, to, error.kind());
        let socket = self.shared.gate.sender(to).map_err(cannot)?;
        let score = Score {
            frames,
            protocol: way.protocol,
            max_fps: MAX_FPS,
            time: self.request.time,
        };
        self.view.way = Some(way);
        self.view.why = why;
        self.view.fps_wanted = score.fps();
        let (player, ending) =
            Player::start(score, move |packet| socket.send(packet)).map_err(cannot)?;
        self.view.state = StreamState::Streaming;
        self.view.since = Some(now());
        self.tell();
        let session = Session::new(link, device, Attempts::new(), Arc::new(|_, _, _| {}));
        Ok(Playing {
            player,
            ending,
            session,
            family,
            way,
            to,
        })
    }

    async fn fit(&self, layout: Layout, device: &Device, told: &Told) -> Result<Reel, DeviceError> {
        let pattern = self.pattern.pattern.clone();
        let how = told.fit(&self.request.fit);
        let fitted = tokio::task::spawn_blocking(move || fit(&pattern, &layout, &how)).await;
        let doing = "fitting the pattern";
        let fitted = fitted.map_err(|error| DeviceError::Unexpected {
            doing,
            detail: error.to_string(),
        })??;
        // nothing is stored, so only the LEDs count
        let limits = Limits {
            max_leds: device.limits.max_leds,
            ..Limits::default()
        };
        match check(&fitted, 0, &limits).blocker() {
            Some(blocker) => Err(DeviceError::Unsuitable(blocker.clone())),
            None => Ok(fitted.frames().clone()),
        }
    }

    /// Reports while it plays, and asks the device whether it shows that; until the player has ended.
    async fn follow(&mut self, playing: &mut Playing) -> Ending {
        let Playing {
            player,
            ending,
            session,
            family,
            way,
            ..
        } = playing;
        let start = Instant::now();
        let mut tick = interval_at(start + TELL_EVERY, TELL_EVERY);
        tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut before = (start, 0);
        let mut look = look(LOOK_FIRST, *family, session, *way);
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
                    self.tell();
                }
                seen = &mut look => {
                    look = match seen {
                        Ok(None) => std::future::pending().boxed(), // nor will it ever
                        Ok(seen) => {
                            self.view.seen = seen;
                            look_again(*family, session, *way)
                        }
                        // a device that is busy with frames may well not answer: that proves nothing
                        Err(error) => {
                            tracing::debug!(stream = self.view.id.0, %error, "not asked");
                            look_again(*family, session, *way)
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

    /// The player has ended: the device is told, where it has to be.
    async fn end(&mut self, playing: &Playing, ending: Ending) -> StreamState {
        let broken = match ending {
            Ending::Refused(kind) => return failed(unsent(playing.way, playing.to, kind)),
            Ending::Unread(error) => Some(Problem::from(&DeviceError::Pattern(error))),
            Ending::Over | Ending::Stopped => None,
        };
        playing.session.attempts.progressed();
        match timeout(
            LEAVE_WITHIN,
            playing.family.leave_live(&playing.session, playing.way),
        )
        .await
        {
            Ok(Ok(())) => {}
            Ok(Err(error)) => {
                tracing::info!(stream = self.view.id.0, %error, "it leaves live frames by itself")
            }
            Err(_) => tracing::info!(stream = self.view.id.0, "it leaves live frames by itself"),
        }
        broken.map_or(StreamState::Ended, failed)
    }
}

type Look<'a> = BoxFuture<'a, Result<Option<bool>, DeviceError>>;

/// Asks the device after a while whether it shows the frames.
fn look<'a>(
    after: Duration,
    family: &'static dyn Family,
    session: &'a Session,
    way: StreamWay,
) -> Look<'a> {
    async move {
        sleep(after).await;
        session.attempts.progressed(); // each question has its own
        family.shows_live(session, way).await
    }
    .boxed()
}

fn look_again<'a>(family: &'static dyn Family, session: &'a Session, way: StreamWay) -> Look<'a> {
    look(LOOK_EVERY, family, session, way)
}

fn failed(problem: Problem) -> StreamState {
    tracing::warn!(%problem, code = problem.code, "stream failed");
    StreamState::Failed(problem)
}

/// So many in that time, for each second.
fn rate(count: u64, time: Duration) -> f32 {
    if time.is_zero() {
        0.0
    } else {
        (count as f64 / time.as_secs_f64()) as f32
    }
}

fn no_way(error: NoWay) -> Problem {
    let (code, hint) = match error {
        NoWay::Never => (
            "device.incapable",
            "Upload the pattern: this device stores it. If it does take live frames, name both the protocol and the UDP port.",
        ),
        NoWay::NotBy(_) => (
            "device.incapable",
            "Leave the protocol open, or name the UDP port as well.",
        ),
        NoWay::TooManyLeds { .. } => (
            "pattern.too_many_leds",
            "Use DDP, where the device takes it.",
        ),
    };
    let text = error.to_string();
    let mut letters = text.chars();
    let first = letters
        .next()
        .map(|c| c.to_uppercase().to_string())
        .unwrap_or_default();
    Problem::new(code, format!("{first}{}.", letters.as_str()), hint)
}

/// The system did not send.
fn unsent(way: StreamWay, to: SocketAddr, kind: std::io::ErrorKind) -> Problem {
    match kind {
        std::io::ErrorKind::ConnectionRefused => Problem::new(
            "device.refused",
            format!("Nothing takes {} frames at {to}.", way.protocol),
            "Check the UDP port, and that the device's settings allow realtime data.",
        ),
        std::io::ErrorKind::PermissionDenied => Problem::new(
            "address.forbidden",
            format!("Frames may not be sent to {to}."),
            "Start without --loopback-only, and look whether a firewall forbids it.",
        ),
        kind => Problem::new(
            "device.unreachable",
            format!("Frames cannot be sent to {to}: {kind}."),
            "Check that the device has power and is in the same network as this computer.",
        ),
    }
}

#[cfg(test)]
mod tests;
