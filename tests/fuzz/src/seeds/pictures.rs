//! Pictures of the kinds that our encoders do not write: disposal, transparency and interlacing in GIF, palettes, grey and
//! 16 bits in PNG, JPEG.

use image::codecs::jpeg::JpegEncoder;
use image::{ExtendedColorType, ImageEncoder as _};
use png::{BitDepth, ColorType};
use std::borrow::Cow;

/// Every file.
pub(super) fn files() -> Vec<Vec<u8>> {
    let mut files = vec![gif_of_parts(), gif_of_local_palettes()];
    files.extend(png_kinds());
    files.extend(jpegs());
    files
}

/// What sets parts of a GIF apart.
fn part(
    dispose: gif::DisposalMethod,
    transparent: Option<u8>,
    left: u16,
    pixels: &'static [u8],
) -> gif::Frame<'static> {
    gif::Frame {
        delay: 5,
        dispose,
        transparent,
        left,
        width: (pixels.len() / 2) as u16,
        height: 2,
        buffer: Cow::Borrowed(pixels),
        ..gif::Frame::default()
    }
}

fn gif_of_parts() -> Vec<u8> {
    use gif::DisposalMethod::{Any, Background, Keep, Previous};
    let parts = [
        part(Keep, None, 0, &[1, 2, 3, 0, 1, 2, 3, 0]),
        part(Previous, Some(0), 1, &[1, 0, 0, 1]),
        part(Background, Some(3), 2, &[2, 2, 3, 3]),
        gif::Frame {
            delay: 0,
            interlaced: true,
            ..part(Any, None, 0, &[3, 3, 2, 2, 1, 1, 0, 0])
        },
    ];
    gif(&[0, 0, 0, 255, 0, 0, 0, 0, 255, 255, 255, 255], &parts)
}

fn gif_of_local_palettes() -> Vec<u8> {
    let local = |palette: Vec<u8>| gif::Frame {
        palette: Some(palette),
        ..part(
            gif::DisposalMethod::Keep,
            None,
            0,
            &[0, 1, 1, 0, 1, 0, 0, 1],
        )
    };
    gif(
        &[],
        &[local(vec![1, 2, 3, 4, 5, 6]), local((0..48).collect())],
    )
}

fn gif(palette: &[u8], parts: &[gif::Frame<'_>]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut encoder = gif::Encoder::new(&mut out, 4, 2, palette).expect("a small palette");
    encoder
        .set_repeat(gif::Repeat::Finite(3))
        .expect("memory takes it");
    parts
        .iter()
        .for_each(|part| encoder.write_frame(part).expect("a whole frame"));
    drop(encoder);
    out
}

fn png_kinds() -> Vec<Vec<u8>> {
    let kinds = [
        (ColorType::Grayscale, BitDepth::One, 1),
        (ColorType::Grayscale, BitDepth::Sixteen, 8),
        (ColorType::GrayscaleAlpha, BitDepth::Eight, 8),
        (ColorType::Indexed, BitDepth::Two, 1),
        (ColorType::Rgba, BitDepth::Eight, 16),
        (ColorType::Rgb, BitDepth::Sixteen, 24),
    ];
    kinds
        .map(|(colour, depth, row)| png(colour, depth, row))
        .into()
}

/// Four by three pixels, `row` bytes a row.
fn png(colour: ColorType, depth: BitDepth, row: usize) -> Vec<u8> {
    let mut out = Vec::new();
    let mut encoder = png::Encoder::new(&mut out, 4, 3);
    encoder.set_color(colour);
    encoder.set_depth(depth);
    if colour == ColorType::Indexed {
        encoder.set_palette(vec![0, 0, 0, 255, 0, 0, 0, 255, 0, 0, 0, 255]);
        encoder.set_trns(vec![0, 128]);
    }
    let data: Vec<u8> = (0..row * 3).map(|i| (i * 37) as u8).collect();
    let mut writer = encoder.write_header().expect("memory takes it");
    writer.write_image_data(&data).expect("a whole picture");
    drop(writer);
    out
}

fn jpegs() -> Vec<Vec<u8>> {
    let jpeg = |colour: ExtendedColorType, bytes: usize| {
        let mut out = Vec::new();
        let pixels: Vec<u8> = (0..bytes).map(|i| (i * 29) as u8).collect();
        JpegEncoder::new_with_quality(&mut out, 60)
            .write_image(&pixels, 9, 8, colour)
            .expect("memory takes it");
        out
    };
    vec![
        jpeg(ExtendedColorType::Rgb8, 9 * 8 * 3),
        jpeg(ExtendedColorType::L8, 9 * 8),
    ]
}
