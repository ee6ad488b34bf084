//! Take-overs, locks and ages of the journal.

use super::*;
use crate::pattern::{
    Arrangement, Cap, Dither, FitMode, FrameDuration, LedPower, Line, Matrix, Mirror, Remembered,
    Scale, Selection, Turn, White,
};
use crate::problem::{Code, Remedy};

fn job(run: &Run, n: u64) -> QueuedJob {
    QueuedJob {
        key: run.key(n),
        file: PatternFile {
            path: "/patterns/fire.bin".into(),
            bytes: 1234,
            sha256: "f00".into(),
            content: "ba5".into(),
            read: ReadOptions {
                format: Some("raw".into()),
                leds: Some(12),
                matrix: Matrix::new(4, 3),
                from_wiring: "columns-br".parse().ok(),
                delay: Some(FrameDuration::from_ms(40)),
                remembered: Some(Remembered {
                    leds: 12,
                    matrix: Matrix::new(3, 4),
                    selection: Selection {
                        format: Some("rgb565".into()),
                        array: Some("logo".into()),
                    },
                }),
                array: Some("logo".into()),
                ..ReadOptions::default()
            },
        },
        fit: Fit {
            mode: Some(FitMode::Cover),
            scale: Scale::Lanczos,
            background: [1, 2, 3],
            brightness_pct: 70,
            gamma: 2.2,
            max_fps: Some(25.5),
            still: Some(7),
            turn: Turn::Left,
            mirror: Some(Mirror::TopBottom),
            line: Some(Line::Column(None)),
            reverse: true,
            offset: -3,
            cutoff: 9,
            saturation_pct: 120,
            white: Some(White::Percent([90, 100, 80])),
            dither: Some(Dither::Temporal),
            merge_equal: true,
            first_frames: Some(99),
            cap: Some(Cap {
                led: LedPower {
                    channel_ua: 12_500,
                    idle_ua: 700,
                    millivolts: 12_000,
                },
                max_ma: 8000,
            }),
        },
        name: Some("fire".into()),
        play: true,
        force: true,
        delete_first: DeleteFirst::Playing,
        settings: DeviceSettings {
            nickname: Some("Porch".into()),
            arrangement: "16x8:127,-,0".parse().ok().map(Arrangement::Map),
            wiring: "rows-serpentine-tl".parse().ok(),
            color_order: "GRB".parse().ok(),
            power: "20,1,5,4000,dim".parse().ok(),
            part: "3".parse().ok(),
        },
        address: "127.0.0.1:81".into(),
        device: Some(DeviceId::stored("a0b1c2d3e4f5")),
        allow_public: true,
        accept_new: true,
    }
}

/// A run that queued jobs and is gone.
fn crashed(store: &Store, jobs: u64) -> Vec<QueuedJob> {
    let run = store.begin_run().unwrap();
    let jobs: Vec<_> = (1..=jobs).map(|n| job(&run, n)).collect();
    store
        .commit(|c| jobs.iter().for_each(|job| c.queue(run.id(), job).unwrap()))
        .unwrap();
    jobs
}

#[test]
fn what_a_run_left_unfinished_comes_back_whole_and_once() {
    let home = tempfile::tempdir().unwrap();
    let store = Store::open(home.path()).unwrap();
    let left = crashed(&store, 3);
    store
        .commit(|c| c.ended(&left[1].key, "verified", None))
        .unwrap()
        .unwrap();
    let device = DeviceId::stored("001122334455");
    store
        .commit(|c| c.begun(&left[2].key, "/api/files/7", &device))
        .unwrap()
        .unwrap();
    assert!(store.jobs().unwrap()[2].begun);
    let first = store.begin_run().unwrap();
    let second = store.begin_run().unwrap();
    let third = QueuedJob {
        device: Some(device),
        ..left[2].clone()
    };
    assert_eq!(store.take_over(&first).unwrap(), [left[0].clone(), third]);
    assert_eq!(store.take_over(&second).unwrap(), []);
    assert_eq!(
        store.take_over(&first).unwrap(),
        [],
        "its own jobs are under way"
    );
    drop(first);
    assert_eq!(
        store.take_over(&second).unwrap().len(),
        2,
        "unless that run dies as well"
    );
}

#[test]
fn jobs_of_a_run_that_lives_are_left_alone() {
    let home = tempfile::tempdir().unwrap();
    let store = Store::open(home.path()).unwrap();
    let alive = store.begin_run().unwrap();
    let other = store.begin_run().unwrap();
    store
        .commit(|c| c.queue(alive.id(), &job(&alive, 1)))
        .unwrap()
        .unwrap();
    assert_eq!(store.take_over(&other).unwrap(), []);
    assert_eq!(store.jobs().unwrap()[0].state, JobState::Running);
    drop(alive);
    assert_eq!(store.jobs().unwrap()[0].state, JobState::Unfinished);
}

#[test]
fn processes_that_take_over_at_once_share_the_jobs_out() {
    let home = tempfile::tempdir().unwrap();
    let left = crashed(&Store::open(home.path()).unwrap(), 20);
    let path = home.path();
    let taken: Vec<JobKey> = std::thread::scope(|scope| {
        let take = move || {
            let store = Store::open(path).unwrap();
            let run = store.begin_run().unwrap();
            (store.take_over(&run).unwrap(), run)
        };
        let all: Vec<_> = (0..6).map(|_| scope.spawn(take)).collect();
        let held: Vec<_> = all
            .into_iter()
            .map(|thread| thread.join().unwrap())
            .collect();
        held.iter()
            .flat_map(|(jobs, _)| jobs.iter().map(|job| job.key.clone()))
            .collect()
    });
    assert_eq!(
        taken,
        left.into_iter().map(|job| job.key).collect::<Vec<_>>()
    );
}

#[test]
fn a_row_that_cannot_be_read_fails_alone() {
    let home = tempfile::tempdir().unwrap();
    let store = Store::open(home.path()).unwrap();
    let left = crashed(&store, 2);
    store
        .change(|c| {
            c.execute(
                "UPDATE jobs SET how = '{' WHERE id = ?1",
                [left[0].key.as_str()],
            )
        })
        .unwrap();
    let run = store.begin_run().unwrap();
    assert_eq!(store.take_over(&run).unwrap().len(), 1);
    assert!(
        matches!(&store.jobs().unwrap()[0].state, JobState::Ended { outcome, .. } if outcome == "failed")
    );
}

#[test]
fn ended_jobs_go_by_age_or_when_they_are_cleared() {
    let home = tempfile::tempdir().unwrap();
    let store = Store::open(home.path()).unwrap();
    let left = crashed(&store, 3);
    let full = Problem::new(Code::DeviceFull, Code::DeviceFull.meaning(), Remedy::None);
    for job in &left[..2] {
        store
            .commit(|c| c.ended(&job.key, "failed", Some(&full)))
            .unwrap()
            .unwrap();
    }
    let old = now() - KEEP_ENDED_S - 10;
    let values = params![old, left[0].key.as_str()];
    store
        .change(|c| c.execute("UPDATE jobs SET ended_at = ?1 WHERE id = ?2", values))
        .unwrap();
    let store = Store::open(home.path()).unwrap();
    assert_eq!(store.jobs().unwrap().len(), 2);
    assert_eq!(store.clear_finished().unwrap(), 1);
    assert_eq!(
        store.jobs().unwrap()[0].state,
        JobState::Unfinished,
        "unfinished ones are never thrown away"
    );
}
