//! The body of a request on its way out: cut into chunks and counted as they are handed to the client.

use super::failure::Stage;
use crate::link::OnBytes;
use bytes::Bytes;
use futures_util::{Stream, stream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};

/// Maximum bytes handed over at once: small, so that the count follows what the socket takes.
const CHUNK: usize = 16 << 10;

/// A body being sent. Dropping it, with the call it belongs to, ends the stream with an error, so that the client does
/// not go on sending for a call that was given up.
pub(super) struct Outgoing {
    pieces: Vec<Bytes>,
    len: u64,
    on_sent: Option<OnBytes>,
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    sent: AtomicU64,
    given_up: AtomicBool,
}

/// The call this body belongs to has ended.
#[derive(Debug, thiserror::Error)]
#[error("given up")]
pub(super) struct GivenUp;

impl Outgoing {
    pub(super) fn new(pieces: Vec<Bytes>, on_sent: Option<OnBytes>) -> Self {
        let len = pieces.iter().map(|piece| piece.len() as u64).sum();
        Self {
            pieces,
            len,
            on_sent,
            shared: Arc::default(),
        }
    }

    pub(super) fn len(&self) -> u64 {
        self.len
    }

    pub(super) fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Whether every byte was handed over.
    pub(super) fn is_done(&self) -> bool {
        self.shared.sent.load(Relaxed) >= self.len
    }

    /// The stage of a call with this body before its reply begins.
    pub(super) fn stage(&self) -> Stage {
        if self.is_done() {
            Stage::Waiting
        } else {
            Stage::Sending
        }
    }

    /// The bytes, in chunks.
    pub(super) fn stream(
        &self,
    ) -> impl Stream<Item = Result<Bytes, GivenUp>> + Send + Sync + 'static {
        let chunks: Vec<Bytes> = self.pieces.iter().flat_map(chunks).collect();
        let shared = self.shared.clone();
        let on_sent = self.on_sent.clone();
        stream::iter(chunks.into_iter().map(move |chunk| {
            if shared.given_up.load(Relaxed) {
                return Err(GivenUp);
            }
            let len = chunk.len() as u64;
            let sent = shared.sent.fetch_add(len, Relaxed) + len;
            if let Some(on_sent) = &on_sent {
                on_sent(sent);
            }
            Ok(chunk)
        }))
    }
}

impl Drop for Outgoing {
    fn drop(&mut self) {
        self.shared.given_up.store(true, Relaxed);
    }
}

/// Views of `piece`, none longer than [`CHUNK`]; nothing is copied.
fn chunks(piece: &Bytes) -> impl Iterator<Item = Bytes> {
    let piece = piece.clone();
    (0..piece.len())
        .step_by(CHUNK)
        .map(move |start| piece.slice(start..piece.len().min(start + CHUNK)))
}
