//! [`Sighting`]: one unconfirmed observation of a device.

use crate::device::{DeviceAddr, DeviceId};

/// How a device was noticed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Via {
    /// It announced itself.
    Mdns,
    /// It took a connection during a sweep.
    Sweep,
    /// It told others of its kind that it is there, by a datagram to all.
    Udp,
    /// A device that was found knows it as its neighbour.
    Nodes,
    /// A person gave its address.
    Host,
    /// Its address was known from before.
    Known,
}

impl Via {
    /// As in `--json`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Mdns => "mdns",
            Self::Sweep => "sweep",
            Self::Udp => "udp",
            Self::Nodes => "nodes",
            Self::Host => "host",
            Self::Known => "known",
        }
    }
}

/// One unconfirmed observation: somebody may be there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sighting {
    /// Where.
    pub addr: DeviceAddr,
    /// How it was noticed.
    pub via: Via,
    /// What it was announced as; display only.
    pub name: Option<String>,
    /// Who it is said to be.
    pub id: Option<DeviceId>,
}
