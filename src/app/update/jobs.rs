//! Jobs that failed, sent again; where a device is locked, its PIN is asked for first.

use super::{engine, unlock};
use crate::app::action::Effect;
use crate::app::state::State;
use crate::engine::{Command, JobId, JobView, Outcome, Target};

/// Whether the job failed because its device is locked.
pub(super) fn is_locked(job: &JobView) -> bool {
    matches!(&job.outcome, Some(Outcome::Failed(problem)) if problem.code == unlock::LOCKED)
}

/// The same again; where the device is locked, its PIN is asked for first.
pub(super) fn retry(state: &mut State, id: JobId) -> Vec<Effect> {
    let Some(job) = state.jobs.iter().find(|job| job.id == id && is_locked(job)) else {
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

/// All that failed again; of those whose device is locked the first one's PIN is asked for.
pub(super) fn retry_failed(state: &mut State) -> Vec<Effect> {
    let (locked, others): (Vec<&JobView>, Vec<&JobView>) =
        state.failed_jobs().partition(|job| is_locked(job));
    let locked = locked.first().map(|job| job.id);
    let mut effects: Vec<Effect> = others
        .iter()
        .map(|job| Effect::Engine(Command::Retry(job.id)))
        .collect();
    effects.extend(locked.map(|id| retry(state, id)).unwrap_or_default());
    effects
}
