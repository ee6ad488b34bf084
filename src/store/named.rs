//! Finds known devices by what a person calls them.

use super::{KnownDevice, Store, StoreError};
use crate::device::name_key;

impl Store {
    /// Devices that a person means by that name; several where it does not tell which. Compared by [`name_key`].
    ///
    /// A nickname was given on purpose and wins over the own names of other devices; an own name wins over that of a device
    /// that is called by a nickname instead.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn devices_named(&self, name: &str) -> Result<Vec<KnownDevice>, StoreError> {
        let wanted = name_key(name);
        if wanted.is_empty() {
            return Ok(Vec::new());
        }
        let is_nickname = |device: &KnownDevice| {
            let nickname = device.settings.nickname.as_deref();
            nickname.is_some_and(|nickname| name_key(nickname) == wanted)
        };
        let (by_nickname, others): (Vec<_>, Vec<_>) =
            self.devices()?.into_iter().partition(is_nickname);
        if !by_nickname.is_empty() {
            return Ok(by_nickname);
        }
        let named = others.into_iter().filter(|d| name_key(&d.name) == wanted);
        let (plain, nicknamed): (Vec<_>, Vec<_>) =
            named.partition(|device| device.settings.nickname.is_none());
        Ok(if plain.is_empty() { nicknamed } else { plain })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::device::{Device, DeviceAddr, DeviceId, DeviceSettings};

    /// A store that knows devices by their own names and nicknames; `n` counts them from 1.
    fn store(devices: &[(&str, &str)]) -> Store {
        let store = Store::in_memory().unwrap();
        for (n, (name, nickname)) in (1..).zip(devices) {
            let device = Device {
                id: DeviceId::stored(&n.to_string()),
                name: (*name).to_owned(),
                family: "wled",
                address: DeviceAddr::from_socket(([192, 168, 1, n], 80).into()),
                ..Device::example()
            };
            store.record_seen(&device).unwrap();
            let settings = DeviceSettings {
                nickname: (!nickname.is_empty()).then(|| (*nickname).to_owned()),
                ..DeviceSettings::default()
            };
            store.save_settings(&device.id, &settings).unwrap();
        }
        store
    }

    fn found(store: &Store, name: &str) -> Vec<String> {
        let found = store.devices_named(name).unwrap();
        found.iter().map(|device| device.id.to_string()).collect()
    }

    #[test]
    fn a_nickname_wins_over_an_own_name_and_that_over_a_hidden_one() {
        let store = store(&[
            ("Tree", ""),
            ("WLED", "tree"),
            ("WLED", ""),
            ("WLED", "Star"),
            ("Star", "Roof"),
            ("Hall", "Attic"),
        ]);
        assert_eq!(found(&store, "Tree"), ["2"], "was called so on purpose");
        assert_eq!(found(&store, "star"), ["4"]);
        assert_eq!(
            found(&store, "wled"),
            ["3"],
            "the only one that is shown so"
        );
        assert_eq!(found(&store, "Hall"), ["6"], "nothing else has that name");
        assert!(found(&store, "").is_empty() && found(&store, "Tre").is_empty());
    }

    #[test]
    fn a_name_that_does_not_tell_which_finds_all_that_have_it() {
        let store = store(&[
            ("WLED", ""),
            ("wled", ""),
            ("A", "Café"),
            ("B", "CAFE\u{301} "),
        ]);
        assert_eq!(found(&store, " WLED ").len(), 2);
        assert_eq!(found(&store, "café").len(), 2);
    }
}
