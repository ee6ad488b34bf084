//! How alerts and scores look: an icon, a colour and a tint for each level, so that bell, page and device page agree.

use super::{PhaseStyle, Tokens};
use crate::ui::icons;
use egui::Color32;

/// How much an alert matters. The word comes from the caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Good to know.
    Info,
    /// Needs a look.
    Warning,
    /// Uploads fail until it is solved.
    Critical,
}

/// The one mapping from a level to its look.
#[must_use]
pub fn level_style(level: Level, t: &Tokens) -> PhaseStyle {
    let (icon, fg, bg) = match level {
        Level::Info => (icons::INFO, t.text2, t.raised),
        Level::Warning => (icons::TRIANGLE_ALERT, t.warn, t.warn_bg),
        Level::Critical => (icons::CIRCLE_ALERT, t.bad, t.bad_bg),
    };
    PhaseStyle { icon, fg, bg }
}

/// Minimum score that is good.
const GOOD: u8 = 90;
/// Minimum score that is fair.
const FAIR: u8 = 60;

/// Whether a score of a device calls for a look.
#[must_use]
pub fn is_low(score: u8) -> bool {
    score < GOOD
}

/// Returns the colour of a score of 0 to 100.
#[must_use]
pub fn score_color(score: u8, t: &Tokens) -> Color32 {
    match score {
        GOOD.. => t.ok,
        FAIR.. => t.warn,
        _ => t.bad,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::theme::tests::contrast;
    use crate::ui::theme::{DARK, LIGHT};

    #[test]
    fn levels_differ_by_icon_and_are_readable() {
        let levels = [Level::Info, Level::Warning, Level::Critical];
        for t in [&DARK, &LIGHT] {
            let icons: std::collections::BTreeSet<char> = levels
                .iter()
                .map(|level| level_style(*level, t).icon)
                .collect();
            assert_eq!(icons.len(), levels.len());
            for level in levels {
                let style = level_style(level, t);
                assert!(contrast(style.fg, style.bg) >= 4.5, "{level:?}");
                assert!(contrast(style.fg, t.card) >= 4.5, "{level:?}");
            }
            for score in 0..=100 {
                assert!(contrast(score_color(score, t), t.card) >= 3.0, "{score}");
            }
        }
    }
}
