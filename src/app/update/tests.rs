//! What each action does to the state, and what it asks the shell to do.

use super::update;
use crate::app::action::{Action, Effect};
use crate::app::fit_action::FitAction;
use crate::app::state::{
    AddDevice, Demo, Dialog, Page, Slot, Speed, State, Suitability, ToastKind, ToastLine,
};
use crate::device::DeviceError;
use crate::engine::{
    Command, DeviceView, Event, JobId, JobView, Outcome, PatternId, Phase, Presence, Source,
};
use crate::msg;
use crate::pattern::{Fix, PatternError};
use crate::problem::{Code, Problem};
use std::sync::Arc;

fn example(name: &str) -> State {
    crate::app::example(name).unwrap()
}

fn event(state: &mut State, event: Event) -> Vec<Effect> {
    update(state, Action::Event(Box::new(event)))
}

fn opened(state: &State) -> Arc<crate::pattern::Opened> {
    match &state.slot {
        Slot::Choosing(choice) => choice.loaded.opened.clone(),
        _ => state.loaded().unwrap().opened.clone(),
    }
}

fn problem() -> Problem {
    Problem::new(
        Code::PatternCorrupt,
        "the file is damaged",
        "export it again",
    )
}

fn the_job(state: &State, outcome: Option<Outcome>) -> JobView {
    JobView {
        outcome,
        ..state.jobs[0].clone()
    }
}

/// The id under which the state waits for a file.
fn awaited(state: &State) -> PatternId {
    let Slot::Reading { id, .. } = &state.slot else {
        panic!("nothing is being read")
    };
    *id
}

#[test]
fn opening_several_files_reads_the_first_and_keeps_the_others_waiting() {
    let mut state = State::new();
    let effects = update(
        &mut state,
        Action::Open(vec!["a.gif".into(), "b.gif".into(), "c.gif".into()]),
    );
    assert!(
        matches!(&effects[..], [Effect::Engine(Command::Load { source: Source::Path(p), .. })] if p.ends_with("a.gif"))
    );
    assert_eq!(state.next_files.len(), 2);
    let first = awaited(&state);
    let effects = update(&mut state, Action::OpenNext);
    assert!(
        matches!(&effects[..], [Effect::Engine(Command::Unload(id)), Effect::Engine(Command::Load { source: Source::Path(p), .. })] if *id == first && p.ends_with("b.gif"))
    );
    assert_eq!(state.next_files.len(), 1);
}

#[test]
fn a_pattern_that_was_read_is_shown_and_fitted_to_every_device_that_is_there() {
    let mut state = example("empty-demo");
    let _ = update(&mut state, Action::Open(vec!["flame.gif".into()]));
    let id = awaited(&state);
    let effects = event(
        &mut state,
        Event::PatternLoaded {
            id,
            opened: opened(&example("loaded")),
        },
    );
    assert!(matches!(state.slot, Slot::Loaded(_)));
    let previews = effects
        .iter()
        .filter(|effect| matches!(effect, Effect::Engine(Command::Preview { .. })));
    assert_eq!(previews.count(), state.devices.len());
}

#[test]
fn a_pattern_that_nobody_waits_for_any_more_is_thrown_away() {
    let mut state = State::new();
    let _ = update(&mut state, Action::Open(vec!["slow.gif".into()]));
    let slow = awaited(&state);
    let effects = update(&mut state, Action::Open(vec!["fast.gif".into()]));
    assert_eq!(
        effects.first(),
        Some(&Effect::Engine(Command::Unload(slow))),
        "it is not read any further"
    );
    let effects = event(
        &mut state,
        Event::PatternLoaded {
            id: slow,
            opened: opened(&example("loaded")),
        },
    );
    assert_eq!(effects, [Effect::Engine(Command::Unload(slow))]);
    assert!(matches!(state.slot, Slot::Reading { .. }));
}

