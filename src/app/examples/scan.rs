//! Examples of looking for devices: under way, found, in vain; where it looks.

use super::parts::{self, device, lit, strip};
use super::{Named, loaded, with_pattern};
use crate::app::state::{Dialog, Place, Scan, ScanEnd, ScanForm, State};
use crate::device::discovery::Subnet;
use crate::engine::settings::ScanSettings;
use crate::engine::{
    Circuit, DeviceView, Network, Networks, Presence, ScanNote, ScanProgress, ScanStage, Tried, Via,
};
use crate::msg;
use crate::problem::{Code, Remedy};
use std::time::Duration;

pub(super) const LIST: &[Named] = &[
    ("known", known),
    ("scanning", scanning),
    ("scan-begun", scan_begun),
    ("found", found),
    ("found-none", found_none),
    ("found-none-known", found_none_known),
    ("found-none-here", found_none_here),
    ("searched", searched),
    ("searched-in-vain", || State {
        search: "cellar".into(),
        ..searched()
    }),
    ("scan-options", scan_options),
    ("scan-options-wrong", scan_options_wrong),
    ("scan-report", || State {
        dialog: Some(Dialog::ScanReport),
        ..found()
    }),
    ("forget", || State {
        dialog: found()
            .devices
            .first()
            .map(|v| Dialog::Forget(v.device.id.clone())),
        ..found()
    }),
];

fn subnet(text: &str) -> Vec<Subnet> {
    text.parse().into_iter().collect()
}

fn networks() -> Networks {
    let own = [
        ("wlan0", "192.168.1.0/24", true),
        ("docker0", "172.17.0.0/16", false),
    ];
    let network = |(interface, text, is_swept): (&str, &str, bool)| {
        text.parse().ok().map(|subnet| Network {
            interface: interface.into(),
            subnet,
            is_swept,
        })
    };
    Networks {
        own: own.into_iter().filter_map(network).collect(),
        loopback_only: false,
    }
}

fn at(n: u64, name: &str, presence: Presence, ago: i64) -> DeviceView {
    let mut view = device(n, name, lit(16, 16));
    view.presence = presence;
    view.last_seen -= ago;
    view
}

/// At the start: devices of earlier runs, and nothing was sent.
fn known() -> State {
    let devices = vec![
        at(1, "Porch", Presence::NotAsked, 60_000),
        DeviceView {
            pinned: true,
            ..at(2, "Shop window", Presence::NotAsked, 90_000)
        },
        at(3, "Garden arch", Presence::NotAsked, 3_000_000),
    ];
    let mut state = with_pattern(State {
        devices,
        networks: networks(),
        ..State::new()
    });
    state.selected = state
        .devices
        .iter()
        .take(1)
        .map(|view| view.device.id.clone())
        .collect();
    state
}

fn running(stage: ScanStage, done: usize, total: usize) -> Scan {
    let progress = Some(ScanProgress { done, total, stage });
    Scan {
        progress,
        subnets: subnet("192.168.1.0/24"),
        ..Scan::default()
    }
}

fn scan_begun() -> State {
    State {
        networks: networks(),
        place: Place::Devices,
        scan: running(ScanStage::Listening, 0, 0),
        ..State::new()
    }
}

fn scanning() -> State {
    let mut porch = at(1, "Porch", Presence::Online, 0);
    porch.via = vec![Via::Mdns, Via::Known];
    let devices = vec![
        porch,
        at(2, "Shop window", Presence::Online, 0),
        at(3, "Garden arch", Presence::NotAsked, 60_000),
    ];
    State {
        devices,
        networks: networks(),
        place: Place::Devices,
        scan: running(ScanStage::Quick, 120, 254),
        ..State::new()
    }
}

/// Seven devices, each in another way.
pub(super) fn found() -> State {
    let mut resting = at(14, "Foyer ring", Presence::Online, 0);
    resting.circuit = Circuit::Open {
        retry_in: Duration::from_secs(12),
    };
    let mut lamp = device(15, "Desk lamp", (None, None));
    lamp.device.chip = Some("ESP32".into());
    let roof = DeviceView {
        pinned: true,
        ..at(16, "Garage roof", Presence::Offline, 7_200)
    };
    let devices = vec![
        at(11, "Porch", Presence::Online, 0),
        at(12, "Living room wall", Presence::Online, 0),
        device(13, "Garden arch", strip(340)),
        resting,
        lamp,
        roof,
        at(17, "Attic", Presence::Offline, 180),
    ];
    let mut state = with_pattern(State {
        devices,
        networks: networks(),
        ..State::new()
    });
    state.scan.last = Some(ScanEnd {
        found: 5,
        tried: tried(),
    });
    state.place = Place::Devices;
    state
}

