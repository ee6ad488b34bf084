//! [`Disk`]: the flash memory of a simulated device, in a folder or in memory. It has the library (stored files under their
//! names) and, apart from it, the firmware's own files (an unfinished upload, settings).

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{fs, io};

/// Maximum length of a pattern name.
const MAX_NAME: usize = 32;

/// Hex digits after the `~` in the name of a file that is not verified yet.
const UNVERIFIED: usize = 6;

/// Returns whether this is a valid name: `[A-Za-z0-9._-]{1,32}`, not starting with a dot; for a file that is not verified yet,
/// followed by `~` and six hex digits.
pub(super) fn is_name(name: &str) -> bool {
    let name = match name.split_once('~') {
        Some((name, hash)) => {
            let is_hash = hash.len() == UNVERIFIED
                && hash
                    .bytes()
                    .all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
            if !is_hash {
                return false;
            }
            name
        }
        None => name,
    };
    (1..=MAX_NAME).contains(&name.len())
        && !name.starts_with('.')
        && name
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-'))
}

/// Files of one kind: the library, or the firmware's own.
#[derive(Debug)]
enum Shelf {
    Memory(BTreeMap<String, Vec<u8>>),
    Folder(PathBuf),
}

impl Shelf {
    fn names(&self) -> io::Result<Vec<String>> {
        let Self::Folder(folder) = self else {
            let Self::Memory(files) = self else {
                return Ok(Vec::new());
            };
            return Ok(files.keys().cloned().collect());
        };
        let mut names = Vec::new();
        for entry in fs::read_dir(folder)? {
            names.extend(
                entry?
                    .file_name()
                    .into_string()
                    .ok()
                    .filter(|name| is_name(name)),
            );
        }
        names.sort_unstable();
        Ok(names)
    }

    fn read(&self, name: &str) -> io::Result<Option<Vec<u8>>> {
        match self {
            Self::Memory(files) => Ok(files.get(name).cloned()),
            Self::Folder(folder) => absent(fs::read(folder.join(name))),
        }
    }

    fn len(&self, name: &str) -> io::Result<Option<u64>> {
        match self {
            Self::Memory(files) => Ok(files.get(name).map(|bytes| bytes.len() as u64)),
            Self::Folder(folder) => Ok(absent(fs::metadata(folder.join(name)))?.map(|m| m.len())),
        }
    }

    fn write(&mut self, name: &str, bytes: &[u8]) -> io::Result<()> {
        match self {
            Self::Memory(files) => {
                files.insert(name.into(), bytes.into());
                Ok(())
            }
            Self::Folder(folder) => fs::write(folder.join(name), bytes),
        }
    }

    fn append(&mut self, name: &str, bytes: &[u8]) -> io::Result<()> {
        match self {
            Self::Memory(files) => {
                files.entry(name.into()).or_default().extend(bytes);
                Ok(())
            }
            Self::Folder(folder) => {
                let mut file = fs::OpenOptions::new()
                    .create(true)
                    .append(true)
                    .open(folder.join(name))?;
                io::Write::write_all(&mut file, bytes)
            }
        }
    }

    fn truncate(&mut self, name: &str, len: u64) -> io::Result<()> {
        match self {
            Self::Memory(files) => {
                if let Some(bytes) = files.get_mut(name) {
                    bytes.truncate(usize::try_from(len).unwrap_or(usize::MAX));
                }
                Ok(())
            }
            Self::Folder(folder) => {
                let file = absent(fs::OpenOptions::new().write(true).open(folder.join(name)))?;
                file.map_or(Ok(()), |file| file.set_len(len))
            }
        }
    }

    fn remove(&mut self, name: &str) -> io::Result<bool> {
        match self {
            Self::Memory(files) => Ok(files.remove(name).is_some()),
            Self::Folder(folder) => Ok(absent(fs::remove_file(folder.join(name)))?.is_some()),
        }
    }

    fn rename(&mut self, name: &str, to: &str) -> io::Result<()> {
        match self {
            Self::Memory(files) => {
                if let Some(bytes) = files.remove(name) {
                    files.insert(to.into(), bytes);
                }
                Ok(())
            }
            Self::Folder(folder) => fs::rename(folder.join(name), folder.join(to)),
        }
    }

    /// Moves a file to another shelf of the same disk in one step, replacing the file of that name.
    fn move_to(&mut self, name: &str, other: &mut Self, new: &str) -> io::Result<()> {
        if let (Self::Folder(from), Self::Folder(to)) = (&*self, &*other) {
            return fs::rename(from.join(name), to.join(new));
        }
        let bytes = self.read(name)?.ok_or(io::ErrorKind::NotFound)?;
        other.write(new, &bytes)?;
        self.remove(name).map(drop)
    }
}

fn absent<T>(result: io::Result<T>) -> io::Result<Option<T>> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// The flash memory of a device.
#[derive(Debug)]
pub(super) struct Disk {
    library: Shelf,
    own: Shelf,
    total: u64,
}

impl Disk {
    /// Opens the flash memory of device `id`: in `dir/<id>` and `dir/.state/<id>`, or in memory.
    pub(super) fn open(dir: Option<&Path>, id: &str, total: u64) -> io::Result<Self> {
        let Some(dir) = dir else {
            return Ok(Self {
                library: Shelf::Memory(BTreeMap::new()),
                own: Shelf::Memory(BTreeMap::new()),
                total,
            });
        };
        let library = dir.join(id);
        let own = dir.join(".state").join(id);
        fs::create_dir_all(&library)?;
        fs::create_dir_all(&own)?;
        Ok(Self {
            library: Shelf::Folder(library),
            own: Shelf::Folder(own),
            total,
        })
    }

