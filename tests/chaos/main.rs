//! Chaos: seeded faults between the real engine and simulated devices, and an oracle that judges every run.
//!
//! * `CHAOS_SEEDS=0..1000 CHAOS_MODE=single CHAOS_JOBS=24 cargo test --test chaos -- --ignored --nocapture seeds_of`
//!   runs many schedules and prints a table; modes are single, any, both, quick and address.
//! * `CHAOS_SCHEDULE='wled leds=16 ...' cargo test --test chaos -- --ignored --nocapture one_schedule` runs one schedule
//!   and prints every request and every word of the job.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test"
)]

mod cases;
#[path = "../common/mod.rs"]
mod common;
mod oracle;
mod proxy;
mod record;
mod run;
mod schedule;
mod table;

use run::{Run, run};
use schedule::{Mode, Schedule, generate};
use std::sync::Arc;
use table::{Summary, TRANSIENT_SHARE};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio::time::Instant;

/// Runs that go on at the same time, unless `CHAOS_JOBS` says otherwise: most of the time they wait.
const JOBS: usize = 24;
/// Schedules of the test that runs with every change.
const QUICK: u64 = 200;

/// Runs schedules side by side, and hands over each as it ends.
async fn run_all(
    schedules: Vec<(String, Schedule)>,
    jobs: usize,
    mut each: impl FnMut(&str, &Run),
) {
    let places = Arc::new(Semaphore::new(jobs));
    let mut runs = JoinSet::new();
    for (number, (label, schedule)) in schedules.into_iter().enumerate() {
        let places = Arc::clone(&places);
        runs.spawn(async move {
            let _place = places.acquire_owned().await;
            let ran = run(&schedule, number as u64, false).await;
            (label, ran)
        });
    }
    while let Some(done) = runs.join_next().await {
        let (label, ran) = done.expect("a run does not panic");
        each(&label, &ran);
    }
}

/// Runs the schedules of seeds, and prints the summary.
async fn run_seeds(seeds: std::ops::Range<u64>, mode: Mode, jobs: usize) -> Summary {
    let began = Instant::now();
    let schedules = seeds.map(|seed| (format!("seed {seed}"), generate(seed, mode)));
    let mut summary = Summary::new(mode);
    run_all(schedules.collect(), jobs, |label, run| {
        if run.is_bad() {
            println!("{label}: {} => {}", run.schedule, run.line());
        }
        summary.add(label, run);
    })
    .await;
    println!("\n{}", summary.text());
    println!("{:.0} s in all", began.elapsed().as_secs_f64());
    summary
}

/// How many runs go on at the same time.
fn jobs(usual: usize) -> usize {
    env("CHAOS_JOBS").map_or(usual, |jobs| jobs.parse().expect("CHAOS_JOBS=N"))
}

fn env(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|text| !text.is_empty())
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "chaos: a minute of waiting, and a step of its own in .ci/run"]
async fn a_few_hundred_schedules_break_no_rule() {
    let summary = run_seeds(0..QUICK, Mode::Quick, jobs(2 * JOBS)).await;
    assert_eq!(summary.bad(), 0, "rules were broken; see above");
    assert!(summary.transient_share() >= TRANSIENT_SHARE, "see above");
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "chaos: takes what CHAOS_SEEDS, CHAOS_MODE and CHAOS_JOBS ask for"]
async fn seeds_of_the_environment_break_no_rule() {
    let seeds = env("CHAOS_SEEDS").expect("CHAOS_SEEDS=A..B");
    let (from, to) = seeds.split_once("..").expect("CHAOS_SEEDS=A..B");
    let mode = env("CHAOS_MODE").map_or(Ok(Mode::Any), |mode| mode.parse());
    let seeds = from.parse().expect("a seed")..to.parse().expect("a seed");
    let summary = run_seeds(seeds, mode.expect("CHAOS_MODE"), jobs(JOBS)).await;
    let empty = summary.empty_cells();
    println!("{} empty cells: {}", empty.len(), empty.join(", "));
    assert_eq!(summary.bad(), 0, "rules were broken; see above");
    assert!(summary.transient_share() >= TRANSIENT_SHARE, "see above");
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "chaos: replays CHAOS_SCHEDULE"]
async fn one_schedule_of_the_environment_breaks_no_rule() {
    let text = env("CHAOS_SCHEDULE").expect("CHAOS_SCHEDULE='native leds=... | ...'");
    let schedule: Schedule = text.parse().expect("a schedule");
    let ran = run(&schedule, 0, true).await;
    println!("{}", ran.line());
    assert!(!ran.is_bad(), "see above");
}

/// What was mended stays mended.
#[tokio::test(flavor = "multi_thread")]
async fn schedules_that_once_failed_break_no_rule() {
    expect_well(cases::MENDED).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "chaos: two minutes, most of them silence"]
async fn long_schedules_that_once_failed_break_no_rule() {
    expect_well(cases::MENDED_LONG).await;
}

/// Runs schedules, and expects that none breaks a rule and each single fault that passes by itself ends well.
async fn expect_well(cases: &[&str]) {
    let all = cases.iter();
    let all = all.map(|case| (String::from("case"), case.parse().expect("a schedule")));
    let mut bad = Vec::new();
    run_all(all.collect(), jobs(JOBS), |_, run| {
        let is_well = !run.schedule.is_transient() || run.report.is_success(run.schedule.dialect);
        if run.is_bad() || !is_well {
            bad.push(format!("{} => {}", run.schedule, run.line()));
        }
    })
    .await;
    assert!(
        bad.is_empty(),
        "{} of {}:\n{}",
        bad.len(),
        cases.len(),
        bad.join("\n")
    );
}
