//! [`Flash`]: the file system of a simulated WLED device: files in whole blocks, writes that stop silently where it is
//! full, and the sums in `/json/info`.

use super::super::disk::Disk;
use super::builds::Build;
use std::io;

/// Blocks that are never free: two for the superblock, two for the firmware's own files.
const OWN_BLOCKS: u64 = 4;
/// Presets of a new device.
const NO_PRESETS: &[u8] = br#"{"0":{}}"#;
/// Name of the preset file.
pub(super) const PRESETS: &str = "presets.json";

/// The files of a device.
#[derive(Debug)]
pub(super) struct Flash {
    disk: Disk,
    block: u64,
    /// Bytes in use at the last count; older releases count rarely.
    counted: u64,
    /// There is no room now.
    full: bool,
    /// There is never room.
    stays_full: bool,
}

impl Flash {
    pub(super) fn on(disk: Disk, build: &Build, full: bool) -> io::Result<Self> {
        let mut flash = Self {
            disk,
            block: build.block,
            counted: 0,
            full,
            stays_full: full,
        };
        flash.count()?;
        Ok(flash)
    }

    /// Counts the bytes in use.
    pub(super) fn count(&mut self) -> io::Result<()> {
        self.counted = self.used()?;
        Ok(())
    }

    /// Returns the bytes in use at the last count, and the size of the file system.
    pub(super) fn usage(&self) -> (u64, u64) {
        let total = self.disk.total();
        (
            if self.full {
                total
            } else {
                self.counted.min(total)
            },
            total,
        )
    }

    /// Sets whether the next upload finds a full disk; a disk that is always full stays full.
    pub(super) fn has_no_room(&mut self, full: bool) {
        self.full = full || self.stays_full;
    }

    fn blocks(&self, bytes: u64) -> u64 {
        bytes.div_ceil(self.block).max(1) * self.block
    }

    fn used(&self) -> io::Result<u64> {
        let files = self.files()?;
        Ok(files.iter().map(|(_, len)| self.blocks(*len)).sum::<u64>() + OWN_BLOCKS * self.block)
    }

    /// Returns names and sizes of the files.
    pub(super) fn files(&self) -> io::Result<Vec<(String, u64)>> {
        let names = self.disk.names()?;
        names
            .into_iter()
            .map(|name| Ok((name.clone(), self.disk.len(&name)?.unwrap_or(0))))
            .collect()
    }

    /// Reads a file. The firmware's own file exists before it was ever written.
    pub(super) fn read(&self, name: &str) -> io::Result<Option<Vec<u8>>> {
        let file = self.disk.read(name)?;
        Ok(file.or_else(|| (name == PRESETS).then(|| NO_PRESETS.to_vec())))
    }

    /// Opens a file for writing, and empties it. False for an invalid name.
    pub(super) fn create(&mut self, name: &str) -> io::Result<bool> {
        self.disk.write(name, &[])
    }

    /// Appends as much as fits to a file, silently.
    pub(super) fn append(&mut self, name: &str, bytes: &[u8]) -> io::Result<()> {
        let Some(len) = self.disk.len(name)? else {
            return Ok(());
        };
        let others = self.used()? - self.blocks(len);
        let room = if self.full {
            0
        } else {
            self.disk.total().saturating_sub(others) / self.block * self.block
        };
        let fits = usize::try_from(room.saturating_sub(len)).unwrap_or(usize::MAX);
        self.disk
            .append(name, bytes.get(..fits.min(bytes.len())).unwrap_or_default())
    }

    /// Replaces a file by what a fault left of an upload, without checking the room.
    pub(super) fn replace(&mut self, name: &str, bytes: Option<&[u8]>) -> io::Result<()> {
        match bytes {
            Some(bytes) => self.disk.write(name, bytes).map(drop),
            None => self.disk.remove(name).map(drop),
        }
    }

    /// Deletes a file. Returns whether it existed.
    pub(super) fn remove(&mut self, name: &str) -> io::Result<bool> {
        self.disk.remove(name)
    }

    /// Reads the firmware's own settings.
    pub(super) fn settings(&self) -> io::Result<Option<Vec<u8>>> {
        self.disk.read_own("cfg")
    }

    /// Writes the firmware's own settings.
    pub(super) fn write_settings(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.disk.write_own("cfg", bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::super::builds::V16;
    use super::*;

    #[test]
    fn a_full_disk_keeps_the_beginning_and_says_nothing() {
        let mut flash = Flash::on(Disk::open(None, "a", 6 * 4096).unwrap(), &V16, false).unwrap();
        assert_eq!(flash.usage(), (4 * 4096, 6 * 4096));
        assert!(flash.create("a.gif").unwrap());
        flash.append("a.gif", &[1; 5000]).unwrap();
        flash.append("a.gif", &[2; 5000]).unwrap();
        assert_eq!(flash.files().unwrap(), [("a.gif".to_owned(), 8192)]);
        assert_eq!(flash.usage().0, 4 * 4096, "counted only when asked to");
        flash.count().unwrap();
        assert_eq!(flash.usage().0, 6 * 4096);
        assert!(!flash.create("a/b.gif").unwrap(), "no folders");
        assert_eq!(flash.read("presets.json").unwrap().unwrap(), NO_PRESETS);
    }
}
