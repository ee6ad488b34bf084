//! Examples of uploads: under way, ended in every way, looked at closely, and left behind when the window closes.

use super::parts::{self, job};
use super::{Named, loaded, many};
use crate::app::state::{Dialog, Page, Place, State, Toast, ToastKind};
use crate::device::Playing;
use crate::engine::{JobId, LimitKind, Limited, Outcome, Phase, Waiting};
use crate::msg;
use crate::problem::{Code, Problem, Remedy};
use std::time::Duration;

pub(super) const LIST: &[Named] = &[
    ("sending", sending),
    ("sending-beside", sending_beside),
    ("mixed", mixed),
    ("uploads", uploads),
    ("uploads-limited", uploads_limited),
    ("uploads-dropped", uploads_dropped),
    ("uploads-empty", || State {
        page: Page::Uploads,
        ..State::new()
    }),
    ("details", details),
    ("close", close),
];

pub(super) fn sending() -> State {
    let mut state = loaded();
    let views = state.devices.clone();
    let [porch, shop, arch, ..] = views.as_slice() else {
        return state;
    };
    let mut first = job(1, porch, Phase::Sending);
    first.done = 50_100;
    first.total = 79_310;
    first.elapsed = Duration::from_millis(1_500);
    parts::pace(&mut state, &first, Duration::from_millis(300));
    let mut second = job(2, shop, Phase::Verifying);
    second.done = 63_400;
    second.total = 79_310;
    second.elapsed = Duration::from_millis(3_900);
    parts::pace(&mut state, &second, Duration::from_millis(2_400));
    state.jobs = vec![job(3, arch, Phase::Waiting), second, first];
    parts::thumb(&mut state);
    state
}

/// Uploads that a limit per hour holds back.
fn uploads_limited() -> State {
    let mut state = uploads();
    let waiting = state.jobs.iter_mut();
    for (n, job) in waiting
        .filter(|job| job.phase == Phase::Waiting)
        .enumerate()
    {
        job.limited = Some(Limited {
            which: if n % 2 == 0 {
                LimitKind::Uploads
            } else {
                LimitKind::DeviceBytes
            },
            until: 1_796_050_800,
        });
    }
    state
}

/// Uploads to a network that dropped.
fn uploads_dropped() -> State {
    let mut state = uploads();
    state.dropped.insert("192.168.1.0/24".into(), 12);
    let open = state.jobs.iter_mut().filter(|job| job.outcome.is_none());
    open.for_each(|job| job.network_dropped = true);
    state
}

/// Uploads that wait for another process, and for another upload.
fn sending_beside() -> State {
    let mut state = sending();
    let [third, second, _] = state.jobs.as_mut_slice() else {
        return state;
    };
    third.waits_for = Some(msg!("turn-process-sends", pid = "48120"));
    second.phase = Phase::Waiting;
    second.waits_for = Some(msg!("turn-task"));
    state
}

/// A device that stopped answering.
pub(super) fn refused() -> Problem {
    parts::lost(
        Code::DeviceUnreachable,
        msg!("doing-sending"),
        msg!("link-cut-sending"),
        Remedy::CheckPowerAndWifi,
    )
}

/// Every way in which an upload can end, and one that waits for its device.
fn mixed() -> State {
    let mut state = loaded();
    let views = state.devices.clone();
    let ends = [
        Some(Outcome::Cancelled),
        Some(Outcome::SentUnverified),
        None,
        Some(Outcome::Skipped),
        Some(Outcome::Failed(refused())),
        Some(Outcome::Verified),
    ];
    for ((n, end), view) in ends.into_iter().enumerate().zip(views.iter().cycle()) {
        let mut job = job(
            n as u64 + 1,
            view,
            if end.is_some() {
                Phase::Done
            } else {
                Phase::Absent
            },
        );
        job.playing = if matches!(end, Some(Outcome::Verified)) {
            Playing::Said
        } else {
            Playing::Unknown
        };
        job.waiting = end.is_none().then_some(Waiting {
            silent: Duration::from_secs(12),
            left: Duration::from_secs(48),
        });
        job.outcome = end;
        state.jobs.push(job);
    }
    state.toasts.push(Toast {
        id: 1,
        kind: ToastKind::Failure,
        title: msg!("toast-upload-failed", device = "Garage roof"),
        line: refused().message.into(),
        age: 0.0,
        group: None,
        locked: None,
    });
    parts::thumb(&mut state);
    state
}

pub(super) fn uploads() -> State {
    let mut state = many();
    let views = state.devices.clone();
    for (n, view) in views.iter().enumerate() {
        let mut job = job(n as u64 + 1, view, Phase::Done);
        match n % 10 {
            0 => job.outcome = Some(Outcome::Skipped),
            3 => job.outcome = Some(Outcome::Failed(refused())),
            4 | 5 => job.phase = Phase::Waiting,
            6 => {
                job.phase = Phase::Sending;
                job.done = 22_000;
                job.total = 79_310;
            }
            _ => job.outcome = Some(Outcome::Verified),
        }
        state.jobs.push(job);
    }
    state.page = Page::Uploads;
    parts::thumb(&mut state);
    state
}

fn details() -> State {
    State {
        dialog: Some(Dialog::Details(JobId::example(5))),
        place: Place::Uploads,
        ..mixed()
    }
}

fn close() -> State {
    State {
        dialog: Some(Dialog::Close),
        page: Page::Send,
        ..sending()
    }
}
