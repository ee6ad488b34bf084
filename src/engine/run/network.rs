//! Networks that drop: uploads to their devices pause, with closed circuits, until one of them answers or the longest pause is
//! over. Uploads to other networks go on.

use super::Engine;
use crate::device::DeviceId;
use crate::engine::api::{Event, Fact};
use crate::engine::fleet::AccessPoint;
use crate::engine::run::GONE_AFTER;
use crate::engine::task;
use std::net::SocketAddr;

impl Engine {
    /// So many calls to a device have failed in a row.
    pub(super) fn watch_network(&mut self, device: SocketAddr, failures: u32) {
        let network = AccessPoint::of(device.ip());
        if failures == 0 {
            if self.faults.answers(network, device) {
                self.network_is_back(network);
            }
            return;
        }
        let is_gone = failures >= GONE_AFTER;
        let Some(since) = self.keep().links.silent_since(device, is_gone) else {
            return;
        };
        let active = self.active_on(network);
        if active.contains(&device) && self.faults.gone(network, device, since, &active) {
            self.network_dropped(network, &active);
        }
    }

    /// A device of a network that dropped answers.
    pub(super) fn network_answers(&mut self, network: AccessPoint) {
        if self.faults.back(network) {
            self.network_is_back(network);
        }
    }

    /// The longest pause is over: each upload goes on, and fails on its own if the network is still down.
    pub(super) fn end_pause(&mut self, network: AccessPoint) {
        self.fleet.pause(network, false);
        self.keep().links.hold(network, false);
        self.mark(network, false);
        self.start_waiting();
    }

    fn network_dropped(&mut self, network: AccessPoint, active: &[SocketAddr]) {
        let name = network.to_string();
        tracing::warn!(network = name, devices = active.len(), "network dropped");
        self.fleet.pause(network, true);
        self.keep().links.hold(network, true);
        self.mark(network, true);
        let ids = self.known_at(active);
        self.out.put(Event::NetworkDropped {
            network: name.clone(),
            devices: active.len(),
        });
        self.out.fact(|| Fact::NetworkDropped {
            network: name,
            devices: ids,
        });
        let links = self.keep().links.on(network);
        tokio::spawn(task::watch_network(self.context.clone(), network, links));
    }

    fn network_is_back(&mut self, network: AccessPoint) {
        let name = network.to_string();
        tracing::info!(network = name, "network back");
        self.out.put(Event::NetworkBack {
            network: name.clone(),
        });
        self.out.fact(|| Fact::NetworkBack { network: name });
        self.end_pause(network);
    }

    /// Addresses of the devices of a network that uploads are under way to.
    fn active_on(&self, network: AccessPoint) -> Vec<SocketAddr> {
        let running = self.jobs.values();
        let running = running.filter(|entry| entry.started.is_some() && entry.end.is_none());
        let open = running.filter(|entry| entry.view.outcome.is_none());
        let addresses = open.filter_map(|entry| self.socket_of(entry));
        addresses
            .filter(|socket| AccessPoint::of(socket.ip()) == network)
            .collect()
    }

    /// The address of a job's device, as far as it is known.
    fn socket_of(&self, entry: &super::Entry) -> Option<SocketAddr> {
        let device = entry.view.device.id.as_ref();
        let known = device.and_then(|id| self.devices.get(id));
        let known = known.map(|known| known.view.device.address.socket());
        let ip = entry.place.ip;
        known.or_else(|| Some(SocketAddr::new(ip?, entry.address.port())))
    }

    fn known_at(&self, addresses: &[SocketAddr]) -> Vec<DeviceId> {
        let ids = addresses
            .iter()
            .flat_map(|a| self.devices.at(&a.to_string()));
        ids.collect()
    }

    /// Shows on the jobs to a network that it dropped, or no more.
    fn mark(&mut self, network: AccessPoint, dropped: bool) {
        let on = |engine: &Self, id| {
            let entry = engine.jobs.get(&id)?;
            let is_open = entry.view.outcome.is_none() && entry.view.network_dropped != dropped;
            let socket = engine.socket_of(entry).filter(|_| is_open)?;
            (AccessPoint::of(socket.ip()) == network).then_some(id)
        };
        let ids: Vec<_> = self.jobs.keys().filter_map(|id| on(self, *id)).collect();
        for id in ids {
            if let Some(entry) = self.jobs.get_mut(&id) {
                entry.view.network_dropped = dropped;
                self.out.put(Event::Job(Box::new(entry.view.clone())));
            }
        }
    }
}

#[cfg(test)]
mod tests;
