use super::*;
use crate::pattern::Matrix;
use crate::problem::Code;

fn words(all: &[u16]) -> Vec<u8> {
    all.iter().flat_map(|word| word.to_le_bytes()).collect()
}

fn chunk(kind: u16, data: &[u8]) -> Vec<u8> {
    let len = (data.len() as u32 + 6).to_le_bytes();
    [&len[..], &kind.to_le_bytes(), data].concat()
}

fn layer(flags: u16, kind: u16, level: u16, blend: u16, opacity: u8) -> Vec<u8> {
    let data = words(&[flags, kind, level, 0, 0, blend]);
    chunk(
        0x2004,
        &[&data[..], &[opacity, 0, 0, 0, 1, 0, b'L']].concat(),
    )
}

/// A picture as it is: layer, place, size and bytes.
fn cel(layer: u16, (x, y): (i16, i16), (w, h): (u16, u16), opacity: u8, data: &[u8]) -> Vec<u8> {
    let head = words(&[layer, x as u16, y as u16]);
    let rest = words(&[0, 0, 0, 0]);
    let body = [&head[..], &[opacity], &rest, &[0], &words(&[w, h]), data].concat();
    chunk(0x2005, &body)
}

fn link(layer: u16, frame: u16) -> Vec<u8> {
    let head = words(&[layer, 0, 0]);
    let body = [&head[..], &[255, 1, 0], &[0; 7], &words(&[frame])].concat();
    chunk(0x2005, &body)
}

fn file(depth: u16, (w, h): (u16, u16), frames: &[(u16, Vec<Vec<u8>>)]) -> Vec<u8> {
    let mut body = Vec::new();
    for (ms, chunks) in frames {
        let data = chunks.concat();
        body.extend((data.len() as u32 + 16).to_le_bytes());
        body.extend(words(&[0xF1FA, chunks.len() as u16, *ms, 0, 0, 0]));
        body.extend(data);
    }
    let mut head = vec![0; 128];
    head[..4].copy_from_slice(&(body.len() as u32 + 128).to_le_bytes());
    head[4..14].copy_from_slice(&words(&[0xA5E0, frames.len() as u16, w, h, depth]));
    head[14] = 1;
    head[18] = 70;
    [head, body].concat()
}

fn decode(bytes: &[u8]) -> Result<Decoded, PatternError> {
    let path = std::path::Path::new("a.aseprite");
    Aseprite.decode(Source { path, bytes }, &ReadOptions::default())
}

const R: [u8; 4] = [255, 0, 0, 255];
const G: [u8; 4] = [0, 255, 0, 255];
const HALF: [u8; 4] = [255, 255, 255, 128];

#[test]
fn layers_groups_links_and_places_are_drawn() {
    let all = [R; 2].concat();
    let frames = [
        (
            40,
            vec![
                layer(9, 0, 0, 0, 255),
                layer(1, 1, 0, 0, 128),
                layer(1, 0, 1, 0, 255),
                layer(0, 1, 0, 0, 255),
                layer(1, 0, 1, 0, 255),
                layer(65, 0, 0, 0, 255),
                cel(0, (0, 0), (2, 1), 255, &all),
                cel(2, (-1, 0), (2, 1), 255, &[R, HALF].concat()),
                cel(4, (0, 0), (2, 1), 255, &[G; 2].concat()),
                cel(5, (0, 0), (2, 1), 255, &[G; 2].concat()),
            ],
        ),
        (
            0,
            vec![
                link(0, 0),
                cel(2, (1, -2), (1, 3), 128, &[R, R, G].concat()),
            ],
        ),
        (1, vec![link(9, 0), link(2, 7), link(0, 1)]),
    ];
    let bytes = file(32, (2, 1), &frames);
    assert_eq!(Aseprite.sniff(&bytes), Confidence::Exact);
    let read = decode(&bytes).unwrap();
    assert_eq!(read.frames.frame(0).unwrap(), [255, 128, 128, 255, 0, 0]);
    assert_eq!(read.frames.frame(1).unwrap(), [255, 0, 0, 127, 128, 0]);
    assert_eq!(read.frames.frame(2).unwrap(), [0; 6]);
    let ms: Vec<u32> = read.frames.durations().iter().map(|d| d.ms()).collect();
    assert_eq!(ms, [40, 70, 1]);
    assert_eq!(
        (read.matrix, read.order),
        (Matrix::new(2, 1), PixelOrder::Grid)
    );
    assert_eq!(read.frames.alpha(2), Some(&[0; 2][..]));
    assert!(read.warnings.is_empty());
}

