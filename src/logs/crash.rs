//! Crash files: what a panic leaves for a bug report. The next start mentions them once.
//!
//! A panic of a decoder is no crash: [`contained`] marks code whose panics become an error of one file. It is logged, and the
//! program goes on; a crash file would only frighten.

use super::recent;
use super::redact::{self, Place, Redactor};
use crate::message::Surface;
use crate::msg;
use crate::private;
use crate::problem::{Code, Problem, Remedy};
use crate::text;
use jiff::{Timestamp, ToSpan as _};
use std::backtrace::Backtrace;
use std::cell::Cell;
use std::fmt::Display;
use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::panic::PanicHookInfo;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

/// First part of the names of crash files.
pub(super) const PREFIX: &str = "crash-";
const SUFFIX: &str = ".txt";
/// Form of the time in a name; names sort by it.
const TIME: &str = "%Y-%m-%dT%H-%M-%SZ";
/// Log lines in a crash file.
const LINES: usize = 50;
/// Crash files of one process: a task that panics again and again says the same each time.
const MAX_IN_RUN: u32 = 3;
/// Crash files that are kept.
const KEEP: usize = 10;
/// Names of threads that decode files: what panics there becomes an error of one file.
const DECODERS: &[&str] = &["fseq"];
/// A crash file that is older is no news.
const NEWS_DAYS: i64 = 7;

static WRITTEN: AtomicU32 = AtomicU32::new(0);

thread_local! {
    static CONTAINED: Cell<bool> = const { Cell::new(false) };
}

/// Runs code whose panics the caller turns into an error: they leave a log line instead of a crash file.
pub fn contained<T>(work: impl FnOnce() -> T) -> T {
    /// Takes the mark away when a panic passes, too.
    struct Mark(bool);
    impl Drop for Mark {
        fn drop(&mut self) {
            CONTAINED.set(self.0);
        }
    }
    let _mark = Mark(CONTAINED.replace(true));
    work()
}

/// Returns whether this thread runs [`contained`] code.
fn is_contained() -> bool {
    CONTAINED.get()
}

/// Writes crash files into a folder from now on. Without one, a crash is only reported on stderr.
pub fn install(folder: Option<PathBuf>) {
    if let Some(folder) = &folder {
        let files = files(folder);
        for old in files.iter().rev().skip(KEEP) {
            let _ = std::fs::remove_file(folder.join(old));
        }
    }
    std::panic::set_hook(Box::new(move |info| {
        let panic = Panic::of(info);
        if is_contained() || DECODERS.contains(&panic.thread.as_str()) {
            tracing::error!(at = panic.at, "an error in the program: {}", panic.message);
        } else {
            panic.report(folder.as_deref());
        }
    }));
}

/// Returns what a surface says at its start about a crash of an earlier run; once.
#[must_use]
pub fn notice(folder: &Path, surface: Surface) -> Option<Problem> {
    let name = match surface {
        Surface::Window => "window",
        Surface::CommandLine => "commands",
    };
    let file = unmentioned(folder, name)?.display().to_string();
    let file = redact::clean(&file, Place::Log);
    Some(Problem::new(
        Code::AppCrashed,
        msg!("log-crashed", file = file),
        Remedy::SendDiagnostics,
    ))
}

/// Returns the newest crash file that a surface has not mentioned yet, and remembers it as mentioned.
fn unmentioned(folder: &Path, surface: &str) -> Option<PathBuf> {
    let newest = files(folder).pop()?;
    let since = Timestamp::now()
        .checked_sub((NEWS_DAYS * 24).hours())
        .ok()?;
    let marker = folder.join(format!(".{PREFIX}mentioned-{surface}"));
    let mentioned = std::fs::read_to_string(&marker).unwrap_or_default();
    let is_old = newest < format!("{PREFIX}{}", since.strftime(TIME));
    if is_old || newest <= mentioned {
        return None;
    }
    let mut options = private::writable();
    let file = options.create(true).truncate(true).open(marker);
    let _ = file.and_then(|mut file| file.write_all(newest.as_bytes()));
    Some(folder.join(newest))
}

/// Returns the names of the crash files in a folder, oldest first.
#[must_use]
pub fn files(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut names: Vec<String> = entries
        .filter_map(|entry| entry.file_name().into_string().ok())
        .filter(|name| name.starts_with(PREFIX) && name.ends_with(SUFFIX))
        .collect();
    names.sort();
    names
}

