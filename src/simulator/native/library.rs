//! The library of a level 2 device: lists, sends, deletes and plays patterns; brightness and blinking; and the upload request of
//! level 1.

use super::super::disk::is_name;
use super::super::fault_state::Stored;
use super::super::http::Connection;
use super::super::message::{Reply, Request};
use super::super::multipart::{self, Refused, Upload};
use super::super::wire;
use super::{MAX_JSON, Native, Stop, refusal, stop};
use serde_json::{Value, json};
use std::time::Duration;
use tokio::time::Instant;

/// Name under which the upload of a level 1 client is stored.
const LEGACY_NAME: &str = "pattern";
/// Maximum blinking in seconds.
const MAX_BLINK: u64 = 60;

impl Native {
    /// Lists the library, computed from what is stored.
    pub(super) fn list(&self) -> Result<Reply, Stop> {
        let state = self.state();
        let mut patterns = Vec::new();
        for name in state.disk.names()? {
            let Some(bytes) = state.disk.read(&name)? else {
                continue;
            };
            let (leds, frames) = wire::header(&bytes).unwrap_or((0, 0));
            let sha256 = wire::sha256(&bytes);
            patterns
                .push(json!({"name": name, "bytes": bytes.len(), "sha256": sha256, "leds": leds, "frames": frames}));
        }
        Ok(Reply::json(200, &json!({"patterns": patterns})))
    }

    pub(super) fn give(&self, name: &str) -> Result<Reply, Stop> {
        let bytes = self.state().disk.read(name)?.ok_or_else(unknown)?;
        Ok(Reply::with(200, "application/octet-stream", bytes))
    }

    pub(super) fn delete(&self, name: &str) -> Result<Reply, Stop> {
        let mut state = self.state();
        if state.disk.read(name)?.is_none() {
            return Err(unknown());
        }
        if state.settings.playing.as_deref() == Some(name) {
            return Err(stop(
                409,
                "playing",
                "This pattern is playing. Stop it first.",
            ));
        }
        state.disk.remove(name)?;
        Ok(Reply::empty(204))
    }

    /// Renames a stored pattern in one step, replacing the pattern of that name.
    pub(super) async fn rename(
        &self,
        name: &str,
        connection: &mut Connection,
    ) -> Result<Reply, Stop> {
        let body = object(connection).await?;
        let to = body.get("to").and_then(Value::as_str).unwrap_or_default();
        if !is_name(to) {
            return Err(stop(
                400,
                "bad_name",
                "The new name is missing or not valid: {\"to\": ...}.",
            ));
        }
        let mut state = self.state();
        if !state.disk.rename(name, to)? {
            return Err(unknown());
        }
        if state.settings.playing.as_deref() == Some(name) {
            state.settings.playing = Some(to.to_owned());
            state.save_settings()?;
        }
        Ok(Reply::empty(204))
    }

    pub(super) async fn play(&self, connection: &mut Connection) -> Result<Reply, Stop> {
        let body = object(connection).await?;
        let name = body.get("name").and_then(Value::as_str);
        let name = name.ok_or_else(|| {
            stop(
                400,
                "malformed",
                "The name of the pattern is missing: {\"name\": ...}.",
            )
        })?;
        self.play_stored(name)?;
        self.status()
    }

    fn play_stored(&self, name: &str) -> Result<(), Stop> {
        let mut state = self.state();
        if state.disk.read(name)?.is_none() {
            return Err(unknown());
        }
        state.settings.playing = Some(name.to_owned());
        state.save_settings()?;
        Ok(())
    }

    pub(super) fn stop_playing(&self) -> Result<Reply, Stop> {
        {
            let mut state = self.state();
            state.settings.playing = None;
            state.save_settings()?;
        }
        self.status()
    }

    pub(super) fn brightness(&self) -> Reply {
        Reply::json(
            200,
            &json!({"brightness": self.state().settings.brightness}),
        )
    }

