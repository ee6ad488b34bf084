//! Deletes what is no longer needed: earlier versions of a pattern, and the rest of an unfinished upload.

use super::gif_upload::GifUpload;
use super::state::State;
use super::{files, identify, listing, names, presets, requests};
use crate::device::transfer::retry_until;
use crate::device::{DeviceError, OldCopy, Payload, Session};
use crate::message::Message;
use crate::msg;
use std::time::Duration;

/// How long deleting an unfinished upload may take: the person already sees that it is cancelled.
pub(super) const WITHDRAW: Duration = Duration::from_secs(8);

/// Deletes the earlier versions of `name`: files of ours of the same pattern, which no segment shows and no preset names.
pub(super) async fn clear(session: &Session, name: &str) -> Result<(), DeviceError> {
    let listed = listing::list(session).await?;
    let old = versions(session, listed, |file| names::supersedes(name, file)).await?;
    if old.is_empty() {
        return Ok(());
    }
    identify::confirm(session).await?;
    for file in old.iter().filter(|file| !file.playing) {
        tracing::info!(file = file.name, "deleting the version that was replaced");
        files::delete(session, &file.name).await?;
    }
    Ok(())
}

/// Versions of the payload's pattern, the same one included, that no preset names.
pub(super) async fn old_copies(
    session: &Session,
    payload: &Payload,
) -> Result<Vec<OldCopy>, DeviceError> {
    identify::confirm(session).await?; // the PIN is for nobody else
    let listed = files::unlocked_list(session).await?;
    let slug = names::slug_of(payload.name().as_str());
    versions(session, listed, |file| {
        slug.is_some() && names::slug_of(file) == slug
    })
    .await
}

/// Files of ours that `is_one` picks by name, and that no preset names.
async fn versions(
    session: &Session,
    listed: Vec<listing::Entry>,
    is_one: impl Fn(&str) -> bool,
) -> Result<Vec<OldCopy>, DeviceError> {
    let old: Vec<_> = listed
        .into_iter()
        .filter(|entry| is_one(&entry.name))
        .collect();
    if old.is_empty() {
        return Ok(Vec::new());
    }
    let shown = State::parse(&requests::read_state(session).await?);
    // whole, not as text: what a device is just writing names only some of its files
    let presets = serde_json::Value::Object(presets::read(session).await?).to_string();
    let copy = |entry: listing::Entry| OldCopy {
        playing: shown
            .segments
            .iter()
            .any(|segment| segment.name == entry.name),
        name: entry.name,
        bytes: entry.bytes,
    };
    let free = old
        .into_iter()
        .filter(|entry| !presets.contains(&entry.name));
    Ok(free.map(copy).collect())
}

/// Deletes what an unfinished upload left. Retries until it succeeds or the time is up; returns what stays, in words.
pub(super) async fn withdraw(upload: &GifUpload, payload: &Payload) -> Option<Message> {
    let names = upload.traces().names();
    if names.is_empty() {
        return None; // nothing was sent
    }
    let Err(why) = retry_until(upload, WITHDRAW, || take(upload, &names)).await else {
        upload.set_open(None);
        return None;
    };
    Some(msg!(
        "upload-files-stay",
        why = why.message(),
        files = names.join("', '"),
        name = payload.name().as_str()
    ))
}

/// Deletes what abandoned attempts have left, once nothing more of them can arrive.
pub(super) async fn tidy(upload: &GifUpload) -> Option<Message> {
    let names = upload.abandoned();
    if names.is_empty() {
        return None;
    }
    upload.until_abandoned_is_over().await;
    let mut stay = Vec::new();
    for name in names {
        match files::delete(upload, &name).await {
            Ok(()) => upload.cleared(&name),
            Err(error) => {
                tracing::debug!(%error, name, "a part of an upload stays on the device");
                stay.push(name);
            }
        }
    }
    (!stay.is_empty()).then(|| msg!("upload-late-part-stays", files = stay.join("', '")))
}

async fn take(upload: &GifUpload, names: &[String]) -> Result<(), DeviceError> {
    identify::confirm(upload).await?;
    for name in names {
        files::delete(upload, name).await?;
        upload.cleared(name);
    }
    Ok(())
}
