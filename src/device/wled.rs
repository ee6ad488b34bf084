//! WLED and its forks. Where the firmware has the effect "Image", a pattern is a GIF in the device's file system: stored
//! under a new name, read back byte by byte, started, and seen on the LEDs through the live view. Where it has not, one
//! picture is a preset that names the colour of every LED. Which one, the device's own lists say; the version is never asked.

mod area;
mod caps;
mod controls;
mod files;
mod gif;
mod gif_upload;
mod identify;
mod info;
mod json;
mod keep;
mod limits;
mod listing;
mod live;
mod live_view;
mod names;
mod pin;
mod preset_upload;
mod presets;
mod reply;
mod requests;
mod segments;
mod snapshot;
mod state;
mod still;
mod storing;
mod superseded;
mod uploads;

use super::{
    BeforeLive, Controls, Device, DeviceAddr, DeviceError, Family, FirmwareCache, Form, Neighbours,
    OldCopies, OldCopy, Payload, Playing, Session, StoredName, StreamWay, Streams, Transfer,
};
use crate::link::{Attempts, Call, DeviceLink, Expect, LinkError, Transport};
use crate::msg;
use crate::pattern::{Finding, FittedPattern};
use crate::problem::{Code, Remedy};
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
pub use gif::GIF_PROFILE;
use gif_upload::GifUpload;
use preset_upload::PresetUpload;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

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
            Form::Frames | Form::Nothing => Err(DeviceError::from(Finding::blocks(
                Code::DeviceIncapable,
                msg!("unfit-too-old"),
                Remedy::StreamOrUpdate,
            ))),
        }
    }

    fn confirm<'a>(
        &'a self,
        session: &'a Session,
    ) -> BoxFuture<'a, Result<Option<Duration>, DeviceError>> {
        async move { Ok(identify::confirm(session).await?.uptime) }.boxed()
    }

    fn transfer(&self, session: Session) -> Arc<dyn Transfer> {
        if stores_gifs(&session) {
            Arc::new(GifUpload::new(session))
        } else {
            Arc::new(PresetUpload::new(session))
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

    fn controls(&self) -> Option<&dyn Controls> {
        Some(&controls::WledControls)
    }

    fn streams(&self) -> Option<&dyn Streams> {
        Some(self)
    }

    fn old_copies(&self) -> Option<&dyn OldCopies> {
        Some(self)
    }

    fn neighbours(&self) -> Option<&dyn Neighbours> {
        Some(self)
    }
}

impl Streams for Wled {
    fn ways(&self, device: &Device) -> Vec<StreamWay> {
        live::ways(device)
    }

    fn shows<'a>(
        &'a self,
        session: &'a Session,
        way: StreamWay,
    ) -> BoxFuture<'a, Result<Option<bool>, DeviceError>> {
        live::shows(session, way).boxed()
    }

    fn before<'a>(
        &'a self,
        session: &'a Session,
    ) -> BoxFuture<'a, Result<Option<BeforeLive>, DeviceError>> {
        live::before(session).boxed()
    }

    fn leave<'a>(
        &'a self,
        session: &'a Session,
        way: StreamWay,
        before: Option<&'a BeforeLive>,
    ) -> BoxFuture<'a, Result<(), DeviceError>> {
        live::leave(session, way, before).boxed()
    }
}

impl OldCopies for Wled {
    fn is_copy(&self, device: &Device, file: &str, name: &StoredName) -> bool {
        caps::image(device).is_some() && names::slug_of(file) == Some(&names::slug(name.as_str()))
    }

    fn list<'a>(
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

    fn delete<'a>(
        &'a self,
        session: &'a Session,
        copy: &'a OldCopy,
    ) -> BoxFuture<'a, Result<(), DeviceError>> {
        controls::delete(session, &copy.name).boxed()
    }
}

impl Neighbours for Wled {
    fn list<'a>(
        &'a self,
        _device: &'a Device,
        link: &'a DeviceLink,
    ) -> BoxFuture<'a, Vec<SocketAddr>> {
        let at_web_server = |all: Vec<IpAddr>| {
            let at = |ip| SocketAddr::new(ip, PORT);
            all.into_iter().map(at).collect()
        };
        identify::neighbours(link).map(at_web_server).boxed()
    }
}

/// Whether patterns are GIFs on this device.
fn stores_gifs(session: &Session) -> bool {
    caps::image(&session.device).is_some()
}

#[cfg(test)]
mod tests;
