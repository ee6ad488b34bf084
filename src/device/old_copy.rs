//! Old copies of a pattern on a device: they stay beside the new one until that is verified, so replacing takes the room
//! twice. Where there is no room for both, a person may have them deleted first.

use super::{Device, DeviceError, Payload, Session, StoredName};
use crate::message::Message;
use crate::msg;
use crate::pattern::{Finding, byte_text};
use crate::problem::{Code, Remedy};
use futures_util::future::BoxFuture;
use std::fmt;
use std::str::FromStr;

/// A stored file that an upload will replace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OldCopy {
    /// Its name on the device.
    pub name: String,
    /// Size in bytes.
    pub bytes: u64,
    /// Whether it plays now.
    pub playing: bool,
}

/// An ability of families whose devices keep the old copy of a pattern beside the new one until that is verified.
pub trait OldCopies: Send + Sync {
    /// Whether a file of that name on the device is a copy of ours of a pattern that is stored as `name`.
    fn is_copy(&self, device: &Device, file: &str, name: &StoredName) -> bool;

    /// Lists the copies of ours that storing the payload replaces.
    fn list<'a>(
        &'a self,
        session: &'a Session,
        payload: &'a Payload,
    ) -> BoxFuture<'a, Result<Vec<OldCopy>, DeviceError>>;

    /// Deletes one of those, and stops it first where it plays.
    fn delete<'a>(
        &'a self,
        session: &'a Session,
        copy: &'a OldCopy,
    ) -> BoxFuture<'a, Result<(), DeviceError>>;
}

/// Which old copies may be deleted before the new one is there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum DeleteFirst {
    /// None.
    #[default]
    Never,
    /// Those that do not play.
    Idle,
    /// Also the one that plays: the LEDs are dark until the new one does.
    Playing,
}

impl DeleteFirst {
    /// Whether this one may be deleted.
    #[must_use]
    pub fn allows(self, copy: &OldCopy) -> bool {
        match self {
            Self::Never => false,
            Self::Idle => !copy.playing,
            Self::Playing => true,
        }
    }
}

impl fmt::Display for DeleteFirst {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Never => "never",
            Self::Idle => "idle",
            Self::Playing => "playing",
        })
    }
}

impl FromStr for DeleteFirst {
    type Err = ParseDeleteFirstError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "never" => Ok(Self::Never),
            "idle" => Ok(Self::Idle),
            "playing" => Ok(Self::Playing),
            _ => Err(ParseDeleteFirstError),
        }
    }
}

/// Text that is not one of the choices of [`DeleteFirst`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ParseDeleteFirstError;

impl std::error::Error for ParseDeleteFirstError {}

impl fmt::Display for ParseDeleteFirstError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        msg!("choice-delete-first").fmt(f)
    }
}

/// The decision about a pattern that does not fit beside its old copies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Room {
    /// These are deleted first.
    Delete(Vec<OldCopy>),
    /// It is not sent.
    Full(Finding),
}

impl Room {
    /// Decides about a pattern of `needs` bytes; `free` bytes are free, where reported. `copies` are not empty.
    #[must_use]
    pub fn beside(copies: Vec<OldCopy>, needs: u64, free: Option<u64>, how: DeleteFirst) -> Self {
        let old: Vec<Message> = copies.iter().map(OldCopy::message).collect();
        let (may, must_stay): (Vec<_>, Vec<_>) =
            copies.into_iter().partition(|copy| how.allows(copy));
        let freed: u64 = may.iter().map(|copy| copy.bytes).sum();
        let fits = free.is_none_or(|free| needs <= free.saturating_add(freed));
        if !may.is_empty() && fits {
            return Self::Delete(may);
        }
        let needs = byte_text(needs);
        let fact = match free {
            Some(free) => msg!(
                "unfit-no-room-beside",
                needs = needs,
                old = old,
                free = byte_text(free)
            ),
            None => msg!("unfit-no-room-beside-unknown", needs = needs, old = old),
        };
        let remedy = if must_stay.is_empty() {
            Remedy::DeleteOthers
        } else if must_stay.iter().any(|copy| copy.playing) {
            Remedy::DeletePlayingFirst
        } else {
            Remedy::DeleteOldFirst
        };
        Self::Full(Finding::blocks(Code::DeviceFull, fact, remedy))
    }
}

impl OldCopy {
    /// The remark before it is deleted.
    #[must_use]
    pub fn deleting(&self) -> Message {
        let size = byte_text(self.bytes);
        if self.playing {
            msg!("upload-deleting-playing", name = &self.name, size = size)
        } else {
            msg!("upload-deleting-old", name = &self.name, size = size)
        }
    }

    /// "'heart' (30 KB)".
    fn message(&self) -> Message {
        msg!(
            "unfit-old-copy",
            name = &self.name,
            size = byte_text(self.bytes)
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn copy(bytes: u64, playing: bool) -> Vec<OldCopy> {
        vec![OldCopy {
            name: "heart".into(),
            bytes,
            playing,
        }]
    }

    fn full(room: Room) -> String {
        match room {
            Room::Full(finding) => finding.sentence().to_string(),
            Room::Delete(copies) => panic!("{copies:?}"),
        }
    }

    #[test]
    fn nothing_is_deleted_unasked_and_what_is_needed_and_free_is_said() {
        let words = full(Room::beside(
            copy(30_000, false),
            30_000,
            Some(20_000),
            DeleteFirst::Never,
        ));
        assert!(words.starts_with(
            "Needs 30 KB beside the old 'heart' (30 KB), 20 KB free. The earlier copy on the device stays"
        ));
        assert!(words.contains("--delete-first:"), "{words}");
    }

    #[test]
    fn what_plays_is_deleted_only_where_that_is_asked_for() {
        let room = |how| Room::beside(copy(30_000, true), 30_000, Some(20_000), how);
        for how in [DeleteFirst::Never, DeleteFirst::Idle] {
            let words = full(room(how));
            assert!(words.contains("--delete-first=playing"), "{words}");
        }
        assert_eq!(room(DeleteFirst::Playing), Room::Delete(copy(30_000, true)));
        let idle = Room::beside(copy(9, false), 9, Some(0), DeleteFirst::Idle);
        assert_eq!(idle, Room::Delete(copy(9, false)));
    }

    #[test]
    fn nothing_is_deleted_where_that_would_not_be_enough() {
        let words = full(Room::beside(
            copy(5_000, false),
            30_000,
            Some(20_000),
            DeleteFirst::Playing,
        ));
        assert!(words.contains("Even without the old one"), "{words}");
    }

    #[test]
    fn the_choice_is_kept_as_text() {
        for how in [DeleteFirst::Never, DeleteFirst::Idle, DeleteFirst::Playing] {
            assert_eq!(how.to_string().parse(), Ok(how));
        }
    }
}
