//! PINs and tokens of devices: in memory for this run, and in the system's keyring where a person wants them kept. Used by
//! whoever is told by a device that it is locked; never in settings, history, the store, logs or arguments.

use super::records::Records;
use crate::device::{DeviceId, OnRefused, Secret};
use crate::engine::note::Note;
use crate::logs::redact;
use crate::message::Message;
use crate::msg;
use crate::net::Gate;
use crate::problem::{Code, Problem, Remedy};
use parking_lot::{Mutex, MutexGuard};
use std::collections::{HashMap, HashSet};
use std::net::SocketAddr;
use std::sync::{Arc, OnceLock};
use std::time::Duration;
use tokio::sync::OwnedMutexGuard;
use tokio::sync::mpsc::UnboundedSender;
use tokio::time::Instant;

/// Under which name the keyring shows them.
const SERVICE: &str = "upload-bridge";
/// How long the keyring may take: it may have to ask the person for its own password first.
const VAULT: Duration = Duration::from_secs(60);

/// After a wrong PIN, a WLED ignores even the right one for 3 s.
const COOL_DOWN: Duration = Duration::from_millis(3200);

/// Whose secret it is.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Owner {
    Device(DeviceId),
    /// The device at an address: a locked device may not even identify itself.
    Place(SocketAddr),
}

/// Where secrets outlive a run. Its methods block.
trait Vault: Send + Sync {
    fn read(&self, id: &DeviceId) -> Result<Option<Secret>, Message>;
    fn write(&self, id: &DeviceId, secret: &Secret) -> Result<(), Message>;
    fn erase(&self, id: &DeviceId) -> Result<(), Message>;
}

/// The keyring of the system: Secret Service, Keychain, or Credential Manager.
struct Keyring;

impl Keyring {
    fn entry(id: &DeviceId) -> Result<keyring::Entry, Message> {
        keyring::Entry::new(SERVICE, id.as_str()).map_err(|error| match error {
            keyring::Error::NoDefaultStore => msg!("secret-no-keyring"),
            error => Message::verbatim(error.to_string()),
        })
    }
}

impl Vault for Keyring {
    fn read(&self, id: &DeviceId) -> Result<Option<Secret>, Message> {
        match Self::entry(id)?.get_password() {
            Ok(text) => Ok(Some(Secret::new(text))),
            Err(keyring::Error::NoEntry) => Ok(None),
            Err(error) => Err(Message::verbatim(error.to_string())),
        }
    }

    fn write(&self, id: &DeviceId, secret: &Secret) -> Result<(), Message> {
        Self::entry(id)?
            .set_password(secret.reveal())
            .map_err(|e| Message::verbatim(e.to_string()))
    }

    fn erase(&self, id: &DeviceId) -> Result<(), Message> {
        match Self::entry(id)?.delete_credential() {
            Ok(()) | Err(keyring::Error::NoEntry) => Ok(()),
            Err(error) => Err(Message::verbatim(error.to_string())),
        }
    }
}

/// No keyring: a run that reaches only this computer meets simulated devices, whose PINs do not belong in there.
struct Nothing;

impl Vault for Nothing {
    fn read(&self, _: &DeviceId) -> Result<Option<Secret>, Message> {
        Ok(None)
    }

    fn write(&self, _: &DeviceId, _: &Secret) -> Result<(), Message> {
        Err(msg!("secret-loopback"))
    }

    fn erase(&self, _: &DeviceId) -> Result<(), Message> {
        Ok(())
    }
}

#[derive(Default)]
struct Known {
    secrets: HashMap<Owner, Secret>,
    /// Which device was at an address whose secret is known.
    ids: HashMap<SocketAddr, DeviceId>,
    /// Secrets that their devices refused, and when last: they are not offered again until a person enters one.
    refused: HashMap<DeviceId, (Vec<Secret>, Instant)>,
    /// Devices that refused the secret of the keyring: it is not asked again.
    not_in_vault: HashSet<DeviceId>,
    /// At addresses of locked devices, one secret at a time is tried.
    trials: HashMap<SocketAddr, Arc<tokio::sync::Mutex<()>>>,
}

