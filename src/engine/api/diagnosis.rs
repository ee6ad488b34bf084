//! What is reported of a diagnosis: how the test of one connection goes, stage by stage.

use crate::message::Message;
use crate::problem::{Code, Problem};
use std::time::Duration;

/// One stage of a diagnosis, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Stage {
    /// Is it an address in the local network?
    Address,
    /// Is the name found?
    Name,
    /// Does anybody take a connection?
    Tcp,
    /// Does a web server answer?
    Http,
    /// Is it a device we know, and the one that was there before?
    Family,
    /// What can it do?
    Capabilities,
}

impl Stage {
    /// All, in the order in which they are gone through.
    pub const ALL: [Self; 6] = [
        Self::Address,
        Self::Name,
        Self::Tcp,
        Self::Http,
        Self::Family,
        Self::Capabilities,
    ];

    /// Returns the word used in `--json`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Address => "address",
            Self::Name => "name",
            Self::Tcp => "tcp",
            Self::Http => "http",
            Self::Family => "family",
            Self::Capabilities => "capabilities",
        }
    }
}

/// How one stage of a diagnosis went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StageReport {
    pub stage: Stage,
    /// The duration of the stage.
    pub took: Duration,
    /// What it found.
    pub detail: Message,
    /// Why it failed, and what to do; nothing where it went well.
    pub problem: Option<Problem>,
}

/// The result of a diagnosis.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnosis {
    /// How long the web server took to answer; nothing where it did not.
    pub response: Option<Duration>,
    /// What failed; nothing where all stages went well.
    pub problem: Option<Problem>,
}

impl Diagnosis {
    /// Returns `online`; `offline` if nothing answers; `error` if something else than the device answers.
    #[must_use]
    pub fn status(&self) -> &'static str {
        match self.problem.as_ref().map(|problem| problem.code) {
            None => "online",
            Some(code) if code.is_absence() || code == Code::AddressUnresolved => "offline",
            Some(_) => "error",
        }
    }
}
