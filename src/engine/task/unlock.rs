//! Takes the PIN or token of a locked device, and tries it where that can be done.

use super::Visit;
use super::audit;
use super::control::{TURN, turn};
use super::reach::Reached;
use crate::device::{Control, DeviceError, DeviceId, Secret};
use crate::engine::api::{Event, Target, Unlocked};
use crate::engine::note::Note;
use crate::logs::redact;
use crate::msg;
use crate::problem::{Code, Problem, Remedy};
use crate::store::AuditKind;

/// Ends in `Event::Unlocked`. `keep`: the secret also goes into the system's keyring.
pub(in crate::engine) async fn unlock(visit: Visit, target: Target, secret: Secret, keep: bool) {
    redact::secret(secret.reveal());
    let result = try_and_learn(&visit, &secret, keep).await;
    visit.context.notify(Note::Pass(Event::Unlocked {
        target,
        address: visit.address.to_string(),
        result: result.map_err(|error| refused(&error)),
    }));
}

async fn try_and_learn(
    visit: &Visit,
    secret: &Secret,
    keep: bool,
) -> Result<Unlocked, DeviceError> {
    let secrets = &visit.context.keep.secrets;
    let reached = visit.reach_with(secret).await;
    if matches!(reached, Err(DeviceError::Locked))
        && let Some(id) = device_there(visit).await
    {
        secrets.refused(&id, secret);
    }
    let reached = reached?;
    let tried = try_secret(visit, &reached, secret).await;
    if tried == Err(DeviceError::Locked) {
        secrets.refused(&reached.device.id, secret);
    }
    tried?;
    let id = reached.device.id.clone();
    secrets.learn(&id, reached.device.address.socket(), secret);
    visit.report_answer(&reached);
    visit.context.notify(Note::Unlocked(id.clone()));
    let not_kept = if keep {
        secrets.keep(&id, secret).await.err()
    } else {
        None
    };
    let detail = if keep && not_kept.is_none() {
        msg!("audit-unlocked-kept")
    } else {
        msg!("audit-unlocked")
    };
    audit::note(visit, &reached.device, AuditKind::Unlocked, detail);
    Ok(Unlocked {
        device: id,
        not_kept,
    })
}

/// Which device it is that says nothing without its secret; `None`: it has never been unlocked.
async fn device_there(visit: &Visit) -> Option<DeviceId> {
    if let Some(id) = &visit.expected {
        return Some(id.clone());
    }
    let path = visit.find_for_person().await.ok()?;
    let records = &visit.context.keep.records;
    let known = records
        .read(move |store| store.device_of(&path.address))
        .await;
    Some(known.ok()??.id)
}

/// Tries the secret on the stored files: some devices identify themselves without it and lock only those.
async fn try_secret(visit: &Visit, reached: &Reached, secret: &Secret) -> Result<(), DeviceError> {
    let keep = &visit.context.keep;
    let Some(controls) = reached.family.controls() else {
        return Ok(());
    };
    if !controls.can(&reached.device).contains(&Control::Files) {
        return Ok(());
    }
    let turn = turn(visit, &reached.device.id);
    let Ok(_turn) = keep.turns.take_within(TURN, turn).await else {
        return Ok(());
    };
    if !reached.family.hides_when_locked() {
        keep.secrets.cool_down(&reached.device.id).await;
    }
    let session = reached
        .silent_session(keep)
        .with_secret(Some(secret.clone()));
    match controls.files(&session).await {
        Err(DeviceError::Locked) => Err(DeviceError::Locked),
        // whatever else is wrong there, the secret is not
        _ => Ok(()),
    }
}

/// Why a device was not unlocked.
fn refused(error: &DeviceError) -> Problem {
    match error {
        DeviceError::Locked => Problem::new(
            Code::DeviceLocked,
            msg!("secret-rejected"),
            Remedy::CheckSecret,
        ),
        error => Problem::from(error),
    }
}