#[test]
fn a_file_that_cannot_be_read_leaves_the_open_pattern_where_it_was() {
    let mut state = example("loaded");
    let before = state.loaded().unwrap().id;
    let _ = update(&mut state, Action::Open(vec!["broken.gif".into()]));
    assert_eq!(
        state.loaded().unwrap().id,
        before,
        "it stays in view while the other is read"
    );
    let id = awaited(&state);
    let _ = event(
        &mut state,
        Event::PatternFailed {
            id,
            file: "/x/broken.gif".into(),
            problem: problem(),
        },
    );
    assert!(matches!(&state.slot, Slot::Loaded(loaded) if loaded.id == before));
    assert_eq!(state.unopened.still_shown, Some(before));
    let [failure] = state.unopened.files.as_slice() else {
        panic!("{:?}", state.unopened)
    };
    assert_eq!(failure.name, "broken.gif");
    assert_eq!(failure.problem, problem());
    assert!(state.toasts.is_empty(), "it is said above the preview");
    let _ = update(&mut state, Action::Open(vec!["other.gif".into()]));
    assert!(state.unopened.files.is_empty(), "another attempt");
}

/// The file that is being read cannot be.
fn fails(state: &mut State, file: &str) -> Vec<Effect> {
    let id = awaited(state);
    let file = file.to_owned();
    event(
        state,
        Event::PatternFailed {
            id,
            file,
            problem: problem(),
        },
    )
}

#[test]
fn of_files_that_were_opened_together_one_that_fails_gives_way_to_the_next() {
    let mut state = example("loaded");
    let files = ["a.gif", "b.gif", "c.gif"].map(Into::into).to_vec();
    let _ = update(&mut state, Action::Open(files));
    let effects = fails(&mut state, "a.gif");
    assert!(
        matches!(&effects[..], [Effect::Engine(Command::Load { source: Source::Path(p), .. })] if p.ends_with("b.gif"))
    );
    let _ = fails(&mut state, "b.gif");
    assert!(fails(&mut state, "c.gif").is_empty());
    let names: Vec<&str> = state
        .unopened
        .files
        .iter()
        .map(|f| f.name.as_str())
        .collect();
    assert_eq!(names, ["a.gif", "b.gif", "c.gif"]);
    assert!(state.loaded().is_some());
}

#[test]
fn files_that_fail_while_another_page_is_open_are_one_toast_there() {
    let mut state = example("loaded");
    let files = ["a.gif", "b.gif"].map(Into::into).to_vec();
    let _ = update(&mut state, Action::Open(files));
    let _ = update(&mut state, Action::ShowPage(Page::Uploads));
    let _ = fails(&mut state, "a.gif");
    assert_eq!(
        state.page,
        Page::Uploads,
        "the next file leaves the page open"
    );
    let _ = fails(&mut state, "b.gif");
    let titles: Vec<String> = state.toasts.iter().map(|t| t.title.to_string()).collect();
    assert_eq!(titles, ["2 files could not be opened"]);
}

#[test]
fn a_file_that_opens_leaves_what_is_typed_in_a_dialog_and_takes_its_own() {
    let mut state = example("loaded");
    let typed = Dialog::AddDevice(AddDevice {
        text: "192.168.7.9".into(),
        ..AddDevice::default()
    });
    state.dialog = Some(typed.clone());
    let _ = update(&mut state, Action::Open(vec!["a.gif".into()]));
    assert_eq!(state.dialog, Some(typed));
    state.dialog = Some(Dialog::PastePath {
        text: "/a.gif".into(),
        no_dialog: false,
    });
    let _ = update(&mut state, Action::Open(vec!["/a.gif".into()]));
    assert_eq!(state.dialog, None);
}

#[test]
fn a_file_without_a_header_waits_for_a_person_and_is_then_read_as_chosen() {
    let mut state = State::new();
    let _ = update(&mut state, Action::Open(vec!["fire.bin".into()]));
    let id = awaited(&state);
    let mut uncertain = (*opened(&example("candidates"))).clone();
    uncertain.certain = false;
    let _ = event(
        &mut state,
        Event::PatternLoaded {
            id,
            opened: Arc::new(uncertain),
        },
    );
    assert!(matches!(state.slot, Slot::Choosing(_)));
    assert_eq!(state.why_not_send(), Some(msg!("send-blocked-choosing")));
    let _ = update(&mut state, Action::ChooseReading(1));
    let effects = update(&mut state, Action::ConfirmReading);
    let wanted = opened(&example("candidates")).candidates[1].leds;
    assert!(matches!(
        &effects[..],
        [Effect::Engine(Command::Load { source: Source::Reading(from), options, remember: true, .. })]
            if *from == id && options.leds == Some(wanted)
    ));
}

