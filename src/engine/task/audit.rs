//! What of a visit to a device belongs into the audit trail.

use super::reach::Visit;
use crate::device::Device;
use crate::engine::api::Ask;
use crate::engine::note::Note;
use crate::message::Message;
use crate::msg;
use crate::store::{AuditEntry, AuditKind};
use std::path::Path;

/// Whether carrying out the request replaces what a file of this computer holds. An empty file holds nothing: the command
/// line makes one to keep the place.
pub(super) async fn replaces(ask: &Ask) -> bool {
    match ask {
        Ask::Fetch { to, replace, .. } | Ask::Backup { to, replace } if *replace => {
            let meta = tokio::fs::metadata(to).await;
            meta.is_ok_and(|meta| meta.len() > 0)
        }
        _ => false,
    }
}

/// Notes what was done with a device, if it belongs into the audit trail. `replaced`: a file of this computer was replaced.
pub(super) fn done(visit: &Visit, device: &Device, ask: &Ask, replaced: bool) {
    let (kind, detail) = match ask {
        Ask::Delete(name) => (AuditKind::Deleted, msg!("audit-file", file = name.as_str())),
        Ask::Restore { from } => (AuditKind::Restored, msg!("audit-backup", file = path(from))),
        Ask::Undo => (AuditKind::Restored, msg!("audit-undo")),
        Ask::Fetch { to, .. } | Ask::Backup { to, .. } if replaced => (
            AuditKind::Overwritten,
            msg!("audit-local-file", file = path(to)),
        ),
        _ => return,
    };
    note(visit, device, kind, detail);
}

/// Notes a change of a device in the audit trail, unless the device is not remembered.
pub(super) fn note(visit: &Visit, device: &Device, kind: AuditKind, detail: Message) {
    if !visit.connect.forgettable {
        let entry = AuditEntry::new(kind, device.name.as_str(), detail).of(&device.id);
        visit.context.notify(Note::Audit(entry));
    }
}

fn path(path: &Path) -> String {
    path.display().to_string()
}
