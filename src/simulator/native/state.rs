//! The state of a level 2 device: its disk, the open upload, what plays. What must survive a reboot is on the disk;
//! [`State::boot`] rebuilds the rest.

use super::super::disk::Disk;
use serde::{Deserialize, Serialize};
use std::io;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::Duration;
use tokio::time::Instant;

/// An upload that received no byte for this long gives way to another.
pub(super) const GIVES_WAY: Duration = Duration::from_secs(30);
/// Page size of the flash in bytes: after a power failure, an upload has a multiple of this.
const PAGE: u64 = 4096;
/// The firmware's own files: the announcement of the open upload, its bytes so far, and the settings.
const ANNOUNCED: &str = "upload.json";
pub(super) const PART: &str = "upload.part";
const SETTINGS: &str = "settings.json";

/// The announcement of an upload by its client.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Announcement {
    pub(super) filename: String,
    /// Lower-case hex, if given.
    pub(super) sha256: Option<String>,
    pub(super) length: u64,
    /// `Upload-Metadata` as it was given; `HEAD` returns it.
    #[serde(default)]
    pub(super) metadata: Option<String>,
}

impl Announcement {
    /// Returns whether both are certainly the same file, which only a hash can tell.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        let known = self.sha256.is_some() && self.sha256 == other.sha256;
        known && self.filename == other.filename && self.length == other.length
    }
}

/// The upload that is open.
#[derive(Clone, Debug)]
pub(super) struct Upload {
    pub(super) id: String,
    pub(super) announced: Announcement,
    /// Bytes that have arrived.
    pub(super) offset: u64,
    /// When the last byte came.
    pub(super) touched: Instant,
    /// Number of the request that may write: a later HEAD or PATCH takes over from a connection that hangs.
    pub(super) writer: u64,
    /// The first place ahead of `FaultCursor`. Part of the simulator, not of the device: it survives a reboot.
    pub(super) ahead: Arc<AtomicU64>,
}

/// Settings of the owner, stored on the disk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Settings {
    pub(super) brightness: u8,
    pub(super) playing: Option<String>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            brightness: 128,
            playing: None,
        }
    }
}

/// Memory and disk of a device.
#[derive(Debug)]
pub(super) struct State {
    pub(super) disk: Disk,
    pub(super) open: Option<Upload>,
    pub(super) settings: Settings,
    pub(super) blinks_until: Option<Instant>,
    pub(super) booted: Instant,
}

impl State {
    /// Boots a device with that disk.
    pub(super) fn on(disk: Disk) -> io::Result<Self> {
        let settings = Settings::default();
        let mut state = Self {
            disk,
            open: None,
            settings,
            blinks_until: None,
            booted: Instant::now(),
        };
        state.boot()?;
        Ok(state)
    }

    /// Forgets everything, and restarts from the disk.
    pub(super) fn boot(&mut self) -> io::Result<()> {
        self.booted = Instant::now();
        self.blinks_until = None;
        self.settings = json(self.disk.read_own(SETTINGS)?).unwrap_or_default();
        let before = self.open.take();
        let Some(OpenFile { id, announced }) = json(self.disk.read_own(ANNOUNCED)?) else {
            return Ok(());
        };
        let offset = self.disk.len_own(PART)?.min(announced.length) / PAGE * PAGE;
        self.disk.truncate_own(PART, offset)?;
        let ahead = match before.filter(|upload| upload.id == id) {
            Some(upload) => upload.ahead,
            None => Arc::new(AtomicU64::new(if offset == 0 { 0 } else { offset + 1 })),
        };
        self.open = Some(Upload {
            id,
            announced,
            offset,
            touched: Instant::now(),
            writer: 0,
            ahead,
        });
        Ok(())
    }

    /// Stores the settings.
    pub(super) fn save_settings(&mut self) -> io::Result<()> {
        let settings = serde_json::to_vec(&self.settings)?;
        self.disk.write_own(SETTINGS, &settings)
    }

    /// Returns the bytes that neither a pattern nor the open upload needs.
    pub(super) fn free(&self) -> io::Result<u64> {
        let promised = self
            .open
            .as_ref()
            .map_or(0, |upload| upload.announced.length);
        Ok(self.disk.free()?.saturating_sub(promised))
    }

