//! A window over a real engine and real simulated devices, and what a person can do with it.

use super::gif;
use egui::vec2;
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use std::any::Any;
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::runtime::Runtime;
use upload_bridge::app::{Slot, State};
use upload_bridge::engine::settings::Settings;
use upload_bridge::engine::{EngineOptions, Handle, Outcome, spawn};
use upload_bridge::message::Message;
use upload_bridge::net::Gate;
use upload_bridge::pattern::Matrix;
use upload_bridge::problem::{Code, Problem, Remedy};
use upload_bridge::simulator::{self, DeviceOptions, Dialect, Lights, SimulatorOptions};
use upload_bridge::store::Store;
use upload_bridge::ui::{App, DemoFuture, Parts, StartDemo};

/// Nothing here takes longer, even on a busy machine.
const PATIENCE: Duration = Duration::from_secs(30);

/// A file that is dropped.
#[derive(Debug)]
struct Dropped(PathBuf);

impl egui::DroppedFile for Dropped {
    fn path(&self) -> &Path {
        &self.0
    }

    fn bytes(&self) -> Result<Vec<u8>, String> {
        std::fs::read(&self.0).map_err(|error| error.to_string())
    }
}

/// Simulated devices that run without a window.
pub(super) struct Outside {
    _devices: Option<Box<dyn Any + Send>>,
    _runtime: Runtime,
    _disk: tempfile::TempDir,
}

/// A window, and what lies beneath it.
pub(super) struct Rig {
    pub(super) harness: Harness<'static, App>,
    runtime: Runtime,
    start_demo: StartDemo,
    /// Simulated devices that the window did not start.
    outside: Option<Box<dyn Any + Send>>,
    /// Folder of patterns.
    files: tempfile::TempDir,
    /// Folders of the simulated devices.
    pub(super) disks: Arc<Mutex<Vec<(String, PathBuf)>>>,
    /// Where settings are saved.
    pub(super) home: tempfile::TempDir,
    _disk: tempfile::TempDir,
    _engine: Handle,
}

/// A window whose "Start simulated devices" starts these; `faults` go to the first.
pub(super) fn rig(faults: &'static str) -> Rig {
    rig_with(faults, Settings::default(), Store::in_memory().unwrap())
}

/// The same, with these settings, and what earlier runs remembered.
pub(super) fn rig_with(faults: &'static str, settings: Settings, store: Store) -> Rig {
    let runtime = Runtime::new().unwrap();
    let disk = tempfile::tempdir().unwrap();
    let disks = Arc::new(Mutex::new(Vec::new()));
    let start_demo = demo(disk.path().to_owned(), disks.clone(), faults);
    let demo_again = start_demo.clone();
    let options = EngineOptions {
        gate: Gate::loopback(),
        store,
        concurrency: None,
        facts: Default::default(),
    };
    let (engine, events) = {
        let _inside = runtime.enter();
        spawn(options, Arc::new(|| {})).unwrap()
    };
    let kept = engine.clone();
    let handle = runtime.handle().clone();
    let kept_in = tempfile::tempdir().unwrap();
    let home = Some(kept_in.path().to_owned());
    let builder = Harness::builder()
        .with_size(vec2(1280.0, 800.0))
        .with_max_steps(40);
    let harness = builder.build_eframe(move |cc| {
        App::still(
            &cc.egui_ctx,
            Parts {
                monitor: None,
                engine,
                events,
                runtime: handle,
                start_demo,
                settings,
                home,
                surroundings: None,
            },
        )
    });
    Rig {
        start_demo: demo_again,
        outside: None,
        harness,
        runtime,
        files: tempfile::tempdir().unwrap(),
        disks,
        home: kept_in,
        _disk: disk,
        _engine: kept,
    }
}

fn demo(
    disk: PathBuf,
    disks: Arc<Mutex<Vec<(String, PathBuf)>>>,
    faults: &'static str,
) -> StartDemo {
    Arc::new(move || -> DemoFuture {
        let disk = disk.clone();
        let disks = disks.clone();
        Box::pin(async move {
            let device = |name: &str, lights| DeviceOptions {
                name: Some(name.into()),
                ..DeviceOptions::new(Dialect::NATIVE, lights)
            };
            let square = Lights::Matrix(Matrix::new(16, 16).unwrap());
            let broken = if faults.is_empty() {
                vec![]
            } else {
                vec![faults.parse().unwrap()]
            };
            let porch = DeviceOptions {
                faults: Some(broken),
                ..device("Porch", square)
            };
            let simulator = simulator::start(SimulatorOptions {
                gate: Gate::loopback(),
                devices: vec![porch, device("Garden arch", Lights::Leds(300))],
                bind: "127.0.0.1".parse().unwrap(),
                port: None,
                dir: Some(disk),
                mdns: false,
                ports_by_seed: false,
                faults: Vec::new(),
                seed: 1,
            })
            .await
            .map_err(|error| {
                Problem::new(
                    Code::DeviceUnreachable,
                    Message::verbatim(error.to_string()),
                    Remedy::None,
                )
            })?;
            let of =
                |device: &simulator::Simulated| (device.name.clone(), device.dir.clone().unwrap());
            *disks.lock().unwrap() = simulator.devices().iter().map(of).collect();
            let addresses = simulator
                .devices()
                .iter()
                .map(|device| device.address)
                .collect();
            Ok((addresses, Box::new(simulator) as Box<dyn Any + Send>))
        })
    })
}

