//! The command line: everything the window does, for terminals and scripts. Data goes to stdout, messages to stderr; `--json`
//! prints one object per line. `tests/cli.rs` keeps the contract of options, events and exit codes.

mod alerts;
mod args;
mod convert;
mod demo;
mod device;
mod devices;
mod diagnostics;
mod doctor;
mod history;
mod inspect;
mod interrupt;
mod jobs;
mod layout;
mod load;
mod lookup;
mod metrics;
mod options;
mod output;
mod pins;
mod queue;
mod running;
mod scan;
mod serve;
mod simulate;
mod stream;
mod tally;
mod upload;

pub use args::{Arguments, CommandLine, Global};
pub use demo::{start as start_demo, wants_window as demo_wants_window};
pub use interrupt::{Signal, asked_to_end};
pub use output::Exit;

use crate::device::{DeviceError, DeviceSettings};
use crate::engine::settings::Settings;
use crate::engine::{EngineOptions, UploadLimits};
use crate::msg;
use crate::net::Gate;
use crate::pattern::ColorOrder;
use crate::problem::{Code, Problem, Remedy};
use crate::store::{HistoryLimits, Store, StoreError};
use output::Output;
use std::path::PathBuf;

/// Words a failure of the store for the commands that need it.
#[allow(clippy::needless_pass_by_value, reason = "an argument of map_err")]
fn store_failed(error: StoreError) -> Problem {
    let Problem {
        code,
        message,
        remedy,
    } = error.problem();
    Problem::new(code, message, remedy.then(Remedy::OtherHome))
}

/// The engine has ended before the command was done.
fn ended() -> Problem {
    Problem::new(
        Code::JobCancelled,
        msg!("cli-engine-ended"),
        Remedy::RunAgain,
    )
}

/// What all commands share.
struct Context {
    gate: Gate,
    home: Option<PathBuf>,
    json: bool,
    out: Output,
}

impl Context {
    /// Returns the layout that the options give. `None` if the map cannot be read, which is printed.
    fn given(&self, options: &layout::LayoutOptions) -> Option<layout::GivenLayout> {
        let file = options.map.as_ref().map(|file| file.display().to_string());
        let said = |error| {
            self.out.problem(
                file.as_deref(),
                &Problem::from(&DeviceError::Pattern(error)),
            );
        };
        options.given().map_err(said).ok()
    }

    /// Returns the device settings that the options give, and prints the notes on the map; else as [`Self::given`].
    fn device_settings(
        &self,
        options: &layout::LayoutOptions,
        color_order: Option<ColorOrder>,
    ) -> Option<DeviceSettings> {
        let given = self.given(options)?;
        given.notes.iter().for_each(|note| self.out.message(note));
        Some(given.settings(color_order))
    }

    /// Returns the limits of uploads that are set.
    fn limits(&self) -> UploadLimits {
        let home = self.home.clone().or_else(default_home);
        home.map(|home| Settings::load(&home).0.limits.limits())
            .unwrap_or_default()
    }

    /// Returns the home folder, and how much of the history is kept there.
    fn home_and_history(&self) -> (Option<PathBuf>, HistoryLimits) {
        let home = self.home.clone().or_else(default_home);
        let keep = home
            .as_deref()
            .map(|home| Settings::load(home).0.history.keep());
        (home, keep.unwrap_or_default())
    }

    /// Opens the store in the home folder, for commands that need it; prints what happened to it.
    fn store(&self) -> Result<Store, Problem> {
        let (home, keep) = self.home_and_history();
        let home = home.ok_or(StoreError::NoHome).map_err(store_failed)?;
        let (store, notices) = Store::open_with_notices(&home, keep).map_err(store_failed)?;
        notices.iter().for_each(|notice| self.out.warn(notice));
        Ok(store)
    }

