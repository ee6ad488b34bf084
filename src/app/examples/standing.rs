//! Examples of how devices stand: failing, locked, set aside.

use super::parts::{device, lit};
use super::{Named, with_pattern};
use crate::app::state::{Place, ScanEnd, State, Toast, ToastGroup};
use crate::device::DeviceError;
use crate::engine::{Circuit, DeviceView, Presence, ScanNote, Target, Tried, Via};
use crate::problem::Problem;

pub(super) const LIST: &[Named] = &[("standing", standing)];

/// A device of each standing that is no fault of the pattern.
fn standing() -> State {
    let at = |n, name| device(n, name, lit(16, 16));
    let devices = vec![
        at(21, "Porch"),
        DeviceView {
            presence: Presence::Retrying,
            ..at(22, "Shop window of the corner house")
        },
        DeviceView {
            locked: true,
            ..at(23, "Foyer ring")
        },
        DeviceView {
            circuit: Circuit::Isolated,
            ..at(24, "Garden arch")
        },
        DeviceView {
            presence: Presence::NotAsked,
            ..at(25, "Attic")
        },
        DeviceView {
            presence: Presence::Offline,
            ..at(26, "Garage roof")
        },
    ];
    let problem = Problem::from(&DeviceError::Locked);
    let mut state = with_pattern(State {
        devices,
        place: Place::Devices,
        ..State::new()
    });
    state.selected = state
        .devices
        .iter()
        .take(3)
        .map(|view| view.device.id.clone())
        .collect();
    state.toasts.push(Toast {
        id: 1,
        locked: state
            .devices
            .get(2)
            .map(|view| Target::Device(view.device.id.clone())),
        ..Toast::failure(ToastGroup::Locked.one("Foyer ring"), problem.clone())
    });
    state.scan.last = Some(ScanEnd {
        found: 5,
        tried: vec![ScanNote {
            via: Via::Mdns,
            place: "192.168.1.77".into(),
            interface: "wlan0".into(),
            result: Tried::NoAnswer(problem),
        }],
    });
    state
}
