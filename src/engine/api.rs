//! What may be asked of the engine, and what it reports: plain values that the window and the command line hold, too.

mod caches;
mod command;
mod control;
mod diagnosis;
mod event;
mod fact;
mod ids;
mod limits;
mod scan;
pub(super) mod selftest;
mod stream;
mod upload_key;
mod view;

pub use caches::CacheCounters;
pub use command::{Command, SendRequest, Source};
pub use control::{Abilities, Answer, Ask, Unlocked};
pub use diagnosis::{Diagnosis, Stage, StageReport};
pub use event::{Event, UploadHistory};
pub use fact::{Ended, Fact, Facts, ProbeFact, UploadFact};
pub use ids::{ConnectOptions, JobDevice, JobId, PatternId, StreamId, Target};
pub(in crate::engine) use limits::HOUR;
pub use limits::{HourlyLimits, LimitKind, Limited, UploadLimits, WhenLimited};
pub use scan::{Network, Networks, ScanOptions, ScanProgress};
pub use stream::{StreamRequest, StreamState, StreamView};
pub use upload_key::UploadKey;
pub(in crate::engine) use view::now;
pub use view::{DeviceView, JobView, Measured, Outcome, Phase, Presence, Preview, Waiting};
