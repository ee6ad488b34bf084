//! How calls go to a native device: signed and numbered, and with the owner's token once the device has asked for it (native
//! API, section 3: 401, `Authorization: Bearer`).
//!
//! A level 2 device names itself in every answer, and repeats the request's number (Addition). The link checks the
//! number; the device is checked here. Requests name the device they are meant for, so that another one refuses them (421).

use super::reply::{json, link_error, refusal};
use crate::device::{DeviceError, DeviceId, Doing, Secret, Session, Unsupported};
use crate::link::{Call, DeviceLink, LinkError, Reply, Transport as _};
use http::header::AUTHORIZATION;
use http::{HeaderName, HeaderValue, StatusCode};
use serde::de::DeserializeOwned;

/// The device that an answer is from, or that a request is meant for.
pub(super) const DEVICE: HeaderName = HeaderName::from_static("upload-device");

/// Sends a call of a session; with the token where the device asks for it, or has asked before.
///
/// # Errors
/// What the link says; [`LinkError::Elsewhere`] where another device answers.
pub(super) async fn send(session: &Session, mut call: Call) -> Result<Reply, LinkError> {
    let id = &session.device.id;
    if !id.is_address()
        && let Ok(value) = HeaderValue::from_str(id.as_str())
    {
        call.headers.insert(DEVICE, value);
    }
    call.numbered = true;
    let reply = authorized(session, call).await?;
    match device_of(&reply) {
        Some(found) if found != *id => Err(LinkError::Elsewhere {
            expected: id.to_string(),
            found: found.to_string(),
        }),
        _ => Ok(reply),
    }
}

async fn authorized(session: &Session, mut call: Call) -> Result<Reply, LinkError> {
    let Some(secret) = session.secret() else {
        return session.link.send(call).await;
    };
    let (reply, was_sent) = if session.has_asked() {
        authorize(&mut call, secret);
        (session.link.send(call).await?, true)
    } else {
        ask(&session.link, call, Some(secret)).await?
    };
    if was_sent && wants_token(&reply) {
        session.refuse_secret();
    } else if was_sent {
        session.asked();
    }
    Ok(reply)
}

/// Gets JSON of that shape; retries once where it has another one: a bit may have changed in transit.
pub(super) async fn get<T: DeserializeOwned>(
    session: &Session,
    doing: Doing,
    path: &str,
) -> Result<T, DeviceError> {
    let mut is_second = false;
    loop {
        let call = Call::get(path, &session.attempts);
        let reply = send(session, call).await.map_err(link_error(doing))?;
        if !reply.status.is_success() {
            return Err(refusal(doing, &reply));
        }
        match json(doing, &reply) {
            Err(_) if !is_second => is_second = true,
            found => return found,
        }
        session.attempts.repeat();
    }
}

/// The device that an answer names as its sender.
pub(super) fn device_of(reply: &Reply) -> Option<DeviceId> {
    let text = reply.headers.get(DEVICE)?.to_str().ok()?;
    DeviceId::from_mac(text.trim())
}

/// Sends a call, and again with the token where the device asks for it; whether it did. A web server that wants a user
/// name and a password gets no token.
pub(super) async fn ask(
    link: &DeviceLink,
    call: Call,
    secret: Option<&Secret>,
) -> Result<(Reply, bool), LinkError> {
    let Some(secret) = secret else {
        return Ok((link.send(call).await?, false));
    };
    let mut again = call.clone();
    let reply = link.send(call).await?;
    if !wants_token(&reply) {
        return Ok((reply, false));
    }
    authorize(&mut again, secret);
    Ok((link.send(again).await?, true))
}

/// Whether a device says that it wants its token, or another one.
fn wants_token(reply: &Reply) -> bool {
    reply.status == StatusCode::UNAUTHORIZED && Unsupported::of(reply).is_none()
}

/// A token that no header can carry is not sent: then the device says again that it is locked.
fn authorize(call: &mut Call, secret: &Secret) {
    if let Ok(mut value) = HeaderValue::from_str(&format!("Bearer {}", secret.reveal())) {
        value.set_sensitive(true);
        call.headers.insert(AUTHORIZATION, value);
    }
}
