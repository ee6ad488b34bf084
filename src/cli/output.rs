//! Prints results: lines for people or JSON objects on stdout, progress and messages on stderr. Everything passes [`text`]
//! here: deceptive characters are removed from lines, and escaped in JSON.

mod echo;
mod reading;

use super::interrupt::Signal;
use crate::device::{DeviceNames, Playing};
use crate::engine::{JobDevice, JobId, JobView, Limited, Outcome};
use crate::monitor::rfc3339;
use crate::msg;
use crate::pattern::Progress;
use crate::problem::{Code, Problem, Remedy};
use crate::store::KnownDevice;
use crate::text;
use echo::Echo;
use indicatif::{MultiProgress, ProgressBar, ProgressStyle};
use reading::Reading;
use serde_json::{Value, json};
use std::cell::RefCell;
use std::collections::HashMap;
use std::io::Write as _;
use std::time::Duration;
use tokio::time::Instant;

/// How a command ended, as an exit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    Done,
    /// Failed, all of it.
    Failed,
    /// Wrong usage.
    Usage,
    /// Some devices failed.
    Some,
    /// Ended by a signal.
    Interrupted(Signal),
}

impl Exit {
    /// The exit code.
    #[must_use]
    pub fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Failed => 1,
            Self::Usage => 2,
            Self::Some => 3,
            Self::Interrupted(signal) => signal.code(),
        }
    }
}

/// The output of one run.
pub(super) struct Output {
    json: bool,
    bars: MultiProgress,
    by_job: RefCell<HashMap<JobId, ProgressBar>>,
    last_progress: RefCell<HashMap<JobId, Instant>>,
    /// Names of the known devices, and of those that have answered in this run.
    names: RefCell<DeviceNames>,
}

/// Minimum time between two progress objects of one job: at most ten per second.
const PROGRESS_EVERY: Duration = Duration::from_millis(100);

impl Output {
    pub(super) fn new(json: bool) -> Self {
        Self {
            json,
            bars: MultiProgress::new(),
            by_job: RefCell::default(),
            last_progress: RefCell::default(),
            names: RefCell::default(),
        }
    }

    /// Notes the names of known devices, so that each line names its device unambiguously.
    pub(super) fn note_names(&self, devices: &[KnownDevice]) {
        let mut names = self.names.borrow_mut();
        for device in devices {
            names.insert(device.id.as_str(), device.called(), &device.address);
        }
    }

    /// Returns a label of the device that no other known device has.
    pub(super) fn label(&self, device: &JobDevice) -> String {
        let (Some(id), Some(name)) = (&device.id, &device.name) else {
            return text::line(device.label()).into_owned();
        };
        let mut names = self.names.borrow_mut();
        names.insert(id.as_str(), name, &device.address);
        text::line(&names.label(id.as_str(), name, &device.address)).into_owned()
    }

    /// Prints an event: the object with `--json`, else the line.
    pub(super) fn event(&self, object: &Value, line: &str) {
        if self.json {
            self.object(object);
        } else {
            self.line(&text::printable(line));
        }
    }

    /// Prints a JSON object on stdout, with all control characters escaped.
    fn object(&self, object: &Value) {
        self.line(&text::escaped_json(&object.to_string()));
    }

    /// Prints a document on stdout, with or without `--json`: its format was chosen by name, and its cells are clean.
    pub(super) fn document(&self, text: &str) {
        self.line(text.trim_end_matches('\n'));
    }

    /// Prints a line on stdout. A closed pipe is not an error.
    fn line(&self, text: &str) {
        self.bars.suspend(|| {
            let mut out = std::io::stdout().lock();
            let _ = writeln!(out, "{text}").and_then(|()| out.flush());
        });
    }

    /// Shows how far a file has been read, until the returned value is dropped.
    pub(super) fn reading(&self, file: &str, progress: &Progress) -> Reading {
        Reading::watch(
            file.to_owned(),
            progress.clone(),
            self.bars.clone(),
            self.json,
        )
    }

    /// Prints a message on stderr.
    pub(super) fn message(&self, text: &str) {
        let text = text::printable(text);
        self.bars.suspend(|| {
            let _ = writeln!(std::io::stderr().lock(), "{text}");
        });
    }

    /// Prints an object on stderr, for commands that use stdout for something else.
    pub(super) fn message_object(&self, object: &Value) {
        self.message(&text::escaped_json(&object.to_string()));
    }

    /// Prints a problem on stderr that does not fail the command.
    pub(super) fn warn(&self, problem: &Problem) {
        self.message(&with_hint("", problem, "  "));
    }

