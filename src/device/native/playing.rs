//! Starting a stored pattern.

use super::auth;
use super::reply::{json, link_error, refusal};
use super::status::{self, Status};
use crate::device::{Cap, DeviceError, Doing, Playing, Receipt, Session, StoredName};
use crate::link::Call;

/// Starts what was stored, where the device can be asked to.
pub(super) async fn start(session: &Session, receipt: &Receipt) -> Result<Playing, DeviceError> {
    if !session.device.caps.has(&Cap::Play) {
        return Ok(Playing::Unknown);
    }
    status::confirm(session).await?;
    play(session, &receipt.stored_as).await.map(Playing::said)
}

/// Starts playback; the device's new status is the proof.
async fn play(session: &Session, name: &StoredName) -> Result<bool, DeviceError> {
    const DOING: Doing = Doing::Starting;
    let body = serde_json::json!({ "name": name.as_str() }).to_string();
    let mut call = Call {
        method: http::Method::POST,
        ..Call::get("/api/play", &session.attempts)
    };
    call.headers.insert(
        http::header::CONTENT_TYPE,
        http::HeaderValue::from_static("application/json"),
    );
    call.body = vec![body.into()];
    let reply = auth::send(session, call).await.map_err(link_error(DOING))?;
    if !reply.status.is_success() {
        return Err(refusal(DOING, &reply));
    }
    let status: Status = json(DOING, &reply)?;
    Ok(status.playing.as_deref() == Some(name.as_str()))
}
