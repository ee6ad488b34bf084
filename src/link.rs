//! HOW bytes arrive: an onion of plain async layers around one HTTP client, one file per policy. Families (`device/`) make
//! [`Call`]s on a [`DeviceLink`]; nothing else sends HTTP. Knows nothing of devices, patterns or jobs.
//!
//! `Retry<Limit<Breaker<Timeout<Wire>>>>`: Retry is outermost, so each attempt passes the breaker again; Limit inside
//! Retry, so no permit is held during back-off; Breaker outside Timeout, since a timeout is a failure it must see;
//! Timeout innermost, so that it measures only the wire. Cancelling drops the future: every layer is drop-safe.

mod attempts;
mod breaker;
pub mod classify;
#[cfg(test)]
mod fixture;
mod limit;
mod onion;
mod retry;
mod rtt;
mod socket;
#[cfg(test)]
mod tests;
mod timeout;
mod wire;

pub use attempts::{Attempts, MAX_ATTEMPTS};
pub use breaker::{Breaker, Circuit, Watch};
pub use classify::{BusySign, Verdict};
pub use limit::Limit;
pub use onion::{DeviceLink, LinkSettings, device_link, scripted_link};
pub use retry::{Retry, RetryPolicy};
pub use rtt::ProbeTimeout;
pub use socket::{SocketMessage, WebSocket};
pub use timeout::Timeout;
pub use wire::{CONNECT_TIMEOUT, ClientError, Http, Kept, Script, Wire};

use crate::message::Message;
use crate::msg;
use bytes::Bytes;
use http::{HeaderMap, Method, StatusCode};
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

/// Something that takes calls to one device and brings back replies: each layer of the onion, and the wire.
pub trait Transport: Send + Sync {
    /// Sends the call and waits for the reply.
    fn send(&self, call: Call) -> impl Future<Output = Result<Reply, LinkError>> + Send;
}

impl<T: Transport> Transport for Arc<T> {
    fn send(&self, call: Call) -> impl Future<Output = Result<Reply, LinkError>> + Send {
        self.as_ref().send(call)
    }
}

/// The kind of a call: decides how it is timed and whether a half-open circuit lets it through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallClass {
    /// A small request: its whole duration is a round-trip sample.
    Probe,
    /// Carries or fetches a payload: watched for stalls, not for its total.
    Transfer,
}

/// The expected form of a reply's body, with the maximum size that is accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expect {
    /// Bytes, at most `max`.
    Bytes {
        /// Cap in bytes.
        max: usize,
    },
    /// JSON, at most `max` bytes and 32 levels deep; anything else, nothing included, is
    /// [`LinkError::Protocol`] or [`LinkError::TooLong`].
    Json {
        /// Cap in bytes.
        max: usize,
    },
    /// The first `max` bytes, as they come; what follows is not read. For pages, of which only the start matters.
    Start {
        /// Bytes that are read.
        max: usize,
    },
    /// Only length and SHA-256 of the body, hashed as it comes and never held; at most `max` bytes.
    Digest {
        /// Cap in bytes.
        max: u64,
    },
}

impl Expect {
    /// JSON of at most 1 MiB: no device status is larger.
    pub const JSON: Self = Self::Json { max: 1 << 20 };
    /// A short text: error messages, empty bodies.
    pub const SHORT: Self = Self::Bytes { max: 64 << 10 };
}

/// Called with the number of body bytes sent (or received) so far. Called from the network's task: must be quick and not block.
pub type OnBytes = Arc<dyn Fn(u64) + Send + Sync>;

/// One HTTP request to the device of a link.
#[derive(Clone)]
pub struct Call {
    /// HTTP method.
    pub method: Method,
    /// Path and query, starting with `/`.
    pub path: String,
    /// Extra headers; those that frame the body (`Content-Length`, `Transfer-Encoding`) are the wire's own.
    pub headers: HeaderMap,
    /// Body, in pieces that are sent one after another; empty for none.
    pub body: Vec<Bytes>,
    /// Small request, or payload.
    pub class: CallClass,
    /// The expected form of the reply's body. Replies other than 2xx are always read as short bytes.
    pub expect: Expect,
    /// Whether the same call twice does no harm: only then Retry repeats it.
    pub idempotent: bool,
    /// How many of its tries may end without an answer in time: one that is waited for as long as a stall lasts has fewer.
    pub timeouts: u32,
    /// Whether it goes over a connection of its own, which no answer of an earlier request can come over: questions of who
    /// is there.
    pub fresh: bool,
    /// Whether the request says its number, which the answer then must repeat if it says one.
    pub numbered: bool,
    /// Called as body bytes are handed to the socket, with their number in this attempt.
    pub on_sent: Option<OnBytes>,
    /// Called as bytes of the reply's body arrive, with their number in this attempt.
    pub on_received: Option<OnBytes>,
    /// The attempts of the job this call belongs to.
    pub attempts: Attempts,
}

impl std::fmt::Debug for Call {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "{} {} ({} bytes)",
            self.method,
            self.route(),
            self.body_len()
        )
    }
}

impl Call {
    /// A `GET` of something small: idempotent, a probe.
    #[must_use]
    pub fn get(path: impl Into<String>, attempts: &Attempts) -> Self {
        Self {
            method: Method::GET,
            path: path.into(),
            headers: HeaderMap::new(),
            body: Vec::new(),
            class: CallClass::Probe,
            expect: Expect::JSON,
            idempotent: true,
            timeouts: MAX_ATTEMPTS,
            fresh: false,
            numbered: false,
            on_sent: None,
            on_received: None,
            attempts: attempts.clone(),
        }
    }

