//! Groups that a person put devices into, by identity. A group exists as long as a device is in it.

use super::{Changes, KnownDevice, Store, StoreError};
use crate::device::{DeviceId, GroupChange, GroupName};
use rusqlite::params;
use std::collections::BTreeMap;

impl Store {
    /// All groups, by name, each with its number of devices.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn groups(&self) -> Result<BTreeMap<GroupName, usize>, StoreError> {
        let mut groups = BTreeMap::new();
        for group in self.devices()?.into_iter().flat_map(|device| device.groups) {
            *groups.entry(group).or_default() += 1;
        }
        Ok(groups)
    }

    /// The devices of a group, by name.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn devices_in(&self, group: &GroupName) -> Result<Vec<KnownDevice>, StoreError> {
        let mut devices = self.devices()?;
        devices.retain(|device| device.groups.contains(group));
        Ok(devices)
    }

    /// As [`Changes::regroup`], committed at once.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn regroup(&self, id: &DeviceId, change: &GroupChange) -> Result<bool, StoreError> {
        self.change(|changes| changes.regroup(id, change))
    }
}

impl Changes<'_> {
    /// Puts a device into groups, and takes it out of others; `false` where the device is not known. A group keeps the
    /// spelling in which it was made.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn regroup(&self, id: &DeviceId, change: &GroupChange) -> Result<bool, StoreError> {
        let known = self.rows("SELECT 1 FROM devices WHERE id = ?1", [id.as_str()], |_| {
            Ok(())
        })?;
        if known.is_empty() {
            return Ok(false);
        }
        if change.leave_all {
            self.leave_groups(id)?;
        }
        // read in the same transaction: another process may have made the group a moment ago
        let written = self.rows("SELECT device, name FROM device_groups", [], |row| {
            Ok((
                row.get::<_, String>("device")?,
                row.get::<_, String>("name")?,
            ))
        })?;
        let same = |name: &str, group: &GroupName| name.parse().as_ref() == Ok(group);
        for group in &change.leave {
            let mine = written.iter().filter(|(device, _)| device == id.as_str());
            for (device, name) in mine.filter(|(_, name)| same(name, group)) {
                self.execute(
                    "DELETE FROM device_groups WHERE device = ?1 AND name = ?2",
                    params![device, name],
                )?;
            }
        }
        for group in &change.join {
            let spelled = written.iter().find(|(_, name)| same(name, group));
            let name = spelled.map_or(group.as_str(), |(_, name)| name);
            self.execute(
                "INSERT OR IGNORE INTO device_groups (device, name) VALUES (?1, ?2)",
                params![id.as_str(), name],
            )?;
        }
        Ok(true)
    }

    /// Takes a device out of all groups.
    pub(super) fn leave_groups(&self, id: &DeviceId) -> Result<(), StoreError> {
        self.execute("DELETE FROM device_groups WHERE device = ?1", [id.as_str()])?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::device::{Device, DeviceAddr};
    use rusqlite::Connection;

    fn device(n: u8) -> Device {
        Device {
            id: DeviceId::stored(&n.to_string()),
            name: format!("Device {n}"),
            address: DeviceAddr::from_socket(([192, 168, 1, n], 80).into()),
            ..Device::example()
        }
    }

    fn join(names: &[&str]) -> GroupChange {
        GroupChange {
            join: names.iter().map(|name| name.parse().unwrap()).collect(),
            ..GroupChange::default()
        }
    }

    fn leave(names: &[&str]) -> GroupChange {
        GroupChange {
            leave: join(names).join,
            ..GroupChange::default()
        }
    }

    /// "@Porch 2, @xmas 1".
    fn groups(store: &Store) -> String {
        let groups = store.groups().unwrap();
        let all: Vec<String> = groups
            .iter()
            .map(|(group, n)| format!("{group} {n}"))
            .collect();
        all.join(", ")
    }

    fn with_two() -> Store {
        let store = Store::in_memory().unwrap();
        for n in [1, 2] {
            store.record_seen(&device(n)).unwrap();
        }
        store
    }

    #[test]
    fn a_group_is_there_as_long_as_a_device_is_in_it_and_keeps_its_first_spelling() {
        let store = with_two();
        let ids = [device(1).id, device(2).id];
        assert!(store.regroup(&ids[0], &join(&["Porch", "xmas"])).unwrap());
        assert!(store.regroup(&ids[1], &join(&["PORCH", "porch"])).unwrap());
        assert_eq!(groups(&store), "@Porch 2, @xmas 1");
        let porch = store.devices_in(&"porch".parse().unwrap()).unwrap();
        assert_eq!(porch.iter().map(|d| d.id.clone()).collect::<Vec<_>>(), ids);
        store.record_seen(&device(1)).unwrap();
        assert_eq!(groups(&store), "@Porch 2, @xmas 1", "it answered again");
        assert!(
            store
                .regroup(&ids[0], &leave(&["XMAS", "nothing"]))
                .unwrap()
        );
        assert_eq!(groups(&store), "@Porch 2");
        assert!(store.forget(&ids[0]).unwrap());
        assert_eq!(groups(&store), "@Porch 1");
        store.record_seen(&device(1)).unwrap();
        assert_eq!(
            groups(&store),
            "@Porch 1",
            "what was forgotten does not come back"
        );
        let only = GroupChange {
            leave_all: true,
            ..join(&["new"])
        };
        assert!(store.regroup(&ids[1], &only).unwrap());
        assert_eq!(groups(&store), "@new 1");
    }

    #[test]
    fn a_device_that_is_not_known_is_in_no_group() {
        let store = with_two();
        let stranger = DeviceId::stored("9");
        assert!(!store.regroup(&stranger, &join(&["x"])).unwrap());
        assert_eq!(groups(&store), "");
    }

    #[test]
    fn a_damaged_row_is_left_out_and_hides_no_other() {
        let store = with_two();
        store.regroup(&device(1).id, &join(&["porch"])).unwrap();
        let rows = [
            ("1", ""),
            ("1", "a\u{202e}b"),
            ("1", "x,y"),
            ("1", "Porch"),
            ("9", "ghost"),
        ];
        for (device, name) in rows {
            let sql = "INSERT INTO device_groups (device, name) VALUES (?1, ?2)";
            store.lock().execute(sql, params![device, name]).unwrap();
        }
        assert_eq!(groups(&store).to_lowercase(), "@porch 1");
        store.regroup(&device(1).id, &leave(&["porch"])).unwrap();
        assert_eq!(groups(&store), "", "whichever way it was written");
    }

    #[test]
    fn two_processes_change_groups_at_once() {
        let home = tempfile::tempdir().unwrap();
        let stores = [1, 2].map(|n| {
            let store = Store::open(home.path()).unwrap();
            store.record_seen(&device(n)).unwrap();
            store
        });
        std::thread::scope(|scope| {
            for (n, store) in (1..).zip(&stores) {
                scope.spawn(move || {
                    for round in 0..20 {
                        let name = format!("{} {round}", if n == 1 { "group" } else { "GROUP" });
                        assert!(store.regroup(&device(n).id, &join(&[&name])).unwrap());
                    }
                });
            }
        });
        let groups = stores[0].groups().unwrap();
        assert_eq!(groups.len(), 20);
        assert!(groups.values().all(|count| *count == 2), "{groups:?}");
        let names = "SELECT count(DISTINCT name) FROM device_groups";
        let file = Connection::open(home.path().join("upload-bridge.sqlite")).unwrap();
        let spellings: i64 = file.query_row(names, [], |row| row.get(0)).unwrap();
        assert_eq!(spellings, 20, "one spelling for each group");
    }
}
