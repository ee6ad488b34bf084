//! The tree keeps its shape: who may use whom, who may name which crate, a first line of purpose in every file, and no
//! file that has grown out of its room. A scan of the words of `src/`, not a compiler: code under `#[cfg(test)]` is free.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Top modules, and the top modules each may use. `net`, the gate to the network, is a leaf that everybody may use.
const MAY_USE: &[(&str, &[&str])] = &[
    ("pattern", &[]),
    ("net", &[]),
    ("logs", &[]),
    ("link", &["net"]),
    ("device", &["pattern", "link", "net"]),
    ("store", &["device", "pattern", "net"]),
    ("live", &["pattern", "device", "net"]),
    (
        "engine",
        &["device", "link", "live", "pattern", "store", "net"],
    ),
    ("monitor", &["engine", "store", "net"]),
    ("app", &["engine", "monitor", "device", "pattern"]),
    (
        "ui",
        &[
            "app", "engine", "device", "pattern", "net", "logs", "monitor",
        ],
    ),
    (
        "cli",
        &[
            "engine",
            "monitor",
            "device",
            "pattern",
            "store",
            "simulator",
            "net",
        ],
    ),
    ("simulator", &["pattern", "net"]),
    // the part of `main` that puts the window together
    (
        "window",
        &["cli", "ui", "app", "engine", "device", "store", "net"],
    ),
];

/// Words of another module that are not for everybody who may use it: who, the module, what they may not name there, why.
const NOT_FOR: &[(&str, &str, &[&str], &str)] = &[
    (
        "app",
        "engine",
        &["spawn", "Handle", "Events"],
        "the window's state is plain values",
    ),
    (
        "monitor",
        "engine",
        &["spawn", "Handle", "Events"],
        "it reads what the engine reported",
    ),
    (
        "store",
        "device",
        &["FAMILIES", "Family"],
        "the store keeps what it is given",
    ),
];

/// Names, and the only places (files, or folders with `/` at the end) that may say them.
const ONLY_IN: &[(&str, &[&str])] = &[
    ("reqwest", &["link/wire.rs", "link/wire/"]),
    ("hyper", &["link/wire.rs", "link/wire/"]),
    ("ServiceDaemon::new", &["net.rs"]),
    ("socket2::Socket", &["net.rs"]),
    ("TcpListener::bind", &["net.rs"]),
    ("TcpStream::connect", &["net.rs"]),
    ("UdpSocket", &["net.rs"]),
    ("tokio_tungstenite", &["link/socket.rs", "simulator/"]),
    ("egui", &["ui/", "window.rs", "main.rs"]),
    ("eframe", &["ui/", "window.rs", "main.rs"]),
    ("rfd", &["ui/"]),
    ("rusqlite", &["store/"]),
    ("clap", &["cli/", "main.rs"]),
    ("indicatif", &["cli/"]),
    ("console", &["cli/output.rs"]),
    ("keyring", &["engine/secrets.rs"]),
];

/// Modules that do not know these crates at all: plain values and arithmetic.
const NEVER_IN: &[(&str, &[&str])] = &[
    ("pattern", &["tokio", "futures_util"]),
    ("app", &["tokio", "futures_util", "std::fs"]),
];

/// A file above this many lines holds two things that want to be apart.
const MOST_LINES: usize = 400;

/// One source file: its path below `src/` with `/`, its text, and its code outside tests as words.
struct Source {
    path: String,
    text: String,
    words: Vec<String>,
}

impl Source {
    /// The top module it belongs to; `main` and `lib` for the two roots.
    fn module(&self) -> &str {
        self.path.split(['/', '.']).next().unwrap()
    }

    /// Modules between the crate's root and this file: 1 for `pattern/mod.rs`, 2 for `pattern/check.rs`.
    fn depth(&self) -> usize {
        self.path
            .split('/')
            .filter(|part| *part != "mod.rs")
            .count()
    }

    /// Every path of this crate that it names, from the root: `crate::a::{b, c}` is `a::b` and `a::c`.
    fn crate_paths(&self) -> Vec<Vec<String>> {
        let mut paths = Vec::new();
        let mut at = 0;
        while at < self.words.len() {
            let supers = self.words[at..]
                .chunks(2)
                .take_while(|pair| **pair == ["super", "::"])
                .count();
            if self.words[at..].starts_with(&["crate".into(), "::".into()]) {
                at = branches(&self.words, at + 2, &[], &mut paths);
            } else if supers >= self.depth() {
                at = branches(&self.words, at + 2 * supers, &[], &mut paths);
            } else {
                at += 1 + supers;
            }
        }
        paths
    }

    /// Whether it says `name`, a path like `a::b`, as whole words.
    fn says(&self, name: &str) -> bool {
        let name = words(name);
        self.words.windows(name.len()).any(|window| window == name)
    }
}

