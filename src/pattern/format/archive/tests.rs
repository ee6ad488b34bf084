use super::*;
use crate::problem::{Code, Remedy};
use std::io::{Cursor, Write as _};
use std::path::Path;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

const PIXELS: [u8; 12] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];
const TREE: &[u8] = b"R_0,G_0,B_0,R_1,G_1,B_1\n1,2,3,4,5,6\n";

fn packed_as(method: CompressionMethod, files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(method);
    for (name, bytes) in files {
        zip.start_file(*name, options).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn archive(files: &[(&str, &[u8])]) -> Vec<u8> {
    packed_as(CompressionMethod::Deflated, files)
}

fn decode(bytes: &[u8]) -> Result<Decoded, PatternError> {
    let path = Path::new("a.zip");
    Zip.decode(Source { path, bytes }, &ReadOptions::default())
}

#[test]
fn the_one_pattern_is_read_whatever_lies_beside_it() {
    for method in [CompressionMethod::Deflated, CompressionMethod::Stored] {
        let one = packed_as(method, &[("a/b/tree.csv", TREE)]);
        assert_eq!(Zip.sniff(&one), Confidence::Exact);
        let read = decode(&one).unwrap();
        assert_eq!(read.frames.rgb(), [1, 2, 3, 4, 5, 6]);
        assert!(read.certain && read.warnings.is_empty());
    }
    let beside = archive(&[
        ("readme.txt", b"hello"),
        ("__MACOSX/._tree.csv", b"x"),
        (".DS_Store", b"x"),
        ("..\\..\\tree.CSV", TREE),
        ("song.mp3", b"x"),
    ]);
    let read = decode(&beside).unwrap();
    assert_eq!(read.frames.rgb(), [1, 2, 3, 4, 5, 6]);
    let said = read.warnings[0].to_string();
    assert!(
        said.contains("tree.CSV") && said.contains("2 other"),
        "{said}"
    );
}

#[test]
fn bare_pixels_inside_are_a_guess_and_their_name_counts() {
    let one = archive(&[("2x1 2 frames.bin", &PIXELS)]);
    let read = decode(&one).unwrap();
    assert_eq!((read.frames.leds(), read.certain), (2, true));
    let read = decode(&archive(&[("pixels", &PIXELS)])).unwrap();
    assert!(!read.certain && read.candidates.len() > 1);
    assert_eq!(read.candidates[1].pixels.as_deref(), Some(&PIXELS[..]));
    let options = ReadOptions {
        leds: Some(4),
        ..ReadOptions::default()
    };
    let opened = crate::pattern::read_bytes(
        Path::new("a.zip"),
        archive(&[("x.bin", &PIXELS)]).into(),
        &options,
    );
    assert_eq!(opened.unwrap().pattern.frames.leds(), 4);
}

#[test]
fn what_cannot_be_chosen_is_named() {
    let nested = archive(&[("tree.csv", TREE)]);
    let video = b"\0\0\0\x18ftypisom\0\0\0\0isommp42";
    for (files, says) in [
        (
            &[("a.csv", TREE), ("b.fseq", TREE)][..],
            "2 patterns: a.csv, b.fseq",
        ),
        (&[("a.txt", TREE), ("b", TREE)], "None of the 2 files"),
        (&[("inner.zip", &nested)], "another archive"),
        (&[("film.mp4", video)], "a video"),
    ] {
        let error = decode(&archive(files)).unwrap_err();
        assert_eq!(error.code(), Code::PatternUnknownFormat, "{error}");
        assert_eq!(error.remedy(), Remedy::UnpackArchive, "{error}");
        assert!(error.to_string().contains(says), "{error}");
    }
    let document = archive(&[("[Content_Types].xml", b"<x/>"), ("word/a.png", b"x")]);
    assert!(
        decode(&document)
            .unwrap_err()
            .to_string()
            .contains("document")
    );
    let text = archive(&[("readme.txt", b"hello, world")]);
    assert_eq!(
        decode(&text).unwrap_err().code(),
        Code::PatternUnknownFormat
    );
    let empty = archive(&[("a.csv", b"")]);
    assert_eq!(decode(&empty).unwrap_err().code(), Code::PatternEmpty);
    let names: Vec<String> = (0..=MAX_FILES).map(|n| format!("{n}.txt")).collect();
    let many: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), &b""[..])).collect();
    assert!(
        decode(&archive(&many))
            .unwrap_err()
            .to_string()
            .contains("more than 1024")
    );
}

#[test]
fn bombs_and_lies_are_refused() {
    let zeros = vec![0; MAX_BYTES + 1];
    let bomb = archive(&[("a.bin", &zeros)]);
    assert!(bomb.len() < 100_000);
    let error = decode(&bomb).unwrap_err();
    assert!(error.to_string().contains("64 MiB"), "{error}");
    // says that it is small
    let mut lie = bomb;
    let size = (MAX_BYTES as u32 + 1).to_le_bytes();
    while let Some(at) = lie.windows(4).position(|window| window == size) {
        lie[at..at + 4].copy_from_slice(&9_u32.to_le_bytes());
    }
    assert!(decode(&lie).is_err());
    let good = archive(&[("tree.csv", TREE)]);
    for at in 0..good.len() {
        let _ = decode(&good[..at]);
        let mut bad = good.clone();
        bad[at] ^= 0x55;
        let _ = decode(&bad);
    }
    let sum = good
        .iter()
        .position(|&byte| byte == b'R' || byte == 0x0b)
        .unwrap();
    let mut bad = good.clone();
    bad[sum + 3] ^= 1;
    assert!(decode(&bad).is_err());
    assert_eq!(
        decode(&[&good[..], b"PK\x06\x06"].concat())
            .unwrap_err()
            .remedy(),
        Remedy::UnpackArchive
    );
}

#[test]
fn a_cancelled_unpacking_ends() {
    let options = ReadOptions::default();
    options.cancel.cancel();
    let path = Path::new("a.zip");
    let bytes = &archive(&[("tree.csv", TREE)])[..];
    let error = Zip.decode(Source { path, bytes }, &options).unwrap_err();
    assert_eq!(error, PatternError::Cancelled);
}
