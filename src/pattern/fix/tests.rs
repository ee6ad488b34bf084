//! Every finding that offers something goes away by it.

use super::*;
use crate::pattern::format::{by_name, encode};
use crate::pattern::{
    Finding, FrameDuration, Frames, LedPower, Limits, Pattern, PixelOrder, check, fit,
};

fn pattern(leds: usize, levels: &[u8], ms: u32) -> Pattern {
    let rgb = levels
        .iter()
        .flat_map(|level| vec![*level; leds * 3])
        .collect();
    let frames = Frames::new(leds, rgb, vec![FrameDuration::from_ms(ms); levels.len()])
        .unwrap()
        .into();
    let format = "test";
    let order = PixelOrder::Strip;
    let warnings = vec![];
    Pattern {
        name: "p".into(),
        format,
        frames,
        matrix: None,
        order,
        warnings,
    }
}

/// What a device of these limits says to the pattern, as a native device stores it.
fn findings(pattern: &Pattern, layout: &Layout, how: &Fit, limits: &Limits) -> Vec<Finding> {
    let fitted = fit(pattern, layout, how).unwrap();
    let stored = Pattern {
        frames: fitted.frames().clone(),
        ..pattern.clone()
    };
    let bytes = encode(by_name("wire").unwrap(), &stored).unwrap().len() as u64;
    check(&fitted, bytes, limits).findings
}

/// Asserts that the pattern has the finding, and that each of its fixes removes it; gives the fixes.
fn fixes(pattern: &Pattern, leds: usize, limits: &Limits, fact: &str) -> Vec<Fix> {
    let layout = Layout::strip(leds).unwrap();
    let has = |layout: &Layout, how: &Fit| {
        findings(pattern, layout, how, limits)
            .into_iter()
            .find(|finding| finding.fact.to_string().starts_with(fact))
    };
    let finding = has(&layout, &Fit::default()).unwrap_or_else(|| panic!("no finding '{fact}'"));
    for fix in &finding.fixes {
        let mut how = Fit::default();
        fix.apply(&mut how);
        let layout = fix.layout(&layout).unwrap_or_else(|| layout.clone());
        let still = has(
            &layout,
            &Fit {
                mode: Some(FitMode::None),
                ..how
            },
        );
        assert_eq!(still, None, "{fix:?}");
        assert!(fix.label().to_string().len() < 24, "{}", fix.label());
    }
    finding.fixes
}

fn moving(frames: usize) -> Vec<u8> {
    (0..frames).map(|i| (i % 251) as u8 + 1).collect()
}

#[test]
fn too_many_frames_are_fewer_by_rate_or_length() {
    for (frames, ms, max) in [
        (1000, 20, 400),
        (1000, 20, 999),
        (333, 17, 100),
        (5000, 33, 4999),
        (61, 7, 60),
    ] {
        let limits = Limits {
            max_frames: Some(max),
            ..Limits::default()
        };
        let offered = fixes(&pattern(3, &moving(frames), ms), 3, &limits, "Pattern has ");
        assert!(
            matches!(offered[..], [Fix::MaxFps { .. }, Fix::FirstFrames(_)]),
            "{offered:?}"
        );
    }
}

#[test]
fn a_useless_rate_is_not_offered() {
    let limits = Limits {
        max_frames: Some(10),
        ..Limits::default()
    };
    assert_eq!(
        fixes(&pattern(1, &moving(1000), 20), 1, &limits, "Pattern has "),
        [Fix::FirstFrames(10)]
    );
    let none = Limits {
        max_frames: Some(0),
        ..Limits::default()
    };
    assert_eq!(
        fixes(&pattern(1, &moving(10), 20), 1, &none, "Pattern has "),
        []
    );
}

