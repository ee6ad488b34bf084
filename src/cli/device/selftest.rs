//! `device selftest`: tests a device with a small pattern that is removed afterwards, and writes a report.

use super::Asking;
use super::get::unwritten;
use crate::cli::interrupt::{Interrupt, Signal};
use crate::cli::pins::Pins;
use crate::cli::running::{Follow, Running};
use crate::cli::{Context, Exit, lookup};
use crate::engine::{
    Command, Event, Handle, SelfTestRequest, SelfTestView, StepResult, StepState, Target, TestStep,
    Verdict, write_file,
};
use crate::logs::redact::{self, Place};
use crate::message::Message;
use crate::monitor::selftest::{ReportFormat, object, step_object, verdict};
use crate::problem::{Code, Problem};
use crate::text::{line, path_text};
use serde_json::Value;
use std::ops::ControlFlow;
use std::path::Path;

/// What a test is asked for.
pub(super) struct Options<'a> {
    pub(super) report: Option<&'a Path>,
    pub(super) force: bool,
    pub(super) replace_pattern: bool,
}

pub(super) async fn run(
    context: &Context,
    device: &super::Device,
    options: &Options<'_>,
) -> Result<Exit, Problem> {
    let connect = device.connection.options();
    let pins = Pins::new(&device.pin, connect.clone())?;
    let engine_options = context.engine(None)?;
    let place = lookup::locate(&engine_options.store, &device.address)?;
    let target = Target::Address(place.address);
    let mut interrupt = Interrupt::listen();
    let engine = Running::start(context, engine_options)?;
    let mut asking = Asking {
        context,
        engine: &engine,
        pins,
        target: target.clone(),
        options: connect.clone(),
    };
    let request = SelfTestRequest {
        target,
        connect,
        may_replace: options.replace_pattern,
    };
    let mut is_unlocked = false;
    let (signal, test) = loop {
        engine.send(Command::SelfTest(request.clone()));
        let mut following = Following {
            context,
            target: &request.target,
            engine: engine.handle(),
            printed: 0,
            test: None,
        };
        let signal = engine.follow(&mut interrupt, &mut following).await;
        let test = following.test;
        let locked = test
            .as_ref()
            .and_then(SelfTestView::problem)
            .map(|p| p.code);
        if signal.is_some() || locked != Some(Code::DeviceLocked) || is_unlocked {
            break (signal, test);
        }
        is_unlocked = true;
        match interrupt.unless_raised(asking.unlock()).await {
            Ok(unlocked) => {
                if !unlocked? {
                    break (signal, test);
                }
            }
            Err(signal) => break (Some(signal), test),
        }
    };
    engine.shut_down(&mut interrupt).await;
    finish(context, options, signal, test.as_ref())
}

/// Prints the result, and writes the report.
fn finish(
    context: &Context,
    options: &Options<'_>,
    signal: Option<Signal>,
    test: Option<&SelfTestView>,
) -> Result<Exit, Problem> {
    let Some(test) = test.filter(|test| test.verdict.is_some()) else {
        return signal.map_or(Err(crate::cli::ended()), |signal| {
            Ok(Exit::Interrupted(signal))
        });
    };
    let mut words = test
        .verdict
        .map(|v| verdict(v).to_string())
        .unwrap_or_default();
    for left in &test.left {
        words += &format!("\n  left: {}", line(&left.to_string()));
    }
    context.out.event(&object(test, Message::to_string), &words);
    if let Some(report) = options.report {
        let document = ReportFormat::of(report).document(test, Message::to_string);
        let written = write_file(
            report,
            redact::clean(&document, Place::Bundle).as_bytes(),
            options.force,
        );
        written.map_err(|error| unwritten(report, &error))?;
        let file = path_text(&report.display().to_string());
        context.out.message(&format!("The report is in {file}."));
    }
    Ok(match (signal, test.verdict) {
        (Some(signal), _) => Exit::Interrupted(signal),
        // a test that stored nothing has tested nothing
        (None, Some(Verdict::Passed | Verdict::Partial)) if has_stored(test) => Exit::Done,
        (None, _) => Exit::Failed,
    })
}

fn has_stored(test: &SelfTestView) -> bool {
    let store = test.step(TestStep::Store);
    store.is_some_and(|step| step.state == StepState::Passed)
}

/// Prints the steps of a test as they end.
struct Following<'a> {
    context: &'a Context,
    target: &'a Target,
    engine: Handle,
    printed: usize,
    test: Option<SelfTestView>,
}

impl Follow for Following<'_> {
    async fn event(&mut self, event: Event, _: &mut Interrupt) -> Result<ControlFlow<()>, Signal> {
        let Event::SelfTest(test) = event else {
            return Ok(ControlFlow::Continue(()));
        };
        for step in test.steps.iter().skip(self.printed) {
            print(self.context, step);
        }
        self.printed = test.steps.len();
        let is_over = test.verdict.is_some();
        self.test = Some(*test);
        Ok(if is_over {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        })
    }

    fn stop(&mut self) {
        let words = "Stopping: what the test put on the device is removed. Press Ctrl+C again to end at once.";
        self.context.out.message(words);
        self.engine.send(Command::StopSelfTest(self.target.clone()));
    }

    fn abandon(&mut self) {
        let words = "Ended at once: the pattern 'ub-selftest' may be on the device, and may play.";
        self.context.out.message(words);
    }
}

fn print(context: &Context, step: &StepResult) {
    let mut object = step_object(step, Message::to_string);
    if let Value::Object(map) = &mut object {
        map.shift_insert(0, "event".into(), "step".into());
    }
    let mark = match step.state {
        StepState::Passed => "ok",
        StepState::Unproven => "unproven",
        StepState::Skipped => "skipped",
        StepState::Failed => "FAILED",
    };
    let name = step.step.word().replace('_', " ");
    let ms = step.took.as_secs_f64() * 1000.0;
    let detail = step.detail.to_string();
    let mut words = format!("{mark:8}  {name:11}  {ms:>9.1} ms  {}", line(&detail));
    if let Some(problem) = &step.problem {
        words += &format!("\n          hint: {}", line(&problem.remedy.to_string()));
    }
    context.out.event(&object, &words);
}
