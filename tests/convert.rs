//! `convert` by running the real binary: every format into every other, wiring, fits, refusals, and the files of the field.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

use assert_cmd::Command;
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::time::Duration;
use upload_bridge::pattern::{
    FrameDuration, Frames, Matrix, Opened, Pattern, PixelOrder, ReadOptions, Wiring, format, open,
};

/// A folder to convert in, and what is said.
struct Desk(tempfile::TempDir);

impl Desk {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::cargo_bin("upload-bridge").unwrap();
        command
            .env_clear()
            .env("UPLOAD_BRIDGE_LOOPBACK", "1")
            .env("UPLOAD_BRIDGE_HOME", self.path("home"));
        command
            .current_dir(self.0.path())
            .timeout(Duration::from_secs(100))
            .arg("convert")
            .args(arguments);
        command
    }

    /// Exit code, and the one object that is printed.
    fn run(&self, arguments: &[&str]) -> (i32, Value) {
        let output = self.command(arguments).arg("--json").output().unwrap();
        let object = serde_json::from_slice(&output.stdout).unwrap_or(Value::Null);
        (output.status.code().unwrap(), object)
    }

    #[track_caller]
    fn done(&self, arguments: &[&str]) -> Value {
        let (code, object) = self.run(arguments);
        assert_eq!(
            (code, &object["event"]),
            (0, &"converted".into()),
            "{arguments:?}: {object}"
        );
        object
    }

    #[track_caller]
    fn refused(&self, arguments: &[&str]) -> Value {
        let (code, object) = self.run(arguments);
        assert_eq!(
            (code, &object["event"]),
            (1, &"error".into()),
            "{arguments:?}: {object}"
        );
        assert!(!object["hint"].as_str().unwrap().is_empty());
        object
    }

    fn open(&self, name: &str, options: &ReadOptions) -> Opened {
        open(&self.path(name), options).unwrap()
    }

    fn frames(&self, name: &str, leds: usize) -> Frames {
        let options = ReadOptions {
            leds: Some(leds),
            ..ReadOptions::default()
        };
        Frames::clone(&self.open(name, &options).pattern.frames.hold().unwrap())
    }
}

/// One of our own small files, as text.
fn data(name: &str) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/data")
        .join(name)
        .to_str()
        .unwrap()
        .to_owned()
}

fn notes(object: &Value) -> String {
    object["notes"].to_string()
}

/// The frames with each LED moved as a strip wired so runs through the matrix; written out here on purpose.
fn rewired(
    frames: &Frames,
    matrix: (usize, usize),
    led_at: impl Fn(usize, usize) -> usize,
) -> Vec<u8> {
    let (w, h) = matrix;
    let mut rgb = Vec::new();
    for frame in 0..frames.len() {
        let mut strip = vec![[0; 3]; w * h];
        for (x, y) in (0..h).flat_map(|y| (0..w).map(move |x| (x, y))) {
            strip[led_at(x, y)] = frames.pixel(frame, y * w + x).unwrap();
        }
        rgb.extend(strip.concat());
    }
    rgb
}

#[test]
fn every_format_becomes_every_other_with_the_same_frames() {
    let desk = Desk::new();
    let sources = [
        "running_dot.gif",
        "running_dot.bin",
        "running_dot.leds",
        "running_dot.h",
        "running_dot_frames.h",
        "running_dot_4x3_raw.bin",
        "running_dot.hex",
        "running_dot.dat",
        "running_dot_dims.bin",
        "running_dot_text.leds",
        "running_dot_esp01.leds",
        "running_dot.ledproj",
        "running_dot.apng",
        "running_dot.webp",
        "running_dot_rows.png",
    ];
    let written = format::FORMATS
        .iter()
        .filter(|f| !f.info().writes.is_empty() && f.info().name != "image");
    let targets: Vec<_> = written
        .map(|f| (f.info().name, f.info().writes[0]))
        .collect();
    assert_eq!(targets.len(), 12);
    for source in sources {
        let read = ReadOptions {
            leds: Some(12),
            ..ReadOptions::default()
        };
        let before = open(Path::new(&data(source)), &read).unwrap();
        for (name, extension) in &targets {
            let out = format!("{source}.{name}.{extension}");
            let said = desk.done(&[&data(source), &out, "--leds", "12", "--to", name]);
            let after = desk.open(&out, &read);
            let frames = after.pattern.frames.hold().unwrap();
            assert_eq!(
                frames.rgb(),
                before.pattern.frames.hold().unwrap().rgb(),
                "{source} to {name}"
            );
            assert_eq!(
                (&said["format"], after.pattern.format),
                (&(*name).into(), *name)
            );
            assert_eq!(
                (&said["file"], &said["out"]),
                (&data(source).into(), &out.clone().into())
            );
            assert_eq!((&said["leds"], &said["frames"]), (&12.into(), &6.into()));
            assert_eq!(
                (&said["sha256"], &said["bytes"]),
                (&after.contents.key().into(), &after.contents.len().into())
            );
            assert_eq!(said["content"], frames.content_hash());
            let same = said["content"] == **before.content();
            assert!(
                same || notes(&said).contains("durations"),
                "{source} to {name}: {said}"
            );
            if !["raw", "lms"].contains(name) {
                assert!(same, "{source} to {name}: {said}");
            }
        }
    }
}

