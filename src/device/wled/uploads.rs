//! Uploads of a GIF and of a preset as [`Transfer`]s.

use super::gif_upload::GifUpload;
use super::preset_upload::PresetUpload;
use super::{gif, still, storing, superseded};
use crate::device::{
    DeviceError, Payload, Playing, Receipt, Session, Traces, Transfer, Verification,
};
use crate::message::Message;
use crate::pattern::FittedPattern;
use futures_util::future::{BoxFuture, FutureExt};

impl Transfer for GifUpload {
    fn session(&self) -> &Session {
        self
    }

    fn reopen(&self, open: &str) {
        self.set_open(Some(open.to_owned()));
    }

    fn traces(&self) -> Traces {
        self.traces()
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
        storing::find(self, payload).boxed()
    }

    fn send<'a>(&'a self, payload: &'a Payload) -> BoxFuture<'a, Result<Receipt, DeviceError>> {
        storing::send(self, payload).boxed()
    }

    fn verify<'a>(
        &'a self,
        payload: &'a Payload,
        receipt: &'a Receipt,
    ) -> BoxFuture<'a, Result<Verification, DeviceError>> {
        storing::verify(self, payload, receipt).boxed()
    }

    fn discard<'a>(
        &'a self,
        payload: &'a Payload,
        _receipt: &'a Receipt,
    ) -> BoxFuture<'a, Option<Message>> {
        superseded::withdraw(self, payload).boxed()
    }

    fn tidy<'a>(
        &'a self,
        _payload: &'a Payload,
        _receipt: &'a Receipt,
    ) -> BoxFuture<'a, Option<Message>> {
        superseded::tidy(self).boxed()
    }

    fn play<'a>(
        &'a self,
        receipt: &'a Receipt,
        stored: (&'a Payload, &'a FittedPattern),
    ) -> BoxFuture<'a, Result<Playing, DeviceError>> {
        gif::play(self, receipt, stored).boxed()
    }

    fn withdraw<'a>(&'a self, payload: &'a Payload) -> BoxFuture<'a, Option<Message>> {
        superseded::withdraw(self, payload).boxed()
    }
}

impl Transfer for PresetUpload {
    fn session(&self) -> &Session {
        self
    }

    fn reopen(&self, open: &str) {
        self.set_open(open.parse().ok());
    }

    fn traces(&self) -> Traces {
        self.traces()
    }

    fn start_over(&self) {
        self.set_open(None);
    }

    fn forget_sent(&self) {
        self.forget_sent();
    }

    fn find<'a>(
        &'a self,
        payload: &'a Payload,
    ) -> BoxFuture<'a, Result<Option<Receipt>, DeviceError>> {
        still::find(self, payload).boxed()
    }

    fn send<'a>(&'a self, payload: &'a Payload) -> BoxFuture<'a, Result<Receipt, DeviceError>> {
        still::send(self, payload).boxed()
    }

    fn verify<'a>(
        &'a self,
        payload: &'a Payload,
        _receipt: &'a Receipt,
    ) -> BoxFuture<'a, Result<Verification, DeviceError>> {
        still::verify(self, payload).boxed()
    }

    fn discard<'a>(
        &'a self,
        _payload: &'a Payload,
        receipt: &'a Receipt,
    ) -> BoxFuture<'a, Option<Message>> {
        still::discard(self, receipt).boxed()
    }

    fn play<'a>(
        &'a self,
        receipt: &'a Receipt,
        stored: (&'a Payload, &'a FittedPattern),
    ) -> BoxFuture<'a, Result<Playing, DeviceError>> {
        still::play(self, receipt, stored).boxed()
    }

    fn withdraw<'a>(&'a self, payload: &'a Payload) -> BoxFuture<'a, Option<Message>> {
        still::withdraw(self, payload).boxed()
    }
}
