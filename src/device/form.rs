//! [`Form`]: the bytes that a device stores patterns as.

/// The form in which a device stores patterns: devices of one form and one layout take the same bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Form {
    /// Frames in the native API's wire format.
    Frames,
    /// A GIF of the matrix's size.
    GifMatrix,
    /// A GIF that is read row by row along the strip.
    GifStrip,
    /// One picture, as a preset of up to this many JSON values.
    Still(usize),
    /// The device stores no patterns.
    Nothing,
}

impl Form {
    /// Whether the device stores single pictures only.
    #[must_use]
    pub fn is_still(self) -> bool {
        matches!(self, Self::Still(_))
    }
}
