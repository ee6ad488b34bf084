//! Tests of devices: started and stopped on the page of a device, their reports saved.

use super::{engine, toast};
use crate::app::action::Effect;
use crate::app::state::{State, ToastKind};
use crate::device::DeviceId;
use crate::engine::{Command, ConnectOptions, SelfTestRequest, SelfTestView, Target};
use crate::msg;
use crate::text::{new_file_name, path_text};
use std::path::Path;

fn open(state: &State) -> Option<DeviceId> {
    state.device_page.device.clone()
}

/// Tests the device of the open page. The window never replaces the only pattern of a device.
pub(super) fn start(state: &State) -> Vec<Effect> {
    let Some(id) = open(state).filter(|id| !is_running(state, id)) else {
        return Vec::new();
    };
    engine(Command::SelfTest(SelfTestRequest {
        target: Target::Device(id),
        connect: ConnectOptions::default(),
        may_replace: false,
    }))
}

fn is_running(state: &State, id: &DeviceId) -> bool {
    let test = state.self_tests.get(id);
    test.is_some_and(|test| test.verdict.is_none())
}

pub(super) fn stop(state: &State) -> Vec<Effect> {
    open(state).map_or_else(Vec::new, |id| {
        engine(Command::StopSelfTest(Target::Device(id)))
    })
}

/// Takes the newest state of a test.
pub(super) fn changed(state: &mut State, test: SelfTestView) {
    if let Target::Device(id) = &test.target {
        state.self_tests.insert(id.clone(), test);
    }
}

/// Saves the report of the open device.
pub(super) fn save(state: &State) -> Vec<Effect> {
    let test = open(state).and_then(|id| state.self_tests.get(&id));
    let Some(test) = test.filter(|test| test.verdict.is_some()) else {
        return Vec::new();
    };
    let name = test
        .device
        .as_ref()
        .map_or(test.address.as_str(), |device| &device.name);
    let name = name.replace(['/', '\\', ':'], "_");
    vec![Effect::SaveReport {
        test: Box::new(test.clone()),
        suggested: new_file_name(&format!("{name} test.md")),
    }]
}

pub(super) fn saved(state: &mut State, path: &Path) {
    let file = path
        .file_name()
        .map(|name| name.to_string_lossy().into_owned());
    toast(
        state,
        ToastKind::Success,
        msg!("selftest-saved"),
        msg!(
            "selftest-saved-about",
            file = path_text(&file.unwrap_or_default())
        ),
    );
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::{Action, DeviceAction, examples, update};
    use crate::engine::{Event, Verdict};

    fn example(name: &str) -> State {
        examples()
            .into_iter()
            .find(|example| example.name == name)
            .unwrap()
            .state
    }

    #[test]
    fn a_test_is_started_once_stopped_and_its_report_saved() {
        let mut state = example("device");
        let id = state.device_page.device.clone().unwrap();
        let act = |state: &mut State, action| update(state, Action::Device(action));
        let started = act(&mut state, DeviceAction::Test);
        let [Effect::Engine(Command::SelfTest(request))] = &started[..] else {
            panic!("{started:?}");
        };
        assert_eq!(request.target, Target::Device(id.clone()));
        assert!(!request.may_replace);
        let mut test = example("device-test-running")
            .self_tests
            .into_values()
            .next()
            .unwrap();
        test.target = Target::Device(id.clone());
        let event =
            |test: &SelfTestView| Action::Event(Box::new(Event::SelfTest(Box::new(test.clone()))));
        let _ = update(&mut state, event(&test));
        assert_eq!(act(&mut state, DeviceAction::Test), [], "it runs");
        assert_eq!(act(&mut state, DeviceAction::SaveReport), [], "not yet");
        let stop = Effect::Engine(Command::StopSelfTest(Target::Device(id)));
        assert_eq!(act(&mut state, DeviceAction::StopTest), [stop]);
        test.verdict = Some(Verdict::Cancelled);
        let _ = update(&mut state, event(&test));
        let saved = act(&mut state, DeviceAction::SaveReport);
        assert!(
            matches!(&saved[..], [Effect::SaveReport { suggested, .. }]
            if suggested.ends_with(" test.md")),
            "{saved:?}"
        );
        assert_eq!(act(&mut state, DeviceAction::Test).len(), 1, "again");
    }
}
