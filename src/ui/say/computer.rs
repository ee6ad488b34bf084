//! Words the checks of this computer.

use super::{message, remedy};
use crate::computer::{Check, CheckState};
use crate::t;

/// Names the state of a check.
pub(in crate::ui) fn state(state: CheckState) -> &'static str {
    match state {
        CheckState::Ok => t!("check-state-ok"),
        CheckState::Off => t!("check-state-off"),
        CheckState::Degraded => t!("check-state-degraded"),
        CheckState::Failed => t!("check-state-failed"),
    }
}

/// Says what was found, what it costs and what to do.
pub(in crate::ui) fn about(check: &Check) -> String {
    let found = check.finding.text();
    let cost = check.cost.as_ref().map(|cost| message(&cost.words));
    let mut sentences = vec![if cost.is_some() && !found.ends_with('.') {
        format!("{found}.")
    } else {
        found
    }];
    sentences.extend(cost);
    sentences.push(remedy(&check.remedy));
    sentences.retain(|sentence| !sentence.is_empty());
    sentences.join(" ")
}
