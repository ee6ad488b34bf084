//! Examples of what a device does not get, or takes only in another way: fewer frames, no room beside the old copy, a strip
//! file for a device whose LED count is unknown.

use super::parts::{self, device, lit, strip};
use super::{Named, devices};
use crate::app::state::{Dialog, Loaded, Slot, State};
use crate::device::DeviceId;
use crate::device::wled::GIF_PROFILE;
use crate::engine::{DeviceView, PatternId, Preview};
use crate::pattern::{Demand, Fit, LeftOut, Limits, Matrix, Sent, check_sent, encode_gif, fit};
use std::sync::Arc;

pub(super) const LIST: &[Named] = &[
    ("fewer-frames", fewer_frames),
    ("fewer-merged", fewer_merged),
    ("full-beside-old", full_beside_old),
    ("full-delete-first", || {
        let state = full_beside_old();
        let porch = state.devices.first().map(|view| view.device.id.clone());
        State {
            dialog: porch.map(Dialog::DeleteFirst),
            ..state
        }
    }),
    ("led-count-unknown", led_count_unknown),
];

fn open(state: &mut State, loaded: Loaded, selected: usize) {
    parts::previews(state, &loaded);
    state.slot = Slot::Loaded(Box::new(loaded));
    let ids = state.devices.iter().map(|view| view.device.id.clone());
    state.selected = ids.take(selected).collect();
    state.player.at_ms = 1_240.0;
    state.player.playing = false;
}

fn flame() -> Loaded {
    Loaded {
        id: PatternId(1),
        opened: parts::flame("flame.bin", 16, 103),
    }
}

/// WLED on a 16 x 16 matrix, which plays GIFs.
fn wled(n: u64, name: &str) -> DeviceView {
    let mut view = device(n, name, lit(16, 16));
    view.device.family = "wled";
    view.device.kind = crate::msg!("kind-wled");
    view.device.firmware = Some("16.0.1".into());
    view.device.chip = Some("ESP32".into());
    view.device.caps = ["gif:53"].into();
    view
}

/// The preview as it is with the frames that a format leaves out.
fn previewed(state: &mut State, id: &DeviceId, how: &Fit, sent: Sent<'_>, limits: &Limits) {
    let Some(view) = state.device(id) else { return };
    let Some(layout) = view.layout() else { return };
    let Ok(fitted) = fit(flame().pattern(), &layout, how) else {
        return;
    };
    let preview = Preview {
        report: check_sent(&fitted, sent, limits),
        fitted: Arc::new(fitted),
        bytes: Some(sent.bytes),
    };
    state.previews.insert(id.clone(), Ok(preview));
}

/// What WLED's decoder gets of the flame.
fn gif() -> (u64, Vec<LeftOut>) {
    let loaded = flame();
    let frames = loaded.pattern().frames.held();
    let encoded = frames
        .zip(Matrix::new(16, 16))
        .and_then(|(frames, canvas)| encode_gif(frames, canvas, GIF_PROFILE).ok());
    encoded.map_or((0, Vec::new()), |file| {
        (file.bytes.len() as u64, file.left_out)
    })
}

fn fewer_frames() -> State {
    let mut state = State {
        devices: [
            vec![wled(7, "Ceiling"), wled(8, "Staircase to the roof terrace")],
            devices(),
        ]
        .concat(),
        ..State::new()
    };
    open(&mut state, flame(), 2);
    let (bytes, left_out) = gif();
    let sent = Sent {
        bytes,
        left_out: &left_out,
        demand: None,
    };
    for view in [wled(7, ""), wled(8, "")] {
        previewed(
            &mut state,
            &view.device.id,
            &Fit::default(),
            sent,
            &Limits::default(),
        );
    }
    state
}

