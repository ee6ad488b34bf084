//! The one way to a device: looks its address up, takes the link, asks every family which device answers, checks that it is
//! the one that is meant, and opens a session with it.

mod locked;
mod recalled;
mod unidentified;

use super::Context;
use super::patience::{Patience, is_temporary, real_cause};
use crate::device::{
    AddrSpec, AddressError, Device, DeviceAddr, DeviceError, DeviceId, DeviceSettings, Doing,
    FAMILIES, Family, Progress, Secret, Segment, Session,
};
use crate::engine::api::{ConnectOptions, Phase};
use crate::engine::keep::Shared;
use crate::engine::note::{Answered, Note, Remembered, Report};
use crate::link::{Attempts, Circuit, DeviceLink, LinkError, MAX_ATTEMPTS};
use crate::net::NetworkId;
use locked::secret_at;
pub(super) use locked::unlock;
pub(super) use recalled::remembered;
use recalled::{recall, recall_leds};
use std::sync::Arc;
use unidentified::{Unidentified, named};
pub(super) use unidentified::{ask_by_name, not_a_device};

/// A device to be reached, and the rules for that.
#[derive(Clone)]
pub(in crate::engine) struct Visit {
    pub(in crate::engine) context: Context,
    pub(in crate::engine) address: AddrSpec,
    /// Which device must answer there, where that is known.
    pub(in crate::engine) expected: Option<DeviceId>,
    pub(in crate::engine) connect: ConnectOptions,
}

/// An address that was looked up, and the link to it.
pub(super) struct Path {
    pub(super) address: DeviceAddr,
    pub(super) link: Arc<DeviceLink>,
}

/// A device that answered and is the one that is meant.
#[derive(Clone)]
pub(super) struct Reached {
    pub(super) link: Arc<DeviceLink>,
    pub(super) device: Device,
    pub(super) family: &'static dyn Family,
    /// What the store remembers of it.
    pub(super) remembered: Remembered,
}

impl Reached {
    /// What a person calls it: the nickname, else its own name.
    pub(super) fn name(&self) -> String {
        let nickname = self.remembered.settings.nickname.clone();
        nickname.unwrap_or_else(|| self.device.name.clone())
    }

    /// What a person set for it, and over that what came with this request.
    pub(super) fn settings(&self, with: &DeviceSettings) -> DeviceSettings {
        self.remembered.settings.clone().merged(with)
    }

    /// A session with it, with its secret where one is known.
    pub(super) fn session(&self, keep: &Shared, attempts: Attempts, progress: Progress) -> Session {
        let secret = keep.secrets.of(&self.device.id);
        Session::new(self.link.clone(), self.device.clone(), attempts, progress)
            .with_secret(secret)
            .on_refused(Some(keep.secrets.on_refused(&self.device.id)))
            .on_segment(self.segment(&DeviceSettings::default()))
    }

    /// The segment that was chosen for it, where it has that one.
    pub(super) fn segment(&self, with: &DeviceSettings) -> Option<Segment> {
        self.device.segment(&self.settings(with)).ok().flatten()
    }

    /// The same without progress reports.
    pub(super) fn silent_session(&self, keep: &Shared) -> Session {
        self.session(keep, Attempts::new(), Arc::new(|_, _, _| {}))
    }
}

/// A session beside another one: its calls cost that one no attempt.
pub(super) fn beside(session: &Session) -> Session {
    let link = session.link.clone();
    let device = session.device.clone();
    Session::new(link, device, Attempts::new(), Arc::new(|_, _, _| {}))
        .with_secret(session.secret().cloned())
        .on_refused(session.when_refused())
        .on_segment(session.segment())
}

impl Visit {
    /// Reaches a device that a person looks at, to read something from it. One that has just said which it is is not asked
    /// again: small devices feel every question.
    pub(super) async fn reach_to_read(&self) -> Result<Reached, DeviceError> {
        if let Some(id) = &self.expected {
            let path = self.find_for_person().await?;
            if let Some(found) = self.context.keep.recent.get(id, &path.address) {
                return self.checked(&path, found).await;
            }
        }
        self.reach_for_person().await
    }

    /// Looks the address up, and takes the link to it.
    pub(super) async fn find(&self) -> Result<Path, AddressError> {
        let gate = self.context.keep.gate;
        let address = self
            .address
            .resolve(gate, self.connect.allow_public)
            .await?;
        let link = self.context.keep.links.get(&address);
        Ok(Path { address, link })
    }

