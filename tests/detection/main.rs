//! How well headerless files are read: the right number of LEDs first, or among the first three. On made-up shows of many
//! kinds and sizes, with and without names that tell; the fixtures of the field are in `tests/formats.rs`.
//!
//! `cargo test --release --test detection -- --ignored --nocapture` prints the score of every set.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::panic,
    unreachable_pub,
    reason = "a test that reports"
)]

mod names;
mod shows;

use names::Name;
use shows::{HELD_OUT, Kind, TUNED, shows};
use std::path::Path;
use upload_bridge::pattern::{Opened, ReadOptions, read_bytes};
use upload_bridge::problem::Code;

/// Sizes that strips and matrices come in; a height of 1 is a strip.
const SIZES: [(usize, usize); 14] = [
    (8, 8),
    (16, 16),
    (12, 6),
    (15, 6),
    (32, 8),
    (10, 10),
    (20, 5),
    (19, 6),
    (30, 1),
    (60, 1),
    (72, 1),
    (100, 1),
    (144, 1),
    (150, 1),
];
/// Sizes that nobody looked at.
const OTHER_SIZES: [(usize, usize); 14] = [
    (8, 32),
    (24, 12),
    (16, 8),
    (14, 7),
    (9, 9),
    (18, 10),
    (12, 12),
    (64, 16),
    (50, 1),
    (76, 1),
    (96, 1),
    (120, 1),
    (200, 1),
    (300, 1),
];

/// How many shows were read right at once, how many among the first three, of how many.
#[derive(Clone, Copy, Debug, Default)]
struct Score {
    first: usize,
    three: usize,
    all: usize,
}

impl Score {
    fn add(&mut self, opened: &Opened, leds: usize) {
        let place = opened.candidates.iter().position(|c| c.leds == leds);
        self.first += usize::from(place == Some(0));
        self.three += usize::from(place.is_some_and(|place| place < 3));
        self.all += 1;
    }

    fn percent(self) -> (usize, usize) {
        (self.first * 100 / self.all, self.three * 100 / self.all)
    }

    fn print(self, what: &str) {
        let (first, three) = self.percent();
        println!(
            "{what:34} {:4} files: first {first:3} %, among three {three:3} %",
            self.all
        );
    }
}

fn read(path: &Path, rgb: &[u8], options: &ReadOptions) -> Opened {
    // A show may by chance begin as something else does; which size it has is asked here.
    let options = ReadOptions {
        format: Some("raw".into()),
        ..options.clone()
    };
    read_bytes(path, rgb.into(), &options).unwrap()
}

/// By structure alone.
fn unnamed(kinds: &[Kind], sizes: &[(usize, usize)], seed: u64) -> Score {
    let mut sum = Score::default();
    for kind in kinds {
        let mut score = Score::default();
        for show in shows(std::slice::from_ref(kind), sizes, seed) {
            let opened = read(Path::new("a.bin"), &show.rgb, &ReadOptions::default());
            assert!(!opened.certain, "{}: a guess is never certain", show.kind);
            score.add(&opened, show.leds());
            sum.add(&opened, show.leds());
        }
        score.print(&format!("    {}", kind.name));
    }
    sum
}

/// Under every name of a list in turn; only where its name says so exactly is a reading certain.
fn named(names: &[Name], kinds: &[Kind], sizes: &[(usize, usize)]) -> Score {
    let mut sum = Score::default();
    let mut turn = names.iter().cycle();
    for show in shows(kinds, sizes, 3).into_iter().step_by(3) {
        let Some(name) = turn.by_ref().take(names.len()).find_map(|name| name(&show)) else {
            continue;
        };
        let opened = read(&name, &show.rgb, &ReadOptions::default());
        let first = &opened.candidates[0];
        if opened.certain {
            assert_eq!(
                (first.leds, first.frames),
                (show.leds(), show.frames),
                "{}",
                name.display()
            );
        }
        sum.add(&opened, show.leds());
    }
    sum
}

