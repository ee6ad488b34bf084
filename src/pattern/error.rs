//! Why a file cannot be read, fitted or encoded: [`PatternError`], with its code and what a person can do about it.

use super::FramesError;
use crate::problem::Code;

/// Why a pattern could not be read, fitted or encoded.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PatternError {
    /// The system could not read it.
    #[error("{detail}")]
    Unreadable {
        /// What the system said.
        detail: String,
    },
    /// The file is not what it was when it was opened.
    #[error("the file has changed since it was opened")]
    Changed,
    /// A video, and no program to decode it.
    #[error("this is a video, and ffmpeg, which decodes it, is not installed")]
    NoFfmpeg,
    /// A folder, a file without bytes, or one without a frame.
    #[error("{what}")]
    Empty {
        /// What was found instead of a pattern, as a sentence.
        what: String,
    },
    /// No format that we read.
    #[error("{what}")]
    UnknownFormat {
        /// What it seems to be, as a sentence.
        what: String,
    },
    /// Several readings fit and nothing says which.
    #[error("the file does not say how many LEDs it is for; {}: {}", fitting(readings.len()), readings.join(", "))]
    Ambiguous {
        /// Each reading in words, best first.
        readings: Vec<String>,
    },
    /// The file ends too early.
    #[error("the file is cut off: it needs {needs} bytes and has {has}")]
    Truncated {
        /// Bytes that its own header, or the given size, calls for.
        needs: u64,
        /// Bytes there.
        has: u64,
    },
    /// A line of a text file does not say what it should.
    #[error("line {line}: {detail}")]
    CorruptLine {
        /// Line, from 1.
        line: usize,
        /// What is wrong there.
        detail: String,
    },
    /// The bytes contradict each other.
    #[error("the file is damaged at byte {offset}: {detail}")]
    Corrupt {
        /// Where, from 0.
        offset: u64,
        /// What is wrong there.
        detail: String,
    },
    /// More than the memory budget.
    #[error("{what}")]
    TooLarge {
        /// What is too large, with its limit, as a sentence.
        what: String,
    },
    /// A new file cannot be written.
    #[error("the new file cannot be written: {detail}")]
    Unwritten {
        /// What the system said.
        detail: String,
    },
    /// More LEDs than the target has.
    #[error("the pattern has {leds} LEDs, the target {max}")]
    TooManyLeds {
        /// LEDs of the pattern.
        leds: usize,
        /// LEDs of the target.
        max: usize,
    },
    /// More frames than can be stored.
    #[error("the pattern has {frames} frames, {max} can be stored")]
    TooManyFrames {
        /// Frames of the pattern.
        frames: u64,
        /// Most frames.
        max: u64,
    },
    /// A map of LEDs that cannot be read.
    #[error("{}{detail}", line.map_or_else(String::new, |line| format!("line {line}: ")))]
    Map {
        /// Line, from 1; `None`: it is about the whole file.
        line: Option<usize>,
        /// What is wrong there.
        detail: String,
    },
    /// Nobody waits for it any more.
    #[error("reading the file was stopped")]
    Cancelled,
    /// The options do not suit the file.
    #[error("{detail}")]
    Options {
        /// What does not fit, as a sentence.
        detail: String,
    },
}

fn fitting(readings: usize) -> String {
    if readings == 1 {
        "only one reading fits".into()
    } else {
        format!("{readings} readings fit")
    }
}

impl PatternError {
    /// Code of the command line's contract.
    #[must_use]
    pub fn code(&self) -> Code {
        match self {
            Self::Unreadable { .. } => Code::SourceUnreadable,
            Self::Changed => Code::SourceChanged,
            Self::NoFfmpeg => Code::PatternNoFfmpeg,
            Self::Empty { .. } => Code::PatternEmpty,
            Self::UnknownFormat { .. } => Code::PatternUnknownFormat,
            Self::Ambiguous { .. } => Code::PatternAmbiguous,
            Self::Truncated { .. } => Code::PatternTruncated,
            Self::CorruptLine { .. } | Self::Corrupt { .. } => Code::PatternCorrupt,
            Self::TooLarge { .. } => Code::PatternTooLarge,
            Self::TooManyLeds { .. } => Code::PatternTooManyLeds,
            Self::TooManyFrames { .. } => Code::PatternTooManyFrames,
            Self::Map { .. } => Code::LayoutUnreadable,
            Self::Cancelled => Code::PatternCancelled,
            Self::Unwritten { .. } => Code::OutputUnwritable,
            Self::Options { .. } => Code::PatternOptions,
        }
    }

