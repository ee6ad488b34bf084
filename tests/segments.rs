//! A WLED of several segments: a pattern is fitted to the one that was chosen, is seen there, and leaves the others alone.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod common;

use common::wled::{call, colors, say, state};
use common::{Bench, addresses, devices, end, request};
use serde_json::{Value, json};
use std::net::SocketAddr;
use upload_bridge::device::{AddrSpec, DeviceId, DeviceSettings, Part, Playing};
use upload_bridge::engine::{
    Answer, Ask, Command, ConnectOptions, Event, JobView, PatternId, SendRequest, Target,
};
use upload_bridge::pattern::Matrix;
use upload_bridge::simulator::{Dialect, Lights, Simulator};

const GREEN: [u8; 3] = [0, 90, 0];

/// Something that moves, no LED ever green.
fn moving(leds: u16, frames: u16) -> Vec<u8> {
    let mut bytes = [leds.to_le_bytes(), frames.to_le_bytes()].concat();
    for frame in 0..frames {
        bytes.extend(60u16.to_le_bytes());
        for led in 0..leds {
            bytes.extend([200, ((led + frame) % 64) as u8, 40]);
        }
    }
    bytes
}

async fn one(dialect: Dialect, lights: Lights, segments: Value) -> (Simulator, SocketAddr) {
    let sims = devices(dialect, lights, &[&[]], None).await;
    let at = addresses(&sims)[0];
    say(at, &json!({ "tt": 0, "seg": segments })).await;
    (sims, at)
}

/// Green on the left, an effect on the right.
fn halves(first: u16, all: u16) -> Value {
    json!([
        {"id": 0, "start": 0, "stop": first, "fx": 0, "col": [GREEN]},
        {"id": 1, "start": first, "stop": all, "fx": 9, "grp": 2, "mi": true, "n": "Right"},
    ])
}

fn on(part: &str) -> DeviceSettings {
    DeviceSettings {
        part: Some(part.parse().unwrap()),
        ..DeviceSettings::default()
    }
}

async fn send(bench: &Bench, id: PatternId, at: SocketAddr, settings: DeviceSettings) -> JobView {
    let request = SendRequest {
        settings,
        ..request(id, &[at])
    };
    bench.deliver(request).await.pop().unwrap()
}

