use super::*;
use crate::pattern::{DiskFile, FrameBuffer, FrameSource as _, open};
use crate::problem::Code;
use std::path::{Path, PathBuf};
use std::process::Command;

#[test]
fn containers_are_known_by_how_they_begin() {
    for video in [
        &b"\0\0\0\x20ftypisom\0\0"[..],
        b"\x1aE\xdf\xa3\x01\0\0",
        b"RIFF\x10\0\0\0AVI LIST",
        b"FLV\x01\x05",
        b"OggS\0\x02",
    ] {
        assert_eq!(Video.sniff(video), Confidence::Exact, "{video:?}");
    }
    for other in [
        &b"RIFF\x10\0\0\0WEBPVP8 "[..],
        b"RIFF\x10\0\0\0WAVE",
        b"\0\0\0\x20ftypavif",
        b"GGGGGG",
        &[0x47; 200],
    ] {
        assert_eq!(Video.sniff(other), Confidence::No, "{other:?}");
    }
    assert_eq!(
        Video.sniff(&[0x47; 600]),
        Confidence::Exact,
        "three packets of a transport stream in a row"
    );
}

#[test]
fn frames_begin_where_the_rate_says_and_do_not_drift() {
    let shape = Shape {
        matrix: Matrix::new(4, 4).unwrap(),
        rate: (30_000, 1001),
    };
    let total: u64 = (0..10_000)
        .map(|index| u64::from(shape.duration(index).ms()))
        .sum();
    assert_eq!(total, 333_667, "10,000 frames of 29.97 a second");
    let facts = |w, h, rate| VideoFacts {
        w,
        h,
        rate,
        seconds: 2.0,
        start: 0.0,
        has_sound: false,
        seeks: true,
        is_plain: true,
    };
    let made = |w, h, rate| {
        Shape::of(&facts(w, h, rate))
            .map(|s| (s.matrix.w(), s.matrix.h(), s.rate))
            .unwrap()
    };
    assert_eq!(made(1920, 1080, (25, 1)), (320, 180, (25, 1)));
    assert_eq!(
        made(64, 32, (120, 1)),
        (64, 32, (60, 1)),
        "no more than 60 a second"
    );
    assert_eq!(made(8192, 2, (0, 0)), (320, 1, (25, 1)));
}

/// A short film by ffmpeg's own test picture, if ffmpeg is there.
fn film(folder: &Path, name: &str, codec: &str) -> Option<PathBuf> {
    let path = folder.join(name);
    let mut command = Command::new("ffmpeg");
    command.args([
        "-v",
        "error",
        "-nostdin",
        "-f",
        "lavfi",
        "-i",
        "testsrc=size=96x64:rate=25:duration=4",
    ]);
    let done = command
        .args(["-c:v", codec, "-pix_fmt", "yuv420p"])
        .arg(&path)
        .status();
    match done {
        Ok(status) if status.success() => Some(path),
        _ => {
            eprintln!("left out: this machine has no ffmpeg that writes {codec}");
            None
        }
    }
}

#[test]
fn a_frame_is_the_same_wherever_one_begins_to_read() {
    let folder = tempfile::tempdir().unwrap();
    for (name, codec) in [
        ("a b%3d.mp4", "mpeg4"),
        ("-b.mkv", "mpeg2video"),
        ("c:d.ts", "mpeg2video"),
    ] {
        let Some(path) = film(folder.path(), &name.replace("-b", "_b"), codec) else {
            continue;
        };
        let path = if name.starts_with('-') {
            let odd = folder.path().join(name);
            std::fs::rename(&path, &odd).unwrap();
            odd
        } else {
            path
        };
        let pattern = open(&path, &ReadOptions::default()).unwrap().pattern;
        assert_eq!(
            (pattern.format, pattern.matrix),
            ("video", Matrix::new(96, 64)),
            "{name}"
        );
        let reel = pattern.frames;
        assert!(
            (99..=101).contains(&reel.len()),
            "{name}: {} frames",
            reel.len()
        );
        assert!(
            (3960..=4040).contains(&reel.total_ms()),
            "{name}: {} ms",
            reel.total_ms()
        );
        let mut all = Vec::new();
        reel.for_each(|_, frame, _| {
            all.push(frame.rgb.to_vec());
            Ok(())
        })
        .unwrap();
        let mut reader = reel.reader().unwrap();
        for index in [all.len() - 1, 0, 80, 79, 3, 78, 20, 95] {
            assert!(
                reader.frame(index).unwrap().rgb == all[index],
                "{name} {index}"
            );
        }
        assert!(
            (1..40).all(|index| all[index] != all[0]),
            "{name}: the picture moves"
        );
    }
}

