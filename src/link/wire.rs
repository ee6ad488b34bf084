//! The innermost end of a link: the shared HTTP client, or a script for tests. The only file that names reqwest: what
//! goes out is in `wire/outgoing.rs`, what comes in in `wire/incoming.rs`, what its errors mean in `wire/failure.rs`.

mod failure;
mod incoming;
mod kept;
mod outgoing;
#[cfg(test)]
mod tests;

use super::{Call, LinkError, Reply, ReplyBody, Transport};
use crate::message::Message;
use crate::msg;
use crate::net::Gate;
use failure::{Failure, Stage};
use futures_util::TryStreamExt;
use futures_util::future::BoxFuture;
use http::{HeaderMap, HeaderName, HeaderValue, Method, header};
pub use kept::Kept;
use kept::Over;
use outgoing::Outgoing;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Duration;

/// One constant of the shared client, which cannot vary it per device; below 1 s one lost SYN would be a failure.
pub const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// Idle connections per device: there is never more than one request under way.
const POOLED: usize = 1;
/// Controllers close idle connections after a few seconds without saying so.
const POOL_IDLE: Duration = Duration::from_secs(5);
/// Header lines of a reply.
const MAX_HEADER_LINES: usize = 100;
/// Maximum size of a reply's headers in bytes; the client itself would accept 400 KiB.
const MAX_HEADER_BYTES: usize = 32 << 10;

/// The number of a request, which devices that know it repeat in their answer (native API, Addition).
pub(super) const REQUEST_NUMBER: HeaderName = HeaderName::from_static("upload-request");
/// The last one given. One count for all links: a number is never given twice in a run.
static NUMBERS: AtomicU64 = AtomicU64::new(0);

/// The one HTTP client, shared by all links; clones share its connections.
#[derive(Clone, Debug)]
pub struct Http {
    /// Keeps connections for the next call.
    keeping: reqwest::Client,
    /// Keeps none.
    single: reqwest::Client,
    gate: Gate,
}

