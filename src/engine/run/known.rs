//! Devices of earlier runs, as the list shows them before any is asked.

use super::Engine;
use super::device_list::Known;
use crate::device::{AddrSpec, Device, DeviceAddr, family};
use crate::engine::api::{DeviceView, Event, Presence};
use crate::link::Circuit;
use crate::message::Message;
use crate::net::NetworkId;
use crate::pattern::Limits;
use crate::store::KnownDevice;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

impl Engine {
    /// Puts devices of earlier runs on the list; one that has answered by now stays as it is.
    pub(super) fn known(&mut self, devices: Vec<KnownDevice>) {
        for known in devices {
            let network = known.network.clone().map(NetworkId::stored);
            let Some(view) = view_of(known) else { continue };
            if view.is_set_aside() {
                self.keep().aside.stored(&view.device.id, true);
                self.keep().links.get(&view.device.address).isolate();
            }
            if self.devices.get(&view.device.id).is_none() {
                self.out.put(Event::Device(Box::new(view.clone())));
                self.probes.known(&view.device.id);
                let mut known = Known::new(view, false, network);
                known.from_store = true;
                self.devices.insert(known);
            }
        }
    }
}

/// Makes the snapshot of a stored device; `None` if this version does not understand its family or address.
fn view_of(known: KnownDevice) -> Option<DeviceView> {
    let family = family(&known.family)?;
    let spec: AddrSpec = known.last_address.parse().ok()?;
    // where the number behind a name is not known any more, none is made up: the name is asked for
    let unknown = || SocketAddr::new(IpAddr::V4(Ipv4Addr::UNSPECIFIED), spec.port());
    let numeric = spec
        .host()
        .parse()
        .ok()
        .map(|ip| SocketAddr::new(ip, spec.port()));
    let socket = known
        .socket
        .parse()
        .ok()
        .or(numeric)
        .unwrap_or_else(unknown);
    let address = if spec.is_name() {
        DeviceAddr::named(spec.host(), socket)
    } else {
        DeviceAddr::from_socket(socket)
    };
    let device = Device {
        id: known.id,
        name: known.name,
        family: family.name(),
        kind: Message::verbatim(family.title()),
        chip: None,
        firmware: None,
        address,
        leds: known.own_leds,
        matrix: known.own_matrix,
        limits: Limits::default(),
        caps: known.own_caps,
        playing: None,
        uptime: None,
    };
    Some(DeviceView {
        device,
        settings: known.settings,
        // another device is at its address: only a scan can find it
        presence: if known.address.is_empty() {
            Presence::Offline
        } else {
            Presence::NotAsked
        },
        locked: false,
        circuit: if known.is_set_aside {
            Circuit::Isolated
        } else {
            Circuit::Closed
        },
        last_seen: known.last_seen,
        via: Vec::new(),
        pinned: known.pinned,
        groups: known.groups,
        forgettable: false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::device::DeviceId;
    use crate::net::Gate;
    use crate::store::Store;
    use std::collections::BTreeSet;

    fn known(address: &str, socket: &str) -> KnownDevice {
        KnownDevice {
            id: DeviceId::stored("a0b1c2d3e4f5"),
            family: "native".into(),
            name: "Porch".into(),
            address: address.into(),
            socket: socket.into(),
            last_address: address.into(),
            last_seen: 7,
            own_leds: Some(300),
            own_matrix: None,
            own_caps: crate::device::Caps::default(),
            settings: crate::device::DeviceSettings::default(),
            pinned: true,
            is_set_aside: false,
            network: None,
            groups: BTreeSet::new(),
        }
    }

    #[test]
    fn a_known_device_is_listed_as_nobody_has_asked_it() {
        let view = view_of(known("192.168.1.40", "192.168.1.40:80")).unwrap();
        assert_eq!(
            (view.presence, view.pinned, view.last_seen),
            (Presence::NotAsked, true, 7)
        );
        assert_eq!(
            (
                view.device.address.to_string().as_str(),
                view.layout().unwrap().leds()
            ),
            ("192.168.1.40", 300)
        );
        let named = view_of(known("porch.local:81", "192.168.1.40:81")).unwrap();
        assert_eq!(named.device.address.to_string(), "porch.local:81");
    }

    #[test]
    fn a_device_whose_address_another_one_took_is_listed_as_offline() {
        let lost = KnownDevice {
            address: String::new(),
            ..known("192.168.1.40", "")
        };
        let view = view_of(lost).unwrap();
        assert_eq!(
            (view.presence, view.device.address.to_string().as_str()),
            (Presence::Offline, "192.168.1.40")
        );
    }

    #[test]
    fn what_cannot_be_understood_is_left_out() {
        assert!(
            view_of(KnownDevice {
                family: "lost".into(),
                ..known("192.168.1.40", "")
            })
            .is_none()
        );
        assert!(view_of(known("", "")).is_none());
    }

    #[tokio::test]
    async fn devices_of_earlier_runs_are_told_and_pins_are_kept() {
        let store = Store::in_memory().unwrap();
        let view = view_of(known("127.0.0.1:81", "127.0.0.1:81")).unwrap();
        store.record_seen(&view.device).unwrap();
        let options = crate::engine::EngineOptions {
            gate: Gate::loopback(),
            store: store.clone(),
            concurrency: None,
            facts: Default::default(),
        };
        let (handle, events) = crate::engine::spawn(options, std::sync::Arc::new(|| {})).unwrap();
        let id = view.device.id.clone();
        handle.send(crate::engine::Command::KnownDevices);
        let Some(Event::Device(told)) = events.next().await else {
            panic!("no device was told")
        };
        assert_eq!(
            (told.presence, told.pinned, told.device.leds),
            (Presence::NotAsked, false, Some(300))
        );
        handle.send(crate::engine::Command::Pin {
            device: id.clone(),
            pinned: true,
        });
        let Some(Event::Device(told)) = events.next().await else {
            panic!("no device was told")
        };
        assert!(told.pinned);
        handle.send(crate::engine::Command::Shutdown);
        while events.next().await.is_some() {}
        assert!(store.device(&id).unwrap().unwrap().pinned);
    }
}
