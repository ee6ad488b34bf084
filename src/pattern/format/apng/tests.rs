//! Tests of animated PNGs, made by the `png` crate's encoder and, where that writes no such thing, chunk by chunk.

use super::*;
use crate::pattern::{Durations, FrameDuration, Frames, Matrix};
use crate::problem::Code;
use png::{BlendOp, ColorType, DisposeOp, Encoder};
use std::io::Write as _;

const RED: [u8; 4] = [255, 0, 0, 255];
const BLUE: [u8; 4] = [0, 0, 255, 255];
const NONE: [u8; 4] = [0; 4];

/// One picture: place and sides, its pixels, and how it meets the others.
struct Shot<'a> {
    place: [u32; 4],
    pixels: &'a [[u8; 4]],
    blend: BlendOp,
    disposal: DisposeOp,
    delay: (u16, u16),
}

const WHOLE: Shot<'static> = Shot {
    place: [0, 0, 2, 2],
    pixels: &[RED; 4],
    blend: BlendOp::Source,
    disposal: DisposeOp::None,
    delay: (40, 1000),
};

fn dot(colour: &[[u8; 4]; 1], disposal: DisposeOp) -> Shot<'_> {
    Shot {
        place: [1, 0, 1, 1],
        pixels: colour,
        blend: BlendOp::Over,
        disposal,
        ..WHOLE
    }
}

