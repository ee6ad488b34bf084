//! One picture on a WLED that plays no GIFs: a preset that names the colour of every LED (`seg.i`). "Verified" means here
//! that the preset the device gives back sets every pixel to the very colour that was sent, over the same LEDs: however
//! it orders or splits what it stores, it is brought to one form, and that is compared byte by byte.

mod canonical;
mod colours;

use super::area::Area;
use super::json::merge;
use super::preset_upload::PresetUpload;
use super::state::State;
use super::superseded::WITHDRAW;
use super::{identify, live_view, names, presets, requests};
use crate::device::transfer::retry_until;
use crate::device::{
    DeviceError, Digest, Doing, Payload, Playing, Receipt, Session, StoredName, Verification,
};
use crate::message::Message;
use crate::msg;
use crate::pattern::{Finding, FittedPattern, LeftOut, WhyFewer};
use crate::problem::{Code, Remedy};
use canonical::{alike, canonical};
use colours::colours;
use serde_json::{Value, json};
use std::time::Duration;

/// Maximum size of a request body in bytes; WLED refuses more.
const MAX_BODY: usize = 16_383;
/// Bytes that the request needs beside the preset itself: its number, and a flag.
const BESIDE: usize = 40;
/// The same in JSON values.
const VALUES_BESIDE: usize = 4;
/// A preset is applied by the main loop, some time after the answer.
const APPLIED_WITHIN: Duration = Duration::from_millis(2500);
const LOOK: Duration = Duration::from_millis(250);
const STARTING: Doing = Doing::Starting;

fn unsuitable(fact: Message, remedy: Remedy) -> DeviceError {
    DeviceError::from(Finding::blocks(Code::DeviceIncapable, fact, remedy))
}

/// The preset of the pattern's one picture.
pub(super) fn encode(
    max: usize,
    fitted: &FittedPattern,
    name: &StoredName,
) -> Result<Payload, DeviceError> {
    let frames = fitted.frames().hold()?;
    let first = frames.frame(0).unwrap_or_default();
    if frames.iter().any(|(frame, _)| frame != first) {
        let fact = msg!("unfit-still-only", frames = frames.len());
        return Err(unsuitable(fact, Remedy::StreamOrSendStill));
    }
    let area = fitted
        .layout()
        .rows()
        .map_or(Area::strip(frames.leds()), Area::matrix);
    let mut segment = area.to_json();
    merge(
        &mut segment,
        json!({ "fx": 0, "frz": true, "i": colours(first) }),
    );
    let name = names::preset_name(name);
    let preset = json!({ "n": name.as_str(), "on": true, "seg": [segment] });
    let values = values(&preset) + VALUES_BESIDE;
    let text = canonical(&preset);
    if values > max || text.len() + BESIDE > MAX_BODY {
        let fact = msg!(
            "unfit-still-too-complex",
            values = values,
            bytes = text.len(),
            max = max
        );
        return Err(unsuitable(fact, Remedy::StreamOrSimplify));
    }
    let equal = LeftOut::of(frames.len() - 1, WhyFewer::Equal);
    Ok(
        Payload::new(name, text.into(), frames.leds(), 1)
            .with_left_out(equal.into_iter().collect()),
    )
}

/// JSON values in all: each takes a slot in the device's memory.
fn values(value: &Value) -> usize {
    1 + match value {
        Value::Array(list) => list.iter().map(values).sum(),
        Value::Object(map) => map.values().map(values).sum(),
        _ => 0,
    }
}

/// The preset as this device gets it: encoded once for all of one size, for the segment that shows it here.
fn placed(session: &Session, payload: &Payload) -> Value {
    let bytes = payload.held().ok();
    let mut preset = bytes
        .and_then(|bytes| serde_json::from_slice(bytes).ok())
        .unwrap_or(Value::Null);
    // a part of a matrix that a person named by its size stays in the corner
    let is_placed = session.segment().is_some() || session.device.matrix.is_none();
    if let Some(segment) = preset.pointer_mut("/seg/0").filter(|_| is_placed) {
        Area::of(session, payload.leds()).place(segment);
    }
    preset
}

/// Compares a stored preset with the one that was sent.
fn compare(payload: &Payload, sent: &Value, stored: &Value) -> Verification {
    let found = alike(stored, sent, payload.leds())
        .map_or_else(|| canonical(stored), |same| canonical(&same));
    if found == canonical(sent) {
        return payload.compare(payload.len(), payload.digest());
    }
    payload.compare(found.len() as u64, Digest::of(found.as_bytes()))
}

