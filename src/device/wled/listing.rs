//! The list of files that a WLED stores; in both dialects of `/edit`, recognised by the answer.

use super::reply::{json, link_error, success};
use crate::device::{DeviceError, Doing, Session};
use crate::link::{Call, Transport};
use http::StatusCode;
use serde_json::Value;

const LISTING: Doing = Doing::ListingFiles;

/// A stored file; its name without the slash in front.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) name: String,
    pub(super) bytes: u64,
}

/// What the device stores. Where its firmware was built without the file editor it cannot say: nothing.
///
/// # Errors
/// [`DeviceError::Locked`] where it asks for its PIN first.
pub(super) async fn list(session: &Session) -> Result<Vec<Entry>, DeviceError> {
    let reply = session
        .link
        .send(Call::get("/edit?list=/", &session.attempts))
        .await
        .map_err(link_error(LISTING))?;
    if matches!(
        reply.status,
        StatusCode::NOT_IMPLEMENTED | StatusCode::NOT_FOUND
    ) {
        return Ok(Vec::new());
    }
    Ok(entries(&json(LISTING, &success(LISTING, reply)?)?))
}

/// Before 16 names stand with a slash in front, since then without.
fn entries(list: &Value) -> Vec<Entry> {
    let entry = |entry: &Value| {
        let name = entry.get("name")?.as_str()?;
        let is_file = entry
            .get("type")
            .and_then(Value::as_str)
            .is_none_or(|kind| kind == "file");
        let bytes = entry
            .get("size")
            .and_then(Value::as_u64)
            .unwrap_or_default();
        is_file.then(|| Entry {
            name: name.strip_prefix('/').unwrap_or(name).to_owned(),
            bytes,
        })
    };
    list.as_array()
        .into_iter()
        .flatten()
        .filter_map(entry)
        .collect()
}

/// How many bytes of that file are listed.
pub(super) fn has(listed: &[Entry], name: &str) -> Option<u64> {
    listed
        .iter()
        .find(|entry| entry.name == name)
        .map(|entry| entry.bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn both_dialects_list_the_same_files() {
        let old = json!([{ "type": "file", "name": "/x.gif", "size": 9 }, { "type": "dir", "name": "/d" }]);
        let new = json!([{ "name": "x.gif", "type": "file", "size": 9 }]);
        assert_eq!(
            entries(&old),
            [Entry {
                name: "x.gif".into(),
                bytes: 9
            }]
        );
        assert_eq!(entries(&old), entries(&new));
        assert!(entries(&json!({ "error": 1 })).is_empty());
    }
}
