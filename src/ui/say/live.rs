//! Words live playback.

use super::{decimal, message, remedy, sentence};
use crate::engine::{StreamState, StreamView};
use crate::t;
use crate::ui::theme::PhaseLook;

/// Says wherever something is played live that it ends with the window.
pub(in crate::ui) fn while_open() -> &'static str {
    t!("live-while-open")
}

/// The words of a stream: chip, and two lines.
pub(in crate::ui) struct StreamWords {
    /// Look of its chip.
    pub(in crate::ui) look: PhaseLook,
    /// Word of its chip.
    pub(in crate::ui) word: &'static str,
    /// Its numbers, or what failed.
    pub(in crate::ui) first: String,
    /// The same where there is little room.
    pub(in crate::ui) brief: String,
    /// Its protocol and why that was chosen, or what to do.
    pub(in crate::ui) second: String,
}

/// Words a stream.
pub(in crate::ui) fn stream(view: &StreamView) -> StreamWords {
    let way = view
        .way
        .zip(view.why.as_ref())
        .map(|(way, why)| sentence(&t!("live-way", why = why, port = way.port)))
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
            let first = match &view.waits_for {
                Some(ahead) => sentence(&message(ahead)),
                None => t!("live-starting-about").to_owned(),
            };
            words(PhaseLook::Waiting, t!("live-starting"), first, way)
        }
        StreamState::Streaming => {
            let (look, word) = match view.seen {
                Some(true) => (PhaseLook::Playing, t!("live-streaming")),
                Some(false) => (PhaseLook::Paused, t!("live-not-shown")),
                None => (PhaseLook::Sending, t!("live-streaming")),
            };
            going(look, word, way)
        }
        StreamState::Ended => going(PhaseLook::Cancelled, t!("live-ended"), way),
        StreamState::Failed(problem) => words(
            PhaseLook::Failed,
            t!("live-failed"),
            message(&problem.message),
            remedy(&problem.remedy),
        ),
    }
}

/// "24.9 of 25 frames per second · none late · 1 min 15 s · The device says that it shows them".
fn numbers(view: &StreamView) -> String {
    let (sent, wanted) = rates(view);
    let seen = match view.seen {
        Some(true) => t!("live-seen"),
        Some(false) => t!("live-not-seen"),
        None => "",
    };
    facts(view, t!("live-rate", sent = sent, wanted = wanted), seen)
}

/// "24.9 of 25 fps · none late · 1 min 15 s · shown".
fn brief(view: &StreamView) -> String {
    let (sent, wanted) = rates(view);
    let seen = if view.seen == Some(true) {
        t!("live-seen-brief")
    } else {
        ""
    };
    facts(
        view,
        t!("live-rate-brief", sent = sent, wanted = wanted),
        seen,
    )
}

fn facts(view: &StreamView, rate: String, seen: &str) -> String {
    let mut facts = vec![rate, t!("live-late", n = view.late), took(view)];
    if !seen.is_empty() {
        facts.push(seen.to_owned());
    }
    facts.join(" · ")
}

fn rates(view: &StreamView) -> (String, String) {
    let fps = |fps: f32| decimal(f64::from(fps));
    (fps(view.fps_sent), fps(view.fps_wanted))
}

/// Formats the duration in whole seconds: a stream reports once a second.
fn took(view: &StreamView) -> String {
    match view.elapsed.as_secs() {
        s @ 0..60 => t!("time-s", s = s),
        s => t!("time-min-s", min = s / 60, s = s % 60),
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
        let wanted = "24.9 of 25 frames per second · 2 late · 1 min 15 s · The device says that it shows them";
        assert_eq!(words.first, wanted);
        let why = "DDP, because the device receives it with any settings, to UDP port 4048.";
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
            (PhaseLook::Paused, t!("live-not-shown"))
        );
        assert!(elsewhere.first.ends_with("something else"));
        assert_eq!(
            (words.look, words.first.as_str()),
            (
                PhaseLook::Sending,
                "24.9 of 25 frames per second · none late · 3 s"
            )
        );
    }
}
