//! [`Doing`]: what was under way with a device when something failed.

use crate::message::Message;
use crate::msg;
use std::fmt;

/// What was under way with a device; the subject of a sentence like "Sending failed: ...".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the catalogue says each in words")]
pub enum Doing {
    Identifying,
    Connecting,
    Waiting,
    AskingWebServer,
    ReadingStatus,
    ReadingState,
    ReadingEffects,
    ListingNeighbours,
    ListingPatterns,
    ListingFiles,
    FetchingFile,
    DeletingFile,
    StoppingFile,
    StoppingDamagedFile,
    Unlocking,
    ReadingPattern,
    Fitting,
    OpeningUpload,
    Sending,
    Storing,
    CheckingProgress,
    ReadingBack,
    Renaming,
    DeletingDamaged,
    DeletingOldCopy,
    LookingForLate,
    Withdrawing,
    Starting,
    EndingStream,
    Blinking,
    ReadingBrightness,
    SettingBrightness,
    SettingLight,
    Keeping,
    RestoringState,
    ReadingPresets,
    SavingPreset,
    RestoringPresets,
    DeletingPreset,
}

impl Doing {
    /// In words.
    #[must_use]
    pub fn message(self) -> Message {
        match self {
            Self::Identifying => msg!("doing-identifying"),
            Self::Connecting => msg!("doing-connecting"),
            Self::Waiting => msg!("doing-waiting"),
            Self::AskingWebServer => msg!("doing-asking-web-server"),
            Self::ReadingStatus => msg!("doing-reading-status"),
            Self::ReadingState => msg!("doing-reading-state"),
            Self::ReadingEffects => msg!("doing-reading-effects"),
            Self::ListingNeighbours => msg!("doing-listing-neighbours"),
            Self::ListingPatterns => msg!("doing-listing-patterns"),
            Self::ListingFiles => msg!("doing-listing-files"),
            Self::FetchingFile => msg!("doing-fetching-file"),
            Self::DeletingFile => msg!("doing-deleting-file"),
            Self::StoppingFile => msg!("doing-stopping-file"),
            Self::StoppingDamagedFile => msg!("doing-stopping-damaged-file"),
            Self::Unlocking => msg!("doing-unlocking"),
            Self::ReadingPattern => msg!("doing-reading-pattern"),
            Self::Fitting => msg!("doing-fitting"),
            Self::OpeningUpload => msg!("doing-opening-upload"),
            Self::Sending => msg!("doing-sending"),
            Self::Storing => msg!("doing-storing"),
            Self::CheckingProgress => msg!("doing-checking-progress"),
            Self::ReadingBack => msg!("doing-reading-back"),
            Self::Renaming => msg!("doing-renaming"),
            Self::DeletingDamaged => msg!("doing-deleting-damaged"),
            Self::DeletingOldCopy => msg!("doing-deleting-old-copy"),
            Self::LookingForLate => msg!("doing-looking-for-late"),
            Self::Withdrawing => msg!("doing-withdrawing"),
            Self::Starting => msg!("doing-starting"),
            Self::EndingStream => msg!("doing-ending-stream"),
            Self::Blinking => msg!("doing-blinking"),
            Self::ReadingBrightness => msg!("doing-reading-brightness"),
            Self::SettingBrightness => msg!("doing-setting-brightness"),
            Self::SettingLight => msg!("doing-setting-light"),
            Self::Keeping => msg!("doing-keeping"),
            Self::RestoringState => msg!("doing-restoring-state"),
            Self::ReadingPresets => msg!("doing-reading-presets"),
            Self::SavingPreset => msg!("doing-saving-preset"),
            Self::RestoringPresets => msg!("doing-restoring-presets"),
            Self::DeletingPreset => msg!("doing-deleting-preset"),
        }
    }
}

impl fmt::Display for Doing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.message().fmt(f)
    }
}
