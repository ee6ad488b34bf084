//! Level 2 storing: tus 1.0.0 in pieces of 32 KiB, going on from the offset that the device reports after any cut.

use super::auth;
use super::library::lists;
use super::place::{Place, stored_name};
use super::reply::{link_error, refusal};
use super::status;
use super::upload::Upload;
use crate::device::{DeviceError, Doing, Payload, Receipt, Session, Step};
use crate::link::classify::{self, Verdict};
use crate::link::{Attempts, Call, CallClass, Expect, LinkError, Reply};
use crate::msg;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::header::{CONTENT_TYPE, LOCATION};
use http::{HeaderName, HeaderValue, Method, StatusCode};

/// Maximum size of a piece: progress is what the device acknowledged, so pieces are small (native API, section 3).
const PIECE: u64 = 32 << 10;

/// Minimum bytes that a device must accept to count as progress: its own buffers hold twice that.
const REAL_PROGRESS: u64 = 1 << 10;

pub(super) const TUS_RESUMABLE: HeaderName = HeaderName::from_static("tus-resumable");
const UPLOAD_LENGTH: HeaderName = HeaderName::from_static("upload-length");
const UPLOAD_OFFSET: HeaderName = HeaderName::from_static("upload-offset");
const UPLOAD_METADATA: HeaderName = HeaderName::from_static("upload-metadata");
pub(super) const VERSION: HeaderValue = HeaderValue::from_static("1.0.0");

const SENDING: Doing = Doing::Sending;

/// The result of one pass over the bytes that the device does not have yet.
enum Pass {
    /// Everything was handed over, by the device's answers; reading back decides.
    Complete,
    /// Broke off; worth another pass, if the attempts allow.
    Broken(Verdict, DeviceError),
}

/// Creates the upload, or finds the one that an earlier attempt left open, and sends the bytes that the device does not have.
pub(super) async fn send(upload: &Upload, payload: &Payload) -> Result<Receipt, DeviceError> {
    let tries = upload.attempts.request();
    let stored_as = stored_name(upload, payload);
    let is_whole = upload.place() == Place::unverified(payload, &stored_as);
    if is_whole && upload.place().is_some() && lists(upload, payload, &stored_as).await? {
        return Ok(Receipt { stored_as });
    }
    loop {
        match pass(upload, payload, &tries).await? {
            Pass::Complete => {
                upload.set_place(Place::unverified(payload, &stored_as));
                return Ok(Receipt { stored_as });
            }
            Pass::Broken(verdict, error) => {
                upload.abandon();
                match upload.link.policy().next(&verdict, &tries) {
                    Some(wait) => {
                        tracing::debug!(%error, "broke off, asking where the device stands");
                        upload.retrying(&error);
                        tokio::time::sleep(wait).await;
                        status::confirm(upload).await?;
                    }
                    None => return Err(error),
                }
            }
        }
    }
}

/// Notes how much the device has; a few bytes at a time are no progress, or an upload might never end.
fn acknowledge(upload: &Upload, payload: &Payload, tries: &Attempts, at: u64) {
    let before = upload.acknowledged();
    let is_real = at >= before + REAL_PROGRESS || at >= payload.len();
    if (is_real || before == 0) && upload.acknowledge(at) {
        tries.progressed();
    }
}

async fn pass(upload: &Upload, payload: &Payload, tries: &Attempts) -> Result<Pass, DeviceError> {
    let location = match upload.place() {
        Some(place) => place.to_string(),
        None => {
            upload.set_unseen(true);
            let location = create(upload, payload, &upload.attempts).await?;
            upload.set_place(Some(Place::Open(location.clone())));
            upload.set_unseen(false);
            location
        }
    };
    let Some(mut at) = offset(upload, payload, &location).await? else {
        return gone(upload, payload).await;
    };
    acknowledge(upload, payload, tries, at);
    let pieces = payload.pieces()?;
    while at < payload.len() {
        (upload.progress)(Step::Sending, at, payload.len());
        let end = payload.len().min(at + PIECE);
        upload.hand_over(end);
        let bytes = pieces.get(at, end).await?;
        let result = auth::send(upload, piece(upload, bytes, &location, at)).await;
        match after_piece(upload, result, at, end)? {
            Next::At(new) if new > end => break, // claims bytes that were never sent: reading back will tell
            Next::At(new) => at = new,
            Next::Gone => return gone(upload, payload).await,
            Next::Broken(verdict, error) => return Ok(Pass::Broken(verdict, error)),
        }
        acknowledge(upload, payload, tries, at);
    }
    (upload.progress)(Step::Sending, payload.len(), payload.len());
    Ok(Pass::Complete)
}

