//! WHO receives: devices, what is sent to them, and the [`Family`] table, one entry for each protocol. The engine runs jobs
//! through a family; a family speaks to its device only through a [`crate::link::DeviceLink`].

mod address;
mod caps;
mod controls;
mod digest;
pub mod discovery;
mod error;
mod family;
mod firmware_cache;
mod foreign;
mod form;
mod group;
mod naming;
pub mod native;
mod old_copy;
mod payload;
mod playing;
mod resolve;
mod secret;
mod segment;
mod session;
mod stream;
mod target;
mod transfer;
mod unsupported;
pub mod wled;

pub use address::{AddrSpec, AddressError, DeviceAddr};
pub use caps::{Cap, Caps};
pub use controls::{Control, Controls, Keep, Light, Shelf, StoredFile};
pub use digest::Digest;
pub use error::DeviceError;
pub use family::{FAMILIES, Family, family};
pub use firmware_cache::FirmwareCache;
pub use foreign::{Firmware, name as name_firmware};
pub use form::Form;
pub use group::{GroupChange, GroupName, GroupNameError};
pub use naming::{DeviceNames, GROUP_SIGN, NicknameError, looks_like_address, name_key, nickname};
pub use old_copy::{DeleteFirst, OldCopy, Room};
pub use payload::{Payload, PayloadSource, Pieces, ReadPayload, Receipt, StoredName, Verification};
pub use playing::Playing;
pub use secret::Secret;
pub use segment::{ParsePartError, Part, Segment};
pub use session::{Progress, Session, Step};
pub use stream::{BeforeLive, ParseProtocolError, Protocol, StreamWay};
pub use target::{AssumedLeds, TargetLayout};
pub use unsupported::Unsupported;

pub use crate::text::display_text;

use crate::pattern::{Arrangement, ColorOrder, Fit, Layout, Limits, Matrix, Power, Wiring};
use std::fmt;

/// Which device it is, wherever it is found: its MAC where it tells one, else its address.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DeviceId(String);

impl DeviceId {
    /// By a MAC address in hex; `None` unless that is 12 hex digits. Separators are dropped, letters made small.
    #[must_use]
    pub fn from_mac(mac: &str) -> Option<Self> {
        let digits: String = mac.chars().filter(|c| !matches!(c, ':' | '-')).collect();
        (digits.len() == 12 && digits.chars().all(|c| c.is_ascii_hexdigit()))
            .then(|| Self(digits.to_ascii_lowercase()))
    }

    /// By address, for devices that tell no identity.
    #[must_use]
    pub fn from_address(address: &DeviceAddr) -> Self {
        Self(address.socket().to_string())
    }