async fn undo(bench: &Bench, at: SocketAddr) {
    bench.handle.send(Command::Control {
        target: Target::Address(AddrSpec::from(at)),
        ask: Ask::Undo,
        options: ConnectOptions::default(),
    });
    let done = bench.wait(|event| match event {
        Event::Controlled { result, .. } => Some(result),
        _ => None,
    });
    assert_eq!(done.await, Ok(Answer::Done));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_part_of_a_strip_shows_the_pattern_and_the_rest_stays() {
    let leds = Lights::Leds(60);
    let (sims, at) = one(Dialect::WLED, leds, halves(30, 60)).await;
    let mut bench = Bench::new();
    let before = state(at).await;
    let id = bench.load("flame.bin", &moving(30, 6)).await;
    let job = send(&bench, id, at, on("1")).await;
    assert_eq!(end(&job), "verified", "{:?}", job.outcome);
    assert_eq!(job.playing, Playing::Seen, "{:?}", job.notes);

    let after = state(at).await;
    assert_eq!(after["seg"][0], before["seg"][0]);
    let ours = &after["seg"][1];
    assert_eq!([&ours["start"], &ours["stop"], &ours["fx"]], [30, 60, 53]);
    assert!(ours["n"].as_str().unwrap().starts_with("ub_flame_"));
    let seen = colors(at).await;
    assert!(seen[..30].iter().all(|rgb| *rgb == GREEN), "{seen:?}");
    assert!(seen[30..].iter().all(|rgb| rgb[0] == 200), "{seen:?}");

    // it is remembered, until it is taken back
    let known = || {
        let id = DeviceId::stored(&sims.devices()[0].id);
        bench.store.device(&id).unwrap().unwrap().settings.part
    };
    assert_eq!(known(), Some(Part::Segment(1)));
    assert_eq!(
        end(&send(&bench, id, at, DeviceSettings::default()).await),
        "skipped"
    );
    assert_eq!(state(at).await["seg"][0], before["seg"][0]);

    undo(&bench, at).await;
    assert_eq!(state(at).await["seg"], before["seg"]);

    let all = send(&bench, id, at, on("all")).await;
    assert_eq!(end(&all), "verified", "{:?}", all.outcome);
    let now = state(at).await;
    assert_eq!([&now["seg"][0]["stop"], &now["seg"][0]["fx"]], [60, 53]);
    assert_eq!(known(), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_part_of_a_matrix_has_its_own_size_and_a_gif_elsewhere_is_told() {
    let lights = Lights::Matrix(Matrix::new(16, 16).unwrap());
    let segments = json!([
        {"id": 0, "start": 0, "stop": 16, "startY": 0, "stopY": 8, "fx": 0, "col": [GREEN]},
        {"id": 1, "start": 4, "stop": 16, "startY": 8, "stopY": 16, "fx": 9},
    ]);
    let (_sims, at) = one(Dialect::WLED, lights, segments).await;
    let mut bench = Bench::new();
    let first = bench.load("first.bin", &moving(128, 3)).await;
    let job = send(&bench, first, at, on("0")).await;
    assert_eq!((end(&job), job.playing), ("verified", Playing::Seen));
    let between = state(at).await;
    assert_eq!(between["seg"][0]["stopY"], 8);

    let second = bench.load("second.bin", &moving(96, 3)).await;
    let job = send(&bench, second, at, on("1")).await;
    assert_eq!(end(&job), "verified", "{:?}", job.outcome);
    assert_eq!(job.playing, Playing::Seen, "{:?}", job.notes);
    assert!(
        job.notes
            .iter()
            .any(|note| note.to_string().contains("segment 0")),
        "one at a time: {:?}",
        job.notes
    );
    let now = state(at).await;
    assert_eq!([&now["seg"][0]["fx"], &now["seg"][1]["fx"]], [0, 53]);
    let seen = colors(at).await;
    for (led, rgb) in seen.iter().enumerate() {
        let is_ours = led / 16 >= 8 && led % 16 >= 4;
        assert_eq!(rgb[0] == 200, is_ours, "{led}: {rgb:?}");
    }
    let name = now["seg"][1]["n"].as_str().unwrap();
    let gif = call(at, &format!("GET /{name}"), "").await;
    assert_eq!(&gif.as_bytes()[6..10], [12, 0, 8, 0], "width and height");

    undo(&bench, at).await;
    assert_eq!(state(at).await["seg"], between["seg"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_without_gifs_is_a_preset_of_that_segment_alone() {
    let (_sims, at) = one(Dialect::WLED15, Lights::Leds(30), halves(10, 30)).await;
    let mut bench = Bench::new();
    let before = state(at).await;
    let id = bench.load("still.bin", &moving(20, 1)).await;
    let job = send(&bench, id, at, on("1")).await;
    assert_eq!(end(&job), "verified", "{:?}", job.outcome);
    assert_eq!(job.playing, Playing::Seen, "{:?}", job.notes);
    assert_eq!(state(at).await["seg"][0], before["seg"][0]);
    let seen = colors(at).await;
    assert!(seen[..10].iter().all(|rgb| *rgb == GREEN), "{seen:?}");
    let expected: Vec<[u8; 3]> = (0..20).map(|led| [200, led, 40]).collect();
    assert_eq!(seen[10..], expected);
    let presets: Value = serde_json::from_str(&call(at, "GET /presets.json", "").await).unwrap();
    let segment = &presets["1"]["seg"][0];
    assert_eq!(
        [&segment["id"], &segment["start"], &segment["stop"]],
        [1, 10, 30]
    );
    assert_eq!(
        end(&send(&bench, id, at, DeviceSettings::default()).await),
        "skipped"
    );
    let elsewhere = bench.load("still.bin", &moving(10, 1)).await;
    let job = send(&bench, elsewhere, at, on("0")).await;
    assert_eq!(end(&job), "verified", "another size: {:?}", job.outcome);
    let moved = bench.load("flame.bin", &moving(20, 3)).await;
    assert_eq!(
        end(&send(&bench, moved, at, on("1")).await),
        "device.incapable"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_segment_that_is_not_there_is_refused_with_those_that_are_and_not_remembered() {
    let (sims, at) = one(Dialect::WLED, Lights::Leds(60), halves(30, 60)).await;
    let mut bench = Bench::new();
    let id = bench.load("flame.bin", &moving(30, 2)).await;
    let job = send(&bench, id, at, on("4")).await;
    assert_eq!(end(&job), "device.no_segment");
    let Some(upload_bridge::engine::Outcome::Failed(problem)) = &job.outcome else {
        panic!("{:?}", job.outcome)
    };
    let words = problem.message.to_string();
    assert!(
        words.contains("0 (LEDs 0 to 29), 1 (LEDs 30 to 59)"),
        "{words}"
    );
    let known = bench.store.device(&DeviceId::stored(&sims.devices()[0].id));
    assert_eq!(known.unwrap().unwrap().settings.part, None);
    // an empty one is none
    say(at, &json!({"seg": [{"id": 1, "stop": 0}]})).await;
    assert_eq!(
        end(&send(&bench, id, at, on("1")).await),
        "device.no_segment"
    );
    let plain = devices(Dialect::NATIVE, Lights::Leds(30), &[&[]], None).await;
    let job = send(&bench, id, addresses(&plain)[0], on("1")).await;
    assert_eq!(end(&job), "device.no_segment");
}

fn run(home: &std::path::Path, args: &[&str]) -> (i32, Vec<Value>) {
    let mut program = assert_cmd::Command::cargo_bin("upload-bridge").unwrap();
    program
        .env_clear()
        .env("UPLOAD_BRIDGE_LOOPBACK", "1")
        .env("UPLOAD_BRIDGE_HOME", home);
    let output = program.args(args).arg("--json").output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let objects = text.lines().map(|line| serde_json::from_str(line).unwrap());
    (output.status.code().unwrap(), objects.collect())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_command_line_tells_it_of_a_device_and_takes_it_back() {
    let (_sims, at) = one(Dialect::WLED, Lights::Leds(60), halves(30, 60)).await;
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("flame.bin");
    std::fs::write(&file, moving(30, 2)).unwrap();
    let file = file.display().to_string();
    let place = at.to_string();
    let (codes, told) = tokio::task::spawn_blocking(move || {
        let run = |args: &[&str]| run(home.path(), args);
        let first = run(&["upload", &file, "--to", &place, "--segment", "1"]).0;
        let unknown = run(&["devices", "set", &place, "--segment", "5"]).0;
        let shown = run(&["devices", "show", &place]).1[0]["told"]["segment"].clone();
        let set =
            run(&["devices", "set", &place, "--segment", "0"]).1[0]["told"]["segment"].clone();
        let back =
            run(&["devices", "set", &place, "--segment", "all"]).1[0]["told"]["segment"].clone();
        let odd = run(&["upload", &file, "--to", &place, "--segment", "left"]).0;
        ([first, unknown, odd], [shown, set, back])
    })
    .await
    .unwrap();
    assert_eq!(codes, [0, 1, 2]);
    assert_eq!(told, [json!(1), json!(0), Value::Null]);
    assert_eq!(state(at).await["seg"][1]["fx"], 53);
}
