//! The audit trail: what was unlocked, deleted, overwritten, restored and changed. Written by the engine where it happens.

use super::{Changes, Store, StoreError, now, signed};
use crate::device::DeviceId;
use crate::message::Message;
use crate::msg;
use rusqlite::params;

/// How long entries are kept, in days: longer than the history, because they are few.
const KEEP_DAYS: i64 = 365;
/// Entries that are kept at the most.
const KEEP: i64 = 20_000;

/// One change that a person, or a command, made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditEntry {
    /// When it was made, in seconds since 1970.
    pub at: i64,
    /// What kind of change it is: `unlocked`, `deleted`, `restored`.
    pub kind: String,
    /// What was changed: a device's name, or what is set.
    pub subject: String,
    /// Id of the device, if it is about one.
    pub device: Option<String>,
    /// The change in words. Never a secret.
    pub detail: Message,
}

macro_rules! kinds {
    ($($variant:ident = $word:literal, $name:literal;)*) => {
        /// A kind of change.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[allow(missing_docs, reason = "the catalogue names each")]
        pub enum AuditKind {
            $($variant),*
        }

        impl AuditKind {
            /// All kinds.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The word in the store and in exports; it never changes.
            #[must_use]
            pub const fn word(self) -> &'static str {
                match self {
                    $(Self::$variant => $word),*
                }
            }

            /// The name for people.
            #[must_use]
            pub fn name(self) -> Message {
                match self {
                    $(Self::$variant => msg!($name)),*
                }
            }
        }
    };
}

kinds! {
    Unlocked = "unlocked", "audit-kind-unlocked";
    Deleted = "deleted", "audit-kind-deleted";
    Overwritten = "overwritten", "audit-kind-overwritten";
    Restored = "restored", "audit-kind-restored";
    Settings = "settings", "audit-kind-settings";
    SetAside = "set_aside", "audit-kind-set-aside";
    UsedAgain = "used_again", "audit-kind-used-again";
    Forgotten = "forgotten", "audit-kind-forgotten";
    Silenced = "silenced", "audit-kind-silenced";
}

impl AuditEntry {
    /// Describes a change that is made now.
    #[must_use]
    pub fn new(kind: AuditKind, subject: impl Into<String>, detail: Message) -> Self {
        Self {
            at: now(),
            kind: kind.word().into(),
            subject: subject.into(),
            device: None,
            detail,
        }
    }

    /// The same, of that device.
    #[must_use]
    pub fn of(self, device: &DeviceId) -> Self {
        Self {
            device: Some(device.to_string()),
            ..self
        }
    }

    /// Names the kind for people; the word itself if another version wrote it.
    #[must_use]
    pub fn kind_name(&self) -> Message {
        let known = AuditKind::ALL.iter().find(|kind| kind.word() == self.kind);
        known.map_or_else(|| Message::verbatim(self.kind.as_str()), |kind| kind.name())
    }
}

impl Changes<'_> {
    /// Adds to the audit trail, and deletes what is too old or too much.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn audit(&self, entry: &AuditEntry) -> Result<(), StoreError> {
        let detail =
            serde_json::to_string(&entry.detail).map_err(|error| StoreError::stopped(&error))?;
        self.execute(
            "INSERT INTO audit (at, kind, subject, device, detail) VALUES (?1, ?2, ?3, ?4, ?5)",
            params![entry.at, entry.kind, entry.subject, entry.device, detail],
        )?;
        self.execute(
            "DELETE FROM audit WHERE at < ?1 OR id <= (SELECT max(id) FROM audit) - ?2",
            [now() - KEEP_DAYS * 24 * 3600, KEEP],
        )?;
        Ok(())
    }
}

impl Store {
    /// Adds to the audit trail, for work without an engine.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn audit(&self, entry: &AuditEntry) -> Result<(), StoreError> {
        self.change(|changes| changes.audit(entry))
    }

    /// Reads the audit trail, newest first; at most `limit`. Entries that this version does not understand keep their kind and
    /// subject.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn audit_trail(&self, limit: Option<usize>) -> Result<Vec<AuditEntry>, StoreError> {
        let connection = self.lock();
        let mut query = connection.prepare_cached(
            "SELECT at, kind, subject, device, detail FROM audit ORDER BY id DESC LIMIT ?1",
        )?;
        let rows = query.query_map([limit.map_or(-1, |n| signed(n as u64))], |row| {
            let kind: String = row.get("kind")?;
            let detail: String = row.get("detail")?;
            let detail = serde_json::from_str::<Message>(&detail).ok();
            Ok(AuditEntry {
                at: row.get("at")?,
                detail: detail
                    .filter(Message::is_known)
                    .unwrap_or_else(|| Message::verbatim(kind.clone())),
                kind,
                subject: row.get("subject")?,
                device: row.get("device")?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::msg;

    #[test]
    fn entries_come_back_newest_first_and_old_ones_go() {
        let store = Store::in_memory().unwrap();
        let entry = |at, name: &str| AuditEntry {
            at,
            kind: "deleted".into(),
            subject: "Porch".into(),
            device: Some("a0b1c2d3e4f5".into()),
            detail: msg!("job-old-copy-lost", name = name),
        };
        let recent = now();
        store
            .audit(&entry(recent - KEEP_DAYS * 24 * 3600 - 9, "old"))
            .unwrap();
        store.audit(&entry(recent - 1, "a")).unwrap();
        store.audit(&entry(recent, "b")).unwrap();
        assert_eq!(
            store.audit_trail(None).unwrap(),
            [entry(recent, "b"), entry(recent - 1, "a")]
        );
        assert_eq!(store.audit_trail(Some(1)).unwrap().len(), 1);
    }
}
