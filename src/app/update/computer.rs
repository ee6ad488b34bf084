//! The checks of this computer.

use crate::app::action::Effect;
use crate::app::computer_action::ComputerAction;
use crate::app::state::{Page, State};
use crate::problem::{Code, Problem};

pub(super) fn act(state: &mut State, action: ComputerAction) -> Vec<Effect> {
    let computer = &mut state.computer;
    match action {
        ComputerAction::Check => return check(state),
        ComputerAction::Return if computer.checks.iter().any(|check| check.is_degraded()) => {
            return check(state);
        }
        ComputerAction::Return => {}
        ComputerAction::Checked(checks) => {
            computer.checking = false;
            computer.checks = checks;
            // what has been mended and breaks again is shown again
            let missing = computer.missing().map(|check| check.id).collect();
            computer.hidden = &computer.hidden & &missing;
        }
        ComputerAction::HideFoot => {
            computer.hidden = computer.missing().map(|check| check.id).collect();
        }
        ComputerAction::ShowList => {
            computer.reveal = true;
            state.page = Page::Help;
        }
        ComputerAction::ListShown => computer.reveal = false,
    }
    Vec::new()
}

/// Checks this computer, unless that is being done.
pub(super) fn check(state: &mut State) -> Vec<Effect> {
    if std::mem::replace(&mut state.computer.checking, true) {
        return Vec::new();
    }
    vec![Effect::CheckComputer]
}

/// Checks this computer if a problem may come from something that is missing on it.
pub(super) fn check_after(state: &mut State, problem: &Problem) -> Vec<Effect> {
    let is_its_fault = matches!(
        problem.code,
        Code::PatternNoFfmpeg
            | Code::SecretNotKept
            | Code::StoreUnavailable
            | Code::SettingsInvalid
            | Code::OutputUnwritable
    );
    if is_its_fault {
        check(state)
    } else {
        Vec::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::{Action, example, update};
    use crate::computer::CheckId;
    use crate::problem::Remedy;

    fn act(state: &mut State, action: ComputerAction) -> Vec<Effect> {
        update(state, Action::Computer(action))
    }

    #[test]
    fn checks_run_one_at_a_time() {
        let mut state = State::new();
        let begun = [Effect::CheckComputer];
        assert_eq!(act(&mut state, ComputerAction::Check), begun);
        assert_eq!(act(&mut state, ComputerAction::Check), []);
        let _ = act(&mut state, ComputerAction::Checked(Vec::new()));
        assert_eq!(act(&mut state, ComputerAction::Return), []);
        assert_eq!(act(&mut state, ComputerAction::Check), begun);
    }

    #[test]
    fn what_is_missing_is_named_until_it_is_mended_or_hidden() {
        let mut state = example("missing").unwrap();
        let checks = state.computer.checks.clone();
        assert!(state.computer.has_foot() && state.computer.missing().count() > 1);
        let _ = act(&mut state, ComputerAction::HideFoot);
        let _ = act(&mut state, ComputerAction::Checked(checks.clone()));
        assert!(!state.computer.has_foot(), "it stays hidden");
        let without = |id| checks.iter().filter(move |check| check.id != id).cloned();
        let _ = act(
            &mut state,
            ComputerAction::Checked(without(CheckId::Ffmpeg).collect()),
        );
        assert!(!state.computer.has_foot());
        let _ = act(&mut state, ComputerAction::Checked(checks));
        assert!(state.computer.has_foot(), "ffmpeg is missing again");
        assert_eq!(
            act(&mut state, ComputerAction::Return),
            [Effect::CheckComputer]
        );
    }

    #[test]
    fn a_problem_of_this_computer_has_it_checked_again() {
        let mut state = State::new();
        let problem = |code| Action::Failed(Problem::new(code, "Words", Remedy::None));
        assert_eq!(update(&mut state, problem(Code::DeviceBusy)), []);
        assert_eq!(
            update(&mut state, problem(Code::SecretNotKept)),
            [Effect::CheckComputer]
        );
    }
}
