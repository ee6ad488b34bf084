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
mod library;
mod place;
mod reply;
mod status;
mod tus;
mod wire;

use super::{
    Cap, Controls, Device, DeviceAddr, DeviceError, Family, FirmwareCache, Form, OldCopy, Payload,
    Playing, Receipt, Secret, Session, StoredName, Verification,
};
use crate::link::{Attempts, Call, DeviceLink, LinkError, Transport};
use crate::pattern::FittedPattern;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use level::is_level2;
use library::{is_in, library, read_back};
use reply::{json, link_error, refusal};
use status::Status;

/// The family.
pub struct Native;

impl Family for Native {
    fn hides_when_locked(&self) -> bool {
        true
    }

    fn is_frail(&self, device: &Device) -> bool {
        !is_level2(device)
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

    fn identify_with<'a>(
        &'a self,
        address: &'a DeviceAddr,
        link: &'a DeviceLink,
        attempts: &'a Attempts,
        _: &'a FirmwareCache,
        secret: &'a Secret,
    ) -> BoxFuture<'a, Result<Option<Device>, DeviceError>> {
        status::identify(address, link, attempts, Some(secret)).boxed()
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

    fn confirm<'a>(&'a self, session: &'a Session) -> BoxFuture<'a, Result<(), DeviceError>> {
        status::confirm(session).boxed()
    }

    fn has<'a>(
        &'a self,
        session: &'a Session,
        payload: &'a Payload,
    ) -> BoxFuture<'a, Result<Option<Receipt>, DeviceError>> {
        async move {
            let name = payload.name();
            if !is_level2(&session.device) || tus::is_left_open(session, payload).await? {
                return Ok(None); // where it stands, the upload asks
            }
            let library = library(session).await?;
            if !is_in(&library, payload, name) {
                let unverified = place::stored_name(session, payload);
                if unverified != *name && is_in(&library, payload, &unverified) {
                    // a former run came so far: it is to be verified, not to be sent
                    session.set_open(place::place(payload, &unverified));
                }
                return Ok(None);
            }
            if !session.device.caps.has(&Cap::Rename) {
                status::confirm(session).await?; // nothing says whose list that was
            }
            let found = read_back(session, payload, name).await?;
            Ok(matches!(found, Verification::Matched(_)).then(|| Receipt {
                stored_as: name.clone(),
            }))
        }
        .boxed()
    }

    fn is_copy(&self, device: &Device, file: &str, name: &StoredName) -> bool {
        is_level2(device) && file == name.as_str()
    }

    fn old_copies<'a>(
        &'a self,
        session: &'a Session,
        payload: &'a Payload,
    ) -> BoxFuture<'a, Result<Vec<OldCopy>, DeviceError>> {
        finish::old_copies(session, payload).boxed()
    }

    fn delete_copy<'a>(
        &'a self,
        session: &'a Session,
        copy: &'a OldCopy,
    ) -> BoxFuture<'a, Result<(), DeviceError>> {
        async move {
            let name = StoredName::from_text(&copy.name);
            finish::remove(session, &name, "deleting the old pattern").await
        }
        .boxed()
    }

    fn upload<'a>(
        &'a self,
        session: &'a Session,
        payload: &'a Payload,
    ) -> BoxFuture<'a, Result<Receipt, DeviceError>> {
        if is_level2(&session.device) {
            tus::upload(session, payload).boxed()
        } else {
            level1::upload(session, payload).boxed()
        }
    }

    fn verify<'a>(
        &'a self,
        session: &'a Session,
        payload: &'a Payload,
        receipt: &'a Receipt,
    ) -> BoxFuture<'a, Result<Verification, DeviceError>> {
        if is_level2(&session.device) {
            read_back(session, payload, &receipt.stored_as).boxed()
        } else {
            level1::verify(session, payload).boxed()
        }
    }

    fn settle<'a>(
        &'a self,
        session: &'a Session,
        payload: &'a Payload,
        receipt: &'a Receipt,
    ) -> BoxFuture<'a, Result<Receipt, DeviceError>> {
        finish::settle(session, payload, receipt).boxed()
    }

    fn discard<'a>(
        &'a self,
        session: &'a Session,
        payload: &'a Payload,
        receipt: &'a Receipt,
    ) -> BoxFuture<'a, Option<String>> {
        async move {
            if is_level2(&session.device) {
                finish::discard(session, payload, receipt).await
            } else {
                Some("What it holds now failed the check, and cannot be deleted: send it again, or switch it off and on.".into())
            }
        }
        .boxed()
    }

    fn tidy<'a>(
        &'a self,
        session: &'a Session,
        payload: &'a Payload,
        _: &'a Receipt,
    ) -> BoxFuture<'a, Option<String>> {
        async move {
            if is_level2(&session.device) {
                finish::tidy(session, payload).await
            } else {
                None
            }
        }
        .boxed()
    }

    fn play<'a>(
        &'a self,
        session: &'a Session,
        receipt: &'a Receipt,
        _: (&'a Payload, &'a FittedPattern),
    ) -> BoxFuture<'a, Result<Playing, DeviceError>> {
        async move {
            if !session.device.caps.has(&Cap::Play) {
                return Ok(Playing::Unknown);
            }
            status::confirm(session).await?;
            play(session, &receipt.stored_as).await.map(Playing::said)
        }
        .boxed()
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

    fn withdraw<'a>(
        &'a self,
        session: &'a Session,
        payload: &'a Payload,
    ) -> BoxFuture<'a, Option<String>> {
        async move {
            // level 1 throws a cut upload away by itself
            if is_level2(&session.device) {
                finish::withdraw(session, payload).await
            } else {
                None
            }
        }
        .boxed()
    }
}

/// Tells the device to play; its new status is the proof.
async fn play(session: &Session, name: &StoredName) -> Result<bool, DeviceError> {
    const DOING: &str = "starting the pattern";
    let body = serde_json::json!({ "name": name.as_str() }).to_string();
    let mut call = Call {
        method: http::Method::POST,
        ..Call::get("/api/play", &session.attempts)
    };
    call.headers.insert(
        http::header::CONTENT_TYPE,
        http::HeaderValue::from_static("application/json"),
    );
    call.body = vec![body.into()];
    let reply = auth::send(session, call).await.map_err(link_error(DOING))?;
    if !reply.status.is_success() {
        return Err(refusal(DOING, &reply));
    }
    let status: Status = json(DOING, &reply)?;
    Ok(status.playing.as_deref() == Some(name.as_str()))
}

#[cfg(test)]
mod tests;
