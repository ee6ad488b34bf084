//! The owner's token of a level 2 device: sent only after the device has asked for it, and then with every call of that
//! session (native API, section 3: 401, `Authorization: Bearer`).

use crate::device::{Secret, Session};
use crate::link::{Call, DeviceLink, LinkError, Reply, Transport as _};
use http::header::AUTHORIZATION;
use http::{HeaderValue, StatusCode};

/// Sends a call of a session; with the token where the device asks, or has asked before, for one that is known.
pub(super) async fn send(session: &Session, mut call: Call) -> Result<Reply, LinkError> {
    let Some(secret) = session.secret() else {
        return session.link.send(call).await;
    };
    if session.has_asked() {
        authorize(&mut call, secret);
        return session.link.send(call).await;
    }
    let reply = ask(&session.link, call, Some(secret)).await?;
    if reply.1 {
        session.asked();
    }
    Ok(reply.0)
}

/// Sends a call, and once more with the token where the device asks for it; whether it did.
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
    if reply.status != StatusCode::UNAUTHORIZED {
        return Ok((reply, false));
    }
    authorize(&mut again, secret);
    Ok((link.send(again).await?, true))
}

/// A token that no header can carry is not sent: then the device says again that it is locked.
fn authorize(call: &mut Call, secret: &Secret) {
    if let Ok(mut value) = HeaderValue::from_str(&format!("Bearer {}", secret.reveal())) {
        value.set_sensitive(true);
        call.headers.insert(AUTHORIZATION, value);
    }
}
