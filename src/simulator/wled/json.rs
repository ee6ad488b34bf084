//! `/json` and below (json.cpp `serveJson`, wled_server.cpp): found by words in the path, served from one buffer that only one
//! request at a time can use.

use super::super::http::Connection;
use super::super::message::{Reply, Request};
use super::apply::{Applied, ChangeSource};
use super::builds::{Build, Contention};
use super::errors;
use super::state::State;
use super::values::count;
use super::{Answer, Wled};
use serde_json::{Value, json};
use std::io;
use std::sync::Arc;
use tokio::sync::OwnedMutexGuard;
use tokio::time::Instant;

/// Maximum body in bytes; a body of exactly this size is read, but not parsed (AsyncJson-v6).
const MAX_BODY: u64 = 16_384;
/// The word for the configuration.
const CONFIG: &str = "cfg";

/// Makes an error reply.
fn error(status: u16, code: u8) -> Reply {
    Reply::json(status, &json!({ "error": code }))
}

impl Wled {
    pub(super) async fn json(&self, request: &Request, connection: &mut Connection) -> Answer {
        if matches!(request.method.as_str(), "POST" | "PUT") {
            return self.json_post(request, connection).await;
        }
        let buffer = match self.buffer().await {
            Ok(buffer) => buffer,
            Err(answer) => return answer,
        };
        Answer::Locked(self.json_get(&request.path), buffer)
    }

    /// Takes the JSON buffer. Without it, returns the answer for the request.
    async fn buffer(&self) -> Result<OwnedMutexGuard<()>, Answer> {
        let try_lock = || Arc::clone(&self.json).try_lock_owned();
        match self.build.contention {
            Contention::Park => Ok(Arc::clone(&self.json).lock_owned().await),
            Contention::Silence => try_lock().map_err(|_| Answer::Silence),
            Contention::Refuse => {
                try_lock().map_err(|_| error(503, errors::BUSY).header("Retry-After", "1").into())
            }
        }
    }

    /// Returns the JSON of a path: its first known word decides.
    fn json_get(&self, path: &str) -> Reply {
        let has = |word: &str| path.get(1..).is_some_and(|path| path.contains(word));
        if has("eff") && !has("state") && !has("info") && !has("si") && !has("nodes") {
            return Reply::json(200, &json!(self.build.effects()));
        }
        let found = self.with(|state, now| Ok(self.json_at(state, now, &has)));
        match found {
            Ok(Some(found)) if found.is_object() && self.board.faults.bad_json() => {
                // the buffer overflows, and the rest is cut off silently
                let text = found.to_string();
                Reply::with(
                    200,
                    "application/json",
                    text.get(..text.len() * 2 / 3).unwrap_or("{").to_owned(),
                )
            }
            Ok(Some(found)) => Reply::json(200, &found),
            Ok(None) => error(501, errors::UNKNOWN),
            Err(_) => error(503, errors::BUSY),
        }
    }

    fn json_at(
        &self,
        state: &mut State,
        now: Instant,
        has: &dyn Fn(&str) -> bool,
    ) -> Option<Value> {
        let both =
            |state: &mut State| json!({"state": state.report(now), "info": self.info(state, now)});
        Some(if has("state") {
            state.report(now)
        } else if has("info") {
            self.info(state, now)
        } else if has("si") {
            both(state)
        } else if has("nodes") {
            json!({"nodes": []})
        } else if has("palx") {
            json!({"m": 0, "p": {}})
        } else if has("fxda") {
            json!(self.effect_data())
        } else if has("net") {
            json!({"networks": []})
        } else if has(CONFIG) {
            self.config(state)
        } else if has("live") {
            return self.live_json(state);
        } else if has("pal") {
            json!(Build::palettes())
        } else if has("json/") {
            return None;
        } else {
            let mut all = both(state);
            if let Some(all) = all.as_object_mut() {
                all.insert("effects".into(), json!(self.build.effects()));
                all.insert("palettes".into(), json!(Build::palettes()));
            }
            all
        })
    }

    /// Returns the slider names of each effect; only Image has no colours.
    fn effect_data(&self) -> Vec<&'static str> {
        let of = |name: &str| {
            if name == "Image" {
                "!,Blur,;;;12;sx=128,ix=0"
            } else {
                "!,!;!,!;!"
            }
        };
        self.build.effects().into_iter().map(of).collect()
    }

    async fn json_post(&self, request: &Request, connection: &mut Connection) -> Answer {
        if connection.unread() > MAX_BODY {
            return Reply::empty(413).into();
        }
        let body = match connection.whole_body(MAX_BODY).await {
            Ok(body) => body.unwrap_or_default(),
            Err(lost) => return lost.into(),
        };
        let buffer = match self.buffer().await {
            Ok(buffer) => buffer,
            Err(answer) => return answer,
        };
        let form = request
            .header("content-type")
            .is_some_and(|kind| kind.starts_with("application/x-www-form"));
        let json = self
            .read(&body)
            .filter(|_| !form && body.len() < MAX_BODY as usize);
        let Some(json) = json else {
            return Answer::Locked(error(400, errors::JSON), buffer);
        };
        if let Some(pin) = json.get("pin").and_then(Value::as_str) {
            self.give_pin(pin);
        }
        if request.path.contains(CONFIG) {
            return self.configure(&json);
        }
        match self.apply(&json) {
            Ok(applied) => {
                let reply = if applied.verbose {
                    self.json_get(&request.path)
                } else {
                    Reply::json(200, &json!({"success": true}))
                };
                if applied.reboot {
                    Answer::Reboot(reply)
                } else {
                    Answer::Locked(reply, buffer)
                }
            }
            Err(error) => error.into(),
        }
    }

    /// Parses a body, if it is an object that fits the parser's memory.
    pub(super) fn read(&self, body: &[u8]) -> Option<Value> {
        let json: Value = serde_json::from_slice(body).ok()?;
        (json.is_object() && count(&json) <= self.build.max_values).then_some(json)
    }

    /// Applies a client's JSON to the state.
    pub(super) fn apply(&self, json: &Value) -> io::Result<Applied> {
        let applied = self.with(|state, now| state.apply(json, ChangeSource::Client, now))?;
        self.changed.send_replace(());
        Ok(applied)
    }

    /// Changes the configuration: only the boot preset is supported.
    fn configure(&self, json: &Value) -> Answer {
        if self.is_locked() {
            return error(401, errors::DENIED).into();
        }
        let preset = json.pointer("/def/ps").and_then(Value::as_u64);
        let set = self.with(|state, _| {
            preset.map_or(Ok(()), |preset| {
                state.set_boot_preset(preset.min(250) as u8)
            })
        });
        match set {
            Ok(()) => Reply::json(200, &json!({"success": true})).into(),
            Err(error) => error.into(),
        }
    }
}