impl Known {
    fn has_refused(&self, id: &DeviceId, secret: &Secret) -> bool {
        let refused = self.refused.get(id);
        refused.is_some_and(|(secrets, _)| secrets.contains(secret))
    }
}

/// What all sessions of one engine share.
#[derive(Default)]
struct Common {
    known: Mutex<Known>,
    notes: OnceLock<UnboundedSender<Note>>,
}

impl Common {
    /// A device refused a secret, which is not offered to it again.
    fn refused(&self, id: &DeviceId, secret: &Secret) {
        let mut known = self.known.lock();
        let Known {
            secrets,
            ids,
            refused,
            ..
        } = &mut *known;
        secrets.retain(|owner, has| {
            let is_its = match owner {
                Owner::Device(device) => device == id,
                Owner::Place(place) => ids.get(place) == Some(id),
            };
            !is_its || has != secret
        });
        let now = Instant::now();
        let (all, at) = refused
            .entry(id.clone())
            .or_insert_with(|| (Vec::new(), now));
        *at = now;
        if !all.contains(secret) {
            all.push(secret.clone());
        }
        drop(known);
        if let Some(notes) = self.notes.get() {
            let _ = notes.send(Note::SecretRefused(id.clone(), secret.clone()));
        }
    }
}

/// The secrets of one engine.
pub(in crate::engine) struct Secrets {
    vault: Arc<dyn Vault>,
    /// What earlier runs noted of refused secrets.
    records: Records,
    common: Arc<Common>,
}

impl Secrets {
    pub(in crate::engine) fn new(gate: Gate, records: Records) -> Self {
        let vault: Arc<dyn Vault> = if gate.is_loopback_only() {
            Arc::new(Nothing)
        } else {
            Arc::new(Keyring)
        };
        Self {
            vault,
            records,
            common: Arc::default(),
        }
    }

    /// Sends the loop a note of each secret that a device refuses.
    pub(in crate::engine) fn report_to(&self, notes: UnboundedSender<Note>) {
        let _ = self.common.notes.set(notes);
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.common.known.lock()
    }

    /// The secret of that device, if this run knows it. The keyring is not asked: that may disturb the person, and is for
    /// devices that turned out to be locked ([`Self::recall`]).
    pub(in crate::engine) fn of(&self, id: &DeviceId) -> Option<Secret> {
        self.known()
            .secrets
            .get(&Owner::Device(id.clone()))
            .cloned()
    }

    /// Returns the secret for an address, and whose it is, if this run knows it.
    pub(in crate::engine) fn at(&self, place: SocketAddr) -> Option<(DeviceId, Secret)> {
        let known = self.known();
        let secret = known.secrets.get(&Owner::Place(place))?.clone();
        Some((known.ids.get(&place)?.clone(), secret))
    }

    /// The device there took this secret.
    pub(in crate::engine) fn learn(&self, id: &DeviceId, place: SocketAddr, secret: &Secret) {
        redact::secret(secret.reveal());
        let mut known = self.known();
        known.refused.remove(id);
        known.not_in_vault.remove(id);
        known.ids.insert(place, id.clone());
        for owner in [Owner::Device(id.clone()), Owner::Place(place)] {
            known.secrets.insert(owner, secret.clone());
        }
    }

    /// Notes that a device refused a secret: it is not offered again by itself, in this run and later ones.
    pub(in crate::engine) fn refused(&self, id: &DeviceId, secret: &Secret) {
        self.common.refused(id, secret);
    }

    /// The same as a function, for the sessions with a device.
    pub(in crate::engine) fn on_refused(&self, id: &DeviceId) -> OnRefused {
        let common = self.common.clone();
        let id = id.clone();
        Arc::new(move |secret| common.refused(&id, secret))
    }

