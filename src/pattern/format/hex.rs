//! Intel HEX (`.hex`): the bytes of a controller pattern, or bare pixels, as programmers of chips take them. Addresses may
//! come in any order, but must leave no gap: what would stand there is unknown, and dark pixels would be a guess.

mod records;

use super::{
    Confidence, Decoded, Format, Info, Sink, Source, put, readable, strip, text_limits, wire,
};
use crate::message::Message;
use crate::msg;
use crate::pattern::{Pattern, PatternError, PixelOrder, ReadOptions};

/// See the module.
pub(super) struct Hex;

static INFO: Info = Info {
    name: "hex",
    read_as: "hex",
    title: msg!("format-hex"),
    extensions: &["hex", "ihex", "ihx"],
    order: PixelOrder::Strip,
    writes: &["hex"],
    writes_streams: false,
};

impl Format for Hex {
    fn info(&self) -> &'static Info {
        &INFO
    }

    fn sniff(&self, bytes: &[u8]) -> Confidence {
        let text = bytes
            .strip_prefix(b"\xef\xbb\xbf")
            .unwrap_or(bytes)
            .trim_ascii_start();
        // A colon, and the digits of the shortest record: it is the end record of a file without data.
        match text.split_first_chunk::<11>() {
            Some((&[b':', ref digits @ ..], _)) if digits.iter().all(u8::is_ascii_hexdigit) => {
                Confidence::Exact
            }
            _ => Confidence::No,
        }
    }

    fn decode(&self, source: Source<'_>, options: &ReadOptions) -> Result<Decoded, PatternError> {
        text_limits(source.bytes.len())?;
        options.cancel.check()?;
        let bytes = source
            .bytes
            .strip_prefix(b"\xef\xbb\xbf")
            .unwrap_or(source.bytes);
        let image = records::parse(bytes).map_err(|e| PatternError::CorruptLine {
            line: e.line,
            detail: e.problem.message(),
        })?;
        if image.bytes.is_empty() {
            return Err(PatternError::Empty {
                what: msg!("pattern-hex-empty"),
            });
        }
        options.cancel.check()?;
        let mut decoded = strip::decode(
            Source {
                bytes: &image.bytes,
                ..source
            },
            options,
        )?;
        if let Some(line) = image.start_address {
            decoded
                .warnings
                .push(msg!("pattern-hex-start-address", line = line));
        }
        if image.after_end > 0 {
            decoded
                .warnings
                .push(msg!("pattern-hex-after-end", line = image.after_end));
        }
        Ok(decoded)
    }

    fn write(&self, pattern: &Pattern, to: &mut dyn Sink) -> Result<(), PatternError> {
        let bytes = wire::encode_frames(&*pattern.frames.hold()?)?;
        text_limits(bytes.len().saturating_mul(2))?; // before it is written
        put(&readable(records::write(&bytes))?, to)
    }

    fn losses(&self, pattern: &Pattern) -> Result<Vec<Message>, PatternError> {
        Ok(wire::losses(pattern.frames.durations()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::Code;

    /// One LED, one frame of 50 ms.
    const PATTERN: [u8; 9] = [1, 0, 1, 0, 50, 0, 7, 8, 9];

    fn decode(bytes: &[u8]) -> Result<Decoded, PatternError> {
        Hex.decode(
            Source {
                path: std::path::Path::new("a.hex"),
                bytes,
            },
            &ReadOptions::default(),
        )
    }

    #[test]
    fn a_controller_pattern_is_read_in_any_spelling() {
        let text = String::from_utf8(records::write(&PATTERN)).unwrap();
        let variants = [
            text.clone(),
            text.to_lowercase(),
            text.replace('\n', "\r\n"),
            text.replace('\n', "\n\n"),
            text.trim_end().into(),
            format!("\u{feff}{text}"),
        ];
        for text in variants {
            assert_eq!(Hex.sniff(text.as_bytes()), Confidence::Exact, "{text}");
            let read = decode(text.as_bytes()).unwrap();
            assert_eq!(
                (read.frames.rgb(), read.frames.total_ms()),
                (&[7, 8, 9][..], 50),
                "{text}"
            );
        }
    }

    #[test]
    fn bare_pixels_need_a_size_and_a_cut_pattern_is_said_to_be_cut() {
        let options = ReadOptions {
            leds: Some(2),
            ..ReadOptions::default()
        };
        let bytes = records::write(&[200; 12]);
        let source = Source {
            path: std::path::Path::new("a.hex"),
            bytes: &bytes,
        };
        let read = Hex.decode(source, &options).unwrap();
        assert_eq!(
            (read.frames.leds(), read.frames.len(), read.certain),
            (2, 2, true)
        );
        assert_eq!(
            decode(&records::write(&PATTERN[..8])).unwrap_err().code(),
            Code::PatternTruncated
        );
        assert_eq!(
            decode(b":00000001FF\n").unwrap_err().code(),
            Code::PatternEmpty
        );
    }

    #[test]
    fn what_is_ignored_is_said() {
        let text = String::from_utf8(records::write(&PATTERN)).unwrap();
        let said = |text: &str| decode(text.as_bytes()).unwrap().warnings;
        assert!(said(&text).is_empty());
        assert!(
            said(&format!(":0400000500000000F7\n{text}"))[0]
                .to_string()
                .contains("line 1")
        );
        assert!(
            said(&format!("{text}\nhello\n"))[0]
                .to_string()
                .contains("line 4")
        );
    }

    #[test]
    fn other_text_is_not_taken() {
        for text in [&b":"[..], b":-) hello", b"10:00000001FF", b":0000000", b""] {
            assert_eq!(Hex.sniff(text), Confidence::No);
        }
    }
}
