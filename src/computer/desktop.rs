//! Checks what the desktop offers: OpenGL, a file dialog, notifications and the keyring.

use super::{Check, CheckId, Cost, Opened, WindowSeen};
use crate::message::Message;
use crate::msg;
use crate::net::Gate;
use crate::problem::Remedy;
use std::path::Path;

/// Checks what this window sees of OpenGL, or what the last one saw.
pub(super) fn opengl(window: Option<&WindowSeen>, home: Option<&Path>) -> Check {
    let last = window.cloned().or_else(|| WindowSeen::load(home?));
    let is_set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    let display = ["WAYLAND_DISPLAY", "DISPLAY"]
        .into_iter()
        .find(|name| is_set(*name));
    judge_opengl(last.as_ref(), window.is_some(), display)
}

pub(super) fn judge_opengl(
    seen: Option<&WindowSeen>,
    is_this_window: bool,
    display: Option<&'static str>,
) -> Check {
    let id = CheckId::Opengl;
    let display = match display {
        Some(name) => msg!("check-display", variable = name),
        None => msg!("check-no-display"),
    };
    let Some(WindowSeen { at, opened }) = seen else {
        return Check::off(id, msg!("check-opengl-unknown", display = display));
    };
    let day = day(*at);
    match opened {
        Opened::Yes {
            opengl,
            max_texture,
        } if is_this_window => Check::ok(
            id,
            msg!("check-opengl", version = opengl, pixels = *max_texture),
        ),
        Opened::Yes {
            opengl,
            max_texture,
        } => Check::ok(
            id,
            msg!(
                "check-opengl-last",
                version = opengl,
                pixels = *max_texture,
                day = day,
                display = display
            ),
        ),
        Opened::No { reason } => Check::degraded(
            id,
            msg!(
                "check-opengl-failed",
                reason = Message::verbatim(reason.as_str()),
                day = day,
                display = display
            ),
            Cost::new(msg!("check-opengl-brief"), msg!("check-opengl-cost")),
            Remedy::InstallOpengl,
        ),
    }
}

/// The local day of a time in seconds since 1970.
fn day(at: i64) -> String {
    let time = jiff::Timestamp::from_second(at).unwrap_or(jiff::Timestamp::MAX);
    time.to_zoned(jiff::tz::TimeZone::system())
        .date()
        .to_string()
}

/// Checks whether the keyring of the system can keep PINs.
#[cfg(target_os = "linux")]
pub(super) async fn secret_store(gate: Gate) -> Check {
    const NAME: &str = "org.freedesktop.secrets";
    if gate.is_loopback_only() {
        return Check::off(CheckId::Keyring, msg!("check-keyring-unused"));
    }
    let asked = async {
        let bus = SessionBus::connect().await?;
        Ok(match bus.service(NAME).await? {
            Service::Running => Keyring::Runs(bus.is_keyring_locked(NAME).await?),
            Service::Startable => Keyring::Starts,
            Service::Missing => Keyring::Missing,
        })
    };
    judge_keyring(asked.await)
}

/// What there is of a keyring.
#[derive(Clone, Copy, Debug)]
pub(super) enum Keyring {
    /// It runs; whether its default collection is locked, if it has one.
    Runs(Option<bool>),
    Starts,
    Missing,
}

pub(super) fn judge_keyring(found: Result<Keyring, Message>) -> Check {
    let id = CheckId::Keyring;
    let missing = |finding| {
        let cost = Cost::new(msg!("check-keyring-brief"), msg!("check-keyring-cost"));
        Check::degraded(id, finding, cost, Remedy::InstallKeyring)
    };
    match found {
        Ok(Keyring::Runs(Some(false))) => Check::ok(id, msg!("check-keyring")),
        Ok(Keyring::Runs(Some(true))) => Check::ok(id, msg!("check-keyring-locked")),
        Ok(Keyring::Runs(None)) => missing(msg!("check-keyring-empty")),
        Ok(Keyring::Starts) => Check::ok(id, msg!("check-keyring-starts")),
        Ok(Keyring::Missing) => missing(msg!("check-keyring-missing")),
        Err(reason) => missing(reason),
    }
}

/// Checks whether a file dialog can open: the portal's, or that of zenity.
#[cfg(target_os = "linux")]
pub(super) async fn file_dialog() -> Check {
    const PORTAL: [&str; 3] = [
        "org.freedesktop.portal.Desktop",
        "/org/freedesktop/portal/desktop",
        "org.freedesktop.portal.FileChooser",
    ];
    let portal = async {
        let bus = SessionBus::connect().await?;
        let [name, ..] = PORTAL;
        match bus.service(name).await? {
            Service::Running => bus.version(PORTAL).await.map(|_| ()),
            Service::Startable => Ok(()),
            Service::Missing => Err(msg!("check-portal-missing")),
        }
    };
    judge_file_dialog(portal.await, is_on_path("zenity"))
}

