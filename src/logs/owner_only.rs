//! Log files that only their owner may read, the one that a new day begins, too.

use super::PREFIX;
use crate::private;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};
use tracing_appender::rolling::RollingFileAppender;

/// Seconds of a day; the appender begins a file with each day of UTC.
const DAY_S: u64 = 24 * 3600;

/// The appender, and the day whose file is narrowed.
#[derive(Debug)]
pub(super) struct OwnerOnly {
    appender: RollingFileAppender,
    folder: PathBuf,
    day: Option<u64>,
}

impl OwnerOnly {
    pub(super) fn new(appender: RollingFileAppender, folder: &Path) -> Self {
        let mut this = Self {
            appender,
            folder: folder.to_owned(),
            day: None,
        };
        this.narrow();
        this
    }

    /// Narrows the files, if there can be one that was not there the last time.
    fn narrow(&mut self) {
        let since = SystemTime::now().duration_since(UNIX_EPOCH);
        let today = since.map_or(0, |since| since.as_secs() / DAY_S);
        if self.day != Some(today) {
            self.day = Some(today);
            private::narrow_folder(&self.folder, |name| name.starts_with(PREFIX));
        }
    }
}

impl Write for OwnerOnly {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.appender.write(bytes);
        self.narrow();
        written
    }

    fn flush(&mut self) -> io::Result<()> {
        self.appender.flush()
    }
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt as _;

    #[test]
    fn files_of_older_versions_and_those_of_a_new_day_are_for_their_owner_only() {
        let dir = tempfile::tempdir().unwrap();
        let folder = dir.path().join("logs");
        std::fs::create_dir(&folder).unwrap();
        let names = [
            "upload-bridge.2026-01-01.log",
            "upload-bridge.2026-01-02.log",
        ];
        let modes = || -> Vec<u32> {
            let entries = std::fs::read_dir(&folder).unwrap().flatten();
            entries
                .map(|entry| entry.metadata().unwrap().permissions().mode() & 0o777)
                .collect()
        };
        let put = |name: &str| {
            let path = folder.join(name);
            std::fs::write(&path, "").unwrap();
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).unwrap();
        };
        put(names[0]);
        let appender = tracing_appender::rolling::never(&folder, "upload-bridge.log");
        let mut log = OwnerOnly::new(appender, &folder);
        assert_eq!(modes(), [0o600; 2]);
        let folder_mode = std::fs::metadata(&folder).unwrap().permissions().mode();
        assert_eq!(folder_mode & 0o777, 0o700);
        put(names[1]);
        log.day = Some(1);
        log.write_all(b"line\n").unwrap();
        assert_eq!(modes(), [0o600; 3]);
    }
}
