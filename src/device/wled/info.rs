//! [`Info`]: what a WLED reports in `/json/info`, from 0.8 to 17 and its forks. A field that is missing or of another type
//! than today counts as not reported.

use super::json::{number_at as number, text_at as text};
use super::limits::{BLOCK, RESERVE};
use crate::device::{DeviceError, DeviceId};
use crate::message::Message;
use crate::msg;
use crate::pattern::Matrix;
use serde_json::Value;
use std::time::Duration;

/// WLED counts its file system in thousands of bytes.
const KB: u64 = 1000;

/// The parts of a WLED's report that are used.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Info {
    pub(super) mac: Option<DeviceId>,
    pub(super) name: Option<String>,
    pub(super) version: String,
    /// Number of the build; with the number of effects it identifies the firmware.
    pub(super) build: u64,
    pub(super) effects: u64,
    /// In small letters: other chips than ESP32 come in mixed case.
    pub(super) arch: String,
    pub(super) leds: usize,
    pub(super) matrix: Option<Matrix>,
    pub(super) rgbw: bool,
    /// Bytes used and in all; rounded down to thousands.
    pub(super) fs: Option<(u64, u64)>,
    /// Whether a live stream reaches it right now.
    pub(super) is_live: bool,
    /// The preset that is loaded after power-up, where reported.
    pub(super) boot_preset: Option<u64>,
    /// Protocol and address of the live stream, in the device's words.
    pub(super) live_by: Option<(String, String)>,
    /// UDP port of its own realtime protocols.
    pub(super) realtime_port: Option<u16>,
    /// Number of segments that have LEDs, where reported.
    pub(super) segments: Option<usize>,
    /// Time since it started.
    pub(super) uptime: Option<Duration>,
    /// Whether it reports its own address: firmwares since 0.13 do, which also take colours for single LEDs (`seg.i`).
    pub(super) since_0_13: bool,
}

impl Info {
    /// Reads the answer; `None` where it is not a WLED's. A WLED reports its brand, which forks keep and sellers set
    /// (`WLED_BRAND` is a build option). One of any other brand, or none, is recognised by what no other device has: numbers
    /// of effects and palettes beside its LEDs. Only "FPP" is another program: Falcon Player imitates this answer.
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
            is_live,
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

    /// The error that a live stream hides what plays.
    pub(super) fn streamed(&self) -> Option<DeviceError> {
        let said = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let by = self.live_by.as_ref().and_then(|(protocol, address)| {
            match (said(protocol), said(address)) {
                (Some(protocol), Some(address)) => Some(msg!(
                    "device-stream-from",
                    protocol = protocol,
                    address = address
                )),
                (Some(one), None) | (None, Some(one)) => Some(Message::verbatim(one)),
                (None, None) => None,
            }
        });
        self.is_live.then_some(DeviceError::Streamed { by })
    }

    /// Maximum size of a new file in bytes, by the device's report.
    pub(super) fn free_bytes(&self) -> Option<u64> {
        let (used, total) = self.fs?;
        Some(total.saturating_sub(used).saturating_sub(RESERVE + BLOCK))
    }
}
