//! The command line: everything the window does, for terminals and scripts. Data on stdout, talk on stderr; `--json` prints
//! one object a line. The contract of options, events and exit codes is kept by `tests/cli.rs`.

mod args;
mod convert;
mod demo;
mod device;
mod devices;
mod doctor;
mod history;
mod inspect;
mod interrupt;
mod jobs;
mod layout;
mod load;
mod lookup;
mod options;
mod output;
mod pins;
mod queue;
mod running;
mod scan;
mod simulate;
mod stream;
mod tally;
mod upload;

use crate::problem::{Code, Problem, Remedy};
pub use args::{Arguments, CommandLine, Global};
pub use demo::{start as start_demo, wants_window as demo_wants_window};
pub use interrupt::{Signal, asked_to_end};
pub use output::Exit;

use crate::device::{DeviceError, Told};
use crate::engine::EngineOptions;
use crate::engine::settings::Settings;
use crate::net::Gate;
use crate::pattern::ColorOrder;
use crate::store::{Keep, Store, StoreError};
use args::CommandLine as Line;
use output::Output;
use std::path::PathBuf;

/// The store cannot be used by a command that is about it.
#[allow(clippy::needless_pass_by_value, reason = "an argument of map_err")]
fn unavailable(error: StoreError) -> Problem {
    let Problem {
        code,
        message,
        remedy,
    } = error.problem();
    Problem::new(code, message, remedy.then(Remedy::OtherHome))
}

/// The engine has gone before a command was through.
fn ended() -> Problem {
    Problem::new(
        Code::JobCancelled,
        "The engine has ended.",
        "Start the command again.",
    )
}

/// What every command needs.
struct Context {
    gate: Gate,
    home: Option<PathBuf>,
    json: bool,
    out: Output,
}

impl Context {
    /// The layout that the options give; `None`, and said why, where the file of its map cannot be read.
    fn given(&self, options: &layout::LayoutOptions) -> Option<layout::Given> {
        let file = options.map.as_ref().map(|file| file.display().to_string());
        let said = |error| {
            self.out.problem(
                file.as_deref(),
                &Problem::from(&DeviceError::Pattern(error)),
            );
        };
        options.given().map_err(said).ok()
    }

    /// What the options tell of a device, with the notes on its map said; else as [`Self::given`].
    fn told(
        &self,
        options: &layout::LayoutOptions,
        color_order: Option<ColorOrder>,
    ) -> Option<Told> {
        let given = self.given(options)?;
        given.notes.iter().for_each(|note| self.out.talk(note));
        Some(given.told(color_order))
    }

    /// The home folder, and how much of the history is kept there.
    fn place(&self) -> (Option<PathBuf>, Keep) {
        let home = self.home.clone().or_else(default_home);
        let keep = home
            .as_deref()
            .map(|home| Settings::load(home).0.history.keep());
        (home, keep.unwrap_or_default())
    }

    /// The store in the home folder, for commands that are about it; what happened to it is said.
    fn store(&self) -> Result<Store, Problem> {
        let (home, keep) = self.place();
        let home = home.ok_or(StoreError::NoHome).map_err(unavailable)?;
        let (store, notices) = Store::open_noting(&home, keep).map_err(unavailable)?;
        notices.iter().for_each(|notice| self.out.trouble(notice));
        Ok(store)
    }

    /// An engine's options over the store in the home folder. Where that cannot be used, nothing is remembered, which is
    /// said: no reason not to send.
    fn engine(&self, concurrency: Option<usize>) -> Result<EngineOptions, Problem> {
        let (home, keep) = self.place();
        let opened = Store::open_or_forget(home.as_deref(), keep).map_err(unavailable)?;
        let notices = opened.notices.iter();
        notices.for_each(|notice| self.out.trouble(notice));
        self.say_what_a_crash_left(&opened.store);
        self.out.know(&opened.store.devices().unwrap_or_default());
        Ok(self.engine_over(opened.store, concurrency))
    }

    /// An engine's options over that store.
    fn engine_over(&self, store: Store, concurrency: Option<usize>) -> EngineOptions {
        EngineOptions {
            gate: self.gate,
            store,
            concurrency,
        }
    }

    /// Says, in the first run after a crash, that uploads are unfinished.
    fn say_what_a_crash_left(&self, store: &Store) {
        let left = store.left_by_crash().unwrap_or_else(|error| {
            tracing::warn!(%error, "what a crash left is not known");
            0
        });
        if left > 0 {
            let uploads = if left == 1 {
                "1 upload".to_owned()
            } else {
                format!("{left} uploads")
            };
            self.out.talk(&format!(
                "An earlier run ended unexpectedly and left {uploads} unfinished.\n  hint: `queue --resume` goes on with them."
            ));
        }
    }
}

/// Where settings, store and logs live when nobody says otherwise.
#[must_use]
pub fn default_home() -> Option<PathBuf> {
    directories::ProjectDirs::from("", "", "upload-bridge").map(|dirs| dirs.data_dir().to_owned())
}

/// Where settings are kept; `None` for commands that leave the home folder alone.
#[must_use]
pub fn settings_home(arguments: &Arguments) -> Option<PathBuf> {
    match &arguments.command {
        Some(CommandLine::Simulate(_) | CommandLine::Demo(_)) => None,
        _ => arguments.global.home.clone().or_else(default_home),
    }
}

/// Runs one command to its end. `None`: it is the window that was asked for. What was wrong with the settings is said first.
pub async fn run(arguments: Arguments, settings_problem: Option<&Problem>) -> Option<Exit> {
    let context = Context {
        gate: Gate::new(arguments.global.loopback_only),
        home: arguments.global.home.clone(),
        json: arguments.global.json,
        out: Output::new(arguments.global.json),
    };
    let command = arguments.command?;
    if let Some(problem) = settings_problem {
        context.out.trouble(problem);
    }
    let result = match command {
        Line::Demo(_) => demo::run(&context).await,
        Line::Inspect(inspect) => {
            interrupt::ends_the_process();
            inspect::run(&context, &inspect)
        }
        Line::Convert(convert) => {
            interrupt::ends_the_process();
            convert::run(&context, &convert)
        }
        Line::Upload(upload) => upload::run(&context, &upload).await,
        Line::Stream(stream) => stream::run(&context, &stream).await,
        Line::Simulate(simulate) => simulate::run(&context, &simulate).await,
        Line::Scan(scan) => scan::run(&context, &scan).await,
        Line::Doctor(doctor) => doctor::run(&context, &doctor).await,
        Line::Device(device) => device::run(&context, &device).await,
        Line::Devices(devices) => devices::run(&context, devices.command).await,
        Line::History(history) => history::run(&context, &history),
        Line::Queue(queue) => queue::run(&context, &queue).await,
    };
    Some(result.unwrap_or_else(|problem| {
        context.out.problem(None, &problem);
        Exit::Failed
    }))
}
