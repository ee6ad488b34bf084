use super::super::metrics::Collector;
use super::super::metrics::tests::upload;
use super::*;
use crate::device::DeviceId;
use crate::engine::{Ended, Fact};
use std::collections::BTreeMap;

const NOW: i64 = 1_800_000_000;
const PORCH: &str = "a0b1c2d3e4f5";

/// Facts, alerts and a clock.
#[derive(Default)]
struct Bench {
    collector: Collector,
    computer: Computer,
    alerts: Alerts,
    at: i64,
}

impl Bench {
    fn new() -> Self {
        Self {
            at: NOW,
            ..Self::default()
        }
    }

    fn fold(&mut self, fact: &Fact) {
        self.collector.fold(fact, self.at);
    }

    fn upload(&mut self, id: &str, outcome: Ended, code: Option<Code>) {
        self.fold(&upload(id, self.at, outcome, code));
    }

    fn fail(&mut self, id: &str, code: Code) {
        self.upload(id, Ended::Failed, Some(code));
    }

    /// Lets seconds pass, one by one; what people hear of.
    fn pass(&mut self, seconds: i64) -> Vec<String> {
        let mut heard = Vec::new();
        let step = if seconds > 1000 { 10 } else { 1 };
        for _ in 0..seconds / step {
            self.at += step;
            let found = conditions(&self.collector, &self.computer, self.at);
            for change in self.alerts.tick(self.at, found) {
                let alert = change.alert();
                heard.push(format!(
                    "{} {} {}",
                    change.word(),
                    alert.kind.word(),
                    alert.severity.word()
                ));
            }
        }
        heard
    }
}

#[test]
fn three_failures_in_a_row_warn_once_and_success_resolves() {
    let mut bench = Bench::new();
    for _ in 0..20 {
        bench.upload(PORCH, Ended::Verified, None); // so that a few failures are no high rate
    }
    for round in 0..2 {
        bench.fail(PORCH, Code::DeviceSaidNo);
        bench.fail(PORCH, Code::DeviceSaidNo);
        assert!(bench.pass(60).is_empty(), "two are no pattern");
        bench.fail(PORCH, Code::DeviceSaidNo);
        assert!(bench.pass(25).is_empty(), "it may pass");
        assert_eq!(
            bench.pass(600),
            ["fired repeated_failure warning"],
            "round {round}"
        );
        bench.upload(PORCH, Ended::Verified, None);
        assert_eq!(bench.pass(600), ["resolved repeated_failure warning"]);
    }
    let fired = bench.alerts.all();
    assert_eq!(fired.len(), 2, "two alerts, each of its own time");
    assert!(fired[0].id != fired[1].id && fired[0].key == fired[1].key);
}

#[test]
fn ten_in_a_row_become_critical_in_the_same_alert() {
    let mut bench = Bench::new();
    for _ in 0..5 {
        bench.fail(PORCH, Code::DeviceSaidNo);
    }
    assert_eq!(bench.pass(60), ["fired repeated_failure warning"]);
    for _ in 0..5 {
        bench.fail(PORCH, Code::DeviceSaidNo);
    }
    let heard = bench.pass(60);
    assert!(
        heard.contains(&"repeated repeated_failure critical".to_owned()),
        "{heard:?}"
    );
    let of_kind = |alert: &&Alert| alert.kind == AlertKind::RepeatedFailure;
    assert_eq!(bench.alerts.all().iter().filter(of_kind).count(), 1);
}

#[test]
fn a_high_error_rate_is_critical_at_once_and_passes_with_the_hour() {
    let mut bench = Bench::new();
    for n in 0..6 {
        // never three in a row
        if n % 3 == 2 {
            bench.upload(PORCH, Ended::Verified, None);
        } else {
            bench.fail(PORCH, Code::DeviceSaidNo);
        }
    }
    assert_eq!(bench.pass(2), ["fired high_error_rate critical"]);
    assert_eq!(bench.pass(3700), ["resolved high_error_rate critical"]);
}

#[test]
fn a_refused_pin_warns_at_once_until_the_device_is_unlocked() {
    let mut bench = Bench::new();
    bench.fold(&Fact::SecretRefused(DeviceId::stored(PORCH)));
    assert_eq!(bench.pass(2), ["fired repeated_failure warning"]);
    let mut view = crate::app::example("loaded").unwrap().devices.remove(0);
    view.device.id = DeviceId::stored(PORCH);
    view.locked = true;
    bench.fold(&Fact::Device(Box::new(view.clone())));
    assert!(bench.pass(60).is_empty());
    view.locked = false;
    bench.fold(&Fact::Device(Box::new(view)));
    assert_eq!(bench.pass(2), ["resolved repeated_failure warning"]);
}

