//! Notes that float in the corner of the window, and files that could not be opened.

use crate::engine::{PatternId, Target};

/// A note in the corner.
#[derive(Clone, Debug, PartialEq)]
pub struct Toast {
    /// Which one.
    pub id: u64,
    /// Good or bad.
    pub kind: ToastKind,
    /// What happened.
    pub title: String,
    /// What it means or what to do.
    pub line: String,
    /// Seconds it has been shown.
    pub age: f64,
    /// What it tells of together with others of its kind.
    pub group: Option<(ToastGroup, Vec<ToastItem>)>,
    /// The locked device that it tells of.
    pub locked: Option<Target>,
}

impl Toast {
    /// A toast of a failure.
    #[must_use]
    pub fn failure(title: String, line: String) -> Self {
        Self {
            id: 0,
            kind: ToastKind::Failure,
            title,
            line,
            age: 0.0,
            group: None,
            locked: None,
        }
    }

    /// Everything it tells: one line for each of several failures.
    #[must_use]
    pub fn details(&self) -> String {
        match &self.group {
            Some((_, items)) if items.len() > 1 => {
                let lines = items
                    .iter()
                    .map(|item| format!("{}: {}", item.name, item.line));
                lines.collect::<Vec<_>>().join("\n")
            }
            _ => format!("{}\n{}", self.title, self.line),
        }
    }
}

/// How a toast looks and how long it stays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ToastKind {
    /// Goes by itself after 6 s.
    Success,
    /// Stays until it is closed.
    Failure,
}

/// Failures that are told together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ToastGroup {
    /// Files that could not be opened.
    Files,
    /// Known devices that ask for a PIN or token.
    Locked,
    /// Known devices that do not answer.
    Silent,
    /// Addresses at which no device was found.
    NoDevice,
}

impl ToastGroup {
    /// The title for one of them.
    #[must_use]
    pub fn one(self, name: &str) -> String {
        match self {
            Self::Files => format!("{name} could not be opened"),
            Self::Locked => format!("{name} is locked"),
            Self::Silent => format!("{name} does not answer"),
            Self::NoDevice => format!("No device at {name}"),
        }
    }

    /// The title for several.
    #[must_use]
    pub fn many(self, count: usize) -> String {
        match self {
            Self::Files => format!("{count} files could not be opened"),
            Self::Locked => format!("{count} devices are locked"),
            Self::Silent => format!("{count} devices do not answer"),
            Self::NoDevice => format!("No device at {count} addresses"),
        }
    }
}

/// One of several failures that a toast tells of.
#[derive(Clone, Debug, PartialEq)]
pub struct ToastItem {
    /// The file, device or address.
    pub name: String,
    /// Why it failed, and what to do.
    pub line: String,
}

/// Files that could not be opened since a person last opened some.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Unopened {
    /// The files, and why not; in the order in which they failed.
    pub files: Vec<ToastItem>,
    /// The pattern that stayed open instead.
    pub still_shown: Option<PatternId>,
}
