//! Names of the user's files, which become `file-1.gif`: with their folder, alone, and without their extension, as names of
//! patterns are.

use super::{Hit, keys, known};

/// Extensions of files that people send or export.
const EXTENSIONS: &[&str] = &[
    "gif", "png", "apng", "webp", "jpg", "jpeg", "bmp", "mp4", "mkv", "webm", "avi", "mov", "leds",
    "fseq", "bin", "dat", "rgb", "h", "hex", "ledproj", "csv",
];
/// Names that are words of every log; without their extension they say nothing of a person.
const COMMON: &[&str] = &[
    "app",
    "bytes",
    "code",
    "connection",
    "cut",
    "debug",
    "device",
    "devices",
    "ended",
    "error",
    "event",
    "file",
    "frame",
    "frames",
    "image",
    "info",
    "job",
    "live",
    "log",
    "message",
    "name",
    "pattern",
    "scan",
    "sending",
    "sent",
    "stored",
    "stream",
    "test",
    "trying",
    "upload",
    "video",
    "waiting",
    "warn",
    "wled",
];
/// A shorter name is part of too many words.
const MIN_NAME: usize = 3;

/// The numbers of files.
#[derive(Clone, Debug, Default)]
pub(super) struct FileNames {
    /// Names without folder and extension, in the order of their numbers.
    stems: Vec<String>,
    /// How many of the files that the program knows are among them.
    known: usize,
    /// Whole paths that were given, longest first.
    paths: Vec<String>,
}

impl FileNames {
    /// Knows these files, and none of those that other tests make known.
    #[cfg(test)]
    pub(super) fn alone(files: &[&str]) -> Self {
        let mut this = Self {
            known: usize::MAX,
            ..Self::default()
        };
        for path in files {
            this.number(path);
        }
        this
    }

    /// Returns the name that stands for a file.
    pub(super) fn number(&mut self, path: &str) -> String {
        let name = path.rsplit(['/', '\\']).next().unwrap_or(path);
        let (stem, extension) = split(name);
        if name != path && !self.paths.iter().any(|known| known == path) {
            self.paths.push(path.to_owned());
            self.paths.sort_by_key(|path| std::cmp::Reverse(path.len()));
        }
        self.numbered(stem, extension)
    }

    fn numbered(&mut self, stem: &str, extension: Option<&str>) -> String {
        let found = self.stems.iter().position(|known| known == stem);
        let number = found.unwrap_or_else(|| {
            self.stems.push(stem.to_owned());
            self.stems.len() - 1
        }) + 1;
        match extension {
            Some(extension) => format!("file-{number}.{}", extension.to_ascii_lowercase()),
            None => format!("file-{number}"),
        }
    }

    /// Remembers the files that the program knows, and those in fields such as `file="heart.gif"`.
    pub(super) fn learn(&mut self, text: &str) {
        if let Some(files) = known::files_after(self.known) {
            self.known += files.len();
            for path in &files {
                self.number(path);
            }
        }
        for (name, value) in keys::file_fields(text) {
            // a path may be one of our own files
            let is_users = name != "path" || split(value).1.is_some();
            if is_users && !value.is_empty() && !is_number(value) {
                self.number(value);
            }
        }
    }

    /// Returns the names of files in a text.
    pub(super) fn hits(&mut self, text: &str) -> Vec<Hit> {
        let mut hits = self.by_extension(text); // first: it learns names that also stand alone
        for path in self.paths.clone() {
            for (at, _) in text.match_indices(path.as_str()) {
                let range = at..at + path.len();
                let number = self.number(&path);
                hits.push(Hit::new(range, number));
            }
        }
        for stem in self.stems.clone() {
            hits.extend(self.stem_hits(text, &stem));
        }
        hits
    }

