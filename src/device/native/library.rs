//! The patterns that a level 2 device stores: its list, and reading one back.

use super::auth;
use super::reply::{link_error, refusal};
use crate::device::transfer::{self, Found};
use crate::device::{DeviceError, Doing, Payload, Session, StoredName, Verification};
use serde::Deserialize;

/// `GET /api/patterns`.
#[derive(Deserialize)]
pub(super) struct Library {
    pub(super) patterns: Vec<Entry>,
}

/// One stored pattern, as the device lists it.
#[derive(Deserialize)]
pub(super) struct Entry {
    pub(super) name: String,
    pub(super) bytes: u64,
    pub(super) sha256: String,
}

/// Lists what the device stores, by its own report.
pub(super) async fn library(session: &Session) -> Result<Library, DeviceError> {
    auth::get(session, Doing::ListingPatterns, "/api/patterns").await
}

/// Whether it lists exactly these bytes under that name.
pub(super) fn is_in(library: &Library, payload: &Payload, name: &StoredName) -> bool {
    let digest = payload.digest().to_string();
    library.patterns.iter().any(|entry| {
        entry.name == name.as_str()
            && entry.bytes == payload.len()
            && entry.sha256.eq_ignore_ascii_case(&digest)
    })
}

/// Whether the device's list names exactly these bytes. Its word alone proves nothing, but saves a read-back that would find
/// something else.
pub(super) async fn lists(
    session: &Session,
    payload: &Payload,
    name: &StoredName,
) -> Result<bool, DeviceError> {
    Ok(is_in(&library(session).await?, payload, name))
}

/// Fetches the stored bytes, hashes them here and compares.
pub(super) async fn read_back(
    session: &Session,
    payload: &Payload,
    name: &StoredName,
) -> Result<Verification, DeviceError> {
    const DOING: Doing = Doing::ReadingBack;
    let call = transfer::read_back(session, payload, format!("/api/patterns/{name}"));
    let answer = auth::send(session, call).await;
    match transfer::compared(payload, answer).map_err(link_error(DOING))? {
        Found::Compared(found) => Ok(found),
        Found::Refused(reply) => Err(refusal(DOING, &reply)),
    }
}
