//! [`End`]: how a connection to a simulated device ends. Faults and firmwares choose it, `server.rs` carries it out.

/// How a connection ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// Everything that was sent arrives.
    Close,
    /// The connection is reset.
    Reset,
    /// The connection is reset, and the device restarts.
    Reboot,
}