impl Rig {
    pub(super) fn state(&self) -> &State {
        self.harness.state().state()
    }

    /// Draws until the state is so; lets the runtime work in between.
    pub(super) fn until(&mut self, what: &str, so: impl Fn(&State) -> bool) {
        let given_up = self.runtime.block_on(async { tokio::time::Instant::now() }) + PATIENCE;
        loop {
            self.harness.step();
            if so(self.state()) {
                self.harness.step();
                return;
            }
            let now = self.runtime.block_on(async {
                tokio::task::yield_now().await;
                let soon = Duration::from_millis(5);
                let _ = tokio::time::timeout(soon, std::future::pending::<()>()).await;
                tokio::time::Instant::now()
            });
            assert!(now < given_up, "{what} never came: {:?}", self.state().jobs);
        }
    }

    /// Clicks the control of that name; four frames later a dialog has opened.
    pub(super) fn click(&mut self, label: &str) {
        self.harness.get_by_label(label).click();
        self.harness.run_steps(4);
    }

    /// Clicks the control whose name begins so.
    pub(super) fn click_beginning(&mut self, beginning: &str) {
        let found = self.harness.get_all_by(|node| {
            node.label()
                .is_some_and(|label| label.starts_with(beginning))
        });
        found.into_iter().next().expect("there is one").click();
        self.harness.run_steps(4);
    }

    /// Whether there is something whose name begins so.
    pub(super) fn has_beginning(&self, beginning: &str) -> bool {
        let begins = |label: String| label.starts_with(beginning);
        self.harness
            .query_all_by(|node| {
                node.label().is_some_and(begins) || node.value().is_some_and(begins)
            })
            .next()
            .is_some()
    }

    /// Opens what begins so by the keyboard.
    pub(super) fn open(&mut self, beginning: &str) {
        let found = self.harness.get_all_by(|node| {
            node.label()
                .is_some_and(|label| label.starts_with(beginning))
        });
        found.into_iter().next().expect("there is one").focus();
        self.harness.step();
        self.harness.key_press(egui::Key::Enter);
        self.harness.run_steps(2);
    }

    /// Drops a file on the window.
    pub(super) fn drop_file(&mut self, name: &str, bytes: &[u8]) {
        let path = self.files.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        self.harness
            .input_mut()
            .dropped_files
            .push(Arc::new(Dropped(path)));
        self.harness.step();
        self.harness.input_mut().dropped_files.clear();
    }

    /// Starts the simulated devices, and waits until they have answered.
    pub(super) fn devices(&mut self) {
        self.click("Start simulated devices");
        self.until("devices", |state| state.devices.len() == 2);
    }

    /// Starts the same devices as if they were real ones; gives their addresses.
    pub(super) fn outside(&mut self) -> Vec<SocketAddr> {
        let (addresses, keep) = self.runtime.block_on((self.start_demo)()).unwrap();
        self.outside = Some(keep);
        addresses
    }

    /// Starts one device of another kind at an address of this computer, as if it were a real one; gives where it answers.
    pub(super) fn device_at(
        &mut self,
        bind: IpAddr,
        name: &str,
        dialect: Dialect,
        lights: Lights,
    ) -> SocketAddr {
        let device = DeviceOptions {
            name: Some(name.into()),
            ..DeviceOptions::new(dialect, lights)
        };
        let simulator = self.runtime.block_on(simulator::start(SimulatorOptions {
            gate: Gate::loopback(),
            devices: vec![device],
            bind,
            port: None,
            dir: None,
            mdns: false,
            ports_by_seed: false,
            faults: Vec::new(),
            seed: 1,
        }));
        let simulator = simulator.unwrap();
        let address = simulator.devices()[0].address;
        self.outside = Some(Box::new(simulator));
        address
    }

    /// Lets the simulated devices outlive this window; they run as long as what comes back is kept.
    pub(super) fn keep_outside(self) -> Outside {
        Outside {
            _devices: self.outside,
            _runtime: self.runtime,
            _disk: self._disk,
        }
    }

    /// Adds the device at an address by hand.
    pub(super) fn add(&mut self, address: SocketAddr) {
        let before = self.state().devices.len();
        self.click("Add a device by its address");
        self.harness
            .get_by_label("Address")
            .type_text(&address.to_string());
        self.harness.step();
        self.harness.key_press(egui::Key::Enter);
        self.until("the device", |state| {
            state.devices.len() == before + 1 && state.dialog.is_none()
        });
    }

    /// Opens a small pattern of 16 x 16 LEDs, and waits until it is fitted to both devices.
    pub(super) fn pattern(&mut self) {
        self.drop_file("glow_16x16.gif", &gif());
        self.until("the pattern", |state| matches!(state.slot, Slot::Loaded(_)));
        self.until("its previews", |state| {
            state.previews.len() == state.devices.len()
        });
    }

    pub(super) fn outcomes(&self) -> Vec<Option<Outcome>> {
        self.state()
            .jobs
            .iter()
            .map(|job| job.outcome.clone())
            .collect()
    }
}
