//! Positions in JSON: points, objects with `x`, `y` and `z`, and columns of coordinates. The layouts of Open Pixel Control
//! (`[{"point": [x, y, z]}, ...]`, `gl_server.c`) and FastLED's ScreenMap (`{"x": [...], "y": [...]}`, `screenmap.cpp`)
//! are among them.

use super::super::super::PatternError;
use super::super::super::matrix::MAX_LEDS;
use super::json::{Node, Value};
use super::kind::MapKind;
use super::rows::{NUMBERS, Row, led_number, not_a_number, within_reach};
use super::view::Point;
use crate::msg;
use std::borrow::Cow;

/// The axes, in the order of a [`Point`].
const AXES: [&str; 3] = ["x", "y", "z"];
/// Names of a position that is a list or an object of its own.
const PLACES: [&str; 10] = [
    "point",
    "position",
    "pos",
    "coord",
    "coords",
    "coordinate",
    "coordinates",
    "xyz",
    "xy",
    "location",
];
/// A light that Open Pixel Control draws as a line from one point to another.
const LINE: &str = "line";

/// The LEDs of a list, each a point or an object; `null` is an LED without a position.
pub(super) fn of_items(list: &[Node<'_>]) -> Result<(Vec<Row>, MapKind), PatternError> {
    if list.len() > MAX_LEDS {
        return Err(too_many(list));
    }
    let rows = list.iter().map(item).collect::<Result<Vec<_>, _>>()?;
    let is_opc = |node: &Node<'_>| {
        [LINE, "point"].iter().any(|name| {
            node.member(name)
                .is_some_and(|value| value.list().is_some())
        })
    };
    let kind = if list.iter().any(is_opc) {
        MapKind::Opc
    } else {
        MapKind::Objects
    };
    Ok((rows, kind))
}

/// The error for more LEDs than there can be.
pub(super) fn too_many(list: &[Node<'_>]) -> PatternError {
    let detail = msg!("pattern-points-too-many", max = MAX_LEDS);
    match list.get(MAX_LEDS) {
        Some(node) => node.wrong(detail),
        None => super::read::whole(detail),
    }
}

/// The LEDs of an object whose members are numbers of LEDs.
pub(super) fn by_number(object: &Node<'_>) -> Option<Result<Vec<Row>, PatternError>> {
    let members = object.object()?;
    let is_number = |key: &str| key.trim().parse::<i64>().is_ok();
    if members.is_empty() || !members.iter().all(|(key, _)| is_number(key)) {
        return None;
    }
    let row = |(key, node): &(Cow<'_, str>, Node<'_>)| {
        Ok(Row {
            number: Some(led_number(node.line as usize, key)?),
            ..item(node)?
        })
    };
    Some(members.iter().map(row).collect())
}

fn item(node: &Node<'_>) -> Result<Row, PatternError> {
    let line = node.line as usize;
    let Some(members) = node.object() else {
        let point = position(node)?;
        return Ok(Row {
            line,
            number: None,
            point,
        });
    };
    let named = |name: &str| {
        let mut found = members.iter().filter(|(key, _)| is(key, name));
        found.next().map(|(_, node)| node)
    };
    let is_place = |node: &&Node<'_>| matches!(node.value, Value::List(_) | Value::Object(_));
    let point = if AXES.iter().any(|axis| named(axis).is_some()) {
        of_axes(node, named)?
    } else if let Some(place) = PLACES.iter().find_map(|name| named(name).filter(is_place)) {
        position(place)?
    } else if let Some(ends) = named(LINE).and_then(Node::list) {
        middle(node, ends)?
    } else {
        None
    };
    let number = NUMBERS.iter().find_map(|name| {
        let value = named(name)?;
        match &value.value {
            Value::Number(number) => Some(led_number(line, &number.to_string())),
            Value::Text(text) if text.trim().parse::<i64>().is_ok() => Some(led_number(line, text)),
            _ => None,
        }
    });
    Ok(Row {
        line,
        number: number.transpose()?,
        point,
    })
}

/// Whether a key is that name: "LED_index" is "ledindex".
fn is(key: &str, name: &str) -> bool {
    let letters = key.chars().filter(|c| !matches!(c, '_' | '-' | ' '));
    letters.flat_map(char::to_lowercase).eq(name.chars())
}

/// A list of two or three numbers, or an object with axes; `None` for `null`.
fn position(node: &Node<'_>) -> Result<Option<Point>, PatternError> {
    match &node.value {
        Value::Null => Ok(None),
        Value::List(list) => point(node, list),
        Value::Object(members) => of_axes(node, |name| {
            members
                .iter()
                .find(|(key, _)| is(key, name))
                .map(|(_, node)| node)
        }),
        _ => Err(node.wrong(msg!("pattern-points-numbers", n = 1))),
    }
}

/// A point of two or three numbers.
pub(super) fn point(node: &Node<'_>, list: &[Node<'_>]) -> Result<Option<Point>, PatternError> {
    if !(2..=3).contains(&list.len()) {
        return Err(node.wrong(msg!("pattern-points-numbers", n = list.len())));
    }
    if list.iter().all(Node::is_null) {
        return Ok(None);
    }
    let mut found = [0.0; 3];
    for ((value, node), axis) in found.iter_mut().zip(list).zip(AXES) {
        *value = coordinate(node, axis)?;
    }
    Ok(Some(found))
}

