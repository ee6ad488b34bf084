//! One found device names others of its kind. They are hearsay: asked only within what the person chose to scan, and only
//! where a host accepts connections.

use super::{ASKING, Answer, Scan};
use crate::device::discovery::{PATIENT, Plan, Sighting, Subnet, Via};
use crate::device::{Device, DeviceAddr, DeviceError, Doing, family};
use crate::link::LinkError;
use crate::message::Message;
use std::net::IpAddr;
use tokio::time::timeout;

/// Most neighbours of one device that are asked: the largest WLED knows 150.
const MAX_NEIGHBOURS: usize = 256;

impl Scan {
    /// Asks a device for its neighbours.
    pub(super) async fn neighbours(&self, device: Device, plan: &Plan) -> Answer {
        let chosen = self.chosen(plan);
        let neighbours = family(device.family).and_then(|family| family.neighbours());
        let Some(neighbours) = neighbours.filter(|_| !chosen.is_empty()) else {
            return Answer::Neighbours(Vec::new());
        };
        let link = self.context.keep.links.get(&device.address);
        let named = timeout(ASKING, neighbours.list(&device, &link))
            .await
            .unwrap_or_default();
        let own = device.address.socket();
        let within = named
            .into_iter()
            .filter(|at| *at != own && is_within(&chosen, own.ip(), at.ip()));
        let sighting = |at| Sighting {
            addr: DeviceAddr::from_socket(at),
            via: Via::Nodes,
            name: None,
            id: None,
        };
        Answer::Neighbours(within.take(MAX_NEIGHBOURS).map(sighting).collect())
    }

    /// What may be asked on hearsay: the subnets that were named, else this computer's own; nothing where single addresses
    /// were given alone.
    fn chosen(&self, plan: &Plan) -> Vec<Subnet> {
        let options = &self.options;
        if !options.subnets.is_empty() {
            return options.subnets.clone();
        }
        let is_wide = options.mdns || options.sweep || options.known;
        let own = plan.interfaces.iter().filter(|_| is_wide);
        own.filter_map(Subnet::of_interface).collect()
    }

    /// Checks that a host accepts connections there: a list of neighbours may name some that are long gone, and no scan waits
    /// for all the attempts that a device deserves.
    pub(super) async fn is_there(&self, addr: &DeviceAddr) -> Result<(), DeviceError> {
        let cause = match timeout(PATIENT, self.context.keep.gate.connect(addr.socket())).await {
            Ok(Ok(_)) => return Ok(()),
            Ok(Err(error)) => LinkError::Unreachable {
                detail: Message::verbatim(error.to_string()),
            },
            Err(_) => LinkError::TimedOut { after: PATIENT },
        };
        Err(DeviceError::Link {
            doing: Doing::Connecting,
            cause,
        })
    }
}

/// Whether an address that the device at `from` named is within `chosen`. Only a device on this computer may name others on it.
fn is_within(chosen: &[Subnet], from: IpAddr, named: IpAddr) -> bool {
    named.is_loopback() == from.is_loopback() && chosen.iter().any(|subnet| subnet.contains(named))
}

#[cfg(test)]
mod tests {
    use super::super::Findings;
    use super::*;
    use crate::engine::api::ScanOptions;
    use crate::engine::keep::Shared;
    use crate::engine::task::Context;
    use crate::link::Http;
    use crate::net::Gate;
    use crate::store::Store;
    use std::sync::Arc;

    fn scan(options: ScanOptions) -> Scan {
        let (notes, _) = tokio::sync::mpsc::unbounded_channel();
        let keep = Shared::new(
            Gate::loopback(),
            Store::in_memory().unwrap(),
            Http::new(Gate::loopback()).unwrap(),
            Arc::new(|_, _| {}),
            crate::engine::Facts::default(),
        );
        Scan {
            number: 1,
            context: Context::new(Arc::new(keep), notes),
            options,
            cancel: tokio_util::sync::CancellationToken::new(),
        }
    }

