//! What is done with a device beside uploads: one thing at a time, by the same rules as a job. Whoever answers must be who is
//! meant, and nothing runs beside an upload to the same device.

use super::Engine;
use crate::device::{
    AddrSpec, Control, Controls, Device, DeviceError, DeviceId, Family, Problem, Secret, Session,
};
use crate::engine::command::{ConnectOptions, Target};
use crate::engine::control::{Abilities, Answer, Ask, Unlocked};
use crate::engine::event::Event;
use crate::engine::new_file;
use crate::engine::report::Note;
use crate::engine::shared::Shared;
use crate::link::Attempts;
use bytes::Bytes;
use futures_util::future::BoxFuture;
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc::UnboundedSender;

/// Most bytes of a stored file that are fetched: more than any such device has room for.
const MOST: u64 = 64 << 20;
/// Longest file that is taken for a backup.
const MOST_BACKUP: u64 = 1 << 20;
/// How long one waits for the end of an upload to the device: longer, and a person wants to know why nothing happens.
const TURN: Duration = Duration::from_secs(10);

impl Engine {
    /// Asks something of a device; ends in `Event::Controlled`.
    pub(super) fn control(&self, target: Target, ask: Ask, options: ConnectOptions) {
        let Some((address, expected, _)) = self.whom(&target, None) else {
            return self.out.put(Event::Controlled {
                target,
                device: None,
                ask,
                result: Err(unlisted()),
            });
        };
        let visit = Visit {
            shared: self.shared.clone(),
            notes: self.notes.clone(),
            address,
            expected,
            options,
        };
        tokio::spawn(async move {
            let (device, result) = visit.run(&ask).await;
            if matches!(&result, Err(p) if matches!(p.code, "device.unreachable" | "device.refused" | "device.timeout"))
            {
                let _ = visit.notes.send(Note::Offline {
                    address: visit.address.to_string(),
                });
            }
            let _ = visit.notes.send(Note::Pass(Event::Controlled {
                target,
                device,
                ask,
                result,
            }));
        });
    }

    /// Takes a secret, and tries it where that can be done; ends in `Event::Unlocked`.
    pub(super) fn unlock(
        &self,
        target: Target,
        secret: Secret,
        keep: bool,
        options: ConnectOptions,
    ) {
        let Some((address, expected, _)) = self.whom(&target, None) else {
            return self.out.put(Event::Unlocked {
                target,
                address: String::new(),
                result: Err(unlisted()),
            });
        };
        let visit = Visit {
            shared: self.shared.clone(),
            notes: self.notes.clone(),
            address,
            expected,
            options,
        };
        tokio::spawn(async move {
            let result = visit
                .unlock(&secret, keep)
                .await
                .map_err(|error| refused(&error));
            let address = visit.address.to_string();
            let _ = visit.notes.send(Note::Pass(Event::Unlocked {
                target,
                address,
                result,
            }));
        });
    }

    /// A device showed this before an upload was started on it; `None`: it has gone back to it.
    pub(super) fn moment(&self, id: DeviceId, moment: Option<Bytes>) {
        let forgettable = self.devices.get(&id).is_some_and(|known| known.forgettable);
        self.shared.note_moment(&id, moment.clone());
        if !forgettable {
            self.writer
                .write(move |store| store.note_moment(&id, moment.as_deref()));
        }
    }
}

/// One thing to be done with one device.
struct Visit {
    shared: Arc<Shared>,
    notes: UnboundedSender<Note>,
    address: AddrSpec,
    /// Who must answer there, where that is known.
    expected: Option<DeviceId>,
    options: ConnectOptions,
}

/// A device that answered, its controls, and the way to it.
struct Reached {
    family: &'static dyn Family,
    session: Session,
}

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

impl Visit {
    async fn run(&self, ask: &Ask) -> (Option<DeviceId>, Result<Answer, Problem>) {
        let mut device = self.expected.clone();
        let result = self
            .carry_out(ask, &mut device)
            .await
            .map_err(|failure| match failure {
                Failure::Device(error) => Problem::from(&error),
                Failure::Here(problem) => problem,
            });
        (device, result)
    }

