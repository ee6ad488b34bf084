//! [`PresetUpload`]: the state of one upload of a picture as a preset.

use crate::device::{Session, Traces};
use parking_lot::{Mutex, MutexGuard};
use std::ops::Deref;

/// One upload of a picture as a preset: its session, and the preset that it may have left on the device.
pub(super) struct PresetUpload {
    session: Session,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// The number of a new preset that is not verified.
    open: Option<u64>,
    was_sent: bool,
}

impl Deref for PresetUpload {
    type Target = Session;

    fn deref(&self) -> &Session {
        &self.session
    }
}

impl PresetUpload {
    pub(super) fn new(session: Session) -> Self {
        Self {
            session,
            state: Mutex::default(),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock()
    }

    /// The number of a new preset that is not verified.
    pub(super) fn open(&self) -> Option<u64> {
        self.state().open
    }

    pub(super) fn set_open(&self, number: Option<u64>) {
        self.state().open = number;
    }

    pub(super) fn hand_over(&self) {
        self.state().was_sent = true;
    }

    pub(super) fn forget_sent(&self) {
        self.state().was_sent = false;
    }

    pub(super) fn traces(&self) -> Traces {
        let state = self.state();
        Traces {
            open: state.open.map(|number| number.to_string()),
            was_sent: state.was_sent,
            ..Traces::default()
        }
    }
}
