//! [`Family`]: what every family of controllers must be able to do.

use super::{
    BeforeLive, Controls, Device, DeviceAddr, DeviceError, FirmwareCache, Form, OldCopy, Payload,
    Playing, Receipt, Secret, Session, StoredName, StreamWay, Verification,
};
use crate::link::{Attempts, DeviceLink, LinkError};
use crate::pattern::FittedPattern;
use futures_util::future::{BoxFuture, FutureExt};
use std::net::SocketAddr;

/// Devices that share one protocol. Stands in a table, so its async methods return boxed futures.
pub trait Family: Send + Sync {
    /// The protocol, as in JSON: `native`.
    fn name(&self) -> &'static str;

    /// For people: "Upload Bridge player".
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

    /// The same with the device's PIN or token, for families whose devices say nothing without it. Sent only once the
    /// device has asked for it.
    fn identify_with<'a>(
        &'a self,
        address: &'a DeviceAddr,
        link: &'a DeviceLink,
        attempts: &'a Attempts,
        cache: &'a FirmwareCache,
        secret: &'a Secret,
    ) -> BoxFuture<'a, Result<Option<Device>, DeviceError>> {
        let _ = secret;
        self.identify(address, link, attempts, cache)
    }

    /// Where other devices are, as this one says; a hint like any other sighting.
    fn neighbours<'a>(
        &'a self,
        device: &'a Device,
        link: &'a DeviceLink,
    ) -> BoxFuture<'a, Vec<SocketAddr>> {
        let _ = (device, link);
        std::future::ready(Vec::new()).boxed()
    }

    /// The smallest request that shows that the device lives; what a half-open circuit is tried with.
    fn probe<'a>(&'a self, link: &'a DeviceLink) -> BoxFuture<'a, Result<(), LinkError>>;

    /// Whether its locked devices say who they are only to those who know their PIN or token.
    fn hides_when_locked(&self) -> bool {
        false
    }

    /// Whether asking it often troubles the device: it is deaf while it plays, or has memory for one request only.
    fn is_frail(&self, device: &Device) -> bool {
        let _ = device;
        false
    }

    /// The form in which this device stores patterns.
    fn form(&self, device: &Device) -> Form {
        let _ = device;
        Form::Frames
    }

    /// Whether the LED count that this device reports is its own; else it is only that of the pattern it holds.
    fn knows_its_leds(&self, device: &Device) -> bool {
        let _ = device;
        true
    }

    /// What a stored pattern is on this device, in a word: "file".
    fn noun(&self, device: &Device) -> &'static str {
        let _ = device;
        "file"
    }

    /// The bytes a device of that form stores for these frames, under a name that is made from `name`.
    ///
    /// # Errors
    /// Where the form cannot hold them, or devices of that form store no patterns at all.
    fn encode(
        &self,
        form: Form,
        fitted: &FittedPattern,
        name: &StoredName,
    ) -> Result<Payload, DeviceError>;

    /// How many bytes [`Family::encode`] would make, where that can be told without making them.
    fn encoded_size(&self, form: Form, fitted: &FittedPattern) -> Option<u64> {
        let _ = (form, fitted);
        None
    }

    /// Asks whether the device at the address is still that of the session, over a connection of its own.
    ///
    /// # Errors
    /// [`DeviceError::IdentityChanged`] where it is another one.
    fn confirm<'a>(&'a self, session: &'a Session) -> BoxFuture<'a, Result<(), DeviceError>>;

    /// Under which name the device already has exactly these bytes, by asking it. Where it cannot give bytes back: `None`.
    fn has<'a>(
        &'a self,
        session: &'a Session,
        payload: &'a Payload,
    ) -> BoxFuture<'a, Result<Option<Receipt>, DeviceError>>;

    /// Whether a file of that name on the device is a copy of ours of a pattern that is stored as `name`.
    fn is_copy(&self, device: &Device, file: &str, name: &StoredName) -> bool {
        let _ = (device, file, name);
        false
    }

    /// Copies of ours that storing the payload replaces, and that stay beside it until it is verified. Nothing where the
    /// device replaces in place.
    fn old_copies<'a>(
        &'a self,
        session: &'a Session,
        payload: &'a Payload,
    ) -> BoxFuture<'a, Result<Vec<OldCopy>, DeviceError>> {
        let _ = (session, payload);
        std::future::ready(Ok(Vec::new())).boxed()
    }

    /// Deletes one of those, and stops it first where it plays.
    fn delete_copy<'a>(
        &'a self,
        session: &'a Session,
        copy: &'a OldCopy,
    ) -> BoxFuture<'a, Result<(), DeviceError>> {
        let _ = (session, copy);
        std::future::ready(Ok(())).boxed()
    }

    /// Stores the payload, going on where an earlier attempt of this or a former job broke off.
    fn upload<'a>(
        &'a self,
        session: &'a Session,
        payload: &'a Payload,
    ) -> BoxFuture<'a, Result<Receipt, DeviceError>>;

    /// Reads back and compares.
    fn verify<'a>(
        &'a self,
        session: &'a Session,
        payload: &'a Payload,
        receipt: &'a Receipt,
    ) -> BoxFuture<'a, Result<Verification, DeviceError>>;

    /// Gives what was verified the name it is to have, where it was stored under another at first.
    fn settle<'a>(
        &'a self,
        session: &'a Session,
        payload: &'a Payload,
        receipt: &'a Receipt,
    ) -> BoxFuture<'a, Result<Receipt, DeviceError>> {
        let _ = (session, payload);
        std::future::ready(Ok(receipt.clone())).boxed()
    }

    /// Takes away what failed the check; in words what is lost by that, or could not be taken away.
    fn discard<'a>(
        &'a self,
        session: &'a Session,
        payload: &'a Payload,
        receipt: &'a Receipt,
    ) -> BoxFuture<'a, Option<String>>;

    /// Takes away what requests that were given up have left, once nothing more of them can arrive; in words what stays.
    fn tidy<'a>(
        &'a self,
        session: &'a Session,
        payload: &'a Payload,
        receipt: &'a Receipt,
    ) -> BoxFuture<'a, Option<String>> {
        let _ = (session, payload, receipt);
        std::future::ready(None).boxed()
    }

    /// Starts it, and looks whether the device shows its frames, as far as it can be asked.
    fn play<'a>(
        &'a self,
        session: &'a Session,
        receipt: &'a Receipt,
        stored: (&'a Payload, &'a FittedPattern),
    ) -> BoxFuture<'a, Result<Playing, DeviceError>>;

    /// Whether the device, by what it said of itself, plays what it has stored under that name.
    fn plays(&self, device: &Device, name: &StoredName) -> Playing;

    /// How this device takes frames live, best first; by what it said of itself. Nothing: it takes none.
    fn streams(&self, device: &Device) -> Vec<StreamWay> {
        let _ = device;
        Vec::new()
    }

    /// Whether the device says that it shows frames which come live by that way now; `None`: it cannot say. Asked while
    /// frames are sent.
    fn shows_live<'a>(
        &'a self,
        session: &'a Session,
        way: StreamWay,
    ) -> BoxFuture<'a, Result<Option<bool>, DeviceError>> {
        let _ = (session, way);
        std::future::ready(Ok(None)).boxed()
    }

    /// What the device shows, asked before frames come live; `None` where it cannot be put back.
    fn before_live<'a>(
        &'a self,
        session: &'a Session,
    ) -> BoxFuture<'a, Result<Option<BeforeLive>, DeviceError>> {
        let _ = session;
        std::future::ready(Ok(None)).boxed()
    }

    /// The last frame was sent: the device is told to show its own again, where that has to be said beside the frames. One
    /// that has started again meanwhile is given back what it showed before.
    fn leave_live<'a>(
        &'a self,
        session: &'a Session,
        way: StreamWay,
        before: Option<&'a BeforeLive>,
    ) -> BoxFuture<'a, Result<(), DeviceError>> {
        let _ = (session, way, before);
        std::future::ready(Ok(())).boxed()
    }

    /// What a person can do with its devices beside sending patterns.
    fn controls(&self) -> Option<&dyn Controls> {
        None
    }

    /// Takes back what an upload that was not finished left on the device; in words what could not be taken back.
    fn withdraw<'a>(
        &'a self,
        session: &'a Session,
        payload: &'a Payload,
    ) -> BoxFuture<'a, Option<String>>;
}
