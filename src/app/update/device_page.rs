//! The page of a device: asks for its abilities, then for their values, and carries out one request at a time.

use super::{engine, layout, selftest, toast, unlock};
use crate::app::action::Effect;
use crate::app::device_action::{DeviceAction, FilePurpose};
use crate::app::state::{DeviceDialog, DevicePage, Dialog, KeepForm, Page, State, ToastKind};
use crate::device::{Control, DeviceId, Keep, Light};
use crate::engine::{Answer, Ask, Command, ConnectOptions, Target};
use crate::message::Message;
use crate::msg;
use crate::problem::Problem;
use crate::text::{display_text, new_file_name, path_text};
use std::path::PathBuf;

pub(super) fn act(state: &mut State, action: DeviceAction) -> Vec<Effect> {
    match action {
        DeviceAction::Open(id) => return open(state, id),
        DeviceAction::Close => state.page = state.device_page.from,
        DeviceAction::Refresh => return refresh(state),
        DeviceAction::Ask(wanted) => {
            state.dialog = None;
            return ask(state, wanted);
        }
        DeviceAction::SetLight(light) => return set_light(state, light),
        DeviceAction::AskDelete(name) => {
            let device = state.device_page.device.clone();
            state.dialog =
                device.map(|device| Dialog::Device(DeviceDialog::Delete { device, name }));
        }
        DeviceAction::AskKeep => ask_keep(state),
        DeviceAction::Keep(form) => return keep(state, &form),
        DeviceAction::SaveAs(wanted) => return choose(state, wanted),
        DeviceAction::ChooseBackup => return choose(state, FilePurpose::Restore),
        DeviceAction::Chosen(id, wanted, path) => return chosen(state, id, wanted, path),
        DeviceAction::Test => return selftest::start(state),
        DeviceAction::StopTest => return selftest::stop(state),
        DeviceAction::SaveReport => return selftest::save(state),
        DeviceAction::ReportSaved(path) => selftest::saved(state, &path),
        DeviceAction::AskUnlock(id) => return unlock::ask(state, id),
        DeviceAction::AskUnlockAt(address) => unlock::ask_at(state, &address),
        DeviceAction::Unlock(form) => return unlock::unlock(state, form),
    }
    Vec::new()
}

/// Opens the dialog for the name of what the device keeps.
fn ask_keep(state: &mut State) {
    let form = |device| KeepForm {
        device,
        name: String::new(),
        at_start: true,
    };
    state.dialog = state
        .device_page
        .device
        .clone()
        .map(form)
        .map(|form| Dialog::Device(DeviceDialog::Keep(form)));
}

fn keep(state: &mut State, form: &KeepForm) -> Vec<Effect> {
    state.dialog = None;
    let name = form.name.trim();
    let name = (!name.is_empty()).then(|| name.to_owned());
    ask(
        state,
        Ask::Keep(Keep {
            name,
            at_start: form.at_start,
        }),
    )
}

/// Continues with the chosen file.
fn chosen(state: &mut State, id: DeviceId, wanted: FilePurpose, path: PathBuf) -> Vec<Effect> {
    let wanted = match wanted {
        FilePurpose::Map => return layout::chosen(state, &id, path),
        // the system's dialog has asked before replacing a file
        FilePurpose::File(name) => Ask::Fetch {
            name,
            to: path,
            replace: true,
        },
        FilePurpose::Backup => Ask::Backup {
            to: path,
            replace: true,
        },
        FilePurpose::Restore => Ask::Restore { from: path },
    };
    // another device may be open by now
    if state.device_page.device.as_ref() == Some(&id) {
        ask(state, wanted)
    } else {
        control(id, wanted)
    }
}

fn open(state: &mut State, id: DeviceId) -> Vec<Effect> {
    let from = match state.page {
        Page::Device => state.device_page.from,
        Page::Health => Page::Health,
        _ => Page::Send,
    };
    state.page = Page::Device;
    // an already open page keeps its values until the device has answered
    if state.device_page.device.as_ref() != Some(&id) {
        state.device_page = DevicePage {
            device: Some(id),
            ..DevicePage::default()
        };
    }
    state.device_page.from = from;
    refresh(state)
}