    /// Makes the options of an engine on the store in the home folder. If the store cannot be used, the engine runs without
    /// remembering anything, and the reason is printed: it is no reason not to send.
    fn engine(&self, concurrency: Option<usize>) -> Result<EngineOptions, Problem> {
        let (home, keep) = self.home_and_history();
        let opened = Store::open_or_in_memory(home.as_deref(), keep).map_err(store_failed)?;
        let notices = opened.notices.iter();
        notices.for_each(|notice| self.out.warn(notice));
        self.report_unfinished(&opened.store);
        self.out
            .note_names(&opened.store.devices().unwrap_or_default());
        Ok(self.engine_over(opened.store, concurrency))
    }

    /// Makes the options of an engine on that store.
    fn engine_over(&self, store: Store, concurrency: Option<usize>) -> EngineOptions {
        EngineOptions {
            gate: self.gate,
            store,
            concurrency,
            facts: Default::default(),
        }
    }

    /// Prints, in the first run after a crash, that uploads are unfinished.
    fn report_unfinished(&self, store: &Store) {
        let left = store.left_by_crash().unwrap_or_else(|error| {
            tracing::warn!(%error, "cannot find out what a crash left unfinished");
            0
        });
        if left > 0 {
            let uploads = if left == 1 {
                "1 upload".to_owned()
            } else {
                format!("{left} uploads")
            };
            self.out.message(&format!(
                "An earlier run ended unexpectedly and left {uploads} unfinished.\n  hint: Run `upload-bridge queue --resume` to continue."
            ));
        }
    }
}

/// Returns the folder for settings, store and logs, unless `--home` gives another.
#[must_use]
pub fn default_home() -> Option<PathBuf> {
    directories::ProjectDirs::from("", "", "upload-bridge").map(|dirs| dirs.data_dir().to_owned())
}

/// Returns the folder of the settings; `None` for commands that do not use the home folder.
#[must_use]
pub fn settings_home(arguments: &Arguments) -> Option<PathBuf> {
    match &arguments.command {
        Some(CommandLine::Simulate(_) | CommandLine::Demo(_)) => None,
        _ => arguments.global.home.clone().or_else(default_home),
    }
}

/// Runs one command to its end, after printing what was wrong at the start: with the settings, or in an earlier run. `None` if the arguments ask for the window.
pub async fn run(arguments: Arguments, start_problems: &[Problem]) -> Option<Exit> {
    let context = Context {
        gate: Gate::new(arguments.global.loopback_only),
        home: arguments.global.home.clone(),
        json: arguments.global.json,
        out: Output::new(arguments.global.json),
    };
    let command = arguments.command?;
    for problem in start_problems {
        context.out.warn(problem);
    }
    let result = match command {
        CommandLine::Demo(_) => demo::run(&context).await,
        CommandLine::Inspect(inspect) => {
            interrupt::ends_the_process();
            inspect::run(&context, &inspect)
        }
        CommandLine::Convert(convert) => {
            interrupt::ends_the_process();
            convert::run(&context, &convert)
        }
        CommandLine::Upload(upload) => upload::run(&context, &upload).await,
        CommandLine::Stream(stream) => stream::run(&context, &stream).await,
        CommandLine::Simulate(simulate) => simulate::run(&context, &simulate).await,
        CommandLine::Scan(scan) => scan::run(&context, &scan).await,
        CommandLine::Doctor(doctor) => doctor::run(&context, &doctor).await,
        CommandLine::Device(device) => device::run(&context, &device).await,
        CommandLine::Devices(devices) => devices::run(&context, devices.command).await,
        CommandLine::History(history) => history::run(&context, &history),
        CommandLine::Queue(queue) => queue::run(&context, &queue).await,
        CommandLine::Serve(serve) => serve::run(&context, &serve).await,
        CommandLine::Metrics(asked) => metrics::run(&context, &asked),
        CommandLine::Alerts(asked) => alerts::run(&context, &asked).await,
        CommandLine::Diagnostics(asked) => diagnostics::run(&context, asked).await,
    };
    Some(result.unwrap_or_else(|problem| {
        context.out.problem(None, &problem);
        Exit::Failed
    }))
}
