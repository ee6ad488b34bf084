//! Devices that have just said which they are: what is only read from one a moment later needs no second question.

use crate::device::{Device, DeviceAddr, DeviceId, Family};
use parking_lot::Mutex;
use std::collections::HashMap;
use std::time::Duration;
use tokio::time::Instant;

/// How long an answer counts: a page of the window reads three things of a device one after another.
const COUNTS_FOR: Duration = Duration::from_secs(2);

/// A device that answered, and its family.
type Found = (Device, &'static dyn Family);

/// The answers of the last moments.
#[derive(Default)]
pub(in crate::engine) struct RecentAnswers(Mutex<HashMap<DeviceId, (Instant, Found)>>);

impl RecentAnswers {
    /// A device has said which it is.
    pub(in crate::engine) fn note(&self, device: &Device, family: &'static dyn Family) {
        let now = Instant::now();
        let mut all = self.0.lock();
        all.retain(|_, (at, _)| now.duration_since(*at) < COUNTS_FOR);
        all.insert(device.id.clone(), (now, (device.clone(), family)));
    }

    /// What that device said at that address a moment ago.
    pub(in crate::engine) fn get(&self, id: &DeviceId, address: &DeviceAddr) -> Option<Found> {
        let all = self.0.lock();
        let (at, found) = all.get(id)?;
        let is_recent = at.elapsed() < COUNTS_FOR && found.0.address.socket() == address.socket();
        is_recent.then(|| found.clone())
    }

    /// Forgets what a device said.
    pub(super) fn forget(&self, id: &DeviceId) {
        self.0.lock().remove(id);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::device::FAMILIES;

    #[tokio::test(start_paused = true)]
    async fn an_answer_counts_for_a_moment_at_its_address() {
        let recent = RecentAnswers::default();
        let device = Device::example();
        let family = FAMILIES[0];
        recent.note(&device, family);
        let address = device.address.clone();
        assert_eq!(recent.get(&device.id, &address).unwrap().0, device);
        let elsewhere = DeviceAddr::from_socket("127.0.0.9:9".parse().unwrap());
        assert!(recent.get(&device.id, &elsewhere).is_none());
        assert!(recent.get(&DeviceId::stored("other"), &address).is_none());
        tokio::time::advance(COUNTS_FOR).await;
        assert!(recent.get(&device.id, &address).is_none());
        recent.note(&device, family);
        recent.forget(&device.id);
        assert!(recent.get(&device.id, &address).is_none());
    }
}
