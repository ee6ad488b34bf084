//! `POST /upload` (wled_server.cpp `handleUpload`): the file is opened and emptied at its first byte, and grows as it arrives;
//! the reply is always a success.

use super::super::fault_cursor::FaultCursor;
use super::super::fault_state::Stored;
use super::super::http::{Connection, PIECE};
use super::super::message::{Reply, Request};
use super::form::{Form, FormEvent};
use super::routes::plain;
use super::{Answer, Wled};
use std::io;
use std::sync::Arc;

/// The reply to every upload.
const UPLOADED: &str = "File Uploaded!";
/// A name that contains this is taken for the configuration.
const CONFIG: &str = "cfg.json";

/// A file that is being received.
struct Incoming {
    /// Its name as the client gave it.
    given: String,
    /// Its name on the disk; `None` if it could not be opened.
    name: Option<String>,
    /// The old contents.
    before: Option<Vec<u8>>,
    bytes: Vec<u8>,
}

impl Wled {
    pub(super) async fn upload(&self, request: &Request, connection: &mut Connection) -> Answer {
        match self.receive(request, connection).await {
            Ok(Some((incoming, early))) => self.uploaded(incoming, early),
            // no file, or an empty one: the handler that would reply is never called
            Ok(None) => Answer::Silence,
            Err(answer) => answer,
        }
    }

    /// Receives the file of the form. Returns also whether the reply goes out before the whole file has arrived.
    async fn receive(
        &self,
        request: &Request,
        connection: &mut Connection,
    ) -> Result<Option<(Incoming, bool)>, Answer> {
        let Some(boundary) = boundary(request) else {
            connection.drain().await?;
            return Ok(None);
        };
        let mut form = Form::new(&boundary);
        let mut incoming: Option<Incoming> = None;
        let mut complete = false;
        let length = connection.unread();
        let mut cursor = FaultCursor::new(&self.board.faults, 0, Arc::default());
        while connection.unread() > 0 {
            // byte by byte before the file begins: places of faults are counted from its first byte
            let most = if incoming.is_some() {
                cursor.room(PIECE)
            } else {
                1
            };
            let piece = connection.body(most).await?;
            let mut came = Vec::new();
            let mut begins = false;
            for event in form.push(&piece) {
                match event {
                    FormEvent::File(name) => {
                        begins = true;
                        incoming = Some(self.begin(name)?);
                    }
                    FormEvent::Byte(byte) => came.push(byte),
                    FormEvent::End => complete = true,
                }
            }
            let Some(file) = &mut incoming else { continue };
            let before = file.bytes.len() as u64;
            self.write(file, &came)?;
            if begins {
                cursor.advance(0).await.map_err(Answer::End)?;
            }
            cursor.advance(came.len()).await.map_err(Answer::End)?;
            let at = file.bytes.len() as u64;
            if !complete && self.board.faults.early_reply(before, at, length) {
                return Ok(incoming.map(|incoming| (incoming, true)));
            }
        }
        Ok(incoming
            .filter(|_| complete)
            .map(|incoming| (incoming, false)))
    }

    fn begin(&self, given: String) -> io::Result<Incoming> {
        let name = match given.strip_prefix('/') {
            Some(name) => Some(name.to_owned()),
            None => self.build.adds_slash.then(|| given.clone()),
        };
        // a locked-out client sends everything before it is refused; no file is opened
        if self.peek_locked() {
            return Ok(Incoming {
                given,
                name: None,
                before: None,
                bytes: Vec::new(),
            });
        }
        let full = self.board.faults.full();
        self.with(|state, _| {
            let Some(name) = name else {
                return Ok(Incoming {
                    given,
                    name: None,
                    before: None,
                    bytes: Vec::new(),
                });
            };
            let before = state.flash.read(&name)?;
            let opened = state.flash.create(&name)?;
            state.flash.has_no_room(full);
            Ok(Incoming {
                given,
                name: opened.then_some(name),
                before,
                bytes: Vec::new(),
            })
        })
    }

    fn write(&self, file: &mut Incoming, bytes: &[u8]) -> io::Result<()> {
        file.bytes.extend_from_slice(bytes);
        match &file.name {
            Some(name) => self.with(|state, _| state.flash.append(name, bytes)),
            None => Ok(()),
        }
    }

    fn uploaded(&self, incoming: Incoming, early: bool) -> Answer {
        if self.is_locked() {
            let text = if self.build.has_pin {
                "Please unlock settings using PIN code!"
            } else {
                "Please unlock OTA in security settings!"
            };
            return plain(if self.build.has_pin { 401 } else { 500 }, text).into();
        }
        let Incoming {
            given,
            name,
            before,
            bytes,
        } = incoming;
        let kept = if early {
            Stored::Intact(bytes)
        } else {
            self.board.faults.keep(bytes)
        };
        let stored = self.with(|state, _| {
            if let (Some(name), Stored::Altered(altered)) = (&name, &kept) {
                state
                    .flash
                    .replace(name, altered.as_deref().or(before.as_deref()))?;
            }
            state.flash.has_no_room(false);
            self.count_if_fresh(state)
        });
        if let Err(error) = stored {
            return error.into();
        }
        if given.contains(CONFIG) {
            return Answer::Reboot(plain(200, self.build.restored));
        }
        let reply: Reply = plain(200, UPLOADED);
        if early { reply.early() } else { reply }.into()
    }

    /// Returns whether an upload will be refused at its end.
    fn peek_locked(&self) -> bool {
        let open = self
            .with(|state, now| Ok(state.pin.is_open(now)))
            .unwrap_or(false);
        !open && self.board.faults.pin().is_some()
    }
}

/// Returns the boundary as the firmware finds it: after the first `=`, without quotes.
fn boundary(request: &Request) -> Option<String> {
    let kind = request
        .header("content-type")
        .filter(|kind| kind.starts_with("multipart/"))?;
    let boundary = kind.split_once('=')?.1.replace('"', "");
    (!boundary.is_empty()).then_some(boundary)
}
