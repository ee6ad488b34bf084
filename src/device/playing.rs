//! [`Playing`]: whether a device shows what it was sent, and the evidence for it.

/// Whether a pattern plays, by which evidence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Playing {
    /// The device does not report it, or was not asked.
    #[default]
    Unknown,
    /// The pattern does not play.
    No,
    /// The device reports that the pattern plays.
    Said,
    /// The colours of its LEDs were read back, and are those of the pattern's frames.
    Seen,
}

impl Playing {
    /// Makes the value of a device's own report.
    #[must_use]
    pub fn said(plays: bool) -> Self {
        if plays { Self::Said } else { Self::No }
    }

    /// Whether it plays, as in `--json`; `None` where that is unknown.
    #[must_use]
    pub fn known(self) -> Option<bool> {
        match self {
            Self::Unknown => None,
            Self::No => Some(false),
            Self::Said | Self::Seen => Some(true),
        }
    }
}
