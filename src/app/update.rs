//! The only writer of [`State`]: one action at a time, pure, answering with what the shell has to do.

mod bundle;
mod computer;
mod device_page;
mod devices;
mod events;
mod fitting;
mod groups;
mod health;
mod history;
mod jobs;
mod layout;
mod live;
mod opening;
mod scan;
mod selftest;
mod sending;
mod settings;
mod toasts;
mod unlock;
mod uploads;

use super::action::{Action, Effect};
use super::state::{Dialog, FirstField, Slot, State, ToastKind, Unopened};
use crate::engine::{Circuit, Command};
use std::time::Duration;
use toasts::toast;

/// How long a toast of success stays, in seconds.
const TOAST_SECONDS: f64 = 6.0;

/// Carries out `action` on `state`.
#[must_use]
pub fn update(state: &mut State, action: Action) -> Vec<Effect> {
    match action {
        Action::Event(event) => events::event(state, *event),
        Action::Tick(seconds) => tick(state, seconds),

        Action::Open(paths) => opening::open(state, paths),
        Action::OpenSample { name, bytes } => opening::open_sample(state, name, bytes),
        Action::OpenNext => opening::open_next(state),
        Action::ChooseFile => vec![Effect::AskForFile],
        Action::NoFileDialog => opening::no_file_dialog(state),
        Action::ClosePattern => opening::close(state),
        Action::CloseUnopened => {
            state.unopened = Unopened::default();
            Vec::new()
        }

        Action::ChooseReading(index) => opening::choose(state, index),
        Action::TypeReading {
            leds,
            matrix,
            delay,
        } => opening::type_reading(state, leds, matrix, delay),
        Action::RememberReading(remember) => opening::remember(state, remember),
        Action::ConfirmReading => opening::confirm(state),
        Action::CancelReading => opening::cancel_reading(state),
        Action::ReconsiderReading => opening::reconsider(state),

        Action::TogglePlay => player(state, |p| p.playing = !p.playing),
        Action::Seek(ms) => player(state, |p| p.at_ms = ms.max(0.0)),
        Action::StepFrame(by) => step_frame(state, by),
        Action::SetSpeed(speed) => player(state, |p| p.speed = speed),
        Action::ToggleLoop => player(state, |p| p.looping = !p.looping),
        Action::SetBrightness { pct, done } => sending::set_brightness(state, pct, done),
        Action::Fit(action) => fitting::act(state, action),
        Action::WiredOn(device) => {
            state.wired_on = Some(device);
            Vec::new()
        }

        Action::ToggleDevice(id) => devices::toggle(state, id),
        Action::ToggleAll => devices::toggle_all(state),
        Action::ToggleGroup { group, add } => groups::toggle(state, &group, add),
        Action::EditGroups(id) => groups::edit(state, &id),
        Action::SaveGroups(form) => groups::save(state, form),
        Action::Connect(text) => devices::connect(state, &text),
        Action::EditLayout(id) => layout::edit(state, &id, FirstField::Nickname),
        Action::EditSize(id) => layout::edit(state, &id, FirstField::Size),
        Action::DropMap(paths) => layout::dropped(state, paths),
        Action::SaveLayout(form) => layout::save(state, form),
        Action::ChooseMap => layout::choose_map(state),
        Action::ReadMap(path) => layout::read_map(state, path),
        Action::Device(action) => device_page::act(state, action),
        Action::Forget(id) => devices::forget(state, id),
        Action::Pin(device, pinned) => engine(Command::Pin { device, pinned }),
        Action::Tidy => devices::tidy(state),
        Action::Search(words) => devices::search(state, words),
        Action::Scan => scan::start(state),
        Action::StopScan => scan::stop(state),
        Action::EditScan => scan::edit(state),
        Action::SaveScan { form, scan } => scan::save(state, form, scan),
        Action::TestConnection(address) => scan::test_connection(state, address),
        Action::AskAgain(id) => engine(Command::ResetCircuit(id)),
        Action::SetAside(id) => engine(Command::SetAside(id)),
        Action::InSight(devices) => devices::in_sight(state, devices),
        Action::CountCaches(counters) => {
            state.caches = counters;
            Vec::new()
        }
        Action::Health(action) => health::act(state, action),
        Action::StartDemo => devices::start_demo(state),
        Action::DemoStarted(addresses) => devices::demo_started(state, addresses),
        Action::DemoFailed(problem) => devices::demo_failed(state, problem),

        Action::SetPlayWhenVerified(play) => {
            settings::with(state, |settings| settings.sending.play_when_verified = play)
        }
        Action::Send => sending::send(state),
        Action::SendStill(device) => sending::send_still(state, device),
        Action::SendReplacing(device) => sending::send_replacing(state, device),
        Action::Live(action) => live::act(state, action),
        Action::Cancel(job) => engine(Command::Cancel(job)),
        Action::CancelAll => engine(Command::CancelAll),
        Action::Retry(job) => jobs::retry(state, job),
        Action::RetryFailed => jobs::retry_failed(state),
        Action::ClearFinished => sending::clear_finished(state),
        Action::OpenWebPage(url) => vec![Effect::OpenUrl(url)],
        Action::Copy(text) => vec![Effect::Copy(text)],

        Action::SetDialog(dialog) => {
            state.dialog = dialog;
            Vec::new()
        }
        Action::LeaveDialog => leave_dialog(state),
        Action::SetTheme(theme) => settings::with(state, |settings| settings.window.theme = theme),
        Action::ChangeSettings(settings) => settings::change(state, settings),
        Action::Failed(problem) => toasts::trouble(state, problem),
        Action::Computer(action) => computer::act(state, action),
        Action::Bundle(action) => bundle::act(state, action),
        Action::OpenFolder(folder) => vec![Effect::OpenFolder(folder)],
        Action::ShowPage(page) => history::show_page(state, page),
        Action::ExportHistory(entries) => vec![Effect::ExportHistory(entries)],
        Action::ExportChanges(entries) => vec![Effect::ExportChanges(entries)],
        Action::Exported(path) => history::exported(state, &path),
        Action::SendAgain(entry) => history::send_again(state, entry),
        Action::ResumeUnfinished => history::decide(state, Command::Resume),
        Action::DiscardUnfinished => history::decide(state, Command::DiscardUnfinished),
        Action::ShowUpload(id) => uploads::show(state, id),
        Action::SetLogFilter(filter) => uploads::set_log_filter(state, filter),
        Action::SetFilter(filter) => uploads::set_filter(state, filter),
        Action::Go(place) => set(state, |state| state.place = place),
        Action::ToggleStrip => set(state, |state| state.strip_open = !state.strip_open),
        Action::HoldToast(id) => {
            for toast in state.toasts.iter_mut().filter(|toast| toast.id == id) {
                toast.age = 0.0;
            }
            Vec::new()
        }
        Action::CloseToast(id) => {
            state.toasts.retain(|toast| toast.id != id);
            Vec::new()
        }
        Action::RequestClose => request_close(state),
        Action::CloseAnyway => close_anyway(state),
    }
}

