//! Where the program's own words go: stderr, log files in the home folder, and the newest lines in memory for the
//! window's log view. Every line passes [`redact`] and [`text`] first, in this one place. Started by `main`.

pub mod crash;
mod files;
mod json;
mod recent;
mod record;
pub mod redact;
pub mod span;
mod writer;

pub use files::KeepLogs;
pub use recent::{KEEP_LINES, Line, LineWords, recent_after, revision};
pub use record::Record;

use crate::text;
use files::LogFiles;
use json::JsonLines;
use recent::Recent;
use redact::Place;
use span::Spans;
use std::io::{self, ErrorKind};
use std::path::Path;
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
    /// The log files. Without them, lines go to stderr alone.
    pub files: Option<FileOptions<'a>>,
}

/// What goes into log files, and how much is kept.
#[derive(Clone, Debug)]
pub struct FileOptions<'a> {
    pub folder: &'a Path,
    pub level: LevelFilter,
    /// One JSON object a line.
    pub json: bool,
    pub keep: KeepLogs,
}

/// Starts logging; once in a process. A log file that cannot be opened is reported on stderr, and the program goes on; a folder that
/// cannot be written or a full disk is reported by the store, which needs the same.
pub fn start(options: &LogOptions<'_>) {
    let mut layers: Vec<Box<dyn Layer<Registry> + Send + Sync>> = vec![
        Spans.with_filter(ours(LevelFilter::ERROR)).boxed(),
        layer(io::stderr(), style_of_stderr(options.json))
            .with_filter(on_stderr(options.stderr))
            .boxed(),
        Recent.with_filter(ours(LevelFilter::INFO)).boxed(),
    ];
    if let Some(files) = &options.files {
        match LogFiles::open(files.folder, files.keep) {
            Ok(writer) => layers.push(
                layer(writer, Style::of_file(files.json))
                    .with_filter(ours(files.level))
                    .boxed(),
            ),
            Err(error) if is_full_or_read_only(&error) => {}
            Err(error) => report_no_file(files.folder, &error),
        }
    }
    tracing_subscriber::registry().with(layers).init();
}

fn report_no_file(folder: &Path, error: &io::Error) {
    use std::io::Write as _;
    let words = format!(
        "No log file can be written in {}: {}",
        text::path_text(&folder.display().to_string()),
        text::line(&error.to_string())
    );
    let _ = writeln!(io::stderr(), "{}", redact::clean(&words, Place::Log));
}

/// Makes the layer that writes lines in a style, redacted.
fn layer<W>(writer: W, style: Style) -> Box<dyn Layer<Registry> + Send + Sync>
where
    W: io::Write + Send + 'static,
{
    if style == Style::Json {
        return JsonLines::new(writer).boxed();
    }
    fmt::layer()
        .with_writer(std::sync::Mutex::new(Redacted::new(writer, style)))
        .log_internal_errors(false) // a full disk would be reported on stderr with every line
        .with_ansi(style == Style::Colours)
        .compact()
        .boxed()
}

/// What commands print themselves is in no record on stderr, unless more than errors and warnings is wanted.
fn on_stderr(level: LevelFilter) -> Targets {
    let records = if level > LevelFilter::WARN {
        level
    } else {
        LevelFilter::OFF
    };
    Targets::new()
        .with_default(level)
        .with_target(record::TARGET, records)
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

/// A line as [`captured`] returns it: level and words, and its ids.
#[cfg(test)]
#[derive(Clone, Debug)]
pub(crate) struct Captured {
    pub(crate) words: String,
    pub(crate) job: Option<u64>,
    pub(crate) device: Option<String>,
}

/// Returns the records that `work` logs on this thread.
#[cfg(test)]
pub(crate) fn captured(work: impl FnOnce()) -> Vec<Captured> {
    use parking_lot::Mutex;
    use std::sync::Arc;
    struct Capture(Arc<Mutex<Vec<Captured>>>);
    impl Layer<Registry> for Capture {
        fn on_event(
            &self,
            event: &tracing::Event<'_>,
            context: tracing_subscriber::layer::Context<'_, Registry>,
        ) {
            let ids = span::Ids::of(event, &context);
            if let Some(message) = record::said(event.metadata().target()) {
                self.0.lock().push(Captured {
                    words: format!("{} {message}", event.metadata().level()),
                    job: ids.job,
                    device: ids.device,
                });
            }
        }
    }
    let lines: Arc<Mutex<Vec<Captured>>> = Arc::default();
    let layers = tracing_subscriber::registry().with(Capture(lines.clone()).and_then(Spans));
    tracing::subscriber::with_default(layers, work);
    let lines = lines.lock();
    lines.clone()
}
