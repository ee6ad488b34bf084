//! Layouts end to end: panels, maps and presets told on the command line reach the LEDs as each of them says, are remembered
//! when the file is gone, and are applied by nobody twice.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod common;

use assert_cmd::Command;
use common::{Bench, addresses, devices, end, request};
use serde_json::Value;
use std::path::Path;
use std::time::Duration;
use upload_bridge::device::DeviceSettings;
use upload_bridge::engine::SendRequest;
use upload_bridge::pattern::{Arrangement, Matrix, ReadOptions, Wiring, read_bytes};
use upload_bridge::simulator::{Dialect, Lights};

/// A picture of 4 x 4 pixels that are all different, as PNG: pixel `(x, y)` is `[40 x, 40 y, 9]`.
fn picture() -> Vec<u8> {
    let image = image::RgbImage::from_fn(4, 4, |x, y| image::Rgb(color(x as usize, y as usize)));
    let mut bytes = std::io::Cursor::new(Vec::new());
    image.write_to(&mut bytes, image::ImageFormat::Png).unwrap();
    bytes.into_inner()
}

fn color(x: usize, y: usize) -> [u8; 3] {
    [40 * x as u8, 40 * y as u8, 9]
}

fn ub(home: &Path, arguments: &[&str]) -> (i32, Vec<Value>, String) {
    let mut command = Command::cargo_bin("upload-bridge").unwrap();
    command
        .env_clear()
        .env("UPLOAD_BRIDGE_LOOPBACK", "1")
        .env("UPLOAD_BRIDGE_HOME", home)
        .current_dir(home);
    let output = command
        .timeout(Duration::from_secs(100))
        .args(arguments)
        .arg("--json")
        .output()
        .unwrap();
    let lines = String::from_utf8(output.stdout).unwrap();
    let objects = lines
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    (
        output.status.code().unwrap(),
        objects,
        String::from_utf8(output.stderr).unwrap(),
    )
}

/// The one frame of wire bytes, LED by LED.
fn leds(wire: &[u8]) -> Vec<[u8; 3]> {
    assert_eq!(&wire[2..4], [1, 0], "one frame");
    wire[6..].as_chunks::<3>().0.to_vec()
}

#[test]
fn a_picture_becomes_the_strip_that_each_layout_says() {
    let home = tempfile::tempdir().unwrap();
    let home = home.path();
    std::fs::write(home.join("in.png"), picture()).unwrap();
    // four panels of 2 x 2, the second row from the right and upside down, LEDs back and forth in each
    let (code, _, _) = ub(
        home,
        &[
            "convert",
            "in.png",
            "panels.bin",
            "--panels",
            "2x2:2x2:rows-serpentine-tl:turned-runs",
            "--wiring",
            "rows-serpentine-tl",
        ],
    );
    assert_eq!(code, 0);
    let panels = leds(&std::fs::read(home.join("panels.bin")).unwrap());
    let by_hand = [
        [(0, 0), (1, 0), (1, 1), (0, 1)],
        [(2, 0), (3, 0), (3, 1), (2, 1)],
        [(3, 3), (2, 3), (2, 2), (3, 2)],
        [(1, 3), (0, 3), (0, 2), (1, 2)],
    ];
    assert_eq!(
        panels,
        by_hand
            .concat()
            .into_iter()
            .map(|(x, y)| color(x, y))
            .collect::<Vec<_>>()
    );

    // LED 2 is nowhere, the cells in the middle have none
    std::fs::write(
        home.join("map.json"),
        r#"{"width":4,"height":4,"map":[0,1,3,4,-1,-1,-1,5,-1,-1,-1,6,9,8,-1,7]}"#,
    )
    .unwrap();
    assert_eq!(
        ub(home, &["convert", "in.png", "map.bin", "--map", "map.json"]).0,
        0
    );
    let map = leds(&std::fs::read(home.join("map.bin")).unwrap());
    let places = [
        (0, 0),
        (1, 0),
        (9, 9),
        (2, 0),
        (3, 0),
        (3, 1),
        (3, 2),
        (3, 3),
        (1, 3),
        (0, 3),
    ];
    let expected = places.map(|(x, y)| if x == 9 { [0; 3] } else { color(x, y) });
    assert_eq!(map, expected);

    // the same places as positions in centimetres
    let mut table = String::from("led;x;y\n");
    for (led, (x, y)) in places.iter().enumerate().filter(|(_, (x, _))| *x != 9) {
        table.push_str(&format!("{};{},5;{}\n", led + 1, 3 * x, y * 3));
    }
    std::fs::write(home.join("map.csv"), table).unwrap();
    assert_eq!(
        ub(home, &["convert", "in.png", "csv.bin", "--map", "map.csv"]).0,
        0
    );
    assert_eq!(leds(&std::fs::read(home.join("csv.bin")).unwrap()), map);

    assert_eq!(
        ub(
            home,
            &[
                "convert",
                "in.png",
                "preset.bin",
                "--preset",
                "panel-8x8",
                "--scale",
                "nearest"
            ]
        )
        .0,
        0
    );
    let preset = leds(&std::fs::read(home.join("preset.bin")).unwrap());
    assert_eq!(
        (preset.len(), preset[8], preset[15]),
        (64, color(3, 0), color(0, 0)),
        "the second row comes back"
    );
}

