//! WLED, as in three releases of its firmware; `builds.rs` lists the differences. `routes.rs` routes requests to `json.rs`,
//! `editor.rs` and `upload.rs`; `state.rs` is the state of the device.
//!
//! WLED takes one request per connection, waits three seconds for a client, has one buffer for all JSON, and reports success
//! whatever happened.

mod apply;
mod beacon;
mod builds;
mod editor;
mod errors;
mod flash;
mod form;
mod gif;
mod image;
mod info;
mod json;
mod live;
mod pin;
mod playlist;
mod presets;
mod realtime;
mod routes;
mod segment;
mod socket;
mod state;
mod upload;
mod values;

use super::end::End;
use super::fault_state::FaultState;
use super::firmware::{Answer, Firmware, Visit};
use super::http::Connection;
use super::message::{Reply, Request};
use super::{Board, Dialect, UdpPorts};
use builds::{Build, V13, V15, V16};
use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use parking_lot::{Mutex, MutexGuard};
use segment::Canvas;
use socket::Sockets;
use state::State;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::{Instant, MissedTickBehavior};

/// How long a client may be silent (`setRxTimeout(3)`).
const PATIENCE: Duration = Duration::from_secs(3);
/// Period of the main loop.
const TURN: Duration = Duration::from_millis(250);
/// What 16.x sends to a client above its limit: without the blank line that would make it a reply.
const OVERLOADED: &[u8] = b"HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\n";

/// The lines in `DIALECTS`.
pub(super) const WLED: Dialect = Dialect {
    name: "wled",
    family: "wled",
    about: "WLED 16 on an ESP32, plays GIF files",
    announces: true,
    build: |b| build(b, &V16),
};
/// 0.15 on an ESP32.
pub(super) const WLED15: Dialect = Dialect {
    name: "wled15",
    about: "WLED 0.15 on an ESP32, stores files but plays none of them",
    build: |b| build(b, &V15),
    ..WLED
};
/// 0.13 on an ESP8266.
pub(super) const WLED13: Dialect = Dialect {
    name: "wled13",
    about: "WLED 0.13 on an ESP8266",
    build: |b| build(b, &V13),
    ..WLED
};

fn build(board: Board, build: &'static Build) -> io::Result<Arc<dyn Firmware>> {
    let disk = super::disk::Disk::open(
        board.dir.as_deref(),
        &board.identity.id,
        board.disk.unwrap_or(build.disk),
    )?;
    let flash = flash::Flash::on(disk, build, board.faults.stays_full())?;
    let matrix = board.layout.matrix();
    let canvas = Canvas {
        w: matrix.map_or_else(|| board.layout.leds(), crate::pattern::Matrix::w),
        h: matrix.map_or(1, crate::pattern::Matrix::h),
        // 2D came with 0.14: before, a matrix is just a strip
        is_2d: matrix.is_some() && build.has_pin,
    };
    let canvas = if canvas.is_2d {
        canvas
    } else {
        Canvas {
            w: board.layout.leds(),
            h: 1,
            ..canvas
        }
    };
    let state = Mutex::new(Some(State::boot(build, canvas, flash)?));
    let ports = realtime::Ports::open(board.gate, board.address.ip())
        .inspect_err(|error| tracing::warn!(%error, "a simulated device cannot receive streams"))
        .ok();
    let beacon = beacon::Beacon::open(&board);
    Ok(Arc::new(Wled {
        build,
        board,
        state,
        json: Arc::default(),
        open: AtomicUsize::new(0),
        ports,
        beacon,
        changed: watch::Sender::new(()),
        viewers: Mutex::default(),
    }))
}

/// A WLED device.
struct Wled {
    build: &'static Build,
    board: Board,
    /// `None` only while the device reboots.
    state: Mutex<Option<State>>,
    /// The only buffer for JSON.
    json: Arc<tokio::sync::Mutex<()>>,
    /// Number of open HTTP connections.
    open: AtomicUsize,
    /// Sockets for streams.
    ports: Option<realtime::Ports>,
    beacon: Option<beacon::Beacon>,
    /// Notifies viewers of changes.
    changed: watch::Sender<()>,
    viewers: Mutex<Sockets>,
}

impl From<io::Error> for Answer {
    fn from(error: io::Error) -> Self {
        tracing::warn!(%error, "a simulated device cannot use its files");
        Self::End(End::Close)
    }
}

