//! From the arrays of a sketch to its pattern: chooses the arrays, lists their readings, builds the frames of the first.

mod warnings;

use super::array::Array;
use super::declaration::Class;
use super::evidence::{evidence, parts};
use super::parser::Contents;
use super::readings::{Reading, Set};
use super::sets::{Group, groups, palette_for};
use super::way::Way;
use super::{files, guess};
use crate::message::Message;
use crate::msg;
use crate::pattern::format::{Decoded, default_durations};
use crate::pattern::reading::Selection;
use crate::pattern::words::excerpt;
use crate::pattern::{Candidate, Frames, PatternError, ReadOptions, Reason, Source};
use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::Arc;
pub(super) use warnings::only;
use warnings::warnings;

/// Most readings that are offered.
pub(super) const MAX_OFFERED: usize = 9;
/// Arrays whose own constants are compared; more are frames.
const MAX_SIZED: usize = 64;
/// Bytes of a reading that are kept for its preview.
const PREVIEW: usize = 1 << 18;

/// Decodes what a sketch contains.
pub(super) fn decode(
    mut contents: Contents,
    source: Source<'_>,
    options: &ReadOptions,
) -> Result<Decoded, PatternError> {
    let mut names = HashMap::new();
    let mut doubled = HashSet::new();
    let mut seen = HashSet::new();
    // where conditions leave two of the same name, a compiler sees one of them
    contents.arrays.retain(|array| {
        let key = (array.values.len(), hash_of(&array.values));
        let first = *names.entry(array.name.clone()).or_insert(key);
        if first != key {
            doubled.insert(array.name.clone());
        }
        seen.insert(array.name.clone())
    });
    let selected = Selected::of(options)?;
    if let Some(name) = &selected.array {
        contents.arrays = with_palettes(contents.arrays, name)?;
    }
    if selected.way.is_none() {
        let candidates: Vec<&Array> = match &selected.array {
            Some(name) => contents
                .arrays
                .iter()
                .filter(|array| array.name == **name)
                .collect(),
            None => contents.arrays.iter().collect(),
        };
        if let Some(decoded) = files::decode(&candidates, source.path, options) {
            return decoded;
        }
    }
    let groups = match &selected.array {
        Some(name) => of_one(&contents.arrays, name),
        None => groups(&contents.arrays),
    };
    let chosen = selected.array.is_some();
    let Some(group) = groups
        .first()
        .filter(|group| chosen || !group.is_unlikely())
    else {
        return Err(unreadable(&contents.arrays));
    };
    let mut decoded = pixels(&contents, group, &selected, source, options)?;
    let is_doubled = |&at: &usize| {
        contents
            .arrays
            .get(at)
            .is_some_and(|a| doubled.contains(&a.name))
    };
    if group.arrays.iter().any(is_doubled) && options.remembered.is_none() {
        decoded.certain = false; // a compiler knows which of two arrays of one name it is
    }
    Ok(decoded)
}

fn hash_of(values: &[u32]) -> u64 {
    let mut hasher = DefaultHasher::new();
    values.hash(&mut hasher);
    hasher.finish()
}

/// What a person chose.
struct Selected {
    array: Option<String>,
    way: Option<String>,
}

impl Selected {
    fn of(options: &ReadOptions) -> Result<Self, PatternError> {
        let remembered = options.remembered.as_ref().map(|r| &r.selection);
        let named = |name: &String| Way::ALL.iter().any(|way| way.is_named(name));
        let way = options.format.clone().filter(named);
        Ok(Self {
            array: options
                .array
                .clone()
                .or_else(|| remembered.and_then(|s| s.array.clone())),
            way: way.or_else(|| remembered.and_then(|s| s.format.clone()).filter(named)),
        })
    }

    fn allows(&self, way: Way) -> bool {
        self.way.as_ref().is_none_or(|name| way.is_named(name))
    }
}

/// The arrays up to the one of that name, which is there.
fn with_palettes(arrays: Vec<Array>, name: &str) -> Result<Vec<Array>, PatternError> {
    if arrays.iter().any(|array| array.name == name) {
        return Ok(arrays);
    }
    let names = arrays
        .iter()
        .take(10)
        .map(|array| Message::verbatim(excerpt(&array.name)));
    Err(PatternError::Options {
        detail: msg!(
            "pattern-c-no-array",
            name = excerpt(name),
            names = names.collect::<Vec<_>>()
        ),
    })
}

/// The group of one array alone; none where it cannot be read.
fn of_one(arrays: &[Array], name: &str) -> Vec<Group> {
    let at = arrays
        .iter()
        .position(|array| array.name == name && array.problem.is_none());
    at.map(Group::of_one).into_iter().collect()
}