    /// Asks for a line at the terminal without showing it; `None` for an empty line, or without a terminal. Dropping the wait
    /// makes the terminal show again what is typed.
    pub(super) async fn hidden_line(&self, prompt: &str) -> Option<String> {
        let _ = self.bars.clear();
        let terminal = console::Term::stderr();
        terminal.write_str(&text::line(prompt)).ok()?;
        let echo = Echo::kept();
        let read = tokio::task::spawn_blocking(move || terminal.read_secure_line());
        let line = read.await.ok()?.ok();
        echo.done();
        line.filter(|line| !line.is_empty())
    }

    /// Prints a problem: with `--json` an object on stdout, else words on stderr.
    pub(super) fn problem(&self, file: Option<&str>, problem: &Problem) {
        if self.json {
            let mut object = event_of(problem);
            if let (Some(file), Some(map)) = (file, object.as_object_mut()) {
                map.insert("file".into(), file.into());
            }
            self.object(&object);
        } else {
            let file = file.map(|f| format!("{}: ", text::path_text(f)));
            let begin = format!("error: {}", file.unwrap_or_default());
            self.message(&with_hint(&begin, problem, "  "));
        }
    }

    /// Prints that no supported device answers at an address. Not a failure of the command, so words go to stderr.
    pub(super) fn no_device_at(&self, address: &str, problem: &Problem) {
        if self.json {
            let mut object = event_of(problem);
            if let Some(map) = object.as_object_mut() {
                map.insert("address".into(), address.into());
            }
            self.object(&object);
        } else {
            self.message(&with_hint(&format!("{address}: "), problem, "  "));
        }
    }

    /// Prints the progress of a job: an object, or a bar on a terminal.
    pub(super) fn progress(&self, job: &JobView) {
        if self.json {
            let now = Instant::now();
            let mut last = self.last_progress.borrow_mut();
            if last
                .get(&job.id)
                .is_some_and(|at| now.duration_since(*at) < PROGRESS_EVERY)
            {
                return;
            }
            last.insert(job.id, now);
            let device = job
                .device
                .id
                .as_ref()
                .map_or(job.device.address.as_str(), |id| id.as_str());
            let mut object = json!({
                "event": "progress", "device": device, "phase": job.phase.word(), "sent": job.done, "total": job.total,
            });
            if let (Some(waiting), Some(object)) = (job.waiting, object.as_object_mut()) {
                object.insert("silent_s".into(), waiting.silent.as_secs().into());
                object.insert("gives_up_in_s".into(), waiting.left.as_secs().into());
            }
            if let (Some(ahead), Some(object)) = (&job.waits_for, object.as_object_mut()) {
                object.insert("waits_for".into(), ahead.to_string().into());
            }
            if let (true, Some(object)) = (job.network_dropped, object.as_object_mut()) {
                object.insert("network_dropped".into(), true.into());
            }
            if let (Some(limited), Some(object)) = (job.limited, object.as_object_mut()) {
                object.insert("limited".into(), limit(limited));
            }
            self.object(&object);
            return;
        }
        let mut bars = self.by_job.borrow_mut();
        let bar = bars.entry(job.id).or_insert_with(|| self.bars.add(bar()));
        bar.set_length(job.total.max(1));
        bar.set_position(if job.total == 0 { 0 } else { job.done });
        bar.set_prefix(self.label(&job.device));
        let phase = job.phase.word().replace('_', " ");
        bar.set_message(match (job.limited, job.waiting) {
            _ if let Some(ahead) = &job.waits_for => format!("{phase}: {ahead}"),
            _ if job.network_dropped => "waiting, the network dropped".to_owned(),
            (Some(limited), _) => format!("limited, next at {}", limited.clock()),
            (None, Some(waiting)) => format!(
                "{phase}, no answer for {} s, giving up in {} s",
                waiting.silent.as_secs(),
                waiting.left.as_secs()
            ),
            (None, None) => phase,
        });
    }

    /// Prints that a network dropped (`dropped`: the number of its devices), or that it is back. With `--json` an object, else a line on stderr.
    pub(super) fn network(&self, network: &str, dropped: Option<usize>) {
        let state = if dropped.is_some() { "dropped" } else { "back" };
        if self.json {
            let object =
                json!({"event": "network", "network": network, "state": state, "devices": dropped});
            return self.object(&object);
        }
        self.message(&match dropped {
            Some(devices) => format!(
                "The network {network} dropped: most of its {devices} active devices stopped answering at once. Uploads to it pause until a device answers, for up to 30 s."
            ),
            None => format!("The network {network} is back. Uploads to it go on."),
        });
    }

