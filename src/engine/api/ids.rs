//! What patterns, jobs, streams and devices are called in commands and events.

use crate::device::{AddrSpec, DeviceId};

/// The id of a pattern, chosen by the sender of the command.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PatternId(pub u64);

/// One upload to one device.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct JobId(pub(in crate::engine) u64);

impl JobId {
    /// An id for states that are made up: examples and tests.
    #[must_use]
    pub fn example(n: u64) -> Self {
        Self(n)
    }

    /// Returns its number in this run, as the log has it.
    #[must_use]
    pub fn number(self) -> u64 {
        self.0
    }
}

/// One pattern played live to one device.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct StreamId(pub(in crate::engine) u64);

impl StreamId {
    /// An id for states that are made up: examples and tests.
    #[must_use]
    pub fn example(n: u64) -> Self {
        Self(n)
    }
}

/// The target of a job or stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// A device that answered in this run.
    Device(DeviceId),
    /// The device at that address.
    Address(AddrSpec),
}

/// Options for connecting to an address: which addresses and identities are accepted, and whether the device is remembered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ConnectOptions {
    /// Accepts addresses outside the local network.
    pub allow_public: bool,
    /// Accepts a different device than before at the address.
    pub accept_new: bool,
    /// Does not save the device beyond this run (simulated devices).
    pub forgettable: bool,
}

/// The device of a job, as far as it is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JobDevice {
    /// The device's id; `None` until it has answered.
    pub id: Option<DeviceId>,
    /// Name, likewise.
    pub name: Option<String>,
    /// Family, likewise.
    pub family: Option<&'static str>,
    /// Address as it was given.
    pub address: String,
}

impl JobDevice {
    /// Returns the name to show.
    #[must_use]
    pub fn label(&self) -> &str {
        self.name.as_deref().unwrap_or(&self.address)
    }

    /// Returns its name for the log, with its address: several devices may have the same name.
    pub(in crate::engine) fn in_log(&self) -> String {
        match &self.name {
            Some(name) => format!("{name} ({})", self.address),
            None => self.address.clone(),
        }
    }
}
