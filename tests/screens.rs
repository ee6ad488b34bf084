//! Every example state on every page, in both themes and at all widths: it draws, settles, and names its controls.
//! `UPLOAD_BRIDGE_SHOTS=<folder> cargo test --test screens -- --ignored` writes pictures of them.

use egui::{Theme, vec2};
use egui_kittest::Harness;
use upload_bridge::app::{self, Example, State, examples};
use upload_bridge::logs::{self, LogOptions};
use upload_bridge::ui::App;
use upload_bridge::ui::panels::PANELS;

/// Widths in points: the least, both sides of each break, usual, wide.
const WIDTHS: [f32; 6] = [700.0, 760.0, 900.0, 1100.0, 1280.0, 1600.0];

/// A log for the log view, written once.
fn log() {
    static ONCE: std::sync::Once = std::sync::Once::new();
    ONCE.call_once(|| {
        logs::start(&LogOptions { stderr: tracing::level_filters::LevelFilter::OFF, json: false, file: None });
        for n in 0..60 {
            tracing::info!(device = "a0b1c2d3e4f5", job = n, "verified after 4.2 s");
        }
        tracing::warn!(device = "a0b1c2d3e4f5", "answers slowly, rests for 12 s");
        tracing::error!(
            "the upload to Shop window failed: stopped answering after 41 of 79 KB, and that for so long that \
                         nobody waits any more for what it may still have to say about it"
        );
    });
}

fn harness(state: State, dark: bool, size: egui::Vec2, picture: bool) -> Harness<'static, App> {
    let theme = if dark { Theme::Dark } else { Theme::Light };
    let mut builder = Harness::builder()
        .with_size(size)
        .with_theme(theme)
        .allow_missing_glyphs();
    if picture {
        builder = builder.wgpu();
    }
    let mut state = state;
    state.settings.window.theme = if dark {
        app::Theme::Dark
    } else {
        app::Theme::Light
    };
    builder.build_eframe(|cc| App::picture(&cc.egui_ctx, state))
}

#[test]
fn every_page_draws_every_example_in_the_dark_at_all_widths_and_settles() {
    draw_all(true);
}

#[test]
fn every_page_draws_every_example_in_the_light_at_all_widths_and_settles() {
    draw_all(false);
}

/// Its own page at all widths, the others at the least one in the dark and at the usual one in the light. What lies above
/// a page lies there the same way above all.
fn draw_all(dark: bool) {
    log();
    for Example { name, state } in examples() {
        for new in PANELS {
            let page = new().title();
            let own = page == state.page;
            let other = if dark { 700.0 } else { 1280.0 };
            if !own && state.dialog.is_some() {
                continue;
            }
            for width in WIDTHS.into_iter().filter(|width| own || *width == other) {
                let state = State {
                    page,
                    ..state.clone()
                };
                let height = if width < 800.0 { 560.0 } else { 800.0 };
                let mut harness = harness(state, dark, vec2(width, height), false);
                // spinners turn for ever; everything else has to come to rest
                if harness.try_run().is_err() {
                    assert!(
                        spins(harness.state().state()),
                        "{name} on {page} at {width} never settles"
                    );
                }
            }
        }
    }
}

fn spins(state: &State) -> bool {
    let tested = state.tests.values().any(app::ConnectionTest::is_running);
    tested || !state.asking.is_empty() || matches!(state.slot, app::Slot::Reading { .. })
}

#[test]
#[ignore = "needs UPLOAD_BRIDGE_SHOTS"]
fn screenshots() {
    log();
    let Some(folder) = std::env::var_os("UPLOAD_BRIDGE_SHOTS").map(std::path::PathBuf::from) else {
        return;
    };
    let only = std::env::var("UPLOAD_BRIDGE_SHOT").ok();
    for Example { name, state } in examples() {
        if only
            .as_ref()
            .is_some_and(|only| !only.split(',').any(|o| o == name))
        {
            continue;
        }
        for (dark, theme) in [(true, "dark"), (false, "light")] {
            for (width, height) in [(1280.0, 800.0), (760.0, 900.0), (1000.0, 700.0)] {
                let mut harness = harness(state.clone(), dark, vec2(width, height), true);
                harness.run_steps(4);
                let image = harness.render().expect("it draws");
                image
                    .save(folder.join(format!("{name}-{theme}-{width}.png")))
                    .expect("the folder can be written");
            }
        }
    }
}