#[test]
fn a_reading_typed_wrongly_is_refused_with_an_example() {
    let mut state = example("candidates");
    let typed = Action::TypeReading {
        leds: String::new(),
        matrix: "sixteen".into(),
        delay: String::new(),
    };
    let _ = update(&mut state, typed);
    assert!(update(&mut state, Action::ConfirmReading).is_empty());
    let Slot::Choosing(choice) = &state.slot else {
        panic!("the choice is gone")
    };
    assert!(
        choice
            .problem
            .as_ref()
            .unwrap()
            .to_string()
            .contains("16x16")
    );
}

#[test]
fn cancelling_a_reading_goes_back_to_how_it_was_read_before() {
    let mut state = example("candidates");
    let effects = update(&mut state, Action::CancelReading);
    assert_eq!(effects, [Effect::Engine(Command::Unload(PatternId(2)))]);
    assert!(matches!(state.slot, Slot::Empty));
}

#[test]
fn reading_a_file_can_be_stopped_and_what_was_open_before_stays() {
    for (before, stop) in [
        ("empty-demo", Action::CancelReading),
        ("loaded", Action::CancelReading),
        ("empty-demo", Action::ClosePattern),
    ] {
        let mut state = example(before);
        let open = state.loaded().map(|loaded| loaded.id);
        let _ = update(&mut state, Action::Open(vec!["slow.gif".into()]));
        let slow = awaited(&state);
        assert_eq!(
            update(&mut state, stop),
            [Effect::Engine(Command::Unload(slow))]
        );
        assert_eq!(state.loaded().map(|loaded| loaded.id), open);
        assert_eq!(matches!(state.slot, Slot::Empty), open.is_none());
        let stopped = Problem::from(&DeviceError::Pattern(PatternError::Cancelled));
        let _ = event(
            &mut state,
            Event::PatternFailed {
                id: slow,
                file: "slow.gif".into(),
                problem: stopped,
            },
        );
        assert!(state.toasts.is_empty(), "who stopped it knows");
    }
}

#[test]
fn closing_while_another_file_is_read_lets_go_of_both() {
    let mut state = example("loaded");
    let open = state.loaded().unwrap().id;
    let _ = update(&mut state, Action::Open(vec!["slow.gif".into()]));
    let slow = awaited(&state);
    let effects = update(&mut state, Action::ClosePattern);
    assert_eq!(
        effects,
        [slow, open].map(|id| Effect::Engine(Command::Unload(id)))
    );
    assert!(matches!(state.slot, Slot::Empty));
}

#[test]
fn only_devices_that_can_take_the_pattern_can_be_selected() {
    let mut state = example("loaded");
    state.selected.clear();
    for view in state.devices.clone() {
        let _ = update(&mut state, Action::ToggleDevice(view.device.id.clone()));
        let fine = state.suitability(&view) == Suitability::Fine;
        assert_eq!(
            state.selected.contains(&view.device.id),
            fine,
            "{}",
            view.name()
        );
    }
    let _ = update(&mut state, Action::ToggleAll);
    assert!(
        state.selected.is_empty(),
        "all were selected, so none is now"
    );
}

#[test]
fn sending_goes_to_the_selected_devices_that_are_there() {
    let mut state = example("loaded");
    let effects = update(&mut state, Action::Send);
    let [Effect::Engine(Command::Send(request))] = &effects[..] else {
        panic!("{effects:?}")
    };
    assert_eq!((request.targets.len(), request.play), (2, true));
    let mut state = example("loaded");
    state.devices[0].presence = Presence::Offline;
    let effects = update(&mut state, Action::Send);
    let [Effect::Engine(Command::Send(request))] = &effects[..] else {
        panic!("{effects:?}")
    };
    assert_eq!(request.targets.len(), 1);
    state.selected.clear();
    assert!(update(&mut state, Action::Send).is_empty());
    assert_eq!(
        state.why_not_send(),
        Some(msg!("send-blocked-none-selected"))
    );
}