/// 2 x 2; `beside` is a still picture that is not part of the animation.
fn apng(beside: Option<[[u8; 4]; 4]>, shots: &[Shot<'_>]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, 2, 2);
    encoder.set_color(ColorType::Rgba);
    encoder.set_animated(shots.len() as u32, 0).unwrap();
    encoder.set_sep_def_img(beside.is_some()).unwrap();
    let mut writer = encoder.write_header().unwrap();
    if let Some(still) = beside {
        writer.write_image_data(still.as_flattened()).unwrap();
    }
    for shot in shots {
        let [x, y, w, h] = shot.place;
        writer.reset_frame_position().unwrap();
        writer.set_frame_dimension(w, h).unwrap();
        writer.set_frame_position(x, y).unwrap();
        writer.set_blend_op(shot.blend).unwrap();
        writer.set_dispose_op(shot.disposal).unwrap();
        writer.set_frame_delay(shot.delay.0, shot.delay.1).unwrap();
        writer.write_image_data(shot.pixels.as_flattened()).unwrap();
    }
    writer.finish().unwrap();
    bytes
}

fn decode(bytes: &[u8]) -> Result<Decoded, PatternError> {
    Apng.decode(
        Source {
            path: std::path::Path::new("a.png"),
            bytes,
        },
        &ReadOptions::default(),
    )
}

fn seen(decoded: &Decoded, index: usize) -> Vec<[u8; 4]> {
    let alpha = decoded
        .frames
        .alpha(index)
        .map_or_else(|| vec![255; decoded.frames.leds()], <[u8]>::to_vec);
    let (colours, _) = decoded.frames.frame(index).unwrap().as_chunks::<3>();
    colours
        .iter()
        .zip(alpha)
        .map(|(&[r, g, b], a)| [r, g, b, a])
        .collect()
}

fn ms(decoded: &Decoded) -> Vec<u32> {
    decoded.frames.durations().iter().map(|d| d.ms()).collect()
}

#[test]
fn parts_are_put_onto_what_the_frame_before_left() {
    let after = |disposal| {
        let last = Shot {
            place: [0, 1, 1, 1],
            ..dot(&[BLUE], DisposeOp::None)
        };
        seen(
            &decode(&apng(None, &[WHOLE, dot(&[BLUE], disposal), last])).unwrap(),
            2,
        )
    };
    assert_eq!(after(DisposeOp::None), [RED, BLUE, BLUE, RED]);
    assert_eq!(after(DisposeOp::Background), [RED, NONE, BLUE, RED]);
    assert_eq!(after(DisposeOp::Previous), [RED, RED, BLUE, RED]);
}

#[test]
fn a_place_that_was_cleared_comes_back_clear() {
    let shots = [
        Shot {
            disposal: DisposeOp::Background,
            ..WHOLE
        },
        dot(&[BLUE], DisposeOp::Previous),
        Shot {
            place: [0, 1, 1, 1],
            ..dot(&[RED], DisposeOp::None)
        },
    ];
    let read = decode(&apng(None, &shots)).unwrap();
    assert_eq!(seen(&read, 1), [NONE, BLUE, NONE, NONE]);
    assert_eq!(seen(&read, 2), [NONE, NONE, RED, NONE]);
}

#[test]
fn opacity_is_blended_or_replaced_and_kept() {
    let half = [[0, 0, 255, 128]];
    let with = |blend| {
        decode(&apng(
            None,
            &[
                WHOLE,
                Shot {
                    blend,
                    ..dot(&half, DisposeOp::None)
                },
            ],
        ))
        .unwrap()
    };
    assert_eq!(
        seen(&with(BlendOp::Over), 1),
        [RED, [127, 0, 128, 255], RED, RED]
    );
    assert_eq!(
        seen(&with(BlendOp::Source), 1),
        [RED, [0, 0, 128, 128], RED, RED]
    );
    assert_eq!(with(BlendOp::Over).frames.alpha(1), None);
}

#[test]
fn durations_are_fractions_and_do_not_drift() {
    let thirtieths: Vec<_> = (0..300)
        .map(|_| Shot {
            delay: (1, 30),
            ..WHOLE
        })
        .collect();
    let read = decode(&apng(None, &thirtieths)).unwrap();
    assert_eq!(
        (&ms(&read)[..4], read.frames.total_ms()),
        (&[33, 34, 33, 33][..], 10_000)
    );
    let odd = [(0, 30), (3, 0), (65_535, 1), (1, 1000)].map(|delay| Shot { delay, ..WHOLE });
    assert_eq!(
        ms(&decode(&apng(None, &odd)).unwrap()),
        [100, 30, 65_535_000, 1]
    );
}

#[test]
fn a_picture_that_is_not_part_of_the_animation_is_left_out() {
    let read = decode(&apng(
        Some([BLUE; 4]),
        &[WHOLE, dot(&[NONE], DisposeOp::None)],
    ))
    .unwrap();
    assert_eq!((read.frames.len(), seen(&read, 0)), (2, vec![RED; 4]));
}

#[test]
fn a_png_without_animation_is_a_picture() {
    let mut bytes = Vec::new();
    Encoder::new(&mut bytes, 1, 1)
        .write_header()
        .unwrap()
        .write_image_data(&[7])
        .unwrap();
    assert_eq!(Apng.sniff(&bytes), Confidence::No);
    assert_eq!(
        decode(&bytes).unwrap_err().code(),
        Code::PatternUnknownFormat
    );
    assert_eq!(super::super::surest(&bytes).0.info().name, "image");
    assert_eq!(
        super::super::surest(&apng(None, &[WHOLE])).0.info().name,
        "apng"
    );
}

#[test]
fn a_cut_before_the_first_frame_is_whole_and_one_after_it_are_distinguished() {
    let one = apng(None, &[WHOLE]);
    for end in 8..one.len() - 12 {
        assert_eq!(
            decode(&one[..end]).unwrap_err().code(),
            Code::PatternTruncated,
            "{end} of {}",
            one.len()
        );
    }
    let two = apng(None, &[WHOLE, dot(&[BLUE], DisposeOp::None)]);
    for end in one.len() - 12 + 38..two.len() - 12 {
        let cut = decode(&two[..end]).unwrap();
        assert_eq!(
            (cut.frames.len(), cut.warnings.len()),
            (1, 1),
            "{end} of {}",
            two.len()
        );
    }
    assert_eq!(decode(&two).unwrap().warnings.len(), 0);
}

/// A PNG from chunks, with their checksums.
fn png(chunks: &[(&[u8; 4], &[u8])]) -> Vec<u8> {
    let mut bytes = chunks::SIGNATURE.to_vec();
    for (kind, data) in chunks {
        let all = [&kind[..], data].concat();
        let crc = all.iter().fold(u32::MAX, |crc, &byte| {
            (0..8).fold(crc ^ u32::from(byte), |c, _| {
                if c & 1 == 1 {
                    0xEDB8_8320 ^ (c >> 1)
                } else {
                    c >> 1
                }
            })
        });
        bytes.extend((data.len() as u32).to_be_bytes());
        bytes.extend(all);
        bytes.extend((!crc).to_be_bytes());
    }
    bytes
}

fn ihdr(w: u32, h: u32, depth: u8, colour: u8, interlaced: u8) -> Vec<u8> {
    [
        &w.to_be_bytes()[..],
        &h.to_be_bytes(),
        &[depth, colour, 0, 0, interlaced],
    ]
    .concat()
}

fn fctl(number: u32, [x, y, w, h]: [u32; 4]) -> Vec<u8> {
    let numbers = [number, w, h, x, y].map(u32::to_be_bytes).concat();
    [&numbers[..], &[0, 1, 0, 10, 0, 0]].concat()
}

fn packed(rows: &[u8]) -> Vec<u8> {
    let mut zlib = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
    zlib.write_all(rows).unwrap();
    zlib.finish().unwrap()
}

const ACTL: [u8; 8] = [0, 0, 0, 2, 0, 0, 0, 0];

#[test]
fn sixteen_bits_and_interlaced_parts_are_read() {
    let wide = png(&[
        (b"IHDR", &ihdr(2, 1, 16, 0, 0)),
        (b"acTL", &ACTL),
        (b"fcTL", &fctl(0, [0, 0, 2, 1])),
        (b"IDAT", &packed(&[0, 0x80, 0xFF, 0, 0])),
        (b"fcTL", &fctl(1, [1, 0, 1, 1])),
        (
            b"fdAT",
            &[&2_u32.to_be_bytes()[..], &packed(&[0, 0xFF, 0xFF])].concat(),
        ),
        (b"IEND", &[]),
    ]);
    let read = decode(&wide).unwrap();
    assert_eq!(
        read.frames.rgb(),
        [[0x80; 3], [0; 3], [0x80; 3], [255; 3]].concat()
    );
    assert_eq!(read.frames.total_ms(), 200);
    // 3 x 2, then 2 x 2 onto its right side: Adam7 sends (0, 0), then (1, 0), then row 1
    let interlaced = png(&[
        (b"IHDR", &ihdr(3, 2, 8, 0, 1)),
        (b"acTL", &ACTL),
        (b"fcTL", &fctl(0, [0, 0, 3, 2])),
        (b"IDAT", &packed(&[0, 1, 0, 3, 0, 2, 0, 4, 5, 6])),
        (b"fcTL", &fctl(1, [1, 0, 2, 2])),
        (
            b"fdAT",
            &[
                &2_u32.to_be_bytes()[..],
                &packed(&[0, 20, 0, 30, 0, 50, 60]),
            ]
            .concat(),
        ),
        (b"IEND", &[]),
    ]);
    let read = decode(&interlaced).unwrap();
    assert_eq!(
        read.frames.rgb(),
        [1, 2, 3, 4, 5, 6, 1, 20, 30, 4, 50, 60]
            .map(|v| [v; 3])
            .concat()
    );
}

#[test]
fn bombs_are_refused_before_anything_is_allocated() {
    let code = |bytes: &[u8]| decode(bytes).unwrap_err().code();
    let head = |w, h| (ihdr(w, h, 8, 6, 0), fctl(0, [0, 0, w, h]));
    let frames = |w, h, count: u32| {
        let (ihdr, first) = head(w, h);
        let mut chunks: Vec<(&[u8; 4], Vec<u8>)> = vec![
            (b"IHDR", ihdr),
            (b"acTL", [count.to_be_bytes(), [0; 4]].concat()),
        ];
        chunks.push((b"fcTL", first));
        chunks.push((b"IDAT", vec![]));
        for number in 1..count {
            chunks.push((b"fcTL", fctl(number * 2 - 1, [0, 0, w, h])));
            chunks.push((b"fdAT", (number * 2).to_be_bytes().to_vec()));
        }
        chunks.push((b"IEND", vec![]));
        png(&chunks
            .iter()
            .map(|(kind, data)| (*kind, &data[..]))
            .collect::<Vec<_>>())
    };
    assert_eq!(
        code(&frames(60_000, 60_000, 2)),
        Code::PatternTooLarge,
        "sides"
    );
    assert_eq!(
        code(&frames(8000, 8000, 2)),
        Code::PatternTooLarge,
        "canvas"
    );
    assert_eq!(
        code(&frames(1000, 1000, 100)),
        Code::PatternTooLarge,
        "frames"
    );
    assert_ne!(
        code(&frames(1000, 1000, 50)),
        Code::PatternTooLarge,
        "which are not there, though"
    );
    // a frame of 1 pixel that unpacks to 64 MiB is left when its pixel is there
    let bomb = packed(&vec![0; 64 << 20]);
    let one = png(&[
        (b"IHDR", &ihdr(1, 1, 8, 0, 0)),
        (b"acTL", &[0, 0, 0, 1, 0, 0, 0, 0]),
        (b"fcTL", &fctl(0, [0, 0, 1, 1])),
        (b"IDAT", &bomb),
        (b"IEND", &[]),
    ]);
    assert!(
        decode(&one).is_ok_and(|read| read.frames.rgb() == [0; 3])
            || code(&one) == Code::PatternCorrupt
    );
}

fn frames(leds: usize, rgb: Vec<u8>, ms: &[u32]) -> Frames {
    Frames::new(
        leds,
        rgb,
        ms.iter().map(|&ms| FrameDuration::from_ms(ms)).collect(),
    )
    .unwrap()
}

fn back(frames: &Frames, w: u16, h: u16) -> Frames {
    decode(&write::apng(frames, Matrix::new(w, h).unwrap()).unwrap())
        .unwrap()
        .frames
}

#[test]
fn every_millisecond_and_every_pixel_comes_back() {
    let mut rgb = vec![3; 12 * 3 * 4];
    rgb[40] = 9;
    rgb[100] = 8;
    rgb[110] = 7;
    let moving = frames(12, rgb, &[1, 33, 65_535, 120_000]);
    assert_eq!(
        (
            back(&moving, 4, 3),
            write::losses(Durations::Each(moving.durations()))
        ),
        (moving, None)
    );
}

#[test]
fn durations_that_no_fraction_holds_become_several_frames() {
    let long = frames(1, vec![1, 2, 3, 4, 5, 6], &[65_536, u32::MAX]);
    let read = back(&long, 1, 1);
    assert_eq!(
        (
            read.total_ms(),
            read.pixel(0, 0),
            read.pixel(read.len() - 1, 0)
        ),
        (long.total_ms(), Some([1, 2, 3]), Some([4, 5, 6]))
    );
    assert!(
        read.len() > 2
            && write::losses(Durations::Each(long.durations()))
                .is_some_and(|said| said.to_string().ends_with("(2 of 2)"))
    );
}

#[test]
fn opacity_comes_back_exactly() {
    let mut random = fastrand::Rng::with_seed(4);
    let alpha: Vec<u8> = (0..64 * 3)
        .map(|_| *random.choice(&[0, 1, 127, 254, 255]).unwrap())
        .collect();
    let rgb = alpha
        .iter()
        .flat_map(|&a| [random.u8(0..=a), a, 0])
        .collect();
    let glass = frames(64, rgb, &[20, 20, 20]).with_alpha(alpha);
    assert_eq!(back(&glass, 8, 8), glass);
}

#[test]
fn only_what_changes_is_stored() {
    let mut random = fastrand::Rng::with_seed(5);
    let first: Vec<u8> = (0..64 * 64 * 3).map(|_| random.u8(..)).collect();
    let still = frames(64 * 64, first.repeat(20), &[20; 20]);
    let one = write::apng(&frames(64 * 64, first, &[20]), Matrix::new(64, 64).unwrap())
        .unwrap()
        .len();
    let all = write::apng(&still, Matrix::new(64, 64).unwrap())
        .unwrap()
        .len();
    assert!(all < one + 20 * 100, "{one} and {all} bytes");
}
