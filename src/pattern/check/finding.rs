//! What a check looks at and answers: the [`Limits`] of a device, and a [`Report`] of [`Finding`]s.

use super::FrameCount;
use crate::message::Message;
use crate::msg;
use crate::pattern::{Cap, Fix};
use crate::problem::{Code, Remedy};

/// What a device accepts; `None`: unknown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Limits {
    /// Maximum number of LEDs per frame.
    pub max_leds: Option<u64>,
    /// Maximum number of frames.
    pub max_frames: Option<u64>,
    /// Maximum size of a stored pattern in bytes.
    pub max_bytes: Option<u64>,
    /// Bytes free on the device now.
    pub free_bytes: Option<u64>,
    /// Current of its power supply, and the LEDs on it.
    pub supply: Option<Cap>,
}

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Good to know.
    Note,
    /// Works, but needs attention.
    Warning,
    /// Cannot be sent like this.
    Blocks,
}

/// A finding about a pattern and a device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// How serious it is.
    pub severity: Severity,
    /// Kind of the problem, where the finding blocks sending.
    pub code: Option<Code>,
    /// The fact, one short sentence.
    pub fact: Message,
    /// The consequence, or what to do.
    pub remedy: Remedy,
    /// Changes that make it go away, the best first.
    pub fixes: Vec<Fix>,
    /// Set where the device does not get all frames.
    pub frames: Option<Box<FrameCount>>,
}

impl Finding {
    /// Makes a finding that blocks sending and has no fix.
    #[must_use]
    pub fn blocks(code: Code, fact: impl Into<Message>, remedy: impl Into<Remedy>) -> Self {
        Self {
            code: Some(code),
            ..Self::of(Severity::Blocks, fact, remedy)
        }
    }

    /// Makes a note.
    #[must_use]
    pub fn note(fact: impl Into<Message>, remedy: impl Into<Remedy>) -> Self {
        Self::of(Severity::Note, fact, remedy)
    }

    /// Joins fact and remedy in one line.
    #[must_use]
    pub fn sentence(&self) -> Message {
        msg!(
            "fact-and-remedy",
            fact = &self.fact,
            remedy = self.remedy.message()
        )
    }

    pub(super) fn of(
        severity: Severity,
        fact: impl Into<Message>,
        remedy: impl Into<Remedy>,
    ) -> Self {
        Self {
            severity,
            code: None,
            fact: fact.into(),
            remedy: remedy.into(),
            fixes: vec![],
            frames: None,
        }
    }

    pub(super) fn fixed_by(self, fixes: impl IntoIterator<Item = Fix>) -> Self {
        Self {
            fixes: fixes.into_iter().collect(),
            ..self
        }
    }
}

/// Everything found.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Report {
    /// Worst first.
    pub findings: Vec<Finding>,
}

impl Report {
    /// The first finding that blocks sending.
    #[must_use]
    pub fn blocker(&self) -> Option<&Finding> {
        self.findings
            .iter()
            .find(|f| f.severity == Severity::Blocks)
    }

    /// Number of frames that the device gets, where that is not all of them.
    #[must_use]
    pub fn frames(&self) -> Option<&FrameCount> {
        self.findings.iter().find_map(|f| f.frames.as_deref())
    }
}
