//! Checks the folders of the app, the store in them, and the clock.

use super::{Check, CheckId, Cost};
use crate::msg;
use crate::private;
use crate::problem::Remedy;
use crate::store::{Examined, StoreError, examine, newest_row};
use std::io::Write as _;
use std::path::Path;
use std::time::Duration;

/// Less free space than this is named: a history, logs and the files of devices would soon fill it.
const MIN_FREE: u64 = 1 << 30;
/// A file that is made, filled and removed to learn whether a folder can be written.
const PROBE: &str = "upload-bridge.sqlite.check";
/// Its length in bytes.
const PROBE_LEN: usize = 32 << 10;
/// Longest examination of the store: 5 MB take some 10 ms, a gigabyte on a slow disk takes longer.
const EXAMINE: Duration = Duration::from_secs(5);
/// Folder of the log files in the home folder.
const LOGS: &str = "logs";
/// No clock that is set shows a time before this program was written: 2026-01-01.
const WRITTEN: i64 = 1_767_225_600;
/// Nor one a century later.
const TOO_LATE: i64 = WRITTEN + 100 * 366 * 24 * 3600;
/// Rows may be this many seconds ahead of the clock: clocks are corrected by seconds.
const AHEAD: i64 = 300;

/// Checks rights and free space of the home folder, and whether this run saves in it.
pub(super) fn home(folder: Option<&Path>, saves: bool) -> Check {
    let id = CheckId::Home;
    let cost = || Cost::new(msg!("check-home-brief"), msg!("check-home-cost"));
    let Some(folder) = folder else {
        let error = StoreError::NoHome;
        return Check::failed(id, error.message(), cost(), error.remedy());
    };
    if let Err(error) = try_folder(folder) {
        return judge_unwritable(folder, error);
    }
    if !saves {
        let finding = msg!("check-home-unused", folder = path(folder));
        return Check::degraded(id, finding, cost(), Remedy::RestartToSave);
    }
    judge_home(folder, free(folder))
}

pub(super) fn judge_home(folder: &Path, free: Option<u64>) -> Check {
    let id = CheckId::Home;
    match free {
        Some(free) if free < MIN_FREE => Check::degraded(
            id,
            msg!("check-home-low", free = mib(free), folder = path(folder)),
            Cost::new(msg!("check-home-low-brief"), msg!("check-home-low-cost")),
            Remedy::FreeSomeDisk,
        ),
        Some(free) => Check::ok(
            id,
            msg!("check-home-free", free = mib(free), folder = path(folder)),
        ),
        None => Check::ok(id, msg!("check-home", folder = path(folder))),
    }
}

pub(super) fn judge_unwritable(folder: &Path, error: std::io::Error) -> Check {
    let error = StoreError::Folder(error);
    let finding = msg!(
        "check-home-unwritable",
        reason = error.message(),
        folder = path(folder)
    );
    let cost = Cost::new(msg!("check-home-brief"), msg!("check-home-cost"));
    Check::failed(CheckId::Home, finding, cost, error.remedy())
}

/// Checks the folder of log files.
pub(super) fn logs(home: Option<&Path>) -> Check {
    let id = CheckId::Logs;
    let cost = || Cost::new(msg!("check-logs-brief"), msg!("check-logs-cost"));
    let Some(folder) = home.map(|home| home.join(LOGS)) else {
        let error = StoreError::NoHome;
        return Check::degraded(id, error.message(), cost(), error.remedy());
    };
    match try_folder(&folder) {
        Ok(()) => Check::ok(id, msg!("check-logs", folder = path(&folder))),
        Err(error) => {
            let error = StoreError::Folder(error);
            let finding = msg!(
                "check-home-unwritable",
                reason = error.message(),
                folder = path(&folder)
            );
            Check::degraded(id, finding, cost(), error.remedy())
        }
    }
}

/// Checks the store.
pub(super) fn store(home: Option<&Path>) -> Check {
    match home {
        Some(home) => judge_store(examine(home, EXAMINE)),
        None => judge_store(Err(StoreError::NoHome)),
    }
}

pub(super) fn judge_store(examined: Result<Option<Examined>, StoreError>) -> Check {
    let id = CheckId::Store;
    match examined {
        Ok(None) => Check::ok(id, msg!("check-store-none")),
        Ok(Some(Examined { bytes, is_whole })) => Check::ok(
            id,
            if is_whole {
                msg!("check-store", size = kib(bytes))
            } else {
                msg!(
                    "check-store-large",
                    size = kib(bytes),
                    seconds = EXAMINE.as_secs()
                )
            },
        ),
        Err(error) => Check::failed(
            id,
            error.message(),
            Cost::new(msg!("check-store-brief"), msg!("check-store-cost")),
            error.remedy(),
        ),
    }
}

/// Checks the clock against the years of this program, and against what earlier runs have saved.
pub(super) fn clock(home: Option<&Path>) -> Check {
    let newest = home.and_then(|home| newest_row(home).ok().flatten());
    judge_clock(jiff::Timestamp::now().as_second(), newest)
}

