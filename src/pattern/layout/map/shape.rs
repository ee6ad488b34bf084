//! What the JSON of a map file is: the numbers of LEDs in the cells of a grid, or positions.

use super::super::super::PatternError;
use super::gaps;
use super::json::{self, Node, Value};
use super::kind::MapKind;
use super::ledmap::{Ledmap, side};
use super::models::choose;
use super::objects::{by_number, columns, of_items, point, too_many};
use super::read::{MapFile, MapOptions, whole};
use super::rows::{Row, in_order};
use crate::msg;
use crate::pattern::MAX_LEDS;

/// Reads the JSON of a map, whatever it is.
pub(super) fn read_json(text: &str, options: &MapOptions) -> Result<MapFile, PatternError> {
    let reader = Reader { text, options };
    json::read(text, |roots| match roots {
        [one] => match &one.value {
            Value::List(list) => reader.list(one, list, &Frame::default()),
            _ => reader.object(one),
        },
        lines => reader.points(lines, MapKind::Lines),
    })
}

/// What an object says about the list in it.
#[derive(Default)]
pub(super) struct Frame {
    /// Whether its name is "map".
    named: bool,
    pub(super) width: Option<usize>,
    pub(super) height: Option<usize>,
}

struct Reader<'t> {
    text: &'t str,
    options: &'t MapOptions,
}

