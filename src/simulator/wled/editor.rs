//! `/edit`: lists, reads and deletes files, in the two dialects of the releases.

use super::super::http::Connection;
use super::super::message::{Reply, Request, form_value};
use super::routes::{page, plain};
use super::{Answer, Wled};
use serde_json::{Value, json};
use std::io;

/// Maximum length of a form.
const MAX_FORM: u64 = 1024;

impl Wled {
    pub(super) async fn edit(&self, request: &Request, connection: &mut Connection) -> Answer {
        let body = match connection.whole_body(MAX_FORM).await {
            Ok(body) => String::from_utf8(body.unwrap_or_default()).unwrap_or_default(),
            Err(lost) => return lost.into(),
        };
        if self.is_locked() {
            return self.denial().into();
        }
        let reply = if self.new_editor() {
            self.by_function(request)
        } else {
            self.by_verb(request, &body)
        };
        match reply {
            Ok(reply) => reply.into(),
            Err(error) => error.into(),
        }
    }

    /// 16.x: `func=` is the command, `path=` the file.
    fn by_function(&self, request: &Request) -> io::Result<Reply> {
        if request.method != "GET" {
            return Ok(page(
                404,
                "Not Found",
                "The page you requested does not exist.",
            ));
        }
        let function = request.query("func");
        if function.as_deref() == Some("list")
            || function.is_none() && request.query("list").is_some()
        {
            return self.list();
        }
        let Some(function) = function else {
            return Ok(page(200, "WLED File Editor", ""));
        };
        let Some(path) = request.query("path").filter(|path| !path.is_empty()) else {
            return Ok(plain(400, "Missing path"));
        };
        if path.contains("wsec") {
            return Ok(plain(403, "Access Denied"));
        }
        let name = path.strip_prefix('/').unwrap_or(&path);
        let Some(file) = self.with(|state, _| state.flash.read(name))? else {
            return Ok(plain(404, "Not found"));
        };
        match function.as_str() {
            "delete" => {
                let gone = self.with(|state, _| {
                    let gone = state.flash.remove(name)?;
                    self.count_if_fresh(state)?;
                    Ok(gone)
                })?;
                Ok(if gone {
                    plain(200, "File deleted")
                } else {
                    plain(500, "Delete failed")
                })
            }
            "edit" => Ok(plain(200, "").body(file)),
            "download" => Ok(Reply::with(200, "application/octet-stream", file)),
            _ => Ok(plain(400, "Invalid function")),
        }
    }

    /// Up to 0.15: the HTTP method is the command, a key of the query the file.
    fn by_verb(&self, request: &Request, body: &str) -> io::Result<Reply> {
        let read = |path: String| {
            self.with(|state, _| state.flash.read(path.strip_prefix('/').unwrap_or(&path)))
        };
        match request.method.as_str() {
            "GET" if request.query("list").is_some() => self.list(),
            "GET" => {
                let Some(path) = request.query("edit").or_else(|| request.query("download")) else {
                    return Ok(page(200, "WLED File Editor", ""));
                };
                let file = read(path)?;
                Ok(file.map_or_else(|| plain(404, ""), |file| plain(200, "").body(file)))
            }
            "DELETE" => {
                let path = form_value(body, "path")
                    .or_else(|| request.query("path"))
                    .unwrap_or_default();
                let name = path.strip_prefix('/').unwrap_or(&path);
                self.with(|state, _| {
                    state.flash.remove(name)?;
                    self.count_if_fresh(state)
                })?;
                // always a success, even if the file does not exist
                Ok(plain(200, &format!("DELETE: {path}")))
            }
            _ => Ok(Reply::empty(404)),
        }
    }

    fn list(&self) -> io::Result<Reply> {
        let files = self.with(|state, _| state.flash.files())?;
        let entry = |(name, size): &(String, u64)| -> Value {
            if self.new_editor() {
                json!({"name": name, "type": "file", "size": size})
            } else {
                json!({"type": "file", "name": format!("/{name}"), "size": size})
            }
        };
        let files: Value = files.iter().map(entry).collect();
        Ok(Reply::json(200, &files))
    }
}