    async fn carry_out(&self, ask: &Ask, who: &mut Option<DeviceId>) -> Result<Answer, Failure> {
        let reached = self.reach().await?;
        let device = &reached.session.device;
        *who = Some(device.id.clone());
        let Some(controls) = reached.family.controls() else {
            return without_controls(ask);
        };
        ask.suits(&controls.can(device))
            .map_err(|what| DeviceError::Incapable { what })?;
        // what is only looked at needs no turn: it would say "busy" for as long as an upload takes
        let turn = self.shared.turn(&device.id);
        let _turn = match ask {
            Ask::Abilities => None,
            _ => Some(
                tokio::time::timeout(TURN, turn.lock_owned())
                    .await
                    .map_err(|_| DeviceError::Busy {
                        detail: "an upload to it is under way".into(),
                    })?,
            ),
        };
        let answer = self.answer(controls, &reached.session, ask).await;
        if answer.is_ok() && ask.changes() {
            // what it says of itself may be another thing now
            let _ = self.reach().await;
        }
        answer
    }

    /// Looks the address up, asks who is there, and checks that it is who is meant.
    async fn reach(&self) -> Result<Reached, DeviceError> {
        let address = self
            .address
            .resolve(self.shared.gate, self.options.allow_public)
            .await?;
        let link = self.shared.link(&address);
        let attempts = Attempts::new();
        link.forgive(); // a person asks now, whatever failed before
        let (device, family) = self.shared.identify(&address, &link, &attempts).await?;
        self.check(&device).await?;
        let forgettable = self.options.forgettable;
        let _ = self.notes.send(Note::Answered {
            device: Box::new(device.clone()),
            forgettable,
        });
        let secret = self.shared.secrets.of(&device.id);
        let session =
            Session::new(link, device, attempts, Arc::new(|_, _, _| {})).with_secret(secret);
        Ok(Reached { family, session })
    }

    async fn check(&self, device: &Device) -> Result<(), DeviceError> {
        match &self.expected {
            Some(expected)
                if *expected == device.id || expected.is_address() || self.options.accept_new =>
            {
                Ok(())
            }
            Some(expected) => Err(DeviceError::IdentityChanged {
                expected: expected.clone(),
                found: device.id.clone(),
            }),
            None if self.options.accept_new => Ok(()),
            None => self.shared.check_identity(device).await,
        }
    }

    async fn answer(
        &self,
        controls: &dyn Controls,
        session: &Session,
        ask: &Ask,
    ) -> Result<Answer, Failure> {
        let done = |()| Answer::Done;
        Ok(match ask {
            Ask::Abilities => {
                let can = controls.can(&session.device);
                let undo = self.shared.moment(&session.device.id).await.is_some();
                Answer::Abilities(Abilities {
                    web_page: controls.web_page(&session.device),
                    undo,
                    can,
                })
            }
            Ask::Light => Answer::Light(self.openly(session, || controls.light(session)).await?),
            Ask::SetLight(light) => Answer::Light(
                self.openly(session, || controls.set_light(session, *light))
                    .await?,
            ),
            Ask::Blink => done(self.openly(session, || controls.blink(session)).await?),
            Ask::Files => Answer::Files(self.openly(session, || controls.files(session)).await?),
            Ask::Fetch { name, to, replace } => {
                let bytes = self
                    .openly(session, || controls.fetch(session, name, MOST))
                    .await?;
                save(to.clone(), bytes, *replace).await?
            }
            Ask::Delete(name) => done(
                self.openly(session, || controls.delete(session, name))
                    .await?,
            ),
            Ask::Show(name) => done(
                self.openly(session, || controls.show(session, name))
                    .await?,
            ),
            Ask::Keep(keep) => Answer::Kept(
                self.openly(session, || controls.keep(session, keep))
                    .await?,
            ),
            Ask::Backup { to, replace } => {
                let bytes = self.openly(session, || controls.backup(session)).await?;
                save(to.clone(), bytes, *replace).await?
            }
            Ask::Restore { from } => {
                let backup = read(from.clone()).await?;
                done(
                    self.openly(session, || controls.restore(session, &backup))
                        .await?,
                )
            }
            Ask::Undo => done(self.undo(controls, session).await?),
        })
    }