    /// Opens an upload, in place of the one before.
    pub(super) fn open(&mut self, announced: Announcement) -> io::Result<&Upload> {
        self.drop_upload()?;
        let id = format!("{:016x}", fastrand::u64(..));
        self.disk.write_own(PART, &[])?;
        self.disk.write_own(
            ANNOUNCED,
            &serde_json::to_vec(&OpenFile {
                id: id.clone(),
                announced: announced.clone(),
            })?,
        )?;
        let ahead = Arc::new(AtomicU64::new(0));
        Ok(self.open.insert(Upload {
            id,
            announced,
            offset: 0,
            touched: Instant::now(),
            writer: 0,
            ahead,
        }))
    }

    /// Returns the open upload if it has that id, and makes the caller its writer.
    pub(super) fn claim(&mut self, id: &str) -> Option<&Upload> {
        let upload = self.open.as_mut().filter(|upload| upload.id == id)?;
        upload.writer += 1;
        Some(upload)
    }

    /// Appends to the open upload, if `writer` is still its writer. Returns the new offset.
    pub(super) fn append(
        &mut self,
        id: &str,
        writer: u64,
        bytes: &[u8],
    ) -> io::Result<Option<u64>> {
        let Some(upload) = self
            .open
            .as_mut()
            .filter(|u| u.id == id && u.writer == writer)
        else {
            return Ok(None);
        };
        self.disk.append_own(PART, bytes)?;
        upload.offset += bytes.len() as u64;
        upload.touched = Instant::now();
        Ok(Some(upload.offset))
    }

    /// Deletes the open upload and its bytes.
    pub(super) fn drop_upload(&mut self) -> io::Result<()> {
        self.open = None;
        self.disk.remove_own(ANNOUNCED)?;
        self.disk.remove_own(PART)
    }

    /// Returns the seconds until another upload may be opened: 0 if none is open, or the open one gives way.
    pub(super) fn wait_for_other(&self, now: Instant) -> u64 {
        let idle = |upload: &Upload| {
            GIVES_WAY.saturating_sub(now.saturating_duration_since(upload.touched))
        };
        self.open
            .as_ref()
            .map(idle)
            .map_or(0, |rest| rest.as_millis().div_ceil(1000) as u64)
    }
}

/// The file that describes the open upload.
#[derive(Serialize, Deserialize)]
struct OpenFile {
    id: String,
    #[serde(flatten)]
    announced: Announcement,
}

fn json<T: serde::de::DeserializeOwned>(bytes: Option<Vec<u8>>) -> Option<T> {
    serde_json::from_slice(&bytes?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn announced(filename: &str) -> Announcement {
        Announcement {
            filename: filename.into(),
            sha256: None,
            length: 10_000,
            metadata: None,
        }
    }

    #[test]
    fn an_upload_gives_way_after_half_a_minute_without_a_byte() {
        let mut state = State::on(Disk::open(None, "", 50_000).unwrap()).unwrap();
        assert_eq!(state.wait_for_other(Instant::now()), 0);
        let touched = state.open(announced("a")).unwrap().touched;
        assert_eq!(state.wait_for_other(touched), 30);
        assert_eq!(
            state.wait_for_other(touched + Duration::from_millis(29_500)),
            1
        );
        assert_eq!(state.wait_for_other(touched + GIVES_WAY), 0);
        assert_eq!(
            state.free().unwrap(),
            40_000,
            "what is promised is not free"
        );
    }

    #[test]
    fn a_reboot_takes_an_upload_back_to_the_last_page_and_keeps_the_rest() {
        let mut state = State::on(Disk::open(None, "", 50_000).unwrap()).unwrap();
        let id = state.open(announced("a")).unwrap().id.clone();
        let writer = state.claim(&id).unwrap().writer;
        assert_eq!(state.append(&id, writer, &[7; 5000]).unwrap(), Some(5000));
        state.settings.brightness = 3;
        state.save_settings().unwrap();
        state.boot().unwrap();
        let open = state.open.as_ref().unwrap();
        assert_eq!(
            (open.offset, open.id.as_str(), state.settings.brightness),
            (4096, id.as_str(), 3)
        );
        assert_eq!(state.disk.len_own(PART).unwrap(), 4096);
    }

    #[test]
    fn who_claims_an_upload_takes_it_from_a_connection_that_hangs() {
        let mut state = State::on(Disk::open(None, "", 50_000).unwrap()).unwrap();
        let id = state.open(announced("a")).unwrap().id.clone();
        let old = state.claim(&id).unwrap().writer;
        let new = state.claim(&id).unwrap().writer;
        assert_eq!(state.append(&id, old, b"x").unwrap(), None);
        assert_eq!(state.append(&id, new, b"x").unwrap(), Some(1));
        assert!(state.claim("another").is_none());
    }
}
