//! Bytes that are something else: text, archives, other media. Without this they would be taken for bare pixels.
use crate::message::Message;
use crate::msg;

/// Magic numbers of files that people drop by mistake or that a later version reads, and what they are.
static KNOWN: &[(&[u8], Message)] = &[
    (b"PSEQ", msg!("pattern-other-fseq")),
    (b"PK\x03\x04", msg!("pattern-other-zip")),
    (b"\x1f\x8b", msg!("pattern-other-gzip")),
    (b"7z\xbc\xaf\x27\x1c", msg!("pattern-other-7z")),
    (b"Rar!", msg!("pattern-other-rar")),
    (b"%PDF", msg!("pattern-other-pdf")),
    (b"\x7fELF", msg!("pattern-other-program")),
    (b"MZ", msg!("pattern-other-windows-program")),
    (b"RIFF", msg!("pattern-other-riff")),
    (b"BM", msg!("pattern-other-bmp")),
    (b"\x1aE\xdf\xa3", msg!("pattern-other-video")),
    (b"SQLite format 3", msg!("pattern-other-database")),
];

/// Bytes that are looked at to see whether it is text, behind a byte order mark of three.
const HEAD: usize = 4096;
/// Bytes that are read of the list of brands of a container.
const MAX_BRANDS: usize = 256;

/// What `bytes` are, as a sentence, where they are certainly not bare pixels.
pub(in crate::pattern) fn other_kind(bytes: &[u8]) -> Option<Message> {
    if bytes.starts_with(b"\xff\xfe") && is_utf16(bytes, 1)
        || bytes.starts_with(b"\xfe\xff") && is_utf16(bytes, 0)
    {
        return Some(msg!("pattern-other-utf16"));
    }
    if bytes.get(4..8) == Some(b"ftyp") {
        return Some(heif(bytes).unwrap_or_else(|| msg!("pattern-other-video")));
    }
    // Two letters at the start could be a colour; the third colour channel of such files is never the same by chance.
    let known = KNOWN.iter().find(|(magic, _)| {
        bytes.starts_with(magic) && (magic.len() > 2 || long_header(bytes, magic))
    });
    if let Some((_, what)) = known {
        return Some(what.clone());
    }
    is_text(bytes).then(|| text_kind(bytes))
}

/// Which kind of picture is in a container of videos, if it is a picture: the brands of the file say so.
/// (ISO 23008-12, section 10; AV1 Image File Format, section 6)
pub(in crate::pattern) fn heif(bytes: &[u8]) -> Option<Message> {
    let size = u32::from_be_bytes(*bytes.first_chunk()?) as usize;
    let (brands, _) = bytes
        .get(8..size.clamp(12, MAX_BRANDS).min(bytes.len()))?
        .as_chunks::<4>();
    let is = |brand: &[u8; 4]| match brand {
        b"avif" => Some(msg!("pattern-other-avif")),
        b"heic" | b"heix" | b"heim" | b"heis" => Some(msg!("pattern-other-heic")),
        _ => None,
    };
    match brands.first()? {
        // what it is made of is in the brands that it is compatible with, behind a version
        b"mif1" | b"miaf" => brands.iter().skip(2).find_map(is),
        major => is(major),
    }
}

/// Checks what stands behind the two-letter magic numbers.
fn long_header(bytes: &[u8], magic: &[u8]) -> bool {
    match magic {
        b"BM" => {
            bytes
                .get(2..6)
                .and_then(|n| n.try_into().ok())
                .map(u32::from_le_bytes)
                == u32::try_from(bytes.len()).ok()
        }
        b"\x1f\x8b" => bytes.get(2) == Some(&8),
        // The words that every Windows program shows under DOS.
        _ => bytes
            .get(..256)
            .is_some_and(|head| head.windows(8).any(|w| w == b"DOS mode")),
    }
}

/// Whether every other byte, from `zero` on, is the zero of a Latin letter in 16 bits.
fn is_utf16(bytes: &[u8], zero: usize) -> bool {
    let high = bytes.iter().skip(2 + zero).step_by(2).take(2000);
    let (zeros, all) = high.fold((0, 0), |(zeros, all), &b| {
        (zeros + usize::from(b == 0), all + 1)
    });
    zeros * 10 >= all * 9
}

