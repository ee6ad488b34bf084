//! Results as two kinds of computers give them, for examples of the window: judged by the same code as in earnest.

use super::{Check, CheckId, Opened, WindowSeen, desktop, disk, network, version, video};
use crate::msg;
use crate::net::Interface;
use crate::pattern::PatternError;
use crate::pattern::format::Ffmpeg;
use crate::store::Examined;
use std::io::ErrorKind;
use std::path::Path;

/// 2026-11-30 16:00 UTC.
const NOW: i64 = 1_796_054_400;
const HOME: &str = "/home/me/.local/share/upload-bridge";

/// The checks of a desktop computer that has everything.
#[must_use]
pub fn complete() -> Vec<Check> {
    let ffmpeg = Ffmpeg {
        version: "7.1.2".into(),
        decodes: vec!["H.264", "HEVC", "VP8", "VP9", "AV1", "MPEG-4", "MPEG-2"],
        lacks: Vec::new(),
    };
    let size = Examined {
        bytes: 1_300_000,
        is_whole: true,
    };
    list([
        disk::judge_home(Path::new(HOME), Some(212 << 30)),
        disk::judge_store(Ok(Some(size))),
        desktop::judge_file_dialog(Ok(()), false),
        desktop::judge_keyring(Ok(desktop::Keyring::Runs(Some(false)))),
        video::judge(Ok(ffmpeg)),
        network::judge_mdns(Ok(())),
    ])
}

/// The checks of a computer that lacks what can be missing: the app works all the same.
#[must_use]
pub fn incomplete() -> Vec<Check> {
    let denied = || ErrorKind::PermissionDenied.into();
    list([
        disk::judge_unwritable(Path::new(HOME), denied()),
        disk::judge_store(Ok(None)),
        desktop::judge_file_dialog(Err(msg!("check-portal-missing")), false),
        desktop::judge_keyring(Ok(desktop::Keyring::Missing)),
        video::judge(Err(PatternError::NoFfmpeg)),
        network::judge_mdns(Err(ErrorKind::AddrInUse.into())),
    ])
}

/// All checks in their order: these six, and others that find nothing missing.
fn list([home, store, dialog, secrets, ffmpeg, mdns]: [Check; 6]) -> Vec<Check> {
    let seen = WindowSeen {
        at: NOW,
        opened: Opened::Yes {
            opengl: "4.6 Mesa 25.2.1".into(),
            max_texture: 16_384,
        },
    };
    let wlan = Interface {
        name: "wlan0".into(),
        ip: [192, 168, 1, 5].into(),
        prefix: 24,
    };
    let logs = format!("{HOME}/logs");
    vec![
        version(),
        home,
        Check::ok(CheckId::Logs, msg!("check-logs", folder = logs)),
        store,
        disk::judge_clock(NOW, Some(NOW - 60)),
        desktop::judge_opengl(Some(&seen), true, Some("WAYLAND_DISPLAY")),
        dialog,
        Check::ok(CheckId::Notifications, msg!("check-notifications")),
        secrets,
        ffmpeg,
        mdns,
        network::judge_interfaces(false, Ok(vec![wlan])),
        network::loopback(false),
        network::public_addresses(false),
        network::local_port(None),
    ]
}
