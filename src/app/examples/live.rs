//! Examples of live playing: a device that can only be played to, streams in every state, an upload that one of them is in
//! the way of.

use super::parts::{self, device, job, lit, strip};
use super::{Named, loaded};
use crate::app::state::{DevicePage, Dialog, Page, State};
use crate::device::{Protocol, StreamWay};
use crate::engine::{
    Abilities, DeviceView, JobDevice, Outcome, PatternId, Phase, StreamId, StreamState, StreamView,
};
use crate::msg;
use crate::problem::{Code, Problem, Remedy};
use std::time::Duration;

pub(super) const LIST: &[Named] = &[
    ("live-offer", offer),
    ("live", live),
    ("live-uploads", || State {
        page: Page::Uploads,
        ..live()
    }),
    ("live-close", || State {
        dialog: Some(Dialog::Close),
        page: Page::Send,
        ..live()
    }),
    ("live-device", on_page),
    ("live-device-offer", offer_on_page),
];

/// A WLED that keeps only still pictures, and one that is too old for anything but live frames.
fn wled(n: u64, name: &str, size: parts::Size, stills: bool) -> DeviceView {
    let mut view = device(n, name, size);
    view.device.family = "wled";
    view.device.kind = crate::msg!("kind-wled");
    view.device.firmware = Some(if stills { "0.13.3" } else { "0.12.0" }.into());
    view.device.chip = Some("ESP8266".into());
    view.device.caps = if stills {
        ["still:600"].into()
    } else {
        Default::default()
    };
    view
}

fn offer() -> State {
    let mut state = loaded();
    let [ceiling, shelf] = [
        wled(7, "Ceiling", lit(16, 16), true),
        wled(8, "Shelf", strip(256), false),
    ];
    let refuse = |message, remedy| Err(Problem::new(Code::DeviceIncapable, message, remedy));
    let still = refuse(
        msg!("unfit-still-only", frames = 103),
        Remedy::StreamOrSendStill,
    );
    state.previews.insert(ceiling.device.id.clone(), still);
    let old = refuse(msg!("unfit-too-old"), Remedy::StreamInstead);
    state.previews.insert(shelf.device.id.clone(), old);
    state.devices.truncate(2);
    state.devices.splice(0..0, [ceiling, shelf]);
    state.tidy = true;
    state
}

fn stream(n: u64, view: &DeviceView, state: StreamState) -> StreamView {
    let device = JobDevice {
        id: Some(view.device.id.clone()),
        name: Some(view.name().to_owned()),
        family: Some(view.device.family),
        address: view.device.address.to_string(),
    };
    StreamView {
        id: StreamId::example(n),
        pattern: PatternId(1),
        pattern_name: "flame".into(),
        device,
        waits_for: None,
        way: Some(StreamWay::usual(Protocol::Ddp)),
        why: Some(crate::msg!("stream-because-always", protocol = "DDP")),
        fps_wanted: 25.0,
        fps_sent: 24.9,
        frames: 1_871,
        packets: 1_871,
        bytes: 1_455_638,
        late: 2,
        since: Some(1_795_269_600),
        elapsed: Duration::from_secs(75),
        seen: Some(true),
        state,
    }
}

/// One that is seen on its LEDs, one that has just begun, an upload that the first is in the way of.
fn live() -> State {
    let mut state = offer();
    let views = state.devices.clone();
    let [ceiling, shelf, ..] = views.as_slice() else {
        return state;
    };
    let first = stream(1, ceiling, StreamState::Streaming);
    let refused = parts::lost(
        Code::DeviceRefused,
        msg!("doing-sending"),
        msg!("link-refused"),
        Remedy::CheckWebServer,
    );
    state.streams = vec![first, stream(2, shelf, StreamState::Failed(refused))];
    let code = Code::DeviceStreaming;
    let streaming = Problem::new(code, code.meaning(), Remedy::StopOtherStream);
    let mut upload = job(1, ceiling, Phase::Done);
    upload.outcome = Some(Outcome::Failed(streaming));
    state.jobs.push(upload);
    parts::thumb(&mut state);
    state
}

/// The page of a device that is played to, and does not show it.
fn on_page() -> State {
    let mut state = live();
    if let Some(stream) = state.streams.first_mut() {
        stream.seen = Some(false);
    }
    open(state)
}

fn offer_on_page() -> State {
    open(offer())
}

fn open(mut state: State) -> State {
    let device = state.devices.first().map(|view| view.device.id.clone());
    state.device_page = DevicePage {
        device,
        abilities: Some(Abilities::default()),
        ..DevicePage::default()
    };
    State {
        page: Page::Device,
        ..state
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::state::CardAction;

    #[test]
    fn a_device_without_animations_is_offered_what_it_can_do_and_no_more() {
        let state = offer();
        let remedies: Vec<_> = state
            .devices
            .iter()
            .map(|view| state.card_actions(view))
            .collect();
        assert_eq!(remedies[0], [CardAction::PlayLive, CardAction::SendStill]);
        assert_eq!(remedies[1], [CardAction::PlayLive]);
        assert!(
            remedies[2..].iter().all(Vec::is_empty),
            "these take the pattern"
        );
        let state = live();
        let first = CardAction::StopLive(StreamId::example(1));
        assert_eq!(
            state.card_actions(&state.devices[0]),
            [first, CardAction::SendStill]
        );
        assert_eq!(
            state.card_actions(&state.devices[1]),
            [CardAction::PlayLive],
            "it failed: again"
        );
    }
}
