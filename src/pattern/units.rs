//! Bytes in words: amounts in thousands, as file managers count them, with at most one decimal; hexadecimal digits.

/// Lower-case hex of bytes.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes
        .iter()
        .fold(String::with_capacity(bytes.len() * 2), |mut out, byte| {
            let _ = write!(out, "{byte:02x}");
            out
        })
}

/// Formats a number of bytes: `79.3 KB`.
#[must_use]
pub fn byte_text(count: u64) -> String {
    let (value, unit) = byte_parts(count);
    format!("{value} {unit}")
}

/// Splits that into its value and its unit.
#[must_use]
pub fn byte_parts(count: u64) -> (String, &'static str) {
    let (scale, unit) = scale(count);
    if scale == 1 {
        return (count.to_string(), unit);
    }
    (decimal(count as f64 / scale as f64), unit)
}

/// The same for what is needed: rounded up, so that it never reads as less.
pub(super) fn needed_text(count: u64) -> String {
    let (scale, _) = scale(count);
    byte_text(match scale {
        1 => count,
        scale => count.div_ceil(scale / 10) * (scale / 10),
    })
}

fn scale(count: u64) -> (u64, &'static str) {
    match count {
        0..1_000 => (1, "B"),
        1_000..1_000_000 => (1_000, "KB"),
        1_000_000..1_000_000_000 => (1_000_000, "MB"),
        _ => (1_000_000_000, "GB"),
    }
}

fn decimal(n: f64) -> String {
    let text = format!("{n:.1}");
    text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_needed_never_reads_as_less_than_it_is() {
        for (count, text, needed) in [
            (0, "0 B", "0 B"),
            (999, "999 B", "999 B"),
            (114_000, "114 KB", "114 KB"),
            (114_010, "114 KB", "114.1 KB"),
            (229_500, "229.5 KB", "229.5 KB"),
            (1_179_001, "1.2 MB", "1.2 MB"),
            (1_210_001, "1.2 MB", "1.3 MB"),
        ] {
            assert_eq!(
                (byte_text(count).as_str(), needed_text(count).as_str()),
                (text, needed)
            );
        }
    }
}
