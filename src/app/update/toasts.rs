//! Puts notes into the corner of the window. Those of one kind are told together: "3 files could not be opened".

use crate::app::action::Effect;
use crate::app::state::{State, Toast, ToastGroup, ToastItem, ToastKind};
use crate::engine::Target;
use crate::problem::Problem;

/// Toasts at once.
const TOASTS: usize = 3;

/// Puts a toast up, instead of one that says the same; the oldest goes when there are more than three.
pub(super) fn toast(
    state: &mut State,
    kind: ToastKind,
    title: impl Into<String>,
    line: impl Into<String>,
) {
    let toast = Toast {
        id: 0,
        kind,
        title: title.into(),
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

/// Puts a failure up that others of its kind may join: one toast tells of all of them, the newest last.
pub(super) fn grouped(state: &mut State, group: ToastGroup, name: String, line: String) {
    let is_its = |toast: &Toast| matches!(&toast.group, Some((known, _)) if *known == group);
    let at = state.toasts.iter().position(is_its);
    let mut items = at
        .map(|at| state.toasts.remove(at))
        .and_then(|toast| toast.group)
        .map_or_else(Vec::new, |(_, items)| items);
    items.retain(|item| item.name != name);
    items.push(ToastItem { name, line });
    let toast = match items.as_slice() {
        [only] => Toast::failure(group.one(&only.name), only.line.clone()),
        all => {
            let names: Vec<&str> = all.iter().map(|item| item.name.as_str()).collect();
            Toast::failure(group.many(all.len()), names.join(", "))
        }
    };
    let group = Some((group, items));
    push(state, Toast { group, ..toast });
}

/// Puts up that a device is locked, with the way to unlock it; several are told together, and unlocked from their cards.
pub(super) fn locked(state: &mut State, device: Target, name: String, line: String) {
    grouped(state, ToastGroup::Locked, name, line);
    let newest = state.toasts.last_mut();
    if let Some(toast) = newest.filter(|toast| {
        let several = |(_, items): &(ToastGroup, Vec<ToastItem>)| items.len() > 1;
        !toast.group.as_ref().is_some_and(several)
    }) {
        toast.locked = Some(device);
    }
}

/// A device is locked no more: what says so goes.
pub(super) fn unlocked(state: &mut State, device: &Target) {
    state
        .toasts
        .retain(|toast| toast.locked.as_ref() != Some(device));
}

/// Something went wrong beside any job.
pub(super) fn trouble(state: &mut State, problem: &Problem) -> Vec<Effect> {
    toast(
        state,
        ToastKind::Failure,
        sentence(&problem.message.text()).trim_end_matches('.'),
        sentence(&problem.remedy.text()),
    );
    Vec::new()
}

/// What failed and what to do, as two sentences.
pub(super) fn sentences(problem: &Problem) -> String {
    format!(
        "{} {}",
        sentence(&problem.message.text()),
        sentence(&problem.remedy.text())
    )
}

/// With a capital, and an end.
pub(super) fn sentence(text: &str) -> String {
    let mut chars = text.trim().chars();
    let Some(first) = chars.next() else {
        return String::new();
    };
    let stop = if text.trim_end().ends_with(['.', '!', '?', '…']) {
        ""
    } else {
        "."
    };
    format!("{}{}{stop}", first.to_uppercase(), chars.as_str())
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

    fn lines(state: &State) -> Vec<(&str, &str)> {
        let toasts = state.toasts.iter();
        toasts
            .map(|toast| (toast.title.as_str(), toast.line.as_str()))
            .collect()
    }

    #[test]
    fn failures_of_one_kind_are_one_toast_that_names_them_all() {
        let mut state = State::new();
        let fails = |state: &mut State, name: &str| {
            let line = format!("{name} is damaged.");
            grouped(state, ToastGroup::Files, name.into(), line);
        };
        fails(&mut state, "a.gif");
        assert_eq!(
            lines(&state),
            [("a.gif could not be opened", "a.gif is damaged.")]
        );
        toast(&mut state, ToastKind::Success, "Saved", "");
        for name in ["b.gif", "c.gif", "a.gif"] {
            fails(&mut state, name);
        }
        assert_eq!(
            lines(&state),
            [
                ("Saved", ""),
                ("3 files could not be opened", "b.gif, c.gif, a.gif")
            ]
        );
        let details = state.toasts.last().unwrap().details();
        assert!(details.contains("c.gif: c.gif is damaged."), "{details}");
    }

    #[test]
    fn failures_of_different_kinds_stay_apart() {
        let mut state = State::new();
        grouped(&mut state, ToastGroup::Files, "a.gif".into(), "No.".into());
        grouped(&mut state, ToastGroup::Silent, "Porch".into(), "No.".into());
        grouped(&mut state, ToastGroup::Silent, "Shop".into(), "No.".into());
        assert_eq!(
            lines(&state),
            [
                ("a.gif could not be opened", "No."),
                ("2 devices do not answer", "Porch, Shop")
            ]
        );
    }
}
