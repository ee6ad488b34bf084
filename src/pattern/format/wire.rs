//! The wire format of native controllers: u16 LE LEDs, u16 LE frames, then for each frame u16 LE milliseconds and its
//! R,G,B bytes. What devices store; exact to the byte. (Source of the layout: the controllers' firmware.)

mod header;

use super::strided::Strided;
use super::{Confidence, Decoded, Format, Info, Large, Sink, Source, put};
use crate::message::Message;
use crate::msg;
use crate::pattern::{
    Durations, FrameDuration, Frames, Pattern, PatternError, PixelOrder, ReadOptions, Reel, Stream,
};
use header::{DELAY, HEADER, Header};
use std::sync::Arc;

pub(super) use header::split_u16;

/// Frames of so many bytes are passed over when nothing but their durations is read.
const ALONE: usize = 8 << 10;
/// Longest duration that 16 bits hold, in milliseconds.
pub const MAX_DELAY_MS: u32 = 65_535;
/// Most frames that 16 bits count.
pub const MAX_FRAMES: usize = 65_535;

/// See the module.
pub(super) struct Wire;

static INFO: Info = Info {
    name: "wire",
    read_as: "wire",
    title: msg!("format-wire"),
    extensions: &["bin"],
    order: PixelOrder::Strip,
    writes: &["bin"],
    writes_streams: true,
};

impl Format for Wire {
    fn info(&self) -> &'static Info {
        &INFO
    }

    fn sniff(&self, bytes: &[u8]) -> Confidence {
        match Header::parse(bytes) {
            Some(header) if header.size() == bytes.len() as u64 => Confidence::Sized,
            Some(header) if header.is_plausible(bytes, bytes.len() as u64) => Confidence::Likely,
            _ => Confidence::No,
        }
    }

    fn decode(&self, source: Source<'_>, _options: &ReadOptions) -> Result<Decoded, PatternError> {
        decode_frames(source.bytes).map(|frames| Decoded::exact(frames, None, PixelOrder::Strip))
    }

    fn sniff_large(&self, large: Large<'_>) -> Confidence {
        match Header::parse(large.head) {
            Some(header) if header.size() == large.file.len() => Confidence::Sized,
            Some(header) if header.is_plausible(large.head, large.file.len()) => Confidence::Likely,
            _ => Confidence::No,
        }
    }

    fn stream(
        &self,
        large: Large<'_>,
        options: &ReadOptions,
    ) -> Result<Option<Decoded<Stream>>, PatternError> {
        let file = large.file;
        if file.len() <= large.hold {
            return Ok(None);
        }
        let header = Header::exact(large.head, file.len())?;
        let mut reader = file.open()?;
        let mut durations = Vec::with_capacity(header.frames);
        for frame in 0..header.frames as u64 {
            options.cancel.check()?;
            let mut ms = [0; DELAY];
            let at = HEADER as u64 + frame * header.frame_size() as u64;
            // reading ahead would read all of a file of large frames
            if header.frame_size() < ALONE {
                reader.read_at(at, &mut ms)?;
            } else {
                reader.read_alone(at, &mut ms)?;
            }
            durations.push(FrameDuration::from_ms(u16::from_le_bytes(ms).into()));
        }
        let stride = header.frame_size() as u64;
        let bytes = header.leds * 3;
        let strided = Strided {
            file: file.clone(),
            start: (HEADER + DELAY) as u64,
            stride,
            bytes,
        };
        let frames = Stream::timed(header.leds, durations, Arc::new(strided))?;
        Ok(Some(Decoded::exact(frames, None, PixelOrder::Strip)))
    }

    fn write(&self, pattern: &Pattern, to: &mut dyn Sink) -> Result<(), PatternError> {
        write(&pattern.frames, to)
    }

    fn losses(&self, pattern: &Pattern) -> Result<Vec<Message>, PatternError> {
        Ok(losses(pattern.frames.durations()))
    }
}

