//! Text as it reads when its escapes are taken away, with the way back: what is found in it is replaced where it stands in the
//! source.

use super::Hit;

/// A way of writing text inside text.
#[derive(Clone, Copy, Debug)]
pub(super) enum Escapes {
    /// `%41`.
    Url,
    /// The same, and `+` for a blank, as in forms.
    Form,
    /// `\"`, `\n`, `\u0041`, as in JSON, and `\u{41}`, as in `Debug` of Rust.
    Json,
    /// Colours of a terminal, which part `pin` from `=`.
    Colours,
}

/// The orders in which escapes are taken away. The deepest come first: seen from outside, `%20my.gif` is one name. Forms come
/// last: a plus in an e-mail address is no blank.
pub(super) const SPELLINGS: [&[Escapes]; 12] = [
    &[Escapes::Json, Escapes::Json, Escapes::Json],
    &[Escapes::Json, Escapes::Json],
    &[Escapes::Url, Escapes::Json],
    &[Escapes::Json, Escapes::Url],
    &[Escapes::Url],
    &[Escapes::Json],
    &[Escapes::Colours, Escapes::Url],
    &[Escapes::Colours, Escapes::Json],
    &[Escapes::Colours],
    &[],
    &[Escapes::Json, Escapes::Form],
    &[Escapes::Form],
];

/// A text without its escapes.
#[derive(Debug)]
pub(super) struct Decoded<'a> {
    source: &'a str,
    text: String,
    /// Where each byte of the text begins and ends in the source.
    places: Vec<(usize, usize)>,
}

impl<'a> Decoded<'a> {
    /// Takes away the escapes; `None` where there are none of them.
    pub(super) fn new(source: &'a str, spelling: &[Escapes]) -> Option<Self> {
        let mut decoded = Self {
            source,
            text: source.to_owned(),
            places: (0..source.len()).map(|at| (at, at + 1)).collect(),
        };
        for escapes in spelling {
            decoded = decoded.without(*escapes)?;
        }
        Some(decoded)
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    fn without(self, escapes: Escapes) -> Option<Self> {
        let marks: &[char] = match escapes {
            Escapes::Url => &['%'],
            Escapes::Form => &['+'],
            Escapes::Json => &['\\'],
            Escapes::Colours => &['\u{1b}'],
        };
        if !self.text.contains(marks) {
            return None;
        }
        let mut text = Vec::with_capacity(self.text.len());
        let mut places = Vec::with_capacity(self.places.len());
        let mut at = 0;
        while let Some(rest) = self.text.get(at..).filter(|rest| !rest.is_empty()) {
            let unescaped = match escapes {
                Escapes::Form if rest.starts_with('+') => Some((vec![b' '], 1)),
                Escapes::Url | Escapes::Form => url(rest),
                Escapes::Json => json(rest),
                Escapes::Colours => colour(rest),
            };
            let plain = rest.chars().next().map_or(1, char::len_utf8);
            let (bytes, length) = unescaped.unwrap_or_else(|| {
                (
                    rest.as_bytes().get(..plain).unwrap_or_default().into(),
                    plain,
                )
            });
            let is_plain = bytes.len() == length;
            for (n, byte) in bytes.into_iter().enumerate() {
                let (first, last) = if is_plain {
                    (at + n, at + n)
                } else {
                    (at, at + length - 1)
                };
                let start = self.places.get(first)?.0;
                let end = self.places.get(last)?.1;
                text.push(byte);
                places.push((start, end));
            }
            at += length;
        }
        let text = String::from_utf8(text).ok()?; // escapes of bytes that are no text
        Some(Self {
            source: self.source,
            text,
            places,
        })
    }

    /// Returns the source with the hits replaced; `None` without any. Hits that overlap become one.
    pub(super) fn replace(&self, mut hits: Vec<Hit>) -> Option<String> {
        hits.retain(|hit| self.text.get(hit.range.clone()) != Some(hit.put.as_str()));
        if hits.is_empty() {
            return None;
        }
        hits.sort_by_key(|hit| (hit.range.start, std::cmp::Reverse(hit.range.end)));
        let mut joined: Vec<Hit> = Vec::new();
        for hit in hits {
            match joined.last_mut() {
                Some(last) if hit.range.start < last.range.end => {
                    last.range.end = last.range.end.max(hit.range.end);
                }
                _ => joined.push(hit),
            }
        }
        let mut out = String::with_capacity(self.source.len());
        let mut done = 0;
        for hit in joined {
            let start = self.places.get(hit.range.start)?.0;
            let end = self.places.get(hit.range.end.checked_sub(1)?)?.1;
            out.push_str(self.source.get(done..start)?);
            out.push_str(&hit.put);
            done = end;
        }
        out.push_str(self.source.get(done..)?);
        Some(out)
    }
}

/// Bytes that an escape at the start of a text stands for, and its length.
type Unescaped = (Vec<u8>, usize);

fn url(text: &str) -> Option<Unescaped> {
    let digits = text.strip_prefix('%')?.get(..2)?;
    Some((vec![u8::from_str_radix(digits, 16).ok()?], 3))
}

fn json(text: &str) -> Option<Unescaped> {
    let after = text.strip_prefix('\\')?;
    let letter = after.chars().next()?;
    let plain = |c: char| Some((c.to_string().into_bytes(), 2));
    match letter {
        '"' | '\\' | '/' | '\'' => plain(letter),
        'n' => plain('\n'),
        'r' => plain('\r'),
        't' => plain('\t'),
        'u' if after.starts_with("u{") => {
            let (digits, _) = after.get(2..)?.split_once('}')?;
            let c = char::from_u32(u32::from_str_radix(digits, 16).ok()?)?;
            Some((c.to_string().into_bytes(), 4 + digits.len()))
        }
        'u' => {
            let unit = |text: &str| u16::from_str_radix(text.get(..4)?, 16).ok();
            let first = unit(after.get(1..)?)?;
            let second = after
                .get(5..)
                .and_then(|rest| unit(rest.strip_prefix("\\u")?));
            let (c, length) = match char::from_u32(u32::from(first)) {
                Some(c) => (c, 6),
                None => {
                    let mut pair = char::decode_utf16([first, second?]);
                    (pair.next()?.ok()?, 12)
                }
            };
            Some((c.to_string().into_bytes(), length))
        }
        _ => None,
    }
}

fn colour(text: &str) -> Option<Unescaped> {
    let codes = text.strip_prefix("\u{1b}[")?;
    let length = codes.find(|c: char| !(c.is_ascii_digit() || c == ';'))?;
    codes
        .get(length..)?
        .starts_with('m')
        .then(|| (Vec::new(), length + 3))
}