/// A sequence of 200 channels, as cars have them: a head of 32 bytes, the sound it goes with, three frames.
fn show() -> Vec<u8> {
    let mut file = b"PSEQ".to_vec();
    file.extend([44, 0, 2, 2, 32, 0, 200, 0, 0, 0, 3, 0, 0, 0, 20, 0]);
    file.extend([0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8]);
    file.extend(b"\x0b\0mfx.mp3\0\0\0");
    file.extend((0..600_u32).map(|n| (n % 251) as u8));
    file
}

#[test]
fn a_sequence_stays_what_it_is_and_what_a_fit_makes_of_it_is_said() {
    let desk = Desk::new();
    std::fs::write(desk.path("show.fseq"), show()).unwrap();
    let said = desk.done(&["show.fseq", "same.fseq"]);
    assert_eq!(std::fs::read(desk.path("same.fseq")).unwrap(), show());
    assert_eq!((&said["leds"], &said["frames"]), (&67.into(), &3.into()));
    desk.done(&["show.fseq", "packed.fseq", "--to", "fseq-zstd"]);
    desk.done(&["packed.fseq", "car.fseq", "--to", "tesla"]);
    assert_eq!(std::fs::read(desk.path("car.fseq")).unwrap(), show());

    let said = desk.done(&["show.fseq", "dim.fseq", "--brightness", "50"]);
    assert!(
        notes(&said).contains("channels 1-201, not the 200 channels"),
        "{said}"
    );
    let said = desk.done(&["dim.fseq", "car.fseq", "--to", "tesla", "--force"]);
    assert!(notes(&said).contains("a Tesla has 200"), "{said}");
    let said = desk.done(&[&data("running_dot.gif"), "gif.fseq", "--to", "tesla"]);
    assert!(notes(&said).contains("lamps, doors and windows"), "{said}");
}

#[test]
fn dark_pixels_become_the_background() {
    let desk = Desk::new();
    std::fs::write(desk.path("a.rgb"), [3, 4, 5, 3, 40, 5]).unwrap();
    let raw = [
        "a.rgb", "b.rgb", "--as", "raw", "--leds", "2", "--to", "raw",
    ];
    desk.done(&[&raw[..], &["--cutoff", "6"]].concat());
    assert_eq!(
        std::fs::read(desk.path("b.rgb")).unwrap(),
        [0, 0, 0, 3, 40, 5]
    );
}

#[test]
fn grids_follow_the_wiring_into_strips_and_come_back() {
    let desk = Desk::new();
    let gif = desk_gif(&desk);
    let said = desk.done(&["a.gif", "a.bin", "--wiring", "columns-serpentine-bl"]);
    assert!(
        notes(&said).contains("--to raw"),
        "the other format of the extension is named: {said}"
    );
    let strip = rewired(&gif, (4, 3), |x, y| {
        x * 3 + if x % 2 == 0 { 2 - y } else { y }
    });
    assert_eq!(desk.frames("a.bin", 12).rgb(), strip);
    desk.done(&[
        "a.bin",
        "b.gif",
        "--matrix",
        "4x3",
        "--from-wiring",
        "columns-serpentine-bl",
    ]);
    assert_eq!(desk.frames("b.gif", 12), gif);
    let said = desk.done(&["a.bin", "row.gif"]);
    assert!(
        notes(&said).contains("--from-wiring") && notes(&said).contains("row of 12"),
        "{said}"
    );
    assert_eq!(
        desk.open("row.gif", &ReadOptions::default()).pattern.matrix,
        Matrix::new(12, 1)
    );
    let said = desk.done(&["a.bin", "same.bin", "--to", "wire", "--wiring", "rows-tl"]);
    assert!(notes(&said).contains("--wiring changed nothing"), "{said}");
    assert_eq!(
        std::fs::read(desk.path("same.bin")).unwrap(),
        std::fs::read(desk.path("a.bin")).unwrap()
    );
    let refused = desk.refused(&["a.bin", "c.gif", "--size", "4x3"]);
    assert!(
        refused["message"]
            .as_str()
            .unwrap()
            .contains("--from-wiring"),
        "{refused}"
    );
}