/// Opens the page from the rail or by its key: for the last device, else for the selected one.
pub(super) fn shown(state: &mut State) -> Vec<Effect> {
    let open = state
        .device_page
        .device
        .clone()
        .filter(|id| state.device(id).is_some());
    let chosen = open.or_else(|| state.selected.iter().min().cloned());
    match chosen.or_else(|| state.devices.first().map(|view| view.device.id.clone())) {
        Some(id) => self::open(state, id),
        None => Vec::new(),
    }
}

/// Refreshes the page of a device that was unlocked.
pub(super) fn unlocked(state: &mut State, device: &DeviceId) -> Vec<Effect> {
    if state.device_page.device.as_ref() == Some(device) {
        refresh(state)
    } else {
        Vec::new()
    }
}

/// Asks the open device for its abilities; their values follow when it has answered.
pub(super) fn refresh(state: &mut State) -> Vec<Effect> {
    if state.page != Page::Device {
        return Vec::new();
    }
    ask(state, Ask::Abilities)
}

fn ask(state: &mut State, wanted: Ask) -> Vec<Effect> {
    let page = &mut state.device_page;
    let Some(id) = page.device.clone() else {
        return Vec::new();
    };
    if page.asked.contains(&wanted) {
        return Vec::new();
    }
    page.asked.push(wanted.clone());
    page.failed = None;
    page.notice = None;
    control(id, wanted)
}

fn control(id: DeviceId, ask: Ask) -> Vec<Effect> {
    engine(Command::Control {
        target: Target::Device(id),
        ask,
        options: ConnectOptions::default(),
    })
}

fn set_light(state: &mut State, light: Light) -> Vec<Effect> {
    let page = &mut state.device_page;
    if page.is_asked(|ask| matches!(ask, Ask::SetLight(_))) {
        // setting one of the two keeps the pending value of the other
        let before = page.next_light.unwrap_or(Light {
            on: None,
            brightness: None,
        });
        page.next_light = Some(Light {
            on: light.on.or(before.on),
            brightness: light.brightness.or(before.brightness),
        });
        return Vec::new();
    }
    ask(state, Ask::SetLight(light))
}

fn choose(state: &State, wanted: FilePurpose) -> Vec<Effect> {
    let Some(view) = state
        .device_page
        .device
        .as_ref()
        .and_then(|id| state.device(id))
    else {
        return Vec::new();
    };
    let suggested = match &wanted {
        FilePurpose::File(name) => new_file_name(name),
        FilePurpose::Backup | FilePurpose::Restore | FilePurpose::Map => {
            let name = view.name().replace(['/', '\\'], "_");
            new_file_name(&format!("{name} backup.json"))
        }
    };
    vec![Effect::ChooseFor {
        device: view.device.id.clone(),
        wanted,
        suggested,
    }]
}

/// Takes the answer of a device.
pub(super) fn controlled(
    state: &mut State,
    target: &Target,
    asked: Ask,
    result: Result<Answer, Problem>,
) -> Vec<Effect> {
    let Target::Device(id) = target else {
        return Vec::new();
    };
    if state.device_page.device.as_ref() != Some(id) {
        return elsewhere(state, id, &asked, result);
    }
    state.device_page.asked.retain(|ask| *ask != asked);
    match result {
        Ok(answer) => answered(state, &asked, answer),
        Err(problem) => {
            let shown = state.page == Page::Device;
            if problem.code == unlock::LOCKED && state.dialog.is_none() && shown {
                let name = state
                    .device(id)
                    .map(|view| state.label(view).into_owned())
                    .unwrap_or_default();
                state.dialog = Some(unlock::form(Target::Device(id.clone()), name));
            }
            state.device_page.next_light = None;
            let unseen = (!shown && changes(&asked)).then(|| problem.clone());
            state.device_page.failed = Some((asked, problem));
            unseen.map_or_else(Vec::new, |problem| not_done(state, id, problem))
        }
    }
}

