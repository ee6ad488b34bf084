//! The CPU half of the LED face: which texels make cores, mask and glow.
//! No egui context here, so every number can be tested. Formula: cores c^0.8 towards white by 0.18 m², glow c (0.1 + 0.9 m).

use std::sync::LazyLock;

use super::cells::{Cell, Cells};
use super::grid::Grid;
use egui::{Color32, ColorImage};

/// Where an averaged or wrapped grid stops being drawn as dots: below this pitch a lit LED is a solid square.
pub(super) const MASK_FROM: usize = 4;
/// From this pitch on dots are far enough apart to have dark gaps and a visible off state.
const WIDE_FROM: usize = 10;

/// A number for each pair of a brightness and a level, row by row of the brightness.
type Levels = [[u8; 256]; 256];

/// What becomes of a level where the brightest one of its LED is known: a core, which is c^0.8, nearer to white by
/// 0.18 m², and the light that it throws, which is c (0.1 + 0.9 m): bright LEDs shine, dim ones hardly do.
struct Curves {
    core: Box<Levels>,
    shine: Box<Levels>,
}

#[allow(
    clippy::indexing_slicing,
    reason = "levels and brightnesses are below 256"
)]
static CURVES: LazyLock<Curves> = LazyLock::new(|| {
    let table = |of: &dyn Fn(usize, usize) -> u32| {
        let mut levels = Box::new([[0; 256]; 256]);
        for (brightest, row) in levels.iter_mut().enumerate() {
            row.iter_mut()
                .enumerate()
                .for_each(|(level, out)| *out = of(brightest, level) as u8);
        }
        levels
    };
    let unit = |i: usize| i as f32 / 255.0;
    let lit: [u32; 256] = std::array::from_fn(|i| (unit(i).powf(0.8) * 255.0).round() as u32);
    // in 1/65536
    let white: [u32; 256] =
        std::array::from_fn(|i| (0.18 * unit(i) * unit(i) * 65536.0).round() as u32);
    Curves {
        core: table(&|brightest, level| {
            lit[level] + (((255 - lit[level]) * white[brightest]) >> 16)
        }),
        // (0.1 + 0.9 m) in 1/2550; no level is above its brightest one
        shine: table(&|brightest, level| {
            (level.min(brightest) as u32 * (255 + 9 * brightest as u32)) / 2550
        }),
    }
});

/// The three levels of an LED by their curve.
#[allow(clippy::indexing_slicing, reason = "a byte is always below 256")]
fn by([r, g, b]: [u8; 3], levels: &Levels) -> [u8; 3] {
    let row = &levels[usize::from(r.max(g).max(b))];
    [r, g, b].map(|level| row[usize::from(level)])
}

/// The texture of cores: one texel a cell, never darker than an LED that is off. Reuses the memory of `spare`.
#[must_use]
pub(super) fn cores_in(mut spare: Vec<Color32>, grid: &Grid, cells: &Cells) -> ColorImage {
    let off = off_color(grid.pitch);
    let curves = &*CURVES;
    spare.clear();
    spare.extend(cells.all().iter().map(|&[r, g, b, here]| {
        let [r, g, b] = by([r, g, b], &curves.core);
        // `here` is all or nothing
        let [or, og, ob] = off.map(|off| off & here);
        Color32::from_rgb(r.max(or), g.max(og), b.max(ob))
    }));
    ColorImage::new([grid.columns, grid.rows], spare)
}

/// What an LED looks like that is off, by pitch.
fn off_color(pitch: usize) -> [u8; 3] {
    match pitch {
        WIDE_FROM.. => [0x12, 0x13, 0x15],
        MASK_FROM.. => [0x0E, 0x0E, 0x10],
        _ => [0; 3],
    }
}