/// `a.gif`, our running dot, and its frames.
fn desk_gif(desk: &Desk) -> Frames {
    std::fs::copy(data("running_dot.gif"), desk.path("a.gif")).unwrap();
    desk.frames("a.gif", 12)
}

#[test]
fn size_and_fit_options_fit_as_for_a_device() {
    let desk = Desk::new();
    let gif = desk_gif(&desk);
    let said = desk.done(&["a.gif", "big.gif", "--size", "8x6", "--scale", "nearest"]);
    assert_eq!(
        (&said["leds"], &said["content"].is_string()),
        (&48.into(), &true)
    );
    let big = desk.open("big.gif", &ReadOptions::default()).pattern;
    assert_eq!(
        (big.matrix, big.order),
        (Matrix::new(8, 6), PixelOrder::Grid)
    );
    assert_eq!(
        (
            big.frames.pixel(1, 0).unwrap(),
            big.frames.pixel(1, 9).unwrap()
        ),
        (gif.pixel(1, 0), gif.pixel(1, 0)),
        "2 x 2 each"
    );
    desk.done(&[
        "a.gif",
        "half.bin",
        "--brightness",
        "50",
        "--color-order",
        "GRB",
    ]);
    let half = desk.frames("half.bin", 12).pixel(1, 1);
    let [r, g, b] = gif
        .pixel(1, 1)
        .unwrap()
        .map(|c| (f32::from(c) / 2.0).round() as u8);
    assert_eq!(half, Some([g, r, b]));
    let slow = desk.done(&["a.gif", "slow.bin", "--max-fps", "5"]);
    assert!(slow["frames"].as_u64().unwrap() < 6, "{slow}");
    assert_eq!(desk.frames("slow.bin", 12).total_ms(), gif.total_ms());
    let said = desk.done(&["a.gif", "same.gif", "--delay", "70"]);
    assert_eq!(
        (
            desk.frames("same.gif", 12).total_ms(),
            notes(&said).as_str()
        ),
        (420, "[]")
    );
    desk.done(&["a.gif", "strip.bin"]);
    let longer = desk.done(&["strip.bin", "longer.bin", "--size", "20"]);
    assert!(notes(&longer).contains("the other 8 stay dark"), "{longer}");
    assert_eq!(
        desk.refused(&["strip.bin", "short.bin", "--size", "5"])["code"],
        "pattern.too_many_leds"
    );
    let cut = desk.done(&["strip.bin", "short.bin", "--size", "5", "--fit", "none"]);
    assert!(notes(&cut).contains("last 7 of 12"), "{cut}");
}

#[test]
fn what_is_ambiguous_is_refused_with_its_readings_until_it_is_settled() {
    let desk = Desk::new();
    let bytes: Vec<u8> = (0..60 * 4 * 3).map(|i| (i * 31 % 255) as u8).collect();
    std::fs::write(desk.path("a.bin"), &bytes).unwrap();
    let refused = desk.refused(&["a.bin", "b.gif"]);
    assert_eq!(refused["code"], "pattern.ambiguous");
    assert!(
        refused["message"]
            .as_str()
            .unwrap()
            .matches("frames of")
            .count()
            > 1,
        "{refused}"
    );
    assert!(!desk.path("b.gif").exists());
    desk.done(&[
        "a.bin",
        "b.gif",
        "--matrix",
        "6x4",
        "--from-wiring",
        "rows-tl",
    ]);
    assert_eq!(desk.frames("b.gif", 24).rgb(), bytes);
    assert_eq!(
        desk.refused(&["a.bin", "c.gif", "--leds", "7"])["code"],
        "pattern.truncated"
    );
}

#[test]
fn pictures_hold_one_frame_and_losses_are_said() {
    let desk = Desk::new();
    let gif = desk_gif(&desk);
    let refused = desk.refused(&["a.gif", "a.png"]);
    assert!(
        refused["message"].as_str().unwrap().contains("6"),
        "{refused}"
    );
    let said = desk.done(&[&data("still.png"), "still.gif"]);
    assert!(
        notes(&said).contains("black"),
        "it has transparent pixels: {said}"
    );
    desk.done(&["still.gif", "back.png"]);
    assert_eq!(
        desk.frames("back.png", 12).rgb(),
        desk.frames("still.gif", 12).rgb()
    );
    for out in ["a.leds", "a.rgb"] {
        assert!(
            notes(&desk.done(&["a.gif", out])).contains("durations"),
            "{out}"
        );
    }
    assert_eq!(desk.frames("a.leds", 12).rgb(), gif.rgb());
}

