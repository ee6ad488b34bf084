//! [`DeviceSettings`]: what a person set for a device, remembered by its identity.

use super::Part;
use crate::pattern::{Arrangement, ColorOrder, Fit, Limits, Power, Wiring};

/// The settings that a person made for a device, remembered by its id. All are optional.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DeviceSettings {
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

impl DeviceSettings {
    /// This, and what `newer` says over it.
    #[must_use]
    pub fn merged(mut self, newer: &DeviceSettings) -> Self {
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

    /// How to fit for the device: as `fit` says, and dimmed to its supply where that is set and `fit` has no other cap.
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
