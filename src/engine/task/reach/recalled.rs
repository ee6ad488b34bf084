//! What the store remembers of a device that answers.

use crate::device::{Device, DeviceAddr, family};
use crate::engine::keep::Shared;
use crate::engine::note::Remembered;
use crate::store::KnownDevice;

/// What the store remembers of a device; nothing where it cannot be read. Its LED count is put into `device`.
pub(in crate::engine::task) async fn remembered(keep: &Shared, device: &mut Device) -> Remembered {
    let (_, same) = recall(keep, &device.address, device).await;
    recall_leds(device, same.as_ref());
    same.map(Remembered::from).unwrap_or_default()
}

/// A device that only counts the LEDs of the pattern it holds has none after a restart: the last pattern's count stays.
pub(super) fn recall_leds(device: &mut Device, known: Option<&KnownDevice>) {
    if family(device.family).is_some_and(|family| !family.knows_its_leds(device)) {
        let last = known.and_then(|known| known.own_leds);
        device.leds = device.leds.or(last);
    }
}

/// What was known of the device at that address, and of this device wherever it was.
pub(super) async fn recall(
    keep: &Shared,
    address: &DeviceAddr,
    device: &Device,
) -> (Option<KnownDevice>, Option<KnownDevice>) {
    let at = address.clone();
    let id = device.id.clone();
    let found = keep
        .records
        .read(move |store| Ok((store.device_of(&at)?, store.device(&id)?)))
        .await;
    found.unwrap_or_else(|error| {
        tracing::warn!(%error, "what is known of devices cannot be read");
        (None, None)
    })
}
