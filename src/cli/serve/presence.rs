//! [`Presences`]: which devices are online, so that each change is printed once.

use super::super::output::Output;
use crate::device::DeviceId;
use crate::engine::{DeviceView, JobDevice, Presence};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The state of each device that was printed last.
#[derive(Debug, Default)]
pub(super) struct Presences(BTreeMap<DeviceId, State>);

/// What is printed of a device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct State {
    is_online: bool,
    is_locked: bool,
}

/// A device that has come, gone, or been locked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Change {
    device: JobDevice,
    state: State,
}

impl Presences {
    /// Takes in a device; returns what is new. One that is being asked, or failed once, is neither there nor gone.
    pub(super) fn note(&mut self, view: &DeviceView) -> Option<Change> {
        let is_online = match view.presence {
            Presence::Online => true,
            Presence::Offline => false,
            Presence::Retrying | Presence::Asking | Presence::NotAsked => return None,
        };
        let state = State {
            is_online,
            is_locked: is_online && view.locked,
        };
        if self.0.insert(view.device.id.clone(), state) == Some(state) {
            return None;
        }
        let device = JobDevice {
            id: Some(view.device.id.clone()),
            name: Some(view.name().to_owned()),
            family: Some(view.device.family),
            address: view.device.address.to_string(),
        };
        Some(Change { device, state })
    }

    /// Forgets a device.
    pub(super) fn forget(&mut self, id: &DeviceId) {
        self.0.remove(id);
    }
}

impl Change {
    /// The change as an object and as a line.
    pub(super) fn printed(&self, out: &Output) -> (Value, String) {
        let Self { device, state } = self;
        let (presence, word) = match state {
            State {
                is_online: false, ..
            } => ("offline", "offline"),
            State {
                is_locked: true, ..
            } => ("online", "locked"),
            State { .. } => ("online", "online"),
        };
        let object = json!({
            "event": "presence",
            "device": {
                "id": device.id.as_ref().map(|id| id.as_str()), "name": device.name, "family": device.family,
                "address": device.address,
            },
            "presence": presence,
            "locked": state.is_locked,
        });
        let line = format!("{word:<9} {} at {}", out.label(device), device.address);
        (object, line)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::device::Device;
    use crate::link::Circuit;

    fn view(presence: Presence, locked: bool) -> DeviceView {
        DeviceView {
            device: Device::example(),
            settings: crate::device::DeviceSettings::default(),
            presence,
            locked,
            forgettable: false,
            circuit: Circuit::Closed,
            last_seen: 0,
            via: Vec::new(),
            pinned: false,
            groups: std::collections::BTreeSet::new(),
        }
    }

    #[test]
    fn each_change_is_printed_once_and_only_what_is_known() {
        let mut all = Presences::default();
        let mut noted = |presence, locked| {
            let change = all.note(&view(presence, locked));
            change.map(|change| change.printed(&Output::new(false)).1)
        };
        let said = |line: Option<String>, word: &str| line.unwrap().starts_with(word);
        assert_eq!(noted(Presence::NotAsked, false), None);
        assert!(said(noted(Presence::Online, false), "online "));
        assert_eq!(noted(Presence::Retrying, false), None);
        assert_eq!(noted(Presence::Online, false), None);
        assert!(said(noted(Presence::Online, true), "locked "));
        assert!(said(noted(Presence::Offline, true), "offline "));
        assert_eq!(noted(Presence::Asking, true), None);
        assert_eq!(noted(Presence::Offline, false), None);
    }
}
