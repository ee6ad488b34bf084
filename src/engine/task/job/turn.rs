//! The turn of the device: one job at a time, in all processes of the home folder.

use super::Upload;
use crate::device::{DeviceError, DeviceId};
use crate::engine::keep::{Ahead, TurnRequest};
use crate::msg;
use crate::pattern::Finding;
use crate::problem::{Code, Remedy};
use crate::store::TurnUse;

impl Upload {
    /// Takes the turn of a device: one job each, also where two addresses lead to it, or another process sends to it.
    /// Returns whether the job had to wait. The turn is given back at the very end, after what is taken back.
    pub(super) async fn take_turn(&self, device: &DeviceId) -> Result<bool, DeviceError> {
        let visit = &self.job.visit;
        let keep = &visit.context.keep;
        drop(self.turn.lock().take());
        let request = TurnRequest {
            device,
            purpose: TurnUse::Upload,
            forgettable: visit.connect.forgettable,
        };
        let waits = |ahead| {
            let is_stream = match ahead {
                Ahead::Task => keep.stream_owners.is_taken(device),
                Ahead::Process(holder) => holder.purpose == Some(TurnUse::Stream),
            };
            if is_stream {
                return Err(is_streaming());
            }
            self.report.set_waits_for(Some(ahead.message()));
            Ok(())
        };
        let turn = keep.turns.take(request, waits).await?;
        self.report.set_waits_for(None);
        let has_waited = turn.has_waited();
        *self.turn.lock() = Some(turn);
        Ok(has_waited)
    }
}

/// A stream has the device, and may have it for ever: an upload beside it would be starved, so it is not begun.
fn is_streaming() -> DeviceError {
    DeviceError::from(Finding::blocks(
        Code::DeviceStreaming,
        msg!("job-device-streams"),
        Remedy::StopStreamAndSend,
    ))
}
