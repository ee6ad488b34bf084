//! `stream`: plays a pattern live from this computer, until its time is over or a signal comes.

use super::args::Stream;
use super::interrupt::{Interrupt, Signal};
use super::load::load;
use super::output::{error, failure, seconds};
use super::running::{Follow, Running};
use super::{Context, Exit, lookup};
use crate::device::DeviceSettings;
use crate::engine::{
    Command, ConnectOptions, Event, Handle, PatternId, StreamId, StreamPreference, StreamRequest,
    StreamState, StreamView, Target,
};
use crate::problem::Problem;
use indicatif::{MultiProgress, ProgressBar, ProgressStyle};
use serde_json::{Value, json};
use std::collections::{BTreeMap, HashMap};
use std::ops::ControlFlow;
use std::time::Duration;
use tokio::time::Instant;

/// The one pattern of a run.
const PATTERN: PatternId = PatternId(1);

pub(super) async fn run(context: &Context, stream: &Stream) -> Result<Exit, Problem> {
    let Some(settings) = context.device_settings(&stream.layout, stream.fit.color_order) else {
        return Ok(Exit::Failed);
    };
    let options = context.engine(None)?;
    let mut wrong = Vec::new();
    let targets = lookup::targets(&options.store, &stream.to, &mut |place, problem| {
        wrong.push((place.to_owned(), problem.clone()));
    });
    let engine = Running::start(context, options)?;
    let mut progress = StreamProgress::new(context, engine.handle());
    for (place, problem) in &wrong {
        progress.not_started(place, problem);
    }
    let mut interrupt = Interrupt::listen();
    let source = (stream.file.as_path(), &stream.source);
    let loading = load(context, &engine, PATTERN, source);
    let loaded = match interrupt.unless_raised(loading).await {
        Ok(loaded) => loaded?,
        // nothing is played yet, and reading changes nothing
        Err(signal) => return Ok(Exit::Interrupted(signal)),
    };
    if let Some(problem) = loaded {
        context
            .out
            .problem(Some(&stream.file.display().to_string()), &problem);
        return Ok(Exit::Failed);
    }
    progress.expect(targets.len());
    engine.send(Command::Stream(request(stream, targets, settings)));
    let start = Instant::now();
    let interrupted = engine.follow(&mut interrupt, &mut progress).await;
    Ok(progress.summary(start.elapsed(), interrupted))
}

fn request(stream: &Stream, targets: Vec<Target>, settings: DeviceSettings) -> StreamRequest {
    StreamRequest {
        pattern: PATTERN,
        targets,
        fit: stream.fit.fit(),
        settings,
        connect: ConnectOptions {
            allow_public: stream.allow_public,
            accept_new: stream.accept_new_device,
            forgettable: false,
        },
        wish: StreamPreference {
            protocol: stream.protocol,
            port: stream.udp_port,
        },
        time: stream.seconds,
    }
}

/// Follows streams to their ends, and prints their state.
struct StreamProgress<'a> {
    context: &'a Context,
    handle: Handle,
    /// Streams that have not ended.
    open: usize,
    lines: MultiProgress,
    by_stream: HashMap<StreamId, ProgressBar>,
    /// Labels of the devices that are playing.
    playing: BTreeMap<StreamId, String>,
    ended: usize,
    failed: usize,
}

impl<'a> StreamProgress<'a> {
    fn new(context: &'a Context, handle: Handle) -> Self {
        Self {
            context,
            handle,
            open: 0,
            lines: MultiProgress::new(),
            by_stream: HashMap::new(),
            playing: BTreeMap::new(),
            ended: 0,
            failed: 0,
        }
    }

    /// Sets how many streams are expected to end; the engine ends with the last one.
    fn expect(&mut self, streams: usize) {
        self.open = streams;
        self.end_after_last();
    }

    fn end_after_last(&self) {
        if self.open == 0 {
            self.handle.send(Command::Shutdown);
        }
    }

    fn print(&self, object: &Value, line: &str) {
        self.lines.suspend(|| self.context.out.event(object, line));
    }

    /// Prints a stream that could not begin: its target means no device.
    fn not_started(&mut self, place: &str, problem: &Problem) {
        self.failed += 1;
        let object = json!({
            "event": "stream", "device": place, "state": "failed", "protocol": null, "fps": 0.0, "frames": 0,
            "late": 0, "seconds": 0.0, "error": error(problem),
        });
        self.print(&object, &failure(place, problem));
    }