/// The next step after the answer to a piece.
enum Next {
    At(u64),
    Gone,
    Broken(Verdict, DeviceError),
}

fn after_piece(
    upload: &Upload,
    result: Result<Reply, LinkError>,
    at: u64,
    end: u64,
) -> Result<Next, DeviceError> {
    let verdict = classify::verdict(&result);
    let broken = |verdict, error| Ok(Next::Broken(verdict, error));
    let reply = match result {
        Ok(reply) => reply,
        Err(cause) if verdict == Verdict::Fatal => return Err(link_error(SENDING)(cause)),
        Err(cause) => return broken(verdict, link_error(SENDING)(cause)),
    };
    match (reply.status, verdict) {
        (_, Verdict::Success) => match header_number(&reply, &UPLOAD_OFFSET) {
            Some(new) if new >= end.min(at + REAL_PROGRESS) => Ok(Next::At(new)),
            _ => {
                let detail = msg!("detail-hardly-any-bytes");
                broken(
                    Verdict::Transient,
                    DeviceError::Unexpected {
                        doing: SENDING,
                        detail,
                    },
                )
            }
        },
        (StatusCode::NOT_FOUND | StatusCode::GONE, _) => Ok(Next::Gone),
        (StatusCode::CONFLICT, _) => broken(Verdict::Transient, refusal(SENDING, &reply)),
        (_, Verdict::Busy { .. } | Verdict::Transient) => broken(verdict, refusal(SENDING, &reply)),
        _ => {
            upload.set_place(None);
            Err(refusal(SENDING, &reply))
        }
    }
}

/// Handles an upload that the device no longer has: it finished and the answer was lost, or it was discarded. Late data of
/// an earlier run may also have finished it; the device's list says so cheaply.
async fn gone(upload: &Upload, payload: &Payload) -> Result<Pass, DeviceError> {
    let name = stored_name(upload, payload);
    if upload.handed_over() >= payload.len() || lists(upload, payload, &name).await? {
        upload.set_place(None);
        return Ok(Pass::Complete);
    }
    upload.start_over();
    let detail = msg!("detail-upload-forgotten");
    Ok(Pass::Broken(
        Verdict::Transient,
        DeviceError::SaidNo {
            doing: SENDING,
            detail,
        },
    ))
}

/// Whether the upload that a former run left open is still open. Asked before anything else: once it is not, bytes that were
/// still on their way can no longer finish it, so that what the device then says of its library holds.
pub(super) async fn is_left_open(upload: &Upload, payload: &Payload) -> Result<bool, DeviceError> {
    let Some(place) = upload.place() else {
        return Ok(false);
    };
    if Some(&place) == Place::unverified(payload, &stored_name(upload, payload)).as_ref() {
        upload.set_place(None); // complete: the library says so
        return Ok(false);
    }
    let stands = match offset(upload, payload, &place.to_string()).await {
        // whatever it has against the question: opening the upload again is what is left
        Err(DeviceError::SaidNo { .. } | DeviceError::Unexpected { .. }) => None,
        answer => answer?,
    };
    if stands.is_none() {
        upload.set_place(None);
    }
    Ok(stands.is_some())
}

