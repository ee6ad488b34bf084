//! Examples of states: what tests, pictures and reviews of the window are made from.

use super::state::State;

/// A state with a name.
#[derive(Clone, Debug)]
pub struct Example {
    /// What it is, fit for a file name.
    pub name: &'static str,
    /// The state.
    pub state: State,
}

/// All examples.
#[must_use]
pub fn examples() -> Vec<Example> {
    vec![Example { name: "empty", state: State::new() }]
}