/// The axes that an object names, at least two of them; `None` where they are `null` or missing.
fn of_axes<'n>(
    node: &Node<'_>,
    named: impl Fn(&str) -> Option<&'n Node<'n>>,
) -> Result<Option<Point>, PatternError> {
    let axes = AXES.map(|axis| named(axis).filter(|node| !node.is_null()));
    match axes.iter().flatten().count() {
        0 => return Ok(None),
        1 => return Err(node.wrong(msg!("pattern-points-one-axis"))),
        _ => {}
    }
    let mut found = [0.0; 3];
    for ((value, node), axis) in found.iter_mut().zip(axes).zip(AXES) {
        if let Some(node) = node {
            *value = coordinate(node, axis)?;
        }
    }
    Ok(Some(found))
}

fn coordinate(node: &Node<'_>, axis: &str) -> Result<f64, PatternError> {
    let line = node.line as usize;
    match node.number() {
        Some(value) => within_reach(line, value, axis),
        None => Err(not_a_number(line, &node.quoted(), axis)),
    }
}

/// Where the middle of a line is.
fn middle(node: &Node<'_>, ends: &[Node<'_>]) -> Result<Option<Point>, PatternError> {
    let [from, to] = ends else {
        return Err(node.wrong(msg!("pattern-points-numbers", n = ends.len())));
    };
    let ends = position(from)?.zip(position(to)?);
    Ok(ends.map(|([a, b, c], [x, y, z])| [(a + x) / 2.0, (b + y) / 2.0, (c + z) / 2.0]))
}

/// The LEDs of an object with a list for each axis; `None` where it has none.
pub(super) fn columns(object: &Node<'_>) -> Option<Result<Vec<Row>, PatternError>> {
    let members = object.object()?;
    let lists = AXES.map(|axis| {
        let mut found = members.iter().filter(|(key, _)| is(key, axis));
        found.next().and_then(|(_, node)| node.list())
    });
    let lengths: Vec<usize> = lists.iter().flatten().map(|list| list.len()).collect();
    let [first, others @ ..] = lengths.as_slice() else {
        return None;
    };
    let first = *first;
    if others.is_empty() {
        return None;
    }
    if let Some(second) = others.iter().copied().find(|other| *other != first) {
        let detail = msg!(
            "pattern-points-columns-differ",
            first = first,
            second = second
        );
        return Some(Err(object.wrong(detail)));
    }
    let row = |led: usize| {
        let mut point = [0.0; 3];
        for ((value, list), axis) in point.iter_mut().zip(lists).zip(AXES) {
            if let Some(node) = list.and_then(|list| list.get(led)) {
                *value = coordinate(node, axis)?;
            }
        }
        Ok(Row {
            line: object.line as usize,
            number: None,
            point: Some(point),
        })
    };
    Some((0..first.min(MAX_LEDS + 1)).map(row).collect())
}
