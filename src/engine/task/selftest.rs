//! The test of a device: stores a small pattern, reads it back, plays it, looks at the LEDs, shows again what was shown
//! before, and deletes the pattern; measures on the way. The turn of the device is held all the time. Whatever happens in
//! between, also when it is stopped, what was put on the device is taken away again, or named.

mod clean;
mod measure;
mod pattern;
mod prepare;
mod steps;
mod words;

use super::Visit;
use super::patience::{is_temporary, real_cause};
use super::reach::{self, Reached};
use crate::device::{DeviceError, Payload, Receipt, Session, Transfer};
use crate::engine::api::selftest::{
    SelfTestRequest, SelfTestView, StepResult, StepState, TestStep, TestedDevice,
};
use crate::engine::keep::Turn;
use crate::engine::note::Note;
use crate::link::DeviceLink;
use crate::message::Message;
use crate::problem::Problem;
use bytes::Bytes;
use futures_util::future::BoxFuture;
use measure::Clock;
use parking_lot::Mutex;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

/// How often a step is tried where the device was gone in between.
const PASSES: u32 = 3;
/// How long a device that is gone is waited for.
const AWAY: Duration = Duration::from_secs(30);
/// Pause between two looks whether it is back.
const LOOK: Duration = Duration::from_secs(1);
/// Longest time to take everything back, and the same where a person stopped the test and waits.
const CLEANING: Duration = Duration::from_secs(90);
const CLEANING_STOPPED: Duration = Duration::from_secs(20);

/// A test, not yet begun.
pub(in crate::engine) struct SelfTest {
    pub(in crate::engine) visit: Visit,
    pub(in crate::engine) request: SelfTestRequest,
    pub(in crate::engine) view: SelfTestView,
    pub(in crate::engine) stop: CancellationToken,
}

/// What a step found: its state and words, or the problem.
type Found<T = ()> = Result<(T, StepState, Message), Problem>;

/// A test at work. What it holds outlives a step that is stopped in the middle.
struct Trial {
    visit: Visit,
    request: SelfTestRequest,
    view: Mutex<SelfTestView>,
    clock: Clock,
    held: Mutex<Held>,
}

/// What a test has in hand, to be taken back.
#[derive(Default)]
struct Held {
    turn: Option<Turn>,
    bench: Option<Arc<Bench>>,
    /// What the device showed before.
    snapshot: Option<Bytes>,
    upload: Option<TestUpload>,
    was_played: bool,
}

/// The device of a test.
struct Bench {
    reached: Reached,
    /// For everything but the upload.
    session: Session,
}

/// The upload of the test pattern.
#[derive(Clone)]
struct TestUpload {
    transfer: Arc<dyn Transfer>,
    payload: Payload,
    /// `None` until the device has answered that it stored it.
    receipt: Option<Receipt>,
    /// Whether it was read back, and has its final name.
    is_settled: bool,
}

impl TestUpload {
    /// The receipt; before there is one, that of the name that was sent.
    fn receipt(&self) -> Receipt {
        self.receipt.clone().unwrap_or_else(|| Receipt {
            stored_as: self.payload.name().clone(),
        })
    }
}

impl SelfTest {
    /// Runs the test to its end, and reports it to the loop.
    pub(in crate::engine) async fn run(self) {
        let trial = Trial {
            visit: self.visit,
            request: self.request,
            view: Mutex::new(self.view),
            clock: Clock::default(),
            held: Mutex::default(),
        };
        let stopped = tokio::select! {
            biased;
            () = self.stop.cancelled() => true,
            _ = Box::pin(trial.measure()) => false,
        };
        let time = if stopped { CLEANING_STOPPED } else { CLEANING };
        if tokio::time::timeout(time, Box::pin(trial.clean_up()))
            .await
            .is_err()
        {
            trial.not_cleaned_in_time();
        }
        trial.end(stopped).await;
    }
}

impl Trial {
    /// Says that a step begins.
    fn begin(&self, step: TestStep) {
        self.change(|view| view.running = Some(step));
    }

    fn change(&self, change: impl FnOnce(&mut SelfTestView)) {
        let mut view = self.view.lock();
        change(&mut view);
        let note = Note::SelfTest(Box::new(view.clone()));
        drop(view);
        self.visit.context.notify(note);
    }

    /// Does one step, and reports how it ended; `None` where it failed.
    async fn step<T>(&self, step: TestStep, work: impl Future<Output = Found<T>>) -> Option<T> {
        self.begin(step);
        let start = Instant::now();
        let result = Box::pin(work).await;
        let took = start.elapsed();
        let (found, state, detail, problem) = match result {
            Ok((found, state, detail)) => (Some(found), state, detail, None),
            Err(problem) => {
                let detail = problem.message.clone();
                (None, StepState::Failed, detail, Some(problem))
            }
        };
        self.put(StepResult {
            step,
            state,
            took,
            detail,
            problem,
        });
        found
    }

    fn put(&self, result: StepResult) {
        let step = result.step.word();
        let state = result.state.word();
        tracing::info!(address = %self.visit.address, step, state, detail = %result.detail, "device test");
        self.change(|view| {
            view.running = None;
            view.steps.push(result);
        });
    }

    /// Notes a step that is not done.
    fn skip(&self, step: TestStep, why: Message) {
        self.put(StepResult {
            step,
            state: StepState::Skipped,
            took: Duration::ZERO,
            detail: why,
            problem: None,
        });
    }

    fn bench(&self) -> Option<Arc<Bench>> {
        self.held.lock().bench.clone()
    }

    fn upload(&self) -> Option<TestUpload> {
        self.held.lock().upload.clone()
    }

    /// Does it; again where the device is locked and its secret is known, and where it was gone in between.
    async fn tried<'s, T>(
        &self,
        session: &Session,
        step: impl Fn() -> BoxFuture<'s, Result<T, DeviceError>>,
    ) -> Result<T, DeviceError> {
        let keep = &self.visit.context.keep;
        let mut is_unlocked = false;
        let mut passes = 1;
        loop {
            match step().await {
                Err(DeviceError::Locked) if !is_unlocked && reach::unlock(keep, session).await => {
                    is_unlocked = true;
                }
                Err(error) if passes < PASSES && is_temporary(&error, true) => {
                    passes += 1;
                    self.wait_for_device(&session.link).await;
                    session.attempts.progressed();
                }
                Err(DeviceError::Busy { retry_after, .. }) if passes < PASSES => {
                    passes += 1;
                    tokio::time::sleep(retry_after.unwrap_or(LOOK).clamp(LOOK, AWAY)).await;
                    session.attempts.progressed();
                }
                result => return result.map_err(|error| real_cause(error, &session.link)),
            }
        }
    }

    /// Waits until the device answers, or for as long as one that is gone is waited for.
    async fn wait_for_device(&self, link: &DeviceLink) {
        let Some(bench) = self.bench() else { return };
        let start = Instant::now();
        link.forgive();
        while bench.reached.family.probe(link).await.is_err() && start.elapsed() < AWAY {
            tokio::time::sleep(LOOK).await;
            link.forgive();
        }
    }

    /// Reports the verdict, and gives the device back.
    async fn end(&self, stopped: bool) {
        let was_reached = self.bench().is_some();
        *self.held.lock() = Held::default();
        if was_reached {
            // its free space and what it plays may be other ones now
            let _ = self.visit.reach_for_person().await;
        }
        self.change(|view| {
            view.running = None;
            view.verdict = Some(view.judge(stopped));
        });
    }

    fn note_device(&self, device: TestedDevice) {
        self.change(|view| view.device = Some(device));
    }
}
