//! Settings read back as they were written, and what is wrong with a file costs as little as it can.

use super::*;
use crate::problem::{Code, Problem};

#[test]
fn settings_read_back_as_they_were_written() {
    let home = tempfile::tempdir().unwrap();
    let mut settings = Settings::default();
    settings.window.theme = ThemeSetting::Light;
    settings.sending.devices_at_once = 12;
    settings.log.level = LogLevel::Debug;
    settings.save(home.path()).unwrap();
    assert_eq!(Settings::load(home.path()), (settings, None));
    assert_eq!(
        std::fs::read_dir(home.path()).unwrap().count(),
        1,
        "nothing is left beside it"
    );
}

#[test]
fn no_file_means_the_defaults_and_is_no_problem() {
    let home = tempfile::tempdir().unwrap();
    assert_eq!(Settings::load(home.path()), (Settings::default(), None));
}

#[test]
fn a_subnet_that_is_none_costs_only_itself() {
    let home = tempfile::tempdir().unwrap();
    let text =
        "[scan]\nsweep = false\nsubnets = [\"192.168.1.0/24\", \"8.8.8.0/24\"]\nports = [80, 0]\n";
    std::fs::write(home.path().join("settings.toml"), text).unwrap();
    let (settings, problem) = Settings::load(home.path());
    assert_eq!(
        (
            settings.scan.named().len(),
            &settings.scan.ports[..],
            settings.scan.sweep
        ),
        (1, &[80][..], false)
    );
    assert!(
        problem
            .unwrap()
            .message
            .to_string()
            .contains("8.8.8.0/24 is not a private network")
    );
}

#[test]
fn a_damaged_file_is_kept_and_told() {
    let home = tempfile::tempdir().unwrap();
    std::fs::write(home.path().join("settings.toml"), "window = [[[").unwrap();
    let (settings, problem) = Settings::load(home.path());
    assert_eq!(settings, Settings::default());
    assert!(
        problem
            .unwrap()
            .remedy
            .to_string()
            .contains("settings.toml.bad")
    );
    assert_eq!(
        std::fs::read_to_string(home.path().join("settings.toml.bad")).unwrap(),
        "window = [[["
    );
    assert!(!home.path().join("settings.toml").exists());
}

#[test]
fn bytes_that_are_not_utf_8_are_told_and_cost_no_setting_beside_them() {
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("settings.toml");
    let latin = b"# f\xfcr die Gartenlampen\n[log]\nkeep_days = 40\n";
    std::fs::write(&file, latin).unwrap();
    let (settings, problem) = Settings::load(home.path());
    assert_eq!(settings.log.keep_days, 40);
    let problem = problem.unwrap();
    assert!(
        problem.message.to_string().contains("not UTF-8"),
        "{problem}"
    );
    assert!(
        problem
            .remedy
            .to_string()
            .contains(&file.display().to_string()),
        "{}",
        problem.remedy.to_string()
    );
    assert_eq!(std::fs::read(&file).unwrap(), latin, "it stays");

    let sixteen: Vec<u8> = "\u{feff}[log]\nkeep_days = 40\n"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    std::fs::write(&file, &sixteen).unwrap();
    let (settings, problem) = Settings::load(home.path());
    assert_eq!(settings, Settings::default());
    let Problem {
        message, remedy, ..
    } = problem.unwrap();
    assert!(message.to_string().contains("not UTF-8"), "{message}");
    assert!(remedy.to_string().contains("settings.toml.bad"), "{remedy}");
    let kept = home.path().join("settings.toml.bad");
    assert_eq!(std::fs::read(kept).unwrap(), sixteen);
}

#[test]
fn a_byte_order_mark_is_no_setting() {
    let home = tempfile::tempdir().unwrap();
    let text = "\u{feff}[log]\nkeep_days = 40\n";
    std::fs::write(home.path().join("settings.toml"), text).unwrap();
    let (settings, problem) = Settings::load(home.path());
    assert_eq!((settings.log.keep_days, problem), (40, None));
}

#[cfg(unix)]
#[test]
fn settings_are_for_their_owner_only() {
    use std::os::unix::fs::PermissionsExt as _;
    let dir = tempfile::tempdir().unwrap();
    let home = dir.path().join("home");
    Settings::default().save(&home).unwrap();
    let mode = |path: &std::path::Path| path.metadata().unwrap().permissions().mode() & 0o777;
    assert_eq!(
        (mode(&home), mode(&home.join("settings.toml"))),
        (0o700, 0o600)
    );
}

#[test]
fn a_value_out_of_its_range_costs_only_itself() {
    let home = tempfile::tempdir().unwrap();
    let text = "[sending]\nbrightness_pct = 200\ndevices_at_once = 5\n[future]\nthing = 1\n";
    std::fs::write(home.path().join("settings.toml"), text).unwrap();
    let (settings, problem) = Settings::load(home.path());
    assert_eq!(
        (
            settings.sending.brightness_pct,
            settings.sending.devices_at_once
        ),
        (100, 5)
    );
    assert!(
        problem
            .unwrap()
            .message
            .to_string()
            .contains("brightness_pct is 200; use a value from 1 to 100")
    );
    let wrong = Settings {
        history: HistorySettings {
            keep_days: 0,
            ..HistorySettings::default()
        },
        ..settings
    };
    assert_eq!(
        wrong.save(home.path()).unwrap_err().code,
        Code::SettingsInvalid
    );
    assert_eq!(
        std::fs::read_to_string(home.path().join("settings.toml")).unwrap(),
        text,
        "the old file stays"
    );
}
