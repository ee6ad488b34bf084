//! Reads the multipart upload of level 1 exactly as ESP8266WebServer's `_parseForm` does, with its mistakes. Used by both native
//! dialects.

use super::end::End;
use super::fault_cursor::FaultCursor;
use super::fault_state::FaultState;
use super::http::{Connection, PIECE};
use super::message::{ReadError, Request};
use std::sync::Arc;

/// Maximum length of a line in the head of a part.
const MAX_LINE: usize = 512;
/// Bytes at the end of a body besides the boundary: CRLF before it, two dashes on either side.
const AROUND_BOUNDARY: u64 = 6;
/// Name of the field with the file.
const FIELD: &str = "pattern";
/// Accepted endings of the file name, in lower case only.
const EXTENSIONS: [&str; 3] = [".bin", ".hex", ".dat"];

/// A file that was received.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Upload {
    /// The whole file.
    Whole(Vec<u8>),
    /// The beginning of the file; the device replies now.
    Early(Vec<u8>),
    /// More than there is room for; all of it was read and dropped.
    TooLong,
}

/// Why no file was received.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Refused {
    /// The connection is over.
    End(End),
    /// The firmware cannot read the form; the message of its reply 400.
    Form(&'static str),
}

impl From<End> for Refused {
    fn from(end: End) -> Self {
        Self::End(end)
    }
}

impl From<ReadError> for Refused {
    fn from(_: ReadError) -> Self {
        Self::End(End::Close)
    }
}

/// Receives the file of a form, at most `room` bytes.
pub(super) async fn receive(
    request: &Request,
    connection: &mut Connection,
    faults: &FaultState,
    room: u64,
) -> Result<Upload, Refused> {
    let boundary = boundary(request).ok_or(Refused::Form("No pattern file received"))?;
    if request.length.is_none() {
        return Err(Refused::Form("Content-Length required"));
    }
    let first = line(connection).await?;
    if first != format!("--{boundary}") {
        return Err(Refused::Form("No pattern file received"));
    }
    let (field, name) =
        disposition(&line(connection).await?).ok_or(Refused::Form("No pattern file received"))?;
    // an optional Content-Type and a blank line; the firmware takes anything else for content
    if line(connection)
        .await?
        .to_ascii_lowercase()
        .starts_with("content-type")
    {
        line(connection).await?;
    }
    let upload = file(connection, faults, &boundary, room).await?;
    if field != FIELD {
        return Err(Refused::Form("No pattern file received"));
    }
    if !EXTENSIONS.iter().any(|extension| name.ends_with(extension)) {
        return Err(Refused::Form("Invalid file type"));
    }
    Ok(upload)
}

async fn file(
    connection: &mut Connection,
    faults: &FaultState,
    boundary: &str,
    room: u64,
) -> Result<Upload, Refused> {
    let end = format!("\r\n--{boundary}");
    let length = connection
        .unread()
        .saturating_sub(boundary.len() as u64 + AROUND_BOUNDARY);
    let mut cursor = FaultCursor::new(faults, 0, Arc::default());
    cursor.advance(0).await?;
    let mut bytes = Vec::new();
    let mut at = 0;
    while connection.unread() > 0 {
        let piece = connection.body(cursor.room(PIECE)).await?;
        let of_file = length.saturating_sub(at).min(piece.len() as u64);
        let before = at;
        at += piece.len() as u64;
        // of a file that fits, the end of the form has to be kept too
        if before <= room.saturating_add(MAX_LINE as u64) {
            bytes.extend_from_slice(&piece);
        }
        if faults.early_reply(before, at, length) {
            return Ok(Upload::Early(bytes));
        }
        cursor
            .advance(usize::try_from(of_file).unwrap_or(piece.len()))
            .await?;
    }
    if length > room {
        return Ok(Upload::TooLong);
    }
    match bytes
        .windows(end.len())
        .position(|window| window == end.as_bytes())
    {
        Some(at) => {
            bytes.truncate(at);
            Ok(Upload::Whole(bytes))
        }
        // the firmware would wait for the boundary, and close the connection without a reply
        None => Err(Refused::End(End::Close)),
    }
}

fn boundary(request: &Request) -> Option<String> {
    let kind = request.header("content-type")?;
    let boundary = kind
        .strip_prefix("multipart/form-data")?
        .split_once("boundary=")?
        .1;
    let boundary = boundary
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .trim_matches('"');
    (!boundary.is_empty()).then(|| boundary.to_owned())
}

async fn line(connection: &mut Connection) -> Result<String, Refused> {
    let mut line = Vec::new();
    while !line.ends_with(b"\r\n") {
        if connection.unread() == 0 || line.len() > MAX_LINE {
            return Err(Refused::Form("No pattern file received"));
        }
        line.extend(connection.body(1).await?);
    }
    line.truncate(line.len() - 2);
    Ok(String::from_utf8_lossy(&line).into_owned())
}

/// Finds field and file name as the firmware does: the field's name starts two characters after the first "=", the file's two
/// characters after the second "=", and ends before the last character of the line.
fn disposition(line: &str) -> Option<(String, String)> {
    if !line.get(..19)?.eq_ignore_ascii_case("content-disposition") {
        return None;
    }
    let skip = |text: &str, n: usize| text.chars().skip(n).collect::<String>();
    let field = skip(line.split_once('=')?.1, 1);
    let mut name = skip(field.split_once('=')?.1, 1);
    name.pop();
    Some((field.split('"').next().unwrap_or_default().to_owned(), name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(line: &str) -> Option<(String, String)> {
        disposition(&format!("Content-Disposition: form-data; {line}"))
    }

    #[test]
    fn the_firmware_reads_quoted_names_in_one_order_only() {
        assert_eq!(
            names("name=\"pattern\"; filename=\"a.bin\""),
            Some(("pattern".into(), "a.bin".into()))
        );
        let (field, name) = names("filename=\"a.bin\"; name=\"pattern\"").unwrap();
        assert_eq!((field.as_str(), name.as_str()), ("a.bin", "pattern"));
        let (_, name) =
            names("name=\"pattern\"; filename=\"a.bin\"; filename*=UTF-8''a.bin").unwrap();
        assert!(!name.ends_with(".bin"), "{name}");
        let (field, _) = names("name=pattern; filename=a.bin").unwrap();
        assert_ne!(field, FIELD);
        assert_eq!(names("name=\"pattern\""), None, "a field is no file");
        assert_eq!(disposition("Content-Type: text/plain"), None);
    }
}
