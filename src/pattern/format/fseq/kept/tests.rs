//! Sequences that become sequences again. The files are put together here, byte by byte.

use super::super::{Fseq, PACKED, PLAIN, read};
use super::*;
use crate::pattern::format::{Format, encode};
use crate::pattern::{
    Cancel, ColorOrder, Fit, FrameDuration, Frames, Layout, Pattern, PixelOrder, ReadOptions, Reel,
    fit, open_holding, read_bytes,
};

/// An uncompressed file of version 2: channels, ranges, variable headers, frames.
pub(in super::super) struct Show<'a> {
    pub(in super::super) minor: u8,
    pub(in super::super) channels: usize,
    pub(in super::super) step: u8,
    pub(in super::super) ranges: &'a [(u32, u32)],
    pub(in super::super) extras: &'a [u8],
    pub(in super::super) id: u64,
    pub(in super::super) frames: Vec<u8>,
}

impl Show<'_> {
    pub(in super::super) fn of(channels: usize, frames: usize) -> Self {
        let frames = (0..channels * frames).map(|n| (n * 7 % 251) as u8);
        Self {
            minor: 0,
            channels,
            step: 20,
            ranges: &[],
            extras: &[],
            id: 0x0102_0304_0506_0708,
            frames: frames.collect(),
        }
    }

    pub(in super::super) fn file(&self) -> Vec<u8> {
        let tables = 32 + 6 * self.ranges.len();
        let start = (tables + self.extras.len()).next_multiple_of(4);
        let count = self.frames.len() / self.channels;
        let mut out = b"PSEQ".to_vec();
        out.extend((start as u16).to_le_bytes());
        out.extend([self.minor, 2]);
        out.extend((tables as u16).to_le_bytes());
        out.extend((self.channels as u32).to_le_bytes());
        out.extend((count as u32).to_le_bytes());
        out.extend([self.step, 5, 0, 0, self.ranges.len() as u8, 9]);
        out.extend(self.id.to_le_bytes());
        for (start, count) in self.ranges {
            out.extend(&start.to_le_bytes()[..3]);
            out.extend(&count.to_le_bytes()[..3]);
        }
        out.extend(self.extras);
        out.resize(start, 0);
        out.extend(&self.frames);
        out
    }
}

/// A sound, a program of another name, one that is not known, filler of length 0, and one that is cut off.
const EXTRAS: &[u8] = b"\x0c\0mfC:\\a.b\0\x0a\0spVixen\0\0\0\0\0\x05\0zz!\x0b\0spEpilog\xff\xffqq";

pub(in super::super) fn pattern(file: &[u8]) -> Pattern {
    read_bytes("a.fseq".as_ref(), file.into(), &ReadOptions::default())
        .unwrap()
        .pattern
}

#[test]
fn an_uncompressed_sequence_becomes_itself_to_the_byte() {
    let shows = [
        Show::of(1, 3),
        Show::of(2, 1),
        Show::of(200, 7),
        Show {
            minor: 2,
            step: 25,
            extras: EXTRAS,
            ..Show::of(48, 4)
        },
        Show {
            minor: 1,
            step: 255,
            ranges: &[(100, 50), (7, 1), (0xFF_FFF0, 9)],
            extras: EXTRAS,
            ..Show::of(60, 4)
        },
        Show {
            step: 7,
            ..Show::of(3, 2)
        },
    ];
    for show in shows {
        let file = show.file();
        let pattern = pattern(&file);
        for format in [&Fseq as &dyn Format, &PLAIN] {
            assert_eq!(
                encode(format, &pattern).unwrap(),
                file,
                "{} channels",
                show.channels
            );
        }
        assert!(Fseq.losses(&pattern).unwrap().is_empty());
    }
}