#[test]
fn nothing_is_overwritten_unless_told_and_the_source_never() {
    let desk = Desk::new();
    desk_gif(&desk);
    let source = std::fs::read(desk.path("a.gif")).unwrap();
    desk.done(&["a.gif", "a.bin"]);
    let first = std::fs::read(desk.path("a.bin")).unwrap();
    assert_eq!(
        desk.refused(&["a.gif", "a.bin", "--delay", "70"])["code"],
        "output.exists"
    );
    assert_eq!(std::fs::read(desk.path("a.bin")).unwrap(), first);
    desk.done(&["a.gif", "a.bin", "--delay", "70", "--force"]);
    assert_ne!(std::fs::read(desk.path("a.bin")).unwrap(), first);
    assert_eq!(
        desk.refused(&["a.gif", "./a.gif", "--force", "--delay", "70"])["code"],
        "output.exists"
    );
    assert_eq!(
        desk.refused(&["a.gif", "none/a.bin"])["code"],
        "output.unwritable"
    );
    assert_eq!(
        desk.refused(&["none.gif", "b.bin"])["code"],
        "source.unreadable"
    );
    assert_eq!(std::fs::read(desk.path("a.gif")).unwrap(), source);
    let mut names: Vec<_> = std::fs::read_dir(desk.0.path())
        .unwrap()
        .map(|e| e.unwrap().file_name())
        .collect();
    names.sort();
    assert_eq!(
        names,
        ["a.bin", "a.gif", "home"],
        "no temporary file is left"
    );
}

#[test]
fn wrong_usage_ends_with_two_and_a_hint() {
    let desk = Desk::new();
    desk_gif(&desk);
    for arguments in [
        &["a.gif"][..],
        &["a.gif", "b.bin", "--to", "jpeg"],
        &["a.gif", "b.bin", "--size", "0"],
    ] {
        assert_eq!(desk.run(arguments).0, 2, "{arguments:?}");
    }
    for out in ["b", "b.jpg", "-"] {
        let (code, object) = desk.run(&["a.gif", out]);
        assert_eq!(
            (code, object["hint"].as_str().map(|h| h.contains("--to"))),
            (2, Some(true)),
            "{out}: {object}"
        );
    }
}

#[test]
fn the_standard_output_takes_the_bytes_and_the_talk_goes_to_stderr() {
    let desk = Desk::new();
    desk_gif(&desk);
    desk.done(&["a.gif", "a.bin"]);
    let output = desk
        .command(&["a.gif", "-", "--to", "wire", "--json"])
        .output()
        .unwrap();
    assert_eq!(output.stdout, std::fs::read(desk.path("a.bin")).unwrap());
    let said: Value = serde_json::from_slice(&output.stderr).unwrap();
    assert_eq!(
        (&said["event"], &said["out"]),
        (&"converted".into(), &"-".into())
    );
    let output = desk.command(&["a.gif", "text.bin"]).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(
        text.starts_with("a.gif -> text.bin: wire, 12 LEDs x 6 frames") && text.contains("note: "),
        "{text}"
    );
}

#[test]
fn what_a_format_does_not_hold_is_refused_or_said() {
    let desk = Desk::new();
    let long = |leds: usize, ms: u32| {
        let frames =
            Frames::new(leds, vec![9; leds * 3], vec![FrameDuration::from_ms(ms)]).unwrap();
        std::fs::write(
            desk.path("a.bin"),
            format::wire::encode_frames(&frames).unwrap(),
        )
        .unwrap();
    };
    long(300, 40);
    assert_eq!(
        desk.refused(&["a.bin", "a.dat", "--to", "dat"])["code"],
        "pattern.too_large"
    );
    let said = desk.done(&["a.bin", "b.dat", "--to", "dat", "--matrix", "30x10"]);
    assert_eq!((notes(&said).as_str(), &said["leds"]), ("[]", &300.into()));
    assert_eq!(
        desk.open("b.dat", &ReadOptions::default()).pattern.matrix,
        Matrix::new(30, 10)
    );
    let said = desk.done(&["a.bin", "a.ledproj"]);
    assert!(notes(&said).contains("row of 300"), "{said}");
    let said = desk.done(&["a.bin", "a.leds"]);
    assert!(
        notes(&said).contains("--to ub-text"),
        "the other format of the extension is named: {said}"
    );
    long(2, 65_535);
    desk.done(&["a.bin", "a.ledproj", "--force", "--delay", "200000"]);
    assert_eq!(desk.frames("a.ledproj", 2).total_ms(), 200_000);
    for (out, name) in [
        ("long.hex", "hex"),
        ("long.dat", "dat"),
        ("long.h", "c-header"),
    ] {
        let said = desk.done(&["a.ledproj", out, "--to", name]);
        assert!(notes(&said).contains("several equal frames"), "{said}");
        assert_eq!(desk.frames(out, 2).total_ms(), 200_000, "{name}");
    }
    for name in ["dims", "esp01"] {
        assert_eq!(
            desk.run(&["a.bin", "c.bin", "--to", name]).0,
            2,
            "{name} is only read"
        );
    }
}

