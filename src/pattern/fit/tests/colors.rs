//! Saturation, white balance, brightness, gamma, dithering: what comes out, and in which order.

use super::*;

fn light(v: f64) -> f64 {
    if v <= 0.04045 {
        v / 12.92
    } else {
        ((v + 0.055) / 1.055).powf(2.4)
    }
}

fn encoded(l: f64) -> f64 {
    if l <= 0.003_130_8 {
        l * 12.92
    } else {
        1.055 * l.powf(1.0 / 2.4) - 0.055
    }
}

/// What the documentation of [`Fit`] says, written out in floating point.
fn expected(rgb: [u8; 3], how: &Fit) -> [f64; 3] {
    let lights = rgb.map(|v| light(f64::from(v) / 255.0));
    let luma = 0.2126 * lights[0] + 0.7152 * lights[1] + 0.0722 * lights[2];
    let gains = how.white.map_or([1.0; 3], White::gains);
    std::array::from_fn(|i| {
        let mixed =
            (luma + (lights[i] - luma) * f64::from(how.saturation_pct) / 100.0).clamp(0.0, 1.0);
        let value = encoded(mixed * gains[i]) * f64::from(how.brightness_pct) / 100.0;
        value.powf(f64::from(how.gamma)) * 255.0
    })
}

fn hows() -> Vec<Fit> {
    let plain = Fit::default();
    vec![
        Fit {
            saturation_pct: 0,
            ..plain.clone()
        },
        Fit {
            saturation_pct: 160,
            ..plain.clone()
        },
        Fit {
            white: Some(White::Kelvin(3000)),
            ..plain.clone()
        },
        Fit {
            white: Some(White::Percent([90, 100, 40])),
            brightness_pct: 30,
            ..plain.clone()
        },
        Fit {
            gamma: 2.2,
            brightness_pct: 60,
            ..plain.clone()
        },
        Fit {
            saturation_pct: 70,
            white: Some(White::Kelvin(9000)),
            brightness_pct: 80,
            gamma: 2.6,
            ..plain
        },
    ]
}

#[test]
fn colours_are_what_the_formulas_say_to_half_a_step() {
    let rgb = ramp(256);
    for how in hows() {
        let out = fitted(
            &pattern(PixelOrder::Strip, 16, 16, rgb.clone()),
            &Layout::strip(256).unwrap(),
            &how,
        );
        for (source, got) in rgb.as_chunks::<3>().0.iter().zip(out.as_chunks::<3>().0) {
            for (want, got) in expected(*source, &how).into_iter().zip(got) {
                assert!(
                    (want - f64::from(*got)).abs() <= 0.53,
                    "{source:?}: {got}, should be {want}; {how:?}"
                );
            }
        }
    }
}

#[test]
fn saturation_leaves_greys_alone_and_takes_colour_away() {
    let greys: Vec<u8> = (0..=255).flat_map(|v| [v; 3]).collect();
    let p = pattern(PixelOrder::Strip, 16, 16, greys.clone());
    for saturation_pct in [0, 50, 99, 130, 200] {
        let how = Fit {
            saturation_pct,
            ..Fit::default()
        };
        assert_eq!(
            fitted(&p, &Layout::strip(256).unwrap(), &how),
            greys,
            "{saturation_pct}"
        );
    }
    let red = pattern(PixelOrder::Strip, 1, 1, vec![255, 0, 0]);
    let how = |saturation_pct| Fit {
        saturation_pct,
        ..Fit::default()
    };
    let one = Layout::strip(1).unwrap();
    assert_eq!(
        fitted(&red, &one, &how(0)),
        [127; 3],
        "21 % of the light of white"
    );
    assert_eq!(fitted(&red, &one, &how(200)), [255, 0, 0]);
    assert_eq!(
        fitted(&red, &one, &how(65_000)),
        fitted(&red, &one, &how(200))
    );
}

#[test]
fn colours_are_adjusted_before_their_order_is_changed() {
    let p = pattern(PixelOrder::Strip, 1, 1, vec![200, 100, 50]);
    let mut layout = Layout::strip(1).unwrap();
    for how in hows() {
        layout.color_order = ColorOrder::Rgb;
        let plain = fitted(&p, &layout, &how);
        layout.color_order = ColorOrder::Gbr;
        assert_eq!(
            fitted(&p, &layout, &how),
            [plain[1], plain[2], plain[0]],
            "{how:?}"
        );
    }
}

