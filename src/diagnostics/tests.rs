use super::*;
use crate::computer;
use crate::store::{AuditEntry, HistoryEntry};
use std::io::Read as _;

fn entry(file: &str) -> HistoryEntry {
    HistoryEntry {
        ended_at: 1_796_050_800,
        file: file.into(),
        device: Some("a0b1c2d3e4f5".into()),
        name: Some("Porch".into()),
        family: Some("native".into()),
        address: "127.0.0.1:81".into(),
        bytes: 12,
        attempts: 2,
        seconds: 1.25,
        sha256: None,
        outcome: "verified".into(),
        code: None,
        problem: None,
        notes: Vec::new(),
    }
}

fn sources(home: &Path) -> Sources {
    Sources {
        home: Some(home.to_owned()),
        settings: Settings::default(),
        checks: computer::incomplete(),
    }
}

/// A home folder with something of everything.
fn home() -> tempfile::TempDir {
    let home = tempfile::tempdir().unwrap();
    let store = Store::open(home.path()).unwrap();
    let audit = AuditEntry {
        at: 1_796_050_801,
        kind: "deleted".into(),
        subject: "fire_of_anna.gif".into(),
        device: Some("a0b1c2d3e4f5".into()),
        detail: Message::verbatim("fire_of_anna.gif on Porch"),
    };
    store
        .commit(|c| {
            c.record(&entry("/home/anna/fire_of_anna.gif")).unwrap();
            c.audit(&audit).unwrap();
        })
        .unwrap();
    let logs = home.path().join("logs");
    std::fs::create_dir(&logs).unwrap();
    std::fs::write(
        logs.join("upload-bridge.2026-11-30.log"),
        "sending fire_of_anna.gif to a0:b1:c2:d3:e4:f5 token=hunter2 anna@example.org\n",
    )
    .unwrap();
    std::fs::write(logs.join("crash-2026-11-30T12-00-00Z.txt"), "a panic\n").unwrap();
    home
}

#[test]
fn a_bundle_says_what_each_file_is_and_holds_nothing_that_does_not_belong_there() {
    let home = home();
    let bundle = Bundle::collect(&sources(home.path()));
    let names: Vec<&str> = bundle.files.iter().map(|file| file.name.as_str()).collect();
    let expected = [
        "README.txt",
        "doctor.json",
        "versions.json",
        "settings.toml",
        "jobs.json",
        "queue.json",
        "devices.json",
        "audit.json",
        "crashes/crash-2026-11-30T12-00-00Z.txt",
        "logs/upload-bridge.2026-11-30.log",
    ];
    assert_eq!(names, expected);
    let readme = bundle.file("README.txt").unwrap();
    for name in &expected[1..] {
        assert!(readme.text().contains(name), "{name}");
    }
    for file in &bundle.files {
        for secret in ["anna", "hunter2", "d3:e4:f5", "d3e4f5"] {
            assert!(
                !file.text().contains(secret),
                "{}: {}",
                file.name,
                file.text()
            );
        }
        if file.name.ends_with(".json") {
            serde_json::from_str::<serde_json::Value>(file.text()).unwrap();
        }
    }
    let number = |name: &str| bundle.file(name).unwrap().text().contains("file-1.gif");
    assert!(number("jobs.json") && number("audit.json") && number(expected[9]));
    toml::from_str::<Settings>(bundle.file("settings.toml").unwrap().text()).unwrap();
}

#[test]
fn without_a_store_or_a_home_there_is_a_bundle_all_the_same() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("file");
    std::fs::write(&file, "").unwrap();
    for home in [Some(file), None] {
        let sources = Sources {
            home,
            ..sources(dir.path())
        };
        let bundle = Bundle::collect(&sources);
        let names: Vec<&str> = bundle.files.iter().map(|file| file.name.as_str()).collect();
        assert_eq!(
            names,
            [
                "README.txt",
                "doctor.json",
                "versions.json",
                "settings.toml",
                "saved-data-unreadable.txt"
            ]
        );
        assert!(
            bundle
                .file("saved-data-unreadable.txt")
                .unwrap()
                .text()
                .len()
                > 10
        );
    }
}

#[test]
fn a_bundle_is_saved_whole_for_its_owner_only_and_never_over_another_file() {
    let home = home();
    let bundle = Bundle::collect(&sources(home.path()));
    let out = home.path().join("out.zip");
    let bytes = bundle.save(&out, false).unwrap();
    assert_eq!(std::fs::metadata(&out).unwrap().len(), bytes);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = std::fs::metadata(&out).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    assert_eq!(
        bundle.save(&out, false).unwrap_err().code.as_str(),
        "output.exists"
    );
    bundle.save(&out, true).unwrap();
    let mut zip = zip::ZipArchive::new(std::fs::File::open(&out).unwrap()).unwrap();
    assert_eq!(zip.len(), bundle.files.len());
    for file in &bundle.files {
        let mut text = String::new();
        zip.by_name(&file.name)
            .unwrap()
            .read_to_string(&mut text)
            .unwrap();
        assert_eq!(text, file.text());
    }
    let nowhere = home.path().join("none/out.zip");
    assert_eq!(
        bundle.save(&nowhere, false).unwrap_err().code.as_str(),
        "output.unwritable"
    );
}

#[test]
fn lines_are_those_of_the_text() {
    let lines = |text: &str| -> Vec<String> {
        let file = BundleFile::new("a", msg!("bundle-readme"), text.into());
        (0..file.line_count())
            .map(|n| file.line(n).to_owned())
            .collect()
    };
    for text in ["", "a", "a\n", "a\r\nb", "\n\na\n", "ü\n\nö"] {
        assert_eq!(lines(text), text.lines().collect::<Vec<_>>(), "{text:?}");
    }
}

#[test]
fn only_the_newest_lines_of_long_logs_are_in_a_bundle() {
    let home = tempfile::tempdir().unwrap();
    let logs = home.path().join("logs");
    std::fs::create_dir(&logs).unwrap();
    let long: String = (0..60_000)
        .map(|n| format!("line {n} of a long log, and some words\n"))
        .collect();
    for day in ["28", "29", "30"] {
        std::fs::write(logs.join(format!("upload-bridge.2026-11-{day}.log")), &long).unwrap();
    }
    let files = super::logs::files(&logs, &mut Redactor::new(Place::Bundle));
    let bytes: usize = files.iter().map(|file| file.text().len()).sum();
    assert!(bytes <= 2 << 20 && bytes > 1 << 20, "{bytes}");
    let newest = &files[0];
    assert_eq!(newest.name, "logs/upload-bridge.2026-11-30.log");
    let last = newest.line(newest.line_count() - 1);
    assert_eq!(last, "line 59999 of a long log, and some words");
    assert!(newest.line(0).starts_with("line "));
}
