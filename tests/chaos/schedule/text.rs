//! A schedule as one line of text: `native leds=64 frames=3 ms=20 play=1 force=0 before=nothing other=nothing keep=1 |
//! late:50:1500@patch#2 address:0:0@9`.

use super::{Before, Dialect, Fault, Kind, Position, Schedule, What};
use std::fmt;
use std::str::FromStr;

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nth(n) => write!(f, "{n}"),
            Self::NthOf(kind, n) => write!(f, "{}#{n}", kind.word()),
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { what, a, b, at } = self;
        write!(f, "{}:{a}:{b}@{at}", what.word())
    }
}

impl fmt::Display for Schedule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} leds={} frames={} ms={} play={} force={} before={} other={} keep={} |",
            self.dialect.word(),
            self.leds,
            self.frames,
            self.ms,
            u8::from(self.play),
            u8::from(self.force),
            self.before.word(),
            self.other.word(),
            u8::from(self.keep),
        )?;
        self.faults
            .iter()
            .try_for_each(|fault| write!(f, " {fault}"))
    }
}

fn found<T: Copy>(all: &[T], word: fn(T) -> &'static str, text: &str) -> Result<T, String> {
    let one = all.iter().copied().find(|one| word(*one) == text);
    one.ok_or_else(|| format!("'{text}' is not one of the words that may stand here"))
}

fn number<T: FromStr>(text: &str) -> Result<T, String> {
    text.parse()
        .map_err(|_| format!("'{text}' is not a number"))
}

impl FromStr for Fault {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (fault, at) = text.split_once('@').ok_or("a fault has a position")?;
        let parts: Vec<&str> = fault.split(':').collect();
        let [what, a, b] = parts.as_slice() else {
            return Err(format!("'{fault}' is not a fault with two numbers"));
        };
        let at = match at.split_once('#') {
            None => Position::Nth(number(at)?),
            Some((kind, n)) => Position::NthOf(found(&Kind::ALL, Kind::word, kind)?, number(n)?),
        };
        Ok(Self {
            what: found(&What::ALL, What::word, what)?,
            a: number(a)?,
            b: number(b)?,
            at,
        })
    }
}

impl FromStr for Schedule {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (device, faults) = text.split_once('|').ok_or("a schedule has a '|'")?;
        let mut words = device.split_whitespace();
        let dialect = found(&Dialect::ALL, Dialect::word, words.next().unwrap_or(""))?;
        let mut value = |key: &str| {
            let word = words.next().unwrap_or("");
            word.strip_prefix(key)
                .and_then(|rest| rest.strip_prefix('='))
                .ok_or_else(|| format!("'{word}' is not {key}=..."))
        };
        Ok(Self {
            dialect,
            leds: number(value("leds")?)?,
            frames: number(value("frames")?)?,
            ms: number(value("ms")?)?,
            play: number::<u8>(value("play")?)? == 1,
            force: number::<u8>(value("force")?)? == 1,
            before: found(&Before::ALL, Before::word, value("before")?)?,
            other: found(&Before::ALL, Before::word, value("other")?)?,
            keep: number::<u8>(value("keep")?)? == 1,
            faults: faults
                .split_whitespace()
                .map(str::parse)
                .collect::<Result<_, _>>()?,
        })
    }
}