#[test]
fn a_device_that_stops_answering_warns_after_half_a_minute() {
    let mut bench = Bench::new();
    bench.fail(PORCH, Code::DeviceTimeout);
    assert_eq!(bench.pass(60), ["fired timeout warning"]);
    bench.upload(PORCH, Ended::Cancelled, None);
    assert!(bench.pass(60).is_empty(), "cancelling proves nothing");
    bench.upload(PORCH, Ended::Skipped, None);
    assert_eq!(bench.pass(2), ["resolved timeout warning"]);
}

#[test]
fn two_hundred_devices_behind_a_dropped_network_are_one_alert_and_a_full_one_is_its_own() {
    let mut bench = Bench::new();
    let ids: Vec<String> = (0..200).map(|n| format!("{n:012x}")).collect();
    for id in &ids {
        bench.upload(id, Ended::Verified, None);
    }
    for id in &ids[..5] {
        bench.fail(id, Code::DeviceTimeout); // before anybody knows why
    }
    bench.fold(&Fact::NetworkDropped {
        network: "127.3.0.0/16".into(),
        devices: ids.iter().map(|id| DeviceId::stored(id)).collect(),
    });
    for _ in 0..4 {
        for id in &ids[..199] {
            bench.fail(id, Code::DeviceUnreachable);
        }
    }
    bench.fail(&ids[199], Code::DeviceFull);
    let mut heard = bench.pass(600);
    heard.sort();
    assert_eq!(heard, ["fired resource warning", "fired timeout critical"]);
    bench.upload(&ids[7], Ended::Verified, None);
    assert_eq!(bench.pass(3600), ["resolved timeout critical"]);
    // the same once more: two, and not one, and not three
    bench.fold(&Fact::NetworkDropped {
        network: "127.3.0.0/16".into(),
        devices: ids.iter().map(|id| DeviceId::stored(id)).collect(),
    });
    assert_eq!(bench.pass(60), ["fired timeout critical"]);
}

#[test]
fn what_this_computer_lacks_is_said_and_resolved() {
    let mut bench = Bench::new();
    bench.computer.free_bytes = Some(500 << 20);
    assert_eq!(bench.pass(2), ["fired resource critical"]);
    bench.computer.free_bytes = Some(5 << 30);
    let missing = (Message::verbatim("no ffmpeg"), Remedy::InstallFfmpeg);
    bench.computer.missing = Some(BTreeMap::from([("ffmpeg", missing)]));
    assert_eq!(bench.pass(2), ["resolved resource critical"]);
    assert_eq!(bench.pass(60), ["fired dependency info"]);
    bench.computer.missing = Some(BTreeMap::new());
    assert_eq!(bench.pass(2), ["resolved dependency info"]);
}

#[test]
fn a_silenced_alert_is_not_heard_of_until_its_time_is_over() {
    let mut bench = Bench::new();
    bench.fail(PORCH, Code::DeviceTimeout);
    let key = format!("timeout {PORCH} {}", Code::DeviceTimeout);
    bench
        .alerts
        .set_silences(vec![(key.clone(), Some(NOW + 3600))]);
    assert!(bench.pass(3000).is_empty());
    assert!(!bench.alerts.all()[0].is_active());
    assert_eq!(bench.pass(700), ["fired timeout warning"]);
    // until it is resolved: the next one is heard of again
    bench.alerts.set_silences(vec![(key.clone(), None)]);
    bench.upload(PORCH, Ended::Verified, None);
    bench.pass(2);
    assert!(!bench.alerts.silences().contains_key(&key));
    bench.fail(PORCH, Code::DeviceTimeout);
    assert_eq!(bench.pass(60), ["fired timeout warning"]);
}

#[test]
fn one_that_goes_on_is_repeated_every_four_hours_and_a_restart_repeats_nothing() {
    let mut bench = Bench::new();
    bench.fail(PORCH, Code::DeviceTimeout);
    assert_eq!(bench.pass(9 * 3600).len(), 3);
    let rows = bench.alerts.take_unsaved();
    let mut after = Alerts::default();
    let newest = rows.into_iter().next_back().unwrap();
    after.load(vec![newest], Vec::new());
    bench.alerts = after;
    assert!(bench.pass(1800).is_empty());
    bench.upload(PORCH, Ended::Verified, None);
    assert_eq!(bench.pass(2), ["resolved timeout warning"]);
}

#[test]
fn a_network_that_is_gone_before_the_upload_is_one_alert_too() {
    let mut bench = Bench::new();
    let ids: Vec<String> = (0..12).map(|n| format!("{n:012x}")).collect();
    for id in &ids {
        bench.fail(id, Code::DeviceUnreachable);
        bench.at += 5;
    }
    assert_eq!(bench.pass(600), ["fired timeout critical"]);
    for id in &ids {
        bench.upload(id, Ended::Verified, None);
    }
    assert_eq!(bench.pass(600), ["resolved timeout critical"]);
    // two days later, one by one: each has a cause of its own
    for id in &ids[..3] {
        bench.at += 4000;
        bench.fail(id, Code::DeviceUnreachable);
    }
    assert_eq!(bench.pass(60), ["fired timeout warning"; 3]);
}