#[test]
fn a_sequence_that_is_packed_keeps_what_its_header_says() {
    let show = Show {
        minor: 2,
        ranges: &[(100, 50), (7, 150)],
        extras: EXTRAS,
        ..Show::of(200, 500)
    };
    let plain = show.file();
    let packed = encode(&PACKED, &pattern(&plain)).unwrap();
    let same = |at: std::ops::Range<usize>| assert_eq!(packed[at.clone()], plain[at], "bytes");
    same(0..4);
    same(6..8);
    same(10..20);
    same(22..32);
    assert_eq!(packed[20], 1);
    let blocks = usize::from(packed[21]);
    let tables = usize::from(u16::from_le_bytes([packed[8], packed[9]]));
    assert_eq!(tables, 32 + 8 * blocks + 12);
    assert_eq!(
        packed[tables - 12..tables + EXTRAS.len()],
        plain[32..44 + EXTRAS.len()]
    );
    // and stays packed, with the same bytes, until it is told otherwise
    let again = pattern(&packed);
    assert_eq!(encode(&Fseq, &again).unwrap(), packed);
    assert_eq!(encode(&PLAIN, &again).unwrap(), plain);
}

#[test]
fn a_stream_keeps_the_same_as_frames_in_memory() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.fseq");
    let show = Show {
        extras: EXTRAS,
        ..Show::of(200, 3000)
    };
    std::fs::write(&path, show.file()).unwrap();
    let opened = open_holding(&path, &ReadOptions::default(), 0).unwrap();
    assert!(opened.pattern.frames.held().is_none());
    assert_eq!(encode(&Fseq, &opened.pattern).unwrap(), show.file());
    let held = Pattern::from(opened.pattern.hold().unwrap());
    assert_eq!(encode(&Fseq, &held).unwrap(), show.file());
    std::fs::write(&path, encode(&PACKED, &opened.pattern).unwrap()).unwrap();
    let packed = open_holding(&path, &ReadOptions::default(), 0).unwrap();
    assert_eq!(encode(&PLAIN, &packed.pattern).unwrap(), show.file());
}

#[test]
fn version_1_becomes_version_2_with_its_headers() {
    let mut old = b"PSEQ".to_vec();
    old.extend([
        40, 0, 0, 1, 28, 0, 2, 0, 0, 0, 2, 0, 0, 0, 50, 0, 9, 9, 9, 9, 1, 2, 0, 0,
    ]);
    old.extend(b"\x0b\0mfa.mp3\0\0\0");
    old.extend([9, 8, 7, 6]);
    let new = encode(&Fseq, &pattern(&old)).unwrap();
    assert_eq!(
        new[..24],
        [
            &b"PSEQ"[..],
            &[
                44, 0, 0, 2, 32, 0, 2, 0, 0, 0, 2, 0, 0, 0, 50, 0, 0, 0, 0, 0
            ]
        ]
        .concat()
    );
    assert_ne!(new[24..32], [0; 8], "there was no number");
    assert_eq!(new[32..], *b"\x0b\0mfa.mp3\0\0\0\x09\x08\x07\x06");
}

#[test]
fn data_behind_the_frames_are_left_out_and_said() {
    let behind = [&b"\x12\0EDXS"[..], &[7; 12], b"\x05\0zz!"].concat();
    let show = Show {
        minor: 2,
        extras: &behind,
        ..Show::of(4, 3)
    };
    let pattern = pattern(&[show.file(), vec![1; 30]].concat());
    let said = Fseq.losses(&pattern).unwrap();
    assert_eq!(
        said[0].to_string(),
        "data of another program behind the frames are left out"
    );
    let kept = Show {
        extras: b"\x05\0zz!",
        ..show
    };
    assert_eq!(encode(&Fseq, &pattern).unwrap(), kept.file());
}