/// Whether the device has a preset of this name that sets these very pixels.
pub(super) async fn find(
    upload: &PresetUpload,
    payload: &Payload,
) -> Result<Option<Receipt>, DeviceError> {
    let found = verify(upload, payload).await?;
    if !matches!(found, Verification::Matched(_)) {
        return Ok(None);
    }
    // it is one answer that says so: it may have been another device's
    identify::confirm(upload).await?;
    let found = verify(upload, payload).await?;
    Ok(matches!(found, Verification::Matched(_)).then(|| Receipt {
        stored_as: payload.name().clone(),
    }))
}

/// Saves it: in the place of the preset of the same name, else under a free number.
pub(super) async fn send(upload: &PresetUpload, payload: &Payload) -> Result<Receipt, DeviceError> {
    identify::confirm(upload).await?;
    let saved = presets::read(upload).await?;
    let name = payload.name().as_str();
    let number = match presets::named(&saved, name) {
        Some(number) => number,
        None => {
            let number = presets::free(&saved).ok_or_else(|| DeviceError::Full {
                detail: msg!("detail-presets-taken"),
            })?;
            upload.set_open(Some(number));
            number
        }
    };
    payload.held()?;
    let mut body = placed(upload, payload);
    // `o`: what is given is kept as it is, instead of what the device shows
    merge(&mut body, json!({ "o": true }));
    upload.hand_over();
    let is_it = |preset: &Value| preset.get("n").and_then(Value::as_str) == Some(name);
    presets::save(upload, number, &body, is_it).await?;
    (upload.progress)(crate::device::Step::Answer, payload.len(), payload.len());
    Ok(Receipt {
        stored_as: payload.name().clone(),
    })
}

/// Reads the preset back and compares its pixels.
pub(super) async fn verify(
    upload: &PresetUpload,
    payload: &Payload,
) -> Result<Verification, DeviceError> {
    let saved = presets::read(upload).await?;
    let stored = presets::named(&saved, payload.name().as_str())
        .and_then(|number| saved.get(&number.to_string()));
    let Some(stored) = stored else {
        return Ok(Verification::Missing);
    };
    let found = compare(payload, &placed(upload, payload), stored);
    if matches!(found, Verification::Matched(_)) {
        upload.set_open(None);
    }
    Ok(found)
}

/// Loads the preset, and looks whether the LEDs show it.
pub(super) async fn play(
    session: &Session,
    receipt: &Receipt,
    stored: (&Payload, &FittedPattern),
) -> Result<Playing, DeviceError> {
    let saved = presets::read(session).await?;
    let number = presets::named(&saved, receipt.stored_as.as_str()).ok_or(DeviceError::Missing)?;
    let mut now =
        requests::change_state(session, STARTING, &json!({ "ps": number, "tt": 0 })).await?;
    let deadline = tokio::time::Instant::now() + APPLIED_WITHIN;
    while now.preset != Some(number) {
        if tokio::time::Instant::now() >= deadline {
            // no preset is loaded while frames come live
            return match identify::confirm(session).await?.streamed() {
                Some(error) => Err(error),
                None => Ok(Playing::No),
            };
        }
        tokio::time::sleep(LOOK).await;
        now = State::parse(&requests::read_state(session).await?);
    }
    if let Some(error) = identify::confirm(session).await?.streamed() {
        return Err(error);
    }
    let seen = live_view::shows(session, stored).await;
    Ok(if seen { Playing::Seen } else { Playing::Said })
}

/// Deletes the preset, which failed the check; where it took the place of an earlier one, that is gone.
pub(super) async fn discard(upload: &PresetUpload, receipt: &Receipt) -> Option<Message> {
    let name = receipt.stored_as.as_str();
    let was_new = upload.open().is_some();
    let take_away = || async {
        identify::confirm(upload).await?;
        match presets::named(&presets::read(upload).await?, name) {
            Some(number) => presets::delete(upload, number).await,
            None => Ok(()),
        }
    };
    match retry_until(upload, WITHDRAW, take_away).await {
        Err(why) => Some(msg!(
            "upload-damaged-preset-stays",
            why = why.message(),
            name = name
        )),
        Ok(()) if was_new => {
            upload.set_open(None);
            None
        }
        Ok(()) => Some(msg!("upload-damaged-preset-deleted", name = name)),
    }
}

