//! What was seen of a run between client and devices, as plain values.

use crate::schedule::{Kind, What};
use std::time::Duration;

/// One request. Times count from the beginning of the run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Record {
    /// From 1.
    pub(crate) number: u32,
    pub(crate) at: Duration,
    pub(crate) kind: Kind,
    /// 0 for the device, 1 for the one that the address passed to.
    pub(crate) device: usize,
    /// Whether any of it went to the device.
    pub(crate) delivered: bool,
    /// What the device answered.
    pub(crate) status: Option<u16>,
    /// Whether the device's own answer went to the client.
    pub(crate) answered: bool,
}

/// A fault that happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Fired {
    pub(crate) what: What,
    /// At a request of this kind.
    pub(crate) kind: Kind,
}
