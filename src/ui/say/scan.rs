//! Looking for devices in words: what a scan is at, what it tried, what to do; and the stages of a test.

use super::count;
use crate::app::{ConnectionTest, State};
use crate::device::AddrSpec;
use crate::device::discovery::ACCESS_POINT;
use crate::engine::{ScanNote, ScanStage, Stage, StageReport, Tried, Via};

/// What the scan that runs is at: "192.168.1.0/24: 120 of 254".
pub(in crate::ui) fn at(state: &State) -> String {
    let Some(progress) = state.scan.progress.filter(|_| !state.scan.stopping) else {
        return "Stopping…".into();
    };
    let place = match state.scan.subnets.as_slice() {
        [] => "Sweep".to_owned(),
        [subnet] => subnet.to_string(),
        subnets => count(subnets.len(), "subnet", "subnets"),
    };
    let done = progress.done;
    let total = progress.total;
    match progress.stage {
        ScanStage::Listening if state.settings.scan.announcements => {
            "Listening for announcements".into()
        }
        ScanStage::Listening => "Asking known addresses".into(),
        ScanStage::Quick => format!("{place}: {done} of {total}"),
        ScanStage::Patient if done < total => format!("{place}: {done} of {total}, once more"),
        ScanStage::Patient => "Waiting for the last answers".into(),
    }
}

/// How much of that is done, 0 to 1; `None` where nobody can say.
pub(in crate::ui) fn part(state: &State) -> Option<f32> {
    let progress = state.scan.progress?;
    (progress.total > 0).then(|| progress.done as f32 / progress.total as f32)
}

/// How a device was noticed: "Found by its announcement and by the sweep."
pub(in crate::ui) fn via(via: &[Via]) -> String {
    let word = |via: &Via| match via {
        Via::Mdns => "by its announcement",
        Via::Sweep => "by the sweep",
        Via::Udp => "by its own broadcast",
        Via::Nodes => "named by another device",
        Via::Host => "at the address you gave",
        Via::Known => "at its known address",
    };
    let words: Vec<&str> = via.iter().map(word).collect();
    match words.as_slice() {
        [] => "Known from an earlier run.".into(),
        [one] => format!("Found {one}."),
        [first @ .., last] => format!("Found {} and {last}.", first.join(", ")),
    }
}

/// One thing that a scan tried: where, and what came back.
pub(in crate::ui) struct TriedLine {
    pub(in crate::ui) place: String,
    pub(in crate::ui) result: String,
}

/// Whether it is a known device that did not answer, and its address.
fn known(note: &ScanNote) -> Option<&str> {
    let is_known = note.via == Via::Known && matches!(note.result, Tried::Nobody(_));
    let new = AddrSpec::from(ACCESS_POINT).to_string();
    (is_known && note.place != new).then_some(note.place.as_str())
}

/// What a scan tried, and what came back; known addresses together, what tells most first.
pub(in crate::ui) fn tried(notes: &[ScanNote]) -> Vec<TriedLine> {
    let mut lines: Vec<TriedLine> = ranked(notes)
        .into_iter()
        .filter(|note| known(note).is_none())
        .map(line)
        .collect();
    let addresses: Vec<&str> = notes.iter().filter_map(known).collect();
    if !addresses.is_empty() {
        let place = count(addresses.len(), "known address", "known addresses");
        lines.push(TriedLine {
            place,
            result: format!("no device answers at {}", addresses.join(", ")),
        });
    }
    lines
}

/// Sweeps first, what was not swept last.
fn ranked(notes: &[ScanNote]) -> Vec<&ScanNote> {
    let mut all: Vec<&ScanNote> = notes.iter().collect();
    all.sort_by_key(|note| match &note.result {
        Tried::Stopped => 0,
        Tried::Swept { .. } => 1,
        Tried::Heard { .. } => 2,
        Tried::Nobody(_) => 3,
        Tried::TooLarge => 4,
    });
    all
}

fn line(note: &ScanNote) -> TriedLine {
    let whole = note.to_string();
    let (place, result) = whole.split_once(": ").unwrap_or((&whole, ""));
    let place = match (&note.result, note.via) {
        (_, Via::Mdns) => super::sentence(place).trim_end_matches('.').to_owned(),
        (Tried::Nobody(_), Via::Known) => format!("{place}, where a new device is"),
        _ => place.to_owned(),
    };
    let result = if matches!(note.result, Tried::Nobody(_)) {
        lower_first(result)
    } else {
        result.to_owned()
    };
    TriedLine { place, result }
}

