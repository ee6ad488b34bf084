use super::*;

const LIMIT: u64 = 512 * 1024;

fn keep(bytes: u64) -> KeepLogs {
    KeepLogs { days: 7, bytes }
}

fn names(folder: &Path) -> Vec<String> {
    parts(folder).iter().map(|(part, _)| part.name()).collect()
}

/// Writes lines of 1000 bytes with the numbers in a range.
fn write(files: &mut LogFiles, numbers: std::ops::Range<usize>) {
    for number in numbers {
        writeln!(files, "{number:0>999}").unwrap();
    }
}

fn all_lines(folder: &Path) -> Vec<usize> {
    let text: String = parts(folder)
        .iter()
        .map(|(part, _)| std::fs::read_to_string(folder.join(part.name())).unwrap())
        .collect();
    text.lines().map(|line| line.parse().unwrap()).collect()
}

#[test]
fn a_day_is_split_and_the_newest_lines_stay_within_the_limit() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("logs");
    let mut files = LogFiles::open(&folder, keep(LIMIT)).unwrap();
    for step in 0..20 {
        write(&mut files, step * 100..(step + 1) * 100);
        assert!(folder_bytes(&folder) <= LIMIT, "step {step}");
    }
    let kept = all_lines(&folder);
    assert!(kept.len() >= 400, "{} lines", kept.len());
    let newest: Vec<usize> = (2000 - kept.len()..2000).collect();
    assert_eq!(kept, newest, "no gap, and the last line is there");
}

#[test]
fn other_files_of_the_folder_count_and_are_not_deleted() {
    let dir = tempfile::tempdir().unwrap();
    let other = dir.path().join("alerts.jsonl");
    std::fs::write(&other, vec![b'x'; 300 * 1024]).unwrap();
    let mut files = LogFiles::open(dir.path(), keep(LIMIT)).unwrap();
    write(&mut files, 0..1000);
    assert!(folder_bytes(dir.path()) <= LIMIT);
    assert!(other.exists() && all_lines(dir.path()).contains(&999));
}

#[test]
fn files_of_older_days_go_and_foreign_names_stay() {
    let dir = tempfile::tempdir().unwrap();
    for name in [
        "upload-bridge.2001-01-01.log",
        "upload-bridge.2001-01-01.3.log",
        "upload-bridge.old.log",
        "notes.txt",
    ] {
        std::fs::write(dir.path().join(name), "x").unwrap();
    }
    let yesterday = format!("{PREFIX}{}{SUFFIX}", day(1));
    std::fs::write(dir.path().join(&yesterday), "x").unwrap();
    drop(LogFiles::open(dir.path(), keep(LIMIT)).unwrap());
    let today = format!("{PREFIX}{}{SUFFIX}", day(0));
    assert_eq!(names(dir.path()), [yesterday, today]);
    assert!(dir.path().join("upload-bridge.old.log").exists());
    assert!(dir.path().join("notes.txt").exists());
}

#[test]
fn parts_are_ordered_by_number_not_by_letter() {
    let dir = tempfile::tempdir().unwrap();
    for number in [1, 2, 9, 10] {
        let part = Part {
            day: day(0),
            number,
        };
        std::fs::write(dir.path().join(part.name()), "x").unwrap();
    }
    let mut files = LogFiles::open(dir.path(), keep(LIMIT)).unwrap();
    assert_eq!(files.current.as_ref().unwrap().part.number, 10);
    assert!(files.give_up_oldest());
    let left: Vec<u32> = parts(dir.path()).iter().map(|(p, _)| p.number).collect();
    assert_eq!(left, [2, 9, 10]);
    write(&mut files, 0..1);
}

#[test]
fn two_processes_share_the_files_and_one_that_lags_follows() {
    let dir = tempfile::tempdir().unwrap();
    let mut first = LogFiles::open(dir.path(), keep(LIMIT)).unwrap();
    let mut second = LogFiles::open(dir.path(), keep(LIMIT)).unwrap();
    write(&mut first, 0..100);
    second.looked = 0;
    write(&mut second, 100..101);
    let number = |files: &LogFiles| files.current.as_ref().unwrap().part.number;
    assert_eq!(number(&first), number(&second));
    assert!(number(&first) > 1);
    assert_eq!(all_lines(dir.path()).last(), Some(&100));
}

#[cfg(unix)]
#[test]
fn files_and_folder_are_for_their_owner_only_also_those_of_older_versions() {
    use std::os::unix::fs::PermissionsExt as _;
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("logs");
    std::fs::create_dir(&folder).unwrap();
    let old = folder.join(format!("{PREFIX}{}{SUFFIX}", day(1)));
    std::fs::write(&old, "x").unwrap();
    let open = std::fs::Permissions::from_mode(0o644);
    std::fs::set_permissions(&old, open).unwrap();
    let mut files = LogFiles::open(&folder, keep(LIMIT)).unwrap();
    write(&mut files, 0..100);
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&folder), 0o700);
    assert!(names(&folder).len() > 2);
    for name in names(&folder) {
        assert_eq!(mode(&folder.join(&name)), 0o600, "{name}");
    }
}
