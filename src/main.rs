//! Entry point: parse the arguments, start logging and the runtime, pick window or command line.

use clap::Parser as _;
use std::process::ExitCode;
use upload_bridge::cli::{self, Arguments, CommandLine, Exit};
use upload_bridge::engine::settings::Settings;
use upload_bridge::logs::{self, FileOptions, LogOptions};
use upload_bridge::message::Surface;
use upload_bridge::problem::Problem;
use upload_bridge::text;

/// How long readers of files have to notice that nobody waits for them any more.
const READERS: std::time::Duration = std::time::Duration::from_millis(100);

fn main() -> ExitCode {
    let arguments = match Arguments::try_parse().and_then(Arguments::checked) {
        Ok(arguments) => arguments,
        Err(wrong) => return refuse(&wrong),
    };
    let (settings, settings_problem) = load_settings(&arguments);
    start_logging(&arguments, &settings);
    if let Some(problem) = &settings_problem {
        tracing::warn!("{problem} {}", problem.remedy); // said by the command line and the window
    }
    let wants_window = match &arguments.command {
        None => true,
        Some(CommandLine::Demo(demo)) => cli::demo_wants_window(demo),
        Some(_) => false,
    };
    let surface = if wants_window {
        Surface::Window
    } else {
        Surface::CommandLine
    };
    let crash = log_folder(&arguments).and_then(|folder| logs::crash::notice(&folder, surface));
    let problems: Vec<Problem> = settings_problem.into_iter().chain(crash).collect();
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
    if wants_window {
        return window(&runtime, &arguments, settings, problems);
    }
    let exit = runtime
        .block_on(cli::run(arguments, &problems))
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
    problems: Vec<Problem>,
) -> ExitCode {
    match upload_bridge::window::open(runtime, arguments, settings, problems) {
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

fn log_folder(arguments: &Arguments) -> Option<std::path::PathBuf> {
    cli::settings_home(arguments).map(|home| home.join(logs::FOLDER))
}

/// stderr as the arguments say, a log file as the settings say.
fn start_logging(arguments: &Arguments, settings: &Settings) {
    let global = &arguments.global;
    let folder = log_folder(arguments);
    logs::start(&LogOptions {
        stderr: global.log_level,
        json: global.log_json,
        files: folder.as_deref().map(|folder| FileOptions {
            folder,
            level: settings.log.level.into(),
            json: settings.log.json,
            keep: settings.log.keep(),
        }),
    });
    logs::crash::install(folder);
}
