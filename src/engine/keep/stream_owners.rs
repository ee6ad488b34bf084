//! Which stream has which device: one each, the newest.

use crate::device::DeviceId;
use crate::engine::api::StreamId;
use parking_lot::{Mutex, MutexGuard};
use std::collections::HashMap;
use tokio_util::sync::CancellationToken;

/// Which devices are played to, and by which stream: one each.
#[derive(Default)]
pub(in crate::engine) struct StreamOwners(Mutex<HashMap<DeviceId, (StreamId, CancellationToken)>>);

impl StreamOwners {
    fn lock(&self) -> MutexGuard<'_, HashMap<DeviceId, (StreamId, CancellationToken)>> {
        self.0.lock()
    }

    /// The device is this stream's from now on; the one that had it is stopped.
    pub(in crate::engine) fn claim(
        &self,
        device: &DeviceId,
        stream: StreamId,
        stop: &CancellationToken,
    ) {
        if let Some((before, stop)) = self.lock().insert(device.clone(), (stream, stop.clone()))
            && before != stream
        {
            stop.cancel();
        }
    }

    /// The stream has ended; nothing happens where another has claimed the device.
    pub(in crate::engine) fn release(&self, device: &DeviceId, stream: StreamId) {
        let mut owners = self.lock();
        if owners
            .get(device)
            .is_some_and(|(holder, _)| *holder == stream)
        {
            owners.remove(device);
        }
    }

    /// Whether a stream plays there, or is about to.
    pub(in crate::engine) fn is_taken(&self, device: &DeviceId) -> bool {
        self.lock().contains_key(device)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_device_belongs_to_the_newest_stream_and_only_that_one_gives_it_back() {
        let owners = StreamOwners::default();
        let device = DeviceId::stored("a0b1c2d3e4f5");
        let first = CancellationToken::new();
        let second = CancellationToken::new();
        owners.claim(&device, StreamId(1), &first);
        owners.claim(&device, StreamId(1), &first);
        assert!(!first.is_cancelled());
        owners.claim(&device, StreamId(2), &second);
        assert!(first.is_cancelled() && !second.is_cancelled());
        owners.release(&device, StreamId(1));
        assert!(owners.is_taken(&device));
        owners.release(&device, StreamId(2));
        assert!(!owners.is_taken(&device));
    }
}
