//! When pictures start and how long they show.

use super::*;

/// What is shown of frames that are all different: which, and for how many hundredths of a second.
fn plan(ms: &[u32], profile: GifProfile) -> Vec<(usize, u64)> {
    let rgb = (0..ms.len() as u32)
        .flat_map(|i| [i as u8, (i >> 8) as u8, (i >> 16) as u8])
        .collect();
    shown(&frames(1, rgb, ms), profile)
        .iter()
        .map(|shown| (shown.frame, shown.ticks))
        .collect()
}

#[track_caller]
fn assert_no_drift(ms: &[u32], profile: GifProfile) {
    let mut now = 0_u64;
    let total = ms.iter().map(|&ms| u64::from(ms)).sum::<u64>();
    for (frame, ticks) in plan(ms, profile) {
        assert!(ticks >= profile.min_delay);
        let starts: u64 = ms[..frame].iter().map(|&ms| u64::from(ms)).sum();
        if (total + 5) / 10 >= profile.min_delay {
            assert!(
                (now * 10).abs_diff(starts) <= 5,
                "frame {frame} at {now} cs, not {starts} ms"
            );
        }
        now += ticks;
    }
    assert_eq!(now, ((total + 5) / 10).max(profile.min_delay));
}

proptest! {
    #[test]
    fn every_picture_starts_within_half_a_tick(ms in proptest::collection::vec(1_u32..90, 1..300)) {
        for profile in BOTH {
            assert_no_drift(&ms, profile);
        }
    }

    #[test]
    fn very_short_frames_do_not_drift_either(ms in proptest::collection::vec(1_u32..12, 1..300)) {
        for profile in BOTH {
            assert_no_drift(&ms, profile);
        }
    }
}

#[test]
fn ten_thousand_frames_end_on_time() {
    let sixty: Vec<u32> = (0..10_000)
        .map(|i| if i % 3 == 0 { 16 } else { 17 })
        .collect();
    let thirty: Vec<u32> = (0..10_000)
        .map(|i| if i % 3 == 0 { 34 } else { 33 })
        .collect();
    for profile in BOTH {
        assert_no_drift(&sixty, profile);
        assert_no_drift(&thirty, profile);
    }
    assert_eq!(
        plan(&thirty, WLED).len(),
        10_000,
        "33 ms are enough for all of them"
    );
    assert_eq!(plan(&sixty, GifProfile::VIEWER).len(), 10_000);
}

#[test]
fn the_shortest_frames_are_left_out() {
    let flash = plan(&[100, 10, 100, 20, 200], WLED);
    assert_eq!(flash, [(0, 11), (2, 12), (4, 20)]);
    assert_eq!(
        plan(&[20; 6], WLED).len(),
        3,
        "25 pictures a second of 50 frames"
    );
    assert_eq!(plan(&[5], WLED), [(0, 3)], "there is always a picture");
    assert_eq!(plan(&[1, 8, 1], WLED), [(1, 3)]);
}

#[test]
fn equal_frames_are_one_picture_for_wled_even_around_one_that_is_left_out() {
    let a = [1, 2, 3];
    let b = [4, 5, 6];
    let rgb = [a, a, b, a, b].concat();
    let gif = encode_gif(&frames(1, rgb, &[50, 50, 10, 50, 40]), canvas(1, 1), WLED).unwrap();
    assert_eq!(seen(&gif.bytes), [(160, a.to_vec()), (40, b.to_vec())]);
}

#[test]
fn a_picture_that_is_longer_than_gif_counts_is_held() {
    for (ms, parts) in [(655_350, 1), (655_360, 2), (2_000_000, 4)] {
        let long = frames(2, vec![1, 2, 3, 4, 5, 6, 9, 9, 9, 9, 9, 9], &[ms, 40]);
        for profile in BOTH {
            let gif = encode_gif(&long, canvas(2, 1), profile).unwrap();
            assert_eq!(gif.pictures, parts + 1);
            assert_recipe(&gif, canvas(2, 1), profile);
            assert_eq!(merged(seen(&gif.bytes)), wanted(&long, canvas(2, 1)));
        }
    }
}

#[test]
fn what_is_no_picture_of_its_own_is_counted_with_the_reason_and_the_time_stays() {
    let encoded = |values: &[u8], ms: u32| {
        let rgb = values.iter().flat_map(|value| [*value; 3]).collect();
        let durations = vec![FrameDuration::from_ms(ms); values.len()];
        let frames = Frames::new(1, rgb, durations).unwrap();
        let file = encode_gif(&frames, Matrix::new(1, 1).unwrap(), WLED).unwrap();
        let delays: Vec<u64> = file
            .bytes
            .windows(4)
            .zip(file.bytes.windows(8))
            .filter(|(start, _)| start[..3] == [0x21, 0xf9, 4])
            .map(|(_, block)| u64::from(u16::from_le_bytes([block[4], block[5]])) * 10)
            .collect();
        assert_eq!(delays.len(), file.pictures);
        assert_eq!(delays.iter().sum::<u64>(), frames.total_ms());
        (file.pictures, file.left_out)
    };
    let left_out = |frames, why| LeftOut { frames, why };
    let short = WhyFewer::TooShort { min_ms: 30 };
    let values: Vec<u8> = (0..103).collect();
    assert_eq!(encoded(&values, 20), (51, vec![left_out(52, short)]));
    assert_eq!(encoded(&values, 40), (103, vec![]), "nothing to say");
    let equal: Vec<u8> = (0..60).map(|frame| frame / 3).collect();
    assert_eq!(
        encoded(&equal, 20),
        (20, vec![left_out(40, WhyFewer::Equal)])
    );
}
