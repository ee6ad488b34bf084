//! Opens the window: store, engine and runtime beneath it, eframe around it. Called by `main` alone.

use crate::app::Action;
use crate::cli::{Arguments, CommandLine, asked_to_end, default_home, settings_home, start_demo};
use crate::computer::{Opened, Surroundings, WindowSeen};
use crate::engine::settings::Settings;
use crate::engine::{self, Command, EngineOptions, Facts, Handle};
use crate::logs;
use crate::monitor::{Monitor, MonitorOptions, Role};
use crate::net::Gate;
use crate::port::{BoundPort, ServedPort};
use crate::problem::{Code, Problem, Remedy};
use crate::store::{OpenedStore, Store};
use crate::ui::{App, DemoFuture, Parts, StartDemo};
use eframe::egui::{IconData, ViewportBuilder, vec2};
use parking_lot::Mutex;
use std::any::Any;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tokio::runtime::Runtime;

/// Name of the window, and of the app for the system.
const TITLE: &str = "Upload Bridge";
/// App id of Wayland and desktop files.
const APP_ID: &str = "upload-bridge";
/// Size at the start, in points.
const SIZE: [f32; 2] = [1280.0, 800.0];
/// How long a signal waits for the window to close in order: 2 s for devices, and some for drawing.
const CLOSING: Duration = Duration::from_secs(5);
/// Smaller than this nothing fits. A laptop with 800 rows of pixels at 150 % has room for it.
const LEAST: [f32; 2] = [700.0, 480.0];

/// Why there is no window.
#[derive(Debug, thiserror::Error)]
pub enum WindowError {
    /// No display, or no OpenGL.
    #[error("no window can be opened: {0}")]
    NoWindow(String),
}

/// Shows the window until it is closed. `start_problems` is what was wrong with the settings
/// when they were read, and what an earlier run left.
///
/// # Errors
/// Where the system has no display or no OpenGL.
pub fn open(
    runtime: &Runtime,
    arguments: &Arguments,
    settings: Settings,
    start_problems: Vec<Problem>,
) -> Result<(), WindowError> {
    let folder = arguments.global.home.clone().or_else(default_home);
    let opened = Store::open_or_in_memory(folder.as_deref(), settings.history.keep())
        .map_err(|error| WindowError::NoWindow(error.to_string()))?;
    let home = settings_home(arguments).filter(|_| opened.is_home_writable);
    let (facts, monitor) = start_monitor(runtime, &opened, home.as_deref());
    let gate = Gate::new(arguments.global.loopback_only);
    let (facts, port, port_problem) = bind_port(runtime, &settings, gate, facts);
    let options = EngineOptions {
        gate,
        store: opened.store,
        concurrency: at_once(&settings),
        facts,
    };
    let surroundings = Surroundings {
        saves: home.is_some(),
        local_port: port.as_ref().and_then(BoundPort::address),
        ..Surroundings::new(options.gate, folder)
    };
    let saves = home.clone();
    let start_problems = start_problems.into_iter().chain(port_problem).collect();
    let first_actions = first_actions(arguments, start_problems, opened.notices);
    let served: Arc<Mutex<Option<ServedPort>>> = Arc::default();
    let serving = served.clone();
    let handle = runtime.handle().clone();
    let create = move |context: &eframe::CreationContext<'_>| {
        let entered = handle.enter();
        let wake = context.egui_ctx.clone();
        let (engine, events) = engine::spawn(options, Arc::new(move || wake.request_repaint()))?;
        *serving.lock() = serve_port(port, engine.clone(), &monitor, &surroundings);
        drop(entered);
        engine.send(Command::SetLimits(settings.limits.limits()));
        let ended = asked_to_close(&handle);
        let parts = Parts {
            engine,
            events,
            runtime: handle,
            start_demo: demo_starter(),
            settings,
            home,
            surroundings: Some(surroundings),
            monitor: Some(monitor),
        };
        let mut app = App::new(&context.egui_ctx, parts);
        app.close_on(&context.egui_ctx, ended);
        first_actions.into_iter().for_each(|action| app.act(action));
        Ok(Box::new(app) as Box<dyn eframe::App>)
    };
    let ended = eframe::run_native(TITLE, native_options(), Box::new(create));
    drop(served.lock().take()); // the port is open as long as the window
    ended.map_err(|error| no_window(saves.as_deref(), error.to_string()))
}

/// The devices at once that are set; `None`: as many as the network bears.
fn at_once(settings: &Settings) -> Option<usize> {
    let fixed = usize::try_from(settings.sending.devices_at_once).ok();
    fixed.filter(|&n| n > 0)
}

/// Starts the monitor: what facts go to, and the monitor.
fn start_monitor(runtime: &Runtime, opened: &OpenedStore, home: Option<&Path>) -> (Facts, Monitor) {
    let _entered = runtime.enter();
    Monitor::start(MonitorOptions {
        role: Role::Candidate(opened.store.try_keep()),
        store: opened.store.clone(),
        home: home.map(Path::to_owned),
        log_folder: home.map(|home| home.join(logs::FOLDER)),
        store_problem: opened.notices.first().filter(|_| home.is_none()).cloned(),
    })
}

