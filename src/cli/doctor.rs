//! `doctor`: checks step by step whether a device can be reached, and says what to do at the first step that fails. Without
//! an address, it checks this computer.

mod computer;

use super::args::Doctor;
use super::interrupt::Interrupt;
use super::running::Running;
use super::{Context, Exit, lookup};
use crate::engine::{Command, Diagnosis, Event, Stage, StageReport};
use crate::problem::Problem;
use crate::text::line;
use serde_json::{Value, json};
use std::time::Duration;

pub(super) async fn run(context: &Context, doctor: &Doctor) -> Result<Exit, Problem> {
    let Some(address) = &doctor.address else {
        return computer::run(context).await;
    };
    let options = context.engine(None)?;
    // the name of a known device may stand for its address, as in every command
    let address = match lookup::locate(&options.store, address) {
        Ok(place) => place.address,
        Err(problem) => {
            let detail = problem.message.clone();
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
    let engine = Running::start(context, options)?;
    engine.send(Command::Diagnose(address));
    let diagnosing = engine.wait(|event| match event {
        Event::Stage { report, .. } => {
            print(context, &report);
            None
        }
        Event::Diagnosed { diagnosis, .. } => Some(diagnosis),
        _ => None,
    });
    let diagnosis = interrupt.unless_raised(diagnosing).await;
    // what is known of the device is stored before the end
    engine.shut_down(&mut interrupt).await;
    match diagnosis {
        Ok(diagnosis) => Ok(summary(context, &diagnosis?)),
        Err(signal) => Ok(Exit::Interrupted(signal)),
    }
}

/// Returns milliseconds with three decimals.
fn milliseconds(duration: Duration) -> f64 {
    duration.as_micros() as f64 / 1000.0
}

fn print(context: &Context, report: &StageReport) {
    let stage = report.stage.word();
    let ms = milliseconds(report.took);
    let mut object = json!({
        "event": "stage", "stage": stage, "ok": report.problem.is_none(), "ms": ms, "detail": report.detail.to_string(),
    });
    let mark = if report.problem.is_none() {
        "ok"
    } else {
        "FAILED"
    };
    let mut words = format!(
        "{mark:6}  {stage:12}  {ms:>9.1} ms  {}",
        line(&report.detail.to_string())
    );
    if let (Some(problem), Some(map)) = (&report.problem, object.as_object_mut()) {
        let hint = problem.remedy.to_string();
        words = format!("{words}\n        hint: {}", line(&hint));
        map.insert("code".into(), problem.code.as_str().into());
        map.insert("hint".into(), hint.into());
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