/// Why there are no pixels: the problem of the longest array, or that there are only others.
fn unreadable(arrays: &[Array]) -> PatternError {
    let is_xpm = |array: &Array| array.name.to_lowercase().ends_with("_xpm") || array.name == "xpm";
    if arrays.iter().any(is_xpm) {
        return PatternError::UnknownFormat {
            what: msg!("pattern-c-xpm"),
        };
    }
    let broken = arrays.iter().filter(|array| array.problem.is_some());
    let problem = broken.max_by_key(|array| array.given);
    if let Some(problem) = problem.and_then(|array| array.problem.clone()) {
        return problem;
    }
    let what = match only(arrays.iter().map(|array| array.name.as_str())) {
        Some(names) => msg!("pattern-c-only-others", names = names),
        None => msg!("pattern-c-empty"),
    };
    PatternError::UnknownFormat { what }
}

fn pixels(
    contents: &Contents,
    group: &Group,
    selected: &Selected,
    source: Source<'_>,
    options: &ReadOptions,
) -> Result<Decoded, PatternError> {
    let members: Vec<&Array> = group
        .arrays
        .iter()
        .filter_map(|&at| contents.arrays.get(at))
        .collect();
    let Some(&array) = members.first() else {
        return Err(unreadable(&contents.arrays));
    };
    let members = of_one_size(members, contents, options);
    series_is_whole(array, contents)?;
    let set = Set {
        array,
        count: members.len(),
        palette: palette_for(group, &contents.arrays),
        piskel: is_piskel(contents),
    };
    if let Some(problem) = array.wide.clone().filter(|_| !set.piskel && array.is_mixed) {
        return Err(problem);
    }
    let evidence = evidence(contents, array, options);
    let mut readings = set.readings(&evidence);
    if set.class() == Class::Byte
        && array.shape.len() == 1
        && !readings.iter().any(|r| r.certain && selected.allows(r.way))
        && !array.is_binary
    {
        guess::add(&set, source.path, options, &mut readings)?;
    }
    let certain = settle(&mut readings, selected, options);
    readings.truncate(MAX_OFFERED);
    let Some(first) = readings.first() else {
        return Err(match &selected.way {
            Some(way) => PatternError::Options {
                detail: msg!("pattern-c-not-so", name = excerpt(&array.name), way = way),
            },
            None => unreadable(&contents.arrays),
        });
    };
    let rgb = frames(&members, &set, first, usize::MAX, options)?;
    let decoded = Frames::new(first.leds, rgb, default_durations(first.frames))?;
    let mut decoded = Decoded::exact(decoded, first.matrix, first.order);
    decoded.certain = certain;
    decoded.warnings = warnings(contents, &members, &set, first, &evidence);
    if readings.len() > 1 || !certain || selected.way.is_some() {
        for reading in &readings {
            decoded
                .candidates
                .push(candidate(reading, &members, &set, selected, options)?);
        }
    }
    Ok(decoded)
}

/// The arrays without those whose own constants say another size than those of the first.
fn of_one_size<'a>(
    members: Vec<&'a Array>,
    contents: &Contents,
    options: &ReadOptions,
) -> Vec<&'a Array> {
    if members.len() > MAX_SIZED {
        return members;
    }
    let size = |array: &Array| evidence(contents, array, options).own_size;
    let first = members.first().and_then(|array| size(array));
    members
        .into_iter()
        .filter(|array| size(array) == first)
        .collect()
}

/// Puts what a person chose first; whether the first reading is certain.
fn settle(readings: &mut Vec<Reading>, selected: &Selected, options: &ReadOptions) -> bool {
    readings.retain(|reading| selected.allows(reading.way));
    let remembered = options.remembered.as_ref();
    let matrix = options.matrix.or(remembered.and_then(|r| r.matrix));
    let leds = options.leds.or(matrix.map(crate::pattern::Matrix::leds));
    let leds = leds.or(remembered.map(|r| r.leds));
    let wanted = |reading: &Reading| {
        Some(reading.leds) == leds
            && (matrix.is_none() || reading.matrix == matrix || reading.matrix.is_none())
    };
    let is_exact = |reading: &Reading| wanted(reading) && reading.matrix == matrix;
    let chosen = readings
        .iter()
        .position(is_exact)
        .or_else(|| readings.iter().position(wanted));
    if let Some(at) = chosen {
        let reading = readings.remove(at);
        readings.insert(0, reading);
        // the ways that are left are still a guess, unless the person named one or the sketch does
        return selected.way.is_some() || readings.first().is_some_and(|r| r.certain) || {
            let first = readings.first().map(|r| r.way);
            readings
                .iter()
                .filter(|r| wanted(r))
                .all(|r| Some(r.way) == first)
        };
    }
    // what the sketch says comes before what is only likely
    readings.sort_by_key(|reading| !reading.certain);
    readings.first().is_some_and(|r| r.certain) || selected.way.is_some() && readings.len() == 1
}

