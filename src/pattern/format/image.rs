//! Still pictures: one frame. PNG, JPEG and BMP are read, PNG is written.

mod jpeg;

use super::{
    Confidence, Decoded, Format, MAX_PICTURE_BYTES, MAX_SIDE, RGB_AND_ALPHA, Source, flatten, grid,
    picture_error, picture_limits, rows, too_many_pixels,
};
use crate::pattern::cancel::{Cancel, Watched};
use crate::pattern::{
    FrameDuration, Frames, HeldPattern, Matrix, PatternError, PixelOrder, ReadOptions,
};
use image::codecs::png::PngEncoder;
use image::{
    DynamicImage, ExtendedColorType, ImageDecoder, ImageEncoder as _, ImageFormat, ImageReader,
    Limits,
};

/// Bytes a pixel of a picture brought to R,G,B,A.
const RGBA: u64 = 4;
/// Bytes a pixel and channel that the passes of a progressive JPEG are kept in.
const COEFFICIENT: u64 = 2;
/// A pass of a JPEG over a pixel takes as long as so many pixels of other pictures.
const PASS: u64 = 2;
/// Bytes of the marker that ends a JPEG.
const END_OF_IMAGE: u64 = 2;

/// See the module.
pub(super) struct Image;

impl Format for Image {
    fn name(&self) -> &'static str {
        "image"
    }

    fn title(&self) -> &'static str {
        "PNG, JPEG or BMP picture"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["png", "jpg", "jpeg", "bmp"]
    }

    fn sniff(&self, bytes: &[u8]) -> Confidence {
        let picture = kind(bytes).is_some() && rows::note(bytes).is_none();
        if picture {
            Confidence::Exact
        } else {
            Confidence::No
        }
    }

    fn decode(&self, source: Source<'_>, options: &ReadOptions) -> Result<Decoded, PatternError> {
        let Picture { matrix, rgb, alpha } = picture(source.bytes, &options.cancel)?;
        let frames = Frames::new(matrix.leds(), rgb, vec![FrameDuration::STILL])?;
        let frames = match alpha {
            Some(alpha) => frames.with_alpha(alpha),
            None => frames,
        };
        let warnings = rows::hint(matrix, source.path, options)
            .into_iter()
            .collect();
        Ok(Decoded {
            warnings,
            ..Decoded::exact(frames, Some(matrix), PixelOrder::Grid)
        })
    }

    fn order(&self) -> PixelOrder {
        PixelOrder::Grid
    }

    fn writes(&self) -> &'static [&'static str] {
        &["png"]
    }

    fn encode(&self, pattern: &HeldPattern) -> Option<Result<Vec<u8>, PatternError>> {
        Some(grid::of(pattern, MAX_SIDE).and_then(|matrix| png(&pattern.frames, matrix)))
    }

    fn losses(&self, pattern: &HeldPattern) -> Vec<String> {
        let shows = pattern.frames.total_ms();
        let still = u64::from(FrameDuration::STILL.ms());
        let duration = (shows != still).then(|| {
            format!(
                "a picture stores no duration: it will be read as {still} ms instead of {shows} ms"
            )
        });
        let transparency = grid::transparency(&pattern.frames);
        duration
            .into_iter()
            .chain(grid::losses(pattern))
            .chain(transparency)
            .collect()
    }
}

/// A decoded picture.
pub(super) struct Picture {
    pub(super) matrix: Matrix,
    /// R,G,B of each pixel as it looks on black, row by row.
    pub(super) rgb: Vec<u8>,
    /// The opacity of each pixel; `None` where all is opaque.
    pub(super) alpha: Option<Vec<u8>>,
}

