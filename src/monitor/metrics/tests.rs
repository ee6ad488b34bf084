use super::*;
use crate::engine::{JobDevice, Measured};
use crate::problem::Code;
use proptest::prelude::*;
use std::time::Duration;

const NOW: i64 = 1_800_000_000;

fn porch() -> DeviceId {
    DeviceId::stored("a0b1c2d3e4f5")
}

pub(in crate::monitor) fn upload(id: &str, at: i64, outcome: Ended, code: Option<Code>) -> Fact {
    Fact::Upload(UploadFact {
        at,
        device: JobDevice {
            id: Some(DeviceId::stored(id)),
            name: Some("Porch".into()),
            family: Some("native"),
            address: "127.0.0.1:81".into(),
        },
        outcome,
        code,
        measured: Measured {
            sent: 1000,
            sending: Duration::from_millis(500),
            verifying: Duration::from_millis(250),
        },
        attempts: 2,
        forgettable: false,
    })
}

fn probe(at: i64, answer: Option<u64>) -> Fact {
    Fact::Probe(ProbeFact {
        at,
        device: porch(),
        answer: answer.map(Duration::from_millis),
        answers_while_playing: true,
        forgettable: false,
    })
}

fn windows(collector: &Collector, now: i64) -> (Window, Window) {
    let record = &collector.records["a0b1c2d3e4f5"];
    let windows = record.windows(now);
    (windows.hour.clone(), windows.day.clone())
}

#[test]
fn an_hour_and_a_day_end_when_they_are_over() {
    let mut collector = Collector::default();
    for at in [NOW, NOW - 1800, NOW - 2 * HOUR, NOW - DAY - 120] {
        collector.fold(&upload("a0b1c2d3e4f5", at, Ended::Verified, None), NOW);
    }
    let (hour, day) = windows(&collector, NOW);
    assert_eq!((hour.verified, day.verified), (2, 3));
    assert_eq!((hour.bytes, hour.speed), (2000, Some(2000.0)));
    assert_eq!(hour.verify, Some(Duration::from_millis(250)));
    assert_eq!(hour.attempts, Some(2.0));
    let (hour, day) = windows(&collector, NOW + 23 * HOUR);
    assert_eq!((hour.verified, day.verified), (0, 2));
}

#[test]
fn what_was_not_measured_is_no_number() {
    let mut collector = Collector::default();
    collector.fold(&probe(NOW, None), NOW);
    let (hour, _) = windows(&collector, NOW);
    let nothing = (hour.speed, hour.verify, hour.attempts, hour.success());
    assert_eq!(nothing, (None, None, None, None));
    assert_eq!((hour.p50, hour.p95, hour.online), (None, None, None));
    assert_eq!((hour.probes, hour.silent), (1, 1));
}

#[test]
fn percentiles_are_answers_that_came() {
    let mut collector = Collector::default();
    for ms in 1..=100 {
        collector.fold(&probe(NOW - ms, Some(ms as u64 * 10)), NOW);
    }
    let (hour, _) = windows(&collector, NOW);
    assert_eq!(hour.p50, Some(Duration::from_millis(500)));
    assert_eq!(hour.p95, Some(Duration::from_millis(950)));
    assert_eq!(hour.apdex, [100, 0, 0]);
}

#[test]
fn a_restart_of_the_app_loses_nothing_that_was_stored() {
    let store = Store::in_memory().unwrap();
    let mut before = Collector::default();
    for n in 0..50 {
        let outcome = if n % 5 == 0 {
            Ended::Failed
        } else {
            Ended::Verified
        };
        let code = (outcome == Ended::Failed).then_some(Code::DeviceTimeout);
        let at = NOW - n * 600;
        before.fold(&upload("a0b1c2d3e4f5", at, outcome, code), NOW);
        before.fold(&probe(at, Some(20)), NOW);
    }
    let rows = before.take_unsaved();
    assert!(before.take_unsaved().is_empty());
    let save = |changes: &crate::store::Changes<'_>| -> Result<(), StoreError> {
        rows.iter().try_for_each(|row| changes.save_measured(row))
    };
    store.commit(save).unwrap().unwrap();
    let mut after = Collector::default();
    after.load(&store, NOW).unwrap();
    assert_eq!(windows(&after, NOW), windows(&before, NOW));
    let endings = |collector: &Collector| {
        let record = &collector.records["a0b1c2d3e4f5"];
        (record.endings.clone(), record.failures_in_a_row)
    };
    assert_eq!(endings(&after), {
        // minutes have them in the order of time, the facts came in the opposite one
        before
            .records
            .get_mut("a0b1c2d3e4f5")
            .unwrap()
            .recall_endings();
        endings(&before)
    });
    // hours say the same as their minutes
    let hours: u32 = store
        .measured(HOUR, 0)
        .unwrap()
        .iter()
        .map(|row| {
            serde_json::from_str::<Bucket>(&row.data)
                .unwrap()
                .count_of(Ended::Failed)
        })
        .sum();
    assert_eq!(hours, 10);
}

#[test]
fn simulated_devices_are_counted_and_not_stored() {
    let mut collector = Collector::default();
    let Fact::Upload(mut fact) = upload("a0b1c2d3e4f5", NOW, Ended::Verified, None) else {
        unreachable!()
    };
    fact.forgettable = true;
    collector.fold(&Fact::Upload(fact), NOW);
    assert_eq!(windows(&collector, NOW).0.verified, 1);
    assert!(collector.take_unsaved().is_empty());
}

#[test]
fn a_fact_of_another_process_counts_as_its_own() {
    let fact = upload("a0b1c2d3e4f5", NOW, Ended::Failed, Some(Code::DeviceFull));
    let json = serde_json::to_string(&StoredFact::of(&fact).unwrap()).unwrap();
    let mut theirs = Collector::default();
    theirs.fold_stored(&serde_json::from_str(&json).unwrap(), NOW);
    let mut own = Collector::default();
    own.fold(&fact, NOW);
    assert_eq!(windows(&theirs, NOW), windows(&own, NOW));
}

fn facts() -> impl Strategy<Value = Vec<(i64, usize)>> {
    prop::collection::vec((0..2 * DAY, 0..5_usize), 0..60)
}

proptest! {
    /// The oracle counts the facts one by one.
    #[test]
    fn windows_hold_exactly_the_facts_of_their_time(facts in facts()) {
        let mut collector = Collector::default();
        collector.fold(&probe(NOW, Some(1)), NOW);
        for (age, outcome) in &facts {
            collector.fold(&upload("a0b1c2d3e4f5", NOW - age, Ended::ALL[*outcome], None), NOW);
        }
        let (hour, day) = windows(&collector, NOW);
        // whole minutes: the current one and those before it
        let end = NOW - NOW % 60 + 60;
        let count = |length: i64, wanted: Ended| {
            let within = |age: i64| NOW - age >= end - length;
            facts.iter().filter(|(age, n)| within(*age) && Ended::ALL[*n] == wanted).count() as u32
        };
        for (window, length) in [(hour, HOUR), (day, DAY)] {
            prop_assert_eq!(window.verified, count(length, Ended::Verified));
            prop_assert_eq!(window.failed, count(length, Ended::Failed));
            prop_assert_eq!(window.cancelled, count(length, Ended::Cancelled));
        }
    }
}
