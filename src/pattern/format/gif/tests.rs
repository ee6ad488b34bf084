//! Tests of reading GIFs.

use super::*;
use crate::pattern::Matrix;
use crate::problem::Code;

const RED: [u8; 3] = [255, 0, 0];
const BLUE: [u8; 3] = [0, 0, 255];

/// The image data of `pixels`, each 0 to 3: a clear code every two pixels keeps all codes at 3 bits.
fn lzw(pixels: &[u8]) -> Vec<u8> {
    let codes = pixels
        .chunks(2)
        .flat_map(|pair| [&[4], pair].concat())
        .chain([5]);
    let mut bits = 0_u32;
    let mut count = 0;
    let mut out = vec![];
    for code in codes {
        bits |= u32::from(code) << count;
        count += 3;
        while count >= 8 {
            out.push(bits as u8);
            bits >>= 8;
            count -= 8;
        }
    }
    out.push(bits as u8);
    [&[2, out.len() as u8], &out[..], &[0]].concat()
}

#[derive(Clone)]
struct Part {
    disposal: u8,
    clear: Option<u8>,
    delay_cs: u8,
    place: [u8; 4],
    interlaced: bool,
    palette: Option<[[u8; 3]; 4]>,
    pixels: &'static [u8],
}

const WHOLE: Part = Part {
    disposal: 1,
    clear: None,
    delay_cs: 5,
    place: [0, 0, 2, 2],
    interlaced: false,
    palette: None,
    pixels: &[1; 4],
};

/// A GIF of `w x h` whose global palette is black, red, blue, white.
fn gif(w: u8, h: u8, parts: &[Part]) -> Vec<u8> {
    let mut out = [
        &b"GIF89a"[..],
        &[w, 0, h, 0, 0x81, 0, 0],
        &[0, 0, 0],
        &RED,
        &BLUE,
        &[255; 3],
    ]
    .concat();
    for part in parts {
        let flags = part.disposal << 2 | u8::from(part.clear.is_some());
        out.extend([
            0x21,
            0xF9,
            4,
            flags,
            part.delay_cs,
            0,
            part.clear.unwrap_or(0),
            0,
        ]);
        let [x, y, w, h] = part.place;
        let local = part.palette.map_or(0, |_| 0x81) | u8::from(part.interlaced) << 6;
        out.extend([0x2C, x, 0, y, 0, w, 0, h, 0, local]);
        out.extend(part.palette.iter().flatten().flatten());
        out.extend(lzw(part.pixels));
    }
    out.push(0x3B);
    out
}

fn decode(bytes: &[u8]) -> Result<Decoded, PatternError> {
    Gif.decode(
        Source {
            path: std::path::Path::new("a.gif"),
            bytes,
        },
        &ReadOptions::default(),
    )
}

fn frame(decoded: &Decoded, index: usize) -> Vec<[u8; 3]> {
    decoded
        .frames
        .frame(index)
        .unwrap()
        .as_chunks::<3>()
        .0
        .to_vec()
}

#[test]
fn parts_are_put_onto_what_the_frame_before_left() {
    let dot = |disposal| Part {
        disposal,
        place: [1, 0, 1, 1],
        pixels: &[2],
        ..WHOLE
    };
    let kept = decode(&gif(
        2,
        2,
        &[
            WHOLE,
            dot(1),
            Part {
                place: [0, 1, 1, 1],
                ..dot(1)
            },
        ],
    ))
    .unwrap();
    assert_eq!(frame(&kept, 1), [RED, BLUE, RED, RED]);
    assert_eq!(frame(&kept, 2), [RED, BLUE, BLUE, RED]);
    let restored = decode(&gif(
        2,
        2,
        &[
            WHOLE,
            dot(3),
            Part {
                place: [0, 1, 1, 1],
                ..dot(1)
            },
        ],
    ))
    .unwrap();
    assert_eq!(
        frame(&restored, 2),
        [RED, RED, BLUE, RED],
        "disposal 3 restores what was before"
    );
    let cleared = decode(&gif(
        2,
        2,
        &[
            WHOLE,
            dot(2),
            Part {
                place: [0, 1, 1, 1],
                ..dot(1)
            },
        ],
    ))
    .unwrap();
    assert_eq!(
        frame(&cleared, 2),
        [RED, [0; 3], BLUE, RED],
        "disposal 2 clears"
    );
    assert_eq!(cleared.frames.alpha(2), Some(&[255, 0, 255, 255][..]));
}