    /// The same on the user's request: earlier failures cause no wait.
    pub(super) async fn find_for_person(&self) -> Result<Path, AddressError> {
        let path = self.find().await?;
        path.link.forgive();
        Ok(path)
    }

    /// Reaches the device and reports to the loop that it answers.
    pub(super) async fn reach(&self) -> Result<Reached, DeviceError> {
        let path = self.find().await?;
        let found = ask_by_name(&self.context.keep, &path, &Attempts::new()).await?;
        self.answered(&path, found).await
    }

    /// The same on the user's request.
    pub(super) async fn reach_for_person(&self) -> Result<Reached, DeviceError> {
        let path = self.find_for_person().await?;
        let found = ask_by_name(&self.context.keep, &path, &Attempts::new()).await?;
        self.answered(&path, found).await
    }

    /// The same for a job, which waits for a device that answered before.
    pub(super) async fn reach_for_job(
        &self,
        path: &Path,
        attempts: &Attempts,
        report: &Report,
    ) -> Result<Reached, DeviceError> {
        match self.wait_for(path, attempts, report).await {
            Ok(reached) => Ok(reached),
            Err(error) => Err(named(path, error).await),
        }
    }

    async fn wait_for(
        &self,
        path: &Path,
        attempts: &Attempts,
        report: &Report,
    ) -> Result<Reached, DeviceError> {
        let keep = &self.context.keep;
        let mut is_second = false;
        let found = loop {
            let error = match ask(keep, path, attempts).await {
                Ok(found) => break found,
                // a damaged answer, or that to another request, looks like no device
                Err(error) if error == not_a_device() && !is_second => {
                    is_second = true;
                    continue;
                }
                Err(error) if is_temporary(&error, has_answered(keep, path)) => error,
                Err(error) => match path.link.circuit() {
                    // it has all its attempts, whether its circuit opened after some of them or not
                    Circuit::Open { retry_in } if attempts.total() < MAX_ATTEMPTS => {
                        attempts.repeat();
                        report.phase(Phase::Absent);
                        tokio::time::sleep(retry_in).await;
                        continue;
                    }
                    _ => return Err(error),
                },
            };
            // which family it is was known when it answered; the first one's probe is as small as any
            let Some(family) = FAMILIES.first() else {
                return Err(error);
            };
            let mut patience = Patience::new(&path.link, *family, attempts, report);
            patience.wait(error).await?;
        };
        self.answered(path, found).await
    }

    /// Reaches a device that says nothing without its secret, with that secret. [`Visit::report_answer`] reports it to the loop.
    pub(super) async fn reach_with(&self, secret: &Secret) -> Result<Reached, DeviceError> {
        let path = self.find_for_person().await?;
        let keep = &self.context.keep;
        let attempts = Attempts::new();
        let mut unidentified = Unidentified::default();
        for family in FAMILIES {
            let answer = family
                .identify_with(&path.address, &path.link, &attempts, &keep.firmware, secret)
                .await;
            let answer = answer.map_err(|e| for_user(keep, e, &path));
            if let Some(device) = unidentified.found_or_keep(answer)? {
                keep.links.answered(&path.address);
                return self.checked(&path, (device, *family)).await;
            }
        }
        Err(unidentified.error())
    }

    async fn answered(&self, path: &Path, found: Found) -> Result<Reached, DeviceError> {
        let reached = self.checked(path, found).await?;
        self.note_answer(&reached);
        Ok(reached)
    }

    /// The device has said which it is.
    pub(super) fn note_answer(&self, reached: &Reached) {
        let recent = &self.context.keep.recent;
        recent.note(&reached.device, reached.family);
        self.report_answer(reached);
    }

    /// Tells the loop that the device answers.
    pub(super) fn report_answer(&self, reached: &Reached) {
        self.context.notify(Note::Answered(Box::new(Answered {
            device: reached.device.clone(),
            remembered: reached.remembered.clone(),
            network: network_of(&self.context.keep, &reached.device),
            forgettable: self.connect.forgettable,
        })));
    }

