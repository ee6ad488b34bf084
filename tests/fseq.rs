//! Sequences that Falcon Player's own library wrote are read to the byte (needs the fixtures), and one reader written by
//! somebody else's rules, `tests/fseq_peer.py`, reads what is written here.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test")]

use std::path::PathBuf;
use upload_bridge::pattern::{Opened, ReadOptions, read_bytes};

fn fixture(name: &str) -> (Vec<u8>, Opened) {
    let root = std::env::var_os("UPLOAD_BRIDGE_FIXTURES")
        .expect("UPLOAD_BRIDGE_FIXTURES names the folder of fixtures");
    let path = PathBuf::from(root).join("fseq").join(name);
    let bytes = std::fs::read(&path).unwrap();
    let opened = read_bytes(&path, bytes.as_slice().into(), &ReadOptions::default()).unwrap();
    (bytes, opened)
}

/// The 300 channels x 200 frames that all of them hold.
fn source() -> Vec<u8> {
    let (bytes, _) = fixture("src_synthetic_v20_none_300ch.fseq");
    bytes[bytes.len() - 300 * 200..].to_vec()
}

#[test]
#[ignore = "needs UPLOAD_BRIDGE_FIXTURES"]
fn dense_sequences_of_every_version_and_compression_hold_the_same_frames() {
    let source = source();
    let files = [
        "src_synthetic_v20_none_300ch",
        "fpp_v10",
        "fpp_v20_zstd",
        "fpp_v20_zlib",
        "fpp_v22_zstd",
    ];
    for file in files {
        let (_, opened) = fixture(&format!("{file}.fseq"));
        let format = opened.pattern.format;
        let frames = opened.pattern.frames.hold().unwrap();
        assert_eq!(
            (format, frames.leds(), frames.len(), opened.certain),
            ("fseq", 100, 200, true),
            "{file}"
        );
        assert!(frames.durations().iter().all(|d| d.ms() == 25), "{file}");
        assert!(frames.rgb() == source, "{file}");
    }
}

#[test]
#[ignore = "needs UPLOAD_BRIDGE_FIXTURES"]
fn sparse_sequences_hold_their_channels_and_say_which() {
    let wanted: Vec<u8> = source()
        .chunks_exact(300)
        .flat_map(|frame| frame[100..150].iter().copied().chain([0]))
        .collect();
    for file in ["fpp_v20_none_sparse101-150", "fpp_v20_zstd_sparse101-150"] {
        let (_, opened) = fixture(&format!("{file}.fseq"));
        assert_eq!(opened.pattern.frames.leds(), 17, "{file}");
        assert!(
            opened.pattern.frames.hold().unwrap().rgb() == wanted,
            "{file}"
        );
        assert!(
            opened
                .pattern
                .warnings
                .iter()
                .any(|w| w.to_string().contains("channels 101-150")),
            "{file}"
        );
    }
}
