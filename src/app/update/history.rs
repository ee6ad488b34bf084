//! The history of uploads, and unfinished uploads of earlier runs.

use super::{device_page, engine, opening, toast};
use crate::app::action::Effect;
use crate::app::state::{Page, State, ToastKind};
use crate::engine::{Command, HistoryEntry};
use crate::msg;
use std::path::Path;

/// Opens a page. The history is read each time, because other processes write it, too.
pub(super) fn show_page(state: &mut State, page: Page) -> Vec<Effect> {
    state.page = page;
    state.shown_upload = None;
    match page {
        Page::History => engine(Command::History),
        Page::Device => device_page::shown(state),
        _ => Vec::new(),
    }
}

/// Reads the history again after uploads have ended.
pub(super) fn refresh(state: &State) -> Vec<Effect> {
    if state.page == Page::History {
        engine(Command::History)
    } else {
        Vec::new()
    }
}

/// Opens the file of an entry and selects its device. If the device is not in the list, the selection stays and a toast says so.
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

/// Resumes or discards the unfinished uploads of earlier runs.
pub(super) fn decide(state: &mut State, command: Command) -> Vec<Effect> {
    state.unfinished = 0;
    engine(command)
}
