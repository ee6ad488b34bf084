//! The table of controller families. A new family is one file and one line in [`FAMILIES`].

use super::Family;

/// Every family, in the order in which they try to identify a device.
pub const FAMILIES: &[&dyn Family] = &[&super::native::Native, &super::wled::Wled];

/// The family of that name.
#[must_use]
pub fn family(name: &str) -> Option<&'static dyn Family> {
    FAMILIES.iter().copied().find(|f| f.name() == name)
}
