//! Options of `devices set` that put a device into groups and take it out of them.

use crate::device::{GroupChange, GroupName};
use clap::Args;

/// Groups of a device.
#[derive(Clone, Debug, Default, Args)]
pub struct GroupOptions {
    /// Put it into this group; may be repeated. `@NAME` then means all devices of the group.
    #[arg(long, value_name = "NAME")]
    pub group: Vec<GroupName>,
    /// Take it out of this group; may be repeated. A group without devices is gone.
    #[arg(long, value_name = "NAME")]
    pub no_group: Vec<GroupName>,
    /// Take it out of all groups; those of --group are joined after that.
    #[arg(long)]
    pub no_groups: bool,
}

impl GroupOptions {
    /// What they change.
    pub(in crate::cli) fn change(&self) -> GroupChange {
        GroupChange {
            leave_all: self.no_groups,
            leave: self.no_group.clone(),
            join: self.group.clone(),
        }
    }
}
