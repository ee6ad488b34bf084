//! Lets a person name a file for something of a device. Called by the shell, on the runtime.

use super::file_dialog::never_opened;
use crate::app::FilePurpose;
use crate::problem::{Code, Problem};
use std::path::PathBuf;
use tokio::time::Instant;

/// Asks for the file. `None`: the person thought better of it.
///
/// # Errors
/// Code `output.unwritable` where this system has no file dialog.
pub(super) async fn ask(
    wanted: FilePurpose,
    suggested: String,
) -> Result<Option<PathBuf>, Problem> {
    let dialog = rfd::AsyncFileDialog::new();
    let asked = Instant::now();
    let file = match &wanted {
        FilePurpose::File(_) => {
            dialog
                .set_title("Save a stored pattern")
                .set_file_name(suggested)
                .save_file()
                .await
        }
        FilePurpose::Backup => {
            dialog
                .set_title("Save a backup")
                .set_file_name(suggested)
                .save_file()
                .await
        }
        FilePurpose::Map => {
            dialog
                .set_title("Where the LEDs are")
                .add_filter("Maps", &["json", "csv", "tsv", "txt"])
                .pick_file()
                .await
        }
        FilePurpose::Restore => {
            dialog
                .set_title("Restore a backup")
                .add_filter("Backups", &["json"])
                .pick_file()
                .await
        }
    };
    match file {
        Some(file) => Ok(Some(file.path().to_owned())),
        None if never_opened(asked) => {
            let hint = match wanted {
                FilePurpose::Map => {
                    "Type or paste the path of the file into the field beside the button."
                }
                _ => "Do it on a terminal: upload-bridge device ADDRESS get, backup or restore.",
            };
            Err(Problem::new(
                Code::OutputUnwritable,
                "This system has no file dialog",
                hint,
            ))
        }
        None => Ok(None),
    }
}
