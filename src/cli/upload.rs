//! `upload`: patterns to devices, through the engine, to the last outcome.

use super::args::Upload;
use super::follow::follow;
use super::interrupt::{Interrupt, Signal};
use super::options::SourceOptions;
use super::output::seconds;
use super::pins::Pins;
use super::{Context, Exit, ended, lookup};
use crate::device::{DeviceError, Told};
use crate::engine::{
    Command, ConnectOptions, EngineOptions, Event, Events, Handle, Outcome, PatternId, SendRequest,
    Source, Target, spawn,
};
use crate::pattern::{Opened, PatternError};
use crate::problem::Problem;
use serde_json::json;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

/// How the jobs of a run ended.
#[derive(Debug, Default)]
pub(super) struct Tally {
    verified: usize,
    unverified: usize,
    skipped: usize,
    failed: usize,
    cancelled: usize,
}

pub(super) async fn run(context: &Context, upload: &Upload) -> Result<Exit, Problem> {
    let Some(told) = context.told(&upload.layout, upload.fit.color_order) else {
        return Ok(Exit::Failed);
    };
    let told = Told {
        part: upload.segment,
        ..told
    };
    let pins = Pins::new(&upload.pin, connect(upload))?;
    let options = context.engine(upload.concurrency.map(usize::from))?;
    let mut tally = Tally::default();
    let start = Instant::now();
    let targets = targets(context, &options, upload, &mut tally);
    let (handle, events) = spawn(options, Arc::new(|| {}))?;
    let mut interrupt = Interrupt::listen();
    let loading = load(context, upload, &handle, &events, &mut tally, targets.len());
    let loaded = tokio::select! {
        biased;
        signal = interrupt.raised() => Err(signal),
        loaded = loading => Ok(loaded?),
    };
    let patterns = match loaded {
        Ok(patterns) => patterns,
        // nothing was sent yet, and reading leaves nothing behind
        Err(signal) => {
            handle.send(Command::Shutdown); // it is not read any further
            return Ok(tally.summary(context, start.elapsed(), Some(signal)));
        }
    };
    let jobs = patterns.len() * targets.len();
    for id in patterns.into_iter().filter(|_| !targets.is_empty()) {
        handle.send(Command::Send(request(
            upload,
            id,
            targets.clone(),
            told.clone(),
        )));
    }
    let engine = (&handle, &events, &mut interrupt);
    let interrupted = follow(context, engine, &mut tally, pins, Some(jobs)).await;
    Ok(tally.summary(context, start.elapsed(), interrupted))
}

/// Where to send, each device once: names of known devices become their addresses; what tells no device fails at once, and
/// alone.
fn targets(
    context: &Context,
    options: &EngineOptions,
    upload: &Upload,
    tally: &mut Tally,
) -> Vec<Target> {
    let mut wrong = |place: &str, problem: &Problem| {
        for file in &upload.files {
            tally.failed += 1;
            let file = file.display().to_string();
            context.out.no_job(place, &file, problem);
        }
    };
    lookup::targets(&options.store, &upload.to, &mut wrong)
}

/// Reads all files; one that cannot be sent is told, and counts as failed for each target.
async fn load(
    context: &Context,
    upload: &Upload,
    handle: &Handle,
    events: &Events,
    tally: &mut Tally,
    targets: usize,
) -> Result<Vec<PatternId>, Problem> {
    let mut good = Vec::new();
    for (n, file) in (1..).zip(&upload.files) {
        let id = PatternId(n);
        let source = (file.as_path(), &upload.source);
        match load_one(context, (handle, events), id, source).await? {
            None => good.push(id),
            Some(problem) => {
                tally.failed += targets;
                context
                    .out
                    .problem(Some(&file.display().to_string()), &problem);
            }
        }
    }
    Ok(good)
}

/// Reads one file; why it cannot be sent, if so.
pub(super) async fn load_one(
    context: &Context,
    (handle, events): (&Handle, &Events),
    id: PatternId,
    (file, source): (&Path, &SourceOptions),
) -> Result<Option<Problem>, Problem> {
    let options = source.read();
    let remember = source.settle();
    let _watched = context
        .out
        .reading(&file.display().to_string(), &options.progress);
    handle.send(Command::Load {
        id,
        source: Source::Path(file.to_owned()),
        options,
        remember,
    });
    loop {
        match events.next().await {
            Some(Event::PatternLoaded { id: of, opened }) if of == id => {
                return Ok(unsure(&opened));
            }
            Some(Event::PatternFailed {
                id: of, problem, ..
            }) if of == id => return Ok(Some(problem)),
            Some(Event::Trouble(problem)) => context.out.trouble(&problem),
            Some(_) => {}
            None => return Err(ended()),
        }
    }
}

fn unsure(opened: &Opened) -> Option<Problem> {
    opened
        .settled()
        .err()
        .map(|error: PatternError| Problem::from(&DeviceError::Pattern(error)))
}

fn request(upload: &Upload, pattern: PatternId, targets: Vec<Target>, told: Told) -> SendRequest {
    SendRequest {
        pattern,
        targets,
        fit: upload.fit.fit(),
        name: upload.name.clone(),
        play: !upload.no_play,
        force: upload.force,
        delete_first: upload.delete_first.unwrap_or_default(),
        told,
        connect: connect(upload),
    }
}

fn connect(upload: &Upload) -> ConnectOptions {
    ConnectOptions {
        allow_public: upload.allow_public,
        accept_new: upload.accept_new_device,
        forgettable: false,
    }
}

impl Tally {
    /// Counts the end of a job.
    pub(super) fn count(&mut self, outcome: Option<&Outcome>) {
        match outcome {
            Some(Outcome::Verified) => self.verified += 1,
            Some(Outcome::SentUnverified) => self.unverified += 1,
            Some(Outcome::Skipped) => self.skipped += 1,
            Some(Outcome::Failed(_)) => self.failed += 1,
            Some(Outcome::Cancelled) => self.cancelled += 1,
            None => {}
        }
    }

    /// Prints the summary and says how the run ended.
    pub(super) fn summary(
        &self,
        context: &Context,
        took: Duration,
        interrupted: Option<Signal>,
    ) -> Exit {
        let Self {
            verified,
            unverified,
            skipped,
            failed,
            cancelled,
        } = *self;
        let took = seconds(took);
        let object = json!({
            "event": "summary", "verified": verified, "unverified": unverified, "skipped": skipped,
            "failed": failed, "cancelled": cancelled, "seconds": took,
        });
        let named = [
            (verified, "verified"),
            (unverified, "sent but not verifiable"),
            (skipped, "already there"),
            (failed, "failed"),
            (cancelled, "cancelled"),
        ];
        let words: Vec<String> = named
            .iter()
            .filter(|(n, _)| *n > 0)
            .map(|(n, word)| format!("{n} {word}"))
            .collect();
        let words = if words.is_empty() {
            "nothing was sent".to_owned()
        } else {
            words.join(", ")
        };
        context.out.event(&object, &format!("{words} in {took} s"));
        match (
            interrupted,
            failed + cancelled,
            verified + unverified + skipped,
        ) {
            (Some(signal), ..) => Exit::Interrupted(signal),
            (None, 0, _) => Exit::Done,
            (None, _, 0) => Exit::Failed,
            (None, ..) => Exit::Some,
        }
    }
}
