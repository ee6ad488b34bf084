use super::*;
use crate::pattern::HeldPattern;
use crate::pattern::format::encode;
use crate::problem::Code;
use std::sync::Arc;

fn decode(bytes: &[u8]) -> Result<Decoded, PatternError> {
    read(bytes, &Cancel::default())
}

fn pattern(leds: usize, rgb: Vec<u8>, ms: &[u32]) -> HeldPattern {
    let frames = Frames::new(
        leds,
        rgb,
        ms.iter().map(|&ms| FrameDuration::from_ms(ms)).collect(),
    )
    .unwrap();
    HeldPattern {
        name: "p".into(),
        format: "test",
        frames: Arc::new(frames),
        matrix: None,
        order: PixelOrder::Strip,
        warnings: vec![],
    }
}

pub(super) fn noise(leds: usize, frames: usize, ms: u32) -> HeldPattern {
    let mut random = fastrand::Rng::with_seed(7);
    pattern(
        leds,
        (0..leds * 3 * frames).map(|_| random.u8(..)).collect(),
        &vec![ms; frames],
    )
}

fn both(pattern: &HeldPattern) -> [Vec<u8>; 2] {
    [&Fseq as &dyn Format, &PLAIN].map(|format| encode(format, &pattern.clone().into()).unwrap())
}

/// A version 2.0 header, uncompressed unless told, with these tables.
fn made(
    channels: u32,
    frames: u32,
    packing: u8,
    blocks: &[(u32, u32)],
    ranges: &[(u32, u32)],
    data: &[u8],
) -> Vec<u8> {
    let tables = 32 + 8 * blocks.len() + 6 * ranges.len();
    let start = tables.next_multiple_of(4);
    let mut out = b"PSEQ".to_vec();
    out.extend((start as u16).to_le_bytes());
    out.extend([0, 2]);
    out.extend((tables as u16).to_le_bytes());
    out.extend(channels.to_le_bytes());
    out.extend(frames.to_le_bytes());
    out.extend([25, 0, packing, blocks.len() as u8, ranges.len() as u8, 0]);
    out.extend(7_u64.to_le_bytes());
    for (a, b) in blocks {
        out.extend(a.to_le_bytes());
        out.extend(b.to_le_bytes());
    }
    for (a, b) in ranges {
        out.extend(&a.to_le_bytes()[..3]);
        out.extend(&b.to_le_bytes()[..3]);
    }
    out.resize(start, 0);
    out.extend(data);
    out
}

#[test]
fn what_is_written_is_read_back_in_one_block_or_many() {
    for pattern in [
        noise(1, 1, 25),
        noise(100, 9, 50),
        noise(100, 10, 50),
        noise(1000, 300, 20),
        noise(3, 40_000, 25),
    ] {
        for file in both(&pattern) {
            let back = decode(&file).unwrap();
            assert_eq!(back.frames, *pattern.frames);
            assert!(back.warnings.is_empty(), "{:?}", back.warnings);
        }
        assert!(Fseq.losses(&pattern.clone().into()).unwrap().is_empty());
    }
}

#[test]
fn one_content_has_one_id_and_another_content_another() {
    let id = |file: &Vec<u8>| u64::from_le_bytes(*file[24..].first_chunk().unwrap());
    let [packed, plain] = both(&noise(10, 5, 25));
    assert_eq!(id(&packed), id(&plain));
    assert_ne!(id(&packed), id(&both(&noise(10, 5, 26))[0]));
    assert_ne!(id(&packed), 0);
}

#[test]
fn uneven_durations_become_steps_that_do_not_drift() {
    let uneven = pattern(1, (0..9).collect(), &[100, 50, 1000]);
    let back = decode(&both(&uneven)[0]).unwrap().frames;
    assert_eq!(
        (back.len(), back.total_ms(), back.durations()[0].ms()),
        (23, 1150, 50)
    );
    assert!(
        Fseq.losses(&uneven.clone().into()).unwrap()[0]
            .to_string()
            .contains("several equal frames of 50 ms"),
        "{:?}",
        Fseq.losses(&uneven.into()).unwrap()
    );

    let thirds: Vec<u32> = (0..3000)
        .map(|i| if i % 3 == 2 { 34 } else { 33 })
        .collect();
    let film = pattern(1, vec![1; 9000], &thirds);
    let back = decode(&both(&film)[1]).unwrap().frames;
    assert!(
        back.total_ms().abs_diff(film.frames.total_ms()) <= 33,
        "{}",
        back.total_ms()
    );
    assert!(
        Fseq.losses(&film.into()).unwrap()[0]
            .to_string()
            .contains("rounded to steps of 33 ms")
    );

    let slow = pattern(1, (0..6).collect(), &[60_000, 60_000]);
    let back = decode(&both(&slow)[0]).unwrap().frames;
    assert_eq!((back.total_ms(), back.durations()[0].ms()), (120_000, 250));
}

#[test]
fn sparse_channels_are_packed_and_named_and_odd_ones_filled_up() {
    let file = made(
        4,
        2,
        0,
        &[],
        &[(100, 1), (200, 3)],
        &[1, 2, 3, 4, 5, 6, 7, 8],
    );
    let back = decode(&file).unwrap();
    assert_eq!(back.frames.rgb(), [1, 2, 3, 4, 0, 0, 5, 6, 7, 8, 0, 0]);
    assert!(
        back.warnings[0].to_string().contains("101-101, 201-203"),
        "{:?}",
        back.warnings
    );
    assert!(
        back.warnings[1].to_string().contains("filled up with 0"),
        "{:?}",
        back.warnings
    );
    let wrong = made(5, 2, 0, &[], &[(100, 1), (200, 3)], &[0; 10]);
    assert_eq!(decode(&wrong).unwrap_err().code(), Code::PatternCorrupt);
}

