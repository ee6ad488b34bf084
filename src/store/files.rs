//! Names of files in the home folder.

use std::path::{Path, PathBuf};

/// Name of the file in the home folder.
pub(super) const FILE: &str = "upload-bridge.sqlite";

/// The file that takes the place of a damaged one, while it is written.
pub(super) const FRESH: &str = "upload-bridge.sqlite.new";

/// A name beside `path` that nothing has yet: `.bad-<date>`, or the same with a number.
pub(super) fn free_name(path: &Path) -> PathBuf {
    let date = jiff::Zoned::now().date();
    let name = |n: u32| {
        let number = if n == 1 {
            String::new()
        } else {
            format!("-{n}")
        };
        with_ending(path, &format!(".bad-{date}{number}"))
    };
    let is_free = |path: &PathBuf| {
        ["", "-wal", "-shm"]
            .iter()
            .all(|ending| std::fs::symlink_metadata(with_ending(path, ending)).is_err())
    };
    (1..).map(name).find(is_free).unwrap_or_else(|| name(1))
}

/// The path with something behind its name.
pub(super) fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let mut path = path.as_os_str().to_owned();
    path.push(ending);
    path.into()
}