    /// What a task holds while it tries a secret at an address: another task that comes to the same locked device waits, and
    /// then knows whether the secret was refused.
    pub(in crate::engine) async fn trial(&self, place: SocketAddr) -> OwnedMutexGuard<()> {
        let trial = self.known().trials.entry(place).or_default().clone();
        trial.lock_owned().await
    }

    /// Waits until a device that refused a secret looks at one again: some ignore even the right one for a while.
    pub(in crate::engine) async fn cool_down(&self, id: &DeviceId) {
        let here = self.known().refused.get(id).map(|(_, at)| at.elapsed());
        let device = id.clone();
        let stored = self.records.read(move |store| store.since_refusal(&device));
        let since = here.or(stored.await.ok().flatten());
        if let Some(left) = since.and_then(|since| COOL_DOWN.checked_sub(since)) {
            tokio::time::sleep(left).await;
        }
    }

    /// The secret of that device, which has asked for it: from memory, else from the keyring, unless the device has refused
    /// that one.
    pub(in crate::engine) async fn recall(&self, id: &DeviceId) -> Option<Secret> {
        let owner = Owner::Device(id.clone());
        {
            let known = self.known();
            if let Some(secret) = known.secrets.get(&owner) {
                return Some(secret.clone());
            }
            if known.not_in_vault.contains(id) {
                return None;
            }
        }
        let device = id.clone();
        let found = self
            .vaulted(move |vault| vault.read(&device))
            .await
            .unwrap_or_else(|detail| {
                tracing::info!(%detail, "the keyring cannot be read");
                None
            })?;
        redact::secret(found.reveal());
        if self.known().has_refused(id, &found) || self.was_refused(id, &found).await {
            self.known().not_in_vault.insert(id.clone());
            return None;
        }
        self.known().secrets.insert(owner, found.clone());
        Some(found)
    }

    /// Whether an earlier run noted that the device refused this secret.
    async fn was_refused(&self, id: &DeviceId, secret: &Secret) -> bool {
        let (id, secret) = (id.clone(), secret.clone());
        let noted = self
            .records
            .read(move |store| store.was_refused(&id, &secret));
        noted.await.unwrap_or_else(|error| {
            tracing::warn!(%error, "refused secrets cannot be read");
            false
        })
    }

    /// Puts a secret into the keyring.
    ///
    /// # Errors
    /// Where there is none, or it does not open.
    pub(in crate::engine) async fn keep(
        &self,
        id: &DeviceId,
        secret: &Secret,
    ) -> Result<(), Problem> {
        let id = id.clone();
        let secret = secret.clone();
        self.vaulted(move |vault| vault.write(&id, &secret))
            .await
            .map_err(|reason| {
                Problem::new(
                    Code::SecretNotKept,
                    msg!("secret-not-kept", reason = reason),
                    Remedy::OpenKeyring,
                )
            })
    }

    /// Forgets a device and the place where it was, in the keyring too.
    pub(in crate::engine) async fn forget(&self, id: &DeviceId, place: SocketAddr) {
        {
            let mut known = self.known();
            known.refused.remove(id);
            known.not_in_vault.remove(id);
            known.ids.remove(&place);
            for owner in [Owner::Device(id.clone()), Owner::Place(place)] {
                known.secrets.remove(&owner);
            }
        }
        let id = id.clone();
        if let Err(detail) = self.vaulted(move |vault| vault.erase(&id)).await {
            tracing::info!(%detail, "the keyring cannot be cleaned");
        }
    }

    async fn vaulted<T: Send + 'static>(
        &self,
        work: impl FnOnce(&dyn Vault) -> Result<T, Message> + Send + 'static,
    ) -> Result<T, Message> {
        let vault = self.vault.clone();
        let task = tokio::task::spawn_blocking(move || work(vault.as_ref()));
        match tokio::time::timeout(VAULT, task).await {
            Ok(Ok(result)) => result,
            Ok(Err(error)) => Err(Message::verbatim(error.to_string())),
            Err(_) => Err(msg!("secret-timeout", seconds = VAULT.as_secs())),
        }
    }
}

#[cfg(test)]
mod tests;
