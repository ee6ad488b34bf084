//! Writes the report of a device test, to be shared: as JSON for programs, or as Markdown for people. The last half of a MAC
//! address is left out.

use super::utc;
use crate::engine::{RoundTrips, SelfTestView, StepResult, TestedDevice, Transferred};
use crate::message::Message;
use crate::msg;
use crate::text;
use serde_json::{Value, json};
use std::time::Duration;

/// What stands in place of the last half of a MAC address.
const HIDDEN: &str = "xxxxxx";

/// What a report is written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReportFormat {
    Json,
    Markdown,
}

impl ReportFormat {
    /// Returns the format of a file name: JSON for `.json`, else Markdown.
    #[must_use]
    pub fn of(name: &std::path::Path) -> Self {
        let ending = name.extension().unwrap_or_default();
        if ending.eq_ignore_ascii_case("json") {
            Self::Json
        } else {
            Self::Markdown
        }
    }

    /// The report, in the words of `say`.
    #[must_use]
    pub fn document(self, test: &SelfTestView, say: impl Fn(&Message) -> String) -> String {
        match self {
            Self::Json => {
                let report = object(test, say).to_string();
                text::escaped_json(&report).into_owned() + "\n"
            }
            Self::Markdown => markdown(test, say),
        }
    }
}

/// Writes a test as JSON.
#[must_use]
pub fn object(test: &SelfTestView, say: impl Fn(&Message) -> String) -> Value {
    let left: Vec<String> = test.left.iter().map(&say).collect();
    json!({
        "event": "selftest",
        "verdict": test.verdict.map(crate::engine::Verdict::word),
        "app": env!("CARGO_PKG_VERSION"),
        "time": utc(test.started_at),
        "address": test.address,
        "device": test.device.as_ref().map(|device| device_object(device, &say)),
        "round_trips": test.round_trips.map(times_object),
        "upload": test.upload.map(way_object),
        "download": test.download.map(way_object),
        "verify_ms": test.verify.map(ms),
        "left": left,
        "steps": test.steps.iter().map(|step| step_object(step, &say)).collect::<Vec<_>>(),
    })
}

/// Writes a step as JSON; code and hint only where it failed.
#[must_use]
pub fn step_object(step: &StepResult, say: impl Fn(&Message) -> String) -> Value {
    let mut object = json!({
        "step": step.step.word(),
        "state": step.state.word(),
        "ms": ms(step.took),
        "detail": say(&step.detail),
    });
    if let (Some(problem), Some(map)) = (&step.problem, object.as_object_mut()) {
        map.insert("code".into(), problem.code.as_str().into());
        map.insert("hint".into(), say(&problem.remedy.message()).into());
    }
    object
}

fn device_object(device: &TestedDevice, say: impl Fn(&Message) -> String) -> Value {
    json!({
        "id": shared_id(device.id.as_str()),
        "name": device.name,
        "family": device.family,
        "kind": say(&device.kind),
        "chip": device.chip,
        "firmware": device.firmware,
        "leds": device.leds,
        "capabilities": device.caps,
    })
}

fn times_object(times: RoundTrips) -> Value {
    json!({
        "sent": times.sent,
        "answered": times.answered,
        "min_ms": ms(times.min),
        "median_ms": ms(times.median),
        "p95_ms": ms(times.p95),
    })
}

fn way_object(way: Transferred) -> Value {
    json!({
        "bytes": way.bytes,
        "ms": ms(way.time),
        "bytes_per_second": way.rate().map(f64::round),
        "longest_silence_ms": ms(way.longest_silence),
    })
}

/// Milliseconds with three decimals.
fn ms(time: Duration) -> f64 {
    time.as_micros() as f64 / 1000.0
}

/// The first half of a MAC address, which names its maker; any other id as it is.
fn shared_id(id: &str) -> String {
    match id.split_at_checked(6) {
        Some((maker, rest)) if rest.len() == 6 && id.bytes().all(|b| b.is_ascii_hexdigit()) => {
            format!("{maker}{HIDDEN}")
        }
        _ => id.to_owned(),
    }
}

/// Text in a cell of a Markdown table, on one line.
fn cell(words: &str) -> String {
    text::line(words).replace('\\', "\\\\").replace('|', "\\|")
}

fn markdown(test: &SelfTestView, say: impl Fn(&Message) -> String) -> String {
    let mut out = format!("# {}\n\n", say(&msg!("selftest-report-title")));
    for (name, value) in facts(test, &say) {
        out += &format!("- {}: {}\n", say(&name), text::line(&value));
    }
    out += "\n| step | state | ms | detail |\n|---|---|---:|---|\n";
    for step in &test.steps {
        let mut detail = say(&step.detail);
        if let Some(problem) = &step.problem {
            detail = format!("{} ({detail})", problem.code);
        }
        let (name, state) = (step.step.word(), step.state.word());
        out += &format!(
            "| {name} | {state} | {:.1} | {} |\n",
            ms(step.took),
            cell(&detail)
        );
    }
    if !test.left.is_empty() {
        out += &format!("\n{}\n\n", say(&msg!("selftest-report-left")));
        for left in &test.left {
            out += &format!("- {}\n", text::line(&say(left)));
        }
    }
    out
}

/// What is known of the test and its device, in the order of the report.
fn facts(test: &SelfTestView, say: impl Fn(&Message) -> String) -> Vec<(Message, String)> {
    let unknown = || say(&msg!("selftest-unknown"));
    let result = test.verdict.map_or_else(unknown, |v| say(&verdict(v)));
    let app = env!("CARGO_PKG_VERSION").to_owned();
    let mut facts = vec![
        (msg!("selftest-report-result"), result),
        (msg!("selftest-report-app"), app),
        (msg!("selftest-report-time"), utc(test.started_at)),
        (msg!("selftest-report-address"), test.address.clone()),
    ];
    if let Some(device) = &test.device {
        let or_unknown = |text: &Option<String>| text.clone().unwrap_or_else(unknown);
        let firmware = or_unknown(&device.firmware);
        facts.extend([
            (msg!("selftest-report-device"), device.name.clone()),
            (msg!("selftest-report-id"), shared_id(device.id.as_str())),
            (msg!("selftest-report-kind"), say(&device.kind)),
            (msg!("selftest-report-firmware"), firmware),
            (msg!("selftest-report-chip"), or_unknown(&device.chip)),
            (msg!("selftest-report-leds"), or_unknown(&device.leds)),
            (msg!("selftest-report-caps"), device.caps.clone()),
        ]);
    }
    facts
}

/// The verdict in words.
#[must_use]
pub fn verdict(verdict: crate::engine::Verdict) -> Message {
    use crate::engine::Verdict::{Cancelled, Failed, Partial, Passed};
    match verdict {
        Passed => msg!("selftest-passed"),
        Partial => msg!("selftest-partial"),
        Failed => msg!("selftest-failed"),
        Cancelled => msg!("selftest-cancelled"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_shows_the_maker_and_not_the_device() {
        assert_eq!(shared_id("a0b1c2d3e4f5"), "a0b1c2xxxxxx");
        assert_eq!(shared_id("192.168.1.40:80"), "192.168.1.40:80");
    }

    #[test]
    fn a_name_breaks_no_table() {
        assert_eq!(cell("a|b\nc\\"), "a\\|b c\\\\");
    }
}
