//! Tells a cancelled file dialog from one that the system could not open.

use crate::msg;
use crate::problem::{Code, Problem, Remedy};
use std::time::Duration;
use tokio::time::Instant;

/// A person takes longer than this to cancel a file dialog.
const TOO_FAST: Duration = Duration::from_millis(150);

/// Whether a dialog that was asked for then, and gives no file now, never opened.
pub(super) fn never_opened(asked: Instant) -> bool {
    asked.elapsed() < TOO_FAST
}

/// Makes the problem that no file dialog opened.
pub(super) fn missing(remedy: Remedy) -> Problem {
    Problem::new(Code::OutputUnwritable, msg!("file-dialog-missing"), remedy)
}