    /// Refuses another device than the one that is expected, or was known at this address.
    pub(super) async fn checked(&self, path: &Path, found: Found) -> Result<Reached, DeviceError> {
        let (mut device, family) = found;
        let (here_before, same) = recall(&self.context.keep, &path.address, &device).await;
        recall_leds(&mut device, same.as_ref());
        if let Some(same) = &same {
            let aside = &self.context.keep.aside;
            aside.stored(&device.id, same.is_set_aside);
        }
        let expected = self.expected.clone().or(here_before.map(|known| known.id));
        match expected {
            // one that reported no identity before may report one now
            Some(expected)
                if expected != device.id && !expected.is_address() && !self.connect.accept_new =>
            {
                Err(DeviceError::IdentityChanged {
                    expected,
                    found: device.id.clone(),
                })
            }
            _ if self.context.keep.aside.has(&device.id) => {
                path.link.isolate();
                Err(DeviceError::Link {
                    doing: Doing::Identifying,
                    cause: LinkError::Isolated,
                })
            }
            _ => Ok(Reached {
                link: path.link.clone(),
                device,
                family,
                remembered: same.map(Remembered::from).unwrap_or_default(),
            }),
        }
    }
}

/// A device, and the family that knows it.
pub(super) type Found = (Device, &'static dyn Family);

/// Asks every family in turn which device answers.
pub(super) async fn ask(
    keep: &Shared,
    path: &Path,
    attempts: &Attempts,
) -> Result<Found, DeviceError> {
    let mut unidentified = Unidentified::default();
    for family in FAMILIES {
        let found = ask_family(keep, *family, path, attempts).await;
        if let Some(found) = unidentified.found_or_keep(found)? {
            return Ok(found);
        }
    }
    Err(unidentified.error())
}

/// Asks one family which device answers; `None`: none of its.
pub(super) async fn ask_family(
    keep: &Shared,
    family: &'static dyn Family,
    path: &Path,
    attempts: &Attempts,
) -> Result<Option<Found>, DeviceError> {
    let answer = match family
        .identify(&path.address, &path.link, attempts, &keep.firmware)
        .await
    {
        Err(DeviceError::Locked) => ask_locked(keep, family, path, attempts).await,
        answer => answer,
    };
    let found = answer.map_err(|e| for_user(keep, e, path))?;
    Ok(found.map(|device| {
        keep.links.answered(&path.address);
        (device, family)
    }))
}

/// The path to an address that was announced: it is held to the same rules as what a person gives, and as a device takes
/// connections there now, what failed before is no reason to wait.
pub(super) async fn path_to(keep: &Shared, address: &DeviceAddr) -> Result<Path, AddressError> {
    let spec = AddrSpec::from(address.socket());
    spec.resolve(keep.gate, false).await?;
    let link = keep.links.get(address);
    link.forgive();
    Ok(Path {
        address: address.clone(),
        link,
    })
}

/// The device that answers now must be the one of the session. That it may have started again in between is reported.
pub(super) async fn confirm(
    context: &Context,
    family: &'static dyn Family,
    session: &Session,
) -> Result<(), DeviceError> {
    let confirmed = family.confirm(session).await;
    let uptime = confirmed.map_err(|error| real_cause(error, &session.link))?;
    if let Some(uptime) = uptime {
        let device = session.device.id.clone();
        context.notify(Note::Confirmed { device, uptime });
    }
    Ok(())
}

/// Whether anything has answered there in this run, be it with an error.
pub(super) fn has_answered(keep: &Shared, path: &Path) -> bool {
    keep.links.has_answered(&path.address) || path.link.last_sign().is_some()
}

/// Asks a locked device again with the secret of the one that was there before, if one is known and was not refused.
async fn ask_locked(
    keep: &Shared,
    family: &'static dyn Family,
    path: &Path,
    attempts: &Attempts,
) -> Result<Option<Device>, DeviceError> {
    let place = path.address.socket();
    let _trial = keep.secrets.trial(place).await;
    let Some((id, secret)) = secret_at(keep, &path.address).await else {
        return Err(DeviceError::Locked);
    };
    let answer = family
        .identify_with(&path.address, &path.link, attempts, &keep.firmware, &secret)
        .await;
    match &answer {
        Ok(Some(device)) => keep.secrets.learn(&device.id, place, &secret),
        Err(DeviceError::Locked) => keep.secrets.refused(&id, &secret),
        _ => {}
    }
    answer
}

/// Turns an error into the one to show: why the circuit opened, and that a host refuses connections that never answered and
/// only ever cut them off.
fn for_user(keep: &Shared, error: DeviceError, path: &Path) -> DeviceError {
    match real_cause(error, &path.link) {
        DeviceError::Link {
            doing,
            cause: LinkError::Cut { .. },
        } if !keep.links.has_answered(&path.address) => DeviceError::Link {
            doing,
            cause: LinkError::Refused,
        },
        error => error,
    }
}

/// Over which network a device answered.
pub(super) fn network_of(keep: &Shared, device: &Device) -> Option<NetworkId> {
    NetworkId::towards(keep.gate, device.address.socket().ip())
}
