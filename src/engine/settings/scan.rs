//! What may be set of the scan.

use crate::device::discovery::Subnet;
use crate::message::Message;
use crate::msg;
use serde::{Deserialize, Serialize};

/// Settings of scans.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ScanSettings {
    /// Listen for announcements.
    pub announcements: bool,
    /// Ask every address of the subnets for a device.
    pub sweep: bool,
    /// Sweep the subnets of this computer.
    pub own_subnets: bool,
    /// Sweep these as well, each like `192.168.1.0/24`; [`super::Settings::mend`] leaves only what can be read.
    pub subnets: Vec<String>,
    /// Ports of the sweep, 1 to 65535; none: 80.
    pub ports: Vec<u16>,
}

impl Default for ScanSettings {
    fn default() -> Self {
        Self {
            announcements: true,
            sweep: true,
            own_subnets: true,
            subnets: Vec::new(),
            ports: Vec::new(),
        }
    }
}

impl ScanSettings {
    /// The subnets that were named.
    #[must_use]
    pub fn named(&self) -> Vec<Subnet> {
        self.subnets
            .iter()
            .filter_map(|text| text.parse().ok())
            .collect()
    }

    /// Leaves out what is no subnet or no port; what was wrong.
    pub(super) fn mend(&mut self) -> Vec<Message> {
        let mut wrong = Vec::new();
        self.subnets.retain(|text| match text.parse::<Subnet>() {
            Ok(_) => true,
            Err(error) => {
                wrong.push(msg!("settings-subnet", reason = error.message()));
                false
            }
        });
        if self.ports.contains(&0) {
            self.ports.retain(|port| *port != 0);
            wrong.push(msg!("settings-port"));
        }
        wrong
    }
}
