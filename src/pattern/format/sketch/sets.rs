//! Which arrays of a sketch are its pixels: the largest set of equal ones. Pins, palettes and tables are left out.

use super::array::Array;
use super::declaration::Class;
use super::evidence::parts;
use super::palette::palette;
use crate::pattern::Rgb;
use std::collections::HashMap;

/// Arrays of the same shape, in the order in which they show.
#[derive(Debug, Default)]
pub(super) struct Group {
    /// Places in the list of arrays; one may show more than once.
    pub(super) arrays: Vec<usize>,
    rank: Rank,
    weight: usize,
}

impl Group {
    /// Whether the names speak against all of them.
    pub(super) fn is_unlikely(&self) -> bool {
        self.rank == Rank::Other
    }

    /// One array alone.
    pub(super) fn of_one(at: usize) -> Self {
        Self {
            arrays: vec![at],
            ..Self::default()
        }
    }
}

/// How much a name speaks against pixels; the higher, the more.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Rank {
    #[default]
    Pixels,
    /// A palette, or pixels after all.
    Colours,
    /// A table, or pixels after all.
    Tables,
    /// Pins, buffers, texts.
    Other,
}

/// Parts of names of palettes.
const PALETTES: [&str; 8] = [
    "palette", "pal", "clut", "cmap", "colormap", "colors", "colours", "palettes",
];
/// Parts of names of what is no picture.
const OTHERS: [&str; 31] = [
    "pin",
    "pins",
    "gamma",
    "lut",
    "sin",
    "sine",
    "cos",
    "delay",
    "delays",
    "duration",
    "durations",
    "speed",
    "speeds",
    "mac",
    "ip",
    "notes",
    "melody",
    "tempo",
    "font",
    "fonts",
    "glyph",
    "glyphs",
    "brightness",
    "ssid",
    "password",
    "config",
    "ports",
    "cie",
    "ledmap",
    "widths",
    "weights",
];
/// Parts of names of what hardly is one.
const TABLES: [&str; 16] = [
    "table", "tbl", "time", "times", "key", "keys", "order", "index", "indices", "map", "xy",
    "lookup", "offset", "offsets", "channels", "segments",
];
/// Numbers of an array of plain integers that are pins or settings rather than pixels.
const FEW: usize = 16;

fn rank(array: &Array) -> Rank {
    let parts = parts(&array.name);
    let has = |words: &[&str]| parts.iter().any(|part| words.contains(&part.as_str()));
    let few = array.is_typed
        && array.class == Class::Int
        && array.shape.len() == 1
        && array.values.len() <= FEW
        && array.max <= 0xFF;
    // `{0}` clears a buffer
    let is_buffer = array.given < array.values.len() && array.max == 0;
    // a list of three numbers without a type is a colour that others name
    let is_colour = !array.is_typed && array.shape == [3] && array.max <= 0xFF;
    let one = array.values.len() < 2 && array.class != Class::Long && !array.is_colours;
    match () {
        () if has(&OTHERS) || few && !array.is_colours || is_buffer || is_colour || one => {
            Rank::Other
        }
        () if array.described.is_some() => Rank::Pixels,
        () if has(&PALETTES) => Rank::Colours,
        () if has(&TABLES) => Rank::Tables,
        () => Rank::Pixels,
    }
}

/// How many LEDs an array may be.
fn weight(array: &Array) -> usize {
    let is_bytes = array.class == Class::Byte || array.shape.last() == Some(&3);
    let values = array.values.len();
    if is_bytes { values.div_ceil(3) } else { values }
}

