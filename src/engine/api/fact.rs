//! What the engine measures and notices, as plain values for `monitor`: each fact once, in the order in which it happened. The
//! events of [`super::Event`] are snapshots that replace each other, so nothing can be counted from them.

use super::ids::JobDevice;
use super::view::{DeviceView, Measured};
use crate::device::DeviceId;
use crate::problem::Code;
use serde::{Deserialize, Serialize};
use std::time::Duration;
use tokio::sync::mpsc::UnboundedSender;

/// A fact for `monitor`.
#[derive(Clone, Debug, PartialEq)]
pub enum Fact {
    /// An upload ended.
    Upload(UploadFact),
    /// A device was asked whether it is still there.
    Probe(ProbeFact),
    /// A device answered, or something that is shown of it changed.
    Device(Box<DeviceView>),
    /// A device was taken off the list.
    Forgotten(DeviceId),
    /// A device refused its PIN or token.
    SecretRefused(DeviceId),
    /// Most of the active devices of a network stopped answering at once.
    NetworkDropped {
        /// The network, as people write it: `192.168.1.0/24`.
        network: String,
        /// The devices that were active there.
        devices: Vec<DeviceId>,
    },
    /// A device of that network answered again.
    NetworkBack { network: String },
    /// Jobs that wait in the queue, and that run.
    Queue { waiting: usize, running: usize },
}

/// How an upload ended, as it is counted.
#[derive(Clone, Debug, PartialEq)]
pub struct UploadFact {
    /// When it ended, in seconds since 1970.
    pub at: i64,
    pub device: JobDevice,
    pub outcome: Ended,
    /// Code of the failure.
    pub code: Option<Code>,
    pub measured: Measured,
    pub attempts: u32,
    /// Whether nothing of it is kept after this run.
    pub forgettable: bool,
}

/// How an upload ended, without the reasons.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Ended {
    Verified,
    /// Sent to a device that cannot give back what it stores.
    Unverified,
    /// It was there already.
    Skipped,
    Failed,
    Cancelled,
}

impl Ended {
    /// All, in the order of `--json`.
    pub const ALL: [Self; 5] = [
        Self::Verified,
        Self::Unverified,
        Self::Skipped,
        Self::Failed,
        Self::Cancelled,
    ];

    /// Returns the word used in `--json`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Verified => "verified",
            Self::Unverified => "unverified",
            Self::Skipped => "skipped",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }
}

/// What came of asking a device whether it is still there.
#[derive(Clone, Debug, PartialEq)]
pub struct ProbeFact {
    /// When it was asked, in seconds since 1970.
    pub at: i64,
    pub device: DeviceId,
    /// Time to its answer; `None` where it did not answer.
    pub answer: Option<Duration>,
    /// Whether its firmware answers while it plays: only then a silent device is an unhealthy one.
    pub answers_while_playing: bool,
    /// Whether nothing of it is kept after this run.
    pub forgettable: bool,
}

/// The way of facts to `monitor`; without one they are dropped.
#[derive(Clone, Debug, Default)]
pub struct Facts(Option<UnboundedSender<Fact>>);

impl Facts {
    /// Reports facts to `to`.
    #[must_use]
    pub fn to(to: UnboundedSender<Fact>) -> Self {
        Self(Some(to))
    }

    /// Whether facts are wanted at all: what is costly to make is not made otherwise.
    #[must_use]
    pub fn are_wanted(&self) -> bool {
        self.0.is_some()
    }

    /// Reports a fact.
    pub fn put(&self, fact: Fact) {
        if let Some(to) = &self.0 {
            let _ = to.send(fact);
        }
    }
}
