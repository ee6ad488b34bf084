//! The list of keyboard shortcuts, as Help and the shortcuts dialog show it.

use egui::{Key, KeyboardShortcut, Modifiers};

/// Keys and what they do, as Help and the list of shortcuts show them.
pub(super) const KEYS: &[(&str, &str)] = &[
    ("Ctrl O", "Open a pattern"),
    ("Ctrl V", "Open the file whose path was copied"),
    ("Ctrl Enter", "Send to the selected devices"),
    ("Ctrl A", "Select all devices on the list"),
    ("F5, Esc", "Scan for devices, stop that"),
    ("Space", "Play or pause the preview"),
    ("Left, Right", "One frame back, one forward"),
    ("1 to 5", "Choose how a file without a header is read"),
    ("Ctrl 1, 2, 3", "Send, Uploads, History"),
    ("Ctrl D", "The page of a device"),
    ("Ctrl L, Ctrl comma, F1", "Log, Settings, Help"),
    ("Tab", "Go on to the next control"),
    ("Up, Down", "Go from device to device"),
    ("Space, Enter", "On a device: select it, open its page"),
    (
        "Esc",
        "Close what is open above, stop reading a file, or what plays live",
    ),
    ("?", "Show these keys"),
];

/// A shortcut with Ctrl (Command on a Mac).
pub(super) const fn ctrl(key: Key) -> KeyboardShortcut {
    KeyboardShortcut::new(Modifiers::COMMAND, key)
}
