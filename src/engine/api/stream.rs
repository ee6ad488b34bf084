//! What may be asked and is reported of streams: frames that this computer plays live. Carried out by `task/stream.rs`.

use super::ids::{ConnectOptions, JobDevice, PatternId, StreamId, Target};
use crate::device::{DeviceSettings, StreamWay};
use crate::live::StreamPreference;
use crate::message::Message;
use crate::pattern::Fit;
use crate::problem::Problem;
use std::time::Duration;

/// One pattern played live to several devices: a stream each. A device that is already played to goes over to the new one.
#[derive(Clone, Debug, PartialEq)]
pub struct StreamRequest {
    /// The pattern to play.
    pub pattern: PatternId,
    /// The devices to play it on.
    pub targets: Vec<Target>,
    /// How the pattern is fitted to each device.
    pub fit: Fit,
    /// Layout and colour order given with this request; remembered by each device's identity.
    pub settings: DeviceSettings,
    /// Rules for targets that are addresses.
    pub connect: ConnectOptions,
    /// Protocol and port, where they are to be others than the device's best.
    pub wish: StreamPreference,
    /// How long; `None`: until it is stopped.
    pub time: Option<Duration>,
}

/// The state of a stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StreamState {
    /// Identifying the device, fitting, waiting for the device's turn.
    Starting,
    /// Frames go.
    Streaming,
    /// Its time is over, or it was stopped.
    Ended,
    /// It could not begin, or not go on.
    Failed(Problem),
}

impl StreamState {
    /// Returns the word used in `--json`.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Starting => "starting",
            Self::Streaming => "streaming",
            Self::Ended => "ended",
            Self::Failed(_) => "failed",
        }
    }

    /// Returns whether the stream is over.
    #[must_use]
    pub fn is_over(&self) -> bool {
        matches!(self, Self::Ended | Self::Failed(_))
    }
}

/// A snapshot of a stream; reported at every change of its state, and every second.
#[derive(Clone, Debug, PartialEq)]
pub struct StreamView {
    /// The stream's id.
    pub id: StreamId,
    /// The pattern that plays.
    pub pattern: PatternId,
    /// The pattern's name.
    pub pattern_name: String,
    /// The device that plays it.
    pub device: JobDevice,
    /// What has the device, while the stream waits for its turn.
    pub waits_for: Option<Message>,
    /// By what and to which port; nothing until that is chosen.
    pub way: Option<StreamWay>,
    /// Why by that: "DDP, because ...".
    pub why: Option<Message>,
    /// Frames a second that the pattern asks for, on average: no more than devices take.
    pub fps_wanted: f32,
    /// Frames sent in the last second; over all when it has ended.
    pub fps_sent: f32,
    /// Frames sent.
    pub frames: u64,
    /// Packets sent.
    pub packets: u64,
    /// Bytes sent.
    pub bytes: u64,
    /// Frames that went late, or not at all because it was too late for them.
    pub late: u64,
    /// Seconds since 1970 of the first frame.
    pub since: Option<i64>,
    /// The time since the first frame.
    pub elapsed: Duration,
    /// Whether the device says that it shows them; `None`: it cannot say, or was not asked yet.
    pub seen: Option<bool>,
    /// The state of the stream.
    pub state: StreamState,
}

impl StreamView {
    /// One that has not begun.
    pub(in crate::engine) fn new(
        id: StreamId,
        pattern: PatternId,
        pattern_name: String,
        device: JobDevice,
    ) -> Self {
        Self {
            id,
            pattern,
            pattern_name,
            device,
            waits_for: None,
            way: None,
            why: None,
            fps_wanted: 0.0,
            fps_sent: 0.0,
            frames: 0,
            packets: 0,
            bytes: 0,
            late: 0,
            since: None,
            elapsed: Duration::ZERO,
            seen: None,
            state: StreamState::Starting,
        }
    }
}
