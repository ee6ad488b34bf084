//! Entry point: parse the arguments, start logging and the runtime, pick window or command line.

use clap::Parser as _;
use std::process::ExitCode;
use upload_bridge::cli::{self, Arguments, CommandLine, Exit};
use upload_bridge::engine::settings::Settings;
use upload_bridge::logs::{self, LogOptions};

fn main() -> ExitCode {
    let arguments = match Arguments::parse().settled() {
        Ok(arguments) => arguments,
        Err(wrong) => wrong.exit(),
    };
    start_logging(&arguments);
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            tracing::error!(%error, "no runtime can be started");
            return Exit::Failed.code().into();
        }
    };
    let wants_window = match &arguments.command {
        None => true,
        Some(CommandLine::Demo(demo)) => cli::demo_wants_window(demo),
        Some(_) => false,
    };
    if wants_window {
        return window(&runtime, &arguments);
    }
    let exit = runtime.block_on(cli::run(arguments)).unwrap_or(Exit::Usage);
    // what still runs are reads of a terminal or a file at most: nothing that an exit could hurt
    runtime.shutdown_background();
    exit.code().into()
}

fn window(runtime: &tokio::runtime::Runtime, arguments: &Arguments) -> ExitCode {
    match upload_bridge::window::open(runtime, arguments) {
        Ok(()) => Exit::Done.code().into(),
        Err(error) => {
            tracing::error!(%error, "ended");
            Exit::Failed.code().into()
        }
    }
}

/// stderr as the arguments say, a log file as the settings say. `simulate` never opens the home folder.
fn start_logging(arguments: &Arguments) {
    let global = &arguments.global;
    let home = match &arguments.command {
        Some(CommandLine::Simulate(_) | CommandLine::Demo(_)) => None,
        _ => global.home.clone().or_else(cli::default_home),
    };
    let (settings, problem) = home.as_deref().map(Settings::load).unwrap_or_default();
    let folder = home.map(|home| home.join("logs"));
    let days = usize::try_from(settings.log.keep_days).unwrap_or(usize::MAX);
    logs::start(&LogOptions {
        stderr: global.log_level,
        json: global.log_json,
        file: folder.as_deref().map(|folder| (folder, settings.log.level.into(), days, settings.log.json)),
    });
    if let Some(problem) = problem {
        tracing::error!("{problem} {}", problem.hint);
    }
}
