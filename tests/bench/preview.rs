//! P13: what a frame of the window costs, without a screen: the LED face of 100,000 and of a million LEDs that all change,
//! against one rectangle a LED; and the list of a thousand devices, against all of their cards. By turns, medians; what egui
//! itself does is counted on both sides, what the graphics card does on none. Exits 1 when a goal is missed.
//! `tests/bench/run.sh preview` runs it.

#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a benchmark"
)]

use egui::{Color32, Context, Id, Pos2, RawInput, Rect, Ui, Vec2, pos2, vec2};
use std::hint::black_box;
use std::process::ExitCode;
use tokio::time::Instant;
use upload_bridge::app::{Page, State, example};
use upload_bridge::device::DeviceId;
use upload_bridge::ui::panels::{Entry, PANELS, Panel};
use upload_bridge::ui::widgets::card::{Connection, DeviceCard, HEIGHT, Standing};
use upload_bridge::ui::widgets::led_face::{LedFace, LedFrame, Plate};
use upload_bridge::ui::{Actions, visuals};

/// Odd, so that there is a middle.
const ROUNDS: usize = 21;
/// The window, in points.
const WINDOW: Vec2 = vec2(1280.0, 800.0);
/// The preview in that window, in points.
const FACE: Vec2 = vec2(540.0, 312.0);
const DEVICES: usize = 1000;

/// LEDs in a row, rows, pixels a point, and the most milliseconds.
const FACES: [(usize, usize, f32, f64); 4] = [
    (400, 250, 1.0, 1.2),
    (400, 250, 2.0, 1.2),
    (1000, 1000, 1.0, 3.0),
    (1000, 1000, 2.0, 3.0),
];
/// The most milliseconds that the list takes.
const LIST: f64 = 0.8;

/// A window without a screen, after it has come to rest.
struct Window {
    ctx: Context,
    input: RawInput,
}

impl Window {
    fn new(pixels: f32) -> Self {
        let ctx = Context::default();
        ctx.set_pixels_per_point(pixels);
        visuals::apply(&ctx, true);
        let input = RawInput {
            screen_rect: Some(Rect::from_min_size(Pos2::ZERO, WINDOW)),
            ..RawInput::default()
        };
        Self { ctx, input }
    }

