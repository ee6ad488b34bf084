//! Lets the user name a file for something of a device. Called by the shell, on the runtime.

use super::file_dialog::{missing, never_opened};
use crate::app::FilePurpose;
use crate::problem::{Problem, Remedy};
use crate::t;
use std::path::PathBuf;
use tokio::time::Instant;

/// Asks for the file; `None` if the user cancels.
///
/// # Errors
/// Code `output.unwritable` where this system has no file dialog.
pub(super) async fn ask(
    purpose: FilePurpose,
    suggested: String,
) -> Result<Option<PathBuf>, Problem> {
    let dialog = rfd::AsyncFileDialog::new();
    let asked = Instant::now();
    let file = match &purpose {
        FilePurpose::File(_) => {
            dialog
                .set_title(t!("file-dialog-save-pattern"))
                .set_file_name(suggested)
                .save_file()
                .await
        }
        FilePurpose::Backup => {
            dialog
                .set_title(t!("file-dialog-save-backup"))
                .set_file_name(suggested)
                .save_file()
                .await
        }
        FilePurpose::Map => {
            dialog
                .set_title(t!("file-dialog-map"))
                .add_filter(t!("file-dialog-maps"), &["json", "csv", "tsv", "txt"])
                .pick_file()
                .await
        }
        FilePurpose::Restore => {
            dialog
                .set_title(t!("file-dialog-restore"))
                .add_filter(t!("file-dialog-backups"), &["json"])
                .pick_file()
                .await
        }
    };
    match file {
        Some(file) => Ok(Some(file.path().to_owned())),
        None if never_opened(asked) => Err(missing(match purpose {
            FilePurpose::Map => Remedy::TypePath,
            _ => Remedy::InstallFileDialog,
        })),
        None => Ok(None),
    }
}
