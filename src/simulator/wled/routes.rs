//! Routes requests (wled_server.cpp `initServer`), with the traps of its order: some file names belong to other parts of the
//! firmware.

use super::super::http::Connection;
use super::super::message::{Reply, Request};
use super::builds::Editor;
use super::state::State;
use super::{Answer, Wled};
use std::io;
use tokio::time::Instant;

/// Maximum length of a form without a file.
const MAX_FORM: u64 = 4096;

/// Makes the firmware's page for a status.
pub(super) fn page(status: u16, title: &str, text: &str) -> Reply {
    let html = format!(
        "<!DOCTYPE html><html><head><meta charset=\"utf-8\"><title>WLED Message</title></head>\
         <body><h2>{title}</h2>{text}<br><b>{status}</b></body></html>"
    );
    Reply::with(status, "text/html", html)
}

/// Makes a plain-text reply.
pub(super) fn plain(status: u16, text: &str) -> Reply {
    Reply::with(status, "text/plain", text)
}

impl Wled {
    pub(super) async fn route(&self, request: &Request, connection: &mut Connection) -> Answer {
        // a body without a length counts as empty, and the handler that waits for it never replies
        let chunked = request.header("transfer-encoding").is_some();
        if chunked && matches!(request.method.as_str(), "POST" | "PUT") {
            return Answer::Silence;
        }
        let path = request.path.as_str();
        match (request.method.as_str(), path) {
            ("OPTIONS", _) => Reply::empty(200).into(),
            (_, path) if path == "/json" || path.starts_with("/json/") => {
                self.json(request, connection).await
            }
            ("POST", "/upload") => self.upload(request, connection).await,
            (_, "/edit") => self.edit(request, connection).await,
            ("GET", "/version") => plain(200, &self.build.vid.to_string()).into(),
            ("GET", "/uptime") => self.say(|state, now| {
                plain(
                    200,
                    &now.saturating_duration_since(state.booted)
                        .as_millis()
                        .to_string(),
                )
            }),
            ("GET", "/freeheap") => {
                plain(200, &self.board.heap.unwrap_or(self.build.heap).to_string()).into()
            }
            (_, path) if path.starts_with("/settings") => self.settings(request, connection).await,
            ("GET", "/reset") => {
                Answer::Reboot(page(200, "Rebooting now...", "Please wait ~10 seconds..."))
            }
            ("GET", "/") => page(
                200,
                "WLED",
                "This is a simulated device without a web page.",
            )
            .into(),
            ("GET", path) if path.contains("win") => {
                Reply::with(200, "text/xml", self.http_api()).into()
            }
            ("GET", path) => self.file(path),
            _ => page(404, "Not Found", "The page you requested does not exist.").into(),
        }
    }

    /// Makes a reply from the state of the device.
    pub(super) fn say(&self, what: impl FnOnce(&mut State, Instant) -> Reply) -> Answer {
        match self.with(|state, now| Ok(what(state, now))) {
            Ok(reply) => reply.into(),
            Err(error) => error.into(),
        }
    }

    /// Returns the status of the old API, on every path with `win` (set.cpp `handleSet`). Its commands are left out.
    fn http_api(&self) -> String {
        let name = &self.board.identity.name;
        let (on, bri) = self
            .with(|state, _| Ok((state.on, state.bri)))
            .unwrap_or_default();
        let ac = if on { bri } else { 0 };
        format!("<?xml version=\"1.0\" ?><vs><ac>{ac}</ac><ds>{name}</ds><ss>0</ss></vs>")
    }

    /// Sends a stored file, or its packed form (file.cpp `handleFileRead`); nothing with `sec` in its name.
    fn file(&self, path: &str) -> Answer {
        let name = path.strip_prefix('/').unwrap_or(path);
        let packed = format!("{name}.gz");
        let found = if path.contains("sec") {
            Ok(None)
        } else {
            self.with(|state, _| {
                let file = state.flash.read(name)?;
                Ok(match file {
                    Some(file) => Some((file, false)),
                    None => state.flash.read(&packed)?.map(|file| (file, true)),
                })
            })
        };
        match found {
            Ok(Some((file, packed))) => {
                let reply = Reply::with(200, kind(name), file);
                if packed {
                    reply.header("Content-Encoding", "gzip")
                } else {
                    reply
                }
                .into()
            }
            Ok(None) => page(404, "Not Found", "The page you requested does not exist.").into(),
            Err(error) => error.into(),
        }
    }

    /// Handles the settings pages: only locking and unlocking.
    async fn settings(&self, request: &Request, connection: &mut Connection) -> Answer {
        if request.path == "/settings/lock" {
            return self.say(|state, _| {
                state.pin.lock();
                page(200, "Settings locked", "")
            });
        }
        let form = match connection.whole_body(MAX_FORM).await {
            Ok(form) => String::from_utf8(form.unwrap_or_default()).unwrap_or_default(),
            Err(lost) => return lost.into(),
        };
        if let Some(pin) = super::super::message::form_value(&form, "PIN") {
            self.give_pin(&pin);
        }
        if self.is_locked() {
            return page(
                401,
                "Access Denied",
                "Please unlock settings using PIN code!",
            )
            .into();
        }
        page(200, "Settings", "").into()
    }

    /// Enters a PIN.
    pub(super) fn give_pin(&self, given: &str) {
        let Some(right) = self.board.faults.pin().filter(|_| self.build.has_pin) else {
            return;
        };
        let given = self.with(|state, now| {
            state.pin.give(given, &right, now);
            Ok(())
        });
        if let Err(error) = given {
            tracing::debug!(%error, "a simulated device received a PIN while it was off");
        }
    }

    /// Returns whether files and settings are locked, and counts the refused request.
    pub(super) fn is_locked(&self) -> bool {
        let open = self
            .with(|state, now| Ok(state.pin.is_open(now)))
            .unwrap_or(false);
        !open && self.board.faults.locked(None)
    }

    /// Makes the reply of a locked device.
    pub(super) fn denial(&self) -> Reply {
        if self.build.has_pin {
            page(
                401,
                "Access Denied",
                "Please unlock settings using PIN code!",
            )
        } else {
            page(
                500,
                "Access Denied",
                "Please unlock OTA in security settings!",
            )
        }
    }

    /// Returns whether `/edit` has the dialect of 16.x.
    pub(super) fn new_editor(&self) -> bool {
        self.build.editor == Editor::Functions
    }

    /// Counts the bytes in use, if this release does so at once.
    pub(super) fn count_if_fresh(&self, state: &mut State) -> io::Result<()> {
        if self.build.fresh_usage {
            state.flash.count()
        } else {
            Ok(())
        }
    }
}

/// Returns the content type of a file, by its name.
fn kind(name: &str) -> &'static str {
    match name.rsplit_once('.').map(|(_, extension)| extension) {
        Some("gif") => "image/gif",
        Some("json") => "application/json",
        Some("htm" | "html") => "text/html",
        Some("css") => "text/css",
        Some("js") => "application/javascript",
        Some("png") => "image/png",
        Some("jpg") => "image/jpeg",
        Some("ico") => "image/x-icon",
        Some("gz") => "application/x-gzip",
        _ => "text/plain",
    }
}
