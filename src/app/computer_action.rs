//! What a person can do about this computer: check it, and save diagnostics.

use crate::computer::Check;
use crate::diagnostics::Bundle;
use crate::problem::Problem;
use std::path::PathBuf;
use std::sync::Arc;

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

/// What happened to a diagnostics bundle.
#[derive(Clone, Debug)]
pub enum BundleAction {
    /// Collect one and show it.
    Open,
    /// It is collected; `None` if that failed.
    Collected(Option<Arc<Bundle>>),
    /// Show another of its files.
    ShowFile(usize),
    /// Save the bundle that is shown.
    Save,
    /// It was saved; `None` if the user cancelled.
    Saved(Result<Option<PathBuf>, Problem>),
}
