//! Frames that come live from a computer (devices/wled.md section 4.2): which protocols a WLED takes, whether it shows what
//! comes, and leaving.

use super::info::Info;
use super::reply::{get_json, post_json};
use super::{caps, identify, requests, snapshot};
use crate::device::{BeforeLive, Device, DeviceError, Doing, Protocol, Session, StreamWay};
use serde_json::json;
use std::time::Duration;
use tokio::time::Instant;

/// DDP is always on and shows a frame as a whole; WLED's own protocol has the port that the device says.
pub(super) fn ways(device: &Device) -> Vec<StreamWay> {
    let own = caps::realtime_port(device).map(|port| StreamWay {
        protocol: Protocol::Dnrgb,
        port,
    });
    std::iter::once(StreamWay::usual(Protocol::Ddp))
        .chain(own)
        .collect()
}

/// As `info.lm` names the protocol.
fn name(protocol: Protocol) -> &'static str {
    match protocol {
        Protocol::Ddp => "DDP",
        Protocol::Dnrgb => "UDP",
    }
}

/// Whether frames that come by that way are what it shows now.
pub(super) async fn shows(session: &Session, way: StreamWay) -> Result<Option<bool>, DeviceError> {
    let info = identify::ask_again(session).await?;
    Ok(Some(is_by(&info, way)))
}

fn is_by(info: &Info, way: StreamWay) -> bool {
    let by = info.live_by.as_ref();
    by.is_some_and(|(protocol, _)| protocol == name(way.protocol))
}

/// How often to tell a device that still shows live frames that they have ended, and the time between: late frames may
/// arrive after the first time.
const TELL_AGAIN: usize = 4;
const BETWEEN: Duration = Duration::from_millis(400);

/// What it shows, and how long it has been running.
pub(super) async fn before(session: &Session) -> Result<Option<BeforeLive>, DeviceError> {
    let both = get_json(
        &session.link,
        &session.attempts,
        "/json/si",
        Doing::ReadingState,
    )
    .await?;
    let Some(info) = both.get("info").and_then(Info::parse) else {
        return Ok(None);
    };
    Ok(both.get("state").map(|state| BeforeLive {
        at: Instant::now(),
        uptime: info.uptime,
        snapshot: snapshot::of(state),
    }))
}

/// DDP has no word for the end, and that of WLED's own protocol can be lost: without this the last frame stays for 2.5 s,
/// or for as long as the device is set to wait.
pub(super) async fn leave(
    session: &Session,
    way: StreamWay,
    before: Option<&BeforeLive>,
) -> Result<(), DeviceError> {
    let mut is_live = way.protocol == Protocol::Ddp;
    let mut told = 0;
    let (asked, info) = loop {
        if is_live {
            let call = post_json(session, "/json/state", &json!({ "live": false }));
            requests::send(session, Doing::EndingStream, call).await?;
        }
        let asked = Instant::now();
        let info = identify::confirm(session).await?;
        is_live = is_by(&info, way);
        told += 1;
        if !is_live || told == TELL_AGAIN {
            break (asked, info);
        }
        tokio::time::sleep(BETWEEN).await;
    };
    match before {
        Some(before) if before.is_lost(asked, info.uptime) => {
            tracing::info!(device = %session.device.id, "it started again during the stream: it gets back what it showed before");
            snapshot::restore(session, &before.snapshot).await
        }
        Some(before) if caps::image(&session.device).is_none() => {
            snapshot::repaint(session, &before.snapshot).await
        }
        _ => Ok(()),
    }
}