/// The HTTP client could not be set up.
#[derive(Debug, thiserror::Error)]
#[error("the HTTP client could not be set up")]
pub struct ClientError(#[from] reqwest::Error);

impl Http {
    /// A client that connects only where `gate` allows: no proxy, no redirects, no retries of its own.
    ///
    /// # Errors
    /// What the client's own set-up fails with.
    pub fn new(gate: Gate) -> Result<Self, ClientError> {
        let client = |pooled| {
            reqwest::Client::builder()
                .http1_only()
                .http1_max_headers(MAX_HEADER_LINES)
                .no_proxy()
                .redirect(reqwest::redirect::Policy::none())
                .referer(false)
                .retry(reqwest::retry::never())
                .pool_max_idle_per_host(pooled)
                .pool_idle_timeout(POOL_IDLE)
                .connect_timeout(CONNECT_TIMEOUT)
                .tcp_nodelay(true)
                .build()
        };
        Ok(Self {
            keeping: client(POOLED)?,
            single: client(0)?,
            gate,
        })
    }

    async fn send(
        &self,
        addr: SocketAddr,
        host: Option<&HeaderValue>,
        over: Over,
        call: Call,
    ) -> Result<Reply, LinkError> {
        self.gate.check(addr.ip())?;
        let url = url(addr, &call.path)?;
        let expect = call.expect;
        let outgoing = Outgoing::new(call.body, call.on_sent);
        let headers = request_headers(call.headers, &call.method, host, outgoing.len());
        let client = match over {
            Over::New => &self.single,
            Over::NewKept | Over::PerhapsKept => &self.keeping,
        };
        let number = headers.get(REQUEST_NUMBER).cloned();
        let mut request = client.request(call.method, url).headers(headers);
        if !outgoing.is_empty() {
            request = request.body(reqwest::Body::wrap_stream(outgoing.stream()));
        }
        let response = request
            .send()
            .await
            .map_err(|e| failed(&e, outgoing.stage()))?;
        let status = response.status();
        // a refusal may come before the whole body was sent, and so may word that it is elsewhere
        let is_early =
            status.is_redirection() || status.is_client_error() || status.is_server_error();
        if !outgoing.is_done() && !is_early {
            return Err(LinkError::Protocol {
                detail: msg!("link-early-answer", status = status.as_u16()),
            });
        }
        let headers = response.headers().clone();
        check_number(number.as_ref(), &headers)?;
        if headers
            .iter()
            .map(|(name, value)| name.as_str().len() + value.len() + 4)
            .sum::<usize>()
            > MAX_HEADER_BYTES
        {
            return Err(LinkError::TooLong {
                max: MAX_HEADER_BYTES as u64,
            });
        }
        let declared = response.content_length();
        let stream = response
            .bytes_stream()
            .map_err(|e| failed(&e, Stage::Reading));
        let body = incoming::read(status, declared, stream, expect, call.on_received).await?;
        Ok(Reply {
            status,
            headers,
            body,
        })
    }
}

/// Whether the headers are those of the answer to the request of that number, as far as the device says.
fn check_number(asked: Option<&HeaderValue>, headers: &HeaderMap) -> Result<(), LinkError> {
    match (asked, headers.get(REQUEST_NUMBER)) {
        (Some(asked), Some(answered)) if asked != answered => Err(LinkError::Stale),
        _ => Ok(()),
    }
}

/// Adds the length of the body in any case, so that nothing goes out chunked: small web servers cannot read that. A
/// method that usually has a body says so even without one.
fn request_headers(
    mut headers: HeaderMap,
    method: &Method,
    host: Option<&HeaderValue>,
    len: u64,
) -> HeaderMap {
    headers.remove(header::TRANSFER_ENCODING);
    headers.remove(header::CONTENT_LENGTH);
    if len > 0 || [Method::POST, Method::PUT, Method::PATCH].contains(method) {
        headers.insert(header::CONTENT_LENGTH, len.into());
    }
    if let Some(host) = host {
        headers.insert(header::HOST, host.clone());
    }
    headers
}

/// The address is pinned into the URL; a path that would lead elsewhere is refused.
fn url(addr: SocketAddr, path: &str) -> Result<reqwest::Url, LinkError> {
    let wrong = || LinkError::Protocol {
        detail: msg!("link-bad-path"),
    };
    if !path.starts_with('/') {
        return Err(wrong());
    }
    if matches!(addr, SocketAddr::V6(v6) if v6.scope_id() != 0) {
        return Err(LinkError::Unreachable {
            detail: msg!("link-zone"),
        });
    }
    let url = reqwest::Url::parse(&format!("http://{addr}{path}")).map_err(|_| wrong())?;
    let same = url.socket_addrs(|| None).is_ok_and(|all| all == [addr]);
    if same { Ok(url) } else { Err(wrong()) }
}

fn failed(error: &reqwest::Error, stage: Stage) -> LinkError {
    let stage = if error.is_connect() {
        Stage::Connecting
    } else {
        stage
    };
    Failure {
        error,
        stage,
        timed_out: error.is_timeout(),
    }
    .classify()
}

type Answer = dyn Fn(Call) -> BoxFuture<'static, Result<Reply, LinkError>> + Send + Sync;

/// Answers in place of a device.
#[derive(Clone)]
pub struct Script(Arc<Answer>);

impl Script {
    /// A script that answers each call as `answer` does, in its own time. It calls `on_sent` itself where that matters:
    /// a transfer of which nothing was sent for 20 s has stalled.
    pub fn new<F>(answer: impl Fn(Call) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<Reply, LinkError>> + Send + 'static,
    {
        Self(Arc::new(move |call| Box::pin(answer(call))))
    }

    /// Bytes are taken as if they had come by HTTP: under the call's cap, checked to be JSON, or hashed.
    async fn send(&self, call: Call) -> Result<Reply, LinkError> {
        let expect = call.expect;
        let on_received = call.on_received.clone();
        let number = call.headers.get(REQUEST_NUMBER).cloned();
        let mut reply = (self.0)(call).await?;
        check_number(number.as_ref(), &reply.headers)?;
        if let ReplyBody::Bytes(bytes) = reply.body {
            let declared = Some(bytes.len() as u64);
            let stream = futures_util::stream::iter((!bytes.is_empty()).then_some(Ok(bytes)));
            reply.body =
                incoming::read(reply.status, declared, stream, expect, on_received).await?;
        }
        Ok(reply)
    }
}

impl std::fmt::Debug for Script {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Script")
    }
}

/// The end of the layers: a device or a script.
#[derive(Clone, Debug)]
pub enum Wire {
    /// At a device, by HTTP/1.1.
    Http {
        /// The shared client.
        http: Http,
        /// The device; resolved once, then kept.
        addr: SocketAddr,
        /// `Host` header, where it is not the address.
        host: Option<HeaderValue>,
        /// Whether connections are kept.
        kept: Kept,
    },
    /// At a script.
    Scripted(Script),
}

impl Wire {
    /// A plain connection to the device, for what is no HTTP call; a script has none.
    pub(super) async fn connect(&self) -> Result<(tokio::net::TcpStream, SocketAddr), LinkError> {
        let Self::Http { http, addr, .. } = self else {
            return Err(LinkError::Unreachable {
                detail: msg!("link-no-connection"),
            });
        };
        http.gate.check(addr.ip())?;
        match tokio::time::timeout(CONNECT_TIMEOUT, http.gate.connect(*addr)).await {
            Ok(Ok(stream)) => Ok((stream, *addr)),
            Ok(Err(error)) if error.kind() == std::io::ErrorKind::ConnectionRefused => {
                Err(LinkError::Refused)
            }
            Ok(Err(error)) => Err(LinkError::Unreachable {
                detail: Message::verbatim(error.kind().to_string()),
            }),
            Err(_) => Err(LinkError::TimedOut {
                after: CONNECT_TIMEOUT,
            }),
        }
    }
}

impl Transport for Wire {
    /// Where a connection that was kept fails before its answer, or brings that to another request, the call is made once
    /// more over a new one, if that does no harm: nothing is wrong with the device.
    async fn send(&self, call: Call) -> Result<Reply, LinkError> {
        let over = match self {
            Self::Http { kept, .. } if !call.fresh => kept.take(),
            Self::Http { .. } | Self::Scripted(_) => Over::New,
        };
        let again = call.idempotent.then(|| call.clone());
        let result = self.send_over(over, call).await;
        if let (Self::Http { kept, .. }, Err(LinkError::Stale)) = (self, &result) {
            kept.distrust();
        }
        let is_worn = match &result {
            Err(LinkError::Cut { .. }) => over == Over::PerhapsKept,
            Err(LinkError::Stale) => true,
            _ => false,
        };
        match again.filter(|_| is_worn) {
            Some(call) => self.send_over(Over::New, call).await,
            None => result,
        }
    }
}

impl Wire {
    /// The connections that are kept open to the device.
    pub(super) fn kept(&self) -> Option<&Kept> {
        match self {
            Self::Http { kept, .. } => Some(kept),
            Self::Scripted(_) => None,
        }
    }

    async fn send_over(&self, over: Over, mut call: Call) -> Result<Reply, LinkError> {
        if call.numbered {
            let number = NUMBERS.fetch_add(1, Relaxed) + 1;
            call.headers.insert(REQUEST_NUMBER, number.into());
        }
        let method = call.method.clone();
        let route = call.route().to_owned();
        let result = match self {
            Self::Http {
                http, addr, host, ..
            } => http.send(*addr, host.as_ref(), over, call).await,
            Self::Scripted(script) => script.send(call).await,
        };
        if let (Self::Http { kept, .. }, Over::NewKept | Over::PerhapsKept, Ok(reply)) =
            (self, over, &result)
        {
            kept.left(&reply.headers);
        }
        match &result {
            Ok(reply) => {
                tracing::debug!(%method, route, status = reply.status.as_u16(), "answered");
            }
            Err(error) => tracing::debug!(%method, route, %error, "failed"),
        }
        result
    }
}
