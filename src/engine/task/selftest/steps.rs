//! The steps of a test, in their order: each says what it found.

use super::{Bench, Found, TestUpload, Trial, words};
use crate::device::{Control, DeviceError, Playing, Receipt, Step, Verification};
use crate::engine::api::selftest::{StepState, TestStep};
use crate::engine::task::reach::confirm;
use crate::message::Message;
use crate::msg;
use crate::pattern::FittedPattern;
use crate::problem::{Code, Problem, Remedy};
use std::sync::Arc;
use tokio::time::Instant;

/// How reading back ended.
enum ReadBack {
    Matched { readings: u32 },
    Unsupported,
}

fn problem(error: &DeviceError) -> Problem {
    Problem::from(error)
}

impl Trial {
    /// Goes through the steps up to the first that fails; what they put on the device stays, for [`Trial::clean_up`].
    pub(super) async fn measure(&self) -> Option<()> {
        let bench = self.step(TestStep::Identify, self.take_device()).await?;
        self.step(TestStep::RoundTrips, self.round_trips(&bench))
            .await;
        let snapshot = self.step(TestStep::Snapshot, self.snapshot(&bench)).await?;
        if !self.request.may_replace && !bench.can().contains(&Control::Delete) {
            self.skip(TestStep::Store, msg!("selftest-would-replace"));
            return None;
        }
        let (upload, fitted) = self.step(TestStep::Store, self.store(&bench)).await?;
        let upload = self
            .step(TestStep::ReadBack, self.read_back(&bench, upload))
            .await?;
        if snapshot.is_none() && !self.request.may_replace {
            self.skip(TestStep::Play, msg!("selftest-not-played"));
            self.skip(TestStep::Look, msg!("selftest-not-played"));
            return Some(());
        }
        let playing = self
            .step(TestStep::Play, self.play(&upload, &fitted))
            .await?;
        match playing {
            Playing::Seen => {
                self.step(TestStep::Look, async {
                    Ok(((), StepState::Passed, msg!("selftest-seen")))
                })
                .await;
            }
            Playing::Said => self.skip(TestStep::Look, msg!("selftest-not-seen")),
            Playing::Unknown | Playing::No => self.skip(TestStep::Look, msg!("selftest-no-look")),
        }
        Some(())
    }

    /// Stores the test pattern.
    async fn store(&self, bench: &Bench) -> Found<(TestUpload, Arc<FittedPattern>)> {
        let leftovers = self
            .delete_leftovers(bench)
            .await
            .map_err(|e| problem(&e))?;
        let (upload, fitted) = self.prepare(bench).await.map_err(|e| problem(&e))?;
        self.held.lock().upload = Some(upload.clone());
        let session = upload.transfer.session();
        let start = Instant::now();
        let sent = self
            .tried(session, || upload.transfer.send(&upload.payload))
            .await;
        let receipt = sent.map_err(|error| problem(&error))?;
        let bytes = upload.payload.len();
        let measured = self.clock.transferred(Step::Sending, bytes, start);
        self.change(|view| view.upload = Some(measured));
        let tries = session.attempts.total();
        let upload = TestUpload {
            receipt: Some(receipt),
            ..upload
        };
        self.held.lock().upload = Some(upload.clone());
        let repeats = (tries > 1).then(|| msg!("selftest-attempts", count = tries));
        let detail = words::with(
            words::transferred(measured),
            leftovers.into_iter().chain(repeats),
        );
        Ok(((upload, fitted), StepState::Passed, detail))
    }

    /// Reads the pattern back and compares it; a difference is read again. A verified file gets its final name.
    async fn read_back(&self, bench: &Bench, upload: TestUpload) -> Found<TestUpload> {
        let receipt = upload.receipt();
        let start = Instant::now();
        let found = self.compared(bench, &upload, &receipt).await;
        let found = found.map_err(|error| problem(&error))?;
        let time = start.elapsed();
        let readings = match found {
            ReadBack::Matched { readings } => readings,
            ReadBack::Unsupported => {
                let detail = msg!("selftest-not-read-back");
                return Ok((upload, StepState::Unproven, detail));
            }
        };
        let measured = self
            .clock
            .transferred(Step::Verifying, upload.payload.len(), start);
        self.change(|view| {
            view.verify = Some(time);
            view.download = Some(measured);
        });
        let session = upload.transfer.session();
        let settled = self
            .tried(session, || {
                upload.transfer.settle(&upload.payload, &receipt)
            })
            .await;
        let settled = TestUpload {
            receipt: Some(settled.map_err(|error| problem(&error))?),
            is_settled: true,
            ..upload
        };
        self.held.lock().upload = Some(settled.clone());
        let again = (readings > 1).then(|| msg!("selftest-second-reading"));
        let same = msg!("selftest-same", rate = words::transferred(measured));
        Ok((settled, StepState::Passed, words::with(same, again)))
    }

    async fn compared(
        &self,
        bench: &Bench,
        upload: &TestUpload,
        receipt: &Receipt,
    ) -> Result<ReadBack, DeviceError> {
        let session = upload.transfer.session();
        let mut readings = 0;
        loop {
            readings += 1;
            let verify = || upload.transfer.verify(&upload.payload, receipt);
            let failure = match self.tried(session, verify).await? {
                Verification::Matched(_) => {
                    // was it this device that gave it?
                    confirm(&self.visit.context, bench.reached.family, session).await?;
                    return Ok(ReadBack::Matched { readings });
                }
                Verification::Unsupported => return Ok(ReadBack::Unsupported),
                Verification::Mismatch { expected, found } => {
                    DeviceError::Mismatch { expected, found }
                }
                Verification::Missing => DeviceError::Missing,
                Verification::Differs { detail } => DeviceError::Differs { detail },
            };
            if readings > 1 {
                return Err(failure);
            }
        }
    }

    /// Plays the pattern.
    async fn play(&self, upload: &TestUpload, fitted: &FittedPattern) -> Found<Playing> {
        let receipt = upload.receipt();
        let session = upload.transfer.session();
        self.held.lock().was_played = true;
        let play = || upload.transfer.play(&receipt, (&upload.payload, fitted));
        let playing = match self.tried(session, play).await {
            Ok(playing) => playing,
            Err(DeviceError::Incapable { what }) => {
                let detail = msg!("selftest-cannot", what = what);
                return Ok((Playing::Unknown, StepState::Skipped, detail));
            }
            Err(error) => return Err(problem(&error)),
        };
        let (state, detail): (_, Message) = match playing {
            Playing::Seen | Playing::Said => (StepState::Passed, msg!("selftest-says-it-plays")),
            Playing::Unknown => (StepState::Unproven, msg!("selftest-does-not-say")),
            Playing::No => {
                let message = msg!("selftest-not-playing");
                return Err(Problem::new(
                    Code::DeviceUnexpected,
                    message,
                    Remedy::CheckEffects,
                ));
            }
        };
        Ok((playing, state, detail))
    }
}
