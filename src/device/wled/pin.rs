//! The settings PIN of a WLED. It locks the device for all clients, and a wrong try locks it again. So it is sent only after
//! the device has asked for it, a second time after the pause in which even the right one is refused, and never again.

use super::reply::{post_json, success};
use super::{listing, requests};
use crate::device::{DeviceError, Doing, Session};
use crate::link::{Call, Reply};
use serde_json::json;
use std::time::Duration;

/// After a wrong try even the right PIN is refused for 3 s.
const COOL_DOWN: Duration = Duration::from_millis(3200);
/// Tries in all.
const TRIES: usize = 2;

/// Unlocks the device with the session's PIN.
///
/// # Errors
/// [`DeviceError::Locked`] without one, or where it is wrong.
pub(super) async fn unlock(session: &Session) -> Result<Vec<listing::Entry>, DeviceError> {
    let pin = session
        .secret()
        .filter(|_| !session.has_refused_secret())
        .ok_or(DeviceError::Locked)?;
    for attempt in 0..TRIES {
        if attempt > 0 {
            tokio::time::sleep(COOL_DOWN).await;
        }
        const DOING: Doing = Doing::Unlocking;
        let body = json!({ "pin": pin.reveal() });
        let call = Call {
            idempotent: false,
            ..post_json(session, "/json/state", &body)
        };
        // it says "success" to any PIN; whether files can be listed then is the answer
        let reply = requests::send(session, DOING, call).await?;
        // only its status is reported: the body could repeat the PIN
        success(DOING, Reply::new(reply.status, ""))?;
        match listing::list(session).await {
            Err(DeviceError::Locked) => {}
            listed => return listed,
        }
    }
    session.refuse_secret();
    Err(DeviceError::Locked)
}