/// Resolves when a signal asks the window to close.
fn asked_to_close(handle: &tokio::runtime::Handle) -> impl Future<Output = ()> + Send + 'static {
    let (end, asked) = tokio::sync::oneshot::channel();
    handle.spawn(asked_to_end(CLOSING, move || _ = end.send(())));
    async move {
        if asked.await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}

/// Binds the local port, if it is turned on, and counts the facts that go to the monitor; or says why it cannot be bound.
fn bind_port(
    runtime: &Runtime,
    settings: &Settings,
    gate: Gate,
    facts: Facts,
) -> (Facts, Option<BoundPort>, Option<Problem>) {
    let _entered = runtime.enter();
    let Some(address) = settings.metrics.address() else {
        return (facts, None, None);
    };
    match BoundPort::bind(gate, address) {
        Ok(port) => (port.counting(facts), Some(port), None),
        Err(problem) => (facts, None, Some(problem)),
    }
}

/// Serves the local port for as long as what is returned is kept.
fn serve_port(
    port: Option<BoundPort>,
    engine: Handle,
    monitor: &Monitor,
    surroundings: &Surroundings,
) -> Option<ServedPort> {
    let served = port?.serve(engine, monitor.health())?;
    served.check_computer(surroundings.clone());
    Some(served)
}

/// Notes for later runs that no window opened.
fn no_window(home: Option<&Path>, reason: String) -> WindowError {
    let opened = Opened::No {
        reason: reason.clone(),
    };
    let seen = WindowSeen::now(opened);
    if let Some(Err(error)) = home.map(|home| seen.save(home)) {
        tracing::debug!(%error, "that no window opened is not saved");
    }
    WindowError::NoWindow(reason)
}

/// Size, name and icon of the window.
fn native_options() -> eframe::NativeOptions {
    eframe::NativeOptions {
        viewport: ViewportBuilder::default()
            .with_app_id(APP_ID)
            .with_title(TITLE)
            .with_inner_size(vec2(SIZE[0], SIZE[1]))
            .with_min_inner_size(vec2(LEAST[0], LEAST[1]))
            .with_icon(icon()),
        renderer: eframe::Renderer::Glow,
        ..eframe::NativeOptions::default()
    }
}

/// Lists what the window does first: it shows problems of the start, then what the command line asks for.
fn first_actions(
    arguments: &Arguments,
    start_problems: Vec<Problem>,
    store_notices: Vec<Problem>,
) -> Vec<Action> {
    let problems = start_problems.into_iter().chain(store_notices);
    let mut actions: Vec<Action> = problems.map(Action::Failed).collect();
    if matches!(arguments.command, Some(CommandLine::Demo(_))) {
        actions.push(Action::StartDemo);
    }
    if !arguments.files.is_empty() {
        actions.push(Action::Open(arguments.files.clone()));
    }
    actions
}

fn icon() -> IconData {
    match eframe::icon_data::from_png_bytes(include_bytes!("../assets/icon.png")) {
        Ok(icon) => icon,
        Err(error) => {
            tracing::warn!(%error, "no icon");
            IconData::default()
        }
    }
}

/// Starts the simulated devices of the demo; they run as long as what comes back is kept.
#[must_use]
pub fn demo_starter() -> StartDemo {
    Arc::new(|| -> DemoFuture {
        Box::pin(async {
            let simulator = start_demo().await.map_err(|error| {
                Problem::new(
                    Code::DeviceUnreachable,
                    crate::msg!("demo-not-started", why = error.to_string()),
                    Remedy::UseLoopback,
                )
            })?;
            let addresses = simulator
                .devices()
                .iter()
                .map(|device| device.address)
                .collect();
            Ok((addresses, Box::new(simulator) as Box<dyn Any + Send>))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::{State, ToastLine, update};
    use clap::Parser as _;

    #[test]
    fn what_happened_to_settings_and_store_is_shown_once_and_whole() {
        let home = tempfile::tempdir().unwrap();
        std::fs::write(home.path().join("upload-bridge.sqlite"), [7; 9000]).unwrap();
        let opened =
            Store::open_or_in_memory(Some(home.path()), Settings::default().history.keep());
        let opened = opened.unwrap();
        assert!(opened.is_home_writable);
        let arguments = Arguments::parse_from(["upload-bridge"]);
        let settings = Problem::new(Code::SettingsInvalid, "Settings", "Hint");
        let mut state = State::new();
        for action in first_actions(&arguments, vec![settings], opened.notices) {
            let _ = update(&mut state, action);
        }
        let [_, toast] = &state.toasts[..] else {
            panic!("{:?}", state.toasts);
        };
        assert!(toast.title.text().contains("damaged"), "{toast:?}");
        let ToastLine::Remedy(remedy) = &toast.line else {
            panic!("{toast:?}");
        };
        let line = remedy.text();
        let place = home.path().join("upload-bridge.sqlite.bad-");
        assert!(line.contains(&place.display().to_string()), "{toast:?}");
        assert!(line.contains("scan to find your devices"), "{toast:?}");
        assert!(!line.contains("--"), "the window names no options");
    }
}
