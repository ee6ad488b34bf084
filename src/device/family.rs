//! The table of controller families, and what each must be able to do. A new family is one file and one line in [`FAMILIES`].

use super::{
    Controls, Device, DeviceAddr, DeviceError, FirmwareCache, Payload, Playing, Receipt, Secret,
    StoredName, StreamWay, Verification,
};
use crate::link::{Attempts, DeviceLink, LinkError};
use crate::pattern::FittedPattern;
use futures_util::future::{BoxFuture, FutureExt};
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// Every family, in the order in which they are asked whether a device is theirs.
pub const FAMILIES: &[&dyn Family] = &[&super::native::Native, &super::wled::Wled];

/// What a job is doing, as progress is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Step {
    /// Bytes go to the device; `sent` is what the device has acknowledged.
    Sending,
    /// Everything is handed over; the device has not answered yet.
    Answer,
    /// Bytes come back to be compared.
    Verifying,
}

/// Sends from the start that may break off in one session: a device that reboots in each of them comes back each time, and
/// would be sent the same for ever. As many as a call has attempts.
const MOST_BROKEN: u64 = 5;

/// Told of each step of an upload: how many bytes of how many.
pub type Progress = Arc<dyn Fn(Step, u64, u64) + Send + Sync>;

/// One job's way to one device: the link, what the device said of itself, the job's attempts, and what is open on the device.
pub struct Session {
    /// The resilient path.
    pub link: Arc<DeviceLink>,
    /// The device, as it identified itself at the start of the job.
    pub device: Device,
    /// The job's attempts.
    pub attempts: Attempts,
    /// Where progress goes.
    pub progress: Progress,
    secret: OnceLock<Secret>,
    asked: AtomicBool,
    open: Mutex<Option<String>>,
    acknowledged: AtomicU64,
    handed_over: AtomicU64,
    refused: AtomicBool,
    broken: AtomicU64,
    remarks: Mutex<Vec<String>>,
}

impl Session {
    /// A session with nothing open on the device.
    #[must_use]
    pub fn new(
        link: Arc<DeviceLink>,
        device: Device,
        attempts: Attempts,
        progress: Progress,
    ) -> Self {
        Self {
            link,
            device,
            attempts,
            progress,
            secret: OnceLock::new(),
            asked: AtomicBool::new(false),
            open: Mutex::new(None),
            acknowledged: AtomicU64::new(0),
            handed_over: AtomicU64::new(0),
            refused: AtomicBool::new(false),
            broken: AtomicU64::new(0),
            remarks: Mutex::default(),
        }
    }

    /// The same with the device's PIN or token, where one is known.
    #[must_use]
    pub fn with_secret(mut self, secret: Option<Secret>) -> Self {
        self.secret = secret.map(OnceLock::from).unwrap_or_default();
        self
    }

    /// Gives the session the secret that its device has asked for; whether it had none before.
    pub fn unlock(&self, secret: Secret) -> bool {
        self.secret.set(secret).is_ok()
    }

    /// The device's PIN or token, where one is known. To be sent only after the device has asked for it.
    #[must_use]
    pub fn secret(&self) -> Option<&Secret> {
        self.secret.get()
    }

    /// Notes that the device has asked for its PIN or token: from now on it may go along unasked.
    pub fn asked(&self) {
        self.asked.store(true, Relaxed);
    }

    /// Whether the device has asked for its PIN or token in this session.
    #[must_use]
    pub fn has_asked(&self) -> bool {
        self.asked.load(Relaxed)
    }

    /// Notes that the device has refused its PIN or token through all tries: in this session it is not sent again.
    pub fn refuse_secret(&self) {
        self.refused.store(true, Relaxed);
    }

    /// Whether [`Session::refuse_secret`] was noted.
    #[must_use]
    pub fn has_refused_secret(&self) -> bool {
        self.refused.load(Relaxed)
    }

