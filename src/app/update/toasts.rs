//! Puts toasts into the corner of the window. Failures of one kind share a toast: "3 files could not be opened".

use super::computer;
use crate::app::action::Effect;
use crate::app::state::{State, Toast, ToastGroup, ToastItem, ToastKind, ToastLine};
use crate::engine::Target;
use crate::message::Message;
use crate::problem::Problem;

/// Maximum number of toasts.
const TOASTS: usize = 3;

/// Adds a toast, in place of one with the same words. The oldest goes when there are more than three.
pub(super) fn toast(
    state: &mut State,
    kind: ToastKind,
    title: Message,
    line: impl Into<ToastLine>,
) {
    let toast = Toast {
        id: 0,
        kind,
        title,
        line: line.into(),
        age: 0.0,
        group: None,
        locked: None,
    };
    state
        .toasts
        .retain(|before| (&before.title, &before.line) != (&toast.title, &toast.line));
    push(state, toast);
}

/// Adds a failure to the toast of its kind, the newest last.
pub(super) fn grouped(state: &mut State, group: ToastGroup, name: String, problem: Problem) {
    let is_its = |toast: &Toast| matches!(&toast.group, Some((known, _)) if *known == group);
    let at = state.toasts.iter().position(is_its);
    let mut items = at
        .map(|at| state.toasts.remove(at))
        .and_then(|toast| toast.group)
        .map_or_else(Vec::new, |(_, items)| items);
    items.retain(|item| item.name != name);
    items.push(ToastItem { name, problem });
    let toast = match items.as_slice() {
        [only] => Toast::failure(group.one(&only.name), only.problem.clone()),
        all => {
            let names = all.iter().map(|item| item.name.clone()).collect();
            Toast::failure(group.many(all.len()), ToastLine::Names(names))
        }
    };
    let group = Some((group, items));
    push(state, Toast { group, ..toast });
}

/// Adds a toast that a device is locked, with a button to unlock it. Several share one toast, without the button.
pub(super) fn locked(state: &mut State, device: Target, name: String, problem: Problem) {
    grouped(state, ToastGroup::Locked, name, problem);
    let newest = state.toasts.last_mut();
    if let Some(toast) = newest.filter(|toast| {
        let several = |(_, items): &(ToastGroup, Vec<ToastItem>)| items.len() > 1;
        !toast.group.as_ref().is_some_and(several)
    }) {
        toast.locked = Some(device);
    }
}

/// Removes the toast that a device is locked.
pub(super) fn unlocked(state: &mut State, device: &Target) {
    state
        .toasts
        .retain(|toast| toast.locked.as_ref() != Some(device));
}

/// Adds a toast for a problem that belongs to no job.
pub(super) fn trouble(state: &mut State, problem: Problem) -> Vec<Effect> {
    let effects = computer::check_after(state, &problem);
    let line = ToastLine::Remedy(problem.remedy);
    toast(state, ToastKind::Failure, problem.message, line);
    effects
}

fn push(state: &mut State, toast: Toast) {
    let id = state.next_toast;
    state.next_toast += 1;
    state.toasts.push(Toast { id, ..toast });
    let more = state.toasts.len().saturating_sub(TOASTS);
    state.toasts.drain(..more);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::msg;
    use crate::problem::{Code, Remedy};

    fn lines(state: &State) -> Vec<(String, &ToastLine)> {
        let toasts = state.toasts.iter();
        toasts
            .map(|toast| (toast.title.to_string(), &toast.line))
            .collect()
    }

    fn damaged(name: &str) -> Problem {
        let message = msg!("toast-file-failed", name = name);
        Problem::new(Code::PatternCorrupt, message, Remedy::None)
    }

    fn names(names: &[&str]) -> ToastLine {
        ToastLine::Names(names.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn failures_of_one_kind_are_one_toast_that_names_them_all() {
        let mut state = State::new();
        let fails = |state: &mut State, name: &str| {
            grouped(state, ToastGroup::Files, name.into(), damaged(name));
        };
        fails(&mut state, "a.gif");
        let line = ToastLine::Problem(damaged("a.gif"));
        assert_eq!(lines(&state), [("a.gif could not be opened".into(), &line)]);
        let saved = msg!("toast-saved");
        toast(&mut state, ToastKind::Success, saved, ToastLine::None);
        for name in ["b.gif", "c.gif", "a.gif"] {
            fails(&mut state, name);
        }
        assert_eq!(
            lines(&state),
            [
                ("Saved".into(), &ToastLine::None),
                (
                    "3 files could not be opened".into(),
                    &names(&["b.gif", "c.gif", "a.gif"])
                )
            ]
        );
        let (_, items) = state.toasts.last().unwrap().group.as_ref().unwrap();
        assert_eq!(items[1].problem, damaged("c.gif"));
    }

    #[test]
    fn failures_of_different_kinds_stay_apart() {
        let mut state = State::new();
        for (group, name) in [
            (ToastGroup::Files, "a.gif"),
            (ToastGroup::Silent, "Porch"),
            (ToastGroup::Silent, "Shop"),
        ] {
            grouped(&mut state, group, name.into(), damaged("a.gif"));
        }
        assert_eq!(
            lines(&state),
            [
                (
                    "a.gif could not be opened".into(),
                    &ToastLine::Problem(damaged("a.gif"))
                ),
                ("2 devices do not answer".into(), &names(&["Porch", "Shop"]))
            ]
        );
    }
}
