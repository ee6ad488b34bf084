//! What is selected and why some of it cannot take the pattern, the round that runs and how it ended: in words.

use super::{count, sentence};
use crate::app::{Press, Selection, Sending, State, Suitability, Tally};
use crate::engine::DeviceView;
use crate::problem::Code;
use std::borrow::Cow;

/// Devices that are named one by one at the most; of more, only how many have the same reason.
const NAMED: usize = 3;
/// Names in one sentence of the full list.
const LISTED: usize = 12;

/// "8 selected, 6 can take it".
pub(in crate::ui) fn selected(selection: Selection) -> String {
    let Selection { selected, able, .. } = selection;
    match selection.unable() {
        0 => format!("{selected} selected"),
        _ if able == 0 => format!("{selected} selected, none can take it"),
        _ => format!("{selected} selected, {able} can take it"),
    }
}

/// "7 not shown"; `None` where the search hides none of the selected devices.
pub(in crate::ui) fn hidden(selection: Selection) -> Option<String> {
    (selection.hidden > 0).then(|| format!("{} not shown", selection.hidden))
}

/// Both, as a screen reader says them.
pub(in crate::ui) fn counts(selection: Selection) -> String {
    let mut words = selected(selection);
    if let Some(hidden) = hidden(selection) {
        words = format!("{words}, {hidden}");
    }
    words
}

/// Devices that cannot take the pattern for the same reason.
struct Group<'a> {
    /// As of one device: "is full".
    one: String,
    /// As of several: "are full".
    many: String,
    names: Vec<Cow<'a, str>>,
}

/// Why a device cannot take the pattern: as of one device, and of several.
fn why(state: &State, view: &DeviceView, suitability: Suitability<'_>) -> (String, String) {
    let both = |one: &str, many: &str| (one.to_owned(), many.to_owned());
    let same = |words: &str| both(words, words);
    match (suitability, state.blocked_by(view)) {
        (Suitability::Fine, _) => same("can take it"),
        _ if view.is_set_aside() => both("is set aside", "are set aside"),
        _ if view.locked => both("is locked", "are locked"),
        (Suitability::Offline, _) => both("does not answer", "do not answer"),
        (Suitability::Unsuitable { needs_layout, .. }, _) if needs_layout => {
            both("has no size yet", "have no size yet")
        }
        (Suitability::Unsuitable { .. }, Some(Code::DeviceFull)) => both("is full", "are full"),
        (Suitability::Unsuitable { .. }, Some(Code::PatternTooManyLeds)) => {
            both("has too few LEDs", "have too few LEDs")
        }
        (Suitability::Unsuitable { .. }, Some(Code::PatternTooManyFrames)) => {
            both("takes fewer frames", "take fewer frames")
        }
        (Suitability::Unsuitable { .. }, Some(Code::PatternTooLarge)) => {
            both("takes smaller files", "take smaller files")
        }
        (Suitability::Unsuitable { reason, .. }, _) => same(&format!("cannot ({reason})")),
    }
}

fn groups(state: &State) -> Vec<Group<'_>> {
    let mut groups: Vec<Group<'_>> = Vec::new();
    for (view, suitability) in state.unable() {
        let (one, many) = why(state, view, suitability);
        match groups.iter_mut().find(|group| group.one == one) {
            Some(group) => group.names.push(state.label(view)),
            None => groups.push(Group {
                one,
                many,
                names: vec![state.label(view)],
            }),
        }
    }
    groups
}

/// "A", "A and B", "A, B and 3 more".
fn list<N: AsRef<str>>(names: &[N], most: usize) -> String {
    let names: Vec<&str> = names.iter().map(AsRef::as_ref).collect();
    let shown = names.get(..most).unwrap_or(&names);
    match (shown, names.len() - shown.len()) {
        ([one], 0) => (*one).to_owned(),
        ([others @ .., last], 0) => format!("{} and {last}", others.join(", ")),
        (shown, more) => format!("{} and {more} more", shown.join(", ")),
    }
}

/// "2 cannot: Porch is full, Tree does not answer"; `None` where all selected devices can take the pattern.
pub(in crate::ui) fn unable(state: &State) -> Option<String> {
    let groups = groups(state);
    let all: usize = groups.iter().map(|group| group.names.len()).sum();
    let parts: Vec<String> = groups
        .iter()
        .map(|group| match group.names.as_slice() {
            [name] => format!("{name} {}", group.one),
            names if all <= NAMED => format!("{} {}", list(names, NAMED), group.many),
            names => format!("{} {}", names.len(), group.many),
        })
        .collect();
    (all > 0).then(|| format!("{all} cannot: {}", parts.join(", ")))
}