    /// Notes that a send broke off with nothing kept of it, for families that cannot resume; whether it was the last
    /// that this session may make.
    pub fn broke_off(&self) -> bool {
        self.broken.fetch_add(1, Relaxed);
        self.is_spent()
    }

    /// Whether so many sends broke off that waiting for the device would only bring it down once more.
    #[must_use]
    pub fn is_spent(&self) -> bool {
        self.broken.load(Relaxed) >= MOST_BROKEN
    }

    /// Notes a sentence that the person should read beside the outcome; each once.
    pub fn remark(&self, text: String) {
        let mut remarks = self.remarks.lock().unwrap_or_else(PoisonError::into_inner);
        if !remarks.contains(&text) {
            remarks.push(text);
        }
    }

    /// What [`Session::remark`] noted since this was asked last.
    #[must_use]
    pub fn take_remarks(&self) -> Vec<String> {
        std::mem::take(&mut *self.remarks.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Notes what an unfinished upload is called on the device, so that cancelling can take it away.
    pub fn set_open(&self, what: Option<String>) {
        *self.open.lock().unwrap_or_else(PoisonError::into_inner) = what;
    }

    /// What [`Session::set_open`] noted last.
    #[must_use]
    pub fn open(&self) -> Option<String> {
        self.open
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Notes how many bytes the device has; whether that is more than ever before in this job.
    pub fn acknowledge(&self, bytes: u64) -> bool {
        self.acknowledged.fetch_max(bytes, Relaxed) < bytes
    }

    /// The most bytes the device ever acknowledged.
    #[must_use]
    pub fn acknowledged(&self) -> u64 {
        self.acknowledged.load(Relaxed)
    }

    /// Notes up to where bytes were handed over, answered or not.
    pub fn hand_over(&self, end: u64) {
        self.handed_over.fetch_max(end, Relaxed);
    }

    /// Up to where bytes were handed over.
    #[must_use]
    pub fn handed_over(&self) -> u64 {
        self.handed_over.load(Relaxed)
    }

    /// A full resend begins: nothing of this upload was handed over yet.
    pub fn start_over(&self) {
        self.handed_over.store(0, Relaxed);
        self.set_open(None);
    }
}

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

    /// In which form this device stores patterns, in the family's words: devices of one form and one layout take the same
    /// bytes.
    fn form(&self, device: &Device) -> &'static str {
        let _ = device;
        ""
    }

    /// The bytes a device of that form stores for these frames, under a name that is made from `name`.
    ///
    /// # Errors
    /// Where the form cannot hold them, or devices of that form store no patterns at all.
    fn encode(
        &self,
        form: &'static str,
        fitted: &FittedPattern,
        name: &StoredName,
    ) -> Result<Payload, DeviceError>;

    /// How many bytes [`Family::encode`] would make, where that can be told without making them.
    fn encoded_size(&self, form: &'static str, fitted: &FittedPattern) -> Option<u64> {
        let _ = (form, fitted);
        None
    }

    /// Whether the device already has exactly these bytes, by asking it. Where it cannot give bytes back: `false`.
    fn has<'a>(
        &'a self,
        session: &'a Session,
        payload: &'a Payload,
    ) -> BoxFuture<'a, Result<bool, DeviceError>>;

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

    /// Starts it, and looks whether the device shows `frames`, as far as it can be asked.
    fn play<'a>(
        &'a self,
        session: &'a Session,
        receipt: &'a Receipt,
        frames: &'a FittedPattern,
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

    /// The last frame was sent: the device is told to show its own again, where that has to be said beside the frames.
    fn leave_live<'a>(
        &'a self,
        session: &'a Session,
        way: StreamWay,
    ) -> BoxFuture<'a, Result<(), DeviceError>> {
        let _ = (session, way);
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

/// The family of that name.
#[must_use]
pub fn family(name: &str) -> Option<&'static dyn Family> {
    FAMILIES.iter().copied().find(|f| f.name() == name)
}
