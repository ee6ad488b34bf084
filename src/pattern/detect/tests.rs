//! Ranking of made-up patterns whose size is known: structure alone must find it.

use super::*;
use crate::pattern::samples;
use std::path::Path;

fn ranked(bytes: &[u8]) -> Vec<usize> {
    let ranking = rank(
        Source {
            path: Path::new("a.bin"),
            bytes,
        },
        bytes.len() as u64,
        &ReadOptions::default(),
    )
    .unwrap();
    assert!(!ranking.certain, "a guess is never certain");
    ranking.readings.iter().map(|c| c.leds).collect()
}

fn frames(count: usize, leds: usize, mut led: impl FnMut(usize, usize) -> [u8; 3]) -> Vec<u8> {
    (0..count)
        .flat_map(|k| (0..leds).map(move |i| (k, i)))
        .flat_map(|(k, i)| led(k, i))
        .collect()
}

#[test]
fn moving_rows_are_found() {
    for (w, h, count) in [(16, 16, 48), (10, 10, 30), (32, 8, 40), (12, 6, 60)] {
        let mut random = fastrand::Rng::with_seed(7);
        let rows: Vec<Vec<bool>> = (0..count + h)
            .map(|_| (0..w).map(|_| random.u8(..) < 26).collect())
            .collect();
        let snow = frames(count, w * h, |k, i| {
            if rows[h + k - 1 - i / w][i % w] {
                [200; 3]
            } else {
                [0; 3]
            }
        });
        assert_eq!(ranked(&snow)[0], w * h, "{w}x{h}");
    }
}

#[test]
fn twinkling_chasing_and_breathing_are_found() {
    let mut random = fastrand::Rng::with_seed(3);
    let mut lit = [0_u8; 150];
    let twinkle = frames(100, 150, |_, i| {
        lit[i] = if random.f32() < 0.03 {
            255
        } else {
            lit[i].saturating_sub(20)
        };
        [lit[i], lit[i], lit[i] / 2]
    });
    assert_eq!(ranked(&twinkle)[0], 150);
    let chase = frames(90, 60, |k, i| {
        if (i + 60 - k % 60) % 60 < 7 {
            [255, 80, 0]
        } else {
            [0; 3]
        }
    });
    assert_eq!(ranked(&chase)[0], 60);
    let breathe = frames(32, 64, |k, _| {
        [(127.0 + 127.0 * (k as f32 * 0.2).sin()) as u8, 0, 50]
    });
    assert_eq!(ranked(&breathe)[0], 64);
}

#[test]
fn pictures_without_a_background_are_found() {
    for sample in samples() {
        let pattern = sample.pattern().unwrap();
        let place = ranked(pattern.frames.hold().unwrap().rgb())
            .iter()
            .position(|&leds| leds == 256);
        assert!(place.is_some_and(|p| p < 3), "{}: {place:?}", sample.name);
    }
}

#[test]
fn a_known_device_and_a_name_outweigh_structure() {
    let mut random = fastrand::Rng::with_seed(5);
    let noise: Vec<u8> = (0..48 * 30 * 3).map(|_| random.u8(..)).collect();
    let options = ReadOptions {
        device_leds: vec![48],
        ..ReadOptions::default()
    };
    let by_device = rank(
        Source {
            path: Path::new("a.bin"),
            bytes: &noise,
        },
        noise.len() as u64,
        &options,
    )
    .unwrap();
    assert_eq!(by_device.readings[0].leds, 48);
    let by_name = rank(
        Source {
            path: Path::new("8x5 show.bin"),
            bytes: &noise,
        },
        noise.len() as u64,
        &options,
    )
    .unwrap();
    assert_eq!(
        (by_name.readings[0].leds, by_name.readings[0].matrix),
        (40, Matrix::new(8, 5))
    );
    assert!(
        by_name.readings[0].reasons[0]
            .text
            .to_string()
            .contains("8x5")
    );
}

#[test]
fn any_size_of_file_is_ranked_without_trouble() {
    for pixels in [1, 2, 3, 7, 97, 4096, 65_537] {
        let readings = ranked(&vec![9; pixels * 3]);
        assert!(
            readings.len() <= 5 && readings.iter().all(|leds| pixels % leds == 0),
            "{pixels}: {readings:?}"
        );
    }
}
