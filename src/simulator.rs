//! Simulated devices, written from the behaviour of the firmware, with fault injection. Used by `simulate`, by `demo` and by
//! tests; shares no code with the side that uploads.
//!
//! A dialect is one file (or folder) and one line in [`DIALECTS`]: it implements `firmware::Firmware`, `server.rs`
//! brings the connections. Lists, sizes and hashes are always computed from what a device really stored.

mod announce;
mod dialect;
mod dialects;
mod disk;
mod end;
mod fault_cursor;
mod fault_state;
mod faults;
mod firmware;
mod http;
mod identity;
mod message;
mod multipart;
mod native;
mod native1;
mod options;
mod server;
mod wire;
mod wled;

pub use dialect::Dialect;
pub use dialects::{DIALECTS, UnknownDialect};
pub use faults::{FAULTS, Fault, FaultKind, FaultSpelling, ParseFaultError, TIMES};
pub use options::{DeviceOptions, Lights, SimulatorOptions};

use crate::net::Gate;
use crate::pattern::MAX_LEDS;
use fault_state::FaultState;
use firmware::Firmware;
use identity::Identity;
use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

/// Receive buffer of a simulated device in bytes (the kernel doubles it). As small as a microcontroller's, so that an uploader
/// notices at once when the device stops reading.
const RECEIVE_BUFFER: usize = 8 * 1024;

/// A simulated device that accepts connections.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Simulated {
    /// Family, as in JSON output.
    pub family: &'static str,
    /// Dialect, as in `simulate --family`.
    pub dialect: &'static str,
    /// Address that it listens on.
    pub address: SocketAddr,
    /// 12 hex digits: a locally administered MAC.
    pub id: String,
    /// Friendly name.
    pub name: String,
    /// Folder of its stored files, if they are not in memory.
    pub dir: Option<PathBuf>,
    /// UDP ports for streams, if it takes any.
    pub udp: Option<UdpPorts>,
}

/// UDP ports on which a simulated device receives streams. Real devices have fixed ports; several devices on one address
/// cannot share them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UdpPorts {
    /// DDP: 4048 on a real device.
    pub ddp: u16,
    /// The protocols of `udpport`: 21324 on a real device.
    pub realtime: u16,
}