/// Follows a path or a tree of them from `at`, behind `before`; gives the paths to `found` and returns where it ended.
fn branches(
    words: &[String],
    mut at: usize,
    before: &[String],
    found: &mut Vec<Vec<String>>,
) -> usize {
    let mut path = before.to_vec();
    loop {
        match words.get(at).map(String::as_str) {
            Some("{") => {
                at += 1;
                while words.get(at).is_some_and(|word| word != "}") {
                    at = if words[at] == "," {
                        at + 1
                    } else {
                        branches(words, at, &path, found)
                    };
                }
                return at + 1;
            }
            Some(_) => path.push(words[at].clone()),
            None => return at,
        }
        if words.get(at + 1).is_none_or(|word| word != "::") {
            found.push(path);
            let renamed = words.get(at + 1).is_some_and(|word| word == "as");
            return at + if renamed { 3 } else { 1 };
        }
        at += 2;
    }
}

/// Code as words: names, `::`, and single signs. Comments, texts and lifetimes are left out.
fn words(code: &str) -> Vec<String> {
    let chars: Vec<char> = code.chars().collect();
    let mut found = Vec::new();
    let mut at = 0;
    let is_name = |c: char| c.is_alphanumeric() || c == '_';
    while at < chars.len() {
        let next = chars.get(at + 1).copied();
        match (chars[at], next) {
            ('/', Some('/')) => at += chars[at..].iter().take_while(|c| **c != '\n').count(),
            ('/', Some('*')) => at = find(&chars, at + 2, "*/"),
            ('r', Some('"')) => at = find(&chars, at + 2, "\""),
            ('r', Some('#')) if chars.get(at + 2) == Some(&'"') => at = find(&chars, at + 3, "\"#"),
            ('"', _) => {
                at += 1;
                while chars.get(at).is_some_and(|c| *c != '"') {
                    at += if chars[at] == '\\' { 2 } else { 1 };
                }
                at += 1;
            }
            ('\'', Some('\\')) => at = find(&chars, at + 3, "'"),
            ('\'', _) => {
                at += if chars.get(at + 2) == Some(&'\'') {
                    3
                } else {
                    2
                }
            }
            (':', Some(':')) => {
                found.push("::".into());
                at += 2;
            }
            (c, _) if is_name(c) => {
                let name: String = chars[at..]
                    .iter()
                    .copied()
                    .take_while(|c| is_name(*c))
                    .collect();
                at += name.chars().count();
                found.push(name);
            }
            (c, _) => {
                at += 1;
                if !c.is_whitespace() {
                    found.push(c.into());
                }
            }
        }
    }
    found
}

/// The place behind the next `end` at or after `at`.
fn find(chars: &[char], at: usize, end: &str) -> usize {
    let end: Vec<char> = end.chars().collect();
    (at..chars.len())
        .find(|&i| chars[i..].starts_with(&end))
        .map_or(chars.len(), |i| i + end.len())
}

/// Words without what stands under `#[cfg(test)]`, and the files of the test modules that are declared there.
fn without_tests(words: &[String]) -> (Vec<String>, Vec<String>) {
    const MARK: [&str; 7] = ["#", "[", "cfg", "(", "test", ")", "]"];
    let mut kept = Vec::new();
    let mut modules = Vec::new();
    let mut at = 0;
    while at < words.len() {
        if !words[at..].iter().take(MARK.len()).eq(MARK.iter()) {
            kept.push(words[at].clone());
            at += 1;
            continue;
        }
        let mut depth = 0_i32;
        for i in at + MARK.len()..words.len() {
            at = i + 1;
            depth += i32::from(words[i] == "{") - i32::from(words[i] == "}");
            if words[i] == ";" && words[i - 2] == "mod" && depth == 0 {
                modules.push(words[i - 1].clone());
            }
            if depth == 0 && (words[i] == ";" || words[i] == "}") {
                break;
            }
        }
    }
    (kept, modules)
}

/// All sources below `src/` that are no test modules.
fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut folders = vec![root.clone()];
    let mut found = Vec::new();
    let mut tests = BTreeSet::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") {
                let text = std::fs::read_to_string(&path).unwrap();
                let (kept, modules) = without_tests(&words(&text));
                tests.extend(modules.iter().flat_map(|name| files_of(&path, name)));
                found.push((path, text, kept));
            }
        }
    }
    found.retain(|(path, ..)| !tests.iter().any(|test: &PathBuf| path.starts_with(test)));
    let name = |path: &Path| {
        path.strip_prefix(&root)
            .unwrap()
            .to_string_lossy()
            .replace('\\', "/")
    };
    found
        .into_iter()
        .map(|(path, text, words)| Source {
            path: name(&path),
            text,
            words,
        })
        .collect()
}

