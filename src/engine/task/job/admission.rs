//! Before anything is sent or deleted: whether the limits let the upload pass.

use super::Upload;
use crate::device::{DeviceError, DeviceId};
use crate::engine::admission::{Candidate, Counted, rest_of_hour};
use crate::engine::note::{Admitted, MayISend, Note};
use crate::pattern::Finding;
use crate::problem::Problem;
use crate::store::OtherUpload;
use std::time::Duration;
use tokio::sync::oneshot;
use tokio::time::Instant;

/// When to look again at a claim that another process has neither confirmed nor taken back.
const LOOK_AGAIN: Duration = Duration::from_secs(2);

impl Upload {
    /// Returns when the upload may begin to send. Where a limit holds it back, the job goes back to the queue, and this never
    /// returns.
    pub(super) async fn admitted(&self, device: &DeviceId, bytes: u64) -> Result<(), DeviceError> {
        let context = &self.job.visit.context;
        let limits = context.keep.limits.get();
        if let Some(refusal) = limits.refuse_size(bytes) {
            return Err(refused(refusal));
        }
        let others = if limits.are_hourly() {
            self.claim(device, bytes).await
        } else {
            None
        };
        let (reply, answer) = oneshot::channel();
        let upload = Candidate {
            device: device.clone(),
            bytes,
        };
        let asked = MayISend {
            upload,
            others,
            reply,
        };
        context.notify(Note::MayISend(self.job.id, asked));
        match answer.await {
            Ok(Admitted::Go) => Ok(()),
            Ok(Admitted::Refused(refusal)) => Err(refused(refusal)),
            Ok(Admitted::Wait) => {
                self.put_back.cancel();
                std::future::pending().await
            }
            Err(_) => std::future::pending().await, // the engine has ended
        }
    }

    /// Claims a place in the windows that all processes share, and returns what others have claimed before. `None` where the
    /// store cannot be used, or this job is not to be remembered: then the uploads of this run count alone.
    async fn claim(&self, device: &DeviceId, bytes: u64) -> Option<Vec<Counted>> {
        let (run, job) = self.job.claim.clone()?;
        let device = device.clone();
        let records = &self.job.visit.context.keep.records;
        let claim = records.read(move |store| store.claim_upload(&run, job, &device, bytes));
        match claim.await {
            Ok(others) => Some(others.into_iter().map(counted).collect()),
            Err(error) => {
                tracing::warn!(job = self.job.id.0, %error, "uploads of other runs are not counted");
                None
            }
        }
    }
}

fn counted(other: OtherUpload) -> Counted {
    Counted {
        until: if other.sends {
            rest_of_hour(other.age)
        } else {
            Instant::now() + LOOK_AGAIN
        },
        device: other.device,
        bytes: other.bytes,
    }
}

fn refused(problem: Problem) -> DeviceError {
    let Problem {
        code,
        message,
        remedy,
    } = problem;
    DeviceError::from(Finding::blocks(code, message, remedy))
}
