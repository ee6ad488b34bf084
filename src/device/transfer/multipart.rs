//! Sending a file as one part of a `multipart/form-data` body, as the parsers of small devices read it: with a length, quoted
//! ASCII names, `name` in front of `filename`, and no `filename*`.

use crate::device::{Session, Step};
use crate::link::{Call, CallClass, Expect};
use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderValue, Method};
use std::sync::Arc;

/// Between the parts; a number follows (see [`boundary`]).
const BOUNDARY: &str = "----UploadBridge";

/// How a file is named in the body.
pub(in crate::device) struct FilePart<'a> {
    /// The part's name.
    pub(in crate::device) field: &'a str,
    /// The file's name.
    pub(in crate::device) file: &'a str,
    /// The file's MIME type.
    pub(in crate::device) mime: &'a str,
}

/// `POST` of one file to that path. The link does not repeat it: the caller first asks which device answers.
pub(in crate::device) fn post_file(
    session: &Session,
    path: &str,
    part: &FilePart<'_>,
    bytes: &Bytes,
) -> Call {
    let boundary = boundary(bytes);
    let FilePart { field, file, mime } = part;
    let head = format!(
        "--{boundary}\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"{file}\"\r\n\
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
            if sent >= all {
                progress(Step::Answer, total, total);
            } else {
                progress(Step::Sending, sent.saturating_sub(before).min(total), total);
            }
        })),
        ..Call::get(path, &session.attempts)
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
        let second = boundary(format!("xx{first}yy").as_bytes());
        assert_ne!(first, second);
        assert!(second.starts_with(BOUNDARY));
    }
}