pub(super) fn judge_clock(now: i64, newest: Option<i64>) -> Check {
    let id = CheckId::Clock;
    let cost = || Cost::new(msg!("check-clock-brief"), msg!("check-clock-cost"));
    if !(WRITTEN..TOO_LATE).contains(&now) {
        let finding = msg!("check-clock-wrong", time = time(now));
        return Check::failed(id, finding, cost(), Remedy::SetClock);
    }
    match newest.filter(|newest| *newest > now + AHEAD) {
        Some(newest) => Check::degraded(
            id,
            msg!(
                "check-clock-behind",
                time = time(now),
                newest = time(newest)
            ),
            cost(),
            Remedy::SetClock,
        ),
        None => Check::ok(id, msg!("check-clock", time = time(now))),
    }
}

/// Makes a folder, if need be, and a file in it, which is removed again.
fn try_folder(folder: &Path) -> std::io::Result<()> {
    private::create_folder(folder)?;
    let probe = folder.join(PROBE);
    let written = || -> std::io::Result<()> {
        let mut file = private::writable()
            .create(true)
            .truncate(true)
            .open(&probe)?;
        file.write_all(&[0; PROBE_LEN])
    };
    let written = written();
    let _ = std::fs::remove_file(&probe); // where it could not be made there is none
    written
}

/// Free bytes for this account on the disk of a folder.
#[cfg(target_os = "linux")]
fn free(folder: &Path) -> Option<u64> {
    let disk = rustix::fs::statvfs(folder).ok()?;
    Some(disk.f_bavail.saturating_mul(disk.f_frsize))
}

#[cfg(not(target_os = "linux"))]
fn free(_: &Path) -> Option<u64> {
    None
}

/// A time in seconds since 1970, as a clock on the wall shows it.
fn time(seconds: i64) -> String {
    let time = jiff::Timestamp::from_second(seconds).unwrap_or(jiff::Timestamp::MAX);
    time.to_zoned(jiff::tz::TimeZone::system())
        .strftime("%Y-%m-%d %H:%M")
        .to_string()
}

fn path(folder: &Path) -> String {
    folder.display().to_string()
}

/// A size in mebibytes, or gibibytes where there are many.
fn mib(bytes: u64) -> String {
    let mib = bytes as f64 / 1_048_576.0;
    if mib < 1024.0 {
        format!("{mib:.0} MiB")
    } else {
        format!("{:.1} GiB", mib / 1024.0)
    }
}

/// A size in kibibytes, or mebibytes where there are many.
fn kib(bytes: u64) -> String {
    let kib = bytes as f64 / 1024.0;
    if kib < 1024.0 {
        format!("{kib:.0} KiB")
    } else {
        format!("{:.1} MiB", kib / 1024.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::computer::CheckState;

    #[test]
    fn a_home_that_cannot_be_written_fails_and_leaves_nothing_behind() {
        let dir = tempfile::tempdir().unwrap();
        let fine = home(Some(dir.path()), true);
        assert!(fine.state <= CheckState::Degraded, "{fine:?}"); // the disk of tests may be nearly full
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 0);
        assert_eq!(home(Some(dir.path()), false).state, CheckState::Degraded);
        let file = dir.path().join("file");
        std::fs::write(&file, "").unwrap();
        assert_eq!(home(Some(&file), true).state, CheckState::Failed);
        assert_eq!(logs(Some(&file)).state, CheckState::Degraded);
        assert_eq!(home(None, false).state, CheckState::Failed);
    }

    #[test]
    fn a_clock_is_judged_by_its_year_and_by_what_was_saved() {
        let now = WRITTEN + 1000;
        assert_eq!(judge_clock(now, None).state, CheckState::Ok);
        assert_eq!(judge_clock(now, Some(now + AHEAD)).state, CheckState::Ok);
        let behind = judge_clock(now, Some(now + AHEAD + 1));
        assert_eq!(behind.state, CheckState::Degraded);
        for wrong in [0, WRITTEN - 1, TOO_LATE] {
            assert_eq!(judge_clock(wrong, None).state, CheckState::Failed);
        }
    }

    #[test]
    fn the_start_of_2026_is_right() {
        let start: jiff::Timestamp = "2026-01-01T00:00:00Z".parse().unwrap();
        assert_eq!(start.as_second(), WRITTEN);
    }

    #[test]
    fn a_damaged_store_fails_and_none_is_fine() {
        assert_eq!(judge_store(Ok(None)).state, CheckState::Ok);
        let damaged = judge_store(Err(StoreError::Corrupt("page 3".into())));
        assert_eq!(damaged.state, CheckState::Failed);
        assert!(damaged.finding.to_string().contains("page 3"));
        assert_eq!(store(None).state, CheckState::Failed);
        let partly = judge_store(Ok(Some(Examined {
            bytes: 3 << 30,
            is_whole: false,
        })));
        assert!(partly.finding.to_string().contains("3072.0 MiB"));
    }

    #[test]
    fn sizes_have_units() {
        let sizes = [mib(5 << 20), mib(3 << 30), kib(2048), kib(5 << 20)];
        assert_eq!(sizes, ["5 MiB", "3.0 GiB", "2 KiB", "5.0 MiB"]);
    }
}
