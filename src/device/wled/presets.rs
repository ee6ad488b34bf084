//! `/presets.json`: reading it, saving one preset at a time, putting the whole file back. Careless writing corrupts it on
//! real devices: so it is read before, waited for, and read again after; and what a save of ours harmed is put back.

use super::json::merge;
use super::reply::{link_error, post_json, success};
use super::{files, identify, requests};
use crate::device::{DeviceError, Doing, Session};
use crate::link::{Call, Expect, LinkError, Transport};
use crate::message::Message;
use crate::msg;
use bytes::Bytes;
use http::StatusCode;
use serde_json::{Map, Value, json};
use std::time::Duration;

/// Every preset by its number, as text; "0" is an empty dummy.
pub(super) type Presets = Map<String, Value>;

const READING: Doing = Doing::ReadingPresets;
const SAVING: Doing = Doing::SavingPreset;
const RESTORING: Doing = Doing::RestoringPresets;
const FILE: &str = "presets.json";
/// Numbers that a preset may have.
const NUMBERS: std::ops::RangeInclusive<u64> = 1..=250;
/// Maximum size of the presets file in bytes; real ones have up to 100 KB.
const MAX: usize = 1 << 20;
/// The device writes a preset up to a second after it was asked to.
const SAVED_WITHIN: Duration = Duration::from_secs(6);
/// The file without presets.
const NO_PRESETS: &[u8] = br#"{"0":{}}"#;
/// Pause between two checks.
const LOOK: Duration = Duration::from_millis(500);

fn unexpected(doing: Doing, detail: Message) -> DeviceError {
    DeviceError::Unexpected { doing, detail }
}

/// The file as it is, byte by byte; empty where there is none.
pub(super) async fn bytes(session: &Session) -> Result<Bytes, DeviceError> {
    let call = Call {
        expect: Expect::Bytes { max: MAX },
        ..Call::get("/presets.json", &session.attempts)
    };
    let reply = session.link.send(call).await.map_err(link_error(READING))?;
    if reply.status == StatusCode::NOT_FOUND {
        return Ok(Bytes::new());
    }
    Ok(Bytes::copy_from_slice(
        success(READING, reply)?.body.as_bytes(),
    ))
}

/// The entries of a file of presets, whatever they are: real devices hold odd ones, which are taken and left alone. Bytes
/// that are no text are read as replacement characters. `None` for what is no JSON object.
pub(super) fn parse(bytes: &[u8]) -> Option<Presets> {
    let text = String::from_utf8_lossy(bytes);
    let text = text.trim_matches(|c: char| c == '\u{feff}' || c == '\0' || c.is_whitespace());
    if text.is_empty() {
        return Some(Presets::new());
    }
    match serde_json::from_str(text).ok()? {
        Value::Object(map) => Some(map),
        _ => None,
    }
}

/// Reads all presets, and their file. A file that is just being written is read again.
async fn whole(session: &Session) -> Result<(Presets, Bytes), DeviceError> {
    let deadline = tokio::time::Instant::now() + SAVED_WITHIN;
    loop {
        let bytes = bytes(session).await?;
        if let Some(presets) = parse(&bytes) {
            return Ok((presets, bytes));
        }
        if tokio::time::Instant::now() >= deadline {
            return Err(unexpected(READING, msg!("detail-presets-damaged")));
        }
        tokio::time::sleep(LOOK).await;
    }
}

/// Reads all presets.
pub(super) async fn read(session: &Session) -> Result<Presets, DeviceError> {
    whole(session).await.map(|(presets, _)| presets)
}

/// The number of the preset of that name.
pub(super) fn named(presets: &Presets, name: &str) -> Option<u64> {
    let is_it = |preset: &Value| preset.get("n").and_then(Value::as_str) == Some(name);
    presets
        .iter()
        .filter(|(_, preset)| is_it(preset))
        .find_map(|(key, _)| key.parse().ok().filter(|n| NUMBERS.contains(n)))
}

/// The first number that no preset has.
pub(super) fn free(presets: &Presets) -> Option<u64> {
    NUMBERS
        .into_iter()
        .find(|number| !presets.contains_key(&number.to_string()))
}

/// The result of a save.
enum Saved {
    /// The preset is there, and all others are as they were.
    Kept,
    /// Others were harmed, and have been put back.
    PutBack,
}

/// Saves one preset: `body` without its number. Waits until `is_there` finds it and all others are as they were; where
/// another was damaged, restores the whole file and saves the preset again.
pub(super) async fn save(
    session: &Session,
    number: u64,
    body: &Value,
    is_there: impl Fn(&Value) -> bool,
) -> Result<(), DeviceError> {
    let mut asked = json!({ "psave": number, "v": true });
    merge(&mut asked, body.clone());
    for _ in 0..2 {
        if let Saved::Kept = save_once(session, number, &asked, &is_there).await? {
            return Ok(());
        }
        session.attempts.repeat();
    }
    Err(unexpected(SAVING, msg!("detail-presets-put-back")))
}

