//! The oracle itself: planted lies are found, and honest runs pass.

use super::*;
use std::collections::BTreeMap;

fn schedule(dialect: &str) -> Schedule {
    let text = format!(
        "{dialect} leds=2 frames=1 ms=20 play=1 force=0 before=nothing other=nothing keep=1 | address:0:0@4"
    );
    text.parse().unwrap()
}

fn held(id: &str, files: &[(&str, Vec<u8>)]) -> Held {
    let files: BTreeMap<_, _> = files
        .iter()
        .map(|(name, bytes)| ((*name).to_owned(), bytes.clone()))
        .collect();
    Held {
        id: id.into(),
        files,
        open: None,
    }
}

fn report(outcome: &str) -> Report {
    Report {
        outcome: outcome.into(),
        device: Some("a".into()),
        sha256: sha256(b"gif"),
        ..Report::default()
    }
}

fn record(number: u32, kind: Kind, device: usize) -> Record {
    Record {
        number,
        at: Duration::ZERO,
        kind,
        device,
        delivered: true,
        status: Some(200),
        answered: true,
    }
}

/// The rules that are broken where device A holds `a` and B holds `b` in the end, and both held nothing.
fn rules(
    schedule: &Schedule,
    report: &Report,
    records: &[Record],
    a: Held,
    b: Held,
) -> Vec<&'static str> {
    let facts = Facts {
        schedule,
        report,
        records,
        began: Duration::ZERO,
        ended: Duration::from_secs(1),
        last_byte: Some(Duration::ZERO),
        before: &[held("a", &[]), held("b", &[])],
        after: &[a, b],
        plays: None,
    };
    judge(&facts)
        .into_iter()
        .map(|violation| violation.rule)
        .collect()
}

#[test]
fn a_planted_false_verified_is_found() {
    let schedule = schedule("native");
    let sent = schedule.wire(0);
    let mut harmed = sent.clone();
    harmed[7] ^= 1;
    let after = |bytes: &[u8]| held("a", &[(NAME, bytes.to_vec())]);
    let rules = |outcome: &str, a: Held| rules(&schedule, &report(outcome), &[], a, held("b", &[]));
    assert!(rules("verified", after(&sent)).is_empty());
    assert_eq!(
        rules("verified", after(&harmed)),
        ["false-verified", "left-damaged"]
    );
    assert_eq!(rules("skipped", held("a", &[])), ["false-skipped"]);
    assert_eq!(rules("failed", after(&harmed)), ["left-damaged"]);
    assert_eq!(
        rules("unverified", after(&sent)),
        ["unproven", "left-whole"]
    );
}

#[test]
fn what_lies_on_the_device_that_the_job_names_counts() {
    let schedule = schedule("native");
    let on_b = held("b", &[(NAME, schedule.wire(0))]);
    let mut said = report("verified");
    assert_eq!(
        rules(&schedule, &said, &[], held("a", &[]), on_b.clone()),
        ["false-verified", "left-whole"]
    );
    said.device = Some("b".into());
    assert!(rules(&schedule, &said, &[], held("a", &[]), on_b).is_empty());
}

#[test]
fn files_presets_and_open_uploads_are_left_only_with_a_word() {
    let wled = schedule("wled");
    let name = "ub_chaos_01234567.gif";
    let rules_of = |report: &Report, files: &[(&str, Vec<u8>)]| {
        rules(&wled, report, &[], held("a", files), held("b", &[]))
    };
    let whole = (name, b"gif".to_vec());
    let cut = ("ub_chaos_89abcdef.gif", b"gi".to_vec());
    assert!(rules_of(&report("verified"), std::slice::from_ref(&whole)).is_empty());
    assert_eq!(
        rules_of(&report("verified"), &[whole.clone(), cut.clone()]),
        ["left-damaged"]
    );
    assert_eq!(
        rules_of(&report("failed"), std::slice::from_ref(&whole)),
        ["left-whole"]
    );
    let mut said = report("failed");
    said.notes = vec![format!("what was sent of '{name}' stays on it")];
    assert!(rules_of(&said, &[whole]).is_empty());
    let native = schedule("native");
    let mut open = held("a", &[]);
    open.open = Some("an upload".into());
    assert_eq!(
        rules(&native, &report("failed"), &[], open, held("b", &[])),
        ["left-open"]
    );
}

#[test]
fn presets_are_compared_by_their_colours() {
    let schedule = schedule("wled15");
    let wire = schedule.wire(0);
    let hex: Vec<String> = wire[6..]
        .chunks(3)
        .map(|rgb| format!("{:02X}{:02X}{:02X}", rgb[0], rgb[1], rgb[2]))
        .collect();
    let file = |first: &str| {
        let text = format!(
            r#"{{"0":{{}},"3":{{"n":"ub_chaos","seg":[{{"i":["{first}",1,2,"{}"]}},{{"stop":0}}]}}}}"#,
            hex[1]
        );
        held("a", &[("presets.json", text.into_bytes())])
    };
    assert!(holds(&schedule, &report("verified"), &file(&hex[0])));
    assert!(!holds(&schedule, &report("verified"), &file("000001")));
    assert!(!holds(&schedule, &report("verified"), &held("a", &[])));
}

#[test]
fn writes_to_another_device_are_found() {
    let native = schedule("native");
    let empty = || (held("a", &[]), held("b", &[]));
    let of = |schedule: &Schedule, report: &Report, records: &[Record]| {
        let (a, b) = empty();
        rules(schedule, report, records, a, b)
    };
    let stray = [record(1, Kind::Status, 0), record(2, Kind::Play, 1)];
    assert_eq!(of(&native, &report("failed"), &stray), ["stray-write"]);
    let asked = [record(1, Kind::Status, 0), record(2, Kind::List, 1)];
    assert!(of(&native, &report("failed"), &asked).is_empty());
    let wled = schedule("wled");
    let after_info = [record(1, Kind::Info, 0), record(2, Kind::Upload, 1)];
    let mut said = report("failed");
    assert_eq!(of(&wled, &said, &after_info), ["stray-not-noted"]);
    said.notes = vec!["It may lie on another device.".into()];
    assert!(of(&wled, &said, &after_info).is_empty());
    let later = [record(1, Kind::List, 0), record(2, Kind::Upload, 1)];
    assert_eq!(of(&wled, &said, &later), ["stray-write"]);
}

#[test]
fn a_job_that_goes_on_for_too_long_is_found() {
    let schedule = schedule("native");
    let (a, b) = (held("a", &[]), held("b", &[]));
    let facts = |outcome: &str, ended: u64| {
        let report = report(outcome);
        let facts = Facts {
            schedule: &schedule,
            report: &report,
            records: &[],
            began: Duration::ZERO,
            ended: Duration::from_secs(ended),
            last_byte: Some(Duration::from_secs(10)),
            before: &[a.clone(), b.clone()],
            after: &[a.clone(), b.clone()],
            plays: None,
        };
        let rules: Vec<_> = judge(&facts).into_iter().map(|v| v.rule).collect();
        rules
    };
    assert!(facts("failed", 129).is_empty());
    assert_eq!(facts("failed", 131), ["too-long"]);
    assert_eq!(facts("", 300), ["never-ended"]);
}