    /// Milliseconds for a frame, from its beginning to the triangles that a graphics card takes.
    fn frame(&self, mut draw: impl FnMut(&mut Ui)) -> f64 {
        let start = Instant::now();
        let mut output = self.ctx.run_ui(self.input.clone(), |ui| draw(ui));
        let shapes = std::mem::take(&mut output.shapes);
        black_box(self.ctx.tessellate(shapes, output.pixels_per_point));
        let took = start.elapsed().as_secs_f64() * 1000.0;
        output.drop_without_applying_deltas();
        took
    }
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

fn says(what: &str, peer_name: &str, peer: f64, own: f64, goal: f64) -> bool {
    let verdict = if own <= goal { "reached" } else { "MISSED" };
    println!(
        "{what}  {peer_name} {peer:.2} ms  ours {own:.3} ms  ratio {:.3}  (goal {goal} ms, {verdict})",
        own / peer
    );
    own <= goal
}

/// Every LED of another colour in every frame.
fn colours(leds: usize, frame: usize) -> Vec<u8> {
    let mut random = fastrand::Rng::with_seed(13 + frame as u64);
    (0..leds * 3).map(|_| random.u8(..)).collect()
}

fn face((wide, high, pixels, goal): (usize, usize, f32, f64)) -> bool {
    let ours = Window::new(pixels);
    let theirs = Window::new(pixels);
    let frames = [0, 1].map(|frame| colours(wide * high, frame));
    let rect = Rect::from_min_size(pos2(100.0, 100.0), FACE);
    let mut face = LedFace::new();
    let mut own = Vec::new();
    let mut peer = Vec::new();
    for round in 0..ROUNDS + 2 {
        let rgb = &frames[round % 2];
        peer.push(theirs.frame(|ui| rectangles(ui, rect, wide, high, rgb)));
        let frame = LedFrame::of(wide, high, rgb, None, round as u64);
        own.push(ours.frame(|ui| face.paint(ui, rect, Some(&frame), Plate::FACE)));
    }
    assert_eq!(
        face.uploads(),
        ROUNDS as u64 + 2,
        "each frame was another one"
    );
    let what = format!("face  {:7} LEDs, {pixels} pixels a point", wide * high);
    // the first two make textures and room
    says(
        &what,
        "rectangles",
        median(peer.split_off(2)),
        median(own.split_off(2)),
        goal,
    )
}

fn rectangles(ui: &Ui, face: Rect, wide: usize, high: usize, rgb: &[u8]) {
    let step = vec2(face.width() / wide as f32, face.height() / high as f32);
    let painter = ui.painter();
    painter.rect_filled(face, 0, Color32::BLACK);
    for (at, &[r, g, b]) in rgb.as_chunks::<3>().0.iter().enumerate() {
        let min = face.min + vec2((at % wide) as f32 * step.x, (at / wide) as f32 * step.y);
        painter.rect_filled(
            Rect::from_min_size(min, step),
            0,
            Color32::from_rgb(r, g, b),
        );
    }
}

/// A pattern, and a thousand devices that it is fitted to, of which every third is chosen.
fn crowd(devices: usize) -> State {
    let mut state = example("many").unwrap();
    let made = state.devices.clone();
    state.devices = (0..devices)
        .map(|n| {
            let mut view = made[n % made.len()].clone();
            let before = view.device.id.clone();
            view.device.id = DeviceId::from_mac(&format!("a0b1c3{n:06x}")).unwrap();
            view.device.name = format!("{} of row {n}", view.device.name);
            if let Some(preview) = state.previews.get(&before).cloned() {
                state.previews.insert(view.device.id.clone(), preview);
            }
            view
        })
        .collect();
    state.selected = state
        .devices
        .iter()
        .step_by(3)
        .map(|view| view.device.id.clone())
        .collect();
    state.page = Page::Send;
    state
}

/// The page with the list, and with all of its devices but none: the difference is the list.
fn list() -> bool {
    let page = || {
        PANELS
            .iter()
            .map(Entry::mount)
            .find(|mounted| mounted.info.page == Page::Send)
            .unwrap()
            .panel
    };
    let draw = |window: &Window, panel: &mut Box<dyn Panel>, state: &State| {
        window.frame(|ui| panel.show(ui, state, &mut Actions::default()))
    };
    let full = crowd(DEVICES);
    let empty = crowd(0);
    let windows = [(); 3].map(|()| Window::new(1.0));
    let mut with = page();
    let mut without = page();
    let mut faces = Vec::new();
    faces.resize_with(DEVICES, LedFace::new);
    let mut own = Vec::new();
    let mut whole = Vec::new();
    let mut peer = Vec::new();
    for _ in 0..ROUNDS + 2 {
        peer.push(windows[0].frame(|ui| cards(ui, &full, &mut faces)));
        let page = draw(&windows[1], &mut with, &full);
        own.push(page - draw(&windows[2], &mut without, &empty));
        whole.push(page);
    }
    let [peer, own, whole] = [peer, own, whole].map(|mut times| median(times.split_off(2)));
    println!("list  the whole page with {DEVICES} devices {whole:.2} ms");
    says(
        &format!("list  {DEVICES} devices"),
        "all cards",
        peer,
        own,
        LIST,
    )
}

fn cards(ui: &Ui, state: &State, faces: &mut [LedFace]) {
    for ((n, view), face) in state.devices.iter().enumerate().zip(faces) {
        let rect = Rect::from_min_size(pos2(900.0, n as f32 * (HEIGHT + 8.0)), vec2(340.0, HEIGHT));
        let address = view.device.address.to_string();
        let card = DeviceCard {
            name: view.name(),
            about: "Upload Bridge player · ",
            address: &address,
            leds: "16 × 16",
            note: "1.2 MB free",
            pinned: false,
            pin: "Pin",
            wire: Connection::Unknown,
            standing: Standing::Ready,
            selected: n % 3 == 0,
            aloud: view.name(),
        };
        black_box(card.show_at(ui, rect, Id::unique(("card", n)), face, None));
    }
}

fn main() -> ExitCode {
    let faces = FACES.map(face);
    let list = list();
    if list && faces.iter().all(|reached| *reached) {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
