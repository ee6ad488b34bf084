//! Tests of WebP, from lossless bitstreams of `image-webp`'s encoder in containers that are made here.

use super::*;
use crate::problem::Code;
use image_webp::{ColorType, WebPEncoder};

const RED: [u8; 4] = [255, 0, 0, 255];
const BLUE: [u8; 4] = [0, 0, 255, 255];
const NONE: [u8; 4] = [0; 4];
const HALF: [u8; 4] = [0, 0, 255, 128];

/// The chunk of a lossless bitstream.
fn lossless(w: u32, h: u32, pixels: &[[u8; 4]]) -> Vec<u8> {
    let mut file = Vec::new();
    WebPEncoder::new(&mut file)
        .encode(pixels.as_flattened(), w, h, ColorType::Rgba8)
        .unwrap();
    file[12..].to_vec()
}

fn chunk(kind: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let padding: &[u8] = if data.len() % 2 == 1 { &[0] } else { &[] };
    [kind, &(data.len() as u32).to_le_bytes()[..], data, padding].concat()
}

fn file(chunks: &[Vec<u8>]) -> Vec<u8> {
    let data = [&b"WEBP"[..], &chunks.concat()].concat();
    [&b"RIFF"[..], &(data.len() as u32).to_le_bytes(), &data].concat()
}

fn three(n: u32) -> [u8; 3] {
    let [a, b, c, _] = n.to_le_bytes();
    [a, b, c]
}

fn extended(flags: u8, w: u32, h: u32) -> Vec<u8> {
    chunk(
        b"VP8X",
        &[&[flags, 0, 0, 0][..], &three(w - 1), &three(h - 1)].concat(),
    )
}

/// A picture of an animation at `x, y`, both even.
fn moving([x, y, w, h]: [u32; 4], ms: u32, flags: u8, pixels: &[[u8; 4]]) -> Vec<u8> {
    let control = [
        three(x / 2),
        three(y / 2),
        three(w - 1),
        three(h - 1),
        three(ms),
    ]
    .concat();
    chunk(
        b"ANMF",
        &[&control[..], &[flags], &lossless(w, h, pixels)].concat(),
    )
}

/// An animation of 4 x 1.
fn animation(pictures: &[Vec<u8>]) -> Vec<u8> {
    let head = [extended(0x12, 4, 1), chunk(b"ANIM", &[0; 6])];
    file(&[&head, pictures].concat())
}