#[test]
fn transparent_pixels_local_palettes_and_interlacing_are_honoured() {
    let hole = Part {
        clear: Some(0),
        pixels: &[0, 2, 2, 0],
        ..WHOLE
    };
    assert_eq!(
        frame(&decode(&gif(2, 2, &[WHOLE, hole])).unwrap(), 1),
        [RED, BLUE, BLUE, RED]
    );
    let local = Part {
        palette: Some([[1, 2, 3], [4, 5, 6], [7, 8, 9], [0; 3]]),
        pixels: &[0, 1, 2, 0],
        ..WHOLE
    };
    assert_eq!(
        frame(&decode(&gif(2, 2, &[local])).unwrap(), 0),
        [[1, 2, 3], [4, 5, 6], [7, 8, 9], [1, 2, 3]]
    );
    let rows = Part {
        place: [0, 0, 1, 4],
        interlaced: true,
        pixels: &[0, 1, 2, 3],
        ..WHOLE
    };
    assert_eq!(
        frame(&decode(&gif(1, 4, &[rows])).unwrap(), 0),
        [[0; 3], BLUE, RED, [255; 3]]
    );
}

#[test]
fn delays_are_hundredths_and_zero_is_a_tenth() {
    let slow = Part {
        delay_cs: 7,
        ..WHOLE
    };
    let decoded = decode(&gif(
        2,
        2,
        &[
            Part {
                delay_cs: 0,
                ..WHOLE
            },
            slow,
        ],
    ))
    .unwrap();
    assert_eq!(
        decoded
            .frames
            .durations()
            .iter()
            .map(|d| d.ms())
            .collect::<Vec<_>>(),
        [100, 70]
    );
}

#[test]
fn a_cut_before_the_first_frame_is_whole_and_a_gif_without_frames_are_distinguished() {
    let whole = gif(2, 2, &[WHOLE]);
    for end in 6..whole.len() - 1 {
        assert_eq!(
            decode(&whole[..end]).unwrap_err().code(),
            Code::PatternTruncated,
            "{end} of {}",
            whole.len()
        );
    }
    assert_eq!(
        decode(&gif(2, 2, &[])).unwrap_err().code(),
        Code::PatternEmpty
    );
    let two = gif(2, 2, &[WHOLE, WHOLE]);
    let cut = decode(&two[..two.len() - 4]).unwrap();
    assert_eq!((cut.frames.len(), cut.warnings.len()), (1, 1));
}

#[test]
fn opacity_is_kept_only_from_where_it_is_needed() {
    let opaque = decode(&gif(2, 2, &[WHOLE, WHOLE])).unwrap();
    assert_eq!(opaque.frames.alpha(0), None);
    let dot = Part {
        disposal: 2,
        place: [1, 0, 1, 1],
        ..WHOLE
    };
    let later = decode(&gif(
        2,
        2,
        &[
            WHOLE,
            Part {
                pixels: &[2],
                ..dot
            },
            WHOLE,
        ],
    ))
    .unwrap();
    assert!(later.frames.alpha(0).is_none_or(|alpha| alpha == [255; 4]));
}

#[test]
fn the_frames_are_counted_against_the_budget_before_they_are_decoded() {
    let mut bytes = gif(2, 2, &vec![WHOLE; 40]);
    let outline = Outline::of(&bytes);
    assert_eq!(
        (outline.durations.len(), outline.pixels, outline.ends),
        (40, 160, Ends::Whole)
    );
    bytes[6..10].copy_from_slice(&[0, 8, 0, 3]); // held at its own size
    let frames = decode(&bytes).unwrap().frames;
    assert_eq!((frames.leds(), frames.len()), (2048 * 768, 40));
    let whole = gif(2, 2, &vec![WHOLE; 50]);
    bytes.splice(13.., whole.into_iter().skip(13));
    bytes[6..10].copy_from_slice(&[0, 8, 0, 4]);
    let error = decode(&bytes).unwrap_err();
    assert!(
        error.code() == Code::PatternTooLarge && error.to_string().contains("50 frames"),
        "{error}"
    );
    bytes[6..10].copy_from_slice(&[0, 0x18, 0, 0x18]);
    assert_eq!(
        decode(&bytes).unwrap_err().code(),
        Code::PatternTooLarge,
        "36 million pixels at 11 bytes"
    );
}

