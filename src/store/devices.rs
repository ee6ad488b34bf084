//! Known devices: where they were seen last, and the user's settings for them, by device id.

use super::arrangements::Columns;
use super::known::COLUMNS;
use super::{Changes, KnownDevice, Store, StoreError, now};
use crate::device::{Cap, Device, DeviceAddr, DeviceId, DeviceSettings, Part};
use rusqlite::{OptionalExtension as _, params};

impl Store {
    /// All known devices, by name.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn devices(&self) -> Result<Vec<KnownDevice>, StoreError> {
        let connection = self.lock();
        let mut query = connection.prepare_cached(&format!(
            "SELECT {COLUMNS} FROM devices ORDER BY coalesce(nickname, name), id"
        ))?;
        let rows = query.query_map([], KnownDevice::read)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The device of that identity.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn device(&self, id: &DeviceId) -> Result<Option<KnownDevice>, StoreError> {
        let connection = self.lock();
        let mut query =
            connection.prepare_cached(&format!("SELECT {COLUMNS} FROM devices WHERE id = ?1"))?;
        Ok(query
            .query_row([id.as_str()], KnownDevice::read)
            .optional()?)
    }

    /// The device that answered last at that address, given as a person writes it or as `ip:port`.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn device_at(&self, address: &str) -> Result<Option<KnownDevice>, StoreError> {
        let connection = self.lock();
        let sql = format!(
            "SELECT {COLUMNS} FROM devices WHERE address = ?1 OR socket = ?1 ORDER BY last_seen DESC LIMIT 1"
        );
        Ok(connection
            .prepare_cached(&sql)?
            .query_row([address], KnownDevice::read)
            .optional()?)
    }

    /// The device that answered last at that address, whichever way it was written then.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn device_of(&self, address: &DeviceAddr) -> Result<Option<KnownDevice>, StoreError> {
        match self.device_at(&address.socket().to_string())? {
            Some(device) => Ok(Some(device)),
            None => self.device_at(&address.to_string()),
        }
    }

    /// As [`Changes::record_seen`], committed at once.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn record_seen(&self, device: &Device) -> Result<(), StoreError> {
        self.change(|changes| changes.record_seen(device))
    }

    /// As [`Changes::save_settings`], committed at once.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn save_settings(
        &self,
        id: &DeviceId,
        settings: &DeviceSettings,
    ) -> Result<bool, StoreError> {
        self.change(|changes| changes.save_settings(id, settings))
    }

    /// As [`Changes::pin`], committed at once.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn pin(&self, id: &DeviceId, pinned: bool) -> Result<bool, StoreError> {
        self.change(|changes| changes.pin(id, pinned))
    }

    /// As [`Changes::forget`], committed at once.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn forget(&self, id: &DeviceId) -> Result<bool, StoreError> {
        self.change(|changes| changes.forget(id))
    }
}

