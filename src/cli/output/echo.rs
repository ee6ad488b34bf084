//! [`Echo`]: whether a terminal shows what is typed, kept while something else turns that off.

use std::process::{Command, Stdio};

/// Sets the terminal back when it is dropped: also where the wait for a hidden line ends before that line has come.
pub(super) struct Echo {
    before: Option<String>,
}

impl Echo {
    /// Notes how the terminal of the standard input is set. Nothing where the system has no `stty`.
    pub(super) fn kept() -> Self {
        let before = stty("-g").filter(|before| !before.is_empty());
        Self { before }
    }

    /// Notes that the line was read and the terminal restored.
    pub(super) fn done(mut self) {
        self.before = None;
    }
}

impl Drop for Echo {
    fn drop(&mut self) {
        if let Some(before) = &self.before {
            stty(before);
        }
    }
}

/// Runs `stty` for the terminal of the standard input.
fn stty(argument: &str) -> Option<String> {
    let output = Command::new("stty")
        .arg(argument)
        .stdin(Stdio::inherit())
        .stderr(Stdio::null())
        .output()
        .ok()?;
    output.status.success().then_some(())?;
    Some(String::from_utf8(output.stdout).ok()?.trim().to_owned())
}
