//! Where the program's own words go: stderr, a log file a day in the home folder, and the newest lines in memory for the
//! window's log view. Every line passes [`redact`] and [`text`] first, in this one place. Started by `main`.

mod owner_only;
mod recent;
pub mod redact;
mod writer;

pub use recent::{Line, recent, revision};

use crate::private;
use crate::text;
use owner_only::OwnerOnly;
use recent::Recent;
use std::error::Error as _;
use std::io::{self, ErrorKind};
use std::path::Path;
use tracing_appender::rolling::{Builder, Rotation};
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{Layer, Registry, fmt};
use writer::{Redacted, Style};

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

/// First part of the names of log files.
const PREFIX: &str = "upload-bridge";

/// Starts logging; once in a process. A log file that cannot be opened is reported on stderr, and the program goes on; a folder that
/// cannot be written or a full disk is reported by the store, which needs the same.
pub fn start(options: &LogOptions<'_>) {
    let file = options
        .file
        .and_then(|(folder, level, days, json)| match appender(folder, days) {
            Ok(appender) => {
                let style = if json { Style::Json } else { Style::Plain };
                let file = Redacted::new(appender, style);
                Some((std::sync::Mutex::new(file), level, style))
            }
            Err(error) => {
                use std::io::Write as _;
                if !is_full_or_read_only(&error) {
                    let folder = folder.display();
                    let _ = writeln!(
                        std::io::stderr(),
                        "No log file can be written in {}: {}",
                        text::path_text(&folder.to_string()),
                        text::line(&error.to_string())
                    );
                }
                None
            }
        });
    let style = style_of_stderr(options.json);
    let mut layers: Vec<Box<dyn Layer<Registry> + Send + Sync>> = vec![
        formatted(move || Redacted::new(std::io::stderr(), style), style)
            .with_filter(options.stderr)
            .boxed(),
        Recent.with_filter(ours(LevelFilter::INFO)).boxed(),
    ];
    if let Some((writer, level, style)) = file {
        layers.push(formatted(writer, style).with_filter(ours(level)).boxed());
    }
    tracing_subscriber::registry().with(layers).init();
}

/// Our own words at that level; of the libraries beneath only what is an error.
fn ours(level: LevelFilter) -> Targets {
    Targets::new()
        .with_default(LevelFilter::ERROR.min(level))
        .with_target(env!("CARGO_CRATE_NAME"), level)
}

fn is_full_or_read_only(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::ReadOnlyFilesystem
            | ErrorKind::PermissionDenied
            | ErrorKind::StorageFull
            | ErrorKind::QuotaExceeded
    )
}

fn appender(folder: &Path, days: usize) -> io::Result<OwnerOnly> {
    private::create_folder(folder)?;
    let appender = Builder::new()
        .rotation(Rotation::DAILY)
        .filename_prefix(PREFIX)
        .filename_suffix("log")
        .max_log_files(days)
        .build(folder)
        .map_err(|error| {
            let source = error.source().and_then(|e| e.downcast_ref::<io::Error>());
            source.map_or_else(
                || io::Error::other(error.to_string()),
                |system| io::Error::new(system.kind(), system.to_string()),
            )
        })?;
    Ok(OwnerOnly::new(appender, folder))
}

/// Colours are for terminals, unless NO_COLOR is set (no-color.org) or the terminal has none.
fn style_of_stderr(json: bool) -> Style {
    use std::io::IsTerminal as _;
    let set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
    if json {
        Style::Json
    } else if std::io::stderr().is_terminal() && !set("NO_COLOR") && !dumb {
        Style::Colours
    } else {
        Style::Plain
    }
}

fn formatted<W>(writer: W, style: Style) -> Box<dyn Layer<Registry> + Send + Sync>
where
    W: for<'w> fmt::MakeWriter<'w> + Send + Sync + 'static,
{
    let layer = fmt::layer()
        .with_writer(writer)
        .log_internal_errors(false) // a full disk would be reported on stderr with every line
        .with_ansi(style == Style::Colours);
    if style == Style::Json {
        layer.json().boxed()
    } else {
        layer.compact().boxed()
    }
}
