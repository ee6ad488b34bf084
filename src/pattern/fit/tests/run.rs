//! What happens over several frames: merging, cutting off, dimming.

use super::*;
use crate::pattern::{FrameBuffer, FrameSource, LedPower, LeftOut, ReadFrames, Stream, WhyFewer};

fn grey(values: &[u8]) -> Pattern {
    pattern(
        PixelOrder::Strip,
        1,
        1,
        values.iter().flat_map(|v| [*v; 3]).collect(),
    )
}

fn shown(fitted: &FittedPattern) -> Vec<(u8, u32)> {
    fitted
        .frames()
        .held()
        .unwrap()
        .iter()
        .map(|(rgb, shows)| (rgb[0], shows.ms()))
        .collect()
}

#[test]
fn equal_frames_become_one_that_shows_as_long_and_only_when_asked() {
    let p = grey(&[1, 1, 2, 2, 2, 1, 3, 3]);
    let one = Layout::strip(1).unwrap();
    let plain = fit(&p, &one, &Fit::default()).unwrap();
    assert_eq!((plain.frames().len(), plain.equal()), (8, Some(4)));
    let how = Fit {
        merge_equal: true,
        ..Fit::default()
    };
    let merged = fit(&p, &one, &how).unwrap();
    assert_eq!(shown(&merged), [(1, 100), (2, 150), (1, 50), (3, 100)]);
    assert_eq!(
        (merged.equal(), merged.left_out(), plain.left_out()),
        (
            Some(0),
            vec![LeftOut {
                frames: 4,
                why: WhyFewer::Equal
            }],
            vec![]
        )
    );
    let first = fit(
        &p,
        &one,
        &Fit {
            first_frames: Some(2),
            ..how
        },
    )
    .unwrap();
    assert_eq!(
        shown(&first),
        [(1, 100), (2, 150)],
        "counted after they are merged"
    );
}

#[test]
fn frames_that_become_equal_by_the_fit_are_merged_too() {
    let p = grey(&[10, 11, 200]);
    let how = Fit {
        merge_equal: true,
        brightness_pct: 5,
        ..Fit::default()
    };
    assert_eq!(
        shown(&fit(&p, &Layout::strip(1).unwrap(), &how).unwrap()),
        [(1, 100), (10, 50)]
    );
}

#[test]
fn ten_thousand_frames_keep_their_time_when_thinned_out_and_merged() {
    let values: Vec<u8> = (0..10_000).map(|i| (i / 7 % 256) as u8).collect();
    let how = Fit {
        merge_equal: true,
        max_fps: Some(12.5),
        ..Fit::default()
    };
    let merged = fit(&grey(&values), &Layout::strip(1).unwrap(), &how).unwrap();
    assert_eq!(merged.frames().total_ms(), 500_000);
    assert!(merged.frames().len() < 5_001);
}

#[test]
fn the_first_frames_are_the_first_that_show() {
    let p = grey(&[1, 2, 3, 4, 5, 6]);
    let show = |first_frames, max_fps| {
        let how = Fit {
            first_frames,
            max_fps,
            ..Fit::default()
        };
        shown(&fit(&p, &Layout::strip(1).unwrap(), &how).unwrap())
    };
    assert_eq!(show(Some(2), None), [(1, 50), (2, 50)]);
    assert_eq!(show(Some(2), Some(10.0)), [(1, 100), (3, 100)]);
    assert_eq!(show(Some(100), None).len(), 6);
    assert_eq!(show(Some(0), None), [(1, 50)], "there is always a frame");
}

