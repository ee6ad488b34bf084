//! What replies of a WLED mean: JSON bodies, its error numbers in words, and refusals as [`DeviceError`]s.

use crate::device::{DeviceError, Doing, Session, Unsupported};
use crate::link::{Attempts, Call, DeviceLink, LinkError, Reply, Transport};
use crate::message::Message;
use crate::msg;
use crate::text::display_text;
use http::header::CONTENT_TYPE;
use http::{HeaderValue, Method, StatusCode};
use serde_json::Value;

/// Wraps a link error with what was under way; a device that stayed busy through all attempts is reported as busy.
pub(super) fn link_error(doing: Doing) -> impl Fn(LinkError) -> DeviceError {
    move |cause| match &cause {
        LinkError::Exhausted { last, .. } => match last.as_ref() {
            LinkError::Status {
                code: 429 | 503,
                detail,
                retry_after,
            } => DeviceError::Busy {
                detail: words(detail),
                retry_after: *retry_after,
            },
            _ => DeviceError::Link { doing, cause },
        },
        _ => DeviceError::Link { doing, cause },
    }
}

/// Explains a WLED's error number (`state.error`, and `error` in the body of a refusal).
pub(super) fn error_words(number: u64) -> Message {
    match number {
        1 => msg!("detail-wled-locked"),
        2 | 3 => msg!("detail-wled-busy"),
        4 => msg!("detail-wled-unknown-request"),
        7 => msg!("detail-wled-no-memory-picture"),
        8 => msg!("detail-wled-no-memory-effect"),
        9 => msg!("detail-wled-too-much"),
        10 | 19 => msg!("detail-wled-file-system"),
        11 => msg!("detail-wled-file-system-full"),
        12 => msg!("detail-wled-no-preset"),
        33..=37 => msg!("detail-wled-low-memory"),
        _ => msg!("detail-wled-error"),
    }
}

/// Explains a body: by its error number, or by its text where it is not an HTML page.
fn words(body: &str) -> Option<Message> {
    let number = serde_json::from_str::<Value>(body)
        .ok()
        .and_then(|value| value.get("error")?.as_u64());
    match number {
        Some(number) => Some(error_words(number)),
        None if body.trim_start().starts_with(['<', '{']) => None,
        None => {
            let text = display_text(body);
            (!text.is_empty()).then(|| Message::verbatim(text))
        }
    }
}

/// Makes the error of a reply that is not a success.
pub(super) fn refusal(doing: Doing, reply: &Reply) -> DeviceError {
    if let Some(what) = Unsupported::of(reply) {
        return DeviceError::Unsupported(what);
    }
    let detail = words(&String::from_utf8_lossy(reply.body.as_bytes()))
        .unwrap_or_else(|| msg!("detail-http-status", status = reply.status.as_u16()));
    match reply.status {
        StatusCode::UNAUTHORIZED => DeviceError::Locked,
        StatusCode::SERVICE_UNAVAILABLE | StatusCode::TOO_MANY_REQUESTS => DeviceError::Busy {
            detail: Some(detail),
            retry_after: None,
        },
        StatusCode::INSUFFICIENT_STORAGE => DeviceError::Full { detail },
        _ => DeviceError::SaidNo { doing, detail },
    }
}

/// Whether the reply asks for the device's PIN. Not where it asks for a password of HTTP: no PIN is sent to that.
pub(super) fn wants_pin(reply: &Reply) -> bool {
    reply.status == StatusCode::UNAUTHORIZED && Unsupported::of(reply).is_none()
}

/// A reply that must be a success.
pub(super) fn success(doing: Doing, reply: Reply) -> Result<Reply, DeviceError> {
    if reply.status.is_success() {
        Ok(reply)
    } else {
        Err(refusal(doing, &reply))
    }
}

/// The body as JSON.
pub(super) fn json(doing: Doing, reply: &Reply) -> Result<Value, DeviceError> {
    serde_json::from_slice(reply.body.as_bytes()).map_err(|e| DeviceError::Unexpected {
        doing,
        detail: msg!("detail-not-json", error = Message::verbatim(e.to_string())),
    })
}

/// Gets a small JSON.
pub(super) async fn get_json(
    link: &DeviceLink,
    attempts: &Attempts,
    path: &str,
    doing: Doing,
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
        let said = |status, body| refusal(Doing::Identifying, &reply(status, body));
        assert_eq!(said(401, "<html>PIN</html>"), DeviceError::Locked);
        assert_eq!(said(503, r#"{"error":3}"#).code(), Code::DeviceBusy);
        let no = |detail: Message| DeviceError::SaidNo {
            doing: Doing::Identifying,
            detail,
        };
        assert_eq!(
            said(400, r#"{"error":9}"#),
            no(msg!("detail-wled-too-much"))
        );
        assert_eq!(
            said(404, "<html>"),
            no(msg!("detail-http-status", status = 404_u16))
        );
        assert_eq!(
            said(400, "Missing path"),
            no(Message::verbatim("Missing path"))
        );
    }

    #[test]
    fn passwords_and_redirects_of_a_web_server_are_no_lock() {
        let mut reply = reply(401, "who?");
        assert!(wants_pin(&reply));
        let basic = http::HeaderValue::from_static("Basic realm=\"leds\"");
        reply.headers.insert(http::header::WWW_AUTHENTICATE, basic);
        assert!(!wants_pin(&reply), "no PIN is sent to that");
        assert_eq!(
            refusal(Doing::Identifying, &reply).code(),
            Code::DeviceUnsupported
        );
        let mut moved = Reply::new(StatusCode::MOVED_PERMANENTLY, "");
        assert_eq!(
            refusal(Doing::Identifying, &moved).code(),
            Code::DeviceSaidNo
        );
        let to = http::HeaderValue::from_static("https://leds/");
        moved.headers.insert(http::header::LOCATION, to);
        let said = refusal(Doing::Identifying, &moved).to_string();
        assert_eq!(
            said,
            "The address redirects to https://leds/, which is not supported"
        );
    }
}
