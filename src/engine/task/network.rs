//! Asks the devices of a network that dropped, a few at a time and in turn, until one answers or the longest pause is over.

use super::Context;
use crate::device::FAMILIES;
use crate::engine::fleet::{AccessPoint, MAX_PAUSE};
use crate::engine::note::Note;
use crate::link::{DeviceLink, LinkError};
use futures_util::stream::{self, StreamExt as _};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::{Instant, sleep, timeout, timeout_at};

/// Devices that are asked at once.
const AT_ONCE: usize = 4;
/// Longest time for one answer: the network is there for hundreds of devices, or it is not.
const ANSWER: Duration = Duration::from_secs(2);
/// Pause after a device that did not answer.
const EVERY: Duration = Duration::from_millis(500);

/// Ends in `Note::NetworkAnswers` or `Note::PauseOver`.
pub(in crate::engine) async fn watch_network(
    context: Context,
    network: AccessPoint,
    links: Vec<Arc<DeviceLink>>,
) {
    let end = Instant::now() + MAX_PAUSE;
    let asked = stream::iter(links.into_iter().cycle())
        .map(answers)
        .buffer_unordered(AT_ONCE);
    let mut answered = Box::pin(asked.filter(|answers| std::future::ready(*answers)));
    let note = match timeout_at(end, answered.next()).await {
        Ok(Some(_)) => Note::NetworkAnswers(network),
        Ok(None) | Err(_) => {
            tokio::time::sleep_until(end).await;
            Note::PauseOver(network)
        }
    };
    context.notify(note);
}

/// Whether a device answers, whatever it says.
async fn answers(link: Arc<DeviceLink>) -> bool {
    let Some(family) = FAMILIES.first() else {
        return false;
    };
    match timeout(ANSWER, family.probe(&link)).await {
        Ok(Ok(())) => true,
        Ok(Err(LinkError::Status { .. } | LinkError::Protocol { .. } | LinkError::Stale)) => true,
        Ok(Err(_)) | Err(_) => {
            sleep(EVERY).await;
            false
        }
    }
}
