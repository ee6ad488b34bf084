//! What is said about a sketch: the arrays that are left out, and what does not agree.

use super::super::array::Array;
use super::super::evidence::Evidence;
use super::super::parser::Contents;
use super::super::readings::{Reading, Set};
use super::super::way::Way;
use crate::message::Message;
use crate::msg;
use crate::pattern::words::excerpt;

/// Names of arrays in a sentence; more are counted.
const MAX_NAMED: usize = 5;

/// What was left out, and what does not agree.
pub(super) fn warnings(
    contents: &Contents,
    members: &[&Array],
    set: &Set<'_>,
    reading: &Reading,
    evidence: &Evidence,
) -> Vec<Message> {
    let palette = set.palette.as_ref().filter(|_| reading.way == Way::Indexed);
    let is_read = |array: &&Array| {
        let in_set = members.iter().any(|member| member.name == array.name);
        let lists = !array.names.is_empty()
            && array
                .names
                .iter()
                .all(|n| members.iter().any(|m| m.name == *n));
        in_set || lists || palette.is_some_and(|(name, _)| *name == array.name)
    };
    let left = contents.arrays.iter().filter(|array| !is_read(array));
    let broken = left.clone().filter(|array| array.class == set.array.class);
    let problem = broken.filter_map(|array| array.problem.as_ref()).next();
    let mut warnings: Vec<Message> = only(left.map(|array| array.name.as_str()))
        .into_iter()
        .collect();
    warnings.extend(problem.map(crate::pattern::PatternError::message));
    let alpha = |n: &u32| match reading.way {
        Way::Argb | Way::Abgr => n >> 24 == 0,
        _ => false,
    };
    let dark: usize = members
        .iter()
        .map(|array| array.values.iter().filter(|n| alpha(n)).count())
        .sum();
    if dark > 0 {
        warnings.push(msg!("pattern-c-transparent", count = dark));
    }
    if let Some(matrix) = evidence
        .own_size
        .filter(|m| reading.matrix.is_none() && m.leds() != reading.leds)
    {
        warnings.push(msg!(
            "pattern-c-size-differs",
            matrix = matrix,
            leds = reading.leds
        ));
    }
    let declared = evidence.frames.first().filter(|_| evidence.counts_frames);
    if let Some(hint) = declared.filter(|hint| hint.is != reading.frames) {
        let count = reading.frames;
        warnings.push(msg!(
            "pattern-frames-differ",
            declared = hint.is,
            count = count
        ));
    }
    warnings
}

/// Names the arrays that are left out.
pub(in crate::pattern::format::sketch) fn only<'a>(
    left: impl Iterator<Item = &'a str>,
) -> Option<Message> {
    let mut names: Vec<Message> = Vec::new();
    let mut more = 0_usize;
    for name in left {
        if names.len() < MAX_NAMED {
            names.push(Message::verbatim(excerpt(name)));
        } else {
            more += 1;
        }
    }
    match (names.is_empty(), more) {
        (true, _) => None,
        (false, 0) => Some(msg!("pattern-c-left-out", names = names)),
        (false, _) => Some(msg!("pattern-c-left-out-more", names = names, more = more)),
    }
}