    #[tokio::test]
    async fn a_neighbour_that_is_gone_is_asked_once_and_anew_when_it_is_noticed_otherwise() {
        let scan = scan(ScanOptions::default());
        let mut findings = Findings::default();
        let gone = DeviceAddr::from_socket("127.0.0.1:1".parse().unwrap());
        let sighting = |via| Sighting {
            addr: gone.clone(),
            via,
            name: None,
            id: None,
        };
        scan.sighted(sighting(Via::Nodes), &mut findings);
        let asked = findings.waiting.pop_front().unwrap();
        let Answer::Who(addr, via, result) = scan.ask(asked).await else {
            panic!()
        };
        assert!(result.is_err());
        scan.answered(&addr, via, result, &mut findings);
        scan.sighted(sighting(Via::Nodes), &mut findings);
        assert!(findings.waiting.is_empty(), "another device names it, too");
        scan.sighted(sighting(Via::Sweep), &mut findings);
        assert_eq!(
            findings.waiting.pop_front().map(|s| s.via),
            Some(Via::Sweep)
        );
        scan.sighted(sighting(Via::Mdns), &mut findings);
        assert!(findings.waiting.is_empty());
    }

    #[tokio::test]
    async fn a_neighbour_that_was_noticed_otherwise_while_it_was_knocked_at_is_asked_after_all() {
        let scan = scan(ScanOptions::default());
        let mut findings = Findings::default();
        let silent = DeviceAddr::from_socket("127.0.0.1:1".parse().unwrap());
        let sighting = |via| Sighting {
            addr: silent.clone(),
            via,
            name: None,
            id: None,
        };
        scan.sighted(sighting(Via::Nodes), &mut findings);
        let asked = findings.waiting.pop_front().unwrap();
        scan.sighted(sighting(Via::Udp), &mut findings);
        assert!(findings.waiting.is_empty());
        let Answer::Who(addr, via, result) = scan.ask(asked).await else {
            panic!()
        };
        scan.answered(&addr, via, result, &mut findings);
        assert_eq!(findings.waiting.pop_front().map(|s| s.via), Some(Via::Udp));
    }

    #[tokio::test]
    async fn single_addresses_given_alone_have_no_neighbours() {
        let interface = crate::net::Interface {
            name: "w".into(),
            ip: "192.168.1.7".parse().unwrap(),
            prefix: 24,
        };
        let plan = Plan {
            mdns: false,
            direct: vec![],
            subnets: vec![],
            ports: vec![],
            interfaces: vec![interface],
        };
        assert!(scan(ScanOptions::default()).chosen(&plan).is_empty());
        let wide = scan(ScanOptions {
            mdns: true,
            ..ScanOptions::default()
        })
        .chosen(&plan);
        assert_eq!(
            wide.iter().map(ToString::to_string).collect::<Vec<_>>(),
            ["192.168.1.0/24"]
        );
        let subnets = vec!["10.0.0.0/30".parse().unwrap()];
        let named = scan(ScanOptions {
            subnets: subnets.clone(),
            mdns: true,
            ..ScanOptions::default()
        });
        assert_eq!(named.chosen(&plan), subnets);
    }

    #[test]
    fn neighbours_are_asked_within_the_chosen_subnets_only() {
        let chosen: Vec<Subnet> = vec![
            "192.168.1.0/24".parse().unwrap(),
            "127.0.0.0/16".parse().unwrap(),
        ];
        let ask = |from: &str, named: &str| {
            is_within(&chosen, from.parse().unwrap(), named.parse().unwrap())
        };
        assert!(ask("192.168.1.4", "192.168.1.9"));
        assert!(ask("127.0.0.4", "127.0.0.9"));
        assert!(!ask("192.168.1.4", "192.168.2.9"), "outside");
        assert!(!ask("192.168.1.4", "8.8.8.8"), "public");
        assert!(
            !ask("192.168.1.4", "127.0.0.1"),
            "this computer is nobody's neighbour"
        );
        assert!(!ask("127.0.0.4", "192.168.1.9"));
    }
}
