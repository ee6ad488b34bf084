//! Before anything is sent: which bytes the device is to get, whether it has them, whether it takes them.

use super::{Job, Reached};
use crate::device::{DeviceError, Family, Session, StoredName};
use crate::engine::encoding::{Encoded, Wanted};
use crate::engine::patience::Patience;
use crate::engine::report::Change;
use crate::pattern::{Severity, check};
use std::sync::Arc;

impl Job {
    /// Which bytes that device is to get.
    pub(super) fn wanted(&self, reached: &Reached) -> Result<Wanted, DeviceError> {
        let pattern = self.pattern.pattern.clone();
        self.remark(
            reached
                .device
                .unheeded(&reached.told)
                .map(str::to_owned)
                .into_iter()
                .collect(),
        );
        Ok(Wanted {
            id: self.request.pattern,
            layout: reached
                .device
                .layout(&reached.told)
                .ok_or(DeviceError::LayoutUnknown)?,
            fit: reached.told.fit(&self.request.fit),
            family: reached.family,
            form: reached.family.form(&reached.device),
            name: StoredName::from_text(self.request.name.as_deref().unwrap_or(&pattern.name)),
            pattern,
        })
    }

    /// Whether the device has the bytes already, where they need not go out anyway.
    pub(super) async fn is_there(
        &self,
        patience: &mut Patience<'_>,
        session: &Arc<Session>,
        family: &'static dyn Family,
        encoded: &Encoded,
    ) -> Result<bool, DeviceError> {
        let payload = &encoded.payload;
        self.report.change(Change::Encoded {
            bytes: payload.len(),
            sha256: payload.digest().to_string(),
        });
        Ok(!self.request.force
            && self
                .patiently(patience, session, || family.has(session, payload))
                .await?)
    }

    /// `None` where the device takes it; what it takes instead, where nobody sees the difference.
    pub(super) async fn suited(
        &self,
        wanted: &Wanted,
        reached: &Reached,
        session: &Session,
        encoded: &Encoded,
    ) -> Result<Option<Encoded>, DeviceError> {
        let mut limits = reached.told.limits(reached.device.limits);
        if session.open().is_some() {
            limits.free_bytes = None; // room was set aside when an earlier run opened the upload
        }
        let (instead, report) = match self
            .shared
            .encodings
            .merged(wanted, encoded, &limits)
            .await?
        {
            Some((merged, report)) => (Some(merged), report),
            None => (None, check(&encoded.fitted, encoded.payload.len(), &limits)),
        };
        if let Some(blocker) = report.blocker() {
            return Err(DeviceError::Unsuitable(blocker.clone()));
        }
        let worth = report
            .findings
            .into_iter()
            .filter(|f| f.severity == Severity::Warning);
        self.remark(worth.map(|finding| finding.sentence()).collect());
        Ok(instead)
    }
}
