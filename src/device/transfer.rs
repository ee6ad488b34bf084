//! [`Transfer`]: one upload to one device. Below it is what the uploads of several families share: reading back, the
//! multipart body, and taking an unfinished upload back.

mod multipart;
mod read_back;
mod retry;

pub(super) use multipart::{FilePart, post_file};
pub(super) use read_back::{Found, compared, read_back};
pub(super) use retry::{NotTakenBack, retry_until};

use super::{DeviceError, Payload, Playing, Receipt, Session, Verification};
use crate::message::Message;
use crate::pattern::FittedPattern;
use futures_util::future::{BoxFuture, FutureExt};

/// One upload to one device, with what it has left there so far. Each family has its own.
pub trait Transfer: Send + Sync {
    /// The session with the device.
    fn session(&self) -> &Session;

    /// Takes over an upload that an earlier run left open, by the text that [`Traces::open`] gave then.
    fn reopen(&self, open: &str);

    /// What it has left on the device so far.
    fn traces(&self) -> Traces;

    /// The most bytes that the device has ever acknowledged; 0 for devices that acknowledge nothing in between.
    fn acknowledged(&self) -> u64 {
        0
    }

    /// Notes that a full resend begins: nothing was handed over yet.
    fn start_over(&self);

    /// Notes that nothing of what was handed over is left on the device.
    fn forget_sent(&self);

    /// Finds out under which name the device already has exactly these bytes, by asking it. `None` where it does not have
    /// them, or cannot give bytes back.
    fn find<'a>(
        &'a self,
        payload: &'a Payload,
    ) -> BoxFuture<'a, Result<Option<Receipt>, DeviceError>>;

    /// Stores the payload, continuing where an earlier attempt of this or a former job broke off.
    fn send<'a>(&'a self, payload: &'a Payload) -> BoxFuture<'a, Result<Receipt, DeviceError>>;

    /// Reads back and compares.
    fn verify<'a>(
        &'a self,
        payload: &'a Payload,
        receipt: &'a Receipt,
    ) -> BoxFuture<'a, Result<Verification, DeviceError>>;

    /// Gives a verified file its final name, where it was stored under another at first.
    fn settle<'a>(
        &'a self,
        payload: &'a Payload,
        receipt: &'a Receipt,
    ) -> BoxFuture<'a, Result<Receipt, DeviceError>> {
        let _ = payload;
        std::future::ready(Ok(receipt.clone())).boxed()
    }

    /// Deletes what failed the check; in words what is lost by that, or could not be deleted.
    fn discard<'a>(
        &'a self,
        payload: &'a Payload,
        receipt: &'a Receipt,
    ) -> BoxFuture<'a, Option<Message>>;

    /// Deletes what requests that were given up have left, once nothing more of them can arrive; in words what stays.
    fn tidy<'a>(
        &'a self,
        payload: &'a Payload,
        receipt: &'a Receipt,
    ) -> BoxFuture<'a, Option<Message>> {
        let _ = (payload, receipt);
        std::future::ready(None).boxed()
    }

    /// Starts the pattern, and checks whether the device shows its frames, as far as it can be asked.
    fn play<'a>(
        &'a self,
        receipt: &'a Receipt,
        stored: (&'a Payload, &'a FittedPattern),
    ) -> BoxFuture<'a, Result<Playing, DeviceError>>;

    /// Takes back what an unfinished upload left on the device; in words what could not be taken back.
    fn withdraw<'a>(&'a self, payload: &'a Payload) -> BoxFuture<'a, Option<Message>>;
}

/// What an upload has left on its device so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Traces {
    /// The unfinished upload, in the text that the journal keeps.
    pub open: Option<String>,
    /// Whether a request that was lost may have opened an upload that the device never reported.
    pub is_unseen: bool,
    /// Names under which parts of attempts that were given up may lie.
    pub abandoned: Vec<String>,
    /// Whether anything was handed over that may still be on the device.
    pub was_sent: bool,
}

impl Traces {
    /// Whether an upload is open on the device, or may be.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.open.is_some() || self.is_unseen
    }

    /// Every name under which something may lie.
    #[must_use]
    pub fn names(&self) -> Vec<String> {
        let mut names = self.abandoned.clone();
        names.extend(self.open.clone().filter(|open| !names.contains(open)));
        names
    }
}