#[test]
fn one_toast_tells_of_a_round_and_not_of_the_rounds_before() {
    let mut state = example("sending");
    state.round.clear();
    let failed = the_job(&state, Some(Outcome::Failed(problem())));
    let _ = event(&mut state, Event::Job(Box::new(failed)));
    let _ = event(&mut state, Event::AllDone);
    assert_eq!(state.toasts.last().unwrap().kind, ToastKind::Failure);
    let verified = JobView {
        id: JobId::example(77),
        ..the_job(&state, Some(Outcome::Verified))
    };
    let _ = event(&mut state, Event::Job(Box::new(verified)));
    let _ = event(&mut state, Event::AllDone);
    let toast = state.toasts.last().unwrap();
    assert_eq!(
        (toast.kind, toast.title.to_string().as_str()),
        (ToastKind::Success, "flame is on 1 device")
    );
}

#[test]
fn what_is_not_verified_is_never_called_verified() {
    let mut state = example("sending");
    state.round.clear();
    let sent = the_job(&state, Some(Outcome::SentUnverified));
    let _ = event(&mut state, Event::Job(Box::new(sent)));
    let _ = event(&mut state, Event::AllDone);
    let toast = state.toasts.last().unwrap();
    let ToastLine::Message(line) = &toast.line else {
        panic!("{toast:?}")
    };
    assert!(line.to_string().contains("not verified"), "{line}");
    assert!(!toast.title.to_string().contains("is on"), "{toast:?}");
}

#[test]
fn toasts_of_success_go_by_themselves_and_failures_stay() {
    let mut state = example("mixed");
    super::toast(
        &mut state,
        ToastKind::Success,
        msg!("toast-saved"),
        ToastLine::None,
    );
    let _ = update(&mut state, Action::Tick(7.0));
    assert!(
        state
            .toasts
            .iter()
            .all(|toast| toast.kind == ToastKind::Failure)
    );
    assert_eq!(state.toasts.len(), 1);
    for n in 0..5 {
        let title = msg!("toast-files-failed", n = n);
        super::toast(&mut state, ToastKind::Failure, title, ToastLine::None);
    }
    assert_eq!(state.toasts.len(), 3, "the oldest make room");
}

#[test]
fn closing_asks_while_uploads_are_under_way_and_not_otherwise() {
    let mut state = example("sending");
    assert!(update(&mut state, Action::RequestClose).is_empty());
    assert_eq!(state.dialog, Some(Dialog::Close));
    let effects = update(&mut state, Action::CloseAnyway);
    assert_eq!(effects, [Effect::Engine(Command::Shutdown), Effect::Close]);
    let mut idle = example("loaded");
    assert_eq!(
        update(&mut idle, Action::RequestClose),
        [Effect::Engine(Command::Shutdown), Effect::Close]
    );
}

#[test]
fn simulated_devices_start_once_and_are_connected_without_being_remembered() {
    let mut state = State::new();
    assert_eq!(update(&mut state, Action::StartDemo), [Effect::StartDemo]);
    assert!(update(&mut state, Action::StartDemo).is_empty());
    let effects = update(
        &mut state,
        Action::DemoStarted(vec!["127.0.0.1:4000".parse().unwrap()]),
    );
    assert_eq!(state.demo, Demo::On);
    assert!(
        matches!(&effects[..], [Effect::Engine(Command::Connect { options, .. })] if options.forgettable)
    );
}

#[test]
fn time_plays_the_pattern_round_and_stops_at_the_end_without_loop() {
    let mut state = example("loaded");
    state.player.playing = true;
    let total = state.loaded().unwrap().pattern().frames.total_ms() as f64;
    state.player.at_ms = total - 10.0;
    let _ = update(&mut state, Action::Tick(0.02));
    assert!((state.player.at_ms - 10.0).abs() < 1e-6);
    let _ = update(&mut state, Action::ToggleLoop);
    let _ = update(&mut state, Action::SetSpeed(Speed::Double));
    let _ = update(&mut state, Action::Tick(60.0));
    assert!(!state.player.playing && state.player.at_ms < total);
}

