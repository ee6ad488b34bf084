//! Bytes go out, come back and are compared; then the device is told to play.

use super::{Delivered, Upload};
use crate::device::{
    Control, DeviceError, Family, Payload, Playing, Receipt, Session, Verification,
};
use crate::engine::api::{Outcome, Phase};
use crate::engine::note::{Change, Note};
use crate::engine::task::patience::Patience;
use crate::engine::task::reach::{Reached, beside};
use crate::pattern::FittedPattern;
use bytes::Bytes;
use std::sync::Arc;
use std::time::Duration;

/// How long a job waits to hear what the device shows: a comfort, that no upload is held up for.
const SNAPSHOT: Duration = Duration::from_secs(5);

impl Upload {
    /// Sends, reads back and compares; once more in full where the device holds something else.
    pub(super) async fn send(
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
                            self.confirm_after_repeats(patience, session).await?;
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
            tracing::info!(job = self.job.id.0, error = %failure, "sending it once more");
            self.report.change(Change::Remark(format!(
                "Sent once more, because {failure}."
            )));
            resent = true;
            self.attempts.repeat();
            self.confirm_after_repeats(patience, session).await?;
            session.start_over();
        }
    }

    /// Plays what is there, if that was asked for, and ends the job.
    pub(super) async fn start(
        &self,
        reached: &Reached,
        session: &Arc<Session>,
        (receipt, fitted): (&Receipt, &FittedPattern),
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
            self.job.visit.context.tell(Note::Snapshot {
                device: reached.device.id.clone(),
                snapshot: Some(before),
            });
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
        match tokio::time::timeout(SNAPSHOT, controls.moment(&beside)).await {
            Ok(Ok(snapshot)) => Some(snapshot),
            Ok(Err(error)) => {
                tracing::debug!(job = self.job.id.0, %error, "what it shows is not known");
                None
            }
            Err(_) => None,
        }
    }
}
