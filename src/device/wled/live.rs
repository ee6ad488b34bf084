//! Frames that come live from a computer (devices/wled.md section 4.2): which protocols a WLED takes, whether it shows what
//! comes, and leaving.

use super::reply::post_json;
use super::{caps, info, write};
use crate::device::{Device, DeviceError, Protocol, Session, StreamWay};
use serde_json::json;

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
    let info = info::ask_again(session).await?;
    Ok(Some(info.live_by.is_some_and(|(protocol, _)| {
        protocol == name(way.protocol)
    })))
}

/// DDP has no word for the end: without this the last frame stays for the 2.5 s after which WLED gives up waiting.
pub(super) async fn leave(session: &Session, way: StreamWay) -> Result<(), DeviceError> {
    if way.protocol == Protocol::Ddp {
        let call = post_json(session, "/json/state", &json!({ "live": false }));
        write::send(session, "ending the stream", call).await?;
    }
    Ok(())
}
