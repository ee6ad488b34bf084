//! Tests of whole fits.

mod colors;
mod geometry;
mod run;

use super::*;
use crate::pattern::{ColorOrder, FrameDuration, Matrix, PixelOrder};

fn pattern(order: PixelOrder, w: u16, h: u16, rgb: Vec<u8>) -> Pattern {
    let matrix = Matrix::new(w, h);
    let leds = usize::from(w) * usize::from(h);
    let count = rgb.len() / (leds * 3);
    let frames = Frames::new(leds, rgb, vec![FrameDuration::from_ms(50); count])
        .unwrap()
        .into();
    Pattern {
        name: "p".into(),
        format: "test",
        frames,
        matrix,
        order,
        warnings: vec![],
    }
}

fn grid(w: u16, h: u16, rgb: Vec<u8>) -> Pattern {
    pattern(PixelOrder::Grid, w, h, rgb)
}

fn matrix(w: u16, h: u16, wiring: &str) -> Layout {
    Layout::matrix_wired(Matrix::new(w, h).unwrap(), wiring.parse().unwrap()).unwrap()
}

fn ramp(n: usize) -> Vec<u8> {
    (0..n * 3).map(|i| (i * 5 % 256) as u8).collect()
}

fn fitted(pattern: &Pattern, layout: &Layout, how: &Fit) -> Vec<u8> {
    fit(pattern, layout, how)
        .unwrap()
        .frames()
        .hold()
        .unwrap()
        .rgb()
        .to_vec()
}

#[test]
fn strip_data_of_the_right_size_is_not_even_copied() {
    let p = pattern(PixelOrder::Strip, 4, 3, ramp(24));
    let layout = matrix(4, 3, "columns-serpentine-br");
    let same = fit(&p, &layout, &Fit::default()).unwrap();
    assert!(std::sync::Arc::ptr_eq(
        same.frames().held().unwrap(),
        p.frames.held().unwrap()
    ));
    assert_eq!(same.layout(), &layout);
}

#[test]
fn a_still_is_the_frame_that_was_asked_for_and_nothing_else() {
    let layout = Layout::strip(12).unwrap();
    let how = |frame| Fit {
        still: Some(frame),
        ..Fit::default()
    };
    for p in [
        pattern(PixelOrder::Strip, 4, 3, ramp(24)),
        pattern(PixelOrder::Grid, 4, 3, ramp(24)),
    ] {
        assert_eq!(
            fitted(&p, &layout, &how(0)),
            &p.frames.hold().unwrap().rgb()[..36]
        );
        let second = fit(&p, &layout, &how(1)).unwrap();
        assert_eq!(
            (
                second.frames().hold().unwrap().rgb(),
                second.frames().hold().unwrap().durations()
            ),
            (
                &p.frames.hold().unwrap().rgb()[36..],
                &[FrameDuration::STILL][..]
            )
        );
        let one = pattern(p.order, 4, 3, ramp(12));
        assert_eq!(
            fit(&one, &layout, &how(5)).unwrap(),
            fit(&one, &layout, &Fit::default()).unwrap()
        );
    }
}

#[test]
fn a_longer_strip_stays_dark_and_a_shorter_one_refuses_or_crops() {
    let p = pattern(PixelOrder::Strip, 2, 1, vec![1, 2, 3, 4, 5, 6]);
    assert_eq!(
        fitted(&p, &Layout::strip(3).unwrap(), &Fit::default()),
        [1, 2, 3, 4, 5, 6, 0, 0, 0]
    );
    let one = Layout::strip(1).unwrap();
    assert_eq!(
        fit(&p, &one, &Fit::default()).unwrap_err(),
        PatternError::TooManyLeds { leds: 2, max: 1 }
    );
    assert_eq!(
        fitted(
            &p,
            &one,
            &Fit {
                mode: Some(FitMode::None),
                ..Fit::default()
            }
        ),
        [1, 2, 3]
    );
}

