//! What the tests of several layers share: calls, replies and scripts.

use super::{Attempts, Call, CallClass, LinkError, LinkSettings, Reply, Script, Wire};
use http::{Method, StatusCode};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::time::Duration;
use tokio::time::sleep;

pub(super) const fn secs(n: u64) -> Duration {
    Duration::from_secs(n)
}

pub(super) const fn millis(n: u64) -> Duration {
    Duration::from_millis(n)
}

pub(super) fn seeded() -> LinkSettings {
    LinkSettings {
        seed: Some(7),
        ..LinkSettings::default()
    }
}

pub(super) fn probe() -> Call {
    Call::get("/status", &Attempts::new())
}

/// An upload of `len` bytes.
pub(super) fn transfer(len: usize) -> Call {
    Call {
        method: Method::PATCH,
        body: vec![vec![0; len].into()],
        class: CallClass::Transfer,
        expect: super::Expect::SHORT,
        idempotent: false,
        ..probe()
    }
}

#[allow(clippy::unnecessary_wraps)] // what a script answers
pub(super) fn status(code: u16) -> Result<Reply, LinkError> {
    Ok(Reply::new(StatusCode::from_u16(code).unwrap(), "{}"))
}

pub(super) fn cut() -> LinkError {
    LinkError::Cut {
        stage: crate::link::CutWhile::Waiting,
    }
}

/// Answers the n-th call (from 0) with `answer(n)` after the time it names; gives the number of calls so far, too.
pub(super) fn numbered(
    answer: impl Fn(usize) -> (Duration, Result<Reply, LinkError>) + Send + Sync + 'static,
) -> (Script, Arc<AtomicUsize>) {
    let calls = Arc::new(AtomicUsize::new(0));
    let count = calls.clone();
    let script = Script::new(move |_| {
        let (after, result) = answer(count.fetch_add(1, SeqCst));
        async move {
            sleep(after).await;
            result
        }
    });
    (script, calls)
}

/// A wire that answers so.
pub(super) fn wire(
    answer: impl Fn(usize) -> (Duration, Result<Reply, LinkError>) + Send + Sync + 'static,
) -> Wire {
    Wire::Scripted(numbered(answer).0)
}
