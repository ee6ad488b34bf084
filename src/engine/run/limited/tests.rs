//! Jobs that a limit holds back, without their tasks.

use super::super::tests::{answers, device, engine};
use super::*;
use crate::device::{DeleteFirst, DeviceSettings};
use crate::engine::api::{Command, ConnectOptions, HourlyLimits, PatternId, SendRequest, Target};
use crate::engine::note::{LoadedPattern, Note};
use crate::engine::outbox::Events;
use crate::pattern::{Fit, ReadOptions, read_bytes};
use crate::store::Store;
use std::path::Path;
use std::sync::Arc;
use tokio::sync::oneshot;

fn per_hour(uploads: u32) -> UploadLimits {
    UploadLimits {
        all: HourlyLimits {
            uploads: Some(uploads),
            bytes: None,
        },
        ..UploadLimits::default()
    }
}

/// An engine with a job for each of `n` devices. Their tasks' notes go nowhere.
fn with_jobs(n: u16, limits: UploadLimits) -> (Engine, Events) {
    let (mut engine, events) = engine(&Store::in_memory().unwrap());
    let options = ReadOptions {
        leds: Some(4),
        ..ReadOptions::default()
    };
    let opened = read_bytes(Path::new("dots.bin"), vec![7; 12].into(), &options).unwrap();
    let loaded = LoadedPattern {
        opened: Arc::new(opened),
        file: None,
    };
    let pattern = PatternId(1);
    engine.patterns.insert(pattern, loaded);
    for n in 1..=n {
        engine.note(answers(n, None));
    }
    engine.handle(Command::SetLimits(limits));
    engine.handle(Command::Send(SendRequest {
        pattern,
        targets: (1..=n).map(|n| Target::Device(device(n).id)).collect(),
        fit: Fit::default(),
        name: None,
        play: false,
        force: false,
        delete_first: DeleteFirst::Never,
        settings: DeviceSettings::default(),
        connect: ConnectOptions::default(),
    }));
    (engine, events)
}

/// A job asks whether it may send.
fn ask(engine: &mut Engine, n: u64) -> Admitted {
    let (reply, mut answer) = oneshot::channel();
    let id = JobId::example(n);
    let upload = Candidate {
        device: device(u16::try_from(n).unwrap()).id,
        bytes: 10,
    };
    let asked = MayISend {
        upload,
        others: None,
        reply,
    };
    engine.note(Note::MayISend(id, asked));
    let answer = answer.try_recv().unwrap();
    if matches!(answer, Admitted::Wait) {
        engine.note(Note::PutBack(id));
    }
    answer
}

/// Jobs that wait for a limit.
fn limited(engine: &Engine) -> Vec<u64> {
    let jobs = engine.jobs.iter();
    jobs.filter(|(_, entry)| entry.view.limited.is_some())
        .map(|(id, _)| id.0)
        .collect()
}

fn end(engine: &mut Engine, n: u64, has_sent: bool) {
    let end = JobEnd {
        has_sent,
        ..JobEnd::unstarted(Outcome::Cancelled)
    };
    engine.note(Note::Ended(JobId::example(n), end));
    engine.note(Note::Settled(JobId::example(n)));
}

#[tokio::test(start_paused = true)]
async fn what_a_limit_holds_back_waits_in_order_shows_signs_of_life_and_goes_at_the_hour() {
    let (mut engine, events) = with_jobs(4, per_hour(2));
    for n in 1..=2 {
        assert!(matches!(ask(&mut engine, n), Admitted::Go));
        end(&mut engine, n, true);
    }
    for n in 3..=4 {
        assert!(matches!(ask(&mut engine, n), Admitted::Wait));
    }
    assert_eq!(limited(&engine), [3, 4]);
    assert!(!engine.is_idle() && engine.only_limited());
    while events.try_next().is_some() {}
    let mut signs = 0;
    let start = Instant::now();
    while !limited(&engine).is_empty() {
        let due = engine.next_limited().unwrap();
        assert!(due - Instant::now() <= Duration::from_secs(2));
        tokio::time::advance(due - Instant::now()).await;
        engine.limits_due();
        signs += usize::from(matches!(events.try_next(), Some(Event::Job(_))));
        while events.try_next().is_some() {}
    }
    assert_eq!(start.elapsed(), Duration::from_secs(3600));
    assert!(signs >= 1800, "{signs}");
    assert_eq!(engine.next_limited(), None);
    assert!(
        engine
            .jobs
            .values()
            .skip(2)
            .all(|entry| entry.started.is_some())
    );
}

#[tokio::test(start_paused = true)]
async fn a_new_setting_or_an_upload_that_sent_nothing_lets_the_next_one_go_at_once() {
    let (mut engine, _events) = with_jobs(3, per_hour(1));
    assert!(matches!(ask(&mut engine, 1), Admitted::Go));
    for n in 2..=3 {
        assert!(matches!(ask(&mut engine, n), Admitted::Wait));
    }
    end(&mut engine, 1, false);
    assert_eq!(limited(&engine), [3]);
    assert!(
        matches!(ask(&mut engine, 2), Admitted::Go),
        "its place is kept"
    );
    engine.handle(Command::SetLimits(per_hour(2)));
    assert_eq!(limited(&engine), [0; 0]);
    engine.handle(Command::SetLimits(UploadLimits::default()));
    assert!(matches!(ask(&mut engine, 3), Admitted::Go));
}

#[tokio::test(start_paused = true)]
async fn a_younger_upload_does_not_overtake_one_that_waits_for_the_same_limit() {
    let limits = UploadLimits {
        all: HourlyLimits {
            uploads: None,
            bytes: Some(15),
        },
        ..UploadLimits::default()
    };
    let (mut engine, _events) = with_jobs(3, limits);
    assert!(matches!(ask(&mut engine, 1), Admitted::Go));
    assert!(matches!(ask(&mut engine, 2), Admitted::Wait));
    let (reply, mut answer) = oneshot::channel();
    let small = MayISend {
        upload: Candidate {
            device: device(3).id,
            bytes: 1,
        },
        others: None,
        reply,
    };
    engine.note(Note::MayISend(JobId::example(3), small));
    assert!(matches!(answer.try_recv(), Ok(Admitted::Wait)));
}

#[tokio::test(start_paused = true)]
async fn an_upload_that_waits_can_be_cancelled_and_one_that_is_not_to_wait_is_refused() {
    let (mut engine, _events) = with_jobs(3, per_hour(1));
    assert!(matches!(ask(&mut engine, 1), Admitted::Go));
    assert!(matches!(ask(&mut engine, 2), Admitted::Wait));
    engine.handle(Command::Cancel(JobId::example(2)));
    engine.note(Note::Settled(JobId::example(2)));
    assert_eq!(
        engine.jobs[&JobId::example(2)].view.outcome,
        Some(Outcome::Cancelled)
    );
    assert_eq!((limited(&engine), engine.next_limited()), (vec![], None));
    engine.handle(Command::SetLimits(UploadLimits {
        when: WhenLimited::Refuse,
        ..per_hour(1)
    }));
    let Admitted::Refused(problem) = ask(&mut engine, 3) else {
        panic!("it waits");
    };
    assert_eq!(problem.code, crate::problem::Code::JobLimited);
    let words = format!("{problem} {}", problem.remedy.text());
    assert!(
        words.contains("1 upload per hour") && words.contains("Try again at"),
        "{words}"
    );
}
