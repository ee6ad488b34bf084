//! What replies of a native device mean: JSON bodies, and refusals as [`DeviceError`]s.

use crate::device::{DeviceError, DeviceId, Doing, Unsupported};
use crate::link::{LinkError, Reply, ReplyBody};
use crate::message::Message;
use crate::msg;
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

impl Refusal {
    /// The reason in the device's own words, where it gives one.
    fn words(&self) -> Option<Message> {
        let words = display_text(&self.message);
        (!words.is_empty()).then(|| Message::verbatim(words))
    }
}

/// Wraps a link error with what was under way. A device that stayed busy through all attempts is quoted.
pub(super) fn link_error(doing: Doing) -> impl Fn(LinkError) -> DeviceError {
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
            } => DeviceError::Busy {
                detail: words(detail.as_bytes()),
                retry_after: *retry_after,
            },
            _ => DeviceError::Link { doing, cause },
        },
        _ => DeviceError::Link { doing, cause },
    }
}

/// What an error body says, in the device's own words.
fn words(body: &[u8]) -> Option<Message> {
    let said = serde_json::from_slice::<Refusal>(body).unwrap_or_default();
    said.words()
}

/// The body's bytes; empty where it was not kept.
pub(super) fn body(reply: &Reply) -> &[u8] {
    match &reply.body {
        ReplyBody::Bytes(bytes) => bytes,
        ReplyBody::Digest { .. } => &[],
    }
}

/// The body as JSON of that shape.
pub(super) fn json<T: DeserializeOwned>(doing: Doing, reply: &Reply) -> Result<T, DeviceError> {
    serde_json::from_slice(body(reply)).map_err(|e| DeviceError::Unexpected {
        doing,
        detail: msg!(
            "detail-wrong-answer",
            error = Message::verbatim(e.to_string())
        ),
    })
}

/// Makes the error of a reply that is not a success (native API, section 3).
pub(super) fn refusal(doing: Doing, reply: &Reply) -> DeviceError {
    if let Some(what) = Unsupported::of(reply) {
        return DeviceError::Unsupported(what);
    }
    let said: Refusal = serde_json::from_slice(body(reply)).unwrap_or_default();
    let words = said
        .words()
        .unwrap_or_else(|| msg!("detail-http-status", status = reply.status.as_u16()));
    match reply.status {
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => DeviceError::Locked,
        StatusCode::INSUFFICIENT_STORAGE | StatusCode::PAYLOAD_TOO_LARGE => {
            DeviceError::Full { detail: words }
        }
        StatusCode::SERVICE_UNAVAILABLE | StatusCode::TOO_MANY_REQUESTS => DeviceError::Busy {
            detail: Some(words),
            retry_after: None,
        },
        StatusCode::UNPROCESSABLE_ENTITY if said.error == "hash_mismatch" => DeviceError::Damaged,
        _ => DeviceError::SaidNo {
            doing,
            detail: words,
        },
    }
}