/// What a panic says of itself.
struct Panic {
    thread: String,
    message: String,
    at: String,
}

impl Panic {
    fn of(info: &PanicHookInfo<'_>) -> Self {
        Self {
            thread: std::thread::current()
                .name()
                .unwrap_or("unnamed")
                .to_owned(),
            message: info.payload_as_str().unwrap_or("unknown").to_owned(),
            at: info.location().map(ToString::to_string).unwrap_or_default(),
        }
    }

    /// Reports it on stderr and in a crash file. It takes no lock that the panicking thread may hold.
    fn report(&self, folder: Option<&Path>) {
        let Self {
            thread,
            message,
            at,
        } = self;
        let mut words = format!("Upload Bridge crashed (thread {thread}, {at}): {message}");
        let is_in_limit = WRITTEN.fetch_add(1, Relaxed) < MAX_IN_RUN;
        if let Some(folder) = folder.filter(|_| is_in_limit) {
            match self.write(folder, &Backtrace::force_capture) {
                Ok(path) => _ = write!(words, "\nThe crash file is {}.", path.display()),
                Err(error) => _ = write!(words, "\nNo crash file can be written: {error}"),
            }
        }
        let words = redact::clean(&words, Place::Log);
        let _ = writeln!(io::stderr(), "{}", text::printable(&words));
    }

    /// Writes the crash file; what a full disk takes of it stays.
    fn write<B: Display>(&self, folder: &Path, trace: &dyn Fn() -> B) -> io::Result<PathBuf> {
        let now = Timestamp::now();
        let mut text = self.head(now);
        let (path, mut file) = create(folder, now)?;
        // what helps most comes first, and is on the disk before anything else is asked for
        let mut redactor = Redactor::new(Place::CrashFile);
        let mut put = |text: &str| {
            let clean = redactor.clean(text);
            file.write_all(crate::text::printable(&clean).as_bytes())
        };
        let head = put(&text);
        text = format!("\nLast log lines:\n{}", last_lines());
        let rest = put(&text).and_then(|()| put(&format!("\nBacktrace:\n{}\n", trace())));
        if let Err(error) = head.and(rest)
            && std::fs::metadata(&path).is_ok_and(|meta| meta.len() == 0)
        {
            let _ = std::fs::remove_file(&path);
            return Err(error);
        }
        Ok(path)
    }

    fn head(&self, now: Timestamp) -> String {
        let version = env!("CARGO_PKG_VERSION");
        let kind = if cfg!(debug_assertions) {
            "debug"
        } else {
            "release"
        };
        let (system, processor) = (std::env::consts::OS, std::env::consts::ARCH);
        format!(
            "Upload Bridge crash report\n\nTime:    {now:.0}\nVersion: {version} ({kind}, {system} {processor})\n\
             Thread:  {}\nPlace:   {}\nMessage: {}\n",
            self.thread, self.at, self.message
        )
    }
}

/// Creates a crash file for its owner only; a second one of the same second gets a number.
fn create(folder: &Path, now: Timestamp) -> io::Result<(PathBuf, std::fs::File)> {
    private::create_folder(folder)?;
    let stem = format!("{PREFIX}{}", now.strftime(TIME));
    let mut last = io::ErrorKind::AlreadyExists.into();
    for number in 1..10 {
        let name = match number {
            1 => format!("{stem}{SUFFIX}"),
            _ => format!("{stem}_{number}{SUFFIX}"),
        };
        let path = folder.join(name);
        match private::writable().create_new(true).open(&path) {
            Ok(file) => return Ok((path, file)),
            Err(error) => last = error,
        }
        if last.kind() != io::ErrorKind::AlreadyExists {
            break;
        }
    }
    Err(last)
}

fn last_lines() -> String {
    let mut text = String::new();
    for line in recent::newest(LINES) {
        let at = Timestamp::try_from(line.at).unwrap_or_default();
        let job = line
            .job
            .map(|job| format!(" job={job}"))
            .unwrap_or_default();
        let device = line.device.as_deref().map(|id| format!(" device={id}"));
        let device = device.unwrap_or_default();
        let _ = writeln!(text, "{at:.3} {}{job}{device} {}", line.level, line.text());
    }
    text
}

#[cfg(test)]
mod tests;
