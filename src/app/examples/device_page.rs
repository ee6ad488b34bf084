//! Examples of the page of a device: asked, full, empty, failed, a device that can do little, and what is asked above it.

use super::{Named, loaded, parts, self_test};
use crate::app::state::{DeviceDialog, DevicePage, Dialog, KeepForm, Page, State, UnlockForm};
use crate::device::{Control, DeviceError, Light, Secret, Shelf, StoredFile};
use crate::engine::{Abilities, Ask, Outcome, Target};
use crate::msg;
use crate::problem::{Code, Problem, Remedy};

pub(super) const LIST: &[Named] = &[
    ("device", full),
    ("device-asked", asked),
    ("device-empty", empty),
    ("device-failed", failed),
    ("device-simple", simple),
    ("device-test-running", || self_test::shown(full(), false)),
    ("device-test", || self_test::shown(full(), true)),
    ("device-test-simple", || self_test::shown(simple(), true)),
    ("device-none", || State {
        page: Page::Device,
        ..State::new()
    }),
    ("device-delete", delete),
    ("device-keep", keep),
    ("device-locked", locked),
    ("uploads-locked", locked_upload),
];

fn open(page: DevicePage) -> State {
    let mut state = loaded();
    if let Some(view) = state.devices.first_mut() {
        view.device.chip = Some("ESP32".into());
        view.device.playing = Some("flame".into());
    }
    let device = state.devices.first().map(|view| view.device.id.clone());
    state.device_page = DevicePage { device, ..page };
    state.page = Page::Device;
    state
}

/// A device that can do everything.
fn full() -> State {
    use Control::{Backup, Blink, Brightness, Delete, Files, Keep, Play, Power, Undo};
    let abilities = Abilities {
        can: [
            Backup, Blink, Brightness, Delete, Files, Keep, Play, Power, Undo,
        ]
        .into(),
        web_page: Some("http://192.168.1.41/".into()),
        undo: true,
    };
    let file = |name: &str, bytes, ours, playing| StoredFile {
        name: name.into(),
        bytes,
        ours,
        playing,
    };
    let files = vec![
        file("flame", 79_310, true, true),
        file("snowfall", 79_310, true, false),
        file("aurora_over_the_mountains_v2_fin", 37_002, true, false),
        file("heart", 9_228, true, false),
        file("holiday_lights_of_somebody.gif", 115_504, false, false),
    ];
    open(DevicePage {
        abilities: Some(abilities),
        light: Some(Light {
            on: Some(true),
            brightness: Some(166),
        }),
        shelf: Some(Shelf {
            files,
            free_bytes: Some(1_179_000),
        }),
        notice: Some(msg!("done-deleted", file = "sunset")),
        ..DevicePage::default()
    })
}

fn asked() -> State {
    open(DevicePage {
        asked: vec![Ask::Abilities],
        ..DevicePage::default()
    })
}

/// As an Upload Bridge player is, with nothing stored.
fn empty() -> State {
    use Control::{Blink, Brightness, Delete, Files, Play, Undo};
    let abilities = Abilities {
        can: [Blink, Brightness, Delete, Files, Play, Undo].into(),
        ..Abilities::default()
    };
    let mut state = open(DevicePage {
        abilities: Some(abilities),
        light: Some(Light {
            on: None,
            brightness: Some(255),
        }),
        shelf: Some(Shelf {
            files: Vec::new(),
            free_bytes: Some(1_500_000),
        }),
        ..DevicePage::default()
    });
    if let Some(view) = state.devices.first_mut() {
        view.device.playing = None;
    }
    state
}

fn failed() -> State {
    let problem = parts::lost(
        Code::DeviceTimeout,
        msg!("doing-identifying"),
        msg!("link-timed-out", seconds = 5),
        Remedy::MoveOrRestart,
    );
    open(DevicePage {
        failed: Some((Ask::Abilities, problem)),
        ..DevicePage::default()
    })
}

fn simple() -> State {
    open(DevicePage {
        abilities: Some(Abilities::default()),
        ..DevicePage::default()
    })
}

fn delete() -> State {
    let mut state = full();
    let device = state.device_page.device.clone();
    state.dialog = device.map(|device| {
        Dialog::Device(DeviceDialog::Delete {
            device,
            name: "snowfall".into(),
        })
    });
    state
}

fn keep() -> State {
    let mut state = full();
    let form = |device| KeepForm {
        device,
        name: String::new(),
        at_start: true,
    };
    state.dialog = state
        .device_page
        .device
        .clone()
        .map(form)
        .map(|form| Dialog::Device(DeviceDialog::Keep(form)));
    state
}

fn locked() -> State {
    let problem = Problem::from(&DeviceError::Locked);
    let mut state = open(DevicePage {
        failed: Some((Ask::Abilities, problem)),
        ..DevicePage::default()
    });
    let refused = Problem::from(&DeviceError::Locked);
    let form = |device| UnlockForm {
        target: Target::Device(device),
        name: "Porch".into(),
        secret: Secret::new("0000"),
        keep: true,
        asking: false,
        problem: Some(refused),
    };
    state.dialog = state
        .device_page
        .device
        .clone()
        .map(form)
        .map(|form| Dialog::Device(DeviceDialog::Unlock(form)));
    state
}

/// An upload that waits for a PIN.
fn locked_upload() -> State {
    let mut state = super::jobs::uploads();
    if let Some(job) = state
        .jobs
        .iter_mut()
        .rfind(|job| matches!(job.outcome, Some(Outcome::Failed(_))))
    {
        job.outcome = Some(Outcome::Failed(Problem::from(&DeviceError::Locked)));
    }
    state
}
