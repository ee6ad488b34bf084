//! Locked devices: the secret that is known of one, if it was not refused before.

use crate::device::{DeviceAddr, DeviceId, Secret, Session};
use crate::engine::keep::Shared;

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

pub(super) async fn secret_at(keep: &Shared, address: &DeviceAddr) -> Option<(DeviceId, Secret)> {
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
