//! What a simulated device holds: its stored files, and an upload that is open. Read from its folder, or asked of it.

use crate::schedule::{Dialect, NAME};
use serde_json::Value;
use std::collections::BTreeMap;
use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::time::Duration;

/// Longest that a device is waited for.
const PATIENCE: Duration = Duration::from_secs(25);

/// What a device holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Held {
    /// 12 hex digits.
    pub(crate) id: String,
    /// Stored files by their names.
    pub(crate) files: BTreeMap<String, Vec<u8>>,
    /// An upload that is open, in words.
    pub(crate) open: Option<String>,
}

impl Held {
    /// Reads the folders of device `id` below `dir`.
    pub(crate) fn read(dir: &Path, id: &str) -> Self {
        let mut held = Self {
            id: id.to_owned(),
            ..Self::default()
        };
        for entry in std::fs::read_dir(dir.join(id))
            .into_iter()
            .flatten()
            .flatten()
        {
            if let Ok(bytes) = std::fs::read(entry.path()) {
                let name = entry.file_name().to_string_lossy().into_owned();
                held.files.insert(name, bytes);
            }
        }
        let state = dir.join(".state").join(id);
        if let Ok(promise) = std::fs::read_to_string(state.join("upload.json")) {
            let came = std::fs::metadata(state.join("upload.part")).map_or(0, |part| part.len());
            held.open = Some(format!("an upload with {came} bytes, {promise}"));
        }
        held
    }
}

/// Asks for a JSON document, past every proxy.
fn ask(device: SocketAddr, path: &str) -> Option<Value> {
    let mut stream = TcpStream::connect_timeout(&device, PATIENCE).ok()?;
    stream.set_read_timeout(Some(PATIENCE)).ok()?;
    let request = format!("GET {path} HTTP/1.1\r\nHost: oracle\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).ok()?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).ok()?;
    let text = String::from_utf8_lossy(&answer).into_owned();
    let (head, body) = text.split_once("\r\n\r\n")?;
    head.starts_with("HTTP/1.1 200")
        .then(|| serde_json::from_str(body).ok())?
}

/// Whether a device says that it plays the pattern; none where such a device does not tell.
pub(crate) fn plays(dialect: Dialect, device: SocketAddr) -> Option<bool> {
    match dialect {
        Dialect::Native => Some(ask(device, "/api/status")?.get("playing")?.as_str() == Some(NAME)),
        Dialect::Wled => {
            let state = ask(device, "/json/state")?;
            let segments = state.get("seg")?.as_array()?;
            let is = |of: &Value, key: &str| of.get(key).and_then(Value::as_bool) == Some(true);
            let shows = |segment: &Value| {
                let name = segment.get("n").and_then(Value::as_str).unwrap_or("");
                let is_ours = name.starts_with(&format!("ub_{NAME}_"));
                is_ours && is(segment, "on") && !is(segment, "frz")
            };
            Some(is(&state, "on") && segments.iter().any(shows))
        }
        Dialect::Native1 | Dialect::Wled15 => None,
    }
}