/// As [`encode_frames`], frame by frame.
fn write(frames: &Reel, to: &mut dyn Sink) -> Result<(), PatternError> {
    let (leds, stored) = counts(frames.leds(), frames.durations())?;
    let mut put = |bytes: &[u8]| put(bytes, to);
    put(&leds.to_le_bytes())?;
    put(&stored.to_le_bytes())?;
    frames.for_each(|_, frame, duration| {
        parts_of(duration).try_for_each(|ms| {
            put(&ms.to_le_bytes())?;
            put(frame.rgb)
        })
    })
}

/// Reads wire-format bytes; a duration of 0 becomes 1 ms, as devices read it.
///
/// # Errors
/// `pattern.truncated` when bytes are missing, `pattern.corrupt` when some are left over, `pattern.empty` without a frame.
pub fn decode_frames(bytes: &[u8]) -> Result<Frames, PatternError> {
    let header = Header::exact(bytes, bytes.len() as u64)?;
    let mut rgb = Vec::with_capacity(Frames::budget(header.leds as u64, header.frames as u64)?);
    let mut durations = Vec::with_capacity(header.frames);
    for frame in bytes
        .get(HEADER..)
        .unwrap_or_default()
        .chunks_exact(header.frame_size())
    {
        let Some((ms, pixels)) = split_u16(frame) else {
            continue;
        };
        durations.push(FrameDuration::from_ms(ms.into()));
        rgb.extend_from_slice(pixels);
    }
    Ok(Frames::new(header.leds, rgb, durations)?)
}

/// Writes frames in the wire format. A frame that shows longer than 65,535 ms becomes several equal ones, so the timing
/// stays exact.
///
/// # Errors
/// `pattern.too_many_leds` and `pattern.too_many_frames` above 65,535.
pub fn encode_frames(frames: &Frames) -> Result<Vec<u8>, PatternError> {
    let (leds, stored) = counts(frames.leds(), Durations::Each(frames.durations()))?;
    let mut out = Vec::with_capacity(HEADER + usize::from(stored) * (DELAY + frames.leds() * 3));
    out.extend_from_slice(&leds.to_le_bytes());
    out.extend_from_slice(&stored.to_le_bytes());
    for (rgb, ms) in parts(frames) {
        out.extend_from_slice(&ms.to_le_bytes());
        out.extend_from_slice(rgb);
    }
    Ok(out)
}

/// LEDs and stored frames as 16 bits have them.
///
/// # Errors
/// `pattern.too_many_leds` and `pattern.too_many_frames` above 65,535.
pub fn counts(leds: usize, durations: Durations<'_>) -> Result<(u16, u16), PatternError> {
    let few = u16::try_from(leds).map_err(|_| PatternError::TooManyLeds {
        leds,
        max: u16::MAX.into(),
    })?;
    Ok((few, count_parts(durations)?))
}

/// How many frames there are when each shows for at most [`MAX_DELAY_MS`].
pub(super) fn count_parts(durations: Durations<'_>) -> Result<u16, PatternError> {
    let count: u64 = durations
        .iter()
        .map(|d| u64::from(d.ms().div_ceil(MAX_DELAY_MS)))
        .sum();
    u16::try_from(count).map_err(|_| PatternError::TooManyFrames {
        frames: count,
        max: MAX_FRAMES as u64,
    })
}

/// These frames: pixels, and milliseconds in 16 bits.
pub(super) fn parts(frames: &Frames) -> impl Iterator<Item = (&[u8], u16)> {
    frames
        .iter()
        .flat_map(|(rgb, duration)| parts_of(duration).map(move |ms| (rgb, ms)))
}

/// A duration as one or more of 16 bits.
pub fn parts_of(duration: FrameDuration) -> impl Iterator<Item = u16> {
    let all = duration.ms();
    (0..all.div_ceil(MAX_DELAY_MS)).map(move |i| (all - i * MAX_DELAY_MS).min(MAX_DELAY_MS) as u16)
}

