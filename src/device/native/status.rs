//! `GET /api/status`: who a native device is, and what it takes.

use super::auth;
use super::reply::{body, link_error, refusal};
use crate::device::{Device, DeviceAddr, DeviceError, DeviceId, Secret, Session, display_text};
use crate::link::{Attempts, Call, DeviceLink, LinkError, ProbeTimeout};
use crate::pattern::{Limits, Matrix};
use serde::Deserialize;

/// Most LEDs of level 1: its firmware refuses more.
const LEVEL1_MAX_LEDS: u64 = 512;

/// The status object. Only `pattern_loaded` and `num_leds` tell a native device from anything else; unknown fields never matter.
#[derive(Deserialize, Debug)]
pub(super) struct Status {
    pub(super) pattern_loaded: bool,
    pub(super) num_leds: u64,
    #[serde(default)]
    pub(super) num_frames: u64,
    #[serde(default)]
    pub(super) pattern_size: u64,
    #[serde(default)]
    id: Option<String>,
    #[serde(default)]
    name: Option<String>,
    #[serde(default)]
    fw: Option<String>,
    #[serde(default)]
    chip: Option<String>,
    #[serde(default)]
    leds: Option<u64>,
    #[serde(default)]
    pub(super) free_bytes: Option<u64>,
    #[serde(default)]
    max_leds: Option<u64>,
    #[serde(default)]
    max_frames: Option<u64>,
    #[serde(default)]
    max_pattern_bytes: Option<u64>,
    #[serde(default)]
    matrix: Option<Size>,
    #[serde(default)]
    pub(super) playing: Option<String>,
    /// Of the pattern that plays.
    #[serde(default)]
    pub(super) sha256: Option<String>,
    #[serde(default)]
    caps: Vec<String>,
    /// The upload that is open.
    #[serde(default)]
    pub(super) upload: Option<OpenUpload>,
}

/// An open upload, as the status tells it.
#[derive(Deserialize, Debug)]
pub(super) struct OpenUpload {
    pub(super) id: String,
    pub(super) length: u64,
}

#[derive(Deserialize, Debug)]
struct Size {
    w: u16,
    h: u16,
}

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

/// Asks who answers. `None` where the answer is no native device's.
pub(super) async fn identify(
    address: &DeviceAddr,
    link: &DeviceLink,
    attempts: &Attempts,
    secret: Option<&Secret>,
) -> Result<Option<Device>, DeviceError> {
    const DOING: &str = "asking what it is";
    let call = Call {
        fresh: true,
        numbered: true,
        ..Call::get("/api/status", attempts)
    };
    let reply = match auth::ask(link, call, secret).await {
        Ok((reply, _)) => reply,
        Err(cause) => {
            return Err(match not_json(&cause) {
                Some(detail) => DeviceError::NotADevice { detail },
                None => link_error(DOING)(cause),
            });
        }
    };
    if reply.status == http::StatusCode::UNAUTHORIZED || reply.status.is_redirection() {
        return match refusal(DOING, &reply) {
            DeviceError::SaidNo { .. } => Ok(None),
            error => Err(error),
        };
    }
    if !reply.status.is_success() {
        return Ok(None);
    }
    let Ok(status) = serde_json::from_slice::<Status>(body(&reply)) else {
        return Ok(None);
    };
    let device = status.into_device(address);
    // only where every answer says to which request it is, one connection can serve several
    link.keep_connections(auth::device_of(&reply).is_some());
    link.set_probe_timeout(if super::is_level2(&device) {
        ProbeTimeout::Adaptive
    } else {
        ProbeTimeout::NATIVE_LEVEL_1
    });
    Ok(Some(device))
}

/// Asks again who answers: whoever is at the address now must be who was there before.
pub(super) async fn confirm(session: &Session) -> Result<(), DeviceError> {
    let expected = &session.device;
    let ask = || {
        identify(
            &expected.address,
            &session.link,
            &session.attempts,
            session.secret(),
        )
    };
    let mut found = ask().await?;
    let is_odd = |now: &Device| now.id != expected.id && expected.id.may_be_damaged(&now.id);
    if found.as_ref().is_none_or(is_odd) {
        found = ask().await?; // the answer to another request, or one that was damaged on the way
    }
    match found {
        Some(now) if now.id == expected.id => Ok(()),
        Some(now) => Err(DeviceError::IdentityChanged {
            expected: expected.id.clone(),
            found: now.id,
        }),
        None => Err(DeviceError::NotADevice {
            detail: "something else answers there now".into(),
        }),
    }
}

/// The words of an answer that never was JSON, through all attempts.
fn not_json(cause: &LinkError) -> Option<String> {
    match cause {
        LinkError::Protocol { detail } => Some(detail.clone()),
        LinkError::Exhausted { last, .. } => not_json(last),
        _ => None,
    }
}

impl Status {
    fn into_device(self, address: &DeviceAddr) -> Device {
        let level1 = self.caps.is_empty();
        let id = self.id.as_deref().and_then(DeviceId::from_mac);
        let name = self
            .name
            .as_deref()
            .map(display_text)
            .filter(|n| !n.is_empty());
        Device {
            id: id.unwrap_or_else(|| DeviceId::from_address(address)),
            name: name.unwrap_or_else(|| address.to_string()),
            family: "native",
            kind: if level1 {
                "Upload Bridge player, level 1"
            } else {
                "Upload Bridge player"
            },
            chip: self.chip.as_deref().map(display_text),
            firmware: self.fw.as_deref().map(display_text),
            address: address.clone(),
            leds: self
                .leds
                .and_then(|n| usize::try_from(n).ok())
                .filter(|&n| n > 0),
            matrix: self.matrix.and_then(|size| Matrix::new(size.w, size.h)),
            limits: Limits {
                max_leds: if level1 {
                    Some(LEVEL1_MAX_LEDS)
                } else {
                    self.max_leds
                },
                max_frames: self.max_frames,
                max_bytes: self.max_pattern_bytes,
                free_bytes: self.free_bytes,
                supply: None,
            },
            caps: self.caps.into_iter().collect(),
            playing: self.playing.as_deref().map(display_text),
        }
    }
}
