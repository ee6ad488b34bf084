//! What the checks of this computer have found, as the window shows it.

use crate::computer::{Check, CheckId};
use std::collections::BTreeSet;

/// The checks of this computer.
#[derive(Clone, Debug, Default)]
pub struct Computer {
    /// Results in the order of the list; empty until the first checks have ended.
    pub checks: Vec<Check>,
    /// Whether checks run.
    pub checking: bool,
    /// What was missing when the user hid the foot of the window.
    pub hidden: BTreeSet<CheckId>,
    /// Whether the Help page has to scroll to the list.
    pub reveal: bool,
}

impl Computer {
    /// Returns what is missing that the user would miss while working.
    pub fn missing(&self) -> impl Iterator<Item = &Check> {
        self.checks.iter().filter(|check| check.is_in_foot())
    }

    /// Whether the foot of the window is shown: something is missing that the user has not hidden.
    #[must_use]
    pub fn has_foot(&self) -> bool {
        self.missing().any(|check| !self.hidden.contains(&check.id))
    }
}
