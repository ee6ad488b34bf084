//! Frames of a video, from a pipe of `ffmpeg`. Going on is reading on; going elsewhere is a new process that begins there.
//! The rate is constant and counted from the start of the file, so a frame is the same wherever one begins to read.

use super::Shape;
use super::probe::{VideoFacts, input, program};
use super::process::{Process, Running};
use crate::msg;
use crate::pattern::{DiskFile, FrameBuffer, FrameSource, PatternError, ReadFrames};
use parking_lot::{Mutex, MutexGuard};
use std::collections::VecDeque;
use std::path::Path;
use std::process::Command;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

/// Up to so many frames ahead, reading on is faster than seeking.
const NEAR: usize = 60;
/// Earlier frames that are kept: a resumed upload goes back a little.
const KEPT: usize = 4;
/// The last frames may be missing, by rounding: then the last one stays.
const MISSING: usize = 3;
/// ffmpeg ends itself after so many seconds of computing.
const MAX_SECONDS: &str = "36000";
/// Longest wait for a picture: it takes milliseconds, the first one after a jump perhaps seconds.
const PATIENCE: Duration = Duration::from_secs(60);
/// Most pixels of a picture that is decoded: as much as the largest side allows for.
const MAX_PIXELS: &str = "67108864";

/// A video and what is taken from it.
#[derive(Clone, Debug)]
pub(super) struct Video {
    pub(super) file: DiskFile,
    pub(super) shape: Shape,
    /// First time stamp, in seconds.
    pub(super) start: f64,
    /// Whether it can be begun anywhere.
    pub(super) seeks: bool,
    pub(super) frames: usize,
    /// ffmpeg at the start of the video, where it runs already: for the next reader.
    pub(super) begun: Arc<Mutex<Option<Running>>>,
    /// The first frame, once it was read: the next reader shows it first.
    pub(super) first: Arc<OnceLock<Arc<[u8]>>>,
}

/// ffmpeg at the start of a video of which nothing is known yet: starting the program takes longer than decoding a frame, and
/// ffprobe takes as long.
#[derive(Debug)]
pub(super) struct Begun(Process);

impl Begun {
    /// Begins; `None` where it does not start.
    pub(super) fn at_the_start_of(path: &Path) -> Option<Self> {
        let longest = "max(iw,ih)";
        let max = super::MAX_SIDE;
        let side = |side: &str| {
            format!("'if(gt({longest},{max}),max(1,ceil({side}*{max}/{longest})),{side})'")
        };
        let filter = filter("source_fps", 0.0, &side("iw"), &side("ih"));
        Process::start(&mut command(path, 0.0, &filter))
            .ok()
            .map(Self)
    }

    /// Hands over the running ffmpeg where its assumptions hold, so that its frames are the ones wanted.
    pub(super) fn confirmed(self, facts: &VideoFacts, shape: &Shape) -> Option<Running> {
        let is_so = facts.is_plain && facts.start == 0.0 && facts.rate == shape.rate;
        is_so
            .then(|| Running::of(self.0, shape.matrix.leds() * 3, 0).ok())
            .flatten()
    }
}

impl FrameSource for Video {
    fn open(&self) -> Result<Box<dyn ReadFrames>, PatternError> {
        self.file.open()?; // it is still what it was
        Ok(Box::new(VideoReader {
            video: self.clone(),
            running: None,
            kept: VecDeque::new(),
        }))
    }
}

struct VideoReader {
    video: Video,
    running: Option<Running>,
    /// The last frames, oldest first.
    kept: VecDeque<(usize, Vec<u8>)>,
}

impl ReadFrames for VideoReader {
    fn read(&mut self, index: usize, into: &mut FrameBuffer) -> Result<(), PatternError> {
        let at = self.find(index)?;
        if let Some((_, frame)) = self.kept.get(at) {
            into.rgb.copy_from_slice(frame);
        }
        Ok(())
    }

    fn look(
        &mut self,
        index: usize,
        _into: &mut FrameBuffer,
    ) -> Result<Option<&[u8]>, PatternError> {
        let at = self.find(index)?;
        Ok(self.kept.get(at).map(|(_, frame)| frame.as_slice()))
    }
}

