//! Sequences for cars, judged by their published rules, which stand here once more.

use super::super::kept::tests::{Show, pattern};
use super::super::{Fseq, TESLA};
use super::*;
use crate::pattern::format::{Format, encode};
use crate::pattern::{FrameDuration, Frames, PixelOrder};

/// The channels of each frame and its step, of a file that a car takes.
#[track_caller]
fn taken(file: &[u8]) -> (Vec<Vec<u8>>, u8) {
    let number = |at: usize| u32::from_le_bytes(file[at..at + 4].try_into().unwrap()) as usize;
    let start = usize::from(u16::from_le_bytes([file[4], file[5]]));
    let [minor, major] = [file[6], file[7]];
    assert!(file.starts_with(b"PSEQ") && start >= 24);
    assert!(major == 2 && [0, 2].contains(&minor), "{major}.{minor}");
    assert!([48, 200].contains(&number(10)), "{} channels", number(10));
    assert!((15..=100).contains(&file[18]), "{} ms", file[18]);
    assert_eq!(
        (file[20], file[21], file[22]),
        (0, 0, 0),
        "dense and not compressed"
    );
    assert!(number(14) > 0 && file.len() == start + number(10) * number(14));
    let frames = file[start..]
        .chunks(number(10))
        .map(<[u8]>::to_vec)
        .collect();
    (frames, file[18])
}

fn made(pattern: &Pattern) -> ((Vec<Vec<u8>>, u8), Vec<String>) {
    let said = TESLA.losses(pattern).unwrap();
    let said = said.iter().map(ToString::to_string).collect();
    (taken(&encode(&TESLA, pattern).unwrap()), said)
}

#[test]
fn a_show_of_a_car_stays_what_it_is() {
    for (channels, minor) in [(48, 0), (200, 2)] {
        let show = Show {
            minor,
            extras: b"\x09\0spx\0\0\0\0",
            ..Show::of(channels, 5)
        };
        let pattern = pattern(&show.file());
        assert_eq!(encode(&TESLA, &pattern).unwrap(), show.file());
        assert!(made(&pattern).1.is_empty(), "{:?}", made(&pattern).1);
        let packed = encode(&super::super::PACKED, &pattern).unwrap();
        assert_eq!(
            encode(&TESLA, &self::pattern(&packed)).unwrap(),
            show.file()
        );
    }
}

#[test]
fn a_channel_that_was_made_up_is_left_out_again() {
    let show = Show::of(201, 3);
    let ((frames, _), said) = made(&pattern(&show.file()));
    for (frame, source) in frames.iter().zip(show.frames.chunks(201)) {
        assert_eq!(frame, &source[..200]);
    }
    assert_eq!(
        said,
        ["the channels after 200 are left out: the pattern has 201, a Tesla has 200"]
    );
}

#[test]
fn fewer_channels_are_filled_up_and_ranges_go_where_they_belong() {
    let ((frames, _), said) = made(&pattern(&Show::of(49, 2).file()));
    assert_eq!(
        (frames[1].len(), frames[1][48], frames[1][49]),
        (200, 177, 0)
    );
    assert!(said[0].contains("after 49 are off"), "{said:?}");
    let show = Show {
        ranges: &[(190, 20), (3, 2), (300, 1)],
        ..Show::of(23, 1)
    };
    let ((frames, _), said) = made(&pattern(&show.file()));
    let mut wanted = vec![0; 200];
    wanted[190..].copy_from_slice(&show.frames[..10]);
    wanted[3..5].copy_from_slice(&show.frames[20..22]);
    assert_eq!(frames, [wanted]);
    assert!(said[0].contains("the pattern has 301"), "{said:?}");
    let low = Show {
        ranges: &[(0, 10), (20, 3)],
        ..Show::of(13, 1)
    };
    let ((frames, _), _) = made(&pattern(&low.file()));
    assert_eq!(
        (frames[0].len(), frames[0][22], frames[0][10]),
        (48, low.frames[12], 0)
    );
}

#[test]
fn steps_become_such_as_cars_play() {
    for (step, becomes, count, words) in [
        (15, 15, 12, ""),
        (100, 100, 12, ""),
        (200, 100, 24, "several equal frames of 100 ms"),
        (250, 50, 60, "several equal frames of 50 ms"),
        (10, 15, 8, "4 of 12 frames are left out"),
        (5, 15, 4, "8 of 12 frames are left out"),
        (0, 50, 12, ""),
    ] {
        let show = Show {
            step,
            ..Show::of(48, 12)
        };
        let ((frames, ms), said) = made(&pattern(&show.file()));
        assert_eq!((frames.len(), ms), (count, becomes), "{step} ms");
        assert!(said.join("").contains(words), "{step} ms: {said:?}");
        assert_eq!(said.is_empty(), words.is_empty(), "{step} ms: {said:?}");
    }
}

#[test]
fn what_is_no_show_and_what_is_too_long_is_said() {
    let frames = Frames::new(3, vec![9; 9], vec![FrameDuration::from_ms(20)]).unwrap();
    let colours = Pattern {
        frames: frames.into(),
        name: "a".into(),
        format: "gif",
        matrix: None,
        order: PixelOrder::Strip,
        warnings: vec![],
    };
    let ((frames, _), said) = made(&colours);
    assert_eq!(frames, [[vec![9; 9], vec![0; 39]].concat()]);
    assert!(
        said.join("").contains("lamps, doors and windows"),
        "{said:?}"
    );
    let long = Pattern {
        frames: colours
            .frames
            .with_duration(FrameDuration::from_ms(14_400_100)),
        ..colours
    };
    assert!(
        made(&long)
            .1
            .join("")
            .contains("lasts 241 minutes; a Tesla plays 240")
    );
}

#[test]
fn a_show_that_became_another_is_known_by_another_number() {
    let show = Show::of(201, 3);
    let id = |file: &[u8]| file[24..32].to_vec();
    assert_ne!(
        id(&encode(&TESLA, &pattern(&show.file())).unwrap()),
        id(&show.file())
    );
    assert_eq!(
        id(&encode(&Fseq, &pattern(&show.file())).unwrap()),
        id(&show.file())
    );
}
