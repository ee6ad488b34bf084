//! The end of an upload to a level 2 device: its name once it is verified, or its removal.

use super::auth;
use super::level::is_level2;
use super::library::{Entry, is_in, library, lists};
use super::place::{Place, stored_name};
use super::reply::{json, link_error, refusal};
use super::status::{self, Status};
use super::tus::{self, TUS_RESUMABLE, VERSION};
use super::upload::Upload;
use crate::device::transfer::{NotTakenBack, retry_until};
use crate::device::{DeviceError, DeviceId, Doing, OldCopy, Payload, Receipt, Session, StoredName};
use crate::link::{Attempts, Call, Expect};
use crate::message::Message;
use crate::msg;
use http::header::CONTENT_TYPE;
use http::{HeaderValue, Method, StatusCode};
use std::time::Duration;

/// How long deleting an unfinished upload may take: the person already sees that it is cancelled.
const WITHDRAW: Duration = Duration::from_secs(5);

/// Renames a verified file to its pattern's name, in one step, replacing the earlier one.
pub(super) async fn settle(
    upload: &Upload,
    payload: &Payload,
    receipt: &Receipt,
) -> Result<Receipt, DeviceError> {
    const DOING: Doing = Doing::Renaming;
    if receipt.stored_as == *payload.name() {
        return Ok(receipt.clone());
    }
    let to = serde_json::json!({ "to": payload.name().as_str() });
    let path = format!("/api/patterns/{}/rename", receipt.stored_as);
    let call = post(upload, &path, &to);
    let mut reply = auth::send(upload, call.clone())
        .await
        .map_err(link_error(DOING))?;
    if reply.status == StatusCode::BAD_REQUEST {
        // a bit was wrong on the way
        upload.attempts.repeat();
        reply = auth::send(upload, call).await.map_err(link_error(DOING))?;
    }
    // 404: an answer was lost, and the repeat found it done
    if !reply.status.is_success() && reply.status != StatusCode::NOT_FOUND {
        return Err(refusal(DOING, &reply));
    }
    if !lists(upload, payload, payload.name()).await? {
        name_again(upload, payload, receipt, &to).await?;
    }
    upload.set_place(None);
    Ok(Receipt {
        stored_as: payload.name().clone(),
    })
}

/// Renames the file again: one bit of the new name changed in transit, so it is stored under a wrong name.
async fn name_again(
    session: &Session,
    payload: &Payload,
    receipt: &Receipt,
    to: &serde_json::Value,
) -> Result<(), DeviceError> {
    let doing = Doing::Renaming;
    let unlisted = || DeviceError::Unexpected {
        doing,
        detail: msg!("detail-not-listed"),
    };
    let library = library(session).await?;
    if is_in(&library, payload, &receipt.stored_as) {
        return Err(unlisted()); // it was not renamed at all
    }
    let wanted = DeviceId::stored(payload.name().as_str());
    let is_it = |name: &str| wanted.differs_by_one_bit(&DeviceId::stored(name));
    let digest = payload.digest().to_string();
    let mut astray = library.patterns.iter().filter(|entry| {
        entry.sha256.eq_ignore_ascii_case(&digest)
            && is_it(&entry.name)
            && StoredName::from_text(&entry.name).as_str() == entry.name
    });
    let (Some(found), None) = (astray.next(), astray.next()) else {
        return Err(unlisted());
    };
    session.attempts.repeat();
    let path = format!("/api/patterns/{}/rename", found.name);
    let reply = auth::send(session, post(session, &path, to))
        .await
        .map_err(link_error(doing))?;
    if !reply.status.is_success() {
        return Err(refusal(doing, &reply));
    }
    if lists(session, payload, payload.name()).await? {
        Ok(())
    } else {
        Err(unlisted())
    }
}

fn post(session: &Session, path: &str, what: &serde_json::Value) -> Call {
    let mut call = Call {
        method: Method::POST,
        expect: Expect::SHORT,
        body: vec![what.to_string().into()],
        ..Call::get(path, &session.attempts)
    };
    call.headers
        .insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    call
}

/// Deletes what failed the check. Where it already had the pattern's name, the earlier pattern is gone: says so.
pub(super) async fn discard(
    upload: &Upload,
    payload: &Payload,
    receipt: &Receipt,
) -> Option<Message> {
    let name = &receipt.stored_as;
    let is_named = name == payload.name();
    upload.link.forgive();
    let done = tokio::time::timeout(WITHDRAW, remove(upload, name, Doing::DeletingDamaged)).await;
    match done {
        Ok(Ok(())) => {
            upload.set_place(None);
            is_named.then(|| msg!("upload-damaged-deleted", name = name.as_str()))
        }
        Ok(Err(error)) => Some(msg!(
            "upload-damaged-not-deleted",
            name = name.as_str(),
            error = error.message()
        )),
        Err(_) => Some(msg!(
            "upload-damaged-not-deleted",
            name = name.as_str(),
            error = NotTakenBack::Silent.message()
        )),
    }
}

/// The stored pattern of the payload's name: it stays until the new one takes its name. Level 1 holds one pattern, and
/// replaces it in place.
pub(super) async fn old_copies(
    session: &Session,
    payload: &Payload,
) -> Result<Vec<OldCopy>, DeviceError> {
    if !is_level2(&session.device) {
        return Ok(Vec::new());
    }
    let status: Status = auth::get(session, Doing::ReadingStatus, "/api/status").await?;
    let library = library(session).await?;
    let is_old = |entry: &Entry| entry.name == payload.name().as_str();
    let copy = |entry: Entry| OldCopy {
        playing: status.playing.as_deref() == Some(entry.name.as_str()),
        name: entry.name,
        bytes: entry.bytes,
    };
    Ok(library
        .patterns
        .into_iter()
        .filter(is_old)
        .map(copy)
        .collect())
}

