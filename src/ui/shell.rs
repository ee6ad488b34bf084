//! Carries out the effects of `update`: commands the engine, opens file dialogs, starts simulated devices, closes the window.
//! Owned by [`super::App`]; everything that takes time runs on the runtime and reports back as an action.

mod checks;
mod health;

use super::Actions;
use super::notify::Notifier;
use super::saving::{Saving, show_folder};
use super::{bundling, choosing, exporting, file_dialog, reporting};
use crate::app::{Action, BundleAction, DeviceAction, Effect, FilePurpose, State};
use crate::computer::Surroundings;
use crate::device::DeviceId;
use crate::diagnostics::Bundle;
use crate::engine::settings::Settings;
use crate::engine::{CacheCounters, Command, Events, Handle, SelfTestView};
use crate::monitor::Monitor;
use crate::monitor::audit;
use crate::monitor::history::Export;
use crate::pattern::format::FORMATS;
use crate::problem::Problem;
use crate::t;
use crate::text::printable;
use egui::{Context, OpenUrl, ViewportCommand};
use std::any::Any;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;
use tokio::time::Instant;

/// How long jobs have to undo unfinished uploads when the window closes.
const DRAIN: Duration = Duration::from_secs(2);

/// Starts simulated devices: their addresses, and the value that keeps them running.
pub type DemoFuture =
    Pin<Box<dyn Future<Output = Result<(Vec<SocketAddr>, Box<dyn Any + Send>), Problem>> + Send>>;
/// Starts simulated devices; passed in, because the window must not know the simulator.
pub type StartDemo = Arc<dyn Fn() -> DemoFuture + Send + Sync>;

/// What a window needs to run.
pub struct Parts {
    pub engine: Handle,
    /// Events of the engine.
    pub events: Events,
    /// Where tasks run.
    pub runtime: tokio::runtime::Handle,
    /// Starts simulated devices.
    pub start_demo: StartDemo,
    /// The user's settings.
    pub settings: Settings,
    /// Where settings are saved; `None`: they are not.
    pub home: Option<PathBuf>,
    /// What the checks of this computer have to know; `None`: nothing is checked.
    pub surroundings: Option<Surroundings>,
    /// Measures devices and raises alerts; `None`: nothing does.
    pub monitor: Option<Monitor>,
}

/// A report of a task.
enum TaskReport {
    Action(Box<Action>),
    DemoRuns(Vec<SocketAddr>, Box<dyn Any + Send>),
    Drained,
}

pub(super) struct Shell {
    parts: Option<Parts>,
    outbox: Sender<TaskReport>,
    inbox: Receiver<TaskReport>,
    /// Keeps the simulated devices running.
    demo: Option<Box<dyn Any + Send>>,
    saving: Saving,
    notifier: Notifier,
    drained: bool,
}

impl Shell {
    /// Makes a shell. Without parts it carries out nothing: for pictures of states.
    pub(super) fn new(parts: Option<Parts>) -> Self {
        let (outbox, inbox) = channel();
        Self {
            parts,
            outbox,
            inbox,
            demo: None,
            saving: Saving::default(),
            notifier: Notifier::default(),
            drained: false,
        }
    }

    /// Requests what the window shows at the start.
    pub(super) fn begin(&self, ctx: &Context) {
        self.watch_health(ctx);
        self.ask(Command::KnownDevices);
        self.ask(Command::Networks);
        self.ask(Command::CountUnfinished);
    }

    /// Closes the window, without asking, when `signal` resolves.
    pub(super) fn close_on(
        &self,
        ctx: &Context,
        signal: impl Future<Output = ()> + Send + 'static,
    ) {
        let Some(parts) = &self.parts else { return };
        let outbox = self.outbox.clone();
        let ctx = ctx.clone();
        parts.runtime.spawn(async move {
            signal.await;
            let _ = outbox.send(TaskReport::Action(Box::new(Action::CloseAnyway)));
            ctx.request_repaint();
        });
    }

    /// Returns how all caches of this process are used; `None` for a picture.
    pub(super) fn caches(&self, state: &State) -> Option<CacheCounters> {
        let engine = &self.parts.as_ref()?.engine;
        engine.note_thumbnails(state.thumbs.count());
        Some(engine.caches())
    }

