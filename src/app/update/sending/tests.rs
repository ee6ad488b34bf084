//! The selection keeps what a person chose, and Send does nothing twice.

use crate::app::action::{Action, Effect};
use crate::app::state::{Press, Slot, State, Suitability};
use crate::app::update::update;
use crate::device::DeviceId;
use crate::engine::{
    Command, Event, HistoryEntry, JobId, JobView, Outcome, PatternId, Phase, Presence, SendRequest,
    Target,
};
use crate::msg;
use crate::problem::{Code, Problem};

fn example(name: &str) -> State {
    crate::app::example(name).unwrap()
}

fn event(state: &mut State, event: Event) {
    let _ = update(state, Action::Event(Box::new(event)));
}

/// Something that happens to devices or the pattern.
type Change = Box<dyn Fn(&mut State)>;

/// What pressing Send asks the engine for.
fn press(state: &mut State) -> Option<SendRequest> {
    match update(state, Action::Send).as_slice() {
        [Effect::Engine(Command::Send(request))] => Some(request.clone()),
        [] => None,
        other => panic!("{other:?}"),
    }
}

/// How many devices pressing Send asks to be sent to.
fn pressed(state: &mut State) -> usize {
    press(state).map_or(0, |request| request.targets.len())
}

/// The engine lists the uploads that were asked for, numbered from `first` on.
fn listed(state: &mut State, first: u64) -> Vec<JobView> {
    let mut jobs = Vec::new();
    for (n, asked) in (first..).zip(state.pending.clone()) {
        let mut job = crate::app::example("sending").unwrap().jobs[0].clone();
        job.id = JobId::example(n);
        job.device.id = Some(asked.device);
        job.key = asked.key;
        job.phase = Phase::Waiting;
        job.outcome = None;
        event(state, Event::Job(Box::new(job.clone())));
        jobs.push(job);
    }
    jobs
}

fn ends(state: &mut State, job: &JobView, outcome: Outcome) {
    let job = JobView {
        phase: Phase::Done,
        outcome: Some(outcome),
        ..job.clone()
    };
    event(state, Event::Job(Box::new(job)));
}

fn failure() -> Outcome {
    Outcome::Failed(Problem::new(Code::DeviceTimeout, "it is gone", "try again"))
}

fn id(state: &State, name: &str) -> DeviceId {
    let mut views = state.devices.iter();
    let found = views.find(|view| view.name() == name);
    found.unwrap().device.id.clone()
}

#[test]
fn a_selection_says_how_many_of_it_can_take_the_pattern_and_sends_to_those() {
    let mut state = example("partly");
    let selection = state.selection();
    assert_eq!(
        (selection.selected, selection.able, selection.hidden),
        (8, 6, 0)
    );
    assert_eq!(state.unable().len(), 2);
    let request = press(&mut state).unwrap();
    assert_eq!(request.targets.len(), 6);
    assert_eq!(state.selected.len(), 8);
}

#[test]
fn a_search_hides_devices_and_neither_their_number_nor_what_is_sent() {
    let mut state = example("partly");
    let _ = update(&mut state, Action::Search("garden".into()));
    let selection = state.selection();
    assert_eq!(
        (selection.selected, selection.able, selection.hidden),
        (8, 6, 7)
    );
    assert_eq!(state.sending().due.len(), 6);
    let _ = update(&mut state, Action::ToggleAll);
    assert_eq!(
        state.selection().selected,
        7,
        "only what is listed is selected and let go by the button"
    );
    let _ = update(&mut state, Action::Search(String::new()));
    assert_eq!(state.selection().hidden, 0);
}

#[test]
fn nothing_but_a_person_and_forgetting_takes_a_device_out_of_the_selection() {
    let mut state = example("partly");
    let all = state.selected.clone();
    let views = state.devices.clone();
    let full = state.previews[&id(&state, "Porch")].clone();
    let mut changes: Vec<Change> = Vec::new();
    for presence in [Presence::Offline, Presence::Asking, Presence::NotAsked] {
        let views = views.clone();
        changes.push(Box::new(move |state| {
            for view in &views {
                let mut view = view.clone();
                view.presence = presence;
                event(state, Event::Device(Box::new(view)));
            }
        }));
    }
    let moved = views.clone();
    changes.push(Box::new(move |state| {
        for view in &moved {
            let mut view = view.clone();
            view.device.address = moved[13].device.address.clone();
            view.device.leds = None;
            view.device.matrix = None;
            event(state, Event::Device(Box::new(view)));
        }
    }));
    changes.push(Box::new(move |state| {
        for view in state.devices.clone() {
            let fit = state.fit.clone();
            event(
                state,
                Event::Previewed {
                    pattern: PatternId(1),
                    device: view.device.id,
                    fit,
                    result: full.clone(),
                },
            );
        }
    }));
    changes.push(Box::new(|state| {
        let _ = update(state, Action::Scan);
        let (found, tried) = (0, Vec::new());
        event(state, Event::ScanDone { found, tried });
    }));
    changes.push(Box::new(|state| {
        let _ = update(state, Action::Open(vec!["other.gif".into()]));
        let _ = update(state, Action::CancelReading);
        let _ = update(state, Action::ClosePattern);
    }));
    for change in &changes {
        change(&mut state);
        assert_eq!(state.selected, all);
        assert_eq!(state.selection().selected, 8);
    }
    event(
        &mut state,
        Event::DeviceForgotten(views[0].device.id.clone()),
    );
    assert_eq!(state.selection().selected, 7);
    let _ = update(&mut state, Action::ToggleDevice(views[1].device.id.clone()));
    assert_eq!(state.selection().selected, 6);
}