/// One tile of the mask, `pitch` x `pitch`: black outside of the disc, a shaded rim inside.
#[must_use]
pub(super) fn mask(pitch: usize) -> ColorImage {
    let diameter = pitch as f32 * if pitch >= WIDE_FROM { 0.72 } else { 0.84 };
    let radius = diameter / 2.0;
    let middle = pitch as f32 / 2.0;
    let texel = |x: usize, y: usize| {
        let dx = x as f32 + 0.5 - middle;
        let dy = y as f32 + 0.5 - middle;
        let distance = dx.hypot(dy);
        let outside = (distance - radius + 0.5).clamp(0.0, 1.0);
        let rim = 0.30 * (distance / radius).min(1.0).powi(3);
        Color32::from_black_alpha(((rim + (1.0 - rim) * outside) * 255.0).round() as u8)
    };
    let texels = (0..pitch * pitch)
        .map(|i| texel(i % pitch, i / pitch))
        .collect();
    ColorImage::new([pitch, pitch], texels)
}

/// The texture of the glow: two black texels around, blurred by a 3 x 3 tent. Row by row, so that little memory is touched;
/// reuses that of `spare`.
#[must_use]
pub(super) fn glow_in(mut spare: Vec<Color32>, grid: &Grid, cells: &Cells) -> ColorImage {
    let width = grid.columns + 4;
    let height = grid.rows + 4;
    spare.clear();
    spare.reserve_exact(width * height);
    let mut line = vec![0_u8; width * 4];
    let mut blurred = vec![0_u8; width * 4];
    let [mut above, mut here, mut below] = [(); 3].map(|()| vec![0_u16; width * 4]);
    for y in 0..height {
        // of the rows around the one that is made, only the one below is new
        std::mem::swap(&mut above, &mut here);
        std::mem::swap(&mut here, &mut below);
        match (y + 1)
            .checked_sub(2)
            .and_then(|row| cells.all().chunks(grid.columns).nth(row))
        {
            Some(row) => across(row, &mut line, &mut below),
            None => below.fill(0),
        }
        for (((out, above), here), below) in blurred.iter_mut().zip(&above).zip(&here).zip(&below) {
            // two tents, each with the weight 4
            *out = ((above + 2 * here + below + 8) / 16) as u8;
        }
        spare.extend(
            blurred
                .as_chunks::<4>()
                .0
                .iter()
                .map(|&[r, g, b, _]| Color32::from_rgb(r, g, b)),
        );
    }
    ColorImage::new([width, height], spare)
}

