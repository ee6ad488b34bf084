//! Bytes that are something else: text, archives, other media. Without this they would be taken for bare pixels.

/// Magic numbers of files that people drop by mistake or that a later version reads, and what they are.
const KNOWN: &[(&[u8], &str)] = &[
    (b"PSEQ", "this is an FSEQ sequence; it cannot be read yet"),
    (b"PK\x03\x04", "this is a ZIP archive; unpack it and choose a pattern inside"),
    (b"\x1f\x8b", "this is a gzip archive; unpack it first"),
    (b"7z\xbc\xaf\x27\x1c", "this is a 7z archive; unpack it first"),
    (b"Rar!", "this is a RAR archive; unpack it first"),
    (b"%PDF", "this is a PDF document"),
    (b"\x7fELF", "this is a program"),
    (b"MZ", "this is a Windows program"),
    (b"RIFF", "this is WebP, AVI or WAV; save it as GIF, PNG or JPEG"),
    (b"BM", "this is a BMP picture; save it as PNG"),
    (b"\x1aE\xdf\xa3", "this is a video; it cannot be read yet"),
    (b"SQLite format 3", "this is a database"),
];

/// What `bytes` are, as a sentence, where they are certainly not bare pixels.
pub(in crate::pattern) fn other_kind(bytes: &[u8]) -> Option<String> {
    if bytes.starts_with(b"\xff\xfe") && is_utf16(bytes, 1) || bytes.starts_with(b"\xfe\xff") && is_utf16(bytes, 0) {
        return Some("this is UTF-16 text, not a pattern".into());
    }
    if bytes.get(4..8) == Some(b"ftyp") {
        return Some("this is a video; it cannot be read yet".into());
    }
    // Two letters at the start could be a colour; the third colour channel of such files is never the same by chance.
    let known =
        KNOWN.iter().find(|(magic, _)| bytes.starts_with(magic) && (magic.len() > 2 || long_header(bytes, magic)));
    if let Some((_, what)) = known {
        return Some((*what).into());
    }
    is_text(bytes).then(|| text_kind(bytes))
}

/// Checks what stands behind the two-letter magic numbers.
fn long_header(bytes: &[u8], magic: &[u8]) -> bool {
    match magic {
        b"BM" => {
            bytes.get(2..6).and_then(|n| n.try_into().ok()).map(u32::from_le_bytes) == u32::try_from(bytes.len()).ok()
        }
        b"\x1f\x8b" => bytes.get(2) == Some(&8),
        // The words that every Windows program shows under DOS.
        _ => bytes.get(..256).is_some_and(|head| head.windows(8).any(|w| w == b"DOS mode")),
    }
}

/// Whether every other byte, from `zero` on, is the zero of a Latin letter in 16 bits.
fn is_utf16(bytes: &[u8], zero: usize) -> bool {
    let high = bytes.iter().skip(2 + zero).step_by(2).take(2000);
    let (zeros, all) = high.fold((0, 0), |(zeros, all), &b| (zeros + usize::from(b == 0), all + 1));
    zeros * 10 >= all * 9
}

/// More than 95 % printable, and in lines, or mostly letters, digits and blanks: colours that happen to be printable are
/// spread over punctuation, too.
fn is_text(bytes: &[u8]) -> bool {
    let head = bytes.get(..4096).unwrap_or(bytes);
    let body = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    let printable = body.iter().filter(|b| b.is_ascii_graphic() || b.is_ascii_whitespace()).count();
    let mut seen = [false; 256];
    for &b in body {
        if let Some(flag) = seen.get_mut(usize::from(b)) {
            *flag = true;
        }
    }
    let distinct = seen.iter().filter(|&&s| s).count();
    let lines = body.iter().any(|b| matches!(b, b'\n' | b'\r'));
    let words = body.iter().filter(|b| b.is_ascii_alphanumeric() || **b == b' ').count();
    // Two thirds of what is printable are letters and digits: that many may be chance. JSON in one line has fewer, but ends.
    let spoken = words * 100 >= body.len() * 80 && (body.contains(&b' ') || distinct >= 16) || closed(bytes);
    let kinds = body.iter().any(u8::is_ascii_alphanumeric) && distinct >= 3;
    !body.is_empty() && printable * 100 >= body.len() * 95 && kinds && (lines || spoken)
}

/// Whether it begins and ends as JSON, XML or project text does.
fn closed(bytes: &[u8]) -> bool {
    let text = bytes.trim_ascii();
    matches!(
        (text.first(), text.last()),
        (Some(b'{'), Some(b'}')) | (Some(b'['), Some(b']')) | (Some(b'<'), Some(b'>'))
    )
}

fn text_kind(bytes: &[u8]) -> String {
    match bytes.trim_ascii_start().first() {
        Some(b':') => "this is Intel HEX text; it cannot be read yet".into(),
        Some(b'<') => "this is a web page or XML text, not a pattern".into(),
        Some(b'{' | b'[') => "this is JSON or project text that cannot be read yet".into(),
        _ => "this is text, not a pattern".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_and_other_media_are_told_from_pixels() {
        for bytes in [
            &b"0 1 0 1 0 1\n"[..],
            b":10000000AABB\n",
            b"\xff\xfe0\x00 \x001\x00",
            b"PK\x03\x04abc",
            b"hello, world",
            b"{\"frames\":[[1,2,3],[4,5,6]]}",
        ] {
            assert!(other_kind(bytes).is_some(), "{bytes:?}");
        }
    }

    #[test]
    fn pixels_whose_values_all_are_printable_stay_pixels() {
        let ramp: Vec<u8> = (0..3000).map(|i| 32 + (i * 7 % 95) as u8).collect();
        let mut random = fastrand::Rng::with_seed(4);
        let noise: Vec<u8> = (0..3000).map(|_| random.u8(33..=126)).collect();
        let dim: Vec<u8> = (0..3000).map(|i| 32 + (i * i % 31) as u8).collect();
        for bytes in [ramp, noise, dim] {
            assert!(other_kind(&bytes).is_none(), "{:?}", other_kind(&bytes));
        }
    }

    #[test]
    fn pixels_stay_pixels() {
        let ramp: Vec<u8> = (0..=255).collect();
        for bytes in [
            &[64; 300][..],
            &[0; 9],
            &[255, 254, 0, 255, 254, 0],
            &ramp,
            b"MZAMZAMZA",
            b"BMABMA",
            &[50, 60, 70, 50, 60, 70],
        ] {
            assert!(other_kind(bytes).is_none(), "{bytes:?}");
        }
    }
}
