//! Every example state on every page, in both themes and at all widths: it draws, settles, and names its controls.
//! `UPLOAD_BRIDGE_SHOTS=<folder> cargo test --test screens -- --ignored` writes pictures of them; enlarged as on screens of
//! many pixels with UPLOAD_BRIDGE_SHOTS_ENLARGED=1 as well.

mod screens {
    pub(crate) mod cut;
}

use egui::accesskit::Role;
use egui::{Theme, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use screens::cut::{Cut, cut_texts};
use std::collections::BTreeMap;
use upload_bridge::app::{self, Example, Page, State, examples};
use upload_bridge::logs::{self, LogOptions, Record};
use upload_bridge::message::{Language, Message, set_language};
use upload_bridge::ui::App;

/// Screens on which people enlarge everything: their size in pixels, and pixels per point.
const SCALED: [(f32, f32, f32); 3] = [
    (1280.0, 800.0, 1.5),
    (1280.0, 800.0, 1.25),
    (1920.0, 1080.0, 2.0),
];

/// Widths in points: the least, both sides of each break, usual, wide.
const WIDTHS: [f32; 6] = [700.0, 760.0, 900.0, 1100.0, 1280.0, 1600.0];

/// A log for the log view, written once.
fn log() {
    static ONCE: std::sync::Once = std::sync::Once::new();
    ONCE.call_once(|| {
        logs::start(&LogOptions {
            stderr: tracing::level_filters::LevelFilter::OFF,
            json: false,
            files: None,
        });
        for n in 0..2000_u64 {
            tracing::info!(target: "upload_bridge", device = "a0b1c2000004", job = 100 + n, "answered after 4.2 s");
        }
        sentences();
        tracing::warn!(device = "a0b1c2d3e4f5", "answers slowly, rests for 12 s");
        tracing::error!(
            "the upload to Shop window failed: stopped answering after 41 of 79 KB, and that for so long that \
                         no upload waits any longer for what it may still send"
        );
    });
}

/// What the log says of some uploads of the examples.
fn sentences() {
    let say = |n: u64, device: u64, record: Record| {
        let id = format!("a0b1c2{device:06x}");
        record.job(n).device(Some(&id)).put();
    };
    let about =
        |message: Message, device: &str| message.with("pattern", "flame").with("device", device);
    let cut = Message::new("log-upload-cut")
        .with("done", 12.0)
        .with("total", 37.0);
    let verified = Message::new("log-upload-verified")
        .with("size", "79.3 KB")
        .with("seconds", 4.2)
        .with("attempts", 2_u32);
    let failed = Message::new("log-upload-failed").with(
        "reason",
        Message::verbatim("Sending failed: the device stopped answering after 41 of 79 KB."),
    );
    for (n, device, name) in [
        (1, 1, "Porch"),
        (2, 2, "Shop window"),
        (3, 3, "Garden arch"),
    ] {
        say(
            n,
            device,
            Record::info(about(Message::new("log-upload-started"), name)),
        );
    }
    say(1, 1, Record::warn(about(cut, "Porch")));
    say(1, 1, Record::info(about(verified, "Porch")));
    say(3, 3, Record::error(about(failed, "Garden arch")));
    let offline = Message::new("log-device-offline").with("device", "Garage roof");
    Record::warn(offline).device(Some("a0b1c2000005")).put();
    Record::info(Message::new("log-scan-done").with("count", 4_u32)).put();
}

fn harness(
    state: State,
    dark: bool,
    size: egui::Vec2,
    scale: f32,
    picture: bool,
) -> Harness<'static, App> {
    let theme = if dark { Theme::Dark } else { Theme::Light };
    let mut builder = Harness::builder()
        .with_size(size)
        .with_pixels_per_point(scale)
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
fn nothing_that_can_be_pressed_is_cut_where_everything_is_enlarged() {
    log();
    for (number, Example { name, state }) in examples().into_iter().enumerate() {
        for (index, (width, height, scale)) in SCALED.into_iter().enumerate() {
            // all on the smallest of these screens, a third on each of the others
            if index > 0 && number % 3 != index {
                continue;
            }
            let size = vec2(width, height) / scale;
            let mut harness = harness(state.clone(), true, size, scale, false);
            harness.run_steps(4);
            let window = egui::Rect::from_min_size(egui::Pos2::ZERO, size).expand(1.0);
            let in_dialog = state.dialog.is_some();
            for node in
                harness.get_all_by(|node| matches!(node.role(), Role::Button | Role::TextInput))
            {
                let rect = node.rect();
                let label = node.accesskit_node().label().unwrap_or_default();
                let what = format!("{name} at {scale}: '{label}' at {rect:?} in {size}");
                assert!(
                    rect.left() >= window.left() && rect.right() <= window.right(),
                    "{what}"
                );
                // what ends a dialog never scrolls out of it; the cross of an upload, without words, may
                let is_worded = rect.width() > 40.0;
                if in_dialog && is_worded && ["Cancel", "Close", "Save"].contains(&label.as_str()) {
                    assert!(window.contains_rect(rect), "{what}");
                }
            }
        }
    }
}

/// Places whose texts may be cut in the pseudo-language, with what their texts begin with there.
const MAY_BE_CUT: &[(&str, &[&str])] = &[
    (
        "names of files",
        &["a_pattern_with", "A_pattern_with", "chase.bin"],
    ),
    (
        "findings and notes: the hover text has all of it",
        &[
            "Balcony:",
            "Ceiling, ",
            "Porch: ",
            "Porch, ",
            "Window ledge:",
            "2 úplóáds",
            "Thé fílé ís çút óff",
            "Thé dévíçé ís lóçkéd",
        ],
    ),
    (
        "one line each, of a log, a list, a banner or the foot: a wider window has all of it",
        &[
            "Lóók át LÉDs",
            "Áñswér tímés",
            "Séñdíñg~~~ flame",
            "Úplóád óf~~~~ flame",
            "Thé ñétwórk~~~~ 192.168.1.0/24",
            "Vérsíóñs óf thé ápp",
            "Whý thé sávéd dátá",
            "Çhéçks óf thís",
            "Ñóthíñg ís sávéd",
        ],
    ),
    (
        "a toast: the hover text has all of it",
        &["Réádíñg thé státús"],
    ),
    (
        "cards: the hover text has all of it",
        &["Lóçkéd.", "Pláýs lívé fróm", "Ñót áñswéríñg", "Thís WLÉD"],
    ),
    (
        "facts of a pattern: the hover text has all of it",
        &[
            "51 óf~",
            "52 óf~",
            "80 óf~",
            "dúrátíóñ",
            "péák çúrréñt",
            "át móst",
            "éqúál frámés mérgéd",
            "óñ~ ",
        ],
    ),
    (
        "why selected devices cannot take it: the hover text has all of it",
        &["27 çáññót:"],
    ),
    (
        "the summary of uploads that stand below it",
        &["1 vérífíéd"],
    ),
    (
        "the head of the devices beside its buttons",
        &["4 óf~ 5 óñlíñé", "3 kñówñ,", "Dévíçés"],
    ),
    (
        "captions beside sliders in a narrow window",
        &["Bétwééñ LÉDs", "Whíté báláñçé", "Áútómátíç"],
    ),
    ("captions of samples", &["256 LÉDs"]),
    (
        "the filters of the history in a narrow window",
        &["Páttérñ ór dévíçé", "Çáñçélléd"],
    ),
    (
        "the note below readings in a narrow window",
        &["Thé ápp réçógñísés"],
    ),
];

/// Texts are as long as those of other languages, and none is cut.
#[test]
fn no_text_is_cut_in_a_language_whose_words_are_longer() {
    log();
    set_language(Language::Pseudo);
    let mut cut = BTreeMap::<String, Vec<String>>::new();
    for Example { name, state } in examples() {
        for page in Page::ALL {
            // what lies above a page lies there the same way above all
            if page != state.page && (state.dialog.is_some() || !name.starts_with("many")) {
                continue;
            }
            for size in [vec2(760.0, 900.0), vec2(1280.0, 800.0)] {
                let state = State {
                    page,
                    ..state.clone()
                };
                for Cut { text, by, .. } in cut_in(state, size) {
                    let places = cut.entry(format!("'{text}' by {by}")).or_default();
                    places.push(format!("{name}/{page:?}/{}", size.x));
                }
            }
        }
    }
    cut.retain(|text, _| {
        let mut starts = MAY_BE_CUT.iter().flat_map(|(_, starts)| *starts);
        !starts.any(|start| text.starts_with(&format!("'{start}")))
    });
    let list: Vec<String> = cut
        .iter()
        .map(|(text, places)| format!("{text} ({}: {})", places.len(), places[0]))
        .collect();
    assert!(
        list.is_empty(),
        "{} texts:\n{}",
        list.len(),
        list.join("\n")
    );
}

/// The texts that are cut in a window of that size.
fn cut_in(state: State, size: egui::Vec2) -> Vec<Cut> {
    let in_dialog = state.dialog.is_some();
    let mut harness = harness(state, true, size, 1.0, false);
    harness.run_steps(4);
    let named = |roles: &[Role]| -> Vec<(String, egui::Rect)> {
        harness
            .query_all_by(|node| roles.contains(&node.role()))
            .map(|node| {
                let label = node.accesskit_node().label().unwrap_or_default();
                (label, node.rect())
            })
            .collect()
    };
    let controls = named(&[
        Role::Button,
        Role::RadioButton,
        Role::CheckBox,
        Role::TextInput,
    ]);
    let rows = named(&[Role::Row]);
    let window = egui::Rect::from_min_size(egui::Pos2::ZERO, size);
    let mut cut = cut_texts(harness.output(), window, &controls);
    // a row says in its hover text, and to screen readers, what finds no room
    cut.retain(|cut| {
        !rows.iter().any(|(label, row)| {
            row.contains(cut.center) && (!in_dialog || label.contains(cut.text.as_str()))
        })
    });
    cut
}

#[test]
fn every_page_draws_every_example_in_the_dark_at_all_widths_and_settles() {
    draw_all(true);
}

#[test]
fn every_page_draws_its_own_examples_in_the_light_and_settles() {
    draw_all(false);
}

/// Its own page at all widths in the dark, and at two in the light: colours move nothing. The others at the least width. What
/// lies above a page lies there the same way above all.
fn draw_all(dark: bool) {
    log();
    for Example { name, state } in examples() {
        for page in Page::ALL {
            let own = page == state.page;
            if !own && (state.dialog.is_some() || !dark) {
                continue;
            }
            let is_drawn = |width: &f32| match (own, dark) {
                (true, true) => true,
                (true, false) => [760.0, 1280.0].contains(width),
                (false, _) => *width == 700.0,
            };
            for width in WIDTHS.into_iter().filter(is_drawn) {
                let state = State {
                    page,
                    ..state.clone()
                };
                let height = if width < 800.0 { 560.0 } else { 800.0 };
                let mut harness = harness(state, dark, vec2(width, height), 1.0, false);
                // spinners turn for ever; everything else has to come to rest
                if harness.try_run().is_err() {
                    assert!(
                        spins(harness.state().state()),
                        "{name} on {page:?} at {width} never settles"
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
    let usual = [
        (1280.0, 800.0, 1.0),
        (760.0, 900.0, 1.0),
        (1000.0, 700.0, 1.0),
    ];
    let sizes = match std::env::var_os("UPLOAD_BRIDGE_SHOTS_ENLARGED") {
        Some(_) => SCALED.to_vec(),
        None => usual.to_vec(),
    };
    let at = |scale: f32| match scale {
        1.0 => String::new(),
        scale => format!("@{scale}"),
    };
    for Example { name, state } in examples() {
        if only
            .as_ref()
            .is_some_and(|only| !only.split(',').any(|o| o == name))
        {
            continue;
        }
        for (dark, theme) in [(true, "dark"), (false, "light")] {
            for (width, height, scale) in sizes.clone() {
                let size = vec2(width, height) / scale;
                let mut harness = harness(state.clone(), dark, size, scale, true);
                harness.run_steps(4);
                let image = harness.render().expect("it draws");
                image
                    .save(folder.join(format!("{name}-{theme}-{width}{}.png", at(scale))))
                    .expect("the folder can be written");
            }
        }
    }
}
