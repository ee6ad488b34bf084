//! Before anything is stored: which device it is, whether it is free, how it answers, and what it shows.

use super::measure::round_trips;
use super::{Bench, Found, TestUpload, Trial, pattern, words};
use crate::device::{
    Control, DeviceError, DeviceSettings, Doing, Progress, Session, StoredName, Transfer,
};
use crate::engine::api::PatternId;
use crate::engine::api::selftest::StepState;
use crate::engine::keep::{Ahead, EncodeRequest, Encoded, PatternKey, TurnRequest};
use crate::engine::task::reach::Reached;
use crate::link::Attempts;
use crate::message::Message;
use crate::msg;
use crate::pattern::{Fit, FittedPattern};
use crate::problem::{Code, Problem, Remedy};
use crate::store::TurnUse;
use bytes::Bytes;
use std::collections::BTreeSet;
use std::sync::Arc;

impl Bench {
    pub(super) fn can(&self) -> BTreeSet<Control> {
        let controls = self.reached.family.controls();
        controls
            .map(|controls| controls.can(&self.reached.device))
            .unwrap_or_default()
    }
}

/// Something else uses the device: a test beside it would disturb both.
fn is_used(streams: bool) -> Problem {
    if streams {
        Problem::new(
            Code::DeviceStreaming,
            msg!("selftest-device-streams"),
            Remedy::StopStreamThenTest,
        )
    } else {
        Problem::new(
            Code::DeviceBusy,
            msg!("selftest-device-uploads"),
            Remedy::WaitForUpload,
        )
    }
}

impl Trial {
    /// Identifies the device, and takes its turn.
    pub(super) async fn take_device(&self) -> Found<Arc<Bench>> {
        let keep = &self.visit.context.keep;
        let reached = self
            .visit
            .reach_for_person()
            .await
            .map_err(|e| Problem::from(&e))?;
        let id = reached.device.id.clone();
        let request = TurnRequest {
            device: &id,
            purpose: TurnUse::Control,
            forgettable: self.visit.connect.forgettable,
        };
        let is_taken = |ahead| {
            let streams = match ahead {
                Ahead::Task => keep.stream_owners.is_taken(&id),
                Ahead::Process(holder) => holder.purpose == Some(TurnUse::Stream),
            };
            Err(is_used(streams))
        };
        let turn = keep.turns.take(request, is_taken).await?;
        self.note_device(words::device(&reached));
        let detail = words::identified(&reached);
        let bench = Arc::new(Bench {
            session: reached.silent_session(keep),
            reached,
        });
        let mut held = self.held.lock();
        held.turn = Some(turn);
        held.bench = Some(bench.clone());
        drop(held);
        Ok((bench, StepState::Passed, detail))
    }

    /// Times small requests.
    pub(super) async fn round_trips(&self, bench: &Bench) -> Found {
        let Reached {
            family,
            device,
            link,
            ..
        } = &bench.reached;
        let measured = round_trips(*family, link, family.is_frail(device)).await;
        let times = measured.map_err(|cause| {
            Problem::from(&DeviceError::Link {
                doing: Doing::ReadingStatus,
                cause,
            })
        })?;
        self.change(|view| view.round_trips = Some(times));
        if times.answered < times.sent {
            return Err(Problem::new(
                Code::DeviceTimeout,
                msg!(
                    "selftest-requests-lost",
                    lost = times.sent - times.answered,
                    sent = times.sent
                ),
                Remedy::CheckSignal,
            ));
        }
        Ok(((), StepState::Passed, words::round_trips(times)))
    }

    /// Reads what the device shows. `None` where it cannot say.
    pub(super) async fn snapshot(&self, bench: &Bench) -> Found<Option<Bytes>> {
        let controls = bench.reached.family.controls();
        let Some(controls) = controls.filter(|_| bench.can().contains(&Control::Undo)) else {
            return Ok((None, StepState::Skipped, msg!("selftest-no-snapshot")));
        };
        let session = &bench.session;
        let read = self.tried(session, || controls.snapshot(session)).await;
        let snapshot = read.map_err(|error| Problem::from(&error))?;
        self.held.lock().snapshot = Some(snapshot.clone());
        let detail = match &bench.reached.device.playing {
            Some(name) => msg!("selftest-plays", name = name.as_str()),
            None => msg!("selftest-state-read"),
        };
        Ok((Some(snapshot), StepState::Passed, detail))
    }

    /// Deletes what an interrupted test left under the name of the test pattern; in words.
    pub(super) async fn delete_leftovers(
        &self,
        bench: &Bench,
    ) -> Result<Option<Message>, DeviceError> {
        let names = self.listed(bench).await?;
        let Some(controls) = bench.reached.family.controls() else {
            return Ok(None);
        };
        let session = &bench.session;
        for name in &names {
            self.tried(session, || controls.delete(session, name))
                .await?;
        }
        Ok((!names.is_empty()).then(|| msg!("selftest-leftovers", names = names)))
    }

    /// Names of stored files with the name of the test pattern; none where the device lists no files.
    pub(super) async fn listed(&self, bench: &Bench) -> Result<Vec<String>, DeviceError> {
        let can = bench.can();
        let controls = bench.reached.family.controls();
        let Some(controls) = controls.filter(|_| can.contains(&Control::Files)) else {
            return Ok(Vec::new());
        };
        let session = &bench.session;
        let shelf = self.tried(session, || controls.files(session)).await?;
        let ours = shelf
            .files
            .into_iter()
            .filter(|file| file.ours && file.name.contains(pattern::NAME));
        Ok(ours.map(|file| file.name).collect())
    }

    /// Makes the test pattern and its upload, as this device stores patterns.
    pub(super) async fn prepare(
        &self,
        bench: &Bench,
    ) -> Result<(TestUpload, Arc<FittedPattern>), DeviceError> {
        let Reached { family, device, .. } = &bench.reached;
        let settings = bench.reached.settings(&DeviceSettings::default());
        let layout = device.layout(&settings).ok_or(DeviceError::LayoutUnknown)?;
        let form = family.form(device);
        let pattern = pattern::make(&layout, form.is_still()).ok_or(DeviceError::LayoutUnknown)?;
        let request = EncodeRequest {
            source: PatternKey::Pattern(PatternId(u64::MAX)), // it is not cached: each test has another pattern
            layout,
            fit: settings.fit(&Fit::default()),
            family: *family,
            form,
            name: StoredName::from_text(pattern::NAME),
            pattern,
        };
        let limits = settings.limits(device.limits);
        let encoding = tokio::task::spawn_blocking(move || request.encode(&limits)).await;
        let encoded = encoding.unwrap_or_else(|error| {
            Err(DeviceError::Unexpected {
                doing: Doing::Fitting,
                detail: Message::verbatim(error.to_string()),
            })
        })?;
        if let Some(blocker) = encoded.check(&limits).blocker() {
            return Err(DeviceError::from(blocker.clone()));
        }
        let Encoded {
            payload, fitted, ..
        } = encoded;
        let upload = TestUpload {
            transfer: self.transfer(bench),
            payload,
            receipt: None,
            is_settled: false,
        };
        Ok((upload, fitted))
    }

    /// An upload whose progress is timed.
    fn transfer(&self, bench: &Bench) -> Arc<dyn Transfer> {
        let keep = &self.visit.context.keep;
        let progress: Progress = self.clock.progress();
        let session: Session = bench.reached.session(keep, Attempts::new(), progress);
        bench.reached.family.transfer(session)
    }
}
