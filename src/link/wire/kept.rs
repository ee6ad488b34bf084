//! Whether a connection may be kept for the next call. Only devices that number their answers have theirs kept: on any other
//! a doubled or late answer would be taken for that of the next request.

use super::POOL_IDLE;
use http::{HeaderMap, header};
use parking_lot::{Mutex, MutexGuard};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

/// After an answer to another request no connection is kept for so long: the one it came over is closed by then.
const DISTRUST: Duration = POOL_IDLE.saturating_add(Duration::from_secs(1));

/// The connections that are kept open to one device; clones share them.
#[derive(Clone, Debug, Default)]
pub struct Kept(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    allowed: bool,
    /// None is taken before.
    not_before: Option<Instant>,
    /// When the one was left that may still be open.
    idle_since: Option<Instant>,
}

/// Which connection a call goes over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Over {
    /// A new one, closed after the call.
    New,
    /// A new one, to be kept.
    NewKept,
    /// Perhaps one that was kept, and which the device may have closed meanwhile.
    PerhapsKept,
}

impl Kept {
    /// Whether connections to the device are kept from now on.
    pub(crate) fn allow(&self, allowed: bool) {
        self.state().allowed = allowed;
    }

    /// Chooses the connection for the next call.
    pub(super) fn take(&self) -> Over {
        let mut state = self.state();
        if !state.allowed || state.not_before.is_some_and(|at| Instant::now() < at) {
            return Over::New;
        }
        match state.idle_since.take() {
            Some(since) if since.elapsed() < POOL_IDLE => Over::PerhapsKept,
            _ => Over::NewKept,
        }
    }

    /// A call over a connection that is kept has ended with a reply that has those headers.
    pub(super) fn left(&self, headers: &HeaderMap) {
        let closes = headers
            .get(header::CONNECTION)
            .is_some_and(|value| value.as_bytes().eq_ignore_ascii_case(b"close"));
        self.state().idle_since = (!closes).then(Instant::now);
    }

    /// Over one of them came what was no answer to the request.
    pub(super) fn distrust(&self) {
        let mut state = self.state();
        state.not_before = Some(Instant::now() + DISTRUST);
        state.idle_since = None;
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn only_where_it_is_allowed_and_none_was_doubled_a_connection_is_kept() {
        let kept = Kept::default();
        let open = HeaderMap::new();
        assert_eq!(kept.take(), Over::New);
        kept.left(&open);
        assert_eq!(kept.take(), Over::New, "not allowed");
        kept.allow(true);
        assert_eq!(kept.take(), Over::PerhapsKept, "left by the call before");
        assert_eq!(kept.take(), Over::NewKept);
        kept.left(&open);
        tokio::time::advance(POOL_IDLE).await;
        assert_eq!(kept.take(), Over::NewKept, "closed by now");
        let closed = HeaderMap::from_iter([(header::CONNECTION, "Close".parse().unwrap())]);
        kept.left(&closed);
        assert_eq!(kept.take(), Over::NewKept);
        kept.left(&open);
        kept.distrust();
        assert_eq!(kept.take(), Over::New);
        tokio::time::advance(DISTRUST).await;
        assert_eq!(kept.take(), Over::NewKept);
    }
}
