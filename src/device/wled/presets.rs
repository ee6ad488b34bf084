//! `/presets.json`: reading it, saving one preset at a time, putting the whole file back. Careless writing corrupts it on
//! real devices: so it is read before, waited for, and read again after; and what a save of ours harmed is put back.

use super::reply::{link_error, post_json, success};
use super::{files, info};
use crate::device::{DeviceError, Session};
use crate::link::classify::Verdict;
use crate::link::{Call, Expect, Transport};
use bytes::Bytes;
use http::StatusCode;
use serde_json::{Map, Value, json};
use std::time::Duration;

/// Every preset by its number, as text; "0" is an empty dummy.
pub(super) type Presets = Map<String, Value>;

const READING: &str = "reading its presets";
const SAVING: &str = "saving a preset";
const RESTORING: &str = "restoring its presets";
const FILE: &str = "presets.json";
/// Numbers that a preset may have.
const NUMBERS: std::ops::RangeInclusive<u64> = 1..=250;
/// Largest file that is read; real ones have 100 KB at most.
const MAX: usize = 1 << 20;
/// The device writes a preset up to a second after it was asked to.
const SAVED_WITHIN: Duration = Duration::from_secs(6);
/// Between two looks whether it has.
const LOOK: Duration = Duration::from_millis(500);

fn unexpected(doing: &'static str, detail: &str) -> DeviceError {
    DeviceError::Unexpected {
        doing,
        detail: detail.to_owned(),
    }
}

/// The file as it is; empty where there is none.
pub(super) async fn text(session: &Session) -> Result<String, DeviceError> {
    let call = Call {
        expect: Expect::Bytes { max: MAX },
        ..Call::get("/presets.json", &session.attempts)
    };
    let reply = session.link.send(call).await.map_err(link_error(READING))?;
    if reply.status == StatusCode::NOT_FOUND {
        return Ok(String::new());
    }
    Ok(String::from_utf8_lossy(success(READING, reply)?.body.as_bytes()).into_owned())
}

/// The presets of a file: an object of objects with the numbers 0 to 250. `None` for anything else.
pub(super) fn parse(text: &str) -> Option<Presets> {
    if text.trim().is_empty() {
        return Some(Presets::new());
    }
    let is_number = |key: &String| {
        key.parse::<u64>()
            .is_ok_and(|n| n <= 250 && n.to_string() == *key)
    };
    match serde_json::from_str(text).ok()? {
        Value::Object(map)
            if map
                .iter()
                .all(|(key, preset)| is_number(key) && preset.is_object()) =>
        {
            Some(map)
        }
        _ => None,
    }
}

/// All presets. A file that is just being written is read again.
pub(super) async fn read(session: &Session) -> Result<Presets, DeviceError> {
    let deadline = tokio::time::Instant::now() + SAVED_WITHIN;
    loop {
        if let Some(presets) = parse(&text(session).await?) {
            return Ok(presets);
        }
        if tokio::time::Instant::now() >= deadline {
            return Err(unexpected(READING, "the file of its presets is damaged"));
        }
        tokio::time::sleep(LOOK).await;
    }
}

/// The number of the preset of that name.
pub(super) fn named(presets: &Presets, name: &str) -> Option<u64> {
    let is_it = |preset: &Value| preset.get("n").and_then(Value::as_str) == Some(name);
    presets
        .iter()
        .find(|(_, preset)| is_it(preset))?
        .0
        .parse()
        .ok()
}

/// The first number that no preset has.
pub(super) fn free(presets: &Presets) -> Option<u64> {
    NUMBERS
        .into_iter()
        .find(|number| !presets.contains_key(&number.to_string()))
}

/// Saves one preset: `body` without its number. Waits until `is_there` finds it and all others are as they were; where
/// another was harmed, the whole file is put back.
pub(super) async fn save(
    session: &Session,
    number: u64,
    body: &Value,
    is_there: impl Fn(&Value) -> bool,
) -> Result<(), DeviceError> {
    let before = read(session).await?;
    let mut asked = json!({ "psave": number });
    super::state::merge(&mut asked, body.clone());
    let sent = ask_to_save(session, &asked).await;
    if let Err(error) = &sent
        && !error.is_absence()
    {
        return sent;
    }
    let deadline = tokio::time::Instant::now() + SAVED_WITHIN;
    loop {
        tokio::time::sleep(LOOK).await;
        let now = parse(&text(session).await?);
        match now {
            Some(now) if now.get(&number.to_string()).is_some_and(&is_there) => {
                return if keeps_others(&before, &now, number) {
                    Ok(())
                } else {
                    put_back(session, &before).await
                };
            }
            _ if tokio::time::Instant::now() < deadline => {}
            None => return put_back(session, &before).await,
            Some(_) => {
                sent?;
                return Err(unexpected(SAVING, "it did not keep the preset"));
            }
        }
    }
}