/// More than 95 % printable, and in lines, or mostly letters, digits and blanks: colours that happen to be printable are
/// spread over punctuation, too.
fn is_text(bytes: &[u8]) -> bool {
    let head = bytes.get(..HEAD + 3).unwrap_or(bytes);
    let body = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    let printable = body
        .iter()
        .filter(|b| b.is_ascii_graphic() || b.is_ascii_whitespace())
        .count();
    let mut seen = [false; 256];
    for &b in body {
        if let Some(flag) = seen.get_mut(usize::from(b)) {
            *flag = true;
        }
    }
    let distinct = seen.iter().filter(|&&s| s).count();
    let lines = body.iter().any(|b| matches!(b, b'\n' | b'\r'));
    let words = body
        .iter()
        .filter(|b| b.is_ascii_alphanumeric() || **b == b' ')
        .count();
    // Two thirds of what is printable are letters and digits: that many may be chance. JSON in one line has fewer, but ends.
    let spoken =
        words * 100 >= body.len() * 80 && (body.contains(&b' ') || distinct >= 16) || closed(bytes);
    let kinds = body.iter().any(u8::is_ascii_alphanumeric) && distinct >= 3;
    is_brackets(body)
        || !body.is_empty()
            && printable * 100 >= body.len() * 95
            && kinds
            && (lines || spoken || distinct >= 6 && is_table(body))
}

/// Whether it is the beginning of a long line of a table: words with commas, semicolons or tabs between them, and nothing
/// else. Short ones may be pixels by chance.
fn is_table(body: &[u8]) -> bool {
    let separator = |b: &u8| matches!(b, b',' | b';' | b'\t');
    let word = |b: &u8| b.is_ascii_alphanumeric() || b"_-+. \"'".contains(b);
    body.len() >= HEAD && body.iter().any(separator) && body.iter().all(|b| separator(b) || word(b))
}

/// Whether it is nothing but the brackets of JSON, however many.
fn is_brackets(body: &[u8]) -> bool {
    matches!(body.first(), Some(b'[' | b'{')) && body.iter().all(|b| b"[]{}, \t\r\n".contains(b))
}

/// Whether it begins and ends as JSON, XML or project text does.
fn closed(bytes: &[u8]) -> bool {
    let text = bytes.trim_ascii();
    matches!(
        (text.first(), text.last()),
        (Some(b'{'), Some(b'}')) | (Some(b'['), Some(b']')) | (Some(b'<'), Some(b'>'))
    )
}

fn text_kind(bytes: &[u8]) -> Message {
    match bytes.trim_ascii_start().first() {
        Some(b':') => msg!("pattern-other-hex"),
        Some(b'<') => msg!("pattern-other-xml"),
        Some(b'{' | b'[') => msg!("pattern-other-json"),
        _ if is_instructions(bytes) => {
            msg!("pattern-other-instructions")
        }
        _ if is_hex_rows(bytes) => {
            msg!("pattern-other-hex-rows")
        }
        _ => msg!("pattern-other-text"),
    }
}

/// The lines of a text that are not empty, as far as the kind of a text shows in them.
fn lines(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    let lines = bytes.split(|&byte| byte == b'\n').map(<[u8]>::trim_ascii);
    lines.filter(|line| !line.is_empty()).take(200)
}

/// `Pattern1: slot, CODE, layer, mask, repeat` among comments, and `Data:`: what a program before this one wrote for LED
/// Matrix Studio, which does not read it either.
fn is_instructions(bytes: &[u8]) -> bool {
    let is_first = |line: &[u8]| {
        line.starts_with(b"Pattern1:") && line.iter().filter(|&&c| c == b',').count() >= 4
    };
    let text = || lines(bytes).filter(|line| !line.starts_with(b"#"));
    text()
        .next()
        .is_some_and(|line| is_first(line) || line == b"Data:")
        && text().any(|line| line == b"Data:")
}