/// Decodes a PNG, JPEG or BMP.
///
/// # Errors
/// As [`Format::decode`].
pub(super) fn picture(bytes: &[u8], cancel: &Cancel) -> Result<Picture, PatternError> {
    let kind = kind(bytes).ok_or_else(|| PatternError::UnknownFormat {
        what: "this is no PNG, JPEG or BMP picture".into(),
    })?;
    let jpeg = if kind == ImageFormat::Jpeg {
        jpeg::Outline::of(bytes)
    } else {
        jpeg::Outline::default()
    };
    // The decoder fills in what is missing of a JPEG, and says nothing.
    if kind == ImageFormat::Jpeg && !jpeg.ends {
        let has = bytes.len() as u64;
        return Err(PatternError::Truncated {
            needs: has + END_OF_IMAGE,
            has,
        });
    }
    let failed = |error| {
        cancel
            .check()
            .err()
            .unwrap_or_else(|| picture_error(&error, bytes))
    };
    let mut reader = ImageReader::with_format(Watched::new(bytes, cancel), kind);
    // For what stands beside the pixels, such as packed colour profiles; the pixels themselves are counted below.
    let mut limits = Limits::default();
    limits.max_alloc = Some(MAX_PICTURE_BYTES as u64);
    reader.limits(limits);
    let decoder = reader.into_decoder().map_err(failed)?;
    let colours = decoder.color_type();
    let matrix = size_within_limits(bytes, &decoder, &jpeg)?;
    cancel.check()?;
    let picture = DynamicImage::from_decoder(decoder).map_err(failed)?;
    cancel.check()?;
    if !colours.has_alpha() {
        return Ok(Picture {
            matrix,
            rgb: picture.into_rgb8().into_raw(),
            alpha: None,
        });
    }
    let rgba = picture.into_rgba8(); // before there is room for the colours: what it is made of goes
    let mut rgb = Vec::with_capacity(matrix.leds() * 3);
    let mut alpha = None;
    flatten(rgba.as_raw(), &mut rgb, &mut alpha);
    Ok(Picture { matrix, rgb, alpha })
}

/// Width and height, where decoding takes no more memory and time than is allowed.
fn size_within_limits(
    bytes: &[u8],
    decoder: &impl ImageDecoder,
    jpeg: &jpeg::Outline,
) -> Result<Matrix, PatternError> {
    let (w, h) = decoder.dimensions();
    let colours = decoder.color_type();
    let passes = if jpeg.progressive {
        COEFFICIENT * u64::from(colours.channel_count())
    } else {
        0
    };
    let stored = u64::from(colours.bytes_per_pixel());
    let matrix = picture_limits(
        bytes,
        w,
        h,
        (stored + RGBA.max(passes)).max(RGBA + RGB_AND_ALPHA),
    )?;
    let passed = (matrix.leds() as u64)
        .saturating_mul(jpeg.scans)
        .saturating_mul(PASS);
    too_many_pixels("picture", passed, matrix.leds() as u64)?;
    Ok(matrix)
}

/// The one frame as PNG.
fn png(frames: &Frames, matrix: Matrix) -> Result<Vec<u8>, PatternError> {
    if frames.len() > 1 {
        let detail = format!(
            "a picture holds one frame, this pattern has {}; write a GIF or an APNG instead",
            frames.len()
        );
        return Err(PatternError::Options { detail });
    }
    let mut bytes = Vec::new();
    PngEncoder::new(&mut bytes)
        .write_image(
            frames.rgb(),
            matrix.w() as u32,
            matrix.h() as u32,
            ExtendedColorType::Rgb8,
        )
        .map_err(|e| PatternError::TooLarge {
            what: format!("the picture cannot be written: {e}"),
        })?;
    Ok(bytes)
}

fn kind(bytes: &[u8]) -> Option<ImageFormat> {
    if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        Some(ImageFormat::Png)
    } else if bytes.starts_with(b"\xff\xd8\xff") {
        Some(ImageFormat::Jpeg)
    } else if is_bmp(bytes) {
        Some(ImageFormat::Bmp)
    } else {
        None
    }
}

/// Whether the headers are a bitmap's. Its two letters alone would be little evidence: the header behind those of the file
/// gives its own size, of which there are few, and one plane, always. (BITMAPFILEHEADER, then BITMAPCOREHEADER or one of the
/// BITMAPINFOHEADERs.)
fn is_bmp(bytes: &[u8]) -> bool {
    let pair = |at: usize| {
        bytes
            .get(at..at + 2)
            .and_then(|n| n.first_chunk())
            .map(|n| u16::from_le_bytes(*n))
    };
    let planes = match (pair(14), pair(16)) {
        (Some(12), Some(0)) => pair(22),
        (Some(40 | 52 | 56 | 64 | 108 | 124), Some(0)) => pair(26),
        _ => None,
    };
    bytes.starts_with(b"BM") && planes == Some(1)
}

#[cfg(test)]
mod tests;
