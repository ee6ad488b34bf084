//! What a person can do with a WLED beside sending patterns: light, blinking, its files, presets, going back.

use super::area::Area;
use super::json::merge;
use super::state::State;
use super::{
    caps, files, gif, identify, keep, limits, names, presets, requests, segments, snapshot,
};
use crate::device::{
    Control, Controls, Device, DeviceError, Doing, Keep, Light, Session, Shelf, StoredFile,
};
use crate::link::{Call, CallClass, Expect, LinkError, Transport};
use crate::message::Message;
use crate::msg;
use crate::pattern::Matrix;
use bytes::Bytes;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use serde_json::json;
use std::collections::BTreeSet;
use std::time::Duration;

/// A WLED's controls.
pub(super) struct WledControls;

const FETCHING: Doing = Doing::FetchingFile;
const LIGHT: Doing = Doing::SettingLight;
const BLINKING: Doing = Doing::Blinking;
/// Times it goes dark.
const BLINKS: usize = 3;
/// How long it stays dark, and lit.
const BLINK: Duration = Duration::from_millis(500);

type Done<'a, T> = BoxFuture<'a, Result<T, DeviceError>>;

impl Controls for WledControls {
    fn can(&self, device: &Device) -> BTreeSet<Control> {
        use Control::{Backup, Blink, Brightness, Delete, Files, Keep, Play, Power, Undo};
        let mut can = BTreeSet::from([Brightness, Power, Blink, Files, Delete, Keep, Undo, Backup]);
        if caps::image(device).is_some() {
            can.insert(Play);
        }
        can
    }

    fn web_page(&self, device: &Device) -> Option<String> {
        Some(format!("http://{}/", device.address.socket()))
    }

    fn light<'a>(&'a self, session: &'a Session) -> Done<'a, Light> {
        async move { Ok(light(&State::parse(&requests::read_state(session).await?))) }.boxed()
    }

    fn set_light<'a>(&'a self, session: &'a Session, light: Light) -> Done<'a, Light> {
        set_light(session, light).boxed()
    }

    fn blink<'a>(&'a self, session: &'a Session) -> Done<'a, ()> {
        blink(session).boxed()
    }

    fn files<'a>(&'a self, session: &'a Session) -> Done<'a, Shelf> {
        shelf(session).boxed()
    }

    fn fetch<'a>(&'a self, session: &'a Session, name: &'a str, max: u64) -> Done<'a, Bytes> {
        fetch(session, name, max).boxed()
    }

    fn delete<'a>(&'a self, session: &'a Session, name: &'a str) -> Done<'a, ()> {
        delete(session, name).boxed()
    }

    fn show<'a>(&'a self, session: &'a Session, name: &'a str) -> Done<'a, ()> {
        show(session, name).boxed()
    }

    fn keep<'a>(&'a self, session: &'a Session, keep: &'a Keep) -> Done<'a, Message> {
        keep::keep(session, keep).boxed()
    }

    fn backup<'a>(&'a self, session: &'a Session) -> Done<'a, Bytes> {
        presets::backup(session).boxed()
    }

    fn restore<'a>(&'a self, session: &'a Session, backup: &'a [u8]) -> Done<'a, ()> {
        presets::restore(session, backup).boxed()
    }

    fn snapshot<'a>(&'a self, session: &'a Session) -> Done<'a, Bytes> {
        snapshot::take(session).boxed()
    }

    fn undo<'a>(&'a self, session: &'a Session, snapshot: &'a [u8]) -> Done<'a, ()> {
        snapshot::restore(session, snapshot).boxed()
    }
}

fn light(state: &State) -> Light {
    Light {
        on: state.on,
        brightness: state.brightness,
    }
}

