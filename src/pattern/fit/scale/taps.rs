//! Which source pixels make a cell, and how much each of them counts: by area, by the Lanczos filter, or one alone.

use crate::pattern::fit::Scale;
use crate::pattern::fit::place::Span;

/// How far the Lanczos filter reaches, in lobes.
const LOBES: f64 = 3.0;

/// The source pixels that make one cell, and how much each of them counts; together 1.
#[derive(Clone, Debug)]
pub(super) struct Taps {
    pub(super) start: usize,
    pub(super) weights: Vec<f32>,
}

/// The taps of every cell along one axis.
pub(super) fn taps(span: &Span, scale: Scale) -> Vec<Taps> {
    let step = span.length / span.cells as f64;
    let begin = span.from as usize;
    let end = (span.from + span.length).ceil() as usize;
    (0..span.cells)
        .map(|cell| {
            let to = span.from + (cell + 1) as f64 * step;
            let from = span.from + cell as f64 * step;
            let centre = f64::midpoint(from, to);
            match scale {
                Scale::Nearest => {
                    // right between two pixels it is the later one, as the picture is seen
                    let start = if span.backwards {
                        centre.ceil() as usize - 1
                    } else {
                        centre as usize
                    };
                    Taps {
                        start: start.min(end.saturating_sub(1)),
                        weights: vec![1.0],
                    }
                }
                Scale::Area => weighted((from, to), (begin, end), |pixel| {
                    (to.min(pixel + 1.0) - from.max(pixel)).max(0.0)
                }),
                Scale::Lanczos => {
                    let wide = step.max(1.0);
                    let low = centre - LOBES * wide;
                    let high = centre + LOBES * wide;
                    weighted((low, high), (begin, end), |pixel| {
                        lanczos((pixel + 0.5 - centre) / wide)
                    })
                }
            }
        })
        .collect()
}

/// Taps on the pixels from `low` to `high`, inside of the part that is shown, that together count 1.
fn weighted(
    (low, high): (f64, f64),
    (begin, end): (usize, usize),
    weight: impl Fn(f64) -> f64,
) -> Taps {
    let start = (low.max(0.0) as usize)
        .max(begin)
        .min(end.saturating_sub(1));
    let stop = (high.ceil().max(0.0) as usize).clamp(start + 1, end.max(start + 1));
    let raw: Vec<f64> = (start..stop).map(|pixel| weight(pixel as f64)).collect();
    let sum: f64 = raw.iter().sum();
    Taps {
        start,
        weights: raw.into_iter().map(|w| (w / sum) as f32).collect(),
    }
}

fn lanczos(x: f64) -> f64 {
    let sinc = |x: f64| {
        let x = x * std::f64::consts::PI;
        if x.abs() < 1e-9 { 1.0 } else { x.sin() / x }
    };
    if x.abs() < LOBES {
        sinc(x) * sinc(x / LOBES)
    } else {
        0.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_add_up_and_stay_inside() {
        let spans = [
            (0.0, 512.0, 16),
            (0.5, 7.0, 3),
            (0.0, 3.0, 10),
            (2.0, 1.0, 5),
            (0.0, 8192.0, 1),
        ];
        for (from, length, cells) in spans {
            for scale in [Scale::Area, Scale::Nearest, Scale::Lanczos] {
                let span = Span {
                    from,
                    length,
                    to: 0,
                    cells,
                    backwards: false,
                };
                for taps in self::taps(&span, scale) {
                    assert!(
                        (taps.weights.iter().sum::<f32>() - 1.0).abs() < 1e-3,
                        "{span:?} {scale:?}"
                    );
                    assert!(
                        taps.start + taps.weights.len() <= (from + length).ceil() as usize,
                        "{span:?} {scale:?}"
                    );
                }
            }
        }
    }
}
