//! What the page of a device shows, and the forms that belong to it.

use crate::device::{DeviceId, Light, Secret, Shelf};
use crate::engine::{Abilities, Ask, Target};
use crate::message::Message;
use crate::problem::Problem;

/// What is known of the device whose page is open.
#[derive(Clone, Debug, Default)]
pub struct DevicePage {
    /// Which one; `None`: none was opened.
    pub device: Option<DeviceId>,
    /// What it can do; `None` until it has said so.
    pub abilities: Option<Abilities>,
    /// How it shines.
    pub light: Option<Light>,
    /// What it stores.
    pub shelf: Option<Shelf>,
    /// What it was asked and has not answered.
    pub asked: Vec<Ask>,
    /// How it shall shine, as soon as it has answered.
    pub next_light: Option<Light>,
    /// What it did not do last, and why.
    pub failed: Option<(Ask, Problem)>,
    /// What it did last, in a sentence.
    pub notice: Option<Message>,
}

impl DevicePage {
    /// Whether it was asked this and has not answered.
    #[must_use]
    pub fn is_asked(&self, which: impl Fn(&Ask) -> bool) -> bool {
        self.asked.iter().any(which)
    }
}

/// What is asked above the page of a device.
#[derive(Clone, Debug, PartialEq)]
pub enum DeviceDialog {
    /// Its PIN or token.
    Unlock(UnlockForm),
    /// Whether to delete that stored file.
    Delete {
        /// The device.
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
    /// Whom it belongs to.
    pub target: Target,
    /// What that device is called.
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
    /// Which device.
    pub device: DeviceId,
    /// What to call it; empty: as the pattern is called.
    pub name: String,
    /// Also play it after power-up.
    pub at_start: bool,
}
