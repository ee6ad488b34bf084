//! Sketches in C, C++ and Python, read by the real program: a table of shapes that tools and people write, each with an address
//! that shows it. `tests/sketches/make.py` draws the pictures, writes the sketches and computes what has to be read from them;
//! it shares no code with the readers.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test"
)]

use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use upload_bridge::pattern::{ReadOptions, read_bytes};

/// One row of the table.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Shape {
    name: String,
    kind: u8,
    file: String,
    source: String,
    #[serde(default)]
    args: Vec<String>,
    expect: Expected,
    /// Why the program does not read it yet.
    pending: Option<String>,
}

/// What has to be read: one content, or one of several where the shape is ambiguous.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct Expected {
    content: Option<String>,
    among: Vec<String>,
    leds: Option<u64>,
    frames: Option<u64>,
    width: Option<u64>,
    height: Option<u64>,
    certain: Option<bool>,
    /// Another first reading is right too, where the program says that it is a guess.
    unsure: bool,
    /// Words that the answer holds somewhere; alternatives between bars.
    says: Vec<String>,
    /// Words of a refusal that is right too, or the only right answer where no content is given.
    refusal: Option<Vec<String>>,
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sketches")
}

/// What the program says of one file: its only line, or how it failed to say one.
fn inspect(home: &Path, shape: &Shape) -> Result<Value, String> {
    let output = Command::new(env!("CARGO_BIN_EXE_upload-bridge"))
        .env_clear()
        .env("UPLOAD_BRIDGE_LOOPBACK", "1")
        .arg("--home")
        .arg(home)
        .args(["inspect", "--json"])
        .args(&shape.args)
        .arg(&shape.file)
        .current_dir(folder().join("in"))
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    let mut lines = said.lines();
    match (lines.next().map(serde_json::from_str), lines.next()) {
        (Some(Ok(line)), None) => Ok(line),
        _ => Err(format!(
            "{}, {said}{}",
            output.status,
            String::from_utf8_lossy(&output.stderr)
        )),
    }
}

/// The words that are missing from a text, of which each may have alternatives.
fn missing<'a>(words: &'a [String], text: &str) -> Option<&'a str> {
    let text = text.to_lowercase();
    let found = |word: &&String| !word.split('|').any(|w| text.contains(&w.to_lowercase()));
    words.iter().find(found).map(String::as_str)
}

/// What is wrong with an answer; nothing where it is right.
fn wrong(expected: &Expected, answer: &Value) -> Option<String> {
    if answer["event"] == "error" {
        let said = format!("{} ({})", answer["message"], answer["code"]);
        return match &expected.refusal {
            None => Some(format!("refused: {said}")),
            Some(words) => missing(words, &format!("{said}{}", answer["hint"]))
                .map(|word| format!("refused without '{word}': {said}")),
        };
    }
    let content = answer["content"].as_str().unwrap_or_default();
    let content: String = content.chars().take(16).collect();
    let reads = expected.content.as_ref() == Some(&content) || expected.among.contains(&content);
    let guess = answer["certain"] == false && expected.unsure;
    let seen = format!(
        "{} LEDs, {} frames, matrix {}, content {content}, certain {}, first of {}, warnings {}",
        answer["leds"],
        answer["frames"],
        answer["matrix"],
        answer["certain"],
        answer["candidates"],
        answer["warnings"],
    );
    if !reads && !guess {
        return Some(format!("read otherwise: {seen}"));
    }
    let wanted = [
        (expected.leds, &answer["leds"]),
        (expected.frames, &answer["frames"]),
        (expected.width, &answer["matrix"]["w"]),
        (expected.height, &answer["matrix"]["h"]),
    ];
    let differs = |(wanted, seen): &(Option<u64>, &Value)| wanted.is_some_and(|n| **seen != n);
    if reads && !guess && wanted.iter().any(differs) {
        return Some(format!("other dimensions: {seen}"));
    }
    if expected
        .certain
        .is_some_and(|sure| answer["certain"] != sure)
    {
        return Some(format!("not as certain as it is: {seen}"));
    }
    let mut said = answer.clone();
    said["file"].take(); // its name may hold the words by chance
    missing(&expected.says, &said.to_string()).map(|word| format!("without '{word}': {seen}"))
}

#[test]
fn every_shape_is_read_as_it_was_drawn() {
    let table = std::fs::read(folder().join("shapes.json")).unwrap();
    let shapes: Vec<Shape> = serde_json::from_slice(&table).unwrap();
    let home = tempfile::tempdir().unwrap();
    let (mut failures, mut read) = (Vec::new(), BTreeMap::<u8, usize>::new());
    for shape in &shapes {
        let found = match inspect(home.path(), shape) {
            Ok(answer) => wrong(&shape.expect, &answer),
            Err(said) => Some(format!("no answer: {said}")),
        };
        match (found, &shape.pending) {
            (None, None) => *read.entry(shape.kind).or_default() += 1,
            (Some(what), None) => failures.push(format!(
                "{} (in/{} {}, kind {}, like {})\n    {what}\n    expected: {}",
                shape.name,
                shape.file,
                shape.args.join(" "),
                shape.kind,
                shape.source,
                row(&table, &shape.name)
            )),
            (Some(_), Some(_)) => {}
            (None, Some(why)) => failures.push(format!(
                "{} is read now; take '{why}' out of the table",
                shape.name
            )),
        }
    }
    println!(
        "read by kind: {read:?}, {} of {}",
        read.values().sum::<usize>(),
        shapes.len()
    );
    for kind in 1..=5 {
        let count = shapes
            .iter()
            .filter(|s| s.kind == kind && s.pending.is_none());
        assert!(count.count() >= 10, "kind {kind} has fewer than ten shapes");
    }
    assert!(
        failures.is_empty(),
        "{} of {} shapes:\n{}",
        failures.len(),
        shapes.len(),
        failures.join("\n")
    );
}

/// What the table expects of a shape, as it stands there.
fn row(table: &[u8], name: &str) -> Value {
    let rows: Vec<Value> = serde_json::from_slice(table).unwrap();
    let row = rows.into_iter().find(|row| row["name"] == name);
    row.map(|row| row["expect"].clone()).unwrap_or_default()
}

#[test]
fn every_reading_that_is_offered_can_be_chosen() {
    let palette = "#define SPRITE_W 4
const uint32_t sprite_palette[] = {0x000000, 0xff0000, 0xff8000, 0xffffff};
const uint8_t sprite_pixels[] = {0, 1, 1, 2, 3, 3, 2, 2, 0, 0, 1, 0};
";
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sketches/in");
    let mut files: Vec<(PathBuf, Vec<u8>)> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| (path.clone(), std::fs::read(path).unwrap()))
        .collect();
    files.push(("palette.h".into(), palette.into()));
    let mut wrong = Vec::new();
    let mut offered = 0;
    for (path, bytes) in files {
        let Ok(opened) = read_bytes(&path, bytes.into(), &ReadOptions::default()) else {
            continue; // what is refused is the other test's
        };
        for (index, candidate) in opened.candidates.iter().enumerate() {
            offered += 1;
            let read = opened.reading(index);
            let size = read.map(|pattern| (pattern.frames.leds(), pattern.frames.len()));
            let size = size.map_err(|error| error.to_string());
            if size != Ok((candidate.leds, candidate.frames)) {
                wrong.push(format!("{} {index}: {size:?}", path.display()));
            }
        }
    }
    assert!(offered > 200, "{offered} readings");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