    /// Returns where a known name stands: with an extension, or alone where it is no common word.
    fn stem_hits(&mut self, text: &str, stem: &str) -> Vec<Hit> {
        let mut hits = Vec::new();
        let is_common = stem.chars().count() < MIN_NAME
            || COMMON.contains(&stem.to_ascii_lowercase().as_str())
            || is_number(stem);
        for (at, _) in text.match_indices(stem) {
            let end = at + stem.len();
            let before = text.get(..at).and_then(|t| t.chars().next_back());
            let extension = extension_at(text, end);
            let end_all = end + extension.map_or(0, |e| e.len() + 1);
            let after = text.get(end_all..).and_then(|t| t.chars().next());
            let touches = |c: char| c.is_alphanumeric() || c == '_' || c == '-';
            if before.is_some_and(touches)
                || after.is_some_and(touches)
                || extension.is_none() && is_common
            {
                continue;
            }
            let start = folder_start(text, at);
            hits.push(Hit::new(start..end_all, self.numbered(stem, extension)));
        }
        hits
    }

    /// Returns names that only their extension gives away.
    fn by_extension(&mut self, text: &str) -> Vec<Hit> {
        let mut hits = Vec::new();
        for (dot, _) in text.match_indices('.') {
            let Some(extension) = extension_at(text, dot) else {
                continue;
            };
            let end = dot + 1 + extension.len();
            let before = text.get(..dot).unwrap_or_default();
            let ends = |c: char| c.is_whitespace() || "/\\\"'`=:,;()[]{}<>|*?".contains(c);
            let from = before.rfind(ends).map_or(0, |at| {
                at + before
                    .get(at..)
                    .and_then(|t| t.chars().next())
                    .map_or(1, char::len_utf8)
            });
            let stem = before.get(from..).unwrap_or_default();
            let goes_on = text.get(end..).and_then(|t| t.chars().next());
            let is_whole = !goes_on.is_some_and(|c| c.is_alphanumeric() || c == '_');
            let unescaped = stem.rsplit_once('%').and_then(|(_, rest)| rest.get(2..));
            if stem.is_empty() || !is_whole || is_number(unescaped.unwrap_or(stem)) {
                continue;
            }
            let start = folder_start(text, from);
            let put = self.numbered(stem, Some(extension));
            hits.push(Hit::new(start..end, put));
        }
        hits
    }
}

/// Returns whether a name is already one that stands for a file.
fn is_number(name: &str) -> bool {
    let digits = split(name).0.strip_prefix("file-");
    digits.is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()))
}

/// Splits a name into what stands before its extension, and that; only extensions of the user's files count.
fn split(name: &str) -> (&str, Option<&str>) {
    match name.rsplit_once('.') {
        Some((stem, extension)) if !stem.is_empty() && is_known(extension) => {
            (stem, Some(extension))
        }
        _ => (name, None),
    }
}

fn is_known(extension: &str) -> bool {
    EXTENSIONS.contains(&extension.to_ascii_lowercase().as_str())
}

/// Returns the extension that stands behind a dot at that place.
fn extension_at(text: &str, at: usize) -> Option<&str> {
    let rest = text.get(at..)?.strip_prefix('.')?;
    let end = rest
        .find(|c: char| !c.is_ascii_alphanumeric())
        .unwrap_or(rest.len());
    rest.get(..end).filter(|extension| is_known(extension))
}

/// Returns where the folders in front of a name begin: they may say as much as the name.
fn folder_start(text: &str, name: usize) -> usize {
    let before = text.get(..name).unwrap_or_default();
    if !before.ends_with(['/', '\\']) {
        return name;
    }
    let ends = |c: char| c.is_whitespace() || "\"'`=,;()[]{}<>|*?".contains(c);
    let start = before.rfind(ends).map_or(0, |at| {
        at + before
            .get(at..)
            .and_then(|t| t.chars().next())
            .map_or(1, char::len_utf8)
    });
    let folder = before.get(start..).unwrap_or_default();
    // only a path of this computer: the host of a URL stays
    let is_path = folder.starts_with(['/', '~', '\\']) || folder.get(1..2) == Some(":");
    if is_path { start } else { name }
}