#[test]
fn what_is_wrong_with_a_layout_is_said_with_its_line_or_an_example() {
    let home = tempfile::tempdir().unwrap();
    let home = home.path();
    std::fs::write(home.join("in.png"), picture()).unwrap();
    std::fs::write(home.join("bad.csv"), "x,y\n0,0\n1,here\n").unwrap();
    let (code, objects, _) = ub(home, &["convert", "in.png", "out.bin", "--map", "bad.csv"]);
    assert_eq!(
        (code, &objects[0]["code"]),
        (1, &"layout.unreadable".into())
    );
    assert_eq!(objects[0]["file"], "bad.csv");
    assert!(
        objects[0]["message"]
            .as_str()
            .unwrap()
            .contains("Line 3: 'here'"),
        "{objects:?}"
    );
    let (code, objects, _) = ub(
        home,
        &[
            "upload",
            "in.png",
            "--to",
            "127.0.0.1:9",
            "--map",
            "gone.csv",
        ],
    );
    assert_eq!(
        (code, &objects[0]["code"]),
        (1, &"source.unreadable".into())
    );
    for (wrong, example) in [
        (["--panels", "2x2"], "2x2:16x16"),
        (["--preset", "cube"], "ring-24"),
    ] {
        let (code, _, talk) = ub(home, &["convert", "in.png", "out.bin", wrong[0], wrong[1]]);
        assert!(code == 2 && talk.contains(example), "{talk}");
    }
    assert!(!home.join("out.bin").exists());
}

#[test]
fn a_map_is_remembered_for_the_device_without_its_file() {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .unwrap();
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path();
    let dir = folder.path().join("devices");
    let sims = runtime.block_on(devices(
        Dialect::NATIVE,
        Lights::Leds(4),
        &[&[]],
        Some(&dir),
    ));
    let address = addresses(&sims)[0].to_string();
    std::fs::write(home.join("in.png"), picture()).unwrap();
    std::fs::write(home.join("corners.csv"), "3,3\n0,3\n0,0\n3,0\n").unwrap();
    assert_eq!(ub(home, &["scan", "--host", &address]).0, 0);
    let (code, _, _) = ub(
        home,
        &[
            "devices",
            "set",
            &address,
            "--map",
            "corners.csv",
            "--size",
            "4x4",
        ],
    );
    assert_eq!(code, 0);
    std::fs::remove_file(home.join("corners.csv")).unwrap();

    let (_, objects, _) = ub(home, &["devices", "show", &address]);
    let settings = &objects[0]["told"];
    assert_eq!(
        (&settings["size"], &settings["panels"]),
        (&"4x4".into(), &Value::Null)
    );
    assert_eq!(
        settings["map"],
        serde_json::json!({"name": "corners.csv", "leds": 4, "placed": 4})
    );
    let (code, objects, talk) = ub(home, &["upload", "in.png", "--to", &address]);
    assert_eq!(code, 0, "{objects:?} {talk}");
    let stored = std::fs::read(sims.devices()[0].dir.as_ref().unwrap().join("in")).unwrap();
    assert_eq!(
        leds(&stored),
        [color(3, 3), color(0, 3), color(0, 0), color(3, 0)]
    );

    let panels = ["devices", "set", &address, "--panels", "1x2:2x1:turned"];
    let (_, objects, _) = ub(home, &panels);
    let settings = &objects[0]["told"];
    assert_eq!(
        (&settings["panels"], &settings["map"]),
        (&"1x2:2x1:turned".into(), &Value::Null),
        "one takes the other's place"
    );
}

/// A matrix of WLED maps its LEDs itself: whatever panels or map a person tells, it gets the rows of the picture, once.
#[tokio::test(flavor = "multi_thread")]
async fn a_device_that_maps_itself_gets_rows_whatever_was_told() {
    let matrix = Matrix::new(4, 4).unwrap();
    let panels = Arrangement::Panels("2x1:2x4:rows-tr:turned".parse().unwrap());
    let map = Arrangement::Map("4x4:15,14,13,12,0".parse().unwrap());
    for arrangement in [None, Some(panels), Some(map)] {
        let dir = tempfile::tempdir().unwrap();
        let sims = devices(
            Dialect::WLED,
            Lights::Matrix(matrix),
            &[&[]],
            Some(dir.path()),
        )
        .await;
        let mut bench = Bench::new();
        let id = bench.load("in.png", &picture()).await;
        let wiring = Some(Wiring {
            serpentine: true,
            ..Wiring::default()
        });
        let is_told = arrangement.is_some();
        let settings = DeviceSettings {
            arrangement,
            wiring,
            ..DeviceSettings::default()
        };
        let jobs = bench
            .deliver(SendRequest {
                settings,
                ..request(id, &addresses(&sims))
            })
            .await;
        assert_eq!(end(&jobs[0]), "verified", "{:?}", jobs[0].outcome);
        assert_eq!(
            jobs[0]
                .notes
                .iter()
                .any(|note| note.to_string().contains("maps its own matrix")),
            is_told,
            "{:?}",
            jobs[0].notes
        );
        let folder = sims.devices()[0].dir.clone().unwrap();
        let files = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().path());
        let gif = files
            .into_iter()
            .find(|path| path.extension().is_some_and(|e| e == "gif"))
            .unwrap();
        let bytes = std::fs::read(&gif).unwrap();
        let shown = read_bytes(&gif, bytes.into(), &ReadOptions::default())
            .unwrap()
            .pattern;
        assert_eq!(shown.matrix, Some(matrix));
        let rows: Vec<u8> = (0..16).flat_map(|cell| color(cell % 4, cell / 4)).collect();
        assert_eq!(shown.frames.held().unwrap().frame(0), Some(rows.as_slice()));
    }
}
