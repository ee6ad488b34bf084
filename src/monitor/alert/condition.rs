//! What an alert is about, and alerts as rows of the store.

use super::{Alert, AlertState};
use crate::message::Message;
use crate::msg;
use crate::problem::{Code, Remedy};
use crate::store::AlertRow;
use serde::{Deserialize, Serialize};

/// What kind of thing went wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AlertKind {
    /// Uploads to one device failed one after another, or it refused its PIN.
    RepeatedFailure,
    /// Many of its uploads failed.
    HighErrorRate,
    /// It stopped answering, or started again.
    Timeout,
    /// Storage of a device or of this computer runs out.
    Resource,
    /// Something that the app uses is missing.
    Dependency,
}

impl AlertKind {
    /// All kinds.
    pub const ALL: [Self; 5] = [
        Self::RepeatedFailure,
        Self::HighErrorRate,
        Self::Timeout,
        Self::Resource,
        Self::Dependency,
    ];

    /// Returns the word used in `--json`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::RepeatedFailure => "repeated_failure",
            Self::HighErrorRate => "high_error_rate",
            Self::Timeout => "timeout",
            Self::Resource => "resource",
            Self::Dependency => "dependency",
        }
    }

    /// Returns the name that people read.
    #[must_use]
    pub fn title(self) -> Message {
        match self {
            Self::RepeatedFailure => msg!("monitor-kind-repeated-failure"),
            Self::HighErrorRate => msg!("monitor-kind-high-error-rate"),
            Self::Timeout => msg!("monitor-kind-timeout"),
            Self::Resource => msg!("monitor-kind-resource"),
            Self::Dependency => msg!("monitor-kind-dependency"),
        }
    }
}

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    Info,
    Warning,
    Critical,
}

impl Severity {
    /// Returns the word used in `--json`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Critical => "critical",
        }
    }

    /// Returns the name that people read.
    #[must_use]
    pub fn title(self) -> Message {
        match self {
            Self::Info => msg!("monitor-severity-info"),
            Self::Warning => msg!("monitor-severity-warning"),
            Self::Critical => msg!("monitor-severity-critical"),
        }
    }
}

/// What an alert is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Subject {
    Device {
        id: String,
        name: String,
    },
    Network(String),
    /// This computer.
    Computer,
}

impl Subject {
    /// Returns the name that people read.
    #[must_use]
    pub fn name(&self) -> Message {
        match self {
            Self::Device { name, .. } => Message::verbatim(name.as_str()),
            Self::Network(network) => Message::verbatim(network.as_str()),
            Self::Computer => msg!("monitor-this-computer"),
        }
    }

    /// Returns the id of the device, if it is about one.
    #[must_use]
    pub fn device(&self) -> Option<&str> {
        match self {
            Self::Device { id, .. } => Some(id),
            Self::Network(_) | Self::Computer => None,
        }
    }
}

/// Something that is wrong now.
#[derive(Clone, Debug, PartialEq)]
pub struct Condition {
    /// Type, subject and code: the identity of its alert.
    pub key: String,
    pub kind: AlertKind,
    pub severity: Severity,
    pub subject: Subject,
    pub code: Option<Code>,
    pub message: Message,
    pub remedy: Remedy,
    pub count: u32,
    pub muted_by: Option<String>,
}

/// The columns that the store does not know of.
#[derive(Serialize, Deserialize)]
struct Columns {
    kind: AlertKind,
    severity: Severity,
    subject: Subject,
    code: Option<String>,
    message: Message,
    remedy: Remedy,
    first_at: i64,
    count: u32,
    muted_by: Option<String>,
    reported_at: Option<i64>,
}

/// The row of an alert.
pub(super) fn row_of(alert: &Alert) -> Option<AlertRow> {
    let columns = Columns {
        kind: alert.kind,
        severity: alert.severity,
        subject: alert.subject.clone(),
        code: alert.code.map(|code| code.as_str().to_owned()),
        message: alert.message.clone(),
        remedy: alert.remedy.clone(),
        first_at: alert.first_at,
        count: alert.count,
        muted_by: alert.muted_by.clone(),
        reported_at: alert.reported_at,
    };
    Some(AlertRow {
        id: alert.id,
        key: alert.key.clone(),
        last_at: alert.last_at,
        resolved_at: alert.resolved_at,
        data: serde_json::to_string(&columns).ok()?,
    })
}

/// The alert of a row; `None` where this version does not understand it.
pub(super) fn alert_of(row: &AlertRow) -> Option<Alert> {
    let columns: Columns = serde_json::from_str(&row.data).ok()?;
    if !columns.message.is_known() {
        return None;
    }
    Some(Alert {
        id: row.id,
        key: row.key.clone(),
        kind: columns.kind,
        severity: columns.severity,
        subject: columns.subject,
        code: columns.code.and_then(|code| code.parse().ok()),
        message: columns.message,
        remedy: columns.remedy,
        first_at: columns.first_at,
        last_at: row.last_at,
        count: columns.count,
        state: if row.resolved_at.is_some() {
            AlertState::Resolved
        } else {
            AlertState::Firing
        },
        resolved_at: row.resolved_at,
        silenced: None,
        muted_by: columns.muted_by,
        reported_at: columns.reported_at,
    })
}
