//! What a device would not take of a fitted pattern: one rule, one function, one [`Finding`].

use super::FittedPattern;

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
    /// Code of the command line's contract, where the finding blocks.
    pub code: &'static str,
    /// The fact, one short sentence.
    pub fact: String,
    /// What follows, or what to do.
    pub remedy: String,
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
        self.findings.iter().find(|f| f.severity == Severity::Blocks)
    }
}

/// Checks a fitted pattern of `encoded_bytes` against a device's limits.
#[must_use]
pub fn check(_fitted: &FittedPattern, _encoded_bytes: u64, _limits: &Limits) -> Report {
    Report::default()
}