/// Why the simulator cannot start.
#[derive(Debug, thiserror::Error)]
pub enum SimulatorError {
    /// The listening socket could not be opened.
    #[error("cannot listen on {address}")]
    Listen {
        address: SocketAddr,
        /// The error of the system.
        source: io::Error,
    },
    /// The folder of a device could not be created or read.
    #[error("cannot store the files of simulated device {id}")]
    Folder {
        /// The device.
        id: String,
        /// The error of the system.
        source: io::Error,
    },
    /// There are not enough port numbers above the first port.
    #[error("{devices} devices do not fit above port {port}")]
    Ports {
        /// The first port.
        port: u16,
        /// Number of devices.
        devices: usize,
    },
    /// A device without LEDs, or with more than the wire format can count.
    #[error("a simulated device can have 1 to {MAX_LEDS} LEDs, not {leds}")]
    Leds {
        /// The LED count that was given.
        leds: usize,
    },
    /// The devices could not be announced.
    #[error("cannot announce the simulated devices by mDNS")]
    Mdns(#[from] mdns_sd::Error),
}

/// The hardware that a firmware runs on, and what the simulator adds.
struct Board {
    gate: Gate,
    /// Whether devices are announced by mDNS.
    announced: bool,
    identity: Identity,
    address: SocketAddr,
    layout: Lights,
    heap: Option<u64>,
    disk: Option<u64>,
    dir: Option<PathBuf>,
    faults: Arc<FaultState>,
}

/// Devices that run until this is stopped or dropped.
#[derive(Debug)]
pub struct Simulator {
    seed: u64,
    devices: Vec<Simulated>,
    stop: CancellationToken,
    running: JoinSet<()>,
    announcement: Option<announce::Announcement>,
}

/// Returns the id of the first device of a seed, to find out whether a folder belongs to that seed.
#[must_use]
pub fn first_id(seed: u64) -> String {
    let one = DeviceOptions::new(Dialect::NATIVE, Lights::Leds(1));
    let mut identities = identity::identities(seed, &[one]);
    identities.pop().map(|one| one.id).unwrap_or_default()
}

/// Starts the devices; returns when all of them accept connections.
///
/// # Errors
/// See [`SimulatorError`]. Then no device runs.
pub async fn start(options: SimulatorOptions) -> Result<Simulator, SimulatorError> {
    let stop = CancellationToken::new();
    let mut simulator = Simulator {
        seed: options.seed,
        devices: Vec::new(),
        stop: stop.clone(),
        running: JoinSet::new(),
        announcement: None,
    };
    let identities = identity::identities(options.seed, &options.devices);
    for (index, (device, identity)) in options.devices.iter().zip(identities).enumerate() {
        let listener = listen(&options, index)?;
        let address = listener
            .local_addr()
            .map_err(|source| SimulatorError::Listen {
                address: SocketAddr::new(options.bind, options.port.unwrap_or(0)),
                source,
            })?;
        let (simulated, firmware) = build(&options, index, device, identity, address)?;
        simulator.devices.push(simulated);
        simulator
            .running
            .spawn(server::run(listener, firmware, stop.clone()));
    }
    if options.mdns {
        let announcing = |d: &&Simulated| {
            DIALECTS
                .iter()
                .any(|dialect| dialect.name == d.dialect && dialect.announces)
        };
        simulator.announcement =
            announce::Announcement::of(options.gate, simulator.devices.iter().filter(announcing))?;
    }
    Ok(simulator)
}

fn listen(options: &SimulatorOptions, index: usize) -> Result<TcpListener, SimulatorError> {
    let on = |port| {
        let address = SocketAddr::new(options.bind, port);
        options
            .gate
            .listen(address, RECEIVE_BUFFER)
            .map_err(|source| SimulatorError::Listen { address, source })
    };
    let nth = |first: u16| u16::try_from(index).ok().and_then(|i| first.checked_add(i));
    match options.port.filter(|&port| port != 0) {
        Some(first) => on(nth(first).ok_or(SimulatorError::Ports {
            port: first,
            devices: options.devices.len(),
        })?),
        None if options.ports_by_seed => nth(identity::first_port(options.seed))
            .map_or_else(|| on(0), |port| on(port).or_else(|_| on(0))),
        None => on(0),
    }
}

fn build(
    options: &SimulatorOptions,
    index: usize,
    device: &DeviceOptions,
    identity: Identity,
    address: SocketAddr,
) -> Result<(Simulated, Arc<dyn Firmware>), SimulatorError> {
    let leds = device.layout.leds();
    if !(1..=MAX_LEDS).contains(&leds) {
        return Err(SimulatorError::Leds { leds });
    }
    let faults = device.faults.as_ref().unwrap_or(&options.faults);
    let simulated = Simulated {
        family: device.dialect.family,
        dialect: device.dialect.name,
        address,
        id: identity.id.clone(),
        name: identity.name.clone(),
        dir: options.dir.as_ref().map(|dir| dir.join(&identity.id)),
        udp: None,
    };
    let board = Board {
        gate: options.gate,
        announced: options.mdns,
        identity,
        address,
        layout: device.layout,
        heap: device.heap,
        disk: device.disk,
        dir: options.dir.clone(),
        faults: Arc::new(FaultState::new(
            faults,
            options.seed.wrapping_add(index as u64),
        )),
    };
    let id = simulated.id.clone();
    let firmware =
        (device.dialect.build)(board).map_err(|source| SimulatorError::Folder { id, source })?;
    Ok((
        Simulated {
            udp: firmware.udp(),
            ..simulated
        },
        firmware,
    ))
}

impl Simulator {
    /// Returns the devices, in the order of the options.
    #[must_use]
    pub fn devices(&self) -> &[Simulated] {
        &self.devices
    }

    /// Returns the seed of the devices: the same seed gives the same devices.
    #[must_use]
    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// Stops all devices and waits until their sockets are closed. Files stored in a folder stay.
    pub async fn stop(mut self) {
        self.stop.cancel();
        while self.running.join_next().await.is_some() {}
        if let Some(announcement) = self.announcement.take() {
            announcement.end().await;
        }
    }
}

impl Drop for Simulator {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}
