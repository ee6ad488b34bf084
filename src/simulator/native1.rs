//! The native device API, level 1 (assets/help/native-api.md section 2), as the old ESP8266 firmware implements it: one client at a
//! time, a closed connection after each reply, no network access while a pass plays, the pattern in RAM only.
//!
//! Its "busy" is a connection closed without a reply: ESP8266WebServer has no 503. It has no PIN either.

use super::disk::Disk;
use super::end::End;
use super::fault_state::{FaultState, Stored};
use super::firmware::{Answer, Firmware, Visit};
use super::http::Connection;
use super::message::{Reply, Request};
use super::multipart::{self, Refused, Upload};
use super::{Board, Dialect, wire};
use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use parking_lot::{Mutex, MutexGuard};
use serde_json::json;
use std::io;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

/// Free heap of an ESP8266 with the firmware running, in bytes: the real limit of a pattern.
const HEAP: u64 = 40_000;
/// `NUM_LEDS` limit of the firmware's upload check.
const MAX_LEDS: usize = 512;
/// How long ESP8266WebServer waits for data (`HTTP_MAX_DATA_WAIT`, `HTTP_MAX_POST_WAIT`).
const PATIENCE: Duration = Duration::from_secs(5);
/// Maximum pass that is simulated; longer ones are cut to 20 s.
const MAX_PASS: Duration = Duration::from_secs(20);
/// Message for a heap that is too small.
const NO_MEMORY: &str = "Not enough memory";
/// File in which tests find the pattern in RAM. No client can read it back.
const FILE: &str = "pattern.bin";

/// The line in `DIALECTS`.
pub(super) const DIALECT: Dialect = Dialect {
    name: "native1",
    family: "native",
    about: "API level 1, an ESP8266 with patterns in RAM and one client at a time",
    announces: false,
    build,
};

fn build(board: Board) -> io::Result<Arc<dyn Firmware>> {
    let disk = Disk::open(board.dir.as_deref(), &board.identity.id, u64::MAX)?;
    let device = Native1 {
        board,
        memory: Mutex::new(Memory { disk, pass: None }),
    };
    device.memory().forget()?;
    Ok(Arc::new(device))
}

/// A level 1 device.
struct Native1 {
    board: Board,
    memory: Mutex<Memory>,
}

/// The RAM of the device. It is kept on a disk that is emptied when the device starts.
struct Memory {
    disk: Disk,
    /// Length of a pass, and when the first one began, if there is a pattern.
    pass: Option<(Duration, Instant)>,
}

impl Memory {
    fn pattern(&self) -> io::Result<Option<Vec<u8>>> {
        self.disk.read(FILE)
    }

    fn forget(&mut self) -> io::Result<()> {
        self.pass = None;
        self.disk.remove(FILE).map(drop)
    }

    fn hold(&mut self, pattern: &[u8]) -> io::Result<()> {
        self.disk.store(FILE, pattern)?;
        self.pass = Some((wire::pass(pattern).min(MAX_PASS), Instant::now()));
        Ok(())
    }

    /// Returns the end of the pass that runs at `now`.
    fn pass_over(&self, now: Instant) -> Option<Instant> {
        let (pass, first) = self.pass.filter(|(pass, _)| !pass.is_zero())?;
        let passed = now
            .saturating_duration_since(first)
            .as_nanos()
            .div_ceil(pass.as_nanos());
        let rest = passed * pass.as_nanos();
        Some(first + Duration::from_nanos(u64::try_from(rest).ok()?))
    }
}

impl Firmware for Native1 {
    fn one_at_a_time(&self) -> bool {
        true
    }

    fn faults(&self) -> &FaultState {
        &self.board.faults
    }

    fn patience(&self) -> Duration {
        PATIENCE
    }

    fn attention(&self) -> BoxFuture<'_, ()> {
        let over = self.memory().pass_over(Instant::now());
        async move {
            if let Some(over) = over {
                tokio::time::sleep_until(over).await;
            }
        }
        .boxed()
    }

    fn visit(&self) -> Box<dyn Visit + '_> {
        Box::new(self)
    }

    fn power_cycle(&self) {
        if let Err(error) = self.memory().forget() {
            tracing::warn!(%error, device = self.board.identity.id, "a simulated device cannot empty its memory");
        }
    }
}

impl Visit for &Native1 {
    fn answer<'a>(
        &'a mut self,
        request: &'a Request,
        connection: &'a mut Connection,
    ) -> BoxFuture<'a, Answer> {
        async {
            match self.reply(request, connection).await {
                Ok(reply) => reply.into(),
                Err(end) => Answer::End(end),
            }
        }
        .boxed()
    }

    fn replied(&mut self) {
        if let Some((_, began)) = &mut self.memory().pass {
            *began = Instant::now(); // the network is looked at between two passes: the next pass begins
        }
    }
}

