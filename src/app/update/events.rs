//! Takes the events of the engine into the state.

use super::toasts::trouble;
use super::unlock::LOCKED;
use super::{device_page, devices, layout, live, opening, scan, selftest, toasts, unlock, uploads};
use crate::app::action::Effect;
use crate::app::state::{Dialog, Loaded, Slot, State, ToastGroup, stays};
use crate::engine::{Command, DeviceView, Event, Target, Unlocked};
use crate::problem::Problem;

pub(super) fn event(state: &mut State, event: Event) -> Vec<Effect> {
    match event {
        Event::PatternLoaded { id, opened } => {
            return opening::loaded(state, Loaded { id, opened });
        }
        Event::PatternFailed { id, file, problem } => {
            return opening::failed(state, id, short(&file), problem);
        }
        Event::Previewed {
            pattern,
            device,
            fit,
            result,
        } => {
            let current = matches!(&state.slot, Slot::Loaded(loaded) if loaded.id == pattern)
                && fit == state.fit;
            if current {
                state.previewed_pct = fit.brightness_pct;
                state.previews.insert(device, result);
            }
        }
        Event::Device(view) => return device(state, *view),
        Event::DeviceForgotten(id) => devices::forgotten(state, &id),
        Event::Connecting { address } => state.asking.push(address),
        Event::Connected { address, .. } => connected(state, &address),
        Event::ConnectFailed { address, problem } => connect_failed(state, &address, problem),
        Event::Controlled {
            target,
            ask,
            result,
            ..
        } => return device_page::controlled(state, &target, ask, result),
        Event::Unlocked {
            target,
            address,
            result,
        } => return unlocked(state, &target, &address, result),
        event @ (Event::Job(_)
        | Event::JobDismissed(_)
        | Event::AlreadyQueued { .. }
        | Event::NetworkDropped { .. }
        | Event::NetworkBack { .. }
        | Event::AllDone) => return uploads::event(state, event),
        Event::History(past) => {
            state.past_names = state.names_of(&past);
            state.history = Some(past);
        }
        Event::Unfinished(count) => state.unfinished = count,
        Event::SelfTest(test) => selftest::changed(state, *test),
        Event::Stream(view) => return live::changed(state, *view),
        Event::MapRead { path, result } => layout::map_read(state, &path, result),
        Event::Networks(networks) => state.networks = networks,
        Event::ScanProgress(progress) => scan::progress(state, progress),
        Event::ScanDone { found, tried } => scan::done(state, found, tried),
        Event::Stage { address, report } => scan::stage(state, &address, report),
        Event::Diagnosed { address, diagnosis } => scan::diagnosed(state, &address, diagnosis),
        Event::Trouble(problem) => return trouble(state, problem),
    }
    Vec::new()
}

/// Retries uploads and refreshes the page of a device that accepted its PIN.
fn unlocked(
    state: &mut State,
    target: &Target,
    address: &str,
    result: Result<Unlocked, Problem>,
) -> Vec<Effect> {
    let device = result.as_ref().ok().map(|unlocked| unlocked.device.clone());
    let mut effects = unlock::unlocked(state, target, address, result);
    effects.extend(device.map_or_else(Vec::new, |id| device_page::unlocked(state, &id)));
    effects
}

/// Ends the contacting of an address at which a device answered, and closes the dialog that waited for it.
fn connected(state: &mut State, address: &str) {
    state.asking.retain(|asked| asked != address);
    if matches!(&state.dialog, Some(Dialog::AddDevice(form)) if form.asking && form.text == address)
    {
        state.dialog = None;
    }
}

/// Takes a device that answered or has changed; its row stays where it is.
fn device(state: &mut State, view: DeviceView) -> Vec<Effect> {
    connected(state, &view.device.address.to_string());
    let id = view.device.id.clone();
    let is_as_before = state
        .device(&id)
        .is_some_and(|known| takes_the_same(known, &view));
    state.note_name(&view);
    let preview_again = !is_as_before || !state.previews.contains_key(&id);
    match state.devices.iter_mut().find(|known| known.device.id == id) {
        Some(known) => {
            state.tidy &= stays(known, &view);
            *known = view;
        }
        None => {
            state.tidy = false;
            state.devices.push(view);
        }
    }
    match &state.slot {
        Slot::Loaded(loaded) if preview_again => {
            vec![Effect::Engine(Command::Preview {
                pattern: loaded.id,
                device: id,
                fit: state.fit.clone(),
            })]
        }
        _ => Vec::new(),
    }
}

/// Whether the preview for a device is still valid after it has changed.
fn takes_the_same(before: &DeviceView, now: &DeviceView) -> bool {
    let of = |view: &DeviceView| (view.layout(), view.settings.power, view.device.limits);
    of(before) == of(now) && before.device.caps == now.device.caps
}

fn connect_failed(state: &mut State, address: &str, problem: Problem) {
    state.asking.retain(|asked| asked != address);
    let typed = matches!(&state.dialog, Some(Dialog::AddDevice(form)) if form.asking && form.text == address);
    if typed && unlock::locked_address(state, address, &problem) {
        return;
    }
    match &mut state.dialog {
        Some(Dialog::AddDevice(form)) if form.asking && form.text == address => {
            form.asking = false;
            form.problem = Some(problem);
        }
        _ => {
            let known = state
                .devices
                .iter()
                .find(|view| view.device.address.to_string() == address);
            let name =
                known.map_or_else(|| address.to_owned(), |view| state.label(view).into_owned());
            let device = known.map(|view| Target::Device(view.device.id.clone()));
            let group = match &device {
                Some(_) => ToastGroup::Silent,
                None => ToastGroup::NoDevice,
            };
            let device = device.or_else(|| address.parse().ok().map(Target::Address));
            if let Some(device) = device.filter(|_| problem.code == LOCKED) {
                return toasts::locked(state, device, name, problem);
            }
            toasts::grouped(state, group, name, problem);
        }
    }
}

/// The file's name without its folders.
fn short(file: &str) -> &str {
    file.rsplit(['/', '\\']).next().unwrap_or(file)
}