    /// Returns the size in bytes.
    pub(super) fn total(&self) -> u64 {
        self.total
    }

    /// Returns the bytes that are not used by stored patterns.
    pub(super) fn free(&self) -> io::Result<u64> {
        let used = self.names()?.iter().try_fold(0, |used, name| {
            Ok(used + self.library.len(name)?.unwrap_or(0))
        });
        used.map(|used: u64| self.total.saturating_sub(used))
    }

    /// Returns the names of the stored patterns, sorted.
    pub(super) fn names(&self) -> io::Result<Vec<String>> {
        self.library.names()
    }

    /// Reads a stored pattern.
    pub(super) fn read(&self, name: &str) -> io::Result<Option<Vec<u8>>> {
        if is_name(name) {
            self.library.read(name)
        } else {
            Ok(None)
        }
    }

    /// Returns the length of a stored file.
    pub(super) fn len(&self, name: &str) -> io::Result<Option<u64>> {
        if is_name(name) {
            self.library.len(name)
        } else {
            Ok(None)
        }
    }

    /// Writes a stored file in place, as firmware without room for a copy does. False for an invalid name.
    pub(super) fn write(&mut self, name: &str, bytes: &[u8]) -> io::Result<bool> {
        if is_name(name) {
            self.library.write(name, bytes).map(|()| true)
        } else {
            Ok(false)
        }
    }

    /// Appends to a stored file in place.
    pub(super) fn append(&mut self, name: &str, bytes: &[u8]) -> io::Result<()> {
        if is_name(name) {
            self.library.append(name, bytes)
        } else {
            Ok(())
        }
    }

    /// Renames a stored pattern in one step, replacing the file of that name. Returns whether it was stored.
    pub(super) fn rename(&mut self, name: &str, to: &str) -> io::Result<bool> {
        if !is_name(name) || !is_name(to) || self.library.len(name)?.is_none() {
            return Ok(false);
        }
        if name != to {
            self.library.rename(name, to)?;
        }
        Ok(true)
    }

    /// Deletes a stored pattern. Returns whether it was stored.
    pub(super) fn remove(&mut self, name: &str) -> io::Result<bool> {
        if is_name(name) {
            self.library.remove(name)
        } else {
            Ok(false)
        }
    }

    /// Stores a pattern in one step, replacing the old one.
    pub(super) fn store(&mut self, name: &str, bytes: &[u8]) -> io::Result<()> {
        self.write_own("incoming", bytes)?;
        self.own.move_to("incoming", &mut self.library, name)
    }

    /// Turns one of the firmware's own files into a stored pattern, in one step.
    pub(super) fn publish(&mut self, own: &str, name: &str) -> io::Result<()> {
        self.own.move_to(own, &mut self.library, name)
    }

    /// Reads one of the firmware's own files.
    pub(super) fn read_own(&self, name: &str) -> io::Result<Option<Vec<u8>>> {
        self.own.read(name)
    }

    /// Returns the length of one of the firmware's own files.
    pub(super) fn len_own(&self, name: &str) -> io::Result<u64> {
        Ok(self.own.len(name)?.unwrap_or(0))
    }

    /// Writes one of the firmware's own files.
    pub(super) fn write_own(&mut self, name: &str, bytes: &[u8]) -> io::Result<()> {
        self.own.write(name, bytes)
    }

    /// Appends to one of the firmware's own files.
    pub(super) fn append_own(&mut self, name: &str, bytes: &[u8]) -> io::Result<()> {
        self.own.append(name, bytes)
    }

    /// Truncates one of the firmware's own files.
    pub(super) fn truncate_own(&mut self, name: &str, len: u64) -> io::Result<()> {
        self.own.truncate(name, len)
    }

    /// Deletes one of the firmware's own files, if it exists.
    pub(super) fn remove_own(&mut self, name: &str) -> io::Result<()> {
        self.own.remove(name).map(drop)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_kinds_of_disk_behave_alike() {
        let dir = tempfile::tempdir().unwrap();
        for root in [None, Some(dir.path())] {
            let mut disk = Disk::open(root, "0a", 100).unwrap();
            disk.append_own("part", b"abc").unwrap();
            disk.append_own("part", b"def").unwrap();
            disk.truncate_own("part", 5).unwrap();
            assert_eq!(disk.len_own("part").unwrap(), 5);
            assert!(disk.names().unwrap().is_empty());
            disk.store("b", b"old, and longer").unwrap();
            disk.publish("part", "b").unwrap();
            disk.store("a", b"x").unwrap();
            assert_eq!(disk.names().unwrap(), ["a", "b"]);
            assert_eq!(disk.read("b").unwrap().unwrap(), b"abcde");
            assert_eq!(disk.free().unwrap(), 94);
            assert_eq!(disk.read_own("part").unwrap(), None);
            disk.remove_own("part").unwrap();
            assert!(disk.remove("a").unwrap() && !disk.remove("a").unwrap());
            assert!(!disk.remove("../0a/b").unwrap() && disk.read("../0a/b").unwrap().is_none());
        }
        assert_eq!(fs::read(dir.path().join("0a/b")).unwrap(), b"abcde");
    }

    #[test]
    fn names_follow_the_rule() {
        for good in ["a", "Sunset_2.bin", "-", &"x".repeat(32)] {
            assert!(is_name(good), "{good}");
        }
        for bad in ["", ".", ".a", "a b", "a/b", "ä", "..", &"x".repeat(33)] {
            assert!(!is_name(bad), "{bad}");
        }
    }
}
