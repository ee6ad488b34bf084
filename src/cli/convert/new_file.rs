//! Writes the new file of `convert`: whole or not at all, never over its source, and over another file only with `--force`.

use crate::engine::write_file;
use crate::msg;
use crate::problem::{Code, Problem, Remedy};
use std::io::{self, ErrorKind, Write as _};
use std::path::Path;

/// Returns whether the new file goes to stdout.
pub(super) fn is_stdout(out: &Path) -> bool {
    out.as_os_str() == "-"
}

/// Refuses a place that must not be written, before any work is done.
pub(super) fn check(source: &Path, out: &Path, force: bool) -> Result<(), Problem> {
    if is_stdout(out) {
        return Ok(());
    }
    let Ok(found) = std::fs::metadata(out) else {
        return Ok(());
    };
    let same = source
        .canonicalize()
        .ok()
        .zip(out.canonicalize().ok())
        .is_some_and(|(a, b)| a == b);
    if same {
        return Err(Problem::new(
            Code::OutputExists,
            msg!("cli-output-is-source"),
            Remedy::OtherFileName,
        ));
    }
    if !found.is_file() {
        return Err(Problem::new(
            Code::OutputUnwritable,
            if found.is_dir() {
                msg!("cli-output-is-folder")
            } else {
                msg!("cli-output-is-special")
            },
            Remedy::NewFileOrStdout,
        ));
    }
    if force { Ok(()) } else { Err(exists()) }
}

fn exists() -> Problem {
    Problem::new(
        Code::OutputExists,
        msg!("cli-output-exists"),
        Remedy::OtherNameOrForce,
    )
}

/// Writes the new file: beside its place first, then moved there in one step.
pub(super) fn write(out: &Path, bytes: &[u8], force: bool) -> Result<(), Problem> {
    let done = if is_stdout(out) {
        to_stdout(bytes)
    } else {
        write_file(out, bytes, force)
    };
    done.map_err(|error| unwritten(&error))
}

/// Words an error of the system.
pub(super) fn unwritten(error: &io::Error) -> Problem {
    match error.kind() {
        ErrorKind::AlreadyExists => exists(),
        _ => Problem::new(
            Code::OutputUnwritable,
            msg!("cli-output-unwritable", error = error.to_string()),
            Remedy::CheckOutputFolder,
        ),
    }
}

fn to_stdout(bytes: &[u8]) -> io::Result<()> {
    let mut stdout = io::stdout().lock();
    stdout.write_all(bytes)?;
    stdout.flush()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let names = std::fs::read_dir(folder)
            .unwrap()
            .map(|e| e.unwrap().file_name().to_string_lossy().into_owned());
        let mut names: Vec<_> = names.collect();
        names.sort();
        names
    }

    #[test]
    fn files_are_written_whole_and_replaced_only_by_force() {
        let folder = tempfile::tempdir().unwrap();
        let source = folder.path().join("a");
        let out = folder.path().join("b");
        std::fs::write(&source, "source").unwrap();
        assert_eq!(check(&source, &out, false), Ok(()));
        write(&out, b"one", false).unwrap();
        assert_eq!(
            check(&source, &out, false).unwrap_err().code,
            Code::OutputExists
        );
        assert_eq!(
            write(&out, b"two", false).unwrap_err().code,
            Code::OutputExists,
            "also if it came up since the check"
        );
        assert_eq!(std::fs::read(&out).unwrap(), b"one");
        assert_eq!(check(&source, &out, true), Ok(()));
        write(&out, b"two", true).unwrap();
        assert_eq!(
            (std::fs::read(&out).unwrap(), names(folder.path())),
            (b"two".to_vec(), vec!["a".into(), "b".into()])
        );
    }

    #[test]
    fn the_source_folders_and_missing_places_are_refused() {
        let folder = tempfile::tempdir().unwrap();
        let source = folder.path().join("a");
        std::fs::write(&source, "source").unwrap();
        let detour = folder.path().join("x/../a");
        std::fs::create_dir(folder.path().join("x")).unwrap();
        for same in [&source, &detour] {
            assert!(
                check(&source, same, true)
                    .unwrap_err()
                    .message
                    .to_string()
                    .contains("source"),
                "{}",
                same.display()
            );
        }
        assert_eq!(
            check(&source, folder.path(), true).unwrap_err().code,
            Code::OutputUnwritable
        );
        assert_eq!(
            write(&folder.path().join("y/b"), b"", true)
                .unwrap_err()
                .code,
            Code::OutputUnwritable
        );
        assert_eq!(names(folder.path()), ["a", "x"]);
    }
}
