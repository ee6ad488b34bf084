//! WLED and its forks. Where the firmware has the effect "Image", a pattern is a GIF in the device's file system: stored
//! under a new name, read back byte by byte, started, and seen on the LEDs through the live view. Where it has not, one
//! picture is a preset that names the colour of every LED. Which one, the device's own lists say; the version is never asked.

mod area;
mod caps;
mod controls;
mod files;
mod form;
mod gif;
mod identify;
mod info;
mod json;
mod keep;
mod limits;
mod listing;
mod live;
mod live_view;
mod moment;
mod names;
mod pin;
mod presets;
mod reply;
mod requests;
mod segments;
mod state;
mod still;
mod storing;
mod superseded;

use super::{
    BeforeLive, Controls, Device, DeviceAddr, DeviceError, Family, FirmwareCache, Form, OldCopy,
    Payload, Playing, Receipt, Session, StoredName, StreamWay, Verification,
};
use crate::link::{Attempts, Call, DeviceLink, Expect, LinkError, Transport};
use crate::pattern::{Finding, FittedPattern};
use crate::problem::Code;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use std::net::SocketAddr;

/// The family.
pub struct Wled;

/// WLED's web server, where its neighbours are, too: they say no port.
const PORT: u16 = 80;

impl Family for Wled {
    fn is_frail(&self, device: &Device) -> bool {
        device.chip.as_deref() == Some("esp8266")
    }

