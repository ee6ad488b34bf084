//! What a result means: decided here once, for the Retry layer, the breaker and the families' own recoveries.

use super::{LinkError, Reply, ReplyBody};
use http::{StatusCode, header};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::time::Duration;

/// Maximum characters of a reply's body that an error quotes.
const DETAIL_CHARS: usize = 200;

/// What to do after a result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// A 2xx.
    Success,
    /// The device lives and said no, or that it is elsewhere (3xx; redirects are not followed): the same again would be
    /// answered the same.
    DeviceSaidNo,
    /// The device lives and asks for time (429, 503).
    Busy {
        /// The device's `Retry-After`, in whole seconds.
        retry_after: Option<Duration>,
    },
    /// May go well another time.
    Transient,
    /// No repeat of this call helps: not allowed, longer than is taken, attempts used up; or the circuit rests, which
    /// ends the call but not the job.
    Fatal,
}

/// Classifies `result`. Only idempotent calls may be repeated; the caller has to check that.
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
            | LinkError::Stale
            | LinkError::Protocol { .. },
        ) => Verdict::Transient,
        Err(
            LinkError::Forbidden(_)
            | LinkError::CircuitOpen { .. }
            | LinkError::Isolated
            | LinkError::Elsewhere { .. }
            | LinkError::TooLong { .. }
            | LinkError::Exhausted { .. },
        ) => Verdict::Fatal,
    }
}

/// How the devices of a family show that they are busy, beside 429 and 503: shared by the layers of one link, and set once
/// the device of the link is known.
#[derive(Clone, Debug, Default)]
pub struct BusySign(Arc<AtomicBool>);

impl BusySign {
    /// Whether a connection that is closed before the answer is complete says "busy". An overloaded WLED cuts its
    /// canned 503 off before the blank line, or closes without a byte.
    pub fn set_cut(&self, is_busy: bool) {
        self.0.store(is_busy, Relaxed);
    }

    /// Whether `result` is such a sign.
    #[must_use]
    pub fn shows(&self, result: &Result<Reply, LinkError>) -> bool {
        matches!(result, Err(LinkError::Cut { .. })) && self.0.load(Relaxed)
    }

    /// Classifies `result` on this link.
    #[must_use]
    pub fn verdict(&self, result: &Result<Reply, LinkError>) -> Verdict {
        if self.shows(result) {
            Verdict::Busy { retry_after: None }
        } else {
            verdict(result)
        }
    }

    /// What `result` means for the breaker of this link: a busy device is alive.
    #[must_use]
    pub fn health(&self, result: &Result<Reply, LinkError>) -> Health {
        if self.shows(result) {
            Health::Alive
        } else {
            health(result)
        }
    }
}

fn of_status(status: StatusCode, retry_after: impl FnOnce() -> Option<Duration>) -> Verdict {
    match status.as_u16() {
        429 | 503 => Verdict::Busy {
            retry_after: retry_after(),
        },
        408 => Verdict::Transient,
        200..300 => Verdict::Success,
        501 | 505 | 507 | ..500 => Verdict::DeviceSaidNo,
        500.. => Verdict::Transient,
    }
}

/// Seconds only: the devices that send the header have no clock for its other form, a date.
fn retry_after(reply: &Reply) -> Option<Duration> {
    let text = reply.headers.get(header::RETRY_AFTER)?.to_str().ok()?;
    text.trim().parse().ok().map(Duration::from_secs)
}

/// Whether the path to the device works, by `result`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Health {
    /// The device answered something.
    Alive,
    /// Nothing came, or a server error that is neither busy nor a refusal.
    Down,
    /// Nothing was sent, so nothing was learned.
    Unknown,
}

/// What `result` means for the breaker.
#[must_use]
pub fn health(result: &Result<Reply, LinkError>) -> Health {
    match result {
        Ok(reply) if reply.status.is_server_error() && verdict(result) == Verdict::Transient => {
            Health::Down
        }
        Err(
            LinkError::Refused
            | LinkError::Unreachable { .. }
            | LinkError::Cut { .. }
            | LinkError::TimedOut { .. },
        ) => Health::Down,
        Ok(_)
        | Err(
            LinkError::Protocol { .. }
            | LinkError::TooLong { .. }
            | LinkError::Status { .. }
            | LinkError::Elsewhere { .. }
            | LinkError::Stale,
        ) => Health::Alive,
        Err(
            LinkError::Forbidden(_)
            | LinkError::CircuitOpen { .. }
            | LinkError::Isolated
            | LinkError::Exhausted { .. },
        ) => Health::Unknown,
    }
}

/// The cause a result gives for ending the attempts: the error itself, or the status of a reply.
#[must_use]
pub fn cause(result: Result<Reply, LinkError>) -> LinkError {
    match result {
        Err(error) => error,
        Ok(reply) => LinkError::Status {
            code: reply.status.as_u16(),
            detail: detail(&reply.body),
            retry_after: retry_after(&reply),
        },
    }
}

/// The first words of a body, without controls and marks that change the direction of writing: it comes from a device.
fn detail(body: &ReplyBody) -> String {
    let text = String::from_utf8_lossy(body.as_bytes());
    let clean = text
        .chars()
        .filter(|c| !is_bidi_mark(*c))
        .map(|c| if c.is_control() { ' ' } else { c });
    clean
        .take(DETAIL_CHARS)
        .collect::<String>()
        .trim()
        .to_owned()
}

