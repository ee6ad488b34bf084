//! What may be asked and is reported of scans: where they look, and how far they are.

use crate::device::AddrSpec;
use crate::device::discovery::{ScanStage, Subnet};
use std::time::Duration;

/// Where a scan looks. Nothing is asked that is not named here.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ScanOptions {
    /// Subnets to sweep, confirmed by being named; none: this computer's own, private and up to a /22.
    pub subnets: Vec<Subnet>,
    /// Addresses to ask.
    pub hosts: Vec<AddrSpec>,
    /// Ports of the sweep; none: 80.
    pub ports: Vec<u16>,
    /// Listen for announcements.
    pub mdns: bool,
    /// Sweep at all.
    pub sweep: bool,
    /// Give up after this time; `None`: after the time that the sweep and its answers usually take.
    pub timeout: Option<Duration>,
    /// Ask the addresses of known devices, and the one of a device that is its own access point.
    pub known: bool,
}

/// The progress of a scan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ScanProgress {
    /// Addresses of this stage that are through.
    pub done: usize,
    /// Addresses of this stage; 0 where that has no number.
    pub total: usize,
    /// The stage under way.
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
