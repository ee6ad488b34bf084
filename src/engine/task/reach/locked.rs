//! Locked devices: the secret that is known of one, if it was not refused before.

use super::Path;
use crate::device::{Device, DeviceAddr, DeviceError, DeviceId, Family, Secret, Session};
use crate::engine::keep::Shared;
use crate::link::Attempts;

/// The device of that session says that it is locked: gives the session its secret, if one is known that it was not
/// offered before. Whether that is so.
pub(in crate::engine::task) async fn unlock(keep: &Shared, session: &Session) -> bool {
    if session.has_refused_secret() || session.secret().is_some() {
        return false;
    }
    match keep.secrets.recall(&session.device.id).await {
        Some(secret) => session.unlock(secret),
        None => false,
    }
}

/// Asks a locked device again with the secret of the one that was there before, if one is known and was not refused.
pub(super) async fn ask_locked(
    keep: &Shared,
    family: &'static dyn Family,
    path: &Path,
    attempts: &Attempts,
) -> Result<Option<Device>, DeviceError> {
    let place = path.address.socket();
    let _trial = keep.secrets.trial(place).await;
    let Some((id, secret)) = secret_at(keep, &path.address).await else {
        return Err(DeviceError::Locked);
    };
    let answer = family
        .identify_with(&path.address, &path.link, attempts, &keep.firmware, &secret)
        .await;
    match &answer {
        Ok(Some(device)) => keep.secrets.learn(&device.id, place, &secret),
        Err(DeviceError::Locked) => keep.secrets.refused(&id, &secret),
        _ => {}
    }
    answer
}

async fn secret_at(keep: &Shared, address: &DeviceAddr) -> Option<(DeviceId, Secret)> {
    let place = address.socket();
    if let Some(found) = keep.secrets.at(place) {
        return Some(found);
    }
    let at = address.clone();
    let known = keep.records.read(move |store| store.device_of(&at)).await;
    let known = known.ok().flatten()?;
    let secret = keep.secrets.recall(&known.id).await?;
    Some((known.id, secret))
}
