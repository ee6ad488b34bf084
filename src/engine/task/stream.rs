//! One stream to one device: reach it, choose the way, fit, play until it ends, tell the device. Ends in exactly one state.

mod playing;
#[cfg(test)]
mod tests;

use super::reach::{Reached, Visit};
use crate::device::{
    BeforeLive, Device, DeviceError, DeviceId, DeviceSettings, Doing, Part, Session, StreamWay,
    Streams,
};
use crate::engine::api::now;
use crate::engine::api::{JobDevice, StreamRequest, StreamState, StreamView};
use crate::engine::keep::{Ahead, Turn, TurnRequest};
use crate::engine::note::Note;
use crate::live::{Choice, Ending, MAX_FPS, NoWay, Player, StreamPlan, choose};
use crate::message::Message;
use crate::msg;
use crate::pattern::{Layout, Limits, Opened, Reel, check, fit};
use crate::problem::{Code, Problem, Remedy};
use crate::store::TurnUse;
use playing::Playing;
use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

/// Longest time to tell a device that the stream has ended; it finds out by itself after some 2.5 s.
const LEAVE_WITHIN: Duration = Duration::from_secs(5);

/// How long a stream waits to hear what the device shows, in case that it has to be put back.
const SNAPSHOT: Duration = Duration::from_secs(2);

/// Everything one stream needs.
pub(in crate::engine) struct Streaming {
    pub(in crate::engine) view: StreamView,
    pub(in crate::engine) visit: Visit,
    pub(in crate::engine) request: Arc<StreamRequest>,
    pub(in crate::engine) pattern: Arc<Opened>,
    pub(in crate::engine) stop: CancellationToken,
}

impl Streaming {
    /// Runs to its end.
    pub(in crate::engine) async fn run(mut self) {
        let stop = self.stop.clone();
        let reached = tokio::select! {
            biased;
            () = stop.cancelled() => None,
            reached = self.reach() => Some(reached),
        };
        self.view.state = match reached {
            None => StreamState::Ended,
            Some(Err(error)) => failed(Problem::from(&error)),
            Some(Ok(reached)) => self.take_turn(reached).await,
        };
        self.report();
    }

    fn report(&self) {
        let view = Box::new(self.view.clone());
        self.visit.context.notify(Note::Stream(view));
    }

    /// Reaches the device, and shows which one it is.
    async fn reach(&mut self) -> Result<Reached, DeviceError> {
        let reached = self.visit.reach().await?;
        self.view.device = JobDevice {
            id: Some(reached.device.id.clone()),
            name: Some(reached.name()),
            family: Some(reached.device.family),
            address: self.visit.address.to_string(),
        };
        Ok(reached)
    }

    /// The device is this stream's alone: another stream there ends, an upload that runs is waited for.
    async fn take_turn(&mut self, reached: Reached) -> StreamState {
        let device = reached.device.id.clone();
        let stop = self.stop.clone();
        let keep = self.visit.context.keep.clone();
        keep.stream_owners.claim(&device, self.view.id, &stop);
        self.report();
        let request = TurnRequest {
            device: &device,
            purpose: TurnUse::Stream,
            forgettable: self.visit.connect.forgettable,
        };
        let waits = |ahead: Ahead| {
            self.view.waits_for = Some(ahead.message());
            self.report();
            Ok::<_, Infallible>(())
        };
        let turn = tokio::select! {
            biased;
            () = stop.cancelled() => None,
            turn = keep.turns.take(request, waits) => turn.ok(),
        };
        self.view.waits_for = None;
        let state = match turn {
            None => StreamState::Ended,
            Some(turn) if turn.has_waited() => self.perform_again(turn, &device).await,
            Some(_turn) => self.perform(reached).await,
        };
        keep.stream_owners.release(&device, self.view.id);
        state
    }

    /// Performs after a wait: the job that had the turn may have changed the device, and it may be another by now.
    async fn perform_again(&mut self, _turn: Turn, device: &DeviceId) -> StreamState {
        match self.reach().await {
            Ok(again) if again.device.id == *device => self.perform(again).await,
            Ok(other) => failed(Problem::from(&DeviceError::IdentityChanged {
                expected: device.clone(),
                found: other.device.id,
            })),
            Err(error) => failed(Problem::from(&error)),
        }
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
        let device = reached.device.clone();
        let settings = all_leds(reached.settings(&self.request.settings));
        let layout = device
            .layout(&settings)
            .ok_or_else(|| Problem::from(&DeviceError::LayoutUnknown))?;
        let streams = reached.family.streams();
        let ways = streams.map_or_else(Vec::new, |streams| streams.ways(&device));
        let Choice { way, why } =
            choose(&ways, layout.leds(), self.request.wish).map_err(no_way)?;
        let session = reached.silent_session(&self.visit.context.keep);
        let (frames, before) = tokio::join!(
            self.fit(layout, &device, &settings),
            self.before(streams, &session)
        );
        let frames = frames.map_err(|error| Problem::from(&error))?;
        let mut to = device.address.socket();
        to.set_port(way.port);
        let cannot = |error: std::io::Error| unsent(way, to, error.kind());
        let socket = self.visit.context.keep.gate.sender(to).map_err(cannot)?;
        let plan = StreamPlan {
            frames,
            protocol: way.protocol,
            max_fps: MAX_FPS,
            time: self.request.time,
        };
        self.view.way = Some(way);
        self.view.why = Some(why);
        self.view.fps_wanted = plan.fps();
        let (player, ending) =
            Player::start(plan, move |packet| socket.send(packet)).map_err(cannot)?;
        self.view.state = StreamState::Streaming;
        self.view.since = Some(now());
        self.report();
        Ok(Playing {
            player,
            ending,
            session,
            before,
            streams,
            way,
            to,
        })
    }

