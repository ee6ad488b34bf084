//! Steps of a job that are repeated while the device is gone and may come back.

use super::Upload;
use crate::device::{DeviceError, Session, Transfer};
use crate::engine::keep::Shared;
use crate::engine::note::Change;
use crate::engine::task::patience::{Patience, Waited, is_temporary};
use crate::engine::task::reach;
use crate::msg;
use futures_util::future::{BoxFuture, FutureExt as _};
use std::sync::Arc;

impl Upload {
    fn keep(&self) -> &Shared {
        &self.job.visit.context.keep
    }

    /// Does `step` again after waiting, while the device is gone and may come back.
    pub(super) async fn with_retries<'s, T>(
        &self,
        patience: &mut Patience<'_>,
        transfer: &Arc<dyn Transfer>,
        step: impl Fn() -> BoxFuture<'s, Result<T, DeviceError>>,
    ) -> Result<T, DeviceError> {
        let step = self.retry_step(patience, transfer, step);
        self.deadline.within(&transfer.session().link, step).await
    }

    async fn retry_step<'s, T>(
        &self,
        patience: &mut Patience<'_>,
        transfer: &Arc<dyn Transfer>,
        step: impl Fn() -> BoxFuture<'s, Result<T, DeviceError>>,
    ) -> Result<T, DeviceError> {
        let session = transfer.session();
        loop {
            let before = transfer.acknowledged();
            let result = step().await;
            self.report.change(Change::Attempts(self.attempts.total()));
            let error = match result {
                Err(DeviceError::Locked) if reach::unlock(self.keep(), session).await => continue,
                Err(error) if session.is_spent() => return Err(error),
                Err(error)
                    if is_temporary(
                        &error,
                        self.keep().links.has_answered(&session.device.address),
                    ) =>
                {
                    error
                }
                Ok(done) => {
                    patience.renew();
                    return Ok(done);
                }
                other => return other,
            };
            if transfer.acknowledged() > before {
                patience.renew();
            }
            self.wait_for_the_same(patience, session, error).await?;
        }
    }

    /// Waits for the device; the one that answers then must be the same. It may be gone again while it is asked.
    async fn wait_for_the_same(
        &self,
        patience: &mut Patience<'_>,
        session: &Session,
        error: DeviceError,
    ) -> Result<(), DeviceError> {
        let mut error = error;
        let names = self.names();
        loop {
            tracing::debug!(%error, "waiting for the device");
            self.log_retries();
            let (pattern, device) = (&names.pattern, &names.device);
            names.report(msg!(
                "log-upload-waits",
                pattern = pattern,
                device = device,
                reason = error.message()
            ));
            if patience.wait(error).await? == Waited::Rested {
                return Ok(());
            }
            match reach::confirm(&self.job.visit.context, patience.family, session).await {
                Err(again) if again.is_absence() => error = again,
                result => return result,
            }
        }
    }

    /// Makes sure that it is still the same device: an address may pass to another one without any error.
    pub(super) async fn confirm(
        &self,
        patience: &mut Patience<'_>,
        transfer: &Arc<dyn Transfer>,
    ) -> Result<(), DeviceError> {
        let family = patience.family;
        let context = &self.job.visit.context;
        let ask = || reach::confirm(context, family, transfer.session()).boxed();
        self.with_retries(patience, transfer, ask).await
    }
}
