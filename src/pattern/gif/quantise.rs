//! Chooses the colours that stand for more than a palette holds: a histogram, boxes cut where the spread is greatest, then
//! k-means. The same colours always give the same palette. `colours` and `picture` call it.

#![allow(
    clippy::indexing_slicing,
    reason = "asked once a pixel; numbers of bins and centres are made here"
)]

mod cut;

use super::palette::{BLACK, Colour, MAX_COLOURS, channels};
use cut::cut;

/// Bits of each channel that distinguish the bins of the histogram: 6, so that a bin is 4 levels wide.
const BIN_BITS: u32 = 6;
/// How well the eye distinguishes red, green and blue, as factors on their levels: a mild form of their share of the light, since
/// the error is measured in plain R,G,B.
const WEIGHTS: [f32; 3] = [1.0, 1.15, 0.85];
/// Rounds of k-means: later ones gain less than a hundredth of the error.
const ROUNDS: usize = 4;
/// Stop when a round gains less than this part of the error.
const GAIN: f32 = 0.01;

/// A point in the weighted space.
type Point = [f32; 3];

/// Pixels of like colour.
struct Bin {
    /// Their mean.
    at: Point,
    /// How many.
    pixels: f32,
    /// The centre that stands for them.
    centre: u8,
}

/// How often which colours occur, then which colour stands for which.
pub(super) struct Quantiser {
    /// Bin of each truncated colour, from 1; 0 is none.
    index: Vec<u32>,
    /// Truncated colours that have a bin.
    used: Vec<u32>,
    /// Pixels, and their sums of red, green and blue, for each bin.
    sums: Vec<[u64; 4]>,
    bins: Vec<Bin>,
    centres: Vec<Point>,
    /// What stands for the bins of each centre.
    palette: Vec<Colour>,
    black: bool,
}

impl Quantiser {
    pub(super) fn new() -> Self {
        let index = vec![0; 1 << (3 * BIN_BITS)];
        let used = Vec::new();
        let sums = Vec::new();
        let bins = Vec::new();
        Self {
            index,
            used,
            sums,
            bins,
            centres: Vec::new(),
            palette: Vec::new(),
            black: false,
        }
    }

    /// Forgets all colours.
    pub(super) fn clear(&mut self) {
        for bin in self.used.drain(..) {
            self.index[bin as usize] = 0;
        }
        self.sums.clear();
        self.black = false;
    }

    /// Counts colours.
    pub(super) fn count(&mut self, all: impl Iterator<Item = Colour>) {
        for colour in all {
            // Dark LEDs stay dark: this colour is never replaced.
            if colour == BLACK {
                self.black = true;
                continue;
            }
            let bin = bin_of(colour);
            let mut number = self.index[bin];
            if number == 0 {
                self.used.push(bin as u32);
                self.sums.push([0; 4]);
                number = self.sums.len() as u32;
                self.index[bin] = number;
            }
            let sums = &mut self.sums[number as usize - 1];
            let [r, g, b] = channels(colour);
            for (sum, more) in sums.iter_mut().zip([1, r, g, b]) {
                *sum += u64::from(more);
            }
        }
    }

    /// Chooses at most `max` colours for all that were counted; returns the mean squared error of a pixel that this makes
    /// in the weighted space, with the precision of the bins.
    pub(super) fn choose(&mut self, max: usize) -> f32 {
        self.bins.clear();
        self.bins.extend(self.sums.iter().map(|&[n, r, g, b]| {
            let mean = |sum: u64| (sum as f64 / n as f64) as f32;
            let at = [
                mean(r) * WEIGHTS[0],
                mean(g) * WEIGHTS[1],
                mean(b) * WEIGHTS[2],
            ];
            Bin {
                at,
                pixels: n as f32,
                centre: 0,
            }
        }));
        let room = max.min(MAX_COLOURS) - usize::from(self.black);
        self.centres = cut(&mut self.bins, room);
        let mut error = f32::INFINITY;
        for _ in 0..ROUNDS {
            let now = self.assign();
            self.centre();
            let gains = error - now > GAIN * now;
            error = now;
            if !gains {
                break;
            }
        }
        let pixels: f32 = self.bins.iter().map(|bin| bin.pixels).sum();
        self.palette.clear();
        self.palette
            .extend(self.centres.iter().map(|&at| colour_at(at)));
        error / pixels.max(1.0)
    }

    /// What stands for a colour that was counted.
    #[inline]
    pub(super) fn nearest(&self, colour: Colour) -> Colour {
        if colour == BLACK {
            return BLACK;
        }
        let bin = self.index[bin_of(colour)] as usize;
        // A colour that was not counted is not asked for; it would stay as it is.
        bin.checked_sub(1)
            .and_then(|i| self.bins.get(i))
            .map_or(colour, |bin| self.palette[usize::from(bin.centre)])
    }

    /// The chosen colours.
    pub(super) fn palette(&self) -> impl Iterator<Item = Colour> {
        self.black
            .then_some(BLACK)
            .into_iter()
            .chain(self.palette.iter().copied())
    }

    /// Gives every bin its nearest centre; returns the sum of the squared distances.
    fn assign(&mut self) -> f32 {
        let near = Near::new(&self.centres);
        let mut error = 0.0;
        for bin in &mut self.bins {
            let (centre, distance) = near.find(bin.at, usize::from(bin.centre));
            bin.centre = centre;
            error += distance * bin.pixels;
        }
        error
    }

