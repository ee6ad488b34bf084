//! Maps of LEDs end to end: the files of the field, views of LEDs in space, and what `convert --map` writes, read back by
//! a few lines of its own.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

use assert_cmd::Command;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::time::Duration;
use upload_bridge::pattern::{MapFile, MapKind, MapOptions, open_map};

/// A file of `tests/maps`.
fn field(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/maps")
        .join(name)
}

fn read(name: &str) -> Result<MapFile, String> {
    open_map(&field(name), &MapOptions::default()).map_err(|error| error.to_string())
}

/// A folder to convert in.
struct Desk(tempfile::TempDir);

impl Desk {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    /// Exit code, what is printed, and what is said.
    fn run(&self, arguments: &[&str]) -> (i32, Value, String) {
        let mut command = Command::cargo_bin("upload-bridge").unwrap();
        command.env_clear().env("UPLOAD_BRIDGE_LOOPBACK", "1");
        command.env("UPLOAD_BRIDGE_HOME", self.0.path().join("home"));
        command
            .current_dir(self.0.path())
            .timeout(Duration::from_secs(60));
        let output = command
            .arg("convert")
            .args(arguments)
            .arg("--json")
            .output()
            .unwrap();
        let object = serde_json::from_slice(&output.stdout).unwrap_or(Value::Null);
        let said = String::from_utf8(output.stderr).unwrap();
        (output.status.code().unwrap(), object, said)
    }

    #[track_caller]
    fn done(&self, arguments: &[&str]) -> Value {
        let (code, object, said) = self.run(arguments);
        assert_eq!(code, 0, "{arguments:?}: {object} {said}");
        object
    }

    fn written(&self, name: &str) -> String {
        std::fs::read_to_string(self.0.path().join(name)).unwrap()
    }
}

#[test]
fn the_files_of_the_field_are_read_as_they_are_meant() {
    for (name, map, kind) in [
        ("map_points_int.json", "2x2:0,1,3,2", MapKind::Points),
        ("map_points_small.json", "2x2:0,1,3,2", MapKind::Points),
        ("map_xlights.xmodel", "4x3:1,6,9,4", MapKind::XLights),
    ] {
        let file = read(name).unwrap();
        assert_eq!(
            (file.map.to_text().as_str(), file.kind),
            (map, kind),
            "{name}"
        );
    }
    for (name, kind) in [
        ("map_points_float.json", MapKind::Points),
        ("map_points_lines.txt", MapKind::Lines),
        ("map_points_by_index.json", MapKind::Objects),
        ("map_points_objects.json", MapKind::Objects),
    ] {
        let file = read(name).unwrap();
        assert_eq!((file.map.leds(), file.kind), (3, kind), "{name}");
        assert_eq!(file.map.cells().flatten().count(), 3, "{name}");
    }
    let error = read("map_gaps.json").unwrap_err();
    assert!(
        error.contains("2d-gaps.json") && error.contains("--wiring"),
        "{error}"
    );
    let options = MapOptions {
        wiring: Some("rows-serpentine-tl".parse().unwrap()),
        ..MapOptions::default()
    };
    let gaps = open_map(&field("map_gaps.json"), &options).unwrap();
    assert_eq!(gaps.map.to_text(), "4x3:1,2,7,6,5,4,9,10");
}

#[test]
fn a_picture_runs_up_the_tree() {
    let desk = Desk::new();
    // black at the bottom, bright at the top
    let picture = image::RgbImage::from_fn(64, 64, |_, y| image::Rgb([(252 - 4 * y) as u8; 3]));
    picture.save(desk.0.path().join("up.png")).unwrap();
    let tree = field("map_tree_z_up.csv");
    let tree = tree.to_str().unwrap();
    let brightness = |out: &str, more: &[&str]| -> Vec<u8> {
        let words = [&["up.png", out, "--map", tree, "--fit", "stretch"], more].concat();
        let object = desk.done(&words);
        assert!(
            object["notes"]
                .to_string()
                .contains("z is taken as the height"),
            "{object}"
        );
        let wire = std::fs::read(desk.0.path().join(out)).unwrap();
        wire[6..].chunks(3).map(|led| led[0]).collect()
    };
    let front = brightness("front.bin", &[]);
    assert_eq!(front.len(), 40);
    assert!(front.is_sorted() && front[39] > front[0] + 200, "{front:?}");
    assert!(brightness("side.bin", &["--view", "side"]).is_sorted());
    assert!(!brightness("top.bin", &["--view", "top"]).is_sorted());
}