fn decode(bytes: &[u8]) -> Result<Decoded, PatternError> {
    Webp.decode(
        Source {
            path: std::path::Path::new("a.webp"),
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

#[test]
fn a_still_picture_shows_for_a_second() {
    let simple = file(&[lossless(2, 1, &[RED, HALF])]);
    let with_header = file(&[
        extended(0x10, 2, 1),
        chunk(b"XMP ", b"odd"),
        lossless(2, 1, &[RED, HALF]),
    ]);
    for bytes in [simple, with_header] {
        assert_eq!(Webp.sniff(&bytes), Confidence::Exact);
        let read = decode(&bytes).unwrap();
        assert_eq!(
            (seen(&read, 0), read.frames.total_ms()),
            (vec![RED, [0, 0, 128, 128]], 1000)
        );
    }
}

#[test]
fn pictures_are_cleared_blended_and_replaced() {
    let whole = moving([0, 0, 4, 1], 40, 0, &[RED; 4]);
    let after = |flags: u8, then: u8| {
        let dot = moving([2, 0, 1, 1], 50, flags, &[HALF]);
        let last = moving([0, 0, 1, 1], 0, then, &[HALF]);
        let read = decode(&animation(&[whole.clone(), dot, last])).unwrap();
        let ms: Vec<u32> = read.frames.durations().iter().map(|d| d.ms()).collect();
        assert_eq!(ms, [40, 50, 100], "0 is a tenth of a second");
        (seen(&read, 1)[2], seen(&read, 2))
    };
    let over = [127, 0, 128, 255];
    let on_red = [0, 0, 128, 128];
    assert_eq!(after(0, 0), (over, vec![over, RED, over, RED]));
    assert_eq!(after(2, 2), (on_red, vec![on_red, RED, on_red, RED]));
    assert_eq!(
        after(1, 0),
        (over, vec![over, RED, NONE, RED]),
        "cleared afterwards"
    );
    assert_eq!(after(3, 0), (on_red, vec![over, RED, NONE, RED]));
}

#[test]
fn the_canvas_is_transparent_where_nothing_was_drawn() {
    let read = decode(&animation(&[moving([2, 0, 1, 1], 40, 0, &[BLUE])])).unwrap();
    assert_eq!(seen(&read, 0), [NONE, NONE, BLUE, NONE]);
}

#[test]
fn lossy_pictures_with_opacity_are_read() {
    let bytes = std::fs::read(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/data/lossy.webp"
    ))
    .unwrap();
    let read = decode(&bytes).unwrap();
    assert_eq!(
        (read.frames.len(), read.matrix.map(|m| (m.w(), m.h()))),
        (3, Some((16, 8)))
    );
    for (index, dot) in [(0, 2), (1, 6), (2, 10)] {
        let pixels = seen(&read, index);
        let [near, far] = [dot, (dot + 8) % 16].map(|x| pixels[4 * 16 + x + 1]);
        assert!(
            near[0] > 200 && near[2] < 60 && near[3] == 255,
            "{index}: {near:?}"
        );
        assert!(
            far[0] < 60 && far[2] < 120 && far[3] < 140,
            "{index}: {far:?}"
        );
    }
}

#[test]
fn a_cut_before_the_first_picture_is_whole_and_one_after_it_are_distinguished() {
    let still = file(&[lossless(2, 1, &[RED, HALF])]);
    let one = animation(&[moving([0, 0, 4, 1], 40, 0, &[RED; 4])]);
    for whole in [&still, &one] {
        for end in 12..whole.len() - 1 {
            let error = decode(&whole[..end]).unwrap_err();
            assert_eq!(
                error.code(),
                Code::PatternTruncated,
                "{end} of {}: {error}",
                whole.len()
            );
        }
    }
    let two = animation(&[
        moving([0, 0, 4, 1], 40, 0, &[RED; 4]),
        moving([0, 0, 1, 1], 40, 0, &[BLUE]),
    ]);
    for end in one.len()..two.len() - 1 {
        let cut = decode(&two[..end]).unwrap();
        assert_eq!(
            (cut.frames.len(), cut.warnings.len()),
            (1, 1),
            "{end} of {}",
            two.len()
        );
    }
    assert_eq!(
        decode(&file(&[extended(2, 4, 1), chunk(b"ANIM", &[0; 6])]))
            .unwrap_err()
            .code(),
        Code::PatternEmpty
    );
}

#[test]
fn bombs_are_refused_before_anything_is_allocated() {
    let code = |bytes: &[u8]| decode(bytes).unwrap_err().code();
    assert_eq!(
        code(&file(&[extended(2, 1 << 24, 1 << 24)])),
        Code::PatternTooLarge
    );
    assert_eq!(
        code(&file(&[extended(0, 9000, 1), lossless(2, 1, &[RED; 2])])),
        Code::PatternTooLarge
    );
    let picture = moving([0, 0, 1, 1], 40, 0, &[RED]);
    let many = [
        vec![extended(2, 1000, 1000), chunk(b"ANIM", &[0; 6])],
        vec![picture; 100],
    ]
    .concat();
    assert_eq!(code(&file(&many)), Code::PatternTooLarge, "frames");
    // a bitstream that says to be larger than its frame
    let mut vp8 = vec![
        0x10, 0, 0, 0x9D, 1, 0x2A, 0xFF, 0x3F, 0xFF, 0x3F, 0, 0, 0, 0,
    ];
    let control = [three(0), three(0), three(0), three(0), three(40)].concat();
    let frame = |data: &[u8]| {
        chunk(
            b"ANMF",
            &[&control[..], &[0], &chunk(b"VP8 ", data)].concat(),
        )
    };
    assert_eq!(code(&animation(&[frame(&vp8)])), Code::PatternCorrupt);
    assert_eq!(
        code(&file(&[extended(0, 4, 1), chunk(b"VP8 ", &vp8)])),
        Code::PatternCorrupt
    );
    assert_eq!(code(&file(&[chunk(b"VP8 ", &vp8)])), Code::PatternTooLarge);
    vp8[6..10].copy_from_slice(&[1, 0, 1, 0]);
    assert_eq!(
        code(&animation(&[frame(&vp8)])),
        Code::PatternCorrupt,
        "nothing in it"
    );
    let outside = moving([0, 0, 4, 1], 40, 0, &[RED; 4]);
    let small = file(&[extended(0x12, 2, 1), chunk(b"ANIM", &[0; 6]), outside]);
    assert_eq!(
        seen(&decode(&small).unwrap(), 0),
        [RED; 2],
        "what reaches beyond the canvas is cut off"
    );
}