impl Native1 {
    fn memory(&self) -> MutexGuard<'_, Memory> {
        // a panic while it was held can have left only a request unanswered
        self.memory.lock()
    }

    async fn reply(&self, request: &Request, connection: &mut Connection) -> Result<Reply, End> {
        connection.one_request();
        connection.rates = self.board.faults.rates(connection.unread() > 0);
        if self.board.faults.busy() {
            return Err(End::Close);
        }
        match (request.method.as_str(), request.path.as_str()) {
            ("GET", "/api/status") => self.status(),
            ("POST", "/api/upload") => self.upload(request, connection).await,
            (_, path) => Ok(Reply::with(404, "text/plain", format!("Not found: {path}"))),
        }
    }

    /// Returns the status as the firmware prints it: no name, no MAC, and always the same `ip`.
    fn status(&self) -> Result<Reply, End> {
        let pattern = self.memory().pattern()?;
        let loaded = pattern.is_some();
        let bytes = pattern.unwrap_or_default();
        let (leds, frames) = wire::header(&bytes).unwrap_or((0, 0));
        let ssid = if self.board.faults.bad_json() {
            "My \"LED\" net"
        } else {
            "LEDMatrix_ESP8266"
        };
        let text = format!(
            "{{\"status\":\"{}\",\"pattern_loaded\":{loaded},\"num_leds\":{leds},\"num_frames\":{frames},\
             \"pattern_size\":{},\"wifi_mode\":\"AP\",\"ssid\":\"{ssid}\",\"ip\":\"192.168.4.1\"}}",
            if loaded {
                "Pattern Loaded"
            } else {
                "No Pattern"
            },
            bytes.len(),
        );
        Ok(Reply::with(200, "application/json", text))
    }

    async fn upload(&self, request: &Request, connection: &mut Connection) -> Result<Reply, End> {
        let heap = self.board.heap.unwrap_or(HEAP);
        let received = multipart::receive(request, connection, &self.board.faults, heap).await;
        let (kept, early) = match received {
            // cut off, or not a form: the buffer of the old pattern was used for the new one
            Err(Refused::End(end)) => {
                self.memory().forget()?;
                return Err(end);
            }
            Err(Refused::Form(message)) => return Ok(reply_of(400, message)),
            Ok(Upload::TooLong) => return self.refuse(reply_of(500, NO_MEMORY)),
            Ok(Upload::Early(bytes)) => (Some(bytes), true),
            Ok(Upload::Whole(bytes)) => match self.board.faults.keep(bytes) {
                Stored::Altered(kept) => (kept, false),
                Stored::Intact(bytes) => match self.accept(&bytes)? {
                    Some(refusal) => return Ok(refusal),
                    None => (Some(bytes), false),
                },
            },
        };
        if let Some(bytes) = kept {
            self.memory().hold(&bytes)?;
        }
        let reply = reply_of(200, "Pattern uploaded successfully");
        Ok(if early { reply.early() } else { reply })
    }

    /// Checks the bytes as the firmware does. Returns its refusal, if any.
    fn accept(&self, bytes: &[u8]) -> Result<Option<Reply>, End> {
        if self.board.faults.full() {
            return self.refuse(reply_of(500, NO_MEMORY)).map(Some);
        }
        match wire::check(bytes, MAX_LEDS) {
            Ok(()) => Ok(None),
            Err(flaw) => self.refuse(reply_of(400, &flaw.to_string())).map(Some),
        }
    }

    /// Refuses what was received. The old pattern is lost, because the only buffer was used.
    fn refuse(&self, reply: Reply) -> Result<Reply, End> {
        self.memory().forget()?;
        Ok(reply)
    }
}

/// Makes the firmware's JSON reply.
fn reply_of(status: u16, message: &str) -> Reply {
    Reply::json(
        status,
        &json!({"success": status == 200, "message": message}),
    )
}

/// A failure of the folder that stands for the RAM is like a crash: the connection ends without a reply.
impl From<io::Error> for End {
    fn from(error: io::Error) -> Self {
        tracing::warn!(%error, "cannot read or write the memory of a simulated device");
        Self::Reset
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_listens_between_two_passes_only() {
        let first = Instant::now();
        let disk = Disk::open(None, "", 0).unwrap();
        let memory = Memory {
            disk,
            pass: Some((Duration::from_secs(3), first)),
        };
        assert_eq!(memory.pass_over(first), Some(first));
        assert_eq!(
            memory.pass_over(first + Duration::from_millis(1)),
            Some(first + Duration::from_secs(3))
        );
        assert_eq!(
            memory.pass_over(first + Duration::from_secs(7)),
            Some(first + Duration::from_secs(9))
        );
    }

    #[test]
    fn without_a_pattern_it_always_listens() {
        let memory = Memory {
            disk: Disk::open(None, "", 0).unwrap(),
            pass: None,
        };
        assert_eq!(memory.pass_over(Instant::now()), None);
    }
}
