//! Sends failed jobs again: stops a stream that holds the device, and asks for the PIN of a locked device first.

use super::{engine, unlock};
use crate::app::action::Effect;
use crate::app::state::State;
use crate::engine::{Command, JobId, JobView, Outcome, Target};
use crate::problem::Code;

/// Sends a failed job again. If a stream holds its device, stops that first and sends when it has ended.
pub(super) fn retry(state: &mut State, id: JobId) -> Vec<Effect> {
    let job = state
        .jobs
        .iter()
        .find(|job| job.id == id && refused_by_stream(job.outcome.as_ref()));
    let device = job.and_then(|job| job.device.id.clone());
    let stream = device
        .as_ref()
        .and_then(|device| state.stream_to(device))
        .map(|stream| stream.id);
    let (Some(device), Some(stream)) = (device, stream) else {
        return resend(state, id);
    };
    if !state.after_stream.contains(&(device.clone(), id)) {
        state.after_stream.push((device, id));
    }
    engine(Command::StopStream(stream))
}

fn refused_by_stream(outcome: Option<&Outcome>) -> bool {
    matches!(outcome, Some(Outcome::Failed(problem)) if problem.code == Code::DeviceStreaming)
}

/// Sends a failed job again. If the device is locked, asks for its PIN first.
fn resend(state: &mut State, id: JobId) -> Vec<Effect> {
    let Some(job) = state
        .jobs
        .iter()
        .find(|job| job.id == id && unlock::is_locked(job))
    else {
        return engine(Command::Retry(id));
    };
    let known = job
        .device
        .id
        .clone()
        .filter(|id| state.device(id).is_some())
        .map(Target::Device);
    let target = known.or_else(|| job.device.address.parse().ok().map(Target::Address));
    let name = state.job_label(&job.device).into_owned();
    match target {
        Some(target) => state.dialog = Some(unlock::form(target, name)),
        None => return engine(Command::Retry(id)),
    }
    Vec::new()
}

/// Sends all failed jobs again. Of the locked devices, asks for the PIN of the first one.
pub(super) fn retry_failed(state: &mut State) -> Vec<Effect> {
    let (locked, others): (Vec<&JobView>, Vec<&JobView>) =
        state.failed_jobs().partition(|job| unlock::is_locked(job));
    let locked = locked.first().map(|job| job.id);
    let mut effects: Vec<Effect> = others
        .iter()
        .map(|job| Effect::Engine(Command::Retry(job.id)))
        .collect();
    effects.extend(locked.map(|id| resend(state, id)).unwrap_or_default());
    effects
}
