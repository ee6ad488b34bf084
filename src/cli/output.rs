//! Where results go: lines for people, or JSON objects, on stdout; progress and complaints on stderr. Everything passes
//! [`text`] here: lines without characters that deceive, JSON with them escaped.

mod echo;
mod reading;

use super::interrupt::Signal;
use crate::device::{DeviceNames, Playing};
use crate::engine::{JobDevice, JobId, JobView, Outcome};
use crate::pattern::Progress;
use crate::problem::{Code, Problem};
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
    /// Done.
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
    told: RefCell<HashMap<JobId, Instant>>,
    /// What devices are called: those that are known, and those that have answered in this run.
    names: RefCell<DeviceNames>,
}

/// Shortest time between two progress objects of one job: the contract says ten a second at most.
const PROGRESS_EVERY: Duration = Duration::from_millis(100);

impl Output {
    pub(super) fn new(json: bool) -> Self {
        Self {
            json,
            bars: MultiProgress::new(),
            by_job: RefCell::default(),
            told: RefCell::default(),
            names: RefCell::default(),
        }
    }

    /// Notes what known devices are called, so that lines about one of them tell it from the others.
    pub(super) fn know(&self, devices: &[KnownDevice]) {
        let mut names = self.names.borrow_mut();
        for device in devices {
            names.insert(device.id.as_str(), device.called(), &device.address);
        }
    }

    /// What to call a device in a line: no other one that is known by now is called so.
    pub(super) fn label(&self, device: &JobDevice) -> String {
        let (Some(id), Some(name)) = (&device.id, &device.name) else {
            return text::line(device.label()).into_owned();
        };
        let mut names = self.names.borrow_mut();
        names.insert(id.as_str(), name, &device.address);
        text::line(&names.label(id.as_str(), name, &device.address)).into_owned()
    }

    /// One event: the object with `--json`, else the line.
    pub(super) fn event(&self, object: &Value, line: &str) {
        if self.json {
            self.object(object);
        } else {
            self.line(&text::printable(line));
        }
    }

    /// A JSON object on stdout: the true values, and no character that a terminal obeys.
    fn object(&self, object: &Value) {
        self.line(&text::escaped_json(&object.to_string()));
    }

    /// A document on stdout, whatever `--json` says: it was asked for by its format, and its cells are clean.
    pub(super) fn document(&self, text: &str) {
        self.line(text.trim_end_matches('\n'));
    }

    /// A line on stdout; a closed pipe is no error of ours.
    fn line(&self, text: &str) {
        self.bars.suspend(|| {
            let mut out = std::io::stdout().lock();
            let _ = writeln!(out, "{text}").and_then(|()| out.flush());
        });
    }

    /// Says how far a file has been read, until what this gives is dropped.
    pub(super) fn reading(&self, file: &str, progress: &Progress) -> Reading {
        Reading::watch(
            file.to_owned(),
            progress.clone(),
            self.bars.clone(),
            self.json,
        )
    }

    /// Talk on stderr.
    pub(super) fn talk(&self, text: &str) {
        let text = text::printable(text);
        self.bars.suspend(|| {
            let _ = writeln!(std::io::stderr().lock(), "{text}");
        });
    }

    /// An object on stderr: stdout is taken by something else.
    pub(super) fn talk_object(&self, object: &Value) {
        self.talk(&text::escaped_json(&object.to_string()));
    }

    /// Something that went wrong beside what was asked for, on stderr.
    pub(super) fn trouble(&self, problem: &Problem) {
        self.talk(&with_hint("", problem, "  "));
    }

    /// Asks for a line at the terminal without showing it; `None` for an empty one, or where there is no terminal. Where the
    /// wait is dropped, the terminal shows again what is typed.
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

    /// A problem: on stdout as an object with `--json`, on stderr for people.
    pub(super) fn problem(&self, file: Option<&str>, problem: &Problem) {
        if self.json {
            let mut object = json!({"event": "error", "code": problem.code.as_str(), "message": problem.message.to_string(), "hint": problem.remedy.to_string()});
            if let (Some(file), Some(map)) = (file, object.as_object_mut()) {
                map.insert("file".into(), file.into());
            }
            self.object(&object);
        } else {
            let file = file.map(|f| format!("{}: ", text::path_text(f)));
            let begin = format!("error: {}", file.unwrap_or_default());
            self.talk(&with_hint(&begin, problem, "  "));
        }
    }

