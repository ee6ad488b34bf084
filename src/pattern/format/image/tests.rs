//! Tests of still pictures.

use super::*;
use crate::pattern::HeldPattern;
use crate::pattern::format::encode;
use crate::problem::Code;
use image::{Rgba, RgbaImage};
use std::io::Cursor;

fn decode(bytes: &[u8]) -> Result<Decoded, PatternError> {
    Image.decode(
        Source {
            path: std::path::Path::new("a.png"),
            bytes,
        },
        &ReadOptions::default(),
    )
}

fn half_clear() -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    let picture = RgbaImage::from_fn(2, 1, |x, _| {
        Rgba([200, 100, 0, if x == 0 { 255 } else { 128 }])
    });
    DynamicImage::from(picture)
        .write_to(&mut bytes, ImageFormat::Png)
        .unwrap();
    bytes.into_inner()
}

#[test]
fn a_picture_shows_for_a_second_as_it_looks_on_black() {
    let read = decode(&half_clear()).unwrap();
    assert_eq!(
        (read.frames.rgb(), read.frames.total_ms()),
        (&[200, 100, 0, 100, 50, 0][..], 1000)
    );
    assert_eq!(read.frames.alpha(0), Some(&[255, 128][..]));
}

#[test]
fn one_frame_is_written_and_more_are_refused() {
    let two = Frames::new(1, vec![0; 6], vec![FrameDuration::STILL; 2]).unwrap();
    let mut pattern = HeldPattern {
        name: "p".into(),
        format: "test",
        frames: two.into(),
        matrix: Matrix::new(1, 1),
        order: PixelOrder::Grid,
        warnings: vec![],
    };
    assert_eq!(
        encode(&Image, &pattern.clone().into()).unwrap_err().code(),
        Code::PatternOptions
    );
    let seen = decode(&half_clear()).unwrap();
    pattern.matrix = seen.matrix;
    pattern.frames = seen.frames.into();
    let back = decode(&encode(&Image, &pattern.clone().into()).unwrap()).unwrap();
    assert_eq!(
        (back.frames.content_hash(), back.matrix),
        (pattern.frames.content_hash(), pattern.matrix)
    );
    assert_eq!(
        Image.losses(&pattern.into()).unwrap().len(),
        1,
        "transparency"
    );
}

#[test]
fn an_opaque_picture_has_no_alpha_plane() {
    let mut bytes = Cursor::new(Vec::new());
    RgbaImage::from_pixel(3, 2, Rgba([1, 2, 3, 255]))
        .write_to(&mut bytes, ImageFormat::Png)
        .unwrap();
    let read = decode(&bytes.into_inner()).unwrap();
    assert_eq!(
        (read.frames.rgb(), read.frames.alpha(0)),
        (&[1, 2, 3].repeat(6)[..], None)
    );
}

