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

/// Power and brightness of a device. `None`: not reported.
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
    /// Its name in the device's words; show it through [`super::display_text`].
    pub name: String,
    /// Size in bytes.
    pub bytes: u64,
    /// Whether this app stored it: only such files are ever deleted.
    pub ours: bool,
    /// Whether it plays now, by the device's own report.
    pub playing: bool,
}

/// The files that a device stores.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Shelf {
    /// Its files, in the device's own order.
    pub files: Vec<StoredFile>,
    /// Bytes free for patterns, where the device reports them; without the safety reserve.
    pub free_bytes: Option<u64>,
}

/// How to save what plays.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Keep {
    /// Its name; `None`: the name of the pattern.
    pub name: Option<String>,
    /// Whether to play it after power-up, too.
    pub at_start: bool,
}

type Done<'a, T> = BoxFuture<'a, Result<T, DeviceError>>;

fn cannot<'a, T: Send + 'a>(what: Message) -> Done<'a, T> {
    std::future::ready(Err(DeviceError::Incapable { what })).boxed()
}

/// An ability of families whose devices a person can control. Every method answers [`DeviceError::Incapable`] unless the
/// family overrides it.
pub trait Controls: Send + Sync {
    /// Lists what this device can do.
    fn can(&self, device: &Device) -> BTreeSet<Control>;

    /// The address of the device's web page, where it has one.
    fn web_page(&self, device: &Device) -> Option<String> {
        let _ = device;
        None
    }

    /// Reads power and brightness.
    fn light<'a>(&'a self, session: &'a Session) -> Done<'a, Light> {
        let _ = session;
        cannot(msg!("device-cannot-read-brightness"))
    }

    /// Sets what is given, leaves the rest, and reads both back.
    fn set_light<'a>(&'a self, session: &'a Session, light: Light) -> Done<'a, Light> {
        let _ = (session, light);
        cannot(msg!("device-cannot-set-brightness"))
    }

    /// Blinks for about 3 s; afterwards the device shows exactly what it showed before.
    fn blink<'a>(&'a self, session: &'a Session) -> Done<'a, ()> {
        let _ = session;
        cannot(msg!("device-cannot-blink"))
    }

    /// Lists the stored files.
    fn files<'a>(&'a self, session: &'a Session) -> Done<'a, Shelf> {
        let _ = session;
        cannot(msg!("device-cannot-list-files"))
    }

    /// Reads one stored file of at most `max` bytes.
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

    /// Saves what plays now; returns where ("preset 7").
    fn keep<'a>(&'a self, session: &'a Session, keep: &'a Keep) -> Done<'a, Message> {
        let _ = (session, keep);
        cannot(msg!("device-cannot-keep"))
    }

    /// Reads everything set up on the device, as one file for [`Controls::restore`].
    fn backup<'a>(&'a self, session: &'a Session) -> Done<'a, Bytes> {
        let _ = session;
        cannot(msg!("device-cannot-back-up"))
    }

    /// Restores a backup, reads it back and compares.
    fn restore<'a>(&'a self, session: &'a Session, backup: &'a [u8]) -> Done<'a, ()> {
        let _ = (session, backup);
        cannot(msg!("device-cannot-restore"))
    }

    /// Reads what the device shows now, for [`Controls::undo`]. The engine calls it before it starts an upload.
    fn snapshot<'a>(&'a self, session: &'a Session) -> Done<'a, Bytes> {
        let _ = session;
        cannot(msg!("device-cannot-report-state"))
    }

    /// Restores what [`Controls::snapshot`] read.
    fn undo<'a>(&'a self, session: &'a Session, snapshot: &'a [u8]) -> Done<'a, ()> {
        let _ = (session, snapshot);
        cannot(msg!("device-cannot-undo"))
    }
}