fn engine(command: Command) -> Vec<Effect> {
    vec![Effect::Engine(command)]
}

fn set(state: &mut State, change: impl FnOnce(&mut State)) -> Vec<Effect> {
    change(state);
    Vec::new()
}

fn player(state: &mut State, change: impl FnOnce(&mut super::state::Player)) -> Vec<Effect> {
    change(&mut state.player);
    Vec::new()
}

/// Time goes on: the preview moves, toasts of success age, rests of devices run out.
fn tick(state: &mut State, seconds: f64) -> Vec<Effect> {
    if let Some(total) = total_ms(state).filter(|_| state.player.playing) {
        let at = state.player.at_ms + seconds * 1000.0 * state.player.speed.factor();
        if at < total {
            state.player.at_ms = at;
        } else if state.player.looping {
            state.player.at_ms = at % total;
        } else {
            state.player.at_ms = total - 1.0;
            state.player.playing = false;
        }
    }
    for toast in &mut state.toasts {
        toast.age += seconds;
    }
    for view in &mut state.devices {
        if let Circuit::Open { retry_in } = &mut view.circuit {
            *retry_in = retry_in.saturating_sub(Duration::from_secs_f64(seconds.max(0.0)));
        }
    }
    state
        .toasts
        .retain(|toast| toast.kind == ToastKind::Failure || toast.age < TOAST_SECONDS);
    Vec::new()
}

fn total_ms(state: &State) -> Option<f64> {
    match &state.slot {
        Slot::Choosing(choice) => Some(choice.loaded.pattern().frames.total_ms().max(1) as f64),
        _ => state
            .loaded()
            .map(|loaded| loaded.pattern().frames.total_ms().max(1) as f64),
    }
}

fn step_frame(state: &mut State, by: i32) -> Vec<Effect> {
    let Some(loaded) = state.loaded() else {
        return Vec::new();
    };
    let frames = &loaded.pattern().frames;
    let now = frames.index_at(state.player.at_ms as u64);
    let count = i64::try_from(frames.len()).unwrap_or(i64::MAX);
    let next = (i64::try_from(now).unwrap_or(0) + i64::from(by)).rem_euclid(count);
    let at = frames.start_ms(usize::try_from(next).unwrap_or(0)) as f64;
    state.player.at_ms = at;
    state.player.playing = false;
    Vec::new()
}

/// Closes the dialog; where that would lose a form, a question comes first.
fn leave_dialog(state: &mut State) -> Vec<Effect> {
    let loses = state.has_unsaved_form();
    state.dialog = match state.dialog.take() {
        Some(Dialog::Discard(kept)) => Some(*kept),
        Some(edited) if loses => Some(Dialog::Discard(Box::new(edited))),
        _ => None,
    };
    Vec::new()
}

fn request_close(state: &mut State) -> Vec<Effect> {
    if state.active_jobs() == 0 && state.live_streams() == 0 {
        return close_anyway(state);
    }
    state.dialog = Some(Dialog::Close);
    Vec::new()
}

fn close_anyway(state: &mut State) -> Vec<Effect> {
    state.closing = true;
    state.dialog = None;
    vec![Effect::Engine(Command::Shutdown), Effect::Close]
}

#[cfg(test)]
mod tests;
