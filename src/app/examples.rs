//! Examples of states: what tests, pictures and reviews of the window are made from. All numbers in them come from the
//! same code as in earnest; only devices and jobs are made up.

mod computer;
mod connection;
mod device_page;
mod fitting;
mod groups;
mod health;
mod jobs;
mod layouts;
mod live;
mod notes;
mod parts;
mod scan;
mod selection;
mod self_test;
mod sending;
mod standing;

use super::state::{AddDevice, Choice, Demo, Dialog, Loaded, LogFilter, Page, Slot, State};
use crate::engine::settings::Settings;
use crate::engine::{Circuit, DeviceView, JobId, Outcome, PatternId, Phase, Presence};
use crate::msg;
use crate::pattern::Progress;
use crate::problem::{Code, Problem, Remedy};
use parts::{device, flame, job, lit, raw, strip};
use std::time::Duration;

/// A state with a name.
#[derive(Clone, Debug)]
pub struct Example {
    /// What it is, fit for a file name.
    pub name: &'static str,
    pub state: State,
}

/// Name and maker.
type Named = (&'static str, fn() -> State);

const LIST: &[Named] = &[
    ("empty", State::new),
    ("empty-demo", empty_demo),
    ("reading", reading),
    ("loaded", loaded),
    ("candidates", candidates),
    ("history", history),
    ("history-empty", || State {
        page: Page::History,
        history: Some(Default::default()),
        ..State::new()
    }),
    ("unfinished", || State {
        unfinished: 2,
        ..loaded()
    }),
    ("settings", settings),
    ("settings-limits", settings_limits),
    ("settings-unsaved", || State {
        page: Page::Settings,
        ..State::new()
    }),
    ("log", log),
    ("log-of-one", log_of_one),
    ("log-no-match", || State {
        log: LogFilter {
            device: Some("a0b1c2ffffff".into()),
            job: None,
        },
        ..log()
    }),
    ("upload-shown", || State {
        page: Page::Uploads,
        shown_upload: Some(JobId::example(3)),
        ..jobs::uploads()
    }),
    ("help", || State {
        page: Page::Help,
        ..State::new()
    }),
    ("help-caches", || State {
        page: Page::Help,
        caches: parts::caches(),
        ..State::new()
    }),
    ("many", many),
    ("long-names", long_names),
    ("add-device", add_device),
];

fn all() -> impl Iterator<Item = &'static Named> {
    LIST.iter()
        .chain(jobs::LIST)
        .chain(scan::LIST)
        .chain(standing::LIST)
        .chain(selection::LIST)
        .chain(connection::LIST)
        .chain(device_page::LIST)
        .chain(live::LIST)
        .chain(layouts::LIST)
        .chain(fitting::LIST)
        .chain(notes::LIST)
        .chain(sending::LIST)
        .chain(groups::LIST)
        .chain(computer::LIST)
        .chain(health::LIST)
}

/// All examples.
#[must_use]
pub fn examples() -> Vec<Example> {
    all()
        .map(|(name, make)| Example {
            name,
            state: named(make()),
        })
        .collect()
}

/// The example of that name.
#[must_use]
pub fn example(name: &str) -> Option<State> {
    all()
        .find(|(known, _)| *known == name)
        .map(|(_, make)| named(make()))
}

/// The state with the names of its devices noted, as if they had been reported.
fn named(mut state: State) -> State {
    state.note_names();
    state
}

/// Four devices: one is offline, one does not say its size.
fn devices() -> Vec<DeviceView> {
    let mut arch = device(3, "Garden arch", strip(150));
    arch.circuit = Circuit::Open {
        retry_in: Duration::from_secs(12),
    };
    let mut roof = device(5, "Garage roof", strip(150));
    roof.presence = Presence::Offline;
    roof.last_seen -= 7_200;
    vec![
        device(1, "Porch", lit(16, 16)),
        device(2, "Shop window", lit(32, 8)),
        arch,
        device(4, "Desk lamp", (None, None)),
        roof,
    ]
}

fn empty_demo() -> State {
    let devices = vec![
        device(1, "Porch", lit(16, 16)),
        device(2, "Shop window", lit(32, 8)),
        device(3, "Garden arch", strip(150)),
    ];
    State {
        devices,
        demo: Demo::On,
        asking: vec!["192.168.1.57".into()],
        ..State::new()
    }
}

fn reading() -> State {
    let id = PatternId(1);
    let progress = Progress::default();
    progress.set(2, 5);
    State {
        slot: Slot::Reading {
            id,
            file: "aurora_long.gif".into(),
            before: None,
            progress,
        },
        ..empty_demo()
    }
}

/// A flame, three devices selected.
fn loaded() -> State {
    with_pattern(State {
        devices: devices(),
        ..State::new()
    })
}

