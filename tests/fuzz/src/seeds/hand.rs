//! Texts and sequences with everything their readers know.

use flate2::Compression;
use flate2::write::ZlibEncoder;
use std::io::Write as _;

/// Every file.
pub(super) fn files() -> Vec<Vec<u8>> {
    let texts = LMS
        .iter()
        .chain(C_HEADER)
        .chain(PROJECT)
        .chain(UB_TEXT)
        .chain(ESP01)
        .chain(HEX);
    let texts = texts.map(|text| text.as_bytes().to_vec());
    texts.chain(sequences()).chain(binaries()).collect()
}

const LMS: &[&str] = &[
    "{header\na:0\n?:0,1\n%:2\n}\n{colours\nc:255\n}\n[layer\nn:one\nw:2\nh:1\nl:0\n]\n[layer\nn:two\nw:2\nh:1\nl:0\n]\n\
     {anim4\nw:2\nh:1\nr:0000FF 00FF00 \np:0\n}\n{anim4\nw:2\nh:1\nr:1 2 \np:0\n}\n\
     {anim4\nw:2\nh:1\nr:3 4 \np:0\n}\n{anim4\nw:2\nh:1\nr:5 6 \np:0\n}\n{deadpixel\np:0 1 \n}\n",
    "{header\r\n?:0,0\r\n}\r\n{anim\r\nw:4\r\nh:2\r\nr:0 1 1 0 \r\nr:1 0 0 1 \r\np:0\r\n}\r\n",
    "{header\n}\n{anim2\nw:4\nh:1\nr:0 1 2 3 \n}\n",
    "{header\n}\n{anim3\nw:2\nh:2\nr:0 1 \nr:2 3 \n}\n{deadpixel\np:1 0\np:0 1\n}\n",
    "{anim5\nw:8\nh:1\nr:0 1 2 3 4 5 6 7 \n}\n",
];

const C_HEADER: &[&str] = &[
    "const uint8_t p[] PROGMEM = { 1, 0, 0x01, 0, /* { */ 50u, 0, 0xFF, 2, 0b11 };\n",
    "#if 0\nbyte a[] = {1};\n#elif 1\nbyte b[6] = {255, 255, 255, 010, 0, 0};\n#else\nbyte c[] = {3};\n#endif\n",
    "#define X_WIDTH (2)\nstatic const uint16_t X_HEIGHT = 1;\nconst int X_FRAMES = 2;\n\
     const uint32_t f0[] PROGMEM = { 0xFF0001, 0x00A000 };\nconst uint32_t f1[] = { 0x0, 0xFFUL };\n",
    "#define X_WIDTH 2\n#define X_HEIGHT 1\nconst unsigned short PROGMEM f[][2] = {\n {0xF800, 0x07E0},\n {0x001F, 1},\n};\n",
    "extern \"C\" {\n#define ROW(a) { a, \\\n a }\nconst CRGB p[] = {CRGB::Red};\n}\n",
];

const PROJECT: &[&str] = &[
    "{\"project_version\": \"1.1\", \"pattern\": {\"matrix\": {\"width\": 2, \"height\": 2, \"layout_type\": \"circle\",\
     \"circular_mapping_table\": [[0,0],[1,0],[1,1]], \"default_color_order\": \"GRB\"}, \"frames\": [{\"duration_ms\": 70,\
     \"layers\": [{\"pixels\": \"AwECAwEEBQY=\", \"encoding\": \"rle+rgba8\"}, {\"pixels\": []}]}]}}",
    "{\"metadata\": {\"width\": 1, \"height\": 2, \"wiring_mode\": \"Serpentine\"}, \"frames\": \
     [{\"pixels\": [[1,2,3],[4,5,6,255]], \"duration_ms\": 50}, {\"pixels\": [[1,2,3],[4,5,6]]}]}",
    "{\"matrix\": {\"width\": 2, \"height\": 1}, \"frames\": [{\"layers\": [{\"pixels\": \"AQIDBAUG\", \"encoding\": \"raw+rgb8\"}]},\
     {\"layers\": [{\"pixels\": \"AQID/wECA/8=\", \"encoding\": \"raw+rgba8\"}]}, {\"layers\": [{\"pixels\": \"\"}]}]}",
];

const UB_TEXT: &[&str] = &[
    "# LEDS Pattern Export\n# Name: x\n# LEDs: 2\n# Frames: 2\n# Dimensions: 2x1\n# Export Options: RGB=GRB, ColorSpace=RGB888\n\n\
     FRAME 0\nDELAY 70\nLED 0 1 2 3\nLED 1 4 5 6\n\nFRAME 1\nLED 0 0 0 0\nLED 1 255 255 255\n",
    "# Export Options: RGB=RGB, ColorSpace=RGB565\nFRAME 0\nDELAY 5\nLED 0 0xF800\nLED 1 2016\n",
    "# LEDS Pattern Export\n# Width: 2, Height: 2\n# Frames: 3\n# Frame 1 (duration: 50ms)\n010203040506070809\n0a0B0c\n\n\
     # Frame 2 (duration: 60ms)\n000000000000000000000000\n",
];

