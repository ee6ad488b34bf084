//! `GET /json/info`: who a WLED is and what it has, from 0.8 to 17 and its forks. Read as it comes: a field that is missing
//! or of another type than today is a field that was not said.

use super::caps;
use super::reply::{get_json, json, link_error, refusal};
use super::state::State;
use crate::device::{
    Cap, Device, DeviceAddr, DeviceError, DeviceId, Firmware, FirmwareCache, Session, Unsupported,
    display_text,
};
use crate::link::{Attempts, Call, DeviceLink, LinkError, ProbeTimeout, Reply, Transport};
use crate::pattern::{Limits, Matrix};
use serde_json::Value;
use std::time::Duration;

/// Kept free on a device's file system: presets and settings are saved there, and corrupt where they do not fit.
pub(super) const RESERVE: u64 = 16_000;
/// LittleFS gives each file whole blocks of so many bytes (ESP32).
pub(super) const BLOCK: u64 = 4096;
/// WLED counts its file system in thousands of bytes.
const KB: u64 = 1000;

/// What a WLED says of itself, as far as it matters here.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Info {
    pub(super) mac: Option<DeviceId>,
    pub(super) name: Option<String>,
    pub(super) version: String,
    /// Of the build; with the number of effects it tells firmwares apart.
    pub(super) build: u64,
    pub(super) effects: u64,
    /// In small letters: other chips than ESP32 come in mixed case.
    pub(super) arch: String,
    pub(super) leds: usize,
    pub(super) matrix: Option<Matrix>,
    pub(super) rgbw: bool,
    /// Bytes used and in all; rounded down to thousands.
    pub(super) fs: Option<(u64, u64)>,
    /// Who streams to it right now, in words.
    pub(super) live: Option<String>,
    /// The preset that is loaded after power-up, where it says.
    pub(super) boot_preset: Option<u64>,
    /// Who streams to it, as it says it: protocol and address.
    pub(super) live_by: Option<(String, String)>,
    /// Where it listens for its own realtime protocols.
    pub(super) realtime_port: Option<u16>,
    /// Segments that have LEDs, where it says.
    pub(super) segments: Option<usize>,
    /// Time since it started.
    pub(super) uptime: Option<Duration>,
    /// Whether it tells its own address: since 0.13, as it takes colours for single LEDs (`seg.i`).
    pub(super) since_0_13: bool,
}

fn number(value: &Value, pointer: &str) -> Option<u64> {
    as_number(value.pointer(pointer)?)
}

/// A number, also one that is written as text.
pub(super) fn as_number(value: &Value) -> Option<u64> {
    let written = || value.as_str()?.trim().parse::<f64>().ok();
    value.as_u64().or_else(|| {
        value
            .as_f64()
            .or_else(written)
            .filter(|n| *n >= 0.0)
            .map(|n| n as u64)
    })
}

fn text(value: &Value, pointer: &str) -> Option<String> {
    value
        .pointer(pointer)?
        .as_str()
        .map(display_text)
        .filter(|text| !text.is_empty())
}

