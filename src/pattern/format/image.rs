//! Still pictures: one frame. PNG and JPEG are read, PNG is written.

use super::{Confidence, Decoded, Format, MAX_SIDE, Source, flatten, grid, picture_error, picture_limits};
use crate::pattern::{FrameDuration, Frames, MAX_FRAME_BYTES, Matrix, Pattern, PatternError, PixelOrder, ReadOptions};
use image::codecs::png::PngEncoder;
use image::{ExtendedColorType, ImageEncoder as _, ImageFormat, ImageReader, Limits};
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

    fn order(&self) -> PixelOrder {
        PixelOrder::Grid
    }

    fn writes(&self) -> &'static [&'static str] {
        &["png"]
    }

    fn encode(&self, pattern: &Pattern) -> Option<Result<Vec<u8>, PatternError>> {
        Some(grid::of(pattern, MAX_SIDE).and_then(|matrix| png(&pattern.frames, matrix)))
    }

    fn losses(&self, pattern: &Pattern) -> Vec<String> {
        let shows = pattern.frames.total_ms();
        let still = u64::from(FrameDuration::STILL.ms());
        let duration = (shows != still)
            .then(|| format!("a picture stores no duration: it will be read as {still} ms instead of {shows} ms"));
        let transparency = grid::transparency(&pattern.frames);
        duration.into_iter().chain(grid::losses(pattern)).chain(transparency).collect()
    }
}

/// The one frame as PNG.
fn png(frames: &Frames, matrix: Matrix) -> Result<Vec<u8>, PatternError> {
    if frames.len() > 1 {
        let detail = format!("a picture holds one frame, this pattern has {}; write a GIF instead", frames.len());
        return Err(PatternError::Options { detail });
    }
    let mut bytes = Vec::new();
    PngEncoder::new(&mut bytes)
        .write_image(frames.rgb(), matrix.w() as u32, matrix.h() as u32, ExtendedColorType::Rgb8)
        .map_err(|e| PatternError::TooLarge { what: format!("the picture cannot be written: {e}") })?;
    Ok(bytes)
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

    fn half_clear() -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        let picture = RgbaImage::from_fn(2, 1, |x, _| Rgba([200, 100, 0, if x == 0 { 255 } else { 128 }]));
        DynamicImage::from(picture).write_to(&mut bytes, ImageFormat::Png).unwrap();
        bytes.into_inner()
    }

    #[test]
    fn a_picture_shows_for_a_second_as_it_looks_on_black() {
        let read = decode(&half_clear()).unwrap();
        assert_eq!((read.frames.rgb(), read.frames.total_ms()), (&[200, 100, 0, 100, 50, 0][..], 1000));
        assert_eq!(read.frames.alpha(0), Some(&[255, 128][..]));
    }

    #[test]
    fn one_frame_is_written_and_more_are_refused() {
        let two = Frames::new(1, vec![0; 6], vec![FrameDuration::STILL; 2]).unwrap();
        let mut pattern = Pattern {
            name: "p".into(),
            format: "test",
            frames: two.into(),
            matrix: Matrix::new(1, 1),
            order: PixelOrder::Grid,
            warnings: vec![],
        };
        assert_eq!(Image.encode(&pattern).unwrap().unwrap_err().code(), "pattern.options");
        let seen = decode(&half_clear()).unwrap();
        (pattern.matrix, pattern.frames) = (seen.matrix, seen.frames.into());
        let back = decode(&Image.encode(&pattern).unwrap().unwrap()).unwrap();
        assert_eq!((back.frames.content_hash(), back.matrix), (pattern.frames.content_hash(), pattern.matrix));
        assert_eq!(Image.losses(&pattern).len(), 1, "transparency");
    }

    #[test]
    fn a_bomb_is_refused_by_its_header() {
        let mut bytes = half_clear();
        bytes[16..20].copy_from_slice(&100_000_u32.to_be_bytes());
        assert!(["pattern.too_large", "pattern.corrupt"].contains(&decode(&bytes).unwrap_err().code()));
    }

    #[test]
    fn a_cut_picture_is_an_error() {
        let bytes = half_clear();
        let code = decode(&bytes[..bytes.len() - 20]).unwrap_err().code();
        assert!(["pattern.truncated", "pattern.corrupt"].contains(&code), "{code}");
    }
}