/// The same with all names, a sentence for each reason.
pub(in crate::ui) fn unable_in_full(state: &State) -> Vec<String> {
    let groups = groups(state);
    let told = groups.iter().map(|group| {
        let verb = if group.names.len() == 1 {
            &group.one
        } else {
            &group.many
        };
        sentence(&format!("{} {verb}", list(&group.names, LISTED)))
    });
    told.collect()
}

/// "3 verified, 1 failed": what has come of a round so far.
fn results(tally: &Tally) -> Vec<String> {
    [
        (tally.verified, "verified"),
        (tally.there, "already there"),
        (tally.unverified, "sent, not verifiable"),
        (tally.failed, "failed"),
        (tally.cancelled, "cancelled"),
        (tally.paused, "paused"),
    ]
    .into_iter()
    .filter(|(n, _)| *n > 0)
    .map(|(n, word)| format!("{n} {word}"))
    .collect()
}

/// "Sending to 8, 3 verified".
pub(in crate::ui) fn running(tally: &Tally) -> String {
    let mut words = vec![format!("Sending to {}", tally.all())];
    words.extend(results(tally));
    words.join(", ")
}

/// "Sent to 8: 6 verified, 2 failed".
pub(in crate::ui) fn ended(tally: &Tally) -> String {
    let results = results(tally).join(", ");
    match tally.delivered() {
        0 => format!("Not sent: {results}"),
        _ => format!("Sent to {}: {results}", tally.all()),
    }
}

/// What the Send button says, by what it does.
pub(in crate::ui) fn button(sending: &Sending, selection: Selection) -> String {
    let due = sending.due.len();
    match sending.press {
        Press::First if selection.unable() > 0 => {
            format!("Send to {due} of {}", selection.selected)
        }
        Press::First => format!("Send to {}", count(due, "device", "devices")),
        Press::More => format!("Send to {due} more"),
        Press::Again => format!("Send again to {}", count(due, "device", "devices")),
        Press::Nothing => running(&sending.running),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Presence;

    #[test]
    fn few_devices_are_named_with_their_reasons_and_many_are_counted_by_them() {
        let mut state = crate::app::example("partly").unwrap();
        assert_eq!(
            unable(&state).unwrap(),
            "2 cannot: Porch is full, Tree does not answer"
        );
        assert_eq!(counts(state.selection()), "8 selected, 6 can take it");
        for view in state.devices.iter_mut().take(4).skip(1) {
            view.presence = Presence::Offline;
        }
        assert_eq!(
            unable(&state).unwrap(),
            "5 cannot: Porch is full, 4 do not answer"
        );
        let full = unable_in_full(&state);
        assert_eq!(full.len(), 2);
        assert!(full[1].ends_with(" and Tree do not answer."), "{full:?}");
    }

    #[test]
    fn a_device_that_is_locked_or_set_aside_is_called_that() {
        let mut state = crate::app::example("partly").unwrap();
        for view in &mut state.devices {
            view.locked = view.device.name == "Attic";
            if view.device.name == "Bar" {
                view.circuit = crate::engine::Circuit::Isolated;
            }
        }
        let full = unable_in_full(&state);
        assert!(full.contains(&"Attic is locked.".to_owned()), "{full:?}");
        assert!(full.contains(&"Bar is set aside.".to_owned()), "{full:?}");
        assert_eq!(
            unable(&state).unwrap(),
            "4 cannot: Porch is full, Bar is set aside, Attic is locked, Tree does not answer"
        );
    }

    #[test]
    fn long_lists_of_names_say_how_many_more_there_are() {
        assert_eq!(list(&["A", "B", "C"], 12), "A, B and C");
        assert_eq!(list(&["A", "B", "C", "D"], 2), "A, B and 2 more");
    }

    #[test]
    fn the_end_of_a_round_is_told_as_it_was() {
        let tally = Tally {
            verified: 6,
            failed: 2,
            ..Tally::default()
        };
        assert_eq!(ended(&tally), "Sent to 8: 6 verified, 2 failed");
        let tally = Tally {
            cancelled: 2,
            ..Tally::default()
        };
        assert_eq!(ended(&tally), "Not sent: 2 cancelled");
    }
}
