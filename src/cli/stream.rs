//! `stream`: a pattern played live from this computer, until its time is over or somebody interrupts.

use super::args::Stream;
use super::interrupt::{Interrupt, Signal};
use super::output::{failure, seconds};
use super::upload::load_one;
use super::{Context, Exit, lookup};
use crate::device::Told;
use crate::engine::{
    Command, ConnectOptions, Event, Events, Handle, PatternId, StreamId, StreamRequest,
    StreamState, StreamView, Target, Wish, spawn,
};
use crate::problem::Problem;
use indicatif::{MultiProgress, ProgressBar, ProgressStyle};
use serde_json::{Value, json};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

/// The one pattern of a run.
const PATTERN: PatternId = PatternId(1);

pub(super) async fn run(context: &Context, stream: &Stream) -> Result<Exit, Problem> {
    let Some(told) = context.told(&stream.layout, stream.fit.color_order) else {
        return Ok(Exit::Failed);
    };
    let options = context.engine(None)?;
    let mut show = Show::new(context);
    let targets = lookup::targets(&options.store, &stream.to, &mut |place, problem| {
        show.no_address(place, problem);
    });
    let (handle, events) = spawn(options, Arc::new(|| {}))?;
    let mut interrupt = Interrupt::listen();
    let source = (stream.file.as_path(), &stream.source);
    let loading = load_one(context, (&handle, &events), PATTERN, source);
    let loaded = tokio::select! {
        biased;
        // nothing is played yet, and reading leaves nothing behind
        signal = interrupt.raised() => return Ok(Exit::Interrupted(signal)),
        loaded = loading => loaded?,
    };
    if let Some(problem) = loaded {
        context
            .out
            .problem(Some(&stream.file.display().to_string()), &problem);
        return Ok(Exit::Failed);
    }
    let open = targets.len();
    handle.send(Command::Stream(request(stream, targets, told)));
    let start = Instant::now();
    let engine = (&handle, &events, &mut interrupt);
    let interrupted = follow(engine, &mut show, open).await;
    Ok(show.summary(start.elapsed(), interrupted))
}

fn request(stream: &Stream, targets: Vec<Target>, told: Told) -> StreamRequest {
    StreamRequest {
        pattern: PATTERN,
        targets,
        fit: stream.fit.fit(),
        told,
        connect: ConnectOptions {
            allow_public: stream.allow_public,
            accept_new: stream.accept_new_device,
            forgettable: false,
        },
        wish: Wish {
            protocol: stream.protocol,
            port: stream.udp_port,
        },
        time: stream.seconds,
    }
}

/// Prints what the engine reports until all streams have ended and it has shut down; an interrupt ends them, a second one
/// the wait for that. What interrupted it.
async fn follow(
    (handle, events, interrupt): (&Handle, &Events, &mut Interrupt),
    show: &mut Show<'_>,
    mut open: usize,
) -> Option<Signal> {
    if open == 0 {
        handle.send(Command::Shutdown);
    }
    let mut interrupted = None;
    loop {
        let event = tokio::select! {
            biased;
            signal = interrupt.raised() => {
                if interrupted.replace(signal).is_some() {
                    show.abandon();
                    return interrupted;
                }
                handle.send(Command::StopStreams);
                continue;
            }
            event = events.next() => event,
        };
        match event {
            Some(Event::Stream(view)) => {
                show.stream(&view);
                open = open.saturating_sub(usize::from(view.state.is_over()));
                if open == 0 {
                    handle.send(Command::Shutdown);
                }
            }
            Some(Event::Trouble(problem)) => {
                show.context.out.trouble(&problem);
            }
            Some(_) => {}
            None => return interrupted,
        }
    }
}

/// What is printed of streams, and how they ended.
struct Show<'a> {
    context: &'a Context,
    lines: MultiProgress,
    by_stream: HashMap<StreamId, ProgressBar>,
    /// Devices that are played to, by what to call them.
    playing: BTreeMap<StreamId, String>,
    ended: usize,
    failed: usize,
}

impl<'a> Show<'a> {
    fn new(context: &'a Context) -> Self {
        Self {
            context,
            lines: MultiProgress::new(),
            by_stream: HashMap::new(),
            playing: BTreeMap::new(),
            ended: 0,
            failed: 0,
        }
    }

    fn print(&self, object: &Value, line: &str) {
        self.lines.suspend(|| self.context.out.event(object, line));
    }

    /// A target that is no address: its stream could not even begin.
    fn no_address(&mut self, place: &str, problem: &Problem) {
        self.failed += 1;
        let object = json!({
            "event": "stream", "device": place, "state": "failed", "protocol": null, "fps": 0.0, "frames": 0,
            "late": 0, "seconds": 0.0, "error": error(problem),
        });
        self.print(&object, &failure(place, problem));
    }

    /// How a stream stands: an object each time, or a line at its beginning and end and a changing one between.
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
                let line = format!("streaming {label}{to}: {}; Ctrl+C stops", view.why);
                self.print(&Value::Null, &line);
                self.by_stream.insert(view.id, self.lines.add(bar()));
            }
            StreamState::Starting | StreamState::Streaming => {}
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

    /// Says what the end of the run, before the streams have ended, may leave on devices.
    fn abandon(&self) {
        for label in self.playing.values() {
            let words =
                format!("{label} may show the last frame until it notices that no more come");
            self.context.out.talk(&words);
        }
    }

    /// Prints the summary and says how the run ended.
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
        "why": view.why,
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

fn error(problem: &Problem) -> Value {
    json!({"code": problem.code.as_str(), "message": problem.message.to_string(), "hint": problem.remedy.to_string()})
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
        Some(true) => ", and the device says that it shows them",
        Some(false) => ", but the device says that it shows something else",
        None => "",
    };
    let frames = view.frames;
    let took = view.elapsed.as_secs_f64();
    let fps = tenths(view.fps_sent);
    format!("{frames} frames in {took:.1} s, {fps} a second, {late}{seen}")
}

fn bar() -> ProgressBar {
    let bar = ProgressBar::new_spinner();
    if let Ok(style) = ProgressStyle::with_template("{msg}") {
        bar.set_style(style);
    }
    bar
}