    /// Collects what has happened since the last frame.
    pub(super) fn collect(&mut self, actions: &mut Actions) {
        if let Some(parts) = &self.parts {
            while let Some(event) = parts.events.try_next() {
                actions.push(Action::Event(Box::new(event)));
            }
        }
        while let Ok(report) = self.inbox.try_recv() {
            match report {
                TaskReport::Action(action) => actions.push(*action),
                TaskReport::DemoRuns(addresses, keep) => {
                    self.demo = Some(keep);
                    actions.push(Action::DemoStarted(addresses));
                }
                TaskReport::Drained => self.drained = true,
            }
        }
    }

    /// Lets the window close, or asks first.
    pub(super) fn closing(&self, ctx: &Context, state: &State, actions: &mut Actions) {
        if self.drained {
            ctx.send_viewport_cmd(ViewportCommand::Close);
        } else if ctx.input(|input| input.viewport().close_requested()) {
            ctx.send_viewport_cmd(ViewportCommand::CancelClose);
            if !state.closing {
                actions.push(Action::RequestClose);
            }
        }
    }

    pub(super) fn carry_out(&mut self, ctx: &Context, state: &State, effect: Effect) {
        match effect {
            Effect::Engine(command) => self.ask(command),
            Effect::AskForFile => self.ask_for_file(ctx),
            Effect::StartDemo => self.start_demo(ctx),
            Effect::SaveSettings { settings, home } => self.save(ctx, settings, home),
            Effect::SaveReport { test, suggested } => self.save_report(ctx, *test, suggested),
            Effect::ExportHistory(entries) => {
                self.export(ctx, move |export| export.document(&entries));
            }
            Effect::ExportChanges(entries) => {
                self.export(ctx, move |export| audit::document(export, &entries));
            }
            Effect::ChooseFor {
                device,
                wanted,
                suggested,
            } => self.choose(ctx, device, wanted, suggested),
            Effect::CheckComputer => self.check_computer(ctx),
            Effect::Announce(alerts) => self.announce(state, &alerts),
            Effect::Silence(key, silence) => self.silence(key, silence),
            Effect::CollectBundle(settings) => self.collect_bundle(ctx, settings),
            Effect::SaveBundle(bundle) => self.save_bundle(ctx, bundle),
            Effect::OpenFolder(folder) => self.open_folder(ctx, folder),
            Effect::OpenUrl(url) => ctx.open_url(OpenUrl::new_tab(url)),
            Effect::Copy(text) => ctx.copy_text(printable(&text).into_owned()),
            Effect::Close => self.drain(ctx),
        }
    }

    fn ask(&self, command: Command) {
        if let Some(parts) = &self.parts {
            parts.engine.send(command);
        }
    }

    fn ask_for_file(&self, ctx: &Context) {
        let Some(parts) = &self.parts else { return };
        let endings: Vec<&str> = FORMATS
            .iter()
            .flat_map(|format| format.info().extensions)
            .copied()
            .collect();
        let dialog = rfd::AsyncFileDialog::new()
            .set_title(t!("file-dialog-open"))
            .add_filter(t!("file-dialog-patterns"), &endings)
            .add_filter(t!("file-dialog-all"), &["*"])
            .pick_files();
        let outbox = self.outbox.clone();
        let ctx = ctx.clone();
        parts.runtime.spawn(async move {
            let asked = Instant::now();
            let action = match dialog.await {
                Some(files) => {
                    Action::Open(files.iter().map(|file| file.path().to_owned()).collect())
                }
                None if file_dialog::never_opened(asked) => Action::NoFileDialog,
                None => return,
            };
            let _ = outbox.send(TaskReport::Action(Box::new(action)));
            ctx.request_repaint();
        });
    }

    fn save(&self, ctx: &Context, settings: Settings, home: PathBuf) {
        let Some(parts) = &self.parts else { return };
        let outbox = self.outbox.clone();
        let ctx = ctx.clone();
        self.saving
            .save(&parts.runtime, settings, home, move |problem| {
                let _ = outbox.send(TaskReport::Action(Box::new(Action::Failed(problem))));
                ctx.request_repaint();
            });
    }

    fn export(&self, ctx: &Context, document: impl FnOnce(Export) -> String + Send + 'static) {
        let Some(parts) = &self.parts else { return };
        let outbox = self.outbox.clone();
        let ctx = ctx.clone();
        parts.runtime.spawn(async move {
            let action = match exporting::ask_and_write(document).await {
                Ok(Some(path)) => Action::Exported(path),
                Ok(None) => return,
                Err(problem) => Action::Failed(problem),
            };
            let _ = outbox.send(TaskReport::Action(Box::new(action)));
            ctx.request_repaint();
        });
    }