    /// Prints the state of a stream: an object each time, or a line at its start and end, and a changing line between.
    fn stream(&mut self, view: &StreamView) {
        match &view.state {
            StreamState::Starting => return,
            StreamState::Streaming => {
                let label = self.context.out.label(&view.device);
                self.playing.insert(view.id, label);
            }
            StreamState::Ended => self.ended += 1,
            StreamState::Failed(_) => self.failed += 1,
        }
        if view.state.is_over() {
            self.playing.remove(&view.id);
        }
        if self.context.json {
            self.print(&object(view), "");
            return;
        }
        let label = &*self.context.out.label(&view.device);
        match &view.state {
            StreamState::Failed(problem) => self.finish(view, &failure(label, problem)),
            StreamState::Ended => {
                self.finish(view, &format!("ended     {label}: {}", numbers(view)));
            }
            StreamState::Streaming if !self.by_stream.contains_key(&view.id) => {
                let to = view
                    .way
                    .map(|way| format!(" to UDP port {}", way.port))
                    .unwrap_or_default();
                let why = view.why.as_ref().map(ToString::to_string);
                let line = format!(
                    "streaming {label}{to}: {}. Press Ctrl+C to stop.",
                    why.unwrap_or_default()
                );
                self.print(&Value::Null, &line);
                self.by_stream.insert(view.id, self.lines.add(bar()));
            }
            StreamState::Starting => {
                if let Some(ahead) = &view.waits_for {
                    self.context
                        .out
                        .message(&format!("waiting   {label}: {ahead}."));
                }
            }
            StreamState::Streaming => {}
        }
        if let Some(bar) = self.by_stream.get(&view.id) {
            bar.set_message(format!("{label}: {}", numbers(view)));
        }
    }

    fn finish(&mut self, view: &StreamView, line: &str) {
        if let Some(bar) = self.by_stream.remove(&view.id) {
            bar.finish_and_clear();
        }
        self.print(&Value::Null, line);
    }

    /// Prints the summary, and returns how the run ended.
    fn summary(&self, took: Duration, interrupted: Option<Signal>) -> Exit {
        let ended = self.ended;
        let failed = self.failed;
        let took = seconds(took);
        if self.context.json {
            self.print(
                &json!({"event": "summary", "ended": ended, "failed": failed, "seconds": took}),
                "",
            );
        }
        match (interrupted, failed, ended) {
            (Some(signal), ..) => Exit::Interrupted(signal),
            (None, 0, _) => Exit::Done,
            (None, _, 0) => Exit::Failed,
            (None, ..) => Exit::Some,
        }
    }
}

impl Follow for StreamProgress<'_> {
    async fn event(&mut self, event: Event, _: &mut Interrupt) -> Result<ControlFlow<()>, Signal> {
        if let Event::Stream(view) = event {
            self.stream(&view);
            if view.state.is_over() {
                self.open = self.open.saturating_sub(1);
                self.end_after_last();
            }
        }
        Ok(ControlFlow::Continue(())) // the engine ends after the last stream
    }

    fn stop(&mut self) {
        self.handle.send(Command::StopStreams);
    }

    fn abandon(&mut self) {
        for label in self.playing.values() {
            let words = format!("{label} may progress the last frame for some seconds.");
            self.context.out.message(&words);
        }
    }
}

fn object(view: &StreamView) -> Value {
    let device = view
        .device
        .id
        .as_ref()
        .map_or(view.device.address.as_str(), |id| id.as_str());
    let error = match &view.state {
        StreamState::Failed(problem) => error(problem),
        _ => Value::Null,
    };
    json!({
        "event": "stream",
        "device": device,
        "state": view.state.word(),
        "protocol": view.way.map(|way| way.protocol.word()),
        "port": view.way.map(|way| way.port),
        "waits_for": view.waits_for.as_ref().map(ToString::to_string),
        "why": view.why.as_ref().map(ToString::to_string).unwrap_or_default(),
        "fps": tenths(view.fps_sent),
        "fps_wanted": tenths(view.fps_wanted),
        "frames": view.frames,
        "late": view.late,
        "packets": view.packets,
        "bytes": view.bytes,
        "seen": view.seen,
        "seconds": seconds(view.elapsed),
        "error": error,
    })
}

fn tenths(number: f32) -> f64 {
    (f64::from(number) * 10.0).round() / 10.0
}

fn numbers(view: &StreamView) -> String {
    let late = if view.late == 0 {
        "none late".to_owned()
    } else {
        format!("{} late", view.late)
    };
    let seen = match view.seen {
        Some(true) => "; the device reports that it shows them",
        Some(false) => "; the device reports that it shows something else",
        None => "",
    };
    let frames = view.frames;
    let took = view.elapsed.as_secs_f64();
    let fps = tenths(view.fps_sent);
    format!("{frames} frames in {took:.1} s, {fps} per second, {late}{seen}")
}

fn bar() -> ProgressBar {
    let bar = ProgressBar::new_spinner();
    if let Ok(style) = ProgressStyle::with_template("{msg}") {
        bar.set_style(style);
    }
    bar
}
