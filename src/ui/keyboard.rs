//! Reads the keys that work wherever the focus is: once a frame, before anything is drawn.

use super::Actions;
use super::panels::{PANELS, press_send};
use super::pasted::paths_in;
use crate::app::{Action, DeviceAction, Dialog, LiveAction, Page, Slot, State};
use egui::{Context, Event, Key, Modifiers, Popup};

/// Turns keys into actions.
pub(super) fn read(ctx: &Context, state: &State, actions: &mut Actions) {
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
    for entry in PANELS {
        if ctx.input_mut(|input| input.consume_shortcut(&entry.info.shortcut)) {
            actions.push(Action::ShowPage(entry.info.page));
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
    if state.page == Page::Device && pressed(Modifiers::NONE, Key::Escape) {
        actions.push(Action::Device(DeviceAction::Close));
    }
    if state.page == Page::Send {
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
    let paths = pasted.as_deref().map(paths_in).unwrap_or_default();
    if !paths.is_empty() {
        actions.push(Action::Open(paths));
    }
}
