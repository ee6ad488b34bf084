//! The window with a real engine and real simulated devices on loopback, driven by role and name as a screen reader would.
//! No display, no sleeps: each step waits for the state that it needs, and gives up after a while.

use egui::accesskit::Role;
use egui::{Key, Modifiers, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use std::any::Any;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::runtime::Runtime;
use upload_bridge::app::{Slot, State};
use upload_bridge::device::Problem;
use upload_bridge::engine::{EngineOptions, Handle, Outcome, spawn};
use upload_bridge::net::Gate;
use upload_bridge::pattern::Matrix;
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

/// A window, and what lies beneath it.
struct Rig {
    harness: Harness<'static, App>,
    runtime: Runtime,
    /// Folder of patterns.
    files: tempfile::TempDir,
    /// Folders of the simulated devices.
    disks: Arc<Mutex<Vec<(String, PathBuf)>>>,
    _disk: tempfile::TempDir,
    _engine: Handle,
}

/// A window whose "Start simulated devices" starts these; `faults` go to the first.
fn rig(faults: &'static str) -> Rig {
    let runtime = Runtime::new().unwrap();
    let disk = tempfile::tempdir().unwrap();
    let disks = Arc::new(Mutex::new(Vec::new()));
    let start_demo = demo(disk.path().to_owned(), disks.clone(), faults);
    let options = EngineOptions { gate: Gate::loopback(), store: Store::in_memory().unwrap(), concurrency: None };
    let (engine, events) = {
        let _inside = runtime.enter();
        spawn(options, Arc::new(|| {})).unwrap()
    };
    let kept = engine.clone();
    let handle = runtime.handle().clone();
    let builder = Harness::builder().with_size(vec2(1280.0, 800.0)).with_max_steps(40);
    let harness =
        builder.build_eframe(move |cc| App::still(&cc.egui_ctx, Parts { engine, events, runtime: handle, start_demo }));
    Rig { harness, runtime, files: tempfile::tempdir().unwrap(), disks, _disk: disk, _engine: kept }
}

fn demo(disk: PathBuf, disks: Arc<Mutex<Vec<(String, PathBuf)>>>, faults: &'static str) -> StartDemo {
    Arc::new(move || -> DemoFuture {
        let (disk, disks) = (disk.clone(), disks.clone());
        Box::pin(async move {
            let device = |name: &str, lights| DeviceOptions {
                name: Some(name.into()),
                ..DeviceOptions::new(Dialect::NATIVE, lights)
            };
            let square = Lights::Matrix(Matrix::new(16, 16).unwrap());
            let broken = if faults.is_empty() { vec![] } else { vec![faults.parse().unwrap()] };
            let porch = DeviceOptions { faults: Some(broken), ..device("Porch", square) };
            let simulator = simulator::start(SimulatorOptions {
                gate: Gate::loopback(),
                devices: vec![porch, device("Garden arch", Lights::Leds(300))],
                bind: "127.0.0.1".parse().unwrap(),
                port: None,
                ports_by_seed: false,
                dir: Some(disk),
                mdns: false,
                faults: Vec::new(),
                seed: 1,
            })
            .await
            .map_err(|error| Problem::new("device.unreachable", error.to_string(), ""))?;
            let of = |device: &simulator::Simulated| (device.name.clone(), device.dir.clone().unwrap());
            *disks.lock().unwrap() = simulator.devices().iter().map(of).collect();
            let addresses = simulator.devices().iter().map(|device| device.address).collect();
            Ok((addresses, Box::new(simulator) as Box<dyn Any + Send>))
        })
    })
}

impl Rig {
    fn state(&self) -> &State {
        self.harness.state().state()
    }

    /// Draws until the state is so; lets the runtime work in between.
    fn until(&mut self, what: &str, so: impl Fn(&State) -> bool) {
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
    fn click(&mut self, label: &str) {
        self.harness.get_by_label(label).click();
        self.harness.run_steps(4);
    }

    /// Clicks the control whose name begins so.
    fn click_beginning(&mut self, beginning: &str) {
        let found = self.harness.get_all_by(|node| node.label().is_some_and(|label| label.starts_with(beginning)));
        found.into_iter().next().expect("there is one").click();
        self.harness.run_steps(4);
    }

    /// Drops a file on the window.
    fn drop_file(&mut self, name: &str, bytes: &[u8]) {
        let path = self.files.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        self.harness.input_mut().dropped_files.push(Arc::new(Dropped(path)));
        self.harness.step();
        self.harness.input_mut().dropped_files.clear();
    }

    /// Starts the simulated devices, and waits until they have answered.
    fn devices(&mut self) {
        self.click("Start simulated devices");
        self.until("devices", |state| state.devices.len() == 2);
    }

    /// Opens a small pattern of 16 x 16 LEDs, and waits until it is fitted to both devices.
    fn pattern(&mut self) {
        self.drop_file("glow_16x16.gif", &gif());
        self.until("the pattern", |state| matches!(state.slot, Slot::Loaded(_)));
        self.until("its previews", |state| state.previews.len() == state.devices.len());
    }

    fn outcomes(&self) -> Vec<Option<Outcome>> {
        self.state().jobs.iter().map(|job| job.outcome.clone()).collect()
    }
}

/// Four frames of 16 x 16 pixels.
fn gif() -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = image::codecs::gif::GifEncoder::new(&mut bytes);
    for shade in [40, 90, 160, 255] {
        let picture = image::RgbaImage::from_pixel(16, 16, image::Rgba([shade, 255 - shade, 30, 255]));
        let delay = image::Delay::from_numer_denom_ms(100, 1);
        encoder.encode_frame(image::Frame::from_parts(picture, 0, 0, delay)).unwrap();
    }
    drop(encoder);
    bytes
}

/// 40 frames for 256 LEDs without any header: other sizes fit as well.
fn headerless() -> Vec<u8> {
    (0..40_usize).flat_map(|frame| (0..256 * 3).map(move |i| ((i * 7 + frame * 3) % 251) as u8)).collect()
}

#[test]
fn a_dropped_pattern_reaches_selected_devices_and_is_verified() {
    let mut rig = rig("");
    rig.devices();
    rig.pattern();
    rig.click("Select all");
    assert_eq!(rig.state().targets().len(), 2);
    rig.click("Send to 2 devices");
    rig.until("both ends", |state| state.jobs.len() == 2 && state.active_jobs() == 0);
    assert_eq!(rig.outcomes(), [Some(Outcome::Verified), Some(Outcome::Verified)]);
    assert_eq!(rig.harness.get_all_by_label("Verified").count(), 2);
    let row = rig.harness.get_all_by_role(Role::Row).next().unwrap();
    assert!(row.accesskit_node().label().unwrap().contains("Read back and compared"));
    for (name, dir) in rig.disks.lock().unwrap().iter() {
        let stored = walk(dir).into_iter().filter(|path| std::fs::metadata(path).is_ok_and(|m| m.len() > 512)).count();
        assert!(stored > 0, "{name} stores nothing in {}", dir.display());
    }
    let toast = rig.state().toasts.last().unwrap().title.clone();
    assert_eq!(toast, "glow_16x16 is on 2 devices");
}

fn walk(dir: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { walk(&path) } else { vec![path] }).collect()
}

