//! [`Echo`]: restores whether a terminal shows what is typed.

use std::process::{Command, Stdio};

/// Restores the terminal when dropped, even if the wait for a hidden line is dropped before the line has come.
pub(super) struct Echo {
    before: Option<String>,
}

impl Echo {
    /// Notes the settings of the terminal on standard input. Does nothing on a system without `stty`.
    pub(super) fn kept() -> Self {
        let before = stty("-g").filter(|before| !before.is_empty());
        Self { before }
    }

    /// Notes that the line was read, and the terminal is restored already.
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

/// Runs `stty` for the terminal on standard input.
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
