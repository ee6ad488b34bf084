use super::*;
use crate::pattern::format::by_name;
use crate::pattern::{Candidate, FrameDuration, Opened, Pattern, PixelOrder, ReadOptions, open};
use crate::problem::Code;
use std::path::{Path, PathBuf};

/// Every frame differs, and so do its bytes.
#[derive(Debug)]
struct Ramp;

impl FrameSource for Ramp {
    fn open(&self) -> Result<Box<dyn ReadFrames>, PatternError> {
        Ok(Box::new(Self))
    }
}

fn ramp(index: usize, into: &mut [u8]) {
    into.fill(index as u8);
    for (at, byte) in into.iter_mut().take(500).enumerate() {
        *byte = (at / 7 + index * 3) as u8;
    }
}

impl ReadFrames for Ramp {
    fn read(&mut self, index: usize, into: &mut FrameBuffer) -> Result<(), PatternError> {
        ramp(index, &mut into.rgb);
        Ok(())
    }
}

fn pattern(leds: usize, frames: u64) -> Pattern {
    let frames = Stream::even(leds, frames, FrameDuration::from_ms(40), Arc::new(Ramp))
        .unwrap()
        .into();
    let format = "test";
    let order = PixelOrder::Strip;
    Pattern {
        name: "p".into(),
        format,
        frames,
        matrix: None,
        order,
        warnings: vec![],
    }
}

/// A file of that pattern, too large to be held.
fn written(folder: &Path, format: &str, pattern: &Pattern) -> PathBuf {
    let path = folder.join(format!("large.{format}"));
    let mut file = std::io::BufWriter::new(std::fs::File::create(&path).unwrap());
    by_name(format).unwrap().write(pattern, &mut file).unwrap();
    path
}

fn opened(path: &Path, format: Option<&str>, leds: usize) -> Opened {
    let options = ReadOptions {
        format: format.map(Into::into),
        leds: Some(leds),
        ..ReadOptions::default()
    };
    open(path, &options).unwrap()
}

const LEDS: usize = 20_001;
const FRAMES: u64 = 570;

#[test]
fn every_format_that_streams_gives_back_any_frame_of_what_it_wrote() {
    let folder = tempfile::tempdir().unwrap();
    let pattern = pattern(LEDS, FRAMES);
    let wanted = pattern.frames.content_hash().unwrap();
    for format in ["raw", "wire", "fseq", "fseq-none"] {
        let path = written(folder.path(), format, &pattern);
        let opened = opened(&path, None, LEDS);
        let reel = &opened.pattern.frames;
        assert!(reel.held().is_none(), "{format} is held");
        assert_eq!((reel.leds(), reel.len() as u64), (LEDS, FRAMES), "{format}");
        let reel = reel.with_duration(FrameDuration::from_ms(40));
        assert_eq!(reel.content_hash().unwrap(), wanted, "{format}");
        let mut reader = reel.reader().unwrap();
        let mut frame = vec![0; LEDS * 3];
        for index in [569, 0, 1, 350, 349, 569, 12, 10, 9] {
            ramp(index, &mut frame);
            assert!(
                reader.frame(index).unwrap().rgb == frame,
                "{format} {index}"
            );
        }
        assert!(reader.frame(570).is_err());
        assert_eq!(
            opened.contents.len(),
            std::fs::metadata(&path).unwrap().len()
        );
        std::fs::remove_file(&path).unwrap();
    }
}

