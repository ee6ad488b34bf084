//! Receives uploads by tus 1.0.0, core + creation + termination (<https://tus.io/protocols/resumable-upload>), with the errors
//! of assets/help/native-api.md. After the last byte the upload is checked, and moved into the library in one step.

use super::super::disk::is_name;
use super::super::fault_cursor::FaultCursor;
use super::super::fault_state::Stored;
use super::super::http::{Connection, PIECE};
use super::super::message::{Reply, Request};
use super::super::wire;
use super::state::{Announcement, PART, State};
use super::{Native, Stop, refusal, stop};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use std::sync::Arc;
use tokio::time::Instant;

const VERSION: &str = "1.0.0";
const PIECE_TYPE: &str = "application/offset+octet-stream";

/// Adds the version of tus to a reply, errors included.
pub(super) fn with_version(reply: Result<Reply, Stop>) -> Result<Reply, Stop> {
    match reply {
        Ok(reply) | Err(Stop::Refusal(reply)) => Ok(reply.header("Tus-Resumable", VERSION)),
        end => end,
    }
}

impl Native {
    /// Handles everything under `/api/files`.
    pub(super) async fn files(
        &self,
        request: &Request,
        connection: &mut Connection,
    ) -> Result<Reply, Stop> {
        // tus 1.0.0: the override is the method, for clients that cannot send PATCH or DELETE
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
            let reply = refusal(412, "version", "This device supports tus 1.0.0 only.")
                .header("Tus-Version", VERSION);
            return Err(Stop::Refusal(reply));
        }
        match (method, id) {
            ("POST", None) => self.create(request),
            ("HEAD", Some(id)) => self.offset(id),
            ("PATCH", Some(id)) => self.piece(request, connection, id).await,
            ("DELETE", Some(id)) => self.give_up(id),
            _ => Err(stop(404, "not_found", "This path does not exist.")),
        }
    }

    fn capabilities(&self) -> Reply {
        Reply::empty(204)
            .header("Tus-Version", VERSION)
            .header("Tus-Extension", "creation,termination")
            .header("Tus-Max-Size", self.state().disk.total().to_string())
    }

    fn create(&self, request: &Request) -> Result<Reply, Stop> {
        let announced = announced(request)?;
        let mut state = self.state();
        let created = |id: &str| Reply::empty(201).header("Location", format!("/api/files/{id}"));
        if let Some(open) = state
            .open
            .as_ref()
            .filter(|open| open.announced.is_same(&announced))
        {
            return Ok(created(&open.id));
        }
        if announced.length > state.disk.total() {
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
        if announced.length > state.free()? || self.faults().full() {
            return Err(stop(
                507,
                "full",
                "There is not enough room. Delete a pattern first.",
            ));
        }
        let reply = created(&state.open(announced)?.id);
        Ok(reply)
    }

    fn offset(&self, id: &str) -> Result<Reply, Stop> {
        let mut state = self.state();
        let upload = state.claim(id).ok_or_else(gone)?;
        let reply = Reply::empty(200)
            .header("Upload-Offset", upload.offset.to_string())
            .header("Upload-Length", upload.announced.length.to_string())
            .header("Cache-Control", "no-store");
        Ok(match &upload.announced.metadata {
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

    /// Receives a piece. The bytes of a piece that is cut count.
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

    /// Checks the head of a piece. Returns the writer, the offset, and the length of the upload.
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
            let reply = refusal(409, "offset", "The offset is wrong. Ask for it with HEAD.");
            return Err(Stop::Refusal(reply));
        }
        let length = upload.announced.length;
        if piece > length - offset {
            return Err(stop(
                413,
                "too_large",
                "The piece is longer than the announced length.",
            ));
        }
        Ok((
            upload.writer,
            offset,
            length,
            FaultCursor::new(self.faults(), offset, Arc::clone(&upload.ahead)),
        ))
    }

    /// Checks the complete upload, and moves it into the library in one step. Faults go unnoticed.
    fn finish(&self) -> Result<(), Stop> {
        let mut state = self.state();
        let Some(announced) = state.open.as_ref().map(|open| open.announced.clone()) else {
            return Ok(());
        };
        let bytes = state.disk.read_own(PART)?.unwrap_or_default();
        match self.faults().keep(bytes) {
            Stored::Intact(bytes) => {
                if let Err(refused) = self.check(&announced, &bytes) {
                    state.drop_upload()?;
                    return Err(refused);
                }
                publish(&mut state, &announced)?;
            }
            Stored::Altered(Some(bytes)) => {
                state.disk.write_own(PART, &bytes)?;
                publish(&mut state, &announced)?;
            }
            Stored::Altered(None) => state.drop_upload()?,
        }
        Ok(())
    }

    /// Finishes an upload of which only the first kilobyte has arrived.
    fn finish_early(&self) -> Result<(), Stop> {
        let mut state = self.state();
        let Some(announced) = state.open.as_ref().map(|open| open.announced.clone()) else {
            return Ok(());
        };
        publish(&mut state, &announced)
    }

    fn check(&self, announced: &Announcement, bytes: &[u8]) -> Result<(), Stop> {
        let sha256 = wire::sha256(bytes);
        if announced
            .sha256
            .as_ref()
            .is_some_and(|announced| *announced != sha256)
        {
            let message =
                format!("The stored bytes have the SHA-256 {sha256}, not the announced one.");
            return Err(stop(422, "hash_mismatch", &message));
        }
        wire::check(bytes, self.max_leds())
            .map_err(|flaw| stop(422, "bad_pattern", &flaw.to_string()))
    }
}

fn publish(state: &mut State, announced: &Announcement) -> Result<(), Stop> {
    state.disk.publish(PART, &announced.filename)?;
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
        "This upload is not open: it is finished, deleted, or gave way to another.",
    )
}

fn number(request: &Request, header: &str) -> Result<u64, Stop> {
    let value = request.header(header).and_then(|value| value.parse().ok());
    value.ok_or_else(|| stop(400, "malformed", &format!("{header} must be a number.")))
}

/// Reads what the client announces.
fn announced(request: &Request) -> Result<Announcement, Stop> {
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
            "A name has 1 to 32 characters of A-Z a-z 0-9 . _ - and does not start with a dot.",
        ));
    }
    let sha256 = metadatum(metadata, "sha256")?.map(|hex| hex.to_ascii_lowercase());
    if sha256
        .as_ref()
        .is_some_and(|hex| hex.len() != 64 || !hex.bytes().all(|b| b.is_ascii_hexdigit()))
    {
        return Err(stop(400, "malformed", "The sha256 must be 64 hex digits."));
    }
    Ok(Announcement {
        filename,
        sha256,
        length,
        metadata: given.map(str::to_owned),
    })
}

/// Returns a value of `Upload-Metadata`: pairs of a key and a Base64 value, separated by commas.
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
            &format!("The value of {key} in Upload-Metadata is not Base64 text."),
        )
    })
}
