//! Level 1: one multipart upload into RAM, and three numbers to compare. One client at a time, every reply closes.

use super::auth;
use super::reply::{link_error, refusal};
use super::status::{self, Status};
use crate::device::{DeviceError, Payload, Receipt, Session, Step, Verification};
use crate::link::classify::{self, Verdict};
use crate::link::{Call, CallClass, Expect, Reply};
use crate::pattern::{Finding, byte_text};
use crate::problem::Code;
use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderValue, Method, StatusCode};
use std::sync::Arc;

const SENDING: &str = "sending";

/// Between the parts; must not occur in the payload (see [`boundary`]).
const BOUNDARY: &str = "----UploadBridge";

/// Sends the whole pattern; again from the start when it breaks off, since the device keeps nothing of a cut upload.
pub(super) async fn upload(session: &Session, payload: &Payload) -> Result<Receipt, DeviceError> {
    let tries = session.attempts.request();
    let mut is_second = false;
    loop {
        let result = auth::send(session, form(session, payload, payload.held()?)).await;
        let verdict = classify::verdict(&result);
        let error = match result {
            Ok(_) if verdict == Verdict::Success => {
                return Ok(Receipt {
                    stored_as: payload.name().clone(),
                });
            }
            // a form that it cannot read: a bit was wrong on the way
            Ok(reply) if reply.status == StatusCode::BAD_REQUEST && !is_second => {
                is_second = true;
                session.attempts.repeat();
                status::confirm(session).await?;
                continue;
            }
            Ok(reply) if matches!(verdict, Verdict::Busy { .. }) => refusal(SENDING, &reply),
            Ok(reply) => return Err(refused(&reply, payload)),
            Err(cause) if verdict == Verdict::Fatal => return Err(link_error(SENDING)(cause)),
            Err(cause) => link_error(SENDING)(cause),
        };
        if session.broke_off() {
            return Err(error);
        }
        match session.link.policy().next(&verdict, &tries) {
            Some(wait) => tokio::time::sleep(wait).await,
            None => return Err(error),
        }
        // is it there at all? What a device that is gone needs is not another attempt, but patience
        if let Err(error) = status::confirm(session).await {
            tries.not_sent(); // the repeat is counted when it is sent, after the wait
            return Err(error);
        }
    }
}

/// What a refusal means: the firmware answers 500 when memory runs out.
fn refused(reply: &Reply, payload: &Payload) -> DeviceError {
    match refusal(SENDING, reply) {
        DeviceError::SaidNo { detail, .. } if reply.status == StatusCode::INTERNAL_SERVER_ERROR => {
            let fact = format!("No room for {}: {detail}", byte_text(payload.len()));
            let remedy = "It keeps one pattern, in its memory, often 30 to 40 KB: lower the frame rate, or shorten the pattern";
            DeviceError::Unsuitable(Finding::blocks(Code::DeviceFull, fact, remedy))
        }
        other => other,
    }
}

/// The multipart body as the firmware's parser wants it: `name` before `filename`, both quoted and ASCII, no `filename*`,
/// a `Content-Length`, a file name that ends in lower-case `.bin` (native API, section 2).
fn form(session: &Session, payload: &Payload, bytes: &Bytes) -> Call {
    let boundary = boundary(bytes);
    let head = format!(
        "--{boundary}\r\nContent-Disposition: form-data; name=\"pattern\"; filename=\"{}.bin\"\r\n\
         Content-Type: application/octet-stream\r\n\r\n",
        payload.name()
    );
    let tail = format!("\r\n--{boundary}--\r\n");
    let progress = session.progress.clone();
    let total = payload.len();
    let before = head.len() as u64;
    let all = (head.len() + tail.len()) as u64 + total;
    let mut call = Call {
        method: Method::POST,
        class: CallClass::Transfer,
        expect: Expect::SHORT,
        idempotent: false, // repeated here, where a refusal can be told from a cut
        body: vec![Bytes::from(head), bytes.clone(), Bytes::from(tail)],
        on_sent: Some(Arc::new(move |sent| {
            // bytes handed over are no progress: the device acknowledges nothing before its one answer
            let step = if sent >= all {
                Step::Answer
            } else {
                Step::Sending
            };
            progress(
                step,
                if sent >= all {
                    total
                } else {
                    sent.saturating_sub(before).min(total)
                },
                total,
            );
        })),
        ..Call::get("/api/upload", &session.attempts)
    };
    if let Ok(value) = HeaderValue::from_str(&format!("multipart/form-data; boundary={boundary}")) {
        call.headers.insert(CONTENT_TYPE, value);
    }
    call
}

/// A boundary that does not occur in the payload.
fn boundary(payload: &[u8]) -> String {
    (0u32..)
        .map(|n| format!("{BOUNDARY}{n:08x}"))
        .find(|candidate| {
            !payload
                .windows(candidate.len())
                .any(|window| window == candidate.as_bytes())
        })
        .unwrap_or_else(|| BOUNDARY.to_owned())
}

/// Reads the status again: LEDs, frames and bytes must be what was sent. That is all this level can say.
pub(super) async fn verify(
    session: &Session,
    payload: &Payload,
) -> Result<Verification, DeviceError> {
    let status: Status = auth::get(session, "asking what it holds", "/api/status").await?;
    if !status.pattern_loaded {
        return Ok(Verification::Missing);
    }
    let sent = (
        payload.leds() as u64,
        payload.frames() as u64,
        payload.len(),
    );
    let held = status.pattern();
    if sent == held {
        return Ok(Verification::Unsupported);
    }
    let numbers = |(leds, frames, bytes): (u64, u64, u64)| {
        format!("{leds} LEDs, {frames} frames, {bytes} bytes")
    };
    Ok(Verification::Differs {
        detail: format!("{} instead of {}", numbers(held), numbers(sent)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_boundary_never_occurs_in_the_payload() {
        let first = boundary(b"");
        let second = boundary(format!("xx{first}yy").as_bytes());
        assert_ne!(first, second);
        assert!(second.starts_with(BOUNDARY));
    }
}
