//! A whole discovery on loopback, without mDNS: what is found where, and that nothing else is.

use super::*;
use crate::net::Interface;
use crate::problem::Code;
use tokio::sync::mpsc::unbounded_channel;

fn plan(subnets: &[&str], ports: &[u16], direct: &[&str]) -> Plan {
    Plan {
        mdns: false,
        direct: direct
            .iter()
            .map(|spec| (spec.parse().unwrap(), Via::Host))
            .collect(),
        subnets: subnets
            .iter()
            .map(|subnet| subnet.parse().unwrap())
            .collect(),
        ports: ports.to_vec(),
        interfaces: vec![Interface {
            name: "lo".into(),
            ip: Ipv4Addr::LOCALHOST.into(),
            prefix: 8,
        }],
    }
}

async fn events(plan: &Plan) -> (Vec<Sighting>, Vec<ScanNote>) {
    let (out, mut all) = unbounded_channel();
    discover(Gate::loopback(), plan, &out).await;
    drop(out);
    let mut sightings = Vec::new();
    let mut notes = Vec::new();
    while let Some(event) = all.recv().await {
        match event {
            DiscoveryEvent::Sighting(sighting) => sightings.push(sighting),
            DiscoveryEvent::Note(note) => notes.push(note),
            DiscoveryEvent::Progress { done, total, .. } => assert!(done <= total),
        }
    }
    (sightings, notes)
}

#[tokio::test]
async fn whoever_listens_in_the_subnet_is_sighted_once_and_the_rest_is_counted() {
    let listener = Gate::loopback()
        .listen("127.0.0.9:0".parse().unwrap(), 4096)
        .unwrap();
    let at = listener.local_addr().unwrap();
    let (sightings, notes) =
        events(&plan(&["127.0.0.0/28", "127.0.0.8/30"], &[at.port()], &[])).await;
    assert_eq!(
        sightings
            .iter()
            .map(|s| (s.addr.socket(), s.via))
            .collect::<Vec<_>>(),
        [(at, Via::Sweep)]
    );
    let Tried::Swept {
        open,
        refused,
        silent,
        failed,
        ..
    } = notes[0].result
    else {
        panic!("{notes:?}")
    };
    assert_eq!(
        (open, refused + silent + failed, notes[0].interface.as_str()),
        (1, 13, "lo")
    );
}

#[tokio::test]
async fn addresses_given_by_hand_are_asked_and_not_swept_again() {
    let listener = Gate::loopback()
        .listen("127.0.0.9:0".parse().unwrap(), 4096)
        .unwrap();
    let at = listener.local_addr().unwrap();
    let (sightings, notes) = events(&plan(
        &["127.0.0.8/30"],
        &[at.port()],
        &[&at.to_string(), "127.0.0.1:1"],
    ))
    .await;
    assert_eq!(
        sightings.iter().map(|s| s.via).collect::<Vec<_>>(),
        [Via::Host]
    );
    let refused = notes
        .iter()
        .find(|note| note.place == "127.0.0.1:1")
        .unwrap();
    assert!(
        matches!(&refused.result, Tried::NoAnswer(problem) if problem.code == Code::DeviceRefused)
    );
}

#[tokio::test]
async fn a_closed_gate_lets_no_sweep_out() {
    let (sightings, notes) = events(&plan(
        &["10.99.98.0/30", "10.99.99.0/29"],
        &[80],
        &["10.99.99.1"],
    ))
    .await;
    assert!(sightings.is_empty());
    for note in notes {
        match note.result {
            Tried::Swept {
                failed,
                open,
                refused,
                silent,
                ..
            } => assert!(failed > 0 && open + refused + silent == 0),
            Tried::NoAnswer(problem) => assert_eq!(problem.code, Code::AddressForbidden),
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn only_small_private_subnets_of_ones_own_are_swept_unasked() {
    let interface = |ip: &str, prefix| Interface {
        name: "x".into(),
        ip: ip.parse().unwrap(),
        prefix,
    };
    let own = Plan::own_subnets(&[
        interface("127.0.0.1", 8),
        interface("192.168.1.7", 24),
        interface("192.168.1.8", 24),
        interface("10.1.2.3", 16),
        interface("8.8.4.4", 24),
        interface("fe80::1", 64),
    ]);
    assert_eq!(
        own.iter().map(ToString::to_string).collect::<Vec<_>>(),
        ["192.168.1.0/24"]
    );
}
