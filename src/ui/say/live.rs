//! Live playing in words.

use super::{decimal, sentence};
use crate::engine::{StreamState, StreamView};
use crate::ui::theme::PhaseLook;

/// Said wherever something is played live.
pub(in crate::ui) const WHILE_OPEN: &str =
    "Only as long as this window is open: nothing of it is stored.";

/// A stream in words: chip, and two lines.
pub(in crate::ui) struct StreamWords {
    /// Look of its chip.
    pub(in crate::ui) look: PhaseLook,
    /// Word of its chip.
    pub(in crate::ui) word: &'static str,
    /// How it goes, or what failed.
    pub(in crate::ui) first: String,
    /// The same where there is little room.
    pub(in crate::ui) brief: String,
    /// By what and why, or what to do.
    pub(in crate::ui) second: String,
}

/// What is to be said of a stream.
pub(in crate::ui) fn stream(view: &StreamView) -> StreamWords {
    let way = view
        .way
        .map(|way| format!("{}, to UDP port {}.", view.why, way.port))
        .unwrap_or_default();
    let words = |look, word, first: String, second| StreamWords {
        look,
        word,
        brief: first.clone(),
        first,
        second,
    };
    let going = |look, word, second| StreamWords {
        look,
        word,
        brief: brief(view),
        first: numbers(view),
        second,
    };
    match &view.state {
        StreamState::Starting => {
            let first = "Asks who answers, and waits for the device's turn.".to_owned();
            words(PhaseLook::Waiting, "Starting", first, way)
        }
        StreamState::Streaming => {
            let (look, word) = match view.seen {
                Some(true) => (PhaseLook::Playing, "Live"),
                Some(false) => (PhaseLook::Paused, "Not shown"),
                None => (PhaseLook::Sending, "Live"),
            };
            going(look, word, way)
        }
        StreamState::Ended => going(PhaseLook::Cancelled, "Ended", way),
        StreamState::Failed(problem) => words(
            PhaseLook::Failed,
            "Failed",
            sentence(&problem.message.text()),
            sentence(&problem.remedy.text()),
        ),
    }
}

/// "24.9 of 25 frames a second · none late · 1 min 15 s · The device says that it shows them".
fn numbers(view: &StreamView) -> String {
    let seen = match view.seen {
        Some(true) => " · The device says that it shows them",
        Some(false) => " · The device says that it shows something else",
        None => "",
    };
    format!(
        "{} frames a second · {} · {}{seen}",
        sent(view),
        late(view),
        took(view)
    )
}

/// "24.9 of 25 fps · none late · 1 min 15 s · shown".
fn brief(view: &StreamView) -> String {
    let seen = if view.seen == Some(true) {
        " · shown"
    } else {
        ""
    };
    format!("{} fps · {} · {}{seen}", sent(view), late(view), took(view))
}

fn sent(view: &StreamView) -> String {
    let fps = |fps: f32| decimal(f64::from(fps));
    format!("{} of {}", fps(view.fps_sent), fps(view.fps_wanted))
}

fn late(view: &StreamView) -> String {
    if view.late == 0 {
        "none late".to_owned()
    } else {
        format!("{} late", view.late)
    }
}

/// In whole seconds: a stream is told every second, tenths of it would be made up.
fn took(view: &StreamView) -> String {
    match view.elapsed.as_secs() {
        s @ 0..60 => format!("{s} s"),
        s => format!("{} min {} s", s / 60, s % 60),
    }
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
        let wanted =
            "24.9 of 25 frames a second · 2 late · 1 min 15 s · The device says that it shows them";
        assert_eq!(words.first, wanted);
        let why = "DDP, because the device takes it whatever its settings, to UDP port 4048.";
        assert_eq!(words.second, why);
        let young = StreamView {
            seen: None,
            late: 0,
            elapsed: std::time::Duration::from_millis(3_020),
            ..view
        };
        let words = stream(&young);
        assert_eq!(words.brief, "24.9 of 25 fps · none late · 3 s");
        let elsewhere = stream(&StreamView {
            seen: Some(false),
            ..young
        });
        assert_eq!(
            (elsewhere.look, elsewhere.word),
            (PhaseLook::Paused, "Not shown")
        );
        assert!(elsewhere.first.ends_with("something else"));
        assert_eq!(
            (words.look, words.first.as_str()),
            (
                PhaseLook::Sending,
                "24.9 of 25 frames a second · none late · 3 s"
            )
        );
    }
}