fn note(via: Via, place: &str, interface: &str, result: Tried) -> ScanNote {
    ScanNote {
        via,
        place: place.into(),
        interface: interface.into(),
        result,
    }
}

fn nobody(place: &str) -> ScanNote {
    note(
        Via::Known,
        place,
        "",
        Tried::NoAnswer(parts::lost(
            Code::DeviceTimeout,
            msg!("doing-connecting"),
            msg!("link-timed-out", seconds = 3),
            Remedy::CheckPowerAndNetwork,
        )),
    )
}

fn tried() -> Vec<ScanNote> {
    let swept = Tried::Swept {
        open: 0,
        refused: 2,
        silent: 251,
        failed: 0,
        reason: None,
    };
    vec![
        note(
            Via::Mdns,
            "announcements",
            "wlan0",
            Tried::Heard { services: 0 },
        ),
        note(Via::Sweep, "172.17.0.0/16", "docker0", Tried::TooLarge),
        note(Via::Sweep, "192.168.1.0/24 port 80", "wlan0", swept),
        nobody("192.168.4.1"),
    ]
}

fn found_none() -> State {
    let mut state = State {
        networks: networks(),
        place: Place::Devices,
        ..State::new()
    };
    state.scan.last = Some(ScanEnd {
        found: 0,
        tried: tried(),
    });
    state
}

fn found_none_known() -> State {
    let mut state = loaded();
    state.networks = networks();
    state.place = Place::Devices;
    for view in &mut state.devices {
        view.presence = Presence::Offline;
        view.circuit = Circuit::Closed;
    }
    let mut all = tried();
    all.extend(
        state
            .devices
            .iter()
            .map(|view| nobody(&view.device.address.to_string())),
    );
    state.scan.last = Some(ScanEnd {
        found: 0,
        tried: all,
    });
    state.selected.clear();
    state
}

fn found_none_here() -> State {
    let heard = note(
        Via::Mdns,
        "announcements",
        "lo",
        Tried::Heard { services: 0 },
    );
    let mut state = State {
        networks: Networks {
            loopback_only: true,
            ..Networks::default()
        },
        place: Place::Devices,
        ..State::new()
    };
    state.scan.last = Some(ScanEnd {
        found: 0,
        tried: vec![heard],
    });
    state
}

/// Three hundred devices, searched.
fn searched() -> State {
    let places = ["Stage left", "Stage right", "Truss", "Foyer", "Balcony"];
    let numbers = (0..300_usize).map(|n| {
        let place = places.get(n % places.len()).copied().unwrap_or_default();
        let mut view = device(
            n as u64 + 100,
            &format!("{place} {:02}", n / places.len() + 1),
            lit(16, 16),
        );
        if n % 7 == 3 {
            view.presence = Presence::Offline;
            view.last_seen -= n as i64 * 60;
        }
        view
    });
    let mut state = with_pattern(State {
        devices: numbers.collect(),
        networks: networks(),
        ..State::new()
    });
    state.scan.last = Some(ScanEnd {
        found: 257,
        tried: tried(),
    });
    state.search = "stage".into();
    state.place = Place::Devices;
    state
}

fn scan_options() -> State {
    let form = ScanForm {
        subnets: "192.168.2.0/24".into(),
        ..ScanForm::of(&ScanSettings::default())
    };
    State {
        dialog: Some(Dialog::ScanOptions(form)),
        ..found()
    }
}

fn scan_options_wrong() -> State {
    let subnets = "10.0.0.0/16".into();
    let ports = "80, http".into();
    let form = ScanForm {
        subnets,
        ports,
        wide_agreed: false,
        ..ScanForm::of(&ScanSettings::default())
    };
    State {
        dialog: Some(Dialog::ScanOptions(form)),
        ..found()
    }
}
