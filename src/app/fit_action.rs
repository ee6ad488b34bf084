//! What a person can do with how patterns are fitted, and with what is known of supplies.

use super::state::{FitTab, PowerForm};
use crate::device::DeviceId;
use crate::pattern::{Fit, Fix};

/// What happened to the fit.
#[derive(Clone, Debug)]
pub enum FitAction {
    /// Fit so; `done` when a slider was let go.
    Set {
        /// All of it.
        fit: Box<Fit>,
        /// Fit for every device now; otherwise only for the one that the preview shows.
        done: bool,
    },
    /// Leave patterns as they are, but for their brightness.
    Reset,
    /// Unfold these controls, or fold them.
    Show(Option<FitTab>),
    /// Do what makes a finding go away.
    Fix {
        fix: Fix,
        /// The devices that have it.
        devices: Vec<DeviceId>,
    },
    /// Take such changes of the fit back.
    UndoFixes,
    /// Open the form of a device's LEDs and supply.
    EditPower(DeviceId),
    /// Keep what the form says.
    SavePower(PowerForm),
}
