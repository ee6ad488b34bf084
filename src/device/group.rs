//! Groups of devices: names such as `porch`, that `@porch` on the command line and a chip in the window stand for.

use super::{GROUP_SIGN, name_key};
use crate::message::Message;
use crate::msg;
use crate::problem::{Code, Problem, Remedy};
use crate::text::line;
use std::collections::BTreeSet;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;

/// Maximum length of a group's name, in characters.
const MAX_NAME: usize = 64;

/// The name of a group. Two that a reader takes for the same are equal, whichever way they are written.
#[derive(Clone, Debug)]
pub struct GroupName {
    name: String,
    key: String,
}

impl GroupName {
    /// As it was written first, without the sign.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.name
    }
}

impl PartialEq for GroupName {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key
    }
}

impl Eq for GroupName {}

impl Hash for GroupName {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.key.hash(state);
    }
}

impl PartialOrd for GroupName {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for GroupName {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.key.cmp(&other.key)
    }
}

impl fmt::Display for GroupName {
    /// As on the command line: `@porch`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{GROUP_SIGN}{}", self.name)
    }
}

/// Why a text cannot be the name of a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GroupNameError {
    /// It has nothing to read.
    Empty,
    /// It is too long for a list.
    TooLong,
    /// A comma separates groups in lists.
    Comma,
    /// It has more than the one sign that every group has.
    Sign,
    /// Two such names would look the same.
    Invisible,
}

impl GroupNameError {
    /// What is wrong with the name.
    #[must_use]
    pub fn message(self) -> Message {
        match self {
            Self::Empty => msg!("group-name-empty"),
            Self::TooLong => msg!("group-name-too-long", max = MAX_NAME),
            Self::Comma => msg!("group-name-comma"),
            Self::Sign => msg!("group-name-sign"),
            Self::Invisible => msg!("group-name-invisible"),
        }
    }
}

impl std::error::Error for GroupNameError {}

impl fmt::Display for GroupNameError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.message().fmt(f)
    }
}

impl FromStr for GroupName {
    type Err = GroupNameError;

    /// Reads a name with or without the sign; blanks at the ends are dropped, several between words count as one.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        let text = text.strip_prefix(GROUP_SIGN).unwrap_or(text);
        let name = text.split_whitespace().collect::<Vec<_>>().join(" ");
        if name.is_empty() {
            Err(GroupNameError::Empty)
        } else if line(&name) != name {
            Err(GroupNameError::Invisible)
        } else if name.starts_with([GROUP_SIGN, '＠', '﹫']) {
            Err(GroupNameError::Sign)
        } else if name.contains([',', '，', '、']) {
            Err(GroupNameError::Comma)
        } else if name.chars().count() > MAX_NAME {
            Err(GroupNameError::TooLong)
        } else {
            let key = name_key(&name);
            Ok(Self { name, key })
        }
    }
}

impl From<&GroupNameError> for Problem {
    fn from(error: &GroupNameError) -> Self {
        Self::new(Code::NameInvalid, error.message(), Remedy::ChooseGroupName)
    }
}

/// Groups that one device joins and leaves at once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GroupChange {
    /// Leaves every group first.
    pub leave_all: bool,
    /// Leaves these.
    pub leave: Vec<GroupName>,
    /// Joins these; a group without members is created by that.
    pub join: Vec<GroupName>,
}

impl GroupChange {
    /// Whether it changes nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Changes the groups of one device.
    pub fn apply(&self, groups: &mut BTreeSet<GroupName>) {
        if self.leave_all {
            groups.clear();
        }
        groups.retain(|group| !self.leave.contains(group));
        groups.extend(self.join.iter().cloned());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn group(text: &str) -> GroupName {
        text.parse().unwrap()
    }

    #[test]
    fn groups_are_named_as_people_write_them() {
        for (text, name) in [
            ("porch", "porch"),
            ("@Porch", "Porch"),
            ("  Front \u{a0} door ", "Front door"),
            ("🎄", "🎄"),
            ("شرفة", "شرفة"),
            ("a@b", "a@b"),
            ("192.168.1.40", "192.168.1.40"),
        ] {
            assert_eq!(group(text).as_str(), name);
        }
        assert_eq!(group("Porch").to_string(), "@Porch");
        assert_eq!(
            (group("PORCH"), group("café")),
            (group("porch"), group("Cafe\u{301}"))
        );
        let long = "x".repeat(65);
        for (bad, why) in [
            ("", GroupNameError::Empty),
            ("@", GroupNameError::Empty),
            ("@@x", GroupNameError::Sign),
            ("＠x", GroupNameError::Sign),
            ("a,b", GroupNameError::Comma),
            ("a\u{202e}b", GroupNameError::Invisible),
            ("\u{200f}", GroupNameError::Invisible),
            ("a\u{7}", GroupNameError::Invisible),
            (long.as_str(), GroupNameError::TooLong),
        ] {
            assert_eq!(bad.parse::<GroupName>(), Err(why), "{bad:?}");
        }
        assert!("x".repeat(64).parse::<GroupName>().is_ok());
    }

    #[test]
    fn a_change_leaves_before_it_joins() {
        let mut groups = BTreeSet::from([group("a"), group("b")]);
        let change = GroupChange {
            leave: vec![group("A")],
            join: vec![group("c")],
            ..GroupChange::default()
        };
        change.apply(&mut groups);
        assert_eq!(groups, BTreeSet::from([group("b"), group("c")]));
        let only = GroupChange {
            leave_all: true,
            join: vec![group("b")],
            ..GroupChange::default()
        };
        only.apply(&mut groups);
        assert_eq!(groups, BTreeSet::from([group("b")]));
        assert!(GroupChange::default().is_empty() && !only.is_empty());
    }
}
