//! What one can ask of a device beside uploads, and what it answers.

use crate::device::{Control, DeviceId, Keep, Light, Shelf};
use crate::message::Message;
use crate::msg;
use crate::problem::Problem;
use std::collections::BTreeSet;
use std::path::PathBuf;

/// Something to be done with a device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ask {
    /// What can it do? Ends in [`Answer::Abilities`].
    Abilities,
    /// Does it shine, and how bright? Ends in [`Answer::Light`].
    Light,
    /// Set what is given. Ends in [`Answer::Light`].
    SetLight(Light),
    /// Blink for some 3 s.
    Blink,
    /// What does it store? Ends in [`Answer::Files`].
    Files,
    /// Give back a stored file, into a new file. Ends in [`Answer::Saved`].
    Fetch {
        /// Name on the device.
        name: String,
        /// The new file.
        to: PathBuf,
        /// Replace the file that is there.
        replace: bool,
    },
    /// Delete a stored file of ours.
    Delete(String),
    /// Play a stored file of ours.
    Show(String),
    /// Keep what plays now. Ends in [`Answer::Kept`].
    Keep(Keep),
    /// Give out everything set up on it, into a new file. Ends in [`Answer::Saved`].
    Backup {
        /// The new file.
        to: PathBuf,
        /// Replace the file that is there.
        replace: bool,
    },
    /// Put a backup back.
    Restore {
        /// The file that [`Ask::Backup`] made.
        from: PathBuf,
    },
    /// Show again what it showed before the last upload was started.
    Undo,
}

impl Ask {
    /// Whether a device that can do `can` can do this; else what it cannot, in words.
    pub(in crate::engine) fn suits(&self, can: &BTreeSet<Control>) -> Result<(), Message> {
        let (control, what) = match self {
            Self::Abilities => return Ok(()),
            Self::Light if can.contains(&Control::Power) => return Ok(()),
            Self::Light => (Control::Brightness, msg!("device-cannot-read-brightness")),
            Self::SetLight(light) if light.on.is_some() => {
                (Control::Power, msg!("device-cannot-switch"))
            }
            Self::SetLight(_) => (Control::Brightness, msg!("device-cannot-set-brightness")),
            Self::Blink => (Control::Blink, msg!("device-cannot-blink")),
            Self::Files => (Control::Files, msg!("device-cannot-list-files")),
            Self::Fetch { .. } => (Control::Files, msg!("device-cannot-fetch")),
            Self::Delete(_) => (Control::Delete, msg!("device-cannot-delete")),
            Self::Show(_) => (Control::Play, msg!("device-cannot-play")),
            Self::Keep(_) => (Control::Keep, msg!("device-cannot-keep")),
            Self::Backup { .. } => (Control::Backup, msg!("device-cannot-back-up")),
            Self::Restore { .. } => (Control::Backup, msg!("device-cannot-restore")),
            Self::Undo => (Control::Undo, msg!("device-cannot-undo")),
        };
        if can.contains(&control) {
            Ok(())
        } else {
            Err(what)
        }
    }

    /// Whether the device may say something else of itself afterwards.
    pub(in crate::engine) fn changes(&self) -> bool {
        matches!(
            self,
            Self::Delete(_) | Self::Show(_) | Self::Restore { .. } | Self::Undo
        )
    }
}

/// The result of an [`Ask`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// What the device can do.
    Abilities(Abilities),
    /// The light as it is now.
    Light(Light),
    /// The stored files.
    Files(Shelf),
    /// A file was written.
    Saved {
        /// The new file.
        path: PathBuf,
        bytes: u64,
    },
    /// Where it is kept, in words: "preset 7".
    Kept(Message),
    /// Done, and looked after as far as the device can be asked.
    Done,
}

/// What a person can do with one device.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Abilities {
    /// Its controls.
    pub can: BTreeSet<Control>,
    /// The address of its web page, where it has one.
    pub web_page: Option<String>,
    /// Whether there is something to go back to.
    pub undo: bool,
}

/// The result of a successful unlock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unlocked {
    /// Which device took the secret, or was given it (some families cannot be asked whether it is the right one).
    pub device: DeviceId,
    /// Why it is not in the keyring although it should be.
    pub not_kept: Option<Problem>,
}
