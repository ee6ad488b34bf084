//! The page of a device, one answer after the other.

use super::*;
use crate::app::state::UnlockForm;
use crate::app::{Action, example, update};
use crate::device::{Secret, Shelf, StoredFile};
use crate::engine::{Abilities, Event, JobId, Outcome, Unlocked};
use crate::problem::Code;

fn act(state: &mut State, action: DeviceAction) -> Vec<Effect> {
    update(state, Action::Device(action))
}

fn answer(state: &mut State, ask: Ask, result: Result<Answer, Problem>) -> Vec<Effect> {
    let target = Target::Device(state.device_page.device.clone().unwrap());
    let event = Event::Controlled {
        target,
        device: None,
        ask,
        result,
    };
    update(state, Action::Event(Box::new(event)))
}

fn asks(effects: &[Effect]) -> Vec<Ask> {
    let ask = |effect: &Effect| match effect {
        Effect::Engine(Command::Control { ask, .. }) => Some(ask.clone()),
        _ => None,
    };
    effects.iter().filter_map(ask).collect()
}

/// Porch, whose page is open, able to do that.
fn open(can: &[Control]) -> State {
    let mut state = example("loaded").unwrap();
    let id = state.devices[0].device.id.clone();
    let effects = act(&mut state, DeviceAction::Open(id));
    assert_eq!(
        (asks(&effects), state.page),
        (vec![Ask::Abilities], Page::Device)
    );
    let abilities = Abilities {
        can: can.iter().copied().collect(),
        ..Abilities::default()
    };
    answer(&mut state, Ask::Abilities, Ok(Answer::Abilities(abilities)));
    state
}

fn light(brightness: u8) -> Light {
    Light {
        on: None,
        brightness: Some(brightness),
    }
}

fn locked() -> Problem {
    Problem::new(Code::DeviceLocked, "Locked.", "Unlock it.")
}

#[test]
fn only_what_the_device_can_do_is_asked_of_it() {
    assert_eq!(open(&[]).device_page.asked, []);
    assert_eq!(open(&[Control::Blink]).device_page.asked, []);
    assert_eq!(open(&[Control::Files]).device_page.asked, [Ask::Files]);
    assert_eq!(
        open(&[Control::Files, Control::Brightness])
            .device_page
            .asked,
        [Ask::Light, Ask::Files]
    );
}

#[test]
fn while_a_brightness_is_under_way_only_the_newest_wish_follows() {
    let mut state = open(&[Control::Brightness]);
    assert_eq!(
        asks(&act(&mut state, DeviceAction::SetLight(light(10)))),
        [Ask::SetLight(light(10))]
    );
    for wish in [20, 30, 40] {
        assert_eq!(act(&mut state, DeviceAction::SetLight(light(wish))), []);
    }
    let next = answer(
        &mut state,
        Ask::SetLight(light(10)),
        Ok(Answer::Light(light(10))),
    );
    assert_eq!(asks(&next), [Ask::SetLight(light(40))]);
    assert_eq!(
        answer(
            &mut state,
            Ask::SetLight(light(40)),
            Ok(Answer::Light(light(40)))
        ),
        []
    );
    assert_eq!(state.device_page.light, Some(light(40)));
}

#[test]
fn after_a_change_the_page_asks_again_and_says_what_was_done() {
    let mut state = open(&[Control::Files, Control::Delete]);
    let file = StoredFile {
        name: "fire".into(),
        bytes: 9,
        ours: true,
        playing: false,
    };
    let shelf = Shelf {
        files: vec![file],
        free_bytes: None,
    };
    answer(&mut state, Ask::Files, Ok(Answer::Files(shelf)));
    assert_eq!(
        act(&mut state, DeviceAction::AskDelete("fire".into())),
        [],
        "first it asks the person"
    );
    assert!(
        matches!(&state.dialog, Some(Dialog::Device(DeviceDialog::Delete { name, .. })) if name == "fire")
    );
    let delete = Ask::Delete("fire".into());
    assert_eq!(
        asks(&act(&mut state, DeviceAction::Ask(delete.clone()))),
        vec![delete.clone()]
    );
    assert_eq!(
        act(&mut state, DeviceAction::Ask(delete.clone())),
        [],
        "once"
    );
    assert_eq!(state.dialog, None);
    assert_eq!(
        asks(&answer(&mut state, delete, Ok(Answer::Done))),
        [Ask::Abilities]
    );
    let notice = state.device_page.notice.as_ref().unwrap();
    assert_eq!(notice.to_string(), "Deleted fire.");
}

