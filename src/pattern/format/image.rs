//! Still pictures: one frame. PNG, JPEG and BMP are read, PNG is written.

mod jpeg;

use super::reduce::Reducer;
use super::{
    Confidence, Decoded, Format, Info, MAX_PICTURE_BYTES, MAX_SIDE, RGB_AND_ALPHA, Sink, Source,
    flatten, grid, picture_error, picture_limits, put, row_note, too_many_pixels,
};
use crate::message::Message;
use crate::msg;
use crate::pattern::cancel::Watched;
use crate::pattern::words::foreign;
use crate::pattern::{
    FrameDuration, Frames, Matrix, Pattern, PatternError, PixelOrder, ReadOptions,
};
use image::codecs::png::PngEncoder;
use image::{
    ColorType, DynamicImage, ExtendedColorType, ImageDecoder, ImageEncoder as _, ImageFormat,
    ImageReader, Limits,
};

/// Bytes a pixel of a picture brought to R,G,B,A, where it is not stored so.
const RGBA: u64 = 4;
/// Bytes a pixel that every picture is counted with at least: some that its decoder and its file take stand beside it.
const MIN_BYTES: u64 = 6;
/// Bytes a pixel and channel that the passes of a progressive JPEG are kept in.
const COEFFICIENT: u64 = 2;
/// A pass of a JPEG over a pixel takes as long as so many pixels of other pictures.
const PASS: u64 = 2;
/// Bytes of the marker that ends a JPEG.
const END_OF_IMAGE: u64 = 2;

/// What such a file is called in sentences.
const KIND: &str = "picture";

/// See the module.
pub(super) struct Image;

static INFO: Info = Info {
    name: "image",
    read_as: "image",
    title: msg!("format-image"),
    extensions: &["png", "jpg", "jpeg", "bmp"],
    order: PixelOrder::Grid,
    writes: &["png"],
    writes_streams: false,
};

