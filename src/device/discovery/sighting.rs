//! [`Sighting`]: one unconfirmed observation of a device.

use crate::device::{DeviceAddr, DeviceId};

/// How a device was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Via {
    /// By its mDNS announcement.
    Mdns,
    /// By the sweep: it accepted a connection.
    Sweep,
    /// By its UDP beacon.
    Udp,
    /// By another device that lists it as its neighbour.
    Nodes,
    /// By the address that a person gave.
    Host,
    /// By its address from earlier.
    Known,
}

impl Via {
    /// The word in `--json`.
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

/// One unconfirmed observation: a device may be there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sighting {
    /// The address.
    pub addr: DeviceAddr,
    /// How it was found.
    pub via: Via,
    /// The announced name; display only.
    pub name: Option<String>,
    /// The announced id.
    pub id: Option<DeviceId>,
}
