//! `doctor` without an address: checks this computer.

use super::super::interrupt::Interrupt;
use super::super::{Context, Exit, default_home};
use crate::computer::{self, Check, CheckState, Counts, Surroundings};
use crate::problem::Problem;
use crate::text::line;
use serde_json::json;

pub(super) async fn run(context: &Context) -> Result<Exit, Problem> {
    let home = context.home.clone().or_else(default_home);
    let surroundings = Surroundings::new(context.gate, home);
    let mut interrupt = Interrupt::listen();
    let checks = match interrupt
        .unless_raised(computer::check(&surroundings))
        .await
    {
        Ok(checks) => checks,
        Err(signal) => return Ok(Exit::Interrupted(signal)),
    };
    checks.iter().for_each(|check| print(context, check));
    let counts = Counts::of(&checks);
    let Counts {
        ok,
        off,
        degraded,
        failed,
    } = counts;
    let object =
        json!({"event": "summary", "ok": ok, "off": off, "degraded": degraded, "failed": failed});
    context.out.event(&object, &summary(counts));
    Ok(if failed == 0 {
        Exit::Done
    } else {
        Exit::Failed
    })
}

fn print(context: &Context, check: &Check) {
    let name = check.id.name().to_string();
    let finding = check.finding.to_string();
    let hint = check.remedy.to_string();
    let cost = check.cost.as_ref().map(|cost| cost.words.to_string());
    let object = json!({
        "event": "check",
        "check": check.id.word(),
        "state": check.state.word(),
        "detail": finding,
        "cost": cost,
        "hint": (!hint.is_empty()).then_some(&hint),
    });
    let mark = match check.state {
        CheckState::Failed => "FAILED",
        state => state.word(),
    };
    let mut words = format!("{mark:8}  {name:16}  {}", line(&finding));
    let more = cost.iter().map(|cost| format!("cost: {cost}"));
    let more = more.chain((!hint.is_empty()).then(|| format!("hint: {hint}")));
    for more in more {
        words = format!("{words}\n{:28}{}", "", line(&more));
    }
    context.out.event(&object, &words);
}

/// Words the counts, those that are 0 left out.
fn summary(counts: Counts) -> String {
    let Counts {
        ok,
        off,
        degraded,
        failed,
    } = counts;
    let all = [
        (ok, "ok"),
        (off, "off"),
        (degraded, "degraded"),
        (failed, "failed"),
    ];
    let some: Vec<String> = all
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| format!("{count} {word}"))
        .collect();
    some.join(", ")
}
