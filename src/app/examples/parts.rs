//! What examples are made of: devices, patterns, jobs.

use crate::app::pace::Pace;
use crate::app::state::{Loaded, Slot, State};
use crate::cache::CacheCount;
use crate::device::{
    AssumedLeds, Device, DeviceAddr, DeviceError, DeviceId, DeviceSettings, Playing, StoredName,
};
use crate::engine::{
    AuditEntry, AuditKind, CacheCounters, Circuit, DeviceView, HistoryEntry, JobDevice, JobId,
    JobView, PatternId, Phase, Presence, Preview, UploadHistory, UploadKey,
};
use crate::message::Message;
use crate::msg;
use crate::pattern::format::wire::encode_frames;
use crate::pattern::{
    FrameDuration, Frames, Limits, Matrix, Opened, ReadOptions, check, fit, read_bytes,
};
use crate::problem::{Code, Problem, Remedy};
use std::collections::BTreeSet;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

/// LEDs and matrix as a device tells them.
pub(super) type Size = (Option<usize>, Option<Matrix>);

/// A device that stopped answering while `doing` something.
pub(super) fn lost(code: Code, doing: Message, cause: Message, remedy: Remedy) -> Problem {
    let message = msg!("device-link-failed", doing = doing, cause = cause);
    Problem::new(code, message, remedy)
}

/// A matrix.
pub(super) fn lit(w: u16, h: u16) -> Size {
    (Some(usize::from(w) * usize::from(h)), Matrix::new(w, h))
}

pub(super) fn strip(leds: usize) -> Size {
    (Some(leds), None)
}

/// A device that answered a moment ago.
pub(super) fn device(n: u64, name: &str, (leds, matrix): Size) -> DeviceView {
    let address = SocketAddr::from((Ipv4Addr::new(192, 168, 1, (40 + n % 200) as u8), 80));
    let address = DeviceAddr::from_socket(address);
    let now = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .map_or(0, |d| d.as_secs());
    DeviceView {
        device: Device {
            id: DeviceId::from_mac(&format!("a0b1c2{n:06x}"))
                .unwrap_or(DeviceId::from_address(&address)),
            name: name.to_owned(),
            family: "native",
            kind: crate::msg!("kind-native"),
            chip: None,
            firmware: Some("2.1".into()),
            address,
            leds,
            matrix,
            limits: Limits {
                free_bytes: Some(1_200_000),
                ..Limits::default()
            },
            caps: crate::device::Caps::default(),
            playing: None,
            uptime: None,
        },
        settings: DeviceSettings::default(),
        presence: Presence::Online,
        locked: false,
        circuit: Circuit::Closed,
        last_seen: i64::try_from(now).unwrap_or(0),
        via: Vec::new(),
        pinned: false,
        groups: BTreeSet::new(),
        forgettable: false,
    }
}

/// Frames of a flame, `side` x `side`, as bare bytes.
fn flame_bytes(side: usize, frames: usize) -> Vec<u8> {
    let n = side as f32;
    let cell = |frame: usize, i: usize| {
        let time = frame as f32 / frames as f32 * std::f32::consts::TAU;
        let x = i % side;
        let y = i / side;
        let u = (x as f32 + 0.5) / n - 0.5;
        let v = 1.0 - (y as f32 + 0.5) / n;
        let sway = 0.16 * (v * 5.0 + 3.0 * time).sin() * v;
        let width = 0.42 * (1.0 - v).powf(0.7) + 0.03;
        let heat =
            (1.25 + 0.1 * time.sin() - ((u - sway) / width).powi(2) - 0.75 * v).clamp(0.0, 1.0);
        let channel =
            |low: f32, high: f32| (((heat - low) / (high - low)).clamp(0.0, 1.0) * 255.0) as u8;
        [channel(0.0, 0.6), channel(0.25, 1.0), channel(0.75, 1.3)]
    };
    (0..frames)
        .flat_map(|frame| (0..side * side).flat_map(move |i| cell(frame, i)))
        .collect()
}

/// A flame that was read for sure.
pub(super) fn flame(file: &str, side: u16, frames: usize) -> Arc<Opened> {
    let matrix = Matrix::new(side, side);
    let options = ReadOptions {
        leds: matrix.map(Matrix::leds),
        matrix,
        from_wiring: Some(crate::pattern::Wiring::default()),
        ..ReadOptions::default()
    };
    read(file, side, frames, &options)
}