#[test]
fn stepping_pauses_and_goes_round_at_both_ends() {
    let mut state = example("loaded");
    state.player.at_ms = 0.0;
    let _ = update(&mut state, Action::StepFrame(-1));
    let frames = &state.loaded().unwrap().pattern().frames;
    assert_eq!(frames.index_at(state.player.at_ms as u64), frames.len() - 1);
    let _ = update(&mut state, Action::StepFrame(1));
    assert!(state.player.at_ms.abs() < f64::EPSILON && !state.player.playing);
}

#[test]
fn brightness_is_fitted_anew_when_the_slider_is_let_go() {
    let mut state = example("loaded");
    assert!(
        update(
            &mut state,
            Action::SetBrightness {
                pct: 60,
                done: false
            }
        )
        .is_empty()
    );
    let effects = update(
        &mut state,
        Action::SetBrightness {
            pct: 60,
            done: true,
        },
    );
    assert!(effects.iter().all(
        |e| matches!(e, Effect::Engine(Command::Preview { fit, .. }) if fit.brightness_pct == 60)
    ));
    assert!(!effects.is_empty());
}

fn mended(fix: Fix) -> Action {
    Action::Fit(FitAction::Fix {
        fix,
        devices: Vec::new(),
    })
}

#[test]
fn a_finding_is_mended_with_one_action_and_the_change_is_taken_back_with_another() {
    let mut state = example("loaded");
    let _ = update(
        &mut state,
        Action::SetBrightness {
            pct: 60,
            done: true,
        },
    );
    let effects = update(&mut state, mended(Fix::MaxFps { tenths: 125 }));
    let fits = |effects: &[Effect], fps: Option<f32>| {
        effects.iter().all(
            |e| matches!(e, Effect::Engine(Command::Preview { fit, .. }) if fit.max_fps == fps),
        )
    };
    assert!(!effects.is_empty() && fits(&effects, Some(12.5)) && state.is_adjusted());
    let effects = update(&mut state, Action::Fit(FitAction::UndoFixes));
    assert!(!effects.is_empty() && fits(&effects, None) && !state.is_adjusted());
    assert_eq!(
        state.fit.brightness_pct, 60,
        "that was not changed for a finding"
    );
    // the next pattern begins as it is
    let _ = update(&mut state, mended(Fix::Crop));
    let opened = opened(&state);
    let _ = update(&mut state, Action::Open(vec!["flame.gif".into()]));
    let id = awaited(&state);
    let _ = event(&mut state, Event::PatternLoaded { id, opened });
    assert!(state.loaded().is_some() && !state.is_adjusted());
}

#[test]
fn a_preview_of_another_brightness_comes_too_late() {
    let mut state = example("loaded");
    let view: DeviceView = state.devices[0].clone();
    let old = state.fit.clone();
    state.previews.clear();
    let _ = update(
        &mut state,
        Action::SetBrightness {
            pct: 60,
            done: true,
        },
    );
    let pattern = state.loaded().unwrap().id;
    let device = view.device.id;
    let _ = event(
        &mut state,
        Event::Previewed {
            pattern,
            device,
            fit: old,
            result: Err(problem()),
        },
    );
    assert!(state.previews.is_empty());
}

#[test]
fn rows_of_devices_and_uploads_never_move_by_themselves() {
    let mut state = example("sending");
    let order: Vec<JobId> = state.jobs.iter().map(|job| job.id).collect();
    let last = JobView {
        phase: Phase::Done,
        ..state.jobs[1].clone()
    };
    let _ = event(&mut state, Event::Job(Box::new(last)));
    assert_eq!(
        state.jobs.iter().map(|job| job.id).collect::<Vec<_>>(),
        order
    );
    let names: Vec<String> = state
        .devices
        .iter()
        .map(|view| view.name().to_owned())
        .collect();
    let again = state.devices[1].clone();
    let _ = event(&mut state, Event::Device(Box::new(again)));
    assert_eq!(
        state
            .devices
            .iter()
            .map(|view| view.name().to_owned())
            .collect::<Vec<_>>(),
        names
    );
}

