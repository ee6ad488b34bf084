//! Words scans and connection tests.

use super::selection::names;
use crate::app::{ConnectionTest, State};
use crate::device::AddrSpec;
use crate::device::discovery::ACCESS_POINT;
use crate::engine::{ScanNote, ScanStage, Stage, StageReport, Tried, Via};
use crate::t;

/// Words the progress of the running scan: "192.168.1.0/24: 120 of 254".
pub(in crate::ui) fn at(state: &State) -> String {
    let Some(progress) = state.scan.progress.filter(|_| !state.scan.stopping) else {
        return t!("scan-stopping").into();
    };
    let place = match state.scan.subnets.as_slice() {
        [] => t!("scan-addresses").to_owned(),
        [subnet] => subnet.to_string(),
        subnets => t!("scan-subnets", n = subnets.len()),
    };
    let done = progress.done;
    let total = progress.total;
    match progress.stage {
        ScanStage::Listening if state.settings.scan.announcements => t!("scan-listening").into(),
        ScanStage::Listening => t!("scan-asking-known").into(),
        ScanStage::Quick => t!("scan-progress", place = place, done = done, total = total),
        ScanStage::Patient if done < total => {
            t!(
                "scan-progress-retry",
                place = place,
                done = done,
                total = total
            )
        }
        ScanStage::Patient => t!("scan-last-answers").into(),
    }
}

/// Returns the progress from 0 to 1; `None` if unknown.
pub(in crate::ui) fn part(state: &State) -> Option<f32> {
    let progress = state.scan.progress?;
    (progress.total > 0).then(|| progress.done as f32 / progress.total as f32)
}

/// Words how a device was found: "Found by its announcement and by the address scan."
pub(in crate::ui) fn via(via: &[Via]) -> String {
    let way = |via: &Via| match via {
        Via::Mdns => t!("found-mdns"),
        Via::Sweep => t!("found-sweep"),
        Via::Udp => t!("found-udp"),
        Via::Nodes => t!("found-nodes"),
        Via::Host => t!("found-host"),
        Via::Known => t!("found-known"),
    };
    let ways: Vec<&str> = via.iter().map(way).collect();
    if ways.is_empty() {
        t!("found-earlier").into()
    } else {
        t!("found", ways = names(&ways, ways.len()))
    }
}

/// Returns the address of a known device that did not answer.
fn known(note: &ScanNote) -> Option<&str> {
    let is_known = note.via == Via::Known && matches!(note.result, Tried::NoAnswer(_));
    let new = AddrSpec::from(ACCESS_POINT).to_string();
    (is_known && note.place != new).then_some(note.place.as_str())
}

/// Words what a scan tried, with the results: one sentence each, most telling first, known addresses together.
pub(in crate::ui) fn tried(notes: &[ScanNote]) -> Vec<String> {
    let mut lines: Vec<String> = ranked(notes)
        .into_iter()
        .filter(|note| known(note).is_none())
        .map(|note| line(place(note), result(&note.result)))
        .collect();
    let addresses: Vec<&str> = notes.iter().filter_map(known).collect();
    if !addresses.is_empty() {
        lines.push(line(
            t!("scan-place-known", n = addresses.len()),
            t!("scan-known-silent", addresses = super::list(&addresses)),
        ));
    }
    lines
}

fn line(place: String, result: String) -> String {
    super::sentence(&t!("scan-tried", place = place, result = result))
}

/// Sorts notes: address scans first, subnets that were not scanned last.
fn ranked(notes: &[ScanNote]) -> Vec<&ScanNote> {
    let mut all: Vec<&ScanNote> = notes.iter().collect();
    all.sort_by_key(|note| match &note.result {
        Tried::Stopped => 0,
        Tried::Swept { .. } => 1,
        Tried::Heard { .. } => 2,
        Tried::NoAnswer(_) => 3,
        Tried::TooLarge => 4,
    });
    all
}

/// Words where a scan looked.
fn place(note: &ScanNote) -> String {
    let interface = note.interface.as_str();
    match (note.via, interface) {
        (Via::Mdns, "") => t!("scan-place-announcements").into(),
        (Via::Mdns, interface) => t!("scan-place-announcements-on", interface = interface),
        (Via::Udp, "") => t!("scan-place-beacons").into(),
        (Via::Udp, interface) => t!("scan-place-beacons-on", interface = interface),
        (Via::Known, _) if matches!(note.result, Tried::NoAnswer(_)) => {
            t!("scan-place-access-point", place = &note.place)
        }
        (_, "") => note.place.clone(),
        (_, interface) => t!("scan-place-on", place = &note.place, interface = interface),
    }
}

/// Words the result.
fn result(result: &Tried) -> String {
    match result {
        Tried::Heard { services } => t!("scan-heard", n = *services),
        Tried::Swept {
            open,
            refused,
            silent,
            failed,
            reason: Some(reason),
        } => t!(
            "scan-swept-failed",
            open = *open,
            refused = *refused,
            silent = *silent,
            failed = *failed,
            reason = reason
        ),
        Tried::Swept {
            open,
            refused,
            silent,
            ..
        } => t!(
            "scan-swept",
            open = *open,
            refused = *refused,
            silent = *silent
        ),
        Tried::NoAnswer(problem) => {
            let words = lower_first(&problem.message.text());
            words.trim_end_matches('.').to_owned()
        }
        Tried::TooLarge => t!("scan-too-large").into(),
        Tried::Stopped => t!("scan-stopped").into(),
    }
}

