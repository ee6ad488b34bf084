//! Collects a diagnostics bundle, and saves it into a file that the user names. Called by the shell, on the runtime.

use super::file_dialog::never_opened;
use crate::computer::{self, Surroundings};
use crate::diagnostics::{Bundle, Sources};
use crate::engine::settings::Settings;
use crate::message::Message;
use crate::msg;
use crate::problem::{Code, Problem, Remedy};
use crate::t;
use std::path::PathBuf;
use std::sync::Arc;
use tokio::time::Instant;

/// Collects a bundle, with new checks.
pub(super) async fn collect(surroundings: Surroundings, settings: Settings) -> Option<Bundle> {
    let checks = computer::check(&surroundings).await;
    let sources = Sources {
        home: surroundings.home,
        settings,
        checks,
    };
    let collected = tokio::task::spawn_blocking(move || Bundle::collect(&sources)).await;
    collected
        .inspect_err(|error| tracing::error!(%error, "no bundle"))
        .ok()
}

/// Asks for the file and saves the bundle there; `None` if the user cancels. Without a file dialog it goes into the
/// folder of downloads, under a name that nothing has.
///
/// # Errors
/// Codes `output.unwritable` and `output.exists`.
pub(super) async fn ask_and_save(bundle: Arc<Bundle>) -> Result<Option<PathBuf>, Problem> {
    let asked = Instant::now();
    let dialog = rfd::AsyncFileDialog::new()
        .set_title(t!("file-dialog-bundle"))
        .set_file_name(bundle.file_name())
        .add_filter("zip", &["zip"]);
    let (path, replace) = match dialog.save_file().await {
        Some(file) => (file.path().to_owned(), true), // the dialog has asked
        None if never_opened(asked) => (downloads()?.join(bundle.file_name()), false),
        None => return Ok(None),
    };
    let place = path.clone();
    let saved = tokio::task::spawn_blocking(move || bundle.save(&place, replace)).await;
    saved.map_err(|error| unwritable(Message::verbatim(error.to_string())))??;
    Ok(Some(path))
}

/// The folder of downloads, else the account's own folder.
fn downloads() -> Result<PathBuf, Problem> {
    let folders = directories::UserDirs::new();
    let downloads = folders.as_ref().and_then(|folders| {
        let downloads = folders.download_dir().filter(|folder| folder.is_dir());
        downloads.or(Some(folders.home_dir()))
    });
    downloads
        .map(std::path::Path::to_owned)
        .ok_or_else(|| unwritable(msg!("store-no-home")))
}

fn unwritable(why: Message) -> Problem {
    let message = msg!("file-export-failed", why = why);
    Problem::new(Code::OutputUnwritable, message, Remedy::ChooseOtherFolder)
}