const ESP01: &[&str] = &[
    "{LED Matrix Pattern - Heart\nWidth:3\nHeight:2\nMode:0\n}\n010\n1 1 1\n000\n0,0,1\n",
    "\u{feff}{LED Matrix Pattern\r\nHeight:1\r\nWidth:5\r\n}\r\n01010\r\n",
];

const HEX: &[&str] = &[
    ":020000040000FA\n:09000000010001003200070809AB\n:00000001FF\n",
    ":020000021000EC\n:03000000010203F7\n:0400000500000000F7\n:00000001FF\nbehind\n",
    ":03000300040506EB\r\n:03000000010203F7\r\n:00000001ff\r\n",
];

/// Version 1, zlib blocks, sparse ranges and a name of a song: what our encoder does not write.
fn sequences() -> Vec<Vec<u8>> {
    let data: Vec<u8> = (0..60).collect();
    let zlib = |bytes: &[u8]| {
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
        let _ = encoder.write_all(bytes);
        encoder.finish().unwrap_or_default()
    };
    let zstd = |bytes: &[u8]| zstd::bulk::compress(bytes, 2).unwrap_or_default();
    let (first, rest) = data.split_at(24);
    let cut = |pack: &dyn Fn(&[u8]) -> Vec<u8>| [(0, pack(first)), (2, pack(rest))];
    vec![
        version1(&data),
        version2(0, &[], &[(3, 6), (20, 6)], &data),
        blocks(2, &cut(&zlib)),
        blocks(1, &cut(&zstd)),
        version2(0, &[], &[], &data),
    ]
}

fn version1(data: &[u8]) -> Vec<u8> {
    let mut out = b"PSEQ".to_vec();
    out.extend([28, 0, 0, 1, 28, 0, 12, 0, 0, 0, 5, 0, 0, 0, 50, 0]);
    out.resize(28, 0);
    out.extend(data);
    out
}

fn blocks(packing: u8, packed: &[(u32, Vec<u8>)]) -> Vec<u8> {
    let table: Vec<(u32, u32)> = packed
        .iter()
        .map(|(at, bytes)| (*at, bytes.len() as u32))
        .collect();
    version2(
        packing,
        &table,
        &[],
        &packed
            .iter()
            .flat_map(|(_, bytes)| bytes.clone())
            .collect::<Vec<_>>(),
    )
}

/// Five frames of 12 channels, and the name of a song.
fn version2(packing: u8, blocks: &[(u32, u32)], ranges: &[(u32, u32)], data: &[u8]) -> Vec<u8> {
    let song = b"\x0a\0mfa.mp3\0";
    let tables = 32 + 8 * blocks.len() + 6 * ranges.len();
    let start = (tables + song.len()).next_multiple_of(4);
    let mut out = [
        &b"PSEQ"[..],
        &(start as u16).to_le_bytes(),
        &[0, 2],
        &(tables as u16).to_le_bytes(),
    ]
    .concat();
    out.extend([
        12,
        0,
        0,
        0,
        5,
        0,
        0,
        0,
        25,
        0,
        packing,
        blocks.len() as u8,
        ranges.len() as u8,
        0,
    ]);
    out.extend(7_u64.to_le_bytes());
    blocks
        .iter()
        .for_each(|(frame, len)| out.extend([frame.to_le_bytes(), len.to_le_bytes()].concat()));
    ranges
        .iter()
        .flat_map(|&(at, count)| [at, count])
        .for_each(|n: u32| out.extend(n.to_le_bytes().iter().take(3)));
    out.extend(song);
    out.resize(start, 0);
    out.extend(data);
    out
}

/// Headers that two formats read, packed pixels, and pixels without a header.
fn binaries() -> Vec<Vec<u8>> {
    let mut two_in_one = vec![9, 0, 2, 0, 1, 0];
    two_in_one.extend((0..9 * 2 * 3 + 2).map(|i| i as u8));
    let packed = vec![2, 1, 1, 0, 2, 0, 50, 0, 0x00, 0xF8, 0xEF, 0x7B];
    let matrix = vec![
        2, 0, 1, 0, 2, 0, 10, 0, 1, 2, 3, 4, 5, 6, 0, 0, 7, 8, 9, 10, 11, 12,
    ];
    let runner: Vec<u8> = (0..24 * 24 * 3)
        .map(|i| if i / 3 % 25 == 0 { 200 } else { 0 })
        .collect();
    let noise: Vec<u8> = (0..720_u32).map(|i| (i * i * 31 % 255) as u8).collect();
    vec![two_in_one, packed, matrix, runner, noise]
}
