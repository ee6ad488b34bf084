//! The body of a reply on its way in: under a cap, checked or hashed as the call asked.

use crate::link::{Expect, LinkError, OnBytes, ReplyBody};
use crate::msg;
use bytes::{Bytes, BytesMut};
use futures_util::{Stream, StreamExt};
use http::StatusCode;
use serde::de::IgnoredAny;
use sha2::{Digest, Sha256};
use std::pin::pin;
use std::time::Duration;

/// Maximum bytes of an error page that are kept.
const MAX_ERROR_BYTES: usize = 64 << 10;
/// How long to wait for an error page; below the shortest time a small request may take, so that a known refusal never
/// turns into a timeout.
const ERROR_PAGE_WAIT: Duration = Duration::from_secs(2);
/// Levels of a JSON reply.
const MAX_JSON_DEPTH: usize = 32;

/// Reads the body of a reply with `status`, whose length was `declared`, as the call expects it.
pub(super) async fn read(
    status: StatusCode,
    declared: Option<u64>,
    stream: impl Stream<Item = Result<Bytes, LinkError>> + Send,
    expect: Expect,
    on_received: Option<OnBytes>,
) -> Result<ReplyBody, LinkError> {
    let mut stream = pin!(stream);
    if !status.is_success() {
        let mut page = BytesMut::new();
        // what came so far is enough: the page is for a person, the status is what counts
        let _ =
            tokio::time::timeout(ERROR_PAGE_WAIT, error_page(stream, &mut page, on_received)).await;
        return Ok(ReplyBody::Bytes(page.freeze()));
    }
    let max = match expect {
        Expect::Bytes { max } | Expect::Json { max } => max as u64,
        Expect::Start { max } => return start(stream, max, on_received).await,
        Expect::Digest { max } => max,
    };
    let too_long = LinkError::TooLong { max };
    if declared.is_some_and(|len| len > max) {
        return Err(too_long);
    }
    let mut sink = match expect {
        Expect::Digest { .. } => Sink::Hash(Sha256::new()),
        _ => Sink::Keep(BytesMut::new()),
    };
    let mut len = 0;
    while let Some(chunk) = stream.next().await {
        let chunk = chunk?;
        len += chunk.len() as u64;
        if len > max {
            return Err(too_long);
        }
        sink.take(&chunk);
        if let Some(on_received) = &on_received {
            on_received(len);
        }
    }
    match sink {
        Sink::Hash(hash) => Ok(ReplyBody::Digest {
            len,
            sha256: hash.finalize().into(),
        }),
        Sink::Keep(bytes) => {
            if !matches!(expect, Expect::Json { .. }) {
                return Ok(ReplyBody::Bytes(bytes.freeze()));
            }
            let json = readable(&bytes.freeze());
            check_json(&json)?;
            Ok(ReplyBody::Bytes(json))
        }
    }
}

/// The first `max` bytes of a body. Where the connection ends before, what came is the start.
async fn start(
    mut stream: std::pin::Pin<&mut (impl Stream<Item = Result<Bytes, LinkError>> + Send)>,
    max: usize,
    on_received: Option<OnBytes>,
) -> Result<ReplyBody, LinkError> {
    let mut page = BytesMut::new();
    while page.len() < max {
        let chunk = match stream.next().await {
            Some(Ok(chunk)) => chunk,
            Some(Err(error)) if page.is_empty() => return Err(error),
            Some(Err(_)) | None => break,
        };
        page.extend(chunk.iter().take(max - page.len()));
        if let Some(on_received) = &on_received {
            on_received(page.len() as u64);
        }
    }
    Ok(ReplyBody::Bytes(page.freeze()))
}

enum Sink {
    Keep(BytesMut),
    Hash(Sha256),
}

impl Sink {
    fn take(&mut self, chunk: &[u8]) {
        match self {
            Self::Keep(bytes) => bytes.extend_from_slice(chunk),
            Self::Hash(hash) => hash.update(chunk),
        }
    }
}

/// The start of an error page, as far as it comes: devices often cut the connection behind it.
async fn error_page(
    mut stream: std::pin::Pin<&mut (impl Stream<Item = Result<Bytes, LinkError>> + Send)>,
    page: &mut BytesMut,
    on_received: Option<OnBytes>,
) {
    while let Some(Ok(chunk)) = stream.next().await {
        let room = MAX_ERROR_BYTES - page.len();
        page.extend(chunk.iter().take(room));
        if let Some(on_received) = &on_received {
            on_received(page.len() as u64);
        }
        if page.len() == MAX_ERROR_BYTES {
            break;
        }
    }
}

