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
pub use socket::{Message, WebSocket};
pub use timeout::Timeout;
pub use wire::{CONNECT_TIMEOUT, ClientError, Http, Kept, Script, Wire};

use bytes::Bytes;
use http::{HeaderMap, Method, StatusCode};
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

/// What kind of call it is: decides how it is timed and whether a half-open circuit lets it through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallClass {
    /// A small request: its whole duration is a round-trip sample.
    Probe,
    /// Carries or fetches a payload: watched for stalls, not for its total.
    Transfer,
}

/// What the reply's body is wanted as; each with the most bytes that are taken before the reply is refused.
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

/// Told how many body bytes went (or came) so far. Called from the network's task: must be quick and not block.
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
    /// How the reply's body is wanted. Replies other than 2xx are always read as short bytes.
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
    /// Told as body bytes are handed to the socket: how many of this attempt so far.
    pub on_sent: Option<OnBytes>,
    /// Told as bytes of the reply's body arrive: how many of this attempt so far.
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

    /// Bytes of the whole body.
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
        /// Bytes that came.
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

/// What came back: any HTTP status, with a body as the call expected.
#[derive(Clone, Debug)]
pub struct Reply {
    /// HTTP status.
    pub status: StatusCode,
    /// Headers.
    pub headers: HeaderMap,
    /// Body.
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

/// Why a call brought no reply.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LinkError {
    /// The gate of this process does not allow the address.
    #[error(transparent)]
    Forbidden(#[from] crate::net::Forbidden),
    /// The host answers, but nothing listens there.
    #[error("the connection was refused")]
    Refused,
    /// No connection could be made.
    #[error("could not be reached ({detail})")]
    Unreachable {
        /// What the system said.
        detail: String,
    },
    /// The connection was made, and ended before the reply was complete.
    #[error("the connection was cut ({detail})")]
    Cut {
        /// What was under way.
        detail: String,
    },
    /// Nothing happened for so long.
    #[error("no answer within {} s", after.as_secs_f32())]
    TimedOut {
        /// How long was waited.
        after: Duration,
    },
    /// The circuit rests after failures; the call was not sent.
    #[error("resting after failures, next try in {} s", retry_in.as_secs())]
    CircuitOpen {
        /// When a trial call may be made.
        retry_in: Duration,
    },
    /// A person has set the device aside: nothing is sent until the circuit is reset.
    #[error("it is set aside, so nothing is sent to it")]
    Isolated,
    /// An HTTP status that ended the attempts (only inside [`LinkError::Exhausted`]).
    #[error("answered {code}{}", after_colon(detail))]
    Status {
        /// HTTP status code.
        code: u16,
        /// Start of the body, cleaned; may be empty.
        detail: String,
        /// For how long the device asks to be left alone.
        retry_after: Option<Duration>,
    },
    /// The answer says that it is from another device than the request was meant for.
    #[error("another device answered: {found} instead of {expected}")]
    Elsewhere {
        /// For whom it was meant, as families name their devices.
        expected: String,
        /// Who answered.
        found: String,
    },
    /// What came is the answer to another request.
    #[error("gave the answer to another request")]
    Stale,
    /// Not HTTP, not JSON, or answered before the whole body was sent.
    #[error("answered something unexpected ({detail})")]
    Protocol {
        /// What was wrong with it.
        detail: String,
    },
    /// The reply is longer than the call takes.
    #[error("answered more than {max} bytes")]
    TooLong {
        /// The cap of the call's [`Expect`], in bytes.
        max: u64,
    },
    /// All attempts are used up; `last` is the last real cause.
    #[error("{last} ({attempts} attempts)")]
    Exhausted {
        /// Attempts made.
        attempts: u32,
        /// Why the last one failed; never `CircuitOpen` where there was another cause.
        last: Box<LinkError>,
    },
}

/// Words behind a colon, where there are any.
fn after_colon(words: &str) -> String {
    if words.is_empty() {
        String::new()
    } else {
        format!(": {words}")
    }
}
