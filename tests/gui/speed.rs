//! How long a frame takes with very many devices on the list. Says so, asserts nothing: machines differ.
//! `cargo test --release --test gui speed -- --ignored --nocapture`; without optimisation the numbers mean little.

use egui::vec2;
use egui_kittest::Harness;
use std::time::Duration;
use tokio::time::Instant;
use upload_bridge::app::{State, example};
use upload_bridge::device::DeviceId;
use upload_bridge::ui::App;

/// Frames that are measured.
const FRAMES: u32 = 200;

/// The state with so many devices, all of them fitted, and selected or not.
fn state(devices: usize, selected: bool) -> State {
    let mut state = State {
        search: String::new(),
        ..example("searched").unwrap()
    };
    let seeds = std::mem::take(&mut state.devices);
    let previews = std::mem::take(&mut state.previews);
    state.selected.clear();
    let preview = previews.into_values().next().unwrap();
    for n in 0..devices {
        let mut view = seeds[n % seeds.len()].clone();
        view.device.id = DeviceId::stored(&format!("a0b1c3{n:06x}"));
        view.device.name = format!("Device {n:04}");
        state
            .previews
            .insert(view.device.id.clone(), preview.clone());
        if selected {
            state.selected.insert(view.device.id.clone());
        }
        state.devices.push(view);
    }
    state
}

/// The median time of a frame.
fn frame(state: State) -> Duration {
    let builder = Harness::builder().with_size(vec2(1280.0, 800.0));
    let mut harness = builder.build_eframe(|cc| App::picture(&cc.egui_ctx, state));
    harness.run_steps(8);
    let mut times: Vec<Duration> = (0..FRAMES)
        .map(|_| {
            let start = Instant::now();
            harness.step();
            start.elapsed()
        })
        .collect();
    times.sort();
    times[times.len() / 2]
}

#[test]
#[ignore = "measures"]
fn a_list_of_a_thousand_devices() {
    let few = frame(state(10, false));
    println!("   10 devices: {few:?} a frame");
    for (devices, selected) in [(100, false), (1000, false), (1000, true)] {
        let time = frame(state(devices, selected));
        let more = time.saturating_sub(few);
        let words = if selected { ", all selected" } else { "" };
        println!("{devices:5} devices{words}: {time:?} a frame, {more:?} more than ten take");
    }
    let searched = frame(State {
        search: "device 09".into(),
        ..state(1000, false)
    });
    println!(
        " 1000 devices, searched: {searched:?} a frame, {:?} more than ten take",
        searched.saturating_sub(few)
    );
}