fn is_bidi_mark(c: char) -> bool {
    matches!(c, '\u{061c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::link::fixture::{secs, status};

    fn errors() -> Vec<(LinkError, Verdict, Health)> {
        let detail = || crate::message::Message::verbatim("x");
        let forbidden = crate::net::Gate::loopback()
            .check([192, 0, 2, 1].into())
            .unwrap_err();
        vec![
            (
                LinkError::Forbidden(forbidden),
                Verdict::Fatal,
                Health::Unknown,
            ),
            (LinkError::Refused, Verdict::Transient, Health::Down),
            (
                LinkError::Unreachable { detail: detail() },
                Verdict::Transient,
                Health::Down,
            ),
            (
                LinkError::Cut {
                    stage: crate::link::CutWhile::Waiting,
                },
                Verdict::Transient,
                Health::Down,
            ),
            (
                LinkError::TimedOut { after: secs(3) },
                Verdict::Transient,
                Health::Down,
            ),
            (
                LinkError::CircuitOpen { retry_in: secs(5) },
                Verdict::Fatal,
                Health::Unknown,
            ),
            (LinkError::Isolated, Verdict::Fatal, Health::Unknown),
            (
                LinkError::Protocol { detail: detail() },
                Verdict::Transient,
                Health::Alive,
            ),
            (LinkError::Stale, Verdict::Transient, Health::Alive),
            (LinkError::TooLong { max: 1 }, Verdict::Fatal, Health::Alive),
            (
                LinkError::Exhausted {
                    attempts: 5,
                    last: Box::new(LinkError::Refused),
                },
                Verdict::Fatal,
                Health::Unknown,
            ),
        ]
    }

    #[test]
    fn every_status_has_one_verdict_and_says_one_thing_of_the_path() {
        for code in 100..=599 {
            let expected = match code {
                200..=299 => Verdict::Success,
                429 | 503 => Verdict::Busy { retry_after: None },
                408 => Verdict::Transient,
                501 | 505 | 507 => Verdict::DeviceSaidNo,
                500 | 502 | 504 | 506 | 508..=599 => Verdict::Transient,
                _ => Verdict::DeviceSaidNo,
            };
            let result = status(code);
            assert_eq!(verdict(&result), expected, "{code}");
            let down = code >= 500 && expected == Verdict::Transient;
            assert_eq!(
                health(&result),
                if down { Health::Down } else { Health::Alive },
                "{code}"
            );
            let error = Err(LinkError::Status {
                code,
                detail: String::new(),
                retry_after: None,
            });
            assert_eq!(verdict(&error), expected, "{code} as an error");
        }
    }

    #[test]
    fn what_must_never_be_retried_never_is() {
        for code in [400, 401, 403, 404, 409, 413, 415, 422, 501, 505, 507] {
            assert_eq!(verdict(&status(code)), Verdict::DeviceSaidNo, "{code}");
        }
    }

    #[test]
    fn every_error_has_one_verdict_and_says_one_thing_of_the_path() {
        for (error, expected, path) in errors() {
            let result = Err(error);
            assert_eq!(
                (verdict(&result), health(&result)),
                (expected, path),
                "{result:?}"
            );
        }
    }

    #[test]
    fn a_cut_is_busy_only_where_the_family_says_so() {
        let cut = Err(LinkError::Cut {
            stage: crate::link::CutWhile::Waiting,
        });
        let sign = BusySign::default();
        assert_eq!(
            (sign.verdict(&cut), sign.health(&cut)),
            (Verdict::Transient, Health::Down)
        );
        sign.set_cut(true);
        assert_eq!(
            (sign.verdict(&cut), sign.health(&cut)),
            (Verdict::Busy { retry_after: None }, Health::Alive)
        );
        let refused = Err(LinkError::Refused);
        assert_eq!(
            (sign.verdict(&refused), sign.health(&refused)),
            (Verdict::Transient, Health::Down)
        );
    }

    #[test]
    fn retry_after_is_read_in_seconds_and_nothing_else() {
        for (value, expected) in [
            ("7", Some(secs(7))),
            (" 0 ", Some(secs(0))),
            ("soon", None),
            ("-1", None),
            ("Wed, 21 Oct 2026 07:28", None),
        ] {
            let mut reply = status(503).unwrap();
            reply
                .headers
                .insert(header::RETRY_AFTER, value.parse().unwrap());
            assert_eq!(
                verdict(&Ok(reply)),
                Verdict::Busy {
                    retry_after: expected
                },
                "{value}"
            );
        }
    }

    #[test]
    fn the_words_of_a_device_are_short_and_harmless_in_an_error() {
        let body = format!("disk\u{202e} full\n\u{1b}[31m{}", "x".repeat(500));
        let LinkError::Status { code, detail, .. } =
            cause(Ok(Reply::new(StatusCode::INSUFFICIENT_STORAGE, body)))
        else {
            panic!("a reply is told by its status");
        };
        assert_eq!((code, detail.chars().count()), (507, DETAIL_CHARS));
        assert!(detail.starts_with("disk full  [31mxxx"), "{detail}");
    }
}
