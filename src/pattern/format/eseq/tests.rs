use super::*;
use crate::problem::Code;

fn effect(stride: u32, start: u32, count: u32, body: &[u8]) -> Vec<u8> {
    let mut file = b"ESEQ\x01\0\0\0".to_vec();
    for word in [stride, start, count] {
        file.extend(word.to_le_bytes());
    }
    file.extend(body);
    file
}

fn decode(bytes: &[u8]) -> Result<Decoded, PatternError> {
    let path = std::path::Path::new("a.eseq");
    Eseq.decode(Source { path, bytes }, &ReadOptions::default())
}

#[test]
fn frames_have_the_channels_of_the_effect_and_their_place_is_said() {
    let file = effect(8, 31, 6, &(0..16).collect::<Vec<u8>>());
    assert_eq!(Eseq.sniff(&file), Confidence::Exact);
    let read = decode(&file).unwrap();
    assert_eq!(read.frames.rgb(), [0, 1, 2, 3, 4, 5, 8, 9, 10, 11, 12, 13]);
    assert_eq!(read.frames.durations(), [FrameDuration::from_ms(50); 2]);
    assert!(read.warnings[0].to_string().contains("channels 31-36"));
    let read = decode(&effect(4, 0, 9, &[1, 2, 3, 4, 5])).unwrap();
    assert_eq!(read.frames.rgb(), [1, 2, 3, 4, 0, 0]);
    assert_eq!(read.warnings.len(), 3, "{:?}", read.warnings);
}

#[test]
fn an_effect_without_frames_is_refused() {
    let code = |file: &[u8]| decode(file).unwrap_err().code();
    assert_eq!(code(&effect(0, 1, 0, &[1])), Code::PatternEmpty);
    assert_eq!(code(&effect(3, 1, 3, &[])), Code::PatternEmpty);
    assert_eq!(code(&effect(u32::MAX, 1, 3, &[1])), Code::PatternTruncated);
    assert_eq!(code(b"ESEQ\x01"), Code::PatternTruncated);
    assert_eq!(code(&[7; 40]), Code::PatternUnknownFormat);
}

#[test]
fn a_large_effect_is_read_in_place() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.eseq");
    let body: Vec<u8> = (0..5 * 400_u32).map(|n| (n / 7) as u8).collect();
    std::fs::write(&path, effect(5, 1, 4, &body)).unwrap();
    let options = ReadOptions::default();
    let held = crate::pattern::open(&path, &options).unwrap();
    let streamed = crate::pattern::open_holding(&path, &options, 0).unwrap();
    assert!(held.pattern.frames.held().is_some() && streamed.pattern.frames.held().is_none());
    let streamed = streamed.pattern.hold().unwrap();
    assert_eq!(streamed.frames, held.pattern.hold().unwrap().frames);
    assert_eq!((streamed.frames.leds(), streamed.frames.len()), (2, 400));
}