/// Lists what [`encode_frames`] does not keep.
pub(super) fn losses(durations: Durations<'_>) -> Vec<Message> {
    let long = durations.longer_than(MAX_DELAY_MS);
    if long == 0 {
        return Vec::new();
    }
    vec![msg!(
        "pattern-loss-wire-long",
        long = long,
        all = durations.len(),
        max = MAX_DELAY_MS
    )]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::Code;

    const TWO: [u8; 14] = [1, 0, 2, 0, 10, 0, 1, 2, 3, 0, 0, 4, 5, 6];

    #[test]
    fn bytes_become_frames_and_a_zero_delay_one_millisecond() {
        let frames = decode_frames(&TWO).unwrap();
        assert_eq!((frames.leds(), frames.rgb()), (1, &[1, 2, 3, 4, 5, 6][..]));
        assert_eq!(
            frames
                .durations()
                .iter()
                .map(|d| d.ms())
                .collect::<Vec<_>>(),
            [10, 1]
        );
    }

    #[test]
    fn missing_and_extra_bytes_are_named() {
        assert_eq!(
            decode_frames(&TWO[..13]),
            Err(PatternError::Truncated { needs: 14, has: 13 })
        );
        assert_eq!(
            decode_frames(&TWO[..2]),
            Err(PatternError::Truncated { needs: 4, has: 2 })
        );
        let mut long = TWO.to_vec();
        long.push(9);
        let error = decode_frames(&long).unwrap_err();
        assert_eq!(
            (
                error.code(),
                error.to_string().contains("1 more byte follows")
            ),
            (Code::PatternCorrupt, true),
            "{error}"
        );
        assert_eq!(
            decode_frames(&[0; 8]).unwrap_err().code(),
            Code::PatternEmpty
        );
    }

    #[test]
    fn a_cut_or_padded_file_is_still_recognised() {
        let frames =
            Frames::new(5, vec![7; 5 * 3 * 4], vec![FrameDuration::from_ms(40); 4]).unwrap();
        let whole = encode_frames(&frames).unwrap();
        assert_eq!(Wire.sniff(&whole), Confidence::Sized);
        assert_eq!(Wire.sniff(&whole[..whole.len() - 1]), Confidence::Likely);
        assert_eq!(
            Wire.sniff(&[&whole[..], &[0; 2]].concat()),
            Confidence::Likely
        );
        assert_eq!(Wire.sniff(&[0; 4096]), Confidence::No);
    }

    #[test]
    fn dim_pixels_that_look_like_a_header_are_left_to_raw() {
        // 8 LEDs and some thousand frames, each of 8 or 2056 ms: so says a headerless file of dim colours.
        let dim = [8, 0, 8, 8]
            .into_iter()
            .chain((0..3 * 4000 - 4).map(|i| [8, 0, 6, 8, 7][i % 5]))
            .collect::<Vec<u8>>();
        let mut random = fastrand::Rng::with_seed(9);
        let noise = [5, 0, 9, 0]
            .into_iter()
            .chain((0..3 * 300 - 4).map(|_| random.u8(5..12)))
            .collect::<Vec<u8>>();
        for bytes in [dim, noise, vec![8; 3_000_000]] {
            assert_eq!(Wire.sniff(&bytes), Confidence::No);
            assert_eq!(super::super::surest(&bytes).0.info().name, "raw");
        }
    }

    #[test]
    fn a_cut_file_of_whole_pixels_is_recognised_by_its_durations() {
        let mut random = fastrand::Rng::with_seed(2);
        let rgb = (0..20 * 3 * 30).map(|_| random.u8(..)).collect();
        let whole =
            encode_frames(&Frames::new(20, rgb, vec![FrameDuration::from_ms(40); 30]).unwrap())
                .unwrap();
        for frames in [12, 15, 21, 28] {
            let end = (HEADER + frames * 62).next_multiple_of(3);
            assert_eq!(
                Wire.sniff(&whole[..end]),
                Confidence::Likely,
                "{frames} of 30 frames"
            );
        }
    }

    #[test]
    fn a_long_frame_is_split_so_that_the_time_stays() {
        let frames = Frames::new(1, vec![1, 2, 3], vec![FrameDuration::from_ms(200_000)]).unwrap();
        let back = decode_frames(&encode_frames(&frames).unwrap()).unwrap();
        assert_eq!((back.len(), back.total_ms()), (4, 200_000));
        assert_eq!(
            [&frames, &back].map(|f| losses(Durations::Each(f.durations())).len()),
            [1, 0]
        );
    }
}
