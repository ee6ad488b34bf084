//! Fits a pattern to a device, and asks what the device would say to it. Only the newest preview of a pattern and a device is
//! worth making: at most one that is out of date runs to its end, because encoding cannot be stopped midway.

use super::Context;
use crate::device::{AssumedLeds, DeviceError, DeviceId, StoredName, family};
use crate::engine::api::{DeviceView, Event, PatternId, Preview};
use crate::engine::keep::{EncodeRequest, PatternKey};
use crate::engine::note::Note;
use crate::pattern::{Finding, Fit, Limits, Opened};
use crate::problem::Problem;
use std::sync::Arc;
use tokio::sync::Mutex;
use tokio_util::sync::CancellationToken;

/// A preview to be made.
pub(in crate::engine) struct PreviewTask {
    pub(in crate::engine) context: Context,
    pub(in crate::engine) id: PatternId,
    pub(in crate::engine) opened: Arc<Opened>,
    pub(in crate::engine) view: DeviceView,
    pub(in crate::engine) fit: Fit,
    /// Thrown when a newer preview of this pattern and this device is asked for.
    pub(in crate::engine) outdated: CancellationToken,
    /// Held while one of them encodes.
    pub(in crate::engine) turn: Arc<Mutex<()>>,
}

impl PreviewTask {
    /// Ends in `Note::PreviewEnded`, behind an `Event::Previewed` unless a newer one was asked for before it began.
    pub(in crate::engine) async fn run(self) {
        match self.preview().await {
            Ok(Some(preview)) => self.report(Ok(preview)),
            Ok(None) => {}
            Err(error) => self.report(Err(Problem::from(&error))),
        }
        self.context
            .notify(Note::PreviewEnded(self.id, self.device().clone()));
    }

    fn device(&self) -> &DeviceId {
        &self.view.device.id
    }

    fn report(&self, result: Result<Preview, Problem>) {
        self.context.notify(Note::Pass(Event::Previewed {
            pattern: self.id,
            device: self.device().clone(),
            fit: self.fit.clone(),
            result,
        }));
    }

    async fn preview(&self) -> Result<Option<Preview>, DeviceError> {
        let (request, limits, assumed) = self.request()?;
        let with_size = |mut preview: Preview| {
            preview.report.findings.extend(assumed.clone());
            preview
        };
        let encodings = &self.context.keep.encodings;
        if request.pattern.frames.held().is_none() {
            // all of it is only read where its size or current cannot be found otherwise; its frames are reported at once
            let early = with_size(encodings.glance(request.clone(), limits).await?);
            if early.bytes.is_some() && limits.supply.is_none() {
                return Ok(Some(early));
            }
            self.report(Ok(early));
        }
        let _turn = self.turn.lock().await;
        if self.outdated.is_cancelled() {
            return Ok(None);
        }
        let preview = encodings.preview(request, limits).await?;
        Ok(Some(with_size(preview)))
    }

    /// What is to be encoded, for which limits, and what is assumed of the device's LEDs.
    fn request(&self) -> Result<(EncodeRequest, Limits, Option<Finding>), DeviceError> {
        let view = &self.view;
        let pattern = self.opened.pattern.clone();
        let family = family(view.device.family).ok_or(DeviceError::LayoutUnknown)?;
        let target = view.device.target_layout(&view.settings, &pattern);
        let target = target.ok_or(DeviceError::LayoutUnknown)?;
        view.device.segment(&view.settings)?;
        let request = EncodeRequest {
            source: PatternKey::of(self.id, &self.opened),
            layout: target.layout,
            fit: view.settings.fit(&self.fit),
            family,
            form: family.form(&view.device),
            name: StoredName::from_text(&pattern.name),
            pattern,
        };
        // that the rest stays dark is a finding of its own
        let assumed = target
            .assumed
            .filter(|assumed| !matches!(assumed, AssumedLeds::Fewer { .. }));
        let limits = view.settings.limits(view.device.limits);
        Ok((request, limits, assumed.map(AssumedLeds::finding)))
    }
}
