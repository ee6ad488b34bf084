//! Literals of C and Python: numbers of every base, characters, quoted bytes and quoted colours.

/// An integer: 0x hexadecimal, 0b binary, 0o and in C a leading 0 octal, anything else decimal; with separators and suffixes.
pub(super) fn number(word: &str) -> Option<i64> {
    let plain: String = word
        .chars()
        .filter(|c| *c != '_' && *c != '\'')
        .map(|c| c.to_ascii_lowercase())
        .collect();
    let plain = plain.trim_end_matches(['u', 'l', 'z']);
    let (digits, radix) = match plain.get(..2) {
        Some("0x") => (plain.get(2..)?, 16),
        Some("0b") => (plain.get(2..)?, 2),
        Some("0o") => (plain.get(2..)?, 8),
        Some(octal) if octal.starts_with('0') => (plain.get(1..)?, 8),
        _ => (plain, 10),
    };
    // Rust would take a sign here; C has it elsewhere.
    if !digits.starts_with(|c: char| c.is_ascii_alphanumeric()) {
        return None;
    }
    // 64 bits without a sign, kept in as many: only matrices of one bit for each LED use the highest.
    u64::from_str_radix(digits, radix)
        .ok()
        .map(u64::cast_signed)
}

/// Whether a number is written in binary: `0b0110` or `B0110`.
pub(super) fn is_binary(word: &str) -> bool {
    word.starts_with("0b") || word.starts_with("0B") || arduino_binary(word).is_some()
}

/// `B01100110`, as the Arduino headers define it.
pub(super) fn arduino_binary(word: &str) -> Option<i64> {
    let digits = word
        .strip_prefix('B')
        .filter(|digits| (1..=8).contains(&digits.len()))?;
    i64::from_str_radix(digits, 2)
        .ok()
        .filter(|_| digits.bytes().all(|b| b == b'0' || b == b'1'))
}

/// The bytes of what stands between quotes. Letters that are not ASCII stay in UTF-8.
pub(super) fn bytes(body: &str, raw: bool, out: &mut Vec<u8>) {
    let mut rest = body.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        if byte != b'\\' || raw {
            out.push(byte);
            continue;
        }
        let Some((&kind, after)) = rest.split_first() else {
            return;
        };
        rest = after;
        let simple = match kind {
            b'n' => b'\n',
            b't' => b'\t',
            b'r' => b'\r',
            b'a' => 7,
            b'b' => 8,
            b'f' => 12,
            b'v' => 11,
            b'e' => 27,
            b'\n' => continue, // the line goes on
            b'\r' => {
                rest = rest.strip_prefix(b"\n").unwrap_or(rest);
                continue;
            }
            b'x' => {
                let (value, left) = digits(rest, 16, 2);
                rest = left;
                value
            }
            b'0'..=b'7' => {
                let (value, left) = digits(rest, 8, 2);
                rest = left;
                let first = (kind - b'0').wrapping_mul(
                    8_u8.wrapping_pow(u32::try_from(after.len() - left.len()).unwrap_or(0)),
                );
                first.wrapping_add(value)
            }
            other => other,
        };
        out.push(simple);
    }
}

/// Splits off the digits at the beginning, up to a maximum number of them.
fn digits(text: &[u8], radix: u32, max: usize) -> (u8, &[u8]) {
    let mut value = 0_u32;
    let mut rest = text;
    for _ in 0..max {
        let Some((digit, after)) = rest
            .split_first()
            .and_then(|(&b, after)| Some((char::from(b).to_digit(radix)?, after)))
        else {
            break;
        };
        value = value * radix + digit;
        rest = after;
    }
    ((value & 0xFF) as u8, rest)
}

/// The value of a character.
pub(super) fn character(body: &str) -> Option<i64> {
    let mut out = Vec::new();
    bytes(body, false, &mut out);
    out.first().filter(|_| out.len() == 1).map(|&b| b.into())
}

/// A quoted colour: `#RRGGBB`, `0xRRGGBB` or `RRGGBB`, or `#RGB`.
pub(super) fn colour(body: &str) -> Option<[u8; 3]> {
    let text = body.trim();
    let digits = text
        .strip_prefix('#')
        .or_else(|| text.strip_prefix("0x"))
        .or_else(|| text.strip_prefix("0X"))
        .unwrap_or(text);
    if !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    let value = u32::from_str_radix(digits, 16).ok()?;
    match digits.len() {
        6 => {
            let [_, r, g, b] = value.to_be_bytes();
            Some([r, g, b])
        }
        3 if text.starts_with('#') => {
            let nibble = |shift: u32| ((value >> shift & 0xF) * 17) as u8;
            Some([nibble(8), nibble(4), nibble(0)])
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_their_language_writes_them() {
        for (word, value) in [
            ("0xFF00ffUL", 0xFF_00FF),
            ("0b11", 3),
            ("0o17", 15),
            ("062", 50),
            ("0", 0),
            ("00", 0),
            ("1'000", 1000),
            ("0xFF_00", 0xFF00),
            ("50u", 50),
            ("0B11", 3),
        ] {
            assert_eq!(number(word), Some(value), "{word}");
        }
        for bad in [
            "08",
            "0b2",
            "0x",
            "1.5",
            "1e3",
            "99999999999999999999",
            "0x+1",
        ] {
            assert_eq!(number(bad), None, "{bad}");
        }
        assert_eq!(
            (arduino_binary("B00111100"), arduino_binary("B2")),
            (Some(60), None)
        );
    }

    #[test]
    fn quoted_bytes_have_their_escapes_undone() {
        let read = |body: &str| {
            let mut out = Vec::new();
            bytes(body, false, &mut out);
            out
        };
        assert_eq!(
            read("a\\x00\\xfFg\\377\\0\\101\\n\\\\"),
            b"a\0\xFFg\xFF\0A\n\\"
        );
        assert_eq!(read("\\x1"), [1]);
        assert_eq!(read("\\18"), [1, b'8']);
        assert_eq!(
            (character("A"), character("\\'"), character("ab")),
            (Some(65), Some(39), None)
        );
    }

    #[test]
    fn quoted_colours_have_six_digits_or_three_behind_a_hash() {
        assert_eq!(colour("#FF8000"), Some([255, 128, 0]));
        assert_eq!(colour(" 0xff8000 "), Some([255, 128, 0]));
        assert_eq!(colour("ff8000"), Some([255, 128, 0]));
        assert_eq!(colour("#f80"), Some([255, 136, 0]));
        for none in ["", "f80", "#ff80", "+ff800", "#gg0000"] {
            assert_eq!(colour(none), None, "{none}");
        }
    }
}
