//! Keeping what plays: as a preset, and as what is loaded after power-up.

use super::json::merge;
use super::reply::{post_json, success, wants_pin};
use super::state::State;
use super::{caps, identify, pin, presets, requests};
use crate::device::{DeviceError, Doing, Keep, Session};
use crate::message::Message;
use crate::msg;
use serde_json::{Value, json};

/// Longest name of a preset.
const MAX_NAME: usize = 32;
const KEEPING: Doing = Doing::Keeping;

/// Saves what plays as a preset under a free number; which one, in words.
pub(super) async fn keep(session: &Session, keep: &Keep) -> Result<Message, DeviceError> {
    let full = || DeviceError::Full {
        detail: msg!("detail-presets-taken"),
    };
    let number = presets::free(&presets::read(session).await?).ok_or_else(full)?;
    let name = name(session, keep).await?;
    // with brightness and the bounds of the segments, so that it comes back as it is
    let mut body = json!({ "n": name, "ib": true, "sb": true });
    if keep.at_start {
        merge(&mut body, json!({ "bootps": number }));
    }
    let is_it = |preset: &Value| preset.get("n").and_then(Value::as_str) == Some(name.as_str());
    presets::save(session, number, &body, is_it).await?;
    if keep.at_start && identify::ask_again(session).await?.boot_preset != Some(number) {
        load_at_start(session, number).await?;
    }
    Ok(msg!("kept-as-preset", number = number))
}

/// As the person said; else as the file that plays is called.
async fn name(session: &Session, keep: &Keep) -> Result<String, DeviceError> {
    let name = match (&keep.name, caps::image(&session.device)) {
        (Some(name), _) => name.clone(),
        (None, Some(image)) => {
            let now = State::parse(&requests::read_state(session).await?);
            let file = now.holds(image).unwrap_or("Upload Bridge").to_owned();
            super::names::slug_of(&file).map_or_else(|| file.clone(), str::to_owned)
        }
        (None, None) => "Upload Bridge".to_owned(),
    };
    let name: String = name
        .chars()
        .filter(|c| !c.is_control())
        .take(MAX_NAME)
        .collect();
    Ok(name)
}

/// The way of firmwares before 0.15: the one setting that is touched, and only when a person asks for it.
async fn load_at_start(session: &Session, number: u64) -> Result<(), DeviceError> {
    let ask = || {
        let call = post_json(session, "/json/cfg", &json!({ "def": { "ps": number } }));
        requests::send(session, KEEPING, call)
    };
    let mut reply = ask().await?;
    if wants_pin(&reply) {
        pin::unlock(session).await?;
        reply = ask().await?;
    }
    success(KEEPING, reply)?;
    Ok(())
}
