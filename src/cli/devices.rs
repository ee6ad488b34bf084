//! `devices`: what is known of devices, and what a person told of them. Looks at the store only; nothing is sent.

use super::args::DevicesCommand;
use super::{Context, Exit, unavailable};
use crate::device::{DeviceId, Problem, Told};
use crate::pattern::{Arrangement, LedPower, Power, amperes};
use crate::store::{KnownDevice, Store, StoreError};
use crate::text;
use serde_json::{Value, json};

pub(super) fn run(context: &Context, command: Option<DevicesCommand>) -> Result<Exit, Problem> {
    let store = context.store()?;
    match command.unwrap_or(DevicesCommand::List) {
        DevicesCommand::List => {
            let all = store.devices().map_err(unavailable)?;
            if all.is_empty() {
                context.out.talk(
                    "No device is known yet. `scan --host ADDR` or an upload makes one known.",
                );
            }
            for device in &all {
                context.out.event(&object(device), &line(device));
            }
        }
        DevicesCommand::Show { device } => {
            let device = find(&store, &device)?;
            context.out.event(&object(&device), &line(&device));
        }
        DevicesCommand::Set {
            device,
            name,
            layout,
            color_order,
            supply,
        } => {
            let device = find(&store, &device)?;
            let Some(told) = context.told(&layout, color_order) else {
                return Ok(Exit::Failed);
            };
            let power = supply.power(device.told.power);
            let told = Told {
                power,
                ..changed(&device, name, &told)
            };
            if let (Some(own), Some(Arrangement::Panels(_) | Arrangement::Map(_))) =
                (device.own_matrix, &told.arrangement)
            {
                context.out.talk(&format!(
                    "The device maps its own {own} matrix itself and gets rows: panels and maps have no effect there."
                ));
            }
            store.tell(&device.id, &told).map_err(unavailable)?;
            let device = find(&store, device.id.as_str())?;
            context.out.event(&object(&device), &line(&device));
        }
        DevicesCommand::Forget { device } => {
            let device = find(&store, &device)?;
            store.forget(&device.id).map_err(unavailable)?;
            context.out.event(
                &json!({"event": "forgotten", "id": device.id.as_str()}),
                &format!("forgot {}", text::line(name(&device))),
            );
        }
    }
    Ok(Exit::Done)
}

fn changed(device: &KnownDevice, name: Option<String>, told: &Told) -> Told {
    let mut merged = device.told.clone().merged(told);
    if let Some(name) = name {
        merged.nickname = (!name.trim().is_empty()).then(|| name.trim().to_owned());
    }
    merged
}

/// The device of that id, address or name.
fn find(store: &Store, text: &str) -> Result<KnownDevice, Problem> {
    let look = || -> Result<Vec<KnownDevice>, StoreError> {
        if let Some(device) = store.device(&DeviceId::stored(text))? {
            return Ok(vec![device]);
        }
        let address = text
            .parse::<crate::device::AddrSpec>()
            .map(|spec| spec.to_string());
        if let Some(device) = store.device_at(address.as_deref().unwrap_or(text))? {
            return Ok(vec![device]);
        }
        store.devices_named(text)
    };
    let mut found = look().map_err(unavailable)?;
    match (found.pop(), found.is_empty()) {
        (Some(device), true) => Ok(device),
        (Some(_), false) => Err(Problem::new(
            "address.invalid",
            format!("Several devices are called '{text}'."),
            "Give the id or the address of the one that is meant; `devices list` shows them.",
        )),
        (None, _) => Err(Problem::new(
            "address.invalid",
            format!("No device '{text}' is known."),
            "`devices list` shows the known ones; `scan --host ADDR` makes one known.",
        )),
    }
}

/// Addresses of the known devices of that name.
pub(super) fn addresses_of(store: &Store, name: &str) -> Vec<String> {
    let found = store.devices_named(name).unwrap_or_default();
    found
        .into_iter()
        .map(|device| device.address)
        .filter(|address| !address.is_empty())
        .collect()
}

fn name(device: &KnownDevice) -> &str {
    device.told.nickname.as_deref().unwrap_or(&device.name)
}

fn object(device: &KnownDevice) -> Value {
    let told = &device.told;
    json!({
        "event": "device",
        "id": device.id.as_str(),
        "name": name(device),
        "family": device.family,
        "address": device.address,
        "last_seen": device.last_seen,
        "told": {
            "name": told.nickname,
            "size": told.arrangement.as_ref().map(size),
            "wiring": told.wiring.map(|w| w.to_string()),
            "color_order": told.color_order.map(|c| c.to_string()),
            "panels": match &told.arrangement {
                Some(Arrangement::Panels(panels)) => Some(panels.to_string()),
                _ => None,
            },
            "map": match &told.arrangement {
                Some(Arrangement::Map(map)) => {
                    let placed = map.cells().flatten().count();
                    json!({"name": map.name(), "leds": map.leds(), "placed": placed})
                }
                _ => Value::Null,
            },
            "power": told.power.map(power),
        },
    })
}

/// LEDs of a strip, or width and height.
fn size(arrangement: &Arrangement) -> String {
    arrangement.matrix().map_or_else(
        || arrangement.leds().to_string(),
        |matrix| matrix.to_string(),
    )
}

fn power(power: Power) -> Value {
    let LedPower {
        channel_ua,
        idle_ua,
        millivolts,
    } = power.led;
    json!({
        "led_ma": f64::from(channel_ua) / 1000.0,
        "idle_ma": f64::from(idle_ua) / 1000.0,
        "volts": f64::from(millivolts) / 1000.0,
        "supply_ma": power.max_ma,
        "dim": power.dim,
    })
}

fn line(device: &KnownDevice) -> String {
    let told = &device.told;
    let mut line = format!(
        "{}  {}  {}  {}",
        device.id,
        text::line(name(device)),
        device.family,
        device.address
    );
    let size = told
        .arrangement
        .as_ref()
        .map(|arrangement| match arrangement {
            Arrangement::Strip(leds) => format!("{leds} LEDs"),
            Arrangement::Panels(panels) => format!("panels {panels}"),
            Arrangement::Map(map) => format!("map {}", text::line(&map.to_string())),
            Arrangement::Matrix(matrix) => matrix.to_string(),
        });
    let wiring = told.wiring.map(|w| w.to_string());
    let order = told.color_order.map(|c| c.to_string());
    let supply = told.power.and_then(Power::supply).map(|cap| {
        let dims = if told.power.is_some_and(|power| power.dim) {
            ", dimmed to it"
        } else {
            ""
        };
        format!("supply {}{dims}", amperes(cap.max_ma))
    });
    for part in [size, wiring, order, supply].into_iter().flatten() {
        line.push_str("  ");
        line.push_str(&part);
    }
    line
}
