//! The async side, and the sole owner of devices and jobs: [`Command`]s go in, [`Event`]s come out. The window and the
//! command line both speak to it this way, and in no other.
//!
//! * `api`: what may be asked and reported, as plain values.
//! * `event_loop` takes commands and notes one at a time; `run` decides what to do with each, and never waits.
//! * `task`: everything that waits, each in a task of its own; `task/reach` is the one way to a device.
//! * `note`: what tasks tell the loop. `keep`: what outlives a task. `outbox`: the way of events out; `diary`:
//!   what the log says of them.

mod admission;
mod api;
mod diary;
mod event_loop;
mod fleet;
mod keep;
mod new_file;
mod note;
mod outbox;
mod run;
pub mod settings;
mod task;

pub use crate::device::discovery::{ScanNote, ScanStage, Tried, Via, advice};
pub use crate::link::Circuit;
pub use crate::live::StreamPreference;
pub use crate::store::{AuditEntry, AuditKind, HistoryEntry};
pub use api::selftest::{
    RoundTrips, SelfTestRequest, SelfTestView, StepResult, StepState, TestStep, TestedDevice,
    Transferred, Verdict,
};
pub use api::{
    Abilities, Answer, Ask, CacheCounters, Command, ConnectOptions, DeviceView, Diagnosis, Ended,
    Event, Fact, Facts, HourlyLimits, JobDevice, JobId, JobView, LimitKind, Limited, Measured,
    Network, Networks, Outcome, PatternId, Phase, Presence, Preview, ProbeFact, ScanOptions,
    ScanProgress, SendRequest, Source, Stage, StageReport, StreamId, StreamRequest, StreamState,
    StreamView, Target, Unlocked, UploadFact, UploadHistory, UploadKey, UploadLimits, Waiting,
    WhenLimited,
};
pub use event_loop::{EngineOptions, Handle, spawn};
pub(crate) use new_file::{NewFile, put as write_file, put_owner_only as write_owner_only};
pub use outbox::Events;
