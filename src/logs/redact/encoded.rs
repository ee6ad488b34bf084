//! Text inside base64, cleaned and put back as base64.

use super::Hit;
use base64::Engine as _;
use base64::alphabet::{STANDARD, URL_SAFE};
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};
use std::ops::Range;

/// Shorter runs hold nothing: a PIN of three digits.
const MIN_RUN: usize = 4;
/// Longer runs are files, not words.
const MAX_RUN: usize = 64 * 1024;

const LENIENT: GeneralPurposeConfig = GeneralPurposeConfig::new()
    .with_decode_padding_mode(DecodePaddingMode::Indifferent)
    .with_decode_allow_trailing_bits(true);
const ENGINES: [GeneralPurpose; 2] = [
    GeneralPurpose::new(&STANDARD, LENIENT),
    GeneralPurpose::new(&URL_SAFE, LENIENT),
];

/// Returns the runs of base64 that `clean` changes, once decoded.
pub(super) fn hits(text: &str, mut clean: impl FnMut(&str) -> String) -> Vec<Hit> {
    let mut hits = Vec::new();
    for run in runs(text, |b| b.is_ascii_alphanumeric() || b"+/-_=".contains(&b)) {
        if let Some(hit) = hit(text, run.clone(), &mut clean) {
            hits.push(hit);
            continue;
        }
        // a path or `name=value` around it
        let inner = text.get(run.clone()).unwrap_or_default();
        for part in runs(inner, |b| b.is_ascii_alphanumeric()) {
            let part = run.start + part.start..run.start + part.end;
            if part != run {
                hits.extend(hit(text, part, &mut clean));
            }
        }
    }
    hits
}

fn hit(text: &str, run: Range<usize>, clean: &mut impl FnMut(&str) -> String) -> Option<Hit> {
    let encoded = text.get(run.clone())?;
    if !(MIN_RUN..=MAX_RUN).contains(&encoded.len()) {
        return None;
    }
    ENGINES.iter().find_map(|engine| {
        let bytes = engine.decode(encoded).ok()?;
        let inner = String::from_utf8(bytes).ok()?;
        let is_text = inner.chars().all(|c| !c.is_control() || c.is_whitespace());
        if !is_text {
            return None;
        }
        let mut cleaned = clean(&inner);
        if cleaned == inner {
            return None;
        }
        while !cleaned.len().is_multiple_of(3) {
            cleaned.push(' '); // no padding is needed, which some readers refuse and others demand
        }
        Some(Hit::new(run.clone(), engine.encode(cleaned)))
    })
}

/// Splits a text into runs of bytes that belong.
fn runs(text: &str, belongs: impl Fn(u8) -> bool) -> Vec<Range<usize>> {
    let mut runs = Vec::new();
    let mut start = None;
    for (at, byte) in text.bytes().chain([0]).enumerate() {
        match (belongs(byte), start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                runs.push(from..at);
                start = None;
            }
            _ => {}
        }
    }
    runs
}
