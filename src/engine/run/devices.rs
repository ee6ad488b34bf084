//! Devices: who answered, what was told of them, how their circuits stand.

use super::scan::merge;
use super::{Engine, Known};
use crate::device::discovery::Via;
use crate::device::{AddrSpec, Device, DeviceError, DeviceId, Problem, Told};
use crate::engine::command::ConnectOptions;
use crate::engine::diagnose::Visit;
use crate::engine::event::{DeviceView, Diagnosis, Event, Presence};
use crate::engine::report::Note;
use crate::link::Attempts;
use std::time::{SystemTime, UNIX_EPOCH};

/// Seconds since 1970.
pub(super) fn now() -> i64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |d| i64::try_from(d.as_secs()).unwrap_or(i64::MAX))
}

impl Engine {
    /// Asks who is at an address.
    pub(super) fn connect(&mut self, spec: AddrSpec, options: &ConnectOptions) {
        self.out.put(Event::Connecting {
            address: spec.to_string(),
        });
        let shared = self.shared.clone();
        let notes = self.notes.clone();
        let options = options.clone();
        tokio::spawn(async move {
            let ask = async {
                let address = spec.resolve(shared.gate, options.allow_public).await?;
                let link = shared.link(&address);
                let (device, _) = shared.identify(&address, &link, &Attempts::new()).await?;
                if !options.accept_new && !options.forgettable {
                    shared.check_identity(&device).await?;
                }
                Ok::<_, DeviceError>(device)
            };
            let address = spec.to_string();
            match ask.await {
                Ok(device) => {
                    let id = device.id.clone();
                    let _ = notes.send(Note::Answered {
                        device: Box::new(device),
                        forgettable: options.forgettable,
                    });
                    let _ = notes.send(Note::Pass(Event::Connected {
                        address,
                        device: id,
                    }));
                }
                Err(error) => {
                    let _ = notes.send(Note::ConnectFailed {
                        address,
                        problem: Problem::from(&error),
                    });
                }
            }
        });
    }

    /// Finds out stage by stage whether a device can be reached.
    pub(super) fn diagnose(&mut self, spec: AddrSpec) {
        let visit = Visit {
            shared: self.shared.clone(),
            spec,
            notes: self.notes.clone(),
        };
        tokio::spawn(async move { Box::pin(visit.run()).await });
    }

    /// A diagnosis is over.
    pub(super) fn diagnosed(&mut self, address: String, diagnosis: Diagnosis) {
        if diagnosis.status() == "offline" {
            self.offline(&address);
        }
        self.out.put(Event::Diagnosed { address, diagnosis });
    }

    /// A device answered: it is on the list, online, and remembered unless it is one to be forgotten.
    /// `via`: how it was noticed, as far as that is news.
    pub(super) fn answered_via(&mut self, device: Device, forgettable: bool, via: &[Via]) {
        self.shared.answered(&device.address);
        let circuit = self.shared.link(&device.address).circuit();
        let forgettable = forgettable
            || self
                .devices
                .get(&device.id)
                .is_some_and(|known| known.forgettable);
        let (told, pinned) = self.told(&device.id, forgettable);
        if !forgettable {
            let seen = device.clone();
            self.writer.write(move |store| store.saw(&seen));
        }
        // another device that was known at this address is not there any more
        for other in self.devices.values_mut() {
            if other.view.device.address == device.address && other.view.device.id != device.id {
                other.view.presence = Presence::Offline;
                self.out.put(Event::Device(Box::new(other.view.clone())));
            }
        }
        let before = Self::noticed(self.devices.get(&device.id));
        let presence = Presence::Online;
        let mut view = DeviceView {
            told,
            presence,
            circuit,
            last_seen: now(),
            via: before,
            pinned,
            device,
        };
        merge(&mut view, via);
        self.out.put(Event::Device(Box::new(view.clone())));
        self.devices
            .insert(view.device.id.clone(), Known { view, forgettable });
    }

    /// What a person told, and whether it is pinned: of a device on the list that, else what the store has.
    fn told(&self, id: &DeviceId, forgettable: bool) -> (Told, bool) {
        if let Some(known) = self.devices.get(id) {
            return (known.view.told.clone(), known.view.pinned);
        }
        if forgettable {
            return (Told::default(), false);
        }
        // one indexed row from a file that is in memory: short enough for the loop
        let known = self.shared.store.device(id).ok().flatten();
        known
            .map(|known| (known.told, known.pinned))
            .unwrap_or_default()
    }

    /// Nobody answered at an address: whoever was known there is offline.
    pub(super) fn offline(&mut self, address: &str) {
        let is_there = |at: &crate::device::DeviceAddr| {
            at.to_string() == address || at.socket().to_string() == address
        };
        for known in self
            .devices
            .values_mut()
            .filter(|k| is_there(&k.view.device.address))
        {
            known.view.presence = Presence::Offline;
            known.view.circuit = self.shared.link(&known.view.device.address).circuit();
            self.out.put(Event::Device(Box::new(known.view.clone())));
        }
    }

    /// Notes what a person told, first in the store, then on the list.
    pub(super) fn tell(&mut self, id: DeviceId, told: Told) {
        let Some(known) = self.devices.get_mut(&id) else {
            return;
        };
        known.view.told = told.clone();
        let forgettable = known.forgettable;
        self.out.put(Event::Device(Box::new(known.view.clone())));
        if !forgettable {
            self.writer
                .write(move |store| store.tell(&id, &told).map(|_| ()));
        }
    }

    /// Notes whether a device is kept at the top of the list.
    pub(super) fn pin(&mut self, id: DeviceId, pinned: bool) {
        let Some(known) = self.devices.get_mut(&id) else {
            return;
        };
        known.view.pinned = pinned;
        let forgettable = known.forgettable;
        self.out.put(Event::Device(Box::new(known.view.clone())));
        if !forgettable {
            self.writer
                .write(move |store| store.pin(&id, pinned).map(|_| ()));
        }
    }

    /// Takes a device off the list and out of the store.
    pub(super) fn forget(&mut self, id: DeviceId) {
        self.devices.remove(&id);
        self.shared.note_moment(&id, None);
        let shared = self.shared.clone();
        let locked = id.clone();
        tokio::spawn(async move { shared.secrets.forget(&locked).await });
        let gone = id.clone();
        self.writer
            .write(move |store| store.forget(&gone).map(|_| ()));
        self.out.put(Event::DeviceForgotten(id));
    }

    /// Closes a circuit by hand and asks the device anew.
    pub(super) fn reset_circuit(&mut self, id: &DeviceId) {
        let Some(known) = self.devices.get_mut(id) else {
            return;
        };
        let address = known.view.device.address.clone();
        let link = self.shared.link(&address);
        link.reset_circuit();
        known.view.circuit = link.circuit();
        known.view.presence = Presence::Asking;
        let options = ConnectOptions {
            forgettable: known.forgettable,
            ..ConnectOptions::default()
        };
        self.out.put(Event::Device(Box::new(known.view.clone())));
        if let Ok(spec) = address.to_string().parse() {
            self.connect(spec, &options);
        }
    }
}
