//! What a video is, as `ffprobe` says: asked in a process of its own, for so long and so many bytes at the most.

use crate::msg;
use crate::pattern::PatternError;
use crate::pattern::words::foreign;
use serde_json::Value;
use std::ffi::OsString;
use std::io::Read as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::channel;
use std::time::Duration;

/// ffprobe reads a header, at worst some seconds of the file; a network drive may be slow.
const PATIENCE: Duration = Duration::from_secs(30);
/// The answer has some hundred bytes.
const MAX_ANSWER: u64 = 256 * 1024;
/// Longest side that is decoded, in pixels.
const MAX_SIDE: u32 = 8192;
/// Only these containers are opened, never playlists or lists of other files, which could name anything.
pub(super) const CONTAINERS: &str =
    "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,mpegts,mpeg,mpegvideo,flv,ogg,asf";

/// Containers that know where their frames are.
const INDEXED: [&str; 3] = ["mp4", "matroska", "avi"];

/// What matters of a video.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct VideoFacts {
    /// Pixels as they are shown: upright and square.
    pub(super) w: u32,
    pub(super) h: u32,
    /// Frames in so many seconds.
    pub(super) rate: (u32, u32),
    pub(super) seconds: f64,
    /// The first time stamp of the file, in seconds.
    pub(super) start: f64,
    pub(super) has_sound: bool,
    /// Whether any frame can be begun at exactly: containers with an index. Others are read from their start.
    pub(super) seeks: bool,
    /// Whether its pixels are square, and its two rates, of the stream and of its frames, one.
    pub(super) is_plain: bool,
}

/// `ffmpeg` or `ffprobe`, which open no network and no list of files.
pub(super) fn program(name: &str) -> Command {
    let mut command = Command::new(name);
    command
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .stdout(Stdio::piped());
    command.args([
        "-v",
        "error",
        "-protocol_whitelist",
        "file,pipe",
        "-format_whitelist",
        CONTAINERS,
    ]);
    command
}

/// A path that is taken as nothing but the name of a file.
pub(super) fn input(path: &Path) -> OsString {
    let mut input = OsString::from("file:");
    input.push(path);
    input
}

/// What the system says when the program does not start.
pub(super) fn unstarted(error: &std::io::Error) -> PatternError {
    match error.kind() {
        std::io::ErrorKind::NotFound => PatternError::NoFfmpeg,
        _ => PatternError::Unreadable {
            detail: msg!("pattern-ffmpeg-unstarted", error = foreign(&error)),
        },
    }
}

/// Asks what the video at `path` is.
pub(super) fn facts(path: &Path) -> Result<VideoFacts, PatternError> {
    let mut command = program("ffprobe");
    command
        .args(["-show_streams", "-show_format", "-of", "json"])
        .arg(input(path));
    let child = command.spawn().map_err(|e| unstarted(&e))?;
    let answer = answer(child)?;
    let json: Value = serde_json::from_slice(&answer).map_err(|_| unknown())?;
    read(&json)
}

fn unknown() -> PatternError {
    PatternError::Corrupt {
        offset: 0,
        detail: msg!("pattern-ffmpeg-no-video"),
    }
}

/// All that a process says, while it is given time.
fn answer(child: Child) -> Result<Vec<u8>, PatternError> {
    answer_within(child, PATIENCE)?
        .filter(|answer| !answer.is_empty())
        .ok_or_else(unknown)
}

/// All that a process says within `patience`; `None` if its output cannot be read.
pub(super) fn answer_within(
    mut child: Child,
    patience: Duration,
) -> Result<Option<Vec<u8>>, PatternError> {
    let pipe = child.stdout.take();
    let (told, answer) = channel();
    std::thread::spawn(move || {
        let mut all = Vec::new();
        let read = pipe.map(|pipe| pipe.take(MAX_ANSWER).read_to_end(&mut all));
        let _ = told.send(read.and_then(Result::ok).map(|_| all));
    });
    let answer = answer.recv_timeout(patience);
    let _ = child.kill(); // it has said all, or too much, or nothing for too long; then the pipe ends
    let _ = child.wait();
    answer.map_err(|_| PatternError::Unreadable {
        detail: msg!("pattern-ffmpeg-slow"),
    })
}

/// Reads the answer of ffprobe: the first picture stream that is no cover, and the file's times.
fn read(json: &Value) -> Result<VideoFacts, PatternError> {
    let streams = json["streams"]
        .as_array()
        .map(Vec::as_slice)
        .unwrap_or_default();
    let of = |kind: &str| {
        let kind = kind.to_owned();
        streams.iter().find(move |s| {
            s["codec_type"] == kind.as_str()
                && s.pointer("/disposition/attached_pic")
                    .is_none_or(|cover| cover != 1)
        })
    };
    let video = of("video").ok_or_else(unknown)?;
    let (w, h) = sides(video)?;
    let (w, h) = upright(video, square(video, w), h);
    let rates = [&video["avg_frame_rate"], &video["r_frame_rate"]].map(ratio);
    let rate = rates
        .into_iter()
        .flatten()
        .find(|&(count, seconds)| count > 0 && seconds > 0)
        .unwrap_or((25, 1));
    let is_square = ratio(&video["sample_aspect_ratio"])
        .is_none_or(|(above, below)| above == below || above == 0);
    let is_plain = is_square && rates == [Some(rate); 2];
    let fps = f64::from(rate.0) / f64::from(rate.1);
    let seconds = duration(json, video, fps)?;
    let start = json
        .pointer("/format/start_time")
        .and_then(number)
        .unwrap_or(0.0);
    let container = json
        .pointer("/format/format_name")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let seeks = INDEXED
        .iter()
        .any(|name| container.split(',').any(|part| part == *name));
    Ok(VideoFacts {
        w,
        h,
        rate,
        seconds,
        start,
        has_sound: of("audio").is_some(),
        seeks,
        is_plain,
    })
}

