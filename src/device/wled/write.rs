//! Requests that change a WLED. It says who it is only where it is asked (`info.mac`), and closes each connection: so it is
//! asked right before every such request, repeats included, and right after. Where the request can bring the answer with it,
//! it does: `/json/si` gives state and info back with whatever it was told. What goes astray is at most that one request.

use super::info;
use super::reply::link_error;
use crate::device::{DeviceError, Session};
use crate::link::classify::{self, Verdict};
use crate::link::{Call, LinkError, Reply, Transport};
use http::StatusCode;

/// Sends a request that changes the device. One that does no harm twice (`idempotent`) is repeated where its answer is lost;
/// any other only where the device says that it is busy: then it has done nothing.
pub(super) async fn send(
    session: &Session,
    doing: &'static str,
    call: Call,
) -> Result<Reply, DeviceError> {
    let tries = session.attempts.request();
    loop {
        info::confirm(session).await?;
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
            info::answered_by(session, &reply).await?;
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

/// The same once more where the device cannot read it, which it could: a bit was wrong on the way.
pub(super) async fn send_preset(
    session: &Session,
    doing: &'static str,
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
