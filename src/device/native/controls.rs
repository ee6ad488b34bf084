//! Controls of a level 2 device: its library, what plays, brightness, blinking (native API, section 3). Level 1 has none of
//! them. Every change is read back.

use super::auth::{get, send};
use super::level::is_level2;
use super::library::{Entry, Library};
use super::reply::{body, json, link_error, refusal};
use super::status::Status;
use crate::device::{
    Cap, Control, Controls, Device, DeviceError, Digest, Doing, Light, Session, Shelf, StoredFile,
    StoredName,
};
use crate::link::{Call, CallClass, Expect, Reply};
use crate::msg;
use bytes::Bytes;
use futures_util::future::{BoxFuture, FutureExt};
use http::header::CONTENT_TYPE;
use http::{HeaderValue, Method, StatusCode};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// How long it blinks: long enough to look around, short enough not to annoy.
const BLINK_SECONDS: u64 = 3;

/// `GET` and `POST /api/brightness`.
#[derive(Serialize, Deserialize)]
struct Brightness {
    brightness: u8,
}

/// What a device shows, saved to be restored.
#[derive(Serialize, Deserialize)]
struct SavedState {
    playing: Option<String>,
    /// Of the pattern that plays: another one may take its name meanwhile.
    sha256: Option<String>,
}

/// The controls of a level 2 device.
pub(super) struct NativeControls;

impl Controls for NativeControls {
    fn can(&self, device: &Device) -> BTreeSet<Control> {
        let mut can = BTreeSet::new();
        if !is_level2(device) {
            return can;
        }
        can.extend([Control::Files, Control::Delete]);
        let has = |cap: Cap| device.caps.has(&cap);
        if has(Cap::Play) {
            can.extend([Control::Play, Control::Undo]);
        }
        if has(Cap::Brightness) {
            can.insert(Control::Brightness);
        }
        if has(Cap::Identify) {
            can.insert(Control::Blink);
        }
        can
    }

    fn light<'a>(&'a self, session: &'a Session) -> BoxFuture<'a, Result<Light, DeviceError>> {
        light(session).boxed()
    }

    fn set_light<'a>(
        &'a self,
        session: &'a Session,
        light: Light,
    ) -> BoxFuture<'a, Result<Light, DeviceError>> {
        set_light(session, light).boxed()
    }

    fn blink<'a>(&'a self, session: &'a Session) -> BoxFuture<'a, Result<(), DeviceError>> {
        async move {
            const DOING: Doing = Doing::Blinking;
            tell(
                session,
                DOING,
                "/api/identify",
                &serde_json::json!({ "seconds": BLINK_SECONDS }),
            )
            .await
            .map(|_| ())
        }
        .boxed()
    }

    fn files<'a>(&'a self, session: &'a Session) -> BoxFuture<'a, Result<Shelf, DeviceError>> {
        async move {
            let status = status(session).await?;
            let entries = library(session).await?;
            let file = |entry: Entry| StoredFile {
                playing: status.playing.as_deref() == Some(entry.name.as_str()),
                // its library holds only patterns, and does not say where they come from: all may be deleted
                ours: true,
                name: entry.name,
                bytes: entry.bytes,
            };
            Ok(Shelf {
                files: entries
                    .into_iter()
                    .filter(|entry| !StoredName::is_unverified(&entry.name))
                    .map(file)
                    .collect(),
                free_bytes: status.free_bytes,
            })
        }
        .boxed()
    }

    fn fetch<'a>(
        &'a self,
        session: &'a Session,
        name: &'a str,
        max: u64,
    ) -> BoxFuture<'a, Result<Bytes, DeviceError>> {
        fetch(session, name, max).boxed()
    }

    fn delete<'a>(
        &'a self,
        session: &'a Session,
        name: &'a str,
    ) -> BoxFuture<'a, Result<(), DeviceError>> {
        delete(session, name).boxed()
    }

    fn show<'a>(
        &'a self,
        session: &'a Session,
        name: &'a str,
    ) -> BoxFuture<'a, Result<(), DeviceError>> {
        async move {
            let entry = entry(session, Doing::Starting, name).await?;
            show(session, &entry.name).await
        }
        .boxed()
    }

    fn snapshot<'a>(&'a self, session: &'a Session) -> BoxFuture<'a, Result<Bytes, DeviceError>> {
        async move {
            let Status {
                playing, sha256, ..
            } = status(session).await?;
            let text = serde_json::json!(SavedState { playing, sha256 }).to_string();
            Ok(Bytes::from(text))
        }
        .boxed()
    }

    fn undo<'a>(
        &'a self,
        session: &'a Session,
        snapshot: &'a [u8],
    ) -> BoxFuture<'a, Result<(), DeviceError>> {
        undo(session, snapshot).boxed()
    }
}

async fn status(session: &Session) -> Result<Status, DeviceError> {
    get(session, Doing::ReadingStatus, "/api/status").await
}

async fn library(session: &Session) -> Result<Vec<Entry>, DeviceError> {
    let library: Library = get(session, Doing::ListingPatterns, "/api/patterns").await?;
    Ok(library.patterns)
}

/// Sends a command; the same twice does no harm, so the link may repeat it.
async fn tell(
    session: &Session,
    doing: Doing,
    path: &str,
    what: &serde_json::Value,
) -> Result<Reply, DeviceError> {
    let mut call = Call {
        method: Method::POST,
        ..Call::get(path, &session.attempts)
    };
    call.headers
        .insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    call.body = vec![what.to_string().into()];
    let reply = send(session, call).await.map_err(link_error(doing))?;
    if reply.status.is_success() {
        Ok(reply)
    } else {
        Err(refusal(doing, &reply))
    }
}