    fn name(&self) -> &'static str {
        "wled"
    }

    fn title(&self) -> &'static str {
        "WLED"
    }

    fn identify<'a>(
        &'a self,
        address: &'a DeviceAddr,
        link: &'a DeviceLink,
        attempts: &'a Attempts,
        cache: &'a FirmwareCache,
    ) -> BoxFuture<'a, Result<Option<Device>, DeviceError>> {
        identify::identify(address, link, attempts, cache).boxed()
    }

    fn neighbours<'a>(
        &'a self,
        _device: &'a Device,
        link: &'a DeviceLink,
    ) -> BoxFuture<'a, Vec<SocketAddr>> {
        identify::neighbours(link)
            .map(|all| {
                all.into_iter()
                    .map(|ip| SocketAddr::new(ip, PORT))
                    .collect()
            })
            .boxed()
    }

    fn probe<'a>(&'a self, link: &'a DeviceLink) -> BoxFuture<'a, Result<(), LinkError>> {
        async move {
            // seven bytes of text, and not idempotent in the link's eyes: the caller decides whether to try again
            let call = Call {
                idempotent: false,
                expect: Expect::SHORT,
                ..Call::get("/version", &Attempts::new())
            };
            link.send(call).await.map(|_| ())
        }
        .boxed()
    }

    fn form(&self, device: &Device) -> Form {
        caps::form(device)
    }

    fn noun(&self, device: &Device) -> &'static str {
        match caps::form(device) {
            Form::GifMatrix | Form::GifStrip => "file",
            Form::Still(_) | Form::Frames | Form::Nothing => "preset",
        }
    }

    fn encode(
        &self,
        form: Form,
        fitted: &FittedPattern,
        name: &StoredName,
    ) -> Result<Payload, DeviceError> {
        match form {
            form @ (Form::GifMatrix | Form::GifStrip) => gif::encode(form, fitted, name),
            Form::Still(values) => still::encode(values, fitted, name),
            Form::Frames | Form::Nothing => Err(DeviceError::Unsuitable(Finding::blocks(
                Code::DeviceIncapable,
                "This WLED is too old to store a pattern",
                "Stream it from this computer, or update the device's firmware",
            ))),
        }
    }

    fn confirm<'a>(&'a self, session: &'a Session) -> BoxFuture<'a, Result<(), DeviceError>> {
        async move { identify::confirm(session).await.map(|_| ()) }.boxed()
    }

    fn has<'a>(
        &'a self,
        session: &'a Session,
        payload: &'a Payload,
    ) -> BoxFuture<'a, Result<Option<Receipt>, DeviceError>> {
        if stores_gifs(session) {
            storing::has(session, payload).boxed()
        } else {
            still::has(session, payload).boxed()
        }
    }

    fn is_copy(&self, device: &Device, file: &str, name: &StoredName) -> bool {
        caps::image(device).is_some() && names::slug_of(file) == Some(&names::slug(name.as_str()))
    }

    fn old_copies<'a>(
        &'a self,
        session: &'a Session,
        payload: &'a Payload,
    ) -> BoxFuture<'a, Result<Vec<OldCopy>, DeviceError>> {
        async move {
            if stores_gifs(session) {
                superseded::old_copies(session, payload).await
            } else {
                Ok(Vec::new()) // a preset takes the place of its predecessor
            }
        }
        .boxed()
    }

    fn delete_copy<'a>(
        &'a self,
        session: &'a Session,
        copy: &'a OldCopy,
    ) -> BoxFuture<'a, Result<(), DeviceError>> {
        controls::delete(session, &copy.name).boxed()
    }

    fn upload<'a>(
        &'a self,
        session: &'a Session,
        payload: &'a Payload,
    ) -> BoxFuture<'a, Result<Receipt, DeviceError>> {
        if stores_gifs(session) {
            storing::upload(session, payload).boxed()
        } else {
            still::upload(session, payload).boxed()
        }
    }

    fn verify<'a>(
        &'a self,
        session: &'a Session,
        payload: &'a Payload,
        receipt: &'a Receipt,
    ) -> BoxFuture<'a, Result<Verification, DeviceError>> {
        if stores_gifs(session) {
            storing::verify(session, payload, receipt).boxed()
        } else {
            still::verify(session, payload).boxed()
        }
    }

    fn discard<'a>(
        &'a self,
        session: &'a Session,
        payload: &'a Payload,
        receipt: &'a Receipt,
    ) -> BoxFuture<'a, Option<String>> {
        if stores_gifs(session) {
            superseded::withdraw(session, payload).boxed()
        } else {
            still::discard(session, receipt).boxed()
        }
    }

    fn tidy<'a>(
        &'a self,
        session: &'a Session,
        _: &'a Payload,
        _: &'a Receipt,
    ) -> BoxFuture<'a, Option<String>> {
        superseded::tidy(session).boxed()
    }

    fn play<'a>(
        &'a self,
        session: &'a Session,
        receipt: &'a Receipt,
        stored: (&'a Payload, &'a FittedPattern),
    ) -> BoxFuture<'a, Result<Playing, DeviceError>> {
        if stores_gifs(session) {
            gif::play(session, receipt, stored).boxed()
        } else {
            still::play(session, receipt, stored).boxed()
        }
    }

    fn plays(&self, device: &Device, name: &StoredName) -> Playing {
        match caps::form(device) {
            Form::GifMatrix | Form::GifStrip => {
                Playing::said(device.playing.as_deref() == Some(name.as_str()))
            }
            // a preset's number says nothing of its name
            Form::Still(_) | Form::Frames | Form::Nothing => Playing::Unknown,
        }
    }

    fn streams(&self, device: &Device) -> Vec<StreamWay> {
        live::ways(device)
    }

    fn shows_live<'a>(
        &'a self,
        session: &'a Session,
        way: StreamWay,
    ) -> BoxFuture<'a, Result<Option<bool>, DeviceError>> {
        live::shows(session, way).boxed()
    }

    fn before_live<'a>(
        &'a self,
        session: &'a Session,
    ) -> BoxFuture<'a, Result<Option<BeforeLive>, DeviceError>> {
        live::before(session).boxed()
    }

    fn leave_live<'a>(
        &'a self,
        session: &'a Session,
        way: StreamWay,
        before: Option<&'a BeforeLive>,
    ) -> BoxFuture<'a, Result<(), DeviceError>> {
        live::leave(session, way, before).boxed()
    }

    fn controls(&self) -> Option<&dyn Controls> {
        Some(&controls::WledControls)
    }

    fn withdraw<'a>(
        &'a self,
        session: &'a Session,
        payload: &'a Payload,
    ) -> BoxFuture<'a, Option<String>> {
        if stores_gifs(session) {
            superseded::withdraw(session, payload).boxed()
        } else {
            still::withdraw(session, payload).boxed()
        }
    }
}

/// Whether patterns are GIFs on this device.
fn stores_gifs(session: &Session) -> bool {
    caps::image(&session.device).is_some()
}

#[cfg(test)]
mod tests;