/// A PNG that says to be `side` pixels wide and high, 16 bits a channel or 8, with its checksum.
fn claims(side: u32, depth: u8) -> Vec<u8> {
    let mut header = [
        &b"IHDR"[..],
        &side.to_be_bytes(),
        &side.to_be_bytes(),
        &[depth, 6, 0, 0, 0],
    ]
    .concat();
    let crc = header.iter().fold(u32::MAX, |crc, &byte| {
        (0..8).fold(crc ^ u32::from(byte), |c, _| {
            if c & 1 == 1 {
                0xEDB8_8320 ^ (c >> 1)
            } else {
                c >> 1
            }
        })
    });
    header.extend((!crc).to_be_bytes());
    let data = [&[0, 0, 0, 0][..], b"IDAT", &0x35AF_061E_u32.to_be_bytes()].concat();
    [&b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0d"[..], &header, &data].concat()
}

#[test]
fn what_decoding_takes_is_counted_before_it_is_allocated() {
    let code = |side, depth| decode(&claims(side, depth)).unwrap_err().code();
    assert_eq!(
        code(8000, 8),
        Code::PatternTooLarge,
        "512 MB with all copies"
    );
    assert_eq!(
        code(5000, 16),
        Code::PatternTooLarge,
        "8 bytes a pixel are stored, and 4 made of them"
    );
    assert_ne!(code(5000, 8), Code::PatternTooLarge, "200 MB fit");
}

#[test]
fn a_jpeg_without_its_end_is_cut_off_wherever_the_cut_is() {
    let whole =
        std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/still.jpg")).unwrap();
    assert_eq!(decode(&whole).unwrap().frames.leds(), 64);
    for cut in [1, 2, 3, 10, whole.len() / 2] {
        assert_eq!(
            decode(&whole[..whole.len() - cut]).unwrap_err().code(),
            Code::PatternTruncated,
            "{cut}"
        );
    }
    assert!(decode(&[&whole[..], b"more"].concat()).is_ok());
    let preview = [0xFF, 0xE1, 0, 6, 1, 2, 0xFF, 0xD9];
    let with_preview = [&whole[..2], &preview, &whole[2..]].concat();
    assert!(decode(&with_preview).is_ok());
    let cut = &with_preview[..with_preview.len() - 2];
    assert_eq!(
        decode(cut).unwrap_err().code(),
        Code::PatternTruncated,
        "the end of a preview is not the end"
    );
}

#[test]
fn error_texts_end_where_their_words_do() {
    let error = decode(b"\xff\xd8\xff\xe0\x00\x02nonsense\xff\xd9")
        .unwrap_err()
        .to_string();
    assert_eq!(error.trim_end(), error);
}

#[test]
fn a_bomb_is_refused_by_its_header() {
    let mut bytes = half_clear();
    bytes[16..20].copy_from_slice(&100_000_u32.to_be_bytes());
    assert!(
        [Code::PatternTooLarge, Code::PatternCorrupt].contains(&decode(&bytes).unwrap_err().code())
    );
}

#[test]
fn a_cut_picture_is_an_error() {
    let bytes = half_clear();
    let code = decode(&bytes[..bytes.len() - 20]).unwrap_err().code();
    assert!(
        [Code::PatternTruncated, Code::PatternCorrupt].contains(&code),
        "{code}"
    );
}

/// A bitmap by hand: headers for `bits` a pixel and `compression`, a palette, then `data`.
fn bmp(side: (i32, i32), bits: u16, compression: u32, palette: &[[u8; 4]], data: &[u8]) -> Vec<u8> {
    let offset = 14 + 40 + palette.len() * 4;
    let mut bytes = b"BM".to_vec();
    bytes.extend(
        [(offset + data.len()) as u32, 0, offset as u32, 40]
            .map(u32::to_le_bytes)
            .concat(),
    );
    bytes.extend([side.0, side.1].map(i32::to_le_bytes).concat());
    bytes.extend([1, bits].map(u16::to_le_bytes).concat());
    bytes.extend(
        [
            compression,
            data.len() as u32,
            0,
            0,
            palette.len() as u32,
            0,
        ]
        .map(u32::to_le_bytes)
        .concat(),
    );
    bytes.extend(palette.concat());
    bytes.extend(data);
    bytes
}

/// 2 x 2 in 24 bits, rows from the bottom, each filled up to 4 bytes.
fn plain_bmp() -> Vec<u8> {
    bmp(
        (2, 2),
        24,
        0,
        &[],
        &[7, 8, 9, 10, 11, 12, 0, 0, 1, 2, 3, 4, 5, 6, 0, 0],
    )
}

#[test]
fn bitmaps_are_read_from_either_end_with_palettes_and_runs() {
    let rgb = |bytes: &[u8]| decode(bytes).unwrap().frames.rgb().to_vec();
    assert_eq!(rgb(&plain_bmp()), [3, 2, 1, 6, 5, 4, 9, 8, 7, 12, 11, 10]);
    let top_down = bmp((1, -2), 32, 0, &[], &[1, 2, 3, 0, 4, 5, 6, 0]);
    assert_eq!(rgb(&top_down), [3, 2, 1, 6, 5, 4]);
    let palette = [[0, 0, 255, 0], [255, 0, 0, 0]];
    assert_eq!(
        rgb(&bmp((3, 1), 1, 0, &palette, &[0b0100_0000, 0, 0, 0])),
        [255, 0, 0, 0, 0, 255, 255, 0, 0]
    );
    assert_eq!(
        rgb(&bmp((3, 1), 8, 1, &palette, &[2, 1, 1, 0, 0, 1])),
        [0, 0, 255, 0, 0, 255, 255, 0, 0]
    );
}

#[test]
fn two_letters_do_not_make_a_bitmap() {
    assert_eq!(Image.sniff(&plain_bmp()), Confidence::Exact);
    let bare = [&b"BM"[..], &(0..=254).collect::<Vec<u8>>()].concat();
    assert_eq!(Image.sniff(&bare), Confidence::No);
}

#[test]
fn a_cut_bitmap_is_an_error_wherever_the_cut_is() {
    for whole in [
        plain_bmp(),
        bmp((3, 1), 8, 1, &[[0; 4]; 2], &[2, 1, 1, 0, 0, 1]),
    ] {
        for end in 28..whole.len() {
            assert_eq!(
                decode(&whole[..end]).unwrap_err().code(),
                Code::PatternTruncated,
                "{end} of {}",
                whole.len()
            );
        }
    }
}

#[test]
fn a_bitmap_that_only_claims_to_be_large_is_refused_by_its_header() {
    assert_eq!(
        decode(&bmp((8000, 8000), 24, 0, &[], &[0; 64]))
            .unwrap_err()
            .code(),
        Code::PatternTooLarge
    );
    assert_eq!(
        decode(&bmp((60_000, 1), 24, 0, &[], &[0; 64]))
            .unwrap_err()
            .code(),
        Code::PatternTooLarge
    );
    let kept_as_jpeg = decode(&bmp((8, 8), 0, 4, &[], &[0; 64])).unwrap_err();
    assert_eq!(
        kept_as_jpeg.code(),
        Code::PatternUnknownFormat,
        "{kept_as_jpeg}"
    );
}
