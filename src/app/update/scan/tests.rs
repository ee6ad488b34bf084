//! What scanning and testing do to the state.

use crate::app::action::{Action, Effect};
use crate::app::state::{Dialog, Page, ScanForm, State, place};
use crate::app::update::update;
use crate::device::discovery::Subnet;
use crate::engine::settings::ScanSettings;
use crate::engine::{
    Command, DeviceView, Diagnosis, Event, Presence, ScanOptions, ScanProgress, ScanStage, Stage,
    StageReport,
};
use crate::problem::{Code, Problem};
use std::time::Duration;

fn example(name: &str) -> State {
    crate::app::example(name).unwrap()
}

fn event(state: &mut State, event: Event) -> Vec<Effect> {
    update(state, Action::Event(Box::new(event)))
}

fn scan_of(effects: &[Effect]) -> ScanOptions {
    let all = effects.iter().find_map(|effect| match effect {
        Effect::Engine(Command::Scan(options)) => Some(options.clone()),
        _ => None,
    });
    all.unwrap_or_else(|| panic!("no scan in {effects:?}"))
}

fn device(state: &mut State, change: impl FnOnce(&mut DeviceView), index: usize) -> Vec<Effect> {
    let mut view = state.devices[index].clone();
    change(&mut view);
    event(state, Event::Device(Box::new(view)))
}

#[test]
fn a_scan_begins_once_is_followed_and_ends() {
    let mut state = State {
        page: Page::Log,
        ..example("known")
    };
    let options = scan_of(&update(&mut state, Action::Scan));
    assert!(
        options.mdns
            && options.sweep
            && options.known
            && options.subnets.is_empty()
            && options.ports.is_empty()
    );
    assert_eq!((state.page, state.scan.subnets.len()), (Page::Send, 1));
    assert_eq!(update(&mut state, Action::Scan), [], "one at a time");
    let progress = ScanProgress {
        done: 3,
        total: 254,
        stage: ScanStage::Quick,
    };
    let _ = event(&mut state, Event::ScanProgress(progress));
    assert_eq!(state.scan.progress, Some(progress));
    let _ = event(
        &mut state,
        Event::ScanDone {
            found: 0,
            tried: Vec::new(),
        },
    );
    assert!(!state.scan.is_running() && state.scan.found_nothing().is_some());
    let _ = event(&mut state, Event::ScanProgress(progress));
    assert!(
        !state.scan.is_running(),
        "what comes late does not bring it back"
    );
}

#[test]
fn a_scan_is_stopped_once_and_runs_until_it_says_so() {
    let mut state = example("scanning");
    assert_eq!(
        update(&mut state, Action::StopScan),
        [Effect::Engine(Command::CancelScan)]
    );
    assert_eq!(update(&mut state, Action::StopScan), []);
    assert!(state.scan.is_running() && state.scan.stopping);
    let _ = event(
        &mut state,
        Event::ScanDone {
            found: 2,
            tried: Vec::new(),
        },
    );
    assert!(!state.scan.is_running() && state.scan.found_nothing().is_none());
    assert_eq!(update(&mut state, Action::StopScan), [], "none runs");
}

#[test]
fn a_scan_looks_where_a_person_has_set() {
    let mut state = example("known");
    let form = ScanForm {
        announcements: false,
        subnets: "10.0.0.0/24".into(),
        ports: "80 8080".into(),
        ..ScanForm::of(&ScanSettings::default())
    };
    let options = scan_of(&update(
        &mut state,
        Action::SaveScan {
            form: form.clone(),
            scan: true,
        },
    ));
    let subnets: Vec<String> = options.subnets.iter().map(Subnet::to_string).collect();
    assert_eq!(
        subnets,
        ["10.0.0.0/24", "192.168.1.0/24"],
        "what was named, and this computer's own"
    );
    assert_eq!(
        (options.mdns, options.ports.as_slice()),
        (false, [80, 8080].as_slice())
    );
    let _ = event(
        &mut state,
        Event::ScanDone {
            found: 0,
            tried: Vec::new(),
        },
    );
    let form = ScanForm {
        own_subnets: false,
        ..form
    };
    let options = scan_of(&update(&mut state, Action::SaveScan { form, scan: true }));
    assert_eq!(options.subnets.len(), 1);
}

#[test]
fn a_form_with_a_fault_is_not_kept() {
    let mut state = example("known");
    let _ = update(&mut state, Action::EditScan);
    let Some(Dialog::ScanOptions(form)) = state.dialog.clone() else {
        panic!("no form")
    };
    let wrong = ScanForm {
        ports: "none".into(),
        ..form
    };
    assert_eq!(
        update(
            &mut state,
            Action::SaveScan {
                form: wrong.clone(),
                scan: true
            }
        ),
        []
    );
    assert_eq!(state.dialog, Some(Dialog::ScanOptions(wrong)));
    assert_eq!(state.settings.scan, ScanSettings::default());
}

