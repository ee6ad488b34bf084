//! Words the selection, why some devices cannot take the pattern, and the round of uploads.

use super::sentence;
use crate::app::{JobGroup, Press, Selection, Sending, State, Suitability, Tally};
use crate::engine::DeviceView;
use crate::message::Message;
use crate::problem::Code;
use crate::t;
use std::borrow::Cow;

/// Maximum number of devices that are named; more are counted by reason.
const MAX_NAMED: usize = 3;
/// Maximum number of names in one sentence of the full list.
const MAX_LISTED: usize = 12;

/// "8 selected, 6 can take it".
pub(in crate::ui) fn selected(selection: Selection) -> String {
    let Selection { selected, able, .. } = selection;
    match selection.unable() {
        0 => t!("selected", selected = selected),
        _ if able == 0 => t!("selected-none-can", selected = selected),
        _ => t!("selected-some-can", selected = selected, able = able),
    }
}

/// "7 not shown"; `None` where the search hides none of the selected devices.
pub(in crate::ui) fn hidden(selection: Selection) -> Option<String> {
    (selection.hidden > 0).then(|| t!("selected-hidden", n = selection.hidden))
}

/// Both, as a screen reader says them.
pub(in crate::ui) fn counts(selection: Selection) -> String {
    let mut facts = vec![selected(selection)];
    facts.extend(hidden(selection));
    super::list(&facts)
}

/// Devices that cannot take the pattern for the same reason.
struct Group<'a> {
    why: Why<'a>,
    names: Vec<Cow<'a, str>>,
}

/// Reasons why a device cannot take the pattern.
#[derive(Clone, Copy, PartialEq)]
enum Why<'a> {
    Able,
    SetAside,
    Locked,
    Offline,
    NoSize,
    Full,
    FewLeds,
    FewerFrames,
    SmallerFiles,
    Other(&'a Message),
}

impl<'a> Why<'a> {
    fn of(state: &State, view: &DeviceView, suitability: Suitability<'a>) -> Self {
        let (reason, needs_layout) = match suitability {
            Suitability::Fine => return Self::Able,
            _ if view.is_set_aside() => return Self::SetAside,
            _ if view.locked => return Self::Locked,
            Suitability::Offline => return Self::Offline,
            Suitability::Unsuitable {
                reason,
                needs_layout,
            } => (reason, needs_layout),
        };
        match state.blocked_by(view) {
            _ if needs_layout => Self::NoSize,
            Some(Code::DeviceFull) => Self::Full,
            Some(Code::PatternTooManyLeds) => Self::FewLeds,
            Some(Code::PatternTooManyFrames) => Self::FewerFrames,
            Some(Code::PatternTooLarge) => Self::SmallerFiles,
            _ => Self::Other(reason),
        }
    }

    /// "Porch is full", or "4 are full": `devices` names or counts `n` devices.
    fn words(self, n: usize, devices: String) -> String {
        match self {
            Self::Able => t!("unable-can", devices = devices),
            Self::SetAside => t!("unable-set-aside", n = n, devices = devices),
            Self::Locked => t!("unable-locked", n = n, devices = devices),
            Self::Offline => t!("unable-offline", n = n, devices = devices),
            Self::NoSize => t!("unable-no-size", n = n, devices = devices),
            Self::Full => t!("unable-full", n = n, devices = devices),
            Self::FewLeds => t!("unable-few-leds", n = n, devices = devices),
            Self::FewerFrames => t!("unable-fewer-frames", n = n, devices = devices),
            Self::SmallerFiles => t!("unable-smaller-files", n = n, devices = devices),
            Self::Other(reason) => t!("unable-other", n = n, devices = devices, reason = reason),
        }
    }
}

fn groups(state: &State) -> Vec<Group<'_>> {
    let mut groups: Vec<Group<'_>> = Vec::new();
    for (view, suitability) in state.unable() {
        let why = Why::of(state, view, suitability);
        match groups.iter_mut().find(|group| group.why == why) {
            Some(group) => group.names.push(state.label(view)),
            None => groups.push(Group {
                why,
                names: vec![state.label(view)],
            }),
        }
    }
    groups
}

