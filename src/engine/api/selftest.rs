//! What may be asked and is reported of the test of a device: what was done, how it went, and what was measured.

use super::ids::{ConnectOptions, Target};
use crate::device::DeviceId;
use crate::message::Message;
use crate::problem::Problem;
use std::time::Duration;

/// A request to test a device with a small pattern that is removed afterwards.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SelfTestRequest {
    /// The device.
    pub target: Target,
    /// Rules for a target that is an address.
    pub connect: ConnectOptions,
    /// Also tests devices that keep one pattern only, which is lost by that.
    pub may_replace: bool,
}

/// One step of a test, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TestStep {
    /// Which device answers, and is it free?
    Identify,
    /// How long do small requests take?
    RoundTrips,
    /// What does it show now, to be shown again afterwards?
    Snapshot,
    /// Stores the test pattern.
    Store,
    /// Reads it back and compares it.
    ReadBack,
    /// Plays it.
    Play,
    /// Looks at the LEDs.
    Look,
    /// Shows again what was shown before.
    Restore,
    /// Deletes the test pattern.
    Delete,
    /// Confirms that it is gone.
    Absence,
}

impl TestStep {
    /// All, in the order in which they are done.
    pub const ALL: [Self; 10] = [
        Self::Identify,
        Self::RoundTrips,
        Self::Snapshot,
        Self::Store,
        Self::ReadBack,
        Self::Play,
        Self::Look,
        Self::Restore,
        Self::Delete,
        Self::Absence,
    ];

    /// Returns the word used in `--json`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Identify => "identify",
            Self::RoundTrips => "round_trips",
            Self::Snapshot => "snapshot",
            Self::Store => "store",
            Self::ReadBack => "read_back",
            Self::Play => "play",
            Self::Look => "look",
            Self::Restore => "restore",
            Self::Delete => "delete",
            Self::Absence => "absence",
        }
    }
}

/// How a step of a test ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepState {
    /// Done, and seen to be done.
    Passed,
    /// Done, as far as the device says: it gives no proof.
    Unproven,
    /// Not done; why, the step says.
    Skipped,
    Failed,
}

impl StepState {
    /// Returns the word used in `--json`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Unproven => "unproven",
            Self::Skipped => "skipped",
            Self::Failed => "failed",
        }
    }
}

/// One step that is over.
#[derive(Clone, Debug, PartialEq)]
pub struct StepResult {
    pub step: TestStep,
    pub state: StepState,
    /// The duration of the step.
    pub took: Duration,
    /// What was found, or why it was not done or failed.
    pub detail: Message,
    /// The problem of a step that failed.
    pub problem: Option<Problem>,
}

/// How a test ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Every step passed.
    Passed,
    /// No step failed, but some were skipped or could not be proven.
    Partial,
    /// A step failed.
    Failed,
    /// It was stopped before its end.
    Cancelled,
}

impl Verdict {
    /// Returns the word used in `--json`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Partial => "partial",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }
}

/// Times of small requests, one after the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RoundTrips {
    /// Requests sent.
    pub sent: usize,
    /// Requests answered; the times are those of these.
    pub answered: usize,
    pub min: Duration,
    pub median: Duration,
    pub p95: Duration,
}

/// How the bytes of the test pattern went one way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Transferred {
    /// Bytes that arrived: acknowledged by the device, or read back from it.
    pub bytes: u64,
    /// The time for them, with the requests around them.
    pub time: Duration,
    /// The longest time without a sign that bytes arrived.
    pub longest_silence: Duration,
}

impl Transferred {
    /// Returns bytes per second; `None` where the time was too short to be measured.
    #[must_use]
    pub fn rate(self) -> Option<f64> {
        let seconds = self.time.as_secs_f64();
        (seconds > 0.0).then(|| self.bytes as f64 / seconds)
    }
}

/// A device that was tested, as it describes itself.
#[derive(Clone, Debug, PartialEq)]
pub struct TestedDevice {
    pub id: DeviceId,
    /// What the person calls it.
    pub name: String,
    pub family: &'static str,
    /// What kind of device it is.
    pub kind: Message,
    pub chip: Option<String>,
    pub firmware: Option<String>,
    /// Its LEDs as tested: `16x16` or `60`.
    pub leds: Option<String>,
    /// Its capabilities, as the device reports them.
    pub caps: String,
}

/// A snapshot of a test; reported whenever a step begins or ends.
#[derive(Clone, Debug, PartialEq)]
pub struct SelfTestView {
    /// The target, as in the command.
    pub target: Target,
    /// Its address, as it was given.
    pub address: String,
    /// Seconds since 1970 of the start.
    pub started_at: i64,
    /// The device; `None` until it has answered.
    pub device: Option<TestedDevice>,
    /// The step that runs.
    pub running: Option<TestStep>,
    /// The steps that are over.
    pub steps: Vec<StepResult>,
    pub round_trips: Option<RoundTrips>,
    pub upload: Option<Transferred>,
    pub download: Option<Transferred>,
    /// Time to read back and compare.
    pub verify: Option<Duration>,
    /// What the test left on the device, or could not remove.
    pub left: Vec<Message>,
    /// How it ended; `None` while it runs.
    pub verdict: Option<Verdict>,
}

impl SelfTestView {
    /// A test that has not begun.
    pub(in crate::engine) fn new(target: Target, address: String, started_at: i64) -> Self {
        Self {
            target,
            address,
            started_at,
            device: None,
            running: None,
            steps: Vec::new(),
            round_trips: None,
            upload: None,
            download: None,
            verify: None,
            left: Vec::new(),
            verdict: None,
        }
    }

    /// Returns how a step ended, if it is over.
    #[must_use]
    pub fn step(&self, step: TestStep) -> Option<&StepResult> {
        self.steps.iter().find(|result| result.step == step)
    }

    /// The first problem.
    #[must_use]
    pub fn problem(&self) -> Option<&Problem> {
        self.steps.iter().find_map(|step| step.problem.as_ref())
    }

    /// Judges by the steps; a test that was stopped, or left something, has not passed.
    pub(in crate::engine) fn judge(&self, stopped: bool) -> Verdict {
        let any = |state| self.steps.iter().any(|step| step.state == state);
        if stopped {
            Verdict::Cancelled
        } else if any(StepState::Failed) || !self.left.is_empty() {
            Verdict::Failed
        } else if any(StepState::Skipped)
            || any(StepState::Unproven)
            || self.steps.len() < TestStep::ALL.len()
        {
            Verdict::Partial
        } else {
            Verdict::Passed
        }
    }
}