/// Where the module `name` that `file` declares may lie, file or folder.
fn files_of(file: &Path, name: &str) -> [PathBuf; 3] {
    let folder = file.parent().unwrap();
    let stem = file.file_stem().unwrap().to_string_lossy();
    let inside = if stem == "mod" {
        folder.to_owned()
    } else {
        folder.join(&*stem)
    };
    [
        inside.join(format!("{name}.rs")),
        inside.join(name),
        folder.join(format!("{stem}_{name}.rs")),
    ]
}

#[track_caller]
fn expect_none(what: &str, found: &[String]) {
    assert!(found.is_empty(), "{what}:\n  {}", found.join("\n  "));
}

#[test]
fn modules_use_only_those_below_them() {
    let mut wrong = Vec::new();
    for source in sources()
        .iter()
        .filter(|s| !["main", "lib"].contains(&s.module()))
    {
        let Some((_, allowed)) = MAY_USE
            .iter()
            .find(|(module, _)| *module == source.module())
        else {
            wrong.push(format!(
                "{} belongs to a module that stands in no table",
                source.path
            ));
            continue;
        };
        let tops: BTreeSet<_> = source
            .crate_paths()
            .into_iter()
            .map(|path| path[0].clone())
            .collect();
        let other = tops
            .iter()
            .filter(|top| *top != source.module() && !allowed.contains(&top.as_str()));
        wrong.extend(other.map(|top| format!("{} uses {top}", source.path)));
    }
    expect_none("uses that the table does not allow", &wrong);
}

#[test]
fn what_a_module_keeps_for_others_is_not_named() {
    let mut wrong = Vec::new();
    for source in &sources() {
        for (_, module, names, why) in NOT_FOR.iter().filter(|(user, ..)| *user == source.module())
        {
            let paths = source.crate_paths();
            let named = paths
                .iter()
                .filter(|p| p[0] == *module && p.iter().any(|word| names.contains(&word.as_str())));
            wrong.extend(
                named.map(|path| format!("{} names {}: {why}", source.path, path.join("::"))),
            );
        }
    }
    expect_none("names that are not for them", &wrong);
}

#[test]
fn crates_are_named_only_where_they_belong() {
    let mut wrong = Vec::new();
    for source in &sources() {
        let path = source.path.as_str();
        for (name, places) in ONLY_IN {
            let here = places.iter().any(|p| {
                if p.ends_with('/') {
                    path.starts_with(p)
                } else {
                    path == *p
                }
            });
            if !here && source.says(name) {
                wrong.push(format!(
                    "{path} says {name}, which belongs in {}",
                    places.join(", ")
                ));
            }
        }
        for (_, names) in NEVER_IN
            .iter()
            .filter(|(module, _)| *module == source.module())
        {
            wrong.extend(
                names
                    .iter()
                    .filter(|n| source.says(n))
                    .map(|name| format!("{path} says {name}")),
            );
        }
    }
    expect_none("names in the wrong place", &wrong);
}

#[test]
fn every_file_opens_with_what_it_is_for() {
    let all = sources();
    let silent: Vec<_> = all
        .iter()
        .filter(|s| !s.text.starts_with("//! "))
        .map(|s| s.path.clone())
        .collect();
    expect_none("files without a first line of purpose", &silent);
}

#[test]
fn no_file_has_grown_out_of_its_room() {
    let long = sources()
        .into_iter()
        .map(|s| (s.text.lines().count(), s.path))
        .filter(|(lines, _)| *lines > MOST_LINES);
    let wrong: Vec<_> = long
        .map(|(lines, path)| format!("{path}: {lines} lines"))
        .collect();
    expect_none("files to split", &wrong);
}

#[test]
fn the_scan_sees_what_it_looks_for() {
    let code = r#"
        // crate::comment
        use crate::a::{self, b::C as D, e::{f, g}};
        const TEXT: &str = "crate::text // \" ";
        fn x<'a>(c: char) { if c == '"' || c == '\'' { super::super::h::i() } super::near() }
        #[cfg(test)]
        mod tests { use crate::hidden; fn t() { if true {} } }
        #[cfg(test)]
        mod more;
        fn last() -> crate::j::K { crate::l() }
    "#;
    let (words, modules) = without_tests(&words(code));
    let source = Source {
        path: "m/n.rs".into(),
        text: code.into(),
        words,
    };
    let paths: Vec<_> = source
        .crate_paths()
        .iter()
        .map(|path| path.join("::"))
        .collect();
    assert_eq!(
        paths,
        [
            "a::self", "a::b::C", "a::e::f", "a::e::g", "h::i", "j::K", "l"
        ]
    );
    assert_eq!(modules, ["more"]);
    assert!(source.says("super::near") && !source.says("hidden") && !source.says("text"));
    assert!(sources().len() > 100 && sources().iter().any(|s| s.says("reqwest")));
}
