//! Still pictures, PNG and JPEG: one frame.

use super::{Confidence, Decoded, Format, Source, flatten, picture_error, picture_limits};
use crate::pattern::{FrameDuration, Frames, MAX_FRAME_BYTES, PatternError, PixelOrder, ReadOptions};
use image::{ImageFormat, ImageReader, Limits};
use std::io::Cursor;

/// See the module.
pub(super) struct Image;

impl Format for Image {
    fn name(&self) -> &'static str {
        "image"
    }

    fn title(&self) -> &'static str {
        "PNG or JPEG picture"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["png", "jpg", "jpeg"]
    }

    fn sniff(&self, bytes: &[u8]) -> Confidence {
        if kind(bytes).is_some() { Confidence::Exact } else { Confidence::No }
    }

    fn decode(&self, source: Source<'_>, _options: &ReadOptions) -> Result<Decoded, PatternError> {
        let bytes = source.bytes;
        let kind = kind(bytes)
            .ok_or_else(|| PatternError::UnknownFormat { what: "this is neither a PNG nor a JPEG picture".into() })?;
        let (w, h) = ImageReader::with_format(Cursor::new(bytes), kind)
            .into_dimensions()
            .map_err(|e| picture_error(&e, bytes))?;
        let matrix = picture_limits(bytes, w, h)?;
        Frames::budget(matrix.leds() as u64, 1)?;
        let mut reader = ImageReader::with_format(Cursor::new(bytes), kind);
        let mut limits = Limits::default();
        // 16-bit RGBA needs 8 bytes a pixel where the budget counts 3.
        limits.max_alloc = Some(3 * MAX_FRAME_BYTES as u64);
        reader.limits(limits);
        let picture = reader.decode().map_err(|e| picture_error(&e, bytes))?;
        let (mut rgb, mut alpha) = (Vec::new(), Vec::new());
        flatten(picture.into_rgba8().as_raw(), &mut rgb, &mut alpha);
        let frames = Frames::new(matrix.leds(), rgb, vec![FrameDuration::STILL])?.with_alpha(alpha);
        Ok(Decoded::exact(frames, Some(matrix), PixelOrder::Grid))
    }
}

fn kind(bytes: &[u8]) -> Option<ImageFormat> {
    if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        Some(ImageFormat::Png)
    } else if bytes.starts_with(b"\xff\xd8\xff") {
        Some(ImageFormat::Jpeg)
    } else {
        None
    }
}
