//! Whether devices are there, and locked: what each failed call, each failure of a task and each answer says of that. One
//! failed call may be a lost packet, two in a row are a device that is gone.

use super::Engine;
use super::device_list::Known;
use crate::device::DeviceId;
use crate::engine::api::{Event, Presence};
use crate::problem::{Code, Problem};
use std::net::SocketAddr;

/// Failed calls in a row after which a device counts as gone.
pub(in crate::engine) const GONE_AFTER: u32 = 2;

impl Engine {
    /// No device answered at an address, or another one did: those that were known there are offline.
    pub(super) fn offline(&mut self, address: &str) {
        self.change_at(address, |known| {
            known.view.presence = Presence::Offline;
            known.is_gone_by_calls = false;
        });
    }

    /// The device at an address wants its PIN or token.
    pub(super) fn locked(&mut self, address: &str) {
        self.change_at(address, |known| {
            known.view.locked = true;
            known.view.presence = Presence::Online;
        });
    }

    /// A device took its PIN or token.
    pub(super) fn unlocked(&mut self, id: &DeviceId) {
        if let Some(known) = self.devices.get_mut(id)
            && known.view.locked
        {
            known.view.locked = false;
            self.out.put(Event::Device(Box::new(known.view.clone())));
        }
    }

    /// Handles that no device answered at an address.
    pub(super) fn unreached(&mut self, address: &str, problem: &Problem) {
        match problem.code {
            Code::DeviceLocked => self.locked(address),
            // it lives, and that is all that is known
            Code::DeviceBusy | Code::DeviceSaidNo | Code::DeviceSetAside => {
                self.stop_asking(address);
            }
            _ => self.offline(address),
        }
    }

    /// Something was to be done with the device at an address, and failed.
    pub(super) fn failed_at(&mut self, address: &str, problem: &Problem) {
        if problem.code == Code::DeviceLocked {
            self.locked(address);
        } else if problem.code.is_absence() || problem.code == Code::DeviceIdentityChanged {
            self.offline(address);
        } else if problem.code == Code::DeviceSetAside {
            self.stop_asking(address);
        }
    }

    /// Handles a number of failed calls in a row: it comes with each call, long before the job that made them ends.
    pub(super) fn health(&mut self, address: SocketAddr, failures: u32) {
        self.change_at(&address.to_string(), |known| {
            let presence = &mut known.view.presence;
            *presence = match (failures, *presence) {
                (0, Presence::Retrying) => Presence::Online,
                // it was gone during this very task, which identifies the device before it goes on
                (0, Presence::Offline) if known.is_gone_by_calls => Presence::Online,
                (1, Presence::Online | Presence::NotAsked) => Presence::Retrying,
                (GONE_AFTER.., Presence::Online | Presence::NotAsked | Presence::Retrying) => {
                    known.is_gone_by_calls = true;
                    Presence::Offline
                }
                (_, presence) => presence,
            };
        });
    }

    /// Ends the state "asking" of the devices at an address.
    fn stop_asking(&mut self, address: &str) {
        self.change_at(address, |known| {
            if known.view.presence == Presence::Asking {
                known.view.presence = Presence::Online;
            }
        });
    }

