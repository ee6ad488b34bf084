//! The settings PIN of a WLED. It locks the device for all clients, and a wrong try locks it again. So it is sent only after
//! the device has asked for it, and one that was refused is never sent again.

use super::reply::{post_json, success};
use super::{listing, requests};
use crate::device::{DeviceError, Doing, Session};
use crate::link::{Call, Reply};
use serde_json::json;

/// Unlocks the device with the session's PIN.
///
/// # Errors
/// [`DeviceError::Locked`] without one, or where it is wrong.
pub(super) async fn unlock(session: &Session) -> Result<Vec<listing::Entry>, DeviceError> {
    const DOING: Doing = Doing::Unlocking;
    let pin = session.secret().ok_or(DeviceError::Locked)?;
    let body = json!({ "pin": pin.reveal() });
    let call = Call {
        idempotent: false,
        ..post_json(session, "/json/state", &body)
    };
    // it says "success" to any PIN; whether files can be listed then is the answer
    let reply = requests::send(session, DOING, call).await?;
    // only its status is reported: the body could repeat the PIN
    success(DOING, Reply::new(reply.status, ""))?;
    let listed = listing::list(session).await;
    if matches!(listed, Err(DeviceError::Locked)) {
        session.refuse_secret();
    }
    listed
}
