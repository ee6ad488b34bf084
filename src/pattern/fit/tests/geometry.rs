//! Turning, mirroring, lines of a picture, and what happens along the strip.

use super::*;

/// The picture turned and mirrored pixel by pixel, as a person would with scissors.
fn turned(
    rgb: &[u8],
    (w, h): (usize, usize),
    turn: Turn,
    mirror: Option<Mirror>,
) -> (Vec<u8>, usize, usize) {
    let pixel = |x: usize, y: usize| &rgb[(y * w + x) * 3..][..3];
    let (tw, th) = if matches!(turn, Turn::Right | Turn::Left) {
        (h, w)
    } else {
        (w, h)
    };
    let mut out = Vec::new();
    for y in 0..th {
        for x in 0..tw {
            let (x, y) = match mirror {
                Some(Mirror::LeftRight) => (tw - 1 - x, y),
                Some(Mirror::TopBottom) => (x, th - 1 - y),
                None => (x, y),
            };
            out.extend_from_slice(match turn {
                Turn::None => pixel(x, y),
                Turn::Right => pixel(y, h - 1 - x),
                Turn::Half => pixel(w - 1 - x, h - 1 - y),
                Turn::Left => pixel(w - 1 - y, x),
            });
        }
    }
    (out, tw, th)
}

fn views() -> impl Iterator<Item = (Turn, Option<Mirror>)> {
    let mirrors = [None, Some(Mirror::LeftRight), Some(Mirror::TopBottom)];
    Turn::ALL
        .into_iter()
        .flat_map(move |turn| mirrors.into_iter().map(move |mirror| (turn, mirror)))
}

/// Within one step: sums in another order may round otherwise.
fn near(a: &[u8], b: &[u8]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.abs_diff(*b) <= 1)
}

#[test]
fn turning_first_and_fitting_then_is_the_same_as_both_at_once() {
    let rgb = ramp(7 * 4);
    let source = grid(7, 4, rgb.clone());
    for (turn, mirror) in views() {
        let (by_hand, w, h) = turned(&rgb, (7, 4), turn, mirror);
        let by_hand = grid(w as u16, h as u16, by_hand);
        for layout in [
            matrix(7, 4, "rows-tl"),
            matrix(4, 9, "columns-serpentine-br"),
            matrix(2, 3, "rows-serpentine-tr"),
        ] {
            for mode in [
                FitMode::Contain,
                FitMode::Cover,
                FitMode::Stretch,
                FitMode::None,
            ] {
                for scale in [Scale::Area, Scale::Nearest, Scale::Lanczos] {
                    let plain = Fit {
                        mode: Some(mode),
                        scale,
                        background: [9, 90, 200],
                        ..Fit::default()
                    };
                    let both = Fit {
                        turn,
                        mirror,
                        ..plain.clone()
                    };
                    let got = fitted(&source, &layout, &both);
                    let want = fitted(&by_hand, &layout, &plain);
                    assert!(
                        near(&got, &want),
                        "{turn:?} {mirror:?} {mode:?} {scale:?}: {got:?}, should be {want:?}"
                    );
                }
            }
        }
    }
}

#[test]
fn a_strip_of_as_many_leds_is_the_picture_as_it_is_turned() {
    let rgb = ramp(6);
    let mut strip = Layout::strip(6).unwrap();
    strip.wiring = "rows-serpentine-tl".parse().unwrap();
    for (turn, mirror) in views() {
        let (by_hand, w, h) = turned(&rgb, (3, 2), turn, mirror);
        let how = Fit {
            turn,
            mirror,
            ..Fit::default()
        };
        let got = fitted(&grid(3, 2, rgb.clone()), &strip, &how);
        assert_eq!(
            got,
            fitted(&grid(w as u16, h as u16, by_hand), &strip, &Fit::default()),
            "{turn:?} {mirror:?}"
        );
    }
}

