//! Matrix text of ESP01 uploaders (`.leds`): `{LED Matrix Pattern - name`, lines `Width:` and `Height:`, `}`, then rows of
//! 0 and 1 from the top, one digit a cell. Lit cells are read as white; the files store no colours and no durations.

use super::{Confidence, Decoded, Format, Info, Source, default_durations, text};
use crate::message::Message;
use crate::msg;
use crate::pattern::words::excerpt;
use crate::pattern::{Frames, Matrix, PatternError, PixelOrder, ReadOptions};

/// First bytes of every such file.
const MAGIC: &[u8] = b"{LED Matrix Pattern";
/// Longest side of a matrix: a bound for damaged files.
const MAX_SIDE: u16 = 1024;

/// See the module.
pub(super) struct Esp01;

static INFO: Info = Info {
    name: "esp01",
    read_as: "esp01",
    title: msg!("format-esp01"),
    extensions: &["leds"],
    order: PixelOrder::Grid,
    writes: &[],
    writes_streams: false,
};

impl Format for Esp01 {
    fn info(&self) -> &'static Info {
        &INFO
    }

    fn sniff(&self, bytes: &[u8]) -> Confidence {
        let text = bytes
            .strip_prefix(b"\xef\xbb\xbf")
            .unwrap_or(bytes)
            .trim_ascii_start();
        Confidence::exact_if(text.starts_with(MAGIC))
    }

    fn decode(&self, source: Source<'_>, options: &ReadOptions) -> Result<Decoded, PatternError> {
        let text = text(source.bytes)?;
        let mut lines = (1..)
            .zip(text.lines().map(str::trim))
            .filter(|(_, line)| !line.is_empty());
        let matrix = header(&mut lines)?;
        let mut rgb = Vec::new();
        let mut rows = 0_usize;
        let mut last = 0;
        for (number, line) in lines {
            options.cancel.check()?;
            row(line, matrix.w(), &mut rgb).map_err(|detail| PatternError::CorruptLine {
                line: number,
                detail,
            })?;
            rows += 1;
            last = number;
            Frames::budget(matrix.w() as u64, rows as u64)?;
        }
        let count = rows / matrix.h();
        if rows == 0 {
            return Err(PatternError::Empty {
                what: msg!("pattern-esp01-empty"),
            });
        }
        if !rows.is_multiple_of(matrix.h()) {
            let detail = msg!("pattern-esp01-rows", rows = rows, height = matrix.h());
            return Err(PatternError::CorruptLine { line: last, detail });
        }
        let frames = Frames::new(matrix.leds(), rgb, default_durations(count))?;
        Ok(Decoded::exact(frames, Some(matrix), PixelOrder::Grid))
    }
}

/// Reads up to the closing brace: width and height.
fn header<'a>(lines: &mut impl Iterator<Item = (usize, &'a str)>) -> Result<Matrix, PatternError> {
    let mut w = 0;
    let mut h = 0;
    let mut last = 1;
    for (number, line) in lines {
        last = number;
        if line == "}" {
            let missing = msg!("pattern-no-size");
            return Matrix::new(w, h).ok_or(PatternError::CorruptLine {
                line: number,
                detail: missing,
            });
        }
        let Some((key, value)) = line.split_once(':') else {
            continue;
        };
        let side = || match value.trim().parse::<u16>() {
            Ok(side) if (1..=MAX_SIDE).contains(&side) => Ok(side),
            _ => {
                let detail = msg!("pattern-not-a-side", text = excerpt(value), max = MAX_SIDE);
                Err(PatternError::CorruptLine {
                    line: number,
                    detail,
                })
            }
        };
        match key.trim() {
            "Width" => w = side()?,
            "Height" => h = side()?,
            // The one mode that is known is the row of digits; another would be read wrongly.
            "Mode" if value.trim() != "0" => {
                let what = msg!("pattern-esp01-mode", mode = excerpt(value.trim()));
                return Err(PatternError::UnknownFormat { what });
            }
            _ => {}
        }
    }
    Err(PatternError::CorruptLine {
        line: last,
        detail: msg!("pattern-esp01-open-header"),
    })
}

/// Appends one row of digits, which may stand apart.
fn row(line: &str, width: usize, rgb: &mut Vec<u8>) -> Result<(), Message> {
    let mut cells = 0;
    for cell in line
        .chars()
        .filter(|c| !c.is_ascii_whitespace() && *c != ',')
    {
        cells += 1;
        if cells > width {
            return Err(msg!("pattern-esp01-wide-row", width = width));
        }
        match cell {
            '0' => rgb.extend([0; 3]),
            '1' => rgb.extend([u8::MAX; 3]),
            other => {
                return Err(msg!(
                    "pattern-esp01-cell",
                    text = excerpt(other.encode_utf8(&mut [0; 4]))
                ));
            }
        }
    }
    if cells == width {
        Ok(())
    } else {
        Err(msg!("pattern-row-differs", cells = cells, width = width))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::Code;

    fn decode(text: &str) -> Result<Decoded, PatternError> {
        Esp01.decode(
            Source {
                path: std::path::Path::new("a.leds"),
                bytes: text.as_bytes(),
            },
            &ReadOptions::default(),
        )
    }

    const HEAD: &str = "{LED Matrix Pattern - Heart\nWidth:3\nHeight:2\nMode:0\n}\n";

    #[test]
    fn digits_become_white_and_black_whatever_ends_the_lines() {
        let text = format!("{HEAD}010\n1 1 1\n000\n001\n");
        for text in [text.replace('\n', "\r\n"), format!("\u{feff}{text}"), text] {
            assert_eq!(Esp01.sniff(text.as_bytes()), Confidence::Exact);
            let read = decode(&text).unwrap();
            assert_eq!(
                (read.matrix, read.order, read.frames.len()),
                (Matrix::new(3, 2), PixelOrder::Grid, 2)
            );
            let lit: Vec<u8> = read
                .frames
                .rgb()
                .iter()
                .step_by(3)
                .map(|&r| r / 255)
                .collect();
            assert_eq!(lit, [0, 1, 0, 1, 1, 1, 0, 0, 0, 0, 0, 1]);
        }
    }

    #[test]
    fn wrong_lines_are_named() {
        let line = |text: &str| match decode(text).unwrap_err() {
            PatternError::CorruptLine { line, .. } => line,
            other => panic!("{other:?}"),
        };
        assert_eq!(line(&format!("{HEAD}010\n11\n")), 7);
        assert_eq!(line(&format!("{HEAD}010\n\n0120\n")), 8);
        assert_eq!(line(&format!("{HEAD}010\n111\n000\n")), 8);
        assert_eq!(line(&HEAD.replace("Width:3", "Width:0")), 2);
        assert_eq!(line(&HEAD.replace("Height:2\n", "")), 4);
        assert_eq!(line("{LED Matrix Pattern\nWidth:3\n"), 2);
        assert_eq!(decode(HEAD).unwrap_err().code(), Code::PatternEmpty);
        assert_eq!(
            decode(&HEAD.replace("Mode:0", "Mode:3"))
                .unwrap_err()
                .code(),
            Code::PatternUnknownFormat
        );
    }
}
