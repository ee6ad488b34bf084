//! The first choice of centres: the bins of the histogram, cut into boxes where the spread is greatest.

#![allow(
    clippy::indexing_slicing,
    reason = "numbers of bins and parts are made here"
)]

use super::{Bin, Point};
use std::collections::BinaryHeap;

/// Some of the bins while they are cut into boxes.
struct Part {
    from: usize,
    to: usize,
    /// Sum of the squared distances to the mean along each axis, and the mean.
    spread: Point,
    mean: Point,
}

impl Part {
    fn of(bins: &[Bin], order: &[u32], from: usize, to: usize) -> Self {
        let mut pixels = 0.0_f64;
        let mut sum = [0.0_f64; 3];
        let mut squares = [0.0_f64; 3];
        for bin in order[from..to].iter().map(|&i| &bins[i as usize]) {
            let n = f64::from(bin.pixels);
            pixels += n;
            for axis in 0..3 {
                let x = f64::from(bin.at[axis]);
                sum[axis] += n * x;
                squares[axis] += n * x * x;
            }
        }
        let mean = sum.map(|s| s / pixels.max(1.0));
        let spread = [0, 1, 2].map(|i| (squares[i] - sum[i] * mean[i]).max(0.0) as f32);
        Self {
            from,
            to,
            spread,
            mean: mean.map(|m| m as f32),
        }
    }

    fn error(&self) -> f32 {
        self.spread.iter().sum()
    }
}

/// Cuts the bins into at most `max` boxes, always the box with the greatest error, across its widest axis at its mean. The
/// bins learn their boxes; the means of these are returned.
pub(super) fn cut(bins: &mut [Bin], max: usize) -> Vec<Point> {
    let mut order: Vec<u32> = (0..bins.len() as u32).collect();
    let mut parts = vec![Part::of(bins, &order, 0, order.len())];
    // Errors are not negative: their bits sort as they do.
    let rank = |parts: &[Part], number: usize| (parts[number].error().to_bits(), number);
    let mut worst = BinaryHeap::from([rank(&parts, 0)]);
    while parts.len() < max {
        let Some((_, number)) = worst.pop() else {
            break;
        };
        let Part {
            from,
            to,
            spread,
            mean,
        } = parts[number];
        let axis = (0..3)
            .max_by(|&a, &b| spread[a].total_cmp(&spread[b]))
            .unwrap_or_default();
        let middle = from
            + partition(&mut order[from..to], |i| {
                bins[i as usize].at[axis] < mean[axis]
            });
        if middle == from || middle == to {
            continue;
        }
        parts[number] = Part::of(bins, &order, from, middle);
        parts.push(Part::of(bins, &order, middle, to));
        worst.extend([rank(&parts, number), rank(&parts, parts.len() - 1)]);
    }
    for (number, part) in parts.iter().enumerate() {
        for &bin in &order[part.from..part.to] {
            bins[bin as usize].centre = number as u8;
        }
    }
    parts.iter().map(|part| part.mean).collect()
}

/// Moves those that are `first` to the front; returns how many.
fn partition(order: &mut [u32], first: impl Fn(u32) -> bool) -> usize {
    let mut front = 0;
    for i in 0..order.len() {
        if first(order[i]) {
            order.swap(front, i);
            front += 1;
        }
    }
    front
}
