//! Small pictures of frames, so that a list of sixteen thumbnails holds sixteen thumbnails, not sixteen frames.

/// Pixels of the longer side that are enough for a thumb, a card or a row of uploads, at any scale of the screen.
const SIDE: usize = 256;
/// LEDs of a strip that are enough for it: wrapped, they fill a square of that side.
const STRIP: usize = SIDE * SIDE;

/// R,G,B pixels, row by row from the top left.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Thumbnail {
    /// Columns.
    pub w: usize,
    /// Rows; 1 of a strip.
    pub h: usize,
    /// 3 bytes a pixel.
    pub rgb: Vec<u8>,
}

impl Thumbnail {
    /// A frame of `w` x `h` pixels, each `by` x `by` of them averaged into one. Values drive LEDs, so that their plain mean
    /// is the mean of their light. [`Thumbnail::step`] gives a `by` for small pictures.
    #[must_use]
    pub fn averaged(rgb: &[u8], (w, h): (usize, usize), by: usize) -> Self {
        let by = by.max(1);
        let (pixels, _) = rgb.as_chunks::<3>();
        let columns = w.div_ceil(by).max(1);
        let rows = h.div_ceil(by).max(1);
        let mut out = Vec::with_capacity(columns * rows * 3);
        let mut sums = vec![([0_u32; 3], 0_u32); columns];
        for lines in pixels.chunks(w.max(1).saturating_mul(by)).take(rows) {
            sums.fill(([0; 3], 0));
            for line in lines.chunks(w.max(1)) {
                for ((sum, count), cell) in sums.iter_mut().zip(line.chunks(by)) {
                    for &[r, g, b] in cell {
                        let [red, green, blue] = *sum;
                        *sum = [
                            red + u32::from(r),
                            green + u32::from(g),
                            blue + u32::from(b),
                        ];
                    }
                    *count += cell.len() as u32;
                }
            }
            for &(sum, count) in &sums {
                let count = count.max(1);
                out.extend(sum.map(|sum| ((sum + count / 2) / count) as u8));
            }
        }
        Self {
            w: columns,
            h: rows,
            rgb: out,
        }
    }

    /// How many pixels of such a frame, in each direction, become one of a small picture; 1 where it is small itself.
    #[must_use]
    pub fn step((w, h): (usize, usize)) -> usize {
        let step = if h > 1 { w.max(h) / SIDE } else { w / STRIP };
        step.max(1)
    }

    /// A small picture of a frame.
    #[must_use]
    pub fn of(rgb: &[u8], size: (usize, usize)) -> Self {
        Self::averaged(rgb, size, Self::step(size))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_frames_stay_as_they_are() {
        let rgb: Vec<u8> = (0..300 * 2 * 3).map(|n| n as u8).collect();
        let thumbnail = Thumbnail::of(&rgb, (300, 2));
        assert_eq!((thumbnail.w, thumbnail.h), (300, 2));
        assert_eq!(thumbnail.rgb, rgb);
        assert_eq!(Thumbnail::step((60_000, 1)), 1, "a strip is wrapped");
    }

    #[test]
    fn large_frames_are_averaged_with_what_is_left_at_their_edges() {
        let rgb = [
            [0, 0, 0],
            [10, 20, 30],
            [7, 7, 7],
            [2, 4, 6],
            [4, 8, 12],
            [9, 9, 9],
        ]
        .concat();
        let thumbnail = Thumbnail::averaged(&rgb, (3, 2), 2);
        assert_eq!(
            thumbnail,
            Thumbnail {
                w: 2,
                h: 1,
                rgb: vec![4, 8, 12, 8, 8, 8]
            }
        );
        let wide = Thumbnail::of(&vec![9; 2000 * 1000 * 3], (2000, 1000));
        assert_eq!((wide.w, wide.h, wide.rgb.len()), (286, 143, 286 * 143 * 3));
    }

    #[test]
    fn a_frame_that_is_not_all_there_gives_what_is() {
        let thumbnail = Thumbnail::averaged(&[1, 2, 3], (4, 4), 2);
        assert_eq!((thumbnail.w, thumbnail.h), (2, 2));
        assert_eq!(thumbnail.rgb.get(..3), Some(&[1, 2, 3][..]));
        assert!(Thumbnail::of(&[], (0, 0)).rgb.len() <= 3);
    }
}