#[test]
fn a_strip_shows_the_line_that_was_asked_for() {
    // rows of red, green and blue, brighter from left to right
    let rgb: Vec<u8> = (0..3)
        .flat_map(|y| {
            (1..=4).flat_map(move |x| {
                std::array::from_fn::<u8, 3, _>(|c| if c == y { x * 50 } else { 0 })
            })
        })
        .collect();
    let p = grid(4, 3, rgb);
    let show = |line, leds, turn| {
        fitted(
            &p,
            &Layout::strip(leds).unwrap(),
            &Fit {
                line: Some(line),
                turn,
                ..Fit::default()
            },
        )
    };
    assert_eq!(
        show(Line::Row(Some(0)), 4, Turn::None),
        [50, 0, 0, 100, 0, 0, 150, 0, 0, 200, 0, 0]
    );
    assert_eq!(
        show(Line::Row(None), 4, Turn::None),
        [0, 50, 0, 0, 100, 0, 0, 150, 0, 0, 200, 0]
    );
    assert_eq!(
        show(Line::Column(Some(3)), 3, Turn::None),
        [200, 0, 0, 0, 200, 0, 0, 0, 200]
    );
    assert_eq!(
        show(Line::Column(None), 3, Turn::None),
        [100, 0, 0, 0, 100, 0, 0, 0, 100],
        "the left one of two middles"
    );
    assert_eq!(
        show(Line::Row(Some(0)), 3, Turn::Right),
        [0, 0, 50, 0, 50, 0, 50, 0, 0],
        "the first row as it is turned"
    );
    assert_eq!(
        show(Line::Row(Some(2)), 8, Turn::None)[..6],
        [0, 0, 50, 0, 0, 50],
        "stretched to the strip"
    );
    let twelve = fitted(
        &p,
        &Layout::strip(12).unwrap(),
        &Fit {
            line: Some(Line::Row(Some(1))),
            ..Fit::default()
        },
    );
    assert_eq!(
        twelve[..9],
        [0, 50, 0].repeat(3),
        "who names a line gets it, also where the picture would fit"
    );
    let none = fit(
        &p,
        &Layout::strip(4).unwrap(),
        &Fit {
            line: Some(Line::Row(Some(3))),
            ..Fit::default()
        },
    );
    assert_eq!(
        none.unwrap_err().to_string(),
        "The picture has 3 rows; row 4 does not exist"
    );
}

#[test]
fn strips_are_reversed_and_then_moved_around() {
    let one = |n: u8| [n; 3];
    let p = pattern(PixelOrder::Strip, 4, 1, [1, 2, 3, 4].map(one).concat());
    let show = |reverse, offset| {
        let out = fitted(
            &p,
            &Layout::strip(5).unwrap(),
            &Fit {
                reverse,
                offset,
                ..Fit::default()
            },
        );
        out.iter().copied().step_by(3).collect::<Vec<_>>()
    };
    assert_eq!(show(false, 0), [1, 2, 3, 4, 0]);
    assert_eq!(show(false, 1), [0, 1, 2, 3, 4]);
    assert_eq!(show(false, -1), [2, 3, 4, 0, 1]);
    assert_eq!(show(false, 5), show(false, 0));
    assert_eq!(show(true, 0), [0, 4, 3, 2, 1]);
    assert_eq!(show(true, 2), [2, 1, 0, 4, 3]);
    assert_eq!(show(true, i32::MIN).len(), 5);
}

#[test]
fn matrices_are_reversed_along_their_wire() {
    let p = grid(2, 2, ramp(4));
    let plain = fitted(&p, &matrix(2, 2, "rows-serpentine-tl"), &Fit::default());
    let back = fitted(
        &p,
        &matrix(2, 2, "rows-serpentine-tl"),
        &Fit {
            reverse: true,
            ..Fit::default()
        },
    );
    assert_eq!(
        back,
        plain.chunks(3).rev().flatten().copied().collect::<Vec<_>>()
    );
}

#[test]
fn what_has_no_effect_is_said() {
    let how = Fit {
        turn: Turn::Right,
        ..Fit::default()
    };
    let strip = pattern(PixelOrder::Strip, 2, 2, ramp(4));
    let said =
        |p: &Pattern, layout: &Layout, how: &Fit| fit(p, layout, how).unwrap().ignored().is_some();
    assert!(said(&strip, &Layout::strip(4).unwrap(), &how));
    assert!(!said(
        &grid(2, 2, ramp(4)),
        &Layout::strip(4).unwrap(),
        &how
    ));
    let line = Fit {
        line: Some(Line::Row(None)),
        ..Fit::default()
    };
    assert!(said(&grid(2, 2, ramp(4)), &matrix(2, 2, "rows-tl"), &line));
    assert!(!said(&strip, &Layout::strip(4).unwrap(), &Fit::default()));
}
