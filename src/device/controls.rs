//! [`Controls`]: what a person can do with a device beside sending a pattern to it. A family that can do any of it gives
//! its controls by [`super::Family::controls`]; what one device of it can do, [`Controls::can`] says.

use super::{Device, DeviceError, Session};
use crate::message::Message;
use crate::msg;
use bytes::Bytes;
use futures_util::future::{BoxFuture, FutureExt};
use std::collections::BTreeSet;

/// One thing that can be done with a device.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Control {
    /// Read and set brightness.
    Brightness,
    /// Switch on and off.
    Power,
    /// Blink, so that a person sees which one it is.
    Blink,
    /// List stored files and give them back.
    Files,
    /// Delete stored files of ours.
    Delete,
    /// Play one of the stored files of ours.
    Play,
    /// Keep what plays now as a preset, and as what plays after power-up.
    Keep,
    /// Go back to what was shown before the last upload started.
    Undo,
    /// Give out everything set up on it that an upload could harm (WLED: presets), and put it back.
    Backup,
}

/// Whether it shines, and how bright. `None`: it does not say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Light {
    /// Switched on.
    pub on: Option<bool>,
    /// 0 to 255.
    pub brightness: Option<u8>,
}

/// A file that a device stores.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredFile {
    /// Its name as the device says it; show it through [`super::display_text`].
    pub name: String,
    /// Bytes.
    pub bytes: u64,
    /// Whether this app put it there: only such files are ever deleted.
    pub ours: bool,
    /// Whether it plays now, where that is known.
    pub playing: bool,
}

/// What a device stores.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Shelf {
    /// Its files, in the order in which it lists them.
    pub files: Vec<StoredFile>,
    /// Bytes free for patterns, where that is known: what a safety reserve takes is not free.
    pub free_bytes: Option<u64>,
}

/// How something that plays is to be kept.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Keep {
    /// What to call it; `None`: as the pattern is called.
    pub name: Option<String>,
    /// Also play it after power-up.
    pub at_start: bool,
}

type Done<'a, T> = BoxFuture<'a, Result<T, DeviceError>>;

fn cannot<'a, T: Send + 'a>(what: Message) -> Done<'a, T> {
    std::future::ready(Err(DeviceError::Incapable { what })).boxed()
}

/// What a person can do with a device of this family. Every method answers [`DeviceError::Incapable`] unless the family
/// says otherwise.
pub trait Controls: Send + Sync {
    /// What this device can do.
    fn can(&self, device: &Device) -> BTreeSet<Control>;

    /// The address of its web page, where it has one.
    fn web_page(&self, device: &Device) -> Option<String> {
        let _ = device;
        None
    }

    /// Whether it shines, and how bright.
    fn light<'a>(&'a self, session: &'a Session) -> Done<'a, Light> {
        let _ = session;
        cannot(msg!("device-cannot-read-brightness"))
    }

    /// Sets what is given, leaves the rest, and reads it back.
    fn set_light<'a>(&'a self, session: &'a Session, light: Light) -> Done<'a, Light> {
        let _ = (session, light);
        cannot(msg!("device-cannot-set-brightness"))
    }

    /// Blinks for some 3 s; afterwards it is exactly as before.
    fn blink<'a>(&'a self, session: &'a Session) -> Done<'a, ()> {
        let _ = session;
        cannot(msg!("device-cannot-blink"))
    }

    /// What it stores.
    fn files<'a>(&'a self, session: &'a Session) -> Done<'a, Shelf> {
        let _ = session;
        cannot(msg!("device-cannot-list-files"))
    }

    /// One stored file, at most `max` bytes.
    fn fetch<'a>(&'a self, session: &'a Session, name: &'a str, max: u64) -> Done<'a, Bytes> {
        let _ = (session, name, max);
        cannot(msg!("device-cannot-fetch"))
    }

    /// Deletes a file of ours; any other is refused before anything is sent.
    fn delete<'a>(&'a self, session: &'a Session, name: &'a str) -> Done<'a, ()> {
        let _ = (session, name);
        cannot(msg!("device-cannot-delete"))
    }

    /// Plays a stored file of ours.
    fn show<'a>(&'a self, session: &'a Session, name: &'a str) -> Done<'a, ()> {
        let _ = (session, name);
        cannot(msg!("device-cannot-play"))
    }

    /// Keeps what plays now; in words where it is kept ("preset 7").
    fn keep<'a>(&'a self, session: &'a Session, keep: &'a Keep) -> Done<'a, Message> {
        let _ = (session, keep);
        cannot(msg!("device-cannot-keep"))
    }

    /// Everything set up on it, as one file that [`Controls::restore`] takes.
    fn backup<'a>(&'a self, session: &'a Session) -> Done<'a, Bytes> {
        let _ = session;
        cannot(msg!("device-cannot-back-up"))
    }

    /// Puts a backup back, and reads it back to compare.
    fn restore<'a>(&'a self, session: &'a Session, backup: &'a [u8]) -> Done<'a, ()> {
        let _ = (session, backup);
        cannot(msg!("device-cannot-restore"))
    }

    /// What the device shows now, to be put back by [`Controls::undo`]; taken by the engine before an upload starts it.
    fn snapshot<'a>(&'a self, session: &'a Session) -> Done<'a, Bytes> {
        let _ = session;
        cannot(msg!("device-cannot-report-state"))
    }

    /// Shows again what [`Controls::snapshot`] noted.
    fn undo<'a>(&'a self, session: &'a Session, snapshot: &'a [u8]) -> Done<'a, ()> {
        let _ = (session, snapshot);
        cannot(msg!("device-cannot-undo"))
    }
}
