//! Log files and crash files in a bundle: the newest, cleaned, and no more than others want to read.

use super::BundleFile;
use crate::logs::redact::Redactor;
use crate::msg;
use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom};
use std::path::Path;

/// Most bytes of all log files: the newest lines.
const MAX_LOGS: u64 = 2 << 20;
/// Most bytes of one crash file.
const MAX_CRASH: u64 = 256 << 10;
/// Most crash files: the newest.
const MAX_CRASHES: usize = 5;

/// Reads the log files and crash files of a folder, newest first.
pub(super) fn files(folder: &Path, redactor: &mut Redactor) -> Vec<BundleFile> {
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| entry.file_name().into_string().ok())
        .collect();
    names.sort_unstable_by(|a, b| b.cmp(a)); // names hold dates
    let crashes = names
        .iter()
        .filter(|name| name.starts_with("crash-") && name.ends_with(".txt"))
        .take(MAX_CRASHES);
    let mut files = Vec::new();
    for name in crashes {
        if let Some(text) = end_of(&folder.join(name), MAX_CRASH) {
            let text = redactor.clean(&text);
            files.push(BundleFile::new(
                format!("crashes/{name}"),
                msg!("bundle-crash"),
                text,
            ));
        }
    }
    let mut room = MAX_LOGS;
    let logs = names
        .iter()
        .filter(|name| name.starts_with("upload-bridge") && name.ends_with(".log"));
    for name in logs {
        if room == 0 {
            break;
        }
        if let Some(text) = end_of(&folder.join(name), room) {
            room = room.saturating_sub(text.len() as u64);
            let text = redactor.clean(&text);
            files.push(BundleFile::new(
                format!("logs/{name}"),
                msg!("bundle-log"),
                text,
            ));
        }
    }
    files
}

/// Reads the last `max` bytes of a file, from the beginning of a line.
fn end_of(path: &Path, max: u64) -> Option<String> {
    let mut file = File::open(path).ok()?;
    let len = file
        .metadata()
        .ok()
        .filter(std::fs::Metadata::is_file)?
        .len();
    let skipped = len.saturating_sub(max);
    file.seek(SeekFrom::Start(skipped)).ok()?;
    let mut bytes = Vec::new();
    file.take(max).read_to_end(&mut bytes).ok()?;
    let text = String::from_utf8_lossy(&bytes);
    let text = if skipped > 0 {
        text.split_once('\n').map_or("", |(_, rest)| rest)
    } else {
        &text
    };
    Some(text.to_owned())
}
