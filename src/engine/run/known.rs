//! What is known before anybody is asked: devices of earlier runs, and the subnets of this computer. Read for the window, off
//! the loop; nothing is sent.

use super::{Engine, Known};
use crate::device::discovery::{Plan, Subnet};
use crate::device::{AddrSpec, Device, DeviceAddr, family};
use crate::engine::event::{DeviceView, Event, Network, Networks, Presence};
use crate::engine::report::Note;
use crate::link::Circuit;
use crate::net::{Gate, Interface};
use crate::pattern::Limits;
use crate::store::KnownDevice;
use std::collections::HashSet;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

impl Engine {
    /// Reads the devices of earlier runs.
    pub(super) fn read_known(&self) {
        let shared = self.shared.clone();
        let notes = self.notes.clone();
        tokio::spawn(async move {
            let note = match shared.stored(|store| store.devices()).await {
                Ok(devices) => Note::Known(devices),
                Err(detail) => Note::Pass(super::past::trouble(detail)),
            };
            let _ = notes.send(note);
        });
    }

    /// Puts devices of earlier runs on the list; who has answered by now stays as he is.
    pub(super) fn known(&mut self, devices: Vec<KnownDevice>) {
        for view in devices.into_iter().filter_map(view_of) {
            if !self.devices.contains_key(&view.device.id) {
                self.out.put(Event::Device(Box::new(view.clone())));
                self.devices.insert(
                    view.device.id.clone(),
                    Known {
                        view,
                        forgettable: false,
                    },
                );
            }
        }
    }

    /// Tells which subnets this computer is in.
    pub(super) fn networks(&self) {
        let gate = self.shared.gate;
        let notes = self.notes.clone();
        // the system may take its time to list interfaces
        tokio::task::spawn_blocking(move || {
            let _ = notes.send(Note::Pass(Event::Networks(networks(gate))));
        });
    }
}

impl Known {
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

/// A device as it is known; `None` of a family or an address that nobody understands any more.
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
    let address = match spec.is_name() {
        true => DeviceAddr::named(spec.host(), socket),
        false => DeviceAddr::from_socket(socket),
    };
    let device = Device {
        id: known.id,
        name: known.name,
        family: family.name(),
        kind: family.title(),
        chip: None,
        firmware: None,
        address,
        leds: known.own_leds,
        matrix: known.own_matrix,
        limits: Limits::default(),
        caps: known.own_caps,
        playing: None,
    };
    Some(DeviceView {
        device,
        told: known.told,
        // somebody else is at its address: it can only be found anew
        presence: if known.address.is_empty() {
            Presence::Offline
        } else {
            Presence::NotAsked
        },
        circuit: Circuit::Closed,
        last_seen: known.last_seen,
        via: Vec::new(),
        pinned: known.pinned,
    })
}

fn networks(gate: Gate) -> Networks {
    let interfaces = gate.interfaces().unwrap_or_else(|error| {
        tracing::warn!(%error, "this computer's interfaces cannot be listed");
        Vec::new()
    });
    Networks {
        own: own(&interfaces),
        loopback_only: gate.is_loopback_only(),
    }
}

fn own(interfaces: &[Interface]) -> Vec<Network> {
    let swept = Plan::own_subnets(interfaces);
    let mut seen = HashSet::new();
    let all = interfaces
        .iter()
        .filter_map(|interface| Some((interface, Subnet::of_interface(interface)?)));
    let local = all.filter(|(_, subnet)| swept.contains(subnet) || subnet.is_too_large_unasked());
    local
        .filter(|(_, subnet)| seen.insert(*subnet))
        .map(|(interface, subnet)| Network {
            interface: interface.name.clone(),
            subnet,
            is_swept: swept.contains(&subnet),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::device::DeviceId;
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
            own_caps: BTreeSet::new(),
            told: crate::device::Told::default(),
            pinned: true,
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

    #[test]
    fn own_subnets_are_told_with_whether_they_are_swept() {
        let interface = |name: &str, ip: &str, prefix| Interface {
            name: name.into(),
            ip: ip.parse().unwrap(),
            prefix,
        };
        let all = [
            interface("lo", "127.0.0.1", 8),
            interface("wlan0", "192.168.1.7", 24),
            interface("eth0", "192.168.1.8", 24),
            interface("docker0", "172.17.0.1", 16),
            interface("wlan0", "fe80::1", 64),
        ];
        let told: Vec<_> = own(&all)
            .into_iter()
            .map(|n| (n.interface, n.subnet.to_string(), n.is_swept))
            .collect();
        let expected = [
            ("wlan0", "192.168.1.0/24", true),
            ("docker0", "172.17.0.0/16", false),
        ];
        assert_eq!(
            told,
            expected.map(|(name, subnet, swept)| (name.to_owned(), subnet.to_owned(), swept))
        );
    }

    #[tokio::test]
    async fn devices_of_earlier_runs_are_told_and_pins_are_kept() {
        let store = Store::in_memory().unwrap();
        let view = view_of(known("127.0.0.1:81", "127.0.0.1:81")).unwrap();
        store.saw(&view.device).unwrap();
        let options = crate::engine::EngineOptions {
            gate: Gate::loopback(),
            store: store.clone(),
            concurrency: None,
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
