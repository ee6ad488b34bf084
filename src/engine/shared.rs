//! What all jobs of an engine share: the client, one link for each address, the store, encoded payloads.

use super::encoding::Encodings;
use super::secrets::Secrets;
use super::stream::Stages;
use crate::device::{
    Device, DeviceAddr, DeviceError, DeviceId, FAMILIES, Family, Secret, Session, Told,
};
use crate::link::{Attempts, DeviceLink, Http, LinkError, LinkSettings, ProbeTimeout, device_link};
use crate::net::Gate;
use crate::store::Store;
use bytes::Bytes;
use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// A link, and whether its device has answered in this run.
struct Path {
    link: Arc<DeviceLink>,
    answered: bool,
}

/// Shared by all tasks of one engine.
pub(super) struct Shared {
    pub(super) gate: Gate,
    pub(super) store: Store,
    pub(super) encodings: Encodings,
    /// Which devices are played to live.
    pub(super) stages: Stages,
    pub(super) secrets: Secrets,
    http: Http,
    paths: Mutex<HashMap<SocketAddr, Path>>,
    turns: Mutex<HashMap<DeviceId, Arc<tokio::sync::Mutex<()>>>>,
    moments: Mutex<HashMap<DeviceId, Bytes>>,
}

impl Shared {
    pub(super) fn new(gate: Gate, store: Store, http: Http) -> Self {
        Self {
            gate,
            store,
            encodings: Encodings::default(),
            stages: Stages::default(),
            secrets: Secrets::new(gate),
            http,
            paths: Mutex::default(),
            turns: Mutex::default(),
            moments: Mutex::default(),
        }
    }

    fn paths(&self) -> MutexGuard<'_, HashMap<SocketAddr, Path>> {
        self.paths.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The one link to that address: circuit, round trips and the permit are shared by whoever uses it.
    pub(super) fn link(&self, address: &DeviceAddr) -> Arc<DeviceLink> {
        let mut paths = self.paths();
        let path = paths.entry(address.socket()).or_insert_with(|| Path {
            // who it is, and so how patient to be, is not known yet
            link: Arc::new(device_link(
                &self.http,
                address.socket(),
                &LinkSettings {
                    probe: ProbeTimeout::Unidentified,
                    ..LinkSettings::default()
                },
            )),
            answered: false,
        });
        path.link.clone()
    }

    /// Whether whoever is at that address has answered in this run.
    pub(super) fn has_answered(&self, address: &DeviceAddr) -> bool {
        self.paths()
            .get(&address.socket())
            .is_some_and(|path| path.answered)
    }

    /// Notes that whoever is at that address has answered.
    pub(super) fn answered(&self, address: &DeviceAddr) {
        if let Some(path) = self.paths().get_mut(&address.socket()) {
            path.answered = true;
        }
    }

    /// What a job holds while it works on that device.
    pub(super) fn turn(&self, id: &DeviceId) -> Arc<tokio::sync::Mutex<()>> {
        self.turns
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .entry(id.clone())
            .or_default()
            .clone()
    }