#[test]
fn dark_stays_dark_and_nothing_is_dithered_that_was_not_asked_for() {
    let p = pattern(PixelOrder::Strip, 8, 8, vec![0; 192]);
    for how in hows() {
        for dither in [None, Some(Dither::Ordered), Some(Dither::Temporal)] {
            let fit = fit(
                &p,
                &Layout::strip(70).unwrap(),
                &Fit {
                    dither,
                    ..how.clone()
                },
            )
            .unwrap();
            assert_eq!(
                (fit.frames().hold().unwrap().rgb(), fit.dither()),
                (&[0; 210][..], dither),
                "{how:?}"
            );
        }
    }
    let grey = pattern(PixelOrder::Strip, 8, 8, vec![77; 192]);
    let even = fitted(
        &grey,
        &Layout::strip(64).unwrap(),
        &Fit {
            brightness_pct: 10,
            ..Fit::default()
        },
    );
    assert!(even.iter().all(|v| *v == even[0]));
    let dithered = Fit {
        dither: Some(Dither::Ordered),
        ..Fit::default()
    };
    let same = fit(&grey, &Layout::strip(64).unwrap(), &dithered).unwrap();
    assert!(
        std::sync::Arc::ptr_eq(same.frames().held().unwrap(), grey.frames.held().unwrap()),
        "whole steps need none"
    );
    assert_eq!(same.dither(), None);
}

#[test]
fn dithering_shows_on_average_what_rounding_loses() {
    let frames = 64;
    let p = pattern(PixelOrder::Grid, 8, 8, vec![77; 192 * frames]);
    let plain = Fit {
        brightness_pct: 10,
        gamma: 2.2,
        saturation_pct: 101,
        ..Fit::default()
    };
    let exact = expected([77; 3], &plain)[0];
    assert!(
        exact.fract() > 0.05 && exact < 1.0,
        "{exact} is what rounding loses"
    );
    for dither in [Dither::Ordered, Dither::Temporal] {
        let how = Fit {
            dither: Some(dither),
            ..plain.clone()
        };
        let out = fitted(&p, &matrix(8, 8, "rows-serpentine-tl"), &how);
        let mean = |values: &mut dyn Iterator<Item = u8>| {
            let (sum, count) = values.fold((0.0, 0.0), |(sum, count), v| {
                (sum + f64::from(v), count + 1.0)
            });
            sum / count
        };
        let one_frame = mean(&mut out[..192].iter().copied());
        let one_led = mean(&mut out.iter().copied().step_by(192));
        match dither {
            Dither::Ordered => assert!((one_frame - exact).abs() < 0.02, "{one_frame} for {exact}"),
            Dither::Temporal => assert!((one_led - exact).abs() < 0.03, "{one_led} for {exact}"),
        }
    }
}

#[test]
fn pixels_that_are_dark_in_every_channel_become_the_background() {
    let rgb = vec![0, 0, 0, 9, 9, 9, 10, 0, 0, 0, 9, 200];
    let how = |cutoff, background| Fit {
        cutoff,
        background,
        ..Fit::default()
    };
    let picture = (grid(2, 2, rgb.clone()), matrix(2, 2, "rows-tl"));
    let strip = (
        pattern(PixelOrder::Strip, 2, 2, rgb.clone()),
        Layout::strip(4).unwrap(),
    );
    for (pattern, layout) in [picture, strip] {
        assert_eq!(
            fitted(&pattern, &layout, &how(10, [0; 3])),
            [0, 0, 0, 0, 0, 0, 10, 0, 0, 0, 9, 200]
        );
        assert_eq!(
            fitted(&pattern, &layout, &how(10, [1, 2, 3])),
            [1, 2, 3, 1, 2, 3, 10, 0, 0, 0, 9, 200]
        );
        assert_eq!(fitted(&pattern, &layout, &how(0, [0; 3])), rgb);
        // it goes by the colours of the picture, before they become darker
        let darker = Fit {
            brightness_pct: 50,
            ..how(10, [0; 3])
        };
        assert_eq!(fitted(&pattern, &layout, &darker)[6], 5);
    }
}