#[test]
fn headers_that_leave_no_room_for_the_block_table_are_left_out_and_said() {
    let long = [&60_000_u16.to_le_bytes()[..], b"zz", &[1; 59_996]].concat();
    let show = Show {
        extras: &[
            long,
            [&5_000_u16.to_le_bytes()[..], b"yy", &[1; 4_996]].concat(),
        ]
        .concat(),
        ..Show::of(40, 9_000)
    };
    let pattern = pattern(&show.file());
    assert_eq!(encode(&PLAIN, &pattern).unwrap(), show.file());
    assert!(PLAIN.losses(&pattern).unwrap().is_empty());
    let packed = encode(&PACKED, &pattern).unwrap();
    let said = PACKED.losses(&pattern).unwrap();
    let fits = said.is_empty();
    assert_eq!(
        packed.windows(4).any(|four| four == b"zz\x01\x01"),
        fits,
        "{said:?}"
    );
    assert_eq!(
        read(&packed, &Cancel::default()).unwrap().frames,
        *pattern.frames.hold().unwrap()
    );
}

#[test]
fn another_timing_keeps_the_channels_and_a_fit_the_headers() {
    let show = Show {
        extras: EXTRAS,
        ..Show::of(200, 3)
    };
    let source = pattern(&show.file());
    let slower = Pattern {
        frames: source.frames.with_duration(FrameDuration::from_ms(40)),
        ..source.clone()
    };
    let file = encode(&Fseq, &slower).unwrap();
    assert_eq!((file[10], file[18], file[20]), (200, 40, 0));
    assert_ne!(
        file[24..32],
        show.id.to_le_bytes(),
        "it is another sequence"
    );
    assert_eq!(file[32..32 + EXTRAS.len()], *EXTRAS);

    let mut layout = Layout::strip(70).unwrap();
    layout.color_order = ColorOrder::Grb;
    let fitted = fit(&source, &layout, &Fit::default()).unwrap();
    let file = encode(
        &Fseq,
        &Pattern {
            frames: fitted.frames().clone(),
            ..source
        },
    )
    .unwrap();
    assert_eq!((file[10], file[20], file[22]), (210, 0, 0));
    assert_ne!(file[24..32], show.id.to_le_bytes());
    assert_eq!(file[32..32 + EXTRAS.len()], *EXTRAS);
}

#[test]
fn frames_of_another_source_have_no_channels_of_a_sequence() {
    let frames = Frames::new(2, vec![1; 6], vec![FrameDuration::DEFAULT]).unwrap();
    assert_eq!(frames.channels(), None);
    let same = frames.clone().with_channels(Some(Channels::default()));
    assert_eq!(frames, same, "what they show is the same");
    // of another number of LEDs than they say, they are not what they were
    let pattern = Pattern {
        frames: Reel::from(same),
        name: "a".into(),
        format: "raw",
        matrix: None,
        order: PixelOrder::Strip,
        warnings: vec![],
    };
    assert_eq!(encode(&Fseq, &pattern).unwrap()[10], 6);
}

#[test]
fn what_is_no_variable_header_does_not_grow_by_what_fills_it_up() {
    let show = Show {
        extras: b"Vixen\0zz!",
        ..Show::of(4, 3)
    };
    let packed = encode(&PACKED, &pattern(&show.file())).unwrap();
    let again = pattern(&packed);
    assert_eq!(again.frames.channels().unwrap().extras, show.extras);
    assert_eq!(encode(&PLAIN, &again).unwrap(), show.file());
}

#[test]
fn odd_headers_neither_panic_nor_grow() {
    let mut random = fastrand::Rng::with_seed(11);
    for _ in 0..500 {
        let mut extras: Vec<u8> = (0..random.usize(..40)).map(|_| random.u8(..8)).collect();
        if random.bool() {
            extras.extend(b"\x12\0EDXS");
            extras.resize(extras.len() + random.usize(..14), 1);
        }
        let show = Show {
            extras: &extras,
            ..Show::of(4, 2)
        };
        let first = encode(&Fseq, &pattern(&show.file())).unwrap();
        assert!(first.len() <= show.file().len());
        assert_eq!(
            encode(&Fseq, &pattern(&first)).unwrap(),
            first,
            "{extras:?}"
        );
    }
}