#[test]
fn unused_lines_of_the_block_table_are_skipped() {
    let a = zstd::bulk::compress(&[1; 6], 1).unwrap();
    let b = zstd::bulk::compress(&[2; 9], 1).unwrap();
    let blocks = [(0, a.len() as u32), (0, 0), (2, b.len() as u32), (0, 0)];
    let back = decode(&made(3, 5, 1, &blocks, &[], &[a, b].concat())).unwrap();
    assert_eq!(back.frames.rgb(), [[1; 6].as_slice(), &[2; 9]].concat());
}

#[test]
fn version_1_and_a_step_of_0_are_read() {
    let mut old = b"PSEQ".to_vec();
    old.extend([
        28, 0, 0, 1, 28, 0, 3, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 0, 0,
    ]);
    old.extend([9, 8, 7, 6, 5, 4]);
    let back = decode(&old).unwrap();
    assert_eq!(
        (back.frames.rgb(), back.frames.durations()[0].ms()),
        (&[9, 8, 7, 6, 5, 4][..], 50)
    );
}

#[test]
fn the_media_file_is_named_without_its_folders() {
    let variable = b"\x13\0mf/home/x/a.mp3\0";
    let mut file = made(3, 1, 0, &[], &[], &[]);
    file.extend(variable);
    file.resize(56, 0);
    file[4] = 56;
    file.extend([1, 2, 3]);
    assert!(
        decode(&file).unwrap().warnings[0]
            .to_string()
            .contains("belongs to a.mp3,")
    );
}

#[test]
fn lies_in_the_header_are_refused_before_anything_is_allocated() {
    let code = |file: &[u8]| decode(file).unwrap_err().code();
    assert_eq!(
        code(&made(3, 1000, 0, &[], &[], &[0; 10])),
        Code::PatternTruncated
    );
    assert_eq!(
        code(&made(u32::MAX, u32::MAX, 0, &[], &[], &[])),
        Code::PatternTruncated
    );
    assert_eq!(
        code(&made(u32::MAX, u32::MAX, 1, &[(0, 4)], &[], &[0; 4])),
        Code::PatternCorrupt
    );
    assert_eq!(code(&made(3, 0, 0, &[], &[], &[])), Code::PatternEmpty);
    assert_eq!(
        code(&made(3, 1, 3, &[], &[], &[0; 3])),
        Code::PatternCorrupt
    );
    assert_eq!(
        code(&made(3, 5, 1, &[], &[], &[0; 9])),
        Code::PatternCorrupt
    );
    assert_eq!(
        code(&made(3, 5, 1, &[(1, 4)], &[], &[0; 4])),
        Code::PatternCorrupt
    );
    assert_eq!(
        code(&made(3, 5, 1, &[(0, 400)], &[], &[0; 4])),
        Code::PatternTruncated
    );
    assert_eq!(code(b"PSEQ"), Code::PatternTruncated);
    assert_eq!(
        code(&[b"PSEQ".as_slice(), &[0; 28]].concat()),
        Code::PatternUnknownFormat
    );
    let effect = [b"ESEQ".as_slice(), &[0; 40]].concat();
    assert_eq!(code(&effect), Code::PatternUnknownFormat);
}

#[test]
fn blocks_of_more_or_less_than_their_frames_are_damage() {
    let more = zstd::bulk::compress(&[1; 10_000_000], 1).unwrap();
    let bomb = made(3, 2, 1, &[(0, more.len() as u32)], &[], &more);
    assert_eq!(decode(&bomb).unwrap_err().code(), Code::PatternCorrupt);
    let less = zstd::bulk::compress(&[1; 5], 1).unwrap();
    let short = made(3, 2, 1, &[(0, less.len() as u32)], &[], &less);
    assert!(
        decode(&short)
            .unwrap_err()
            .to_string()
            .contains("contains 5 bytes; its 2 frames need 6")
    );
    for (raw, what) in [
        (vec![1; 5], "5 bytes"),
        (vec![1; 6], ""),
        (vec![1; 7], "more bytes than"),
    ] {
        use std::io::Write as _;
        let mut zlib = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
        zlib.write_all(&raw).unwrap();
        let block = zlib.finish().unwrap();
        let read = decode(&made(3, 2, 2, &[(0, block.len() as u32)], &[], &block));
        match read {
            Ok(back) => assert_eq!((back.frames.rgb(), what), (&[1; 6][..], "")),
            Err(error) => assert!(
                !what.is_empty() && error.to_string().contains(what),
                "{error}"
            ),
        }
    }
}

#[test]
fn damaged_files_end_in_an_error_never_a_panic() {
    let [packed, plain] = both(&noise(20, 30, 25));
    let mut random = fastrand::Rng::with_seed(3);
    for file in [packed, plain] {
        for end in 0..file.len().min(400) {
            let _ = decode(&file[..end]);
        }
        for _ in 0..2000 {
            let mut bad = file.clone();
            for _ in 0..random.usize(1..4) {
                let at = random.usize(..bad.len().min(200));
                bad[at] = random.u8(..);
            }
            let _ = decode(&bad);
        }
    }
}
