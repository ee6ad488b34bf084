//! The body of an upload, as the parser of every WLED reads it: a length, one part, plain names, a slash in front of the
//! file's name (before 0.14 nothing adds it).

use crate::device::{Session, Step};
use crate::link::{Call, CallClass, Expect};
use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderValue, Method};
use std::sync::Arc;

/// Between the parts; a number follows (see [`boundary`]).
const BOUNDARY: &str = "----UploadBridge";

/// `POST /upload` of one file. Not repeated by the link: whoever sends it asks first who is there.
pub(super) fn upload(session: &Session, name: &str, bytes: &Bytes, mime: &str) -> Call {
    let boundary = boundary(bytes);
    let head = format!(
        "--{boundary}\r\nContent-Disposition: form-data; name=\"data\"; filename=\"/{name}\"\r\n\
         Content-Type: {mime}\r\n\r\n"
    );
    let tail = format!("\r\n--{boundary}--\r\n");
    let progress = session.progress.clone();
    let total = bytes.len() as u64;
    let before = head.len() as u64;
    let all = (head.len() + tail.len()) as u64 + total;
    let mut call = Call {
        method: Method::POST,
        class: CallClass::Transfer,
        expect: Expect::SHORT,
        idempotent: false,
        body: vec![Bytes::from(head), bytes.clone(), Bytes::from(tail)],
        on_sent: Some(Arc::new(move |sent| {
            // bytes handed over are no progress: the device acknowledges nothing before its one answer
            let step = if sent >= all {
                Step::Answer
            } else {
                Step::Sending
            };
            progress(
                step,
                if sent >= all {
                    total
                } else {
                    sent.saturating_sub(before).min(total)
                },
                total,
            );
        })),
        ..Call::get("/upload", &session.attempts)
    };
    if let Ok(value) = HeaderValue::from_str(&format!("multipart/form-data; boundary={boundary}")) {
        call.headers.insert(CONTENT_TYPE, value);
    }
    call
}

/// A boundary that does not occur in the file.
fn boundary(file: &[u8]) -> String {
    (0u32..)
        .map(|n| format!("{BOUNDARY}{n:08x}"))
        .find(|candidate| {
            !file
                .windows(candidate.len())
                .any(|window| window == candidate.as_bytes())
        })
        .unwrap_or_else(|| BOUNDARY.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_boundary_never_occurs_in_the_file() {
        let first = boundary(b"");
        assert_ne!(first, boundary(format!("xx{first}yy").as_bytes()));
    }
}
