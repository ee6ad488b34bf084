//! Still pictures: one frame. PNG and JPEG are read, PNG is written.

use super::{Confidence, Decoded, Format, MAX_SIDE, Source, flatten, grid, picture_error, picture_limits};
use crate::pattern::{
    FrameDuration, Frames, HeldPattern, MAX_FRAME_BYTES, Matrix, PatternError, PixelOrder, ReadOptions,
};
use image::codecs::png::PngEncoder;
use image::{DynamicImage, ExtendedColorType, ImageDecoder as _, ImageEncoder as _, ImageFormat, ImageReader, Limits};
use std::io::Cursor;

/// Bytes a pixel of a picture brought to R,G,B,A.
const RGBA: u64 = 4;
/// Bytes a pixel of what becomes of it.
const RGB_AND_ALPHA: u64 = 4;
/// The marker that ends a JPEG.
const END_OF_IMAGE: [u8; 2] = [0xFF, 0xD9];

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
        // The decoder fills in what is missing of a JPEG, and says nothing.
        if kind == ImageFormat::Jpeg && !jpeg_ends(bytes) {
            let has = bytes.len() as u64;
            return Err(PatternError::Truncated { needs: has + END_OF_IMAGE.len() as u64, has });
        }
        let mut reader = ImageReader::with_format(Cursor::new(bytes), kind);
        let mut limits = Limits::default();
        limits.max_alloc = Some(MAX_FRAME_BYTES as u64);
        reader.limits(limits);
        let decoder = reader.into_decoder().map_err(|e| picture_error(&e, bytes))?;
        let (w, h) = decoder.dimensions();
        let stored = u64::from(decoder.color_type().bytes_per_pixel());
        let matrix = picture_limits(bytes, w, h, (stored + RGBA).max(RGBA + RGB_AND_ALPHA))?;
        let picture = DynamicImage::from_decoder(decoder).map_err(|e| picture_error(&e, bytes))?;
        let mut rgb = Vec::with_capacity(matrix.leds() * 3);
        let mut alpha = None;
        flatten(picture.into_rgba8().as_raw(), &mut rgb, &mut alpha);
        let frames = Frames::new(matrix.leds(), rgb, vec![FrameDuration::STILL])?;
        let frames = match alpha {
            Some(alpha) => frames.with_alpha(alpha),
            None => frames,
        };
        Ok(Decoded::exact(frames, Some(matrix), PixelOrder::Grid))
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

/// Whether the marker that ends a JPEG follows its last scan: a walk from marker to marker, because previews inside of
/// segments have such a marker, too. (ITU-T T.81, annex B.)
fn jpeg_ends(bytes: &[u8]) -> bool {
    let mut rest = bytes;
    loop {
        // Pixels of a scan lie between markers: there 0 follows each FF that is none, and D0 to D7 only restart.
        let Some(at) =
            rest.windows(2).position(|w| matches!(w, [0xFF, m] if !matches!(m, 0x00 | 0x01 | 0xFF | 0xD0..=0xD8)))
        else {
            return false;
        };
        let segment = rest.get(at..).unwrap_or_default();
        if segment.starts_with(&END_OF_IMAGE) {
            return true;
        }
        let Some(&[high, low]) = segment.get(2..4).and_then(|n| n.first_chunk()) else { return false };
        rest = segment.get(2 + usize::from(u16::from_be_bytes([high, low]))..).unwrap_or_default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::{Rgba, RgbaImage};

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
        let mut pattern = HeldPattern {
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
    fn an_opaque_picture_has_no_alpha_plane() {
        let mut bytes = Cursor::new(Vec::new());
        RgbaImage::from_pixel(3, 2, Rgba([1, 2, 3, 255])).write_to(&mut bytes, ImageFormat::Png).unwrap();
        let read = decode(&bytes.into_inner()).unwrap();
        assert_eq!((read.frames.rgb(), read.frames.alpha(0)), (&[1, 2, 3].repeat(6)[..], None));
    }

    /// A PNG that says to be `side` pixels wide and high, 16 bits a channel or 8, with its checksum.
    fn claims(side: u32, depth: u8) -> Vec<u8> {
        let mut header = [&b"IHDR"[..], &side.to_be_bytes(), &side.to_be_bytes(), &[depth, 6, 0, 0, 0]].concat();
        let crc = header.iter().fold(u32::MAX, |crc, &byte| {
            (0..8).fold(crc ^ u32::from(byte), |c, _| if c & 1 == 1 { 0xEDB8_8320 ^ (c >> 1) } else { c >> 1 })
        });
        header.extend((!crc).to_be_bytes());
        let data = [&[0, 0, 0, 0][..], b"IDAT", &0x35AF_061E_u32.to_be_bytes()].concat();
        [&b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0d"[..], &header, &data].concat()
    }

    #[test]
    fn what_decoding_takes_is_counted_before_it_is_allocated() {
        let code = |side, depth| decode(&claims(side, depth)).unwrap_err().code();
        assert_eq!(code(8000, 8), "pattern.too_large", "512 MB with all copies");
        assert_eq!(code(5000, 16), "pattern.too_large", "8 bytes a pixel are stored, and 4 made of them");
        assert_ne!(code(5000, 8), "pattern.too_large", "200 MB fit");
    }

    #[test]
    fn a_jpeg_without_its_end_is_cut_off_wherever_the_cut_is() {
        let whole = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/still.jpg")).unwrap();
        assert_eq!(decode(&whole).unwrap().frames.leds(), 64);
        for cut in [1, 2, 3, 10, whole.len() / 2] {
            assert_eq!(decode(&whole[..whole.len() - cut]).unwrap_err().code(), "pattern.truncated", "{cut}");
        }
        assert!(decode(&[&whole[..], b"more"].concat()).is_ok());
        let preview = [0xFF, 0xE1, 0, 6, 1, 2, 0xFF, 0xD9];
        let with_preview = [&whole[..2], &preview, &whole[2..]].concat();
        assert!(decode(&with_preview).is_ok());
        let cut = &with_preview[..with_preview.len() - 2];
        assert_eq!(decode(cut).unwrap_err().code(), "pattern.truncated", "the end of a preview is not the end");
    }

    #[test]
    fn every_scan_of_a_progressive_jpeg_must_be_there() {
        let scan = [0xFF, 0xDA, 0, 3, 1, 7, 0xFF, 0x00, 0xFF, 0xD0, 9];
        let table = [0xFF, 0xC4, 0, 4, 0xFF, 0xD9];
        let all = [&[0xFF, 0xD8][..], &scan, &table, &scan, &END_OF_IMAGE].concat();
        assert!(jpeg_ends(&all));
        for end in 0..all.len() {
            assert!(!jpeg_ends(&all[..end]), "{end}");
        }
    }

    #[test]
    fn error_texts_end_where_their_words_do() {
        let error = decode(b"\xff\xd8\xff\xe0\x00\x02nonsense\xff\xd9").unwrap_err().to_string();
        assert_eq!(error.trim_end(), error);
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