pub(super) fn judge_file_dialog(portal: Result<(), Message>, has_zenity: bool) -> Check {
    let id = CheckId::FileDialog;
    match (portal, has_zenity) {
        (Ok(()), _) => Check::ok(id, msg!("check-file-dialog-portal")),
        (Err(_), true) => Check::ok(id, msg!("check-file-dialog-zenity")),
        (Err(reason), false) => Check::degraded(
            id,
            msg!("check-file-dialog-missing", reason = reason),
            Cost::new(
                msg!("check-file-dialog-brief"),
                msg!("check-file-dialog-cost"),
            ),
            Remedy::InstallPortal,
        ),
    }
}

/// Checks whether the system shows notifications.
#[cfg(target_os = "linux")]
pub(super) async fn notifications() -> Check {
    let id = CheckId::Notifications;
    let missing = |finding| {
        let cost = Cost::new(
            msg!("check-notifications-brief"),
            msg!("check-notifications-cost"),
        );
        Check::degraded(id, finding, cost, Remedy::InstallNotifications)
    };
    let asked = async {
        let bus = SessionBus::connect().await?;
        bus.service("org.freedesktop.Notifications").await
    };
    match asked.await {
        Ok(Service::Running) => Check::ok(id, msg!("check-notifications")),
        Ok(Service::Startable) => Check::ok(id, msg!("check-notifications-starts")),
        Ok(Service::Missing) => missing(msg!("check-notifications-missing")),
        Err(reason) => missing(reason),
    }
}

/// Whether a program of that name is on the `PATH`.
#[cfg(target_os = "linux")]
fn is_on_path(name: &str) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| {
        std::fs::metadata(folder.join(name))
            .is_ok_and(|meta| meta.is_file() && meta.permissions().mode() & 0o111 != 0)
    })
}

#[cfg(target_os = "linux")]
use super::session_bus::{Service, SessionBus};

/// On other systems these are parts of the system itself.
#[cfg(not(target_os = "linux"))]
mod elsewhere {
    use super::{Check, CheckId, Gate, msg};

    pub(in crate::computer) async fn secret_store(_: Gate) -> Check {
        Check::off(CheckId::Keyring, msg!("check-not-here"))
    }

    pub(in crate::computer) async fn file_dialog() -> Check {
        Check::off(CheckId::FileDialog, msg!("check-not-here"))
    }

    pub(in crate::computer) async fn notifications() -> Check {
        Check::off(CheckId::Notifications, msg!("check-not-here"))
    }
}

#[cfg(not(target_os = "linux"))]
pub(super) use elsewhere::{file_dialog, notifications, secret_store};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::computer::CheckState;

    #[test]
    fn opengl_is_what_a_window_saw_and_unknown_before_the_first() {
        let unknown = judge_opengl(None, false, None);
        assert_eq!(unknown.state, CheckState::Off);
        let words = unknown.finding.to_string();
        assert!(
            words.contains("no window was opened yet") && words.contains("No display"),
            "{words}"
        );
        let failed = WindowSeen::now(Opened::No {
            reason: "no EGL".into(),
        });
        let failed = judge_opengl(Some(&failed), false, Some("DISPLAY"));
        assert_eq!(failed.state, CheckState::Degraded);
        assert!(failed.finding.to_string().contains("no EGL"));
        let seen = WindowSeen::now(Opened::Yes {
            opengl: "4.5 Mesa".into(),
            max_texture: 8192,
        });
        for is_this in [true, false] {
            let check = judge_opengl(Some(&seen), is_this, None);
            assert_eq!(check.state, CheckState::Ok);
            assert!(check.finding.to_string().contains("4.5 Mesa"));
        }
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn a_file_dialog_needs_the_portal_or_zenity() {
        let gone = || Err(msg!("check-portal-missing"));
        assert_eq!(judge_file_dialog(Ok(()), false).state, CheckState::Ok);
        assert_eq!(judge_file_dialog(gone(), true).state, CheckState::Ok);
        let none = judge_file_dialog(gone(), false);
        assert_eq!(none.state, CheckState::Degraded);
        assert!(
            none.cost
                .is_some_and(|cost| cost.words.text().contains("path"))
        );
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn a_keyring_without_a_collection_keeps_nothing() {
        for (found, state) in [
            (Ok(Keyring::Runs(Some(false))), CheckState::Ok),
            (Ok(Keyring::Runs(Some(true))), CheckState::Ok),
            (Ok(Keyring::Starts), CheckState::Ok),
            (Ok(Keyring::Runs(None)), CheckState::Degraded),
            (Ok(Keyring::Missing), CheckState::Degraded),
            (
                Err(msg!("check-bus-silent", seconds = 3)),
                CheckState::Degraded,
            ),
        ] {
            let words = format!("{found:?}");
            assert_eq!(judge_keyring(found).state, state, "{words}");
        }
    }
}
