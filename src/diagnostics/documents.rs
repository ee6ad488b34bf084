//! The documents of a bundle: what each says, cleaned of what does not belong in it.

use super::BundleFile;
use crate::computer::{Check, Counts};
use crate::device::GroupName;
use crate::engine::settings::Settings;
use crate::logs::redact::Redactor;
use crate::message::Message;
use crate::monitor::{audit as audit_trail, history, rfc3339, utc};
use crate::msg;
use crate::pattern::Arrangement;
use crate::store::{HistoryEntry, JobState, JournalRow, KnownDevice, Store, StoreError};
use crate::text;
use serde_json::{Value, json};

/// Uploads of the history in a bundle.
const JOBS: usize = 200;
/// Longest line of the first file, in characters.
const README_WIDTH: usize = 78;
/// Changes of the audit trail in a bundle.
const CHANGES: usize = 1000;

/// The first file: what each of the others holds.
pub(super) fn readme(files: &[BundleFile], at: i64) -> BundleFile {
    let mut words = vec![
        msg!("bundle-title", time = utc(at)).to_string(),
        String::new(),
        msg!("bundle-contents").to_string(),
    ];
    let width = files.iter().map(|file| file.name.len()).max().unwrap_or(0);
    for file in files {
        words.push(format!("  {:width$}  {}", file.name, file.about));
    }
    words.push(String::new());
    words.extend(wrapped(&msg!("bundle-left-out").to_string()));
    words.extend(wrapped(&msg!("bundle-numbers").to_string()));
    words.push(String::new());
    let name = "README.txt";
    BundleFile::new(name, msg!("bundle-readme"), words.join("\n"))
}

/// Breaks a sentence into lines.
fn wrapped(sentence: &str) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in sentence.split(' ') {
        if let Some(line) = lines.last_mut()
            && (line.is_empty() || line.chars().count() + word.chars().count() < README_WIDTH)
        {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        } else {
            lines.push(word.to_owned());
        }
    }
    lines
}

/// The checks of this computer.
pub(super) fn doctor(checks: &[Check], redactor: &mut Redactor) -> BundleFile {
    let counts = Counts::of(checks);
    let checks: Vec<Value> = checks.iter().map(check).collect();
    let value = json!({
        "ok": counts.ok, "off": counts.off, "degraded": counts.degraded, "failed": counts.failed,
        "checks": checks,
    });
    json_file("doctor.json", msg!("bundle-doctor"), value, redactor)
}

fn check(check: &Check) -> Value {
    let hint = check.remedy.to_string();
    json!({
        "check": check.id.word(),
        "state": check.state.word(),
        "detail": check.finding.to_string(),
        "cost": check.cost.as_ref().map(|cost| cost.words.to_string()),
        "hint": (!hint.is_empty()).then_some(hint),
    })
}

/// Versions of the app and of the system.
pub(super) fn versions(redactor: &mut Redactor) -> BundleFile {
    let line = |path: &str| {
        let text = std::fs::read_to_string(path).ok()?;
        text.lines().next().map(str::to_owned)
    };
    let os = std::fs::read_to_string("/etc/os-release").unwrap_or_default();
    let os = os
        .lines()
        .find_map(|line| line.strip_prefix("PRETTY_NAME="));
    let variable = |name: &str| std::env::var(name).ok();
    let build = if cfg!(debug_assertions) {
        "debug"
    } else {
        "release"
    };
    let value = json!({
        "version": env!("CARGO_PKG_VERSION"),
        "build": build,
        "system": std::env::consts::OS,
        "processor": std::env::consts::ARCH,
        "distribution": os.map(|os| os.trim_matches('"')),
        "kernel": line("/proc/sys/kernel/osrelease"),
        "cores": std::thread::available_parallelism().map_or(0, usize::from),
        "desktop": variable("XDG_CURRENT_DESKTOP"),
        "session": variable("XDG_SESSION_TYPE"),
        "language": variable("LANG"),
        "time_zone": jiff::tz::TimeZone::system().iana_name(),
    });
    json_file("versions.json", msg!("bundle-versions"), value, redactor)
}

/// The settings, as the settings file has them.
pub(super) fn settings(settings: &Settings, redactor: &mut Redactor) -> BundleFile {
    let text = toml::to_string_pretty(settings).unwrap_or_else(|error| format!("# {error}\n"));
    let text = redactor.clean(&text);
    BundleFile::new("settings.toml", msg!("bundle-settings"), text)
}