#[test]
fn a_grid_of_the_right_size_follows_the_wiring_and_keeps_its_values() {
    let p = grid(2, 2, ramp(4));
    let serpentine = fitted(&p, &matrix(2, 2, "rows-serpentine-tl"), &Fit::default());
    assert_eq!(
        serpentine,
        [&ramp(4)[..6], &ramp(4)[9..12], &ramp(4)[6..9]].concat()
    );
    for scale in [Scale::Area, Scale::Nearest, Scale::Lanczos] {
        let all = grid(16, 16, ramp(256));
        assert_eq!(
            fitted(
                &all,
                &matrix(16, 16, "rows-tl"),
                &Fit {
                    scale,
                    ..Fit::default()
                }
            ),
            ramp(256)
        );
    }
}

#[test]
fn a_grid_of_as_many_pixels_as_a_strip_has_leds_follows_the_wiring_of_the_strip() {
    let p = grid(2, 2, ramp(4));
    let mut strip = Layout::strip(4).unwrap();
    assert_eq!(fitted(&p, &strip, &Fit::default()), ramp(4));
    strip.wiring = "rows-serpentine-tl".parse().unwrap();
    let serpentine = [&ramp(4)[..6], &ramp(4)[9..12], &ramp(4)[6..9]].concat();
    assert_eq!(fitted(&p, &strip, &Fit::default()), serpentine);
    let stretched = fitted(
        &p,
        &strip,
        &Fit {
            mode: Some(FitMode::Stretch),
            ..Fit::default()
        },
    );
    assert_ne!(stretched, serpentine, "who names a mode gets it");
    let longer = fitted(&grid(2, 1, vec![0, 0, 0, 9, 9, 9]), &strip, &Fit::default());
    assert_eq!(
        longer,
        [0, 0, 0, 0, 0, 0, 9, 9, 9, 9, 9, 9],
        "any other size is stretched"
    );
}

#[test]
fn area_averages_light_not_numbers() {
    let p = grid(2, 1, vec![0, 0, 0, 255, 255, 255]);
    let out = fitted(&p, &Layout::strip(1).unwrap(), &Fit::default());
    assert_eq!(
        out,
        [188, 188, 188],
        "half the light of white is 188, not 128"
    );
}

#[test]
fn contain_leaves_background_and_cover_cuts() {
    let p = grid(
        4,
        2,
        [[255, 0, 0], [0, 255, 0], [0, 255, 0], [0, 0, 255]]
            .concat()
            .repeat(2),
    );
    let red = Fit {
        background: [9, 8, 7],
        ..Fit::default()
    };
    let out = fitted(&p, &matrix(4, 4, "rows-tl"), &red);
    assert_eq!(
        (&out[..12], &out[12..15], &out[36..]),
        (
            &[9, 8, 7].repeat(4)[..],
            &[255, 0, 0][..],
            &[9, 8, 7].repeat(4)[..]
        )
    );
    let cover = Fit {
        mode: Some(FitMode::Cover),
        ..Fit::default()
    };
    assert_eq!(
        fitted(&p, &matrix(2, 2, "rows-tl"), &cover),
        [0, 255, 0].repeat(4)
    );
    let none = Fit {
        mode: Some(FitMode::None),
        ..Fit::default()
    };
    assert_eq!(
        fitted(&p, &matrix(2, 2, "rows-tl"), &none),
        [0, 255, 0].repeat(4)
    );
}

#[test]
fn the_background_shines_through_what_is_transparent() {
    let frames = Frames::new(2, vec![0, 0, 0, 100, 0, 0], vec![FrameDuration::STILL]).unwrap();
    let p = Pattern {
        frames: frames.with_alpha(vec![0, 128]).into(),
        ..grid(2, 1, ramp(2))
    };
    let how = Fit {
        background: [0, 0, 200],
        ..Fit::default()
    };
    assert_eq!(
        fitted(&p, &matrix(2, 1, "rows-tl"), &how),
        [0, 0, 200, 100, 0, 100]
    );
    assert_eq!(
        fitted(&p, &matrix(2, 1, "rows-tl"), &Fit::default()),
        [0, 0, 0, 100, 0, 0]
    );
}

#[test]
fn brightness_gamma_and_colour_order_come_last() {
    let p = grid(1, 1, vec![255, 100, 0]);
    let mut layout = Layout::strip(1).unwrap();
    assert_eq!(
        fitted(
            &p,
            &layout,
            &Fit {
                brightness_pct: 50,
                ..Fit::default()
            }
        ),
        [128, 50, 0]
    );
    assert_eq!(
        fitted(
            &p,
            &layout,
            &Fit {
                gamma: 2.2,
                ..Fit::default()
            }
        ),
        [255, 33, 0]
    );
    layout.color_order = ColorOrder::Grb;
    assert_eq!(fitted(&p, &layout, &Fit::default()), [100, 255, 0]);
}

