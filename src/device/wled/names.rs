//! What our files are called on a WLED: `ub_<slug>_<8 hex of the content>.gif`, at most 31 bytes. The content in the name
//! makes "already there" cheap, a new pattern a new file, and what is ours plain to see.

use crate::device::{Digest, StoredName};

/// In front of everything this app stores.
const OURS: &str = "ub_";
/// WLED compares the last four characters exactly.
const SUFFIX: &str = ".gif";
/// Hex digits of the content's hash.
const HASH: usize = 8;
/// Longest slug: WLED's own tools cap the stem at 26 characters, the shortest file system takes names of 31 bytes, and a
/// segment's name 32.
const SLUG: usize = 26 - OURS.len() - 1 - HASH;
/// Of a slug that is cut, so that two long names that begin alike stay two names.
const CUT_HASH: usize = 4;

/// Never in a name: `GET` of a name with `win` is taken for a command, one with `sec` is refused, and whatever looks like
/// the configuration restarts the device.
const NEVER: [&str; 3] = ["win", "sec", "cfg"];

/// What a pattern's name becomes: `[a-z0-9_-]`, at most 14 of them, nothing that WLED takes for something else.
pub(super) fn slug(name: &str) -> String {
    let fit = |c: char| {
        if c.is_ascii_alphanumeric() || matches!(c, '_' | '-') {
            c.to_ascii_lowercase()
        } else {
            '_'
        }
    };
    let whole: String = name.chars().map(fit).collect();
    let mut slug = whole.trim_matches('_').to_owned();
    if slug.is_empty() {
        slug.push_str("pattern");
    }
    if slug.len() > SLUG {
        let hash = Digest::of(slug.as_bytes()).short();
        slug.truncate(SLUG - CUT_HASH - 1);
        slug.push('-');
        slug.push_str(hash.get(..CUT_HASH).unwrap_or_default());
    }
    for word in NEVER {
        let (Some(first), Some(last)) = (word.chars().next(), word.chars().last()) else {
            continue;
        };
        slug = slug.replace(word, &format!("{first}_{last}"));
    }
    slug
}

/// The file name for these bytes.
pub(super) fn file_name(name: &StoredName, bytes: &[u8]) -> StoredName {
    let hash = Digest::of(bytes).short();
    StoredName::from_text(&format!(
        "{OURS}{}_{}{SUFFIX}",
        slug(name.as_str()),
        hash.get(..HASH).unwrap_or_default()
    ))
}

/// Names that one file may have: as many as its hash has parts.
pub(super) const VARIANTS: usize = 64 / HASH;

/// The name of the same file with another part of its hash. A file that is sent again goes to another name than before: the
/// rest of what was given up may still arrive, and would be written over it.
pub(super) fn variant(name: &StoredName, content: Digest, n: usize) -> Option<StoredName> {
    let (ours, _) = name.as_str().strip_suffix(SUFFIX)?.rsplit_once('_')?;
    let hash = content.to_string();
    let part = hash.get(n * HASH..(n + 1) * HASH)?;
    Some(StoredName::from_text(&format!("{ours}_{part}{SUFFIX}")))
}

/// All of them, the usual one first.
pub(super) fn variants(
    name: &StoredName,
    content: Digest,
) -> impl Iterator<Item = StoredName> + use<> {
    let name = name.clone();
    std::iter::once(name.clone())
        .chain((1..VARIANTS).filter_map(move |n| variant(&name, content, n)))
}

/// The name of a preset of ours: without the content's hash, since a new picture takes its predecessor's place.
pub(super) fn preset_name(name: &StoredName) -> StoredName {
    StoredName::from_text(&format!("{OURS}{}", slug(name.as_str())))
}

/// The slug of a file of ours; `None` for any other file.
pub(super) fn slug_of(file: &str) -> Option<&str> {
    let (slug, hash) = file
        .strip_prefix(OURS)?
        .strip_suffix(SUFFIX)?
        .rsplit_once('_')?;
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    let is_hash = hash.len() == HASH && hash.chars().all(|c| plain(c) && c.is_ascii_hexdigit());
    let is_slug = (1..=SLUG).contains(&slug.len())
        && slug.chars().all(|c| plain(c) || matches!(c, '_' | '-'));
    (is_hash && is_slug).then_some(slug)
}

/// Whether it is an earlier version of the pattern in `newer`.
pub(super) fn supersedes(newer: &str, file: &str) -> bool {
    newer != file && slug_of(newer).is_some() && slug_of(newer) == slug_of(file)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn named(name: &str) -> String {
        file_name(&StoredName::from_text(name), b"GIF89a")
            .as_str()
            .to_owned()
    }

    #[test]
    fn names_say_whose_they_are_what_they_are_and_what_is_in_them() {
        assert_eq!(
            named("Flame"),
            format!("ub_flame_{}.gif", &Digest::of(b"GIF89a").short()[..8])
        );
        assert!(
            slug("winter").starts_with("w_nter")
                && slug("seconds") == "s_conds"
                && slug("cfg") == "c_g"
        );
        assert_eq!(
            (slug("___"), slug("雪")),
            ("pattern".into(), "pattern".into())
        );
    }

    #[test]
    fn a_file_has_eight_names_which_all_say_what_is_in_it() {
        let bytes = b"GIF89a";
        let name = file_name(&StoredName::from_text("Flame"), bytes);
        let all: Vec<_> = variants(&name, Digest::of(bytes)).collect();
        assert_eq!((all.len(), &all[0]), (8, &name));
        for (n, one) in all.iter().enumerate() {
            assert_eq!(slug_of(one.as_str()), Some("flame"));
            assert!(all[..n].iter().all(|other| other != one));
        }
    }

    #[test]
    fn long_names_that_begin_alike_stay_apart() {
        assert_ne!(slug("christmas-tree-red"), slug("christmas-tree-blue"));
        assert!(!supersedes(
            &named("christmas-tree-red"),
            &named("christmas-tree-blue")
        ));
        assert!(supersedes("ub_a_b_00000000.gif", "ub_a_b_11111111.gif"));
        assert!(
            !supersedes("ub_a_00000000.gif", "ub_a_00000000.gif"),
            "it does not supersede itself"
        );
    }

    #[test]
    fn only_our_exact_pattern_is_ours() {
        assert_eq!(slug_of("ub_fire_1a2b3c4d.gif"), Some("fire"));
        for other in [
            "fire.gif",
            "ub_fire.gif",
            "ub__1a2b3c4d.gif",
            "ub_fire_1a2b3c4.gif",
            "ub_fire_1A2B3C4D.gif",
            "ub_fire_1a2b3c4d.GIF",
            "ub_fi re_1a2b3c4d.gif",
            "xub_fire_1a2b3c4d.gif",
            "ub_fire_1a2b3c4d.gif.gz",
        ] {
            assert_eq!(slug_of(other), None, "{other}");
        }
    }

    proptest! {
        #[test]
        fn every_name_suits_every_wled(text in ".{0,40}", words in prop::collection::vec("win|sec|cfg|[a-z]", 0..12)) {
            for name in [text, words.concat()] {
                let file = named(&name);
                prop_assert!(file.len() <= 31 && file.ends_with(".gif"), "{}", file);
                prop_assert!(file.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "_-.".contains(c)), "{}", file);
                prop_assert!(NEVER.iter().all(|word| !file.contains(word)), "{}", file);
                prop_assert!(slug_of(&file).is_some(), "{}", file);
            }
        }
    }
}
