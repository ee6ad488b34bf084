//! What is done with a device beside uploads: one thing at a time, by the same rules as a job. The device that answers must be
//! the one that is meant, and nothing runs beside an upload to the same device.

use super::Context;
use super::audit;
use super::reach::{self, Visit};
use crate::device::{Controls, DeviceError, DeviceId, Session};
use crate::engine::api::{Abilities, Answer, Ask, Event, Target};
use crate::engine::keep::{Shared, TurnRequest};
use crate::engine::new_file;
use crate::engine::note::Note;
use crate::message::Message;
use crate::msg;
use crate::problem::{Code, Problem, Remedy};
use crate::store::TurnUse;
use bytes::Bytes;
use futures_util::future::BoxFuture;
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::Duration;

/// Most bytes of a stored file that are fetched: more than any such device has room for.
const MAX_FILE: u64 = 64 << 20;
/// Longest file that is taken for a backup.
const MAX_BACKUP: u64 = 1 << 20;
/// How long one waits for the end of an upload to the device: longer, and a person wants to know why nothing happens.
pub(super) const TURN: Duration = Duration::from_secs(10);

/// Why something was not done: the device, or something on this side.
enum Failure {
    Device(DeviceError),
    Here(Problem),
}

impl From<DeviceError> for Failure {
    fn from(error: DeviceError) -> Self {
        Self::Device(error)
    }
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        Self::Here(problem)
    }
}

/// Asks something of a device; ends in `Event::Controlled`.
pub(in crate::engine) async fn control(visit: Visit, target: Target, ask: Ask) {
    let mut device = visit.expected.clone();
    let result = carry_out(&visit, &ask, &mut device).await;
    let result = result.map_err(|failure| match failure {
        Failure::Device(error) => Problem::from(&error),
        Failure::Here(problem) => problem,
    });
    if let Err(problem) = &result {
        visit.context.notify(Note::Failed {
            address: visit.address.to_string(),
            problem: problem.clone(),
        });
    }
    visit.context.notify(Note::Pass(Event::Controlled {
        target,
        device,
        ask,
        result,
    }));
}

async fn carry_out(
    visit: &Visit,
    ask: &Ask,
    who: &mut Option<DeviceId>,
) -> Result<Answer, Failure> {
    let keep = &visit.context.keep;
    let mut reached = match ask {
        Ask::Abilities | Ask::Light | Ask::Files => visit.reach_to_read().await?,
        _ => visit.reach_for_person().await?,
    };
    let device = &reached.device;
    *who = Some(device.id.clone());
    let Some(controls) = reached.family.controls() else {
        return without_controls(ask);
    };
    ask.suits(&controls.can(device))
        .map_err(|what| DeviceError::Incapable { what })?;
    // what is only looked at needs no turn: it would say "busy" for as long as an upload takes
    let _turn = match ask {
        Ask::Abilities => None,
        _ => Some(
            keep.turns
                .take_within(TURN, turn(visit, &device.id))
                .await?,
        ),
    };
    let session = reached.silent_session(keep);
    let controlled = Controlled {
        context: &visit.context,
        controls,
        session: &session,
    };
    let replaces = audit::replaces(ask).await;
    let answer = controlled.answer(ask).await;
    if answer.is_ok() {
        audit::done(visit, &reached.device, ask, replaces);
    }
    if answer.is_ok() && ask.changes() {
        // what it says of itself may be another thing now
        let _ = visit.reach_for_person().await;
    }
    if let Ok(Answer::Files(shelf)) = &answer
        && shelf.free_bytes.is_some()
    {
        // counted by its files where it does not count by itself: there is one figure for free space
        reached.device.limits.free_bytes = shelf.free_bytes;
        visit.report_answer(&reached);
    }
    answer
}

/// The request for the turn of a device that is not sent to.
pub(super) fn turn<'a>(visit: &Visit, device: &'a DeviceId) -> TurnRequest<'a> {
    TurnRequest {
        device,
        purpose: TurnUse::Control,
        forgettable: visit.connect.forgettable,
    }
}

/// A device that answered, and its controls.
struct Controlled<'a> {
    context: &'a Context,
    controls: &'a dyn Controls,
    session: &'a Session,
}

