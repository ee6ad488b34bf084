//! Groups of devices: which device a person put into which.

use super::Engine;
use crate::device::{DeviceId, GroupChange, GroupName};
use crate::engine::api::Event;

impl Engine {
    /// Puts a device into groups and takes it out of others, first on the list, then in the store.
    pub(super) fn regroup(&mut self, id: DeviceId, mut change: GroupChange) {
        for group in &mut change.join {
            if let Some(spelled) = self.spelled(group) {
                *group = spelled;
            }
        }
        let Some(known) = self.devices.get_mut(&id) else {
            return;
        };
        change.apply(&mut known.view.groups);
        let forgettable = known.forgettable;
        self.out.put(Event::Device(Box::new(known.view.clone())));
        if !forgettable {
            self.writer
                .write(move |store| store.regroup(&id, &change).map(|_| ()));
        }
    }

    /// A group as it was written first, if a device is in it.
    fn spelled(&self, group: &GroupName) -> Option<GroupName> {
        let mut listed = self.devices.iter();
        listed.find_map(|known| known.view.groups.get(group).cloned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::device::{Device, DeviceAddr};
    use crate::engine::{Command, DeviceView, EngineOptions, Events, spawn};
    use crate::net::Gate;
    use crate::pattern::Limits;
    use crate::store::Store;
    use std::sync::Arc;

    fn device(n: u8) -> Device {
        Device {
            id: DeviceId::stored(&format!("a0b1c2d3e4f{n}")),
            name: "Porch".into(),
            family: "native",
            kind: crate::msg!("kind-native"),
            chip: None,
            firmware: None,
            address: DeviceAddr::from_socket(([127, 0, 0, 1], 80 + u16::from(n)).into()),
            leds: None,
            matrix: None,
            limits: Limits::default(),
            caps: crate::device::Caps::default(),
            playing: None,
            uptime: None,
        }
    }

    fn change(leave: &[&str], join: &[&str]) -> GroupChange {
        let named = |names: &[&str]| names.iter().map(|name| name.parse().unwrap()).collect();
        GroupChange {
            leave_all: false,
            leave: named(leave),
            join: named(join),
        }
    }

    async fn next(events: &Events) -> DeviceView {
        match events.next().await {
            Some(Event::Device(view)) => *view,
            other => panic!("{other:?}"),
        }
    }

    fn names(view: &DeviceView) -> Vec<&str> {
        view.groups.iter().map(GroupName::as_str).collect()
    }

    #[tokio::test]
    async fn groups_are_reported_and_kept_in_their_first_spelling() {
        let store = Store::in_memory().unwrap();
        let options = EngineOptions {
            gate: Gate::loopback(),
            store: store.clone(),
            concurrency: None,
            facts: Default::default(),
        };
        for n in [1, 2] {
            store.record_seen(&device(n)).unwrap();
        }
        let (handle, events) = spawn(options, Arc::new(|| {})).unwrap();
        handle.send(Command::KnownDevices);
        assert!(next(&events).await.groups.is_empty() && next(&events).await.groups.is_empty());
        let regroup = |n: u8, change: GroupChange| {
            let device = device(n).id;
            handle.send(Command::Regroup { device, change });
        };
        regroup(1, change(&[], &["Front", "xmas"]));
        assert_eq!(names(&next(&events).await), ["Front", "xmas"]);
        regroup(2, change(&[], &["FRONT"]));
        assert_eq!(names(&next(&events).await), ["Front"]);
        regroup(1, change(&["XMAS"], &[]));
        assert_eq!(names(&next(&events).await), ["Front"]);
        handle.send(Command::Forget(device(2).id));
        handle.send(Command::Shutdown);
        while events.next().await.is_some() {}
        let groups = store.groups().unwrap();
        let kept: Vec<String> = groups
            .iter()
            .map(|(group, n)| format!("{group} {n}"))
            .collect();
        assert_eq!(kept, ["@Front 1"]);
    }
}
