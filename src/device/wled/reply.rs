//! What replies of a WLED mean: JSON bodies, its error numbers in words, and refusals as [`DeviceError`]s.

use crate::device::{DeviceError, Session, Unsupported};
use crate::link::{Attempts, Call, DeviceLink, LinkError, Reply, Transport};
use crate::text::display_text;
use http::header::CONTENT_TYPE;
use http::{HeaderValue, Method, StatusCode};
use serde_json::Value;

/// Wraps a link error with what was under way; busy through all attempts is told as that.
pub(super) fn link_error(doing: &'static str) -> impl Fn(LinkError) -> DeviceError {
    move |cause| match &cause {
        LinkError::Exhausted { last, .. } => match last.as_ref() {
            LinkError::Status {
                code: 429 | 503,
                detail,
                retry_after,
            } => DeviceError::busy(words(detail), *retry_after),
            _ => DeviceError::Link { doing, cause },
        },
        _ => DeviceError::Link { doing, cause },
    }
}

/// What a WLED's error number means (`state.error`, and `error` in the body of a refusal).
pub(super) fn error_words(number: u64) -> &'static str {
    match number {
        1 => "it is locked",
        2 | 3 => "it is busy with another request",
        4 => "it does not know that request",
        7 => "it has no memory for the picture",
        8 => "it has no memory for the effect",
        9 => "it cannot read so much at once",
        10 | 19 => "its file system does not work",
        11 => "its file system is full",
        12 => "it has no such preset",
        33..=37 => "its memory is low",
        _ => "it reports an error",
    }
}

/// The words of a body: the meaning of its error number, or its text where it is no page of HTML.
fn words(body: &str) -> String {
    let number = serde_json::from_str::<Value>(body)
        .ok()
        .and_then(|value| value.get("error")?.as_u64());
    match number {
        Some(number) => error_words(number).to_owned(),
        None if body.trim_start().starts_with(['<', '{']) => String::new(),
        None => display_text(body),
    }
}

/// What a reply that is no success means.
pub(super) fn refusal(doing: &'static str, reply: &Reply) -> DeviceError {
    if let Some(what) = Unsupported::of(reply) {
        return DeviceError::Unsupported(what);
    }
    let said = words(&String::from_utf8_lossy(reply.body.as_bytes()));
    let detail = if said.is_empty() {
        format!("HTTP status {}", reply.status.as_u16())
    } else {
        said
    };
    match reply.status {
        StatusCode::UNAUTHORIZED => DeviceError::Locked,
        StatusCode::SERVICE_UNAVAILABLE | StatusCode::TOO_MANY_REQUESTS => {
            DeviceError::Busy { detail }
        }
        StatusCode::INSUFFICIENT_STORAGE => DeviceError::Full { detail },
        _ => DeviceError::SaidNo { doing, detail },
    }
}

/// Whether the reply asks for the device's PIN. Not where it asks for a password of HTTP: no PIN is sent to that.
pub(super) fn wants_pin(reply: &Reply) -> bool {
    reply.status == StatusCode::UNAUTHORIZED && Unsupported::of(reply).is_none()
}

/// A reply that must be a success.
pub(super) fn success(doing: &'static str, reply: Reply) -> Result<Reply, DeviceError> {
    if reply.status.is_success() {
        Ok(reply)
    } else {
        Err(refusal(doing, &reply))
    }
}

/// The body as JSON.
pub(super) fn json(doing: &'static str, reply: &Reply) -> Result<Value, DeviceError> {
    serde_json::from_slice(reply.body.as_bytes()).map_err(|e| DeviceError::Unexpected {
        doing,
        detail: format!("its answer is no JSON: {e}"),
    })
}

/// Gets a small JSON.
pub(super) async fn get_json(
    link: &DeviceLink,
    attempts: &Attempts,
    path: &str,
    doing: &'static str,
) -> Result<Value, DeviceError> {
    let reply = link
        .send(Call::get(path, attempts))
        .await
        .map_err(link_error(doing))?;
    json(doing, &success(doing, reply)?)
}

/// A `POST` of JSON. The content type matters: without it the body is read as a form, and refused.
pub(super) fn post_json(session: &Session, path: &str, body: &Value) -> Call {
    let mut call = Call {
        method: Method::POST,
        body: vec![body.to_string().into()],
        ..Call::get(path, &session.attempts)
    };
    call.headers
        .insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    call
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::Code;

    fn reply(status: u16, body: &'static str) -> Reply {
        Reply::new(StatusCode::from_u16(status).unwrap(), body)
    }

    #[test]
    fn refusals_speak_in_words_and_never_in_html() {
        let said = |status, body| refusal("asking", &reply(status, body));
        assert_eq!(said(401, "<html>PIN</html>"), DeviceError::Locked);
        assert_eq!(said(503, r#"{"error":3}"#).code(), Code::DeviceBusy);
        let no = |detail: &str| DeviceError::SaidNo {
            doing: "asking",
            detail: detail.into(),
        };
        assert_eq!(
            said(400, r#"{"error":9}"#),
            no("it cannot read so much at once")
        );
        assert_eq!(said(404, "<html>"), no("HTTP status 404"));
        assert_eq!(said(400, "Missing path"), no("Missing path"));
    }

    #[test]
    fn passwords_and_redirects_of_a_web_server_are_no_lock() {
        let mut reply = reply(401, "who?");
        assert!(wants_pin(&reply));
        let basic = http::HeaderValue::from_static("Basic realm=\"leds\"");
        reply.headers.insert(http::header::WWW_AUTHENTICATE, basic);
        assert!(!wants_pin(&reply), "no PIN is sent to that");
        assert_eq!(refusal("asking", &reply).code(), Code::DeviceUnsupported);
        let mut moved = Reply::new(StatusCode::MOVED_PERMANENTLY, "");
        assert_eq!(refusal("asking", &moved).code(), Code::DeviceSaidNo);
        let to = http::HeaderValue::from_static("https://leds/");
        moved.headers.insert(http::header::LOCATION, to);
        let said = refusal("asking", &moved).to_string();
        assert_eq!(
            said,
            "it redirects to https://leds/, which is not supported"
        );
    }
}
