//! The page of a device: asks it what it can do, then for what the page shows of that; does one wish at a time. And PINs of
//! locked devices, wherever one turned out to be locked.

use super::{engine, toast};
use crate::app::action::Effect;
use crate::app::device_action::{DeviceAction, Wanted};
use crate::app::state::{
    DEVICE_PAGE, DeviceDialog, DevicePage, Dialog, KeepForm, SEND_PAGE, State, ToastKind,
    UnlockForm,
};
use crate::device::{Control, DeviceId, Keep, Light, Problem, Secret};
use crate::engine::{
    Answer, Ask, Command, ConnectOptions, JobId, JobView, Outcome, Target, Unlocked,
};

/// Code of a device that wants its PIN.
const LOCKED: &str = "device.locked";

pub(super) fn act(state: &mut State, action: DeviceAction) -> Vec<Effect> {
    match action {
        DeviceAction::Open(id) => return open(state, id),
        DeviceAction::Close => state.page = SEND_PAGE,
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
        DeviceAction::AskKeep => {
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
        DeviceAction::Keep(form) => {
            state.dialog = None;
            let name = form.name.trim();
            let name = (!name.is_empty()).then(|| name.to_owned());
            return ask(
                state,
                Ask::Keep(Keep {
                    name,
                    at_start: form.at_start,
                }),
            );
        }
        DeviceAction::SaveAs(wanted) => return choose(state, wanted),
        DeviceAction::ChooseBackup => return choose(state, Wanted::Restore),
        DeviceAction::Chosen(id, Wanted::Map, path) => {
            return super::layout::chosen(state, &id, path);
        }
        DeviceAction::Chosen(id, wanted, path) => {
            let wanted = match wanted {
                // the system's dialog has asked whether a file that is there shall be replaced
                Wanted::File(name) => Ask::Fetch {
                    name,
                    to: path,
                    replace: true,
                },
                Wanted::Backup => Ask::Backup {
                    to: path,
                    replace: true,
                },
                Wanted::Restore | Wanted::Map => Ask::Restore { from: path },
            };
            // another device may be open by now
            return if state.device_page.device.as_ref() == Some(&id) {
                ask(state, wanted)
            } else {
                control(id, wanted)
            };
        }
        DeviceAction::Unlock(form) => return unlock(state, form),
    }
    Vec::new()
}

fn open(state: &mut State, id: DeviceId) -> Vec<Effect> {
    state.page = DEVICE_PAGE;
    // opened again, it shows what was known of it until the device has answered
    if state.device_page.device.as_ref() != Some(&id) {
        state.device_page = DevicePage {
            device: Some(id),
            ..DevicePage::default()
        };
    }
    refresh(state)
}

/// The page was opened from the rail or by its key: it shows the device that is open, else the one that is chosen.
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

/// Asks the device that is open what it can do; what the page shows of that is asked for when it has answered.
pub(super) fn refresh(state: &mut State) -> Vec<Effect> {
    if state.page != DEVICE_PAGE {
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
    page.told = None;
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
        // a wish for one of the two leaves the other as it was wished
        let before = page.wish.unwrap_or(Light {
            on: None,
            brightness: None,
        });
        page.wish = Some(Light {
            on: light.on.or(before.on),
            brightness: light.brightness.or(before.brightness),
        });
        return Vec::new();
    }
    ask(state, Ask::SetLight(light))
}

fn choose(state: &State, wanted: Wanted) -> Vec<Effect> {
    let Some(view) = state
        .device_page
        .device
        .as_ref()
        .and_then(|id| state.device(id))
    else {
        return Vec::new();
    };
    let suggested = match &wanted {
        Wanted::File(name) => {
            let last = name
                .rsplit('/')
                .next()
                .unwrap_or_default()
                .trim_start_matches('.');
            if last.contains('.') {
                last.to_owned()
            } else {
                format!("{last}.bin")
            }
        }
        Wanted::Backup | Wanted::Restore | Wanted::Map => {
            format!("{} backup.json", view.name().replace(['/', '\\'], "_"))
        }
    };
    vec![Effect::ChooseFor {
        device: view.device.id.clone(),
        wanted,
        suggested,
    }]
}

/// A device answered.
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
            let shown = state.page == DEVICE_PAGE;
            if problem.code == LOCKED && state.dialog.is_none() && shown {
                let name = state
                    .device(id)
                    .map(|view| view.name().to_owned())
                    .unwrap_or_default();
                state.dialog = Some(form(Target::Device(id.clone()), name));
            }
            state.device_page.wish = None;
            let unseen = (!shown && changes(&asked)).then(|| problem.clone());
            state.device_page.failed = Some((asked, problem));
            unseen.map_or_else(Vec::new, |problem| not_done(state, id, &problem))
        }
    }
}

/// A device answered whose page is no longer open: what a person waits for is said all the same.
fn elsewhere(
    state: &mut State,
    id: &DeviceId,
    asked: &Ask,
    result: Result<Answer, Problem>,
) -> Vec<Effect> {
    match result {
        Ok(Answer::Saved { path, .. }) => saved(state, &path),
        Err(problem) if changes(asked) => return not_done(state, id, &problem),
        _ => {}
    }
    Vec::new()
}

/// Whether a person asked for it, and not the page to know what to show.
fn changes(asked: &Ask) -> bool {
    !matches!(asked, Ask::Abilities | Ask::Light | Ask::Files)
}

fn not_done(state: &mut State, id: &DeviceId, problem: &Problem) -> Vec<Effect> {
    let name = state.device(id).map_or("A device", |view| view.name());
    let title = format!("{name} did not do it");
    toast(
        state,
        ToastKind::Failure,
        title,
        super::events::told(problem),
    );
    Vec::new()
}