impl Controlled<'_> {
    async fn answer(&self, ask: &Ask) -> Result<Answer, Failure> {
        let Self {
            controls, session, ..
        } = self;
        let done = |()| Answer::Done;
        Ok(match ask {
            Ask::Abilities => {
                let can = controls.can(&session.device);
                let undo = snapshot(&self.context.keep, &session.device.id)
                    .await
                    .is_some();
                Answer::Abilities(Abilities {
                    web_page: controls.web_page(&session.device),
                    undo,
                    can,
                })
            }
            Ask::Light => Answer::Light(self.with_unlock(|| controls.light(session)).await?),
            Ask::SetLight(light) => Answer::Light(
                self.with_unlock(|| controls.set_light(session, *light))
                    .await?,
            ),
            Ask::Blink => done(self.with_unlock(|| controls.blink(session)).await?),
            Ask::Files => Answer::Files(self.with_unlock(|| controls.files(session)).await?),
            Ask::Fetch { name, to, replace } => {
                let bytes = self
                    .with_unlock(|| controls.fetch(session, name, MAX_FILE))
                    .await?;
                save(to.clone(), bytes, *replace).await?
            }
            Ask::Delete(name) => done(self.with_unlock(|| controls.delete(session, name)).await?),
            Ask::Show(name) => done(self.with_unlock(|| controls.show(session, name)).await?),
            Ask::Keep(keep) => {
                Answer::Kept(self.with_unlock(|| controls.keep(session, keep)).await?)
            }
            Ask::Backup { to, replace } => {
                let bytes = self.with_unlock(|| controls.backup(session)).await?;
                save(to.clone(), bytes, *replace).await?
            }
            Ask::Restore { from } => {
                let backup = read(from.clone()).await?;
                done(
                    self.with_unlock(|| controls.restore(session, &backup))
                        .await?,
                )
            }
            Ask::Undo => done(self.undo().await?),
        })
    }

    /// Does it, and again with the device's secret where it asks for one that the keyring has.
    async fn with_unlock<'s, T>(
        &self,
        step: impl Fn() -> BoxFuture<'s, Result<T, DeviceError>>,
    ) -> Result<T, DeviceError> {
        match step().await {
            Err(DeviceError::Locked) if reach::unlock(&self.context.keep, self.session).await => {
                step().await
            }
            result => result,
        }
    }

    async fn undo(&self) -> Result<(), Failure> {
        let id = &self.session.device.id;
        let Some(snapshot) = snapshot(&self.context.keep, id).await else {
            let message = msg!("control-nothing-to-undo");
            let remedy = Remedy::UndoIsSavedAtStart;
            return Err(Problem::new(Code::DeviceNothingToUndo, message, remedy).into());
        };
        self.with_unlock(|| self.controls.undo(self.session, &snapshot))
            .await?;
        self.context.notify(Note::Snapshot {
            device: id.clone(),
            snapshot: None,
        });
        Ok(())
    }
}

/// What a device showed before the last upload was started on it, in this run or an earlier one.
async fn snapshot(keep: &Shared, id: &DeviceId) -> Option<Bytes> {
    if let Some(here) = keep.snapshots.get(id) {
        return Some(here);
    }
    let id = id.clone();
    match keep.records.read(move |store| store.snapshot(&id)).await {
        Ok(snapshot) => snapshot.map(Bytes::from),
        Err(error) => {
            tracing::warn!(%error, "what devices showed cannot be read");
            None
        }
    }
}

/// What becomes of it where the family has no controls at all.
fn without_controls(ask: &Ask) -> Result<Answer, Failure> {
    ask.suits(&BTreeSet::new())
        .map_err(|what| DeviceError::Incapable { what })?;
    Ok(Answer::Abilities(Abilities::default()))
}

/// Writes what a device gave, away from the runtime's workers.
async fn save(path: PathBuf, bytes: Bytes, replace: bool) -> Result<Answer, Problem> {
    let len = bytes.len() as u64;
    let place = path.clone();
    let file = path.clone();
    match tokio::task::spawn_blocking(move || new_file::write(&place, &bytes, replace)).await {
        Ok(result) => result.map(|()| Answer::Saved { path, bytes: len }),
        Err(error) => Err(new_file::unwritable(
            &file,
            Message::verbatim(error.to_string()),
            Remedy::TryAgain,
        )),
    }
}

/// Reads a backup, if it is not too long to be one.
async fn read(path: PathBuf) -> Result<Vec<u8>, Problem> {
    let unreadable = |reason: Message| {
        Problem::new(
            Code::SourceUnreadable,
            msg!(
                "backup-unreadable",
                file = path.display().to_string(),
                reason = reason
            ),
            Remedy::ChooseBackup,
        )
    };
    let meta = tokio::fs::metadata(&path)
        .await
        .map_err(|e| unreadable(Message::verbatim(e.to_string())))?;
    if !meta.is_file() || meta.len() > MAX_BACKUP {
        return Err(unreadable(msg!("backup-not-a-file")));
    }
    tokio::fs::read(&path)
        .await
        .map_err(|e| unreadable(Message::verbatim(e.to_string())))
}
