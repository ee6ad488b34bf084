//! A running `ffmpeg` whose output is frames of one size.

use crate::msg;
use crate::pattern::PatternError;
use std::io::Read as _;
use std::process::{Child, Command};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel, sync_channel};
use std::time::Duration;

use super::probe::unstarted;

/// A process that ends when it is dropped.
#[derive(Debug)]
pub(super) struct Process(Child);

impl Process {
    pub(super) fn start(command: &mut Command) -> Result<Self, PatternError> {
        command.spawn().map(Self).map_err(|e| unstarted(&e))
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.0.kill(); // it may have ended by itself
        let _ = self.0.wait();
    }
}

/// ffmpeg, which gives frame `next` next.
#[derive(Debug)]
pub(super) struct Running {
    pub(super) next: usize,
    frames: Receiver<Vec<u8>>,
    /// Memory that is used again.
    spare: Sender<Vec<u8>>,
    _process: Process,
}

impl Running {
    /// Frames of so many bytes that a process writes; read by a thread, because a pipe cannot be waited for in time.
    pub(super) fn of(
        mut process: Process,
        bytes: usize,
        next: usize,
    ) -> Result<Self, PatternError> {
        let (told, frames) = sync_channel(1);
        let (spare, spares) = channel::<Vec<u8>>();
        let pipe = process.0.stdout.take();
        let mut pipe = pipe.ok_or_else(|| PatternError::Unreadable {
            detail: msg!("pattern-ffmpeg-silent"),
        })?;
        widen(&pipe);
        std::thread::spawn(move || {
            let mut frame = vec![0; bytes];
            while pipe.read_exact(&mut frame).is_ok() && told.send(frame).is_ok() {
                let old = spares.try_recv().ok().filter(|old| old.len() == bytes);
                frame = old.unwrap_or_else(|| vec![0; bytes]);
            }
        });
        Ok(Self {
            next,
            frames,
            spare,
            _process: process,
        })
    }

    /// The next frame; `None` behind the last one.
    pub(super) fn frame(&mut self, patience: Duration) -> Result<Option<Vec<u8>>, PatternError> {
        match self.frames.recv_timeout(patience) {
            Ok(frame) => {
                self.next += 1;
                Ok(Some(frame))
            }
            Err(RecvTimeoutError::Disconnected) => Ok(None),
            Err(RecvTimeoutError::Timeout) => {
                let detail = msg!("pattern-ffmpeg-stuck", seconds = patience.as_secs());
                Err(PatternError::Unreadable { detail })
            }
        }
    }

    /// Takes back a frame that is no longer needed.
    pub(super) fn reuse(&self, frame: Vec<u8>) {
        let _ = self.spare.send(frame); // it may have ended
    }
}

/// Room for several frames in a pipe, so that neither side waits for the other in every frame.
#[cfg(target_os = "linux")]
fn widen(pipe: &std::process::ChildStdout) {
    const BYTES: usize = 1 << 20; // the most that everybody may have
    let _ = rustix::pipe::fcntl_setpipe_size(pipe, BYTES); // refused where the user has many of them: then it stays small
}

#[cfg(not(target_os = "linux"))]
fn widen(_pipe: &std::process::ChildStdout) {}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use super::*;
    use std::process::Stdio;

    const PATIENCE: Duration = Duration::from_secs(60);

    fn running(script: &str) -> Running {
        let mut shell = Command::new("sh");
        let shell = shell
            .args(["-c", script])
            .stdin(Stdio::null())
            .stdout(Stdio::piped());
        Running::of(Process::start(shell).unwrap(), 3, 7).unwrap()
    }

    #[test]
    fn frames_come_one_by_one_and_a_part_of_one_is_none() {
        let mut three = running("printf abcdefg");
        let mut next = || three.frame(PATIENCE).unwrap();
        assert_eq!(
            (next(), next(), next()),
            (Some(b"abc".to_vec()), Some(b"def".to_vec()), None)
        );
        assert_eq!(three.next, 9);
    }

    #[test]
    fn memory_that_was_given_back_holds_whole_frames_again() {
        let mut six = running("printf abcdefghijklmnopqr");
        for expected in [b"abc", b"def", b"ghi", b"jkl", b"mno", b"pqr"] {
            let frame = six.frame(PATIENCE).unwrap().unwrap();
            assert_eq!(frame, expected);
            six.reuse(frame);
        }
        assert_eq!(six.frame(PATIENCE).unwrap(), None);
    }

    #[test]
    fn a_process_that_gives_nothing_is_not_waited_for() {
        let mut silent = running("exec sleep 600");
        let error = silent.frame(Duration::from_millis(50)).unwrap_err();
        drop(silent); // waits for its end
        assert_eq!(error.code(), crate::problem::Code::SourceUnreadable);
    }
}
