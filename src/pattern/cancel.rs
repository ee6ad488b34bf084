//! A decode that nobody waits for any more ends early. Whoever asks for one keeps a clone of the switch; readers look at it
//! between frames, lines and blocks, which costs next to nothing.

use super::PatternError;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// A switch that is thrown once. All clones are the same one.
#[derive(Clone, Debug, Default)]
pub struct Cancel(Arc<AtomicBool>);

impl Cancel {
    /// Stops what looks at it.
    pub fn cancel(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether it was thrown.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }

    /// Whether `other` is a clone of it.
    #[must_use]
    pub fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }

    /// Goes on, unless it was thrown.
    ///
    /// # Errors
    /// `pattern.cancelled` if so.
    pub fn check(&self) -> Result<(), PatternError> {
        if self.is_cancelled() { Err(PatternError::Cancelled) } else { Ok(()) }
    }
}

/// Who may stop a decode is no part of how a file is read: options with different switches are equal.
impl PartialEq for Cancel {
    fn eq(&self, _other: &Self) -> bool {
        true
    }
}

impl Eq for Cancel {}
