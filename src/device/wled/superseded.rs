//! Takes away what nobody needs any more: earlier versions of a pattern, and the rest of an upload that was not finished.

use super::{files, info, names, presets, state};
use crate::device::{DeviceError, Payload, Session};
use std::time::Duration;

/// How long taking back an unfinished upload may take: the person has already been told that it is cancelled.
const WITHDRAW: Duration = Duration::from_secs(8);
/// Between two tries of that: a device that reboots is back within seconds.
const WITHDRAW_PAUSE: Duration = Duration::from_millis(500);

/// Deletes the earlier versions of `name`: files of ours of the same pattern, which no segment shows and no preset names.
pub(super) async fn clear(session: &Session, name: &str) -> Result<(), DeviceError> {
    let listed = files::list(session).await?;
    let old: Vec<_> = listed
        .into_iter()
        .filter(|entry| names::supersedes(name, &entry.name))
        .collect();
    if old.is_empty() {
        return Ok(());
    }
    let shown = state::State::parse(&state::read(session).await?);
    // whole, not as text: what a device is just writing names only some of its files
    let presets = serde_json::Value::Object(presets::read(session).await?).to_string();
    let in_use = |file: &str| {
        shown.segments.iter().any(|segment| segment.name == file) || presets.contains(file)
    };
    info::confirm(session).await?;
    for file in old.iter().filter(|entry| !in_use(&entry.name)) {
        tracing::info!(file = file.name, "deleting the version that was replaced");
        files::delete(session, &file.name).await?;
    }
    Ok(())
}

/// Deletes what an unfinished upload left. Tries until it is done or the time is up; what stays is told in words.
pub(super) async fn withdraw(session: &Session, payload: &Payload) -> Option<String> {
    session.open()?; // else nothing was sent
    let why = insist(session, || take(session, payload)).await?;
    Some(format!(
        "{why}: what was sent of '{}' stays on it until the pattern is sent again.",
        payload.name()
    ))
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
                // whoever is there now has nothing of ours; who is locked stays so
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
    match tokio::time::timeout(WITHDRAW, tries).await {
        Ok(Ok(())) => {
            session.set_open(None);
            None
        }
        Ok(Err(DeviceError::Locked)) => Some("The device is locked"),
        Ok(Err(_)) => Some("Another device answers there now"),
        Err(_) => Some("The device did not answer"),
    }
}

async fn take(session: &Session, payload: &Payload) -> Result<(), DeviceError> {
    info::confirm(session).await?;
    files::delete(session, payload.name().as_str()).await
}
