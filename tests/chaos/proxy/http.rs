//! Just enough HTTP/1.1 to tell where a message begins and ends, and what kind of request it is.

use crate::schedule::Kind;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// Most bytes of a head or of a reply.
const MAX: usize = 8 << 20;

/// Room for what is read at once.
const PIECE: usize = 16 << 10;

/// A request head.
pub(super) struct Head {
    /// As it came, with the empty line.
    pub(super) raw: Vec<u8>,
    pub(super) method: String,
    pub(super) path: String,
    /// Bytes of the body.
    pub(super) length: usize,
    pub(super) is_socket: bool,
    /// Whether the client closes the connection after the reply.
    pub(super) closes: bool,
}

/// Where the empty line ends, if it is there.
fn end_of_head(bytes: &[u8]) -> Option<usize> {
    bytes
        .windows(4)
        .position(|four| four == b"\r\n\r\n")
        .map(|at| at + 4)
}

/// A header's value in a head.
pub(super) fn header(head: &[u8], name: &str) -> Option<String> {
    let text = String::from_utf8_lossy(head);
    text.lines().skip(1).find_map(|line| {
        let (key, value) = line.split_once(':')?;
        key.eq_ignore_ascii_case(name)
            .then(|| value.trim().to_owned())
    })
}

/// Bytes of the body that a head announces.
pub(super) fn length(head: &[u8]) -> Option<usize> {
    header(head, "content-length")?.parse().ok()
}

/// Reads a request head; none where the client has no more.
pub(super) async fn head(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> Option<Head> {
    let end = loop {
        if let Some(end) = end_of_head(buffer) {
            break end;
        }
        if fill(stream, buffer).await? == 0 {
            return None;
        }
    };
    let raw: Vec<u8> = buffer.drain(..end).collect();
    let text = String::from_utf8_lossy(&raw).into_owned();
    let mut first = text.lines().next()?.split(' ');
    let (method, path) = (first.next()?.to_owned(), first.next()?.to_owned());
    let is = |name: &str, value: &str| {
        header(&raw, name).is_some_and(|found| found.to_ascii_lowercase().contains(value))
    };
    Some(Head {
        length: length(&raw).unwrap_or(0),
        is_socket: is("upgrade", "websocket"),
        closes: is("connection", "close"),
        method,
        path,
        raw,
    })
}

/// Reads more; none where the connection is broken.
pub(super) async fn fill(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> Option<usize> {
    buffer.reserve(PIECE);
    let n = stream.read_buf(buffer).await.ok()?;
    (buffer.len() <= MAX).then_some(n)
}

/// A reply as it came.
#[derive(Clone, Default)]
pub(super) struct Reply {
    pub(super) head: Vec<u8>,
    pub(super) body: Vec<u8>,
}

impl Reply {
    /// One that the proxy makes itself.
    pub(super) fn made(status: &str, more: &str, body: &str) -> Self {
        let head = format!(
            "HTTP/1.1 {status}\r\nContent-Type: application/json\r\n{more}Content-Length: {}\r\nConnection: close\r\n\r\n",
            body.len()
        );
        Self {
            head: head.into_bytes(),
            body: body.into(),
        }
    }

    /// Reads a reply; where it is no HTTP, all that comes until the end. None where nothing comes at all.
    pub(super) async fn read(stream: &mut TcpStream, to_head: bool) -> Option<Self> {
        let mut buffer = Vec::new();
        let end = loop {
            if let Some(end) = end_of_head(&buffer) {
                break end;
            }
            match fill(stream, &mut buffer).await {
                Some(n) if n > 0 => {}
                _ if buffer.is_empty() => return None,
                _ => {
                    return Some(Self {
                        head: buffer,
                        body: Vec::new(),
                    });
                }
            }
        };
        let mut body = buffer.split_off(end);
        let head = buffer;
        let has_none = to_head || head.starts_with(b"HTTP/1.1 204");
        let length = if has_none { Some(0) } else { length(&head) };
        while length.is_none_or(|length| body.len() < length) {
            match fill(stream, &mut body).await {
                Some(n) if n > 0 => {}
                _ => break,
            }
        }
        body.truncate(length.unwrap_or(usize::MAX));
        Some(Self { head, body })
    }

    pub(super) fn status(&self) -> Option<u16> {
        let text = self.head.get(9..12)?;
        std::str::from_utf8(text).ok()?.parse().ok()
    }

    pub(super) fn closes(&self) -> bool {
        header(&self.head, "connection").is_none_or(|value| value.eq_ignore_ascii_case("close"))
    }

    /// The same, on a connection that stays open.
    pub(super) fn kept_alive(mut self) -> Self {
        let text = String::from_utf8_lossy(&self.head);
        if text.contains("Connection: close\r\n") {
            self.head = text
                .replace("Connection: close\r\n", "Connection: keep-alive\r\n")
                .into_bytes();
        }
        self
    }

    pub(super) fn bytes(&self) -> Vec<u8> {
        [self.head.as_slice(), &self.body].concat()
    }
}

/// Writes, and says whether it could.
pub(super) async fn write(stream: &mut TcpStream, bytes: &[u8]) -> bool {
    stream.write_all(bytes).await.is_ok()
}

/// What a request is; `body` is looked at where the path alone does not tell.
pub(super) fn kind(method: &str, path: &str, body: &[u8]) -> Kind {
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    let says = |word: &str| String::from_utf8_lossy(body).contains(word);
    match (method, path) {
        ("GET", "/api/status") => Kind::Status,
        ("POST", "/api/upload") | ("POST", "/upload") => Kind::Upload,
        ("GET", "/api/patterns") => Kind::List,
        ("POST", "/api/files") => Kind::Create,
        ("POST", "/api/play") => Kind::Play,
        ("POST", "/api/stop") => Kind::Stop,
        ("POST", path) if path.ends_with("/rename") => Kind::Rename,
        ("GET", path) if path.starts_with("/api/patterns/") => Kind::ReadBack,
        ("DELETE", path) if path.starts_with("/api/patterns/") => Kind::Delete,
        ("HEAD", path) if path.starts_with("/api/files/") => Kind::Head,
        ("PATCH", path) if path.starts_with("/api/files/") => Kind::Patch,
        ("DELETE", path) if path.starts_with("/api/files/") => Kind::Withdraw,
        ("GET", "/json/info") => Kind::Info,
        ("GET", "/json/eff" | "/json/fxdata") => Kind::Effects,
        ("GET", "/json/state" | "/json/si" | "/json") => Kind::State,
        ("POST", "/json/state" | "/json/si" | "/json") if says("\"psave\"") => Kind::Save,
        ("POST", "/json/state" | "/json/si" | "/json") if says("\"pdel\"") => Kind::Delete,
        ("POST", "/json/state" | "/json/si" | "/json") => Kind::Change,
        ("GET", "/presets.json") => Kind::Presets,
        ("GET", "/ws") => Kind::Socket,
        ("GET", "/json/cfg") => Kind::Config,
        ("GET", "/version") => Kind::Version,
        ("DELETE", "/edit") => Kind::Delete,
        ("GET", "/edit") if query.contains("func=delete") => Kind::Delete,
        ("GET", "/edit") => Kind::List,
        (_, path) if path.starts_with("/settings") => Kind::Lock,
        ("GET", path) if path.ends_with(".gif") => Kind::ReadBack,
        _ => Kind::Other,
    }
}