impl Reader<'_> {
    fn object(&self, object: &Node<'_>) -> Result<MapFile, PatternError> {
        if let Some(rows) = by_number(object).or_else(|| columns(object)) {
            return self.placed(rows?, MapKind::Objects);
        }
        let members = object.object().unwrap_or_default();
        let mut maps = members.iter().filter(|(key, _)| key == "map");
        if let Some((_, map)) = maps.next() {
            let frame = Frame {
                named: true,
                width: side(object, "width")?,
                height: side(object, "height")?,
            };
            if let Some((_, second)) = maps.next() {
                return Err(second.wrong(msg!("pattern-map-list")));
            }
            return match &map.value {
                Value::List(list) => self.list(map, list, &frame),
                Value::Object(_) => self.screen_map(map),
                _ => Err(map.wrong(msg!("pattern-map-list"))),
            };
        }
        // a list of points or of objects under some other name, if it is the only one
        let is_places = |node: &Node<'_>| {
            let first = node
                .list()
                .and_then(|list| list.iter().find(|item| !item.is_null()));
            first.is_some_and(|first| matches!(first.value, Value::List(_) | Value::Object(_)))
        };
        let mut places = members.iter().filter(|(_, node)| is_places(node));
        match (places.next(), places.next()) {
            (Some((_, node)), None) => {
                self.list(node, node.list().unwrap_or_default(), &Frame::default())
            }
            _ => Err(whole(msg!("pattern-map-none"))),
        }
    }

    /// The strips of a ScreenMap, of which one is read.
    fn screen_map(&self, map: &Node<'_>) -> Result<MapFile, PatternError> {
        let strips = map.object().unwrap_or_default();
        if strips.is_empty() {
            return Err(whole(msg!("pattern-map-none")));
        }
        let names: Vec<String> = strips.iter().map(|(name, _)| name.to_string()).collect();
        let chosen = choose(&names, &[], self.options)?;
        let strip = strips.get(chosen).map(|(_, strip)| strip).unwrap_or(map);
        let rows = columns(strip).ok_or_else(|| strip.wrong(msg!("pattern-map-list")))?;
        let mut file = self.placed(rows?, MapKind::ScreenMap)?;
        file.model = names.get(chosen).cloned();
        file.models = names;
        Ok(file)
    }

    fn list(
        &self,
        node: &Node<'_>,
        list: &[Node<'_>],
        frame: &Frame,
    ) -> Result<MapFile, PatternError> {
        let Some(first) = list.iter().find(|item| !item.is_null()) else {
            return Err(whole(if list.is_empty() {
                msg!("pattern-map-none")
            } else {
                msg!("pattern-map-no-place")
            }));
        };
        match &first.value {
            Value::Object(_) => {
                let (rows, kind) = of_items(list)?;
                self.placed(rows, kind)
            }
            Value::List(_) => self.rows(list, frame),
            _ => self.flat(node, list, frame),
        }
    }

    /// A list of lists: points, or rows of a ledmap.
    fn rows(&self, list: &[Node<'_>], frame: &Frame) -> Result<MapFile, PatternError> {
        let short = |item: &Node<'_>| item.list().is_some_and(|row| (2..=3).contains(&row.len()));
        let are_short = list.iter().all(|item| item.is_null() || short(item));
        let cells = || list.iter().flat_map(|row| row.list().unwrap_or_default());
        if are_short && frame.width.is_none() && frame.height.is_none() {
            return match numbers_of_leds(cells()) {
                None => self.points(list, MapKind::Points),
                Some(last) => {
                    let notes = [msg!("pattern-map-rows", last = last)];
                    Ok(self.ledmap(&Ledmap::of_rows(list)?, frame)?.noted(&notes))
                }
            };
        }
        self.ledmap(&Ledmap::of_rows(list)?, frame)
    }

    /// A list of numbers.
    fn flat(
        &self,
        node: &Node<'_>,
        list: &[Node<'_>],
        frame: &Frame,
    ) -> Result<MapFile, PatternError> {
        if frame.named {
            return self.ledmap(&Ledmap::of_cells(list)?, frame);
        }
        let is_real = numbers_of_leds(list.iter()).is_some();
        let flag = |item: &Node<'_>| {
            item.is_null()
                || matches!(item.value, Value::Number(n) if n == -1.0 || n == 0.0 || n == 1.0)
        };
        if list.len() > 3 && list.iter().all(flag) && (self.options.wiring.is_some() || !is_real) {
            return gaps::read(&Ledmap::of_cells(list)?, self.text, self.options);
        }
        if !is_real && (2..=3).contains(&list.len()) {
            return self.points(std::slice::from_ref(node), MapKind::Lines);
        }
        let cells = Ledmap::of_cells(list)?;
        if let Some(led) = cells.repeated() {
            return Err(node.wrong(msg!("pattern-map-led-repeated", led = led)));
        }
        self.ledmap(&cells, frame)
    }

    fn ledmap(&self, ledmap: &Ledmap, frame: &Frame) -> Result<MapFile, PatternError> {
        ledmap.laid(frame, self.text, self.options)
    }

    /// Points of two or three numbers, all of as many.
    fn points(&self, list: &[Node<'_>], kind: MapKind) -> Result<MapFile, PatternError> {
        if list.len() > MAX_LEDS {
            return Err(too_many(list));
        }
        let mut axes = None;
        let mut points = Vec::with_capacity(list.len());
        for node in list {
            if node.is_null() {
                points.push(None);
                continue;
            }
            let numbers = node.list().unwrap_or_default();
            points.push(point(node, numbers)?);
            let others = *axes.get_or_insert(numbers.len());
            if others != numbers.len() {
                let n = numbers.len();
                return Err(node.wrong(msg!("pattern-points-uneven", n = n, others = others)));
            }
        }
        MapFile::of_points(points, kind, None, self.options)
    }

    fn placed(&self, rows: Vec<Row>, kind: MapKind) -> Result<MapFile, PatternError> {
        MapFile::of_points(in_order(rows)?, kind, None, self.options)
    }
}

/// The last LED, where values are the numbers of LEDs from 0 on, each once, and -1 for gaps: a ledmap, and no points.
fn numbers_of_leds<'n>(values: impl Iterator<Item = &'n Node<'n>>) -> Option<usize> {
    let mut seen = Vec::new();
    for value in values {
        let led = match value.value {
            Value::Null => continue,
            Value::Number(-1.0) => continue,
            Value::Number(led) if led >= 0.0 && led < MAX_LEDS as f64 && led.fract() == 0.0 => {
                led as usize
            }
            _ => return None,
        };
        if led >= seen.len() {
            seen.resize(led + 1, false);
        }
        if std::mem::replace(seen.get_mut(led)?, true) {
            return None;
        }
    }
    let last = seen.len().checked_sub(1)?;
    seen.iter().all(|seen| *seen).then_some(last)
}

#[cfg(test)]
mod tests;
