//! The arrays in C text, and the numbers in them.

use crate::msg;
use crate::pattern::words::excerpt;
use crate::pattern::{Cancel, PatternError};

/// An array as it stands in the text.
pub(super) struct Array<'a> {
    /// What stands before its equals sign, directives aside.
    pub(super) declared: String,
    /// What follows its opening brace, up to the end of the text.
    pub(super) body: &'a str,
    /// Line of that brace, from 1.
    pub(super) line: usize,
}

/// What stands in an array.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token<'a> {
    /// A number, and how it is written.
    Number(u64, &'a str),
    /// The opening brace of an array in the array.
    Open,
    /// Its closing brace.
    Close,
}

/// The arrays that are given values, in the order of the text. Ends early once the read is cancelled, which the caller
/// reports.
pub(super) fn arrays<'a>(text: &'a str, cancel: &'a Cancel) -> impl Iterator<Item = Array<'a>> {
    let mut line = 1;
    let mut counted = 0;
    text.match_indices('{')
        .take_while(|_| !cancel.is_cancelled())
        .filter_map(move |(at, _)| {
            let (before, body) = text.split_at_checked(at)?;
            // Other braces, like those of `extern "C" {` or of a struct, do not follow an equals sign.
            let before = before.trim_end().strip_suffix('=')?;
            let declared = before.rsplit([';', '{', '}']).next().unwrap_or(before);
            if !declared.contains('[') {
                return None;
            }
            line += text
                .get(counted..at)
                .map_or(0, |passed| passed.matches('\n').count());
            counted = at;
            let declared = declared
                .lines()
                .filter(|line| !line.trim_start().starts_with('#'))
                .collect::<Vec<_>>()
                .join(" ");
            Some(Array {
                declared,
                body: body.strip_prefix('{').unwrap_or(body),
                line,
            })
        })
}

impl Array<'_> {
    /// Gives every token up to the closing brace to `take`, with its line.
    ///
    /// # Errors
    /// What `take` says; `pattern.corrupt` for what is no number, and for an array that does not end.
    pub(super) fn each<'s>(
        &'s self,
        mut take: impl FnMut(Token<'s>, usize) -> Result<(), PatternError>,
    ) -> Result<(), PatternError> {
        let mut line = self.line;
        let mut depth = 0_usize;
        let mut rest = self.body;
        loop {
            let end = rest.find([',', '{', '}', ' ', '\t', '\r', '\n']);
            let word = rest.get(..end.unwrap_or(rest.len())).unwrap_or_default();
            if !word.is_empty() {
                take(Token::Number(value(word, line)?, word), line)?;
            }
            let Some(end) = end else {
                return Err(PatternError::CorruptLine {
                    line,
                    detail: msg!("pattern-c-open-array"),
                });
            };
            match rest.as_bytes().get(end) {
                Some(b'\n') => line += 1,
                Some(b'{') => {
                    depth += 1;
                    take(Token::Open, line)?;
                }
                Some(b'}') if depth == 0 => return Ok(()),
                Some(b'}') => {
                    depth -= 1;
                    take(Token::Close, line)?;
                }
                _ => {}
            }
            rest = rest.get(end + 1..).unwrap_or_default();
        }
    }
}

fn value(word: &str, line: usize) -> Result<u64, PatternError> {
    number(word).ok_or_else(|| PatternError::CorruptLine {
        line,
        detail: msg!("pattern-not-a-number", text = excerpt(word)),
    })
}

/// An integer as C spells it: 0x hexadecimal, 0b binary, a leading 0 octal, anything else decimal; with its suffixes.
pub(super) fn number(word: &str) -> Option<u64> {
    let lower = word
        .trim_end_matches(['u', 'U', 'l', 'L'])
        .to_ascii_lowercase();
    let (digits, radix) = match (
        lower.strip_prefix("0x"),
        lower.strip_prefix("0b"),
        lower.strip_prefix('0'),
    ) {
        (Some(hex), _, _) => (hex, 16),
        (_, Some(binary), _) => (binary, 2),
        (_, _, Some(octal)) if !octal.is_empty() => (octal, 8),
        _ => (lower.as_str(), 10),
    };
    // Rust would take a sign here; C has it elsewhere.
    u64::from_str_radix(digits, radix)
        .ok()
        .filter(|_| !digits.starts_with('+'))
}
