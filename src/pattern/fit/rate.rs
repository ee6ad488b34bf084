//! Fewer frames a second at the same speed, or one frame alone.

use crate::pattern::FrameDuration;

/// Which frames to show, by index, and how long: all of them, or the first of each tick of `max_fps`. The time over all
/// stays exact to the millisecond, because a frame simply shows until the next one that is kept.
pub(super) fn thin_out(durations: &[FrameDuration], max_fps: Option<f32>) -> Vec<(usize, FrameDuration)> {
    let Some(fps) = max_fps.map(f64::from).filter(|fps| fps.is_finite() && *fps > 0.0) else {
        return durations.iter().copied().enumerate().collect();
    };
    let mut shown: Vec<(usize, u64)> = Vec::with_capacity(durations.len());
    let (mut now, mut free_from) = (0_u64, 0_u64);
    for (index, duration) in durations.iter().enumerate() {
        let ms = u64::from(duration.ms());
        // Ticks are counted from the start of the pattern, never added up: there is nothing to drift.
        let tick = (now as f64 * fps / 1000.0 + 1e-9).floor() as u64;
        match shown.last_mut() {
            Some((_, shows)) if tick < free_from => *shows += ms,
            _ => {
                shown.push((index, ms));
                free_from = tick + 1;
            }
        }
        now += ms;
    }
    let duration = |ms: u64| FrameDuration::from_ms(u32::try_from(ms).unwrap_or(u32::MAX));
    shown.into_iter().map(|(index, ms)| (index, duration(ms))).collect()
}

/// That frame alone, or the last one; a pattern that is one picture already stays as it is.
pub(super) fn still(durations: &[FrameDuration], frame: usize) -> Vec<(usize, FrameDuration)> {
    match durations {
        [only] => vec![(0, *only)],
        _ => vec![(frame.min(durations.len().saturating_sub(1)), FrameDuration::STILL)],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn total(shown: &[(usize, FrameDuration)]) -> u64 {
        shown.iter().map(|(_, d)| u64::from(d.ms())).sum()
    }

    #[test]
    fn ten_thousand_frames_keep_their_time_to_the_millisecond() {
        let durations = vec![FrameDuration::from_ms(10); 10_000];
        for fps in [1.0, 7.0, 24.0, 29.97, 30.0, 60.0, 99.9, 100.0] {
            let shown = thin_out(&durations, Some(fps));
            assert_eq!(total(&shown), 100_000, "{fps}");
            assert!(
                shown.len() as f32 <= fps * 100.0 + 1.0 && shown.len() as f32 >= fps * 98.0,
                "{fps}: {}",
                shown.len()
            );
        }
    }

    #[test]
    fn slow_patterns_keep_every_frame() {
        let durations = [FrameDuration::from_ms(100), FrameDuration::from_ms(40), FrameDuration::from_ms(70_000)];
        assert_eq!(thin_out(&durations, Some(30.0)).len(), 3);
        assert_eq!(thin_out(&durations, None), thin_out(&durations, Some(0.0)));
    }

    #[test]
    fn a_still_is_one_frame_that_is_there() {
        let durations = [FrameDuration::from_ms(40); 3];
        assert_eq!(still(&durations, 1), [(1, FrameDuration::STILL)]);
        assert_eq!(still(&durations, 9), [(2, FrameDuration::STILL)]);
        assert_eq!(still(&durations[..1], 0), [(0, FrameDuration::from_ms(40))]);
    }
}