#[test]
fn the_same_pattern_again_is_found_already_there() {
    let mut rig = rig("");
    rig.devices();
    rig.pattern();
    rig.click_beginning("Porch,");
    rig.click("Send to 1 device");
    rig.until("the first", |state| state.jobs.len() == 1 && state.active_jobs() == 0);
    rig.click("Send to 1 device");
    rig.until("the second", |state| state.jobs.len() == 2 && state.active_jobs() == 0);
    assert_eq!(rig.outcomes(), [Some(Outcome::Verified), Some(Outcome::Skipped)]);
    rig.harness.get_by_label("Already there");
}

#[test]
fn a_wrong_address_stays_in_the_dialog_with_a_hint() {
    let mut rig = rig("");
    rig.click("Add a device by its address");
    rig.harness.get_by_role(Role::TextInput).type_text("https://porch");
    rig.harness.step();
    rig.harness.key_press(Key::Enter);
    rig.until("a refusal", |state| dialog_problem(state).is_some());
    assert_eq!(dialog_problem(rig.state()).unwrap().code, "address.invalid");
    rig.harness.get_by_label_contains("leave https:// away");
    rig.harness.key_press(Key::Escape);
    rig.until("the dialog goes", |state| state.dialog.is_none());
}

#[test]
fn an_address_where_nobody_listens_says_what_to_do() {
    let mut rig = rig("");
    // a port that was free a moment ago
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    rig.click("Add a device by its address");
    rig.harness.get_by_role(Role::TextInput).type_text(&format!("127.0.0.1:{port}"));
    rig.harness.step();
    rig.click("Add");
    rig.until("a refusal", |state| dialog_problem(state).is_some());
    let problem = dialog_problem(rig.state()).unwrap();
    assert!(!problem.hint.is_empty());
    assert!(rig.state().devices.is_empty());
}

fn dialog_problem(state: &State) -> Option<Problem> {
    match &state.dialog {
        Some(upload_bridge::app::Dialog::AddDevice(form)) => form.problem.clone(),
        _ => None,
    }
}

