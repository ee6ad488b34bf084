//! Writes the history into a file that the user names. Called by the shell, on the runtime.

use super::file_dialog::{missing, never_opened};
use crate::monitor::history::Export;
use crate::msg;
use crate::problem::{Code, Problem, Remedy};
use crate::t;
use std::path::{Path, PathBuf};
use tokio::time::Instant;

/// Asks for the file, and writes it in the format of its extension; `None` if the user cancels.
///
/// # Errors
/// Code `output.unwritable`.
pub(super) async fn ask_and_write(
    document: impl FnOnce(Export) -> String + Send + 'static,
) -> Result<Option<PathBuf>, Problem> {
    let mut dialog = rfd::AsyncFileDialog::new()
        .set_title(t!("file-dialog-export"))
        .set_file_name("uploads.csv");
    for (_, ending) in Export::ALL {
        dialog = dialog.add_filter(ending, &[ending]);
    }
    let asked = Instant::now();
    let Some(file) = dialog.save_file().await else {
        if never_opened(asked) {
            return Err(missing(Remedy::InstallFileDialog));
        }
        return Ok(None);
    };
    let path = file.path().to_owned();
    let written = tokio::task::spawn_blocking(move || write(&path, document).map(|()| path)).await;
    match written {
        Ok(result) => result.map(Some),
        Err(error) => Err(unwritable(&error.to_string())),
    }
}

/// Writes the document in the format of the extension; CSV for any other.
fn write(path: &Path, document: impl FnOnce(Export) -> String) -> Result<(), Problem> {
    let ending = path
        .extension()
        .map(|ending| ending.to_string_lossy().to_lowercase())
        .unwrap_or_default();
    let known = Export::ALL
        .into_iter()
        .find(|(_, known)| *known == ending || (ending == "htm" && *known == "html"));
    let export = known.map_or(Export::Csv, |(export, _)| export);
    std::fs::write(path, document(export)).map_err(|error| unwritable(&error.to_string()))
}

fn unwritable(why: &str) -> Problem {
    Problem::new(
        Code::OutputUnwritable,
        msg!("file-export-failed", why = why),
        Remedy::ChooseOtherFolder,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ending_decides_the_format() {
        let folder = tempfile::tempdir().unwrap();
        for (name, begins) in [
            ("a.csv", "when,"),
            ("a.HTML", "<!DOCTYPE"),
            ("a.json", "["),
            ("a", "when,"),
        ] {
            let path = folder.path().join(name);
            write(&path, |export| export.document(&[])).unwrap();
            assert!(
                std::fs::read_to_string(path).unwrap().starts_with(begins),
                "{name}"
            );
        }
        assert_eq!(
            write(folder.path(), |export| export.document(&[]))
                .unwrap_err()
                .code,
            Code::OutputUnwritable
        );
    }
}
