//! Keys that work wherever the focus is: read once a frame, before anything is drawn.

use super::Actions;
use super::panels::{Panel, press_send};
use crate::app::{Action, DEVICE_PAGE, DeviceAction, Dialog, LiveAction, SEND_PAGE, Slot, State};
use egui::{Context, Event, Key, KeyboardShortcut, Modifiers, Popup};
use std::path::PathBuf;
use url::Url;

/// What every `file:` address begins with; one slash or three, depending on who copied it.
const FILE: &str = "file:/";

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

/// Turns keys into actions.
pub(super) fn read(ctx: &Context, state: &State, panels: &[Box<dyn Panel>], actions: &mut Actions) {
    if state.dialog.is_some() {
        return; // it has the keyboard, and takes Esc and Enter itself
    }
    let pressed = |modifiers, key| ctx.input_mut(|input| input.consume_key(modifiers, key));
    if pressed(Modifiers::COMMAND, Key::O) {
        actions.push(Action::ChooseFile);
    }
    if pressed(Modifiers::COMMAND, Key::Enter) && state.why_not_send().is_none() {
        press_send(ctx, state, actions);
    }
    if pressed(Modifiers::NONE, Key::F5) {
        actions.push(Action::Scan);
    }
    for panel in panels {
        if ctx.input_mut(|input| input.consume_shortcut(&panel.shortcut())) {
            actions.push(Action::ShowPage(panel.title()));
        }
    }
    let writing = ctx.text_edit_focused();
    if !writing {
        paste(ctx, actions);
        if ctx.input(|input| {
            input
                .events
                .iter()
                .any(|event| matches!(event, Event::Text(text) if text == "?"))
        }) {
            actions.push(Action::SetDialog(Some(Dialog::Shortcuts)));
        }
    }
    if state.page == DEVICE_PAGE && pressed(Modifiers::NONE, Key::Escape) {
        actions.push(Action::Device(DeviceAction::Close));
    }
    if state.page == SEND_PAGE {
        on_send_page(ctx, state, writing, actions);
    }
}

fn on_send_page(ctx: &Context, state: &State, writing: bool, actions: &mut Actions) {
    let pressed = |key| ctx.input_mut(|input| input.consume_key(Modifiers::NONE, key));
    if let Slot::Choosing(choice) = &state.slot {
        if !writing {
            let keys = [Key::Num1, Key::Num2, Key::Num3, Key::Num4, Key::Num5];
            let candidates = choice.loaded.opened.candidates.len();
            for (index, _) in keys
                .into_iter()
                .enumerate()
                .take(candidates)
                .filter(|(_, key)| pressed(*key))
            {
                actions.push(Action::ChooseReading(index));
            }
        }
        if ctx.memory(|memory| memory.focused()).is_none() && pressed(Key::Enter) {
            actions.push(Action::ConfirmReading);
        }
        if pressed(Key::Escape) {
            actions.push(Action::CancelReading);
        }
    }
    // an open menu takes Esc for itself
    let is_reading = matches!(state.slot, Slot::Reading { .. });
    if is_reading && !writing && !Popup::is_any_open(ctx) && pressed(Key::Escape) {
        actions.push(Action::CancelReading);
    }
    if state.scan.is_running() && !writing && !Popup::is_any_open(ctx) && pressed(Key::Escape) {
        actions.push(Action::StopScan);
    }
    // last of all: whatever else Esc could mean comes first
    let is_free = !state.scan.is_running() && !matches!(state.slot, Slot::Choosing(_));
    if state.live_streams() > 0
        && is_free
        && !writing
        && !Popup::is_any_open(ctx)
        && pressed(Key::Escape)
    {
        actions.push(Action::Live(LiveAction::StopAll));
    }
    let command = |key| ctx.input_mut(|input| input.consume_key(Modifiers::COMMAND, key));
    if !writing && command(Key::A) && state.select_all() == Some(true) {
        actions.push(Action::ToggleAll);
    }
    // a control that has the focus gets these keys itself
    if ctx.memory(|memory| memory.focused()).is_some() || state.loaded().is_none() {
        return;
    }
    for (key, action) in [
        (Key::Space, Action::TogglePlay),
        (Key::ArrowLeft, Action::StepFrame(-1)),
        (Key::ArrowRight, Action::StepFrame(1)),
    ] {
        if pressed(key) {
            actions.push(action);
        }
    }
}