#[test]
fn a_wrong_address_is_refused_before_anything_is_asked() {
    let mut state = State::new();
    assert!(update(&mut state, Action::Connect("https://porch".into())).is_empty());
    let Some(Dialog::AddDevice(form)) = &state.dialog else {
        panic!("the dialog is gone")
    };
    assert_eq!(form.problem.as_ref().unwrap().code, Code::AddressInvalid);
    assert!(!form.asking);
}

#[test]
fn a_finished_upload_that_is_dismissed_takes_its_picture_with_it() {
    let mut state = example("sending");
    assert_eq!(state.thumbs.len(), 1);
    for job in state.jobs.clone() {
        let _ = event(&mut state, Event::JobDismissed(job.id));
    }
    assert!(state.jobs.is_empty() && state.thumbs.len() == 0);
}

#[test]
fn what_is_set_counts_at_once_and_is_saved_where_there_is_a_folder() {
    let mut state = example("settings");
    state.settings = crate::engine::settings::Settings::default();
    let effects = update(&mut state, Action::SetTheme(crate::app::Theme::Light));
    let [
        Effect::Engine(Command::Audit(change)),
        Effect::SaveSettings { settings, home },
    ] = &effects[..]
    else {
        panic!("{effects:?}")
    };
    assert!(change.detail.to_string().contains("window.theme"));
    assert_eq!(
        (settings, Some(home)),
        (&state.settings, state.home.as_ref())
    );
    assert_eq!(settings.window.theme, crate::app::Theme::Light);
    let same = state.settings.clone();
    assert_eq!(
        update(&mut state, Action::ChangeSettings(same)),
        [],
        "nothing has changed"
    );
    state.home = None;
    let effects = update(&mut state, Action::SetPlayWhenVerified(false));
    let saves = |effect: &Effect| matches!(effect, Effect::SaveSettings { .. });
    assert!(!effects.iter().any(saves), "there is no folder");
    assert!(!state.settings.sending.play_when_verified);
}

#[test]
fn the_start_brightness_moves_the_slider_unless_a_person_has_moved_it() {
    let mut state = State::new();
    let mut settings = state.settings.clone();
    settings.sending.brightness_pct = 40;
    let _ = update(&mut state, Action::ChangeSettings(settings.clone()));
    assert_eq!(state.fit.brightness_pct, 40);
    let _ = update(
        &mut state,
        Action::SetBrightness {
            pct: 70,
            done: true,
        },
    );
    settings.sending.brightness_pct = 50;
    let _ = update(&mut state, Action::ChangeSettings(settings.clone()));
    assert_eq!(
        (
            state.fit.brightness_pct,
            state.settings.sending.brightness_pct
        ),
        (70, 50)
    );
    assert_eq!(State::with_settings(settings, None).fit.brightness_pct, 50);
}

#[test]
fn the_history_is_read_when_its_page_opens_and_when_uploads_have_ended_while_it_is_open() {
    let mut state = State::new();
    assert_eq!(event(&mut state, Event::AllDone), []);
    let read = [Effect::Engine(Command::History)];
    assert_eq!(
        update(&mut state, Action::ShowPage(crate::app::Page::History)),
        read
    );
    assert_eq!(event(&mut state, Event::AllDone), read);
}

#[test]
fn what_was_sent_can_be_opened_again_for_the_same_device() {
    let mut state = example("history");
    let entry = state.history.clone().unwrap().entries[0].clone();
    let effects = update(&mut state, Action::SendAgain(entry.clone()));
    assert!(
        matches!(&effects[..], [Effect::Engine(Command::Load { source: Source::Path(p), .. })] if *p == *entry.file)
    );
    assert_eq!(
        state
            .selected
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>(),
        [entry.device.unwrap()]
    );
    assert_eq!(state.page, crate::app::Page::Send);
}

#[test]
fn unfinished_uploads_are_offered_once() {
    let mut state = State::new();
    let _ = event(&mut state, Event::Unfinished(2));
    assert_eq!(state.unfinished, 2);
    assert_eq!(
        update(&mut state, Action::ResumeUnfinished),
        [Effect::Engine(Command::Resume)]
    );
    assert_eq!(state.unfinished, 0);
    let _ = event(&mut state, Event::Unfinished(1));
    assert_eq!(
        update(&mut state, Action::DiscardUnfinished),
        [Effect::Engine(Command::DiscardUnfinished)]
    );
}
