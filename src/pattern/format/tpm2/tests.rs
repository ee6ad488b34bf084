use super::*;
use crate::problem::Code;

fn decode(bytes: &[u8]) -> Result<Decoded, PatternError> {
    let path = std::path::Path::new("a.tp2");
    Tpm2.decode(Source { path, bytes }, &ReadOptions::default())
}

fn record(kind: u8, data: &[u8]) -> Vec<u8> {
    let [high, low] = (data.len() as u16).to_be_bytes();
    [&[RECORD, kind, high, low], data, &[END]].concat()
}

fn packet(number: u8, count: u8, data: &[u8]) -> Vec<u8> {
    let [high, low] = (data.len() as u16).to_be_bytes();
    [&[PACKET, FRAME, high, low, number, count], data, &[END]].concat()
}

#[test]
fn frames_are_read_and_commands_are_said() {
    let file = [
        record(0xC0, &[1, 2]),
        record(FRAME, &[1, 2, 3, 4, 5, 6]),
        record(FRAME, &[0xC9, 0xDA, 0, 1, 54, 54]),
    ]
    .concat();
    assert_eq!(Tpm2.sniff(&file), Confidence::Exact);
    let read = decode(&file).unwrap();
    assert_eq!(
        read.frames.rgb(),
        [1, 2, 3, 4, 5, 6, 0xC9, 0xDA, 0, 1, 54, 54]
    );
    assert_eq!((read.frames.leds(), read.frames.len()), (2, 2));
    assert_eq!(read.warnings.len(), 1);
    let odd = decode(&record(FRAME, &[1, 2, 3, 4])).unwrap();
    assert_eq!(odd.frames.rgb(), [1, 2, 3, 4, 0, 0]);
    assert!(odd.warnings[0].to_string().contains("multiple of 3"));
}

#[test]
fn packets_of_the_network_become_frames() {
    let file = [
        packet(1, 2, &[1, 2, 3]),
        packet(2, 2, &[4, 5, 6]),
        packet(1, 2, &[7, 8, 9]),
        packet(2, 2, &[10, 11, 12]),
    ]
    .concat();
    assert_eq!(Tpm2.sniff(&file), Confidence::Exact);
    let read = decode(&file).unwrap();
    assert_eq!(read.frames.rgb(), (1..=12).collect::<Vec<u8>>());
    assert_eq!(read.frames.len(), 2);
    let whole = [packet(0, 1, &[9; 3]), packet(1, 1, &[8; 3])].concat();
    let read = decode(&whole).map(|read| read.frames.len());
    assert_eq!(read, Ok(2), "some programs count from 0");
    let cut = [packet(1, 1, &[1, 2, 3]), packet(1, 2, &[4, 5, 6])].concat();
    let read = decode(&cut).unwrap();
    assert_eq!((read.frames.len(), read.warnings.len()), (1, 1));
}

#[test]
fn a_cut_or_damaged_recording_keeps_its_whole_frames_or_says_where() {
    let file = record(FRAME, &[1, 2, 3]).repeat(3);
    for end in 17..24 {
        let read = decode(&file[..end]).unwrap();
        assert_eq!((read.frames.len(), read.warnings.len()), (2, 1), "{end}");
    }
    let needs = 8;
    assert_eq!(
        decode(&file[..7]).unwrap_err(),
        PatternError::Truncated { needs, has: 7 }
    );
    for (at, byte) in [(8, 0), (9, 0xDB), (15, 0x37), (11, 4)] {
        let mut bad = file.clone();
        bad[at] = byte;
        let error = decode(&bad).unwrap_err();
        assert_eq!(error.code(), Code::PatternCorrupt, "{at}: {error}");
        assert!(error.to_string().contains("byte 8"), "{at}: {error}");
    }
    let other = [
        record(FRAME, &[1, 2, 3]),
        record(FRAME, &[1, 2, 3, 4, 5, 6]),
    ]
    .concat();
    assert!(
        decode(&other)
            .unwrap_err()
            .to_string()
            .contains("6 bytes; the first frame has 3")
    );
    assert_eq!(
        decode(&record(0xC0, &[1])).unwrap_err().code(),
        Code::PatternEmpty
    );
}

#[test]
fn pixels_that_begin_alike_stay_pixels() {
    for bytes in [
        &[0xC9, 0xDA, 0, 3, 1, 2, 3, 0x37, 0xC9][..],
        &[0xC9, 0xDA, 0, 3, 1, 2, 3, 0x36, 1],
        &[0xC9, 0xDA, 0, 3, 1, 2, 3],
        &[0xC9, 0xDB, 0, 3, 1, 2, 3, 0x36],
        &[0xC9, 0xDA, 0, 0, 0x36],
        &[0xC9],
        &[],
    ] {
        assert_eq!(Tpm2.sniff(bytes), Confidence::No, "{bytes:?}");
    }
}