#[test]
fn grey_and_indexed_pixels_have_their_colours() {
    let grey = file(
        16,
        (2, 1),
        &[(
            10,
            vec![
                layer(1, 0, 0, 0, 255),
                cel(0, (0, 0), (2, 1), 255, &[9, 255, 200, 128]),
            ],
        )],
    );
    assert_eq!(
        decode(&grey).unwrap().frames.rgb(),
        [9, 9, 9, 100, 100, 100]
    );
    let old = [&words(&[1])[..], &[1, 2, 1, 2, 3, 4, 5, 6]].concat();
    let dim = [&words(&[1])[..], &[0, 1, 63, 0, 99]].concat();
    let new = [
        &3_u32.to_le_bytes()[..],
        &1_u32.to_le_bytes(),
        &2_u32.to_le_bytes(),
        &[0; 8],
        &[1, 0, 7, 8, 9, 255, 1, 0, b'n', 0, 0, 10, 20, 30, 255],
    ]
    .concat();
    let picture = |flags: u16| {
        vec![
            layer(flags, 0, 0, 0, 255),
            cel(0, (0, 0), (3, 1), 255, &[0, 1, 2]),
        ]
    };
    let with = |palettes: Vec<Vec<u8>>, flags| {
        let chunks = [palettes, picture(flags)].concat();
        decode(&file(8, (3, 1), &[(10, chunks)])).unwrap().frames
    };
    let both = with(vec![chunk(0x2019, &new), chunk(4, &old)], 1);
    assert_eq!(both.rgb(), [0, 0, 0, 7, 8, 9, 10, 20, 30]);
    assert_eq!(
        both.alpha(0),
        Some(&[0, 255, 255][..]),
        "index 0 is transparent"
    );
    let background = with(vec![chunk(4, &old), chunk(0x11, &dim)], 9);
    assert_eq!(background.rgb(), [255, 0, 255, 1, 2, 3, 4, 5, 6]);
    assert_eq!(background.alpha(0), None);
}

#[test]
fn what_is_not_drawn_as_there_is_said() {
    let tiles = [&words(&[0, 0, 0])[..], &[255, 3, 0], &[0; 40]].concat();
    let frame = vec![
        layer(1, 0, 0, 1, 255),
        cel(0, (0, 0), (1, 1), 255, &R),
        chunk(0x2005, &tiles),
        chunk(0x2018, &[1, 2, 3]),
    ];
    let read = decode(&file(32, (1, 1), &[(10, frame)])).unwrap();
    let said: Vec<String> = read.warnings.iter().map(ToString::to_string).collect();
    assert_eq!(said.len(), 2, "{said:?}");
    assert!(said[0].contains("1 picture that is mixed") && said[1].contains("tilemap"));
}

#[test]
fn what_is_cut_or_does_not_add_up_is_refused() {
    let good = file(
        32,
        (1, 1),
        &[(
            10,
            vec![layer(1, 0, 0, 0, 255), cel(0, (0, 0), (1, 1), 255, &R)],
        )],
    );
    for end in 0..good.len() {
        let code = decode(&good[..end]).unwrap_err().code();
        assert!(
            [Code::PatternTruncated, Code::PatternUnknownFormat].contains(&code),
            "{end}"
        );
        let _ = Aseprite.sniff(&good[..end]);
    }
    let code = |bytes: &[u8]| decode(bytes).unwrap_err().code();
    let with = |at: usize, byte: u8| {
        let mut bytes = good.clone();
        bytes[at] = byte;
        code(&bytes)
    };
    assert_eq!(with(12, 24), Code::PatternCorrupt);
    assert_eq!(with(8, 0), Code::PatternEmpty);
    assert_eq!(with(6, 0), Code::PatternEmpty);
    assert_eq!(with(132, 0), Code::PatternCorrupt);
    assert_eq!(with(144, 3), Code::PatternCorrupt);
    let wide = |(w, h): (u16, u16), size| {
        file(
            32,
            size,
            &[(
                10,
                vec![layer(1, 0, 0, 0, 255), cel(0, (0, 0), (w, h), 255, &R)],
            )],
        )
    };
    assert_eq!(code(&wide((2, 1), (1, 1))), Code::PatternCorrupt);
    assert_eq!(code(&wide((65_535, 1), (1, 1))), Code::PatternTooLarge);
    assert_eq!(code(&wide((1, 1), (65_535, 65_535))), Code::PatternTooLarge);
    assert_eq!(code(&wide((0, 1), (1, 1))), Code::PatternEmpty);
}
