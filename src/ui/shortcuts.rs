//! The list of keyboard shortcuts, as Help and the shortcuts dialog show it.

use crate::t;
use egui::{Key, KeyboardShortcut, Modifiers};

/// Keys and what they do.
pub(super) fn list() -> [(&'static str, &'static str); 16] {
    [
        (t!("shortcut-open-keys"), t!("shortcut-open")),
        (t!("shortcut-paste-keys"), t!("shortcut-paste")),
        (t!("shortcut-send-keys"), t!("shortcut-send")),
        (t!("shortcut-select-all-keys"), t!("shortcut-select-all")),
        (t!("shortcut-scan-keys"), t!("shortcut-scan")),
        (t!("shortcut-play-keys"), t!("shortcut-play")),
        (t!("shortcut-frame-keys"), t!("shortcut-frame")),
        (t!("shortcut-reading-keys"), t!("shortcut-reading")),
        (t!("shortcut-pages-keys"), t!("shortcut-pages")),
        (t!("shortcut-device-keys"), t!("shortcut-device")),
        (t!("shortcut-more-pages-keys"), t!("shortcut-more-pages")),
        (t!("shortcut-next-keys"), t!("shortcut-next")),
        (t!("shortcut-devices-keys"), t!("shortcut-devices")),
        (t!("shortcut-select-keys"), t!("shortcut-select")),
        (t!("shortcut-close-keys"), t!("shortcut-close")),
        (t!("shortcut-list-keys"), t!("shortcut-list")),
    ]
}

/// A shortcut with Ctrl (Command on a Mac).
pub(super) const fn ctrl(key: Key) -> KeyboardShortcut {
    KeyboardShortcut::new(Modifiers::COMMAND, key)
}
