//! Options of the simulator: [`SimulatorOptions`] and its [`DeviceOptions`].

use super::{Dialect, Fault};
use crate::net::Gate;
use crate::pattern::Matrix;
use std::net::IpAddr;
use std::path::PathBuf;

/// The LEDs of a simulated device: a strip or a matrix.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lights {
    /// A strip with this many LEDs.
    Leds(usize),
    Matrix(Matrix),
}

impl Lights {
    /// Returns the LED count.
    #[must_use]
    pub fn leds(self) -> usize {
        match self {
            Self::Leds(leds) => leds,
            Self::Matrix(matrix) => matrix.leds(),
        }
    }

    /// Returns the matrix, if it is one.
    #[must_use]
    pub fn matrix(self) -> Option<Matrix> {
        match self {
            Self::Leds(_) => None,
            Self::Matrix(matrix) => Some(matrix),
        }
    }
}

/// Options of one simulated device.
#[derive(Clone, Debug)]
pub struct DeviceOptions {
    /// Its firmware.
    pub dialect: Dialect,
    /// Its LEDs.
    pub layout: Lights,
    /// Free heap in bytes, for devices with patterns in RAM; `None` = the usual size (level 1: 40,000).
    pub heap: Option<u64>,
    /// Size of its file system in bytes, if it has one; `None` = 1,500,000.
    pub disk: Option<u64>,
    /// Friendly name; `None` = chosen by the seed.
    pub name: Option<String>,
    /// Faults of this device; `None` = those of [`SimulatorOptions::faults`].
    pub faults: Option<Vec<Fault>>,
}

impl DeviceOptions {
    /// Makes a device with defaults for everything else.
    #[must_use]
    pub fn new(dialect: Dialect, layout: Lights) -> Self {
        Self {
            dialect,
            layout,
            heap: None,
            disk: None,
            name: None,
            faults: None,
        }
    }
}

/// Options of a simulator.
#[derive(Clone, Debug)]
pub struct SimulatorOptions {
    /// Opens the listening sockets and the mDNS daemon.
    pub gate: Gate,
    /// The devices, in the order of ids, names and ports.
    pub devices: Vec<DeviceOptions>,
    /// Address to listen on.
    pub bind: IpAddr,
    /// Port of the first device, counting up from there; `None` = as `ports_by_seed` says.
    pub port: Option<u16>,
    /// Without `port`: whether the seed chooses the ports, or the system, which suits simulators that run side by side. If a
    /// port of the seed is taken, the system chooses another.
    pub ports_by_seed: bool,
    /// Folder for stored files and partial uploads; `None` = in memory, lost with the simulator.
    pub dir: Option<PathBuf>,
    /// Whether devices announce themselves by mDNS, if their dialect does.
    pub mdns: bool,
    /// Faults of all devices without their own.
    pub faults: Vec<Fault>,
    /// The same seed gives the same ids and names, and the same ports if it chooses them.
    pub seed: u64,
}
