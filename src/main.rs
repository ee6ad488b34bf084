//! Entry point: parse the arguments, start logging and the runtime, pick window or command line.

use clap::Parser as _;
use std::process::ExitCode;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{Layer as _, fmt};
use upload_bridge::cli::{self, Arguments, CommandLine, Exit, Global};

fn main() -> ExitCode {
    let arguments = match Arguments::parse().settled() {
        Ok(arguments) => arguments,
        Err(wrong) => wrong.exit(),
    };
    start_logging(&arguments.global);
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

fn start_logging(global: &Global) {
    let layer = fmt::layer().with_writer(std::io::stderr);
    let layer = if global.log_json { layer.json().boxed() } else { layer.compact().boxed() };
    tracing_subscriber::registry().with(layer.with_filter(global.log_level)).init();
}
