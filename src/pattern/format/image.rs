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

#[cfg(test)]
mod tests {
    use super::*;
    use image::{DynamicImage, Rgba, RgbaImage};

    fn decode(bytes: &[u8]) -> Result<Decoded, PatternError> {
        Image.decode(Source { path: std::path::Path::new("a.png"), bytes }, &ReadOptions::default())
    }

    fn png() -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        let picture = RgbaImage::from_fn(2, 1, |x, _| Rgba([200, 100, 0, if x == 0 { 255 } else { 128 }]));
        DynamicImage::from(picture).write_to(&mut bytes, ImageFormat::Png).unwrap();
        bytes.into_inner()
    }

    #[test]
    fn a_picture_shows_for_a_second_as_it_looks_on_black() {
        let read = decode(&png()).unwrap();
        assert_eq!((read.frames.rgb(), read.frames.total_ms()), (&[200, 100, 0, 100, 50, 0][..], 1000));
        assert_eq!(read.frames.alpha(0), Some(&[255, 128][..]));
    }

    #[test]
    fn a_bomb_is_refused_by_its_header() {
        let mut bytes = png();
        bytes[16..20].copy_from_slice(&100_000_u32.to_be_bytes());
        assert!(["pattern.too_large", "pattern.corrupt"].contains(&decode(&bytes).unwrap_err().code()));
    }

    #[test]
    fn a_cut_picture_is_an_error() {
        let bytes = png();
        let code = decode(&bytes[..bytes.len() - 20]).unwrap_err().code();
        assert!(["pattern.truncated", "pattern.corrupt"].contains(&code), "{code}");
    }
}
