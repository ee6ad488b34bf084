//! What a person can do about this computer: check it, and save diagnostics.

use crate::computer::Check;

/// What happened to the checks of this computer.
#[derive(Clone, Debug)]
pub enum ComputerAction {
    /// Check again.
    Check,
    /// The window has the focus again: what was missing may have been installed.
    Return,
    /// The checks have ended.
    Checked(Vec<Check>),
    /// Hide the foot of the window until something else is missing.
    HideFoot,
    /// Open the list in Help.
    ShowList,
    /// The Help page has scrolled to the list.
    ListShown,
}