/// A dot that runs along a strip, as a controller stores it.
pub(super) fn chase(file: &str, leds: usize, frames: usize) -> Arc<Opened> {
    let cell = |frame: usize, led: usize| {
        let behind = (frame * leds / frames + leds - led) % leds;
        let value = u8::try_from(255_usize.saturating_sub(behind * 9)).unwrap_or(0);
        [value, value / 3, 0]
    };
    let rgb = (0..frames)
        .flat_map(|frame| (0..leds).flat_map(move |led| cell(frame, led)))
        .collect();
    let durations = vec![FrameDuration::DEFAULT; frames];
    let bytes = Frames::new(leds, rgb, durations)
        .ok()
        .and_then(|frames| encode_frames(&frames).ok())
        .unwrap_or_default();
    let opened = read_bytes(Path::new(file), bytes.into(), &ReadOptions::default());
    Arc::new(opened.expect("the controller's own format can be read"))
}

/// The same bytes, and nothing that says how to read them.
pub(super) fn raw(file: &str, side: u16, frames: usize) -> Arc<Opened> {
    read(file, side, frames, &ReadOptions::default())
}

fn read(file: &str, side: u16, frames: usize, options: &ReadOptions) -> Arc<Opened> {
    let bytes = flame_bytes(usize::from(side), frames);
    let opened = read_bytes(Path::new(file), bytes.into(), options);
    Arc::new(opened.expect("whole frames of the size that was given can be read"))
}

/// A rainbow of another shape: a matrix, or a strip where it has one row.
pub(super) fn shaped(file: &str, w: u16, h: u16, frames: usize) -> Arc<Opened> {
    let leds = usize::from(w) * usize::from(h);
    let level = |frame: usize, i: usize, channel: usize| (frame * 5 + i * 7 + channel * 85) as u8;
    let bytes: Vec<u8> = (0..frames)
        .flat_map(|frame| (0..leds * 3).map(move |i| level(frame, i / 3, i % 3)))
        .collect();
    let options = ReadOptions {
        leds: Some(leds),
        matrix: Matrix::new(w, h).filter(|_| h > 1),
        from_wiring: (h > 1).then(crate::pattern::Wiring::default),
        ..ReadOptions::default()
    };
    let opened = read_bytes(Path::new(file), bytes.into(), &options);
    Arc::new(opened.expect("whole frames of the size that was given can be read"))
}

/// What the engine would answer for every device.
pub(super) fn previews(state: &mut State, loaded: &Loaded) {
    for view in state
        .devices
        .iter()
        .filter(|view| view.presence != Presence::Offline)
    {
        let how = view.settings.fit(&state.fit);
        let limits = view.settings.limits(view.device.limits);
        let result = match view.device.target_layout(&view.settings, loaded.pattern()) {
            None => Err(Problem::from(&DeviceError::LayoutUnknown)),
            Some(target) => fit(loaded.pattern(), &target.layout, &how)
                .and_then(|fitted| {
                    let bytes = encode_frames(&*fitted.frames().hold()?)?.len() as u64;
                    let mut report = check(&fitted, bytes, &limits);
                    report
                        .findings
                        .extend(target.assumed.map(AssumedLeds::finding));
                    Ok(Preview {
                        fitted: Arc::new(fitted),
                        bytes: Some(bytes),
                        report,
                    })
                })
                .map_err(|error| Problem::from(&DeviceError::Pattern(error))),
        };
        state.previews.insert(view.device.id.clone(), result);
    }
}

/// What sending the flame of the example "loaded" does on a device.
fn key(view: &DeviceView) -> UploadKey {
    static CONTENT: OnceLock<Arc<str>> = OnceLock::new();
    let content = CONTENT.get_or_init(|| flame("flame.bin", 16, 103).content().clone());
    let state = State::new();
    let mut settings = view.settings.clone();
    settings.nickname = None;
    UploadKey {
        content: content.clone(),
        name: StoredName::from_text("flame"),
        play: state.settings.sending.play_when_verified,
        fit: state.fit,
        force: false,
        settings,
    }
}

/// An upload of pattern 1.
pub(super) fn job(n: u64, view: &DeviceView, phase: Phase) -> JobView {
    JobView {
        id: JobId::example(n),
        pattern: PatternId(1),
        pattern_name: "flame".into(),
        file: "flame.bin".into(),
        device: JobDevice {
            id: Some(view.device.id.clone()),
            name: Some(view.name().to_owned()),
            family: Some(view.device.family),
            address: view.device.address.to_string(),
        },
        key: Arc::new(key(view)),
        phase,
        done: 0,
        total: 0,
        bytes: 79_310,
        sha256: "9f2c1d5e0b7a4c3689d1e2f3a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7".into(),
        waiting: None,
        waits_for: None,
        limited: None,
        network_dropped: false,
        attempts: 1,
        elapsed: Duration::from_millis(4_200),
        measured: Default::default(),
        playing: Playing::Unknown,
        notes: Vec::new(),
        outcome: None,
    }
}