fn with_pattern(mut state: State) -> State {
    let loaded = Loaded {
        id: PatternId(1),
        opened: flame("flame.bin", 16, 103),
    };
    parts::previews(&mut state, &loaded);
    state.slot = Slot::Loaded(Box::new(loaded));
    state.selected = state
        .devices
        .iter()
        .take(2)
        .map(|view| view.device.id.clone())
        .collect();
    state.player.at_ms = 1_240.0;
    state.player.playing = false;
    state
}

fn candidates() -> State {
    let loaded = Loaded {
        id: PatternId(2),
        opened: raw("matrix 16x16/fire.bin", 16, 103),
    };
    let choice = Choice {
        loaded,
        chosen: 0,
        leds: String::new(),
        matrix: String::new(),
        delay: String::new(),
        remember: true,
        problem: None,
    };
    let mut state = State {
        slot: Slot::Choosing(Box::new(choice)),
        ..empty_demo()
    };
    state.player.playing = false;
    state.player.at_ms = 1_240.0;
    state
}

/// Forty devices.
fn many() -> State {
    let names = ["Stage left", "Stage right", "Truss", "Foyer"];
    let numbers = (0..40_usize).map(|n| {
        let name = names.get(n % names.len()).copied().unwrap_or_default();
        let size = if n % 3 == 0 { lit(32, 8) } else { lit(16, 16) };
        device(
            n as u64 + 10,
            &format!("{name} {:02}", n / names.len() + 1),
            size,
        )
    });
    let mut state = with_pattern(State {
        devices: numbers.collect(),
        ..State::new()
    });
    state.selected = state
        .devices
        .iter()
        .map(|view| view.device.id.clone())
        .collect();
    state
}

/// Names that no layout expects: long, from right to left, wide.
fn long_names() -> State {
    let names = [
        "A device with a name that goes on and on until nobody reads it any longer",
        "شرفة المنزل",
        "玄関のイルミネーション",
        "Ωmega Δisplay · öäüß",
    ];
    let views = names
        .iter()
        .enumerate()
        .map(|(n, name)| device(n as u64 + 60, name, lit(16, 16)));
    let mut state = State {
        devices: views.collect(),
        ..State::new()
    };
    let file = "a_pattern_with_a_file_name_that_is_much_longer_than_any_window_is_wide_16x16.bin";
    let loaded = Loaded {
        id: PatternId(1),
        opened: flame(file, 16, 24),
    };
    parts::previews(&mut state, &loaded);
    state.slot = Slot::Loaded(Box::new(loaded));
    state.player.playing = false;
    state.next_files = ["next_one.gif".into(), "玄関.bin".into()].into();
    state.selected = state
        .devices
        .iter()
        .map(|view| view.device.id.clone())
        .collect();
    let views = state.devices.clone();
    for (n, view) in views.iter().enumerate() {
        let mut job = job(n as u64 + 1, view, Phase::Done);
        job.pattern_name
            .clone_from(&"a_pattern_with_a_file_name_that_is_much_longer".to_owned());
        job.outcome = Some(if n == 1 {
            Outcome::Failed(jobs::refused())
        } else {
            Outcome::Verified
        });
        state.jobs.push(job);
    }
    parts::thumb(&mut state);
    state
}

fn add_device() -> State {
    let problem = Problem::new(
        Code::DeviceRefused,
        msg!(
            "device-link-failed",
            doing = msg!("doing-connecting"),
            cause = msg!("link-refused")
        ),
        Remedy::CheckWebServer,
    );
    let form = AddDevice {
        text: "192.168.1.99".into(),
        asking: false,
        problem: Some(problem),
    };
    State {
        dialog: Some(Dialog::AddDevice(form)),
        ..empty_demo()
    }
}

fn settings() -> State {
    let mut settings = Settings::default();
    settings.sending.devices_at_once = 12;
    settings.log.keep_days = 30;
    let home = Some("/home/me/.local/share/upload-bridge".into());
    State {
        page: Page::Settings,
        ..State::with_settings(settings, home)
    }
}

fn settings_limits() -> State {
    let mut state = settings();
    state.settings.limits.uploads_per_hour = 20;
    state.settings.limits.device_mb_per_hour = 10;
    state
}

fn history() -> State {
    State {
        page: Page::History,
        history: Some(parts::past().into()),
        ..loaded()
    }
}

/// The log beside the uploads and devices that it speaks of.
fn log() -> State {
    State {
        page: Page::Log,
        home: Some("/home/me/.local/share/upload-bridge".into()),
        ..jobs::sending()
    }
}

fn log_of_one() -> State {
    State {
        log: LogFilter {
            device: Some("a0b1c2000001".into()),
            job: Some(1),
        },
        ..log()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_example_has_a_name_of_its_own() {
        let names: std::collections::BTreeSet<_> = all().map(|(name, _)| name).collect();
        assert_eq!(names.len(), all().count());
    }

    #[test]
    fn the_loaded_example_can_be_sent_to_two_devices() {
        let state = loaded();
        assert_eq!((state.targets().len(), state.why_not_send()), (2, None));
        assert!(state.bytes_in_all() > 100_000);
    }
}