/// Words what to do when a scan found nothing, likeliest cause first; never empty.
pub(in crate::ui) fn what_to_do(notes: &[ScanNote], loopback_only: bool) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    if loopback_only {
        all.push(t!("scan-advice-only-here").into());
    }
    for text in ranked(notes)
        .into_iter()
        .filter_map(|note| remedy(note, loopback_only))
    {
        if !all.contains(&text) {
            all.push(text);
        }
    }
    if !loopback_only && !notes.iter().any(|note| note.via == Via::Sweep) {
        all.push(t!("scan-advice-no-sweep").into());
    }
    all.push(t!("scan-advice-new-device").into());
    all
}

fn remedy(note: &ScanNote, loopback_only: bool) -> Option<String> {
    let place = &note.place;
    Some(match (note.via, &note.result) {
        (_, Tried::Swept { .. } | Tried::Heard { .. }) if loopback_only => return None,
        (
            _,
            Tried::Swept {
                open: 0,
                refused: 0,
                silent: 0,
                failed,
                ..
            },
        ) if *failed > 0 => {
            t!("scan-advice-no-route", place = place)
        }
        (
            _,
            Tried::Swept {
                open: 0,
                refused: 0,
                ..
            },
        ) => {
            t!("scan-advice-nothing-answers", place = place)
        }
        (_, Tried::Swept { .. }) => t!("scan-advice-no-device", place = place),
        (_, Tried::TooLarge) => t!("scan-advice-too-large", place = place),
        (_, Tried::Stopped) => t!("scan-advice-stopped").into(),
        (Via::Mdns, Tried::NoAnswer(_)) => t!("scan-advice-mdns").into(),
        _ if known(note).is_some() => t!("scan-advice-known").into(),
        _ => return None,
    })
}

/// Words a stage of a test.
pub(in crate::ui) fn stage(stage: Stage) -> &'static str {
    match stage {
        Stage::Address => t!("test-stage-address"),
        Stage::Name => t!("test-stage-name"),
        Stage::Tcp => t!("test-stage-tcp"),
        Stage::Http => t!("test-stage-http"),
        Stage::Family => t!("test-stage-family"),
        Stage::Capabilities => t!("test-stage-capabilities"),
    }
}

/// Formats the time of a stage: milliseconds with one decimal, as `doctor` prints it.
pub(in crate::ui) fn took(report: &StageReport) -> String {
    t!(
        "time-ms",
        ms = format!("{:.1}", report.took.as_secs_f64() * 1e3)
    )
}

/// Words a whole test, to be copied: one line for each stage, as `doctor` prints it.
pub(in crate::ui) fn test_as_text(address: &str, test: &ConnectionTest) -> String {
    let mut text = t!("test-copy", address = address);
    for report in &test.stages {
        let mark = if report.problem.is_none() {
            t!("test-state-ok")
        } else {
            t!("test-state-failed")
        };
        text += &format!(
            "\n{mark:11}  {:12}  {:>12}  {}",
            report.stage.word(),
            took(report),
            report.detail.text()
        );
        if let Some(problem) = &report.problem {
            for line in [
                t!("test-copy-code", code = problem.code.as_str()),
                t!("test-copy-remedy", remedy = problem.remedy.text()),
            ] {
                text += &format!("\n        {line}");
            }
        }
    }
    if let Some(diagnosis) = &test.diagnosis {
        text += &format!("\n{}", diagnosis.status());
    }
    text
}

/// Makes a sentence continue after a colon.
fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    chars
        .next()
        .map(|first| format!("{}{}", first.to_lowercase(), chars.as_str()))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::Code;
    use crate::problem::Problem;

    fn note(via: Via, place: &str, result: Tried) -> ScanNote {
        ScanNote {
            via,
            place: place.into(),
            interface: "wlan0".into(),
            result,
        }
    }

    fn nobody(place: &str) -> ScanNote {
        note(
            Via::Known,
            place,
            Tried::NoAnswer(Problem::new(Code::DeviceUnreachable, "Nobody answers", "x")),
        )
    }

    fn swept(refused: usize, silent: usize) -> Tried {
        Tried::Swept {
            open: 0,
            refused,
            silent,
            failed: 0,
            reason: None,
        }
    }

    #[test]
    fn known_addresses_are_told_together_and_the_one_of_new_devices_apart() {
        let notes = [
            nobody("192.168.4.1"),
            nobody("192.168.1.40"),
            nobody("192.168.1.41"),
        ];
        let lines = tried(&notes);
        assert!(
            lines[0].contains("192.168.4.1") && lines[0].contains("the address of a new device"),
            "{lines:?}"
        );
        assert_eq!(
            lines[1],
            "2 known addresses: no device answers at 192.168.1.40, 192.168.1.41."
        );
    }

    #[test]
    fn advice_speaks_of_the_window_and_not_of_options_of_the_command_line() {
        let heard = note(Via::Mdns, "announcements", Tried::Heard { services: 0 });
        for tried in [
            swept(0, 254),
            swept(3, 250),
            Tried::TooLarge,
            Tried::Stopped,
        ] {
            let all = what_to_do(
                &[
                    heard.clone(),
                    note(Via::Sweep, "10.0.0.0/24", tried),
                    nobody("10.0.0.7"),
                ],
                false,
            );
            assert!(
                all.len() > 1 && all.iter().all(|text| !text.contains("--")),
                "{all:?}"
            );
        }
        assert!(what_to_do(&[], false)[0].contains("No addresses were scanned"));
        assert!(what_to_do(&[], true)[0].contains("only this computer was searched"));
    }

    #[test]
    fn how_a_device_was_found_is_one_sentence() {
        assert_eq!(
            via(&[Via::Mdns, Via::Sweep, Via::Known]),
            "Found by its announcement, by the address scan and at its known address."
        );
        assert_eq!(via(&[Via::Host]), "Found at the address you entered.");
        assert!(via(&[]).contains("earlier run"));
    }
}