/// The stored pattern of that name. Only a name that the device lists, and that the API allows, gets into a path.
async fn entry(session: &Session, doing: Doing, name: &str) -> Result<Entry, DeviceError> {
    let is_name = StoredName::from_text(name).as_str() == name;
    let found = library(session)
        .await?
        .into_iter()
        .find(|entry| is_name && entry.name == name);
    found.ok_or_else(|| DeviceError::SaidNo {
        doing,
        detail: msg!("detail-not-stored", name = name),
    })
}

async fn light(session: &Session) -> Result<Light, DeviceError> {
    let Brightness { brightness } =
        get(session, Doing::ReadingBrightness, "/api/brightness").await?;
    Ok(Light {
        on: None,
        brightness: Some(brightness),
    })
}

async fn set_light(session: &Session, wanted: Light) -> Result<Light, DeviceError> {
    const DOING: Doing = Doing::SettingBrightness;
    if wanted.on.is_some() {
        return Err(DeviceError::Incapable {
            what: msg!("device-cannot-switch"),
        });
    }
    let Some(brightness) = wanted.brightness else {
        return light(session).await;
    };
    tell(
        session,
        DOING,
        "/api/brightness",
        &serde_json::json!(Brightness { brightness }),
    )
    .await?;
    let now = light(session).await?;
    if now.brightness == Some(brightness) {
        return Ok(now);
    }
    let detail = msg!(
        "detail-brightness-stays",
        now = now.brightness.unwrap_or_default(),
        wanted = brightness
    );
    Err(DeviceError::Unexpected {
        doing: DOING,
        detail,
    })
}

async fn fetch(session: &Session, name: &str, max: u64) -> Result<Bytes, DeviceError> {
    const DOING: Doing = Doing::FetchingFile;
    let entry = entry(session, DOING, name).await?;
    let call = Call {
        class: CallClass::Transfer,
        expect: Expect::Bytes {
            max: usize::try_from(max).unwrap_or(usize::MAX),
        },
        ..Call::get(format!("/api/patterns/{}", entry.name), &session.attempts)
    };
    let reply = send(session, call).await.map_err(link_error(DOING))?;
    if !reply.status.is_success() {
        return Err(refusal(DOING, &reply));
    }
    let bytes = Bytes::copy_from_slice(body(&reply));
    if bytes.len() as u64 != entry.bytes
        || !Digest::of(&bytes)
            .to_string()
            .eq_ignore_ascii_case(&entry.sha256)
    {
        let detail = msg!("detail-other-bytes", bytes = bytes.len(), name = name);
        return Err(DeviceError::Unexpected {
            doing: DOING,
            detail,
        });
    }
    Ok(bytes)
}

async fn delete(session: &Session, name: &str) -> Result<(), DeviceError> {
    const DOING: Doing = Doing::DeletingFile;
    let entry = entry(session, DOING, name).await?;
    let call = Call {
        method: Method::DELETE,
        expect: Expect::SHORT,
        ..Call::get(format!("/api/patterns/{}", entry.name), &session.attempts)
    };
    let reply = send(session, call).await.map_err(link_error(DOING))?;
    match reply.status {
        // 404: an answer was lost, and the repeat found it gone
        status if status.is_success() || status == StatusCode::NOT_FOUND => {}
        StatusCode::CONFLICT => {
            let detail = msg!("detail-plays-now", name = name);
            return Err(DeviceError::SaidNo {
                doing: DOING,
                detail,
            });
        }
        _ => return Err(refusal(DOING, &reply)),
    }
    if library(session)
        .await?
        .iter()
        .any(|entry| entry.name == name)
    {
        return Err(DeviceError::Unexpected {
            doing: DOING,
            detail: msg!("detail-still-stored", name = name),
        });
    }
    Ok(())
}

/// Plays what is stored under that name; the new status is the proof.
async fn show(session: &Session, name: &str) -> Result<(), DeviceError> {
    const DOING: Doing = Doing::Starting;
    let reply = tell(
        session,
        DOING,
        "/api/play",
        &serde_json::json!({ "name": name }),
    )
    .await?;
    plays(DOING, &reply, Some(name))
}

fn plays(doing: Doing, reply: &Reply, wanted: Option<&str>) -> Result<(), DeviceError> {
    let status: Status = json(doing, reply)?;
    if status.playing.as_deref() == wanted {
        return Ok(());
    }
    let detail = match status.playing {
        Some(other) => msg!("detail-plays-other", name = other),
        None => msg!("detail-plays-nothing"),
    };
    Err(DeviceError::Unexpected { doing, detail })
}

async fn undo(session: &Session, snapshot: &[u8]) -> Result<(), DeviceError> {
    const DOING: Doing = Doing::RestoringState;
    let Ok(SavedState { playing, sha256 }) = serde_json::from_slice(snapshot) else {
        return Err(DeviceError::Unexpected {
            doing: DOING,
            detail: msg!("detail-state-unreadable"),
        });
    };
    let Some(name) = playing else {
        let reply = tell(session, DOING, "/api/stop", &serde_json::json!({})).await?;
        return plays(DOING, &reply, None);
    };
    let entry = entry(session, DOING, &name).await?;
    if sha256.is_some_and(|before| !before.eq_ignore_ascii_case(&entry.sha256)) {
        let detail = msg!("detail-replaced-since", name = name);
        return Err(DeviceError::SaidNo {
            doing: DOING,
            detail,
        });
    }
    show(session, &entry.name).await
}
