//! Frames of a video, from a pipe of `ffmpeg`. Going on is reading on; going elsewhere is a new process that begins there.
//! The rate is constant and counted from the start of the file, so a frame is the same wherever one begins to read.

use super::Shape;
use super::probe::{input, program, unstarted};
use crate::pattern::{DiskFile, FrameBuffer, FrameSource, PatternError, ReadFrames};
use std::collections::VecDeque;
use std::io::Read as _;
use std::process::Child;
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

/// So far ahead it is quicker to read on than to begin anew.
const NEAR: usize = 60;
/// Frames behind that are kept: who resumes an upload goes back a little.
const KEPT: usize = 4;
/// The last frames may be missing, by rounding: then the last one stays.
const MISSING: usize = 3;
/// ffmpeg ends itself after so many seconds of computing.
const MAX_SECONDS: &str = "36000";
/// A picture takes milliseconds, the first one behind a jump perhaps seconds; who gives none for so long gives none at all.
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
    /// Its first frame, once somebody has read it: what is shown first, by whoever opens it next.
    pub(super) first: Arc<OnceLock<Arc<[u8]>>>,
}

impl FrameSource for Video {
    fn open(&self) -> Result<Box<dyn ReadFrames>, PatternError> {
        self.file.open()?; // it is still what it was
        Ok(Box::new(Open { video: self.clone(), running: None, kept: VecDeque::new() }))
    }
}

struct Open {
    video: Video,
    running: Option<Running>,
    /// The last frames, oldest first.
    kept: VecDeque<(usize, Arc<[u8]>)>,
}

/// ffmpeg, which gives frame `next` next.
struct Running {
    child: Child,
    frames: Receiver<Vec<u8>>,
    next: usize,
}

impl Running {
    /// Frames of so many bytes that a process writes; read by a thread, because a pipe cannot be waited for in time.
    fn of(mut child: Child, bytes: usize, next: usize) -> Result<Self, PatternError> {
        let (told, frames) = sync_channel(1);
        let pipe = child.stdout.take();
        let running = Self { child, frames, next };
        let mut pipe = pipe.ok_or_else(|| PatternError::Unreadable { detail: "ffmpeg has no output".into() })?;
        std::thread::spawn(move || {
            let mut frame = vec![0; bytes];
            while pipe.read_exact(&mut frame).is_ok() && told.send(frame).is_ok() {
                frame = vec![0; bytes];
            }
        });
        Ok(running)
    }

    /// The next frame; `None` behind the last one.
    fn frame(&mut self, patience: Duration) -> Result<Option<Vec<u8>>, PatternError> {
        match self.frames.recv_timeout(patience) {
            Ok(frame) => {
                self.next += 1;
                Ok(Some(frame))
            }
            Err(RecvTimeoutError::Disconnected) => Ok(None),
            Err(RecvTimeoutError::Timeout) => {
                let detail = format!("ffmpeg gave no picture for {} seconds", patience.as_secs());
                Err(PatternError::Unreadable { detail })
            }
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill(); // it may have ended by itself
        let _ = self.child.wait();
    }
}

impl ReadFrames for Open {
    fn read(&mut self, index: usize, into: &mut FrameBuffer) -> Result<(), PatternError> {
        if let Some((_, frame)) = self.kept.iter().find(|(at, _)| *at == index) {
            into.rgb.copy_from_slice(frame);
            return Ok(());
        }
        if let Some(frame) = self.video.first.get().filter(|_| index == 0) {
            into.rgb.copy_from_slice(frame);
            return Ok(());
        }
        let ahead = if self.video.seeks { NEAR } else { usize::MAX - self.video.frames };
        let goes_on = |running: &Running| (running.next..=running.next + ahead).contains(&index);
        if !self.running.as_ref().is_some_and(goes_on) {
            self.running = None;
            self.running = Some(self.video.run(if self.video.seeks { index } else { 0 })?);
        }
        while let Some(running) = self.running.as_mut().filter(|running| running.next <= index) {
            let at = running.next;
            match running.frame(PATIENCE) {
                Ok(Some(frame)) => into.rgb = frame,
                Ok(None) => {
                    self.running = None;
                    return self.last(at, index, into);
                }
                Err(error) => {
                    self.running = None;
                    return Err(error);
                }
            }
            if at == 0 {
                self.video.first.get_or_init(|| into.rgb.as_slice().into());
            }
            if at + KEPT > index {
                self.kept.push_back((at, into.rgb.as_slice().into()));
                if self.kept.len() > KEPT {
                    self.kept.pop_front();
                }
            }
        }
        Ok(())
    }
}

impl Open {
    /// The video gave no frame `next`: near its end the last frame stays, before that it is damaged.
    fn last(&mut self, next: usize, index: usize, into: &mut FrameBuffer) -> Result<(), PatternError> {
        if index + MISSING >= self.video.frames && index > 0 {
            if let Some((_, frame)) = self.kept.back().filter(|(at, _)| at + 1 == next) {
                into.rgb.copy_from_slice(frame);
                return Ok(());
            }
            if next == index {
                return self.read(index - 1, into);
            }
        }
        self.video.file.open()?; // a file that has changed is the likelier reason
        let detail = format!("the video cannot be decoded beyond frame {next} of {}", self.video.frames);
        Err(PatternError::Corrupt { offset: 0, detail })
    }
}

impl Video {
    /// Starts ffmpeg so that frame `index` comes first.
    fn run(&self, index: usize) -> Result<Running, PatternError> {
        let (count, seconds) = self.shape.rate;
        let at = index as f64 * f64::from(seconds) / f64::from(count);
        let (w, h) = (self.shape.matrix.w(), self.shape.matrix.h());
        let filter =
            format!("fps={count}/{seconds}:start_time={:.6},scale={w}:{h}:flags=area,setsar=1", self.start + at);
        let mut command = program("ffmpeg");
        command.args(["-nostdin", "-timelimit", MAX_SECONDS, "-max_pixels", MAX_PIXELS]);
        command.args(["-ss", &format!("{at:.6}"), "-copyts", "-i"]).arg(input(self.file.path()));
        command.args([
            "-map", "0:V:0", "-an", "-sn", "-dn", "-vf", &filter, "-f", "rawvideo", "-pix_fmt", "rgb24", "pipe:1",
        ]);
        let child = command.spawn().map_err(|e| unstarted(&e))?;
        Running::of(child, self.shape.matrix.leds() * 3, index)
    }
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use super::*;
    use std::process::{Command, Stdio};

    fn running(script: &str) -> Running {
        let mut shell = Command::new("sh");
        let child = shell.args(["-c", script]).stdin(Stdio::null()).stdout(Stdio::piped()).spawn().unwrap();
        Running::of(child, 3, 7).unwrap()
    }

    #[test]
    fn frames_come_one_by_one_and_a_part_of_one_is_none() {
        let mut three = running("printf abcdefg");
        let mut next = || three.frame(PATIENCE).unwrap();
        assert_eq!((next(), next(), next()), (Some(b"abc".to_vec()), Some(b"def".to_vec()), None));
        assert_eq!(three.next, 9);
    }

    #[test]
    fn a_process_that_gives_nothing_is_not_waited_for() {
        let mut silent = running("exec sleep 600");
        let error = silent.frame(Duration::from_millis(50)).unwrap_err();
        drop(silent); // waits for its end
        assert_eq!(error.code(), "source.unreadable");
    }
}