/// Takes the answer of a device whose page is no longer open: only what the user waits for is shown.
fn elsewhere(
    state: &mut State,
    id: &DeviceId,
    asked: &Ask,
    result: Result<Answer, Problem>,
) -> Vec<Effect> {
    match result {
        Ok(Answer::Saved { path, .. }) => saved(state, &path),
        Err(problem) if changes(asked) => return not_done(state, id, problem),
        _ => {}
    }
    Vec::new()
}

/// Whether the user asked for it, rather than the page itself.
fn changes(asked: &Ask) -> bool {
    !matches!(asked, Ask::Abilities | Ask::Light | Ask::Files)
}

fn not_done(state: &mut State, id: &DeviceId, problem: Problem) -> Vec<Effect> {
    let title = match state.device(id) {
        Some(view) => msg!("toast-not-done", device = &*state.label(view)),
        None => msg!("toast-not-done-unnamed"),
    };
    toast(state, ToastKind::Failure, title, problem);
    Vec::new()
}

fn saved(state: &mut State, path: &std::path::Path) {
    let file = path
        .file_name()
        .map(|name| path_text(&name.to_string_lossy()))
        .unwrap_or_default();
    toast(
        state,
        ToastKind::Success,
        msg!("toast-saved"),
        msg!("toast-saved-about", file = file),
    );
}

/// The message about a saved file whose size differs from the listed one.
fn other_size(page: &DevicePage, asked: &Ask, bytes: u64) -> Option<Message> {
    let Ask::Fetch { name, .. } = asked else {
        return None;
    };
    let mut files = page.shelf.iter().flat_map(|shelf| &shelf.files);
    let listed = files.find(|file| file.name == *name)?.bytes;
    let words = msg!(
        "toast-saved-differs-about",
        listed = listed,
        received = bytes
    );
    (listed != bytes).then_some(words)
}

fn answered(state: &mut State, asked: &Ask, answer: Answer) -> Vec<Effect> {
    match answer {
        Answer::Abilities(abilities) => {
            let can = abilities.can.clone();
            let shines = can.contains(&Control::Brightness) || can.contains(&Control::Power);
            state.device_page.abilities = Some(abilities);
            let wanted = [
                (shines, Ask::Light),
                (can.contains(&Control::Files), Ask::Files),
            ];
            let wanted = wanted.into_iter().filter(|(wanted, _)| *wanted);
            let notice = state.device_page.notice.take();
            let effects = wanted.flat_map(|(_, wanted)| ask(state, wanted)).collect();
            state.device_page.notice = notice;
            effects
        }
        Answer::Light(light) => {
            state.device_page.light = Some(light);
            match state.device_page.next_light.take() {
                Some(wish) => ask(state, Ask::SetLight(wish)),
                None => Vec::new(),
            }
        }
        Answer::Files(shelf) => {
            state.device_page.shelf = Some(shelf);
            Vec::new()
        }
        Answer::Saved { path, bytes } => {
            match other_size(&state.device_page, asked, bytes) {
                Some(words) => {
                    let title = msg!("toast-saved-differs");
                    toast(state, ToastKind::Failure, title, words);
                }
                None => saved(state, &path),
            }
            Vec::new()
        }
        Answer::Kept(place) => {
            state.device_page.notice = Some(msg!("done-kept", place = place));
            Vec::new()
        }
        Answer::Done => {
            let effects = match asked {
                Ask::Blink => Vec::new(),
                _ => refresh(state),
            };
            state.device_page.notice = notice(asked);
            effects
        }
    }
}

/// The message about what the device did.
fn notice(asked: &Ask) -> Option<Message> {
    Some(match asked {
        Ask::Blink => msg!("done-blink"),
        Ask::Delete(name) => msg!("done-deleted", file = display_text(name)),
        Ask::Show(name) => msg!("done-playing", file = display_text(name)),
        Ask::Undo => msg!("done-undo"),
        Ask::Restore { .. } => msg!("done-restored"),
        _ => return None,
    })
}

#[cfg(test)]
mod tests;
