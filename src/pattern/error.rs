//! Why a file cannot be read, fitted or encoded: [`PatternError`], with its code, its message and its remedy.

use super::FramesError;
use crate::message::Message;
use crate::msg;
use crate::problem::{Code, Remedy};
use std::fmt;

/// Why a pattern could not be read, fitted or encoded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PatternError {
    /// The system could not read the file.
    Unreadable {
        /// What the system said.
        detail: Message,
    },
    /// The file changed after it was opened.
    Changed,
    /// The file is a video, and ffmpeg is not installed.
    NoFfmpeg,
    /// A folder, a file without bytes, or one without a frame.
    Empty {
        /// What was found instead of a pattern.
        what: Message,
    },
    /// The file is in no supported format.
    UnknownFormat {
        /// What the file seems to be.
        what: Message,
    },
    /// The file is an archive from which no pattern can be read.
    Packed {
        /// Why not.
        what: Message,
    },
    /// Several readings fit, and none is certain.
    Ambiguous {
        /// Each reading in words, best first.
        readings: Vec<Message>,
    },
    /// The file holds several patterns, or one whose numbers may mean several things.
    Several {
        /// Each reading in words, with what selects it.
        readings: Vec<Message>,
    },
    /// The file ends too early.
    Truncated {
        /// Bytes that its header, or the given size, calls for.
        needs: u64,
        /// Bytes of the file.
        has: u64,
    },
    /// A line of a text file is wrong.
    CorruptLine {
        /// Line, from 1.
        line: usize,
        /// What is wrong there.
        detail: Message,
    },
    /// The bytes contradict each other.
    Corrupt {
        /// Where, from 0.
        offset: u64,
        /// What is wrong there.
        detail: Message,
    },
    /// The file or its frames exceed the memory budget.
    TooLarge {
        /// What is too large, with its maximum.
        what: Message,
    },
    /// A new file cannot be written.
    Unwritten {
        /// What the system said.
        detail: Message,
    },
    /// The pattern has more LEDs than the target.
    TooManyLeds {
        /// LEDs of the pattern.
        leds: usize,
        /// LEDs of the target.
        max: usize,
    },
    /// The pattern has more frames than the target can store.
    TooManyFrames {
        /// Frames of the pattern.
        frames: u64,
        /// Frames that the target can store.
        max: u64,
    },
    /// A map of LEDs cannot be read.
    Map {
        /// Line, from 1; `None`: the whole file.
        line: Option<usize>,
        /// What is wrong there.
        detail: Message,
    },
    /// The read was cancelled.
    Cancelled,
    /// The options do not suit the file.
    Options {
        /// What does not fit.
        detail: Message,
    },
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
            Self::UnknownFormat { .. } | Self::Packed { .. } => Code::PatternUnknownFormat,
            Self::Ambiguous { .. } | Self::Several { .. } => Code::PatternAmbiguous,
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

    /// What failed, and why.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::Unreadable { detail } | Self::Options { detail } => detail.clone(),
            Self::Empty { what }
            | Self::UnknownFormat { what }
            | Self::Packed { what }
            | Self::TooLarge { what } => what.clone(),
            Self::Changed => msg!("pattern-changed"),
            Self::NoFfmpeg => msg!("pattern-no-ffmpeg"),
            Self::Ambiguous { readings } => msg!(
                "pattern-ambiguous",
                count = readings.len(),
                readings = readings.clone()
            ),
            Self::Several { readings } => msg!(
                "pattern-several",
                count = readings.len(),
                readings = readings.clone()
            ),
            Self::Truncated { needs, has } => {
                msg!("pattern-truncated", needs = *needs, has = *has)
            }
            Self::CorruptLine { line, detail }
            | Self::Map {
                line: Some(line),
                detail,
            } => msg!("pattern-line", line = *line, detail = detail),
            Self::Map { line: None, detail } => detail.clone(),
            Self::Corrupt { offset, detail } => {
                msg!("pattern-damaged", offset = *offset, detail = detail)
            }
            Self::Unwritten { detail } => msg!("pattern-unwritten", detail = detail),
            Self::TooManyLeds { leds, max } => {
                msg!("pattern-too-many-leds", leds = *leds, max = *max)
            }
            Self::TooManyFrames { frames, max } => {
                msg!("pattern-too-many-frames", frames = *frames, max = *max)
            }
            Self::Cancelled => msg!("pattern-cancelled"),
        }
    }

    /// What to do.
    #[must_use]
    pub fn remedy(&self) -> Remedy {
        match self {
            Self::Unreadable { .. } => Remedy::CheckFile,
            Self::Changed => Remedy::OpenChangedFile,
            Self::NoFfmpeg => Remedy::InstallFfmpeg,
            Self::Empty { .. } => Remedy::ChooseFileWithFrames,
            Self::UnknownFormat { .. } => Remedy::ExportSupportedFormat,
            Self::Packed { .. } => Remedy::UnpackArchive,
            Self::Ambiguous { .. } => Remedy::ChooseReading,
            Self::Several { .. } => Remedy::SelectReading,
            Self::Truncated { .. } => Remedy::CopyFileOrReadRaw,
            Self::CorruptLine { .. } => Remedy::CorrectLine,
            Self::Corrupt { .. } => Remedy::CopyFile,
            Self::TooLarge { .. } => Remedy::MakePatternSmaller,
            Self::TooManyLeds { .. } => Remedy::CropPattern,
            Self::TooManyFrames { .. } => Remedy::ShortenPattern,
            Self::Map { .. } => Remedy::ChooseMapFile,
            Self::Cancelled => Remedy::OpenFileAgain,
            Self::Unwritten { .. } => Remedy::CheckOutput,
            Self::Options { .. } => Remedy::ChangeOption,
        }
    }
}

impl fmt::Display for PatternError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.message().fmt(f)
    }
}

impl std::error::Error for PatternError {}

impl From<FramesError> for PatternError {
    fn from(error: FramesError) -> Self {
        match error {
            FramesError::Empty => Self::Empty {
                what: error.message(),
            },
            FramesError::TooLarge { .. } => Self::TooLarge {
                what: error.message(),
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
    fn every_error_has_a_code_a_sentence_and_a_remedy() {
        let text = || Message::verbatim("x is wrong");
        let all = [
            PatternError::Unreadable { detail: text() },
            PatternError::Changed,
            PatternError::NoFfmpeg,
            PatternError::Empty { what: text() },
            PatternError::UnknownFormat { what: text() },
            PatternError::Packed { what: text() },
            PatternError::Ambiguous {
                readings: vec![Message::verbatim("18 frames of 72 LEDs")],
            },
            PatternError::Several {
                readings: vec![Message::verbatim("1 frame of 72 LEDs (logo)")],
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
                error.remedy() != Remedy::None
                    && !error.remedy().to_string().is_empty()
                    && !error.to_string().is_empty(),
                "{error:?}"
            );
        }
    }
}