#[test]
fn a_sequence_in_one_large_block_is_unpacked_frame_by_frame() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.fseq");
    let all: Vec<u8> = (0..FRAMES as usize)
        .flat_map(|index| {
            let mut frame = vec![0; LEDS * 3];
            ramp(index, &mut frame);
            frame
        })
        .collect();
    let zlib = |bytes: &[u8]| {
        let mut out = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
        std::io::Write::write_all(&mut out, bytes).unwrap();
        out.finish().unwrap()
    };
    let zstd = |bytes: &[u8]| zstd::bulk::compress(bytes, 1).unwrap();
    let file = |packing: u8, block: &[u8]| {
        let mut head = b"PSEQ\x28\0\0\x02\x28\0".to_vec();
        head.extend((LEDS as u32 * 3).to_le_bytes());
        head.extend((FRAMES as u32).to_le_bytes());
        head.extend([25, 0, packing, 1, 0, 0]);
        head.extend([7; 8]);
        head.extend([0; 4]);
        head.extend((block.len() as u32).to_le_bytes());
        [head, block.to_vec()].concat()
    };
    for (packing, block) in [(1, zstd(&all)), (2, zlib(&all))] {
        std::fs::write(&path, file(packing, &block)).unwrap();
        let reel = opened(&path, None, 1).pattern.frames;
        assert!(reel.held().is_none());
        let mut reader = reel.reader().unwrap();
        let mut frame = vec![0; LEDS * 3];
        for index in [0, 3, 2, 569] {
            ramp(index, &mut frame);
            assert!(
                reader.frame(index).unwrap().rgb == frame,
                "{packing} {index}"
            );
        }
    }
    let more = [&all[..], &[0]].concat();
    for (packing, block) in [
        (1, zstd(&more)),
        (2, zlib(&more)),
        (1, zstd(&all[1..])),
        (2, zlib(&all[1..])),
    ] {
        std::fs::write(&path, file(packing, &block)).unwrap();
        let reel = opened(&path, None, 1).pattern.frames;
        assert_eq!(
            reel.reader().unwrap().frame(569).unwrap_err().code(),
            Code::PatternCorrupt,
            "{packing}"
        );
    }
}

#[test]
fn a_file_that_changes_while_it_is_open_is_reported() {
    let folder = tempfile::tempdir().unwrap();
    let path = written(folder.path(), "raw", &pattern(LEDS, FRAMES));
    let opened = opened(&path, Some("raw"), LEDS);
    assert_eq!(opened.first.len(), LEDS * 3);
    std::fs::File::options()
        .append(true)
        .open(&path)
        .unwrap()
        .set_len(100)
        .unwrap();
    assert_eq!(
        opened
            .pattern
            .frames
            .reader()
            .map(|_| ())
            .unwrap_err()
            .code(),
        Code::SourceChanged
    );
}

#[test]
fn a_large_headerless_file_is_offered_in_its_readings() {
    let folder = tempfile::tempdir().unwrap();
    let path = written(folder.path(), "raw", &pattern(256, 45_000));
    let opened = open(&path, &ReadOptions::default()).unwrap();
    assert!(!opened.certain && opened.candidates.len() > 1);
    let Candidate { leds, frames, .. } = opened.candidates[1];
    let second = opened.reading(1).unwrap();
    assert_eq!(
        (second.frames.leds(), second.frames.len(), leds * frames),
        (leds, frames, 256 * 45_000)
    );
    let wired = ReadOptions {
        matrix: "16x16".parse().ok(),
        from_wiring: "rows-serpentine-tl".parse().ok(),
        ..ReadOptions::default()
    };
    let grid = opened.reread(&wired).unwrap().pattern;
    assert_eq!(
        (grid.order, grid.frames.held().is_none()),
        (PixelOrder::Grid, true)
    );
    let mut strip = vec![0; 768];
    ramp(1, &mut strip);
    let mut reader = grid.frames.reader().unwrap();
    assert_eq!(
        &reader.frame(1).unwrap().rgb[16 * 3..17 * 3],
        &strip[31 * 3..32 * 3]
    );
}

#[test]
fn what_is_streamed_can_be_held_within_the_budget_only() {
    let small = pattern(10, 20);
    let held = small.frames.hold().unwrap();
    assert_eq!(
        (held.len(), held.content_hash()),
        (20, small.frames.content_hash().unwrap())
    );
    assert_eq!(
        pattern(100_000, 10_000).frames.hold().unwrap_err().code(),
        Code::PatternTooLarge
    );
    let times = Durations::Even(FrameDuration::from_ms(40), 20);
    for ms in [0, 39, 40, 799, 800, 1601] {
        assert_eq!(times.index_at(ms), held.index_at(ms), "{ms}");
    }
    assert_eq!(
        (times.total_ms(), times.start_ms(7)),
        (held.total_ms(), held.start_ms(7))
    );
    assert!(Stream::even(1, 5_000_000, FrameDuration::DEFAULT, Arc::new(Ramp)).is_err());
}
