//! `devices`: lists, configures and forgets known devices. Works on the store; only `try` sends something.

mod aside;

use super::args::DevicesCommand;
use super::{Context, Exit, lookup, store_failed};
use crate::device::{DeviceSettings, GroupChange, GroupName, Part, nickname};
use crate::monitor;
use crate::pattern::{Arrangement, LedPower, Power, amperes};
use crate::problem::Problem;
use crate::store::{KnownDevice, Store};
use crate::text;
use serde_json::{Value, json};

pub(super) async fn run(
    context: &Context,
    command: Option<DevicesCommand>,
) -> Result<Exit, Problem> {
    let store = context.store()?;
    let all = DevicesCommand::List { group: Vec::new() };
    match command.unwrap_or(all) {
        DevicesCommand::List { group } => list(context, &store, &group)?,
        DevicesCommand::Show { device } => {
            let device = lookup::find_known(&store, &device)?;
            context.out.event(&object(&device), &line(&device));
        }
        DevicesCommand::Set {
            device,
            name,
            layout,
            color_order,
            segment,
            supply,
            groups,
        } => {
            let device = lookup::find_known(&store, &device)?;
            let Some(settings) = context.device_settings(&layout, color_order) else {
                return Ok(Exit::Failed);
            };
            let power = supply.power(device.settings.power);
            let settings = DeviceSettings {
                power,
                part: part(&device, segment)?,
                ..changed(&device, name.as_deref(), &settings)?
            };
            if let (Some(own), Some(Arrangement::Panels(_) | Arrangement::Map(_))) =
                (device.own_matrix, &settings.arrangement)
            {
                context.out.message(&format!(
                    "The device maps its {own} matrix itself and receives rows: panels and maps have no effect."
                ));
            }
            store
                .save_settings(&device.id, &settings)
                .map_err(store_failed)?;
            regroup(context, &store, &device, &groups.change())?;
            warn_of_others(context, &store, settings.nickname.as_deref())?;
            let device = lookup::find_known(&store, device.id.as_str())?;
            context.out.event(&object(&device), &line(&device));
        }
        DevicesCommand::Isolate { device } => aside::isolate(context, &store, &device)?,
        DevicesCommand::Try { device } => return aside::try_now(context, &device).await,
        DevicesCommand::Forget { device } => {
            let device = lookup::find_known(&store, &device)?;
            store.forget(&device.id).map_err(store_failed)?;
            monitor::leave_forgotten(&store, &device.id).map_err(store_failed)?;
            context.out.event(
                &json!({"event": "forgotten", "id": device.id.as_str()}),
                &format!("forgot {}", text::line(device.called())),
            );
        }
    }
    Ok(Exit::Done)
}

/// Lists the known devices, or those in one of the given groups.
fn list(context: &Context, store: &Store, groups: &[GroupName]) -> Result<(), Problem> {
    for group in groups {
        lookup::group(store, group)?;
    }
    let mut all = store.devices().map_err(store_failed)?;
    if all.is_empty() {
        context
            .out
            .message("No known devices yet. Run `upload-bridge scan`, or upload to an address.");
    }
    let is_listed = |device: &KnownDevice| {
        groups.is_empty() || groups.iter().any(|group| device.groups.contains(group))
    };
    all.retain(is_listed);
    for device in &all {
        context.out.event(&object(device), &line(device));
    }
    Ok(())
}

/// Adds a device to groups and removes it from others; reports groups that it was not in.
fn regroup(
    context: &Context,
    store: &Store,
    device: &KnownDevice,
    change: &GroupChange,
) -> Result<(), Problem> {
    if change.is_empty() {
        return Ok(());
    }
    for group in change
        .leave
        .iter()
        .filter(|group| !device.groups.contains(group))
    {
        let name = text::line(device.called());
        context
            .out
            .message(&format!("{name} was not in the group {group}."));
    }
    store.regroup(&device.id, change).map_err(store_failed)?;
    Ok(())
}

