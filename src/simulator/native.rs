//! The native device API, level 2 (assets/help/native-api.md section 3). `tus.rs` receives uploads, `library.rs` stores and plays
//! patterns, `status.rs` reports; `state.rs` is the state of the device.

mod library;
mod state;
mod status;
mod tus;

use super::end::End;
use super::fault_state::FaultState;
use super::firmware::{Answer, Firmware, Visit};
use super::http::Connection;
use super::message::{ReadError, Reply, Request};
use super::{Board, Dialect};
use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use parking_lot::{Mutex, MutexGuard};
use serde_json::json;
use state::State;
use std::io;
use std::sync::Arc;

/// Firmware versions: the one whose replies carry the device's id and that can rename, and the one before.
pub(super) const FIRMWARE: &str = "2.1.0";
pub(super) const OLD_FIRMWARE: &str = "2.0.0";
/// File system of an ESP32 with 4 MB of flash: the usual partition has about 1.5 MB.
const DISK: u64 = 1_500_000;
/// LEDs that the firmware can drive, unless the device has more.
const MAX_LEDS: usize = 1024;
/// Maximum length of a JSON body.
const MAX_JSON: u64 = 4096;
/// `Retry-After` of a busy device, in seconds.
const RETRY_AFTER: &str = "1";

/// The line in `DIALECTS`.
pub(super) const DIALECT: Dialect = Dialect {
    name: "native",
    family: "native",
    about: "API level 2, with library, read-back and resume",
    announces: true,
    build,
};

/// The firmware before: its replies carry no id, and it cannot rename.
pub(super) const OLD_DIALECT: Dialect = Dialect {
    name: "native20",
    family: "native",
    about: "API level 2 as in firmware 2.0: replies without id and number, no renaming",
    announces: true,
    build: build_old,
};

fn build(board: Board) -> io::Result<Arc<dyn Firmware>> {
    build_with(board, true)
}

fn build_old(board: Board) -> io::Result<Arc<dyn Firmware>> {
    build_with(board, false)
}

fn build_with(board: Board, signs: bool) -> io::Result<Arc<dyn Firmware>> {
    let disk = super::disk::Disk::open(
        board.dir.as_deref(),
        &board.identity.id,
        board.disk.unwrap_or(DISK),
    )?;
    let state = Mutex::new(State::on(disk)?);
    Ok(Arc::new(Native {
        board,
        state,
        signs,
    }))
}

/// A level 2 device.
struct Native {
    board: Board,
    state: Mutex<State>,
    /// Whether every reply carries the device's id and the number of the request, and files can be renamed.
    signs: bool,
}

/// The early end of a request: a refusal, or the end of the connection.
enum Stop {
    Refusal(Reply),
    End(End),
}

impl From<ReadError> for Stop {
    fn from(_: ReadError) -> Self {
        Self::End(End::Close)
    }
}

impl From<End> for Stop {
    fn from(end: End) -> Self {
        Self::End(end)
    }
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        Self::Refusal(refusal(
            500,
            "storage",
            &format!("The file system failed: {error}"),
        ))
    }
}

/// Makes an error reply of the API.
fn refusal(status: u16, code: &str, message: &str) -> Reply {
    let reply = Reply::json(
        status,
        &json!({"success": false, "error": code, "message": message}),
    );
    match status {
        401 => reply.header("WWW-Authenticate", "Bearer"),
        503 => reply.header("Retry-After", RETRY_AFTER),
        _ => reply,
    }
}

/// Returns whether a path belongs to tus: then every reply carries the version of tus, errors too.
fn is_tus(path: &str) -> bool {
    path == "/api/files" || path.starts_with("/api/files/")
}

fn stop(status: u16, code: &str, message: &str) -> Stop {
    Stop::Refusal(refusal(status, code, message))
}

impl Firmware for Native {
    fn faults(&self) -> &FaultState {
        &self.board.faults
    }

