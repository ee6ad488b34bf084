//! [`Upload`]: the state of one upload to a level 2 device.

use super::place::Place;
use crate::device::{Session, Traces};
use parking_lot::{Mutex, MutexGuard};
use std::ops::Deref;

/// One upload to a level 2 device: its session, and what the device has of it.
pub(super) struct Upload {
    session: Session,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    place: Option<Place>,
    /// The most bytes that the device ever acknowledged.
    acknowledged: u64,
    /// Up to where bytes were handed over, answered or not.
    handed_over: u64,
    was_sent: bool,
    /// Whether a request that opens the upload is under way, or was lost.
    is_unseen: bool,
}

impl Deref for Upload {
    type Target = Session;

    fn deref(&self) -> &Session {
        &self.session
    }
}

impl Upload {
    pub(super) fn new(session: Session) -> Self {
        Self {
            session,
            state: Mutex::default(),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock()
    }

    pub(super) fn place(&self) -> Option<Place> {
        self.state().place.clone()
    }

    pub(super) fn set_place(&self, place: Option<Place>) {
        self.state().place = place;
    }

    pub(super) fn set_unseen(&self, unseen: bool) {
        self.state().is_unseen = unseen;
    }

    /// Notes how many bytes the device has; whether that is more than ever before.
    pub(super) fn acknowledge(&self, bytes: u64) -> bool {
        let mut state = self.state();
        let is_more = state.acknowledged < bytes;
        state.acknowledged = state.acknowledged.max(bytes);
        is_more
    }

    pub(super) fn acknowledged(&self) -> u64 {
        self.state().acknowledged
    }

    /// Notes up to where bytes were handed over, answered or not.
    pub(super) fn hand_over(&self, end: u64) {
        let mut state = self.state();
        state.was_sent = true;
        state.handed_over = state.handed_over.max(end);
    }

    pub(super) fn handed_over(&self) -> u64 {
        self.state().handed_over
    }

    /// Notes that a full resend begins: nothing was handed over yet.
    pub(super) fn start_over(&self) {
        let mut state = self.state();
        state.handed_over = 0;
        state.place = None;
    }

    pub(super) fn forget_sent(&self) {
        self.state().was_sent = false;
    }

    pub(super) fn traces(&self) -> Traces {
        let state = self.state();
        Traces {
            open: state.place.as_ref().map(Place::to_string),
            is_unseen: state.is_unseen,
            abandoned: Vec::new(),
            was_sent: state.was_sent,
        }
    }
}