/// What the store has: uploads, devices, the audit trail. Where it cannot be read, a file says why.
pub(super) fn of_store(store: Result<Store, Message>, redactor: &mut Redactor) -> Vec<BundleFile> {
    let read = |store: &Store| -> Result<_, StoreError> {
        Ok((
            store.history(Some(JOBS))?,
            store.jobs()?,
            store.devices()?,
            store.audit_trail(Some(CHANGES))?,
        ))
    };
    let read = store.and_then(|store| read(&store).map_err(|error| error.message()));
    let (history, queue, devices, audit) = match read {
        Ok(read) => read,
        Err(reason) => {
            let text = redactor.clean(&format!("{reason}\n"));
            return vec![BundleFile::new(
                "saved-data-unreadable.txt",
                msg!("bundle-no-store"),
                text,
            )];
        }
    };
    let jobs: Vec<Value> = history.iter().map(job).collect();
    let unfinished: Vec<Value> = queue.iter().filter_map(waiting).collect();
    let devices: Vec<Value> = devices.iter().map(device).collect();
    let audit: Vec<Value> = audit.iter().map(audit_trail::object).collect();
    vec![
        json_file(
            "jobs.json",
            msg!("bundle-jobs", n = JOBS),
            jobs.into(),
            redactor,
        ),
        json_file(
            "queue.json",
            msg!("bundle-queue"),
            unfinished.into(),
            redactor,
        ),
        json_file(
            "devices.json",
            msg!("bundle-devices"),
            devices.into(),
            redactor,
        ),
        json_file("audit.json", msg!("bundle-audit"), audit.into(), redactor),
    ]
}

/// An upload that has ended: what the export has, with its problem and notes in words.
fn job(entry: &HistoryEntry) -> Value {
    let mut value = history::object(entry);
    if let Some(fields) = value.as_object_mut() {
        let problem = entry.problem.as_ref().map(ToString::to_string);
        let notes: Vec<String> = entry.notes.iter().map(ToString::to_string).collect();
        fields.insert("problem".into(), problem.into());
        fields.insert("notes".into(), notes.into());
    }
    value
}

/// An upload that has not ended.
fn waiting(row: &JournalRow) -> Option<Value> {
    let state = match row.state {
        JobState::Running => "running",
        JobState::Unfinished => "unfinished",
        JobState::Ended { .. } => return None,
    };
    Some(json!({
        "file": row.file,
        "address": row.address,
        "device": row.device,
        "state": state,
        "begun": row.begun,
        "queued": rfc3339(row.queued_at),
    }))
}

fn device(device: &KnownDevice) -> Value {
    let settings = &device.settings;
    let arrangement = settings.arrangement.as_ref().map(|arrangement| {
        let map = match arrangement {
            Arrangement::Map(map) => Some(map.name()),
            _ => None,
        };
        json!({
            "leds": arrangement.leds(),
            "matrix": arrangement.matrix().map(|matrix| matrix.to_string()),
            "file": map,
        })
    });
    json!({
        "id": device.id.as_str(),
        "name": device.name,
        "family": device.family,
        "address": device.last_address,
        "last_seen": rfc3339(device.last_seen),
        "leds": device.own_leds,
        "matrix": device.own_matrix.map(|matrix| matrix.to_string()),
        "capabilities": device.own_caps.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "set_aside": device.is_set_aside,
        "pinned": device.pinned,
        "groups": device.groups.iter().map(GroupName::as_str).collect::<Vec<_>>(),
        "settings": {
            "nickname": settings.nickname,
            "arrangement": arrangement,
            "wiring": settings.wiring.map(|wiring| wiring.to_string()),
            "color_order": settings.color_order.map(|order| order.to_string()),
            "supply_ma": settings.power.and_then(|power| power.max_ma),
        },
    })
}

/// A file of JSON, cleaned, in lines.
fn json_file(name: &str, about: Message, mut value: Value, redactor: &mut Redactor) -> BundleFile {
    redactor.clean_json(&mut value);
    let text = serde_json::to_string_pretty(&value).unwrap_or_else(|_| value.to_string());
    BundleFile::new(name, about, text::escaped_json(&text).into_owned() + "\n")
}