/// Width and height as they are stored.
fn sides(video: &Value) -> Result<(u32, u32), PatternError> {
    let side = |name: &str| {
        video[name]
            .as_u64()
            .and_then(|n| u32::try_from(n).ok())
            .unwrap_or(0)
    };
    let w = side("width");
    let h = side("height");
    if w == 0 || h == 0 {
        return Err(unknown());
    }
    if w.max(h) > MAX_SIDE {
        let what = msg!("pattern-video-sides", w = w, h = h, max = MAX_SIDE);
        return Err(PatternError::TooLarge { what });
    }
    Ok((w, h))
}

/// Seconds that it takes: as its pictures say, else by their number, else as the file says.
fn duration(json: &Value, video: &Value, fps: f64) -> Result<f64, PatternError> {
    let counted = number(&video["nb_frames"]).map(|frames| frames / fps);
    let seconds = number(&video["duration"])
        .or(counted)
        .or(json.pointer("/format/duration").and_then(number))
        .unwrap_or(0.0);
    if seconds <= 0.0 {
        let detail = msg!("pattern-video-no-length");
        return Err(PatternError::Corrupt { offset: 0, detail });
    }
    Ok(seconds)
}

/// A number, which ffprobe writes as text.
fn number(value: &Value) -> Option<f64> {
    value
        .as_str()
        .and_then(|text| text.parse::<f64>().ok())
        .filter(|n| n.is_finite())
}

/// `30000/1001`, or `4:3`.
fn ratio(value: &Value) -> Option<(u32, u32)> {
    let (above, below) = value.as_str()?.split_once(['/', ':'])?;
    Some((above.parse().ok()?, below.parse().ok()?))
}

/// The width where pixels are square.
fn square(video: &Value, w: u32) -> u32 {
    match ratio(&video["sample_aspect_ratio"]) {
        Some((above, below)) if above > 0 && below > 0 => {
            let wide = u64::from(w) * u64::from(above) / u64::from(below);
            u32::try_from(wide).unwrap_or(MAX_SIDE).clamp(1, MAX_SIDE)
        }
        _ => w,
    }
}

/// Cameras that were held upright say so beside the picture; ffmpeg turns it.
fn upright(video: &Value, w: u32, h: u32) -> (u32, u32) {
    let sides = video["side_data_list"]
        .as_array()
        .map(Vec::as_slice)
        .unwrap_or_default();
    let turned = sides
        .iter()
        .filter_map(|side| side["rotation"].as_i64())
        .any(|degrees| degrees.rem_euclid(180) == 90);
    if turned { (h, w) } else { (w, h) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::Code;
    use serde_json::json;

    #[test]
    fn what_ffprobe_says_is_read_with_turns_covers_and_odd_pixels() {
        let video = json!({
            "codec_type": "video", "width": 720, "height": 576, "avg_frame_rate": "25/1", "duration": "2.5",
            "sample_aspect_ratio": "16:15", "side_data_list": [{ "rotation": -90 }]
        });
        let cover = json!({ "codec_type": "video", "width": 9000, "height": 9, "disposition": { "attached_pic": 1 } });
        let answer = json!({
            "streams": [cover, { "codec_type": "audio" }, video],
            "format": { "start_time": "1.4", "format_name": "matroska,webm" }
        });
        let facts = read(&answer).unwrap();
        assert_eq!(
            (facts.w, facts.h, facts.rate, facts.seconds, facts.start),
            (576, 768, (25, 1), 2.5, 1.4)
        );
        assert!(facts.has_sound && facts.seeks);
    }

    #[test]
    fn answers_without_a_video_its_length_or_a_sane_size_are_refused() {
        let code = |video: Value| read(&json!({ "streams": [video] })).unwrap_err().code();
        assert_eq!(code(json!({ "codec_type": "audio" })), Code::PatternCorrupt);
        assert_eq!(
            code(json!({ "codec_type": "video", "width": 0, "height": 4 })),
            Code::PatternCorrupt
        );
        assert_eq!(
            code(json!({ "codec_type": "video", "width": 20000, "height": 4 })),
            Code::PatternTooLarge
        );
        assert_eq!(
            code(json!({ "codec_type": "video", "width": 20, "height": 4 })),
            Code::PatternCorrupt
        );
        let nan = json!({ "codec_type": "video", "width": 20, "height": 4, "duration": "nan" });
        assert_eq!(code(nan), Code::PatternCorrupt);
    }
}
