//! Reads the JSON of a `ledmap.json` as people and generators write it: commas may be missing between members, and rows may be
//! arrays of their own.

use super::super::words::{Token, Tokens};
use super::super::{at, whole};
use super::Ledmap;
use crate::msg;
use crate::pattern::words::excerpt;
use crate::pattern::{MAX_LEDS, PatternError};

pub(super) fn parse(text: &str) -> Result<Ledmap, PatternError> {
    let mut words = Tokens::of(text);
    let mut file = Ledmap::default();
    match words.next() {
        Some((_, Token::Sign('{'))) => members(&mut words, &mut file)?,
        Some((_, Token::Sign('['))) => {
            file.read_map(&mut words)?;
            file.refuse_gaps()?;
        }
        _ => {
            return Err(whole(msg!("pattern-map-not-json")));
        }
    }
    if file.leds.is_empty() {
        return Err(whole(msg!("pattern-map-none")));
    }
    Ok(file)
}

/// The members of the object up to its end, whatever their order; what is no part of a map is passed over.
fn members(words: &mut Tokens<'_>, file: &mut Ledmap) -> Result<(), PatternError> {
    while let Some((line, word)) = words.next() {
        let key = match word {
            Token::Sign('}') => return Ok(()),
            Token::Sign(',') => continue,
            Token::Text(key) => key,
            _ => return Err(at(line, msg!("pattern-map-name"))),
        };
        if !matches!(words.next(), Some((_, Token::Sign(':')))) {
            return Err(at(line, msg!("pattern-map-colon", name = excerpt(key))));
        }
        match key {
            "map" => match words.next() {
                Some((_, Token::Sign('['))) if file.leds.is_empty() => file.read_map(words)?,
                Some((line, _)) => {
                    return Err(at(line, msg!("pattern-map-list")));
                }
                None => break,
            },
            "width" => file.width = Some(side(words, "width")?),
            "height" => file.height = Some(side(words, "height")?),
            _ => pass_over(words),
        }
    }
    Err(at(words.line(), msg!("pattern-map-open")))
}

/// A width or height: 1 to 65,535.
fn side(words: &mut Tokens<'_>, what: &str) -> Result<usize, PatternError> {
    let (line, word) = words
        .next()
        .ok_or_else(|| at(1, msg!("pattern-map-side-missing", what = what)))?;
    let number = match word {
        Token::Bare(number) | Token::Text(number) => number.parse().ok(),
        Token::Sign(_) => None,
    };
    number
        .filter(|n| (1..=MAX_LEDS).contains(n))
        .ok_or_else(|| at(line, msg!("pattern-map-side", what = what)))
}

/// Leaves a value out, however deep it goes.
fn pass_over(words: &mut Tokens<'_>) {
    let mut depth = 0usize;
    for (_, word) in words {
        match word {
            Token::Sign('{' | '[') => depth += 1,
            Token::Sign('}' | ']') => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            return;
        }
    }
}

impl Ledmap {
    /// The list behind its opening bracket.
    fn read_map(&mut self, words: &mut Tokens<'_>) -> Result<(), PatternError> {
        let mut in_row = false;
        let mut row_began = 0;
        let mut wants_comma = false;
        for (line, word) in words.by_ref() {
            match word {
                Token::Sign('[')
                    if !in_row && !wants_comma && (self.row.is_some() || self.leds.is_empty()) =>
                {
                    in_row = true;
                    row_began = self.leds.len();
                    self.row = self.row.or(Some(0));
                }
                Token::Sign(']') if in_row => {
                    self.end_row(line, self.leds.len() - row_began)?;
                    in_row = false;
                    wants_comma = true;
                }
                Token::Sign(']') => return Ok(()),
                Token::Sign(',') if wants_comma => wants_comma = false,
                Token::Bare(number) if !wants_comma && (in_row || self.row.is_none()) => {
                    self.push(line, led(line, number)?)?;
                    wants_comma = true;
                }
                _ if wants_comma => return Err(at(line, msg!("pattern-map-comma"))),
                _ => return Err(at(line, msg!("pattern-map-led-missing"))),
            }
        }
        Err(at(words.line(), msg!("pattern-map-cut")))
    }

    fn push(&mut self, line: usize, led: Option<usize>) -> Result<(), PatternError> {
        if self.leds.len() >= MAX_LEDS {
            return Err(at(line, msg!("pattern-map-cells", max = MAX_LEDS)));
        }
        self.leds.push(led);
        self.lines.push(line);
        Ok(())
    }

    fn end_row(&mut self, line: usize, cells: usize) -> Result<(), PatternError> {
        match self.row {
            Some(0) | None if cells > 0 => self.row = Some(cells),
            Some(row) if row == cells && cells > 0 => {}
            Some(row) if cells > 0 => {
                return Err(at(line, msg!("pattern-map-row", cells = cells, row = row)));
            }
            _ => return Err(at(line, msg!("pattern-map-empty-row"))),
        }
        Ok(())
    }

    /// A bare list may be WLED's other file, which says only where LEDs are missing.
    fn refuse_gaps(&self) -> Result<(), PatternError> {
        let only_flags = self.leds.iter().all(|led| led.is_none_or(|led| led <= 1));
        if only_flags && self.leds.len() > 3 {
            return Err(whole(msg!("pattern-map-gaps")));
        }
        Ok(())
    }
}

/// The number of an LED; `None` for a gap, which is everything that WLED has no number for.
fn led(line: usize, word: &str) -> Result<Option<usize>, PatternError> {
    if word == "null" {
        return Ok(None);
    }
    let digits = word.strip_prefix('-').unwrap_or(word);
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(at(
            line,
            msg!("pattern-map-not-an-led", text = excerpt(word)),
        ));
    }
    // WLED keeps 16 bits, and of those 65535 for gaps
    Ok(word.parse::<usize>().ok().filter(|led| *led < MAX_LEDS))
}
