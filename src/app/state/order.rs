//! The list of devices: its order, and which of them the search leaves.

use super::State;
use crate::engine::{DeviceView, Presence};

/// Number of devices from which on the list can be searched.
const SEARCHABLE: usize = 6;

impl State {
    /// Devices that match the search, with their positions in [`State::devices`].
    pub fn listed(&self) -> impl Iterator<Item = (usize, &DeviceView)> {
        let sought = self.search.trim().to_lowercase();
        self.devices
            .iter()
            .enumerate()
            .filter(move |(_, view)| sought.is_empty() || is_found(view, &sought))
    }

    /// Whether the list is long enough for a search field.
    #[must_use]
    pub fn is_searched(&self) -> bool {
        self.devices.len() >= SEARCHABLE || !self.search.is_empty()
    }
}

/// Whether name, address, family or a group contains these lower-case words.
#[must_use]
pub fn is_found(view: &DeviceView, sought: &str) -> bool {
    let has = |text: &str| {
        if text.is_ascii() && sought.is_ascii() {
            text.as_bytes()
                .windows(sought.len())
                .any(|part| part.eq_ignore_ascii_case(sought.as_bytes()))
        } else {
            text.to_lowercase().contains(sought)
        }
    };
    let device = &view.device;
    let in_group = || view.groups.iter().any(|group| has(group.as_str()));
    in_group()
        || has(view.name())
        || has(&device.kind.text())
        || has(device.family)
        || has(&device.address.to_string())
}

/// Sort key of a device: pinned ones first, then those that answer, those that were not contacted, and those that do not
/// answer; each by name.
pub(in crate::app) fn place(view: &DeviceView) -> impl Ord + use<> {
    let device = &view.device;
    (
        rank(view),
        view.name().to_lowercase(),
        device.address.socket(),
        device.id.clone(),
    )
}

fn rank(view: &DeviceView) -> u8 {
    match view.presence {
        _ if view.pinned => 0,
        Presence::Online | Presence::Retrying | Presence::Asking => 1,
        Presence::NotAsked => 2,
        Presence::Offline => 3,
    }
}

/// Whether a changed device keeps its position. One that is being contacted does, until the result is known.
pub(in crate::app) fn stays(before: &DeviceView, now: &DeviceView) -> bool {
    let same = before.pinned == now.pinned && before.name() == now.name();
    let asking = |view: &DeviceView| view.presence == Presence::Asking;
    same && (asking(now) || !asking(before) && rank(before) == rank(now))
}
