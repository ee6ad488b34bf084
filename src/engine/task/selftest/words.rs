//! What a test says of the device and of what it measured.

use crate::device::DeviceSettings;
use crate::engine::api::selftest::{RoundTrips, TestedDevice, Transferred};
use crate::engine::task::reach::Reached;
use crate::message::Message;
use crate::msg;
use std::time::Duration;

/// The device, as it describes itself.
pub(super) fn device(reached: &Reached) -> TestedDevice {
    let device = &reached.device;
    let layout = device.layout(&reached.settings(&DeviceSettings::default()));
    let leds = layout.map(|layout| match layout.matrix() {
        Some(matrix) => matrix.to_string(),
        None => layout.leds().to_string(),
    });
    TestedDevice {
        id: device.id.clone(),
        name: reached.name(),
        family: device.family,
        kind: device.kind.clone(),
        chip: device.chip.clone(),
        firmware: device.firmware.clone(),
        leds,
        caps: device.caps.to_string(),
    }
}

pub(super) fn identified(reached: &Reached) -> Message {
    let device = device(reached);
    let unknown = || msg!("selftest-unknown");
    let or_unknown = |text: Option<String>| text.map_or_else(unknown, Message::verbatim);
    msg!(
        "selftest-identified",
        kind = device.kind,
        firmware = or_unknown(device.firmware),
        leds = or_unknown(device.leds)
    )
}

pub(super) fn round_trips(times: RoundTrips) -> Message {
    msg!(
        "selftest-round-trips",
        count = times.answered,
        min = ms(times.min),
        median = ms(times.median),
        p95 = ms(times.p95)
    )
}

pub(super) fn transferred(way: Transferred) -> Message {
    let time = ms(way.time);
    let silence = ms(way.longest_silence);
    match way.rate() {
        Some(rate) => msg!(
            "selftest-transferred",
            bytes = way.bytes,
            time = time,
            rate = format!("{:.1}", rate / 1000.0),
            silence = silence
        ),
        None => msg!("selftest-transferred-at-once", bytes = way.bytes),
    }
}

/// A note with what else is worth knowing.
pub(super) fn with(first: Message, more: impl IntoIterator<Item = Message>) -> Message {
    let both = |first, then| msg!("selftest-and", first = first, then = then);
    more.into_iter().fold(first, both)
}

/// Milliseconds, with a tenth where that says something.
fn ms(time: Duration) -> String {
    let ms = time.as_secs_f64() * 1000.0;
    if ms < 100.0 {
        format!("{ms:.1}")
    } else {
        format!("{ms:.0}")
    }
}
