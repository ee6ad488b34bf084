//! Files with several models of LEDs, of which one is read.

use super::super::super::PatternError;
use super::super::super::words::excerpt;
use super::read::{MapOptions, whole};
use crate::message::{Arg, Message};
use crate::msg;

/// Names in an error: it has to stay short.
const MAX_NAMED: usize = 8;

/// Which of the models is to be read: the only one, the one of that name, or the first where any will do. `others` are
/// models that cannot be read, with what they are.
pub(super) fn choose(
    names: &[String],
    others: &[(String, String)],
    options: &MapOptions,
) -> Result<usize, PatternError> {
    let Some(wanted) = options.model.as_deref().map(str::trim) else {
        return match names {
            [_] => Ok(0),
            [_, ..] if options.any_model => Ok(0),
            _ => Err(whole(msg!(
                "pattern-map-models",
                names = listed(names.iter(), names.len())
            ))),
        };
    };
    let same = |name: &str| name.trim().to_lowercase() == wanted.to_lowercase();
    let exact = names.iter().position(|name| name == wanted);
    if let Some(found) = exact.or_else(|| names.iter().position(|name| same(name))) {
        return Ok(found);
    }
    let name = excerpt(wanted);
    if let Some((_, kind)) = others.iter().find(|(name, _)| same(name)) {
        let kind = excerpt(kind);
        return Err(whole(msg!(
            "pattern-map-model-kind",
            name = name,
            kind = kind
        )));
    }
    // names that are like it first
    let like = |name: &&String| name.to_lowercase().contains(&wanted.to_lowercase());
    let unlike = |name: &&String| !like(name);
    let all = names.iter().filter(like).chain(names.iter().filter(unlike));
    Err(whole(msg!(
        "pattern-map-model-unknown",
        name = name,
        names = listed(all, names.len())
    )))
}

/// The first names, and how many more there are.
fn listed<'n>(names: impl Iterator<Item = &'n String>, count: usize) -> Message {
    let named: Vec<Arg> = names
        .take(MAX_NAMED)
        .map(|name| Arg::from(excerpt(name)))
        .collect();
    let more = count.saturating_sub(MAX_NAMED);
    msg!(
        "pattern-map-model-names",
        names = Arg::List(named),
        more = more
    )
}