/// A limit of 80 frames, for which equal frames were merged; the numbers are made up, the flame has no equal frames.
fn fewer_merged() -> State {
    let mut state = State {
        devices: devices(),
        ..State::new()
    };
    open(&mut state, flame(), 1);
    let left_out = LeftOut::of(23, crate::pattern::WhyFewer::Equal);
    let sent = Sent {
        bytes: 61_000,
        left_out: left_out.as_slice(),
        demand: Some(Demand::Bytes(64_000)),
    };
    if let Some(id) = state.devices.first().map(|view| view.device.id.clone()) {
        previewed(&mut state, &id, &Fit::default(), sent, &Limits::default());
    }
    state
}

fn full_beside_old() -> State {
    let mut state = State {
        devices: devices(),
        ..State::new()
    };
    if let Some(porch) = state.devices.first_mut() {
        porch.device.caps = ["resume", "library", "play"].into();
        porch.device.playing = Some("flame".into());
        porch.device.limits.free_bytes = Some(52_000);
    }
    open(&mut state, flame(), 2);
    state
}

/// A device of level 1 that holds nothing, and one that holds a pattern of 300 LEDs.
fn led_count_unknown() -> State {
    let mut state = State {
        devices: vec![
            device(1, "Window ledge", (None, None)),
            device(2, "Balcony", strip(60)),
        ],
        ..State::new()
    };
    let loaded = Loaded {
        id: PatternId(1),
        opened: parts::chase("chase.bin", 144, 60),
    };
    open(&mut state, loaded, 2);
    state.player.at_ms = 640.0;
    state
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::action::Effect;
    use crate::app::{Action, CardAction, Suitability, example, update};
    use crate::device::DeleteFirst;
    use crate::engine::Command;
    use crate::pattern::Fix;

    #[test]
    fn a_strip_file_may_go_to_a_device_of_unknown_led_count_and_a_picture_asks_for_the_size() {
        let strip = led_count_unknown();
        for view in &strip.devices {
            assert_eq!(
                strip.suitability(view),
                Suitability::Fine,
                "{}",
                view.name()
            );
        }
        assert_eq!(strip.targets().len(), 2);
        // also before the preview is made
        let early = State {
            previews: Default::default(),
            ..strip
        };
        assert_eq!(early.suitability(&early.devices[0]), Suitability::Fine);

        let mut picture = example("loaded").unwrap();
        let lamp = picture.devices[3].clone();
        assert_eq!(lamp.layout(), None);
        for _ in 0..2 {
            let Suitability::Unsuitable {
                reason,
                needs_layout,
            } = picture.suitability(&lamp)
            else {
                panic!("a picture has no size to be fitted to")
            };
            assert_eq!(reason.text(), "LED count unknown");
            assert!(needs_layout);
            assert_eq!(picture.card_actions(&lamp), [CardAction::SetSize]);
            picture.previews.clear();
        }
    }

    #[test]
    fn the_frames_that_a_device_gets_are_counted_and_nothing_is_said_where_it_gets_all() {
        let state = fewer_frames();
        let count = state.frames_sent(&state.devices[0]).unwrap();
        assert_eq!((count.kept(), count.of), (51, 103));
        assert_eq!(count.reason().unwrap().to_string(), "at most 33 per second");
        assert_eq!(state.frames_sent(&state.devices[2]), None);
    }

    #[test]
    fn a_full_device_whose_old_copy_plays_offers_to_delete_that_first() {
        let mut state = full_beside_old();
        let porch = state.devices[0].clone();
        let [first, second] = state.card_actions(&porch)[..] else {
            panic!("two remedies have room")
        };
        assert_eq!(first, CardAction::DeleteFirst);
        assert!(matches!(second, CardAction::Fix(Fix::MaxFps { .. })));
        let id = porch.device.id;
        let effects = update(&mut state, Action::SendReplacing(id));
        let Some(Effect::Engine(Command::Send(request))) = effects.first() else {
            panic!("{effects:?}")
        };
        assert_eq!(
            (request.delete_first, request.targets.len()),
            (DeleteFirst::Playing, 1)
        );

        // another pattern plays: deleting it is no replacing
        state.devices[0].device.playing = Some("snow".into());
        let porch = state.devices[0].clone();
        assert!(
            !state
                .card_actions(&porch)
                .contains(&CardAction::DeleteFirst)
        );
    }
}
