//! Where the file of an upload lies on a level 2 device.

use crate::device::{Cap, Payload, Session, StoredName};

/// Under which name it is stored at first: where the device renames, one that no pattern has, until it is verified.
pub(super) fn stored_name(session: &Session, payload: &Payload) -> StoredName {
    if session.device.caps.has(&Cap::Rename) {
        payload.name().unverified(payload.digest())
    } else {
        payload.name().clone()
    }
}

/// Where the file lies that is complete but not verified; `None` where it has its pattern's name already.
pub(super) fn place(payload: &Payload, stored_as: &StoredName) -> Option<String> {
    (stored_as != payload.name()).then(|| format!("/api/patterns/{stored_as}"))
}
