//! Takes away what nobody needs any more: earlier versions of a pattern, and the rest of an upload that was not finished.

use super::state::State;
use super::{files, identify, listing, names, presets, requests};
use crate::device::{DeviceError, OldCopy, Payload, Session};
use std::time::Duration;

/// How long taking back an unfinished upload may take: the person has already been told that it is cancelled.
const WITHDRAW: Duration = Duration::from_secs(8);
/// Between two tries of that: a device that reboots is back within seconds.
const WITHDRAW_PAUSE: Duration = Duration::from_millis(500);

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

/// Deletes what an unfinished upload left. Tries until it is done or the time is up; what stays is told in words.
pub(super) async fn withdraw(session: &Session, payload: &Payload) -> Option<String> {
    let names = names_of(session);
    let first = names.first()?; // else nothing was sent
    let first = if names.len() == 1 {
        format!("'{first}'")
    } else {
        format!("'{}'", names.join("', '"))
    };
    let why = insist(session, || take(session, &names)).await?;
    Some(format!(
        "{why}: what was sent as {first} stays where it went until '{}' is sent there again.",
        payload.name()
    ))
}

/// What this session has stored, or begun to store.
fn names_of(session: &Session) -> Vec<String> {
    let mut names = session.left_over();
    names.extend(session.open().filter(|open| !names.contains(open)));
    names
}

/// Deletes what uploads that were given up have left, once nothing more of them can arrive.
pub(super) async fn tidy(session: &Session) -> Option<String> {
    let names = session.left_over();
    if names.is_empty() {
        return None;
    }
    session.until_abandoned_is_over().await;
    let mut stay = Vec::new();
    for name in names {
        match files::delete(session, &name).await {
            Ok(()) => session.cleared(&name),
            Err(error) => {
                tracing::debug!(%error, name, "a part of an upload stays on the device");
                stay.push(name);
            }
        }
    }
    (!stay.is_empty()).then(|| {
        format!(
            "A part of an upload that broke off stays on it as '{}' until the pattern is sent again.",
            stay.join("', '")
        )
    })
}

/// Tries to take an unfinished upload back until that is done (`None`) or the time is up, and says why it was not.
pub(super) async fn insist<F: Future<Output = Result<(), DeviceError>>>(
    session: &Session,
    take_back: impl Fn() -> F,
) -> Option<&'static str> {
    let tries = async {
        loop {
            // every time: resting is for what the app does by itself, and a device that reboots fails a few tries in a row
            session.link.forgive();
            match take_back().await {
                // another device answers now, and holds nothing of this upload; who is locked stays so
                Err(error @ (DeviceError::IdentityChanged { .. } | DeviceError::Locked)) => {
                    return Err(error);
                }
                Err(error) => {
                    tracing::debug!(%error, "the unfinished upload could not be taken back yet");
                }
                Ok(()) => return Ok(()),
            }
            tokio::time::sleep(WITHDRAW_PAUSE).await;
        }
    };
    match tokio::time::timeout(session.time_left(WITHDRAW), tries).await {
        Ok(Ok(())) => {
            session.set_open(None);
            None
        }
        Ok(Err(DeviceError::Locked)) => Some("The device is locked"),
        Ok(Err(_)) => Some("Another device answers there now"),
        Err(_) => Some("The device did not answer"),
    }
}

async fn take(session: &Session, names: &[String]) -> Result<(), DeviceError> {
    identify::confirm(session).await?;
    for name in names {
        files::delete(session, name).await?;
        session.cleared(name);
    }
    Ok(())
}