    /// Prints a job that could not begin: its target means no device.
    pub(super) fn job_not_started(&self, target: &str, file: &str, problem: &Problem) {
        let object = json!({
            "event": "job",
            "device": {"id": null, "name": null, "family": null, "address": target},
            "file": file, "outcome": "failed", "bytes": 0, "attempts": 0, "seconds": 0.0,
            "sha256": null, "playing": null, "seen": false, "notes": [],
            "error": error(problem),
        });
        self.event(&object, &failure(target, problem));
    }

    /// Removes the bar of a job that continues as another one.
    pub(super) fn remove_bar(&self, job: &JobView) {
        self.last_progress.borrow_mut().remove(&job.id);
        if let Some(bar) = self.by_job.borrow_mut().remove(&job.id) {
            bar.finish_and_clear();
        }
    }

    /// Prints how a job ended.
    pub(super) fn job(&self, job: &JobView) {
        self.remove_bar(job);
        let Some(outcome) = &job.outcome else { return };
        let failure = match outcome {
            Outcome::Failed(problem) => error(problem),
            Outcome::Cancelled => error(&Problem::new(
                Code::JobCancelled,
                msg!("cli-cancelled"),
                Remedy::UploadAgain,
            )),
            _ => Value::Null,
        };
        let device = &job.device;
        let object = json!({
            "event": "job",
            "device": {"id": device.id.as_ref().map(|i| i.as_str()), "name": device.name, "family": device.family, "address": device.address},
            "file": job.file,
            "outcome": outcome.word(),
            "bytes": job.bytes,
            "attempts": job.attempts,
            "seconds": seconds(job.elapsed),
            "sha256": if job.sha256.is_empty() { Value::Null } else { job.sha256.clone().into() },
            "playing": job.playing.known(),
            "seen": job.playing == Playing::Seen,
            "notes": job.notes.iter().map(ToString::to_string).collect::<Vec<_>>(),
            "error": failure,
        });
        self.event(&object, &describe(job, &self.label(device), outcome));
    }
}

/// Returns a problem as a JSON object.
pub(super) fn error(problem: &Problem) -> Value {
    json!({
        "code": problem.code.as_str(),
        "message": problem.message.to_string(),
        "hint": problem.remedy.to_string(),
    })
}

/// Returns the limit that a job waits for, as a JSON object.
fn limit(limited: Limited) -> Value {
    json!({"limit": limited.which.word(), "until": rfc3339(limited.until)})
}

/// Returns a problem as an event.
fn event_of(problem: &Problem) -> Value {
    let mut object = error(problem);
    if let Some(map) = object.as_object_mut() {
        map.insert("event".into(), "error".into());
    }
    object
}

/// Returns seconds with three decimals.
pub(super) fn seconds(duration: Duration) -> f64 {
    (duration.as_secs_f64() * 1000.0).round() / 1000.0
}

fn describe(job: &JobView, device: &str, outcome: &Outcome) -> String {
    let name = text::path_text(&job.pattern_name);
    let plays = match job.playing {
        Playing::Seen => ", playing (seen on its LEDs)",
        Playing::Said => ", playing",
        Playing::No | Playing::Unknown => "",
    };
    let line = match outcome {
        Outcome::Verified => format!(
            "verified  {device}: {name}, {} bytes read back and compared{plays}",
            job.bytes
        ),
        Outcome::SentUnverified => {
            format!(
                "sent      {device}: {name}, {} bytes, not verifiable: the device cannot give back what it stores",
                job.bytes
            )
        }
        Outcome::Skipped => {
            format!("skipped   {device}: {name} is already there, read back and compared{plays}")
        }
        Outcome::Failed(problem) => failure(device, problem),
        Outcome::Cancelled => format!("cancelled {device}: {name}"),
    };
    job.notes.iter().fold(line, |line, note| {
        format!("{line}\n          note: {}", text::line(&note.to_string()))
    })
}

/// Words a failure of a device, in two lines.
pub(super) fn failure(device: &str, problem: &Problem) -> String {
    let begin = format!("failed    {}: ", text::line(device));
    with_hint(&begin, problem, "          ")
}

/// Puts a problem after `begin`, and its hint on a line of its own.
fn with_hint(begin: &str, problem: &Problem, indent: &str) -> String {
    let message = problem.message.to_string();
    let hint = problem.remedy.to_string();
    let line = format!("{begin}{}", text::line(&message));
    if hint.is_empty() {
        return line;
    }
    format!("{line}\n{indent}hint: {}", text::line(&hint))
}

fn bar() -> ProgressBar {
    let bar = ProgressBar::no_length();
    if let Ok(style) =
        ProgressStyle::with_template("{prefix:20!} {bar:30} {bytes:>9}/{total_bytes:9} {msg}")
    {
        bar.set_style(style.progress_chars("━╸ "));
    }
    bar
}
