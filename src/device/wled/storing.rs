//! Storing a pattern's GIF and reading it back. Nothing is written over a file that is there: the rest of a request that was
//! given up may arrive late, and would cut off what has just been verified under its name. So each file has eight names
//! (`names.rs`), and every attempt takes one that is free.

use super::files::{self, Sent};
use super::gif_upload::GifUpload;
use super::listing::{self, Entry};
use super::reply::{link_error, refusal};
use super::state::State;
use super::{caps, gif, identify, names, pin, requests, segments};
use crate::device::transfer::{self, Found};
use crate::device::{
    DeviceError, DeviceId, Doing, Payload, Receipt, Session, StoredName, Verification,
};
use crate::link::Transport;
use crate::msg;

const STORING: Doing = Doing::Storing;

/// Finds the name under which the device gives back exactly these bytes. Reading needs no PIN, so a locked device can be asked.
pub(super) async fn find(
    session: &Session,
    payload: &Payload,
) -> Result<Option<Receipt>, DeviceError> {
    let listed = match listing::list(session).await {
        Ok(listed) => listed,
        Err(DeviceError::Locked) => Vec::new(),
        Err(error) => return Err(error),
    };
    let may_be_it = |name: &StoredName| {
        if listed.is_empty() {
            name == payload.name() // it cannot say what it has
        } else {
            listing::has(&listed, name.as_str()) == Some(payload.len())
        }
    };
    for name in names::variants(payload.name(), payload.digest()).filter(may_be_it) {
        identify::confirm(session).await?; // the list may have been another device's
        let mut found = read_back(session, payload, &name).await?;
        if matches!(found, Verification::Matched(_)) && listed.is_empty() {
            // it is one answer that says so: it may have been another device's
            identify::confirm(session).await?;
            found = read_back(session, payload, &name).await?;
        }
        if matches!(found, Verification::Matched(_)) {
            return Ok(Some(Receipt { stored_as: name }));
        }
    }
    Ok(None)
}

/// Stores it under a name of its own; the device keeps showing what it shows.
pub(super) async fn send(upload: &GifUpload, payload: &Payload) -> Result<Receipt, DeviceError> {
    gif::area(upload, payload)?;
    // the job may have waited since it identified the device; no other device may get the PIN or the file
    identify::confirm(upload).await?;
    let tries = upload.attempts.request();
    loop {
        let (name, before) = place(upload, payload).await?;
        upload.set_open(Some(name.as_str().to_owned()));
        let sent = files::store_once(upload, name.as_str(), payload.held()?, "image/gif", || {
            upload.hand_over();
        })
        .await?;
        let Sent::Broken {
            verdict,
            error,
            may_arrive,
        } = sent
        else {
            look(upload, payload, &name, &before).await?;
            return Ok(Receipt { stored_as: name });
        };
        if may_arrive {
            upload.abandon_file(name.as_str());
        }
        if upload.broke_off() {
            return Err(error);
        }
        let Some(wait) = upload.link.policy().next(&verdict, &tries) else {
            return Err(error);
        };
        tracing::debug!(%error, "broke off, sending it again under another name");
        upload.retrying(&error);
        tokio::time::sleep(wait).await;
        identify::confirm(upload).await?;
        // the answer may be all that was lost: nothing was there under this name before
        let listed = listing::list(upload).await.unwrap_or_default();
        if listing::has(&listed, name.as_str()) == Some(payload.len()) {
            upload.cleared(name.as_str());
            return Ok(Receipt { stored_as: name });
        }
    }
}

