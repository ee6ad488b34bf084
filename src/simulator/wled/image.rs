//! [`Image`]: the effect that plays a GIF file on one segment (image_loader.cpp). A device has only one. It advances by frames of
//! the strip.

use super::builds::STRIP_FRAME;
use super::errors;
use super::flash::Flash;
use super::gif::Gif;
use super::segment::{Canvas, Segment};
use super::values::Rgb;
use std::io;
use std::time::Duration;
use tokio::time::Instant;

/// After a gap this long it continues from now instead of catching up. Real devices are not synchronised either.
const FORGOTTEN: Duration = Duration::from_secs(30);
/// On a matrix, a blur below this works along rows only.
const ROWS_ONLY: u8 = 24;

/// The file that plays.
#[derive(Debug)]
pub(super) struct Image {
    /// Its segment, and the reset count of the segment at the start.
    holder: Option<(usize, u64)>,
    /// Name of the last loaded file.
    name: String,
    gif: Option<Gif>,
    /// Whether it has failed, and waits for another name.
    failed: bool,
    /// Delay of the frame that shows, in ms, and since when it shows.
    delay: u64,
    shown: Instant,
}

impl Image {
    pub(super) fn new(now: Instant) -> Self {
        Self {
            holder: None,
            name: String::new(),
            gif: None,
            failed: false,
            delay: 0,
            shown: now,
        }
    }

    /// Releases a segment that no longer has the effect.
    pub(super) fn release(&mut self, segments: &[Segment], effect: u8) {
        let Some((id, resets)) = self.holder else {
            return;
        };
        let holds = |s: &Segment| s.is_active() && s.fx == effect && s.resets == resets;
        if !segments.get(id).is_some_and(holds) {
            self.holder = None;
            self.gif = None;
            self.failed = false;
            self.name.clear();
        }
    }

    /// Plays on segment `id` up to now. Returns an error to report, if any.
    pub(super) fn play(
        &mut self,
        id: usize,
        segment: &mut Segment,
        canvas: Canvas,
        flash: &Flash,
        now: Instant,
    ) -> io::Result<Option<u8>> {
        let Some(name) = segment.name.clone() else {
            return Ok(None);
        };
        if self.holder.is_some_and(|(holder, _)| holder != id) {
            if !self.failed {
                return Ok(None); // another one has it
            }
            self.name.clear();
        }
        self.holder = Some((id, segment.resets));
        if name != self.name {
            self.name.clone_from(&name);
            if let Some(error) = self.load(&name, flash)? {
                return Ok(Some(error));
            }
        }
        if self.shown + FORGOTTEN < now {
            self.shown = now.checked_sub(FORGOTTEN).unwrap_or(now);
        }
        while !self.failed {
            let due = self.due(segment.sx);
            if due > now {
                break;
            }
            self.step(segment, canvas, due);
        }
        Ok(None)
    }

    fn load(&mut self, name: &str, flash: &Flash) -> io::Result<Option<u8>> {
        self.failed = true;
        self.gif = None;
        if !name.ends_with(".gif") {
            return Ok(None);
        }
        let Some(bytes) = flash.read(name)? else {
            return Ok(None);
        };
        let Ok(gif) = Gif::open(bytes) else {
            return Ok(Some(errors::PIXELS));
        };
        self.failed = false;
        self.gif = Some(gif);
        Ok(None)
    }

    /// Returns the strip frame of the next picture. Speed 128 is the original speed.
    fn due(&self, speed: u8) -> Instant {
        let wait = (self.delay * 2).saturating_sub(u64::from(speed) * self.delay / 128);
        let frame = STRIP_FRAME.as_millis() as u64;
        self.shown + STRIP_FRAME * u32::try_from(wait.div_ceil(frame).max(1)).unwrap_or(u32::MAX)
    }

    /// Draws the next picture at that time. A late picture shortens the wait for the next one.
    fn step(&mut self, segment: &mut Segment, canvas: Canvas, at: Instant) {
        let Some(gif) = &mut self.gif else {
            return self.failed = true;
        };
        let wait = (self.delay * 2).saturating_sub(u64::from(segment.sx) * self.delay / 128);
        let late = ((at - self.shown).as_millis() as u64).saturating_sub(wait);
        let size = segment.size(canvas);
        let mut place = Place::of(gif.size(), size, canvas.is_2d);
        let pixels = &mut segment.pixels;
        match gif.next(&mut |x, y, rgb| place.put(x, y, rgb, pixels)) {
            Ok(delay) => {
                blur(pixels, size, segment.ix, canvas.is_2d);
                self.delay = delay.saturating_sub(late);
            }
            Err(broken) => {
                tracing::debug!(
                    ?broken,
                    name = self.name,
                    "a simulated device cannot play this GIF on"
                );
                self.failed = true;
            }
        }
        self.shown = at;
    }
}

