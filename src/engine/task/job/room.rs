//! A device that has no room for the new pattern beside the old one: what is said of it, and making room where a person
//! allowed that.

use super::Upload;
use crate::device::{DeviceError, Payload, Receipt, Room, Transfer};
use crate::engine::api::Outcome;
use crate::engine::task::audit;
use crate::engine::task::patience::Patience;
use crate::msg;
use crate::store::AuditKind;
use std::sync::Arc;

impl Upload {
    /// Deletes old copies of the payload's pattern, as far as the request allows that and it helps; else says why it does
    /// not fit. `full` is the error where there are none; `free` bytes are free, where the device says.
    pub(super) async fn make_room(
        &self,
        patience: &mut Patience<'_>,
        transfer: &Arc<dyn Transfer>,
        payload: &Payload,
        free: Option<u64>,
        full: DeviceError,
    ) -> Result<(), DeviceError> {
        let how = self.job.request.delete_first;
        let Some(old_copies) = patience.family.old_copies() else {
            return Err(full);
        };
        let look = || old_copies.list(transfer.session(), payload);
        let copies = self.with_retries(patience, transfer, look).await?;
        if copies.is_empty() {
            return Err(full);
        }
        let copies = match Room::beside(copies, payload.len(), free, how) {
            Room::Delete(copies) => copies,
            Room::Full(finding) => return Err(DeviceError::from(finding)),
        };
        self.confirm(patience, transfer).await?;
        for copy in &copies {
            self.remark([copy.deleting()]);
            let delete = || old_copies.delete(transfer.session(), copy);
            self.with_retries(patience, transfer, delete).await?;
            self.note_deleted_copy(&copy.name);
            let detail = msg!("audit-old-copy", file = copy.name.as_str());
            let device = &transfer.session().device;
            audit::note(&self.job.visit, device, AuditKind::Deleted, detail);
        }
        Ok(())
    }

    /// Sends; where the device only says then that it has no room, makes room and sends again.
    pub(super) async fn send_where_room_is(
        &self,
        patience: &mut Patience<'_>,
        transfer: &Arc<dyn Transfer>,
        payload: &Payload,
    ) -> Result<(Receipt, Outcome), DeviceError> {
        match self.send(patience, transfer, payload).await {
            Err(full @ DeviceError::Full { .. }) => {
                self.make_room(patience, transfer, payload, None, full)
                    .await?;
                self.send(patience, transfer, payload).await
            }
            sent => sent,
        }
    }
}