/// The first name that is free, with room for the file, and what was there before. Where there is none, what broke off
/// before is deleted first, and where all names are taken, all files but a whole one that plays.
async fn place(
    upload: &GifUpload,
    payload: &Payload,
) -> Result<(StoredName, Vec<Entry>), DeviceError> {
    let listed = unlocked(upload).await?;
    let info = identify::confirm(upload).await?;
    let tried = upload.abandoned();
    let is_free = |listed: &[Entry], name: &StoredName| {
        listing::has(listed, name.as_str()).is_none() && !tried.iter().any(|n| n == name.as_str())
    };
    let names: Vec<_> = names::variants(payload.name(), payload.digest()).collect();
    let free = names.iter().find(|name| is_free(&listed, name));
    let room = files::check_room(files::room(&info, &listed), payload.len());
    let is_whole = |name: &StoredName| listing::has(&listed, name.as_str()) == Some(payload.len());
    let mut ours: Vec<_> = names
        .iter()
        .filter(|name| listing::has(&listed, name.as_str()).is_some())
        .collect();
    match (free, room) {
        (Some(name), Ok(())) => return Ok((name.clone(), listed)),
        // one that may be whole stays: it may be all that is left when this upload fails
        (Some(_), Err(full)) => {
            ours.retain(|name| !is_whole(name));
            if ours.is_empty() {
                return Err(full);
            }
        }
        (None, _) => {
            let now = State::parse(&requests::read_state(upload).await?);
            let image = caps::image(&upload.device);
            let plays = |name: &StoredName| {
                image.is_some_and(|image| segments::stop(&now, image, name.as_str()).is_some())
            };
            ours.retain(|name| !(is_whole(name) && plays(name)));
        }
    }
    upload.until_abandoned_is_over().await;
    for name in &ours {
        take_from_leds(upload, name).await?;
        files::delete(upload, name.as_str()).await?;
        upload.cleared(name.as_str());
    }
    let listed = unlocked(upload).await?;
    let info = identify::confirm(upload).await?;
    files::check_room(files::room(&info, &listed), payload.len())?;
    let tried = upload.abandoned();
    let is_free = |listed: &[Entry], name: &StoredName| {
        listing::has(listed, name.as_str()).is_none() && !tried.iter().any(|n| n == name.as_str())
    };
    let free = |name: &&StoredName| is_free(&listed, name);
    let Some(name) = names.iter().find(free).cloned() else {
        return Err(DeviceError::Unexpected {
            doing: STORING,
            detail: msg!("detail-every-attempt"),
        });
    };
    Ok((name, listed))
}

async fn unlocked(session: &Session) -> Result<Vec<Entry>, DeviceError> {
    match listing::list(session).await {
        Err(DeviceError::Locked) => pin::unlock(session).await,
        listed => listed,
    }
}

/// Makes every segment let go of that file: it is read while it plays.
async fn take_from_leds(session: &Session, name: &StoredName) -> Result<(), DeviceError> {
    let Some(image) = caps::image(&session.device) else {
        return Ok(());
    };
    let now = State::parse(&requests::read_state(session).await?);
    if let Some(stop) = segments::stop(&now, image, name.as_str()) {
        requests::change_state(session, Doing::StoppingDamagedFile, &stop).await?;
    }
    Ok(())
}

/// WLED says "success" to a full disk, too: a file that is short, or not there, where no room is left. One that is new and
/// called as ours but for one bit was misnamed on the way, and is deleted.
async fn look(
    upload: &GifUpload,
    payload: &Payload,
    name: &StoredName,
    before: &[Entry],
) -> Result<(), DeviceError> {
    let name = name.as_str();
    let listed = listing::list(upload).await?;
    let stored = listing::has(&listed, name);
    if stored == Some(payload.len()) || listed.is_empty() {
        return Ok(());
    }
    let wanted = DeviceId::stored(name);
    let is_misnamed = |entry: &&Entry| {
        entry.bytes == payload.len()
            && listing::has(before, &entry.name).is_none()
            && wanted.differs_by_one_bit(&DeviceId::stored(&entry.name))
    };
    if let Some(misnamed) = listed.iter().find(is_misnamed) {
        files::delete(upload, &misnamed.name).await?;
        return Ok(()); // reading back says that ours is missing
    }
    let room = files::room(&identify::confirm(upload).await?, &listed);
    let missing = payload.len() - stored.unwrap_or_default().min(payload.len());
    let no_room = files::check_room(room, missing);
    if no_room.is_err() {
        files::delete(upload, name).await?;
        upload.set_open(None);
        let room = room.map(|room| room + stored.unwrap_or_default());
        return files::check_room(room, payload.len()).and(no_room);
    }
    Ok(()) // reading back tells what is wrong, with numbers
}

/// Fetches the stored bytes, hashes them here and compares.
pub(super) async fn verify(
    upload: &GifUpload,
    payload: &Payload,
    receipt: &Receipt,
) -> Result<Verification, DeviceError> {
    let found = read_back(upload, payload, &receipt.stored_as).await?;
    let name = receipt.stored_as.as_str();
    if matches!(found, Verification::Matched(_)) {
        upload.set_open(None);
        upload.cleared(name);
    } else {
        upload.abandon_file(name); // whatever is sent next goes to another name
    }
    Ok(found)
}

async fn read_back(
    session: &Session,
    payload: &Payload,
    name: &StoredName,
) -> Result<Verification, DeviceError> {
    const DOING: Doing = Doing::ReadingBack;
    let call = transfer::read_back(session, payload, format!("/{name}"));
    let answer = session.link.send(call).await;
    match transfer::compared(payload, answer).map_err(link_error(DOING))? {
        Found::Compared(found) => Ok(found),
        Found::Refused(reply) => Err(refusal(DOING, &reply)),
    }
}
