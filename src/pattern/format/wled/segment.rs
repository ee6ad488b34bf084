//! One segment of a state, and its list of LEDs: numbers and colours, as WLED takes them.

use super::paint::{Cell, Painting, Place};
use crate::pattern::MAX_LEDS;
use serde::de::value::MapAccessDeserializer;
use serde::de::{
    Deserialize, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Unexpected, Visitor,
};
use std::fmt;
use std::marker::PhantomData;

/// The segments of a state, painted one over the other: one object, or a list of them.
#[derive(Default)]
pub(super) struct Segments(pub(super) Painting);

impl<'de> Deserialize<'de> for Segments {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct OneOrMore;
        impl<'de> Visitor<'de> for OneOrMore {
            type Value = Segments;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("{…} / [{…}, …]")
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Segments, A::Error> {
                let mut segments = Segments::default();
                Segment::deserialize(MapAccessDeserializer::new(map))?.paint(&mut segments.0);
                Ok(segments)
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Segments, A::Error> {
                let mut segments = Segments::default();
                while let Some(Lenient(segment)) = seq.next_element::<Lenient<Segment>>()? {
                    segment.unwrap_or_default().paint(&mut segments.0);
                }
                Ok(segments)
            }
        }
        deserializer.deserialize_any(OneOrMore)
    }
}

/// What is read of a segment.
#[derive(Default, serde::Deserialize)]
#[serde(default)]
struct Segment {
    start: Loose,
    stop: Loose,
    len: Loose,
    #[serde(rename = "startY")]
    start_y: Loose,
    #[serde(rename = "stopY")]
    stop_y: Loose,
    grp: Loose,
    spc: Loose,
    of: Loose,
    rev: Loose,
    mi: Loose,
    #[serde(rename = "rY")]
    rev_y: Loose,
    #[serde(rename = "mY")]
    mi_y: Loose,
    tp: Loose,
    fx: Loose,
    i: Option<Leds>,
}

impl Segment {
    fn paint(self, painting: &mut Painting) {
        let start = self.start.number();
        let len = self
            .len
            .number()
            .map(|len| start.unwrap_or(0).saturating_add(len));
        let place = Place {
            start,
            stop: self.stop.number().or(len),
            top: self.start_y.number(),
            bottom: self.stop_y.number(),
        };
        let Some(leds) = self.i.filter(|leds| !leds.cells.is_empty()) else {
            let shows = self.fx.number().is_some() && place.stop != Some(0);
            painting.effects += usize::from(shows);
            return;
        };
        painting.add(&place, &leds.cells);
        painting.has_white |= leds.has_white;
        let flags = [self.rev, self.mi, self.rev_y, self.mi_y, self.tp];
        let shifted = [self.grp.number() > Some(1), self.spc.number() > Some(0)];
        painting.is_mapped |= flags.iter().any(Loose::is_set)
            || shifted.contains(&true)
            || self.of.number() > Some(0);
    }
}

/// The LEDs of a segment.
#[derive(Default)]
struct Leds {
    cells: Vec<Cell>,
    has_white: bool,
}

/// An element of the list.
enum Item {
    Number(usize),
    /// Red, green and blue, and whether white comes with it.
    Colour([u8; 3], bool),
}

impl<'de> Deserialize<'de> for Leds {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct List;
        impl<'de> Visitor<'de> for List {
            type Value = Leds;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("[…]")
            }

            /// A number is the LED of the next colour, two are the first LED and the one behind the last; a colour
            /// without a number is for the LED behind the last one.
            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Leds, A::Error> {
                let mut leds = Leds::default();
                let (mut start, mut stop, mut numbers) = (0, 0, 0);
                while let Some(item) = seq.next_element()? {
                    let (rgb, white) = match item {
                        Item::Colour(rgb, white) => (rgb, white),
                        Item::Number(number) if numbers == 0 => {
                            (start, numbers) = (number, 1);
                            continue;
                        }
                        Item::Number(number) => {
                            (stop, numbers) = (number, 2);
                            continue;
                        }
                    };
                    if numbers < 2 || stop <= start {
                        stop = start + 1;
                    }
                    if stop > MAX_LEDS {
                        let led = Unexpected::Unsigned(stop as u64 - 1);
                        return Err(A::Error::invalid_value(led, &"the number of an LED"));
                    }
                    if leds.cells.len() < stop {
                        leds.cells.resize(stop, None);
                    }
                    let range = leds.cells.get_mut(start..stop).unwrap_or_default();
                    range.fill(Some(rgb));
                    leds.has_white |= white;
                    (start, numbers) = (stop, 0);
                }
                Ok(leds)
            }
        }
        deserializer.deserialize_seq(List)
    }
}

