//! [`Firmware`] and [`Visit`]: what a dialect implements. `server.rs` brings the connections and the requests.

use super::UdpPorts;
use super::end::End;
use super::fault_state::FaultState;
use super::http::{Connection, PATIENCE};
use super::message::{ReadError, Reply, Request};
use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use std::time::Duration;
use tokio::sync::OwnedMutexGuard;

/// The software of a simulated device.
pub(super) trait Firmware: Send + Sync {
    /// Returns whether the next connection has to wait until this one is over.
    fn one_at_a_time(&self) -> bool {
        false
    }
    /// Returns the faults of the device.
    fn faults(&self) -> &FaultState;
    /// How long a client may be silent.
    fn patience(&self) -> Duration {
        PATIENCE
    }
    /// Waits until the firmware looks at the network again: at once, unless it is busy with something else.
    fn attention(&self) -> BoxFuture<'_, ()> {
        std::future::ready(()).boxed()
    }
    /// Opens the device's side of a new connection.
    fn visit(&self) -> Box<dyn Visit + '_>;
    /// Returns the UDP ports that the device listens on, if any.
    fn udp(&self) -> Option<UdpPorts> {
        None
    }
    /// Does what the device does besides its connections; never returns.
    fn background(&self) -> BoxFuture<'_, ()> {
        std::future::pending().boxed()
    }
    /// Forgets what is only in memory and restarts. No client is connected then.
    fn power_cycle(&self);
}

/// The device's side of one connection.
pub(super) trait Visit: Send {
    /// Answers a request whose body is still to be read.
    fn answer<'a>(
        &'a mut self,
        request: &'a Request,
        connection: &'a mut Connection,
    ) -> BoxFuture<'a, Answer>;
    /// Returns the reply to something that is not HTTP; without one the connection is closed.
    fn malformed(&self) -> Option<Reply> {
        None
    }
    /// Notes that a reply was sent.
    fn replied(&mut self) {}
}

/// What a client gets for a request.
pub(super) enum Answer {
    Reply(Reply),
    /// A reply, sent while a lock of the device is held.
    Locked(Reply, OwnedMutexGuard<()>),
    /// A reply, and the device restarts.
    Reboot(Reply),
    /// No reply, although the connection stays open.
    Silence,
    /// No reply: the end of the connection.
    End(End),
}

impl From<Reply> for Answer {
    fn from(reply: Reply) -> Self {
        Self::Reply(reply)
    }
}

impl From<ReadError> for Answer {
    fn from(_: ReadError) -> Self {
        Self::End(End::Close)
    }
}
