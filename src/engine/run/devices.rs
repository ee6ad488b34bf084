//! Devices: which answered, what a person set for them, how their circuits stand.

use super::Engine;
use super::device_list::Known;
use super::scans::merge;
use crate::device::discovery::Via;
use crate::device::{AddrSpec, DeviceId, DeviceSettings, family};
use crate::engine::api::now;
use crate::engine::api::{ConnectOptions, DeviceView, Diagnosis, Event, Presence};
use crate::engine::note::{Answered, Remembered};
use crate::engine::task;
use crate::link::Circuit;
use crate::net::NetworkId;
use std::time::Duration;
use tokio::time::Instant;

/// How old what the store has of a device that has not changed may become.
const STORE_EVERY: Duration = Duration::from_secs(600);

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
        if let Some(problem) = &diagnosis.problem {
            self.failed_at(&address, problem);
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

    /// A device answered in the course of an upload: only the time since its start is news.
    pub(super) fn confirmed(&mut self, id: &DeviceId, uptime: Duration) {
        if let Some(known) = self.devices.get_mut(id) {
            known.view.device.uptime = Some(uptime);
            known.view.last_seen = now();
            self.out.answered(known.view.clone());
        }
    }

    /// A device answered: it is on the list, online, and remembered unless it is one to be forgotten.
    /// `via`: how it was noticed, as far as that is news.
    pub(super) fn answered_via(&mut self, answered: Answered, via: &[Via]) {
        let Answered {
            device,
            remembered,
            network,
            forgettable,
        } = answered;
        let keep = self.keep();
        keep.links.answered(&device.address);
        let link = keep.links.get(&device.address);
        let before = self.devices.get(&device.id);
        let forgettable = forgettable || before.is_some_and(|known| known.forgettable);
        // what is on the list is newer than what the store had when the device was asked
        let (remembered, noticed) = match before {
            Some(Known { view, .. }) => {
                let remembered = Remembered {
                    settings: view.settings.clone(),
                    pinned: view.pinned,
                    is_set_aside: view.is_set_aside(),
                    groups: view.groups.clone(),
                };
                (remembered, view.via.clone())
            }
            None if forgettable || self.forgotten.contains(&device.id) => Default::default(),
            None => (remembered, Vec::new()),
        };
        if remembered.is_set_aside {
            keep.aside.stored(&device.id, true);
            link.isolate();
        }
        let hides = family(device.family).is_some_and(|family| family.hides_when_locked());
        let locked = before.is_some_and(|known| known.view.locked && !hides);
        let mut view = DeviceView {
            settings: remembered.settings,
            pinned: remembered.pinned,
            groups: remembered.groups,
            forgettable,
            presence: Presence::Online,
            locked,
            circuit: link.circuit(),
            last_seen: now(),
            via: noticed,
            device,
        };
        merge(&mut view, via);
        let is_news = before.is_none_or(|known| !is_same(&known.view, &view));
        let mut known = Known::new(view.clone(), forgettable, network);
        known.stored = before
            .filter(|known| !is_news && known.network.is_some())
            .and_then(|known| known.stored);
        self.replaced_at(&view.device.address.socket().to_string(), &view.device.id);
        self.probes.answered(&view.device);
        self.remember(&mut known);
        self.devices.insert(known);
        if is_news {
            self.out.put(Event::Device(Box::new(view)));
        } else {
            self.out.answered(view);
        }
    }

    /// Tells the store of a device that answered: at once where something is new, else now and then.
    fn remember(&self, known: &mut Known) {
        let is_fresh = known.stored.is_some_and(|at| at.elapsed() < STORE_EVERY);
        if known.forgettable || is_fresh {
            return;
        }
        known.stored = Some(Instant::now());
        let seen = known.view.device.clone();
        let network = known.network.as_ref().map(NetworkId::to_string);
        self.writer.write(move |store| {
            store.record_seen(&seen)?;
            store.note_network(&seen.id, network.as_deref())
        });
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

    /// Saves the user's settings for a device, first in the store, then on the list.
    pub(super) fn configure(&mut self, id: DeviceId, settings: DeviceSettings) {
        let Some(known) = self.devices.get_mut(&id) else {
            return;
        };
        known.view.settings = settings.clone();
        let forgettable = known.forgettable;
        self.out.put(Event::Device(Box::new(known.view.clone())));
        if !forgettable {
            self.writer
                .write(move |store| store.save_settings(&id, &settings).map(|_| ()));
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
        self.cancel_to(&id);
        if let Some(known) = self.devices.remove(&id) {
            let address = known.view.device.address;
            self.keep().forget(&id, &address);
            let context = self.context.clone();
            tokio::spawn(task::forget_secret(context, id.clone(), address.socket()));
        }
        self.keep().aside.set(&id, false);
        self.probes.forget(&id);
        self.forgotten.insert(id.clone());
        let gone = id.clone();
        self.writer.write(move |store| {
            store.forget_refused(&gone)?;
            store.forget(&gone).map(|_| ())
        });
        self.out.put(Event::DeviceForgotten(id));
    }

    /// Takes a device off the list that another process has taken out of the store. Jobs to it go on.
    pub(super) fn forgotten_elsewhere(&mut self, id: &DeviceId) {
        self.probes.forget(id);
        if let Some(known) = self.devices.remove(id) {
            self.keep().forget(id, &known.view.device.address);
            self.out.put(Event::DeviceForgotten(id.clone()));
        }
    }

    /// Sends a device nothing any more: another process has set it aside.
    pub(super) fn set_aside_elsewhere(&mut self, id: &DeviceId) {
        self.keep().aside.stored(id, true);
        let Some(known) = self.devices.get_mut(id) else {
            return;
        };
        let link = self.context.keep.links.get(&known.view.device.address);
        link.isolate();
        known.view.circuit = link.circuit();
        self.out.put(Event::Device(Box::new(known.view.clone())));
    }

    /// Closes a circuit and asks the device again.
    pub(super) fn reset_circuit(&mut self, id: &DeviceId) {
        let Some(known) = self.devices.get_mut(id) else {
            return;
        };
        let address = known.view.device.address.clone();
        let link = self.context.keep.links.get(&address);
        link.reset_circuit();
        self.context.keep.aside.set(id, false);
        let was_aside =
            std::mem::replace(&mut known.view.circuit, link.circuit()) == Circuit::Isolated;
        known.view.presence = Presence::Asking;
        known.view.locked = false; // its owner may have taken the PIN away
        let forgettable = known.forgettable;
        let options = ConnectOptions {
            forgettable: known.forgettable,
            ..ConnectOptions::default()
        };
        self.out.put(Event::Device(Box::new(known.view.clone())));
        if was_aside && !forgettable {
            let id = id.clone();
            self.writer
                .write(move |store| store.set_aside(&id, false).map(|_| ()));
        }
        if let Ok(spec) = address.to_string().parse() {
            self.connect(spec, options);
        }
    }

    /// Sends a device nothing any more, until its circuit is reset by hand.
    pub(super) fn set_aside(&mut self, id: &DeviceId) {
        let Some(known) = self.devices.get_mut(id) else {
            return;
        };
        self.context.keep.aside.set(id, true);
        // what is on its way is cancelled, not failed: a person wants it so
        let address = known.view.device.address.clone();
        let link = self.context.keep.links.get(&address);
        link.isolate();
        known.view.circuit = link.circuit();
        self.out.put(Event::Device(Box::new(known.view.clone())));
        if !known.forgettable {
            let id = id.clone();
            self.writer
                .write(move |store| store.set_aside(&id, true).map(|_| ()));
        }
        self.cancel_to(id);
    }
}

/// Whether a device that answered again is to be shown as it is shown already: only that it answered is new.
fn is_same(before: &DeviceView, now: &DeviceView) -> bool {
    let mut as_before = DeviceView {
        last_seen: before.last_seen,
        ..now.clone()
    };
    as_before.device.uptime = before.device.uptime; // a clock, and no news
    *before == as_before
}
