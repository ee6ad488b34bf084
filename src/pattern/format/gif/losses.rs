//! What a GIF does not keep of a pattern, in words. `Gif` asks; what is written is up to `pattern::gif`.

use crate::message::Message;
use crate::msg;
use crate::pattern::gif::{TICK_MS, TimedFrame, exact, shown};
use crate::pattern::{Frames, GifProfile, Matrix, encode_gif};

/// What `encode_gif` for viewers does not keep, a sentence each. Empty where it refuses.
pub(super) fn of(frames: &Frames, matrix: Matrix) -> Vec<Message> {
    let shown = shown(frames, GifProfile::VIEWER);
    [
        left_out(frames, &shown),
        rounded(frames, &shown),
        quick(&shown),
        reduced(frames, &shown, matrix),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn left_out(frames: &Frames, shown: &[TimedFrame]) -> Option<Message> {
    let all = frames.len();
    let left_out = frames.len() - shown.len();
    (left_out > 0).then(|| msg!("pattern-loss-gif-frames", left_out = left_out, all = all))
}

fn rounded(frames: &Frames, shown: &[TimedFrame]) -> Option<Message> {
    let exact = |&TimedFrame { frame, ticks, .. }: &TimedFrame| {
        let was = frames
            .durations()
            .get(frame)
            .map(|duration| u64::from(duration.ms()));
        // A longer delay than 16 bits say becomes several pictures.
        was == Some(ticks * TICK_MS) && u16::try_from(ticks).is_ok()
    };
    if shown.iter().all(exact) {
        return None;
    }
    let total = TICK_MS * shown.iter().map(|shown| shown.ticks).sum::<u64>();
    Some(match frames.total_ms() {
        same if same == total => msg!("pattern-loss-gif-rounded-same", total = total),
        was => msg!("pattern-loss-gif-rounded", total = total, was = was),
    })
}

fn quick(shown: &[TimedFrame]) -> Option<Message> {
    let any = shown.iter().any(|shown| shown.ticks == 1);
    any.then(|| msg!("pattern-loss-gif-fast"))
}

/// Counts reduced frames by writing the GIF; skipped where every frame is exact anyway.
fn reduced(frames: &Frames, shown: &[TimedFrame], matrix: Matrix) -> Option<Message> {
    if exact(frames, shown) {
        return None;
    }
    let reduced = encode_gif(frames, matrix, GifProfile::VIEWER).ok()?.reduced;
    (reduced > 0).then(|| {
        msg!(
            "pattern-loss-gif-colours",
            reduced = reduced,
            all = frames.len()
        )
    })
}

#[cfg(test)]
mod tests {
    use super::super::{Decoded, Format as _, Gif, ReadOptions, Source};
    use super::*;
    use crate::pattern::FrameDuration;

    fn frames(leds: usize, rgb: Vec<u8>, ms: &[u32]) -> Frames {
        Frames::new(
            leds,
            rgb,
            ms.iter().map(|&ms| FrameDuration::from_ms(ms)).collect(),
        )
        .unwrap()
    }

    fn back(frames: &Frames, w: u16, h: u16) -> Decoded {
        let bytes = encode_gif(frames, Matrix::new(w, h).unwrap(), GifProfile::VIEWER)
            .unwrap()
            .bytes;
        let source = Source {
            path: std::path::Path::new("a.gif"),
            bytes: &bytes,
        };
        assert!(bytes.windows(11).any(|b| b == b"NETSCAPE2.0"), "loops");
        Gif.decode(source, &ReadOptions::default()).unwrap()
    }

    fn losses(frames: &Frames) -> Vec<Message> {
        let side = frames.leds().isqrt();
        let square = side * side == frames.leds();
        let (w, h) = if square {
            (side, side)
        } else {
            (frames.leds(), 1)
        };
        of(frames, Matrix::new(w as u16, h as u16).unwrap())
    }

    fn ms(decoded: &Decoded) -> Vec<u32> {
        decoded.frames.durations().iter().map(|d| d.ms()).collect()
    }

    #[test]
    fn durations_are_rounded_at_their_ends_so_that_a_loop_stays_exact() {
        let steps = frames(1, (0..18).collect(), &[33, 33, 34, 16, 17, 17]);
        let read = back(&steps, 1, 1);
        assert_eq!(
            (ms(&read), read.frames.rgb()),
            (vec![30, 40, 30, 20, 10, 20], steps.rgb())
        );
        assert_eq!((read.frames.total_ms(), steps.total_ms()), (150, 150));
        assert!(
            losses(&steps)
                .iter()
                .any(|l| l.to_string().contains("still lasts 150 ms")),
            "{:?}",
            losses(&steps)
        );
    }

    #[test]
    fn frames_too_short_for_gif_are_left_out_and_their_time_stays() {
        let quick = frames(1, (0..30).collect(), &[4; 10]);
        let read = back(&quick, 1, 1);
        assert_eq!((ms(&read), read.frames.total_ms()), (vec![10; 4], 40));
        assert!(
            losses(&quick)[0].to_string().starts_with("6 of 10 frames"),
            "{:?}",
            losses(&quick)
        );
        assert_eq!(
            ms(&back(&frames(1, vec![1, 2, 3], &[1]), 1, 1)),
            [10],
            "there is always a frame"
        );
        assert_eq!(
            ms(&back(&frames(1, (0..6).collect(), &[10, 20]), 1, 1)),
            [10, 20],
            "a hundredth is kept"
        );
    }

    #[test]
    fn a_frame_longer_than_gif_counts_comes_several_times() {
        let long = frames(1, (0..6).collect(), &[2_000_000, 20]);
        let read = back(&long, 1, 1);
        assert_eq!((read.frames.len(), read.frames.total_ms()), (5, 2_000_020));
        assert_eq!(losses(&long).len(), 1);
    }

    #[test]
    fn colours_are_exact_with_one_palette_or_one_for_each_frame() {
        for (leds, count) in [(256, 1), (1, 256), (16, 100), (200, 7)] {
            let rgb: Vec<u8> = (0..leds * count)
                .flat_map(|i| [(i % 251) as u8, (i / 251) as u8, 7])
                .collect();
            let rich = frames(leds, rgb, &vec![20; count]);
            assert_eq!(back(&rich, leds as u16, 1).frames, rich, "{leds} x {count}");
            assert!(losses(&rich).is_empty());
        }
    }

    #[test]
    fn more_than_256_colours_a_frame_are_reduced_and_that_is_said() {
        let rgb: Vec<u8> = (0..1024)
            .flat_map(|i| [(i % 32 * 8) as u8, (i / 32 * 8) as u8, 100])
            .collect();
        let photo = frames(1024, rgb, &[20]);
        let read = back(&photo, 32, 32);
        let off: u64 = read
            .frames
            .rgb()
            .iter()
            .zip(photo.rgb())
            .map(|(a, b)| u64::from(a.abs_diff(*b)))
            .sum();
        assert!(off > 0 && off / (1024 * 3) <= 6, "{off}");
        let lost: Vec<String> = losses(&photo).iter().map(ToString::to_string).collect();
        assert_eq!(lost, ["1 of 1 frames are reduced to 256 colours"]);
    }
}
