//! Reads the lines, front to back. What a frame must be (how many LEDs) comes from the comments, or from the first frame.

use super::super::dat::rgb565;
use super::super::{Decoded, default_durations, text};
use crate::message::Message;
use crate::msg;
use crate::pattern::words::excerpt;
use crate::pattern::{Cancel, FrameDuration, Frames, MAX_LEDS, Matrix, PatternError, PixelOrder};

/// Reads a whole text.
pub(super) fn decode(bytes: &[u8], cancel: &Cancel) -> Result<Decoded, PatternError> {
    let text = text(bytes)?;
    let mut reader = Reader::default();
    let mut last = 0;
    for (number, line) in (1..).zip(text.trim_start_matches('\u{feff}').lines().map(str::trim)) {
        cancel.check()?;
        last = number;
        let read = match line.strip_prefix('#') {
            Some(comment) => reader.comment(comment.trim()),
            None if line.is_empty() => Ok(()),
            None => reader.data(line),
        };
        read.map_err(|detail| PatternError::CorruptLine {
            line: number,
            detail,
        })?;
        Frames::budget(reader.rgb.len() as u64 / 3, 1)?;
    }
    reader
        .close()
        .map_err(|detail| PatternError::CorruptLine { line: last, detail })?;
    reader.decoded()
}

/// What was read so far.
#[derive(Default)]
struct Reader {
    rgb: Vec<u8>,
    durations: Vec<FrameDuration>,
    /// Where the frame that is being read began in `rgb`.
    open: Option<usize>,
    leds: Option<usize>,
    matrix: Option<Matrix>,
    declared: Option<usize>,
    order: Channels,
    /// Whether values are RGB565, as the export options say.
    packed: bool,
}

/// Where red, green and blue stand in the file's order.
#[derive(Clone, Copy)]
struct Channels([usize; 3]);

impl Default for Channels {
    fn default() -> Self {
        Self([0, 1, 2])
    }
}

impl Channels {
    fn parse(text: &str) -> Option<Self> {
        let places = ["R", "G", "B"].map(|channel| text.find(channel));
        let [Some(r), Some(g), Some(b)] = places else {
            return None;
        };
        (text.len() == 3).then_some(Self([r, g, b]))
    }

    fn rgb(self, pixel: [u8; 3]) -> [u8; 3] {
        self.0.map(|place| pixel.get(place).copied().unwrap_or(0))
    }
}

impl Reader {
    /// `Key: value`, or the second dialect's `Frame 1 (duration: 50ms)`.
    fn comment(&mut self, comment: &str) -> Result<(), Message> {
        if let Some((_, rest)) = comment
            .split_once("(duration:")
            .filter(|_| comment.starts_with("Frame "))
        {
            self.begin()?;
            let ms = rest.trim().trim_end_matches([')', 's', 'm', ' ']);
            return self.delay(ms);
        }
        let Some((key, value)) = comment
            .split_once(':')
            .map(|(key, value)| (key.trim(), value.trim()))
        else {
            return Ok(());
        };
        let count = |value: &str| {
            value
                .parse::<usize>()
                .map_err(|_| msg!("pattern-not-a-number", text = excerpt(value)))
        };
        match key {
            "LEDs" => self.set_leds(count(value)?)?,
            "Frames" => self.declared = Some(count(value)?),
            "Dimensions" => self.set_matrix(value)?,
            // The second dialect: `# Width: 12, Height: 6`.
            "Width" => {
                if let Some((w, h)) = value.split_once(", Height:") {
                    self.set_matrix(&format!("{}x{}", w.trim(), h.trim()))?;
                }
            }
            "Export Options" => self.options(value)?,
            _ => {}
        }
        Ok(())
    }