    /// Changes the devices at an address, and reports those that changed.
    fn change_at(&mut self, address: &str, change: impl Fn(&mut Known)) {
        for id in self.devices.at(address) {
            let Some(known) = self.devices.get_mut(&id) else {
                continue;
            };
            let before = known.view.clone();
            change(known);
            let link = self.context.keep.links.get(&known.view.device.address);
            known.view.circuit = link.circuit();
            if known.view != before {
                self.out.put(Event::Device(Box::new(known.view.clone())));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{answered, answers, device, engine, nobody_at, views};
    use super::*;
    use crate::device::Device;
    use crate::engine::api::Command;
    use crate::engine::note::Note;
    use crate::store::Store;

    fn problem(code: Code) -> Problem {
        Problem::new(code, "x", "y")
    }

    #[tokio::test]
    async fn one_failed_call_is_tried_again_and_two_in_a_row_are_a_device_that_is_gone() {
        let (mut engine, events) = engine(&Store::in_memory().unwrap());
        engine.note(answers(1, None));
        let id = device(1).id;
        let address = device(1).address.socket();
        let mut after = |failures| {
            engine.note(Note::Health { address, failures });
            views(&events).get(&id).map(|view| view.presence)
        };
        assert_eq!(after(1), Some(Presence::Retrying));
        assert_eq!(after(0), Some(Presence::Online));
        assert_eq!(after(1), Some(Presence::Retrying));
        assert_eq!(after(2), Some(Presence::Offline));
        assert_eq!(after(2), None, "nothing new");
        assert_eq!(after(0), Some(Presence::Online));
        // no device answers, or another one: only its own answer says that this one is back
        engine.note(nobody_at(address.to_string()));
        assert_eq!(views(&events)[&id].presence, Presence::Offline);
        engine.note(Note::Health {
            address,
            failures: 0,
        });
        assert!(views(&events).is_empty());
    }

    #[tokio::test]
    async fn a_locked_device_is_there_and_stays_locked_until_it_takes_its_secret() {
        let (mut engine, events) = engine(&Store::in_memory().unwrap());
        let open = Device {
            family: "wled",
            ..device(2)
        };
        for device in [device(1), open.clone()] {
            engine.note(answered(device.clone()));
            engine.note(nobody_at(device.address.to_string()));
            engine.note(Note::Unreached {
                address: device.address.to_string(),
                problem: problem(Code::DeviceLocked),
            });
            let view = &views(&events)[&device.id];
            assert_eq!((view.locked, view.presence), (true, Presence::Online));
            engine.note(answered(device.clone()));
            // a WLED identifies itself to everyone, a native device only with its token
            let locked = views(&events).get(&device.id).map(|view| view.locked);
            assert_eq!(locked, (device.family == "native").then_some(false));
        }
        engine.note(Note::Unlocked(open.id.clone()));
        assert!(!views(&events)[&open.id].locked);
    }

    #[tokio::test]
    async fn a_device_that_only_says_no_is_not_called_offline_and_one_whose_address_is_taken_is() {
        let (mut engine, events) = engine(&Store::in_memory().unwrap());
        engine.note(answers(1, None));
        views(&events);
        let address = device(1).address.to_string();
        for code in [Code::DeviceBusy, Code::DeviceFull, Code::VerifyMismatch] {
            engine.note(Note::Failed {
                address: address.clone(),
                problem: problem(code),
            });
            assert!(views(&events).is_empty(), "{code}");
        }
        engine.note(Note::Failed {
            address,
            problem: problem(Code::DeviceIdentityChanged),
        });
        assert_eq!(views(&events)[&device(1).id].presence, Presence::Offline);
    }

    #[tokio::test]
    async fn a_device_that_is_set_aside_stays_so_wherever_it_answers_and_in_later_runs() {
        let store = Store::in_memory().unwrap();
        let (mut engine, events) = engine(&store);
        store.record_seen(&device(1)).unwrap();
        engine.note(answers(1, None));
        engine.handle(Command::SetAside(device(1).id));
        assert!(views(&events)[&device(1).id].is_set_aside());
        let mut moved = device(1);
        moved.address = device(7).address;
        engine.note(answered(moved.clone()));
        assert!(views(&events)[&moved.id].is_set_aside());
        let (writer, _out) = engine.into_writer();
        writer.finish().await;
        assert!(store.device(&moved.id).unwrap().unwrap().is_set_aside);

        let (mut engine, events) = super::super::tests::engine(&store);
        engine.note(Note::Known(store.devices().unwrap()));
        assert!(views(&events)[&moved.id].is_set_aside());
        assert!(engine.keep().aside.has(&moved.id));
        engine.handle(Command::ResetCircuit(moved.id.clone()));
        assert!(!views(&events)[&moved.id].is_set_aside());
        let (writer, _out) = engine.into_writer();
        writer.finish().await;
        assert!(!store.device(&moved.id).unwrap().unwrap().is_set_aside);
    }
}
