//! The devices on the list, found by identity and by where they are.

use crate::device::{AddrSpec, DeviceAddr, DeviceId};
use crate::engine::api::{DeviceView, Presence};
use crate::net::NetworkId;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use tokio::time::Instant;

/// A device on the list.
pub(super) struct Known {
    pub(super) view: DeviceView,
    /// Whether nothing of it is remembered after this run.
    pub(super) forgettable: bool,
    /// Over which network it answered last.
    pub(super) network: Option<NetworkId>,
    /// When it was stored last; `None`: not in this run.
    pub(super) stored: Option<Instant>,
    /// Whether it came from the store: then it is gone when it is there no more.
    pub(super) from_store: bool,
    /// Whether it is offline only because calls to it failed.
    pub(super) is_gone_by_calls: bool,
}

impl Known {
    /// A device that is put on the list.
    pub(super) fn new(view: DeviceView, forgettable: bool, network: Option<NetworkId>) -> Self {
        Self {
            view,
            forgettable,
            network,
            stored: None,
            from_store: false,
            is_gone_by_calls: false,
        }
    }

    /// Where to ask for it: where it answered in this run, else by the address as it was given.
    pub(super) fn spec(&self) -> AddrSpec {
        let address = &self.view.device.address;
        let by_name =
            (self.view.presence == Presence::NotAsked).then(|| address.to_string().parse().ok());
        by_name
            .flatten()
            .unwrap_or_else(|| AddrSpec::from(address.socket()))
    }
}

/// The list. An address changes only by [`DeviceList::insert`].
#[derive(Default)]
pub(super) struct DeviceList {
    devices: BTreeMap<DeviceId, Known>,
    /// By address as a person writes it, and by number and port.
    places: HashMap<String, BTreeSet<DeviceId>>,
}

impl DeviceList {
    pub(super) fn get(&self, id: &DeviceId) -> Option<&Known> {
        self.devices.get(id)
    }

    /// What is known of a device, to be changed; its address stays.
    pub(super) fn get_mut(&mut self, id: &DeviceId) -> Option<&mut Known> {
        self.devices.get_mut(id)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Known> {
        self.devices.values()
    }

    /// Puts a device on the list, or in the place of what was known of it.
    pub(super) fn insert(&mut self, mut known: Known) {
        let id = known.view.device.id.clone();
        let before = self.remove(&id);
        known.from_store |= before.is_some_and(|before| before.from_store);
        for place in places_of(&known.view.device.address) {
            self.places.entry(place).or_default().insert(id.clone());
        }
        self.devices.insert(id, known);
    }

    /// Takes a device off the list.
    pub(super) fn remove(&mut self, id: &DeviceId) -> Option<Known> {
        let known = self.devices.remove(id)?;
        for place in places_of(&known.view.device.address) {
            if let Some(there) = self.places.get_mut(&place) {
                there.remove(id);
                if there.is_empty() {
                    self.places.remove(&place);
                }
            }
        }
        Some(known)
    }

    /// Devices that are known at that address, whichever way it is written.
    pub(super) fn at(&self, address: &str) -> Vec<DeviceId> {
        let there = self.places.get(address);
        there.into_iter().flatten().cloned().collect()
    }
}

fn places_of(address: &DeviceAddr) -> BTreeSet<String> {
    BTreeSet::from([address.to_string(), address.socket().to_string()])
}
