//! How phases and outcomes of an upload look: the one mapping, used by chip, bar, legend and history alike.

use super::Tokens;
use crate::ui::icons;
use egui::Color32;

/// How a phase or outcome of an upload is drawn. The word comes from the caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PhaseLook {
    /// Queued.
    Waiting,
    /// Bytes are going out.
    Sending,
    /// Being read back and compared.
    Verifying,
    /// Held by the user or by the fleet rule.
    Paused,
    /// Read back and equal.
    Verified,
    /// Verified, and shown by the device.
    Playing,
    /// Skipped: the device has these bytes.
    AlreadyThere,
    /// Sent to a device that cannot give anything back.
    NotVerifiable,
    /// Ended with an error.
    Failed,
    /// Ended by the user.
    Cancelled,
}

impl PhaseLook {
    /// All of them, in the order of a job's life.
    pub const ALL: [Self; 10] = [
        Self::Waiting,
        Self::Sending,
        Self::Verifying,
        Self::Paused,
        Self::Verified,
        Self::Playing,
        Self::AlreadyThere,
        Self::NotVerifiable,
        Self::Failed,
        Self::Cancelled,
    ];
}

/// Icon and colours of a phase, used alike by chip, bar, legend and history.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PhaseStyle {
    /// Character of [`crate::ui::icons`].
    pub icon: char,
    /// Icon and word.
    pub fg: Color32,
    /// Tint behind them.
    pub bg: Color32,
}

/// The one mapping from a phase to its look.
#[must_use]
pub fn phase_style(phase: PhaseLook, t: &Tokens) -> PhaseStyle {
    let (icon, fg, bg) = match phase {
        PhaseLook::Waiting => (icons::CLOCK, t.text2, t.raised),
        PhaseLook::Sending => (icons::UPLOAD, t.accent, t.accent_bg),
        PhaseLook::Verifying => (icons::SCAN_SEARCH, t.accent, t.accent_bg),
        PhaseLook::Paused => (icons::CIRCLE_PAUSE, t.warn, t.warn_bg),
        PhaseLook::Verified => (icons::SHIELD_CHECK, t.ok, t.ok_bg),
        PhaseLook::Playing => (icons::PLAY, t.ok, t.ok_bg),
        PhaseLook::AlreadyThere => (icons::CHECK, t.text2, t.raised),
        PhaseLook::NotVerifiable => (icons::CIRCLE_DASHED, t.text2, t.raised),
        PhaseLook::Failed => (icons::CIRCLE_X, t.bad, t.bad_bg),
        PhaseLook::Cancelled => (icons::BAN, t.text2, t.raised),
    };
    PhaseStyle { icon, fg, bg }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::theme::tests::contrast;
    use crate::ui::theme::{DARK, LIGHT};

    #[test]
    fn only_verified_and_playing_are_green() {
        for t in [&DARK, &LIGHT] {
            for phase in PhaseLook::ALL {
                let green = phase_style(phase, t).fg == t.ok;
                assert_eq!(
                    green,
                    matches!(phase, PhaseLook::Verified | PhaseLook::Playing),
                    "{phase:?}"
                );
            }
        }
    }

    #[test]
    fn every_phase_has_readable_words_and_an_icon_of_its_own() {
        for t in [&DARK, &LIGHT] {
            for (i, phase) in PhaseLook::ALL.into_iter().enumerate() {
                let style = phase_style(phase, t);
                assert!(contrast(style.fg, style.bg) >= 4.5, "{phase:?}");
                assert!(
                    PhaseLook::ALL
                        .iter()
                        .skip(i + 1)
                        .all(|p| phase_style(*p, t).icon != style.icon)
                );
            }
        }
    }
}
