//! What a result means: decided here once, for the Retry layer, the breaker and the families' own recoveries.

use super::{LinkError, Reply, ReplyBody};
use http::{StatusCode, header};
use std::time::Duration;

/// Most characters of a reply's body that an error repeats.
const DETAIL_CHARS: usize = 200;

/// What to do after a result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// A reply below 400.
    Success,
    /// The device lives and said no: the same again would be answered the same.
    DeviceSaidNo,
    /// The device lives and asks for time (429, 503).
    Busy {
        /// What it asked for in `Retry-After`, in whole seconds.
        retry_after: Option<Duration>,
    },
    /// May go well another time.
    Transient,
    /// No repeat of this call helps: not allowed, longer than is taken, attempts used up; or the circuit rests, which
    /// ends the call but not the job.
    Fatal,
}

/// What `result` means. A repeat is for idempotent calls only: that the caller has to know.
#[must_use]
pub fn verdict(result: &Result<Reply, LinkError>) -> Verdict {
    match result {
        Ok(reply) => of_status(reply.status, || retry_after(reply)),
        Err(LinkError::Status { code, .. }) => {
            StatusCode::from_u16(*code).map_or(Verdict::Fatal, |status| of_status(status, || None))
        }
        Err(
            LinkError::Refused
            | LinkError::Unreachable { .. }
            | LinkError::Cut { .. }
            | LinkError::TimedOut { .. }
            | LinkError::Protocol { .. },
        ) => Verdict::Transient,
        Err(
            LinkError::Forbidden(_)
            | LinkError::CircuitOpen { .. }
            | LinkError::Isolated
            | LinkError::TooLong { .. }
            | LinkError::Exhausted { .. },
        ) => Verdict::Fatal,
    }
}

fn of_status(status: StatusCode, retry_after: impl FnOnce() -> Option<Duration>) -> Verdict {
    match status.as_u16() {
        429 | 503 => Verdict::Busy { retry_after: retry_after() },
        408 => Verdict::Transient,
        501 | 505 | 507 => Verdict::DeviceSaidNo,
        ..400 => Verdict::Success,
        400..500 => Verdict::DeviceSaidNo,
        500.. => Verdict::Transient,
    }
}

/// Seconds only: the devices that send the header have no clock for its other form, a date.
fn retry_after(reply: &Reply) -> Option<Duration> {
    let text = reply.headers.get(header::RETRY_AFTER)?.to_str().ok()?;
    text.trim().parse().ok().map(Duration::from_secs)
}

/// Whether the path to the device works, as far as `result` tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Health {
    /// The device answered something.
    Alive,
    /// Nothing came, or a server error that is neither busy nor a refusal.
    Down,
    /// Nothing was sent, so nothing was learned.
    Unknown,
}

/// What `result` tells the breaker.
#[must_use]
pub fn health(result: &Result<Reply, LinkError>) -> Health {
    match result {
        Ok(reply) if reply.status.is_server_error() && verdict(result) == Verdict::Transient => Health::Down,
        Err(
            LinkError::Refused | LinkError::Unreachable { .. } | LinkError::Cut { .. } | LinkError::TimedOut { .. },
        ) => Health::Down,
        Ok(_) | Err(LinkError::Protocol { .. } | LinkError::TooLong { .. } | LinkError::Status { .. }) => Health::Alive,
        Err(
            LinkError::Forbidden(_) | LinkError::CircuitOpen { .. } | LinkError::Isolated | LinkError::Exhausted { .. },
        ) => Health::Unknown,
    }
}

/// The cause a result gives for ending the attempts: the error itself, or the status of a reply.
#[must_use]
pub fn cause(result: Result<Reply, LinkError>) -> LinkError {
    match result {
        Err(error) => error,
        Ok(reply) => LinkError::Status { code: reply.status.as_u16(), detail: detail(&reply.body) },
    }
}

/// The first words of a body, without controls and marks that change the direction of writing: it comes from a device.
fn detail(body: &ReplyBody) -> String {
    let text = String::from_utf8_lossy(body.as_bytes());
    let clean = text.chars().filter(|c| !is_bidi_mark(*c)).map(|c| if c.is_control() { ' ' } else { c });
    clean.take(DETAIL_CHARS).collect::<String>().trim().to_owned()
}

fn is_bidi_mark(c: char) -> bool {
    matches!(c, '\u{061c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}
