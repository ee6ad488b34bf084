//! Small files that ask for a lot: refused by what they say, before anything is allocated for it.

use super::*;
use crate::pattern::{MapOptions, Reel, read_map};
use crate::problem::Code;

fn read_as(name: &str, bytes: &[u8]) -> Result<Decoded, PatternError> {
    by_name(name)
        .unwrap()
        .decode(source(bytes), &ReadOptions::default())
}

fn code(name: &str, bytes: &[u8]) -> Code {
    read_as(name, bytes).unwrap_err().code()
}

/// A file from disk, with whatever can be streamed streamed.
fn in_place(bytes: &[u8]) -> Result<(Reel, tempfile::TempDir), PatternError> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a");
    std::fs::write(&path, bytes).unwrap();
    crate::pattern::open_holding(&path, &ReadOptions::default(), 0)
        .map(|opened| (opened.pattern.frames, folder))
}

fn zlib(bytes: &[u8]) -> Vec<u8> {
    let mut out = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
    std::io::Write::write_all(&mut out, bytes).unwrap();
    out.finish().unwrap()
}

fn riff_chunk(kind: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let padding: &[u8] = if data.len() % 2 == 1 { &[0] } else { &[] };
    [kind, &(data.len() as u32).to_le_bytes()[..], data, padding].concat()
}

#[test]
fn a_webp_whose_picture_is_far_larger_than_its_canvas() {
    // 16,384 x 16,384 in the frame and in the bitstream, on a canvas of 2 x 1: 1 GiB to decode
    let sides = [0xFF, 0x3F, 0, 0xFF, 0x3F, 0];
    let lossless = riff_chunk(b"VP8L", &[0x2F, 0xFF, 0xFF, 0xFF, 0x0F, 0, 0, 0]);
    let frame = riff_chunk(
        b"ANMF",
        &[&[0; 6][..], &sides, &[40, 0, 0, 0], &lossless].concat(),
    );
    let head = riff_chunk(b"VP8X", &[2, 0, 0, 0, 1, 0, 0, 0, 0, 0]);
    let data = [&b"WEBP"[..], &head, &riff_chunk(b"ANIM", &[0; 6]), &frame].concat();
    let file = riff_chunk(b"RIFF", &data);
    assert_eq!(code("webp", &file), Code::PatternTooLarge);
    assert_eq!(in_place(&file).unwrap_err().code(), Code::PatternTooLarge);
}

#[test]
fn a_gif_of_many_pictures_far_larger_than_its_canvas() {
    let picture = |high: u8| {
        [
            &[0x2C, 0, 0, 0, 0, 0, high, 0, high, 0, 2][..],
            &[1, 0x44, 0],
        ]
        .concat()
    };
    let head = b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xFF\xFF\xFF";
    let file = |high, count| [&head[..], &picture(high).repeat(count), b";"].concat();
    for (high, count) in [(0x40, 1), (0x40, 20), (0x20, 1), (0x10, 40)] {
        let bytes = file(high, count);
        assert_eq!(
            code("gif", &bytes),
            Code::PatternTooLarge,
            "{count} of {high}00 hex in square"
        );
        assert_eq!(
            in_place(&bytes).unwrap_err().code(),
            Code::PatternTooLarge,
            "{count} of {high}00 hex in square"
        );
    }
    assert_eq!(
        code("gif", &file(0x10, 1)),
        Code::PatternCorrupt,
        "4096 x 4096 may be, but not in one byte"
    );
}

/// A PNG of 1 x 1 with a chunk before its pixels.
fn png_with(kind: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, 1, 1);
    encoder.set_color(png::ColorType::Rgb);
    let mut writer = encoder.write_header().unwrap();
    writer
        .write_chunk(png::chunk::ChunkType(*kind), data)
        .unwrap();
    writer.write_image_data(&[1, 2, 3]).unwrap();
    writer.finish().unwrap();
    file
}

#[test]
fn a_png_with_a_packed_profile_or_text_that_unpacks_to_more_than_a_file_may_have() {
    let packed = zlib(&vec![0; 80 << 20]);
    for (kind, head) in [
        (b"iCCP", &b"a\0\0"[..]),
        (b"zTXt", b"a\0\0"),
        (b"iTXt", b"a\0\x01\0\0\0"),
    ] {
        let file = png_with(kind, &[head, &packed].concat());
        for name in ["image", "rows"] {
            // not unpacked, or refused where the decoder insists
            let read = read_as(name, &file).map(|decoded| decoded.frames.rgb().to_vec());
            match read {
                Ok(rgb) => assert_eq!(rgb, [1, 2, 3]),
                Err(error) => assert_eq!(error.code(), Code::PatternTooLarge, "{error}"),
            }
        }
    }
}