fn saved(state: &mut State, path: &std::path::Path) {
    let file = path
        .file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default();
    toast(
        state,
        ToastKind::Success,
        "Saved",
        format!("It is in {file}."),
    );
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
            let told = state.device_page.told.take();
            let effects = wanted.flat_map(|(_, wanted)| ask(state, wanted)).collect();
            state.device_page.told = told;
            effects
        }
        Answer::Light(light) => {
            state.device_page.light = Some(light);
            match state.device_page.wish.take() {
                Some(wish) => ask(state, Ask::SetLight(wish)),
                None => Vec::new(),
            }
        }
        Answer::Files(shelf) => {
            state.device_page.shelf = Some(shelf);
            Vec::new()
        }
        Answer::Saved { path, .. } => {
            saved(state, &path);
            Vec::new()
        }
        Answer::Kept(place) => {
            state.device_page.told = Some(format!("Kept as {place}."));
            Vec::new()
        }
        Answer::Done => {
            let effects = match asked {
                Ask::Blink => Vec::new(),
                _ => refresh(state),
            };
            state.device_page.told = told(asked);
            effects
        }
    }
}

/// What it did, as the page says it.
fn told(asked: &Ask) -> Option<String> {
    Some(match asked {
        Ask::Blink => "It blinks, then goes on as before.".to_owned(),
        Ask::Delete(name) => format!("Deleted {name}."),
        Ask::Show(name) => format!("It plays {name} now."),
        Ask::Undo => "It shows what it showed before the last upload.".to_owned(),
        Ask::Restore { .. } => "The backup was put back, read back and compared.".to_owned(),
        _ => return None,
    })
}

fn form(target: Target, name: String) -> Dialog {
    let secret = Secret::new("");
    Dialog::Device(DeviceDialog::Unlock(UnlockForm {
        target,
        name,
        secret,
        keep: false,
        asking: false,
        problem: None,
    }))
}

/// Asks for the PIN of a device that was typed in and is locked; whether it was that.
pub(super) fn locked_address(state: &mut State, address: &str, problem: &Problem) -> bool {
    let Ok(spec) = address.parse() else {
        return false;
    };
    if problem.code != LOCKED {
        return false;
    }
    state.dialog = Some(form(Target::Address(spec), address.to_owned()));
    true
}

fn is_locked(job: &JobView) -> bool {
    matches!(&job.outcome, Some(Outcome::Failed(problem)) if problem.code == LOCKED)
}

/// The same again; where the device is locked, its PIN is asked for first.
pub(super) fn retry(state: &mut State, id: JobId) -> Vec<Effect> {
    let Some(job) = state.jobs.iter().find(|job| job.id == id && is_locked(job)) else {
        return engine(Command::Retry(id));
    };
    let known = job
        .device
        .id
        .clone()
        .filter(|id| state.device(id).is_some())
        .map(Target::Device);
    let target = known.or_else(|| job.device.address.parse().ok().map(Target::Address));
    let name = job.device.label().to_owned();
    match target {
        Some(target) => state.dialog = Some(form(target, name)),
        None => return engine(Command::Retry(id)),
    }
    Vec::new()
}

/// All that failed again; of those whose device is locked the first one's PIN is asked for.
pub(super) fn retry_failed(state: &mut State) -> Vec<Effect> {
    let (locked, others): (Vec<&JobView>, Vec<&JobView>) =
        state.failed_jobs().partition(|job| is_locked(job));
    let locked = locked.first().map(|job| job.id);
    let mut effects: Vec<Effect> = others
        .iter()
        .map(|job| Effect::Engine(Command::Retry(job.id)))
        .collect();
    effects.extend(locked.map(|id| retry(state, id)).unwrap_or_default());
    effects
}

fn unlock(state: &mut State, mut form: UnlockForm) -> Vec<Effect> {
    form.asking = true;
    form.problem = None;
    let target = form.target.clone();
    let secret = form.secret.clone();
    let keep = form.keep;
    state.dialog = Some(Dialog::Device(DeviceDialog::Unlock(form)));
    engine(Command::Unlock {
        target,
        secret,
        keep,
        options: ConnectOptions::default(),
    })
}

/// A locked device has its PIN, or did not take it. Whatever failed for want of it goes on.
pub(super) fn unlocked(
    state: &mut State,
    target: &Target,
    address: &str,
    result: Result<Unlocked, Problem>,
) -> Vec<Effect> {
    let shown = match &mut state.dialog {
        Some(Dialog::Device(DeviceDialog::Unlock(form))) if form.target == *target => Some(form),
        _ => None,
    };
    let unlocked = match (result, shown) {
        (Ok(unlocked), shown) => {
            if shown.is_some() {
                state.dialog = None;
            }
            unlocked
        }
        (Err(problem), Some(form)) => {
            form.asking = false;
            form.problem = Some(problem);
            return Vec::new();
        }
        (Err(problem), None) => return super::events::trouble(state, &problem),
    };
    if let Some(problem) = &unlocked.not_kept {
        toast(
            state,
            ToastKind::Failure,
            problem.message.clone(),
            problem.hint.clone(),
        );
    }
    let its = |job: &&JobView| {
        let here =
            job.device.address == address || job.device.id.as_ref() == Some(&unlocked.device);
        here && is_locked(job)
    };
    let mut effects: Vec<Effect> = state
        .jobs
        .iter()
        .filter(its)
        .map(|job| Effect::Engine(Command::Retry(job.id)))
        .collect();
    if state.device_page.device.as_ref() == Some(&unlocked.device) {
        effects.extend(refresh(state));
    }
    effects
}

#[cfg(test)]
mod tests;
