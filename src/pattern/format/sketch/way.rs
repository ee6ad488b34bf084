//! The ways in which numbers are colours: [`Way`], named as `--as` names them.

use super::declaration::Class;
use crate::message::Message;
use crate::msg;
use crate::pattern::format::dat::rgb565;
use crate::pattern::{Matrix, Rgb};

/// What the numbers of an array mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// Three bytes for each LED.
    Rgb,
    /// The same, blue first.
    Bgr,
    /// Four bytes for each LED, the last of them white or opacity.
    Rgbw,
    /// `0xRRGGBB`.
    Rgb24,
    /// `0xAARRGGBB`; of bytes, the lowest one first.
    Argb,
    /// `0xAABBGGRR`, as Piskel writes it.
    Abgr,
    /// `0xRRGGBBAA`; of bytes, the highest one first.
    Rgba,
    /// 16 bits; of bytes, the high one first.
    Rgb565,
    /// The same with its bytes swapped.
    Rgb565Swapped,
    Rgb332,
    Grey,
    /// A bit for each LED.
    Mono {
        columns: bool,
        lsb: bool,
    },
    /// A number for each LED: 0 is off.
    Switches,
    /// A number for each LED: its place in a palette.
    Indexed,
}

impl Way {
    pub(super) const ALL: [Self; 17] = [
        Self::Rgb,
        Self::Bgr,
        Self::Rgbw,
        Self::Rgb24,
        Self::Argb,
        Self::Abgr,
        Self::Rgba,
        Self::Rgb565,
        Self::Rgb565Swapped,
        Self::Rgb332,
        Self::Grey,
        Self::MONO,
        Self::Mono {
            columns: false,
            lsb: true,
        },
        Self::Mono {
            columns: true,
            lsb: true,
        },
        Self::Mono {
            columns: true,
            lsb: false,
        },
        Self::Switches,
        Self::Indexed,
    ];
    /// Rows of bytes, whose highest bit is the leftmost LED.
    pub(super) const MONO: Self = Self::Mono {
        columns: false,
        lsb: false,
    };