/// Maps the pixels of a file to those of a segment.
struct Place {
    from: (usize, usize),
    to: (usize, usize),
    /// Segment pixels per file pixel.
    covers: (usize, usize),
    is_2d: bool,
    exact: bool,
    last: Option<usize>,
}

impl Place {
    fn of(from: (usize, usize), to: (usize, usize), is_2d: bool) -> Self {
        let (exact, covers) = if is_2d {
            (from == to, (to.0.div_ceil(from.0), to.1.div_ceil(from.1)))
        } else {
            // one too many because of the rounding: the last is dropped
            let all = from.0 * from.1;
            let all = if all == to.0 + 1 { to.0.max(1) } else { all };
            (all == to.0, (to.0.div_ceil(all), 1))
        };
        Self {
            from,
            to,
            covers,
            is_2d,
            exact,
            last: None,
        }
    }

    /// Draws a pixel of the file. If several fall on one place, the first of a row wins, and the last row.
    fn put(&mut self, x: usize, y: usize, rgb: Rgb, pixels: &mut [Rgb]) {
        let (from_w, from_h) = self.from;
        let (w, h) = self.to;
        let at = y * from_w + x;
        let (x, y) = match (self.exact, self.is_2d) {
            (true, _) if at < w * h => (at % w, at / w),
            (true, _) => return,
            (false, true) => (x * w / from_w, y * h / from_h),
            (false, false) => (at * w / (from_w * from_h), 0),
        };
        if !self.exact && self.last.replace(y * w + x) == Some(y * w + x) {
            return;
        }
        for y in y..(y + self.covers.1).min(h) {
            for x in x..(x + self.covers.0).min(w) {
                if let Some(pixel) = pixels.get_mut(y * w + x) {
                    *pixel = rgb;
                }
            }
        }
    }
}

/// Blurs the pixels by the second slider, from 2 (FX_fcn.cpp `blur`).
fn blur(pixels: &mut [Rgb], (w, h): (usize, usize), amount: u8, is_2d: bool) {
    if amount < 2 {
        return;
    }
    for y in 0..h {
        smear(pixels, (0..w).map(|x| y * w + x), amount);
    }
    if is_2d && amount >= ROWS_ONLY {
        for x in 0..w {
            smear(pixels, (0..h).map(|y| y * w + x), amount);
        }
    }
}

/// Blurs the pixels of a line.
fn smear(pixels: &mut [Rgb], line: impl Iterator<Item = usize>, amount: u8) {
    let keep = 255 - u16::from(amount);
    let seep = u16::from(amount) / 2;
    let part = |rgb: Rgb, of: u16| rgb.map(|v| (u16::from(v) * of / 255) as u8);
    let sum = |a: Rgb, b: Rgb| {
        [
            a[0].saturating_add(b[0]),
            a[1].saturating_add(b[1]),
            a[2].saturating_add(b[2]),
        ]
    };
    let mut carried = [0; 3];
    let mut before = None;
    for at in line {
        let Some(rgb) = pixels.get(at).copied() else {
            return;
        };
        let seeps = part(rgb, seep);
        if let Some(previous) = before.and_then(|before: usize| pixels.get_mut(before)) {
            *previous = sum(*previous, seeps);
        }
        if let Some(pixel) = pixels.get_mut(at) {
            *pixel = sum(part(rgb, keep), carried);
        }
        carried = seeps;
        before = Some(at);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn placed(from: (usize, usize), to: (usize, usize), is_2d: bool) -> Vec<u8> {
        let mut pixels = vec![[255; 3]; to.0 * to.1];
        let mut place = Place::of(from, to, is_2d);
        for y in 0..from.1 {
            for x in 0..from.0 {
                place.put(x, y, [(y * from.0 + x) as u8; 3], &mut pixels);
            }
        }
        pixels.iter().map(|rgb| rgb[0]).collect()
    }

    #[test]
    fn a_strip_takes_rows_one_after_another_and_drops_one_too_many() {
        assert_eq!(placed((3, 2), (6, 1), false), [0, 1, 2, 3, 4, 5]);
        assert_eq!(placed((2, 3), (5, 1), false), [0, 1, 2, 3, 4]);
        assert_eq!(placed((2, 1), (4, 1), false), [0, 0, 1, 1]);
    }

    #[test]
    fn another_size_is_stretched_whatever_its_shape() {
        assert_eq!(placed((2, 1), (4, 2), true), [0, 0, 1, 1, 0, 0, 1, 1]);
        assert_eq!(
            placed((4, 4), (2, 2), true),
            [4, 6, 12, 14],
            "first column, last row"
        );
    }

    #[test]
    fn any_blur_changes_what_is_shown() {
        let sharp = vec![[0; 3], [200; 3], [0; 3]];
        for (amount, changes) in [(0, false), (2, true), (128, true), (255, true)] {
            let mut pixels = sharp.clone();
            blur(&mut pixels, (3, 1), amount, false);
            assert_eq!(pixels != sharp, changes, "{amount}");
        }
    }
}
