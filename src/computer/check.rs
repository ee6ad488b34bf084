//! [`Check`]: the result of one check, as plain values.

use crate::message::Message;
use crate::msg;
use crate::problem::Remedy;

macro_rules! ids {
    ($($variant:ident = $word:literal, $name:literal;)*) => {
        /// Names a check.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[allow(missing_docs, reason = "the catalogue names each")]
        pub enum CheckId {
            $($variant),*
        }

        impl CheckId {
            /// All checks, in the order in which they are shown.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// Returns the word used in `--json`; part of the command line's contract.
            #[must_use]
            pub const fn word(self) -> &'static str {
                match self {
                    $(Self::$variant => $word),*
                }
            }

            /// Returns the name for people.
            #[must_use]
            pub fn name(self) -> Message {
                match self {
                    $(Self::$variant => msg!($name)),*
                }
            }
        }
    };
}

ids! {
    Version = "version", "check-name-version";
    Home = "home", "check-name-home";
    Logs = "logs", "check-name-logs";
    Store = "store", "check-name-store";
    Clock = "clock", "check-name-clock";
    Opengl = "opengl", "check-name-opengl";
    FileDialog = "file_dialog", "check-name-file-dialog";
    Notifications = "notifications", "check-name-notifications";
    Keyring = "keyring", "check-name-keyring";
    Ffmpeg = "ffmpeg", "check-name-ffmpeg";
    Mdns = "mdns", "check-name-mdns";
    Interfaces = "interfaces", "check-name-interfaces";
    Loopback = "loopback_only", "check-name-loopback";
    PublicAddresses = "public_addresses", "check-name-public";
    LocalPort = "local_port", "check-name-local-port";
}

/// How a check ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum CheckState {
    /// All is there.
    Ok,
    /// Switched off, or not checked: nothing is missing that was asked for.
    Off,
    /// Something optional is missing; everything else works.
    Degraded,
    /// Something is broken that should be repaired.
    Failed,
}

impl CheckState {
    /// Returns the word used in `--json`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Off => "off",
            Self::Degraded => "degraded",
            Self::Failed => "failed",
        }
    }
}

/// What does not work.
#[derive(Clone, Debug, PartialEq)]
pub struct Cost {
    /// In a few words, for one line with others.
    pub brief: Message,
    /// In sentences.
    pub words: Message,
}

impl Cost {
    pub(super) fn new(brief: Message, words: Message) -> Self {
        Self { brief, words }
    }
}

/// The result of a check.
#[derive(Clone, Debug, PartialEq)]
pub struct Check {
    pub id: CheckId,
    pub state: CheckState,
    /// What was found.
    pub finding: Message,
    /// What does not work because of it; `None` if all does.
    pub cost: Option<Cost>,
    /// What to do about it.
    pub remedy: Remedy,
}

impl Check {
    /// Nothing is missing.
    pub(super) fn ok(id: CheckId, finding: Message) -> Self {
        Self {
            id,
            state: CheckState::Ok,
            finding,
            cost: None,
            remedy: Remedy::None,
        }
    }

    /// It is switched off, or was not checked.
    pub(super) fn off(id: CheckId, finding: Message) -> Self {
        Self {
            state: CheckState::Off,
            ..Self::ok(id, finding)
        }
    }

    /// Something optional is missing.
    pub(super) fn degraded(id: CheckId, finding: Message, cost: Cost, remedy: Remedy) -> Self {
        Self {
            id,
            state: CheckState::Degraded,
            finding,
            cost: Some(cost),
            remedy,
        }
    }

    /// Something is broken.
    pub(super) fn failed(id: CheckId, finding: Message, cost: Cost, remedy: Remedy) -> Self {
        Self {
            state: CheckState::Failed,
            ..Self::degraded(id, finding, cost, remedy)
        }
    }

    /// Whether something is missing or broken.
    #[must_use]
    pub fn is_degraded(&self) -> bool {
        self.state >= CheckState::Degraded
    }

    /// Whether the window names it at its foot: something that a person would miss while working.
    #[must_use]
    pub fn is_in_foot(&self) -> bool {
        self.is_degraded() && self.id != CheckId::Notifications
    }
}

/// Number of checks in each state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub ok: usize,
    pub off: usize,
    pub degraded: usize,
    pub failed: usize,
}

impl Counts {
    /// Counts checks by state.
    #[must_use]
    pub fn of(checks: &[Check]) -> Self {
        let mut counts = Self::default();
        for check in checks {
            *match check.state {
                CheckState::Ok => &mut counts.ok,
                CheckState::Off => &mut counts.off,
                CheckState::Degraded => &mut counts.degraded,
                CheckState::Failed => &mut counts.failed,
            } += 1;
        }
        counts
    }
}
