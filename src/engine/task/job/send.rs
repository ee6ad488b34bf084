//! Sends bytes, reads them back and compares them; then starts the pattern.

use super::{Delivered, Upload};
use crate::device::{
    Control, DeviceError, Family, Payload, Playing, Receipt, Session, Transfer, Verification,
};
use crate::engine::api::{Outcome, Phase};
use crate::engine::note::Note;
use crate::engine::task::patience::Patience;
use crate::engine::task::reach::{Reached, beside};
use crate::msg;
use crate::pattern::FittedPattern;
use bytes::Bytes;
use std::sync::Arc;
use std::time::Duration;

/// How long a job waits to hear what the device shows: a comfort, that no upload is held up for.
const SNAPSHOT: Duration = Duration::from_secs(5);

/// The result of reading an upload back.
enum ReadBack {
    /// It is there, as far as the device can say.
    Accepted(Outcome),
    /// It is not: read twice, and different.
    Failed(DeviceError),
}

/// What reading back failed with, as a job ends with it.
fn as_verify_error(error: DeviceError) -> DeviceError {
    if error.is_absence() || matches!(error, DeviceError::Busy { .. }) {
        return DeviceError::VerifyUnreachable {
            cause: Box::new(error),
        };
    }
    error
}

impl Upload {
    /// Sends, reads back and compares; once more in full where the device holds something else.
    pub(super) async fn send(
        &self,
        patience: &mut Patience<'_>,
        transfer: &Arc<dyn Transfer>,
        payload: &Payload,
    ) -> Result<(Receipt, Outcome), DeviceError> {
        let mut resent = false;
        let mut damaged: Option<Receipt> = None;
        loop {
            self.report.phase(Phase::Sending);
            let upload = || transfer.send(payload);
            let failure = match self.with_retries(patience, transfer, upload).await {
                Ok(receipt) => match self
                    .read_back(patience, transfer, payload, &receipt)
                    .await?
                {
                    ReadBack::Accepted(outcome) => {
                        let settle = || transfer.settle(payload, &receipt);
                        let receipt = self.with_retries(patience, transfer, settle).await?;
                        return Ok((receipt, outcome));
                    }
                    ReadBack::Failed(failure) if resent => {
                        let lost = transfer.discard(payload, &receipt).await;
                        self.remark(lost);
                        transfer.start_over();
                        transfer.forget_sent(); // otherwise it has been reported
                        failure
                    }
                    ReadBack::Failed(failure) => {
                        damaged = Some(receipt);
                        failure
                    }
                },
                // what failed the check is in the way
                Err(DeviceError::Full { .. }) if let Some(receipt) = damaged.take() => {
                    let lost = transfer.discard(payload, &receipt).await;
                    self.remark(lost);
                    transfer.start_over();
                    continue;
                }
                Err(DeviceError::Damaged) => DeviceError::Damaged,
                Err(error) => return Err(error),
            };
            if resent {
                return Err(failure);
            }
            self.report_resend(&**transfer, &failure);
            resent = true;
            self.attempts.repeat();
            self.confirm(patience, transfer).await?;
            transfer.start_over();
        }
    }

    /// Says why it is sent once more.
    fn report_resend(&self, transfer: &dyn Transfer, failure: &DeviceError) {
        let names = self.names();
        let (pattern, device) = (&names.pattern, &names.device);
        names.report(msg!(
            "log-upload-resent",
            pattern = pattern,
            device = device,
            reason = failure.message()
        ));
        let files = transfer.traces().abandoned;
        let reason = failure.message();
        self.remark([
            if matches!(failure, DeviceError::Missing) && !files.is_empty() {
                msg!("job-sent-again-elsewhere", reason = reason, files = files)
            } else {
                msg!("job-sent-again", reason = reason)
            },
        ]);
    }

