//! Devices: which answered, what a person set for them, how their circuits stand.

use super::Engine;
use super::device_list::Known;
use super::scans::merge;
use crate::device::discovery::Via;
use crate::device::{AddrSpec, DeviceId, Told};
use crate::engine::api::now;
use crate::engine::api::{ConnectOptions, DeviceView, Diagnosis, Event, Presence};
use crate::engine::note::{Answered, Remembered};
use crate::engine::task;

impl Engine {
    /// Asks which device is at an address.
    pub(super) fn connect(&self, spec: AddrSpec, options: ConnectOptions) {
        self.out.put(Event::Connecting {
            address: spec.to_string(),
        });
        tokio::spawn(task::connect(self.visit(spec, None, options)));
    }

    /// Finds out stage by stage whether a device can be reached.
    pub(super) fn diagnose(&self, spec: AddrSpec) {
        let visit = self.visit(spec, None, ConnectOptions::default());
        tokio::spawn(Box::pin(task::diagnose(visit)));
    }

    /// A diagnosis is over.
    pub(super) fn diagnosed(&mut self, address: String, diagnosis: Diagnosis) {
        if diagnosis.status() == "offline" {
            self.offline(&address);
        }
        self.out.put(Event::Diagnosed { address, diagnosis });
    }

    /// A device answered: by an upload, or where a person gave its address.
    pub(super) fn answered(&mut self, answered: Answered) {
        let via: &[Via] = match self.devices.get(&answered.device.id) {
            Some(_) => &[],
            None => &[Via::Host],
        };
        self.answered_via(answered, via);
    }

    /// A device answered: it is on the list, online, and remembered unless it is one to be forgotten.
    /// `via`: how it was noticed, as far as that is news.
    pub(super) fn answered_via(&mut self, answered: Answered, via: &[Via]) {
        let Answered {
            device,
            remembered,
            forgettable,
        } = answered;
        let keep = self.keep();
        keep.links.answered(&device.address);
        let circuit = keep.links.get(&device.address).circuit();
        let before = self.devices.get(&device.id);
        let forgettable = forgettable || before.is_some_and(|known| known.forgettable);
        // what is on the list is newer than what the store had when the device was asked
        let (remembered, noticed) = match before {
            Some(Known { view, .. }) => {
                let told = view.told.clone();
                let pinned = view.pinned;
                (Remembered { told, pinned }, view.via.clone())
            }
            None if forgettable || self.forgotten.contains(&device.id) => Default::default(),
            None => (remembered, Vec::new()),
        };
        if !forgettable {
            let seen = device.clone();
            self.writer.write(move |store| store.saw(&seen));
        }
        self.replaced_at(&device.address.socket().to_string(), &device.id);
        let mut view = DeviceView {
            told: remembered.told,
            pinned: remembered.pinned,
            presence: Presence::Online,
            circuit,
            last_seen: now(),
            via: noticed,
            device,
        };
        merge(&mut view, via);
        self.out.put(Event::Device(Box::new(view.clone())));
        self.devices.insert(Known { view, forgettable });
    }

    /// Another device than `id` that was known at that address is not there any more.
    fn replaced_at(&mut self, address: &str, id: &DeviceId) {
        for other in self.devices.at(address) {
            if other != *id
                && let Some(known) = self.devices.get_mut(&other)
            {
                known.view.presence = Presence::Offline;
                self.out.put(Event::Device(Box::new(known.view.clone())));
            }
        }
    }

    /// No device answered at an address: those that were known there are offline.
    pub(super) fn offline(&mut self, address: &str) {
        for id in self.devices.at(address) {
            let Some(known) = self.devices.get_mut(&id) else {
                continue;
            };
            known.view.presence = Presence::Offline;
            let link = self.context.keep.links.get(&known.view.device.address);
            known.view.circuit = link.circuit();
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
        if let Some(known) = self.devices.remove(&id) {
            let address = known.view.device.address;
            self.keep().forget(&id, &address);
            let context = self.context.clone();
            tokio::spawn(task::forget_secret(context, id.clone(), address.socket()));
        }
        self.forgotten.insert(id.clone());
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
        let link = self.context.keep.links.get(&address);
        link.reset_circuit();
        known.view.circuit = link.circuit();
        known.view.presence = Presence::Asking;
        let options = ConnectOptions {
            forgettable: known.forgettable,
            ..ConnectOptions::default()
        };
        self.out.put(Event::Device(Box::new(known.view.clone())));
        if let Ok(spec) = address.to_string().parse() {
            self.connect(spec, options);
        }
    }
}