    /// `RGB=GRB, ColorSpace=RGB565`.
    fn options(&mut self, text: &str) -> Result<(), Message> {
        for (key, value) in text
            .split(',')
            .filter_map(|option| option.trim().split_once('='))
        {
            match (key, value) {
                ("RGB", order) => {
                    self.order = Channels::parse(order)
                        .ok_or_else(|| msg!("pattern-not-a-colour-order", text = excerpt(order)))?;
                }
                ("ColorSpace", "RGB888") => self.packed = false,
                ("ColorSpace", "RGB565") => self.packed = true,
                ("ColorSpace", other) => {
                    return Err(msg!("pattern-colour-space", space = excerpt(other)));
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn set_matrix(&mut self, text: &str) -> Result<(), Message> {
        let matrix: Matrix = text
            .replace(' ', "")
            .parse()
            .map_err(|_| msg!("pattern-not-a-size", text = excerpt(text)))?;
        self.matrix = Some(matrix);
        self.set_leds(matrix.leds())
    }

    fn set_leds(&mut self, leds: usize) -> Result<(), Message> {
        match self.leds {
            Some(before) if before != leds => {
                Err(msg!("pattern-leds-differ", leds = leds, before = before))
            }
            _ if !(1..=MAX_LEDS).contains(&leds) => Err(msg!(
                "pattern-leds-out-of-range",
                leds = leds,
                max = MAX_LEDS
            )),
            _ => {
                self.leds = Some(leds);
                Ok(())
            }
        }
    }

    fn data(&mut self, line: &str) -> Result<(), Message> {
        let mut words = line.split_ascii_whitespace();
        match words.next() {
            Some("FRAME") => self.begin(),
            Some("DELAY") => self.delay(words.next().unwrap_or_default()),
            Some("LED") => self.led(words),
            Some(digits)
                if words.next().is_none() && digits.bytes().all(|c| c.is_ascii_hexdigit()) =>
            {
                self.row(digits)
            }
            _ => Err(msg!("pattern-text-line", text = excerpt(line))),
        }
    }

    /// Opens the next frame; it shows for the default duration until its own is read.
    fn begin(&mut self) -> Result<(), Message> {
        self.close()?;
        self.open = Some(self.rgb.len());
        self.durations.extend(default_durations(1));
        Ok(())
    }

    fn delay(&mut self, ms: &str) -> Result<(), Message> {
        let ms = ms
            .parse()
            .map_err(|_| msg!("pattern-not-milliseconds", text = excerpt(ms)))?;
        match self.durations.last_mut().filter(|_| self.open.is_some()) {
            Some(last) => *last = FrameDuration::from_ms(ms),
            None => return Err(msg!("pattern-text-early-delay")),
        }
        Ok(())
    }

    /// `LED i r g b`, or `LED i 0xF800`; the LEDs of a frame come in their order.
    fn led<'a>(&mut self, mut words: impl Iterator<Item = &'a str>) -> Result<(), Message> {
        let start = self.open.ok_or_else(|| msg!("pattern-text-early-led"))?;
        let next = (self.rgb.len() - start) / 3;
        let index = words.next().unwrap_or_default();
        if index.parse() != Ok(next) {
            return Err(msg!(
                "pattern-text-led-order",
                next = next,
                text = excerpt(index)
            ));
        }
        let mut number = || {
            words.next().map(|word| {
                parse(word).ok_or_else(|| msg!("pattern-not-a-number", text = excerpt(word)))
            })
        };
        let first = number().ok_or_else(|| msg!("pattern-text-no-colour"))??;
        let pixel = match (self.packed, number(), number()) {
            (true, None, None) => rgb565(
                u16::try_from(first).map_err(|_| msg!("pattern-text-not-rgb565", first = first))?,
            ),
            (false, Some(second), Some(third)) => {
                let channel =
                    |n: u32| u8::try_from(n).map_err(|_| msg!("pattern-text-not-a-channel", n = n));
                [channel(first)?, channel(second?)?, channel(third?)?]
            }
            (true, ..) => return Err(msg!("pattern-text-one-number")),
            (false, ..) => return Err(msg!("pattern-text-three-numbers")),
        };
        if words.next().is_some() {
            return Err(msg!("pattern-text-after-colour"));
        }
        self.rgb.extend(self.order.rgb(pixel));
        Ok(())
    }

    /// Hexadecimal bytes of the second dialect, a frame or a part of it.
    fn row(&mut self, digits: &str) -> Result<(), Message> {
        self.open.ok_or_else(|| msg!("pattern-text-early-pixels"))?;
        let (pairs, odd) = digits.as_bytes().as_chunks::<2>();
        let byte = |pair: &[u8; 2]| {
            pair.iter().fold(0, |sum, &c| {
                sum << 4 | (c as char).to_digit(16).unwrap_or(0) as u8
            })
        };
        let bytes: Vec<u8> = pairs.iter().map(byte).collect();
        let each = if self.packed { 2 } else { 3 };
        if !odd.is_empty() || !bytes.len().is_multiple_of(each) {
            return Err(msg!("pattern-text-odd-digits", digits = digits.len()));
        }
        for pixel in bytes.chunks_exact(each) {
            let pixel = match *pixel {
                [low, high] => rgb565(u16::from_le_bytes([low, high])),
                [a, b, c] => [a, b, c],
                _ => continue,
            };
            self.rgb.extend(self.order.rgb(pixel));
        }
        Ok(())
    }

    /// Ends the frame that is open: it must have all of its LEDs, and the first one says how many these are.
    fn close(&mut self) -> Result<(), Message> {
        let Some(start) = self.open.take() else {
            return Ok(());
        };
        let has = (self.rgb.len() - start) / 3;
        match self.leds {
            Some(leds) if leds != has => {
                Err(msg!("pattern-text-frame-leds", has = has, leds = leds))
            }
            _ => self.set_leds(has),
        }
    }

    fn decoded(self) -> Result<Decoded, PatternError> {
        let leds = self.leds.filter(|_| !self.durations.is_empty());
        let leds = leds.ok_or_else(|| PatternError::Empty {
            what: msg!("pattern-text-empty"),
        })?;
        let count = self.durations.len();
        let frames = Frames::new(leds, self.rgb, self.durations)?;
        // One row is what such a file says of a strip, too.
        let matrix = self.matrix.filter(|m| m.h() > 1);
        let mut decoded = Decoded::exact(frames, matrix, PixelOrder::Strip);
        if let Some(declared) = self.declared.filter(|&n| n != count) {
            decoded.warnings.push(msg!(
                "pattern-frames-differ",
                declared = declared,
                count = count
            ));
        }
        Ok(decoded)
    }
}

/// A number as people write it: decimal, or hexadecimal behind `0x`.
fn parse(word: &str) -> Option<u32> {
    match word.strip_prefix("0x").or_else(|| word.strip_prefix("0X")) {
        Some(hex) => u32::from_str_radix(hex, 16).ok(),
        None => word.parse().ok(),
    }
}
