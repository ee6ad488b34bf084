//! Checks this computer: what the app needs from it, what is missing, what that costs and what to do. Used by `doctor`, the
//! window, the local port and the diagnostics bundle.
//!
//! Each check has its own time limit, and all run at once: a desktop service that hangs delays only its own line. Nothing is
//! sent to the network; desktop services are asked over the session bus of this computer.

mod bounded;
mod check;
mod desktop;
mod disk;
mod network;
mod sample;
mod seen;
#[cfg(target_os = "linux")]
mod session_bus;
mod video;

pub use check::{Check, CheckId, CheckState, Cost, Counts};
pub use sample::{complete, incomplete};
pub use seen::{Opened, WindowSeen};

use crate::msg;
use crate::net::Gate;
use bounded::{blocking, within};
use std::net::SocketAddr;
use std::path::PathBuf;

/// What the checks have to know of this run.
#[derive(Clone, Debug)]
pub struct Surroundings {
    /// The gate that decides which addresses may be reached.
    pub gate: Gate,
    /// The folder of settings, store and logs; `None` if this account has none.
    pub home: Option<PathBuf>,
    /// Whether this run saves what it does in that folder.
    pub saves: bool,
    /// What this run's window saw; `None` without a window: then the last window counts.
    pub window: Option<WindowSeen>,
    /// Where this run serves metrics.
    pub local_port: Option<SocketAddr>,
}

impl Surroundings {
    /// Describes a run without a window that saves into that folder.
    #[must_use]
    pub fn new(gate: Gate, home: Option<PathBuf>) -> Self {
        Self {
            gate,
            saves: home.is_some(),
            home,
            window: None,
            local_port: None,
        }
    }
}

/// Runs all checks, and returns them in the order of [`CheckId::ALL`]. Takes at most some 20 s, usually less than one.
pub async fn check(of: &Surroundings) -> Vec<Check> {
    Box::pin(check_all(of)).await // its own allocation: callers would be large otherwise
}

async fn check_all(of: &Surroundings) -> Vec<Check> {
    let Surroundings {
        gate,
        home,
        saves,
        window,
        local_port,
    } = of.clone();
    let [folder, logs, store, clock, gl] = std::array::from_fn(|_| home.clone());
    let (home, logs, store, clock, opengl) = tokio::join!(
        blocking(CheckId::Home, move || disk::home(folder.as_deref(), saves)),
        blocking(CheckId::Logs, move || disk::logs(logs.as_deref())),
        blocking(CheckId::Store, move || disk::store(store.as_deref())),
        blocking(CheckId::Clock, move || disk::clock(clock.as_deref())),
        blocking(CheckId::Opengl, move || desktop::opengl(
            window.as_ref(),
            gl.as_deref()
        )),
    );
    let (dialog, notifications, secrets, ffmpeg, mdns, interfaces) = tokio::join!(
        within(CheckId::FileDialog, desktop::file_dialog()),
        within(CheckId::Notifications, desktop::notifications()),
        within(CheckId::Keyring, desktop::secret_store(gate)),
        blocking(CheckId::Ffmpeg, video::ffmpeg),
        blocking(CheckId::Mdns, move || network::mdns(gate)),
        blocking(CheckId::Interfaces, move || network::interfaces(gate)),
    );
    vec![
        version(),
        home,
        logs,
        store,
        clock,
        opengl,
        dialog,
        notifications,
        secrets,
        ffmpeg,
        mdns,
        interfaces,
        network::loopback(gate.is_loopback_only()),
        network::public_addresses(gate.is_loopback_only()),
        network::local_port(local_port),
    ]
}

/// Names the version and the build.
fn version() -> Check {
    let build = if cfg!(debug_assertions) {
        msg!("check-build-debug")
    } else {
        msg!("check-build-release")
    };
    Check::ok(
        CheckId::Version,
        msg!(
            "check-version",
            version = env!("CARGO_PKG_VERSION"),
            build = build,
            system = std::env::consts::OS,
            processor = std::env::consts::ARCH
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn every_check_gives_one_line_in_order() {
        let home = tempfile::tempdir().unwrap();
        let surroundings = Surroundings::new(Gate::loopback(), Some(home.path().to_owned()));
        let checks = check(&surroundings).await;
        let ids: Vec<CheckId> = checks.iter().map(|check| check.id).collect();
        assert_eq!(ids, CheckId::ALL);
        for check in &checks {
            assert!(!check.finding.to_string().is_empty());
            let names_cost = check.cost.is_some();
            assert_eq!(names_cost, check.is_degraded(), "{check:?}");
            if check.is_degraded() {
                assert!(!check.remedy.to_string().is_empty(), "{check:?}");
            }
        }
        let state = |id| checks.iter().find(|check| check.id == id).map(|c| c.state);
        for off in [CheckId::Mdns, CheckId::Keyring, CheckId::LocalPort] {
            assert_eq!(state(off), Some(CheckState::Off), "{off:?}");
        }
        assert_eq!(state(CheckId::Home), Some(CheckState::Ok));
    }
}