impl Firmware for Wled {
    fn faults(&self) -> &FaultState {
        &self.board.faults
    }

    fn patience(&self) -> Duration {
        PATIENCE
    }

    fn visit(&self) -> Box<dyn Visit + '_> {
        Box::new(Client::new(self))
    }

    fn udp(&self) -> Option<UdpPorts> {
        self.ports.as_ref().map(realtime::Ports::numbers)
    }

    fn background(&self) -> BoxFuture<'_, ()> {
        async {
            tokio::join!(self.listen(), self.live_on());
        }
        .boxed()
    }

    fn power_cycle(&self) {
        let mut state = self.lock();
        match state.take().map(State::reboot) {
            Some(Ok(again)) => *state = Some(again),
            Some(Err(error)) => {
                tracing::warn!(%error, device = self.board.identity.id, "a simulated device cannot reboot");
            }
            None => {}
        }
    }
}

/// A connected client, counted while it is connected.
struct Client<'d> {
    device: &'d Wled,
    /// Number of open connections when it connected, with its own.
    open: usize,
    is_counted: bool,
}

impl<'d> Client<'d> {
    fn new(device: &'d Wled) -> Self {
        let before = device.open.fetch_add(1, Ordering::Relaxed);
        Self {
            device,
            open: before + 1,
            is_counted: true,
        }
    }

    fn uncount(&mut self) {
        if std::mem::take(&mut self.is_counted) {
            self.device.open.fetch_sub(1, Ordering::Relaxed);
        }
    }

    async fn reply(&mut self, request: &Request, connection: &mut Connection) -> Answer {
        let device = self.device;
        connection.last_request();
        // a stored file has a dot in its name, and nothing else has
        let carries_file = request.path == "/upload" || request.path.contains('.');
        connection.rates = device.board.faults.rates(carries_file);
        let limit = device.build.max_connections;
        if limit.is_some_and(|max| self.open > max) || device.board.faults.busy() {
            if limit.is_some() {
                // an error means that the client is gone already
                let _ = connection.raw(OVERLOADED).await;
                connection.close().await;
            }
            return Answer::End(End::Close);
        }
        if Wled::is_socket(request) {
            self.uncount(); // the limit does not hold for WebSockets
            return device.socket(request, connection).await;
        }
        match device.route(request, connection).await {
            Answer::Reply(reply) => Answer::Reply(with_headers(reply)),
            Answer::Locked(reply, lock) => Answer::Locked(with_headers(reply), lock),
            Answer::Reboot(reply) => Answer::Reboot(with_headers(reply)),
            other => other,
        }
    }
}

impl Drop for Client<'_> {
    fn drop(&mut self) {
        self.uncount();
    }
}

impl Visit for Client<'_> {
    fn answer<'a>(
        &'a mut self,
        request: &'a Request,
        connection: &'a mut Connection,
    ) -> BoxFuture<'a, Answer> {
        self.reply(request, connection).boxed()
    }
}

/// Adds the headers that every reply has.
fn with_headers(reply: Reply) -> Reply {
    reply
        .header("Access-Control-Allow-Origin", "*")
        .header("Accept-Ranges", "none")
}

impl Wled {
    fn lock(&self) -> MutexGuard<'_, Option<State>> {
        // a panic while it was held can have left only a request unanswered
        self.state.lock()
    }

    fn viewers(&self) -> MutexGuard<'_, Sockets> {
        // a panic while it was held can have left only a viewer too many
        self.viewers.lock()
    }

    /// Reads or changes the state of the device.
    fn with<T>(&self, what: impl FnOnce(&mut State, Instant) -> io::Result<T>) -> io::Result<T> {
        let now = Instant::now();
        let mut state = self.lock();
        let state = state.as_mut().ok_or(io::ErrorKind::NotConnected)?;
        if state.settle(now)? {
            self.changed.send_replace(());
        }
        what(state, now)
    }

    /// Runs the main loop: does the tasks that wait, and broadcasts the device's name.
    async fn live_on(&self) {
        let mut turn = tokio::time::interval(TURN);
        turn.set_missed_tick_behavior(MissedTickBehavior::Skip);
        loop {
            turn.tick().await;
            if let (Ok(on), Some(beacon)) = (self.with(|state, _| Ok(state.on)), &self.beacon) {
                beacon.shine(self.build, on);
            }
        }
    }
}
