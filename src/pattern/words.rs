//! Quotes of files and libraries in sentences for people: they must neither move the cursor of a terminal, nor turn the
//! direction of a line, nor fill the screen.

use crate::message::Message;
use std::borrow::Cow;
use std::fmt::Display;

/// Longest piece of a file that is quoted, in characters: enough to find it again.
const MAX_QUOTED: usize = 32;
/// Longest sentence, in characters: what decoders of other people quote is cut as well.
const MAX_SENTENCE: usize = 300;

/// Quotes a word of a file: invisible characters are escaped, and long words are cut.
pub(super) fn excerpt(word: &str) -> String {
    cut(word, MAX_QUOTED).into_owned()
}

/// A sentence that may quote a file.
pub(super) fn printable(text: &str) -> String {
    cut(text, MAX_SENTENCE).into_owned()
}

/// What the system, a library or another program says, as a message.
pub(super) fn foreign(words: &(impl Display + ?Sized)) -> Message {
    Message::verbatim(printable(words.to_string().trim()))
}

fn cut(text: &str, max: usize) -> Cow<'_, str> {
    if text.len() <= max && !text.chars().any(is_unseen) {
        return Cow::Borrowed(text);
    }
    let mut out = String::new();
    let mut left = max;
    for c in text.chars() {
        let (seen, escaped) = if is_unseen(c) {
            (None, Some(c.escape_default()))
        } else {
            (Some(c), None)
        };
        let width = escaped.as_ref().map_or(1, ExactSizeIterator::len);
        if width > left {
            out.push('…');
            break;
        }
        left -= width;
        out.extend(seen);
        out.extend(escaped.into_iter().flatten());
    }
    Cow::Owned(out)
}

/// Controls, and what changes how others are shown without being seen.
fn is_unseen(c: char) -> bool {
    let directions = matches!(c, '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}');
    c.is_control() || directions
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pattern::{ReadOptions, read_bytes};

    #[test]
    fn invisible_characters_are_written_out_and_long_words_are_cut() {
        assert_eq!(excerpt("0x1G"), "0x1G");
        assert_eq!(excerpt("a\u{1b}[2Jb\n"), "a\\u{1b}[2Jb\\n");
        assert_eq!(excerpt("\u{202e}gpj"), "\\u{202e}gpj");
        assert_eq!(excerpt(&"x".repeat(33)), format!("{}…", "x".repeat(32)));
        assert_eq!(
            excerpt(&"ü".repeat(32)),
            "ü".repeat(32),
            "counted in characters"
        );
        assert_eq!(excerpt(&"\n".repeat(40)), format!("{}…", "\\n".repeat(16)));
    }

    #[test]
    fn no_reader_gives_the_bytes_of_a_file_to_a_terminal() {
        let long = "9".repeat(5000);
        for bad in [
            "\u{1b}]0;title\u{7}",
            "\u{7f}\u{9b}31m",
            "\u{202e}",
            long.as_str(),
        ] {
            for text in [
                format!("{{header\n}}\n{{anim4\nw:1\nh:1\nr:{bad}\n}}\n"),
                format!("{{header\n}}\n{{anim4\nw:{bad}\n"),
                format!("byte a[] = {{ 1, {bad} }};"),
                format!("long a[] = {{ 0x1{bad} }};"),
                format!("{{LED Matrix Pattern\nWidth:{bad}\n"),
                format!("{{LED Matrix Pattern\nWidth:1\nHeight:1\nMode:{bad}\n}}\n1\n"),
                format!("# LEDS Pattern Export\n# LEDs: {bad}\nFRAME 0\nLED 0 1 2 3\n"),
                format!("# LEDS Pattern Export\n# Dimensions: {bad}\nFRAME 0\nLED 0 1 2 3\n"),
                format!("# LEDS Pattern Export\n# Export Options: RGB={bad}\nFRAME 0\nLED 0 1 2 3\n"),
                format!("FRAME 0\nLED {bad}\n"),
                format!("FRAME 0\nDELAY {bad}\n"),
                format!("{{\"frames\": [{{\"duration_ms\": \"{bad}\", \"pixels\": []}}]}}"),
                format!("{{\"metadata\": {{\"width\": 1, \"height\": 1, \"wiring_mode\": \"{bad}\", \"color_order\": \"{bad}\"}},
                          \"frames\": [{{\"pixels\": [[1,2,3]]}}]}}"),
            ] {
                let read = read_bytes(std::path::Path::new("a"), text.as_bytes().into(), &ReadOptions::default());
                let said: Vec<String> = match read {
                    Ok(opened) => opened.pattern.warnings.iter().map(ToString::to_string).collect(),
                    Err(error) => vec![error.to_string()],
                };
                for text in said {
                    assert!(!text.chars().any(is_unseen) && text.chars().count() < 400, "{text:?}");
                }
            }
        }
    }
}
