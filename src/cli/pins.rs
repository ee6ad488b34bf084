//! Where a command gets the PIN of a locked device from: one line of stdin for scripts, else the terminal, without echo.
//! Each device is asked for once.

use super::options::PinOptions;
use super::output::Output;
use crate::device::Secret;
use crate::engine::ConnectOptions;
use crate::problem::{Code, Problem};
use std::collections::HashSet;
use std::io::{BufRead as _, IsTerminal as _};

/// The PINs of one run.
#[derive(Debug, Default)]
pub(super) struct Pins {
    given: Option<Secret>,
    keep: bool,
    connect: ConnectOptions,
    asked: HashSet<String>,
}

impl Pins {
    /// Reads the PIN where it comes by stdin. Devices are connected to as `connect` says.
    pub(super) fn new(options: &PinOptions, connect: ConnectOptions) -> Result<Self, Problem> {
        let given = if options.pin_stdin {
            Some(line()?)
        } else {
            None
        };
        Ok(Self {
            given,
            keep: options.keep_pin,
            connect,
            asked: HashSet::new(),
        })
    }

    /// Whether PINs go into the system's keyring.
    pub(super) fn keep(&self) -> bool {
        self.keep
    }

    /// How devices are connected to.
    pub(super) fn connect(&self) -> ConnectOptions {
        self.connect.clone()
    }

    /// The PIN of the device at that address; `None` if the user enters none, or one was sent already. Waits for a person: an
    /// interrupt drops the wait.
    pub(super) async fn ask(&mut self, out: &Output, address: &str) -> Option<Secret> {
        if !self.asked.insert(address.to_owned()) {
            return None;
        }
        if self.given.is_some() {
            return self.given.clone();
        }
        if !std::io::stdin().is_terminal() {
            return None;
        }
        let prompt = format!("PIN of {address} (Enter alone: none): ");
        let text = out.hidden_line(&prompt).await?;
        Some(Secret::new(text))
    }
}

fn line() -> Result<Secret, Problem> {
    let mut text = String::new();
    let read = std::io::stdin().lock().read_line(&mut text);
    let text = text.trim_end_matches(['\r', '\n']);
    match read {
        Ok(_) if !text.is_empty() => Ok(Secret::new(text)),
        _ => {
            let hint = "Write the PIN and a line end into the command's standard input.";
            Err(Problem::new(
                Code::DeviceLocked,
                "--pin-stdin found no PIN on the standard input.",
                hint,
            ))
        }
    }
}
