//! Options of `devices set` for groups.

use crate::device::{GroupChange, GroupName};
use clap::Args;

/// Groups of a device.
#[derive(Clone, Debug, Default, Args)]
pub struct GroupOptions {
    /// Add the device to this group; may be repeated. `@NAME` means all devices of a group.
    #[arg(long, value_name = "NAME")]
    pub group: Vec<GroupName>,
    /// Remove the device from this group; may be repeated. A group without devices disappears.
    #[arg(long, value_name = "NAME")]
    pub no_group: Vec<GroupName>,
    /// Remove the device from all groups, before --group adds it to others.
    #[arg(long)]
    pub no_groups: bool,
}

impl GroupOptions {
    /// Returns the change that the options ask for.
    pub(in crate::cli) fn change(&self) -> GroupChange {
        GroupChange {
            leave_all: self.no_groups,
            leave: self.no_group.clone(),
            join: self.group.clone(),
        }
    }
}