#[test]
fn a_selection_of_which_no_device_can_take_the_pattern_says_so() {
    let mut state = example("none-able");
    assert_eq!(state.why_not_send(), Some(msg!("send-blocked-none-can")));
    assert_eq!(pressed(&mut state), 0);
    assert_eq!(state.selection().selected, 2);
    assert_eq!(state.select_all(), Some(true));
    // where there is nothing to select, what is selected can be let go all the same
    for view in &mut state.devices {
        view.presence = Presence::Offline;
    }
    assert_eq!(state.select_all(), Some(false));
    let _ = update(&mut state, Action::ToggleAll);
    assert!(state.selected.is_empty());
    assert_eq!(state.select_all(), None);
}

#[test]
fn pressing_send_twice_sends_once_also_before_the_engine_has_listed_anything() {
    let mut state = example("partly");
    assert_eq!(state.sending().press, Press::First);
    assert_eq!(pressed(&mut state), 6);
    let sending = state.sending();
    assert_eq!((sending.press, sending.running.all()), (Press::Nothing, 6));
    assert_eq!(pressed(&mut state), 0);
    let jobs = listed(&mut state, 1);
    assert!(state.pending.is_empty());
    assert_eq!(pressed(&mut state), 0);
    ends(&mut state, &jobs[0], Outcome::Verified);
    ends(&mut state, &jobs[1], failure());
    let sending = state.sending();
    assert_eq!(sending.press, Press::Nothing, "the round still runs");
    assert_eq!(
        (
            sending.running.all(),
            sending.running.verified,
            sending.running.failed
        ),
        (6, 1, 1)
    );
    for job in &jobs[2..] {
        ends(&mut state, job, Outcome::Verified);
    }
    event(&mut state, Event::AllDone);
    let sending = state.sending();
    assert_eq!((sending.press, sending.due.len()), (Press::Again, 1));
    assert_eq!((sending.ended.verified, sending.ended.failed), (5, 1));
    let request = press(&mut state).unwrap();
    let failed = jobs[1].device.id.clone().unwrap();
    assert_eq!(request.targets, [Target::Device(failed)]);
}

#[test]
fn further_devices_can_be_sent_to_while_a_round_runs() {
    let mut state = example("round");
    assert_eq!(pressed(&mut state), 0);
    for name in ["Gate", "Fountain"] {
        let id = id(&state, name);
        let _ = update(&mut state, Action::ToggleDevice(id));
    }
    let sending = state.sending();
    assert_eq!((sending.press, sending.due.len()), (Press::More, 2));
    assert_eq!(sending.running.all(), 6);
    assert_eq!(pressed(&mut state), 2);
    assert_eq!(state.sending().running.all(), 8);
    // also where only others than those under way are selected
    let mut state = example("round");
    state.selected = [id(&state, "Gate")].into();
    let sending = state.sending();
    assert_eq!((sending.press, sending.running.all()), (Press::More, 6));
}

#[test]
fn another_fit_pattern_or_flag_is_sent_behind_what_runs() {
    let mut state = example("round");
    let _ = update(
        &mut state,
        Action::SetBrightness {
            pct: 40,
            done: true,
        },
    );
    assert_eq!(state.sending().press, Press::First);
    assert_eq!(pressed(&mut state), 6);
    assert_eq!(pressed(&mut state), 0);
    let _ = update(&mut state, Action::SetPlayWhenVerified(false));
    assert_eq!(pressed(&mut state), 6);
}

#[test]
fn a_device_that_shows_something_else_by_now_is_sent_to_like_a_new_one() {
    let mut state = example("round-verified");
    assert_eq!(state.sending().press, Press::Again);
    let dimmer = state.fit.brightness_pct - 10;
    let before = state.fit.clone();
    let _ = update(
        &mut state,
        Action::SetBrightness {
            pct: dimmer,
            done: true,
        },
    );
    assert_eq!(pressed(&mut state), 6);
    for job in listed(&mut state, 100) {
        ends(&mut state, &job, Outcome::Verified);
    }
    event(&mut state, Event::AllDone);
    state.fit = before;
    assert_eq!(state.sending().press, Press::First);
    assert_eq!(state.sending().due.len(), 6);
}