/// A copied path (or several, one a line; file managers copy them as `file://` addresses) opens.
fn paste(ctx: &Context, actions: &mut Actions) {
    let pasted = ctx.input(|input| {
        input.events.iter().find_map(|event| match event {
            Event::Paste(text) => Some(text.clone()),
            _ => None,
        })
    });
    let paths = pasted.as_deref().map(paths_of).unwrap_or_default();
    if !paths.is_empty() {
        actions.push(Action::Open(paths));
    }
}

/// The paths that are copied, one a line.
fn paths_of(text: &str) -> Vec<PathBuf> {
    text.lines().filter_map(path_of).collect()
}

/// A path as people copy it: with quotes, or as a `file:` address. `None` for no text, and for an address that is no path
/// on this system, such as one with a host on Unix.
pub(super) fn path_of(text: &str) -> Option<PathBuf> {
    let text = text.trim().trim_matches(['"', '\'']);
    let is_address = text
        .get(..FILE.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(FILE));
    if is_address {
        return Url::parse(text).ok()?.to_file_path().ok();
    }
    (!text.is_empty()).then(|| PathBuf::from(text))
}

/// A shortcut with Ctrl (Command on a Mac).
pub(super) const fn ctrl(key: Key) -> KeyboardShortcut {
    KeyboardShortcut::new(Modifiers::COMMAND, key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copied_paths_lose_their_quotes() {
        assert_eq!(path_of("  \"/a/b c.gif\" "), Some("/a/b c.gif".into()));
        assert_eq!(path_of("/a/100%.gif"), Some("/a/100%.gif".into()));
        assert_eq!(path_of("file.gif"), Some("file.gif".into()));
        assert_eq!(path_of("   "), None);
    }

    #[cfg(unix)]
    #[test]
    fn a_file_address_becomes_the_path_it_names() {
        for (address, path) in [
            ("file:///a/b%20c%C3%A9.gif", "/a/b cé.gif"),
            ("file:///a/b cé.gif", "/a/b cé.gif"),
            ("file:///a/100%.gif", "/a/100%.gif"),
            ("file:///a/%23%3F.gif", "/a/#?.gif"),
            ("file://localhost/x.gif", "/x.gif"),
            ("file:/x.gif", "/x.gif"),
            ("FILE:///x.gif", "/x.gif"),
            ("'file:///x.gif'", "/x.gif"),
            // an absolute path that nothing has, not one in the current folder
            ("file:///C:/x.gif", "/C:/x.gif"),
        ] {
            assert_eq!(path_of(address), Some(path.into()), "{address}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_file_on_another_host_is_no_path_here() {
        for address in ["file://host/x.gif", "file://10.0.0.4/share/x.gif"] {
            assert_eq!(path_of(address), None, "{address}");
        }
    }

    #[cfg(windows)]
    #[test]
    fn a_file_address_names_a_drive_or_a_share() {
        for (address, path) in [
            ("file:///C:/a%20b/%C3%A9.gif", r"C:\a b\é.gif"),
            ("file://localhost/C:/x.gif", r"C:\x.gif"),
            ("file://host/share/x.gif", r"\\host\share\x.gif"),
        ] {
            assert_eq!(path_of(address), Some(path.into()), "{address}");
        }
        assert_eq!(path_of("file:///x.gif"), None, "no drive");
    }

    #[cfg(unix)]
    #[test]
    fn several_lines_are_several_paths_however_lines_end() {
        let paths = ["/a/b c.gif", "/x.gif", "/y.gif"].map(PathBuf::from);
        let lines = [
            "file:///a/b%20c.gif",
            "/x.gif",
            "",
            "file://host/no.gif",
            "\"/y.gif\"",
        ];
        for end in ["\n", "\r\n"] {
            assert_eq!(paths_of(&lines.join(end)), paths);
            assert_eq!(paths_of(&(lines.join(end) + end)), paths);
        }
    }
}