/// Width and height in one line, the number of frames in the next, then rows of digits.
fn is_hex_rows(bytes: &[u8]) -> bool {
    let mut lines = lines(bytes);
    let numbers = |line: Option<&[u8]>| {
        let words = line
            .unwrap_or_default()
            .split(u8::is_ascii_whitespace)
            .filter(|word| !word.is_empty());
        words
            .map(|word| word.iter().all(u8::is_ascii_digit).then_some(()))
            .collect::<Option<Vec<_>>>()
            .map(|all| all.len())
    };
    numbers(lines.next()) == Some(2)
        && numbers(lines.next()) == Some(1)
        && lines
            .next()
            .is_some_and(|row| row.iter().all(|c| c.is_ascii_hexdigit() || *c == b' '))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_and_other_media_are_not_taken_for_pixels() {
        for bytes in [
            &b"0 1 0 1 0 1\n"[..],
            b":10000000AABB\n",
            b":1000\n:00\n",
            b"\xff\xfe0\x00 \x001\x00",
            b"PK\x03\x04abc",
            b"hello, world",
            b"{\"frames\":[[1,2,3],[4,5,6]]}",
        ] {
            assert!(other_kind(bytes).is_some(), "{bytes:?}");
        }
    }

    #[test]
    fn texts_that_are_known_but_not_read_are_named() {
        let said = |text: &str| other_kind(text.as_bytes()).unwrap();
        let instructions = "# LED Matrix Studio Export\n# Width: 12\n# Height: 6\n\nPattern1: Screen1, moveLeft1, NULL, NULL, 4\nData:\n00FF00\n";
        assert!(said(instructions).to_string().contains("instructions"));
        assert!(
            said("12 6\n134\nFF0000 00FF00\n0000FF 000000\n")
                .to_string()
                .contains("hexadecimal")
        );
        assert!(
            said("12 apples\n3 pears\n")
                .to_string()
                .contains("text, not a pattern")
        );
        assert!(
            said("\u{feff}Pattern1: a letter\nto you\n")
                .to_string()
                .contains("text, not a pattern")
        );
        let utf16 = other_kind(b"\xff\xfe0\x00 \x001\x00").unwrap();
        assert!(utf16.to_string().contains("UTF-8"), "{utf16}");
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
    fn a_table_is_text_however_long_its_first_line_is() {
        let head: Vec<String> = (0..2000).map(|n| format!("R_{n},G_{n},B_{n}")).collect();
        let head = head.join(",");
        let row = ["12", "34", "56"].repeat(2000).join(",");
        for table in [
            format!("FRAME_ID,FRAME_TIME,{head}\n0,33.3,{row}\n"),
            row.clone(),
            row.replace(',', ";"),
            row.replace(',', "\t"),
            format!("\"led\", {row}"),
        ] {
            let said = other_kind(table.as_bytes()).map(|said| said.to_string());
            assert_eq!(said.as_deref(), Some("This is text, not a pattern"));
        }
    }

    #[test]
    fn brackets_without_end_are_no_pixels() {
        for text in [
            &b"[[[["[..],
            b"[[[[[[",
            b"[",
            b"{{{{{{",
            &b"[[], ".repeat(9000),
        ] {
            let said = other_kind(text).unwrap().to_string();
            assert!(said.contains("JSON"), "{said}");
        }
        for pixels in [&b"]]]]]]"[..], b"[[[[[Z", b"@@@"] {
            assert_eq!(other_kind(pixels), None, "{pixels:?}");
        }
    }

    #[test]
    fn pictures_of_phones_and_of_the_web_are_named() {
        let said = |bytes: &[u8]| other_kind(bytes).unwrap().to_string();
        for (bytes, what) in [
            (&b"\0\0\0\x20ftypavif\0\0\0\0avifmif1miafMA1B"[..], "AVIF"),
            (b"\0\0\0\x1cftypmif1\0\0\0\0mif1avifmiaf", "AVIF"),
            (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "HEIC"),
            (b"\0\0\0\x18ftypmif1\0\0\0\0mif1heic", "HEIC"),
            (b"\0\0\0\x18ftypheix\0\0\0\0", "HEIC"),
            (b"\0\0\0\0ftypavif", "AVIF"),
            (b"\xff\xff\xff\xffftypmif1", "video"),
            (b"\0\0\0\x18ftypisom\0\0\0\0avifheic", "video"),
            (b"\0\0\0\x10ftypmif1\0\0\0\0avif", "video"),
        ] {
            assert!(said(bytes).contains(what), "{bytes:?}: {}", said(bytes));
        }
        assert!(said(b"\0\0\0\x18ftypavif").contains("save it as PNG"));
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
