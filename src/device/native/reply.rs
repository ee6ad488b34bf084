//! What replies of a native device mean: JSON bodies, and refusals as [`DeviceError`]s.

use crate::device::{DeviceError, DeviceId, Unsupported};
use crate::link::{LinkError, Reply, ReplyBody};
use crate::text::display_text;
use http::StatusCode;
use serde::Deserialize;
use serde::de::DeserializeOwned;

/// Error body of level 2, and (without `error`) of level 1.
#[derive(Deserialize, Default)]
#[serde(default)]
struct Refusal {
    error: String,
    message: String,
}

/// Wraps a link error with what was under way. Busy through all attempts is told in the device's own words.
pub(super) fn link_error(doing: &'static str) -> impl Fn(LinkError) -> DeviceError {
    move |cause| match &cause {
        LinkError::Elsewhere { expected, found } => DeviceError::IdentityChanged {
            expected: DeviceId::stored(expected),
            found: DeviceId::stored(found),
        },
        LinkError::Exhausted { last, .. } => match last.as_ref() {
            LinkError::Status {
                code: 429 | 503,
                detail,
                retry_after,
            } => DeviceError::busy(words(detail.as_bytes()), *retry_after),
            _ => DeviceError::Link { doing, cause },
        },
        _ => DeviceError::Link { doing, cause },
    }
}

/// What an error body says; empty where it says nothing.
fn words(body: &[u8]) -> String {
    display_text(
        &serde_json::from_slice::<Refusal>(body)
            .unwrap_or_default()
            .message,
    )
}

/// The body's bytes; empty where it was not kept.
pub(super) fn body(reply: &Reply) -> &[u8] {
    match &reply.body {
        ReplyBody::Bytes(bytes) => bytes,
        ReplyBody::Digest { .. } => &[],
    }
}

/// The body as JSON of that shape.
pub(super) fn json<T: DeserializeOwned>(
    doing: &'static str,
    reply: &Reply,
) -> Result<T, DeviceError> {
    serde_json::from_slice(body(reply)).map_err(|e| DeviceError::Unexpected {
        doing,
        detail: format!("its answer is not what it should be: {e}"),
    })
}

/// What a reply that is no success means (native API, section 3).
pub(super) fn refusal(doing: &'static str, reply: &Reply) -> DeviceError {
    if let Some(what) = Unsupported::of(reply) {
        return DeviceError::Unsupported(what);
    }
    let said: Refusal = serde_json::from_slice(body(reply)).unwrap_or_default();
    let words = if said.message.is_empty() {
        format!("HTTP status {}", reply.status.as_u16())
    } else {
        display_text(&said.message)
    };
    match reply.status {
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => DeviceError::Locked,
        StatusCode::INSUFFICIENT_STORAGE | StatusCode::PAYLOAD_TOO_LARGE => {
            DeviceError::Full { detail: words }
        }
        StatusCode::SERVICE_UNAVAILABLE | StatusCode::TOO_MANY_REQUESTS => {
            DeviceError::Busy { detail: words }
        }
        StatusCode::UNPROCESSABLE_ENTITY if said.error == "hash_mismatch" => DeviceError::Damaged,
        _ => DeviceError::SaidNo {
            doing,
            detail: words,
        },
    }
}