impl Format for Image {
    fn info(&self) -> &'static Info {
        &INFO
    }

    fn sniff(&self, bytes: &[u8]) -> Confidence {
        let picture = kind(bytes).is_some() && row_note::note(bytes).is_none();
        Confidence::exact_if(picture)
    }

    /// Pictures far larger than any matrix of LEDs are made smaller.
    fn decode(&self, source: Source<'_>, options: &ReadOptions) -> Result<Decoded, PatternError> {
        let (picture, size) = unpack(source.bytes, options, MIN_BYTES)?;
        let reducer = Reducer::new(size, 1, KIND)?;
        let Picture { matrix, rgb, alpha } = if reducer.is_needless() {
            split(picture, size)
        } else {
            reduced(picture, &reducer, options)?
        };
        let frames = Frames::new(matrix.leds(), rgb, vec![FrameDuration::STILL])?;
        let frames = match alpha {
            Some(alpha) => frames.with_alpha(alpha),
            None => frames,
        };
        let warnings =
            reducer
                .warning(KIND)
                .into_iter()
                .chain(row_note::hint(size, source.path, options));
        Ok(Decoded {
            warnings: warnings.collect(),
            ..Decoded::exact(frames, Some(matrix), PixelOrder::Grid)
        })
    }

    fn write(&self, pattern: &Pattern, to: &mut dyn Sink) -> Result<(), PatternError> {
        let matrix = grid::of(pattern, MAX_SIDE)?;
        put(&png(&*pattern.frames.hold()?, matrix)?, to)
    }

    fn losses(&self, pattern: &Pattern) -> Result<Vec<Message>, PatternError> {
        let shows = pattern.frames.total_ms();
        let still = u64::from(FrameDuration::STILL.ms());
        let duration = (shows != still).then(|| {
            msg!(
                "pattern-loss-picture-duration",
                still = still,
                shows = shows
            )
        });
        let transparency = grid::transparency(&*pattern.frames.hold()?);
        Ok(duration
            .into_iter()
            .chain(grid::losses(pattern))
            .chain(transparency)
            .collect())
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

/// Decodes a PNG, JPEG or BMP in its full size.
///
/// # Errors
/// As [`Format::decode`].
pub(super) fn picture(bytes: &[u8], options: &ReadOptions) -> Result<Picture, PatternError> {
    let (picture, matrix) = unpack(bytes, options, RGBA + RGB_AND_ALPHA)?;
    Ok(split(picture, matrix))
}

/// R,G,B,A of each pixel as it is stored, not as it looks on black.
///
/// # Errors
/// As [`Format::decode`].
pub(super) fn rgba(bytes: &[u8], options: &ReadOptions) -> Result<Vec<u8>, PatternError> {
    let (picture, _) = unpack(bytes, options, RGBA + RGB_AND_ALPHA)?;
    Ok(picture.into_rgba8().into_raw())
}

/// The pixels of a picture as they are stored; `min` bytes a pixel are needed for what becomes of them.
fn unpack(
    bytes: &[u8],
    options: &ReadOptions,
    min: u64,
) -> Result<(DynamicImage, Matrix), PatternError> {
    let cancel = &options.cancel;
    let kind = kind(bytes).ok_or_else(|| PatternError::UnknownFormat {
        what: msg!("pattern-picture-none"),
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
    let watched = Watched::new(bytes, cancel).telling(&options.progress);
    let mut reader = ImageReader::with_format(watched, kind);
    // For what stands beside the pixels, such as packed colour profiles; the pixels themselves are counted below.
    let mut limits = Limits::default();
    limits.max_alloc = Some(MAX_PICTURE_BYTES as u64);
    reader.limits(limits);
    let decoder = reader.into_decoder().map_err(failed)?;
    let matrix = size_within_limits(bytes, &decoder, &jpeg, min)?;
    cancel.check()?;
    let picture = DynamicImage::from_decoder(decoder).map_err(failed)?;
    cancel.check()?;
    Ok((picture, matrix))
}

/// Its colours and opacity.
fn split(picture: DynamicImage, matrix: Matrix) -> Picture {
    if !picture.color().has_alpha() {
        return Picture {
            matrix,
            rgb: picture.into_rgb8().into_raw(),
            alpha: None,
        };
    }
    let rgba = picture.into_rgba8(); // before there is room for the colours: what it is made of goes
    let mut rgb = Vec::with_capacity(matrix.leds() * 3);
    let mut alpha = None;
    flatten(rgba.as_raw(), &mut rgb, &mut alpha);
    Picture { matrix, rgb, alpha }
}

/// The same of a picture that becomes smaller, row by row.
fn reduced(
    picture: DynamicImage,
    reducer: &Reducer,
    options: &ReadOptions,
) -> Result<Picture, PatternError> {
    let matrix = reducer.target();
    let size = matrix.w() * 3;
    let mut rgb = vec![0; matrix.leds() * 3];
    if !picture.color().has_alpha() {
        let pixels = picture.into_rgb8();
        let lines = pixels.width() as usize * reducer.by() * 3;
        for (lines, out) in pixels.chunks(lines).zip(rgb.chunks_exact_mut(size)) {
            options.cancel.check()?;
            reducer.row(lines, out);
        }
        return Ok(Picture {
            matrix,
            rgb,
            alpha: None,
        });
    }
    let pixels = picture.into_rgba8();
    let width = pixels.width() as usize * reducer.by();
    let mut alpha = vec![u8::MAX; matrix.leds()];
    let mut colours = Vec::with_capacity(width * 3);
    let outs = rgb
        .chunks_exact_mut(size)
        .zip(alpha.chunks_exact_mut(matrix.w()));
    for (lines, (out, opacity)) in pixels.chunks(width * 4).zip(outs) {
        options.cancel.check()?;
        colours.clear();
        let mut clear = None;
        flatten(lines, &mut colours, &mut clear);
        reducer.row(&colours, out);
        if let Some(clear) = clear {
            reducer.opacity_row(&clear, opacity);
        }
    }
    let alpha = Some(alpha);
    Ok(Picture { matrix, rgb, alpha })
}

/// Width and height, where decoding takes no more memory and time than is allowed.
fn size_within_limits(
    bytes: &[u8],
    decoder: &impl ImageDecoder,
    jpeg: &jpeg::Outline,
    min: u64,
) -> Result<Matrix, PatternError> {
    let (w, h) = decoder.dimensions();
    let colours = decoder.color_type();
    let passes = if jpeg.progressive {
        COEFFICIENT * u64::from(colours.channel_count())
    } else {
        0
    };
    let stored = u64::from(colours.bytes_per_pixel());
    let brought = match colours {
        ColorType::Rgb8 | ColorType::Rgba8 => 0,
        _ => RGBA,
    };
    let each = (stored + brought.max(passes)).max(min);
    let matrix = picture_limits(bytes, w, h, each)?;
    let passed = (matrix.leds() as u64)
        .saturating_mul(jpeg.scans)
        .saturating_mul(PASS);
    too_many_pixels(KIND, passed, matrix.leds() as u64)?;
    Ok(matrix)
}

/// The one frame as PNG.
fn png(frames: &Frames, matrix: Matrix) -> Result<Vec<u8>, PatternError> {
    if frames.len() > 1 {
        let detail = msg!("pattern-picture-one-frame", frames = frames.len());
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
            what: msg!("pattern-picture-unwritable", error = foreign(&e)),
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
