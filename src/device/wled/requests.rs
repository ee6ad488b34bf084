//! Requests that change a WLED. A WLED identifies itself only when asked (`info.mac`), and closes each connection. So it is
//! asked right before every such request, repeats included, and right after. Where the request can return the answer, it
//! does: `/json/si` returns state and info with every change. At most that one request can reach another device.

use super::identify;
use super::json::merge;
use super::reply::{get_json, json, link_error, post_json, success};
use super::state::State;
use crate::device::{DeviceError, Doing, Session};
use crate::link::classify::{self, Verdict};
use crate::link::{Call, LinkError, Reply, Transport};
use http::StatusCode;
use serde_json::{Value, json};

/// Sends a request that changes the device. One that does no harm twice (`idempotent`) is repeated where its answer is lost;
/// any other only where the device says that it is busy: then it has done nothing.
pub(super) async fn send(
    session: &Session,
    doing: Doing,
    call: Call,
) -> Result<Reply, DeviceError> {
    let tries = session.attempts.request();
    loop {
        identify::confirm(session).await?;
        let once = Call {
            idempotent: false,
            ..call.clone()
        };
        let result = session.link.send(once).await;
        let verdict = session.link.busy_sign().verdict(&result);
        let may_repeat = match (&result, verdict) {
            (Ok(_), Verdict::Busy { .. }) => true,
            (_, Verdict::Busy { .. } | Verdict::Transient) => call.idempotent,
            _ => false,
        };
        if !may_repeat {
            let reply = result.map_err(link_error(doing))?;
            identify::answered_by(session, &reply).await?;
            return Ok(reply);
        }
        if result.is_err() {
            session.abandon();
        }
        let Some(wait) = session.link.policy().next(&verdict, &tries) else {
            return Err(link_error(doing)(LinkError::Exhausted {
                attempts: tries.spent() + 1,
                last: Box::new(classify::cause(result)),
            }));
        };
        tokio::time::sleep(wait).await;
    }
}

/// Sends it again where the device cannot read it: a bit may have changed in transit.
pub(super) async fn send_preset(
    session: &Session,
    doing: Doing,
    call: Call,
) -> Result<Reply, DeviceError> {
    let reply = send(session, doing, call.clone()).await?;
    if !matches!(
        reply.status,
        StatusCode::PAYLOAD_TOO_LARGE | StatusCode::BAD_REQUEST
    ) {
        return Ok(reply);
    }
    session.attempts.repeat();
    send(session, doing, call).await
}

/// Reads what the device shows.
pub(super) async fn read_state(session: &Session) -> Result<Value, DeviceError> {
    get_json(
        &session.link,
        &session.attempts,
        "/json/state",
        Doing::ReadingState,
    )
    .await
}

/// Changes what the device shows; returns the new state. Repeating it does no harm, so it is repeated where the answer is lost.
pub(super) async fn change_state(
    session: &Session,
    doing: Doing,
    change: &Value,
) -> Result<State, DeviceError> {
    let mut body = change.clone();
    // without a broadcast: synced devices do not have our files; with the whole state as the answer
    merge(&mut body, json!({ "udpn": { "nn": true }, "v": true }));
    let reply = send(session, doing, post_json(session, "/json/si", &body)).await?;
    let answer = json(doing, &success(doing, reply)?)?;
    if let Some(state) = answer.get("state") {
        return Ok(State::parse(state));
    }
    if answer.get("seg").is_some() {
        return Ok(State::parse(&answer));
    }
    // firmwares before `v` only say "success"
    read_state(session).await.map(|state| State::parse(&state))
}
