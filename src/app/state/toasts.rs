//! Notes that float in the corner of the window, and files that could not be opened.

use crate::engine::{PatternId, Target};
use crate::message::Message;
use crate::msg;
use crate::problem::{Problem, Remedy};

/// A note in the corner.
#[derive(Clone, Debug, PartialEq)]
pub struct Toast {
    /// Number of the toast; a newer one has a higher number.
    pub id: u64,
    /// Success or failure.
    pub kind: ToastKind,
    /// What happened.
    pub title: Message,
    /// What it means or what to do.
    pub line: ToastLine,
    /// Seconds it has been shown.
    pub age: f64,
    /// The failures that share this toast.
    pub group: Option<(ToastGroup, Vec<ToastItem>)>,
    /// The locked device that it is about.
    pub locked: Option<Target>,
}

impl Toast {
    /// Makes a toast of a failure.
    #[must_use]
    pub fn failure(title: Message, line: impl Into<ToastLine>) -> Self {
        Self {
            id: 0,
            kind: ToastKind::Failure,
            title,
            line: line.into(),
            age: 0.0,
            group: None,
            locked: None,
        }
    }
}

/// The second line of a toast.
#[derive(Clone, Debug, PartialEq)]
pub enum ToastLine {
    /// There is none.
    None,
    /// A sentence.
    Message(Message),
    /// What failed, and what to do.
    Problem(Problem),
    /// What to do.
    Remedy(Remedy),
    /// Names of files, devices or addresses.
    Names(Vec<String>),
}

impl From<Message> for ToastLine {
    fn from(message: Message) -> Self {
        Self::Message(message)
    }
}

impl From<Problem> for ToastLine {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
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

/// Failures that share one toast.
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
    /// Returns the title for one failure.
    #[must_use]
    pub fn one(self, name: &str) -> Message {
        match self {
            Self::Files => msg!("toast-file-failed", name = name),
            Self::Locked => msg!("toast-device-locked", name = name),
            Self::Silent => msg!("toast-device-silent", name = name),
            Self::NoDevice => msg!("toast-no-device", name = name),
        }
    }

    /// Returns the title for several failures.
    #[must_use]
    pub fn many(self, count: usize) -> Message {
        match self {
            Self::Files => msg!("toast-files-failed", n = count),
            Self::Locked => msg!("toast-devices-locked", n = count),
            Self::Silent => msg!("toast-devices-silent", n = count),
            Self::NoDevice => msg!("toast-no-devices", n = count),
        }
    }
}

/// One of several failures that share a toast.
#[derive(Clone, Debug, PartialEq)]
pub struct ToastItem {
    /// The file, device or address.
    pub name: String,
    /// Why it failed, and what to do.
    pub problem: Problem,
}

/// Files that could not be opened since a person last opened some.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Unopened {
    /// The files, and why not; in the order in which they failed.
    pub files: Vec<ToastItem>,
    /// The pattern that stayed open instead.
    pub still_shown: Option<PatternId>,
}