/// "A", "A and B", "A, B and 3 more".
pub(super) fn names<N: AsRef<str>>(names: &[N], most: usize) -> String {
    let shown = names.get(..most).unwrap_or(names);
    match (shown, names.len() - shown.len()) {
        ([one], 0) => one.as_ref().to_owned(),
        ([others @ .., last], 0) => t!(
            "names-two",
            names = super::list(others),
            last = last.as_ref()
        ),
        (shown, more) => t!("names-more", names = super::list(shown), n = more),
    }
}

/// "2 cannot: Porch is full, Tree does not answer"; `None` where all selected devices can take the pattern.
pub(in crate::ui) fn unable(state: &State) -> Option<String> {
    let groups = groups(state);
    let all: usize = groups.iter().map(|group| group.names.len()).sum();
    let reasons: Vec<String> = groups
        .iter()
        .map(|group| {
            let n = group.names.len();
            let devices = if n == 1 || all <= MAX_NAMED {
                names(&group.names, MAX_NAMED)
            } else {
                n.to_string()
            };
            group.why.words(n, devices)
        })
        .collect();
    (all > 0).then(|| t!("unable", n = all, reasons = super::list(&reasons)))
}

/// The same with all names, a sentence for each reason.
pub(in crate::ui) fn unable_in_full(state: &State) -> Vec<String> {
    let groups = groups(state);
    let sentences = groups.iter().map(|group| {
        let devices = names(&group.names, MAX_LISTED);
        sentence(&group.why.words(group.names.len(), devices))
    });
    sentences.collect()
}

/// "1 verified, 1 verifying, 1 failed"; empty without jobs.
pub(in crate::ui) fn jobs(state: &State) -> String {
    let words = |(group, n): (JobGroup, usize)| match group {
        JobGroup::Verified => t!("tally-verified", n = n),
        JobGroup::AlreadyThere => t!("tally-there", n = n),
        JobGroup::Unverified => t!("tally-unverified", n = n),
        JobGroup::Sending => t!("tally-sending", n = n),
        JobGroup::Verifying => t!("tally-verifying", n = n),
        JobGroup::Paused => t!("tally-paused", n = n),
        JobGroup::Waiting => t!("tally-waiting", n = n),
        JobGroup::Failed => t!("tally-failed", n = n),
        JobGroup::Cancelled => t!("tally-cancelled", n = n),
    };
    let mut words: Vec<String> = state.job_groups().into_iter().map(words).collect();
    words.extend(
        state
            .limited()
            .map(|limited| t!("tally-limited", at = limited.clock())),
    );
    super::list(&words)
}

/// "3 verified, 1 failed": what has come of a round so far.
fn results(tally: &Tally) -> Vec<String> {
    let all = [
        (tally.verified, t!("tally-verified", n = tally.verified)),
        (tally.there, t!("tally-there", n = tally.there)),
        (
            tally.unverified,
            t!("tally-unverified", n = tally.unverified),
        ),
        (tally.failed, t!("tally-failed", n = tally.failed)),
        (tally.cancelled, t!("tally-cancelled", n = tally.cancelled)),
        (tally.paused, t!("tally-paused", n = tally.paused)),
    ];
    let some = all.into_iter().filter(|(n, _)| *n > 0);
    some.map(|(_, words)| words).collect()
}

/// "Sending to 8, 3 verified".
pub(in crate::ui) fn running(tally: &Tally) -> String {
    let mut words = vec![t!("tally-running", n = tally.all())];
    words.extend(results(tally));
    super::list(&words)
}

/// "Sent to 8: 6 verified, 2 failed".
pub(in crate::ui) fn ended(tally: &Tally) -> String {
    let results = super::list(&results(tally));
    match tally.delivered() {
        0 => t!("tally-not-sent", results = results),
        _ => t!("tally-ended", n = tally.all(), results = results),
    }
}

/// Words the Send button, by what it does.
pub(in crate::ui) fn button(sending: &Sending, selection: Selection) -> String {
    let due = sending.due.len();
    match sending.press {
        Press::First if selection.unable() > 0 => {
            t!("send-to-some", due = due, selected = selection.selected)
        }
        Press::First => t!("send-to", n = due),
        Press::More => t!("send-to-more", due = due),
        Press::Again => t!("send-again", n = due),
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
        assert_eq!(names(&["A", "B", "C"], 12), "A, B and C");
        assert_eq!(names(&["A", "B", "C", "D"], 2), "A, B and 2 more");
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