    /// Does it, and once more with the device's secret where it asks for one that the keyring has.
    async fn openly<'s, T>(
        &self,
        session: &Session,
        step: impl Fn() -> BoxFuture<'s, Result<T, DeviceError>>,
    ) -> Result<T, DeviceError> {
        match step().await {
            Err(DeviceError::Locked) if self.shared.unlock(session).await => step().await,
            result => result,
        }
    }

    async fn undo(&self, controls: &dyn Controls, session: &Session) -> Result<(), Failure> {
        let id = &session.device.id;
        let Some(moment) = self.shared.moment(id).await else {
            let hint = "It is noted each time an upload is about to start playing there.";
            let message = "What this device showed before is not known.";
            return Err(Problem::new("device.nothing_to_undo", message, hint).into());
        };
        self.openly(session, || controls.undo(session, &moment))
            .await?;
        let _ = self.notes.send(Note::Moment {
            device: id.clone(),
            moment: None,
        });
        Ok(())
    }

    /// Some devices say who they are to everybody, and lock only what they store: a wrong secret is found out there.
    async fn try_secret(&self, family: &dyn Family, session: &Session) -> Result<(), DeviceError> {
        let Some(controls) = family.controls() else {
            return Ok(());
        };
        if !controls.can(&session.device).contains(&Control::Files) {
            return Ok(());
        }
        let turn = self.shared.turn(&session.device.id);
        let Ok(_turn) = tokio::time::timeout(TURN, turn.lock_owned()).await else {
            return Ok(());
        };
        match controls.files(session).await {
            Err(DeviceError::Locked) => Err(DeviceError::Locked),
            // whatever else is wrong there, the secret is not
            _ => Ok(()),
        }
    }

    async fn unlock(&self, secret: &Secret, keep: bool) -> Result<Unlocked, DeviceError> {
        let address = self
            .address
            .resolve(self.shared.gate, self.options.allow_public)
            .await?;
        let link = self.shared.link(&address);
        let attempts = Attempts::new();
        link.forgive(); // a person asks now, whatever failed before
        let (device, family) = self
            .shared
            .identify_with(&address, &link, &attempts, secret)
            .await?;
        self.check(&device).await?;
        let session = Session::new(link, device.clone(), attempts, Arc::new(|_, _, _| {}));
        self.try_secret(family, &session.with_secret(Some(secret.clone())))
            .await?;
        self.shared
            .secrets
            .learn(&device.id, address.socket(), secret);
        let forgettable = self.options.forgettable;
        let id = device.id.clone();
        let _ = self.notes.send(Note::Answered {
            device: Box::new(device),
            forgettable,
        });
        let not_kept = if keep {
            self.shared.secrets.keep(&id, secret).await.err()
        } else {
            None
        };
        Ok(Unlocked {
            device: id,
            not_kept,
        })
    }
}

/// A device that was taken off the list.
fn unlisted() -> Problem {
    Problem::new(
        "device.unreachable",
        "This device is not on the list any more.",
        "Add it again, then retry.",
    )
}

/// Why a device was not unlocked.
fn refused(error: &DeviceError) -> Problem {
    match error {
        DeviceError::Locked => Problem::new(
            "device.locked",
            "The device did not take this PIN or token.",
            "Check it, then try again; whoever can open the device's own page can set another one.",
        ),
        error => Problem::from(error),
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
    match tokio::task::spawn_blocking(move || new_file::write(&place, &bytes, replace)).await {
        Ok(result) => result.map(|()| Answer::Saved { path, bytes: len }),
        Err(error) => Err(Problem::new(
            "output.unwritable",
            error.to_string(),
            "Try once more.",
        )),
    }
}

/// Reads a backup, if it is not too long to be one.
async fn read(path: PathBuf) -> Result<Vec<u8>, Problem> {
    let unreadable = |detail: String| {
        let hint = "Choose a file that a backup was saved into.";
        Problem::new(
            "source.unreadable",
            format!("The backup cannot be read ({detail}): {}", path.display()),
            hint,
        )
    };
    let meta = tokio::fs::metadata(&path)
        .await
        .map_err(|e| unreadable(e.to_string()))?;
    if !meta.is_file() || meta.len() > MOST_BACKUP {
        return Err(unreadable("it is none".into()));
    }
    tokio::fs::read(&path)
        .await
        .map_err(|e| unreadable(e.to_string()))
}