    /// What the device shows now. Best effort: the stream begins without it.
    async fn before(
        &self,
        streams: Option<&'static dyn Streams>,
        session: &Session,
    ) -> Option<BeforeLive> {
        match timeout(SNAPSHOT, streams?.before(session)).await {
            Ok(Ok(before)) => before,
            Ok(Err(error)) => {
                tracing::debug!(stream = self.view.id.0, %error, "what it shows is not known");
                None
            }
            Err(_) => None,
        }
    }

    async fn fit(
        &self,
        layout: Layout,
        device: &Device,
        settings: &DeviceSettings,
    ) -> Result<Reel, DeviceError> {
        let pattern = self.pattern.pattern.clone();
        let how = settings.fit(&self.request.fit);
        let fitted = tokio::task::spawn_blocking(move || fit(&pattern, &layout, &how)).await;
        let doing = Doing::Fitting;
        let fitted = fitted.map_err(|error| DeviceError::Unexpected {
            doing,
            detail: Message::verbatim(error.to_string()),
        })??;
        // nothing is stored, so only the LEDs count
        let limits = Limits {
            max_leds: device.limits.max_leds,
            ..Limits::default()
        };
        match check(&fitted, 0, &limits).blocker() {
            Some(blocker) => Err(DeviceError::from(blocker.clone())),
            None => Ok(fitted.frames().clone()),
        }
    }

    /// Ends the stream on the device after the player has ended.
    async fn end(&self, playing: &Playing, ending: Ending) -> StreamState {
        let broken = match ending {
            Ending::Refused(kind) => Some(unsent(playing.way, playing.to, kind)),
            Ending::Unread(error) => Some(Problem::from(&DeviceError::Pattern(error))),
            Ending::Over | Ending::Stopped => None,
        };
        playing.session.attempts.progressed();
        playing.session.link.forgive(); // a device that did not answer while frames came may do so now
        let leave = async {
            match playing.streams {
                Some(streams) => {
                    let before = playing.before.as_ref();
                    streams.leave(&playing.session, playing.way, before).await
                }
                None => Ok(()),
            }
        };
        match timeout(LEAVE_WITHIN, leave).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => {
                tracing::info!(stream = self.view.id.0, %error, "it leaves live frames by itself");
            }
            Err(_) => tracing::info!(stream = self.view.id.0, "it leaves live frames by itself"),
        }
        broken.map_or(StreamState::Ended, failed)
    }
}

/// Returns the settings for frames that go to all LEDs: a size set for a segment does not apply to them.
fn all_leds(settings: DeviceSettings) -> DeviceSettings {
    match settings.part.and_then(Part::segment) {
        None => settings,
        Some(_) => DeviceSettings {
            part: None,
            arrangement: None,
            wiring: None,
            ..settings
        },
    }
}

fn failed(problem: Problem) -> StreamState {
    tracing::warn!(%problem, code = %problem.code, "stream failed");
    StreamState::Failed(problem)
}

fn no_way(error: NoWay) -> Problem {
    let (code, remedy) = match error {
        NoWay::Never => (Code::DeviceIncapable, Remedy::UploadOrNamePort),
        NoWay::NotBy(_) => (Code::DeviceIncapable, Remedy::LeaveProtocolOpen),
        NoWay::TooManyLeds { .. } => (Code::PatternTooManyLeds, Remedy::UseDdp),
    };
    Problem::new(code, error.message(), remedy)
}

/// The system did not send.
fn unsent(way: StreamWay, to: SocketAddr, kind: std::io::ErrorKind) -> Problem {
    let address = to.to_string();
    match kind {
        std::io::ErrorKind::ConnectionRefused => Problem::new(
            Code::DeviceRefused,
            msg!(
                "stream-not-accepted",
                protocol = way.protocol.title(),
                address = address
            ),
            Remedy::CheckUdpPort,
        ),
        std::io::ErrorKind::PermissionDenied => Problem::new(
            Code::AddressForbidden,
            msg!("stream-not-allowed", address = address),
            Remedy::CheckFirewall,
        ),
        kind => Problem::new(
            Code::DeviceUnreachable,
            msg!(
                "stream-not-sent",
                address = address,
                reason = Message::verbatim(kind.to_string())
            ),
            Remedy::CheckPowerAndNetwork,
        ),
    }
}
