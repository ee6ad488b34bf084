//! Entry point: parse the arguments, start logging and the runtime, pick window or command line.

use clap::Parser as _;
use std::process::ExitCode;
use upload_bridge::cli::{self, Arguments, CommandLine, Exit};
use upload_bridge::engine::settings::Settings;
use upload_bridge::logs::{self, LogOptions};
use upload_bridge::problem::Problem;
use upload_bridge::text;

/// How long readers of files have to notice that nobody waits for them any more.
const READERS: std::time::Duration = std::time::Duration::from_millis(100);

fn main() -> ExitCode {
    let arguments = match Arguments::try_parse().and_then(Arguments::checked) {
        Ok(arguments) => arguments,
        Err(wrong) => return refuse(&wrong),
    };
    let (settings, problem) = load_settings(&arguments);
    start_logging(&arguments, &settings);
    if let Some(problem) = &problem {
        tracing::warn!("{problem} {}", problem.remedy); // said by the command line and the window
    }
    let runtime = match tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
    {
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
        return window(&runtime, &arguments, settings, problem);
    }
    let exit = runtime
        .block_on(cli::run(arguments, problem.as_ref()))
        .unwrap_or(Exit::Usage);
    // what still runs are reads of a terminal or a file at most: nothing that an exit could hurt. A reader that notices that
    // it is cancelled takes its helpers with it.
    runtime.shutdown_timeout(READERS);
    exit.code().into()
}

/// Says what is wrong with the arguments, or what `--help` asks for. Arguments may be names of files, which anybody may have
/// chosen: what deceives is left out, and the colours with it.
fn refuse(wrong: &clap::Error) -> ExitCode {
    use std::io::Write as _;
    let words = wrong.render().to_string();
    let clean = text::printable(&words);
    if clean == words {
        let _ = wrong.print();
    } else {
        let _ = write!(std::io::stderr(), "{clean}");
    }
    u8::try_from(wrong.exit_code())
        .unwrap_or(Exit::Usage.code())
        .into()
}

fn window(
    runtime: &tokio::runtime::Runtime,
    arguments: &Arguments,
    settings: Settings,
    problem: Option<Problem>,
) -> ExitCode {
    match upload_bridge::window::open(runtime, arguments, settings, problem) {
        Ok(()) => Exit::Done.code().into(),
        Err(error) => {
            tracing::error!(%error, "ended");
            Exit::Failed.code().into()
        }
    }
}

/// The settings of the home folder, read once: a damaged file is set aside, which can be told only now.
fn load_settings(arguments: &Arguments) -> (Settings, Option<Problem>) {
    cli::settings_home(arguments)
        .as_deref()
        .map(Settings::load)
        .unwrap_or_default()
}

/// stderr as the arguments say, a log file as the settings say.
fn start_logging(arguments: &Arguments, settings: &Settings) {
    let global = &arguments.global;
    let folder = cli::settings_home(arguments).map(|home| home.join(logs::FOLDER));
    let days = usize::try_from(settings.log.keep_days).unwrap_or(usize::MAX);
    logs::start(&LogOptions {
        stderr: global.log_level,
        json: global.log_json,
        file: folder
            .as_deref()
            .map(|folder| (folder, settings.log.level.into(), days, settings.log.json)),
    });
}
