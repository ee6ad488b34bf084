use super::*;

fn panic() -> Panic {
    Panic {
        thread: "main".into(),
        message: "token=abcdefg".into(),
        at: "src/x.rs:1:2".into(),
    }
}

fn write(folder: &Path) -> io::Result<PathBuf> {
    panic().write(folder, &|| "frames")
}

#[test]
fn a_crash_file_says_what_and_where_without_secrets_and_for_its_owner_only() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("logs");
    let paths = [write(&folder).unwrap(), write(&folder).unwrap()];
    assert_ne!(paths[0], paths[1], "two in one second");
    let text = std::fs::read_to_string(&paths[0]).unwrap();
    for part in [
        "token=***",
        "src/x.rs:1:2",
        env!("CARGO_PKG_VERSION"),
        "Backtrace:",
        "Last log lines:",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(!text.contains("abcdefg"));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = std::fs::metadata(&paths[0]).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}

#[test]
fn each_surface_mentions_a_crash_once() {
    let dir = tempfile::tempdir().unwrap();
    assert_eq!(unmentioned(dir.path(), "window"), None);
    let path = write(dir.path()).unwrap();
    assert_eq!(unmentioned(dir.path(), "window"), Some(path.clone()));
    assert_eq!(unmentioned(dir.path(), "window"), None);
    assert_eq!(unmentioned(dir.path(), "commands"), Some(path));
    let newer = write(dir.path()).unwrap();
    assert_eq!(unmentioned(dir.path(), "window"), Some(newer));
    let old = tempfile::tempdir().unwrap();
    std::fs::write(old.path().join("crash-2001-01-01T00-00-00Z.txt"), "").unwrap();
    assert_eq!(unmentioned(old.path(), "window"), None, "no news");
}

#[test]
fn contained_code_is_marked_also_when_a_panic_has_passed() {
    assert!(!is_contained());
    assert!(contained(|| contained(|| true) && is_contained()));
    let passed = std::panic::catch_unwind(|| contained(|| panic!("of a decoder")));
    assert!(passed.is_err() && !is_contained());
}
