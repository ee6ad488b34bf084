//! What outlives a task: links, locks, snapshots, secrets, encoded patterns, and the ways to the store. Forgetting a device
//! and the regular sweep prune all of it.

mod aside;
mod counters;
mod decoded;
mod encodings;
mod limits;
mod links;
mod recent;
mod records;
mod remedies;
mod secrets;
mod snapshots;
mod stream_owners;
mod turns;
mod writer;

pub(super) use aside::Aside;
pub(super) use counters::Counters;
pub(super) use encodings::{EncodeRequest, Encoded, PatternKey};
pub(super) use links::{Links, OnHealth};
pub(super) use secrets::Secrets;
pub(super) use turns::{Ahead, Turn, TurnRequest};
pub(super) use writer::Writer;

use crate::device::{DeviceAddr, DeviceId, FirmwareCache};
use crate::engine::api::Facts;
use crate::link::Http;
use crate::net::Gate;
use crate::store::{KnownDevice, Store};
use decoded::DecodedPatterns;
use encodings::Encodings;
use limits::CurrentLimits;
use recent::RecentAnswers;
use records::Records;
use snapshots::Snapshots;
use std::collections::HashSet;
use std::net::SocketAddr;
use std::sync::Arc;
use stream_owners::StreamOwners;
use tokio_util::sync::CancellationToken;
use turns::Turns;

/// Shared by the loop and all tasks of one engine.
pub(super) struct Shared {
    /// The gate that decides which addresses may be reached.
    pub(super) gate: Gate,
    /// What the store remembers, for tasks.
    pub(super) records: Records,
    pub(super) links: Links,
    /// Devices that are set aside.
    pub(super) aside: Aside,
    pub(super) recent: RecentAnswers,
    /// Stops the uploads of the journal where they are.
    pub(super) suspended: CancellationToken,
    pub(super) turns: Turns,
    pub(super) stream_owners: StreamOwners,
    pub(super) snapshots: Snapshots,
    pub(super) secrets: Secrets,
    pub(super) decoded: DecodedPatterns,
    pub(super) encodings: Encodings,
    pub(super) counters: Arc<Counters>,
    pub(super) limits: CurrentLimits,
    /// What families learned of the firmware of devices.
    pub(super) firmware: FirmwareCache,
    /// Where facts go that `monitor` counts.
    pub(super) facts: Facts,
}

impl Shared {
    pub(super) fn new(
        gate: Gate,
        store: Store,
        http: Http,
        health: OnHealth,
        facts: Facts,
    ) -> Self {
        let aside = Aside::default();
        let counters = Arc::<Counters>::default();
        let links = Links::new(http, health);
        for device in set_aside(&store) {
            aside.stored(&device.id, true);
            if let Ok(socket) = device.socket.parse() {
                links.get(&DeviceAddr::from_socket(socket)).isolate();
            }
        }
        Self {
            gate,
            recent: RecentAnswers::default(),
            suspended: CancellationToken::new(),
            turns: Turns::new(store.clone()),
            secrets: Secrets::new(gate, Records::new(store.clone())),
            records: Records::new(store),
            links,
            aside,
            stream_owners: StreamOwners::default(),
            snapshots: Snapshots::default(),
            decoded: DecodedPatterns::new(counters.clone()),
            encodings: Encodings::new(counters.clone()),
            counters,
            limits: CurrentLimits::default(),
            firmware: FirmwareCache::default(),
            facts,
        }
    }

    /// Drops patterns beyond the bounds that no job and no window needs any more.
    pub(super) fn trim(&self) {
        self.decoded.trim();
        self.encodings.trim();
    }

    /// Forgets what this run knows of a device but its secret, which may be in the keyring as well ([`Secrets::forget`]). A
    /// task that still works on the device keeps what it holds.
    pub(super) fn forget(&self, id: &DeviceId, address: &DeviceAddr) {
        self.links.forget(address);
        self.turns.forget(id);
        self.recent.forget(id);
        self.snapshots.note(id, None);
    }

    /// Lets go of what no task uses any more; links to the `listed` addresses stay.
    pub(super) fn prune(&self, listed: &HashSet<SocketAddr>) {
        self.links.prune(listed);
        self.turns.prune();
        self.trim();
    }
}

/// Devices that a person has set aside in an earlier run.
fn set_aside(store: &Store) -> impl Iterator<Item = KnownDevice> + use<> {
    let known = store.devices().unwrap_or_else(|error| {
        tracing::warn!(%error, "which devices are set aside cannot be read");
        Vec::new()
    });
    known.into_iter().filter(|device| device.is_set_aside)
}