#[test]
fn nothing_is_sent_while_the_pattern_is_read_again() {
    let mut state = example("partly");
    let _ = update(&mut state, Action::Open(vec!["flame.bin".into()]));
    assert!(matches!(state.slot, Slot::Reading { .. }));
    assert!(state.why_not_send().is_some());
    assert_eq!(pressed(&mut state), 0);
    assert_eq!(state.selection().selected, 8);
}

#[test]
fn the_same_file_opened_again_is_known_to_be_under_way() {
    let mut state = example("round");
    let opened = state.loaded().unwrap().opened.clone();
    let previews = state.previews.clone();
    let _ = update(&mut state, Action::Open(vec!["flame.bin".into()]));
    let Slot::Reading { id, .. } = state.slot else {
        panic!("nothing is being read")
    };
    event(&mut state, Event::PatternLoaded { id, opened });
    state.previews = previews;
    assert_eq!(state.sending().press, Press::Nothing);
    assert_eq!(pressed(&mut state), 0);
}

#[test]
fn an_upload_that_the_engine_had_before_is_waited_for_no_longer() {
    let mut state = example("partly");
    state.selected = [id(&state, "Attic")].into();
    assert_eq!(pressed(&mut state), 1);
    let asked = state.pending[0].clone();
    event(
        &mut state,
        Event::AlreadyQueued {
            target: Target::Device(asked.device),
            key: asked.key,
            job: JobId::example(1),
        },
    );
    assert!(state.pending.is_empty());
    // and one whose device is forgotten before it was listed
    assert_eq!(pressed(&mut state), 1);
    let device = state.pending[0].device.clone();
    event(&mut state, Event::DeviceForgotten(device));
    assert!(state.pending.is_empty());
}

#[test]
fn a_paused_upload_is_under_way() {
    let mut state = example("partly");
    state.selected = [id(&state, "Attic")].into();
    assert_eq!(pressed(&mut state), 1);
    let job = listed(&mut state, 1).remove(0);
    let paused = JobView {
        phase: Phase::Absent,
        ..job
    };
    event(&mut state, Event::Job(Box::new(paused)));
    let sending = state.sending();
    assert_eq!((sending.press, sending.running.paused), (Press::Nothing, 1));
    assert_eq!(pressed(&mut state), 0);
}

#[test]
fn a_still_picture_is_asked_for_once() {
    let mut state = example("partly");
    let device = id(&state, "Attic");
    let still = Action::SendStill(device);
    assert_eq!(update(&mut state, still.clone()).len(), 1);
    assert!(update(&mut state, still).is_empty());
}

#[test]
fn an_entry_of_the_history_whose_device_is_not_listed_leaves_the_selection_and_says_so() {
    let mut state = example("history");
    let selected = state.selected.clone();
    let past: &HistoryEntry = &state.history.clone().unwrap().entries[0];
    let entry = HistoryEntry {
        device: Some("ffffffffffff".into()),
        name: Some("Cellar".into()),
        ..past.clone()
    };
    let _ = update(&mut state, Action::SendAgain(entry));
    assert_eq!(state.selected, selected);
    assert_eq!(
        state.toasts.last().unwrap().title.to_string(),
        "Cellar is not in the list"
    );
}

#[test]
fn cancelled_uploads_are_not_done() {
    use crate::app::state::Filter;
    let state = example("cancelled");
    let count = |filter: Filter| state.jobs.iter().filter(|job| filter.lists(job)).count();
    assert_eq!(Filter::ALL.map(count), [6, 0, 0, 1, 4, 1]);
}

#[test]
fn the_wiring_of_a_device_that_takes_the_pattern_is_shown_first() {
    let state = example("partly");
    let shown = state.wired_on().unwrap();
    assert_eq!(shown.name(), "Shop window", "the first one is full");
    assert_eq!(state.suitability(shown), Suitability::Fine);
}

#[test]
fn jobs_of_forgotten_devices_stay_on_the_list_and_are_not_sent_to() {
    let mut state = example("round");
    let device = id(&state, "Attic");
    let before = state.jobs.len();
    event(&mut state, Event::DeviceForgotten(device));
    assert_eq!(state.jobs.len(), before);
    assert_eq!(state.selection().selected, 7);
    assert_eq!(pressed(&mut state), 0);
}

#[test]
fn closing_right_after_send_asks_first() {
    let mut state = example("partly");
    assert_eq!(pressed(&mut state), 6);
    assert_eq!(state.active_jobs(), 6);
    let close = update(&mut state, Action::RequestClose);
    assert!(close.is_empty() && state.dialog.is_some());
}
