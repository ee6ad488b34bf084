//! Taking an unfinished upload back, again and again until it is done or the time is up.

use crate::device::{DeviceError, Session};
use crate::message::Message;
use crate::msg;
use std::time::Duration;

/// Between two tries: a device that restarts is back within seconds.
const PAUSE: Duration = Duration::from_millis(500);

/// Why an unfinished upload is still on the device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::device) enum NotTakenBack {
    /// The device asks for its PIN or token.
    Locked,
    /// Another device answers at the address.
    Elsewhere,
    /// The device did not answer in time.
    Silent,
}

impl NotTakenBack {
    /// The reason in words, at the start of a sentence.
    pub(in crate::device) fn message(self) -> Message {
        match self {
            Self::Locked => msg!("withdraw-locked"),
            Self::Elsewhere => msg!("withdraw-elsewhere"),
            Self::Silent => msg!("withdraw-silent"),
        }
    }
}

/// Repeats `take_back` until it succeeds, for at most `limit`.
pub(in crate::device) async fn retry_until<F: Future<Output = Result<(), DeviceError>>>(
    session: &Session,
    limit: Duration,
    take_back: impl Fn() -> F,
) -> Result<(), NotTakenBack> {
    let tries = async {
        loop {
            // every time: resting is for what the app does by itself, and a device that restarts fails several tries
            session.link.forgive();
            match take_back().await {
                Ok(()) => return Ok(()),
                Err(DeviceError::Locked) => return Err(NotTakenBack::Locked),
                // another device answers now, and holds nothing of this upload
                Err(DeviceError::IdentityChanged { .. }) => return Err(NotTakenBack::Elsewhere),
                Err(error) => {
                    tracing::debug!(%error, "the unfinished upload could not be taken back yet");
                }
            }
            tokio::time::sleep(PAUSE).await;
        }
    };
    tokio::time::timeout(session.time_left(limit), tries)
        .await
        .unwrap_or(Err(NotTakenBack::Silent))
}