impl VideoReader {
    /// Where among those that are kept frame `index` is, which is read if it is not there.
    fn find(&mut self, index: usize) -> Result<usize, PatternError> {
        if let Some(at) = self.kept.iter().position(|(kept, _)| *kept == index) {
            return Ok(at);
        }
        if let Some(frame) = self.video.first.get().filter(|_| index == 0) {
            let frame = frame.to_vec();
            return Ok(self.keep(0, frame));
        }
        if !self
            .running
            .as_ref()
            .is_some_and(|running| self.video.reaches(running, index))
        {
            self.running = None;
            self.running = Some(self.video.run(index)?);
        }
        while let Some(running) = self
            .running
            .as_mut()
            .filter(|running| running.next <= index)
        {
            let at = running.next;
            match running.frame(PATIENCE) {
                Ok(Some(frame)) => {
                    if at == 0 {
                        self.video.first.get_or_init(|| frame.as_slice().into());
                    }
                    self.keep(at, frame);
                }
                Ok(None) => {
                    self.running = None;
                    return self.last(at, index);
                }
                Err(error) => {
                    self.running = None;
                    return Err(error);
                }
            }
        }
        Ok(self.kept.len() - 1)
    }

    /// Keeps a frame in place of the oldest; returns where.
    fn keep(&mut self, index: usize, frame: Vec<u8>) -> usize {
        self.kept.push_back((index, frame));
        if self.kept.len() > KEPT
            && let Some((_, old)) = self.kept.pop_front()
            && let Some(running) = &self.running
        {
            running.reuse(old);
        }
        self.kept.len() - 1
    }

    /// The video gave no frame `next`: near its end the last frame stays, before that it is damaged.
    fn last(&mut self, next: usize, index: usize) -> Result<usize, PatternError> {
        if index + MISSING >= self.video.frames && index > 0 {
            if self.kept.back().is_some_and(|(at, _)| at + 1 == next) {
                return Ok(self.kept.len() - 1);
            }
            if next == index {
                return self.find(index - 1);
            }
        }
        self.video.file.open()?; // a file that has changed is the likelier reason
        let detail = msg!("pattern-video-cut", next = next, frames = self.video.frames);
        Err(PatternError::Corrupt { offset: 0, detail })
    }
}

/// Who has read no more than the first frame leaves the rest to the next one.
impl Drop for VideoReader {
    fn drop(&mut self) {
        if let Some(running) = self.running.take().filter(|running| running.next <= 1) {
            *self.video.begun() = Some(running);
        }
    }
}

impl Video {
    fn begun(&self) -> MutexGuard<'_, Option<Running>> {
        self.begun.lock()
    }

    /// Whether reading on is the quickest way to frame `index`.
    fn reaches(&self, running: &Running, index: usize) -> bool {
        let ahead = if self.seeks {
            NEAR
        } else {
            usize::MAX - self.frames
        };
        (running.next..=running.next + ahead).contains(&index)
    }

    /// ffmpeg that comes to frame `index` soonest.
    fn run(&self, index: usize) -> Result<Running, PatternError> {
        if let Some(begun) = self.begun().take_if(|begun| self.reaches(begun, index)) {
            return Ok(begun);
        }
        let index = if self.seeks { index } else { 0 };
        let (count, seconds) = self.shape.rate;
        let at = index as f64 * f64::from(seconds) / f64::from(count);
        let w = self.shape.matrix.w().to_string();
        let h = self.shape.matrix.h().to_string();
        let filter = filter(&format!("{count}/{seconds}"), self.start + at, &w, &h);
        let process = Process::start(&mut command(self.file.path(), at, &filter))?;
        Running::of(process, self.shape.matrix.leds() * 3, index)
    }
}

/// Frames at that rate, counted from that second on, of that size.
fn filter(rate: &str, start: f64, w: &str, h: &str) -> String {
    format!("fps={rate}:start_time={start:.6},scale={w}:{h}:flags=area,setsar=1")
}

/// ffmpeg that decodes a file from second `at` of it on.
fn command(path: &Path, at: f64, filter: &str) -> Command {
    let mut command = program("ffmpeg");
    command.args([
        "-nostdin",
        "-timelimit",
        MAX_SECONDS,
        "-max_pixels",
        MAX_PIXELS,
    ]);
    command
        .args(["-ss", &format!("{at:.6}"), "-copyts", "-i"])
        .arg(input(path));
    command.args([
        "-map", "0:V:0", "-an", "-sn", "-dn", "-vf", filter, "-f", "rawvideo", "-pix_fmt", "rgb24",
        "pipe:1",
    ]);
    command
}
