//! Takes uploads by tus 1.0.0, core + creation + termination (<https://tus.io/protocols/resumable-upload>), with the
//! refusals of devices/native.md section 3. The last byte checks, and moves the upload into the library in one step.

use super::super::disk::is_name;
use super::super::fault_cursor::FaultCursor;
use super::super::fault_state::Kept;
use super::super::http::{Connection, PIECE};
use super::super::message::{Reply, Request};
use super::super::wire;
use super::state::{PART, Promise, State};
use super::{Native, Stop, refusal, stop};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use std::sync::Arc;
use tokio::time::Instant;

const VERSION: &str = "1.0.0";
const PIECE_TYPE: &str = "application/offset+octet-stream";

/// Every answer says which version it speaks; a refusal too.
pub(super) fn with_version(reply: Result<Reply, Stop>) -> Result<Reply, Stop> {
    match reply {
        Ok(reply) | Err(Stop::Refusal(reply)) => Ok(reply.header("Tus-Resumable", VERSION)),
        end => end,
    }
}

impl Native {
    /// Everything under `/api/files`.
    pub(super) async fn files(
        &self,
        request: &Request,
        connection: &mut Connection,
    ) -> Result<Reply, Stop> {
        // tus 1.0.0: the override is the method where a client cannot send PATCH or DELETE itself
        let method = request
            .header("x-http-method-override")
            .unwrap_or(&request.method);
        let id = request
            .path
            .strip_prefix("/api/files/")
            .filter(|id| !id.is_empty());
        if method == "OPTIONS" {
            return Ok(self.capabilities());
        }
        if request.header("tus-resumable") != Some(VERSION) {
            let reply = refusal(412, "version", "This device speaks tus 1.0.0.")
                .header("Tus-Version", VERSION);
            return Err(Stop::Refusal(reply));
        }
        match (method, id) {
            ("POST", None) => self.create(request),
            ("HEAD", Some(id)) => self.offset(id),
            ("PATCH", Some(id)) => self.piece(request, connection, id).await,
            ("DELETE", Some(id)) => self.give_up(id),
            _ => Err(stop(404, "not_found", "There is nothing at this address.")),
        }
    }

    fn capabilities(&self) -> Reply {
        Reply::empty(204)
            .header("Tus-Version", VERSION)
            .header("Tus-Extension", "creation,termination")
            .header("Tus-Max-Size", self.state().disk.total().to_string())
    }

    fn create(&self, request: &Request) -> Result<Reply, Stop> {
        let promise = promise(request)?;
        let mut state = self.state();
        let created = |id: &str| Reply::empty(201).header("Location", format!("/api/files/{id}"));
        if let Some(open) = state.open.as_ref().filter(|open| open.promise.is(&promise)) {
            return Ok(created(&open.id));
        }
        if promise.length > state.disk.total() {
            return Err(stop(
                413,
                "too_large",
                "The pattern is larger than this device's storage.",
            ));
        }
        let wait = state.wait_for_other(Instant::now());
        if wait > 0 {
            let mut reply = refusal(503, "busy", "Another upload is open.");
            reply.headers.retain(|(name, _)| *name != "Retry-After");
            return Err(Stop::Refusal(reply.header("Retry-After", wait.to_string())));
        }
        if state.open.is_some() {
            state.drop_upload()?;
        }
        if promise.length > state.free()? || self.faults().full() {
            return Err(stop(
                507,
                "full",
                "There is not enough room. Delete a pattern first.",
            ));
        }
        let reply = created(&state.open(promise)?.id);
        Ok(reply)
    }

    fn offset(&self, id: &str) -> Result<Reply, Stop> {
        let mut state = self.state();
        let upload = state.claim(id).ok_or_else(gone)?;
        let reply = Reply::empty(200)
            .header("Upload-Offset", upload.offset.to_string())
            .header("Upload-Length", upload.promise.length.to_string())
            .header("Cache-Control", "no-store");
        Ok(match &upload.promise.metadata {
            Some(given) => reply.header("Upload-Metadata", given),
            None => reply,
        })
    }

    fn give_up(&self, id: &str) -> Result<Reply, Stop> {
        let mut state = self.state();
        state.claim(id).ok_or_else(gone)?;
        state.drop_upload()?;
        Ok(Reply::empty(204))
    }

    /// Takes a piece. What has arrived of one that is cut counts.
    async fn piece(
        &self,
        request: &Request,
        connection: &mut Connection,
        id: &str,
    ) -> Result<Reply, Stop> {
        let (writer, start, length, mut cursor) = self.admit(request, id)?;
        cursor.advance(0).await?;
        let mut at = start;
        while connection.unread() > 0 {
            let bytes = connection.body(cursor.room(PIECE)).await?;
            at = self
                .state()
                .append(id, writer, &bytes)?
                .ok_or(super::End::Reset)?;
            if self.faults().early_reply(start, at, length) {
                self.finish_early()?;
                return Ok(accepted(length).early());
            }
            if at == length {
                self.finish()?;
            }
            cursor.advance(bytes.len()).await?;
        }
        Ok(accepted(at))
    }

