//! The dialog that shows a diagnostics bundle before it is saved.

use crate::diagnostics::Bundle;
use crate::problem::Problem;
use std::sync::Arc;

/// A diagnostics bundle that is shown.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct BundleView {
    /// The bundle; `None` while it is collected.
    pub bundle: Option<Arc<Bundle>>,
    /// Index of the file that is shown.
    pub shown: usize,
    /// Whether it is being saved.
    pub saving: bool,
    /// Why it could not be saved.
    pub problem: Option<Problem>,
}
