//! What a check looks at and answers: the [`Limits`] of a device, and a [`Report`] of [`Finding`]s.

use super::FrameCount;
use crate::message::Message;
use crate::msg;
use crate::pattern::{Cap, Fix};
use crate::problem::{Code, Remedy};

/// What a device accepts; `None` is "not said".
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Limits {
    /// Most LEDs of a frame.
    pub max_leds: Option<u64>,
    /// Most frames.
    pub max_frames: Option<u64>,
    /// Most bytes of a stored pattern.
    pub max_bytes: Option<u64>,
    /// Bytes free on the device now.
    pub free_bytes: Option<u64>,
    /// What its power supply gives, and the LEDs on it.
    pub supply: Option<Cap>,
}

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Good to know.
    Note,
    /// Works, but look.
    Warning,
    /// Cannot be sent so.
    Blocks,
}

/// One thing found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// How bad.
    pub severity: Severity,
    /// Kind of the problem, where the finding blocks sending.
    pub code: Option<Code>,
    /// The fact, one short sentence.
    pub fact: Message,
    /// What follows, or what to do.
    pub remedy: Remedy,
    /// Each of these makes it go away; the best first. Empty: none does.
    pub fixes: Vec<Fix>,
    /// Set where it is that the device does not get all frames.
    pub frames: Option<Box<FrameCount>>,
}

impl Finding {
    /// One that blocks sending, and that nothing of ours makes go away.
    #[must_use]
    pub fn blocks(code: Code, fact: impl Into<Message>, remedy: impl Into<Remedy>) -> Self {
        Self {
            code: Some(code),
            ..Self::of(Severity::Blocks, fact, remedy)
        }
    }

    /// One that is good to know.
    #[must_use]
    pub fn note(fact: impl Into<Message>, remedy: impl Into<Remedy>) -> Self {
        Self::of(Severity::Note, fact, remedy)
    }

    /// Fact and remedy in one line.
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

    /// How many frames the device gets, where that is not all of them.
    #[must_use]
    pub fn frames(&self) -> Option<&FrameCount> {
        self.findings.iter().find_map(|f| f.frames.as_deref())
    }
}