/// The pace of a job whose phase began at `began`.
pub(super) fn pace(state: &mut State, job: &JobView, began: Duration) {
    let first = JobView {
        done: 0,
        elapsed: began,
        ..job.clone()
    };
    state.paces.insert(job.id, Pace::new(&first).next(job));
}

/// The picture in the rows.
pub(super) fn thumb(state: &mut State) {
    if let Slot::Loaded(loaded) = &state.slot {
        let middle = loaded.pattern().frames.len() / 2;
        let (id, opened) = (loaded.id, loaded.opened.clone());
        state.thumbs.show(id, &opened, middle, &BTreeSet::new());
    }
}

/// Caches after a day's work; no thumbnail was asked for.
pub(super) fn caches() -> CacheCounters {
    let count = |hits, misses, bytes, entries, capacity| CacheCount {
        hits,
        misses,
        bytes,
        entries,
        capacity,
    };
    CacheCounters {
        patterns: count(31, 12, 22_400_000, 9, 48 << 20),
        encodings: count(412, 57, 8_900_000, 24, 32 << 20),
        thumbnails: count(0, 0, 0, 0, 16 << 20),
    }
}

/// Three days of uploads.
pub(super) fn past() -> UploadHistory {
    let ends = [
        "verified",
        "verified",
        "failed",
        "skipped",
        "unverified",
        "verified",
        "cancelled",
    ];
    let entry = |n: usize| HistoryEntry {
        ended_at: 1_795_269_600 - n as i64 * 2_700,
        file: format!(
            "/home/me/patterns/{}",
            if n.is_multiple_of(3) {
                "snowfall.gif"
            } else {
                "flame.bin"
            }
        ),
        device: Some(format!("a0b1c2{:06x}", n % 5 + 1)),
        name: Some(
            [
                "Porch",
                "Shop window",
                "Garden arch",
                "Desk lamp",
                "Garage roof",
            ]
            .get(n % 5)
            .copied()
            .unwrap_or_default()
            .to_owned(),
        ),
        family: Some("native".into()),
        address: format!("192.168.1.{}", 41 + n % 5),
        bytes: 79_310 - 311 * n as u64,
        attempts: 1 + (n % 3) as u32,
        seconds: 4.2 + 0.3 * n as f64,
        sha256: None,
        outcome: ends
            .get(n % ends.len())
            .copied()
            .unwrap_or_default()
            .to_owned(),
        code: (n % ends.len() == 2).then(|| Code::DeviceUnreachable.to_string()),
        problem: (n % ends.len() == 2).then(|| {
            let code = Code::DeviceUnreachable;
            Problem::new(code, code.meaning(), Remedy::None)
        }),
        notes: Vec::new(),
    };
    UploadHistory {
        entries: (0..60).map(entry).collect(),
        files: ["/home/me/patterns/flame.bin".to_owned()].into(),
        changes: changes(),
    }
}

/// Changes that a person made: one of each kind.
fn changes() -> Vec<AuditEntry> {
    let porch = device(1, "Porch", strip(150)).device.id;
    let entry = |n: i64, kind, subject: &str, detail| AuditEntry {
        at: 1_795_269_600 - n * 5_400,
        ..AuditEntry::new(kind, subject, detail).of(&porch)
    };
    let settings = msg!(
        "audit-change",
        name = "sending.devices_at_once",
        old = "0",
        new = "12"
    );
    let backup = msg!("audit-backup", file = "/home/me/porch.json");
    vec![
        entry(
            0,
            AuditKind::Deleted,
            "Porch",
            msg!("audit-file", file = "snowfall.gif"),
        ),
        entry(1, AuditKind::Restored, "Porch", backup),
        entry(2, AuditKind::Settings, "Upload Bridge", settings),
        entry(
            3,
            AuditKind::Unlocked,
            "Foyer ring",
            msg!("audit-unlocked-kept"),
        ),
        entry(
            19,
            AuditKind::SetAside,
            "Garden arch",
            msg!("audit-set-aside"),
        ),
        entry(
            20,
            AuditKind::Forgotten,
            "Old lamp",
            msg!("audit-forgotten", address = "192.168.1.77"),
        ),
    ]
}