/// The markers of a JPEG of that frame, side and number of scans, without any pixel.
fn jpeg(frame: u8, side: u16, scans: usize) -> Vec<u8> {
    let [high, low] = side.to_be_bytes();
    let sof = [
        &[0xFF, frame, 0, 17, 8, high, low, high, low, 3][..],
        &[1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0],
    ]
    .concat();
    let dqt = [&[0xFF, 0xDB, 0, 67, 0][..], &[1; 64]].concat();
    let dht = |class: u8| [&[0xFF, 0xC4, 0, 20, class, 1][..], &[0; 15], &[0]].concat();
    let scan = [0xFF, 0xDA, 0, 12, 3, 1, 0, 2, 0, 3, 0, 0, 0, 0, 0];
    [
        &[0xFF, 0xD8][..],
        &dqt,
        &sof,
        &dht(0),
        &dht(0x10),
        &scan.repeat(scans),
        &[0xFF, 0xD9],
    ]
    .concat()
}

#[test]
fn a_jpeg_of_many_passes_over_many_pixels() {
    assert_eq!(
        code("image", &jpeg(0xC2, 4000, 20)),
        Code::PatternTooLarge,
        "320 million pixels in all"
    );
    assert_eq!(
        code("image", &jpeg(0xC2, 5600, 1)),
        Code::PatternTooLarge,
        "with all of its coefficients"
    );
    assert_eq!(code("image", &jpeg(0xC0, 8000, 1)), Code::PatternTooLarge);
}

fn sequence(channels: u32, frames: u32, packing: u8, block: &[u8]) -> Vec<u8> {
    let mut file = b"PSEQ\x28\0\0\x02\x28\0".to_vec();
    file.extend(channels.to_le_bytes());
    file.extend(frames.to_le_bytes());
    file.extend([25, 0, packing, 1, 0, 0]);
    file.extend([7; 8]);
    file.extend([0; 4]);
    file.extend((block.len() as u32).to_le_bytes());
    file.extend(block);
    file
}

#[test]
fn a_sequence_that_says_more_than_its_blocks_can_ever_hold() {
    for packing in [1, 2] {
        for (channels, frames) in [
            (u32::MAX, 1),
            (3, u32::MAX),
            (u32::MAX, u32::MAX),
            (3 << 20, 4000),
        ] {
            let file = sequence(channels, frames, packing, &[0; 50]);
            assert_eq!(
                code("fseq", &file),
                Code::PatternCorrupt,
                "{channels} x {frames}"
            );
            assert_eq!(
                in_place(&file).unwrap_err().code(),
                Code::PatternCorrupt,
                "{channels} x {frames}"
            );
        }
    }
}

#[test]
fn a_sequence_whose_blocks_really_hold_that_much() {
    let zeros = vec![0; 96 << 20];
    let zstd = zstd::bulk::compress(&zeros, 1).unwrap();
    let zlib = zlib(&zeros);
    for (packing, block) in [(1, zstd), (2, zlib)] {
        assert_eq!(
            code("fseq", &sequence(3 << 20, 100, packing, &[0; 400_000])),
            Code::PatternTooLarge
        );
        let one = in_place(&sequence(96 << 20, 1, packing, &block));
        assert_eq!(
            one.unwrap_err().code(),
            Code::PatternTooLarge,
            "no frame is that large"
        );
        let fewer = sequence(3000, 2, packing, &block);
        assert_eq!(code("fseq", &fewer), Code::PatternCorrupt);
        assert_eq!(in_place(&fewer).unwrap_err().code(), Code::PatternCorrupt);
        let (many, _folder) = in_place(&sequence(3 << 20, 32, packing, &block)).unwrap();
        assert_eq!(
            (many.leds(), many.len(), many.held().is_none()),
            (1 << 20, 32, true)
        );
        assert!(
            many.reader()
                .unwrap()
                .frame(31)
                .unwrap()
                .rgb
                .iter()
                .all(|&byte| byte == 0)
        );
    }
}