#[test]
fn answers_of_a_device_that_is_not_open_any_more_change_nothing() {
    let mut state = open(&[Control::Files]);
    let first = state.device_page.device.clone().unwrap();
    let other = state.devices[1].device.id.clone();
    act(&mut state, DeviceAction::Open(other));
    let event = Event::Controlled {
        target: Target::Device(first.clone()),
        device: Some(first),
        ask: Ask::Files,
        result: Ok(Answer::Files(Shelf::default())),
    };
    assert_eq!(update(&mut state, Action::Event(Box::new(event))), []);
    assert_eq!(state.device_page.shelf, None);
}

#[test]
fn a_locked_upload_asks_for_the_pin_and_goes_on_with_it() {
    let mut state = example("mixed").unwrap();
    let job = state
        .jobs
        .iter_mut()
        .find(|job| matches!(job.outcome, Some(Outcome::Failed(_))))
        .unwrap();
    job.outcome = Some(Outcome::Failed(locked()));
    let device = job.device.id.clone().unwrap();
    let job = job.id;
    assert_eq!(
        update(&mut state, Action::Retry(job)),
        [],
        "not before it has its PIN"
    );
    let Some(Dialog::Device(DeviceDialog::Unlock(form))) = state.dialog.clone() else {
        panic!("no dialog")
    };
    let form = UnlockForm {
        secret: Secret::new("1234"),
        keep: true,
        ..form
    };
    let effects = act(&mut state, DeviceAction::Unlock(form.clone()));
    assert!(matches!(
        &effects[..],
        [Effect::Engine(Command::Unlock { keep: true, .. })]
    ));
    assert!(
        !format!("{effects:?} {state:?}").contains("1234"),
        "it is shown nowhere"
    );

    let unlocked = |state: &mut State, result| {
        let event = Event::Unlocked {
            target: form.target.clone(),
            address: "192.168.1.44".into(),
            result,
        };
        update(state, Action::Event(Box::new(event)))
    };
    assert_eq!(unlocked(&mut state, Err(locked())), []);
    assert!(
        matches!(&state.dialog, Some(Dialog::Device(DeviceDialog::Unlock(f))) if f.problem.is_some() && !f.asking)
    );
    let effects = unlocked(
        &mut state,
        Ok(Unlocked {
            device,
            not_kept: None,
        }),
    );
    assert_eq!(
        (effects, state.dialog),
        (vec![Effect::Engine(Command::Retry(job))], None)
    );
}

#[test]
fn a_locked_device_asks_for_its_pin_when_its_page_or_its_address_is_opened() {
    let mut state = open(&[]);
    act(&mut state, DeviceAction::Refresh);
    answer(&mut state, Ask::Abilities, Err(locked()));
    assert!(matches!(
        &state.dialog,
        Some(Dialog::Device(DeviceDialog::Unlock(_)))
    ));
    let _ = update(&mut state, Action::Connect("192.168.1.99".into()));
    let event = Event::ConnectFailed {
        address: "192.168.1.99".into(),
        problem: locked(),
    };
    let _ = update(&mut state, Action::Event(Box::new(event)));
    let Some(Dialog::Device(DeviceDialog::Unlock(form))) = &state.dialog else {
        panic!("no dialog")
    };
    assert_eq!(
        form.target,
        Target::Address("192.168.1.99".parse().unwrap())
    );
}

