//! [`Answerer`]: what the port answers to a request.

use super::rate::RateLimit;
use super::{Content, Limits, PartState, Readiness, guard};
use bytes::Bytes;
use http::header::{self, HeaderName};
use http::{HeaderValue, Request, Response, StatusCode};
use http_body_util::Full;
use hyper::body::Incoming;
use parking_lot::Mutex;
use std::net::IpAddr;
use std::sync::Arc;
use tokio::time::Instant;

/// Prometheus's text format.
const PROMETHEUS: &str = prometheus_client::encoding::prometheus_text::CONTENT_TYPE;
const JSON: &str = "application/json";
const TEXT: &str = "text/plain; charset=utf-8";

/// Headers of every answer: a browser may do nothing with it.
const HARDENED: [(HeaderName, &str); 4] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::CONTENT_SECURITY_POLICY, "default-src 'none'"),
    (header::CACHE_CONTROL, "no-store"),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    ),
];

/// Answers the requests of all connections.
pub(super) struct Answerer {
    content: Arc<dyn Content>,
    port: u16,
    rate: Mutex<RateLimit>,
}

impl Answerer {
    pub(super) fn new(content: Arc<dyn Content>, port: u16, limits: Limits) -> Self {
        Self {
            content,
            port,
            rate: Mutex::new(RateLimit::new(limits.requests, limits.window)),
        }
    }

    /// Answers one request. Requests that are refused for what they are do not count against the limit of their peer: a web
    /// page cannot use up what Prometheus needs.
    pub(super) fn answer(
        &self,
        request: &Request<Incoming>,
        peer: IpAddr,
    ) -> Response<Full<Bytes>> {
        let (method, uri) = (request.method(), request.uri());
        if let Err(status) = guard::check(method, uri, request.headers(), self.port) {
            tracing::debug!(%peer, %method, path = uri.path(), %status, "local port: refused");
            return refusal(status);
        }
        let admitted = self.rate.lock().admit(peer, Instant::now());
        if let Err(wait) = admitted {
            let mut answer = refusal(StatusCode::TOO_MANY_REQUESTS);
            let seconds = wait.as_millis().div_ceil(1000).max(1) as u64;
            answer
                .headers_mut()
                .insert(header::RETRY_AFTER, seconds.into());
            return answer;
        }
        match uri.path() {
            "/metrics" => answer(StatusCode::OK, PROMETHEUS, self.content.metrics()),
            "/livez" => answer(
                StatusCode::OK,
                JSON,
                json(&serde_json::json!({ "status": "ok" })),
            ),
            "/readyz" => ready(&self.content.readiness()),
            _ => refusal(StatusCode::NOT_FOUND),
        }
    }
}

fn ready(readiness: &Readiness) -> Response<Full<Bytes>> {
    let parts: serde_json::Map<_, _> = readiness
        .parts
        .iter()
        .map(|(name, state)| ((*name).to_owned(), serde_json::json!(state)))
        .collect();
    let is_whole = readiness
        .parts
        .iter()
        .all(|(_, state)| *state != PartState::Degraded);
    let (status, word) = match (readiness.is_ready, is_whole) {
        (false, _) => (StatusCode::SERVICE_UNAVAILABLE, "unavailable"),
        (true, false) => (StatusCode::OK, "degraded"),
        (true, true) => (StatusCode::OK, "ok"),
    };
    let uptime = readiness.uptime.as_millis() as f64 / 1000.0;
    let body = serde_json::json!({ "status": word, "uptime_seconds": uptime, "checks": parts });
    answer(status, JSON, json(&body))
}

fn json(value: &serde_json::Value) -> String {
    format!("{value}\n")
}

/// Answers with the status in words.
fn refusal(status: StatusCode) -> Response<Full<Bytes>> {
    let words = format!("{}\n", status.canonical_reason().unwrap_or_default());
    let mut answer = answer(status, TEXT, words);
    if status == StatusCode::METHOD_NOT_ALLOWED {
        let allowed = HeaderValue::from_static("GET, HEAD");
        answer.headers_mut().insert(header::ALLOW, allowed);
    }
    answer
}

fn answer(status: StatusCode, kind: &'static str, body: String) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(Bytes::from(body)));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    for (name, value) in HARDENED {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}