    fn save_report(&self, ctx: &Context, test: SelfTestView, suggested: String) {
        let Some(parts) = &self.parts else { return };
        let outbox = self.outbox.clone();
        let ctx = ctx.clone();
        parts.runtime.spawn(async move {
            let action = match reporting::ask_and_write(test, suggested).await {
                Ok(Some(path)) => Action::Device(DeviceAction::ReportSaved(path)),
                Ok(None) => return,
                Err(problem) => Action::Failed(problem),
            };
            let _ = outbox.send(TaskReport::Action(Box::new(action)));
            ctx.request_repaint();
        });
    }

    fn choose(&self, ctx: &Context, device: DeviceId, wanted: FilePurpose, suggested: String) {
        let Some(parts) = &self.parts else { return };
        let outbox = self.outbox.clone();
        let ctx = ctx.clone();
        parts.runtime.spawn(async move {
            let action = match choosing::ask(wanted.clone(), suggested).await {
                Ok(Some(path)) => Action::Device(DeviceAction::Chosen(device, wanted, path)),
                Ok(None) => return,
                Err(problem) => Action::Failed(problem),
            };
            let _ = outbox.send(TaskReport::Action(Box::new(action)));
            ctx.request_repaint();
        });
    }

    fn collect_bundle(&self, ctx: &Context, settings: Settings) {
        let Some(parts) = &self.parts else { return };
        let Some(surroundings) = parts.surroundings.clone() else {
            return;
        };
        let outbox = self.outbox.clone();
        let ctx = ctx.clone();
        parts.runtime.spawn(async move {
            let bundle = bundling::collect(surroundings, settings).await;
            let action = Action::Bundle(BundleAction::Collected(bundle.map(Arc::new)));
            let _ = outbox.send(TaskReport::Action(Box::new(action)));
            ctx.request_repaint();
        });
    }

    fn save_bundle(&self, ctx: &Context, bundle: Arc<Bundle>) {
        let Some(parts) = &self.parts else { return };
        let outbox = self.outbox.clone();
        let ctx = ctx.clone();
        parts.runtime.spawn(async move {
            let saved = bundling::ask_and_save(bundle).await;
            let action = Action::Bundle(BundleAction::Saved(saved));
            let _ = outbox.send(TaskReport::Action(Box::new(action)));
            ctx.request_repaint();
        });
    }

    fn open_folder(&self, ctx: &Context, folder: PathBuf) {
        let Some(parts) = &self.parts else { return };
        let outbox = self.outbox.clone();
        let ctx = ctx.clone();
        parts.runtime.spawn_blocking(move || {
            if let Err(problem) = show_folder(&folder) {
                let _ = outbox.send(TaskReport::Action(Box::new(Action::Failed(problem))));
                ctx.request_repaint();
            }
        });
    }

    fn start_demo(&self, ctx: &Context) {
        let Some(parts) = &self.parts else { return };
        let demo = (parts.start_demo)();
        let outbox = self.outbox.clone();
        let ctx = ctx.clone();
        parts.runtime.spawn(async move {
            let report = match demo.await {
                Ok((addresses, keep)) => TaskReport::DemoRuns(addresses, keep),
                Err(problem) => TaskReport::Action(Box::new(Action::DemoFailed(problem))),
            };
            let _ = outbox.send(report);
            ctx.request_repaint();
        });
    }

    /// Closes the window when the engine has ended, or after two seconds.
    fn drain(&mut self, ctx: &Context) {
        let Some(parts) = self.parts.take() else {
            self.drained = true;
            return;
        };
        let outbox = self.outbox.clone();
        let ctx = ctx.clone();
        let saving = self.saving.clone();
        parts.runtime.spawn(async move {
            let ended = async { while parts.events.next().await.is_some() {} };
            if tokio::time::timeout(DRAIN, ended).await.is_err() {
                tracing::warn!("jobs did not end in time");
            }
            let _ = tokio::task::spawn_blocking(move || saving.finish()).await;
            let _ = outbox.send(TaskReport::Drained);
            ctx.request_repaint();
        });
    }
}