    /// Nobody that we know answers at an address: no failure of the command, so people are told on stderr.
    pub(super) fn no_device(&self, address: &str, problem: &Problem) {
        if self.json {
            let object = json!({
                "event": "error", "address": address,
                "code": problem.code.as_str(), "message": problem.message.to_string(), "hint": problem.remedy.to_string(),
            });
            self.object(&object);
        } else {
            self.talk(&with_hint(&format!("{address}: "), problem, "  "));
        }
    }

    /// How a job stands: a progress object, or a bar on a terminal.
    pub(super) fn progress(&self, job: &JobView) {
        if self.json {
            let now = Instant::now();
            let mut told = self.told.borrow_mut();
            if told
                .get(&job.id)
                .is_some_and(|at| now.duration_since(*at) < PROGRESS_EVERY)
            {
                return;
            }
            told.insert(job.id, now);
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
            self.object(&object);
            return;
        }
        let mut bars = self.by_job.borrow_mut();
        let bar = bars.entry(job.id).or_insert_with(|| self.bars.add(bar()));
        bar.set_length(job.total.max(1));
        bar.set_position(if job.total == 0 { 0 } else { job.done });
        bar.set_prefix(self.label(&job.device));
        let phase = job.phase.word().replace('_', " ");
        bar.set_message(match job.waiting {
            Some(waiting) => format!(
                "{phase}, silent for {} s, gives up in {} s",
                waiting.silent.as_secs(),
                waiting.left.as_secs()
            ),
            None => phase,
        });
    }

    /// A job that could not even begin: its target is no address.
    pub(super) fn no_job(&self, target: &str, file: &str, problem: &Problem) {
        let object = json!({
            "event": "job",
            "device": {"id": null, "name": null, "family": null, "address": target},
            "file": file, "outcome": "failed", "bytes": 0, "attempts": 0, "seconds": 0.0,
            "sha256": null, "playing": null, "seen": false, "notes": [],
            "error": {"code": problem.code.as_str(), "message": problem.message.to_string(), "hint": problem.remedy.to_string()},
        });
        self.event(&object, &failure(target, problem));
    }

    /// A job is taken up again as another: its bar goes.
    pub(super) fn put_aside(&self, job: &JobView) {
        if let Some(bar) = self.by_job.borrow_mut().remove(&job.id) {
            bar.finish_and_clear();
        }
    }

    /// A job has ended.
    pub(super) fn job(&self, job: &JobView) {
        self.put_aside(job);
        let Some(outcome) = &job.outcome else { return };
        let error = match outcome {
            Outcome::Failed(p) => error(p),
            Outcome::Cancelled => {
                json!({"code": Code::JobCancelled, "message": "Cancelled.", "hint": "Send it again when you like."})
            }
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
            "notes": job.notes,
            "error": error,
        });
        self.event(&object, &describe(job, &self.label(device), outcome));
    }
}

/// A problem as JSON has it.
pub(super) fn error(problem: &Problem) -> Value {
    json!({
        "code": problem.code.as_str(),
        "message": problem.message.to_string(),
        "hint": problem.remedy.to_string(),
    })
}

/// Seconds with three decimals.
pub(super) fn seconds(duration: Duration) -> f64 {
    (duration.as_secs_f64() * 1000.0).round() / 1000.0
}

fn describe(job: &JobView, device: &str, outcome: &Outcome) -> String {
    let name = text::path_text(&job.pattern_name);
    let plays = match job.playing {
        Playing::Seen => ", playing, seen on its LEDs",
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
                "sent      {device}: {name}, {} bytes; this device cannot give back what it stores",
                job.bytes
            )
        }
        Outcome::Skipped => {
            format!("skipped   {device}: {name} is there already, read back and compared{plays}")
        }
        Outcome::Failed(problem) => failure(device, problem),
        Outcome::Cancelled => format!("cancelled {device}: {name}"),
    };
    job.notes.iter().fold(line, |line, note| {
        format!("{line}\n          note: {}", text::line(note))
    })
}

/// The lines of something that failed for a device.
pub(super) fn failure(device: &str, problem: &Problem) -> String {
    let begin = format!("failed    {}: ", text::line(device));
    with_hint(&begin, problem, "          ")
}

/// A problem behind `begin`, and its hint on a line of its own.
fn with_hint(begin: &str, problem: &Problem, indent: &str) -> String {
    let (message, hint) = (problem.message.to_string(), problem.remedy.to_string());
    let message = text::line(&message);
    let hint = text::line(&hint);
    format!("{begin}{message}\n{indent}hint: {hint}")
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
