//! Writes the report of a device test into a file that the user names. Called by the shell, on the runtime.

use super::file_dialog::{missing, never_opened};
use crate::engine::SelfTestView;
use crate::logs::redact::{self, Place};
use crate::message::Message;
use crate::monitor::selftest::ReportFormat;
use crate::msg;
use crate::problem::{Code, Problem, Remedy};
use crate::t;
use std::path::{Path, PathBuf};
use tokio::time::Instant;

/// Asks for the file, and writes the report in the format of its extension; `None` if the user cancels.
///
/// # Errors
/// Code `output.unwritable`.
pub(super) async fn ask_and_write(
    test: SelfTestView,
    suggested: String,
) -> Result<Option<PathBuf>, Problem> {
    let dialog = rfd::AsyncFileDialog::new()
        .set_title(t!("selftest-save-title"))
        .set_file_name(suggested)
        .add_filter("md", &["md", "txt"])
        .add_filter("json", &["json"]);
    let asked = Instant::now();
    let Some(file) = dialog.save_file().await else {
        if never_opened(asked) {
            return Err(missing(Remedy::InstallFileDialog));
        }
        return Ok(None);
    };
    let path = file.path().to_owned();
    let written = tokio::task::spawn_blocking(move || write(&path, &test).map(|()| path)).await;
    match written {
        Ok(result) => result.map(Some),
        Err(error) => Err(unwritable(&error.to_string())),
    }
}

fn write(path: &Path, test: &SelfTestView) -> Result<(), Problem> {
    let report = ReportFormat::of(path).document(test, Message::text);
    let report = redact::clean(&report, Place::Bundle);
    std::fs::write(path, report).map_err(|error| unwritable(&error.to_string()))
}

fn unwritable(why: &str) -> Problem {
    Problem::new(
        Code::OutputUnwritable,
        msg!("selftest-not-saved", why = why),
        Remedy::ChooseOtherFolder,
    )
}
