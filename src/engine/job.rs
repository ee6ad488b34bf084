//! One upload to one device: who are you, fit, encode, is it there, send, read back, play. Ends in exactly one outcome.

use super::command::{JobId, SendRequest};
use super::encoding::Encoded;
use super::event::{JobDevice, Outcome, Phase};
use super::patience::{Patience, Waited, may_pass};
use super::report::{Change, JobEnd, Report};
use super::shared::Shared;
use crate::device::{
    AddrSpec, Control, Device, DeviceAddr, DeviceError, DeviceId, Family, Payload, Playing,
    Problem, Receipt, Session, Told, Verification,
};
use crate::link::{Attempts, DeviceLink};
use crate::pattern::{Finding, FittedPattern, Opened};
use crate::store::JobKey;
use bytes::Bytes;
use futures_util::future::BoxFuture;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;
use tokio_util::sync::CancellationToken;

mod prepare;

/// How long a job waits to hear what the device shows: a comfort, that no upload is held up for.
const MOMENT: Duration = Duration::from_secs(5);

/// Everything one job needs.
pub(super) struct Job {
    pub(super) id: JobId,
    pub(super) address: AddrSpec,
    /// Who must answer there, where that is known.
    pub(super) expected: Option<DeviceId>,
    /// Its row in the journal, which says what an earlier run left open on the device.
    pub(super) key: Option<JobKey>,
    pub(super) request: Arc<SendRequest>,
    pub(super) pattern: Arc<Opened>,
    pub(super) shared: Arc<Shared>,
    pub(super) report: Report,
    pub(super) cancel: CancellationToken,
    pub(super) attempts: Attempts,
    /// What an unfinished upload would leave on the device; kept outside the work, so that cancelling can see it.
    under_way: Mutex<Option<UnderWay>>,
}

