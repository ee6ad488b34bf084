//! The page of a device, and its dialogs.

use super::Page;
use crate::device::{DeviceId, Light, Secret, Shelf};
use crate::engine::{Abilities, Ask, Target};
use crate::message::Message;
use crate::problem::Problem;

/// The page of a device.
#[derive(Clone, Debug, Default)]
pub struct DevicePage {
    /// The device; `None` if no page was opened.
    pub device: Option<DeviceId>,
    /// The page that it was opened from, where Back leads to.
    pub from: Page,
    /// What it can do; `None` until it has answered.
    pub abilities: Option<Abilities>,
    /// Its brightness, and whether it is on.
    pub light: Option<Light>,
    /// What it stores.
    pub shelf: Option<Shelf>,
    /// Requests that it has not answered.
    pub asked: Vec<Ask>,
    /// The light to set as soon as the running request is answered.
    pub next_light: Option<Light>,
    /// The last request that failed, and why.
    pub failed: Option<(Ask, Problem)>,
    /// What it did last.
    pub notice: Option<Message>,
}

impl DevicePage {
    /// Whether such a request is unanswered.
    #[must_use]
    pub fn is_asked(&self, which: impl Fn(&Ask) -> bool) -> bool {
        self.asked.iter().any(which)
    }
}

/// A dialog about one device.
#[derive(Clone, Debug, PartialEq)]
pub enum DeviceDialog {
    /// Its PIN or token.
    Unlock(UnlockForm),
    /// Whether to delete that stored file.
    Delete {
        device: DeviceId,
        /// The file's name there.
        name: String,
    },
    /// How what plays is to be kept.
    Keep(KeepForm),
}

/// The form of a PIN or token.
#[derive(Clone, Debug, PartialEq)]
pub struct UnlockForm {
    /// The device.
    pub target: Target,
    /// Name of the device.
    pub name: String,
    /// What is typed.
    pub secret: Secret,
    /// Put it into the system's keyring.
    pub keep: bool,
    /// Whether it is being tried.
    pub asking: bool,
    /// Why it was not taken.
    pub problem: Option<Problem>,
}

/// The form of how what plays is kept.
#[derive(Clone, Debug, PartialEq)]
pub struct KeepForm {
    pub device: DeviceId,
    /// What to call it; empty: as the pattern is called.
    pub name: String,
    /// Also play it after power-up.
    pub at_start: bool,
}