/// Sets what is given; the answer is the new state.
async fn set_light(session: &Session, wanted: Light) -> Result<Light, DeviceError> {
    let mut body = json!({ "tt": 0 });
    if let Some(brightness) = wanted.brightness {
        merge(&mut body, json!({ "bri": brightness }));
        // brightness alone would switch it on
        if wanted.on.is_none() {
            let on = State::parse(&requests::read_state(session).await?).on;
            merge(&mut body, json!({ "on": on.unwrap_or(true) }));
        }
    }
    if let Some(on) = wanted.on {
        merge(&mut body, json!({ "on": on }));
    }
    Ok(light(&requests::change_state(session, LIGHT, &body).await?))
}

/// Dark and lit in turn, then as before. Only `on` is touched: effects, presets and playlists run on.
async fn blink(session: &Session) -> Result<(), DeviceError> {
    let before = State::parse(&requests::read_state(session).await?);
    let was_on = before.on.unwrap_or(true);
    for step in 0..BLINKS * 2 {
        let on = (step % 2 == 0) != was_on;
        requests::change_state(session, BLINKING, &json!({ "on": on, "tt": 0 })).await?;
        tokio::time::sleep(BLINK).await;
    }
    let after = State::parse(&requests::read_state(session).await?);
    if (after.on, after.brightness) == (before.on, before.brightness) {
        return Ok(());
    }
    Err(DeviceError::Unexpected {
        doing: BLINKING,
        detail: msg!("detail-light-changed"),
    })
}

async fn shelf(session: &Session) -> Result<Shelf, DeviceError> {
    let listed = files::unlocked_list(session).await?;
    let shown = State::parse(&requests::read_state(session).await?);
    let room = files::room(&identify::ask_again(session).await?, &listed);
    let image = caps::image(&session.device);
    let playing = image.and_then(|image| shown.plays(image));
    let files = listed.into_iter().map(|entry| StoredFile {
        ours: names::slug_of(&entry.name).is_some(),
        playing: playing == Some(entry.name.as_str()),
        name: entry.name,
        bytes: entry.bytes,
    });
    Ok(Shelf {
        files: files.collect(),
        // as the device is said to have free everywhere: a file takes one block more than its bytes
        free_bytes: room.map(|room| room.saturating_sub(limits::BLOCK)),
    })
}

async fn fetch(session: &Session, name: &str, max: u64) -> Result<Bytes, DeviceError> {
    let call = Call {
        class: CallClass::Transfer,
        expect: Expect::Bytes {
            max: usize::try_from(max).unwrap_or(usize::MAX),
        },
        ..Call::get(format!("/{}", files::path(name)), &session.attempts)
    };
    let reply = match session.link.send(call).await {
        Err(LinkError::TooLong { max }) => {
            return Err(DeviceError::SaidNo {
                doing: FETCHING,
                detail: msg!("detail-file-too-large", max = max),
            });
        }
        reply => reply.map_err(super::reply::link_error(FETCHING))?,
    };
    let reply = super::reply::success(FETCHING, reply)?;
    Ok(Bytes::copy_from_slice(reply.body.as_bytes()))
}

/// Refused before anything is sent where the file is not ours.
fn ours(name: &str, what: Message) -> Result<(), DeviceError> {
    names::slug_of(name)
        .map(|_| ())
        .ok_or(DeviceError::Incapable { what })
}

pub(super) async fn delete(session: &Session, name: &str) -> Result<(), DeviceError> {
    ours(name, msg!("device-cannot-delete-foreign"))?;
    identify::confirm(session).await?;
    files::unlocked_list(session).await?;
    if let Some(image) = caps::image(&session.device) {
        // a file that is read while it is deleted would keep playing, or break
        let now = State::parse(&requests::read_state(session).await?);
        if let Some(stop) = segments::stop(&now, image, name) {
            requests::change_state(session, Doing::StoppingFile, &stop).await?;
        }
    }
    files::delete(session, name).await
}

async fn show(session: &Session, name: &str) -> Result<(), DeviceError> {
    ours(name, msg!("device-cannot-play-foreign"))?;
    let leds = session
        .device
        .leds
        .or(session.device.matrix.map(Matrix::leds));
    let area = Area::of(session, leds.ok_or(DeviceError::LayoutUnknown)?);
    gif::show(session, name, area, false).await.map(|_| ())
}