    /// An id that was stored before.
    #[must_use]
    pub fn stored(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// Whether it is only an address: another device there would go unnoticed.
    #[must_use]
    pub fn is_address(&self) -> bool {
        self.0.contains(':')
    }

    /// Whether `other` is this one with a single wrong bit, as a bad line makes it.
    #[must_use]
    pub fn may_be_damaged(&self, other: &Self) -> bool {
        let bits = |(a, b): (u8, u8)| (a ^ b).count_ones();
        self.0.len() == other.0.len()
            && self.0.bytes().zip(other.0.bytes()).map(bits).sum::<u32>() == 1
    }

    /// As text, as the command line prints it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for DeviceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A device that answered, and what it said of itself.
#[derive(Clone, Debug, PartialEq)]
pub struct Device {
    /// Identity.
    pub id: DeviceId,
    /// What it calls itself; display only, cleaned by [`display_text`].
    pub name: String,
    /// Name of its family, a key of [`FAMILIES`].
    pub family: &'static str,
    /// What it is, for people: "Upload Bridge player".
    pub kind: &'static str,
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

/// What a person told us of a device, remembered by its identity. Empty: nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Told {
    /// What the person calls it.
    pub nickname: Option<String>,
    /// How many LEDs, and how they stand.
    pub arrangement: Option<Arrangement>,
    /// How the strip runs through the matrix, or through each of its panels.
    pub wiring: Option<Wiring>,
    /// Channel order.
    pub color_order: Option<ColorOrder>,
    /// What its LEDs draw, and its supply.
    pub power: Option<Power>,
    /// Which of its LEDs show patterns.
    pub part: Option<Part>,
}

impl Told {
    /// This, and what `newer` says over it.
    #[must_use]
    pub fn merged(mut self, newer: &Told) -> Self {
        if newer.nickname.is_some() {
            self.nickname.clone_from(&newer.nickname);
        }
        if newer.arrangement.is_some() {
            self.arrangement.clone_from(&newer.arrangement);
        }
        self.wiring = newer.wiring.or(self.wiring);
        self.color_order = newer.color_order.or(self.color_order);
        self.power = newer.power.or(self.power);
        self.part = newer.part.or(self.part);
        self
    }

    /// How to fit for the device: as `fit` says, and dimmed to its supply where that was told and nothing else was asked for.
    #[must_use]
    pub fn fit(&self, fit: &Fit) -> Fit {
        let cap = self.power.filter(|power| power.dim).and_then(Power::supply);
        Fit {
            cap: fit.cap.or(cap),
            ..fit.clone()
        }
    }

    /// What the device accepts, and what its supply gives.
    #[must_use]
    pub fn limits(&self, limits: Limits) -> Limits {
        Limits {
            supply: self.power.and_then(Power::supply),
            ..limits
        }
    }
}

impl Device {
    /// The layout to fit to: what a person told, else what the device says. `None` where neither is known.
    ///
    /// A device that reports a matrix maps rows to its own wiring. So a wiring told for it has no effect unless another size
    /// was told, too, and panels and maps have none at all: they would be applied twice.
    #[must_use]
    pub fn layout(&self, told: &Told) -> Option<Layout> {
        let wiring = told.wiring.unwrap_or_default();
        let rows = Wiring::default();
        if told.part.and_then(Part::segment).is_some() {
            let mut layout = self.segment_layout(self.segment(told).ok()??, told)?;
            layout.color_order = told.color_order.unwrap_or_default();
            return Some(layout);
        }
        let mut layout = match (&told.arrangement, self.matrix, self.leds) {
            (Some(Arrangement::Matrix(matrix)), Some(own), _) if *matrix != own => {
                Layout::matrix_wired(*matrix, wiring)
            }
            (Some(strip @ Arrangement::Strip(_)), ..) => Layout::new(strip.clone(), wiring),
            (_, Some(own), _) => Layout::matrix_wired(own, rows),
            (Some(arrangement), None, _) => Layout::new(arrangement.clone(), wiring),
            (None, None, Some(leds)) => Layout::new(Arrangement::Strip(leds), wiring),
            (None, None, None) => None,
        }?;
        layout.color_order = told.color_order.unwrap_or_default();
        Some(layout)
    }

    /// What was told of it and has no effect, as a sentence.
    #[must_use]
    pub fn unheeded(&self, told: &Told) -> Option<&'static str> {
        if let (Ok(Some(segment)), Some(arrangement)) = (self.segment(told), &told.arrangement)
            && arrangement.leds() != segment.leds()
        {
            return Some(
                "The size set for the device is not that of the chosen segment: the segment's own size is used.",
            );
        }
        let maps = self.matrix.is_some()
            && matches!(
                told.arrangement,
                Some(Arrangement::Panels(_) | Arrangement::Map(_))
            );
        maps.then_some(
            "The device maps its own matrix itself: the panels or map told for it are left out.",
        )
    }
}

#[cfg(test)]
impl Device {
    /// A device for tests, which says nothing of itself.
    pub(crate) fn example() -> Self {
        Self {
            id: DeviceId::stored("a0b1c2d3e4f5"),
            name: "Porch".into(),
            family: "native",
            kind: "player",
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

#[cfg(test)]
mod tests {
    use super::*;

    fn device(leds: Option<usize>, matrix: Option<(u16, u16)>) -> Device {
        Device {
            leds,
            matrix: matrix.and_then(|(w, h)| Matrix::new(w, h)),
            ..Device::example()
        }
    }

    #[test]
    fn macs_are_normal_and_addresses_are_told_apart() {
        assert_eq!(
            DeviceId::from_mac("A0:B1:C2:D3:E4:F5"),
            DeviceId::from_mac("a0b1c2d3e4f5")
        );
        assert_eq!(DeviceId::from_mac("a0b1"), None);
        assert!(
            DeviceId::from_address(&DeviceAddr::from_socket("10.0.0.4:80".parse().unwrap()))
                .is_address()
        );
    }

    #[test]
    fn a_layout_told_by_hand_wins_over_what_the_device_says() {
        let arrangement = Matrix::new(4, 4).map(Arrangement::Matrix);
        let told = Told {
            arrangement,
            wiring: "columns-br".parse().ok(),
            ..Told::default()
        };
        let layout = device(Some(30), None).layout(&told).unwrap();
        assert_eq!(
            (layout.leds(), layout.wiring.to_string()),
            (16, "columns-br".into())
        );
        assert_eq!(device(None, None).layout(&Told::default()), None);
    }

    #[test]
    fn a_device_that_maps_its_own_matrix_is_sent_rows() {
        let told = Told {
            wiring: "columns-br".parse().ok(),
            ..Told::default()
        };
        let layout = device(Some(256), Some((16, 16))).layout(&told).unwrap();
        assert_eq!(layout.wiring, Wiring::default());
    }

    #[test]
    fn panels_and_maps_are_for_devices_that_map_nothing_themselves() {
        let panels = Arrangement::Panels("2x1:8x16:rows-tr:turned".parse().unwrap());
        let map = Arrangement::Map("16x16:255,0".parse().unwrap());
        for arrangement in [panels, map] {
            let told = Told {
                arrangement: Some(arrangement.clone()),
                wiring: "columns-br".parse().ok(),
                ..Told::default()
            };
            let plain = device(Some(256), None);
            assert_eq!(plain.layout(&told).unwrap().arrangement(), &arrangement);
            assert_eq!(plain.unheeded(&told), None);
            let own = device(Some(256), Some((16, 16)));
            assert_eq!(
                own.layout(&told),
                own.layout(&Told::default()),
                "once, by the device"
            );
            assert_eq!(own.layout(&told).unwrap().rows(), Matrix::new(16, 16));
            assert!(own.unheeded(&told).is_some());
        }
    }
}