/// What to do when a scan found nobody, likeliest cause first, in the window's own words; never empty.
pub(in crate::ui) fn what_to_do(notes: &[ScanNote], loopback_only: bool) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    if loopback_only {
        all.push(
            "Only this computer was searched: start Upload Bridge without --loopback-only to search the network."
                .into(),
        );
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
        all.push(
            "No subnet was swept: choose one in the scan options, or add a device by its address."
                .into(),
        );
    }
    all.push(
        "A new device makes a WiFi of its own: join it, then scan again. The device is then at 192.168.4.1.".into(),
    );
    all
}

fn remedy(note: &ScanNote, loopback_only: bool) -> Option<String> {
    let place = note.place.as_str();
    Some(match (note.via, &note.result) {
        (_, Tried::Swept { .. } | Tried::Heard { .. }) if loopback_only => return None,
        (_, Tried::Swept { open: 0, refused: 0, silent: 0, failed, .. }) if *failed > 0 => {
            format!("This computer has no way to {place}. Check its own network connection.")
        }
        (_, Tried::Swept { open: 0, refused: 0, .. }) => format!(
            "Nobody at all answers in {place}. Check that this computer is in the devices' WiFi, without a VPN, and that \
             the access point lets its clients talk to each other (no guest network)."
        ),
        (_, Tried::Swept { .. }) => format!(
            "Others answer in {place}, but no device. Check that the device has power and has joined this WiFi; if it \
             listens at another port, set that in the scan options."
        ),
        (_, Tried::TooLarge) => {
            format!("{place} is large: name the part of it that the devices are in, in the scan options.")
        }
        (_, Tried::Stopped) => "The scan was stopped before its end: let it run.".into(),
        (Via::Mdns, Tried::Nobody(_)) => {
            "Announcements cannot be heard: another program may hold the mDNS port. The sweep finds devices without them."
                .into()
        }
        _ if known(note).is_some() => {
            "Known devices do not answer: check that they have power and are in this network. “Test connection” in a \
             device's menu says where it breaks off."
                .into()
        }
        _ => return None,
    })
}

/// What a stage of a test is called.
pub(in crate::ui) fn stage(stage: Stage) -> &'static str {
    match stage {
        Stage::Address => "Address",
        Stage::Name => "Name",
        Stage::Tcp => "Connection (TCP)",
        Stage::Http => "Web server (HTTP)",
        Stage::Family => "Kind of device",
        Stage::Capabilities => "What it can do",
    }
}

/// How long a stage took: milliseconds with one decimal, as `doctor` prints it.
pub(in crate::ui) fn took(report: &StageReport) -> String {
    format!("{:.1} ms", report.took.as_secs_f64() * 1e3)
}

/// All of a test, to be copied: a line a stage, as `doctor` prints it.
pub(in crate::ui) fn test_as_text(address: &str, test: &ConnectionTest) -> String {
    let mut text = format!("Test of the connection to {address}");
    for report in &test.stages {
        let mark = if report.problem.is_none() {
            "ok"
        } else {
            "FAILED"
        };
        text += &format!(
            "\n{mark:6}  {:12}  {:>12}  {}",
            report.stage.word(),
            took(report),
            report.detail
        );
        if let Some(problem) = &report.problem {
            text += &format!(
                "\n        code: {}\n        hint: {}",
                problem.code,
                problem.remedy.text()
            );
        }
    }
    if let Some(diagnosis) = &test.diagnosis {
        text += &format!("\n{}", diagnosis.status());
    }
    text
}

/// A sentence that goes on after a colon.
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
            Tried::Nobody(Problem::new(Code::DeviceUnreachable, "Nobody answers", "x")),
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
        let lines: Vec<String> = tried(&notes)
            .into_iter()
            .map(|l| format!("{}: {}", l.place, l.result))
            .collect();
        assert!(
            lines[0].contains("192.168.4.1") && lines[0].contains("where a new device is"),
            "{lines:?}"
        );
        assert_eq!(
            lines[1],
            "2 known addresses: no device answers at 192.168.1.40, 192.168.1.41"
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
        assert!(what_to_do(&[], false)[0].contains("No subnet was swept"));
        assert!(what_to_do(&[], true)[0].contains("Only this computer was searched"));
    }

    #[test]
    fn how_a_device_was_found_is_one_sentence() {
        assert_eq!(
            via(&[Via::Mdns, Via::Sweep, Via::Known]),
            "Found by its announcement, by the sweep and at its known address."
        );
        assert_eq!(via(&[Via::Host]), "Found at the address you gave.");
        assert!(via(&[]).contains("earlier run"));
    }
}
