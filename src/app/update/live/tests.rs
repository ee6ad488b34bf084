//! What live playing does to the state.

use super::super::update;
use crate::app::action::{Action, Effect};
use crate::app::live_action::LiveAction;
use crate::app::state::{CardAction, Dialog, State};
use crate::engine::{
    Command, DeviceView, Event, JobId, StreamId, StreamRequest, StreamState, StreamView, Target,
};
use crate::problem::{Code, Problem};

fn example(name: &str) -> State {
    crate::app::example(name).unwrap()
}

fn live(state: &mut State, action: LiveAction) -> Vec<Effect> {
    update(state, Action::Live(action))
}

fn told(state: &mut State, view: StreamView) -> Vec<Effect> {
    update(
        state,
        Action::Event(Box::new(Event::Stream(Box::new(view)))),
    )
}

fn problem() -> Problem {
    Problem::new(Code::DeviceRefused, "nothing listens", "check the port")
}

#[test]
fn a_device_that_cannot_store_the_pattern_is_played_to() {
    let mut state = example("live-offer");
    let device = state.devices[0].device.id.clone();
    state.fit.brightness_pct = 40;
    let effects = live(&mut state, LiveAction::Play(device.clone()));
    let [
        Effect::Engine(Command::Stream(StreamRequest {
            pattern,
            targets,
            fit,
            time,
            ..
        })),
    ] = &effects[..]
    else {
        panic!("{effects:?}")
    };
    assert_eq!(
        (*pattern, targets),
        (state.loaded().unwrap().id, &vec![Target::Device(device)])
    );
    assert_eq!((fit, *time), (&state.fit, None));
    assert!(state.thumbs.get(pattern).is_some(), "for its row");
}

#[test]
fn what_takes_no_live_frames_is_not_asked_to() {
    let mut state = example("live-offer");
    let player = state.devices[2].device.id.clone();
    assert!(live(&mut state, LiveAction::Play(player)).is_empty());
    let ceiling = state.devices[0].device.id.clone();
    for spoil in [
        |state: &mut State| state.slot = Default::default(),
        |state: &mut State| {
            let too_many = Problem::new(Code::PatternTooManyLeds, "it has fewer", "crop it");
            state
                .previews
                .insert(state.devices[0].device.id.clone(), Err(too_many));
        },
    ] {
        let mut state = state.clone();
        spoil(&mut state);
        assert!(live(&mut state, LiveAction::Play(ceiling.clone())).is_empty());
        assert!(
            state
                .card_actions(&state.devices[0])
                .iter()
                .all(|action| *action != CardAction::PlayLive)
        );
    }
}

#[test]
fn a_stream_is_listed_as_it_goes_and_leaves_when_it_ends() {
    let mut state = example("live");
    let ended = StreamView {
        state: StreamState::Ended,
        ..state.streams[0].clone()
    };
    let newer = StreamView {
        frames: 9_999,
        ..state.streams[0].clone()
    };
    let _ = told(&mut state, newer.clone());
    assert_eq!(
        (state.streams.len(), state.live_streams(), &state.streams[0]),
        (2, 1, &newer)
    );
    assert!(state.stream_to(newer.device.id.as_ref().unwrap()).is_some());
    let _ = told(&mut state, ended);
    assert_eq!((state.streams.len(), state.live_streams()), (1, 0));
    assert!(
        state.thumbs.len() == 1,
        "the one that failed still shows its picture"
    );
}

#[test]
fn a_stream_that_failed_stays_until_it_is_taken_off_or_tried_again() {
    let mut state = example("live");
    let failed = StreamView {
        state: StreamState::Failed(problem()),
        ..state.streams[0].clone()
    };
    let _ = told(&mut state, failed.clone());
    assert_eq!(state.streams[0], failed);
    let _ = live(&mut state, LiveAction::Dismiss(failed.id));
    assert_eq!(
        state
            .streams
            .iter()
            .map(|stream| stream.id)
            .collect::<Vec<_>>(),
        [StreamId::example(2)]
    );
    let again = state.devices[1].device.id.clone();
    assert!(!live(&mut state, LiveAction::Play(again)).is_empty());
    assert!(state.streams.is_empty());
    let mut state = example("live");
    let _ = live(&mut state, LiveAction::Dismiss(StreamId::example(1)));
    assert_eq!(state.streams.len(), 2, "what plays is stopped, not hidden");
}

#[test]
fn an_upload_that_a_stream_is_in_the_way_of_stops_it_and_goes_when_it_has_ended() {
    let mut state = example("live");
    let job = state.jobs[0].id;
    let stream = state.streams[0].clone();
    let effects = update(&mut state, Action::Retry(job));
    assert_eq!(effects, [Effect::Engine(Command::StopStream(stream.id))]);
    assert!(
        told(
            &mut state,
            StreamView {
                frames: 2_000,
                ..stream.clone()
            }
        )
        .is_empty(),
        "it still plays"
    );
    let other = StreamView {
        state: StreamState::Ended,
        ..state.streams[1].clone()
    };
    assert!(told(&mut state, other).is_empty(), "another device's");
    let ended = StreamView {
        state: StreamState::Ended,
        ..stream
    };
    assert_eq!(
        told(&mut state, ended.clone()),
        [Effect::Engine(Command::Retry(job))]
    );
    assert!(told(&mut state, ended).is_empty(), "once");
    // nothing plays there any more: at once
    assert_eq!(
        update(&mut state, Action::Retry(job)),
        [Effect::Engine(Command::Retry(job))]
    );
    assert_eq!(job, JobId::example(1));
}

#[test]
fn closing_asks_while_something_plays_live() {
    let mut state = example("live");
    assert!(update(&mut state, Action::RequestClose).is_empty());
    assert_eq!(state.dialog, Some(Dialog::Close));
    let mut state = example("live");
    let ended = StreamView {
        state: StreamState::Ended,
        ..state.streams[0].clone()
    };
    let _ = told(&mut state, ended);
    assert!(
        update(&mut state, Action::RequestClose).contains(&Effect::Close),
        "a failed one keeps nothing open"
    );
}

#[test]
fn the_frame_in_view_is_what_is_sent_as_a_still() {
    let mut state = example("live-offer");
    let device = state.devices[0].device.id.clone();
    let frames = &state.loaded().unwrap().pattern().frames;
    let shown = frames.index_at(state.player.at_ms as u64);
    assert!(shown > 0);
    let effects = update(&mut state, Action::SendStill(device.clone()));
    let [Effect::Engine(Command::Send(request))] = &effects[..] else {
        panic!("{effects:?}")
    };
    assert_eq!(
        (request.fit.still, &request.targets),
        (Some(shown), &vec![Target::Device(device)])
    );
    assert_eq!(state.fit.still, None, "only this once");
}

#[test]
fn who_takes_live_frames_is_what_its_family_says() {
    let of = |view: &DeviceView| (view.plays_live(), view.stores_stills());
    let state = example("live-offer");
    assert_eq!(
        [0, 1, 2].map(|n| of(&state.devices[n])),
        [(true, true), (true, false), (false, false)]
    );
}
