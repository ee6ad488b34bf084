//! GIF animations, every frame composited as it is seen: disposal, transparency, local palettes, interlacing.

use super::{Confidence, Decoded, Format, Source, flatten, picture_error, picture_limits};
use crate::pattern::{FrameDuration, Frames, PatternError, PixelOrder, ReadOptions};
use image::codecs::gif::GifDecoder;
use image::{AnimationDecoder as _, ImageDecoder as _};
use std::io::Cursor;

/// What a delay of 0 means, in milliseconds: what every browser shows.
const ZERO_DELAY_MS: u32 = 100;

/// See the module.
pub(super) struct Gif;

impl Format for Gif {
    fn name(&self) -> &'static str {
        "gif"
    }

    fn title(&self) -> &'static str {
        "GIF animation"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["gif"]
    }

    fn sniff(&self, bytes: &[u8]) -> Confidence {
        let magic = bytes.starts_with(b"GIF87a") || bytes.starts_with(b"GIF89a");
        if magic { Confidence::Exact } else { Confidence::No }
    }

    fn decode(&self, source: Source<'_>, _options: &ReadOptions) -> Result<Decoded, PatternError> {
        let bytes = source.bytes;
        let decoder = GifDecoder::new(Cursor::new(bytes)).map_err(|e| picture_error(&e, bytes))?;
        let (w, h) = decoder.dimensions();
        let matrix = picture_limits(bytes, w, h)?;
        Frames::budget(matrix.leds() as u64, 1)?;
        let (mut rgb, mut alpha, mut durations) = (Vec::new(), Vec::new(), Vec::new());
        let mut warnings = Vec::new();
        for frame in decoder.into_frames() {
            let frame = match frame {
                Ok(frame) => frame,
                Err(error) if durations.is_empty() => return Err(picture_error(&error, bytes)),
                Err(_) => {
                    warnings.push(format!("the GIF is damaged after frame {}; the rest was left out", durations.len()));
                    break;
                }
            };
            Frames::budget(matrix.leds() as u64, durations.len() as u64 + 1)?;
            let (numerator, denominator) = frame.delay().numer_denom_ms();
            let ms = numerator / denominator.max(1);
            durations.push(FrameDuration::from_ms(if ms == 0 { ZERO_DELAY_MS } else { ms }));
            flatten(frame.buffer().as_raw(), &mut rgb, &mut alpha);
        }
        let frames = Frames::new(matrix.leds(), rgb, durations)?.with_alpha(alpha);
        Ok(Decoded { warnings, ..Decoded::exact(frames, Some(matrix), PixelOrder::Grid) })
    }
}
