//! Reading back what a device stores, the same for every family that gives it back by one `GET`.

use crate::device::{Digest, Payload, Session, Step, Verification};
use crate::link::{Call, CallClass, Expect, LinkError, Reply, ReplyBody};
use crate::msg;
use http::StatusCode;
use std::sync::Arc;

/// How many read-backs may time out: each waits 20 s, and all together must end well before a minute and a half.
const READ_BACKS: u32 = 3;

/// Maximum number of bytes that are read: more than was sent, so that a mismatch can be reported with numbers.
fn max_bytes(payload: &Payload) -> u64 {
    payload.len().saturating_mul(2).max(1 << 20)
}

/// The `GET` of the stored bytes at that path. They are hashed as they come, and never held.
pub(in crate::device) fn read_back(session: &Session, payload: &Payload, path: String) -> Call {
    let progress = session.progress.clone();
    let total = payload.len();
    Call {
        class: CallClass::Transfer,
        expect: Expect::Digest {
            max: max_bytes(payload),
        },
        timeouts: READ_BACKS,
        on_received: Some(Arc::new(move |got| {
            progress(Step::Verifying, got.min(total), total);
        })),
        ..Call::get(path, &session.attempts)
    }
}

/// What came of [`read_back`].
pub(in crate::device) enum Found {
    /// Bytes that were compared, or none.
    Compared(Verification),
    /// The device did not give them; what it said instead.
    Refused(Reply),
}

/// Compares what came with the payload.
pub(in crate::device) fn compared(
    payload: &Payload,
    answer: Result<Reply, LinkError>,
) -> Result<Found, LinkError> {
    let reply = match answer {
        Err(LinkError::TooLong { max }) => {
            return Ok(Found::Compared(Verification::Differs {
                detail: msg!("detail-too-many-bytes", max = max, sent = payload.len()),
            }));
        }
        reply => reply?,
    };
    Ok(match reply.body {
        ReplyBody::Digest { len, sha256 } if reply.status.is_success() => {
            Found::Compared(payload.compare(len, Digest::from_bytes(sha256)))
        }
        _ if reply.status == StatusCode::NOT_FOUND => Found::Compared(Verification::Missing),
        _ => Found::Refused(reply),
    })
}
