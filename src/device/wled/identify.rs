//! Identifies a WLED: at first, and again before and after every change.

use super::caps;
use super::info::Info;
use super::reply::{get_json, json, link_error, refusal};
use super::state::State;
use crate::device::{
    Cap, Device, DeviceAddr, DeviceError, DeviceId, Doing, Firmware, FirmwareCache, Session,
    Unsupported,
};
use crate::link::{Attempts, Call, DeviceLink, LinkError, ProbeTimeout, Reply, Transport};
use crate::message::Message;
use crate::msg;
use crate::pattern::Limits;
use serde_json::Value;

fn described(info: Info, address: &DeviceAddr, image: Option<usize>) -> Device {
    let caps = caps::of(&info, image);
    let uptime = info.uptime;
    let free_bytes = info.free_bytes();
    Device {
        id: info.mac.unwrap_or_else(|| DeviceId::from_address(address)),
        name: info.name.unwrap_or_else(|| address.to_string()),
        family: "wled",
        kind: if image.is_some() {
            msg!("kind-wled")
        } else {
            msg!("kind-wled-stills")
        },
        chip: Some(info.arch.clone()).filter(|arch| !arch.is_empty()),
        firmware: Some(info.version.clone()),
        address: address.clone(),
        leds: Some(info.leds).filter(|&n| n > 0),
        matrix: info.matrix,
        limits: Limits {
            max_leds: Some(info.leds as u64),
            free_bytes,
            ..Limits::default()
        },
        caps,
        playing: None,
        uptime,
    }
}

/// Identifies the device at an address; `None` where it is not a WLED.
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
    let is_live = info.is_live;
    let mut device = described(info, address, image);
    if let Some(state) = state {
        device.playing = image.and_then(|image| state.visible(image as u64, is_live));
        device.caps.extend(state.filled().map(Cap::Segment));
    }
    Ok(Some(device))
}

/// Reads its info; `None` where the device is not a WLED.
pub(super) async fn ask(
    link: &DeviceLink,
    attempts: &Attempts,
) -> Result<Option<Info>, DeviceError> {
    const DOING: Doing = Doing::Identifying;
    let call = Call {
        fresh: true,
        ..Call::get("/json/info", attempts)
    };
    let reply = match link.send(call).await {
        Ok(reply) => reply,
        Err(cause) => {
            return Err(match not_json(&cause) {
                Some(detail) => DeviceError::NotADevice {
                    detail: Some(detail),
                },
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

/// Reads the info of a session's device.
pub(super) async fn ask_again(session: &Session) -> Result<Info, DeviceError> {
    let gone = || DeviceError::NotADevice {
        detail: Some(msg!("detail-other-answers")),
    };
    ask(&session.link, &session.attempts)
        .await?
        .ok_or_else(gone)
}

/// Checks that the device of the session still answers, and returns its info.
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
        if is_second || !expected.id.differs_by_one_bit(&found) {
            return Err(DeviceError::IdentityChanged {
                expected: expected.id.clone(),
                found,
            });
        }
        is_second = true; // one bit is wrong: that may have happened on the way
    }
}

/// Checks that an answer came from this device: by its contents, else by asking.
pub(super) async fn answered_by(session: &Session, reply: &Reply) -> Result<(), DeviceError> {
    let said = serde_json::from_slice::<Value>(reply.body.as_bytes()).ok();
    let info = said.as_ref().and_then(|said| said.get("info"));
    let mac = info.and_then(Info::parse).and_then(|info| info.mac);
    let expected = &session.device.id;
    match mac {
        Some(mac) if mac == *expected => Ok(()),
        Some(found) if !expected.differs_by_one_bit(&found) => Err(DeviceError::IdentityChanged {
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
        if let Ok(state) = json(Doing::ReadingState, &reply)
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
        Doing::ListingNeighbours,
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

/// What was wrong with an answer that was not JSON, through all attempts.
fn not_json(cause: &LinkError) -> Option<Message> {
    match cause {
        LinkError::Protocol { detail } => Some(detail.clone()),
        LinkError::Exhausted { last, .. } => not_json(last),
        _ => None,
    }
}
