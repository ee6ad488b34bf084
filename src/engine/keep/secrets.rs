//! PINs and tokens of devices: in memory for this run, and in the system's keyring where a person wants them kept. Used by
//! whoever is told by a device that it is locked; never in settings, history, the store, logs or arguments.

use crate::device::{DeviceId, Secret};
use crate::logs::redact;
use crate::message::Message;
use crate::msg;
use crate::net::Gate;
use crate::problem::{Code, Problem, Remedy};
use parking_lot::{Mutex, MutexGuard};
use std::collections::{HashMap, HashSet};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

/// Under which name the keyring shows them.
const SERVICE: &str = "upload-bridge";
/// How long the keyring may take: it may have to ask the person for its own password first.
const VAULT: Duration = Duration::from_secs(60);

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
    /// Owners that rejected the secret of the keyring: it is not offered again in this run.
    refused: HashSet<Owner>,
}

/// The secrets of one engine.
pub(in crate::engine) struct Secrets {
    vault: Arc<dyn Vault>,
    known: Mutex<Known>,
}

impl Secrets {
    pub(in crate::engine) fn new(gate: Gate) -> Self {
        let vault: Arc<dyn Vault> = if gate.is_loopback_only() {
            Arc::new(Nothing)
        } else {
            Arc::new(Keyring)
        };
        Self {
            vault,
            known: Mutex::default(),
        }
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock()
    }

    /// The secret of that device, if this run knows it. The keyring is not asked: that may disturb the person, and is for
    /// devices that turned out to be locked ([`Self::recall`]).
    pub(in crate::engine) fn of(&self, id: &DeviceId) -> Option<Secret> {
        self.known()
            .secrets
            .get(&Owner::Device(id.clone()))
            .cloned()
    }

    /// Returns the secret for an address, if this run knows it.
    pub(in crate::engine) fn at(&self, place: SocketAddr) -> Option<Secret> {
        self.known().secrets.get(&Owner::Place(place)).cloned()
    }

    /// The device there took this secret.
    pub(in crate::engine) fn learn(&self, id: &DeviceId, place: SocketAddr, secret: &Secret) {
        redact::secret(secret.reveal());
        let mut known = self.known();
        for owner in [Owner::Device(id.clone()), Owner::Place(place)] {
            known.refused.remove(&owner);
            known.secrets.insert(owner, secret.clone());
        }
    }

    /// The locked device there did not take what it was offered, nor will it be offered again.
    pub(in crate::engine) fn refused_at(&self, place: SocketAddr) {
        self.refuse(Owner::Place(place));
    }

    /// That device did not take what it was offered, nor will it be offered again.
    pub(in crate::engine) fn refused_by(&self, id: &DeviceId) {
        self.refuse(Owner::Device(id.clone()));
    }

    fn refuse(&self, owner: Owner) {
        let mut known = self.known();
        known.secrets.remove(&owner);
        known.refused.insert(owner);
    }

    /// Whether the locked device there refused what the keyring has.
    pub(in crate::engine) fn was_refused_at(&self, place: SocketAddr) -> bool {
        self.known().refused.contains(&Owner::Place(place))
    }

    /// The secret of that device, which has asked for it: from memory, else from the keyring.
    pub(in crate::engine) async fn recall(&self, id: &DeviceId) -> Option<Secret> {
        let owner = Owner::Device(id.clone());
        {
            let known = self.known();
            if let Some(secret) = known.secrets.get(&owner) {
                return Some(secret.clone());
            }
            if known.refused.contains(&owner) {
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
        self.known().secrets.insert(owner, found.clone());
        Some(found)
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
        for owner in [Owner::Device(id.clone()), Owner::Place(place)] {
            let mut known = self.known();
            known.secrets.remove(&owner);
            known.refused.remove(&owner);
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
mod tests {
    use super::*;

    /// A keyring in memory.
    #[derive(Default)]
    struct Drawer(Mutex<HashMap<DeviceId, Secret>>);

    impl Vault for Drawer {
        fn read(&self, id: &DeviceId) -> Result<Option<Secret>, Message> {
            Ok(self.0.lock().get(id).cloned())
        }

        fn write(&self, id: &DeviceId, secret: &Secret) -> Result<(), Message> {
            self.0.lock().insert(id.clone(), secret.clone());
            Ok(())
        }

        fn erase(&self, id: &DeviceId) -> Result<(), Message> {
            self.0.lock().remove(id);
            Ok(())
        }
    }

    fn over(vault: Arc<dyn Vault>) -> Secrets {
        Secrets {
            vault,
            known: Mutex::default(),
        }
    }

    fn porch() -> DeviceId {
        DeviceId::stored("a0b1c2d3e4f5")
    }

    #[tokio::test]
    async fn what_was_kept_is_known_to_the_next_run_once_the_device_asks() {
        let drawer = Arc::new(Drawer::default());
        let secret = Secret::new("1234");
        let id = porch();
        over(drawer.clone()).keep(&id, &secret).await.unwrap();
        let next = over(drawer.clone());
        assert_eq!(next.of(&id), None, "nobody has asked");
        assert_eq!(next.recall(&id).await, Some(secret.clone()));
        assert_eq!(next.of(&id), Some(secret));
        next.forget(&id, "10.0.0.4:80".parse().unwrap()).await;
        assert!(drawer.0.lock().is_empty() && next.of(&id).is_none());
    }

    #[tokio::test]
    async fn what_a_device_refused_is_not_offered_again_until_it_is_told_anew() {
        let secrets = over(Arc::new(Drawer::default()));
        let id = porch();
        let place = "10.0.0.4:80".parse().unwrap();
        secrets.keep(&id, &Secret::new("old")).await.unwrap();
        assert!(secrets.recall(&id).await.is_some());
        secrets.refused_by(&id);
        assert_eq!(secrets.recall(&id).await, None, "though the keyring has it");
        secrets.learn(&id, place, &Secret::new("new"));
        assert_eq!(
            (secrets.recall(&id).await, secrets.at(place)),
            (Some(Secret::new("new")), Some(Secret::new("new")))
        );
        secrets.refused_at(place);
        assert!(secrets.was_refused_at(place) && secrets.at(place).is_none());
    }

    #[tokio::test]
    async fn a_run_on_loopback_leaves_the_keyring_alone_and_says_so() {
        let secrets = Secrets::new(Gate::loopback());
        let problem = secrets
            .keep(&porch(), &Secret::new("1234"))
            .await
            .unwrap_err();
        assert_eq!(problem.code, Code::SecretNotKept);
        assert!(!format!("{problem:?}").contains("1234"));
        assert_eq!(secrets.recall(&porch()).await, None);
    }
}
