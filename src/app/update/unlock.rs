//! PINs of locked devices: asks the user, sends the PIN to the device, and retries what failed.

use super::{engine, toasts};
use crate::app::action::Effect;
use crate::app::state::{DeviceDialog, Dialog, State, UnlockForm};
use crate::device::{DeviceId, Secret};
use crate::engine::{Command, ConnectOptions, JobView, Outcome, Target, Unlocked};
use crate::problem::{Code, Problem};

/// Code of a device that asks for its PIN.
pub(super) const LOCKED: Code = Code::DeviceLocked;

/// Whether the job failed because its device is locked.
pub(super) fn is_locked(job: &JobView) -> bool {
    matches!(&job.outcome, Some(Outcome::Failed(problem)) if problem.code == LOCKED)
}

/// Makes an empty form for a PIN.
pub(super) fn form(target: Target, name: String) -> Dialog {
    let secret = Secret::new("");
    Dialog::Device(DeviceDialog::Unlock(UnlockForm {
        target,
        name,
        secret,
        keep: false,
        asking: false,
        problem: None,
    }))
}

/// Asks for the PIN of a device on the list.
pub(super) fn ask(state: &mut State, id: DeviceId) -> Vec<Effect> {
    if let Some(view) = state.device(&id) {
        let name = view.name().to_owned();
        state.dialog = Some(form(Target::Device(id), name));
    }
    Vec::new()
}

/// Asks for the PIN of the device at a typed address, if it is locked. Returns whether it is.
pub(super) fn locked_address(state: &mut State, address: &str, problem: &Problem) -> bool {
    let is_locked = problem.code == LOCKED;
    if is_locked {
        ask_at(state, address);
    }
    is_locked
}

/// Asks for the PIN of the device at an address.
pub(super) fn ask_at(state: &mut State, address: &str) {
    if let Ok(spec) = address.parse() {
        state.dialog = Some(form(Target::Address(spec), address.to_owned()));
    }
}

pub(super) fn unlock(state: &mut State, mut form: UnlockForm) -> Vec<Effect> {
    form.asking = true;
    form.problem = None;
    let target = form.target.clone();
    let secret = form.secret.clone();
    let keep = form.keep;
    state.dialog = Some(Dialog::Device(DeviceDialog::Unlock(form)));
    engine(Command::Unlock {
        target,
        secret,
        keep,
        options: ConnectOptions::default(),
    })
}

/// Takes whether a device accepted its PIN. If so, retries its uploads that failed without it.
pub(super) fn unlocked(
    state: &mut State,
    target: &Target,
    address: &str,
    result: Result<Unlocked, Problem>,
) -> Vec<Effect> {
    let shown = match &mut state.dialog {
        Some(Dialog::Device(DeviceDialog::Unlock(form))) if form.target == *target => Some(form),
        _ => None,
    };
    let unlocked = match (result, shown) {
        (Ok(unlocked), shown) => {
            if shown.is_some() {
                state.dialog = None;
            }
            toasts::unlocked(state, target);
            unlocked
        }
        (Err(problem), Some(form)) => {
            form.asking = false;
            form.problem = Some(problem);
            return Vec::new();
        }
        (Err(problem), None) => return toasts::trouble(state, problem),
    };
    if let Some(problem) = unlocked.not_kept {
        toasts::trouble(state, problem);
    }
    let its = |job: &&JobView| {
        let here =
            job.device.address == address || job.device.id.as_ref() == Some(&unlocked.device);
        here && is_locked(job)
    };
    state
        .jobs
        .iter()
        .filter(its)
        .map(|job| Effect::Engine(Command::Retry(job.id)))
        .collect()
}
