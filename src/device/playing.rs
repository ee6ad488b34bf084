//! How well it is known that a device shows what it was sent.

/// Whether a pattern plays, and who says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Playing {
    /// The device does not say, or was not asked.
    #[default]
    Unknown,
    /// It does not play it.
    No,
    /// The device says that it plays it.
    Said,
    /// The colours of its LEDs were read back, and are those of the pattern's frames.
    Seen,
}

impl Playing {
    /// What a device says of itself.
    #[must_use]
    pub fn said(plays: bool) -> Self {
        if plays { Self::Said } else { Self::No }
    }

    /// As in `--json`: whether it plays; `None` where that is not known.
    #[must_use]
    pub fn known(self) -> Option<bool> {
        match self {
            Self::Unknown => None,
            Self::No => Some(false),
            Self::Said | Self::Seen => Some(true),
        }
    }
}
