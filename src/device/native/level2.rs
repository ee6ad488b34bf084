//! Level 2 as a [`Transfer`].

use super::library::{is_in, library, read_back};
use super::place::{Place, stored_name};
use super::upload::Upload;
use super::{finish, playing, status, tus};
use crate::device::{
    Cap, DeviceError, Payload, Playing, Receipt, Session, Traces, Transfer, Verification,
};
use crate::message::Message;
use crate::pattern::FittedPattern;
use futures_util::future::{BoxFuture, FutureExt};

impl Transfer for Upload {
    fn session(&self) -> &Session {
        self
    }

    fn reopen(&self, open: &str) {
        self.set_place(Some(open.into()));
    }

    fn traces(&self) -> Traces {
        self.traces()
    }

    fn acknowledged(&self) -> u64 {
        self.acknowledged()
    }

    fn start_over(&self) {
        self.start_over();
    }

    fn forget_sent(&self) {
        self.forget_sent();
    }

    fn find<'a>(
        &'a self,
        payload: &'a Payload,
    ) -> BoxFuture<'a, Result<Option<Receipt>, DeviceError>> {
        find(self, payload).boxed()
    }

    fn send<'a>(&'a self, payload: &'a Payload) -> BoxFuture<'a, Result<Receipt, DeviceError>> {
        tus::send(self, payload).boxed()
    }

    fn verify<'a>(
        &'a self,
        payload: &'a Payload,
        receipt: &'a Receipt,
    ) -> BoxFuture<'a, Result<Verification, DeviceError>> {
        read_back(self, payload, &receipt.stored_as).boxed()
    }

    fn settle<'a>(
        &'a self,
        payload: &'a Payload,
        receipt: &'a Receipt,
    ) -> BoxFuture<'a, Result<Receipt, DeviceError>> {
        finish::settle(self, payload, receipt).boxed()
    }

    fn discard<'a>(
        &'a self,
        payload: &'a Payload,
        receipt: &'a Receipt,
    ) -> BoxFuture<'a, Option<Message>> {
        finish::discard(self, payload, receipt).boxed()
    }

    fn tidy<'a>(
        &'a self,
        payload: &'a Payload,
        _receipt: &'a Receipt,
    ) -> BoxFuture<'a, Option<Message>> {
        finish::tidy(self, payload).boxed()
    }

    fn play<'a>(
        &'a self,
        receipt: &'a Receipt,
        _stored: (&'a Payload, &'a FittedPattern),
    ) -> BoxFuture<'a, Result<Playing, DeviceError>> {
        playing::start(self, receipt).boxed()
    }

    fn withdraw<'a>(&'a self, payload: &'a Payload) -> BoxFuture<'a, Option<Message>> {
        finish::withdraw(self, payload).boxed()
    }
}

async fn find(upload: &Upload, payload: &Payload) -> Result<Option<Receipt>, DeviceError> {
    let name = payload.name();
    if tus::is_left_open(upload, payload).await? {
        return Ok(None); // where it stands, the upload asks
    }
    let library = library(upload).await?;
    if !is_in(&library, payload, name) {
        let unverified = stored_name(upload, payload);
        if unverified != *name && is_in(&library, payload, &unverified) {
            // a former run came so far: it is to be verified, not to be sent
            upload.set_place(Place::unverified(payload, &unverified));
        }
        return Ok(None);
    }
    if !upload.device.caps.has(&Cap::Rename) {
        status::confirm(upload).await?; // nothing says whose list that was
    }
    let found = read_back(upload, payload, name).await?;
    Ok(matches!(found, Verification::Matched(_)).then(|| Receipt {
        stored_as: name.clone(),
    }))
}
