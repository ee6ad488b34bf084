//! The list of devices: connecting, selecting, searching, forgetting, simulated ones.

use super::{engine, toasts};
use crate::app::action::Effect;
use crate::app::state::{
    AddDevice, Demo, DeviceDialog, DevicePage, Dialog, Page, State, Suitability, place,
};
use crate::device::{AddrSpec, AddressError, DeviceError, DeviceId};
use crate::engine::{Command, ConnectOptions, DeviceView, Target};
use crate::problem::Problem;
use std::collections::BTreeSet;
use std::net::SocketAddr;

/// Selects or deselects a device; an unsuitable one cannot be selected.
pub(super) fn toggle(state: &mut State, id: DeviceId) -> Vec<Effect> {
    if state.selected.remove(&id) {
        return Vec::new();
    }
    let fine = state
        .device(&id)
        .is_some_and(|view| state.suitability(view) == Suitability::Fine);
    if fine {
        state.selected.insert(id);
    }
    Vec::new()
}

/// Selects all listed devices that can take the pattern, or deselects the listed ones if all are selected.
pub(super) fn toggle_all(state: &mut State) -> Vec<Effect> {
    let id_of = |view: &DeviceView| view.device.id.clone();
    match state.select_all() {
        Some(true) => {
            let all: Vec<DeviceId> = state.selectable().into_iter().map(id_of).collect();
            state.selected.extend(all);
        }
        // also those that can no longer take the pattern
        Some(false) => {
            let listed: Vec<DeviceId> = state.listed().map(|(_, view)| id_of(view)).collect();
            for id in &listed {
                state.selected.remove(id);
            }
        }
        None => {}
    }
    Vec::new()
}

/// Takes which devices are on the screen: the engine contacts them from time to time, unless settings say no.
pub(super) fn in_sight(state: &mut State, devices: BTreeSet<DeviceId>) -> Vec<Effect> {
    state.in_sight = devices;
    watch(state)
}

/// Sends the engine the devices to contact by itself.
pub(super) fn watch(state: &State) -> Vec<Effect> {
    let watched = if state.settings.devices.ask_by_itself {
        state.in_sight.clone()
    } else {
        BTreeSet::new()
    };
    engine(Command::Watch(watched))
}

/// Sorts the list.
pub(super) fn tidy(state: &mut State) -> Vec<Effect> {
    state.devices.sort_by_cached_key(place);
    state.searchable = state.is_searched();
    state.tidy = true;
    Vec::new()
}

pub(super) fn search(state: &mut State, words: String) -> Vec<Effect> {
    state.search = words;
    state.tidy = false; // the field may have to go
    Vec::new()
}

pub(super) fn forget(state: &mut State, id: DeviceId) -> Vec<Effect> {
    state.dialog = None;
    engine(Command::Forget(id))
}

/// Removes a device and everything that is shown about it.
pub(super) fn forgotten(state: &mut State, id: &DeviceId) {
    state.devices.retain(|view| view.device.id != *id);
    state.tidy = false; // the search may have to go
    let has_jobs = state
        .jobs
        .iter()
        .any(|job| job.device.id.as_ref() == Some(id));
    if !has_jobs {
        state.names.remove(id.as_str());
    }
    state.selected.remove(id);
    state.pending.retain(|asked| asked.device != *id);
    state.previews.remove(id);
    if state.wired_on.as_ref() == Some(id) {
        state.wired_on = None;
    }
    if state
        .dialog
        .as_ref()
        .is_some_and(|dialog| is_about(dialog, id))
    {
        state.dialog = None;
    }
    if state.device_page.device.as_ref() == Some(id) {
        state.device_page = DevicePage::default();
        if state.page == Page::Device {
            state.page = Page::Send;
        }
    }
}

fn is_about(dialog: &Dialog, id: &DeviceId) -> bool {
    match dialog {
        Dialog::Layout(form) => form.device == *id,
        Dialog::Power(form) => form.device == *id,
        Dialog::Groups(form) => form.device == *id,
        Dialog::Forget(device) | Dialog::Device(DeviceDialog::Delete { device, .. }) => {
            device == id
        }
        Dialog::Device(DeviceDialog::Keep(form)) => form.device == *id,
        Dialog::Device(DeviceDialog::Unlock(form)) => form.target == Target::Device(id.clone()),
        _ => false,
    }
}

/// Contacts the device at the typed address.
pub(super) fn connect(state: &mut State, text: &str) -> Vec<Effect> {
    let mut form = AddDevice {
        text: text.to_owned(),
        ..AddDevice::default()
    };
    let effects = match text.parse::<AddrSpec>() {
        Ok(address) => {
            form.asking = true;
            form.text = address.to_string();
            // the address of a replaced device means the new device
            let options = ConnectOptions {
                accept_new: true,
                ..ConnectOptions::default()
            };
            engine(Command::Connect { address, options })
        }
        Err(error) => {
            form.problem = Some(problem(error));
            Vec::new()
        }
    };
    state.dialog = Some(Dialog::AddDevice(form));
    effects
}

pub(super) fn problem(error: AddressError) -> Problem {
    Problem::from(&DeviceError::Address(error))
}

pub(super) fn start_demo(state: &mut State) -> Vec<Effect> {
    if state.demo != Demo::Off {
        return Vec::new();
    }
    state.demo = Demo::Starting;
    vec![Effect::StartDemo]
}

pub(super) fn demo_started(state: &mut State, addresses: Vec<SocketAddr>) -> Vec<Effect> {
    state.demo = Demo::On;
    let options = ConnectOptions {
        forgettable: true,
        ..ConnectOptions::default()
    };
    let connect = |socket| {
        Effect::Engine(Command::Connect {
            address: AddrSpec::from(socket),
            options: options.clone(),
        })
    };
    addresses.into_iter().map(connect).collect()
}

pub(super) fn demo_failed(state: &mut State, problem: Problem) -> Vec<Effect> {
    state.demo = Demo::Off;
    toasts::trouble(state, problem)
}
