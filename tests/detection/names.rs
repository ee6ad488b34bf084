//! Names as people give them: with the size or the number of frames in them, in the ways that occur; and names whose numbers
//! are about something else.

use super::shows::Show;
use std::path::PathBuf;

/// Calls a show something, where such a name suits it.
pub type Name = fn(&Show) -> Option<PathBuf>;

/// How a file may be called; its name tells at least a part of the truth.
pub const TELLING: [Name; 12] = [
    |s| flat(s, |s| format!("{}x{} {}.bin", s.w, s.h, s.kind)),
    |s| flat(s, |s| format!("{} {}X{}.dat", s.kind, s.w, s.h)),
    |s| flat(s, |s| format!("{}.{} {} up down.bin", s.w, s.h, s.kind)),
    |s| flat(s, |s| format!("pattern {}.{}.bin", s.h, s.w)),
    |s| flat(s, |s| format!("{} patterns/{}.bin", sides(s), s.kind)),
    |s| {
        flat(s, |s| {
            format!(
                "{}/{} left to right {} frames.bin",
                sides(s),
                s.kind,
                s.frames
            )
        })
    },
    |s| {
        flat(s, |s| {
            format!("{}_{}x{}_{}f.bin", s.kind, s.w, s.h, s.frames)
        })
    },
    |s| flat(s, |s| format!("{} {} {}.rgb", s.w, s.h, s.kind)),
    |s| Some(format!("{} {}leds.bin", s.kind, s.leds()).into()),
    |s| Some(format!("{} {} LEDs v2.bin", s.kind, s.leds()).into()),
    |s| Some(format!("{} {} frames.bin", s.kind, s.frames).into()),
    |s| Some(format!("{}-{}fr.dat", s.kind, s.frames).into()),
];

/// How a file may be called without a word about what is in it, or with numbers that are about something else.
pub const OTHER: [Name; 8] = [
    |s| Some(format!("{}.bin", s.kind).into()),
    |s| Some(format!("{} 2024-05-12.bin", s.kind).into()),
    |s| Some(format!("{} v1.2.bin", s.kind).into()),
    |_| Some("13.bin".into()),
    |s| Some(format!("{} (3).bin", s.kind).into()),
    |s| Some(format!("2024-12-24 show/{} 20.30.bin", s.kind).into()),
    |s| Some(format!("{}_20240512_183045.bin", s.kind).into()),
    |s| Some(format!("{} 50 fps 20 ms.bin", s.kind).into()),
];

fn flat(show: &Show, name: impl FnOnce(&Show) -> String) -> Option<PathBuf> {
    (show.h > 1).then(|| name(show).into())
}

fn sides(show: &Show) -> String {
    format!("{}x{}", show.w, show.h)
}
