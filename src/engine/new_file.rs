//! Writes a new file: whole or not at all, and over another file only if asked to. What came from a device, and what
//! `convert` makes.

use crate::message::Message;
use crate::msg;
use crate::private;
use crate::problem::{Code, Problem, Remedy};
use std::ffi::OsString;
use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};

/// Writes the file beside its place first, then moves it there in one step. Blocks.
///
/// # Errors
/// `output.exists`, `output.unwritable`.
pub(super) fn write(out: &Path, bytes: &[u8], replace: bool) -> Result<(), Problem> {
    put(out, bytes, replace).map_err(|error| {
        if error.kind() == ErrorKind::AlreadyExists {
            return Problem::new(
                Code::OutputExists,
                msg!("output-exists", file = out.display().to_string()),
                Remedy::ReplaceOrRename,
            );
        }
        let reason = Message::verbatim(error.to_string());
        unwritable(out, reason, Remedy::CheckOutput)
    })
}

/// Why a file cannot be written.
pub(super) fn unwritable(out: &Path, reason: Message, remedy: Remedy) -> Problem {
    Problem::new(
        Code::OutputUnwritable,
        msg!(
            "output-unwritable",
            file = out.display().to_string(),
            reason = reason
        ),
        remedy,
    )
}

/// The same, with what the system says.
///
/// # Errors
/// `AlreadyExists` where there is such a file and it is not to be replaced; else what the system says of writing there.
pub(crate) fn put(out: &Path, bytes: &[u8], replace: bool) -> io::Result<()> {
    if !replace && out.try_exists()? {
        return Err(ErrorKind::AlreadyExists.into());
    }
    let (part, mut file) = NewFile::beside(out)?;
    file.write_all(bytes)?;
    part.settle(&file, replace)
}

/// As [`put`], but only its owner may read the file.
///
/// # Errors
/// As [`put`].
pub(crate) fn put_owner_only(out: &Path, bytes: &[u8], replace: bool) -> io::Result<()> {
    if !replace && out.try_exists()? {
        return Err(ErrorKind::AlreadyExists.into());
    }
    let (part, mut file) = NewFile::beside(out)?;
    private::narrow(part.path()); // while it is empty
    file.write_all(bytes)?;
    part.settle(&file, replace)
}

/// A file beside the place where it is to be; it is removed again, unless [`NewFile::settle`] moves it there.
pub(crate) struct NewFile {
    part: PathBuf,
    out: PathBuf,
}

impl NewFile {
    /// Begins a file that is to be at `out`.
    ///
    /// # Errors
    /// What the system says of writing there.
    pub(crate) fn beside(out: &Path) -> io::Result<(Self, std::fs::File)> {
        let mut name = OsString::from(".");
        name.push(out.file_name().ok_or(ErrorKind::InvalidInput)?);
        name.push(format!(".{:08x}.part", fastrand::u32(..)));
        let path = out.with_file_name(name);
        let file = std::fs::File::options()
            .read(true)
            .write(true)
            .create_new(true)
            .open(&path)?;
        Ok((
            Self {
                part: path,
                out: out.into(),
            },
            file,
        ))
    }

    /// Where it is until then.
    pub(crate) fn path(&self) -> &Path {
        &self.part
    }

    /// All of `file` is written: on the disk, and then in its place in one step.
    ///
    /// # Errors
    /// As [`put`].
    pub(crate) fn settle(self, file: &std::fs::File, replace: bool) -> io::Result<()> {
        file.sync_all()?;
        if replace {
            return std::fs::rename(&self.part, &self.out);
        }
        // a link fails where a file has come up in the meantime, which a rename would replace
        match std::fs::hard_link(&self.part, &self.out) {
            // some file systems have no links
            Err(error) if error.kind() != ErrorKind::AlreadyExists && !self.out.try_exists()? => {
                std::fs::rename(&self.part, &self.out)
            }
            done => done,
        }
    }
}

impl Drop for NewFile {
    fn drop(&mut self) {
        // after a rename it is gone already; a rest that cannot be removed does no harm
        let _ = std::fs::remove_file(&self.part);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_never_replaced_unasked_and_no_part_is_left() {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("fire.bin");
        write(&out, b"one", false).unwrap();
        assert_eq!(
            write(&out, b"two", false).unwrap_err().code,
            Code::OutputExists
        );
        assert_eq!(std::fs::read(&out).unwrap(), b"one");
        write(&out, b"two", true).unwrap();
        assert_eq!(std::fs::read(&out).unwrap(), b"two");
        assert_eq!(
            write(&folder.path().join("x/y"), b"", false)
                .unwrap_err()
                .code,
            Code::OutputUnwritable
        );
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