    /// Runs blocking work on the store away from the runtime's workers.
    pub(super) async fn stored<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Store) -> Result<T, crate::store::StoreError> + Send + 'static,
    ) -> Result<T, String> {
        let store = self.store.clone();
        match tokio::task::spawn_blocking(move || work(&store)).await {
            Ok(result) => result.map_err(|e| e.to_string()),
            Err(e) => Err(e.to_string()),
        }
    }

    /// Refuses another device than the one that was known at this address.
    pub(super) async fn check_identity(&self, device: &Device) -> Result<(), DeviceError> {
        let at = device.address.clone();
        match self.stored(move |store| store.device_of(&at)).await {
            Ok(Some(known)) if known.id != device.id && !known.id.is_address() => {
                Err(DeviceError::IdentityChanged {
                    expected: known.id,
                    found: device.id.clone(),
                })
            }
            Ok(_) => Ok(()),
            Err(error) => {
                tracing::warn!(%error, "what is known of devices cannot be read");
                Ok(())
            }
        }
    }

    /// What was told of the device before; refuses another device than the one that was `expected` or known here.
    pub(super) async fn known(
        &self,
        address: &DeviceAddr,
        device: &Device,
        expected: Option<&DeviceId>,
        accept_new: bool,
    ) -> Result<Told, DeviceError> {
        let at = address.clone();
        let id = device.id.clone();
        let found = self
            .stored(move |store| Ok((store.device_of(&at)?, store.device(&id)?)))
            .await;
        let (here_before, same) = found.unwrap_or_else(|error| {
            tracing::warn!(%error, "what is known of devices cannot be read");
            (None, None)
        });
        match expected.cloned().or(here_before.map(|known| known.id)) {
            // one that told no identity before may tell one now
            Some(expected) if expected != device.id && !expected.is_address() && !accept_new => {
                Err(DeviceError::IdentityChanged {
                    expected,
                    found: device.id.clone(),
                })
            }
            _ => Ok(same.map(|known| known.told).unwrap_or_default()),
        }
    }

    /// Asks every family in turn who answers at `address`.
    pub(super) async fn identify(
        &self,
        address: &DeviceAddr,
        link: &DeviceLink,
        attempts: &Attempts,
    ) -> Result<(Device, &'static dyn Family), DeviceError> {
        for family in FAMILIES {
            let answer = match family.identify(address, link, attempts).await {
                Err(DeviceError::Locked) => {
                    self.identify_locked(*family, address, link, attempts).await
                }
                answer => answer,
            };
            let answer = answer.map_err(|e| self.first_words(real_cause(e, link), address));
            if let Some(device) = answer? {
                self.answered(address);
                return Ok((device, *family));
            }
        }
        Err(DeviceError::NotADevice {
            detail: "it answers, but like no device that is known".into(),
        })
    }

    /// The same with a secret that a person gives now.
    pub(super) async fn identify_with(
        &self,
        address: &DeviceAddr,
        link: &DeviceLink,
        attempts: &Attempts,
        secret: &Secret,
    ) -> Result<(Device, &'static dyn Family), DeviceError> {
        for family in FAMILIES {
            let answer = family.identify_with(address, link, attempts, secret).await;
            if let Some(device) =
                answer.map_err(|e| self.first_words(real_cause(e, link), address))?
            {
                self.answered(address);
                return Ok((device, *family));
            }
        }
        Err(DeviceError::NotADevice {
            detail: "it answers, but like no device that is known".into(),
        })
    }

    /// Asks a locked device again with the secret of whoever was there before, if one is known and was not refused.
    async fn identify_locked(
        &self,
        family: &'static dyn Family,
        address: &DeviceAddr,
        link: &DeviceLink,
        attempts: &Attempts,
    ) -> Result<Option<Device>, DeviceError> {
        let place = address.socket();
        let Some(secret) = self.secret_at(address).await else {
            return Err(DeviceError::Locked);
        };
        let answer = family.identify_with(address, link, attempts, &secret).await;
        match &answer {
            Ok(Some(device)) => self.secrets.learn(&device.id, place, &secret),
            Err(DeviceError::Locked) => self.secrets.refused_at(place),
            _ => {}
        }
        answer
    }

    async fn secret_at(&self, address: &DeviceAddr) -> Option<Secret> {
        let place = address.socket();
        if let Some(secret) = self.secrets.at(place) {
            return Some(secret);
        }
        if self.secrets.was_refused_at(place) {
            return None;
        }
        let at = address.clone();
        let known = self
            .stored(move |store| store.device_of(&at))
            .await
            .ok()
            .flatten()?;
        self.secrets.recall(&known.id).await
    }

    /// The device of that session says that it is locked: gives the session its secret, if one is known that it was not
    /// offered before. Whether that is so.
    pub(super) async fn unlock(&self, session: &Session) -> bool {
        let id = &session.device.id;
        if session.secret().is_some() {
            self.secrets.refused_by(id);
            return false;
        }
        match self.secrets.recall(id).await {
            Some(secret) => session.unlock(secret),
            None => false,
        }
    }

    /// Notes what a device showed before an upload was started on it; `None`: it has gone back to it.
    pub(super) fn note_moment(&self, id: &DeviceId, moment: Option<Bytes>) {
        let mut moments = self.moments.lock().unwrap_or_else(PoisonError::into_inner);
        match moment {
            Some(moment) => moments.insert(id.clone(), moment),
            None => moments.remove(id),
        };
    }

    /// What a device showed before the last upload was started on it, in this run or an earlier one.
    pub(super) async fn moment(&self, id: &DeviceId) -> Option<Bytes> {
        let here = self
            .moments
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get(id)
            .cloned();
        if here.is_some() {
            return here;
        }
        let id = id.clone();
        match self.stored(move |store| store.moment(&id)).await {
            Ok(moment) => moment.map(Bytes::from),
            Err(error) => {
                tracing::warn!(%error, "what devices showed cannot be read");
                None
            }
        }
    }
}

impl Shared {
    /// Whoever never answered, and only ever cut connections off, refuses them.
    fn first_words(&self, error: DeviceError, address: &DeviceAddr) -> DeviceError {
        match error {
            DeviceError::Link {
                doing,
                cause: LinkError::Cut { .. },
            } if !self.has_answered(address) => DeviceError::Link {
                doing,
                cause: LinkError::Refused,
            },
            error => error,
        }
    }
}

/// The failure behind "resting": what a person is told is why the circuit opened.
pub(super) fn real_cause(error: DeviceError, link: &DeviceLink) -> DeviceError {
    match (error, link.last_failure()) {
        (
            DeviceError::Link {
                doing,
                cause: LinkError::CircuitOpen { .. },
            },
            Some(cause),
        ) => DeviceError::Link { doing, cause },
        (DeviceError::VerifyUnreachable { cause }, _) => DeviceError::VerifyUnreachable {
            cause: Box::new(real_cause(*cause, link)),
        },
        (error, _) => error,
    }
}
