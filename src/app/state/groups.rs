//! Groups of devices, as the chips above the list and the dialog of one device show them.

use super::{State, Suitability};
use crate::device::{DeviceId, GroupChange, GroupName, GroupNameError};
use crate::engine::DeviceView;
use crate::message::Message;
use std::collections::{BTreeMap, BTreeSet};

/// A group, and how many of its devices are what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct GroupCount {
    /// Devices in it.
    pub devices: usize,
    /// Of these: can be selected.
    pub able: usize,
    /// Of those: are selected.
    pub selected: usize,
}

impl GroupCount {
    /// Whether all that can be selected is.
    #[must_use]
    pub fn is_selected(self) -> bool {
        self.able > 0 && self.selected == self.able
    }

    /// Whether some of it is selected, but not all.
    #[must_use]
    pub fn is_part(self) -> bool {
        self.selected > 0 && !self.is_selected()
    }
}

/// The form of a device's groups.
#[derive(Clone, Debug, PartialEq)]
pub struct GroupsForm {
    /// Which device.
    pub device: DeviceId,
    /// Groups it shall be in.
    pub joined: BTreeSet<GroupName>,
    /// Names of new ones, with commas between.
    pub new: String,
    /// Why these are no names.
    pub problem: Option<Message>,
}

impl GroupsForm {
    /// As a device stands.
    #[must_use]
    pub fn of(view: &DeviceView) -> Self {
        Self {
            device: view.device.id.clone(),
            joined: view.groups.clone(),
            new: String::new(),
            problem: None,
        }
    }

    /// What it changes of the groups that the device is in.
    ///
    /// # Errors
    /// Why a new name is none.
    pub fn change(&self, groups: &BTreeSet<GroupName>) -> Result<GroupChange, Message> {
        let mut joined = self.joined.clone();
        for name in self
            .new
            .split(',')
            .map(str::trim)
            .filter(|name| !name.is_empty())
        {
            let name: GroupName = name
                .parse()
                .map_err(|error: GroupNameError| error.message())?;
            joined.insert(name);
        }
        Ok(GroupChange {
            leave_all: false,
            leave: groups.difference(&joined).cloned().collect(),
            join: joined.difference(groups).cloned().collect(),
        })
    }
}

impl State {
    /// All groups, by name.
    #[must_use]
    pub fn groups(&self) -> BTreeMap<&GroupName, GroupCount> {
        let mut groups: BTreeMap<&GroupName, GroupCount> = BTreeMap::new();
        for view in self.devices.iter().filter(|view| !view.groups.is_empty()) {
            let able = self.suitability(view) == Suitability::Fine;
            let selected = able && self.selected.contains(&view.device.id);
            for group in &view.groups {
                let count = groups.entry(group).or_default();
                count.devices += 1;
                count.able += usize::from(able);
                count.selected += usize::from(selected);
            }
        }
        groups
    }

    /// Devices of a group.
    pub fn in_group<'a>(&'a self, group: &'a GroupName) -> impl Iterator<Item = &'a DeviceView> {
        self.devices
            .iter()
            .filter(|view| view.groups.contains(group))
    }
}
