//! What all jobs of an engine share: the client, one link for each address, the store, encoded payloads.

use super::encoding::Encodings;
use super::stream::Stages;
use crate::device::{Device, DeviceAddr, DeviceError, DeviceId, FAMILIES, Family, Told};
use crate::link::{Attempts, DeviceLink, Http, LinkError, LinkSettings, ProbeTimeout, device_link};
use crate::net::Gate;
use crate::store::Store;
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
    http: Http,
    paths: Mutex<HashMap<SocketAddr, Path>>,
    turns: Mutex<HashMap<DeviceId, Arc<tokio::sync::Mutex<()>>>>,
}

impl Shared {
    pub(super) fn new(gate: Gate, store: Store, http: Http) -> Self {
        let (encodings, stages) = (Encodings::default(), Stages::default());
        Self { gate, store, encodings, stages, http, paths: Mutex::default(), turns: Mutex::default() }
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
                &LinkSettings { probe: ProbeTimeout::Unidentified, ..LinkSettings::default() },
            )),
            answered: false,
        });
        path.link.clone()
    }

    /// Whether whoever is at that address has answered in this run.
    pub(super) fn has_answered(&self, address: &DeviceAddr) -> bool {
        self.paths().get(&address.socket()).is_some_and(|path| path.answered)
    }

    /// Notes that whoever is at that address has answered.
    pub(super) fn answered(&self, address: &DeviceAddr) {
        if let Some(path) = self.paths().get_mut(&address.socket()) {
            path.answered = true;
        }
    }

    /// What a job holds while it works on that device.
    pub(super) fn turn(&self, id: &DeviceId) -> Arc<tokio::sync::Mutex<()>> {
        self.turns.lock().unwrap_or_else(PoisonError::into_inner).entry(id.clone()).or_default().clone()
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
                Err(DeviceError::IdentityChanged { expected: known.id, found: device.id.clone() })
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
        let (at, id) = (address.clone(), device.id.clone());
        let found = self.stored(move |store| Ok((store.device_of(&at)?, store.device(&id)?))).await;
        let (here_before, same) = found.unwrap_or_else(|error| {
            tracing::warn!(%error, "what is known of devices cannot be read");
            (None, None)
        });
        match expected.cloned().or(here_before.map(|known| known.id)) {
            // one that told no identity before may tell one now
            Some(expected) if expected != device.id && !expected.is_address() && !accept_new => {
                Err(DeviceError::IdentityChanged { expected, found: device.id.clone() })
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
            let answer = family.identify(address, link, attempts).await;
            let answer = answer.map_err(|e| self.first_words(real_cause(e, link), address));
            if let Some(device) = answer? {
                self.answered(address);
                return Ok((device, *family));
            }
        }
        Err(DeviceError::NotADevice { detail: "it answers, but like no device that is known".into() })
    }
}

impl Shared {
    /// Whoever never answered, and only ever cut connections off, refuses them.
    fn first_words(&self, error: DeviceError, address: &DeviceAddr) -> DeviceError {
        match error {
            DeviceError::Link { doing, cause: LinkError::Cut { .. } } if !self.has_answered(address) => {
                DeviceError::Link { doing, cause: LinkError::Refused }
            }
            error => error,
        }
    }
}

/// The failure behind "resting": what a person is told is why the circuit opened.
pub(super) fn real_cause(error: DeviceError, link: &DeviceLink) -> DeviceError {
    match (error, link.last_failure()) {
        (DeviceError::Link { doing, cause: LinkError::CircuitOpen { .. } }, Some(cause)) => {
            DeviceError::Link { doing, cause }
        }
        (DeviceError::VerifyUnreachable { cause }, _) => {
            DeviceError::VerifyUnreachable { cause: Box::new(real_cause(*cause, link)) }
        }
        (error, _) => error,
    }
}