    /// Moves every centre into the middle of its bins; one without any stays where it is.
    fn centre(&mut self) {
        let mut sums = vec![[0.0_f64; 4]; self.centres.len()];
        for bin in &self.bins {
            let sum = &mut sums[usize::from(bin.centre)];
            let pixels = f64::from(bin.pixels);
            sum[3] += pixels;
            for (sum, at) in sum.iter_mut().zip(bin.at) {
                *sum += f64::from(at) * pixels;
            }
        }
        for (centre, [x, y, z, pixels]) in self.centres.iter_mut().zip(sums) {
            if pixels > 0.0 {
                *centre = [x, y, z].map(|sum| (sum / pixels) as f32);
            }
        }
    }
}

/// The bin of a colour: the upper bits of its channels.
fn bin_of(colour: Colour) -> usize {
    const DROP: u32 = 8 - BIN_BITS;
    let [r, g, b] = channels(colour).map(|c| usize::from(c >> DROP));
    r << (2 * BIN_BITS) | g << BIN_BITS | b
}

/// The nearest colour to a point.
fn colour_at(at: Point) -> Colour {
    let level = |i: usize| (at[i] / WEIGHTS[i]).round().clamp(0.0, 255.0) as u8;
    Colour::from_be_bytes([0, level(0), level(1), level(2)])
}

fn distance(a: Point, b: Point) -> f32 {
    let [x, y, z] = [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
    x * x + y * y + z * z
}

/// The centres in the order of their brightness. The difference of two brightnesses is never more than the distance, so
/// only centres of about the same one have to be looked at; and none where a point is less than half as far from one centre
/// as the next centre is.
struct Near {
    brightness: Vec<f32>,
    points: Vec<Point>,
    numbers: Vec<u8>,
    /// Where each centre stands in these lists.
    places: Vec<u8>,
    /// Squared distance within which a point of each centre has no nearer one: half of the way to the next centre.
    own: Vec<f32>,
}

/// Length of a point along the grey axis.
fn brightness(at: Point) -> f32 {
    const ONE_BY_ROOT_3: f32 = 0.577_350_26;
    (at[0] + at[1] + at[2]) * ONE_BY_ROOT_3
}

impl Near {
    fn new(centres: &[Point]) -> Self {
        let mut numbers: Vec<u8> = (0..centres.len()).map(|i| i as u8).collect();
        numbers.sort_by(|&a, &b| {
            brightness(centres[usize::from(a)]).total_cmp(&brightness(centres[usize::from(b)]))
        });
        let mut places = vec![0; centres.len()];
        for (place, &number) in numbers.iter().enumerate() {
            places[usize::from(number)] = place as u8;
        }
        let points: Vec<Point> = numbers.iter().map(|&i| centres[usize::from(i)]).collect();
        let brightness = points.iter().copied().map(brightness).collect();
        let mut near = Self {
            brightness,
            points,
            numbers,
            places,
            own: Vec::new(),
        };
        near.own = (0..near.points.len())
            .map(|place| near.around(near.points[place], place, f32::INFINITY).1 / 4.0)
            .collect();
        near
    }

    /// The nearest centre and its squared distance, searched from `guess` on.
    fn find(&self, at: Point, guess: usize) -> (u8, f32) {
        let start = usize::from(self.places[guess]);
        let mut found = (start, distance(at, self.points[start]));
        if found.1 > self.own[start] {
            found = self.around(at, start, found.1);
        }
        (self.numbers[found.0], found.1)
    }

    /// The place that is nearer to `at` than the root of `nearest`, and its squared distance; `start` and `nearest` if there
    /// is none.
    fn around(&self, at: Point, start: usize, mut nearest: f32) -> (usize, f32) {
        let bright = brightness(at);
        let mut best = start;
        // Returns false once the brightness gap exceeds the best distance: all later centres are farther still.
        let mut look = |place: usize, apart: f32| {
            if apart * apart > nearest {
                return apart < 0.0;
            }
            let distance = distance(at, self.points[place]);
            if distance < nearest {
                best = place;
                nearest = distance;
            }
            true
        };
        for place in start + 1..self.points.len() {
            if !look(place, self.brightness[place] - bright) {
                break;
            }
        }
        for place in (0..start).rev() {
            if !look(place, bright - self.brightness[place]) {
                break;
            }
        }
        (best, nearest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_centre_is_found_from_any_guess() {
        let mut random = fastrand::Rng::with_seed(8);
        for centres in [1, 2, 16, 256] {
            let all: Vec<Point> = (0..centres)
                .map(|_| [0; 3].map(|_| random.f32() * 255.0))
                .collect();
            let near = Near::new(&all);
            for guess in 0..centres * 8 {
                // about half of the way from the guess to the next centre, and anywhere
                let own = all[guess % centres];
                let others = all.iter().filter(|&&other| other != own);
                let next = others
                    .min_by(|a, b| distance(own, **a).total_cmp(&distance(own, **b)))
                    .unwrap_or(&own);
                let part = 0.3 + 0.4 * random.f32();
                let between = [0, 1, 2].map(|axis| own[axis] + (next[axis] - own[axis]) * part);
                let at = if guess < centres * 4 {
                    between
                } else {
                    [0; 3].map(|_| random.f32() * 255.0)
                };
                let nearest = all
                    .iter()
                    .map(|&centre| distance(at, centre))
                    .fold(f32::INFINITY, f32::min);
                let (found, apart) = near.find(at, guess % centres);
                assert!(
                    apart <= nearest * 1.0001,
                    "{centres} {at:?}: {apart}, not {nearest}"
                );
                assert!((distance(at, all[usize::from(found)]) - apart).abs() <= apart * 0.0001);
            }
        }
    }
}