    /// Reads back and compares, and identifies the device before and after. A difference is read again: reading goes wrong more
    /// often than storing.
    async fn read_back(
        &self,
        patience: &mut Patience<'_>,
        transfer: &Arc<dyn Transfer>,
        payload: &Payload,
        receipt: &Receipt,
    ) -> Result<ReadBack, DeviceError> {
        self.report.phase(Phase::Verifying);
        let mut is_second = false;
        loop {
            self.confirm(patience, transfer)
                .await
                .map_err(as_verify_error)?;
            let verify = || transfer.verify(payload, receipt);
            let found = self.with_retries(patience, transfer, verify).await;
            let failure = match found.map_err(as_verify_error)? {
                Verification::Matched(_) => {
                    self.confirm(patience, transfer)
                        .await
                        .map_err(as_verify_error)?;
                    return Ok(ReadBack::Accepted(Outcome::Verified));
                }
                Verification::Unsupported => {
                    self.confirm(patience, transfer)
                        .await
                        .map_err(as_verify_error)?;
                    return Ok(ReadBack::Accepted(Outcome::SentUnverified));
                }
                Verification::Mismatch { expected, found } => {
                    DeviceError::Mismatch { expected, found }
                }
                Verification::Missing => DeviceError::Missing,
                Verification::Differs { detail } => DeviceError::Differs { detail },
            };
            if is_second {
                return Ok(ReadBack::Failed(failure));
            }
            let names = self.names();
            let (pattern, device) = (&names.pattern, &names.device);
            names.report(msg!(
                "log-upload-reread",
                pattern = pattern,
                device = device,
                reason = failure.message()
            ));
            is_second = true;
        }
    }

    /// Plays what is there, if that was asked for, and ends the job.
    pub(super) async fn start(
        &self,
        reached: &Reached,
        transfer: &Arc<dyn Transfer>,
        (receipt, payload, fitted): (&Receipt, &Payload, &FittedPattern),
        outcome: Outcome,
        before: Option<Bytes>,
    ) -> Result<Delivered, DeviceError> {
        if !self.job.request.play {
            return Ok(Delivered {
                outcome,
                playing: reached.family.plays(&reached.device, &receipt.stored_as),
            });
        }
        self.report.phase(Phase::Starting);
        if let Some(before) = before {
            self.job.visit.context.notify(Note::Snapshot {
                device: reached.device.id.clone(),
                snapshot: Some(before),
            });
        }
        let mut patience = Patience::new(
            &transfer.session().link,
            reached.family,
            &self.attempts,
            &self.report,
        );
        let play = || transfer.play(receipt, (payload, fitted));
        let playing = match self.with_retries(&mut patience, transfer, play).await {
            Ok(playing) => playing,
            // what was proven was proven of another device
            Err(error @ DeviceError::IdentityChanged { .. }) => {
                self.remark([msg!(
                    "job-whole-on-first",
                    kind = reached.family.noun(&reached.device),
                    name = receipt.stored_as.to_string()
                )]);
                return Err(error);
            }
            // it is there and proven: that it does not play is worth a word, not a failure
            Err(error) => {
                self.remark([msg!("job-not-started", reason = error.message())]);
                Playing::No
            }
        };
        self.remark(transfer.session().take_remarks());
        Ok(Delivered { outcome, playing })
    }

    /// The device's current state, so that Undo can restore it, where the device can do that and the job will start something
    /// else. Best effort: a failure neither fails the job nor counts as an attempt.
    pub(super) async fn snapshot(
        &self,
        family: &'static dyn Family,
        session: &Session,
    ) -> Option<Bytes> {
        let controls = family
            .controls()
            .filter(|c| self.job.request.play && c.can(&session.device).contains(&Control::Undo))?;
        let beside = beside(session);
        match tokio::time::timeout(SNAPSHOT, controls.snapshot(&beside)).await {
            Ok(Ok(snapshot)) => Some(snapshot),
            Ok(Err(error)) => {
                if beside.has_refused_secret() {
                    session.drop_secret();
                }
                tracing::debug!(job = self.job.id.0, %error, "what it shows is not known");
                None
            }
            Err(_) => None,
        }
    }
}
