//! What others read out of our GIFs: every pixel with `image`'s decoder, every block with a walk of our own.

use super::*;
use crate::device::wled::GIF_PROFILE as WLED;
use crate::pattern::FrameDuration;
use crate::problem::Code;
use blocks_of::{Outline, Picture};
use image::AnimationDecoder as _;
use proptest::prelude::*;

mod blocks_of;
mod times;

const BOTH: [GifProfile; 2] = [GifProfile::VIEWER, WLED];

fn frames(leds: usize, rgb: Vec<u8>, ms: &[u32]) -> Frames {
    Frames::new(
        leds,
        rgb,
        ms.iter().map(|&ms| FrameDuration::from_ms(ms)).collect(),
    )
    .unwrap()
}

fn canvas(w: usize, h: usize) -> Matrix {
    Matrix::new(w as u16, h as u16).unwrap()
}

/// Every picture as it is seen: how long in ms, and R,G,B.
fn seen(bytes: &[u8]) -> Vec<(u64, Vec<u8>)> {
    let decoder = image::codecs::gif::GifDecoder::new(std::io::Cursor::new(bytes)).unwrap();
    let pictures = decoder.into_frames().map(|frame| {
        let frame = frame.unwrap();
        let (ms, per) = frame.delay().numer_denom_ms();
        assert!(frame.buffer().pixels().all(|p| p.0[3] == 255), "opaque");
        (
            u64::from(ms / per),
            frame
                .buffer()
                .pixels()
                .flat_map(|p| [p.0[0], p.0[1], p.0[2]])
                .collect(),
        )
    });
    pictures.collect()
}

/// The same with equal neighbours together.
fn merged(pictures: impl IntoIterator<Item = (u64, Vec<u8>)>) -> Vec<(u64, Vec<u8>)> {
    let mut merged: Vec<(u64, Vec<u8>)> = Vec::new();
    for (ms, rgb) in pictures {
        match merged.last_mut() {
            Some(last) if last.1 == rgb => last.0 += ms,
            _ => merged.push((ms, rgb)),
        }
    }
    merged
}

fn wanted(frames: &Frames, canvas: Matrix) -> Vec<(u64, Vec<u8>)> {
    let pixel = |rgb: &[u8]| [rgb, &vec![0; canvas.leds() * 3 - rgb.len()]].concat();
    frames
        .iter()
        .map(|(rgb, duration)| (duration.ms().into(), pixel(rgb)))
        .collect()
}

#[track_caller]
fn assert_exact(frames: &Frames, canvas: Matrix) {
    for profile in BOTH {
        let file = encode_gif(frames, canvas, profile).unwrap();
        assert_eq!(file.reduced, 0, "{profile:?}");
        let pictures = seen(&file.bytes);
        assert_eq!(pictures.len(), file.pictures);
        let expected = wanted(frames, canvas);
        let expected = if profile.merge_equal {
            merged(expected)
        } else {
            expected
        };
        assert!(pictures == expected, "{canvas} {frames:?}");
        assert_recipe(&file, canvas, profile);
    }
}

/// What holds for every GIF of ours, block by block.
#[track_caller]
fn assert_recipe(file: &GifFile, canvas: Matrix, profile: GifProfile) {
    let outline = Outline::of(&file.bytes);
    assert_eq!(outline.screen, (canvas.w(), canvas.h()));
    assert_eq!(
        outline.applications,
        [b"NETSCAPE2.0\x03\x01\x00\x00\x00".to_vec()],
        "loops for ever, and nothing else"
    );
    assert_eq!(outline.pictures.len(), file.pictures);
    let first = &outline.pictures[0];
    assert_eq!(
        (first.x, first.y, first.w, first.h),
        (0, 0, canvas.w(), canvas.h()),
        "the first is whole"
    );
    for picture in &outline.pictures {
        let Picture {
            control,
            delay,
            interlaced,
            ..
        } = picture;
        assert_eq!((*control, *interlaced), (0b0_0100, false), "stays, opaque");
        assert!(u64::from(*delay) >= profile.min_delay);
        assert!(picture.x + picture.w <= canvas.w() && picture.y + picture.h <= canvas.h());
        assert_eq!(
            picture.min_bits,
            picture.colours.max(4).trailing_zeros() as u8
        );
        if profile == WLED && picture.w > 212 {
            assert!(
                picture.max_bytes_in_rows(4) <= 1201,
                "{}",
                picture.max_bytes_in_rows(4)
            );
        }
    }
}

