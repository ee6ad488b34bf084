//! Simulated devices for clients that are no Rust tests: `tests/tus_peer.py`, or a browser of mDNS services.

use crate::client::one;
use std::io::Read as _;
use upload_bridge::simulator::{Dialect, SimulatorOptions, start};

/// Prints the address of one device and keeps it running until standard input ends. `SIMULATE_FAMILY` chooses the dialect,
/// `SIMULATE_FAULTS` gives it faults, `SIMULATE_MDNS=1` announces it: only inside a network namespace of its own.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "runs until its standard input ends"]
async fn simulate_until_standard_input_ends() {
    let mdns = std::env::var_os("SIMULATE_MDNS").is_some();
    let dialect =
        std::env::var("SIMULATE_FAMILY").map_or(Dialect::NATIVE, |name| name.parse().unwrap());
    let faults = std::env::var("SIMULATE_FAULTS").unwrap_or_default();
    let simulator = start(SimulatorOptions {
        mdns,
        ..one(dialect, &faults)
    })
    .await
    .unwrap();
    println!("http://{}", simulator.devices()[0].address);
    tokio::task::spawn_blocking(|| std::io::stdin().read_to_end(&mut Vec::new()))
        .await
        .unwrap()
        .unwrap();
    simulator.stop().await;
}