/// Arrays that can be pixels, in groups of equal ones, the best group first.
pub(super) fn groups(arrays: &[Array]) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    let mut places: HashMap<(Rank, Class, bool, &[usize]), usize> = HashMap::new();
    for (at, array) in arrays.iter().enumerate() {
        let unreadable = matches!(array.class, Class::Real | Class::Text) && !array.is_colours;
        let is_list_of_names = !array.names.is_empty();
        if array.problem.is_some() || unreadable || array.values.is_empty() || is_list_of_names {
            continue;
        }
        let rank = rank(array);
        let key = (rank, array.class, array.is_colours, array.shape.as_slice());
        let place = *places.entry(key).or_insert_with(|| {
            groups.push(Group {
                rank,
                ..Group::default()
            });
            groups.len() - 1
        });
        if let Some(group) = groups.get_mut(place) {
            group.arrays.push(at);
            group.weight += weight(array);
        }
    }
    groups.sort_by(|a, b| a.rank.cmp(&b.rank).then(b.weight.cmp(&a.weight)));
    if let Some(best) = groups.first_mut() {
        in_order(best, arrays);
    }
    groups
}

/// A list of the names of the arrays says in which order they show.
fn in_order(group: &mut Group, arrays: &[Array]) {
    let place = |name: &String| {
        group
            .arrays
            .iter()
            .copied()
            .find(|&at| arrays.get(at).is_some_and(|a| a.name == *name))
    };
    let lists = arrays
        .iter()
        .filter(|array| array.names.len() > 1 && array.problem.is_none());
    let order = lists
        .map(|list| list.names.iter().map(place).collect::<Option<Vec<usize>>>())
        .find_map(|order| order);
    if let Some(order) = order {
        group.arrays = order;
    }
}

/// The palette of the pictures in `group`, if there is one that has all their colours.
pub(super) fn palette_for<'a>(group: &Group, arrays: &'a [Array]) -> Option<(&'a str, Vec<Rgb>)> {
    let picture = group.arrays.iter().filter_map(|&at| arrays.get(at));
    let max = picture.clone().map(|array| array.max).max()?;
    let first = picture.clone().next()?;
    if first.is_colours
        || max > 0xFF
        || first.has_negative
        || !matches!(first.class, Class::Byte | Class::Int)
    {
        return None;
    }
    let of_picture = parts(&first.name);
    let shares = |array: &Array| parts(&array.name).first() == of_picture.first();
    let mut palettes: Vec<&Array> = arrays
        .iter()
        .filter(|array| {
            rank(array) == Rank::Colours || array.name.to_lowercase().contains("palette")
        })
        .collect();
    palettes.sort_by_key(|array| !shares(array));
    palettes.into_iter().find_map(|array| {
        let colours = palette(array)?;
        ((max as usize) < colours.len()).then_some((array.name.as_str(), colours))
    })
}

#[cfg(test)]
mod tests {
    use super::super::parser::parse;
    use super::*;
    use crate::pattern::Cancel;

    fn best(text: &str) -> Vec<String> {
        let cancel = Cancel::default();
        let arrays = parse(text, 99, &cancel).arrays;
        let groups = groups(&arrays);
        let named = |at: &usize| arrays[*at].name.clone();
        groups[0].arrays.iter().map(named).collect()
    }

    #[test]
    fn the_largest_set_of_equal_arrays_is_taken_and_names_speak_against_it() {
        assert_eq!(
            best("int pins[] = {1, 2, 3}; long a[] = {1, 2}; long b[] = {3, 4};"),
            ["a", "b"]
        );
        assert_eq!(
            best("byte a[] = {1, 2, 3}; byte b[] = {1, 2, 3, 4, 5, 6, 7};"),
            ["b"]
        );
        assert_eq!(
            best("byte gamma8[] = {0, 1, 2, 3, 4}; byte b[] = {1, 2, 3};"),
            ["b"]
        );
        assert_eq!(
            best("long palette[] = {1, 2, 3, 4, 5, 6}; byte b[] = {1, 2, 3};"),
            ["b"]
        );
        assert_eq!(best("long buffer[64] = {0}; byte b[] = {1, 2, 3};"), ["b"]);
    }

    #[test]
    fn a_list_of_names_says_the_order() {
        let text = "long a[] = {1}; long b[] = {2}; const long* all[] = {b, a, b};";
        assert_eq!(best(text), ["b", "a", "b"]);
    }
}