#[test]
fn huge_dimensions_are_refused_before_anything_is_allocated() {
    let mut bytes = gif(2, 2, &[WHOLE]);
    bytes[6..10].copy_from_slice(&[0xFF, 0xFF, 0xFF, 0xFF]);
    assert_eq!(decode(&bytes).unwrap_err().code(), Code::PatternTooLarge);
}

#[test]
fn pictures_larger_than_the_canvas_are_counted_as_well() {
    let mut bytes = gif(
        2,
        2,
        &vec![
            Part {
                place: [0, 0, 255, 255],
                ..WHOLE
            };
            40
        ],
    );
    assert_eq!(Outline::of(&bytes).pixels, 40 * 255 * 255);
    for at in 0..bytes.len() - 4 {
        if bytes[at..].starts_with(&[255, 0, 255, 0]) {
            bytes[at..at + 4].copy_from_slice(&[255; 4]);
        }
    }
    assert_eq!(decode(&bytes).unwrap_err().code(), Code::PatternTooLarge);
}

#[test]
fn a_picture_that_ends_early_is_damage() {
    let short = Part {
        pixels: &[1, 2],
        ..WHOLE
    };
    assert_eq!(
        decode(&gif(2, 2, std::slice::from_ref(&short)))
            .unwrap_err()
            .code(),
        Code::PatternCorrupt
    );
    let second = decode(&gif(2, 2, &[WHOLE, short])).unwrap();
    assert_eq!((second.frames.len(), second.warnings.len()), (1, 1));
}

#[test]
fn the_last_byte_may_be_missing_and_zeros_may_follow() {
    let whole = gif(2, 2, &[WHOLE, WHOLE]);
    let rest = whole.len() - 1;
    assert_eq!(whole[rest], 0x3B);
    for file in [
        whole[..rest].to_vec(),
        [&whole[..rest], &[0; 7]].concat(),
        [&whole[..], &[0; 7]].concat(),
    ] {
        let read = decode(&file).unwrap();
        assert_eq!((read.frames.len(), read.warnings.len()), (2, 0));
    }
    // an extension announces one more picture, and a block that no GIF has is damage
    for behind in [&[0x21, 0xF9, 4, 0, 10, 0, 0, 0][..], &[0x2C], &[7], &[0, 7]] {
        let read = decode(&[&whole[..rest], behind].concat()).unwrap();
        assert_eq!(
            (read.frames.len(), read.warnings.len()),
            (2, 1),
            "{behind:?}"
        );
    }
}

#[test]
fn a_screen_without_a_side_is_as_large_as_the_first_picture_needs() {
    let picture = |place: [u8; 4]| Part {
        place,
        pixels: &[1; 81][..usize::from(place[2]) * usize::from(place[3])],
        ..WHOLE
    };
    let first = picture([0, 0, 4, 2]);
    let moved = picture([1, 2, 4, 2]);
    for (w, h, parts, size) in [
        (0, 0, vec![first.clone()], (4, 2)),
        (0, 0, vec![first, picture([0, 0, 9, 9])], (4, 2)),
        (7, 0, vec![moved.clone()], (5, 4)),
        (3, 1, vec![moved], (3, 1)),
    ] {
        let read = decode(&gif(w, h, &parts)).unwrap();
        assert_eq!(read.matrix, Matrix::new(size.0, size.1));
        assert_eq!(read.frames.len(), parts.len());
    }
    assert_eq!(
        decode(&gif(0, 0, &[])).unwrap_err().code(),
        Code::PatternEmpty
    );
    assert!(decode(&gif(0, 0, &[picture([0, 0, 0, 2])])).is_err());
}

#[test]
fn files_of_the_field_are_what_browsers_show() {
    for (name, size) in [
        ("gif_without_trailer.gif", (4, 2)),
        ("gif_screen_0x0.gif", (4, 2)),
    ] {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/field");
        let read = decode(&std::fs::read(folder.join(name)).unwrap()).unwrap();
        assert_eq!(read.matrix, Matrix::new(size.0, size.1), "{name}");
        assert!(read.warnings.is_empty(), "{name}: {:?}", read.warnings);
        if name == "gif_without_trailer.gif" {
            assert_eq!(read.frames.content_hash()[..16], *"166eed8450c7472c");
        }
    }
}