#[test]
fn a_map_is_written_as_others_read_it() {
    let desk = Desk::new();
    std::fs::write(
        desk.0.path().join("star.csv"),
        "led,x,y\n1,0,0\n2,2,0\n4,1,1\n5,0,2\n",
    )
    .unwrap();
    let to = |out: &str, format: &str| desk.done(&["--map", "star.csv", out, "--to", format]);

    let object = to("ledmap.json", "ledmap");
    assert_eq!(object["event"], "converted");
    assert_eq!(
        (&object["format"], &object["read_as"]),
        (&json!("ledmap"), &json!("table"))
    );
    assert_eq!((&object["leds"], &object["placed"]), (&json!(5), &json!(4)));
    assert_eq!(object["matrix"], json!({"w": 3, "h": 3}));
    let text = desk.written("ledmap.json");
    assert!(
        text.contains("\"map\":["),
        "WLED looks for just this: {text}"
    );
    let ledmap: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(ledmap["map"], json!([0, -1, 1, -1, 3, -1, 4, -1, -1]));
    assert_eq!(
        (&ledmap["width"], &ledmap["height"], &ledmap["n"]),
        (&json!(3), &json!(3), &json!("star"))
    );

    let object = to("blaze.json", "pixelblaze");
    assert!(
        object["notes"]
            .to_string()
            .contains("1 LED without a position"),
        "{object}"
    );
    let blaze: Value = serde_json::from_str(&desk.written("blaze.json")).unwrap();
    assert_eq!(blaze, json!([[0, 0], [2, 0], [2, 0], [1, 1], [0, 2]]));

    to("points.csv", "points-csv");
    let table = desk.written("points.csv");
    let lines: Vec<&str> = table.lines().collect();
    assert_eq!(lines, ["x,y", "0,0", "2,0", ",", "1,1", "0,2"]);

    let map = |name: &str| {
        let file = open_map(&desk.0.path().join(name), &MapOptions::default());
        file.unwrap().map.to_text()
    };
    assert_eq!(map("ledmap.json"), "3x3:0,2,-,4,6");
    assert_eq!(map("points.csv"), "3x3:0,2,-,4,6");
    assert_eq!(map("star.csv"), "3x3:0,2,-,4,6");
}

#[test]
fn positions_in_space_stay_so_unless_a_view_is_chosen() {
    let desk = Desk::new();
    let tree = field("map_tree_z_up.csv");
    let tree = tree.to_str().unwrap();
    desk.done(&["--map", tree, "tree.json", "--to", "pixelblaze"]);
    let points: Vec<[f64; 3]> = serde_json::from_str(&desk.written("tree.json")).unwrap();
    let source = std::fs::read_to_string(tree).unwrap();
    let expected = source.lines().map(|line| {
        let numbers: Vec<f64> = line
            .split(',')
            .map(|number| number.parse().unwrap())
            .collect();
        <[f64; 3]>::try_from(numbers).unwrap()
    });
    assert_eq!(points, expected.collect::<Vec<_>>());

    desk.done(&[
        "--map",
        tree,
        "seen.csv",
        "--to",
        "points-csv",
        "--view",
        "front",
    ]);
    let table = desk.written("seen.csv");
    let seen = table.lines().skip(1).zip(&points);
    for (line, [x, _, z]) in seen {
        let (column, row) = line.split_once(',').unwrap();
        assert_eq!((column.parse(), row.parse()), (Ok(*x), Ok(0.0 - *z)));
    }
    desk.done(&["--map", tree, "-", "--to", "ledmap"]);
}

#[test]
fn a_model_of_a_show_is_named_with_an_option() {
    let desk = Desk::new();
    let show = "<xrgb><models><model DisplayAs=\"Custom\" name=\"Star\" CustomModel=\"1,,2;,3,\"/>\
        <model DisplayAs=\"Custom\" name=\"Cane\" CustomModelCompressed=\"1,1,0;2,0,0\"/></models></xrgb>";
    std::fs::write(desk.0.path().join("xlights_rgbeffects.xml"), show).unwrap();
    let words = [
        "--map",
        "xlights_rgbeffects.xml",
        "out.json",
        "--to",
        "ledmap",
    ];
    let (code, object, _) = desk.run(&words);
    assert_eq!((code, &object["code"]), (1, &json!("layout.unreadable")));
    let message = object["message"].as_str().unwrap();
    assert!(
        message.contains("Star") && message.contains("Cane") && message.contains("--model"),
        "{message}"
    );
    desk.done(&[&words[..], &["--model", "cane"]].concat());
    let ledmap: Value = serde_json::from_str(&desk.written("out.json")).unwrap();
    assert_eq!(
        (&ledmap["map"], &ledmap["width"]),
        (&json!([1, 0]), &json!(1))
    );
}

#[test]
fn wrong_usage_shows_how_a_map_is_converted() {
    let desk = Desk::new();
    for words in [
        &["--map", "in.csv", "out.json"][..],
        &["in.csv", "--to", "ledmap"],
        &["in.csv", "out.json", "--to", "pixelblaze"],
        &["in.png"],
        &["in.png", "out.bin", "--view", "top"],
        &["in.png", "out.bin", "--map", "in.csv", "--view", "behind"],
    ] {
        let (code, _, said) = desk.run(words);
        assert_eq!(code, 2, "{words:?}: {said}");
    }
    let (_, _, said) = desk.run(&["--map", "in.csv", "out.json"]);
    assert!(said.contains("convert --map IN OUT --to ledmap"), "{said}");
    std::fs::write(desk.0.path().join("in.csv"), "0,0\n1,0").unwrap();
    let same = desk.run(&["--map", "in.csv", "in.csv", "--to", "points-csv", "--force"]);
    assert_eq!((same.0, &same.1["code"]), (1, &json!("output.exists")));
}