/// Deletes a preset that was new and not finished.
pub(super) async fn withdraw(upload: &PresetUpload, payload: &Payload) -> Option<Message> {
    let number = upload.open()?;
    let take_back = || async {
        identify::confirm(upload).await?;
        let saved = presets::read(upload).await?;
        match presets::named(&saved, payload.name().as_str()) {
            Some(found) if found == number => presets::delete(upload, number).await,
            _ => Ok(()),
        }
    };
    let Err(why) = retry_until(upload, WITHDRAW, take_back).await else {
        upload.set_open(None);
        return None;
    };
    Some(msg!(
        "upload-preset-stays",
        why = why.message(),
        number = number,
        name = payload.name().as_str()
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pattern::{Fit, FrameDuration, Frames, Layout, Pattern, PixelOrder, fit};

    fn fitted(leds: usize, rgb: Vec<u8>) -> FittedPattern {
        let durations = vec![FrameDuration::STILL; rgb.len() / leds / 3];
        let frames = Frames::new(leds, rgb, durations).unwrap().into();
        let order = PixelOrder::Strip;
        let warnings = vec![];
        let pattern = Pattern {
            name: "p".into(),
            format: "test",
            frames,
            matrix: None,
            order,
            warnings,
        };
        fit(&pattern, &Layout::strip(leds).unwrap(), &Fit::default()).unwrap()
    }

    fn payload(leds: usize, rgb: Vec<u8>) -> Result<Payload, DeviceError> {
        encode(600, &fitted(leds, rgb), &StoredName::from_text("Heart"))
    }

    #[test]
    fn moving_pictures_are_refused_with_what_would_work() {
        let error = payload(2, (0..12).collect()).unwrap_err();
        assert_eq!(
            (error.code(), error.to_string().contains("2 frames")),
            (Code::DeviceIncapable, true)
        );
        assert!(error.remedy().to_string().contains("Stream"));
        assert!(
            payload(2, vec![7; 12]).is_ok(),
            "frames that are all the same are one picture"
        );
    }

    #[test]
    fn what_the_parser_cannot_hold_is_refused() {
        let noise = |leds: usize| {
            (0..leds * 3)
                .map(|i| (i * 37 % 251) as u8)
                .collect::<Vec<u8>>()
        };
        assert!(payload(500, noise(500)).is_ok());
        assert_eq!(
            payload(600, noise(600)).unwrap_err().code(),
            Code::DeviceIncapable
        );
        assert!(
            payload(4096, vec![9; 4096 * 3]).is_ok(),
            "one colour is one range"
        );
        let text =
            String::from_utf8(payload(500, noise(500)).unwrap().held().unwrap().to_vec()).unwrap();
        assert!(text.len() < MAX_BODY && values(&serde_json::from_str(&text).unwrap()) < 600);
    }

    #[test]
    fn the_same_pixels_match_however_the_device_writes_them() {
        let payload = payload(4, vec![1, 2, 3, 1, 2, 3, 4, 5, 6, 4, 5, 6]).unwrap();
        let sent: Value = serde_json::from_slice(payload.held().unwrap()).unwrap();
        let mut stored = sent.clone();
        stored["seg"][0]["i"] = json!([2, 4, [4, 5, 6], 0, "010203", 1, "010203"]);
        merge(&mut stored, json!({ "mainseg": 0 }));
        assert!(matches!(
            compare(&payload, &sent, &stored),
            Verification::Matched(_)
        ));
        stored["seg"][0]["i"] = json!([0, 2, "010203", "040506", "040507"]);
        assert!(
            matches!(
                compare(&payload, &sent, &stored),
                Verification::Mismatch { .. }
            ),
            "one LED differs"
        );
        stored["seg"][0]["i"] = json!([0, 2, "010203", "040506"]);
        assert!(
            matches!(
                compare(&payload, &sent, &stored),
                Verification::Mismatch { .. }
            ),
            "one LED is missing"
        );
        let mut elsewhere = sent.clone();
        elsewhere["seg"][0]["stop"] = json!(3);
        assert!(
            matches!(
                compare(&payload, &sent, &elsewhere),
                Verification::Mismatch { .. }
            ),
            "over other LEDs"
        );
        assert!(matches!(
            compare(&payload, &sent, &json!({})),
            Verification::Mismatch { .. }
        ));
    }
}