#[test]
fn json_that_is_deep_wide_or_long() {
    let shape = r#""metadata": {"width": 1, "height": 1}"#;
    let frames = r#""frames": [{"pixels": [[1,2,3]]}]"#;
    let deep = "[".repeat(1_000_000);
    for text in [
        format!("{{\"frames\": {deep}"),
        format!("{{\"x\": {deep}"),
        format!("{{{shape}, \"frames\": [{{\"pixels\": {deep}"),
        format!("{{{shape}, \"frames\": [{{\"pixels\": [[1,2,3,{deep}"),
        format!("{{{shape}, \"frames\": [{}]}}", "{},".repeat(70_000)),
        format!("{{\"metadata\": {{\"width\": 1000000000, \"height\": 1000000000}}, {frames}}}"),
        format!(
            "{{\"metadata\": {{\"width\": 4096, \"height\": 4096}}, \"frames\": [{}{{}}]}}",
            "{},".repeat(60)
        ),
    ] {
        let error = read_as("project", text.as_bytes()).unwrap_err();
        assert!(
            [Code::PatternCorrupt, Code::PatternTooLarge].contains(&error.code()),
            "{error}"
        );
    }
    let empty = "[],".repeat(200_000);
    let many = format!("{{{shape}, \"x\": [{empty}0], {frames}}}");
    assert!(
        read_as("project", many.as_bytes()).is_ok(),
        "what is no part of a pattern is passed over"
    );
}

/// A record of Intel HEX.
fn record(address: u16, kind: u8, data: &[u8]) -> String {
    let [high, low] = address.to_be_bytes();
    let bytes = [&[data.len() as u8, high, low, kind][..], data].concat();
    let sum = bytes.iter().fold(0_u8, |sum, byte| sum.wrapping_sub(*byte));
    let digits: String = bytes
        .iter()
        .chain([&sum])
        .map(|byte| format!("{byte:02X}"))
        .collect();
    format!(":{digits}\n")
}

#[test]
fn intel_hex_over_4_gib_of_addresses_and_in_a_million_pieces() {
    let far = [
        record(0, 0, &[1]),
        record(0, 4, &[0xFF, 0xFF]),
        record(0xFFFF, 0, &[2]),
        record(0, 1, &[]),
    ]
    .concat();
    assert!(
        read_as("hex", far.as_bytes())
            .unwrap_err()
            .to_string()
            .contains("is missing")
    );
    let pieces = [record(2, 0, &[7]), record(0, 0, &[7])]
        .concat()
        .repeat((1 << 19) + 1);
    let error = read_as("hex", pieces.as_bytes()).unwrap_err().to_string();
    assert!(
        error.contains("Line 1048577: ") && error.contains("pieces"),
        "{error}"
    );
}

#[test]
fn text_that_is_too_long_for_any_pattern() {
    let heads = [
        ("hex", ":00000001FF\n"),
        ("lms", "{header\n}\n"),
        ("c-header", "byte a[] = {"),
        ("project", "{\"frames\": [], \"pixels\": 0}"),
        ("ub-text", "FRAME 0\n"),
        ("esp01", "{LED Matrix Pattern\n"),
    ];
    let mut long = vec![b' '; limits::MAX_TEXT_BYTES + 1];
    for (name, head) in heads {
        long[..head.len()].copy_from_slice(head.as_bytes());
        assert_eq!(code(name, &long), Code::PatternTooLarge, "{name}");
        long[..head.len()].fill(b' ');
    }
}

#[test]
fn text_that_would_not_be_read_again_is_not_written() {
    let large = made(
        Matrix::new(250, 200).unwrap(),
        vec![7; 250 * 200 * 3 * 240],
        default_durations(240),
    );
    for name in ["hex", "lms", "c-header", "ub-text"] {
        let error = encode(by_name(name).unwrap(), &large.clone().into()).unwrap_err();
        assert_eq!(error.code(), Code::PatternTooLarge, "{name}: {error}");
    }
    let project = encode(by_name("project").unwrap(), &large.into()).unwrap();
    assert!(project.len() < 1 << 20, "pixels alike take little");
}

