//! Level 1: one multipart upload into RAM, and three numbers to compare. One client at a time, every reply closes.

use super::reply::{link_error, refusal};
use super::status::{self, Status};
use super::{auth, playing};
use crate::device::transfer::{FilePart, post_file};
use crate::device::{
    DeviceError, Doing, Payload, Playing, Receipt, Session, Traces, Transfer, Verification,
};
use crate::link::classify::{self, Verdict};
use crate::link::{Call, Reply};
use crate::message::Message;
use crate::msg;
use crate::pattern::{Finding, FittedPattern, byte_text};
use crate::problem::{Code, Remedy};
use bytes::Bytes;
use futures_util::future::{BoxFuture, FutureExt};
use http::StatusCode;

const SENDING: Doing = Doing::Sending;

/// One upload to a level 1 device, which keeps nothing of an upload that broke off.
pub(super) struct Level1Upload {
    session: Session,
}

impl Level1Upload {
    pub(super) fn new(session: Session) -> Self {
        Self { session }
    }
}

impl Transfer for Level1Upload {
    fn session(&self) -> &Session {
        &self.session
    }

    fn reopen(&self, _open: &str) {}

    fn traces(&self) -> Traces {
        Traces::default()
    }

    fn start_over(&self) {}

    fn forget_sent(&self) {}

    fn find<'a>(
        &'a self,
        _payload: &'a Payload,
    ) -> BoxFuture<'a, Result<Option<Receipt>, DeviceError>> {
        std::future::ready(Ok(None)).boxed()
    }

    fn send<'a>(&'a self, payload: &'a Payload) -> BoxFuture<'a, Result<Receipt, DeviceError>> {
        upload(&self.session, payload).boxed()
    }

    fn verify<'a>(
        &'a self,
        payload: &'a Payload,
        _receipt: &'a Receipt,
    ) -> BoxFuture<'a, Result<Verification, DeviceError>> {
        verify(&self.session, payload).boxed()
    }

    fn discard<'a>(
        &'a self,
        _payload: &'a Payload,
        _receipt: &'a Receipt,
    ) -> BoxFuture<'a, Option<Message>> {
        std::future::ready(Some(msg!("upload-damaged-stays"))).boxed()
    }

    fn play<'a>(
        &'a self,
        receipt: &'a Receipt,
        _stored: (&'a Payload, &'a FittedPattern),
    ) -> BoxFuture<'a, Result<Playing, DeviceError>> {
        playing::start(&self.session, receipt).boxed()
    }

    /// The device throws an upload that broke off away by itself.
    fn withdraw<'a>(&'a self, _payload: &'a Payload) -> BoxFuture<'a, Option<Message>> {
        std::future::ready(None).boxed()
    }
}

/// Sends the whole pattern; again from the start when it breaks off, since the device keeps nothing of a cut upload.
async fn upload(session: &Session, payload: &Payload) -> Result<Receipt, DeviceError> {
    let tries = session.attempts.request();
    let mut is_second = false;
    loop {
        let result = auth::send(session, form(session, payload, payload.held()?)).await;
        let verdict = classify::verdict(&result);
        let error = match result {
            Ok(_) if verdict == Verdict::Success => {
                return Ok(Receipt {
                    stored_as: payload.name().clone(),
                });
            }
            // a form that it cannot read: a bit was wrong on the way
            Ok(reply) if reply.status == StatusCode::BAD_REQUEST && !is_second => {
                is_second = true;
                session.attempts.repeat();
                status::confirm(session).await?;
                continue;
            }
            Ok(reply) if matches!(verdict, Verdict::Busy { .. }) => refusal(SENDING, &reply),
            Ok(reply) => return Err(refused(&reply, payload)),
            Err(cause) if verdict == Verdict::Fatal => return Err(link_error(SENDING)(cause)),
            Err(cause) => link_error(SENDING)(cause),
        };
        if session.broke_off() {
            return Err(error);
        }
        match session.link.policy().next(&verdict, &tries) {
            Some(wait) => {
                session.retrying(&error);
                tokio::time::sleep(wait).await;
            }
            None => return Err(error),
        }
        // is it there at all? What a device that is gone needs is not another attempt, but patience
        if let Err(error) = status::confirm(session).await {
            tries.not_sent(); // the repeat is counted when it is sent, after the wait
            return Err(error);
        }
    }
}

/// Explains a refusal: the firmware answers 500 when memory runs out.
fn refused(reply: &Reply, payload: &Payload) -> DeviceError {
    match refusal(SENDING, reply) {
        DeviceError::SaidNo { detail, .. } if reply.status == StatusCode::INTERNAL_SERVER_ERROR => {
            let fact = msg!(
                "unfit-no-room",
                size = byte_text(payload.len()),
                detail = detail
            );
            let remedy = Remedy::ShortenForMemory;
            DeviceError::from(Finding::blocks(Code::DeviceFull, fact, remedy))
        }
        other => other,
    }
}

/// The file as the firmware's parser wants it: with a name that ends in lower-case `.bin` (native API, section 2). Not
/// repeated by the link: only this function can distinguish a refusal from a cut.
fn form(session: &Session, payload: &Payload, bytes: &Bytes) -> Call {
    let part = FilePart {
        field: "pattern",
        file: &format!("{}.bin", payload.name()),
        mime: "application/octet-stream",
    };
    post_file(session, "/api/upload", &part, bytes)
}

/// Reads the status again: LEDs, frames and bytes must be what was sent. That is all this level can say.
async fn verify(session: &Session, payload: &Payload) -> Result<Verification, DeviceError> {
    let status: Status = auth::get(session, Doing::ReadingStatus, "/api/status").await?;
    if !status.pattern_loaded {
        return Ok(Verification::Missing);
    }
    let sent = (
        payload.leds() as u64,
        payload.frames() as u64,
        payload.len(),
    );
    let held = status.pattern();
    if sent == held {
        return Ok(Verification::Unsupported);
    }
    let numbers = |(leds, frames, bytes): (u64, u64, u64)| {
        msg!(
            "detail-numbers",
            leds = leds,
            frames = frames,
            bytes = bytes
        )
    };
    Ok(Verification::Differs {
        detail: msg!(
            "detail-numbers-differ",
            found = numbers(held),
            sent = numbers(sent)
        ),
    })
}
