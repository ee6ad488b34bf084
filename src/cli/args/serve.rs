//! The arguments of `serve`.

use clap::Args;
use std::net::SocketAddr;

/// How a service manager starts it.
const SERVICE: &str = "\
Runs until it is stopped: Ctrl+C, SIGTERM and SIGHUP end it with exit code 0, since that is its normal end. Uploads that
are not finished then continue where they are at the next start.

To start it with your session, save this as ~/.config/systemd/user/upload-bridge.service:

    [Unit]
    Description=Upload Bridge
    [Service]
    ExecStart=/usr/local/bin/upload-bridge serve
    Restart=on-failure
    [Install]
    WantedBy=default.target

with the path that `command -v upload-bridge` prints. Then run `systemctl --user enable --now upload-bridge`, and read its
messages with `journalctl --user -u upload-bridge`. To keep it running without a session, run `loginctl enable-linger`.";

/// `serve`
#[derive(Debug, Args)]
#[command(after_long_help = SERVICE)]
pub struct Serve {
    /// Serve metrics for Prometheus at this address: /metrics, /livez and /readyz, to programs on this computer only.
    ///
    /// Help in the window and assets/help/metrics.md list all metrics.
    #[arg(long, value_name = "127.0.0.1:PORT")]
    pub metrics: Option<SocketAddr>,
}
