//! The sources of `src/` as words, without their tests.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// One source file: its path below `src/` with `/`, its text, and its code outside tests as words.
pub(crate) struct Source {
    pub(crate) path: String,
    pub(crate) text: String,
    pub(crate) words: Vec<String>,
    /// The same with the texts, each with a quotation mark in front.
    pub(crate) full: Vec<String>,
}

impl Source {
    /// The top module it belongs to; `main` and `lib` for the two roots.
    pub(crate) fn module(&self) -> &str {
        self.path.split(['/', '.']).next().unwrap()
    }

    /// Modules between the crate's root and this file: 1 for `pattern.rs`, 2 for `pattern/check.rs`.
    pub(crate) fn depth(&self) -> usize {
        self.path.split('/').count()
    }

    /// Every path of this crate that it names, from the root: `crate::a::{b, c}` is `a::b` and `a::c`.
    pub(crate) fn crate_paths(&self) -> Vec<Vec<String>> {
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

    /// Modules from the crate's root to this file.
    fn place(&self) -> Vec<String> {
        let path = self.path.strip_suffix(".rs").unwrap();
        path.split('/').map(str::to_owned).collect()
    }

    /// Every path that it names from the crate's root, `super` and `self` resolved.
    pub(crate) fn paths(&self) -> Vec<Vec<String>> {
        let place = self.place();
        let mut found = Vec::new();
        let mut at = 0;
        while at < self.words.len() {
            let begins = |word: &str| self.words[at..].starts_with(&[word.into(), "::".into()]);
            let supers = self.words[at..]
                .chunks(2)
                .take_while(|pair| **pair == ["super", "::"])
                .count();
            at = if begins("crate") {
                branches(&self.words, at + 2, &[], &mut found)
            } else if supers > 0 {
                let above = &place[..place.len().saturating_sub(supers)];
                branches(&self.words, at + 2 * supers, above, &mut found)
            } else if begins("self") {
                branches(&self.words, at + 2, &place, &mut found)
            } else {
                at + 1
            };
        }
        found
    }

    /// The paths of its `use`s as they are written, from where it is.
    pub(crate) fn used_names(&self) -> Vec<Vec<String>> {
        let mut found = Vec::new();
        let uses = self.words.iter().enumerate();
        for (at, _) in uses.filter(|(_, word)| *word == "use") {
            branches(&self.words, at + 1, &[], &mut found);
        }
        found
    }

    /// Whether it says `name`, a path like `a::b`, as whole words.
    pub(crate) fn says(&self, name: &str) -> bool {
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
pub(crate) fn words(code: &str) -> Vec<String> {
    let mut words = words_and_texts(code);
    words.retain(|word| !word.starts_with('"'));
    words
}

/// The same with the texts, each with a quotation mark in front.
pub(crate) fn words_and_texts(code: &str) -> Vec<String> {
    let chars: Vec<char> = code.chars().collect();
    let mut found = Vec::new();
    let mut at = 0;
    let is_name = |c: char| c.is_alphanumeric() || c == '_';
    while at < chars.len() {
        let next = chars.get(at + 1).copied();
        match (chars[at], next) {
            ('/', Some('/')) => at += chars[at..].iter().take_while(|c| **c != '\n').count(),
            ('/', Some('*')) => at = find(&chars, at + 2, "*/"),
            ('r', Some('"')) => {
                let end = find(&chars, at + 2, "\"");
                found.push(chars[at + 1..end - 1].iter().collect());
                at = end;
            }
            ('r', Some('#')) if chars.get(at + 2) == Some(&'"') => {
                let end = find(&chars, at + 3, "\"#");
                found.push(chars[at + 2..end - 2].iter().collect());
                at = end;
            }
            ('"', _) => {
                let begin = at;
                at += 1;
                while chars.get(at).is_some_and(|c| *c != '"') {
                    at += if chars[at] == '\\' { 2 } else { 1 };
                }
                found.push(chars[begin..at.min(chars.len())].iter().collect());
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
pub(crate) fn without_tests(words: &[String]) -> (Vec<String>, Vec<String>) {
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

/// Every file of Rust below a folder, with its text.
pub(crate) fn texts(root: &Path) -> Vec<(PathBuf, String)> {
    let mut folders = vec![root.to_owned()];
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") {
                let text = std::fs::read_to_string(&path).unwrap();
                found.push((path, text));
            }
        }
    }
    found
}

/// All sources below `src/` that are no test modules.
pub(crate) fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    let mut tests = BTreeSet::new();
    for (path, text) in texts(&root) {
        let (full, modules) = without_tests(&words_and_texts(&text));
        tests.extend(modules.iter().flat_map(|name| files_of(&path, name)));
        found.push((path, text, full));
    }
    found.retain(|(path, ..)| !tests.iter().any(|test: &PathBuf| path.starts_with(test)));
    let name = |path: &Path| {
        let below = path.strip_prefix(&root).unwrap();
        below.to_string_lossy().replace('\\', "/")
    };
    found
        .into_iter()
        .map(|(path, text, full)| Source {
            path: name(&path),
            text,
            words: full
                .iter()
                .filter(|word| !word.starts_with('"'))
                .cloned()
                .collect(),
            full,
        })
        .collect()
}

/// Where the module `name` that `file` declares may lie, file or folder.
fn files_of(file: &Path, name: &str) -> [PathBuf; 2] {
    let inside = file.with_extension("");
    [inside.join(format!("{name}.rs")), inside.join(name)]
}