impl Info {
    /// `None` where that is no WLED's. A WLED says its brand, which forks keep and sellers set (`WLED_BRAND` is a build
    /// option): of any other brand, or none, it is known by what no other device has, numbers of effects and palettes beside
    /// its LEDs. Only "FPP" is another program: Falcon Player imitates this answer.
    pub(super) fn parse(info: &Value) -> Option<Self> {
        let version = text(info, "/ver")?;
        let leds = number(info, "/leds/count")?;
        let has_effects = number(info, "/fxcount").is_some() && number(info, "/palcount").is_some();
        match info.get("brand").and_then(Value::as_str) {
            Some("WLED") => {}
            Some("FPP") => return None,
            _ if has_effects => {}
            _ => return None,
        }
        let side = |pointer| number(info, pointer).and_then(|n| u16::try_from(n).ok());
        let matrix = side("/leds/matrix/w")
            .zip(side("/leds/matrix/h"))
            .and_then(|(w, h)| Matrix::new(w, h));
        let is_live = info.get("live").and_then(Value::as_bool) == Some(true);
        let by = [text(info, "/lm"), text(info, "/lip")]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(" from ");
        Some(Self {
            mac: info
                .get("mac")
                .and_then(Value::as_str)
                .and_then(DeviceId::from_mac),
            name: text(info, "/name"),
            version,
            build: number(info, "/vid").unwrap_or_default(),
            effects: number(info, "/fxcount").unwrap_or_default(),
            arch: text(info, "/arch").unwrap_or_default().to_ascii_lowercase(),
            leds: usize::try_from(leds).unwrap_or(usize::MAX),
            matrix,
            rgbw: info.pointer("/leds/rgbw").and_then(Value::as_bool) == Some(true),
            fs: number(info, "/fs/u")
                .zip(number(info, "/fs/t").filter(|t| *t > 0))
                .map(|(u, t)| (u * KB, t * KB)),
            live: is_live.then_some(by),
            live_by: is_live.then(|| {
                ["/lm", "/lip"]
                    .map(|p| text(info, p).unwrap_or_default())
                    .into()
            }),
            realtime_port: number(info, "/udpport")
                .and_then(|n| u16::try_from(n).ok())
                .filter(|&port| port > 0),
            boot_preset: number(info, "/leds/bootps"),
            segments: info
                .pointer("/leds/seglc")
                .and_then(Value::as_array)
                .map(Vec::len),
            uptime: number(info, "/uptime").map(Duration::from_secs),
            since_0_13: info.get("ip").is_some_and(Value::is_string),
        })
    }

    /// Bytes that a new file may take at most, by what the device says.
    fn free_bytes(&self) -> Option<u64> {
        let (used, total) = self.fs?;
        Some(total.saturating_sub(used).saturating_sub(RESERVE + BLOCK))
    }

    fn into_device(self, address: &DeviceAddr, image: Option<usize>) -> Device {
        let caps = caps::of(&self, image);
        let free_bytes = self.free_bytes();
        Device {
            id: self.mac.unwrap_or_else(|| DeviceId::from_address(address)),
            name: self.name.unwrap_or_else(|| address.to_string()),
            family: "wled",
            kind: if image.is_some() {
                "WLED"
            } else {
                "WLED, still pictures only"
            },
            chip: Some(self.arch.clone()).filter(|arch| !arch.is_empty()),
            firmware: Some(self.version.clone()),
            address: address.clone(),
            leds: Some(self.leds).filter(|&n| n > 0),
            matrix: self.matrix,
            limits: Limits {
                max_leds: Some(self.leds as u64),
                free_bytes,
                ..Limits::default()
            },
            caps,
            playing: None,
        }
    }
}

/// Asks who answers. `None` where the answer is no WLED's.
pub(super) async fn identify(
    address: &DeviceAddr,
    link: &DeviceLink,
    attempts: &Attempts,
    cache: &FirmwareCache,
) -> Result<Option<Device>, DeviceError> {
    let Some(info) = ask(link, attempts).await? else {
        return Ok(None);
    };
    // an overloaded WLED cuts its "503" off before the blank line, or closes without a byte
    link.busy_sign().set_cut(true);
    link.set_probe_timeout(ProbeTimeout::Adaptive);
    let image = caps::image_effect(&info, address, link, attempts, cache).await?;
    // where there may be several segments, which ones they are decides what can be sent
    let may_have_several = info.segments != Some(1);
    let state = if may_have_several {
        shown(link, true, &attempts.request()).await
    } else if image.is_some() {
        shown(link, false, &Attempts::new()).await
    } else {
        None
    };
    let is_live = info.live.is_some();
    let mut device = info.into_device(address, image);
    if let Some(state) = state {
        device.playing = image.and_then(|image| state.visible(image as u64, is_live));
        device.caps.extend(state.filled().map(Cap::Segment));
    }
    Ok(Some(device))
}

