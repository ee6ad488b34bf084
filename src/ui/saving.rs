//! Writes settings to the disk outside the window's thread, one after the other: however fast they change, the newest are
//! written last. Owned by the shell.

use crate::engine::settings::Settings;
use crate::message::Message;
use crate::msg;
use crate::problem::{Code, Problem, Remedy};
use parking_lot::Mutex;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tokio::runtime::Handle;

/// The settings to write, and the lock that orders the writes.
#[derive(Clone, Default)]
pub(super) struct Saving(Arc<Pending>);

#[derive(Default)]
struct Pending {
    next: Mutex<Option<(Settings, PathBuf)>>,
    disk: Mutex<()>,
}

impl Saving {
    /// Writes the settings into `home` in the background; calls `failed` from another thread if that fails.
    pub(super) fn save(
        &self,
        runtime: &Handle,
        settings: Settings,
        home: PathBuf,
        failed: impl FnOnce(Problem) + Send + 'static,
    ) {
        *self.0.next.lock() = Some((settings, home));
        let this = self.clone();
        runtime.spawn_blocking(move || {
            if let Err(problem) = this.write() {
                failed(problem);
            }
        });
    }

    /// Writes what has not been written yet, before the program ends.
    pub(super) fn finish(&self) {
        if let Err(problem) = self.write() {
            tracing::error!("{problem} {}", problem.remedy.text());
        }
    }

    /// Writes the newest settings, unless another call has written them.
    fn write(&self) -> Result<(), Problem> {
        let _turn = self.0.disk.lock();
        let next = self.0.next.lock().take();
        next.map_or(Ok(()), |(settings, home)| settings.save(&home))
    }
}

/// Shows a folder in the system's file manager, and waits for its answer.
///
/// # Errors
/// Code `folder.unopened` where the system has none.
pub(super) fn show_folder(folder: &Path) -> Result<(), Problem> {
    const OPENER: &str = if cfg!(target_os = "macos") {
        "open"
    } else if cfg!(windows) {
        "explorer"
    } else {
        "xdg-open"
    };
    let problem = |why: Message| {
        Problem::new(
            Code::FolderUnopened,
            msg!("folder-not-shown", why = why),
            Remedy::OpenFolderByHand,
        )
    };
    let mut command = std::process::Command::new(OPENER);
    let command = command
        .arg(folder)
        .stdin(std::process::Stdio::null())
        .stdout(std::process::Stdio::null());
    match command.stderr(std::process::Stdio::null()).status() {
        // explorer ends with 1 even when it has shown the folder
        Ok(status) if status.success() || cfg!(windows) => Ok(()),
        Ok(status) => Err(problem(msg!(
            "folder-program-failed",
            program = OPENER,
            status = status.to_string()
        ))),
        Err(error) => Err(problem(Message::verbatim(format!("{OPENER}: {error}")))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_set_last_is_what_is_written() {
        let home = tempfile::tempdir().unwrap();
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let saving = Saving::default();
        for days in 1..=40 {
            let mut settings = Settings::default();
            settings.log.keep_days = days;
            saving.save(
                runtime.handle(),
                settings,
                home.path().to_owned(),
                |problem| panic!("{problem}"),
            );
        }
        saving.finish();
        assert_eq!(Settings::load(home.path()).0.log.keep_days, 40);
    }

    #[test]
    fn a_folder_that_cannot_be_written_is_told() {
        let home = tempfile::tempdir().unwrap();
        let file = home.path().join("file");
        std::fs::write(&file, "").unwrap();
        let (told, problem) = std::sync::mpsc::channel();
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let tell = move |problem| told.send(problem).unwrap();
        Saving::default().save(runtime.handle(), Settings::default(), file, tell);
        assert_eq!(problem.recv().unwrap().code, Code::SettingsInvalid);
    }
}
