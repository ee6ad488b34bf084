//! What is reported of looking for devices: how far a scan is, where it can look, and how a test of one connection goes.

use crate::device::Problem;
use crate::device::discovery::{ScanStage, Subnet};
use std::time::Duration;

/// How far a scan is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ScanProgress {
    /// Addresses of this stage that are through.
    pub done: usize,
    /// Addresses of this stage; 0 where that has no number.
    pub total: usize,
    /// What it is at.
    pub stage: ScanStage,
}

/// A subnet that this computer is in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Network {
    /// Name of the interface.
    pub interface: String,
    /// The subnet it reaches without a router.
    pub subnet: Subnet,
    /// Whether it is swept without being named; else it is too large for that.
    pub is_swept: bool,
}

/// Where a scan can look from here.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Networks {
    /// This computer's own local subnets, each once.
    pub own: Vec<Network>,
    /// Whether this run may reach nothing but this computer.
    pub loopback_only: bool,
}

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

    /// As in `--json`.
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
    /// Which.
    pub stage: Stage,
    /// How long it took.
    pub took: Duration,
    /// What was found out, for people.
    pub detail: String,
    /// Why it failed, and what to do; nothing where it went well.
    pub problem: Option<Problem>,
}

/// How a diagnosis ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnosis {
    /// How long the web server took to answer; nothing where it did not.
    pub response: Option<Duration>,
    /// What failed; nothing where all stages went well.
    pub problem: Option<Problem>,
}

impl Diagnosis {
    /// `online`; `offline` where nobody answers; `error` where somebody does, but not as a device should.
    #[must_use]
    pub fn status(&self) -> &'static str {
        match self.problem.as_ref().map(|problem| problem.code) {
            None => "online",
            Some(
                "device.unreachable" | "device.refused" | "device.timeout" | "address.unresolved",
            ) => "offline",
            Some(_) => "error",
        }
    }
}