#[cfg(unix)]
#[test]
fn a_c_header_compiles_and_holds_the_wire_bytes() {
    let desk = Desk::new();
    desk_gif(&desk);
    desk.done(&["a.gif", "a.bin"]);
    desk.done(&["a.gif", "a.h"]);
    let program = "#include <stdio.h>\n#include \"a.h\"\nint main(void) {\n\
                   return fwrite(pattern_data, 1, sizeof pattern_data, stdout) != sizeof pattern_data;\n}\n";
    std::fs::write(desk.path("a.c"), program).unwrap();
    let mut compiler = std::process::Command::new("cc");
    compiler.current_dir(desk.0.path()).args([
        "-std=c99", "-Wall", "-Wextra", "-Werror", "-o", "a.out", "a.c",
    ]);
    assert!(
        compiler
            .status()
            .expect("cc, which links Rust programs too")
            .success()
    );
    let output = std::process::Command::new(desk.path("a.out"))
        .output()
        .unwrap();
    assert_eq!(output.stdout, std::fs::read(desk.path("a.bin")).unwrap());
}

/// Exports of the field beside the projects they were made from: project, export, matrix, frames, wiring.
const PAIRS: &[(&str, &str, &str, u64, &str)] = &[
    (
        "p5_15x6_lms.leds",
        "p6_15x6.bin",
        "15x6",
        369,
        "columns-serpentine-tl",
    ),
    (
        "12x6_lms.leds",
        "12x6_columns_down_up.bin",
        "12x6",
        134,
        "columns-serpentine-tl",
    ),
    (
        "12x6_lms.leds",
        "12x6_columns_up_down.dat..dat",
        "12x6",
        134,
        "columns-serpentine-bl",
    ),
];

#[test]
#[ignore = "needs UPLOAD_BRIDGE_FIXTURES"]
fn projects_and_their_exports_are_equal_through_convert() {
    let root = std::env::var_os("UPLOAD_BRIDGE_FIXTURES")
        .expect("UPLOAD_BRIDGE_FIXTURES is set for ignored tests");
    let fixture = |name: &str| {
        Path::new(&root)
            .join("patterns")
            .join(name)
            .to_str()
            .unwrap()
            .to_owned()
    };
    for &(project, export, size, count, wiring) in PAIRS {
        let desk = Desk::new();
        let leds = fixture(project);
        let raw = fixture(export);
        // the project becomes the export, to the byte, by this wiring and by no other
        let matching: Vec<_> = Wiring::all()
            .filter(|wiring| {
                desk.done(&[
                    &leds,
                    "made.bin",
                    "--to",
                    "raw",
                    "--wiring",
                    &wiring.to_string(),
                    "--force",
                ]);
                std::fs::read(desk.path("made.bin")).unwrap() == std::fs::read(&raw).unwrap()
            })
            .map(|wiring| wiring.to_string())
            .collect();
        assert_eq!(matching, [wiring], "{export}");
        // the export becomes the project's pictures
        let arguments = ["--as", "raw", "--matrix", size, "--from-wiring", wiring];
        let said = desk.done(&[&[raw.as_str(), "made.leds"], &arguments[..]].concat());
        assert_eq!(said["frames"], count);
        let ours = desk.open("made.leds", &ReadOptions::default());
        let theirs = open(Path::new(&leds), &ReadOptions::default()).unwrap();
        let same = |a: &Pattern, b: &Pattern| {
            (a.matrix, a.frames.content_hash()) == (b.matrix, b.frames.content_hash())
        };
        assert!(same(&ours.pattern, &theirs.pattern), "{export}");
    }
}