#[test]
fn the_list_is_put_in_order_only_when_nobody_points_at_it() {
    let mut state = example("found");
    let _ = update(&mut state, Action::Tidy);
    let names = |state: &State| {
        state
            .devices
            .iter()
            .map(|view| view.name().to_owned())
            .collect::<Vec<_>>()
    };
    let order = [
        "Garage roof",
        "Desk lamp",
        "Foyer ring",
        "Garden arch",
        "Living room wall",
        "Porch",
        "Attic",
    ];
    assert_eq!(names(&state), order);
    assert!(state.tidy && state.searchable);
    let _ = device(&mut state, |view| view.last_seen += 5, 3);
    assert!(state.tidy, "nothing that counts has changed");
    let _ = device(&mut state, |view| view.presence = Presence::Asking, 6);
    assert!(state.tidy, "who is being asked stays");
    let _ = device(&mut state, |view| view.presence = Presence::Online, 6);
    assert!(
        !state.tidy && names(&state) == order,
        "out of order, but where it was"
    );
    let _ = update(&mut state, Action::Tidy);
    assert_eq!(names(&state)[1], "Attic");
    assert!(state.devices.is_sorted_by_key(place));
}

#[test]
fn what_is_searched_for_is_found_by_name_address_and_kind() {
    let mut state = example("found");
    let listed = |state: &State| {
        state
            .listed()
            .map(|(_, view)| view.name().to_owned())
            .collect::<Vec<_>>()
    };
    for (words, expected) in [
        ("PORCH", 1),
        ("192.168.1.5", 7),
        ("player", 7),
        ("  garden ", 1),
        ("cellar", 0),
        ("", 7),
    ] {
        let _ = update(&mut state, Action::Search(words.into()));
        assert_eq!(listed(&state).len(), expected, "{words}");
    }
}

#[test]
fn select_all_leaves_what_is_not_listed_and_who_was_not_asked() {
    let mut state = example("found");
    state.selected.clear();
    let _ = update(&mut state, Action::Search("porch".into()));
    let _ = update(&mut state, Action::ToggleAll);
    assert_eq!(state.selected.len(), 1);
    let _ = device(&mut state, |view| view.presence = Presence::NotAsked, 1);
    let _ = update(&mut state, Action::Search(String::new()));
    let _ = update(&mut state, Action::ToggleAll);
    assert!(!state.selected.contains(&state.devices[1].device.id));
    let mut state = example("known");
    let _ = update(&mut state, Action::ToggleAll);
    assert_eq!(
        state.selected.len(),
        3,
        "where nobody was asked yet, all of them"
    );
}

#[test]
fn a_device_that_nobody_asked_can_be_sent_to() {
    let mut state = example("known");
    let effects = update(&mut state, Action::Send);
    let [Effect::Engine(Command::Send(request))] = &effects[..] else {
        panic!("{effects:?}")
    };
    assert_eq!(request.targets.len(), 1);
}

fn report(stage: Stage, problem: Option<Problem>) -> StageReport {
    StageReport {
        stage,
        took: Duration::from_millis(4),
        detail: crate::message::Message::verbatim("fine"),
        problem,
    }
}

#[test]
fn a_test_collects_its_stages_and_the_next_one_begins_anew() {
    let mut state = example("found");
    let effects = update(&mut state, Action::TestConnection("192.168.1.9:80".into()));
    assert!(matches!(
        &effects[..],
        [Effect::Engine(Command::Diagnose(_))]
    ));
    let at = "192.168.1.9";
    assert!(
        matches!(&state.dialog, Some(Dialog::Test(form)) if form.text == at),
        "as the engine will call it"
    );
    let _ = event(
        &mut state,
        Event::Stage {
            address: at.into(),
            report: report(Stage::Address, None),
        },
    );
    let _ = event(
        &mut state,
        Event::Stage {
            address: "10.0.0.1".into(),
            report: report(Stage::Name, None),
        },
    );
    assert_eq!(state.tests[at].at(), Some(Stage::Name));
    state.dialog = None;
    assert_eq!(
        update(&mut state, Action::TestConnection(at.into())),
        [],
        "it goes on, and is shown again"
    );
    assert_eq!(state.tests[at].stages.len(), 1);
    let problem = Some(Problem::new(Code::DeviceRefused, "refused", "wait"));
    let _ = event(
        &mut state,
        Event::Stage {
            address: at.into(),
            report: report(Stage::Name, problem.clone()),
        },
    );
    let _ = event(
        &mut state,
        Event::Diagnosed {
            address: at.into(),
            diagnosis: Diagnosis {
                response: None,
                problem,
            },
        },
    );
    assert!(!state.tests[at].is_running() && state.tests[at].at().is_none());
    assert_eq!(
        update(&mut state, Action::TestConnection(at.into())).len(),
        1
    );
    assert!(state.tests[at].stages.is_empty());
}

#[test]
fn what_is_no_address_is_not_tested() {
    let mut state = State::new();
    assert_eq!(
        update(&mut state, Action::TestConnection("http://x/y".into())),
        []
    );
    let Some(Dialog::Test(form)) = &state.dialog else {
        panic!("no dialog")
    };
    assert_eq!(form.problem.as_ref().unwrap().code, Code::AddressInvalid);
}
