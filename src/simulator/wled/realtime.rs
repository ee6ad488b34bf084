//! Streams of pixels over UDP, which hide the effects for a while.

use super::Wled;
use super::state::State;
use serde_json::{Value, json};
use tokio::time::Instant;

/// Port of streams on a real device (`udpPort`).
const PORT: u16 = 21_324;

impl Wled {
    /// Where streams go to.
    pub(super) fn realtime_port(&self) -> u16 {
        PORT
    }

    /// Who streams, as `/json/info` tells.
    pub(super) fn live_info(&self, _state: &State, _now: Instant, tell: &mut impl FnMut(&str, Value)) {
        tell("live", json!(false));
        tell("liveseg", json!(-1));
        tell("lm", json!(""));
        tell("lip", json!(""));
    }
}
