//! Request and reply heads of HTTP/1.1 as bytes. `http.rs` reads and sends them.

/// Maximum header fields of a request.
const MAX_FIELDS: usize = 64;

/// Why a request cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ReadError {
    /// The client closed the connection, or was silent for too long.
    Disconnected,
    /// The bytes are not HTTP.
    Malformed,
}

/// The head of a request.
#[derive(Clone, Debug)]
pub(super) struct Request {
    pub(super) method: String,
    /// Path without the query, decoded.
    pub(super) path: String,
    /// The query after `?`, not decoded.
    pub(super) query: String,
    /// Length of the body, if given.
    pub(super) length: Option<u64>,
    headers: Vec<(String, String)>,
}

impl Request {
    /// Returns a header by its name, in upper or lower case.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(n, _)| n.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.trim())
    }

    /// Returns a value of the query by its key.
    pub(super) fn query(&self, key: &str) -> Option<String> {
        form_value(&self.query, key)
    }
}

/// A reply.
#[derive(Clone, Debug)]
pub(super) struct Reply {
    pub(super) status: u16,
    pub(super) headers: Vec<(&'static str, String)>,
    pub(super) body: Vec<u8>,
    /// Whether it is sent before the rest of the request's body has arrived.
    pub(super) early: bool,
}

impl Reply {
    /// Makes a reply without a body.
    pub(super) fn empty(status: u16) -> Self {
        Self {
            status,
            headers: Vec::new(),
            body: Vec::new(),
            early: false,
        }
    }

    /// Makes a reply with a body of that type.
    pub(super) fn with(status: u16, kind: &str, body: impl Into<Vec<u8>>) -> Self {
        Self {
            body: body.into(),
            ..Self::empty(status).header("Content-Type", kind)
        }
    }

    /// Makes a JSON reply.
    pub(super) fn json(status: u16, body: &serde_json::Value) -> Self {
        Self::with(status, "application/json", body.to_string())
    }

    /// Sets the body.
    pub(super) fn body(self, body: Vec<u8>) -> Self {
        Self { body, ..self }
    }

    /// Adds a header.
    pub(super) fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// Makes the reply go out before the rest of the request has arrived.
    pub(super) fn early(self) -> Self {
        Self {
            early: true,
            ..self
        }
    }
}

/// Parses a request head, if it is complete. Returns the request, its length in bytes, and the minor version of HTTP.
pub(super) fn parse(bytes: &[u8]) -> Result<Option<(Request, usize, u8)>, ReadError> {
    let mut fields = [httparse::EMPTY_HEADER; MAX_FIELDS];
    let mut head = httparse::Request::new(&mut fields);
    let used = match head.parse(bytes) {
        Ok(httparse::Status::Complete(used)) => used,
        Ok(httparse::Status::Partial) => return Ok(None),
        Err(_) => return Err(ReadError::Malformed),
    };
    let text = |value: &[u8]| String::from_utf8_lossy(value).into_owned();
    let headers: Vec<_> = head
        .headers
        .iter()
        .map(|field| (field.name.to_owned(), text(field.value)))
        .collect();
    let mut request = Request {
        method: head.method.unwrap_or_default().to_owned(),
        path: address(head.path.unwrap_or_default()),
        query: head
            .path
            .unwrap_or_default()
            .split_once('?')
            .map_or_else(String::new, |(_, query)| query.to_owned()),
        length: None,
        headers,
    };
    let length = request
        .header("content-length")
        .map(|length| length.parse::<u64>().map_err(|_| ReadError::Malformed));
    request.length = length.transpose()?;
    Ok(Some((request, used, head.version.unwrap_or(0))))
}

/// Returns the decoded path of a request target, without the query (RFC 3986, sections 2.1 and 3.4).
fn address(target: &str) -> String {
    unescaped(target.split_once('?').map_or(target, |(path, _)| path))
}

/// Returns a value of a query or a form by its key.
pub(super) fn form_value(form: &str, key: &str) -> Option<String> {
    let pairs = form
        .split('&')
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")));
    pairs
        .into_iter()
        .find(|(k, _)| *k == key)
        .map(|(_, value)| unescaped(&value.replace('+', " ")))
}

fn unescaped(path: &str) -> String {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        let escaped = after.split_first_chunk::<2>().filter(|_| byte == b'%');
        // a stray percent sign stays as it is
        let (byte, after) = escaped
            .and_then(|(hex, after)| Some((nibbles(*hex)?, after)))
            .unwrap_or((byte, after));
        bytes.push(byte);
        rest = after;
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Decodes two hex digits.
fn nibbles(hex: [u8; 2]) -> Option<u8> {
    let [high, low] = hex.map(|digit| char::from(digit).to_digit(16));
    u8::try_from(high? << 4 | low?).ok()
}

/// Writes the head of a reply.
pub(super) fn head(reply: &Reply, keep: bool) -> String {
    let mut head = format!("HTTP/1.1 {} {}\r\n", reply.status, phrase(reply.status));
    for (name, value) in &reply.headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    if reply.status != 204 {
        head.push_str(&format!("Content-Length: {}\r\n", reply.body.len()));
    }
    head.push_str(if keep {
        "Connection: keep-alive\r\n\r\n"
    } else {
        "Connection: close\r\n\r\n"
    });
    head
}

fn phrase(status: u16) -> &'static str {
    http::StatusCode::from_u16(status)
        .ok()
        .and_then(|s| s.canonical_reason())
        .unwrap_or("Unknown")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_is_read_when_it_is_whole() {
        let whole =
            b"PATCH /api/files/1 HTTP/1.1\r\nContent-Length: 5\r\nUpload-Offset:  7 \r\n\r\nhello";
        assert!(parse(&whole[..40]).unwrap().is_none());
        let (request, used, version) = parse(whole).unwrap().unwrap();
        assert_eq!(
            (request.method.as_str(), request.path.as_str()),
            ("PATCH", "/api/files/1")
        );
        assert_eq!(
            (request.length, request.header("upload-offset")),
            (Some(5), Some("7"))
        );
        assert_eq!((&whole[used..], version), (&b"hello"[..], 1));
        assert_eq!(
            parse(b"GET / HTTP/1.1\r\nContent-Length: -1\r\n\r\n").err(),
            Some(ReadError::Malformed)
        );
        assert_eq!(
            parse(b"\x16\x03\x01 no http").err(),
            Some(ReadError::Malformed)
        );
    }

    #[test]
    fn an_address_has_no_query_and_no_escapes() {
        for (target, path) in [
            ("/a?b=/c?d", "/a"),
            ("/%61%2Fb%20c", "/a/b c"),
            ("/a%", "/a%"),
            ("/a%4", "/a%4"),
            ("/a%zz%41", "/a%zzA"),
            ("/%c3%a4%3f", "/\u{e4}?"),
            ("*", "*"),
        ] {
            assert_eq!(address(target), path, "{target}");
        }
    }

    #[test]
    fn values_of_a_query_are_found_by_their_keys() {
        assert_eq!(
            form_value("func=delete&path=/a%20b.gif", "path").as_deref(),
            Some("/a b.gif")
        );
        assert_eq!(form_value("list", "list").as_deref(), Some(""));
        assert_eq!(form_value("a=1", "b"), None);
    }

    #[test]
    fn an_answer_without_content_has_no_length() {
        assert_eq!(
            head(&Reply::empty(204), true),
            "HTTP/1.1 204 No Content\r\nConnection: keep-alive\r\n\r\n"
        );
        assert!(
            head(&Reply::empty(507), false)
                .starts_with("HTTP/1.1 507 Insufficient Storage\r\nContent-Length: 0")
        );
    }
}