/// Where a device of that size is known, among others.
fn known_device(kinds: &[Kind], sizes: &[(usize, usize)]) -> Score {
    let mut sum = Score::default();
    for show in shows(kinds, sizes, 4).into_iter().step_by(3) {
        let options = ReadOptions {
            device_leds: vec![60, show.leds(), 256],
            ..ReadOptions::default()
        };
        sum.add(&read(Path::new("a.bin"), &show.rgb, &options), show.leds());
    }
    sum
}

/// Where the project lies beside it that it was exported from, and another one.
fn beside_a_project(kinds: &[Kind]) -> Score {
    let mut sum = Score::default();
    for show in shows(kinds, &[(12, 6), (16, 16), (19, 6)], 5)
        .into_iter()
        .step_by(3)
    {
        let folder = tempfile::tempdir().unwrap();
        let project = |w: usize, h: usize, frames: usize| {
            let row = format!("r:{}\n", "0 ".repeat(w));
            let frame = format!("{{anim4\nw:{w}\nh:{h}\n{}}}\n", row.repeat(h));
            format!("{{header\n}}\n{}", frame.repeat(frames))
        };
        std::fs::write(
            folder.path().join("a.leds"),
            project(show.w, show.h, show.frames),
        )
        .unwrap();
        std::fs::write(folder.path().join("b.leds"), project(10, 2, 7)).unwrap();
        let file = folder.path().join("a.bin");
        std::fs::write(&file, &show.rgb).unwrap();
        sum.add(
            &read(&file, &show.rgb, &ReadOptions::default()),
            show.leds(),
        );
    }
    sum
}

/// Prints and returns the scores: by structure alone, with a known device, under other names, under names that tell.
fn report(what: &str, kinds: &[Kind], sizes: &[(usize, usize)]) -> [(usize, usize); 4] {
    println!("{what}");
    let ways: [(&str, Score); 4] = [
        ("without a name", unnamed(kinds, sizes, 1)),
        ("a device of the size is known", known_device(kinds, sizes)),
        (
            "names about something else",
            named(&names::OTHER, kinds, sizes),
        ),
        ("names that tell", named(&names::TELLING, kinds, sizes)),
    ];
    ways.map(|(way, score)| {
        score.print(&format!("  {way}"));
        score.percent()
    })
}

#[test]
#[ignore = "measures, for minutes without optimisation"]
fn names_and_known_devices_settle_what_structure_leaves_open() {
    for (what, kinds, sizes) in [
        ("looked at", TUNED, &SIZES),
        ("only scored", HELD_OUT, &OTHER_SIZES),
    ] {
        let [alone, device, other, telling] = report(what, kinds, sizes);
        let near = |way: (usize, usize), first, three| way.0 >= first && way.1 >= three;
        assert!(
            near(telling, 97, 99) && near(device, 80, 95),
            "{telling:?} {device:?}"
        );
        assert!(
            near(alone, 60, 70) && near(other, 60, 70),
            "{alone:?} {other:?}"
        );
    }
    let beside = beside_a_project(TUNED);
    beside.print("  a project beside it");
    assert_eq!(beside.percent(), (100, 100));
}

/// A preamble that nobody has described, then 512 LEDs: as a maker of controllers keeps its shows.
#[test]
fn what_a_maker_has_not_described_is_refused_or_asked_about() {
    let show = shows(&TUNED[..1], &[(512, 1)], 6).remove(0);
    for preamble in [464, 465] {
        let mut bytes: Vec<u8> = (0..preamble)
            .map(|i| if i < 48 { (17 * i % 256) as u8 | 1 } else { 0 })
            .collect();
        bytes.extend_from_slice(&show.rgb);
        let read = read_bytes(
            Path::new("15.dat"),
            bytes.as_slice().into(),
            &ReadOptions::default(),
        );
        match (read, preamble % 3) {
            (Ok(opened), 0) => {
                assert_eq!(opened.settled().unwrap_err().code(), Code::PatternAmbiguous);
            }
            (Err(error), _) => assert_eq!(error.code(), Code::PatternUnknownFormat),
            (Ok(opened), _) => panic!("read as {} LEDs", opened.candidates[0].leds),
        }
    }
}