#[test]
fn a_headerless_file_is_read_as_the_person_says() {
    let mut rig = rig("");
    rig.drop_file("mystery.bin", &headerless());
    rig.until("the readings", |state| matches!(state.slot, Slot::Choosing(_)));
    rig.harness.get_by_label("Which one looks right?");
    rig.harness.get_by_label("Matrix").focus();
    rig.harness.step();
    rig.harness.get_by_label("Matrix").type_text("16x16");
    let typed = |state: &State| matches!(&state.slot, Slot::Choosing(choice) if choice.matrix == "16x16");
    rig.until("what was typed", typed);
    rig.click("Read it as 16 × 16");
    rig.until("the pattern", |state| matches!(state.slot, Slot::Loaded(_)));
    let loaded = rig.state().loaded().unwrap();
    assert_eq!((loaded.pattern().frames.leds(), loaded.pattern().frames.len()), (256, 40));
    assert_eq!(loaded.pattern().matrix, Matrix::new(16, 16));
}

#[test]
fn number_keys_choose_a_reading_and_escape_leaves_it() {
    let mut rig = rig("");
    rig.drop_file("mystery.bin", &headerless());
    rig.until("the readings", |state| matches!(state.slot, Slot::Choosing(_)));
    rig.harness.key_press(Key::Num2);
    rig.until("the second", |state| matches!(&state.slot, Slot::Choosing(choice) if choice.chosen == 1));
    rig.harness.key_press(Key::Escape);
    rig.until("nothing", |state| matches!(state.slot, Slot::Empty));
}

#[test]
fn a_file_that_is_no_pattern_is_refused_and_the_open_one_stays() {
    let mut rig = rig("");
    rig.pattern();
    rig.drop_file("notes.txt", b"just some words, no colours at all");
    rig.until("a toast", |state| !state.toasts.is_empty());
    assert_eq!(rig.state().loaded().unwrap().pattern().name, "glow_16x16");
    assert!(rig.state().toasts[0].title.contains("notes.txt"));
}

#[test]
fn an_upload_that_failed_is_retried_and_verified() {
    let mut rig = rig("liex2");
    rig.devices();
    rig.pattern();
    rig.click_beginning("Porch,");
    rig.click("Send to 1 device");
    rig.until("a failure", |state| state.failed_jobs().count() == 1);
    rig.harness.get_by_label("Failed");
    rig.click("Details");
    rig.harness.get_by_label("Copy details");
    rig.harness.key_press(Key::Escape);
    rig.until("the details go", |state| state.dialog.is_none());
    rig.click("Retry");
    rig.until("success", |state| state.active_jobs() == 0 && state.failed_jobs().count() == 0);
    assert_eq!(rig.outcomes(), [Some(Outcome::Verified)]);
}

#[test]
fn everything_can_be_done_with_the_keyboard_alone() {
    let mut rig = rig("");
    tab_to(&mut rig, "Start simulated devices");
    rig.harness.key_press(Key::Space);
    rig.until("devices", |state| state.devices.len() == 2);
    rig.pattern();
    tab_to(&mut rig, "Garden arch,");
    rig.harness.key_press(Key::Space);
    rig.until("a choice", |state| state.selected.len() == 1);
    tab_to(&mut rig, "Garden arch,");
    rig.harness.key_press(Key::Enter);
    rig.until("its layout", |state| state.dialog.is_some());
    rig.harness.key_press(Key::Escape);
    rig.until("the layout goes", |state| state.dialog.is_none());
    rig.harness.key_press_modifiers(Modifiers::COMMAND, Key::Enter);
    rig.until("the end", |state| state.jobs.len() == 1 && state.active_jobs() == 0);
    assert_eq!(rig.outcomes(), [Some(Outcome::Verified)]);
    rig.harness.key_press(Key::F1);
    rig.until("help", |state| state.page == upload_bridge::app::HELP_PAGE);
}

/// Presses Tab until the control whose name begins so has the focus.
fn tab_to(rig: &mut Rig, beginning: &str) {
    for _ in 0..60 {
        rig.harness.key_press(Key::Tab);
        rig.harness.step();
        let mut all = rig.harness.get_all_by(|node| node.label().is_some_and(|label| label.starts_with(beginning)));
        if all.any(|node| node.accesskit_node().is_focused()) {
            return;
        }
    }
    panic!("Tab never reaches {beginning}");
}

#[test]
fn a_window_at_rest_asks_for_no_repaint() {
    let mut rig = rig("");
    rig.devices();
    rig.harness.run();
    rig.pattern();
    rig.harness.key_press(Key::Space);
    rig.until("a pause", |state| !state.player.playing);
    rig.harness.run();
    let output = rig.harness.output().viewport_output.values().next().unwrap();
    assert!(output.repaint_delay > Duration::from_secs(3600), "{:?}", output.repaint_delay);
}