/// Frames in R,G,B bytes; at most `max` bytes of them.
fn frames(
    members: &[&Array],
    set: &Set<'_>,
    reading: &Reading,
    max: usize,
    options: &ReadOptions,
) -> Result<Vec<u8>, PatternError> {
    let budget = Frames::budget(reading.leds as u64, reading.frames as u64)?;
    let mut rgb = Vec::with_capacity(budget.min(max.saturating_add(reading.leds * 3)));
    let each_array = (reading.frames / set.count.max(1)).max(1);
    let class = set.class();
    let palette = set.palette.as_ref().map_or(&[][..], |(_, colours)| colours);
    for array in members {
        let each = (array.values.len() / each_array).max(1);
        for picture in array.values.chunks_exact(each) {
            options.cancel.check()?;
            if rgb.len() >= max {
                return Ok(rgb);
            }
            let bytes: Vec<u32>;
            let picture = match (reading.way, class) {
                (Way::Mono { .. }, Class::Short | Class::Long) => {
                    let skip = if class == Class::Short { 2 } else { 0 };
                    bytes = picture
                        .iter()
                        .flat_map(|n| n.to_be_bytes().into_iter().skip(skip).map(u32::from))
                        .collect();
                    &bytes
                }
                _ => picture,
            };
            reading
                .way
                .colours(picture, (class, reading.matrix), palette, &mut rgb);
        }
    }
    Ok(rgb)
}

fn candidate(
    reading: &Reading,
    members: &[&Array],
    set: &Set<'_>,
    selected: &Selected,
    options: &ReadOptions,
) -> Result<Candidate, PatternError> {
    let mut pixels = frames(members, set, reading, PREVIEW, options)?;
    pixels.truncate(pixels.len() / (reading.leds * 3).max(1) * reading.leds * 3);
    let from = match members {
        [one] => msg!("pattern-reason-from-array", name = excerpt(&one.name)),
        [first, .., last] => msg!(
            "pattern-reason-from-arrays",
            count = members.len(),
            first = excerpt(&first.name),
            last = excerpt(&last.name)
        ),
        [] => msg!("pattern-c-empty"),
    };
    let mut reasons = reading.reasons.clone();
    reasons.push(from);
    Ok(Candidate {
        leds: reading.leds,
        frames: reading.frames,
        matrix: reading.matrix,
        score: reading.score,
        reasons: reasons
            .into_iter()
            .map(|text| Reason {
                supports: true,
                text,
            })
            .collect(),
        selection: Selection {
            format: Some(reading.way.name().to_owned()),
            array: selected.array.clone(),
        },
        pixels: Some(Arc::from(pixels)),
    })
}

/// Whether Piskel wrote the sketch: its comment, or its three constants.
fn is_piskel(contents: &Contents) -> bool {
    let has = |suffix: &str| {
        let mut names = contents.constants.numbers().iter();
        names.any(|(name, _)| name.to_uppercase().ends_with(suffix))
    };
    contents.comments.piskel || has("_FRAME_COUNT") && has("_FRAME_WIDTH") && has("_FRAME_HEIGHT")
}

/// Refuses a frame of an animation that has more or fewer colours than the others.
fn series_is_whole(array: &Array, contents: &Contents) -> Result<(), PatternError> {
    let stem = |name: &str| {
        let stem = name
            .trim_end_matches(|c: char| c.is_ascii_digit())
            .to_lowercase();
        (stem.len() < name.len() && parts(name).iter().any(|part| part == "frame")).then_some(stem)
    };
    let Some(series) = stem(&array.name) else {
        return Ok(());
    };
    let mut others = contents
        .arrays
        .iter()
        .filter(|other| other.class == array.class && other.problem.is_none());
    match others
        .find(|other| other.shape != array.shape && stem(&other.name).as_ref() == Some(&series))
    {
        None => Ok(()),
        Some(other) => Err(PatternError::CorruptLine {
            line: other.end,
            detail: msg!(
                "pattern-c-frame-differs",
                has = other.values.len(),
                leds = array.values.len()
            ),
        }),
    }
}