/// An upload that the device holds a part of.
type UnderWay = (Arc<Session>, &'static dyn Family, Payload);

/// A device that answered, with the path to it.
struct Reached {
    link: Arc<DeviceLink>,
    device: Device,
    family: &'static dyn Family,
    told: Told,
}

/// How work that did not fail ended.
struct Delivered {
    outcome: Outcome,
    playing: Playing,
}

impl Job {
    #[allow(
        clippy::too_many_arguments,
        reason = "the parts of a job, named at its one place of birth"
    )]
    pub(super) fn new(
        id: JobId,
        address: AddrSpec,
        expected: Option<DeviceId>,
        key: Option<JobKey>,
        request: Arc<SendRequest>,
        pattern: Arc<Opened>,
        shared: Arc<Shared>,
        report: Report,
        cancel: CancellationToken,
    ) -> Self {
        let attempts = Attempts::new();
        let under_way = Mutex::default();
        Self {
            id,
            address,
            expected,
            key,
            request,
            pattern,
            shared,
            report,
            cancel,
            attempts,
            under_way,
        }
    }

    /// Runs to its end.
    pub(super) async fn run(self) -> JobEnd {
        let work = Box::pin(self.deliver());
        let result = tokio::select! {
            biased;
            () = self.cancel.cancelled() => None,
            result = work => Some(result),
        };
        let (outcome, playing) = match result {
            Some(Ok(delivered)) => (delivered.outcome, delivered.playing),
            Some(Err(error)) => {
                tracing::warn!(job = self.id.0, %error, code = error.code(), "upload failed");
                self.withdraw(false).await;
                (Outcome::Failed(Problem::from(&error)), Playing::Unknown)
            }
            None => {
                self.withdraw(true).await;
                (Outcome::Cancelled, Playing::Unknown)
            }
        };
        JobEnd {
            outcome,
            playing,
            attempts: self.attempts.total(),
        }
    }

    /// Takes back what an unfinished upload left on the device; after a failure only what is known to be open there.
    async fn withdraw(&self, cancelled: bool) {
        let under_way = self
            .under_way
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        if let Some((session, family, payload)) =
            under_way.filter(|(session, ..)| cancelled || session.open().is_some())
            && let Some(left) = family.withdraw(&session, &payload).await
        {
            self.report.change(Change::Remark(left));
        }
    }

    async fn deliver(&self) -> Result<Delivered, DeviceError> {
        let mut reached = self.reach().await?;
        // one job a device, also where two addresses lead to it; what the first one stored, the second then finds
        let turn = self.shared.turn(&reached.device.id);
        let _turn = match turn.clone().try_lock_owned() {
            Ok(turn) => turn,
            Err(_) if self.shared.stages.is_taken(&reached.device.id) => return Err(on_air()),
            Err(_) => {
                self.report.phase(Phase::Waiting);
                let turn = turn.lock_owned().await;
                reached = self.reach().await?;
                turn
            }
        };
        self.report.phase(Phase::Preparing);
        let wanted = self.wanted(&reached)?;
        let limits = reached.told.limits(reached.device.limits);
        let mut encoded = self.shared.encodings.get(&wanted, &limits).await?;
        let session = self.session(&reached);
        session.set_open(self.left_open(&reached.device.id).await);
        let family = reached.family;
        let link = reached.link.clone();
        let mut patience = Patience::new(&link, family, &self.attempts, &self.report);
        let mut is_there = self
            .is_there(&mut patience, &session, family, &encoded)
            .await?;
        if !is_there
            && let Some(merged) = self.suited(&wanted, &reached, &session, &encoded).await?
        {
            is_there = self
                .is_there(&mut patience, &session, family, &merged)
                .await?;
            encoded = merged;
        }
        let Encoded { fitted, payload } = encoded;
        self.remark(payload.remarks().to_vec());
        if is_there {
            let receipt = Receipt {
                stored_as: payload.name().clone(),
            };
            let plays = family.plays(&reached.device, &receipt.stored_as).known() == Some(true);
            let before = if plays {
                None
            } else {
                self.moment(family, &session).await
            };
            return self
                .start(
                    &reached,
                    &session,
                    (&receipt, &fitted),
                    Outcome::Skipped,
                    before,
                )
                .await;
        }
        // before anything is sent: what plays now may be replaced under its own name
        let before = self.moment(family, &session).await;
        *self
            .under_way
            .lock()
            .unwrap_or_else(PoisonError::into_inner) =
            Some((session.clone(), family, payload.clone()));
        let (receipt, outcome) = self.send(&mut patience, &session, family, &payload).await?;
        *self
            .under_way
            .lock()
            .unwrap_or_else(PoisonError::into_inner) = None;
        self.start(&reached, &session, (&receipt, &fitted), outcome, before)
            .await
    }

    /// Sends, reads back and compares; once more in full where the device holds something else.
    async fn send(
        &self,
        patience: &mut Patience<'_>,
        session: &Arc<Session>,
        family: &'static dyn Family,
        payload: &Payload,
    ) -> Result<(Receipt, Outcome), DeviceError> {
        let mut resent = false;
        loop {
            self.report.phase(Phase::Sending);
            let upload = || family.upload(session, payload);
            let failure = match self.patiently(patience, session, upload).await {
                Ok(receipt) => {
                    self.report.phase(Phase::Verifying);
                    let verify = || family.verify(session, payload, &receipt);
                    match self.patiently(patience, session, verify).await {
                        Ok(Verification::Matched(_)) => {
                            self.still_the_same(patience, session).await?;
                            return Ok((receipt, Outcome::Verified));
                        }
                        Ok(Verification::Unsupported) => {
                            return Ok((receipt, Outcome::SentUnverified));
                        }
                        Ok(Verification::Mismatch { expected, found }) => {
                            DeviceError::Mismatch { expected, found }
                        }
                        Ok(Verification::Missing) => DeviceError::Missing,
                        Ok(Verification::Differs { detail }) => DeviceError::Differs { detail },
                        Err(cause)
                            if cause.is_absence() || matches!(cause, DeviceError::Busy { .. }) =>
                        {
                            return Err(DeviceError::VerifyUnreachable {
                                cause: Box::new(cause),
                            });
                        }
                        Err(error) => return Err(error),
                    }
                }
                Err(DeviceError::Damaged) => DeviceError::Damaged,
                Err(error) => return Err(error),
            };
            if resent {
                return Err(failure);
            }
            tracing::info!(job = self.id.0, error = %failure, "sending it once more");
            self.report.change(Change::Remark(format!(
                "Sent once more, because {failure}."
            )));
            resent = true;
            self.attempts.repeat();
            self.still_the_same(patience, session).await?;
            session.start_over();
        }
    }

    /// Plays what is there, if that was asked for, and ends the job.
    async fn start(
        &self,
        reached: &Reached,
        session: &Arc<Session>,
        (receipt, fitted): (&Receipt, &FittedPattern),
        outcome: Outcome,
        before: Option<Bytes>,
    ) -> Result<Delivered, DeviceError> {
        if !self.request.play {
            return Ok(Delivered {
                outcome,
                playing: reached.family.plays(&reached.device, &receipt.stored_as),
            });
        }
        self.report.phase(Phase::Starting);
        if let Some(before) = before {
            self.report.moment(&reached.device.id, before);
        }
        let mut patience =
            Patience::new(&session.link, reached.family, &self.attempts, &self.report);
        let play = || reached.family.play(session, receipt, fitted);
        let playing = match self.patiently(&mut patience, session, play).await {
            Ok(playing) => playing,
            // it is there and proven: that it does not play is worth a word, not a failure
            Err(error) => {
                self.report.change(Change::Remark(format!(
                    "It is there, but could not be started: {error}."
                )));
                Playing::No
            }
        };
        self.remark(session.take_remarks());
        Ok(Delivered { outcome, playing })
    }

    fn remark(&self, remarks: Vec<String>) {
        remarks
            .into_iter()
            .for_each(|remark| self.report.change(Change::Remark(remark)));
    }

    /// What the device shows now, to be gone back to, where it can do that and the job will start something else. That it
    /// is not told is no matter of the job, and costs it no attempt.
    async fn moment(&self, family: &'static dyn Family, session: &Session) -> Option<Bytes> {
        let controls = family
            .controls()
            .filter(|c| self.request.play && c.can(&session.device).contains(&Control::Undo))?;
        let aside = Session::new(
            session.link.clone(),
            session.device.clone(),
            Attempts::new(),
            Arc::new(|_, _, _| {}),
        )
        .with_secret(session.secret().cloned());
        match tokio::time::timeout(MOMENT, controls.moment(&aside)).await {
            Ok(Ok(moment)) => Some(moment),
            Ok(Err(error)) => {
                tracing::debug!(job = self.id.0, %error, "what it shows is not known");
                None
            }
            Err(_) => None,
        }
    }

    /// Does `step` again after waiting, while the device is gone and may come back.
    async fn patiently<'s, T>(
        &self,
        patience: &mut Patience<'_>,
        session: &Arc<Session>,
        step: impl Fn() -> BoxFuture<'s, Result<T, DeviceError>>,
    ) -> Result<T, DeviceError> {
        loop {
            let before = session.acknowledged();
            let result = step().await;
            self.report.change(Change::Attempts(self.attempts.total()));
            let error = match result {
                Err(DeviceError::Locked) if self.shared.unlock(session).await => continue,
                Err(error) if session.is_spent() => return Err(error),
                Err(error)
                    if may_pass(&error, self.shared.has_answered(&session.device.address)) =>
                {
                    error
                }
                Ok(done) => {
                    patience.renew();
                    return Ok(done);
                }
                other => return other,
            };
            if session.acknowledged() > before {
                patience.renew();
            }
            self.wait_for_the_same(patience, session, error).await?;
        }
    }

    /// Waits for the device; whoever answers then must be who was there before. It may be gone again while it is asked.
    async fn wait_for_the_same(
        &self,
        patience: &mut Patience<'_>,
        session: &Session,
        error: DeviceError,
    ) -> Result<(), DeviceError> {
        let mut error = error;
        loop {
            tracing::info!(job = self.id.0, %error, "waiting for the device");
            if patience.wait(error).await? == Waited::Rested {
                return Ok(());
            }
            match self.same_device(session).await {
                Err(again) if again.is_absence() => error = again,
                result => return result,
            }
        }
    }

    /// Where anything had to be repeated, the address may have passed to another device in between.
    async fn still_the_same(
        &self,
        patience: &mut Patience<'_>,
        session: &Session,
    ) -> Result<(), DeviceError> {
        if self.attempts.total() == 1 {
            return Ok(());
        }
        match self.same_device(session).await {
            Err(error) if error.is_absence() => {
                self.wait_for_the_same(patience, session, error).await
            }
            result => result,
        }
    }

    /// After an absence: whoever answers now must be who was there before.
    async fn same_device(&self, session: &Session) -> Result<(), DeviceError> {
        let expected = &session.device.id;
        let (now, _) = self
            .shared
            .identify(&session.device.address, &session.link, &self.attempts)
            .await?;
        if now.id == *expected {
            return Ok(());
        }
        Err(DeviceError::IdentityChanged {
            expected: expected.clone(),
            found: now.id,
        })
    }

    /// Looks the address up, asks who is there, and checks that it is who is meant.
    async fn reach(&self) -> Result<Reached, DeviceError> {
        self.report.phase(Phase::Connecting);
        let connect = &self.request.connect;
        let address = self
            .address
            .resolve(self.shared.gate, connect.allow_public)
            .await?;
        let link = self.shared.link(&address);
        let (device, family) = self.identify(&address, &link).await?;
        let known = self
            .shared
            .known(
                &address,
                &device,
                self.expected.as_ref(),
                connect.accept_new,
            )
            .await?;
        self.report.change(Change::Device(JobDevice {
            id: Some(device.id.clone()),
            name: Some(
                known
                    .nickname
                    .clone()
                    .unwrap_or_else(|| device.name.clone()),
            ),
            family: Some(device.family),
            address: self.address.to_string(),
        }));
        self.report.answered(&device, connect.forgettable);
        Ok(Reached {
            link,
            device,
            family,
            told: known.merged(&self.request.told),
        })
    }

    async fn identify(
        &self,
        address: &DeviceAddr,
        link: &DeviceLink,
    ) -> Result<(Device, &'static dyn Family), DeviceError> {
        loop {
            let error = match self.shared.identify(address, link, &self.attempts).await {
                Err(error) if may_pass(&error, self.shared.has_answered(address)) => error,
                other => return other,
            };
            // which family it is was known when it answered; the first one's probe is as small as any
            let Some(family) = crate::device::FAMILIES.first() else {
                return Err(error);
            };
            Patience::new(link, *family, &self.attempts, &self.report)
                .wait(error)
                .await?;
        }
    }

    /// Where an earlier run left this job's upload open on this very device; nothing where all is to be sent anyway.
    async fn left_open(&self, device: &DeviceId) -> Option<String> {
        let key = self
            .key
            .clone()
            .filter(|_| !self.request.force && self.expected.as_ref() == Some(device))?;
        let found = self
            .shared
            .stored(move |store| store.open_upload(&key))
            .await;
        found.unwrap_or_else(|error| {
            tracing::warn!(job = self.id.0, %error, "the journal cannot be read");
            None
        })
    }

    /// The way to the device; what is told of progress tells first where the open upload is.
    fn session(&self, reached: &Reached) -> Arc<Session> {
        let link = reached.link.clone();
        let device = reached.device.clone();
        let attempts = self.attempts.clone();
        let secret = self.shared.secrets.of(&device.id);
        Arc::new_cyclic(|session: &Weak<Session>| {
            let report = self.report.clone();
            let session = session.clone();
            let progress = Arc::new(move |step, done, total| {
                report.begun(session.upgrade().and_then(|session| session.open()));
                report.progress(step, done, total);
            });
            Session::new(link, device, attempts, progress).with_secret(secret)
        })
    }
}

/// A stream has the device, and may have it for ever: an upload beside it would be starved, so it is not begun.
fn on_air() -> DeviceError {
    DeviceError::Unsuitable(Finding::blocks(
        "device.streaming",
        "This device is playing live from this computer",
        "Stop the stream, then send the pattern again.",
    ))
}
