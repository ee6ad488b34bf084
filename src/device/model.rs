//! [`Device`]: a device that answered, and what it reported.

use super::{Caps, DeviceAddr, DeviceId};
use crate::message::Message;
use crate::pattern::{Limits, Matrix};

/// A device that answered, and what it said of itself.
#[derive(Clone, Debug, PartialEq)]
pub struct Device {
    /// Identity.
    pub id: DeviceId,
    /// What it calls itself; display only, cleaned by [`display_text`].
    pub name: String,
    /// Name of its family, a key of [`FAMILIES`].
    pub family: &'static str,
    /// What kind of device it is: "Upload Bridge player".
    pub kind: Message,
    /// Chip or board, where it says.
    pub chip: Option<String>,
    /// Firmware version, where it says.
    pub firmware: Option<String>,
    /// Where it answered.
    pub address: DeviceAddr,
    /// LEDs it has, where it says.
    pub leds: Option<usize>,
    /// Its matrix, where it says. Such a device maps rows to its own wiring, and is sent rows.
    pub matrix: Option<Matrix>,
    /// What it accepts.
    pub limits: Limits,
    /// What it can do; decisions are made by these, never by version.
    pub caps: Caps,
    /// What it plays now, where it says.
    pub playing: Option<String>,
}

#[cfg(test)]
impl Device {
    /// A device for tests, which says nothing of itself.
    pub(crate) fn example() -> Self {
        Self {
            id: DeviceId::stored("a0b1c2d3e4f5"),
            name: "Porch".into(),
            family: "native",
            kind: crate::msg!("kind-native"),
            chip: None,
            firmware: None,
            address: DeviceAddr::from_socket(([127, 0, 0, 1], 80).into()),
            leds: None,
            matrix: None,
            limits: Limits::default(),
            caps: Caps::default(),
            playing: None,
        }
    }
}