#[test]
fn only_frames_above_the_supply_are_dimmed_and_that_is_counted() {
    let p = grey(&[255, 100, 200]);
    let led = LedPower {
        channel_ua: 20_000,
        idle_ua: 0,
        millivolts: 5000,
    };
    let how = Fit {
        cap: Some(Cap { led, max_ma: 30 }),
        ..Fit::default()
    };
    let capped = fit(&p, &Layout::strip(1).unwrap(), &how).unwrap();
    assert_eq!(shown(&capped), [(127, 50), (100, 50), (127, 50)]);
    assert_eq!(
        capped.dimmed(),
        Some(Dimmed {
            frames: 2,
            min_pct: 50
        })
    );
    assert!(capped.draw(led).unwrap().worst_ma <= 30);
    let enough = Fit {
        cap: Some(Cap { led, max_ma: 60 }),
        ..Fit::default()
    };
    let plain = fit(&p, &Layout::strip(1).unwrap(), &enough).unwrap();
    assert_eq!(
        (plain.frames(), plain.dimmed().unwrap().frames),
        (&p.frames, 0)
    );
}

#[test]
fn the_current_is_that_of_the_fitted_frames() {
    let p = grey(&[255, 0, 51]);
    let led = LedPower::default();
    let half = fit(
        &p,
        &Layout::strip(3).unwrap(),
        &Fit {
            brightness_pct: 50,
            ..Fit::default()
        },
    )
    .unwrap();
    assert_eq!(half.currents(led).collect::<Vec<_>>(), [34, 3, 10]);
    let draw = half.draw(led).unwrap();
    assert_eq!(
        (draw.worst_ma, draw.worst_frame, draw.average_ma),
        (34, 0, 16)
    );
}

#[test]
fn frames_that_are_not_there_one_by_one_are_counted_by_their_reason_held_or_streamed() {
    let p = grey(&[1, 1, 2, 2, 2, 1, 3, 3]);
    let one = Layout::strip(1).unwrap();
    let part = |frames, why| LeftOut { frames, why };
    let merge_equal = true;
    let rate = WhyFewer::Rate { tenths: 100 };
    let cases = [
        (Fit::default(), vec![]),
        (
            Fit {
                max_fps: Some(10.0),
                ..Fit::default()
            },
            vec![part(4, rate)],
        ),
        (
            Fit {
                still: Some(2),
                ..Fit::default()
            },
            vec![part(7, WhyFewer::Still)],
        ),
        (
            Fit {
                merge_equal,
                first_frames: Some(2),
                ..Fit::default()
            },
            vec![part(3, WhyFewer::Equal), part(3, WhyFewer::Cut)],
        ),
        (
            Fit {
                first_frames: Some(3),
                max_fps: Some(10.0),
                ..Fit::default()
            },
            vec![part(4, rate), part(1, WhyFewer::Cut)],
        ),
    ];
    for (how, expected) in cases {
        let held = fit(&p, &one, &how).unwrap();
        assert_eq!(held.left_out(), expected, "{how:?}");
        let gone: usize = expected.iter().map(|part| part.frames).sum();
        assert_eq!((held.source_frames(), held.frames().len()), (8, 8 - gone));
    }
    // more frames than are held at once: fitted as they are asked for
    let many: Vec<u8> = (0..200).map(|frame| frame / 2).collect();
    let held = grey(&many);
    let lazy = held.clone().with_frames(streamed(&held));
    let how = Fit {
        merge_equal,
        first_frames: Some(30),
        ..Fit::default()
    };
    let lazy = fit(&lazy, &one, &how).unwrap();
    assert!(lazy.frames().held().is_none());
    assert_eq!(lazy.left_out(), fit(&held, &one, &how).unwrap().left_out());
    assert_eq!(lazy.frames().len(), 30);
}

/// The frames of a pattern as a stream of them.
fn streamed(pattern: &Pattern) -> Reel {
    #[derive(Clone, Debug)]
    struct Held(std::sync::Arc<Frames>);
    impl FrameSource for Held {
        fn open(&self) -> Result<Box<dyn ReadFrames>, PatternError> {
            Ok(Box::new(self.clone()))
        }
    }
    impl ReadFrames for Held {
        fn read(&mut self, index: usize, into: &mut FrameBuffer) -> Result<(), PatternError> {
            into.rgb.copy_from_slice(self.0.frame(index).unwrap());
            Ok(())
        }
    }
    let held = pattern.frames.hold().unwrap();
    let times = held.durations().to_vec();
    Stream::timed(held.leds(), times, std::sync::Arc::new(Held(held)))
        .unwrap()
        .into()
}