#[test]
fn a_lower_rate_keeps_the_time() {
    let p = grid(1, 1, ramp(100));
    let slow = fit(
        &p,
        &Layout::strip(1).unwrap(),
        &Fit {
            max_fps: Some(5.0),
            ..Fit::default()
        },
    )
    .unwrap();
    assert_eq!((slow.frames().len(), slow.frames().total_ms()), (25, 5000));
}

#[test]
fn extreme_sizes_are_fitted_without_trouble() {
    for (w, h) in [(1, 1), (1, 300), (300, 1)] {
        let p = grid(w, h, ramp(usize::from(w) * usize::from(h)));
        for layout in [
            matrix(1, 1, "rows-tl"),
            matrix(7, 200, "columns-br"),
            Layout::strip(1000).unwrap(),
        ] {
            for mode in [
                FitMode::Contain,
                FitMode::Cover,
                FitMode::Stretch,
                FitMode::None,
            ] {
                for scale in [Scale::Area, Scale::Nearest, Scale::Lanczos] {
                    let how = Fit {
                        mode: Some(mode),
                        scale,
                        ..Fit::default()
                    };
                    assert_eq!(fitted(&p, &layout, &how).len(), layout.leds() * 3);
                }
            }
        }
    }
}

/// What area averaging is, written out without any cleverness: one mean in linear light, weighted by what is covered.
fn mean(
    rgb: &[u8],
    (w, h): (usize, usize),
    (left, top): (f64, f64),
    (right, bottom): (f64, f64),
    channel: usize,
) -> f64 {
    let light = |v: u8| match f64::from(v) / 255.0 {
        v if v <= 0.04045 => v / 12.92,
        v => ((v + 0.055) / 1.055).powf(2.4),
    };
    let cover =
        |i: usize, from: f64, to: f64| (to.min(i as f64 + 1.0) - from.max(i as f64)).max(0.0);
    let mut sum = 0.0;
    let mut area = 0.0;
    for y in 0..h {
        for x in 0..w {
            let part = cover(x, left, right) * cover(y, top, bottom);
            sum += part * light(rgb[(y * w + x) * 3 + channel]);
            area += part;
        }
    }
    match sum / area {
        l if l <= 0.003_130_8 => l * 12.92 * 255.0,
        l => (1.055 * l.powf(1.0 / 2.4) - 0.055) * 255.0,
    }
}

#[test]
fn area_is_exact_to_one_step_at_any_ratio() {
    let mut random = fastrand::Rng::with_seed(11);
    for ((w, h), (tw, th)) in [
        ((23_u16, 17_u16), (5_u16, 3_u16)),
        ((5, 7), (9, 8)),
        ((64, 3), (7, 2)),
    ] {
        let leds = usize::from(w) * usize::from(h);
        let rgb: Vec<u8> = (0..leds * 3)
            .map(|_| random.u8(..).saturating_mul(random.u8(0..3)))
            .collect();
        let how = Fit {
            mode: Some(FitMode::Stretch),
            ..Fit::default()
        };
        let out = fitted(&grid(w, h, rgb.clone()), &matrix(tw, th, "rows-tl"), &how);
        let sx = f64::from(w) / f64::from(tw);
        let sy = f64::from(h) / f64::from(th);
        for (i, &got) in out.iter().enumerate() {
            let x = (i / 3 % usize::from(tw)) as f64;
            let y = (i / 3 / usize::from(tw)) as f64;
            let want = mean(
                &rgb,
                (w.into(), h.into()),
                (x * sx, y * sy),
                ((x + 1.0) * sx, (y + 1.0) * sy),
                i % 3,
            );
            assert!(
                (f64::from(got) - want).abs() <= 1.0,
                "{w}x{h} -> {tw}x{th}, value {i}: {got}, should be {want}"
            );
        }
    }
}