/// What was begun before anything was known gives the same as what is begun afterwards, or is not used.
#[test]
fn what_was_begun_in_advance_gives_the_same_frames() {
    let folder = tempfile::tempdir().unwrap();
    let sources = [
        ("even.mp4", "testsrc=size=640x360:rate=25:duration=1", true),
        (
            "odd.mkv",
            "testsrc=size=722x406:rate=30000/1001:duration=1",
            true,
        ),
        ("tall.mp4", "testsrc=size=120x482:rate=24:duration=1", true),
        ("fast.mp4", "testsrc=size=64x64:rate=100:duration=1", false),
        (
            "wide.mp4",
            "testsrc=size=120x90:rate=25:duration=1,setsar=4/3",
            false,
        ),
        ("late.ts", "testsrc=size=64x64:rate=25:duration=1", false),
    ];
    for (name, source, used) in sources {
        let path = folder.path().join(name);
        let mut command = Command::new("ffmpeg");
        command.args([
            "-v", "quiet", "-nostdin", "-f", "lavfi", "-i", source, "-c:v", "mpeg4",
        ]);
        if !command
            .arg(&path)
            .status()
            .is_ok_and(|status| status.success())
        {
            eprintln!("left out: this machine has no ffmpeg that writes mpeg4");
            return;
        }
        let facts = probe::facts(&path).unwrap();
        let shape = Shape::of(&facts).unwrap();
        let begun = Begun::at_the_start_of(&path)
            .unwrap()
            .confirmed(&facts, &shape);
        assert_eq!(begun.is_some(), used, "{name} {facts:?}");
        let all = || {
            let mut all = Vec::new();
            let reel = open(&path, &ReadOptions::default()).unwrap().pattern.frames;
            reel.for_each(|_, frame, _| {
                all.push(frame.rgb.to_vec());
                Ok(())
            })
            .unwrap();
            // now without anything begun
            let mut reader = reel.reader().unwrap();
            for index in [1, 0, 2, all.len() - 1] {
                assert!(
                    reader.frame(index).unwrap().rgb == all[index],
                    "{name} {index}"
                );
            }
        };
        all();
    }
}

/// A file is opened with a look at its first frame; starting ffmpeg again for the second one would take longer than that.
#[test]
fn who_reads_only_the_first_frame_leaves_the_rest_to_the_next() {
    let folder = tempfile::tempdir().unwrap();
    let Some(path) = film(folder.path(), "a.mp4", "mpeg4") else {
        return;
    };
    let facts = probe::facts(&path).unwrap();
    let shape = Shape::of(&facts).unwrap();
    let begun = Arc::new(Mutex::new(
        Begun::at_the_start_of(&path)
            .unwrap()
            .confirmed(&facts, &shape),
    ));
    let next = || begun.lock().as_ref().map(|running| running.next);
    let file = DiskFile::look(&path).unwrap();
    let frames = shape.frames(&facts).unwrap();
    let start = facts.start;
    let seeks = facts.seeks;
    let first = Arc::default();
    let video = Decoder {
        file,
        shape,
        start,
        seeks,
        frames,
        begun: begun.clone(),
        first,
    };
    let mut into = FrameBuffer {
        rgb: vec![0; shape.matrix.leds() * 3],
        alpha: Vec::new(),
    };
    let mut read = |indices: &[usize]| {
        let mut reader = video.open().unwrap();
        indices
            .iter()
            .for_each(|index| reader.read(*index, &mut into).unwrap());
        into.rgb.clone()
    };
    assert_eq!(next(), Some(0));
    let far = read(&[90]);
    assert_eq!(next(), Some(0), "who reads elsewhere leaves it alone");
    let first = read(&[0]);
    assert_eq!(next(), Some(1));
    assert!(read(&[0]) == first, "without ffmpeg");
    assert_eq!(next(), Some(1));
    let third = read(&[0, 1, 2]);
    assert_eq!(next(), None);
    assert!(read(&[2]) == third && read(&[0, 90]) == far && third != first);
    assert_eq!(next(), None);
}

#[test]
fn what_is_no_video_behind_its_first_bytes_is_an_error_and_not_a_wait() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.mp4");
    std::fs::write(&path, [b"\0\0\0\x20ftypisom", &[0; 3000][..]].concat()).unwrap();
    let error = open(&path, &ReadOptions::default()).unwrap_err();
    assert!(
        [Code::PatternCorrupt, Code::PatternNoFfmpeg].contains(&error.code()),
        "{error}"
    );
    let Some(whole) = film(folder.path(), "b.mkv", "mpeg4") else {
        return;
    };
    let bytes = std::fs::read(&whole).unwrap();
    std::fs::write(&whole, &bytes[..bytes.len() / 2]).unwrap();
    let reel = open(&whole, &ReadOptions::default())
        .unwrap()
        .pattern
        .frames;
    let error = reel.for_each(|_, _, _| Ok(())).unwrap_err();
    assert_eq!(error.code(), Code::PatternCorrupt, "{error}");
}

#[test]
fn a_list_of_other_files_is_not_followed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("list.mp4");
    std::fs::write(&path, "ffconcat version 1.0\nfile '/etc/hostname'\n").unwrap();
    let forced = ReadOptions {
        format: Some("video".into()),
        ..ReadOptions::default()
    };
    let error = open(&path, &forced).unwrap_err();
    assert!(
        [Code::PatternCorrupt, Code::PatternNoFfmpeg].contains(&error.code()),
        "{error}"
    );
}