#[test]
fn equal_frames_are_merged_where_that_is_enough() {
    let levels: Vec<u8> = (0..100).map(|i| i / 4).collect();
    let limits = Limits {
        max_frames: Some(25),
        ..Limits::default()
    };
    let offered = fixes(&pattern(2, &levels, 20), 2, &limits, "Pattern has ");
    assert_eq!(offered, [Fix::MergeEqual]);
    assert!(offered[0].is_lossless());
    let limits = Limits {
        max_frames: Some(24),
        ..Limits::default()
    };
    assert!(
        !fixes(&pattern(2, &levels, 20), 2, &limits, "Pattern has ").contains(&Fix::MergeEqual)
    );
    let limits = Limits {
        free_bytes: Some(250),
        ..Limits::default()
    };
    assert_eq!(
        fixes(&pattern(2, &levels, 20), 2, &limits, "Needs "),
        [Fix::MergeEqual]
    );
}

#[test]
fn too_many_bytes_are_fewer_by_rate_or_length() {
    for (leds, frames, room) in [
        (3, 1000, 5000_u64),
        (300, 200, 100_000),
        (1, 50, 200),
        (1000, 100, 290_000),
    ] {
        let pattern = pattern(leds, &moving(frames), 20);
        let taken = Limits {
            max_bytes: Some(room),
            ..Limits::default()
        };
        let free = Limits {
            free_bytes: Some(room),
            ..Limits::default()
        };
        for (limits, fact) in [(taken, "Pattern has "), (free, "Needs ")] {
            let offered = fixes(&pattern, leds, &limits, fact);
            assert!(
                matches!(offered[..], [Fix::MaxFps { .. }, Fix::FirstFrames(_)]),
                "{offered:?}"
            );
        }
    }
    let full = Limits {
        free_bytes: Some(3),
        ..Limits::default()
    };
    assert_eq!(
        fixes(&pattern(1, &moving(9), 20), 1, &full, "Needs "),
        [],
        "nothing fits, nothing is promised"
    );
}

#[test]
fn too_many_leds_are_as_many_as_the_device_drives() {
    let limits = Limits {
        max_leds: Some(5),
        ..Limits::default()
    };
    assert_eq!(
        fixes(&pattern(8, &[9], 20), 8, &limits, "Pattern has 8 LEDs"),
        [Fix::Leds(5)]
    );
}

#[test]
fn a_pattern_for_more_leds_is_cropped() {
    let eight = pattern(8, &[9], 20);
    let five = Layout::strip(5).unwrap();
    let error = fit(&eight, &five, &Fit::default()).unwrap_err();
    let fix_of = Fix::of_code(error.code()).unwrap();
    let mut how = Fit::default();
    fix_of.apply(&mut how);
    assert_eq!(
        (fix_of, fit(&eight, &five, &how).unwrap().frames().leds()),
        (Fix::Crop, 5)
    );
}

#[test]
fn too_much_current_is_dimmed_and_the_dimming_is_reported() {
    let supply = Cap {
        led: LedPower::default(),
        max_ma: 400,
    };
    let limits = Limits {
        supply: Some(supply),
        ..Limits::default()
    };
    let bright = pattern(10, &[255, 100, 255], 20);
    assert_eq!(
        fixes(&bright, 10, &limits, "Brightest frame draws 610 mA"),
        [Fix::CapCurrent(supply)]
    );
    let capped = Fit {
        cap: Some(supply),
        ..Fit::default()
    };
    let said = findings(&bright, &Layout::strip(10).unwrap(), &capped, &limits);
    assert_eq!(
        said.iter().map(|f| f.fact.to_string()).collect::<Vec<_>>(),
        ["2 of 3 frames are dimmed"]
    );
    let weak = Limits {
        supply: Some(Cap {
            max_ma: 9,
            ..supply
        }),
        ..Limits::default()
    };
    assert_eq!(
        fixes(&bright, 10, &weak, "Brightest frame"),
        [],
        "not even darkness would do"
    );
}

#[test]
fn currents_are_said_in_amperes_and_never_too_low() {
    assert_eq!(
        [350, 1000, 4001, 6099].map(amperes),
        ["350 mA", "1 A", "4.1 A", "6.1 A"]
    );
}