/// The JSON of a reply without what devices put around it (a byte order mark, NUL), and with replacement characters for
/// bytes that are no text: WLED cuts names in the middle of a letter.
fn readable(bytes: &Bytes) -> Bytes {
    const MARK: &[u8] = b"\xef\xbb\xbf";
    let is_filling = |b: &u8| *b == 0 || b.is_ascii_whitespace();
    let start = match bytes.strip_prefix(MARK) {
        Some(_) => MARK.len(),
        None => bytes.iter().take_while(|b| is_filling(b)).count(),
    };
    let filling = bytes.iter().rev().take_while(|b| is_filling(b)).count();
    let end = (bytes.len() - filling).max(start);
    let inner = bytes.slice(start..end);
    match std::str::from_utf8(&inner) {
        Ok(_) => inner,
        Err(_) => Bytes::from(String::from_utf8_lossy(&inner).into_owned()),
    }
}

fn check_json(bytes: &[u8]) -> Result<(), LinkError> {
    if depth(bytes) > MAX_JSON_DEPTH {
        return Err(LinkError::Protocol {
            detail: msg!("link-json-depth", levels = MAX_JSON_DEPTH),
        });
    }
    serde_json::from_slice::<IgnoredAny>(bytes).map_err(|e| LinkError::Protocol {
        detail: msg!("link-json-position", line = e.line(), column = e.column()),
    })?;
    Ok(())
}

/// Deepest nesting of lists and objects: only brackets outside strings count.
fn depth(json: &[u8]) -> usize {
    let mut depth = 0usize;
    let mut deepest = 0;
    let mut in_string = false;
    let mut escaped = false;
    for byte in json {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            b'[' | b'{' if !in_string => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b']' | b'}' if !in_string => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::stream;
    use tokio::time::Instant;

    #[test]
    fn what_stands_around_json_and_bytes_that_are_no_text_are_no_reason_to_refuse_it() {
        let read = |bytes: &'static [u8]| readable(&Bytes::from_static(bytes));
        assert_eq!(&read(b"\xef\xbb\xbf{\"a\":1}\0\n")[..], b"{\"a\":1}");
        assert_eq!(&read(b"\0\0{}")[..], b"{}");
        assert_eq!(
            &read(b"{\"n\":\"\xd0\"}")[..],
            "{\"n\":\"\u{fffd}\"}".as_bytes()
        );
        assert_eq!(&read(b"\0\0")[..], b"");
        assert!(check_json(&read(b"\xef\xbb\xbf")).is_err());
    }

    #[tokio::test(start_paused = true)]
    async fn a_refusal_whose_page_never_ends_is_still_a_refusal() {
        let start = Instant::now();
        let page = stream::iter([Ok(Bytes::from("busy"))]).chain(stream::pending());
        let body = read(
            StatusCode::SERVICE_UNAVAILABLE,
            Some(9),
            page,
            Expect::JSON,
            None,
        )
        .await;
        assert_eq!(body.unwrap(), ReplyBody::Bytes("busy".into()));
        assert_eq!(start.elapsed(), ERROR_PAGE_WAIT);
    }

    #[tokio::test(start_paused = true)]
    async fn the_start_of_a_page_is_read_and_no_more() {
        let start = Expect::Start { max: 5 };
        // a page that never ends: only its start is waited for
        let endless = futures_util::stream::iter(["abc", "defg"].map(|part| Ok(Bytes::from(part))))
            .chain(futures_util::stream::pending());
        let body = read(StatusCode::OK, Some(10_000_000), endless, start, None).await;
        assert_eq!(body.unwrap(), ReplyBody::Bytes("abcde".into()));
        let cut = || LinkError::Cut {
            stage: crate::link::CutWhile::Waiting,
        };
        let short = futures_util::stream::iter([Ok(Bytes::from("ab")), Err(cut())]);
        let body = read(StatusCode::OK, Some(9), short, start, None).await;
        assert_eq!(body.unwrap(), ReplyBody::Bytes("ab".into()), "cut off");
        let nothing = futures_util::stream::iter([Err(cut())]);
        let body = read(StatusCode::OK, Some(9), nothing, start, None).await;
        assert_eq!(body, Err(cut()));
    }
}