/// What it says of itself now; `None` where whoever answers is no WLED.
pub(super) async fn ask(
    link: &DeviceLink,
    attempts: &Attempts,
) -> Result<Option<Info>, DeviceError> {
    const DOING: &str = "asking what it is";
    let call = Call {
        fresh: true,
        ..Call::get("/json/info", attempts)
    };
    let reply = match link.send(call).await {
        Ok(reply) => reply,
        Err(cause) => {
            return Err(match not_json(&cause) {
                Some(detail) => DeviceError::NotADevice { detail },
                None => link_error(DOING)(cause),
            });
        }
    };
    if reply.status.is_server_error() && reply.status != http::StatusCode::NOT_IMPLEMENTED {
        return Err(refusal(DOING, &reply));
    }
    if let Some(what) = Unsupported::of(&reply) {
        return Err(DeviceError::Unsupported(what));
    }
    if !reply.status.is_success() {
        return Ok(None);
    }
    let info = json(DOING, &reply)?;
    match Firmware::imitating_wled(&info) {
        Some(firmware) => Err(DeviceError::Unsupported(Unsupported::Firmware(firmware))),
        None => Ok(Info::parse(&info)),
    }
}

/// The same of a session's device, which is known to be one.
pub(super) async fn ask_again(session: &Session) -> Result<Info, DeviceError> {
    let gone = || DeviceError::NotADevice {
        detail: "something else answers there now".into(),
    };
    ask(&session.link, &session.attempts)
        .await?
        .ok_or_else(gone)
}

/// Asks again who answers: whoever is at the address now must be who was there before. Gives what it says of itself now.
pub(super) async fn confirm(session: &Session) -> Result<Info, DeviceError> {
    let expected = &session.device;
    let mut is_second = false;
    loop {
        let info = match ask_again(session).await {
            // the answer to another request, or one that was damaged on the way
            Err(DeviceError::NotADevice { .. }) if !is_second => {
                is_second = true;
                continue;
            }
            info => info?,
        };
        let found = info
            .mac
            .clone()
            .unwrap_or_else(|| DeviceId::from_address(&expected.address));
        if found == expected.id {
            return Ok(info);
        }
        if is_second || !expected.id.may_be_damaged(&found) {
            return Err(DeviceError::IdentityChanged {
                expected: expected.id.clone(),
                found,
            });
        }
        is_second = true; // one bit is wrong: that may have happened on the way
    }
}

/// Makes sure that an answer is this device's: by what stands in it, else by asking.
pub(super) async fn answered_by(session: &Session, reply: &Reply) -> Result<(), DeviceError> {
    let said = serde_json::from_slice::<Value>(reply.body.as_bytes()).ok();
    let info = said.as_ref().and_then(|said| said.get("info"));
    let mac = info.and_then(Info::parse).and_then(|info| info.mac);
    let expected = &session.device.id;
    match mac {
        Some(mac) if mac == *expected => Ok(()),
        Some(found) if !expected.may_be_damaged(&found) => Err(DeviceError::IdentityChanged {
            expected: expected.clone(),
            found,
        }),
        _ => confirm(session).await.map(|_| ()),
    }
}

/// What it shows; `None` where it cannot be asked. Asked once, unless it `repeats`.
async fn shown(link: &DeviceLink, repeats: bool, attempts: &Attempts) -> Option<State> {
    let call = Call {
        idempotent: repeats,
        ..Call::get("/json/state", attempts)
    };
    let tries = if repeats { 2 } else { 1 };
    for _ in 0..tries {
        let reply = link.send(call.clone()).await.ok()?;
        // an answer may be damaged on the way
        if let Ok(state) = json("asking what it shows", &reply)
            && reply.status.is_success()
        {
            return Some(State::parse(&state));
        }
    }
    None
}

/// Addresses of the WLEDs that this one has heard of.
pub(super) async fn neighbours(link: &DeviceLink) -> Vec<std::net::IpAddr> {
    let found = get_json(
        link,
        &Attempts::new(),
        "/json/nodes",
        "asking for its neighbours",
    )
    .await;
    let Ok(found) = found else { return Vec::new() };
    let nodes = found.get("nodes").and_then(Value::as_array);
    nodes
        .into_iter()
        .flatten()
        .filter_map(|node| node.get("ip")?.as_str()?.parse().ok())
        .collect()
}

/// The words of an answer that never was JSON, through all attempts.
fn not_json(cause: &LinkError) -> Option<String> {
    match cause {
        LinkError::Protocol { detail } => Some(detail.clone()),
        LinkError::Exhausted { last, .. } => not_json(last),
        _ => None,
    }
}
