//! Circles among files: which siblings of a folder use each other, names that a parent passes on resolved to where they are.

use super::source::Source;
use std::collections::{BTreeMap, BTreeSet};

/// Groups of siblings in a module that use each other, each in alphabetical order. `module` is a path like `app/update`.
pub(crate) fn circles(sources: &[Source], module: &str) -> Vec<Vec<String>> {
    let edges = edges(sources, module);
    let reach: BTreeMap<&String, BTreeSet<&String>> = edges
        .keys()
        .map(|from| (from, reached(&edges, from)))
        .collect();
    let mut groups: BTreeSet<Vec<String>> = BTreeSet::new();
    for (from, to) in &reach {
        let both: Vec<String> = to
            .iter()
            .filter(|other| reach.get(**other).is_some_and(|back| back.contains(*from)))
            .map(|other| (*other).clone())
            .collect();
        if both.len() > 1 {
            groups.insert(both);
        }
    }
    groups.into_iter().collect()
}

fn reached<'a>(
    edges: &'a BTreeMap<String, BTreeSet<String>>,
    from: &'a String,
) -> BTreeSet<&'a String> {
    let mut found = BTreeSet::new();
    let mut open = vec![from];
    while let Some(at) = open.pop() {
        for next in edges.get(at).into_iter().flatten() {
            if found.insert(next) {
                open.push(next);
            }
        }
    }
    found
}

/// Which sibling uses which, with all that lies below each.
fn edges(sources: &[Source], module: &str) -> BTreeMap<String, BTreeSet<String>> {
    let inside = format!("{module}/");
    let sibling = |path: &str| {
        let below = path.strip_prefix(&inside)?;
        below.split(['/', '.']).next().map(str::to_owned)
    };
    let siblings: BTreeSet<String> = sources.iter().filter_map(|s| sibling(&s.path)).collect();
    let above: Vec<String> = module.split('/').map(str::to_owned).collect();
    let parent = sources.iter().find(|s| s.path == format!("{module}.rs"));
    // names that the parent passes on
    let mut passed: BTreeMap<String, String> = BTreeMap::new();
    if let Some(parent) = parent {
        for path in parent.used_names() {
            if let [first, .., last] = &path[..]
                && siblings.contains(first)
            {
                passed.insert(last.clone(), first.clone());
            }
        }
    }
    let mut edges: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for source in sources {
        let Some(from) = sibling(&source.path) else {
            continue;
        };
        let to = edges.entry(from.clone()).or_default();
        for path in source.paths() {
            let Some(rest) = path.strip_prefix(&above[..]) else {
                continue;
            };
            let Some(name) = rest.first() else { continue };
            let target = if siblings.contains(name) {
                Some(name)
            } else {
                passed.get(name)
            };
            if let Some(target) = target.filter(|target| **target != from) {
                to.insert(target.clone());
            }
        }
    }
    edges
}