#[test]
fn a_c_header_of_a_great_many_numbers_braces_and_comments() {
    let bytes = format!("byte a[] = {{ 1, 0, 1, 0, {} }};", "0,".repeat(300_000));
    let guessed = read_as("c-header", bytes.as_bytes()).unwrap();
    assert!(
        !guessed.certain,
        "one LED, one frame, and much more: no header"
    );
    let wide = format!("const long a[] = {{ {} }};", "1,".repeat(300_000));
    assert_eq!(
        read_as("c-header", wide.as_bytes()).unwrap().frames.leds(),
        300_000
    );
    for text in [
        "={",
        "a[]={",
        "/*",
        "\"",
        "#if 0\n",
        "_WIDTH ",
        "a[]={}",
        "a[9]={1};",
        "a=1;",
        "#define a 1\n",
        "a,",
        "[[",
        "a=[1,2,3]\n",
    ] {
        let _ = read_as("c-header", text.repeat(100_000).as_bytes()); // in no more time than others
    }
}

#[test]
fn headers_in_text_that_claim_absurd_sizes() {
    for (name, text) in [
        ("lms", "{header\n}\n{anim4\nw:4000000000\nh:1\nr:0\n}\n"),
        (
            "lms",
            "{header\n?:0,18446744073709551615\n}\n{anim4\nw:1024\nh:1024\nr:0\n}\n",
        ),
        (
            "ub-text",
            "# LEDs: 18446744073709551615\nFRAME 0\nLED 0 1 2 3\n",
        ),
        (
            "ub-text",
            "# Dimensions: 65535x65535\nFRAME 0\nLED 0 1 2 3\n",
        ),
        (
            "esp01",
            "{LED Matrix Pattern\nWidth:65535\nHeight:65535\n}\n1\n",
        ),
    ] {
        assert_eq!(code(name, text.as_bytes()), Code::PatternCorrupt, "{text}");
    }
    let counted = "# Frames: 18446744073709551615\nFRAME 0\nLED 0 1 2 3\n";
    assert_eq!(
        read_as("ub-text", counted.as_bytes())
            .unwrap()
            .warnings
            .len(),
        1
    );
    let dead = format!(
        "{{header\n}}\n{{deadpixel\n{}}}\n",
        "p:1 1 1\n".repeat(100_000)
    );
    assert_eq!(code("lms", dead.as_bytes()), Code::PatternEmpty);
}

#[test]
fn headers_in_bytes_that_claim_absurd_sizes() {
    for (name, bytes) in [
        ("wire", &[0xFF; 40][..]),
        ("dims", &[0, 16, 0, 16, 32, 78, 1, 0]),
        ("dat", &[255, 255, 255, 255, 3, 0, 1]),
        (
            "fseq",
            b"PSEQ\x1c\0\0\x01\x1c\0\xff\xff\xff\xff\xff\xff\xff\xff\x19\0\0\0\0\0\0\0\0\0",
        ),
    ] {
        assert_eq!(code(name, bytes), Code::PatternTruncated, "{name}");
    }
}

#[test]
fn maps_that_claim_absurd_sizes() {
    let options = MapOptions::default();
    for text in [
        r#"{"width": 1000000000, "height": 2, "map": [0, 1]}"#,
        r#"{"width": 65535, "height": 65535, "map": [0, 1]}"#,
        "led,x,y\n1000000000,0,0\n",
        "0,0\n1e300,0\n",
    ] {
        assert_eq!(
            read_map(text.as_bytes(), &options).unwrap_err().code(),
            Code::LayoutUnreadable,
            "{text}"
        );
    }
    let far = read_map(br#"{"map": [0, 1000000000, 1]}"#, &options)
        .unwrap()
        .map;
    assert_eq!(far.leds(), 2, "WLED has no such LED either");
    let deep = format!("{{\"x\": {}", "[".repeat(1_000_000));
    assert!(read_map(deep.as_bytes(), &options).is_err());
    let cells = format!("{{\"map\": [{}0]}}", "0,".repeat(70_000));
    assert!(
        read_map(cells.as_bytes(), &options)
            .unwrap_err()
            .to_string()
            .contains("65535")
    );
    let near: String = (0..60_000)
        .map(|n| format!("{},{}\n", n % 7, f64::from(n) * 1e-9))
        .collect();
    assert!(
        read_map(near.as_bytes(), &options)
            .unwrap()
            .map
            .matrix()
            .leds()
            <= crate::pattern::MAX_LEDS
    );
}
