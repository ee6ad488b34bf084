//! Uploads in the list: their reports from the engine, and one toast at the end of a round.

use super::unlock::LOCKED;
use super::{device_page, history, live, sending, toast, toasts};
use crate::app::action::Effect;
use crate::app::pace::Pace;
use crate::app::state::{Dialog, Filter, LogFilter, Page, State, ToastKind};
use crate::engine::{Event, JobId, JobView, Outcome, Target};
use crate::message::Message;
use crate::msg;
use crate::problem::Problem;
use std::collections::BTreeSet;

/// Takes an event about uploads.
pub(super) fn event(state: &mut State, event: Event) -> Vec<Effect> {
    match event {
        Event::Job(view) => job(state, *view),
        Event::JobDismissed(id) => dismissed(state, id),
        Event::AlreadyQueued {
            target: Target::Device(device),
            key,
            ..
        } => sending::listed(state, &device, &key),
        Event::NetworkDropped { network, devices } => {
            state.dropped.insert(network, devices);
        }
        Event::NetworkBack { network } => {
            state.dropped.remove(&network);
        }
        Event::AllDone => {
            all_done(state);
            let mut effects = history::refresh(state);
            effects.extend(device_page::refresh(state));
            return effects;
        }
        _ => {}
    }
    Vec::new()
}

/// Goes to an upload on its page, whatever was listed there.
pub(super) fn show(state: &mut State, id: JobId) -> Vec<Effect> {
    if state.jobs.iter().all(|job| job.id != id) {
        return Vec::new(); // it was dismissed in this very moment
    }
    let effects = history::show_page(state, Page::Uploads);
    state.filter = Filter::All;
    state.shown_upload = Some(id);
    effects
}

/// Sets the filter of the Uploads page.
pub(super) fn set_filter(state: &mut State, filter: Filter) -> Vec<Effect> {
    state.filter = filter;
    state.shown_upload = None;
    Vec::new()
}

/// Sets what the Log page lists.
pub(super) fn set_log_filter(state: &mut State, filter: LogFilter) -> Vec<Effect> {
    state.log = filter;
    Vec::new()
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

/// Adds a toast with the result of the round after its last job.
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
    let failed: Vec<(&JobView, &Problem)> = jobs
        .iter()
        .filter_map(|job| match &job.outcome {
            Some(Outcome::Failed(problem)) => Some((*job, problem)),
            _ => None,
        })
        .collect();
    if let [(job, problem)] = failed.as_slice()
        && problem.code == LOCKED
        && let Some(id) = job.device.id.clone()
    {
        let name = state.job_label(&job.device).into_owned();
        let problem = (*problem).clone();
        return toasts::locked(state, Target::Device(id), name, problem);
    }
    let ended_well: Vec<Message> = jobs
        .iter()
        .filter(|job| matches!(job.outcome, Some(Outcome::Verified | Outcome::Skipped)))
        .map(|job| failing(state, job))
        .collect();
    let Some((kind, title, line)) = verdict(state, &jobs, &failed) else {
        return;
    };
    // a failure that has been made good is no news
    state
        .toasts
        .retain(|toast| !ended_well.contains(&toast.title));
    toast(state, kind, title, line);
}

/// Returns the toast of a round; `None` without a result.
fn verdict(
    state: &State,
    jobs: &[&JobView],
    failed: &[(&JobView, &Problem)],
) -> Option<(ToastKind, Message, Message)> {
    // two uploads to one device are one device
    let device = |job: &JobView| match &job.device.id {
        Some(id) => id.to_string(),
        None => job.device.address.clone(),
    };
    let count = |which: fn(&Outcome) -> bool| {
        let its = jobs
            .iter()
            .filter(|job| job.outcome.as_ref().is_some_and(which));
        its.map(|job| device(job)).collect::<BTreeSet<_>>().len()
    };
    let there = count(|outcome| matches!(outcome, Outcome::Verified | Outcome::Skipped));
    let unverified = count(|outcome| matches!(outcome, Outcome::SentUnverified));
    let name = jobs
        .last()
        .map(|job| job.pattern_name.clone())
        .unwrap_or_default();
    match failed {
        [(job, problem)] => Some((
            ToastKind::Failure,
            failing(state, job),
            problem.message.clone(),
        )),
        [_, _, ..] => Some((
            ToastKind::Failure,
            msg!(
                "toast-uploads-failed",
                failed = count(is_failed),
                all = count(|_| true)
            ),
            msg!("toast-uploads-failed-about"),
        )),
        [] if there > 0 => Some((
            ToastKind::Success,
            msg!("toast-verified", pattern = name, n = there),
            msg!("toast-verified-about"),
        )),
        [] if unverified > 0 => Some((
            ToastKind::Success,
            msg!("toast-sent", pattern = name, n = unverified),
            msg!("toast-sent-about", n = unverified),
        )),
        [] => None,
    }
}

fn is_failed(outcome: &Outcome) -> bool {
    matches!(outcome, Outcome::Failed(_))
}

/// The title that the upload to a device failed.
fn failing(state: &State, job: &JobView) -> Message {
    msg!(
        "toast-upload-failed",
        device = &*state.job_label(&job.device)
    )
}
