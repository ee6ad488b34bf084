//! Where the program's own words go: stderr, a log file a day in the home folder, and the newest lines in memory for the
//! window's log view. Every line passes [`redact()`] first, in this one place. Started by `main`.

mod recent;
mod redact;

pub use recent::{Line, recent, revision};
pub use redact::redact;

use recent::Recent;
use redact::Redacted;
use std::path::Path;
use tracing_appender::rolling::{Builder, Rotation};
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{Layer, Registry, fmt};

/// The folder of log files, within the home folder.
pub const FOLDER: &str = "logs";

/// What is logged, and where.
#[derive(Clone, Debug)]
pub struct LogOptions<'a> {
    /// How much goes to stderr.
    pub stderr: LevelFilter,
    /// stderr as JSON, one object a line.
    pub json: bool,
    /// The log file's folder, how much goes into it, how many days are kept, and whether as JSON. Without it there is no file.
    pub file: Option<(&'a Path, LevelFilter, usize, bool)>,
}

/// Starts logging; once in a process. A log file that cannot be opened is told on stderr and done without.
pub fn start(options: &LogOptions<'_>) {
    let file = options
        .file
        .and_then(|(folder, level, days, json)| match appender(folder, days) {
            Ok(appender) => Some((std::sync::Mutex::new(Redacted(appender)), level, json)),
            Err(error) => {
                use std::io::Write as _;
                let _ = writeln!(std::io::stderr(), "no log file: {error}");
                None
            }
        });
    let mut layers: Vec<Box<dyn Layer<Registry> + Send + Sync>> = vec![
        formatted(|| Redacted(std::io::stderr()), options.json, true)
            .with_filter(options.stderr)
            .boxed(),
        Recent.with_filter(ours(LevelFilter::INFO)).boxed(),
    ];
    if let Some((writer, level, json)) = file {
        layers.push(
            formatted(writer, json, false)
                .with_filter(ours(level))
                .boxed(),
        );
    }
    tracing_subscriber::registry().with(layers).init();
}

/// Our own words at that level; of the libraries beneath only what is an error.
fn ours(level: LevelFilter) -> Targets {
    Targets::new()
        .with_default(LevelFilter::ERROR.min(level))
        .with_target(env!("CARGO_CRATE_NAME"), level)
}

fn appender(
    folder: &Path,
    days: usize,
) -> Result<tracing_appender::rolling::RollingFileAppender, String> {
    std::fs::create_dir_all(folder).map_err(|e| e.to_string())?;
    Builder::new()
        .rotation(Rotation::DAILY)
        .filename_prefix("upload-bridge")
        .filename_suffix("log")
        .max_log_files(days)
        .build(folder)
        .map_err(|e| e.to_string())
}

fn formatted<W>(writer: W, json: bool, ansi: bool) -> Box<dyn Layer<Registry> + Send + Sync>
where
    W: for<'w> fmt::MakeWriter<'w> + Send + Sync + 'static,
{
    let no_color = std::env::var_os("NO_COLOR").is_some_and(|v| !v.is_empty());
    let layer = fmt::layer()
        .with_writer(writer)
        .with_ansi(ansi && !no_color && !json);
    if json {
        layer.json().boxed()
    } else {
        layer.compact().boxed()
    }
}