#[test]
fn leds_of_a_map_take_the_cells_they_sit_in_and_the_others_stay_dark() {
    let layout = |map: &str| {
        Layout::new(
            crate::pattern::Arrangement::Map(map.parse().unwrap()),
            Default::default(),
        )
        .unwrap()
    };
    let p = grid(3, 2, (1..=18).collect());
    let white = Fit {
        background: [9, 9, 9],
        ..Fit::default()
    };
    // cells 0 and 5, LED 1 nowhere, two LEDs in one cell
    assert_eq!(
        fitted(&p, &layout("3x2:5,-,0,0"), &white),
        [16, 17, 18, 0, 0, 0, 1, 2, 3, 1, 2, 3]
    );
    // the picture is brought to the grid of the map, not to the number of its LEDs
    let narrow = fitted(&grid(1, 1, vec![7, 7, 7]), &layout("3x1:0,1,2"), &white);
    assert_eq!(narrow, [9, 9, 9, 7, 7, 7, 9, 9, 9]);
    // data in the order of the strip is never mapped
    let strip = pattern(PixelOrder::Strip, 4, 1, ramp(4));
    assert_eq!(fitted(&strip, &layout("3x2:5,-,0,0"), &white), ramp(4));
}

#[test]
fn frames_that_change_in_parts_come_out_as_if_each_were_alone() {
    let mut random = fastrand::Rng::with_seed(12);
    let w = 40_u16;
    let h = 30_u16;
    let leds = usize::from(w) * usize::from(h);
    let mut frames = vec![(0..leds * 3).map(|_| random.u8(..)).collect::<Vec<u8>>()];
    let mut alphas: Vec<Vec<u8>> = vec![vec![255; leds]];
    for step in 0..12 {
        let mut rgb = frames[step].clone();
        let mut alpha = alphas[step].clone();
        for _ in 0..step % 4 {
            let at = random.usize(0..leds);
            rgb[at * 3] ^= 0x55;
            alpha[random.usize(0..leds)] = random.u8(..);
        }
        frames.push(rgb);
        alphas.push(alpha);
    }
    for scale in [Scale::Area, Scale::Nearest, Scale::Lanczos] {
        for (mode, background) in [
            (FitMode::Contain, [0, 0, 0]),
            (FitMode::Cover, [9, 90, 200]),
        ] {
            let how = Fit {
                scale,
                mode: Some(mode),
                background,
                ..Fit::default()
            };
            let layout = matrix(7, 5, "rows-tl");
            let made = |rgb: &[Vec<u8>], alpha: &[Vec<u8>]| {
                let durations = vec![FrameDuration::from_ms(50); rgb.len()];
                let held = Frames::new(leds, rgb.concat(), durations)
                    .unwrap()
                    .with_alpha(alpha.concat());
                fitted(
                    &grid(w, h, rgb.concat()).with_frames(held.into()),
                    &layout,
                    &how,
                )
            };
            let alone = frames.iter().zip(&alphas).flat_map(|(rgb, alpha)| {
                made(std::slice::from_ref(rgb), std::slice::from_ref(alpha))
            });
            assert_eq!(
                made(&frames, &alphas),
                alone.collect::<Vec<u8>>(),
                "{scale:?} {mode:?}"
            );
        }
    }
}

#[test]
fn frames_whose_opacity_comes_and_goes_are_drawn_again() {
    let layout = matrix(2, 2, "rows-tl");
    let how = Fit {
        background: [0, 0, 200],
        ..Fit::default()
    };
    let shape = Shape {
        leds: 400,
        matrix: Matrix::new(20, 20),
        order: PixelOrder::Grid,
    };
    let rgb = [90, 0, 0].repeat(400);
    let half = vec![128; 400];
    let mut fitter = Fitter::new(shape, &layout, &how).unwrap();
    let mut draw = |alpha: Option<&[u8]>| {
        let mut out = [0; 12];
        let at = VisibleFrame {
            index: 0,
            shows: FrameDuration::STILL,
        };
        fitter.draw(crate::pattern::Frame { rgb: &rgb, alpha }, at, &mut out);
        out[..3].to_vec()
    };
    for _ in 0..2 {
        assert_eq!(draw(None), [90, 0, 0]);
        assert_eq!(draw(Some(&half)), [90, 0, 100]);
    }
}