    pub(super) async fn set_brightness(&self, connection: &mut Connection) -> Result<Reply, Stop> {
        let body = object(connection).await?;
        let value = body
            .get("brightness")
            .and_then(Value::as_u64)
            .and_then(|b| u8::try_from(b).ok());
        let brightness = value.ok_or_else(|| {
            stop(
                400,
                "malformed",
                "The brightness must be a number from 0 to 255.",
            )
        })?;
        {
            let mut state = self.state();
            state.settings.brightness = brightness;
            state.save_settings()?;
        }
        Ok(self.brightness())
    }

    /// Blinks for a while; what plays continues afterwards.
    pub(super) async fn identify(&self, connection: &mut Connection) -> Result<Reply, Stop> {
        let body = object(connection).await?;
        let seconds = body
            .get("seconds")
            .and_then(Value::as_u64)
            .filter(|s| (1..=MAX_BLINK).contains(s));
        let seconds = seconds.ok_or_else(|| {
            stop(
                400,
                "malformed",
                "The duration must be 1 to 60 seconds: {\"seconds\": ...}.",
            )
        })?;
        self.state().blinks_until = Some(Instant::now() + Duration::from_secs(seconds));
        Ok(Reply::json(
            200,
            &json!({"success": true, "seconds": seconds}),
        ))
    }

    /// Handles `POST /api/upload` of level 1: stores the pattern under the name `pattern` and plays it.
    pub(super) async fn legacy_upload(
        &self,
        request: &Request,
        connection: &mut Connection,
    ) -> Result<Reply, Stop> {
        if self.faults().full() {
            return Err(stop(
                507,
                "full",
                "There is not enough room. Delete a pattern first.",
            ));
        }
        let room = self.state().disk.total();
        let upload = match multipart::receive(request, connection, self.faults(), room).await {
            Ok(upload) => upload,
            Err(Refused::End(end)) => return Err(end.into()),
            Err(Refused::Form(message)) => return Err(stop(400, "malformed", message)),
        };
        let (kept, early) = match upload {
            Upload::TooLong => {
                return Err(stop(
                    413,
                    "too_large",
                    "The pattern is larger than this device's storage.",
                ));
            }
            Upload::Early(bytes) => (Some(bytes), true),
            Upload::Whole(bytes) => match self.faults().keep(bytes) {
                Stored::Altered(kept) => (kept, false),
                Stored::Intact(bytes) => {
                    let flaw = wire::check(&bytes, self.max_leds()).err();
                    if let Some(flaw) = flaw {
                        return Err(Stop::Refusal(refusal(
                            400,
                            "bad_pattern",
                            &flaw.to_string(),
                        )));
                    }
                    (Some(bytes), false)
                }
            },
        };
        if let Some(bytes) = kept {
            self.store_and_play(&bytes)?;
        }
        let reply = Reply::json(
            200,
            &json!({"success": true, "message": "Pattern uploaded successfully"}),
        );
        Ok(if early { reply.early() } else { reply })
    }

    fn store_and_play(&self, bytes: &[u8]) -> Result<(), Stop> {
        {
            let mut state = self.state();
            if bytes.len() as u64 > state.free()? {
                return Err(stop(
                    507,
                    "full",
                    "There is not enough room. Delete a pattern first.",
                ));
            }
            state.disk.store(LEGACY_NAME, bytes)?;
        }
        self.play_stored(LEGACY_NAME)
    }
}

fn unknown() -> Stop {
    stop(404, "not_found", "There is no pattern with that name.")
}

/// Reads the JSON object of a request.
async fn object(connection: &mut Connection) -> Result<Value, Stop> {
    let Some(body) = connection.whole_body(MAX_JSON).await? else {
        return Err(stop(413, "too_large", "The request is too long."));
    };
    let value = serde_json::from_slice::<Value>(&body)
        .ok()
        .filter(Value::is_object);
    value.ok_or_else(|| stop(400, "malformed", "The request is not a JSON object."))
}
