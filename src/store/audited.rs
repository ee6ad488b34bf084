//! Changes of the store that are part of the audit trail: each is noted in the transaction that makes it, whoever asked for
//! it: the window, the command line or a script.

use super::known::COLUMNS;
use super::{AuditEntry, AuditKind, Changes, KnownDevice, StoreError, now};
use crate::device::{DeviceId, DeviceSettings};
use crate::message::Message;
use crate::msg;

impl Changes<'_> {
    fn known(&self, id: &DeviceId) -> Result<Option<KnownDevice>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM devices WHERE id = ?1");
        Ok(self.rows(&sql, [id.as_str()], KnownDevice::read)?.pop())
    }

    /// Notes which settings of a device are about to change, if any.
    pub(super) fn audit_settings(
        &self,
        id: &DeviceId,
        new: &DeviceSettings,
    ) -> Result<(), StoreError> {
        let Some(known) = self.known(id)? else {
            return Ok(());
        };
        let changed = differences(&known.settings, new);
        if changed.is_empty() {
            return Ok(());
        }
        let detail = msg!("audit-device-settings", changes = changed);
        let entry = AuditEntry::new(AuditKind::Settings, known.called(), detail);
        self.audit(&entry.of(id))
    }

    /// Notes that a device is about to be forgotten.
    pub(super) fn audit_forgotten(&self, id: &DeviceId) -> Result<(), StoreError> {
        let Some(known) = self.known(id)? else {
            return Ok(());
        };
        let detail = msg!("audit-forgotten", address = known.last_address.as_str());
        let entry = AuditEntry::new(AuditKind::Forgotten, known.called(), detail);
        self.audit(&entry.of(id))
    }

    /// Notes that a device is about to be set aside, or used again.
    pub(super) fn audit_set_aside(&self, id: &DeviceId, aside: bool) -> Result<(), StoreError> {
        let Some(known) = self.known(id)?.filter(|known| known.is_set_aside != aside) else {
            return Ok(());
        };
        let (kind, detail) = if aside {
            (AuditKind::SetAside, msg!("audit-set-aside"))
        } else {
            (AuditKind::UsedAgain, msg!("audit-used-again"))
        };
        let entry = AuditEntry::new(kind, known.called(), detail);
        self.audit(&entry.of(id))
    }

    /// Notes that alerts of that key are silenced.
    pub(super) fn audit_silence(&self, key: &str, until: Option<i64>) -> Result<(), StoreError> {
        let detail = match until {
            Some(until) => {
                let minutes = (until - now()).max(0) as u64 / 60;
                msg!("audit-silenced", minutes = minutes)
            }
            None => msg!("audit-silenced-until-solved"),
        };
        self.audit(&AuditEntry::new(AuditKind::Silenced, key, detail))
    }
}

/// What differs between two settings of a device.
fn differences(old: &DeviceSettings, new: &DeviceSettings) -> Vec<Message> {
    let text = |value: Option<String>| value.map_or_else(|| msg!("audit-none"), Message::verbatim);
    let changed = |name: Message, old: Option<String>, new: Option<String>| {
        (old != new).then(|| {
            msg!(
                "audit-change",
                name = name,
                old = text(old),
                new = text(new)
            )
        })
    };
    let arrangement = |settings: &DeviceSettings| {
        let arrangement = settings.arrangement.as_ref()?;
        let matrix = arrangement.matrix().map(|matrix| matrix.to_string());
        Some(matrix.unwrap_or_else(|| arrangement.leds().to_string()))
    };
    let wiring = |settings: &DeviceSettings| settings.wiring.map(|wiring| wiring.to_string());
    let order = |settings: &DeviceSettings| settings.color_order.map(|order| order.to_string());
    let power = |settings: &DeviceSettings| settings.power.map(|power| power.to_string());
    let part = |settings: &DeviceSettings| {
        let segment = settings.part.and_then(crate::device::Part::segment);
        segment.map(|segment| segment.to_string())
    };
    let nickname = |settings: &DeviceSettings| settings.nickname.clone();
    [
        changed(msg!("audit-nickname"), nickname(old), nickname(new)),
        changed(msg!("audit-size"), arrangement(old), arrangement(new)),
        changed(msg!("audit-wiring"), wiring(old), wiring(new)),
        changed(msg!("audit-color-order"), order(old), order(new)),
        changed(msg!("audit-power"), power(old), power(new)),
        changed(msg!("audit-segment"), part(old), part(new)),
    ]
    .into_iter()
    .flatten()
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::device::{Caps, Device, DeviceAddr};
    use crate::pattern::Limits;
    use crate::store::Store;

    fn device() -> Device {
        Device {
            id: DeviceId::from_mac("a0b1c2d3e4f5").unwrap(),
            name: "Porch".into(),
            family: "native",
            kind: msg!("kind-native"),
            chip: None,
            firmware: None,
            address: DeviceAddr::from_socket(([127, 0, 0, 1], 81).into()),
            leds: None,
            matrix: None,
            limits: Limits::default(),
            caps: Caps::default(),
            playing: None,
            uptime: None,
        }
    }

    #[test]
    fn a_change_of_a_device_is_noted_once_and_with_what_it_was() {
        let store = Store::in_memory().unwrap();
        let device = device();
        store.commit(|c| c.record_seen(&device).unwrap()).unwrap();
        let settings = DeviceSettings {
            nickname: Some("Front door".into()),
            ..DeviceSettings::default()
        };
        for _ in 0..2 {
            store.save_settings(&device.id, &settings).unwrap();
            store.set_aside(&device.id, true).unwrap();
        }
        store.set_aside(&device.id, false).unwrap();
        store
            .silence("repeated_failure a0b1c2d3e4f5", None)
            .unwrap();
        store
            .silence("repeated_failure a0b1c2d3e4f5", Some(0))
            .unwrap();
        store.forget(&device.id).unwrap();
        store.forget(&device.id).unwrap();
        let trail = store.audit_trail(None).unwrap();
        let kinds: Vec<&str> = trail.iter().map(|entry| entry.kind.as_str()).collect();
        let expected = [
            "forgotten",
            "silenced",
            "used_again",
            "set_aside",
            "settings",
        ];
        assert_eq!(kinds, expected);
        assert!(
            trail.iter().all(|entry| entry.kind == "silenced"
                || entry.device.as_deref() == Some(device.id.as_str()))
        );
        let detail = trail[4].detail.to_string();
        assert!(detail.contains("name: none → Front door"), "{detail}");
        assert_eq!(
            (trail[4].subject.as_str(), trail[0].subject.as_str()),
            ("Porch", "Front door")
        );
    }
}
