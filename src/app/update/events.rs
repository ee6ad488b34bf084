//! What the engine reports, put into the state.

use super::unlock::LOCKED;
use super::{device_page, devices, layout, live, opening, scan, sending, toast, toasts, unlock};
use crate::app::action::Effect;
use crate::app::pace::Pace;
use crate::app::state::{Dialog, Loaded, Slot, State, ToastGroup, ToastKind, stays};
use crate::device::Problem;
use crate::engine::{Command, DeviceView, Event, JobId, JobView, Outcome, Target};

pub(super) fn event(state: &mut State, event: Event) -> Vec<Effect> {
    match event {
        Event::PatternLoaded { id, opened } => {
            return opening::loaded(state, Loaded { id, opened });
        }
        Event::PatternFailed { id, file, problem } => {
            return opening::failed(state, id, short(&file), told(&problem));
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
        } => {
            return unlock::unlocked(state, &target, &address, result);
        }
        Event::Job(view) => job(state, *view),
        Event::JobDismissed(id) => dismissed(state, id),
        Event::AlreadyQueued {
            target: Target::Device(device),
            key,
            ..
        } => sending::listed(state, &device, &key),
        Event::AlreadyQueued { .. } => {}
        Event::History(past) => {
            state.past_names = state.names_of(&past);
            state.history = Some(past);
        }
        Event::Unfinished(count) => state.unfinished = count,
        Event::AllDone => {
            all_done(state);
            let mut effects = super::history::refresh(state);
            effects.extend(device_page::refresh(state));
            return effects;
        }
        Event::Stream(view) => return live::changed(state, *view),
        Event::MapRead { path, result } => layout::map_read(state, &path, result),
        Event::Networks(networks) => state.networks = networks,
        Event::ScanProgress(progress) => scan::progress(state, progress),
        Event::ScanDone { found, tried } => scan::done(state, found, tried),
        Event::Stage { address, report } => scan::stage(state, &address, report),
        Event::Diagnosed { address, diagnosis } => scan::diagnosed(state, &address, diagnosis),
        Event::Trouble(problem) => return trouble(state, &problem),
    }
    Vec::new()
}

/// A device answered at that address: it is no longer asked, and the dialog that asked for it closes.
fn connected(state: &mut State, address: &str) {
    state.asking.retain(|asked| asked != address);
    if matches!(&state.dialog, Some(Dialog::AddDevice(form)) if form.asking && form.text == address)
    {
        state.dialog = None;
    }
}

/// Something went wrong beside any job.
pub(super) fn trouble(state: &mut State, problem: &Problem) -> Vec<Effect> {
    toast(
        state,
        ToastKind::Failure,
        sentence(&problem.message).trim_end_matches('.'),
        sentence(&problem.hint),
    );
    Vec::new()
}

/// A device answered, or has changed: its row stays where it is.
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

/// Whether a preview that was made for a device holds for what it says of itself now.
fn takes_the_same(before: &DeviceView, now: &DeviceView) -> bool {
    let of = |view: &DeviceView| (view.layout(), view.told.power, view.device.limits);
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
                return toasts::locked(state, device, name, told(&problem));
            }
            toasts::grouped(state, group, name, told(&problem));
        }
    }
}

fn job(state: &mut State, view: JobView) {
    if let Some(device) = &view.device.id {
        sending::listed(state, device, &view.key);
    }
    state.round.insert(view.id);
    state.note_job_name(&view.device);
    let pace = match state.paces.get(&view.id) {
        Some(before) => before.next(&view),
        None => Pace::new(&view),
    };
    state.paces.insert(view.id, pace);
    match state.jobs.iter_mut().find(|known| known.id == view.id) {
        Some(known) => *known = view,
        None => state.jobs.push(view),
    }
}

fn dismissed(state: &mut State, id: JobId) {
    state.jobs.retain(|job| job.id != id);
    state.paces.remove(&id);
    state.round.remove(&id);
    if matches!(state.dialog, Some(Dialog::Details(shown)) if shown == id) {
        state.dialog = None;
    }
    state.after_stream.retain(|(_, job)| *job != id);
    live::keep_thumbs(state);
}

/// The last job has ended: one toast says what became of this round.
fn all_done(state: &mut State) {
    let round = std::mem::take(&mut state.round);
    if state.closing {
        return;
    }
    let jobs: Vec<&JobView> = state
        .jobs
        .iter()
        .filter(|job| round.contains(&job.id))
        .collect();
    let count = |which: fn(&Outcome) -> bool| {
        jobs.iter()
            .filter(|job| job.outcome.as_ref().is_some_and(which))
            .count()
    };
    let there = count(|outcome| matches!(outcome, Outcome::Verified | Outcome::Skipped));
    let unverified = count(|outcome| matches!(outcome, Outcome::SentUnverified));
    let failed: Vec<(&JobView, &Problem)> = jobs
        .iter()
        .filter_map(|job| match &job.outcome {
            Some(Outcome::Failed(problem)) => Some((*job, problem)),
            _ => None,
        })
        .collect();
    let ended_well: Vec<String> = jobs
        .iter()
        .filter(|job| matches!(job.outcome, Some(Outcome::Verified | Outcome::Skipped)))
        .map(|job| failing(state, job))
        .collect();
    let name = jobs
        .last()
        .map(|job| job.pattern_name.clone())
        .unwrap_or_default();
    let (kind, title, line) = match failed.as_slice() {
        [(job, problem)] if problem.code == LOCKED && job.device.id.is_some() => {
            let name = state.job_label(&job.device).into_owned();
            let line = told(problem);
            if let Some(id) = job.device.id.clone() {
                toasts::locked(state, Target::Device(id), name, line);
            }
            return;
        }
        [(job, problem)] => (
            ToastKind::Failure,
            failing(state, job),
            sentence(&problem.message),
        ),
        [_, _, ..] => (
            ToastKind::Failure,
            format!("{} of {} devices failed", failed.len(), jobs.len()),
            "Each row says why, and what to do.".into(),
        ),
        [] if there > 0 => (
            ToastKind::Success,
            format!("{name} is on {}", count_of(there)),
            "Read back and compared.".into(),
        ),
        [] if unverified > 0 => (
            ToastKind::Success,
            format!("{name} was sent to {}", count_of(unverified)),
            "They cannot give back what they store, so it is not verified.".into(),
        ),
        [] => return,
    };
    // what failed before and went well now is no news any more
    state
        .toasts
        .retain(|toast| !ended_well.contains(&toast.title));
    toast(state, kind, title, line);
}

/// That the upload to its device failed.
fn failing(state: &State, job: &JobView) -> String {
    format!("{} failed", state.job_label(&job.device))
}

fn count_of(count: usize) -> String {
    if count == 1 {
        "1 device".to_owned()
    } else {
        format!("{count} devices")
    }
}

/// The file's name without its folders: paths come last, if at all.
fn short(file: &str) -> &str {
    file.rsplit(['/', '\\']).next().unwrap_or(file)
}

/// What failed and what to do, as two sentences.
pub(super) fn told(problem: &Problem) -> String {
    format!("{} {}", sentence(&problem.message), sentence(&problem.hint))
}

/// With a capital, and an end.
fn sentence(text: &str) -> String {
    let mut chars = text.trim().chars();
    let Some(first) = chars.next() else {
        return String::new();
    };
    let stop = if text.trim_end().ends_with(['.', '!', '?', '…']) {
        ""
    } else {
        "."
    };
    format!("{}{}{stop}", first.to_uppercase(), chars.as_str())
}