impl<'de> Deserialize<'de> for Item {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Any;
        impl<'de> Visitor<'de> for Any {
            type Value = Item;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("the number of an LED, or a colour, like \"FF8000\" or [255,128,0]")
            }

            fn visit_u64<E: Error>(self, number: u64) -> Result<Item, E> {
                let small = usize::try_from(number).ok().filter(|&n| n <= MAX_LEDS);
                let led = Unexpected::Unsigned(number);
                small
                    .map(Item::Number)
                    .ok_or_else(|| E::invalid_value(led, &self))
            }

            fn visit_i64<E: Error>(self, number: i64) -> Result<Item, E> {
                self.visit_u64(number.unsigned_abs())
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Item, E> {
                let digits = text.strip_prefix('#').unwrap_or(text);
                let known = matches!(digits.len(), 6 | 8)
                    && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
                let value = u32::from_str_radix(digits, 16).ok().filter(|_| known);
                let value = value.ok_or_else(|| E::invalid_value(Unexpected::Str(text), &self))?;
                let (rgb, white) = match digits.len() {
                    8 => (value >> 8, value & 0xFF),
                    _ => (value, 0),
                };
                let [_, r, g, b] = rgb.to_be_bytes();
                Ok(Item::Colour([r, g, b], white > 0))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Item, A::Error> {
                let mut channels = [0; 4];
                for channel in &mut channels {
                    *channel = seq.next_element::<u8>()?.unwrap_or(0);
                }
                if seq.next_element::<IgnoredAny>()?.is_some() {
                    return Err(A::Error::invalid_length(5, &self));
                }
                let [r, g, b, white] = channels;
                Ok(Item::Colour([r, g, b], white > 0))
            }
        }
        deserializer.deserialize_any(Any)
    }
}

/// An object where one stands, nothing where anything else does.
pub(super) struct Lenient<T>(pub(super) Option<T>);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Lenient<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let any = deserializer.deserialize_any(Kinds(PhantomData))?;
        Ok(Self(match any {
            Kind::Object(object) => Some(object),
            Kind::Loose(_) => None,
        }))
    }
}

/// A number, a flag or a text; anything else is none of them.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) enum Loose {
    #[default]
    Nothing,
    Number(i64),
    Flag(bool),
    Text(String),
}

impl Loose {
    fn number(&self) -> Option<usize> {
        match self {
            Self::Number(number) => usize::try_from(*number).ok(),
            _ => None,
        }
    }

    fn is_set(&self) -> bool {
        matches!(self, Self::Flag(true))
    }

    pub(super) fn text(self) -> Option<String> {
        match self {
            Self::Text(text) if !text.is_empty() => Some(text),
            _ => None,
        }
    }
}

impl<'de> Deserialize<'de> for Loose {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let any = deserializer.deserialize_any(Kinds::<IgnoredAny>(PhantomData))?;
        Ok(match any {
            Kind::Object(_) => Self::Nothing,
            Kind::Loose(value) => value,
        })
    }
}

enum Kind<T> {
    Object(T),
    Loose(Loose),
}

struct Kinds<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for Kinds<T> {
    type Value = Kind<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Kind<T>, A::Error> {
        T::deserialize(MapAccessDeserializer::new(map)).map(Kind::Object)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Kind<T>, A::Error> {
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Kind::Loose(Loose::Nothing))
    }

    fn visit_bool<E: Error>(self, flag: bool) -> Result<Kind<T>, E> {
        Ok(Kind::Loose(Loose::Flag(flag)))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Kind<T>, E> {
        Ok(Kind::Loose(Loose::Number(number)))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Kind<T>, E> {
        self.visit_i64(i64::try_from(number).unwrap_or(i64::MAX))
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<Kind<T>, E> {
        Ok(Kind::Loose(Loose::Nothing))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Kind<T>, E> {
        Ok(Kind::Loose(Loose::Text(text.into())))
    }

    fn visit_unit<E: Error>(self) -> Result<Kind<T>, E> {
        Ok(Kind::Loose(Loose::Nothing))
    }
}