impl Changes<'_> {
    /// Notes that a device answered: its name, family and address. The user's settings stay. Any other device that was
    /// known at this address is known there no longer.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn record_seen(&self, device: &Device) -> Result<(), StoreError> {
        let socket = device.address.socket().to_string();
        let address = device.address.to_string();
        self.execute(
            "UPDATE devices SET address = '', socket = '' WHERE (address = ?1 OR socket = ?2) AND id <> ?3",
            params![address, socket, device.id.as_str()],
        )?;
        // a name that a person gave is not replaced by the numbers behind it
        self.execute(
            "INSERT INTO devices (id, family, name, address, socket, last_seen, own_leds, own_matrix, own_caps, last_address)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?8, ?9, ?10, ?4)
             ON CONFLICT (id) DO UPDATE SET family = ?2, name = ?3, socket = ?5, last_seen = ?6,
                address = CASE WHEN socket = ?5 AND ?7 THEN address ELSE ?4 END,
                last_address = CASE WHEN socket = ?5 AND ?7 THEN address ELSE ?4 END,
                own_leds = ?8, own_matrix = ?9, own_caps = ?10",
            params![
                device.id.as_str(),
                device.family,
                device.name,
                address,
                socket,
                now(),
                device.address.is_numeric(),
                device.leds.and_then(|n| i64::try_from(n).ok()),
                device.matrix.map(|m| m.to_string()),
                serde_json::Value::from_iter(device.caps.iter().map(Cap::to_string)).to_string(),
            ],
        )?;
        Ok(())
    }

    /// Saves the user's settings for a device; `false` if the device is not in the store.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn save_settings(
        &self,
        id: &DeviceId,
        settings: &DeviceSettings,
    ) -> Result<bool, StoreError> {
        self.audit_settings(id, settings)?;
        let arrangement = Columns::of(settings.arrangement.as_ref());
        let changed = self.execute(
            "UPDATE devices SET nickname = ?2, leds = ?3, matrix = ?4, wiring = ?5, color_order = ?6, power = ?7,
                panels = ?8, map = ?9, map_name = ?10, segment = ?11 WHERE id = ?1",
            params![
                id.as_str(),
                settings.nickname,
                arrangement.leds.and_then(|n| i64::try_from(n).ok()),
                arrangement.matrix,
                settings.wiring.map(|w| w.to_string()),
                settings.color_order.map(|c| c.to_string()),
                settings.power.map(|p| p.to_string()),
                arrangement.panels,
                arrangement.map,
                arrangement.map_name,
                settings.part.and_then(Part::segment),
            ],
        )?;
        Ok(changed > 0)
    }

    /// Notes whether a person wants a device at the top of the list; `false` where the device is not known.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn pin(&self, id: &DeviceId, pinned: bool) -> Result<bool, StoreError> {
        let changed = self.execute(
            "UPDATE devices SET pinned = ?2 WHERE id = ?1",
            params![id.as_str(), pinned],
        )?;
        Ok(changed > 0)
    }

    /// Deletes a device and its settings; `false` if it was not in the store.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn forget(&self, id: &DeviceId) -> Result<bool, StoreError> {
        self.audit_forgotten(id)?;
        self.save_snapshot(id, None)?;
        self.leave_groups(id)?;
        Ok(self.execute("DELETE FROM devices WHERE id = ?1", [id.as_str()])? > 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::device::Caps;
    use crate::pattern::{Arrangement, LedMap, Limits, Matrix};

    fn device(mac: &str, port: u16) -> Device {
        Device {
            id: DeviceId::from_mac(mac).unwrap(),
            name: "Porch".into(),
            family: "native",
            kind: crate::msg!("kind-native"),
            chip: None,
            firmware: None,
            address: DeviceAddr::from_socket(([127, 0, 0, 1], port).into()),
            leds: None,
            matrix: None,
            limits: Limits::default(),
            caps: Caps::default(),
            playing: None,
            uptime: None,
        }
    }

    #[test]
    fn what_was_told_stays_with_the_device_when_it_moves() {
        let store = Store::in_memory().unwrap();
        let mut porch = device("a0b1c2d3e4f5", 81);
        store.record_seen(&porch).unwrap();
        let settings = DeviceSettings {
            nickname: Some("Front".into()),
            arrangement: Matrix::new(16, 8).map(Arrangement::Matrix),
            wiring: "columns-serpentine-bl".parse().ok(),
            color_order: "GRB".parse().ok(),
            power: "20,1,5,4000,dim".parse().ok(),
            part: Some(Part::Segment(2)),
        };
        assert!(store.save_settings(&porch.id, &settings).unwrap());
        porch.address = DeviceAddr::from_socket(([127, 0, 0, 1], 82).into());
        store.record_seen(&porch).unwrap();
        let found = store.device(&porch.id).unwrap().unwrap();
        assert_eq!(
            (found.settings, found.address.as_str()),
            (settings, "127.0.0.1:82")
        );
        assert_eq!(store.devices_named("FRONT").unwrap().len(), 1);
        assert!(store.device_at("127.0.0.1:81").unwrap().is_none());
    }

    #[test]
    fn a_pin_and_what_it_told_of_itself_stay_when_it_answers_again() {
        let store = Store::in_memory().unwrap();
        let mut porch = Device {
            leds: Some(300),
            ..device("a0b1c2d3e4f5", 81)
        };
        store.record_seen(&porch).unwrap();
        assert!(store.pin(&porch.id, true).unwrap());
        porch.matrix = Matrix::new(20, 15);
        porch.caps = Caps::from([Cap::Gif(53), Cap::Rgbw]);
        store.record_seen(&porch).unwrap();
        let known = store.device(&porch.id).unwrap().unwrap();
        assert_eq!(known.own_caps, porch.caps);
        assert_eq!(
            (known.pinned, known.own_leds, known.own_matrix),
            (true, Some(300), Matrix::new(20, 15))
        );
        assert!(!store.pin(&DeviceId::stored("a0b1c2d3e4f6"), true).unwrap());
    }

    #[test]
    fn every_shape_comes_back_as_it_was_told_and_takes_the_place_of_the_one_before() {
        let store = Store::in_memory().unwrap();
        let porch = device("a0b1c2d3e4f5", 81);
        store.record_seen(&porch).unwrap();
        let map: LedMap = "3x2:5,-,0".parse().unwrap();
        let panels = "2x2:16x16:columns-serpentine-br:turned-runs"
            .parse()
            .unwrap();
        let arrangements = [
            Arrangement::Map(map.named("tree.csv")),
            Arrangement::Strip(300),
            Arrangement::Panels(panels),
        ];
        for arrangement in arrangements.map(Some).into_iter().chain([None]) {
            let settings = DeviceSettings {
                arrangement,
                ..DeviceSettings::default()
            };
            assert!(store.save_settings(&porch.id, &settings).unwrap());
            let found = store.device(&porch.id).unwrap().unwrap().settings;
            assert_eq!(found, settings);
            if let Some(Arrangement::Map(map)) = found.arrangement {
                assert_eq!(map.name(), "tree.csv", "which is no part of being equal");
            }
        }
    }

    #[test]
    fn a_name_given_for_an_address_stays_and_both_lead_to_the_device() {
        let store = Store::in_memory().unwrap();
        let mut porch = device("a0b1c2d3e4f5", 81);
        let numbers = porch.address.clone();
        porch.address = DeviceAddr::named("porch.local", numbers.socket());
        store.record_seen(&porch).unwrap();
        porch.address = numbers.clone();
        store.record_seen(&porch).unwrap();
        assert_eq!(
            store.device(&porch.id).unwrap().unwrap().address,
            "porch.local:81"
        );
        assert_eq!(store.device_of(&numbers).unwrap().unwrap().id, porch.id);
        assert_eq!(
            store.device_at("porch.local:81").unwrap().unwrap().id,
            porch.id
        );
    }

    #[test]
    fn an_address_belongs_to_whoever_answered_there_last() {
        let store = Store::in_memory().unwrap();
        let old = device("a0b1c2d3e4f5", 81);
        let new = device("a0b1c2d3e4f6", 81);
        store.record_seen(&old).unwrap();
        store.record_seen(&new).unwrap();
        assert_eq!(store.device_at("127.0.0.1:81").unwrap().unwrap().id, new.id);
        let gone = store.device(&old.id).unwrap().unwrap();
        assert_eq!(
            (gone.address.as_str(), gone.last_address.as_str()),
            ("", "127.0.0.1:81")
        );
        assert!(store.forget(&old.id).unwrap() && !store.forget(&old.id).unwrap());
        assert!(
            !store
                .save_settings(&old.id, &DeviceSettings::default())
                .unwrap()
        );
    }
}