/// Frames of few colours, parts of which change, and of any shape.
fn animations() -> impl Strategy<Value = (Frames, Matrix)> {
    let shape = prop_oneof![
        (1_usize..20, 1_usize..20),
        (1_usize..2, 1_usize..70),
        (200_usize..301, 1_usize..4)
    ];
    (
        shape,
        1_usize..256,
        any::<bool>(),
        any::<u64>(),
        proptest::collection::vec((3_u32..9, 0_usize..40), 1..8),
    )
        .prop_map(|((w, h), colours, padded, seed, steps)| {
            let mut random = fastrand::Rng::with_seed(seed);
            let leds = if padded && w * h > 1 {
                w * h - 1
            } else {
                w * h
            };
            let palette: Vec<[u8; 3]> = (0..colours)
                .map(|_| [random.u8(..), random.u8(..), random.u8(..)])
                .collect();
            let mut frame: Vec<[u8; 3]> = (0..leds)
                .map(|_| palette[random.usize(..colours)])
                .collect();
            let mut rgb = Vec::new();
            for (_, changes) in &steps {
                for _ in 0..*changes {
                    frame[random.usize(..leds)] = palette[random.usize(..colours)];
                }
                rgb.extend_from_slice(frame.as_flattened());
            }
            let ms: Vec<u32> = steps.iter().map(|(ticks, _)| ticks * 10).collect();
            (frames(leds, rgb, &ms), canvas(w, h))
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn whatever_has_few_colours_comes_back_to_the_pixel((frames, canvas) in animations()) {
        assert_exact(&frames, canvas);
    }
}

#[test]
fn every_frame_may_have_256_colours_of_its_own() {
    let rgb: Vec<u8> = (0..20 * 256)
        .flat_map(|i| [(i % 256) as u8, (i / 256 * 9 + 1) as u8, (i % 7) as u8])
        .collect();
    assert_exact(&frames(256, rgb, &[40; 20]), canvas(16, 16));
}

#[test]
fn every_number_of_colours_has_its_code_size() {
    for colours in [
        1, 2, 3, 4, 5, 8, 9, 16, 17, 32, 33, 64, 65, 128, 129, 255, 256,
    ] {
        let rgb: Vec<u8> = (0..900)
            .flat_map(|i| [(i * 7 % colours) as u8, 0, 0])
            .collect();
        assert_exact(&frames(900, rgb, &[50]), canvas(30, 30));
    }
}

#[test]
fn tables_of_codes_fill_up_and_start_again() {
    let mut random = fastrand::Rng::with_seed(1);
    for colours in [2, 200] {
        let rgb: Vec<u8> = (0..200 * 200)
            .flat_map(|_| [0, random.u8(..colours), 9])
            .collect();
        assert_exact(&frames(40_000, rgb, &[50]), canvas(200, 200));
    }
    assert_exact(&frames(40_000, vec![5; 120_000], &[50]), canvas(200, 200));
}

#[test]
fn only_what_changes_is_written() {
    let mut rgb = vec![7; 64 * 64 * 3];
    let first = rgb.clone();
    rgb[64 * 3 * 10 + 30] = 200;
    let moving = frames(64 * 64, [first, rgb].concat(), &[50, 50]);
    let outline = Outline::of(&encode_gif(&moving, canvas(64, 64), WLED).unwrap().bytes);
    let part = &outline.pictures[1];
    assert_eq!((part.x, part.y, part.w, part.h), (10, 10, 1, 1));
}

#[test]
fn the_pixel_beside_the_frames_is_black_or_costs_nothing() {
    let black_free: Vec<u8> = (0..255).flat_map(|i| [i as u8, 3, (i + 1) as u8]).collect();
    assert_exact(&frames(255, black_free, &[50]), canvas(16, 16));
    let full: Vec<u8> = (0..256).flat_map(|i| [i as u8, 3, 1]).collect();
    let file = encode_gif(&frames(256, full.clone(), &[50]), canvas(257, 1), WLED).unwrap();
    assert_eq!(file.reduced, 0);
    assert_eq!(
        seen(&file.bytes)[0].1,
        [&full[..], &[0, 3, 1]].concat(),
        "its darkest colour"
    );
    let two = frames(4, vec![1; 12], &[50]);
    for (w, h) in [(1, 3), (3, 2), (6, 1)] {
        let error = encode_gif(&two, canvas(w, h), GifProfile::VIEWER).unwrap_err();
        assert_eq!(error.code(), Code::PatternOptions, "{w}x{h}");
    }
}

/// A picture whose pixels are all different.
fn photo(w: usize, h: usize, moved: usize) -> Vec<u8> {
    let pixel = |i: usize| {
        [
            (i % w * 255 / w) as u8,
            (i / w * 255 / h) as u8,
            ((i + moved) * 7 % 97) as u8,
        ]
    };
    (0..w * h).flat_map(pixel).collect()
}

fn mean_error(a: &[u8], b: &[u8]) -> f64 {
    a.iter()
        .zip(b)
        .map(|(a, b)| f64::from(a.abs_diff(*b)))
        .sum::<f64>()
        / a.len() as f64
}

#[test]
fn more_colours_are_reduced_to_near_ones_and_counted() {
    let rgb = [photo(64, 64, 0), photo(64, 64, 0), vec![9; 64 * 64 * 3]].concat();
    let rich = frames(64 * 64, rgb, &[50, 50, 50]);
    let file = encode_gif(&rich, canvas(64, 64), WLED).unwrap();
    assert_eq!(
        (file.pictures, file.reduced),
        (2, 2),
        "both frames that look alike, not the plain one"
    );
    let pictures = seen(&file.bytes);
    let error = mean_error(&pictures[0].1, rich.frame(0).unwrap());
    assert!(error < 9.0, "{error}");
    assert_eq!(
        file,
        encode_gif(&rich, canvas(64, 64), WLED).unwrap(),
        "always the same"
    );
    assert_recipe(&file, canvas(64, 64), WLED);
}

#[test]
fn dark_leds_stay_dark_and_what_does_not_change_does_not_flicker() {
    let mut first = photo(64, 64, 0);
    first[..64 * 3 * 8].fill(0);
    let mut second = first.clone();
    second[64 * 3 * 40..].copy_from_slice(&photo(64, 64, 30)[64 * 3 * 40..]);
    let rich = frames(64 * 64, [first, second].concat(), &[50, 50]);
    let pictures = seen(
        &encode_gif(&rich, canvas(64, 64), GifProfile::VIEWER)
            .unwrap()
            .bytes,
    );
    assert!(pictures[0].1[..64 * 3 * 8].iter().all(|&c| c == 0));
    assert_eq!(pictures[0].1[..64 * 3 * 40], pictures[1].1[..64 * 3 * 40]);
}

#[test]
fn frames_too_different_for_one_palette_have_one_each() {
    let hue = |n: usize| -> Vec<u8> {
        (0..1024)
            .flat_map(|i| {
                let mut p = [20; 3];
                p[n] = (i / 4) as u8;
                p[(n + 1) % 3] = (i % 4 * 60) as u8;
                p
            })
            .collect()
    };
    let rich = frames(1024, [hue(0), hue(1), hue(2)].concat(), &[50; 3]);
    let file = encode_gif(&rich, canvas(32, 32), GifProfile::VIEWER).unwrap();
    assert!(
        Outline::of(&file.bytes).pictures[1..]
            .iter()
            .all(|picture| picture.own_table)
    );
    for ((_, picture), (rgb, _)) in seen(&file.bytes).iter().zip(rich.iter()) {
        assert!(
            mean_error(picture, rgb) < 2.0,
            "{}",
            mean_error(picture, rgb)
        );
    }
}

#[test]
fn wide_noise_is_cut_until_wled_can_read_it_and_only_there() {
    let mut random = fastrand::Rng::with_seed(3);
    let noise: Vec<u8> = (0..300 * 12).flat_map(|_| [random.u8(..), 0, 0]).collect();
    let wide = frames(3600, noise, &[50]);
    let file = encode_gif(&wide, canvas(300, 12), WLED).unwrap();
    assert_eq!(file.reduced, 1);
    assert_recipe(&file, canvas(300, 12), WLED);
    assert!(mean_error(&seen(&file.bytes)[0].1, wide.rgb()) < 2.0);
    assert_eq!(
        encode_gif(&wide, canvas(300, 12), GifProfile::VIEWER)
            .unwrap()
            .reduced,
        0
    );
    let calm = frames(3600, vec![4; 3600 * 3], &[50]);
    assert_eq!(encode_gif(&calm, canvas(300, 12), WLED).unwrap().reduced, 0);
    let error = encode_gif(&frames(321, vec![0; 963], &[50]), canvas(321, 1), WLED).unwrap_err();
    assert_eq!(
        error.code(),
        Code::PatternOptions,
        "WLED opens no wider one"
    );
}