/// Sums [1 2 1] along the light of a row of cells with two dark ones at either end, into `out`; `line` holds it meanwhile.
fn across(row: &[Cell], line: &mut [u8], out: &mut [u16]) {
    let shine = &CURVES.shine;
    for (&[r, g, b, _], light) in row
        .iter()
        .zip(line.as_chunks_mut::<4>().0.iter_mut().skip(2))
    {
        let [r, g, b] = by([r, g, b], shine);
        *light = [r, g, b, 0];
    }
    let (_, inner) = out.split_at_mut(4);
    let [left, middle, right] = [0, 4, 8].map(|at| line.get(at..).unwrap_or_default());
    for (((out, left), middle), right) in inner.iter_mut().zip(left).zip(middle).zip(right) {
        *out = u16::from(*left) + 2 * u16::from(*middle) + u16::from(*right);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(grid: &Grid, rgb: &[u8], has: Option<&[bool]>, brightness: f32) -> Cells {
        Cells::default().of(grid, rgb, has, brightness)
    }

    fn cores(grid: &Grid, cells: &Cells) -> ColorImage {
        cores_in(Vec::new(), grid, cells)
    }

    fn glow(grid: &Grid, cells: &Cells) -> ColorImage {
        glow_in(Vec::new(), grid, cells)
    }

    fn square(pitch: usize) -> Grid {
        Grid {
            columns: 1,
            rows: 1,
            pitch,
            average: 1,
            source_columns: 1,
            source_rows: 1,
        }
    }

    #[test]
    fn a_full_white_core_is_white_and_a_dark_one_shows_as_off() {
        let grid = square(18);
        assert_eq!(
            cores(&grid, &cells(&grid, &[255, 255, 255], None, 1.0)).pixels,
            [Color32::WHITE]
        );
        assert_eq!(
            cores(&grid, &cells(&grid, &[0, 0, 0], None, 1.0)).pixels,
            [Color32::from_rgb(0x12, 0x13, 0x15)]
        );
        assert_eq!(
            cores(&square(2), &cells(&grid, &[0, 0, 0], None, 1.0)).pixels,
            [Color32::BLACK]
        );
    }

    #[test]
    fn a_core_follows_the_formula_within_one_step() {
        let expect = |c: f32, m: f32| {
            let lit = (c / 255.0).powf(0.8) * 255.0;
            lit + (255.0 - lit) * 0.18 * (m / 255.0).powi(2)
        };
        let grid = square(6);
        let image = cores(&grid, &cells(&grid, &[200, 140, 20], None, 1.0));
        let [r, g, b, _] = image.pixels[0].to_array();
        for (got, c) in [(r, 200.0), (g, 140.0), (b, 20.0)] {
            assert!(
                (f32::from(got) - expect(c, 200.0)).abs() <= 1.0,
                "{got} for {c}"
            );
        }
    }

    #[test]
    fn the_place_after_the_last_led_of_a_wrapped_strip_stays_black() {
        let grid = Grid {
            columns: 2,
            rows: 2,
            pitch: 18,
            average: 1,
            source_columns: 2,
            source_rows: 2,
        };
        let image = cores(&grid, &cells(&grid, &[9; 9], None, 1.0));
        assert_eq!(image.pixels[3], Color32::BLACK);
    }

    #[test]
    fn cells_without_an_led_show_nothing_and_count_for_nothing() {
        let grid = Grid {
            columns: 2,
            rows: 1,
            pitch: 18,
            average: 1,
            source_columns: 2,
            source_rows: 1,
        };
        let image = cores(&grid, &cells(&grid, &[0; 6], Some(&[true, false]), 1.0));
        assert_eq!(
            image.pixels,
            [Color32::from_rgb(0x12, 0x13, 0x15), Color32::BLACK]
        );
    }

    #[test]
    fn the_mask_is_clear_in_the_middle_black_in_the_corner_and_symmetric() {
        for pitch in [4, 6, 9, 10, 18, 24] {
            let image = mask(pitch);
            let alpha = |x: usize, y: usize| image.pixels[y * pitch + x].a();
            assert!(alpha(pitch / 2, pitch / 2) < 20, "pitch {pitch}");
            // at a pitch of 4 the antialiased rim just reaches the corner
            assert!(alpha(0, 0) >= 240, "pitch {pitch}");
            for y in 0..pitch {
                for x in 0..pitch {
                    assert_eq!(alpha(x, y), alpha(pitch - 1 - x, pitch - 1 - y));
                }
            }
        }
    }

    #[test]
    fn the_glow_of_one_led_is_a_tent_with_a_black_border() {
        let grid = square(18);
        let image = glow(&grid, &cells(&grid, &[255, 0, 0], None, 1.0));
        let red = |x: usize, y: usize| image.pixels[y * 5 + x].r();
        assert_eq!((red(2, 2), red(1, 2), red(1, 1)), (64, 32, 16));
        assert!(
            (0..5).all(|i| red(i, 0) == 0 && red(0, i) == 0 && red(i, 4) == 0 && red(4, i) == 0)
        );
    }

    #[test]
    fn a_dim_led_glows_far_less_than_its_share() {
        let grid = square(18);
        let bright = glow(&grid, &cells(&grid, &[250, 0, 0], None, 1.0)).pixels[12].r();
        let dim = glow(&grid, &cells(&grid, &[50, 0, 0], None, 1.0)).pixels[12].r();
        assert!(dim * 10 < bright, "{dim} against {bright}");
    }
}