/// Asks once. Whether a call that got no answer was heard is not known, and two saves at once harm the file; but a
/// device that says that it is busy has done nothing, and is asked again.
async fn ask_to_save(session: &Session, asked: &Value) -> Result<(), DeviceError> {
    loop {
        let call = Call {
            idempotent: false,
            ..post_json(session, "/json/state", asked)
        };
        let reply = session.link.send(call).await.map_err(link_error(SAVING))?;
        let refused = match success(SAVING, reply) {
            Err(busy @ DeviceError::Busy { .. }) => busy,
            done => return done.map(|_| ()),
        };
        let again = session
            .link
            .policy()
            .next(&Verdict::Busy { retry_after: None }, &session.attempts);
        let Some(wait) = again else {
            return Err(refused);
        };
        tokio::time::sleep(wait).await;
    }
}

fn keeps_others(before: &Presets, now: &Presets, number: u64) -> bool {
    before
        .iter()
        .filter(|(key, _)| **key != number.to_string())
        .all(|(key, preset)| now.get(key) == Some(preset))
}

/// A save of ours has harmed the file.
async fn put_back(session: &Session, before: &Presets) -> Result<(), DeviceError> {
    tracing::warn!("saving a preset has damaged others: they are put back");
    write(session, before).await?;
    Err(unexpected(
        SAVING,
        "the other presets were damaged by it, and have been put back",
    ))
}

/// Deletes one.
pub(super) async fn delete(session: &Session, number: u64) -> Result<(), DeviceError> {
    const DOING: &str = "deleting a preset";
    let call = post_json(session, "/json/state", &json!({ "pdel": number }));
    success(
        DOING,
        session.link.send(call).await.map_err(link_error(DOING))?,
    )
    .map(|_| ())
}

/// Replaces the whole file, and reads it back to compare. Minified: the device finds a preset in it by its bytes.
async fn write(session: &Session, presets: &Presets) -> Result<(), DeviceError> {
    info::confirm(session).await?;
    files::unlocked_list(session).await?;
    let bytes = Bytes::from(Value::Object(presets.clone()).to_string());
    files::store(session, FILE, &bytes, "application/json").await?;
    if read(session).await? == *presets {
        return Ok(());
    }
    Err(DeviceError::Differs {
        detail: "the presets it gives back are not those of the backup".into(),
    })
}

/// All presets as one file, minified.
pub(super) async fn backup(session: &Session) -> Result<Bytes, DeviceError> {
    Ok(Bytes::from(Value::Object(read(session).await?).to_string()))
}

/// Puts a backup back.
pub(super) async fn restore(session: &Session, backup: &[u8]) -> Result<(), DeviceError> {
    let presets = std::str::from_utf8(backup)
        .ok()
        .and_then(parse)
        .filter(|presets| !presets.is_empty());
    let presets =
        presets.ok_or_else(|| unexpected(RESTORING, "the file is no backup of presets"))?;
    write(session, &presets).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_file_of_presets_is_one() {
        assert_eq!(
            parse(r#"{"0":{},"1":{"n":"Fire"},"250":{}}"#)
                .unwrap()
                .len(),
            3
        );
        assert_eq!(parse("").unwrap().len(), 0, "no presets yet");
        for other in [
            "[]",
            "{",
            r#"{"1":[]}"#,
            r#"{"251":{}}"#,
            r#"{"01":{}}"#,
            r#"{"wifi":{}}"#,
            r#"{"1":{}"#,
        ] {
            assert_eq!(parse(other), None, "{other}");
        }
    }

    #[test]
    fn the_first_free_number_is_taken_and_names_are_found() {
        let presets = parse(r#"{"0":{},"1":{"n":"Fire"},"3":{"n":"Sea"}}"#).unwrap();
        assert_eq!(
            (free(&presets), named(&presets, "Sea"), named(&presets, "x")),
            (Some(2), Some(3), None)
        );
        let all: Presets = (0..=250).map(|n| (n.to_string(), json!({}))).collect();
        assert_eq!(free(&all), None);
    }

    #[test]
    fn a_save_may_change_its_own_preset_only() {
        let before = parse(r#"{"0":{},"1":{"n":"Fire"},"2":{"n":"Old"}}"#).unwrap();
        let after = |text| keeps_others(&before, &parse(text).unwrap(), 2);
        assert!(after(r#"{"0":{},"1":{"n":"Fire"},"2":{"n":"New"}}"#));
        assert!(!after(r#"{"0":{},"2":{"n":"New"}}"#), "one is gone");
        assert!(
            !after(r#"{"0":{},"1":{"n":"Fir"},"2":{"n":"New"}}"#),
            "one is changed"
        );
    }
}