/// Deletes a stored pattern, and stops it first where it plays.
pub(super) async fn remove(
    session: &Session,
    name: &StoredName,
    doing: Doing,
) -> Result<(), DeviceError> {
    status::confirm(session).await?;
    let delete = || Call {
        method: Method::DELETE,
        expect: Expect::SHORT,
        ..Call::get(format!("/api/patterns/{name}"), &session.attempts)
    };
    let mut reply = auth::send(session, delete())
        .await
        .map_err(link_error(doing))?;
    if reply.status == StatusCode::CONFLICT {
        let stop = Call {
            expect: Expect::JSON,
            ..post(session, "/api/stop", &serde_json::json!({}))
        };
        let stopped = auth::send(session, stop).await.map_err(link_error(doing))?;
        let _: Status = json(doing, &stopped)?;
        reply = auth::send(session, delete())
            .await
            .map_err(link_error(doing))?;
    }
    match reply.status {
        StatusCode::NOT_FOUND => Ok(()),
        status if status.is_success() => Ok(()),
        _ => Err(refusal(doing, &reply)),
    }
}

/// After a request was given up, what it may have opened on the device unseen is deleted once its connection is dead.
pub(super) async fn tidy(session: &Session, payload: &Payload) -> Option<Message> {
    session.until_abandoned_is_over().await?;
    match close_late(session, payload).await {
        Ok(()) => None,
        Err(error) => {
            tracing::debug!(%error, "whether an upload was opened late is not known");
            Some(msg!("upload-may-stay-open", name = payload.name().as_str()))
        }
    }
}

async fn close_late(session: &Session, payload: &Payload) -> Result<(), DeviceError> {
    const DOING: Doing = Doing::LookingForLate;
    let status: Status = auth::get(session, DOING, "/api/status").await?;
    let Some(open) = status
        .upload
        .filter(|open| open.length == payload.len() && is_id(&open.id))
    else {
        return Ok(());
    };
    let location = format!("/api/files/{}", open.id);
    match tus::offset(session, payload, &location).await? {
        Some(_) => terminate(session, location, &session.attempts).await,
        None => Ok(()),
    }
}

/// Whether an id may stand in a path.
fn is_id(id: &str) -> bool {
    !id.is_empty()
        && id
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
}

/// Deletes the unfinished upload. Where its place is unknown (cancelled while it was being opened), opening the same one
/// again returns it. Retries until it succeeds or the time is up; returns what is left on the device, in words.
pub(super) async fn withdraw(upload: &Upload, payload: &Payload) -> Option<Message> {
    let name = payload.name();
    if upload.place().is_none() && upload.handed_over() >= payload.len() {
        return Some(msg!("upload-all-sent", name = name.as_str()));
    }
    match retry_until(upload, WITHDRAW, || delete(upload, payload)).await {
        Ok(()) => {
            let was_whole = matches!(upload.place(), Some(Place::Stored(_)));
            upload.set_place(None);
            upload.set_unseen(false);
            if was_whole {
                may_be_named(upload, payload).await
            } else {
                None
            }
        }
        Err(why) => Some(still_there(upload, payload, why)),
    }
}

/// Says whether the pattern is on the device under its own name: it may have got that, and only the answer was lost.
async fn may_be_named(session: &Session, payload: &Payload) -> Option<Message> {
    let name = payload.name();
    let look = lists(session, payload, name);
    match tokio::time::timeout(session.time_left(WITHDRAW), look).await {
        Ok(Ok(false)) => None,
        Ok(Ok(true)) => Some(msg!("upload-whole", name = name.as_str())),
        Ok(Err(_)) | Err(_) => Some(msg!("upload-may-be-whole", name = name.as_str())),
    }
}

/// Says what stays on the device that the upload was sent to.
fn still_there(upload: &Upload, payload: &Payload, why: NotTakenBack) -> Message {
    let why = why.message();
    match upload.place() {
        Some(Place::Stored(name)) => msg!("upload-unverified-stays", why = why, name = name),
        _ => msg!(
            "upload-part-stays",
            why = why,
            name = stored_name(upload, payload).as_str()
        ),
    }
}

async fn delete(upload: &Upload, payload: &Payload) -> Result<(), DeviceError> {
    let attempts = Attempts::new();
    status::confirm(upload).await?;
    let location = match upload.place() {
        Some(place) => place.to_string(),
        None => tus::create(upload, payload, &attempts).await?,
    };
    terminate(upload, location, &attempts).await
}

async fn terminate(
    session: &Session,
    location: String,
    attempts: &Attempts,
) -> Result<(), DeviceError> {
    const DOING: Doing = Doing::Withdrawing;
    let mut call = Call {
        method: Method::DELETE,
        expect: Expect::SHORT,
        ..Call::get(location, attempts)
    };
    call.headers.insert(TUS_RESUMABLE, VERSION);
    let reply = auth::send(session, call).await.map_err(link_error(DOING))?;
    match reply.status {
        StatusCode::NOT_FOUND | StatusCode::GONE => Ok(()),
        status if status.is_success() => Ok(()),
        _ => Err(refusal(DOING, &reply)),
    }
}