async fn save_once(
    session: &Session,
    number: u64,
    asked: &Value,
    is_there: impl Fn(&Value) -> bool,
) -> Result<Saved, DeviceError> {
    let (before, file) = whole(session).await?;
    // whether a call that got no answer was heard is not known, and two saves at once harm the file: so it is looked for
    let call = Call {
        idempotent: false,
        ..post_json(session, "/json/si", asked)
    };
    let sent = requests::send_preset(session, SAVING, call)
        .await
        .and_then(|reply| success(SAVING, reply));
    // an answer that was lost or cannot be read says nothing of whether it was saved
    let is_unheard = |error: &DeviceError| {
        matches!(
            error,
            DeviceError::Link {
                cause: LinkError::Protocol { .. },
                ..
            }
        )
    };
    if let Err(error) = &sent
        && !error.is_absence()
        && !is_unheard(error)
    {
        return sent.map(|_| Saved::Kept);
    }
    let deadline = tokio::time::Instant::now() + SAVED_WITHIN;
    loop {
        tokio::time::sleep(LOOK).await;
        let now = parse(&bytes(session).await?);
        let is_late = tokio::time::Instant::now() >= deadline;
        match now {
            Some(now) if !keeps_others(&before, &now, number) && is_late => break,
            Some(now) if now.get(&number.to_string()).is_some_and(&is_there) => {
                if keeps_others(&before, &now, number) {
                    return Ok(Saved::Kept);
                }
                break;
            }
            None if is_late => break,
            Some(_) if is_late => {
                sent?;
                return Err(unexpected(SAVING, msg!("detail-preset-not-kept")));
            }
            _ => {}
        }
    }
    tracing::warn!("saving a preset has damaged others: they are put back");
    replace(session, &file, &before).await?;
    Ok(Saved::PutBack)
}

fn keeps_others(before: &Presets, now: &Presets, number: u64) -> bool {
    before
        .iter()
        .filter(|(key, _)| **key != number.to_string())
        .all(|(key, preset)| now.get(key) == Some(preset))
}

/// Deletes one preset.
pub(super) async fn delete(session: &Session, number: u64) -> Result<(), DeviceError> {
    const DOING: Doing = Doing::DeletingPreset;
    let call = post_json(session, "/json/si", &json!({ "pdel": number, "v": true }));
    success(DOING, requests::send(session, DOING, call).await?).map(|_| ())
}

/// Replaces the whole file by those bytes, and reads it back to compare what is in it.
async fn replace(session: &Session, file: &Bytes, presets: &Presets) -> Result<(), DeviceError> {
    identify::confirm(session).await?;
    files::unlocked_list(session).await?;
    // a device that never had a preset has no file
    let file = if file.is_empty() {
        &Bytes::from_static(NO_PRESETS)
    } else {
        file
    };
    files::replace(session, FILE, file, "application/json").await?;
    let now = read(session).await?;
    if now == *presets || (presets.is_empty() && parse(file) == Some(now)) {
        return Ok(());
    }
    Err(DeviceError::Differs {
        detail: msg!("detail-presets-differ"),
    })
}

/// The file of all presets, byte by byte, whatever is in it; one that is just being written is read again.
pub(super) async fn backup(session: &Session) -> Result<Bytes, DeviceError> {
    match whole(session).await {
        Ok((_, bytes)) => Ok(bytes),
        Err(DeviceError::Unexpected { .. }) => bytes(session).await,
        Err(error) => Err(error),
    }
}

/// Puts a backup back.
pub(super) async fn restore(session: &Session, backup: &[u8]) -> Result<(), DeviceError> {
    let is_preset = |(key, preset): (&String, &Value)| {
        preset.is_object() && key.parse::<u64>().is_ok_and(|n| n <= *NUMBERS.end())
    };
    let presets = parse(backup).filter(|presets| presets.iter().any(is_preset));
    let presets = presets.ok_or_else(|| unexpected(RESTORING, msg!("detail-no-backup")))?;
    // minified, as the device finds a preset in it by its bytes; what is no text stays as it is
    let file = match serde_json::from_slice::<Value>(backup) {
        Ok(_) => Bytes::from(Value::Object(presets.clone()).to_string()),
        Err(_) => Bytes::copy_from_slice(backup),
    };
    replace(session, &file, &presets).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn odd_entries_are_taken_and_no_objects_are_refused() {
        let presets = |text: &[u8]| parse(text).unwrap();
        assert_eq!(presets(br#"{"0":{},"1":{"n":"Fire"},"250":{}}"#).len(), 3);
        assert_eq!(presets(b"").len(), 0, "no presets yet");
        let odd =
            presets(br#"{"0":{},"1":true,"2":null,"3":"x","251":{"n":"Sea"},"foo":{"n":"Sky"}}"#);
        assert_eq!((free(&odd), odd.len()), (Some(4), 6));
        assert_eq!((named(&odd, "Sea"), named(&odd, "Sky")), (None, None));
        let cut = presets(b"\xef\xbb\xbf{\"1\":{\"n\":\"L\xd0\"}}\0");
        assert_eq!(named(&cut, "L\u{fffd}"), Some(1));
        for other in [&b"[]"[..], b"{", br#"{"1":{}"#] {
            assert_eq!(parse(other), None, "{other:?}");
        }
    }

    #[test]
    fn the_first_free_number_is_taken_and_names_are_found() {
        let presets = parse(r#"{"0":{},"1":{"n":"Fire"},"3":{"n":"Sea"}}"#.as_bytes()).unwrap();
        assert_eq!(
            (free(&presets), named(&presets, "Sea"), named(&presets, "x")),
            (Some(2), Some(3), None)
        );
        let all: Presets = (0..=250).map(|n| (n.to_string(), json!({}))).collect();
        assert_eq!(free(&all), None);
    }

    #[test]
    fn a_save_may_change_its_own_preset_only() {
        let before = parse(r#"{"0":{},"1":{"n":"Fire"},"2":{"n":"Old"}}"#.as_bytes()).unwrap();
        let after = |text: &str| keeps_others(&before, &parse(text.as_bytes()).unwrap(), 2);
        assert!(after(r#"{"0":{},"1":{"n":"Fire"},"2":{"n":"New"}}"#));
        assert!(!after(r#"{"0":{},"2":{"n":"New"}}"#), "one is gone");
        assert!(
            !after(r#"{"0":{},"1":{"n":"Fir"},"2":{"n":"New"}}"#),
            "one is changed"
        );
    }
}
