//! How uploads ended, and what earlier runs left unfinished.

use super::{device_page, engine, opening, toast};
use crate::app::action::Effect;
use crate::app::state::{Page, State, ToastKind};
use crate::engine::{Command, HistoryEntry};
use crate::msg;
use std::path::Path;

/// Opens a page; the history is read anew each time, since other runs write it, too.
pub(super) fn show_page(state: &mut State, page: Page) -> Vec<Effect> {
    state.page = page;
    match page {
        Page::History => engine(Command::History),
        Page::Device => device_page::shown(state),
        _ => Vec::new(),
    }
}

/// Uploads have ended: what is shown of the past is read again.
pub(super) fn refresh(state: &State) -> Vec<Effect> {
    if state.page == Page::History {
        engine(Command::History)
    } else {
        Vec::new()
    }
}

/// Opens the file of an entry, to be sent to its device: that one is selected instead of what was. Where it is not on the
/// list, the selection stays, and a note says so.
pub(super) fn send_again(state: &mut State, entry: HistoryEntry) -> Vec<Effect> {
    let is_it = |id: &String| entry.device.as_ref() == Some(id);
    let found = state
        .devices
        .iter()
        .map(|view| &view.device.id)
        .find(|id| is_it(&id.to_string()))
        .cloned();
    match found {
        Some(id) => state.selected = [id].into(),
        None => {
            let name = entry.name.as_deref().unwrap_or(&entry.address);
            toast(
                state,
                ToastKind::Failure,
                msg!("toast-not-listed", device = name),
                msg!("toast-not-listed-about"),
            );
        }
    }
    opening::open(state, vec![entry.file.into()])
}

pub(super) fn exported(state: &mut State, path: &Path) -> Vec<Effect> {
    let file = path
        .file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default();
    toast(
        state,
        ToastKind::Success,
        msg!("toast-exported"),
        msg!("toast-saved-about", file = file),
    );
    Vec::new()
}

/// A person has decided about what earlier runs left.
pub(super) fn decide(state: &mut State, command: Command) -> Vec<Effect> {
    state.unfinished = 0;
    engine(command)
}
