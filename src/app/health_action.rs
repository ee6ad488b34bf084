//! What happens on the Health page, and with alerts wherever they are shown.

use crate::monitor::{Health, Silence};
use std::sync::Arc;

/// An action on the Health page or on an alert.
#[derive(Clone, Debug)]
pub enum HealthAction {
    /// The monitor reported how devices do.
    Report(Arc<Health>),
    /// Open the list of alerts.
    ShowAlerts,
    /// Silence alerts of that key, or end a silence.
    Silence(String, Silence),
}
