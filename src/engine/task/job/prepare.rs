//! Before anything is sent: which bytes the device is to get, whether it has them, whether it takes them.

use super::Upload;
use crate::device::{DeviceError, Receipt, StoredName, Transfer};
use crate::engine::keep::{EncodeRequest, Encoded, PatternKey};
use crate::engine::note::Change;
use crate::engine::task::patience::Patience;
use crate::engine::task::reach::Reached;
use crate::pattern::{Finding, Limits, Severity};
use crate::problem::Code;
use std::sync::Arc;

impl Upload {
    /// The bytes that the device is to get, and whether it has them already.
    pub(super) async fn prepared(
        &self,
        patience: &mut Patience<'_>,
        reached: &Reached,
        transfer: &Arc<dyn Transfer>,
    ) -> Result<(Encoded, Option<Receipt>), DeviceError> {
        let keep = &self.job.visit.context.keep;
        let request = self.encode_request(reached)?;
        let limits = self.limits(reached);
        let mut encoded = keep.encodings.get(&request, &limits).await?;
        self.deadline.restart();
        let mut there = self.is_there(patience, transfer, &encoded).await?;
        if there.is_none()
            && let Some(merged) = self
                .suited(patience, &request, reached, transfer, &encoded)
                .await?
        {
            self.deadline.restart();
            there = self.is_there(patience, transfer, &merged).await?;
            encoded = merged;
        }
        self.report_frames(&encoded, &limits);
        Ok((encoded, there))
    }

    /// Says how many frames the device gets, where that is not all of them.
    fn report_frames(&self, encoded: &Encoded, limits: &Limits) {
        let report = encoded.check(limits);
        let fewer = report.findings.iter().filter(|f| f.frames.is_some());
        self.remark(fewer.map(|finding| finding.sentence()));
    }

    fn limits(&self, reached: &Reached) -> Limits {
        let settings = reached.settings(&self.job.request.settings);
        settings.limits(reached.device.limits)
    }

    /// Which bytes that device is to get.
    fn encode_request(&self, reached: &Reached) -> Result<EncodeRequest, DeviceError> {
        let request = &self.job.request;
        let pattern = self.job.pattern.pattern.clone();
        let settings = reached.settings(&request.settings);
        reached.device.segment(&settings)?;
        let ignored = reached.device.ignored_settings(&settings);
        self.remark(ignored);
        let target = reached.device.target_layout(&settings, &pattern);
        let target = target.ok_or(DeviceError::LayoutUnknown)?;
        let assumed = target.assumed.map(|assumed| assumed.finding().sentence());
        self.remark(assumed);
        Ok(EncodeRequest {
            source: PatternKey::of(request.pattern, &self.job.pattern),
            layout: target.layout,
            fit: settings.fit(&request.fit),
            family: reached.family,
            form: reached.family.form(&reached.device),
            name: StoredName::from_text(request.name.as_deref().unwrap_or(&pattern.name)),
            pattern,
        })
    }

    /// Under which name the device has the bytes already, where they need not go out anyway.
    async fn is_there(
        &self,
        patience: &mut Patience<'_>,
        transfer: &Arc<dyn Transfer>,
        encoded: &Encoded,
    ) -> Result<Option<Receipt>, DeviceError> {
        let payload = &encoded.payload;
        self.report.change(Change::Encoded {
            bytes: payload.len(),
            sha256: payload.digest().to_string(),
        });
        if self.job.request.force {
            return Ok(None);
        }
        let has = || transfer.find(payload);
        let there = self.with_retries(patience, transfer, has).await?;
        if there.is_some() {
            self.confirm(patience, transfer).await?;
        }
        Ok(there)
    }

    /// `None` where the device takes it; what it takes instead, where the difference cannot be seen.
    async fn suited(
        &self,
        patience: &mut Patience<'_>,
        request: &EncodeRequest,
        reached: &Reached,
        transfer: &Arc<dyn Transfer>,
        encoded: &Encoded,
    ) -> Result<Option<Encoded>, DeviceError> {
        let encodings = &self.job.visit.context.keep.encodings;
        let mut limits = self.limits(reached);
        if transfer.traces().open.is_some() {
            limits.free_bytes = None; // room was set aside when an earlier run opened the upload
        }
        let (instead, report) = match encodings.merged(request, encoded, &limits).await? {
            Some((merged, report)) => (Some(merged), report),
            None => (None, encoded.check(&limits)),
        };
        let is_full = |finding: &Finding| finding.code == Some(Code::DeviceFull);
        let blocker = report.blocker().cloned();
        if let Some(blocker) = blocker.clone().filter(|blocker| !is_full(blocker)) {
            return Err(DeviceError::from(blocker));
        }
        let bytes = instead.as_ref().unwrap_or(encoded).payload.len();
        self.admitted(&reached.device.id, bytes).await?;
        if let Some(full) = blocker {
            let error = DeviceError::from(full);
            let payload = &encoded.payload;
            self.make_room(patience, transfer, payload, limits.free_bytes, error)
                .await?;
        }
        let worth = report
            .findings
            .into_iter()
            .filter(|f| f.severity == Severity::Warning);
        self.remark(worth.map(|finding| finding.sentence()));
        Ok(instead)
    }
}