    /// The path without its query, which may hold a token: what may stand in a log.
    #[must_use]
    pub fn route(&self) -> &str {
        self.path
            .split_once('?')
            .map_or(self.path.as_str(), |(route, _)| route)
    }

    /// Size of the whole body in bytes.
    #[must_use]
    pub fn body_len(&self) -> u64 {
        self.body.iter().map(|b| b.len() as u64).sum()
    }
}

/// The body of a reply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReplyBody {
    /// All bytes.
    Bytes(Bytes),
    /// What [`Expect::Digest`] asked for.
    Digest {
        /// Number of bytes received.
        len: u64,
        /// SHA-256 over them.
        sha256: [u8; 32],
    },
}

impl ReplyBody {
    /// The bytes; none of a digest.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        match self {
            Self::Bytes(bytes) => bytes,
            Self::Digest { .. } => &[],
        }
    }
}

/// A reply: any HTTP status, with a body as the call expected.
#[derive(Clone, Debug)]
pub struct Reply {
    /// HTTP status.
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: ReplyBody,
}

impl Reply {
    /// A reply without headers, as scripts give it.
    #[must_use]
    pub fn new(status: StatusCode, body: impl Into<Bytes>) -> Self {
        Self {
            status,
            headers: HeaderMap::new(),
            body: ReplyBody::Bytes(body.into()),
        }
    }
}

/// How far a call was when its connection was lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CutWhile {
    /// While sending the request.
    Sending,
    /// While waiting for the first byte of the answer.
    Waiting,
    /// While reading the answer.
    Reading,
    /// On an open WebSocket.
    WebSocket,
}

/// Why a call brought no reply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LinkError {
    /// The gate of this process does not allow the address.
    Forbidden(crate::net::Forbidden),
    /// The host answers, but nothing listens there.
    Refused,
    /// No connection could be made.
    Unreachable {
        /// The system's reason.
        detail: Message,
    },
    /// The connection was made, and ended before the reply was complete.
    Cut {
        /// How far the call was.
        stage: CutWhile,
    },
    /// No answer came in time.
    TimedOut {
        /// How long the call waited.
        after: Duration,
    },
    /// The circuit rests after failures; the call was not sent.
    CircuitOpen {
        /// When a trial call may be made.
        retry_in: Duration,
    },
    /// A person has set the device aside: nothing is sent until the circuit is reset.
    Isolated,
    /// An HTTP status that ended the attempts (only inside [`LinkError::Exhausted`]).
    Status {
        /// HTTP status code.
        code: u16,
        /// Start of the body, cleaned; may be empty.
        detail: String,
        /// How long the device asks to be left alone.
        retry_after: Option<Duration>,
    },
    /// The answer names another device than the request was meant for.
    Elsewhere {
        /// The device it was meant for, as families name their devices.
        expected: String,
        /// The device that answered.
        found: String,
    },
    /// The answer belongs to another request.
    Stale,
    /// Not HTTP, not JSON, or answered before the whole body was sent.
    Protocol {
        /// What was wrong with it.
        detail: Message,
    },
    /// The reply is longer than the call accepts.
    TooLong {
        /// The cap of the call's [`Expect`], in bytes.
        max: u64,
    },
    /// All attempts are used up; `last` is the last real cause.
    Exhausted {
        /// Attempts made.
        attempts: u32,
        /// Why the last one failed; never `CircuitOpen` where there was another cause.
        last: Box<LinkError>,
    },
}

impl std::error::Error for LinkError {}

impl fmt::Display for LinkError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.message().fmt(f)
    }
}

impl From<crate::net::Forbidden> for LinkError {
    fn from(error: crate::net::Forbidden) -> Self {
        Self::Forbidden(error)
    }
}

impl LinkError {
    /// Says what went wrong, to follow "Sending failed: ".
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::Forbidden(forbidden) => {
                msg!("link-forbidden", address = forbidden.addr.to_string())
            }
            Self::Refused => msg!("link-refused"),
            Self::Unreachable { detail } => msg!("link-unreachable", detail = detail),
            Self::Cut { stage } => match stage {
                CutWhile::Sending => msg!("link-cut-sending"),
                CutWhile::Waiting => msg!("link-cut-waiting"),
                CutWhile::Reading => msg!("link-cut-reading"),
                CutWhile::WebSocket => msg!("link-cut-web-socket"),
            },
            Self::TimedOut { after } => msg!("link-timed-out", seconds = after.as_secs_f32()),
            Self::CircuitOpen { retry_in } => {
                msg!("link-circuit-open", seconds = retry_in.as_secs())
            }
            Self::Isolated => msg!("link-isolated"),
            Self::Status { code, detail, .. } if detail.is_empty() => {
                msg!("link-status", status = *code)
            }
            Self::Status { code, detail, .. } => {
                msg!("link-status-because", status = *code, detail = detail)
            }
            Self::Elsewhere { expected, found } => {
                msg!("link-elsewhere", found = found, expected = expected)
            }
            Self::Stale => msg!("link-stale"),
            Self::Protocol { detail } => msg!("link-protocol", detail = detail),
            Self::TooLong { max } => msg!("link-too-long", max = *max),
            Self::Exhausted { attempts, last } => {
                msg!(
                    "link-exhausted",
                    cause = last.message(),
                    attempts = *attempts
                )
            }
        }
    }
}
