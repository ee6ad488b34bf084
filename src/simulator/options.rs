//! What to simulate: [`SimulatorOptions`] and its [`DeviceOptions`]. Filled in by the command line, by `demo` and by tests.

use super::{Dialect, Fault};
use crate::net::Gate;
use crate::pattern::Matrix;
use std::net::IpAddr;
use std::path::PathBuf;

/// How many LEDs a simulated device has, and whether they form a grid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lights {
    /// A strip of so many.
    Leds(usize),
    /// A grid.
    Matrix(Matrix),
}

impl Lights {
    /// How many there are.
    #[must_use]
    pub fn leds(self) -> usize {
        match self {
            Self::Leds(leds) => leds,
            Self::Matrix(matrix) => matrix.leds(),
        }
    }

    /// Width and height, where it is a grid.
    #[must_use]
    pub fn matrix(self) -> Option<Matrix> {
        match self {
            Self::Leds(_) => None,
            Self::Matrix(matrix) => Some(matrix),
        }
    }
}

/// One device to simulate.
#[derive(Clone, Debug)]
pub struct DeviceOptions {
    /// Which firmware it behaves like.
    pub dialect: Dialect,
    /// Its LEDs.
    pub layout: Lights,
    /// Free heap in bytes, where patterns live in RAM; `None` = what such a device usually has (level 1: 40,000).
    pub heap: Option<u64>,
    /// Size of its file system in bytes, where it has one; `None` = 1,500,000.
    pub disk: Option<u64>,
    /// Friendly name; `None` = chosen by the seed.
    pub name: Option<String>,
    /// Faults of this device alone; `None` = those of [`SimulatorOptions::faults`].
    pub faults: Option<Vec<Fault>>,
}

impl DeviceOptions {
    /// A device of that kind with everything else left to the simulator.
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

/// What to simulate, and where.
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
    /// Without a `port`: whether the seed chooses the ports (where one is taken, the system chooses another), or the system
    /// chooses all of them, which is what simulators side by side want.
    pub ports_by_seed: bool,
    /// Where stored files and partial uploads are kept; `None` = in memory, gone with the simulator.
    pub dir: Option<PathBuf>,
    /// Whether devices that announce themselves do so.
    pub mdns: bool,
    /// Faults of every device that names none of its own.
    pub faults: Vec<Fault>,
    /// Same seed, same ids and names, and ports where it chooses those.
    pub seed: u64,
}
