//! A device in the store, as one row of the table `devices` and its groups.

use super::arrangements::Columns;
use crate::device::{Cap, Caps, DeviceId, DeviceSettings, GroupName, Part};
use crate::pattern::Matrix;
use rusqlite::Row;
use std::collections::BTreeSet;

/// A device in the store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownDevice {
    /// Identity.
    pub id: DeviceId,
    /// Name of its family.
    pub family: String,
    /// The name that the device reports.
    pub name: String,
    /// Where it answers, as text; empty where another device answered there since.
    pub address: String,
    /// The same, looked up: `ip:port`.
    pub socket: String,
    /// Where it answered last, even if another device is there now.
    pub last_address: String,
    /// When it answered last, in seconds since 1970.
    pub last_seen: i64,
    /// LEDs it said it has.
    pub own_leds: Option<usize>,
    /// The matrix it said it has.
    pub own_matrix: Option<Matrix>,
    /// The abilities that it reported last.
    pub own_caps: Caps,
    /// The user's settings for it.
    pub settings: DeviceSettings,
    /// Whether a person wants it at the top of the list.
    pub pinned: bool,
    /// Whether a person wants nothing sent to it.
    pub is_set_aside: bool,
    /// Over which network it answered last, as [`crate::net::NetworkId`] says it.
    pub network: Option<String>,
    /// Groups that a person put it into.
    pub groups: BTreeSet<GroupName>,
}

/// What [`KnownDevice::read`] reads, for a query of the table `devices`.
pub(super) const COLUMNS: &str = "id, family, name, address, last_seen, nickname, leds, matrix, wiring, color_order, socket, \
    last_address, own_leds, own_matrix, pinned, power, panels, map, map_name, own_caps, set_aside, network, segment, \
    (SELECT json_group_array(name) FROM device_groups WHERE device = devices.id) AS group_names";

impl KnownDevice {
    /// Reads a row of [`COLUMNS`]. Text that does not parse (the file was edited by hand) counts as not set.
    pub(super) fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        let text = |column: &str| row.get::<_, Option<String>>(column);
        let count = |column: &str| {
            let count: Option<i64> = row.get(column)?;
            Ok::<_, rusqlite::Error>(count.and_then(|n| usize::try_from(n).ok()))
        };
        let arrangement = Columns {
            leds: count("leds")?,
            matrix: text("matrix")?,
            panels: text("panels")?,
            map: text("map")?,
            map_name: text("map_name")?,
        };
        Ok(Self {
            id: DeviceId::stored(&row.get::<_, String>("id")?),
            family: row.get("family")?,
            name: row.get("name")?,
            address: row.get("address")?,
            last_seen: row.get("last_seen")?,
            settings: DeviceSettings {
                nickname: text("nickname")?,
                arrangement: arrangement.arrangement().ok().flatten(),
                wiring: text("wiring")?.and_then(|t| t.parse().ok()),
                color_order: text("color_order")?.and_then(|t| t.parse().ok()),
                power: text("power")?.and_then(|t| t.parse().ok()),
                part: count("segment")?.and_then(Part::numbered),
            },
            socket: row.get("socket")?,
            last_address: row.get("last_address")?,
            own_leds: count("own_leds")?,
            own_matrix: text("own_matrix")?.and_then(|t| t.parse().ok()),
            own_caps: text("own_caps")?
                .and_then(|t| serde_json::from_str::<Vec<String>>(&t).ok())
                .map(|caps| caps.iter().map(|cap| Cap::from(cap.as_str())).collect())
                .unwrap_or_default(),
            pinned: row.get("pinned")?,
            is_set_aside: row.get("set_aside")?,
            network: text("network")?,
            groups: read_groups(text("group_names")?.as_deref()),
        })
    }

    /// What to call it: the nickname, else its own name.
    #[must_use]
    pub fn called(&self) -> &str {
        self.settings.nickname.as_deref().unwrap_or(&self.name)
    }
}

/// Reads a JSON array of group names; a damaged name is skipped.
fn read_groups(json: Option<&str>) -> BTreeSet<GroupName> {
    let names: Vec<String> = json
        .and_then(|json| serde_json::from_str(json).ok())
        .unwrap_or_default();
    names.iter().filter_map(|name| name.parse().ok()).collect()
}