    fn visit(&self) -> Box<dyn Visit + '_> {
        Box::new(self)
    }

    fn power_cycle(&self) {
        if let Err(error) = self.state().boot() {
            tracing::warn!(%error, device = self.board.identity.id, "a simulated device cannot read its disk");
        }
    }
}

impl Visit for &Native {
    fn answer<'a>(
        &'a mut self,
        request: &'a Request,
        connection: &'a mut Connection,
    ) -> BoxFuture<'a, Answer> {
        async {
            match self.reply(request, connection).await {
                Ok(reply) | Err(Stop::Refusal(reply)) => reply.into(),
                Err(Stop::End(end)) => Answer::End(end),
            }
        }
        .boxed()
    }

    fn malformed(&self) -> Option<Reply> {
        Some(refusal(400, "malformed", "This is not an HTTP request."))
    }
}

impl Native {
    fn state(&self) -> MutexGuard<'_, State> {
        // a panic while it was held can have left only a request unanswered
        self.state.lock()
    }

    fn faults(&self) -> &FaultState {
        &self.board.faults
    }

    /// Returns the maximum LED count of a pattern.
    fn max_leds(&self) -> usize {
        MAX_LEDS.max(self.board.layout.leds())
    }

    async fn reply(&self, request: &Request, connection: &mut Connection) -> Result<Reply, Stop> {
        let reply = match request.header("upload-device") {
            Some(id) if self.signs && !id.eq_ignore_ascii_case(&self.board.identity.id) => {
                Err(stop(
                    421,
                    "other_device",
                    "This request is meant for another device.",
                ))
            }
            _ => self.route(request, connection).await,
        };
        let reply = if is_tus(&request.path) {
            tus::with_version(reply)
        } else {
            reply
        };
        match reply {
            Ok(reply) => Ok(self.signed(reply, request)),
            Err(Stop::Refusal(reply)) => Err(Stop::Refusal(self.signed(reply, request))),
            end => end,
        }
    }

    /// Adds the device's id and the number of the request to a reply.
    fn signed(&self, reply: Reply, request: &Request) -> Reply {
        if !self.signs {
            return reply;
        }
        let reply = reply.header("Upload-Device", self.board.identity.id.clone());
        match request.header("upload-request") {
            Some(number) => reply.header("Upload-Request", number),
            None => reply,
        }
    }

    async fn route(&self, request: &Request, connection: &mut Connection) -> Result<Reply, Stop> {
        let method = request.method.as_str();
        let path = request.path.as_str();
        let carries_file = path.starts_with("/api/patterns/") || connection.unread() > 0;
        connection.rates = self.faults().rates(carries_file);
        if self.faults().busy() {
            return Err(stop(
                503,
                "busy",
                "The device is busy. Try again in a moment.",
            ));
        }
        let token = request
            .header("authorization")
            .and_then(|a| a.strip_prefix("Bearer "));
        if self.faults().locked(token) {
            return Err(stop(
                401,
                "token_needed",
                "The device is locked. Send its PIN as Authorization: Bearer.",
            ));
        }
        if is_tus(path) {
            return self.files(request, connection).await;
        }
        match (method, path) {
            ("GET", "/api/status") => self.status(),
            ("POST", "/api/upload") => self.legacy_upload(request, connection).await,
            ("GET", "/api/patterns") => self.list(),
            ("POST", "/api/play") => self.play(connection).await,
            ("POST", "/api/stop") => self.stop_playing(),
            ("GET", "/api/brightness") => Ok(self.brightness()),
            ("POST", "/api/brightness") => self.set_brightness(connection).await,
            ("POST", "/api/identify") => self.identify(connection).await,
            _ => match (method, path.strip_prefix("/api/patterns/")) {
                ("GET", Some(name)) => self.give(name),
                ("DELETE", Some(name)) => self.delete(name),
                ("POST", Some(rest)) if self.signs && rest.ends_with("/rename") => {
                    let name = rest.trim_end_matches("/rename");
                    self.rename(name, connection).await
                }
                _ => Err(stop(404, "not_found", "This path does not exist.")),
            },
        }
    }
}
