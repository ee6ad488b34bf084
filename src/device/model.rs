//! [`Device`]: a device that answered, and what it reported.

use super::{Caps, DeviceAddr, DeviceId};
use crate::message::Message;
use crate::pattern::{Limits, Matrix};
use std::time::Duration;

/// A device that answered, and what it reported.
#[derive(Clone, Debug, PartialEq)]
pub struct Device {
    /// Identity.
    pub id: DeviceId,
    /// Its own name; display only, cleaned by [`super::display_text`].
    pub name: String,
    /// Name of its family, a key of [`super::FAMILIES`].
    pub family: &'static str,
    /// What kind of device it is: "Upload Bridge player".
    pub kind: Message,
    /// Chip or board, where reported.
    pub chip: Option<String>,
    /// Firmware version, where reported.
    pub firmware: Option<String>,
    /// The address at which it answered.
    pub address: DeviceAddr,
    /// LED count, where reported.
    pub leds: Option<usize>,
    /// Its matrix, where reported. Such a device maps rows to its own wiring, and gets rows.
    pub matrix: Option<Matrix>,
    /// The limits of what it accepts.
    pub limits: Limits,
    /// What it can do; decisions are made by these, never by version.
    pub caps: Caps,
    /// The name of what it plays now, where reported.
    pub playing: Option<String>,
    /// Time since its last start, where reported.
    pub uptime: Option<Duration>,
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
            uptime: None,
        }
    }
}
