//! [`Family`]: what every family of controllers must be able to do, and the abilities that only some have.

use super::{
    Controls, Device, DeviceAddr, DeviceError, FirmwareCache, Form, OldCopies, Payload, Playing,
    Secret, Session, StoredName, Streams, Transfer,
};
use crate::link::{Attempts, DeviceLink, LinkError};
use crate::pattern::FittedPattern;
use futures_util::future::BoxFuture;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

/// What the app must know of a protocol to send patterns to its devices. Each implementation is one row of [`super::FAMILIES`].
///
/// Async methods return boxed futures, because the families are trait objects.
pub trait Family: Send + Sync {
    /// The protocol, as in JSON: `native`.
    fn name(&self) -> &'static str;

    /// The name that people know: "Upload Bridge player".
    fn title(&self) -> &'static str;

    /// Asks which device answers at `address`. `None`: a device answers, but not one of this family. What holds for as
    /// long as the device's firmware stays the same is taken from `cache`, and put there.
    fn identify<'a>(
        &'a self,
        address: &'a DeviceAddr,
        link: &'a DeviceLink,
        attempts: &'a Attempts,
        cache: &'a FirmwareCache,
    ) -> BoxFuture<'a, Result<Option<Device>, DeviceError>>;

    /// Sends the smallest request that shows that the device lives; a half-open circuit is tried with it.
    fn probe<'a>(&'a self, link: &'a DeviceLink) -> BoxFuture<'a, Result<(), LinkError>>;

    /// Asks whether the device at the address is still that of the session, over a connection of its own; returns the time since
    /// its start, where it says one.
    ///
    /// # Errors
    /// [`DeviceError::IdentityChanged`] where it is another one.
    fn confirm<'a>(
        &'a self,
        session: &'a Session,
    ) -> BoxFuture<'a, Result<Option<Duration>, DeviceError>>;

    /// The form in which this device stores patterns.
    fn form(&self, device: &Device) -> Form;

    /// Makes the bytes that a device of that form stores for these frames, under a name that is made from `name`.
    ///
    /// # Errors
    /// Where the form cannot hold them, or devices of that form store no patterns at all.
    fn encode(
        &self,
        form: Form,
        fitted: &FittedPattern,
        name: &StoredName,
    ) -> Result<Payload, DeviceError>;

    /// How many bytes [`Family::encode`] would make, where that can be computed without making them.
    fn encoded_size(&self, form: Form, fitted: &FittedPattern) -> Option<u64> {
        let _ = (form, fitted);
        None
    }

    /// Begins an upload over this session. Nothing is sent yet.
    fn transfer(&self, session: Session) -> Arc<dyn Transfer>;

    /// Whether the device plays what it has stored under that name, by its own report.
    fn plays(&self, device: &Device, name: &StoredName) -> Playing;

    /// Whether frequent requests trouble the device: it is deaf while it plays, or has memory for one request only.
    fn is_frail(&self, device: &Device) -> bool {
        let _ = device;
        false
    }

    /// Whether this device answers while it plays: if not, silence says nothing of its health.
    fn answers_while_playing(&self, device: &Device) -> bool {
        let _ = device;
        true
    }

    /// Whether the LED count that this device reports is its own; else it is only that of the pattern it holds.
    fn knows_its_leds(&self, device: &Device) -> bool {
        let _ = device;
        true
    }

    /// The word for a stored pattern on this device, which messages select by: "file" or "preset".
    fn noun(&self, device: &Device) -> &'static str {
        let _ = device;
        "file"
    }

    /// The controls that a person has beside sending patterns.
    fn controls(&self) -> Option<&dyn Controls> {
        None
    }

    /// Playing frames live.
    fn streams(&self) -> Option<&dyn Streams> {
        None
    }

    /// Old copies of a pattern, where its devices keep them beside the new one.
    fn old_copies(&self) -> Option<&dyn OldCopies> {
        None
    }

    /// Asking a device for others of its kind.
    fn neighbours(&self) -> Option<&dyn Neighbours> {
        None
    }

    /// Identifying locked devices, where they do not identify themselves without their secret.
    fn locked(&self) -> Option<&dyn LockedIdentity> {
        None
    }
}

/// An ability of families whose devices know where others of their kind are.
pub trait Neighbours: Send + Sync {
    /// Lists the addresses of other devices, by this one's report; unconfirmed like any other sighting.
    fn list<'a>(
        &'a self,
        device: &'a Device,
        link: &'a DeviceLink,
    ) -> BoxFuture<'a, Vec<SocketAddr>>;
}

/// An ability of families whose locked devices identify themselves only to callers that know their PIN or token.
pub trait LockedIdentity: Send + Sync {
    /// As [`Family::identify`], with the device's PIN or token. Sent only once the device has asked for it.
    fn identify<'a>(
        &'a self,
        address: &'a DeviceAddr,
        link: &'a DeviceLink,
        attempts: &'a Attempts,
        secret: &'a Secret,
    ) -> BoxFuture<'a, Result<Option<Device>, DeviceError>>;
}

impl dyn Family {
    /// As [`Family::identify`], with the device's PIN or token for families that need it.
    pub fn identify_with<'a>(
        &'a self,
        address: &'a DeviceAddr,
        link: &'a DeviceLink,
        attempts: &'a Attempts,
        cache: &'a FirmwareCache,
        secret: &'a Secret,
    ) -> BoxFuture<'a, Result<Option<Device>, DeviceError>> {
        match self.locked() {
            Some(locked) => locked.identify(address, link, attempts, secret),
            None => self.identify(address, link, attempts, cache),
        }
    }

    /// Whether its locked devices do not identify themselves without their secret.
    #[must_use]
    pub fn hides_when_locked(&self) -> bool {
        self.locked().is_some()
    }
}