    /// Name as in `--as`.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Rgb => "rgb",
            Self::Bgr => "bgr",
            Self::Rgbw => "rgbw",
            Self::Rgb24 => "rgb24",
            Self::Argb => "argb",
            Self::Abgr => "piskel",
            Self::Rgba => "rgba",
            Self::Rgb565 => "rgb565",
            Self::Rgb565Swapped => "rgb565-swapped",
            Self::Rgb332 => "rgb332",
            Self::Grey => "grey",
            Self::Mono {
                columns: false,
                lsb: false,
            } => "mono-rows",
            Self::Mono {
                columns: false,
                lsb: true,
            } => "mono-rows-lsb",
            Self::Mono {
                columns: true,
                lsb: false,
            } => "mono-columns",
            Self::Mono {
                columns: true,
                lsb: true,
            } => "mono-columns-lsb",
            Self::Switches => "on-off",
            Self::Indexed => "indexed",
        }
    }

    /// Whether `--as name` allows it: `mono` allows all of one bit.
    pub(super) fn is_named(self, name: &str) -> bool {
        name.eq_ignore_ascii_case(self.name())
            || matches!(self, Self::Mono { .. }) && name.eq_ignore_ascii_case("mono")
    }

    /// A few words for a reason.
    pub(super) fn words(self) -> Message {
        match self {
            Self::Rgb => msg!("pattern-way-rgb"),
            Self::Bgr => msg!("pattern-way-bgr"),
            Self::Rgbw => msg!("pattern-way-rgbw"),
            Self::Rgb24 => msg!("pattern-way-rgb24"),
            Self::Argb => msg!("pattern-way-argb"),
            Self::Abgr => msg!("pattern-way-abgr"),
            Self::Rgba => msg!("pattern-way-rgba"),
            Self::Rgb565 => msg!("pattern-way-rgb565"),
            Self::Rgb565Swapped => msg!("pattern-way-rgb565-swapped"),
            Self::Rgb332 => msg!("pattern-way-rgb332"),
            Self::Grey => msg!("pattern-way-grey"),
            Self::Mono {
                columns: false,
                lsb: false,
            } => msg!("pattern-way-mono-rows"),
            Self::Mono {
                columns: false,
                lsb: true,
            } => msg!("pattern-way-mono-rows-lsb"),
            Self::Mono {
                columns: true,
                lsb: false,
            } => msg!("pattern-way-mono-columns"),
            Self::Mono {
                columns: true,
                lsb: true,
            } => msg!("pattern-way-mono-columns-lsb"),
            Self::Switches => msg!("pattern-way-on-off"),
            Self::Indexed => msg!("pattern-way-indexed"),
        }
    }

    /// What the names of MicroPython's `framebuf` and of LVGL mean, for arrays of bytes.
    pub(super) fn of_display(word: &str) -> Option<Self> {
        let name = word.rsplit("FORMAT_").next().unwrap_or(word);
        Some(match name {
            "MONO_VLSB" | "MVLSB" => Self::Mono {
                columns: true,
                lsb: true,
            },
            "MONO_HLSB" => Self::MONO,
            "MONO_HMSB" => Self::Mono {
                columns: false,
                lsb: true,
            },
            "RGB565" => Self::Rgb565Swapped,
            "RGB565_SWAPPED" => Self::Rgb565,
            "RGB888" => Self::Bgr,
            "ARGB8888" | "XRGB8888" => Self::Argb,
            "GS8" | "L8" => Self::Grey,
            _ => return None,
        })
    }

    /// Whether such numbers are pictures for displays, row by row.
    pub(super) fn is_of_displays(self) -> bool {
        !matches!(self, Self::Rgb | Self::Rgbw | Self::Rgb24)
    }

    /// How many numbers make `size`, in arrays of this class; for one bit each, rows or columns are whole bytes.
    pub(super) fn numbers(self, size: Matrix, class: Class) -> usize {
        let leds = size.leds();
        match self {
            Self::Rgb | Self::Bgr => leds * 3,
            Self::Argb | Self::Rgba if class == Class::Byte => leds * 4,
            Self::Rgbw => leds * 4,
            Self::Mono { columns: false, .. } => size.w().div_ceil(8) * size.h(),
            Self::Mono { columns: true, .. } => size.h().div_ceil(8) * size.w(),
            Self::Rgb565 | Self::Rgb565Swapped if class == Class::Byte => leds * 2,
            _ => leds,
        }
    }

    /// Adds the colours of one picture. `size` counts for one bit each alone.
    pub(super) fn colours(
        self,
        values: &[u32],
        (class, size): (Class, Option<Matrix>),
        palette: &[Rgb],
        out: &mut Vec<u8>,
    ) {
        let byte = |n: u32| (n & 0xFF) as u8;
        match self {
            Self::Rgb => out.extend(values.iter().map(|&n| byte(n))),
            Self::Bgr => {
                let (pixels, _) = values.as_chunks::<3>();
                out.extend(
                    pixels
                        .iter()
                        .flat_map(|[b, g, r]| [byte(*r), byte(*g), byte(*b)]),
                );
            }
            Self::Argb | Self::Rgba if class == Class::Byte => {
                let (pixels, _) = values.as_chunks::<4>();
                for pixel in pixels {
                    let [a, b, c, d] = pixel.map(byte);
                    out.extend(match self {
                        Self::Argb => shaded([c, b, a], d),
                        _ => shaded([a, b, c], d),
                    });
                }
            }
            Self::Rgbw => {
                let (pixels, _) = values.as_chunks::<4>();
                out.extend(
                    pixels
                        .iter()
                        .flat_map(|[r, g, b, _]| [byte(*r), byte(*g), byte(*b)]),
                );
            }
            Self::Mono { columns, lsb } => {
                if let Some(size) = size {
                    bits(values, size, columns, lsb, out);
                }
            }
            Self::Rgb565 | Self::Rgb565Swapped if class == Class::Byte => {
                let (pixels, _) = values.as_chunks::<2>();
                for [first, second] in pixels {
                    let pair = [byte(*first), byte(*second)];
                    let n = match self {
                        Self::Rgb565 => u16::from_be_bytes(pair),
                        _ => u16::from_le_bytes(pair),
                    };
                    out.extend(rgb565(n));
                }
            }
            _ => out.extend(values.iter().flat_map(|&n| self.colour(n, palette))),
        }
    }

    /// The colour of one number.
    fn colour(self, n: u32, palette: &[Rgb]) -> Rgb {
        let [a, b, c, d] = n.to_be_bytes();
        let short = (n & 0xFFFF) as u16;
        match self {
            Self::Rgba => shaded([a, b, c], d),
            Self::Argb => shaded([b, c, d], a),
            Self::Abgr => shaded([d, c, b], a),
            Self::Rgb565 => rgb565(short),
            Self::Rgb565Swapped => rgb565(short.swap_bytes()),
            Self::Rgb332 => [spread(d >> 5, 7), spread(d >> 2 & 7, 7), spread(d & 3, 3)],
            Self::Grey => [d; 3],
            Self::Switches => [if n == 0 { 0 } else { u8::MAX }; 3],
            Self::Indexed => palette.get(n as usize).copied().unwrap_or_default(),
            _ => [b, c, d],
        }
    }
}

