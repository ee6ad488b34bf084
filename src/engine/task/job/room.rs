//! A device that has no room for the new pattern beside the old one: what is said of it, and making room where a person
//! allowed that.

use super::Upload;
use crate::device::{DeviceError, Payload, Receipt, Room, Session};
use crate::engine::api::Outcome;
use crate::engine::task::patience::Patience;
use std::sync::Arc;

impl Upload {
    /// Deletes old copies of the payload's pattern, as far as the request allows that and it helps; else says why it does
    /// not fit. `full` is the error where there are none; `free` bytes are free, where the device says.
    pub(super) async fn make_room(
        &self,
        patience: &mut Patience<'_>,
        session: &Arc<Session>,
        payload: &Payload,
        free: Option<u64>,
        full: DeviceError,
    ) -> Result<(), DeviceError> {
        let family = patience.family;
        let how = self.job.request.delete_first;
        let look = || family.old_copies(session, payload);
        let copies = self.patiently(patience, session, look).await?;
        if copies.is_empty() {
            return Err(full);
        }
        let copies = match Room::beside(copies, payload.len(), free, how) {
            Room::Delete(copies) => copies,
            Room::Full(finding) => return Err(DeviceError::Unsuitable(finding)),
        };
        self.confirm(patience, session).await?;
        for copy in &copies {
            self.remark(vec![copy.deleting()]);
            let delete = || family.delete_copy(session, copy);
            self.patiently(patience, session, delete).await?;
            self.note_gone(&copy.name);
        }
        Ok(())
    }

    /// Sends; where the device only says then that it has no room, makes room and sends again.
    pub(super) async fn send_where_room_is(
        &self,
        patience: &mut Patience<'_>,
        session: &Arc<Session>,
        payload: &Payload,
    ) -> Result<(Receipt, Outcome), DeviceError> {
        match self.send(patience, session, payload).await {
            Err(full @ DeviceError::Full { .. }) => {
                self.make_room(patience, session, payload, None, full)
                    .await?;
                self.send(patience, session, payload).await
            }
            sent => sent,
        }
    }
}
