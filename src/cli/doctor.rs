//! `doctor`: can a device be reached, stage by stage, and what to do at the first that fails.

use super::args::Doctor;
use super::interrupt::Interrupt;
use super::{Context, Exit, ended, lookup};
use crate::engine::{Command, Diagnosis, Event, Stage, StageReport, spawn};
use crate::problem::Problem;
use crate::text::line;
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;

pub(super) async fn run(context: &Context, doctor: &Doctor) -> Result<Exit, Problem> {
    let options = context.engine(None)?;
    // the name of a known device is its address, as everywhere
    let address = match lookup::place(&options.store, &doctor.address) {
        Ok(place) => place.address,
        Err(problem) => {
            let detail = problem.message.to_string();
            let report = StageReport {
                stage: Stage::Address,
                took: Duration::ZERO,
                detail,
                problem: Some(problem.clone()),
            };
            print(context, &report);
            return Ok(summary(
                context,
                &Diagnosis {
                    response: None,
                    problem: Some(problem),
                },
            ));
        }
    };
    let mut interrupt = Interrupt::listen();
    let (handle, events) = spawn(options, Arc::new(|| {}))?;
    handle.send(Command::Diagnose(address));
    let listen = async {
        loop {
            match events.next().await {
                Some(Event::Stage { report, .. }) => print(context, &report),
                Some(Event::Diagnosed { diagnosis, .. }) => return Some(diagnosis),
                Some(Event::Trouble(problem)) => context.out.trouble(&problem),
                Some(_) => {}
                None => return None,
            }
        }
    };
    let diagnosis = tokio::select! {
        diagnosis = listen => Ok(diagnosis),
        signal = interrupt.raised() => Err(signal),
    };
    handle.send(Command::Shutdown);
    // that the device was seen is written before the end
    context.ended(&events, &mut interrupt).await;
    match diagnosis {
        Ok(Some(diagnosis)) => Ok(summary(context, &diagnosis)),
        Ok(None) => Err(ended()),
        Err(signal) => Ok(Exit::Interrupted(signal)),
    }
}

/// Milliseconds with three decimals.
fn milliseconds(duration: Duration) -> f64 {
    duration.as_micros() as f64 / 1000.0
}

fn print(context: &Context, report: &StageReport) {
    let stage = report.stage.word();
    let ms = milliseconds(report.took);
    let mut object = json!({
        "event": "stage", "stage": stage, "ok": report.problem.is_none(), "ms": ms, "detail": report.detail,
    });
    let mark = if report.problem.is_none() {
        "ok"
    } else {
        "FAILED"
    };
    let mut words = format!(
        "{mark:6}  {stage:12}  {ms:>9.1} ms  {}",
        line(&report.detail)
    );
    if let (Some(problem), Some(map)) = (&report.problem, object.as_object_mut()) {
        map.insert("code".into(), problem.code.as_str().into());
        map.insert("hint".into(), problem.remedy.to_string().into());
        words = format!(
            "{words}\n        hint: {}",
            line(&problem.remedy.to_string())
        );
    }
    context.out.event(&object, &words);
}

fn summary(context: &Context, diagnosis: &Diagnosis) -> Exit {
    let status = diagnosis.status();
    let problem = diagnosis.problem.as_ref();
    let object = json!({
        "event": "summary",
        "connected": problem.is_none(),
        "status": status,
        "response_time_ms": diagnosis.response.map(milliseconds),
        "error_message": problem.map_or(Value::Null, |problem| problem.message.to_string().into()),
    });
    let took = diagnosis
        .response
        .map(|took| format!(", its web server answered in {:.1} ms", milliseconds(took)));
    context
        .out
        .event(&object, &format!("{status}{}", took.unwrap_or_default()));
    if problem.is_none() {
        Exit::Done
    } else {
        Exit::Failed
    }
}