/// A colour as it looks on black.
fn shaded(rgb: Rgb, alpha: u8) -> Rgb {
    rgb.map(|c| ((u16::from(c) * u16::from(alpha) + 127) / 255) as u8)
}

/// A level of 0 to `max` as one of 0 to 255.
fn spread(level: u8, max: u16) -> u8 {
    ((u16::from(level) * 255 + max / 2) / max) as u8
}

/// One bit for each LED, white where it is set.
fn bits(bytes: &[u32], size: Matrix, columns: bool, lsb: bool, out: &mut Vec<u8>) {
    let row = size.w().div_ceil(8);
    for y in 0..size.h() {
        for x in 0..size.w() {
            let (at, bit) = if columns {
                (y / 8 * size.w() + x, y % 8)
            } else {
                (y * row + x / 8, x % 8)
            };
            let byte = bytes.get(at).copied().unwrap_or(0);
            let shift = if lsb { bit } else { 7 - bit };
            let on = byte >> shift & 1 == 1;
            out.extend([if on { u8::MAX } else { 0 }; 3]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn colours(way: Way, class: Class, values: &[u32], size: Option<(u16, u16)>) -> Vec<u8> {
        let mut out = Vec::new();
        let size = size.and_then(|(w, h)| Matrix::new(w, h));
        way.colours(values, (class, size), &[[1, 2, 3], [4, 5, 6]], &mut out);
        out
    }

    #[test]
    fn every_way_has_its_name_and_its_colours() {
        for (way, class, values, wanted) in [
            (Way::Rgb, Class::Byte, &[1, 2, 3][..], [1, 2, 3]),
            (Way::Rgbw, Class::Byte, &[1, 2, 3, 99], [1, 2, 3]),
            (Way::Rgb24, Class::Long, &[0x01_0203], [1, 2, 3]),
            (Way::Argb, Class::Long, &[0xFF01_0203], [1, 2, 3]),
            (Way::Argb, Class::Long, &[0x8000_00FF], [0, 0, 128]),
            (Way::Abgr, Class::Long, &[0xFF01_0203], [3, 2, 1]),
            (Way::Abgr, Class::Long, &[0x00FF_FFFF], [0, 0, 0]),
            (Way::Rgba, Class::Long, &[0x0102_03FF], [1, 2, 3]),
            (Way::Rgb565, Class::Short, &[0xF800], [255, 0, 0]),
            (Way::Rgb565, Class::Byte, &[0xF8, 0], [255, 0, 0]),
            (Way::Rgb565Swapped, Class::Short, &[0x00F8], [255, 0, 0]),
            (Way::Rgb565Swapped, Class::Byte, &[0, 0xF8], [255, 0, 0]),
            (Way::Rgb332, Class::Byte, &[0b1110_0001], [255, 0, 85]),
            (Way::Grey, Class::Byte, &[7], [7, 7, 7]),
            (Way::Switches, Class::Bool, &[1], [255, 255, 255]),
            (Way::Indexed, Class::Byte, &[1], [4, 5, 6]),
        ] {
            assert_eq!(colours(way, class, values, None), wanted, "{way:?}");
        }
        for (at, way) in Way::ALL.iter().enumerate() {
            let same = Way::ALL.iter().position(|other| other.name() == way.name());
            assert_eq!(same, Some(at));
            assert!(way.is_named(way.name()) && !way.words().to_string().is_empty());
        }
    }

    #[test]
    fn bits_run_along_rows_or_down_columns_from_either_end_of_a_byte() {
        let lit = |way, values: &[u32], size| {
            colours(way, Class::Byte, values, Some(size))
                .chunks(3)
                .map(|rgb| if rgb[0] > 0 { '#' } else { '.' })
                .collect::<String>()
        };
        let (rows, columns) = (
            Way::MONO,
            Way::Mono {
                columns: true,
                lsb: true,
            },
        );
        assert_eq!(lit(rows, &[0b1010_0000, 0b0100_0000], (3, 2)), "#.#.#.");
        let lsb = Way::Mono {
            columns: false,
            lsb: true,
        };
        assert_eq!(lit(lsb, &[0b101, 0b010], (3, 2)), "#.#.#.");
        assert_eq!(lit(columns, &[0b01, 0b10, 0b01], (3, 2)), "#.#.#.");
        let msb = Way::Mono {
            columns: true,
            lsb: false,
        };
        assert_eq!(lit(msb, &[0x80, 0x40, 0x80], (3, 2)), "#.#.#.");
        assert_eq!(rows.numbers(Matrix::new(9, 2).unwrap(), Class::Byte), 4);
    }
}