    /// Whether the piece may come: who writes, where it starts, how long the whole is.
    fn admit(&self, request: &Request, id: &str) -> Result<(u64, u64, u64, FaultCursor<'_>), Stop> {
        let mut state = self.state();
        let upload = state.claim(id).ok_or_else(gone)?;
        if request.header("content-type") != Some(PIECE_TYPE) {
            return Err(stop(
                415,
                "type",
                "A piece is application/offset+octet-stream.",
            ));
        }
        let offset: u64 = number(request, "upload-offset")?;
        let Some(piece) = request.length else {
            return Err(stop(400, "malformed", "A piece needs a Content-Length."));
        };
        if offset != upload.offset {
            let reply = refusal(409, "offset", "The upload stands elsewhere. Ask with HEAD.");
            return Err(Stop::Refusal(reply));
        }
        let length = upload.promise.length;
        if piece > length - offset {
            return Err(stop(
                413,
                "too_large",
                "The piece goes beyond the length that was announced.",
            ));
        }
        Ok((
            upload.writer,
            offset,
            length,
            FaultCursor::new(self.faults(), offset, Arc::clone(&upload.ahead)),
        ))
    }

    /// All is there: check, then into the library in one step. A harmed upload is not noticed.
    fn finish(&self) -> Result<(), Stop> {
        let mut state = self.state();
        let Some(promise) = state.open.as_ref().map(|open| open.promise.clone()) else {
            return Ok(());
        };
        let bytes = state.disk.read_own(PART)?.unwrap_or_default();
        match self.faults().keep(bytes) {
            Kept::Whole(bytes) => {
                if let Err(refused) = self.check(&promise, &bytes) {
                    state.drop_upload()?;
                    return Err(refused);
                }
                publish(&mut state, &promise)?;
            }
            Kept::Harmed(Some(bytes)) => {
                state.disk.write_own(PART, &bytes)?;
                publish(&mut state, &promise)?;
            }
            Kept::Harmed(None) => state.drop_upload()?,
        }
        Ok(())
    }

    /// The device believes that all is there when only the first kilobyte is.
    fn finish_early(&self) -> Result<(), Stop> {
        let mut state = self.state();
        let Some(promise) = state.open.as_ref().map(|open| open.promise.clone()) else {
            return Ok(());
        };
        publish(&mut state, &promise)
    }

    fn check(&self, promise: &Promise, bytes: &[u8]) -> Result<(), Stop> {
        let sha256 = wire::sha256(bytes);
        if promise
            .sha256
            .as_ref()
            .is_some_and(|announced| *announced != sha256)
        {
            let message =
                format!("What was stored has the SHA-256 {sha256}, not the announced one.");
            return Err(stop(422, "hash_mismatch", &message));
        }
        wire::check(bytes, self.max_leds())
            .map_err(|flaw| stop(422, "bad_pattern", &flaw.to_string()))
    }
}

fn publish(state: &mut State, promise: &Promise) -> Result<(), Stop> {
    state.disk.publish(PART, &promise.filename)?;
    state.drop_upload()?;
    Ok(())
}

fn accepted(offset: u64) -> Reply {
    Reply::empty(204).header("Upload-Offset", offset.to_string())
}

fn gone() -> Stop {
    stop(
        404,
        "not_found",
        "No such upload is open: it is finished, deleted, or gave way to another.",
    )
}

fn number(request: &Request, header: &str) -> Result<u64, Stop> {
    let value = request.header(header).and_then(|value| value.parse().ok());
    value.ok_or_else(|| stop(400, "malformed", &format!("{header} must be a number.")))
}

/// What the client announces to send.
fn promise(request: &Request) -> Result<Promise, Stop> {
    let length = number(request, "upload-length")?;
    if length == 0 {
        return Err(stop(400, "malformed", "An empty pattern cannot be stored."));
    }
    let given = request.header("upload-metadata");
    let metadata = given.unwrap_or_default();
    let filename = metadatum(metadata, "filename")?.unwrap_or_default();
    if !is_name(&filename) {
        return Err(stop(
            400,
            "bad_name",
            "A name is 1 to 32 of A-Z a-z 0-9 . _ - and starts with no dot.",
        ));
    }
    let sha256 = metadatum(metadata, "sha256")?.map(|hex| hex.to_ascii_lowercase());
    if sha256
        .as_ref()
        .is_some_and(|hex| hex.len() != 64 || !hex.bytes().all(|b| b.is_ascii_hexdigit()))
    {
        return Err(stop(400, "malformed", "The sha256 must be 64 hex digits."));
    }
    Ok(Promise {
        filename,
        sha256,
        length,
        metadata: given.map(str::to_owned),
    })
}

/// A value of `Upload-Metadata`: pairs of a key and its value in Base64, separated by commas.
fn metadatum(metadata: &str, key: &str) -> Result<Option<String>, Stop> {
    let mut pairs = metadata
        .split(',')
        .filter_map(|pair| pair.trim().split_once(' '));
    let Some((_, value)) = pairs.find(|(k, _)| *k == key) else {
        return Ok(None);
    };
    let bytes = STANDARD
        .decode(value.trim())
        .ok()
        .and_then(|bytes| String::from_utf8(bytes).ok());
    bytes.map(Some).ok_or_else(|| {
        stop(
            400,
            "malformed",
            &format!("The metadatum {key} is no Base64 of text."),
        )
    })
}
