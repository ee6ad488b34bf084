//! [`Pins`]: gets the PINs of locked devices, from a line on stdin for scripts, else from the terminal, without echo. Asks once
//! per device.

use super::options::PinOptions;
use super::output::Output;
use crate::device::Secret;
use crate::engine::ConnectOptions;
use crate::msg;
use crate::problem::{Code, Problem, Remedy};
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
    /// Reads the PIN if it comes from stdin. `connect` says how devices are connected to.
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

    /// Returns whether PINs are saved in the system's keyring.
    pub(super) fn keep(&self) -> bool {
        self.keep
    }

    /// Returns how devices are connected to.
    pub(super) fn connect(&self) -> ConnectOptions {
        self.connect.clone()
    }

    /// Asks for the PIN of the device at that address; `None` if the user enters none, or has been asked before. Waits for the
    /// user: a signal drops the wait.
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
        let prompt = format!("PIN of {address} (press Enter to skip): ");
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
        _ => Err(Problem::new(
            Code::DeviceLocked,
            msg!("cli-no-pin"),
            Remedy::WritePin,
        )),
    }
}
