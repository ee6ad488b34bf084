//! Live playing in words.

use super::{decimal, sentence, time};
use crate::engine::{StreamState, StreamView};
use crate::ui::theme::PhaseLook;

/// Said wherever something is played live.
pub(in crate::ui) const WHILE_OPEN: &str = "Only as long as this window is open: nothing of it is stored.";

/// A stream in words: chip, and two lines.
pub(in crate::ui) struct StreamWords {
    /// Look of its chip.
    pub(in crate::ui) look: PhaseLook,
    /// Word of its chip.
    pub(in crate::ui) word: &'static str,
    /// How it goes, or what failed.
    pub(in crate::ui) first: String,
    /// By what and why, or what to do.
    pub(in crate::ui) second: String,
}

/// What is to be said of a stream.
pub(in crate::ui) fn stream(view: &StreamView) -> StreamWords {
    let way = view.way.map(|way| format!("{}, to UDP port {}.", view.why, way.port)).unwrap_or_default();
    let words = |look, word, first, second| StreamWords { look, word, first, second };
    match &view.state {
        StreamState::Starting => {
            let first = "Asks who answers, and waits for the device's turn.".to_owned();
            words(PhaseLook::Waiting, "Starting", first, way)
        }
        StreamState::Streaming => {
            let look = if view.seen == Some(true) { PhaseLook::Playing } else { PhaseLook::Sending };
            words(look, "Live", numbers(view), way)
        }
        StreamState::Ended => words(PhaseLook::Cancelled, "Ended", numbers(view), way),
        StreamState::Failed(problem) => {
            words(PhaseLook::Failed, "Failed", sentence(&problem.message), sentence(&problem.hint))
        }
    }
}

/// "24.9 of 25 frames a second · none late · 1 min 15 s · The device says that it shows them".
fn numbers(view: &StreamView) -> String {
    let fps = |fps: f32| decimal(f64::from(fps));
    let late = if view.late == 0 { "none late".to_owned() } else { format!("{} late", view.late) };
    let seen = match view.seen {
        Some(true) => " · The device says that it shows them",
        Some(false) => " · The device says that it shows something else",
        None => "",
    };
    // a stream is told every second: tenths of it would be made up
    let took = time(std::time::Duration::from_secs(view.elapsed.as_secs()));
    let took = took.replace(".0 s", " s").replace("0 ms", "0 s");
    format!("{} of {} frames a second · {late} · {took}{seen}", fps(view.fps_sent), fps(view.fps_wanted))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::example;

    #[test]
    fn a_stream_says_what_is_wanted_sent_late_and_seen() {
        let view = example("live").unwrap().streams[0].clone();
        let words = stream(&view);
        assert_eq!(words.look, PhaseLook::Playing);
        let wanted = "24.9 of 25 frames a second · 2 late · 1 min 15 s · The device says that it shows them";
        assert_eq!(words.first, wanted);
        let why = "DDP, because the device takes it whatever its settings, to UDP port 4048.";
        assert_eq!(words.second, why);
        let young = StreamView { seen: None, late: 0, elapsed: std::time::Duration::from_millis(3_020), ..view };
        let words = stream(&young);
        assert_eq!(
            (words.look, words.first.as_str()),
            (PhaseLook::Sending, "24.9 of 25 frames a second · none late · 3 s")
        );
    }
}
