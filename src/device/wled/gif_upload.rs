//! [`GifUpload`]: the state of one upload of a GIF.

use crate::device::{Session, Traces};
use parking_lot::{Mutex, MutexGuard};
use std::ops::Deref;

/// One upload of a GIF: its session, and which files of it may lie on the device.
pub(super) struct GifUpload {
    session: Session,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// The file of the upload that is under way.
    open: Option<String>,
    /// Files of attempts that were given up.
    abandoned: Vec<String>,
    /// Whether bytes were handed over in this pass, answered or not.
    is_new: bool,
    was_sent: bool,
}

impl Deref for GifUpload {
    type Target = Session;

    fn deref(&self) -> &Session {
        &self.session
    }
}

impl GifUpload {
    pub(super) fn new(session: Session) -> Self {
        Self {
            session,
            state: Mutex::default(),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock()
    }

    /// Notes the file of the upload that is under way, so that cancelling can delete it.
    pub(super) fn set_open(&self, file: Option<String>) {
        self.state().open = file;
    }

    /// Notes that an attempt was given up just now, which leaves a file of that name.
    pub(super) fn abandon_file(&self, name: &str) {
        self.session.abandon();
        let mut state = self.state();
        if !state.abandoned.iter().any(|known| known == name) {
            state.abandoned.push(name.to_owned());
        }
    }

    /// Files of attempts that were given up.
    pub(super) fn abandoned(&self) -> Vec<String> {
        self.state().abandoned.clone()
    }

    /// Notes that an abandoned file is gone from the device, or whole.
    pub(super) fn cleared(&self, name: &str) {
        self.state().abandoned.retain(|known| known != name);
    }

    /// Notes that bytes are handed over.
    pub(super) fn hand_over(&self) {
        let mut state = self.state();
        state.was_sent = true;
        state.is_new = true;
    }

    /// Whether this upload has sent the file.
    pub(super) fn is_new(&self) -> bool {
        self.state().is_new
    }

    /// Notes that a full resend begins: nothing was handed over yet.
    pub(super) fn start_over(&self) {
        let mut state = self.state();
        state.is_new = false;
        state.open = None;
    }

    pub(super) fn forget_sent(&self) {
        self.state().was_sent = false;
    }

    pub(super) fn traces(&self) -> Traces {
        let state = self.state();
        Traces {
            open: state.open.clone(),
            is_unseen: false,
            abandoned: state.abandoned.clone(),
            was_sent: state.was_sent,
        }
    }
}
