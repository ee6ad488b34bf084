//! Groups of devices, as the chips above the list and the dialog of one device show them.

use super::{State, Suitability};
use crate::device::{DeviceId, GroupChange, GroupName, GroupNameError};
use crate::engine::DeviceView;
use crate::message::Message;
use std::collections::{BTreeMap, BTreeSet};

/// Counts of the devices of a group.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct GroupCount {
    /// Number of devices.
    pub devices: usize,
    /// How many of them can be selected.
    pub able: usize,
    /// How many of those are selected.
    pub selected: usize,
}

impl GroupCount {
    /// Whether every selectable device is selected.
    #[must_use]
    pub fn is_selected(self) -> bool {
        self.able > 0 && self.selected == self.able
    }

    /// Whether some devices are selected, but not all selectable ones.
    #[must_use]
    pub fn is_part(self) -> bool {
        self.selected > 0 && !self.is_selected()
    }
}

/// The form of a device's groups.
#[derive(Clone, Debug, PartialEq)]
pub struct GroupsForm {
    pub device: DeviceId,
    /// Groups that are ticked.
    pub joined: BTreeSet<GroupName>,
    /// Names of new groups, separated by commas.
    pub new: String,
    /// Why the names are not valid.
    pub problem: Option<Message>,
}

impl GroupsForm {
    /// Fills the form from a device.
    #[must_use]
    pub fn of(view: &DeviceView) -> Self {
        Self {
            device: view.device.id.clone(),
            joined: view.groups.clone(),
            new: String::new(),
            problem: None,
        }
    }

    /// Compares the form with the groups of the device.
    ///
    /// # Errors
    /// Why a new name is not valid.
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