#[test]
fn what_a_person_waits_for_is_said_wherever_they_are_by_then() {
    let mut state = open(&[Control::Backup]);
    let first = state.device_page.device.clone().unwrap();
    let other = state.devices[1].device.id.clone();
    act(&mut state, DeviceAction::Open(other));
    let late = |ask, result| {
        let event = Event::Controlled {
            target: Target::Device(first.clone()),
            device: None,
            ask,
            result,
        };
        Action::Event(Box::new(event))
    };
    let backup = Ask::Backup {
        to: "/b/porch.json".into(),
        replace: true,
    };
    let _ = update(&mut state, late(backup.clone(), Err(locked())));
    let _ = update(&mut state, late(Ask::Files, Err(locked())));
    assert_eq!(
        state.toasts.len(),
        1,
        "nobody waits for what only the page wants to know"
    );
    assert!(state.toasts[0].title.to_string().starts_with("Porch") && state.dialog.is_none());
    state.toasts.clear();
    act(&mut state, DeviceAction::Open(first.clone()));
    act(&mut state, DeviceAction::Close);
    let _ = update(&mut state, late(backup, Err(locked())));
    assert_eq!(
        (state.toasts.len(), state.dialog),
        (1, None),
        "no question pops up over another page"
    );
}

#[test]
fn a_file_is_saved_under_a_safe_name_and_with_the_size_that_is_listed() {
    let mut state = open(&[Control::Files]);
    let name = "../\u{202e}CON".to_owned();
    let file = StoredFile {
        name: name.clone(),
        bytes: 10,
        ours: false,
        playing: false,
    };
    let shelf = Shelf {
        files: vec![file],
        free_bytes: None,
    };
    answer(&mut state, Ask::Files, Ok(Answer::Files(shelf)));
    let wanted = DeviceAction::SaveAs(FilePurpose::File(name.clone()));
    let effects = update(&mut state, Action::Device(wanted));
    assert!(
        matches!(&effects[..], [Effect::ChooseFor { suggested, .. }] if suggested == "_CON.bin"),
        "{effects:?}"
    );
    let path = std::path::PathBuf::from("/f/_CON.bin");
    let fetch = Ask::Fetch {
        name,
        to: path.clone(),
        replace: true,
    };
    for (bytes, said) in [(10, "Saved"), (9, "Saved, but not as listed")] {
        state.toasts.clear();
        let path = path.clone();
        answer(&mut state, fetch.clone(), Ok(Answer::Saved { path, bytes }));
        assert_eq!(state.toasts[0].title.to_string(), said);
    }
}

#[test]
fn opened_again_a_page_shows_what_was_known_until_the_device_answers() {
    let mut state = open(&[Control::Files]);
    answer(&mut state, Ask::Files, Ok(Answer::Files(Shelf::default())));
    act(&mut state, DeviceAction::Close);
    let effects = update(&mut state, Action::ShowPage(Page::Device));
    assert_eq!(
        (asks(&effects), &state.device_page.shelf),
        (vec![Ask::Abilities], &Some(Shelf::default()))
    );
}

#[test]
fn a_forgotten_device_takes_its_page_and_its_dialogs_with_it() {
    let mut state = open(&[Control::Files]);
    let id = state.device_page.device.clone().unwrap();
    state.wired_on = Some(id.clone());
    state.dialog = None;
    act(&mut state, DeviceAction::AskDelete("fire".into()));
    let _ = update(
        &mut state,
        Action::Event(Box::new(Event::DeviceForgotten(id.clone()))),
    );
    assert_eq!(
        (
            state.page,
            state.device_page.device.clone(),
            state.dialog.clone()
        ),
        (Page::Send, None, None)
    );
    assert!(state.wired_on.is_none() && !state.selected.contains(&id));
    let other = state.devices[0].device.id.clone();
    act(&mut state, DeviceAction::Open(other));
    let _ = update(
        &mut state,
        Action::Event(Box::new(Event::DeviceForgotten(id))),
    );
    assert_eq!(state.page, Page::Device, "another one's page stays");
}

#[test]
fn retrying_all_that_failed_asks_for_the_pin_of_one_that_is_locked() {
    let mut state = example("mixed").unwrap();
    let failed: Vec<JobId> = state.failed_jobs().map(|job| job.id).collect();
    for job in state
        .jobs
        .iter_mut()
        .filter(|job| failed.first() == Some(&job.id))
    {
        job.outcome = Some(Outcome::Failed(locked()));
    }
    let others: Vec<Effect> = failed[1..]
        .iter()
        .map(|id| Effect::Engine(Command::Retry(*id)))
        .collect();
    assert_eq!(update(&mut state, Action::RetryFailed), others);
    assert!(matches!(
        &state.dialog,
        Some(Dialog::Device(DeviceDialog::Unlock(_)))
    ));
}