/// The metadata of an upload, sent when it is opened.
fn metadata(session: &Session, payload: &Payload) -> [(&'static str, String); 2] {
    let encoded = |text: &str| STANDARD.encode(text);
    [
        ("filename", encoded(stored_name(session, payload).as_str())),
        ("sha256", encoded(&payload.digest().to_string())),
    ]
}

pub(super) async fn create(
    upload: &Upload,
    payload: &Payload,
    attempts: &Attempts,
) -> Result<String, DeviceError> {
    const DOING: Doing = Doing::OpeningUpload;
    let metadata = metadata(upload, payload)
        .map(|(key, value)| format!("{key} {value}"))
        .join(",");
    // the same name, hash and length give the same upload again, so a lost answer costs nothing
    let mut call = Call {
        method: Method::POST,
        expect: Expect::SHORT,
        idempotent: false, // repeated here, where it is noted that one may arrive late
        ..Call::get("/api/files", attempts)
    };
    call.headers.insert(TUS_RESUMABLE, VERSION);
    call.headers
        .insert(UPLOAD_LENGTH, HeaderValue::from(payload.len()));
    if let Ok(value) = HeaderValue::from_str(&metadata) {
        call.headers.insert(UPLOAD_METADATA, value);
    }
    let reply = send_noted(upload, attempts, call)
        .await
        .map_err(link_error(DOING))?;
    if reply.status != StatusCode::CREATED {
        upload.set_unseen(false);
        return Err(refusal(DOING, &reply));
    }
    let location = reply
        .headers
        .get(LOCATION)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    path_of(location).ok_or_else(|| DeviceError::Unexpected {
        doing: DOING,
        detail: msg!(
            "detail-no-location",
            location = crate::text::display_text(location)
        ),
    })
}

/// Sends a request as the link does, noting each that was given up: it may arrive later, and do what it says.
async fn send_noted(
    session: &Session,
    attempts: &Attempts,
    call: Call,
) -> Result<Reply, LinkError> {
    let tries = attempts.request();
    loop {
        let result = auth::send(session, call.clone()).await;
        if result.is_err() {
            session.abandon();
        }
        let verdict = classify::verdict(&result);
        if !matches!(verdict, Verdict::Transient | Verdict::Busy { .. }) {
            return result;
        }
        let Some(wait) = session.link.policy().next(&verdict, &tries) else {
            return Err(LinkError::Exhausted {
                attempts: tries.spent() + 1,
                last: Box::new(classify::cause(result)),
            });
        };
        tokio::time::sleep(wait).await;
    }
}

/// The path of a `Location`, which may be a whole address; only this device's own paths are followed.
fn path_of(location: &str) -> Option<String> {
    let path = match location.strip_prefix("http://") {
        Some(rest) => rest.find('/').and_then(|at| rest.get(at..))?,
        None => location,
    };
    (path.starts_with('/') && path.chars().all(|c| c.is_ascii_graphic())).then(|| path.to_owned())
}

/// Asks how many bytes the device has; `None` where it does not have the upload, or has another by that name.
pub(super) async fn offset(
    session: &Session,
    payload: &Payload,
    location: &str,
) -> Result<Option<u64>, DeviceError> {
    const DOING: Doing = Doing::CheckingProgress;
    let mut call = Call {
        method: Method::HEAD,
        expect: Expect::SHORT,
        ..Call::get(location, &session.attempts)
    };
    call.headers.insert(TUS_RESUMABLE, VERSION);
    let reply = auth::send(session, call).await.map_err(link_error(DOING))?;
    match reply.status {
        StatusCode::NOT_FOUND | StatusCode::GONE => Ok(None),
        status if status.is_success() && !is_ours(session, payload, &reply) => Ok(None),
        status if status.is_success() => header_number(&reply, &UPLOAD_OFFSET)
            .map(Some)
            .ok_or_else(|| DeviceError::Unexpected {
                doing: DOING,
                detail: msg!("detail-no-offset"),
            }),
        _ => Err(refusal(DOING, &reply)),
    }
}

/// Whether an open upload is of these bytes, by the device's report: its ids may restart with the device.
fn is_ours(session: &Session, payload: &Payload, reply: &Reply) -> bool {
    let given = reply
        .headers
        .get(UPLOAD_METADATA)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let mut pairs = given
        .split(',')
        .filter_map(|pair| pair.trim().split_once(' '));
    let ours = metadata(session, payload);
    let agrees = pairs.all(|(key, value)| {
        ours.iter()
            .all(|(name, ours)| *name != key || ours == value.trim())
    });
    agrees && header_number(reply, &UPLOAD_LENGTH).is_none_or(|length| length == payload.len())
}

fn piece(session: &Session, bytes: Bytes, location: &str, at: u64) -> Call {
    let mut call = Call {
        method: Method::PATCH,
        class: CallClass::Transfer,
        expect: Expect::SHORT,
        idempotent: false, // a repeat must ask for the offset first
        body: vec![bytes],
        ..Call::get(location, &session.attempts)
    };
    call.headers.insert(TUS_RESUMABLE, VERSION);
    call.headers.insert(
        CONTENT_TYPE,
        HeaderValue::from_static("application/offset+octet-stream"),
    );
    call.headers.insert(UPLOAD_OFFSET, HeaderValue::from(at));
    call
}

fn header_number(reply: &Reply, name: &HeaderName) -> Option<u64> {
    reply.headers.get(name)?.to_str().ok()?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_paths_of_the_device_itself_are_followed() {
        assert_eq!(path_of("/api/files/7").as_deref(), Some("/api/files/7"));
        assert_eq!(
            path_of("http://10.0.0.4/api/files/7").as_deref(),
            Some("/api/files/7")
        );
        for bad in ["", "api/files/7", "https://evil/x", "/a b", "http://host"] {
            assert_eq!(path_of(bad), None, "{bad}");
        }
    }
}
