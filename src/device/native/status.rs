//! `GET /api/status`: identifies a native device, and reads what it accepts.

use super::auth;
use super::level::is_level2;
use super::reply::{body, link_error, refusal};
use crate::device::{Cap, Device, DeviceAddr, DeviceError, DeviceId, Doing, Secret, Session};
use crate::link::{Attempts, Call, DeviceLink, LinkError, ProbeTimeout};
use crate::message::Message;
use crate::msg;
use crate::pattern::{Limits, MAX_LEDS, Matrix};
use crate::text::display_text;
use serde::Deserialize;
use std::time::Duration;

/// Maximum LED count of level 1: its firmware refuses more.
const LEVEL1_MAX_LEDS: u64 = 512;

/// The status object. `pattern_loaded` and `num_leds` identify a native device; unknown fields never matter.
#[derive(Deserialize, Debug)]
pub(super) struct Status {
    pub(super) pattern_loaded: bool,
    num_leds: Count,
    #[serde(default)]
    num_frames: Count,
    #[serde(default)]
    pattern_size: Count,
    #[serde(default)]
    id: Option<String>,
    #[serde(default)]
    name: Option<String>,
    #[serde(default)]
    fw: Option<String>,
    #[serde(default)]
    chip: Option<String>,
    /// Time since its start, in seconds.
    #[serde(default)]
    uptime_s: Option<u64>,
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

/// A count that a status gives: level 1 firmware puts its JSON together by hand, and some of it writes numbers as text.
/// What is no count (below 0, above 32 bits, other text) is 0, as of a device that holds no pattern.
#[derive(Deserialize, Clone, Copy, Debug, Default, PartialEq, Eq)]
#[serde(from = "Written")]
struct Count(u64);

/// A count as it is written.
#[derive(Deserialize)]
#[serde(untagged)]
enum Written {
    Number(f64),
    Text(String),
}

impl From<Written> for Count {
    fn from(written: Written) -> Self {
        let number = match written {
            Written::Number(number) => Some(number),
            Written::Text(text) => text.trim().parse().ok(),
        };
        let is_count = |n: &f64| (0.0..=f64::from(u32::MAX)).contains(n);
        Self(number.filter(is_count).map_or(0, |n| n as u64))
    }
}

/// An open upload, as the status reports it.
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

/// Identifies the device at an address; `None` where it is not a native device.
pub(super) async fn identify(
    address: &DeviceAddr,
    link: &DeviceLink,
    attempts: &Attempts,
    secret: Option<&Secret>,
) -> Result<Option<Device>, DeviceError> {
    const DOING: Doing = Doing::Identifying;
    let call = Call {
        fresh: true,
        numbered: true,
        ..Call::get("/api/status", attempts)
    };
    let reply = match auth::ask(link, call, secret).await {
        Ok((reply, _)) => reply,
        Err(cause) => {
            return Err(match not_json(&cause) {
                Some(detail) => DeviceError::NotADevice {
                    detail: Some(detail),
                },
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
    link.set_probe_timeout(if is_level2(&device) {
        ProbeTimeout::Adaptive
    } else {
        ProbeTimeout::NATIVE_LEVEL_1
    });
    Ok(Some(device))
}

/// Checks that the device of the session still answers, and returns its uptime.
pub(super) async fn confirm(session: &Session) -> Result<Option<Duration>, DeviceError> {
    let expected = &session.device;
    let ask = async || {
        let found = identify(
            &expected.address,
            &session.link,
            &session.attempts,
            session.secret(),
        );
        let found = found.await;
        if found == Err(DeviceError::Locked) && session.secret().is_some() {
            session.refuse_secret();
        }
        found
    };
    let mut found = ask().await?;
    let is_odd = |now: &Device| now.id != expected.id && expected.id.differs_by_one_bit(&now.id);
    if found.as_ref().is_none_or(is_odd) {
        found = ask().await?; // the answer to another request, or one that was damaged on the way
    }
    match found {
        Some(now) if now.id == expected.id => Ok(now.uptime),
        Some(now) => Err(DeviceError::IdentityChanged {
            expected: expected.id.clone(),
            found: now.id,
        }),
        None => Err(DeviceError::NotADevice {
            detail: Some(msg!("detail-other-answers")),
        }),
    }
}

/// What was wrong with an answer that was not JSON, through all attempts.
fn not_json(cause: &LinkError) -> Option<Message> {
    match cause {
        LinkError::Protocol { detail } => Some(detail.clone()),
        LinkError::Exhausted { last, .. } => not_json(last),
        _ => None,
    }
}

impl Status {
    /// LEDs, frames and bytes of the pattern that it holds.
    pub(super) fn pattern(&self) -> (u64, u64, u64) {
        (self.num_leds.0, self.num_frames.0, self.pattern_size.0)
    }

    /// LEDs that it has, where it says: at level 1 those of the pattern it holds.
    fn leds(&self, level1: bool) -> Option<usize> {
        let said = match self.leds {
            None if level1 => Some(self.num_leds.0),
            said => said,
        };
        said.and_then(|n| usize::try_from(n).ok())
            .filter(|n| (1..=MAX_LEDS).contains(n))
    }

    /// Maximum LEDs of a frame. Level 1 takes as many as its firmware has a buffer for; where it counts LEDs without holding a
    /// pattern, these are all that it drives.
    fn max_leds(&self, level1: bool) -> Option<u64> {
        match self.leds(level1).map(|leds| leds as u64) {
            _ if !level1 => self.max_leds,
            Some(leds) if !self.pattern_loaded => Some(leds),
            Some(more) if more > LEVEL1_MAX_LEDS => None, // another firmware, with another limit
            _ => Some(LEVEL1_MAX_LEDS),
        }
    }

    fn into_device(self, address: &DeviceAddr) -> Device {
        let level1 = self.caps.is_empty();
        let leds = self.leds(level1);
        let max_leds = self.max_leds(level1);
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
                msg!("kind-native-level-1")
            } else {
                msg!("kind-native")
            },
            chip: self.chip.as_deref().map(display_text),
            firmware: self.fw.as_deref().map(display_text),
            address: address.clone(),
            leds,
            matrix: self.matrix.and_then(|size| Matrix::new(size.w, size.h)),
            limits: Limits {
                max_leds,
                max_frames: self.max_frames,
                max_bytes: self.max_pattern_bytes,
                free_bytes: self.free_bytes,
                supply: None,
            },
            caps: self
                .caps
                .iter()
                .map(|cap| Cap::from(cap.as_str()))
                .collect(),
            playing: self.playing.as_deref().map(display_text),
            uptime: self.uptime_s.map(Duration::from_secs),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// LEDs that it has, and most LEDs of a frame.
    fn leds(status: &str) -> Option<(Option<usize>, Option<u64>)> {
        let status: Status = serde_json::from_str(status).ok()?;
        let address = DeviceAddr::from_socket("127.0.0.1:80".parse().unwrap());
        let device = status.into_device(&address);
        Some((device.leds, device.limits.max_leds))
    }

    #[test]
    fn level_1_has_as_many_leds_as_it_counts() {
        let holding = |n: &str| leds(&format!(r#"{{"pattern_loaded":true,"num_leds":{n}}}"#));
        for said in ["300", "300.0", r#""300""#, r#"" 300 ""#] {
            assert_eq!(holding(said), Some((Some(300), Some(512))), "{said}");
        }
        assert_eq!(holding("600"), Some((Some(600), None)));
        for nonsense in ["0", "-3", "70000", "1e99", r#""many""#, r#""""#, r#""NaN""#] {
            assert_eq!(holding(nonsense), Some((None, Some(512))), "{nonsense}");
        }
        for other in ["null", "[300]", "true"] {
            assert_eq!(holding(other), None, "{other}: another kind of device");
        }
        let empty = r#"{"pattern_loaded":false,"num_leds":"300"}"#;
        assert_eq!(leds(empty), Some((Some(300), Some(300))));
    }

    #[test]
    fn level_2_counts_the_leds_of_a_pattern_apart_from_its_own() {
        let says = |more: &str| {
            leds(&format!(
                r#"{{"pattern_loaded":true,"num_leds":8,"caps":["resume","library"]{more}}}"#
            ))
        };
        assert_eq!(says(""), Some((None, None)));
        assert_eq!(
            says(r#","leds":256,"max_leds":512"#),
            Some((Some(256), Some(512)))
        );
    }
}