/// Warns if other devices have the same name.
fn warn_of_others(context: &Context, store: &Store, nickname: Option<&str>) -> Result<(), Problem> {
    let Some(name) = nickname else {
        return Ok(());
    };
    let count = store.devices_named(name).map_err(store_failed)?.len();
    if count > 1 {
        let name = text::line(name);
        let words = format!(
            "{count} devices are called '{name}' now: use their addresses or ids in commands."
        );
        context.out.message(&words);
    }
    Ok(())
}

/// Returns the segment that shows patterns.
///
/// # Errors
/// The device does not have that segment.
fn part(device: &KnownDevice, given: Option<Part>) -> Result<Option<Part>, Problem> {
    if let Some(id) = given.and_then(Part::segment) {
        device
            .own_caps
            .segment(id)
            .map_err(|error| Problem::from(&error))?;
    }
    Ok(given.or(device.settings.part))
}

fn changed(
    device: &KnownDevice,
    name: Option<&str>,
    settings: &DeviceSettings,
) -> Result<DeviceSettings, Problem> {
    let mut merged = device.settings.clone().merged(settings);
    if let Some(name) = name {
        merged.nickname = nickname(name).map_err(|error| Problem::from(&error))?;
    }
    Ok(merged)
}

fn object(device: &KnownDevice) -> Value {
    let settings = &device.settings;
    json!({
        "event": "device",
        "id": device.id.as_str(),
        "name": device.called(),
        "family": device.family,
        "address": device.address,
        "last_seen": device.last_seen,
        "set_aside": device.is_set_aside,
        "leds": device.own_leds,
        "groups": device.groups.iter().map(GroupName::as_str).collect::<Vec<_>>(),
        "told": {
            "name": settings.nickname,
            "size": settings.arrangement.as_ref().map(size),
            "wiring": settings.wiring.map(|w| w.to_string()),
            "color_order": settings.color_order.map(|c| c.to_string()),
            "panels": match &settings.arrangement {
                Some(Arrangement::Panels(panels)) => Some(panels.to_string()),
                _ => None,
            },
            "map": match &settings.arrangement {
                Some(Arrangement::Map(map)) => {
                    let placed = map.cells().flatten().count();
                    json!({"name": map.name(), "leds": map.leds(), "placed": placed})
                }
                _ => Value::Null,
            },
            "power": settings.power.map(power),
            "segment": settings.part.and_then(Part::segment),
        },
    })
}

/// Returns the LED count of a strip, or width x height.
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
    let settings = &device.settings;
    let mut line = format!(
        "{}  {}  {}  {}",
        device.id,
        text::line(device.called()),
        device.family,
        device.address
    );
    let size = settings
        .arrangement
        .as_ref()
        .map(|arrangement| match arrangement {
            Arrangement::Strip(leds) => format!("{leds} LEDs"),
            Arrangement::Panels(panels) => format!("panels {panels}"),
            Arrangement::Map(map) => format!("map {}", text::line(&map.to_string())),
            Arrangement::Matrix(matrix) => matrix.to_string(),
        });
    let wiring = settings.wiring.map(|w| w.to_string());
    let order = settings.color_order.map(|c| c.to_string());
    let supply = settings.power.and_then(Power::supply).map(|cap| {
        let dims = if settings.power.is_some_and(|power| power.dim) {
            ", frames are dimmed to it"
        } else {
            ""
        };
        format!("supply {}{dims}", amperes(cap.max_ma))
    });
    let segment = settings.part.and_then(Part::segment);
    let segment = segment.map(|id| format!("segment {id}"));
    let groups: Vec<String> = device.groups.iter().map(ToString::to_string).collect();
    let groups = (!groups.is_empty()).then(|| groups.join(", "));
    let aside = device.is_set_aside.then(|| "set aside".to_owned());
    for part in [size, wiring, order, supply, segment, groups, aside]
        .into_iter()
        .flatten()
    {
        line.push_str("  ");
        line.push_str(&part);
    }
    line
}
