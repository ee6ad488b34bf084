//! Upload Bridge players ("native"): an ESP8266/ESP32 that stores a frame pattern and plays it without a PC.
//!
//! Level 2 says what it can do (`caps`): it stores through tus 1.0.0 and gives back what it stores, so an upload can be
//! verified. Level 1 (no `caps`) takes one multipart upload into RAM and reports three numbers, which proves nothing of
//! the content. Which one it is, the device says; the version is never asked.

mod auth;
mod controls;
mod finish;
mod level;
mod level1;
mod level2;
mod library;
mod place;
mod playing;
mod reply;
mod status;
mod tus;
mod upload;
mod wire;

use super::{
    Cap, Controls, Device, DeviceAddr, DeviceError, Doing, Family, FirmwareCache, Form,
    LockedIdentity, OldCopies, OldCopy, Payload, Playing, Secret, Session, StoredName, Transfer,
};
use crate::link::{Attempts, Call, DeviceLink, LinkError, Transport};
use crate::pattern::FittedPattern;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use level::is_level2;
use level1::Level1Upload;
use std::sync::Arc;
use std::time::Duration;
use upload::Upload;

/// The family.
pub struct Native;

impl Family for Native {
    fn is_frail(&self, device: &Device) -> bool {
        !is_level2(device)
    }

    /// Level 1 may be silent for 20 s while it plays.
    fn answers_while_playing(&self, device: &Device) -> bool {
        is_level2(device)
    }

    fn name(&self) -> &'static str {
        "native"
    }

    fn title(&self) -> &'static str {
        "Upload Bridge player"
    }

    fn identify<'a>(
        &'a self,
        address: &'a DeviceAddr,
        link: &'a DeviceLink,
        attempts: &'a Attempts,
        _: &'a FirmwareCache,
    ) -> BoxFuture<'a, Result<Option<Device>, DeviceError>> {
        status::identify(address, link, attempts, None).boxed()
    }

    fn probe<'a>(&'a self, link: &'a DeviceLink) -> BoxFuture<'a, Result<(), LinkError>> {
        async move {
            // not idempotent in the link's eyes: the caller decides whether to try again
            let call = Call {
                idempotent: false,
                ..Call::get("/api/status", &Attempts::new())
            };
            link.send(call).await.map(|_| ())
        }
        .boxed()
    }

    fn knows_its_leds(&self, device: &Device) -> bool {
        !device.caps.is_empty() // level 1 counts those of the pattern that it holds
    }

    fn form(&self, _device: &Device) -> Form {
        Form::Frames
    }

    fn encode(
        &self,
        _form: Form,
        fitted: &FittedPattern,
        name: &StoredName,
    ) -> Result<Payload, DeviceError> {
        wire::encode(fitted.frames(), name.clone())
    }

    fn encoded_size(&self, _form: Form, fitted: &FittedPattern) -> Option<u64> {
        wire::size(fitted.frames())
    }

    fn confirm<'a>(
        &'a self,
        session: &'a Session,
    ) -> BoxFuture<'a, Result<Option<Duration>, DeviceError>> {
        status::confirm(session).boxed()
    }

    fn transfer(&self, session: Session) -> Arc<dyn Transfer> {
        if is_level2(&session.device) {
            Arc::new(Upload::new(session))
        } else {
            Arc::new(Level1Upload::new(session))
        }
    }

    fn plays(&self, device: &Device, name: &StoredName) -> Playing {
        if !device.caps.has(&Cap::Play) {
            return Playing::Unknown;
        }
        Playing::said(device.playing.as_deref() == Some(name.as_str()))
    }

    fn controls(&self) -> Option<&dyn Controls> {
        Some(&controls::NativeControls)
    }

    fn old_copies(&self) -> Option<&dyn OldCopies> {
        Some(self)
    }

    fn locked(&self) -> Option<&dyn LockedIdentity> {
        Some(self)
    }
}

impl LockedIdentity for Native {
    fn identify<'a>(
        &'a self,
        address: &'a DeviceAddr,
        link: &'a DeviceLink,
        attempts: &'a Attempts,
        secret: &'a Secret,
    ) -> BoxFuture<'a, Result<Option<Device>, DeviceError>> {
        status::identify(address, link, attempts, Some(secret)).boxed()
    }
}

impl OldCopies for Native {
    fn is_copy(&self, device: &Device, file: &str, name: &StoredName) -> bool {
        is_level2(device) && file == name.as_str()
    }

    fn list<'a>(
        &'a self,
        session: &'a Session,
        payload: &'a Payload,
    ) -> BoxFuture<'a, Result<Vec<OldCopy>, DeviceError>> {
        finish::old_copies(session, payload).boxed()
    }

    fn delete<'a>(
        &'a self,
        session: &'a Session,
        copy: &'a OldCopy,
    ) -> BoxFuture<'a, Result<(), DeviceError>> {
        async move {
            let name = StoredName::from_text(&copy.name);
            finish::remove(session, &name, Doing::DeletingOldCopy).await
        }
        .boxed()
    }
}

#[cfg(test)]
mod tests;