    /// What the person can do, in plain words.
    #[must_use]
    pub fn hint(&self) -> String {
        match self {
            Self::Unreadable { .. } => "check that the file is still there and that you may read it".into(),
            Self::NoFfmpeg => {
                "install ffmpeg (Debian, Ubuntu: apt install ffmpeg; else from ffmpeg.org) and open the video again; a GIF needs none"
                    .into()
            }
            Self::Changed => "open it again, and look whether it is what you want to send".into(),
            Self::Empty { .. } => "choose a pattern file with at least one frame".into(),
            Self::UnknownFormat { .. } => {
                "export the pattern in a supported format; if it is bare RGB bytes, read it as raw and give the number of LEDs"
                    .into()
            }
            Self::Ambiguous { .. } => {
                "choose a reading, or say how many LEDs the file is for (--leds 72 or --matrix 12x6)".into()
            }
            Self::Truncated { .. } => {
                "copy or export the file again; if it is bare RGB bytes, read it as raw with the right number of LEDs"
                    .into()
            }
            Self::CorruptLine { .. } => "correct that line, or save the pattern again where it was made".into(),
            Self::Corrupt { .. } => "copy or export the file again".into(),
            Self::TooLarge { .. } => "make it smaller: fewer frames, or a smaller picture".into(),
            Self::TooManyLeds { .. } => {
                "check the size of the target (--size), or crop the pattern to it (fit mode none, --fit none)".into()
            }
            Self::TooManyFrames { .. } => "lower the frame rate (--max-fps), or shorten the pattern".into(),
            Self::Map { .. } => {
                "give a ledmap.json of WLED, or a table with a line x,y for each LED, like 0.5,2".into()
            }
            Self::Cancelled => "open the file again if you need it after all".into(),
            Self::Unwritten { .. } => {
                "check that the folder is there, that you may write to it and that the disk has room".into()
            }
            Self::Options { .. } => "change or leave out that option".into(),
        }
    }
}

impl From<FramesError> for PatternError {
    fn from(error: FramesError) -> Self {
        match error {
            FramesError::Empty => Self::Empty {
                what: error.to_string(),
            },
            FramesError::TooLarge { .. } => Self::TooLarge {
                what: error.to_string(),
            },
            FramesError::Size {
                bytes,
                leds,
                frames,
            } => {
                let needs = (leds as u64)
                    .saturating_mul(3)
                    .saturating_mul(frames as u64);
                Self::Truncated {
                    needs,
                    has: bytes as u64,
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_error_has_a_code_a_sentence_and_a_hint() {
        let text = || String::from("x is wrong");
        let all = [
            PatternError::Unreadable { detail: text() },
            PatternError::Changed,
            PatternError::NoFfmpeg,
            PatternError::Empty { what: text() },
            PatternError::UnknownFormat { what: text() },
            PatternError::Ambiguous {
                readings: vec!["72 LEDs x 18 frames".into()],
            },
            PatternError::Truncated { needs: 10, has: 9 },
            PatternError::CorruptLine {
                line: 3,
                detail: text(),
            },
            PatternError::Corrupt {
                offset: 3,
                detail: text(),
            },
            PatternError::TooLarge { what: text() },
            PatternError::TooManyLeds { leds: 9, max: 8 },
            PatternError::TooManyFrames {
                frames: 70_000,
                max: 65_535,
            },
            PatternError::Map {
                line: Some(3),
                detail: text(),
            },
            PatternError::Cancelled,
            PatternError::Unwritten { detail: text() },
            PatternError::Options { detail: text() },
        ];
        for error in all {
            let areas = ["pattern.", "source.", "output.", "layout."];
            assert!(
                areas
                    .iter()
                    .any(|area| error.code().as_str().starts_with(area)),
                "{error:?}"
            );
            assert!(
                !error.hint().is_empty() && !error.to_string().is_empty(),
                "{error:?}"
            );
        }
    }
}
